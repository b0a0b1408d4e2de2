"""What the queries give, as plain rows, and the queries themselves."""

from dataclasses import dataclass, replace
from datetime import date

from nalportal.dutch import PartialDate, partial_date_or_none
from nalportal.progress.reports import Scope

from ..models import (
    PolicyInstrument,
    Region,
    RegionMembership,
    Reorganisation,
    ReportedCount,
)
from ..status import StepRow
from ..steps_on_date import deciding_steps
from .entries import InstrumentEntry


@dataclass(frozen=True)
class RegionRow:
    id: int
    slug: str
    name: str
    agreement: PartialDate | None
    agreement_partners: str
    table_order: int


@dataclass(frozen=True)
class MemberRow:
    """A municipality of the division and the region it belongs to on that date."""

    code: str
    name: str
    province: str
    tile_column: int
    tile_row: int
    region: str
    note: str


@dataclass(frozen=True)
class MergerRow:
    """``new_began`` tells a municipality that came from a merger from one that only gained."""

    old: str
    old_name: str
    new: str
    new_name: str
    on: date
    new_began: date | None
    kind: str = ""


@dataclass(frozen=True)
class CountRow:
    region: str
    instrument: str
    count: int | None
    note: str


@dataclass(frozen=True)
class TerritoryData:
    regions: tuple[RegionRow, ...]
    instruments: tuple[InstrumentEntry, ...]
    members: tuple[MemberRow, ...]
    mergers: tuple[MergerRow, ...]
    steps: tuple[StepRow, ...]
    counts: tuple[CountRow, ...]


def collect_territory(scope: Scope) -> TerritoryData:
    """Query regions, instruments, members, reorganisations, steps and counts (6 queries)."""
    found = ReportedCount.objects.filter(reference_on=scope.reference_on).values_list(
        "region__unit__slug", "instrument__slug", "count", "note"
    )
    counts = tuple(CountRow(*row) for row in found)
    return replace(territory_on(scope.reference_on, scope.division_on), counts=counts)


def territory_on(on: date, division_on: date) -> TerritoryData:
    """What is known per municipality on a date, without the totals of regions (5 queries)."""
    return TerritoryData(
        regions=_regions(),
        instruments=collect_instruments(),
        members=_members(division_on),
        mergers=_mergers(division_on),
        steps=deciding_steps(on),
        counts=(),
    )


def collect_instruments() -> tuple[InstrumentEntry, ...]:
    """All policy instruments, in the order of the report (1 query)."""
    rows = PolicyInstrument.objects.values_list(
        "slug", "name", "short_name", "column_heading", "answers", "in_table"
    )
    return tuple(InstrumentEntry(*row) for row in rows)


def _regions() -> tuple[RegionRow, ...]:
    rows = Region.objects.order_by("unit__order").values_list(
        "pk",
        "unit__slug",
        "unit__short_name",
        "agreement_on",
        "agreement_precision",
        "agreement_partners",
        "table_order",
    )
    return tuple(
        RegionRow(pk, slug, name, partial_date_or_none(on, precision), partners, table_order)
        for pk, slug, name, on, precision, partners, table_order in rows
    )


def _mergers(until: date, since: date | None = None) -> tuple[MergerRow, ...]:
    """Those up to a day; with ``since`` only those after it."""
    found = Reorganisation.objects.filter(on__lte=until)
    if since:
        found = found.filter(on__gt=since)
    rows = found.values_list(
        "old__code", "old__name", "new__code", "new__name", "on", "new__valid_from", "kind"
    )
    return tuple(MergerRow(*row) for row in rows)


def collect_division(
    until: date, since: date
) -> tuple[tuple[MemberRow, ...], tuple[MergerRow, ...]]:
    """The members of a division, and what led to it after ``since`` (2 queries)."""
    return _members(until), _mergers(until, since)


def _members(division_on: date) -> tuple[MemberRow, ...]:
    rows = RegionMembership.objects.on(division_on).order_by("municipality__code")
    return tuple(
        MemberRow(*row)
        for row in rows.values_list(
            "municipality__code",
            "municipality__name",
            "municipality__province",
            "municipality__tile_column",
            "municipality__tile_row",
            "region__unit__slug",
            "note",
        )
    )
