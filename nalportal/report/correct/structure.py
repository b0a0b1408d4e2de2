"""What can be corrected beside single fields: a thing taken out, put in or moved, what one
municipality has, and a block taken anew from the register at the dates of the round. Pure.

Each is a field like any other, so it is found, typed, shown first and refused in the same way. Its
id begins with what it does: ``weg:``, ``erbij:``, ``plaats:``, ``status:`` or ``blok:``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from indicators.reports import (
    PolicyReport,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    TableRow,
)
from nalportal.dutch import Planned, long_date, within_sentence
from nalportal.figures import Figure
from nalportal.pages.fields import PlainTextField
from nalportal.progress.forms.milestones import LONG_LENGTH
from nalportal.progress.models import Category
from nalportal.progress.reports import (
    CategoryBlock,
    MilestoneEntry,
    TextBlock,
    UnitReport,
)
from regions.models import Stage
from regions.reports import Footnote, MunicipalityEntry, PolicyTable
from regions.status import UNKNOWN
from workgroups.reports import PartyEntry, WorkgroupReport

from ..compare.texts import Titles, place_in_words
from ..model import Report
from ..tables import figure_lines
from ..tables.model import AS_FIGURE
from .fields import Correctable, ParagraphField, Path, named, names_in, parts, skipped_id
from .new_rows import NewRowField, TimedRow
from .statuses import with_statuses
from .structure_fields import ChoiceField, NewMilestoneField, NewPartyField, PlaceField

KINDS = ("weg", "erbij", "plaats", "status", "blok")
NOTES: Path = ("territory", "table", "footnotes")
STAYS, GONE = "staat", "weg"
PRINTED, ANEW = "gepubliceerd", "register"
Values = Mapping[str, Any]
Row = tuple[str, str, Any]


class TextCannotGo(ValueError):  # noqa: N818 - says what is the matter
    """A text would become empty that the report cannot do without."""


def is_structural(id_: str) -> bool:
    return id_.partition(":")[0] in KINDS


# ----------------------------------------------------------------------------- what can be done


def structurals(report: Report) -> Iterator[Correctable]:
    """Everything of this kind that can be corrected in a report."""
    for unit in report.units():
        for block in unit.categories:
            yield from _of_block(report, unit, block)
        if unit.skipped:
            words = _("%(unit)s: dat er niet is ingeleverd") % {"unit": unit.short_name}
            yield _going(skipped_id(unit), words)
    for group in report.workgroups:
        yield from _of_group(group)
    titles = names_in(report)
    for path, part in parts(report):
        match part:
            case TextBlock():
                yield from _of_text(path, part, titles)
    yield from _of_notes(report.territory.table, titles)
    for key, label, rows in _tables(report):
        told = [(f"rij:{key}.{name}", f"{label}, {long_date(r.on)}", r) for name, r in named(rows)]
        yield from _of_rows(told)
        yield from _of_new_row(key, label, rows, report)
    for entry in report.territory.municipalities:
        yield from _of_municipality(report, entry)
    yield from _of_blocks(report)


def _of_block(report: Report, unit: UnitReport, block: CategoryBlock) -> Iterator[Correctable]:
    label = str(Category(block.category).label)
    rows = [(f"mijlpaal:{e.reference}", f"{e.reference} {e.title}", e) for e in block.items]
    yield from _of_rows(rows)
    taken = {entry.reference for entry, _place in _milestones(report)}
    yield Correctable(
        f"erbij:mijlpaal:{unit.slug}.{block.category}",
        _("%(where)s: mijlpaal toevoegen") % {"where": f"{unit.short_name}, {label}"},
        "",
        NewMilestoneField(block.category, taken, report.reference_on),
    )


def _milestones(report: Report) -> Iterator[tuple[MilestoneEntry, str]]:
    for unit in report.units():
        for block in unit.categories:
            for entry in (*block.items, *block.earlier):
                yield entry, unit.slug


def _of_group(group: WorkgroupReport) -> Iterator[Correctable]:
    slug = group.unit.slug
    rows = [(_party_id(slug, p), f"{group.unit.short_name}, {p.name}", p) for p in group.parties]
    yield from _of_rows(rows)
    yield Correctable(
        f"erbij:partij:{slug}",
        _("%(where)s: partij toevoegen") % {"where": group.unit.short_name},
        "",
        NewPartyField(),
    )


def _party_id(slug: str, party: PartyEntry) -> str:
    return f"partij:{slug}.{party.name}"


def _of_text(path: Path, text: TextBlock, titles: Titles) -> Iterator[Correctable]:
    where = ": ".join(filter(None, (place_in_words(path, titles), text.title)))
    key = ".".join(path)
    numbered = enumerate(text.paragraphs, 1)
    yield from _of_rows(
        [(f"alinea:{key}.{n}", f"{where}, {_('alinea')} {n}", p) for n, p in numbered]
    )
    field = ParagraphField()
    field.required = False
    words = _("%(where)s: alinea toevoegen") % {"where": where}
    yield Correctable(f"erbij:alinea:{key}", words, "", field)


def _of_rows(rows: list[Row]) -> Iterator[Correctable]:
    """Each can go; where there are more, each can get another place."""
    for place, (id_, label, _row) in enumerate(rows, 1):
        yield _going(id_, label)
        if len(rows) > 1:
            words = _("%(what)s: plaats in de lijst") % {"what": label}
            yield Correctable(f"plaats:{id_}", words, str(place), PlaceField(len(rows)))


def _going(id_: str, label: str) -> Correctable:
    choices = ((STAYS, _("Blijft staan")), (GONE, _("Weghalen")))
    return Correctable(
        f"weg:{id_}", _("%(what)s: weghalen") % {"what": label}, STAYS, ChoiceField(choices)
    )


def _of_notes(table: PolicyTable, titles: Titles) -> Iterator[Correctable]:
    """Each can go and get another number; each count of table 3 can get one."""
    where = place_in_words(NOTES, titles)
    yield from _of_rows(
        [(_note_id(n), f"{where}, {_('noot')} {n.number}", n) for n in table.footnotes]
    )
    names = {one.slug: one.name for one in table.instruments}
    for row in table.rows:
        figures = [(row.municipalities, row.name)]
        figures += [(c.count, f"{row.name}, {names[c.instrument]}") for c in row.cells]
        for figure, label in figures:
            field = PlainTextField(limit=LONG_LENGTH, rows=3, required=False)
            words = _("Tabel 3, %(where)s: noot toevoegen") % {"where": label}
            yield Correctable(f"erbij:noot:{figure.id}", words, "", field)


def _note_id(note: Footnote) -> str:
    return f"noot:{'.'.join(NOTES)}.{note.number}"


def _tables(report: Report) -> Iterator[tuple[str, str, tuple[TimedRow, ...]]]:
    """Tables of which rows can go, come and move: the path of the rows, and their name."""
    for indicator in report.indicators.indicators:
        path = f"indicators.indicators.{indicator.texts.slug}"
        match indicator:
            case RatioReport():
                yield f"{path}.columns", _("Tabel 1, kolom"), indicator.columns
            case RateReport():
                yield f"{path}.rows", _("Tabel 2, rij"), indicator.rows
        for table in indicator.tables:
            yield f"{path}.tables.{table.slug}.rows", table.title, table.rows


def _of_new_row(
    key: str, label: str, rows: tuple[TimedRow, ...], report: Report
) -> Iterator[Correctable]:
    """A row is made like the last one: of an empty table nothing tells what its figures are."""
    lines = figure_lines(report) if rows else ()
    given = {one.figure.id: one.measure for one in lines if one.corrected_as == AS_FIGURE}
    if rows and (field := NewRowField(rows, given)).asked:
        words = _("%(where)s: toevoegen") % {"where": label}
        yield Correctable(f"erbij:rij:{key}", words, "", field)


def _of_municipality(report: Report, entry: MunicipalityEntry) -> Iterator[Correctable]:
    names = {row.slug: row for row in report.territory.instruments}
    choices = [*((stage.value, str(stage.label)) for stage in Stage), (UNKNOWN, _("Onbekend"))]
    for found in entry.statuses:
        name = names[found.instrument].name if found.instrument in names else found.instrument
        yield Correctable(
            f"status:{entry.code}.{found.instrument}",
            f"{entry.name} ({entry.code}), {name}: {_('stand')}",
            found.status.stage,
            ChoiceField(choices),
        )


def _of_blocks(report: Report) -> Iterator[Correctable]:
    blocks = [(f"onderdeel:{unit.slug}", unit.short_name) for unit in report.units()]
    blocks += [
        ("tabel3", _("Tabel 3 en de gemeenten")),
    ]
    # What the policy indicator tells is table 3, which stands above.
    for one in report.indicators.indicators:
        if not isinstance(one, PolicyReport):
            title = _("Indicator %(title)s") % {"title": within_sentence(one.texts.title)}
            blocks.append((f"indicator:{one.texts.slug}", title))
    choices = ((PRINTED, _("Zoals gepubliceerd")), (ANEW, _("Opnieuw uit het register")))
    for id_, label in blocks:
        words = _("%(what)s: hele blok opnieuw uit het register") % {"what": label}
        yield Correctable(f"blok:{id_}", words, PRINTED, ChoiceField(choices))


# --------------------------------------------------------------------------------- doing it


def takes_anew(values: Values) -> bool:
    """Whether any block is taken from the register."""
    return any(id_.startswith("blok:") and value == ANEW for id_, value in values.items())


def with_blocks(report: Report, values: Values, fresh: Report) -> Report:
    """The report with the chosen blocks as ``fresh`` has them, which is of the same round."""
    for id_, value in values.items():
        if not id_.startswith("blok:") or value != ANEW:
            continue
        match id_.split(":")[1:]:
            case ["onderdeel", slug]:
                report = _with_unit(report, slug, fresh)
            case ["tabel3"]:
                taken = {
                    name: getattr(fresh.territory, name) for name in ("table", "municipalities")
                }
                report = replace(report, territory=replace(report.territory, **taken))
            case ["indicator", slug]:
                for one in fresh.indicators.indicators:
                    if one.texts.slug == slug:
                        report = replace(report, indicators=report.indicators.with_(one))
    return report


def _with_unit(report: Report, slug: str, fresh: Report) -> Report:
    """One unit's part; of a working group its parties too. A unit that is no more stays."""
    units = {unit.slug: unit for unit in fresh.units()}
    groups = {group.unit.slug: group for group in fresh.workgroups}
    if slug not in units:
        return report
    regions = tuple(
        replace(region, unit=units[slug]) if region.unit.slug == slug else region
        for region in report.territory.regions
    )
    is_national = report.national is not None and report.national.slug == slug
    return replace(
        report,
        national=units[slug] if is_national else report.national,
        territory=replace(report.territory, regions=regions),
        workgroups=tuple(
            groups.get(slug, group) if group.unit.slug == slug else group
            for group in report.workgroups
        ),
    )


