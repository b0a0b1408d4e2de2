"""A report with some of its fields replaced, and with all that follows from them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.dutch import Planned, number
from nalportal.figures import Figure
from nalportal.progress.models import Category
from nalportal.progress.reports import (
    CategoryBlock,
    MilestoneEntry,
    SkippedEntry,
    TextBlock,
    UnitReport,
)
from nalportal.refusals import Refused
from regions.reports import Footnote, contradicts

from ..model import Report
from .dependents import recomputed
from .fields import (
    Correctable,
    Path,
    figure_id,
    footnote_id,
    milestone_fields,
    milestone_id,
    named,
    skipped_id,
    text_id,
)
from .known import correctables
from .structure import (
    TextCannotGo,
    is_structural,
    restructured,
    takes_anew,
    with_blocks,
    with_paragraphs,
)


@dataclass(frozen=True)
class Replacement:
    """``field`` is the id of a :class:`Correctable`; ``old`` is what it reads, ``new`` what it
    should read, both as somebody types them."""

    field: str
    old: str
    new: str


class CorrectionError(Refused):
    """Replacements that cannot be made; ``faults`` says why, in Dutch, per field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def applied(
    report: Report, replacements: Iterable[Replacement], fresh: Report | None = None
) -> Report:
    """The report with the named fields replaced and what depends on them computed again.

    Blocks come from ``fresh`` first: the register at the dates of the round. Everything else is
    identical, also figures that today's software would compute otherwise. Raises
    :class:`CorrectionError` with every fault.
    """
    values = _values(correctables(report), tuple(replacements))
    structural = {id_: value for id_, value in values.items() if is_structural(id_)}
    simple = {id_: value for id_, value in values.items() if id_ not in structural}
    anew = report
    if takes_anew(structural):
        if fresh is None:
            raise ValueError("a block is taken from a report that was built of the register")
        anew = with_blocks(report, structural, fresh)
    try:
        # What was typed as a figure stays, also where other statuses are counted again.
        figures = {id_: value for id_, value in simple.items() if isinstance(value, Figure)}
        changed = rewritten(restructured(rewritten(anew, simple), structural), figures)
    except TextCannotGo as refusal:
        text = _("Deze tekst moet in het rapport staan en kan niet leeg zijn: %(where)s.")
        raise CorrectionError({"": text % {"where": refusal}}) from None
    result: Report = _merged(changed, recomputed(report), recomputed(changed))
    if result == report:
        raise CorrectionError({"": _("Zo blijft alles zoals het is. Vul iets anders in.")})
    faults = dict(_contradictions(report, result, values))
    if faults:
        raise CorrectionError(faults)
    return result


