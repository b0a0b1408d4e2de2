"""What the queries give, as plain rows, and the queries themselves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from nalportal.dutch import PartialDate, partial_date_or_none
from nalportal.progress.models.units import valid_on
from nalportal.progress.reports import Scope

from ..models import (
    PolicyInstrument,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
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
    """Query regions with members, instruments with counts, mergers and steps (4 queries)."""
    instruments, counts = _instruments_with_counts(scope.reference_on)
    regions, members = _regions_with_members(scope.reference_on, scope.division_on)
    return TerritoryData(
        regions=regions,
        instruments=instruments,
        members=members,
        mergers=_mergers(scope.division_on),
        steps=deciding_steps(scope.reference_on),
        counts=counts,
    )


def territory_on(
    on: date, division_on: date, codes: Collection[str] | None = None
) -> TerritoryData:
    """What is known per municipality on a date, without the totals of regions (4 queries).

    With ``codes`` only of the municipalities with these CBS codes, and without the regions.
    """
    mergers = _mergers(division_on)
    if codes is None:
        regions, members = _regions_with_members(on, division_on)
    else:
        regions, members = (), _members(division_on, codes)
        codes = _with_predecessors(codes, mergers)
    return TerritoryData(
        regions=regions,
        instruments=collect_instruments(),
        members=members,
        mergers=mergers,
        steps=deciding_steps(on, codes),
        counts=(),
    )


def _with_predecessors(codes: Iterable[str], mergers: Iterable[MergerRow]) -> set[str]:
    """These municipalities and all that they may have something from."""
    old: dict[str, set[str]] = {}
    for merger in mergers:
        old.setdefault(merger.new, set()).add(merger.old)
    found, waiting = set[str](), set(codes)
    while waiting:
        found |= waiting
        waiting = set().union(*(old.get(code, ()) for code in waiting)) - found
    return found


INSTRUMENT = ("slug", "name", "short_name", "column_heading", "answers", "in_table")


def collect_instruments() -> tuple[InstrumentEntry, ...]:
    """All policy instruments, in the order of the report (1 query)."""
    return tuple(InstrumentEntry(*row) for row in PolicyInstrument.objects.values_list(*INSTRUMENT))


def _instruments_with_counts(
    on: date,
) -> tuple[tuple[InstrumentEntry, ...], tuple[CountRow, ...]]:
    """All policy instruments, and the totals that regions gave for a peildatum (1 query)."""
    given = FilteredRelation("reported_counts", condition=Q(reported_counts__reference_on=on))
    rows = PolicyInstrument.objects.annotate(given=given).values_list(
        *INSTRUMENT, "given__region__unit__slug", "given__count", "given__note"
    )
    by_place = list(rows.order_by("order", "given__region"))
    return (
        tuple(dict.fromkeys(InstrumentEntry(*row[:6]) for row in by_place)),
        tuple(CountRow(row[6], row[0], *row[7:]) for row in by_place if row[6] is not None),
    )


MEMBER = (
    "municipality__code",
    "municipality__name",
    "municipality__province",
    "municipality__tile_column",
    "municipality__tile_row",
    "region__unit__slug",
    "note",
)


def _regions_with_members(
    on: date, division_on: date
) -> tuple[tuple[RegionRow, ...], tuple[MemberRow, ...]]:
    """The regions of a division in order, each with the agreement that it had on a date, and its
    municipalities by their codes (1 query)."""
    signed = RegionAgreement.objects.filter(region=OuterRef("pk"), signed_on__lte=on)
    last = signed.order_by("-signed_on")
    in_force = FilteredRelation("memberships", condition=valid_on(division_on, "memberships__"))
    rows = list(
        Region.objects.filter(valid_on(division_on, "unit__"))
        .annotate(
            in_force=in_force,
            agreement_on=Subquery(last.values("signed_on")[:1]),
            agreement_precision=Subquery(last.values("precision")[:1]),
            agreement_partners=Subquery(last.values("partners")[:1]),
        )
        .order_by("unit__order")
        .values_list(
            "pk",
            "unit__slug",
            "unit__short_name",
            "agreement_on",
            "agreement_precision",
            "agreement_partners",
            "table_order",
            *(f"in_force__{column}" for column in MEMBER),
        )
    )
    regions = dict.fromkeys(
        RegionRow(pk, slug, name, partial_date_or_none(day, precision), partners or "", order)
        for pk, slug, name, day, precision, partners, order, *_member in rows
    )
    members = (MemberRow(*row[7:]) for row in rows if row[7])
    return tuple(regions), tuple(sorted(members, key=lambda member: member.code))


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


def _members(division_on: date, codes: Collection[str] | None = None) -> tuple[MemberRow, ...]:
    rows = RegionMembership.objects.on(division_on).order_by("municipality__code")
    if codes is not None:
        rows = rows.filter(municipality__code__in=codes)
    return tuple(MemberRow(*row) for row in rows.values_list(*MEMBER))