def restructured(report: Report, values: Values) -> Report:
    """The report with things taken out, put in and moved, and other statuses.

    Raises :class:`TextCannotGo` for a text that has to be there.
    """
    if any(id_.startswith("status:") for id_ in values):
        report = replace(report, territory=with_statuses(report.territory, values))
    result: Report = _rebuilt(report, values, ())
    table = _with_notes(result.territory.table, values)
    return replace(result, territory=replace(result.territory, table=table))


def _with_notes(table: PolicyTable, values: Values) -> PolicyTable:
    """Its notes in the order that was asked, and new ones after them."""
    rows = [(_note_id(note), "", note) for note in table.footnotes]
    arranged = _arranged(rows, values, None)
    numbered = list(zip(sorted(note.number for note in arranged), arranged, strict=True))
    notes = {note.text: number for number, note in numbered}
    added: dict[str, int] = {}
    for id_, text in values.items():
        if id_.startswith("erbij:noot:") and text:
            number = notes.setdefault(text, max(notes.values(), default=0) + 1)
            added[id_.removeprefix("erbij:noot:")] = number
    if not added and arranged == table.footnotes:
        return table
    moved: dict[int, int | None] = {note.number: number for number, note in numbered}
    changed: PolicyTable = _numbered(table, moved, added)
    return replace(changed, footnotes=tuple(Footnote(n, text) for text, n in notes.items()))