def _contradictions(
    before: Report, after: Report, values: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Each total of table 3 that cannot be true of its municipalities, and could be before."""
    printed = {
        cell.count.id: (cell.count.value, cell.known, cell.counted)
        for row in before.territory.table.rows
        for cell in row.cells
    }
    names = {entry.slug: entry.name for entry in after.territory.instruments}
    for row in after.territory.table.rows:
        of = int(row.municipalities.value or 0)
        for cell in row.cells:
            said = (cell.count.value, cell.known, cell.counted)
            unknown = of - cell.known
            if said == printed.get(cell.count.id) or not contradicts(
                cell.count, cell.counted, unknown
            ):
                continue
            field = figure_id(cell.count)
            yield (
                (field if field in values else ""),
                _CONTRADICTS
                % {
                    "region": row.name,
                    "instrument": names.get(cell.instrument, cell.instrument),
                    "total": number(cell.count.value or 0),
                    "of": number(of),
                    "counted": number(cell.counted),
                    "not": number(cell.known - cell.counted),
                    "unknown": number(unknown),
                },
            )


_CONTRADICTS = gettext_lazy(
    "%(region)s, %(instrument)s: %(total)s van %(of)s kan niet. Per gemeente staat er %(counted)s "
    "keer dat het er is, %(not)s keer van niet en %(unknown)s keer onbekend. Corrigeer ook de "
    "standen van de gemeenten, of vul een ander aantal in."
)


def rewritten(report: Report, values: Mapping[str, Any]) -> Report:
    """The report with these values in their fields, by id, and nothing computed again."""
    result: Report = _rewritten(report, values, (), report.reference_on)
    return result


def _values(
    known: Mapping[str, Correctable], replacements: tuple[Replacement, ...]
) -> dict[str, Any]:
    """What each field becomes, read by its own form field."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for wanted in replacements:
        try:
            values[wanted.field] = _value(known.get(wanted.field), wanted)
        except ValidationError as error:
            faults[wanted.field] = " ".join(error.messages)
    if not replacements:
        faults[""] = _("Kies ten minste één veld om te corrigeren.")
    if faults:
        raise CorrectionError(faults)
    return values


def _value(found: Correctable | None, wanted: Replacement) -> Any:
    if found is None:
        raise ValidationError(_("“%(field)s” staat niet in dit rapport.") % {"field": wanted.field})
    if found.value != wanted.old:
        text = _("Hier staat nu “%(now)s”. Bekijk de correctie opnieuw.")
        raise ValidationError(text % {"now": found.value[:80]})
    if wanted.new.strip() == found.value.strip():
        raise ValidationError(_("Vul in wat er moet staan; dit staat er al."))
    return found.field.clean(wanted.new)


# ------------------------------------------------------------------------------- replacing


def _rewritten(part: Any, values: Mapping[str, Any], path: Path, on: date) -> Any:
    """A part of a report (a dataclass) with the new values in their fields; pure."""
    if isinstance(part, Figure):
        return values.get(figure_id(part), part)
    match part:
        case Footnote():
            return replace(part, text=values.get(footnote_id(path), part.text))
        case TextBlock():
            return _rewritten_text(part, values, path)
        case CategoryBlock():
            return _rewritten_block(part, values, on)
        case tuple():
            return tuple(_rewritten(p, values, (*path, name), on) for name, p in named(part))
    return _rewritten_fields(part, values, path, on)


def _rewritten_fields(part: Any, values: Mapping[str, Any], path: Path, on: date) -> Any:
    if not is_dataclass(part) or isinstance(part, Planned | type):
        return part
    changed = {
        field.name: _rewritten(getattr(part, field.name), values, (*path, field.name), on)
        for field in fields(part)
    }
    if isinstance(part, UnitReport) and skipped_id(part) in values:
        changed["skipped"] = SkippedEntry(values[skipped_id(part)])
    return replace(part, **changed)


def _rewritten_text(text: TextBlock, values: Mapping[str, Any], path: Path) -> TextBlock:
    paragraphs = enumerate(text.paragraphs, 1)
    return with_paragraphs(text, tuple(values.get(text_id(path, n), p) for n, p in paragraphs))


def _rewritten_block(block: CategoryBlock, values: Mapping[str, Any], on: date) -> CategoryBlock:
    def rewritten(entry: MilestoneEntry) -> MilestoneEntry:
        new = {
            name: values[milestone_id(entry, name)]
            for name in milestone_fields(entry)
            if milestone_id(entry, name) in values
        }
        changed = replace(entry, **new)
        if "planned" not in new:
            return changed
        waiting = block.category == Category.PLANNED and not entry.withdrawn_on
        late = waiting and changed.planned is not None and changed.planned.last_day < on
        return replace(changed, overdue=late)

    return replace(
        block,
        items=tuple(map(rewritten, block.items)),
        earlier=tuple(map(rewritten, block.earlier)),
    )


# ------------------------------------------------------------------- keeping all that stays


def _merged(part: Any, before: Any, after: Any) -> Any:
    """``after`` only where computing again gave another outcome than it gave ``before``.

    So a rule that today's software applies otherwise changes nothing that was published, unless
    it follows from what is corrected.
    """
    if before == after:
        return part
    if isinstance(part, tuple):
        old, new = dict(named(before)), dict(named(after))
        if old.keys() != new.keys():
            return after  # a trend that has too few months now, for one
        return tuple(
            _merged(p, old[name], new[name]) if name in old and name in new else p
            for name, p in named(part)
        )
    if is_dataclass(part) and type(part) is type(after) and not isinstance(part, Figure):
        changed = {
            field.name: _merged(*(getattr(side, field.name) for side in (part, before, after)))
            for field in fields(part)
        }
        return replace(part, **changed)  # type: ignore[type-var] # an instance, not its class
    return after
