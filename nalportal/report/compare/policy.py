"""Policy gained and lost, and which municipalities there are: before and after.

A municipality gained or lost an instrument only where both reports know whether it had it. Where
one of them does not, its status "werd bekend", whatever it turned out to be.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from regions.reports import MunicipalityEntry, PolicyCell, PolicyRow, PolicyTable, TerritoryReport
from regions.status import NOTHING_RECORDED, Status

from ..labels import row_name
from ..model import Report
from .figures import compare_table_3
from .model import (
    BECAME_KNOWN,
    DivisionComparison,
    FigureChange,
    Merger,
    MunicipalityChange,
    PolicyChange,
    Transfer,
)


class Outcome(StrEnum):
    """What a changed status of a municipality comes down to."""

    GAINED = "gekregen"
    LOST = "kwijt"
    BECAME_KNOWN = BECAME_KNOWN
    BECAME_UNKNOWN = "niet-meer-bekend"
    OTHER = "gewijzigd"


def outcome_of(before: Status, after: Status) -> Outcome:
    """What happened between two statuses that differ."""
    if before.known and after.known:
        if before.counts == after.counts:
            return Outcome.OTHER
        return Outcome.GAINED if after.counts else Outcome.LOST
    if before.known == after.known:
        return Outcome.OTHER
    return Outcome.BECAME_KNOWN if after.known else Outcome.BECAME_UNKNOWN


# ------------------------------------------------------------------------------------- table 3


def compare_policy(
    before: Report, after: Report
) -> tuple[tuple[PolicyChange, ...], tuple[MunicipalityChange, ...]]:
    """Every cell of table 3 of either report, the total last; and the municipalities of
    instruments or regions that stand in no cell."""
    figures = compare_table_3(before, after)
    municipalities = list(_municipalities(before.territory, after.territory))
    cells = _cells(before.territory.table, after.territory.table)
    by_cell: dict[tuple[str, str], list[MunicipalityChange]] = {}
    for change in municipalities:
        by_cell.setdefault((change.region, change.instrument), []).append(change)
    names = _instrument_names(before, after)
    policy = tuple(
        _policy_change(cell, sides, names, figures, by_cell.get(cell, ()))
        for cell, sides in cells.items()
    )
    return policy, tuple(c for c in municipalities if (c.region, c.instrument) not in cells)


def _instrument_names(before: Report, after: Report) -> dict[str, str]:
    return {
        entry.slug: entry.name
        for report in (before, after)
        for entry in (*report.territory.table.instruments, *report.territory.instruments)
    }


Cell = tuple[str, str]
Sides = tuple[tuple[PolicyRow, PolicyCell] | None, tuple[PolicyRow, PolicyCell] | None]


def _cells(before: PolicyTable, after: PolicyTable) -> dict[Cell, Sides]:
    old, new = dict(_cells_of(before)), dict(_cells_of(after))
    return {cell: (old.get(cell), new.get(cell)) for cell in dict.fromkeys([*new, *old])}


def _cells_of(table: PolicyTable) -> Iterator[tuple[Cell, tuple[PolicyRow, PolicyCell]]]:
    # Without a row, as in what a working group hands in, there is no table and so no total of one.
    for row in (*table.rows, table.total) if table.rows else ():
        for cell in row.cells:
            yield (row.slug, cell.instrument), (row, cell)


def _policy_change(
    cell: Cell,
    sides: Sides,
    names: Mapping[str, str],
    figures: Mapping[str, FigureChange],
    municipalities: Iterable[MunicipalityChange],
) -> PolicyChange:
    old, new = sides
    row, found = new or old  # type: ignore[misc] # a cell is on one side at least
    return PolicyChange(
        region=cell[0],
        region_name=row_name(row.name),
        instrument=cell[1],
        instrument_name=names.get(cell[1], cell[1]),
        members=figures[row.municipalities.id],
        count=figures[found.count.id],
        share=figures[found.share.id],
        before=old[1] if old else None,
        after=new[1] if new else None,
        municipalities=tuple(municipalities),
    )


def policy_ids(policy: Iterable[PolicyChange]) -> frozenset[str]:
    """The figures that table 3 tells already."""
    return frozenset(figure.id for change in policy for figure in (change.count, change.share))


def _municipalities(
    before: TerritoryReport, after: TerritoryReport
) -> Iterator[MunicipalityChange]:
    """The changed statuses of municipalities that both reports have."""
    old = {entry.code: entry for entry in before.municipalities}
    for entry in after.municipalities:
        was = old.get(entry.code)
        if was is None or was.statuses == entry.statuses:
            continue
        statuses, now = was.by_instrument, entry.by_instrument
        for instrument in dict.fromkeys([*now, *statuses]):
            one = statuses.get(instrument, NOTHING_RECORDED)
            other = now.get(instrument, NOTHING_RECORDED)
            if one != other:
                yield MunicipalityChange(
                    code=entry.code,
                    name=entry.name,
                    region=entry.region,
                    instrument=instrument,
                    before=one,
                    after=other,
                    outcome=outcome_of(one, other),
                )


# ------------------------------------------------------------------------------------ division


def compare_division(before: Report, after: Report) -> DivisionComparison:
    """Which municipalities began, ended, moved to another region, or are told otherwise."""
    old = {entry.code: entry for entry in before.territory.municipalities}
    new = {entry.code: entry for entry in after.territory.municipalities}
    both = [Transfer(old[code], entry) for code, entry in new.items() if code in old]
    differing = [pair for pair in both if _described(pair.before) != _described(pair.after)]
    return DivisionComparison(
        begun=tuple(entry for code, entry in new.items() if code not in old),
        ended=tuple(entry for code, entry in old.items() if code not in new),
        transferred=tuple(p for p in differing if p.before.region != p.after.region),
        changed=tuple(p for p in differing if p.before.region == p.after.region),
        mergers=_mergers(before, after),
    )


def _described(entry: MunicipalityEntry) -> tuple[str, str, str]:
    return entry.region, entry.name, entry.province


def _mergers(before: Report, after: Report) -> tuple[Merger, ...]:
    """What merged between the two divisions, as the report of the later one knows it."""
    earlier, later = sorted((before, after), key=lambda report: report.division_on)
    found: dict[tuple[date, str, str], list[str]] = {}
    for row in later.territory.reorganisations:
        if row.on > earlier.division_on:
            found.setdefault((row.on, row.new, row.new_name), []).append(row.old_name)
    return tuple(Merger(on, name, tuple(old)) for (on, _, name), old in found.items())
