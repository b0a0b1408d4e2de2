"""One milestone, municipality or indicator through all published rounds. Pure functions.

Each takes the rounds with their reports, oldest first, as :func:`~.editions.told` gives them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indicators.reports import MunicipalStock
from nalportal.dutch import Planned
from nalportal.figures import Figure
from nalportal.progress.reports import MilestoneEntry, UnitReport
from regions.reports import DocumentEntry, InstrumentEntry, MunicipalityEntry, PolicyCell
from regions.status import NOTHING_RECORDED, Status

from .editions import RoundEntry
from .model import Report

Told = Sequence[tuple[RoundEntry, Report]]


@dataclass(frozen=True)
class MilestoneStage:
    """What the report of a round says of a milestone; ``earlier``: an earlier one told its end;
    ``was``: for when the round before planned it, where this one plans it for another moment;
    ``is_taken_back``: a later version of that report does not tell it any more."""

    round: RoundEntry
    unit: UnitReport
    category: str
    entry: MilestoneEntry
    earlier: bool
    was: Planned | None = None
    is_taken_back: bool = False


def whole_life(told: Told, before: Told, reference: str) -> tuple[MilestoneStage, ...]:
    """A milestone in each round that tells it, and in each that did (``before``) until a correction
    took it away there; that says nothing of when another round planned it."""
    taken = (replace(m, was=None, is_taken_back=True) for m in milestone_life(before, reference))
    life = (*milestone_life(told, reference), *taken)
    return tuple(sorted(life, key=lambda one: one.round.reference_on))


def milestone_life(told: Told, reference: str) -> tuple[MilestoneStage, ...]:
    """A milestone in each round that tells it; empty for a reference that no report has."""
    found = [
        MilestoneStage(round_, unit, block.category, entry, entry in block.earlier)
        for round_, report in told
        for unit in report.units()
        for block in unit.categories
        for entry in (*block.items, *block.earlier)
        if entry.reference == reference
    ]
    planned = [None, *(one.entry.planned for one in found)]
    return tuple(
        replace(one, was=before) if one.entry.planned and one.entry.planned != before else one
        for one, before in zip(found, planned, strict=False)
    )


@dataclass(frozen=True)
class MunicipalityOverRounds:
    """The rounds in whose division a municipality is, oldest first; and per instrument, by its
    name, what it has in each of them: None where that round did not ask."""

    rounds: tuple[RoundEntry, ...]
    lines: tuple[tuple[str, tuple[Status | None, ...]], ...]


def municipality_over_rounds(told: Told, code: str) -> MunicipalityOverRounds:
    """What each round says of the municipality with this CBS code."""
    found = [
        (round_, report.territory.instruments, entry.by_instrument)
        for round_, report in told
        for entry in report.territory.municipalities
        if entry.code == code
    ]
    # An instrument that was given another name has the newest.
    names = {kind.slug: kind.name for _round, asked, _known in found for kind in asked}
    lines = tuple(
        (name, tuple(_status(slug, asked, known) for _round, asked, known in found))
        for slug, name in names.items()
    )
    return MunicipalityOverRounds(tuple(round_ for round_, _asked, _known in found), lines)


def _status(
    slug: str, asked: Iterable[InstrumentEntry], known: Mapping[str, Status]
) -> Status | None:
    if slug not in {kind.slug for kind in asked}:
        return None
    return known.get(slug, NOTHING_RECORDED)


@dataclass(frozen=True)
class PolicyLine:
    """What a municipality has of one instrument; and the total that its region gave of that, with
    how many municipalities that region has (None: it gave none); and the documents that the
    status rests on."""

    instrument: InstrumentEntry
    status: Status
    cell: PolicyCell | None
    members: Figure | None
    documents: tuple[DocumentEntry, ...]


@dataclass(frozen=True)
class MunicipalPolicy:
    """All of that, and of how many instruments it has it, and of how many nobody knows."""

    lines: tuple[PolicyLine, ...]
    in_force: int
    unknown: int


def policy_of(report: Report, entry: MunicipalityEntry) -> MunicipalPolicy:
    """What a report says of one municipality."""
    territory, known = report.territory, entry.by_instrument
    row = next((row for row in territory.table.rows if row.slug == entry.region), None)
    cells = {cell.instrument: cell for cell in row.cells} if row else {}
    lines = tuple(
        PolicyLine(
            kind,
            known.get(kind.slug, NOTHING_RECORDED),
            cells.get(kind.slug),
            row.municipalities if row else None,
            tuple(d for d in territory.documents or () if d.covers_status(entry.code, kind.slug)),
        )
        for kind in territory.instruments
    )
    return MunicipalPolicy(
        lines,
        in_force=sum(line.status.counts for line in lines),
        unknown=sum(not line.status.known for line in lines),
    )


def stock_of(report: Report, code: str) -> MunicipalStock | None:
    """The charge points of one municipality, where the report has them."""
    stocks = report.indicators.coverage.municipalities
    return next((one for one in stocks if one.code == code), None)


@dataclass(frozen=True)
class AreaChange:
    """A municipality ``code`` came from, or went on in, another one on that day."""

    on: date
    code: str
    name: str


@dataclass(frozen=True)
class Past:
    """The municipalities that one came from, and those that it went on in."""

    name: str
    predecessors: tuple[AreaChange, ...]
    successors: tuple[AreaChange, ...]


def past_of(report: Report, code: str) -> Past:
    """Where a municipality came from and went to, as far as a report knows; its name is empty
    when that is nothing."""
    moves = report.territory.reorganisations
    came = tuple(AreaChange(m.on, m.old, m.old_name) for m in moves if m.new == code != m.old)
    went = tuple(AreaChange(m.on, m.new, m.new_name) for m in moves if m.old == code != m.new)
    name = next((m.old_name for m in moves if m.old == code), "")
    return Past(name, came, went)


def neighbours(
    report: Report, entry: MunicipalityEntry
) -> tuple[MunicipalityEntry | None, MunicipalityEntry | None]:
    """The municipality before and after this one in the list of its region."""
    members = [one for one in report.territory.municipalities if one.region == entry.region]
    place = members.index(entry)
    before = members[place - 1] if place else None
    after = members[place + 1] if place + 1 < len(members) else None
    return before, after