def _rebuilt(part: Any, values: Values, path: Path) -> Any:
    """A part of a report, or None where nothing is left of it."""
    match part:
        case UnitReport():
            part = _unit(part, values)
        case WorkgroupReport():
            rows = [(_party_id(part.unit.slug, p), "", p) for p in part.parties]
            added = values.get(f"erbij:partij:{part.unit.slug}")
            part = replace(part, parties=_arranged(rows, values, added))
        case TextBlock():
            return _text(part, values, path)
        case tuple():
            return _rebuilt_rows(part, values, path)
    if not is_dataclass(part) or isinstance(part, Planned | Figure | type):
        return part
    changed = {
        field.name: _rebuilt(getattr(part, field.name), values, (*path, field.name))
        for field in fields(part)
    }
    for field in fields(part):
        if field.type is TextBlock and changed[field.name] is None:
            raise TextCannotGo(place_in_words((*path, field.name)))
    return _without_notes(replace(part, **changed), part)


def _rebuilt_rows(rows: tuple[Any, ...], values: Values, path: Path) -> tuple[Any, ...]:
    key = ".".join(path)
    if rows and isinstance(rows[0], RateRow | RatioColumn | TableRow):
        told = [(f"rij:{key}.{name}", "", row) for name, row in named(rows)]
        arranged = _arranged(told, values, None)
        added = values.get(f"erbij:rij:{key}")
        before = sum(added is None or row.on <= added.on for row in arranged)
        return (*arranged[:before], *((added,) if added else ()), *arranged[before:])
    found = []
    for name, row in named(rows):
        if isinstance(row, Footnote) and values.get(f"weg:noot:{key}.{name}") == GONE:
            continue
        new = _rebuilt(row, values, (*path, name))
        if new is not None or row is None:
            found.append(new)
    return tuple(found)


