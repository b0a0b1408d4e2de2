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
from nalportal.progress.models import Category
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, TextBlock, UnitReport
from regions.models import Stage
from regions.reports import Footnote, MunicipalityEntry
from regions.status import UNKNOWN
from workgroups.reports import PartyEntry, WorkgroupReport

from ..compare.texts import Titles, place_in_words, titles_of
from ..model import Report
from .fields import Correctable, ParagraphField, Path, named, parts
from .statuses import with_statuses
from .structure_fields import ChoiceField, NewMilestoneField, NewPartyField, PlaceField

KINDS = ("weg", "erbij", "plaats", "status", "blok")
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
    for group in report.workgroups:
        yield from _of_group(group)
    titles = titles_of(report)
    for path, part in parts(report):
        match part:
            case TextBlock():
                yield from _of_text(path, part, titles)
            case Footnote():
                where = f"{place_in_words(path[:-1], titles)}, {_('noot')} {part.number}"
                yield _going(f"noot:{'.'.join(path)}", where)
    for name, label, row in _rows_of_tables(report):
        yield _going(f"rij:{name}", f"{label}, {long_date(row.on)}")
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


def _rows_of_tables(report: Report) -> Iterator[tuple[str, str, Any]]:
    """The rows that can go: by the name of their place, with that of their table."""
    for indicator in report.indicators.indicators:
        path = f"indicators.indicators.{indicator.texts.slug}"
        match indicator:
            case RatioReport():
                for name, row in named(indicator.columns):
                    yield f"{path}.columns.{name}", _("Tabel 1, kolom"), row
            case RateReport():
                for name, row in named(indicator.rows):
                    yield f"{path}.rows.{name}", _("Tabel 2, rij"), row
        for table in indicator.tables:
            for name, row in named(table.rows):
                yield f"{path}.tables.{table.slug}.rows.{name}", table.title, row


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
    return result


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
    found = []
    for name, row in named(rows):
        key = ".".join((*path, name))
        kind = "noot" if isinstance(row, Footnote) else "rij"
        goes = isinstance(row, Footnote | RateRow | RatioColumn | TableRow)
        if goes and values.get(f"weg:{kind}:{key}") == GONE:
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

    return replace(unit, categories=tuple(map(block, unit.categories)))


def _text(text: TextBlock, values: Values, path: Path) -> TextBlock | None:
    key = ".".join(path)
    rows = [(f"alinea:{key}.{n}", "", p) for n, p in enumerate(text.paragraphs, 1)]
    paragraphs = _arranged(rows, values, values.get(f"erbij:alinea:{key}"))
    return replace(text, paragraphs=paragraphs) if paragraphs else None


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
    return _unnumbered(part, gone) if gone else part


def _notes_of(part: Any) -> Iterator[Footnote]:
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, tuple):
            yield from (row for row in value if isinstance(row, Footnote))


def _unnumbered(part: Any, gone: set[int]) -> Any:
    if isinstance(part, Figure):
        return replace(part, notes=tuple(n for n in part.notes if n not in gone))
    if isinstance(part, tuple):
        return tuple(_unnumbered(row, gone) for row in part)
    if not is_dataclass(part) or isinstance(part, Planned | Footnote | type):
        return part
    return replace(part, **{f.name: _unnumbered(getattr(part, f.name), gone) for f in fields(part)})
