"""What a report tells of policy beside table 3: regions side by side, stages, recalibration. Pure.

A share is over what is known, and stands beside how much that is: 100 % of three known
municipalities may never look like 100 % of seventy-seven.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from nalportal.figures import PM, UNKNOWN, Figure, no_figure, share, whole

from ..models import AnswerKind
from ..recalibration import OVERDUE, SOON, review_of
from .entries import (
    DueEntry,
    InstrumentEntry,
    InstrumentOverview,
    MunicipalityEntry,
    PolicyCell,
    PolicyOverview,
    PolicyTable,
    RegionOverview,
    StageCount,
    TerritoryReport,
)
from .tiles import STAGE_ORDER

ALL_REGIONS = "totaal"


def policy_overview(
    municipalities: Iterable[MunicipalityEntry],
    instruments: Iterable[InstrumentEntry],
    regions: Mapping[str, str],
    on: date,
    table: PolicyTable | None = None,
) -> PolicyOverview:
    """The overview as of ``on``; ``regions`` has a name by slug, in the order shown.

    ``table`` brings the totals that regions gave; without it everything is counted.
    """
    instruments, entries = tuple(instruments), tuple(municipalities)
    reported = _reported(table) if table else {}
    found = []
    for slug, name in regions.items():
        members = [entry for entry in entries if entry.region == slug]
        parts = tuple(
            _instrument(slug, kind, members, reported.get((slug, kind.slug)))
            for kind in instruments
        )
        found.append(_region(slug, name, members, parts, on))
    return PolicyOverview(tuple(found), _total(tuple(found), instruments))


def overview_of(territory: TerritoryReport, table: PolicyTable, on: date) -> PolicyOverview:
    """The overview of a report that is there already, with this table 3."""
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    return policy_overview(territory.municipalities, territory.instruments, names, on, table)


def _reported(table: PolicyTable) -> dict[tuple[str, str], PolicyCell]:
    return {
        (row.slug, cell.instrument): cell
        for row in table.rows
        for cell in row.cells
        if cell.basis == "opgave"
    }


def _region(
    slug: str,
    name: str,
    members: list[MunicipalityEntry],
    instruments: tuple[InstrumentOverview, ...],
    on: date,
) -> RegionOverview:
    due = _due(members, on)
    states = Counter(entry.state for entry in due)
    return RegionOverview(slug, name, len(members), instruments, states[OVERDUE], states[SOON], due)


def _instrument(
    slug: str, kind: InstrumentEntry, members: list[MunicipalityEntry], reported: PolicyCell | None
) -> InstrumentOverview:
    statuses = [s.status for m in members for s in m.statuses if s.instrument == kind.slug]
    in_force = sum(status.counts for status in statuses)
    known = sum(status.known for status in statuses)
    missing = UNKNOWN
    if reported is not None:
        value = reported.count.value
        in_force, known = (0, 0) if value is None else (int(value), len(members))
        missing = reported.count.missing or UNKNOWN
    return InstrumentOverview(
        instrument=kind.slug,
        basis="geteld" if reported is None else "opgave",
        in_force=in_force,
        known=known,
        unknown=len(members) - known,
        share=_share(slug, kind.slug, in_force, known, missing),
        stages=_in_order(kind, Counter(status.stage for status in statuses)),
    )


def _share(slug: str, instrument: str, in_force: int, known: int, missing: str) -> Figure:
    id_ = f"beleid.{slug}.{instrument}.aandeel-van-bekende"
    return share(id_, whole("", in_force), known) if known else no_figure(id_, missing)


def _in_order(kind: InstrumentEntry, counts: Mapping[str, int]) -> tuple[StageCount, ...]:
    order = [str(stage) for stage in STAGE_ORDER[AnswerKind(kind.answers)]]
    return tuple(StageCount(stage, counts[stage]) for stage in order if counts.get(stage))


def _due(members: Iterable[MunicipalityEntry], on: date) -> tuple[DueEntry, ...]:
    """What is overdue or due soon, the longest overdue first."""
    found = []
    for entry in members:
        for status in entry.statuses:
            review = review_of(status.status, on)
            if review and review.state:
                what = (entry.code, entry.name, status.instrument)
                found.append(DueEntry(*what, review.due_on, review.state))
    return tuple(sorted(found, key=lambda due: due.due_on))


def _total(
    regions: tuple[RegionOverview, ...], instruments: tuple[InstrumentEntry, ...]
) -> RegionOverview:
    return RegionOverview(
        slug=ALL_REGIONS,
        name="",
        municipalities=sum(region.municipalities for region in regions),
        instruments=tuple(
            _sum(kind, [region.instruments[place] for region in regions])
            for place, kind in enumerate(instruments)
        ),
        overdue=sum(region.overdue for region in regions),
        soon=sum(region.soon for region in regions),
        due=(),
    )


def _sum(kind: InstrumentEntry, parts: list[InstrumentOverview]) -> InstrumentOverview:
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update({found.stage: found.count for found in part.stages})
    in_force, known = sum(p.in_force for p in parts), sum(p.known for p in parts)
    bases = {part.basis for part in parts}
    reasons = {part.share.missing for part in parts}
    missing = PM if reasons == {PM} else UNKNOWN
    return InstrumentOverview(
        instrument=kind.slug,
        basis=bases.pop() if len(bases) == 1 else "gemengd",
        in_force=in_force,
        known=known,
        unknown=sum(part.unknown for part in parts),
        share=_share(ALL_REGIONS, kind.slug, in_force, known, missing),
        stages=_in_order(kind, counts),
    )