def _unit(unit: UnitReport, values: Values) -> UnitReport:
    def block(found: CategoryBlock) -> CategoryBlock:
        rows = [(f"mijlpaal:{entry.reference}", "", entry) for entry in found.items]
        added = values.get(f"erbij:mijlpaal:{unit.slug}.{found.category}")
        items = _arranged(rows, values, added)
        # Why there were none is not so any more.
        return replace(found, items=items, statement="" if added else found.statement)

    goes = values.get(f"weg:{skipped_id(unit)}") == GONE
    skipped = None if goes else unit.skipped
    return replace(unit, categories=tuple(map(block, unit.categories)), skipped=skipped)


def _text(text: TextBlock, values: Values, path: Path) -> TextBlock | None:
    key = ".".join(path)
    rows = [(f"alinea:{key}.{n}", "", p) for n, p in enumerate(text.paragraphs, 1)]
    paragraphs = _arranged(rows, values, values.get(f"erbij:alinea:{key}"))
    return with_paragraphs(text, paragraphs) if paragraphs else None


def with_paragraphs(text: TextBlock, paragraphs: tuple[Any, ...]) -> TextBlock:
    """The text as it reads now; one that was corrected came along from no earlier round."""
    of_round = text.of_round if paragraphs == text.paragraphs else ""
    return replace(text, paragraphs=paragraphs, of_round=of_round)


def _arranged(rows: Iterable[Row], values: Values, added: Any) -> tuple[Any, ...]:
    """The rows without what goes, at their new places, and what is added at the end."""
    stay = [(id_, row) for id_, _label, row in rows if values.get(f"weg:{id_}") != GONE]
    moved = [(id_, row) for id_, row in stay if f"plaats:{id_}" in values]
    arranged = [pair for pair in stay if pair not in moved]
    for id_, row in sorted(moved, key=lambda pair: values[f"plaats:{pair[0]}"]):
        arranged.insert(values[f"plaats:{id_}"] - 1, (id_, row))
    return (*(row for _id, row in arranged), *((added,) if added else ()))


def _without_notes(part: Any, before: Any) -> Any:
    """Without the numbers of notes that were taken out of this very part."""
    gone = {note.number for note in _notes_of(before)} - {note.number for note in _notes_of(part)}
    return _numbered(part, dict.fromkeys(gone), {}) if gone else part


def _notes_of(part: Any) -> Iterator[Footnote]:
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, tuple):
            yield from (row for row in value if isinstance(row, Footnote))


def _numbered(part: Any, numbers: Mapping[int, int | None], added: Mapping[str, int]) -> Any:
    """With other numbers of notes at its figures, None for one that went; ``added`` by figure."""
    if isinstance(part, Figure):
        stay = (numbers.get(n, n) for n in part.notes)
        more = [added[part.id]] if part.id in added else []
        return replace(part, notes=tuple(sorted({*filter(None, stay), *more})))
    if isinstance(part, tuple):
        return tuple(_numbered(row, numbers, added) for row in part)
    if not is_dataclass(part) or isinstance(part, Planned | Footnote | type):
        return part
    return replace(
        part, **{f.name: _numbered(getattr(part, f.name), numbers, added) for f in fields(part)}
    )
