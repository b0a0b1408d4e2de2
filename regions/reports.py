"""Regions, municipalities and table 3: collected with queries, assembled without."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from nalportal.dutch import PartialDate, joined, partial_date_or_none
from nalportal.progress.figures import PM, UNKNOWN, Figure, no_figure, share, total, whole
from nalportal.progress.reports import Scope, UnitReport

from .models import (
    PolicyInstrument,
    PolicyStep,
    Province,
    Region,
    RegionMembership,
    Reorganisation,
    ReportedCount,
)
from .status import NOTHING_RECORDED, Status, StepRow, inherited, status_of_steps

TOTAL = "totaal"


# ------------------------------------------------------------------- what the report holds


@dataclass(frozen=True)
class InstrumentEntry:
    """A policy instrument and its column heading in table 3."""

    slug: str
    name: str
    short_name: str
    column_heading: str
    answers: str
    in_table: bool


@dataclass(frozen=True)
class Footnote:
    number: int
    text: str


@dataclass(frozen=True)
class PolicyCell:
    """One instrument in one region (or in all of them).

    ``basis`` is opgave (the region gave a total) or geteld (counted per municipality).
    ``known`` municipalities have a status of their own; ``counted`` of them have it in force.
    """

    instrument: str
    count: Figure
    share: Figure
    basis: str
    known: int
    counted: int

    @property
    def differs(self) -> bool:
        """The reported total and the municipalities themselves contradict each other."""
        return (
            self.basis == "opgave"
            and self.count.value is not None
            and (self.counted > self.count.value)
        )


@dataclass(frozen=True)
class PolicyRow:
    """A row of table 3: a region, or all regions (slug "totaal")."""

    slug: str
    name: str
    municipalities: Figure
    cells: tuple[PolicyCell, ...]

    def cell(self, instrument: str) -> PolicyCell:
        """The cell of one instrument."""
        return next(cell for cell in self.cells if cell.instrument == instrument)


@dataclass(frozen=True)
class PolicyTable:
    """Table 3."""

    instruments: tuple[InstrumentEntry, ...]
    rows: tuple[PolicyRow, ...]
    total: PolicyRow
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True)
class StatusEntry:
    instrument: str
    status: Status


@dataclass(frozen=True)
class MunicipalityEntry:
    """A municipality of the round's division and its status per instrument."""

    code: str
    name: str
    province: str
    region: str
    tile_column: int
    tile_row: int
    statuses: tuple[StatusEntry, ...]


@dataclass(frozen=True)
class RegionReport:
    """One region: its unit's part, its municipalities in words and number, its row of table 3."""

    unit: UnitReport
    coverage: str
    municipality_count: int
    agreement: PartialDate | None
    agreement_partners: str
    policy: PolicyRow


@dataclass(frozen=True)
class TerritoryReport:
    """Regions, table 3, all instruments (also those not in table 3) and municipalities."""

    regions: tuple[RegionReport, ...]
    table: PolicyTable
    instruments: tuple[InstrumentEntry, ...]
    municipalities: tuple[MunicipalityEntry, ...]


# ---------------------------------------------------------------------- what the queries give


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
    on: date
    new_began: date | None


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
    return TerritoryData(
        regions=_regions(),
        instruments=tuple(
            InstrumentEntry(*row)
            for row in PolicyInstrument.objects.values_list(
                "slug", "name", "short_name", "column_heading", "answers", "in_table"
            )
        ),
        members=_members(scope.division_on),
        mergers=tuple(
            MergerRow(*row)
            for row in Reorganisation.objects.filter(on__lte=scope.division_on).values_list(
                "old__code", "old__name", "new__code", "on", "new__valid_from"
            )
        ),
        steps=_steps(scope.reference_on),
        counts=tuple(
            CountRow(*row)
            for row in ReportedCount.objects.filter(reference_on=scope.reference_on).values_list(
                "region__unit__slug", "instrument__slug", "count", "note"
            )
        ),
    )


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


def _steps(reference_on: date) -> tuple[StepRow, ...]:
    standing = PolicyStep.objects.filter(on__lte=reference_on).filter(
        # A step that was corrected no longer counts, whenever the correction was made.
        Q(replaced_by=None)
    )
    rows = standing.order_by("on", "pk").values_list(
        "pk",
        "municipality__code",
        "instrument__slug",
        "stage",
        "on",
        "precision",
        "no_later_than",
        "expected_on",
        "expected_precision",
        "review_due_on",
    )
    return tuple(
        StepRow(
            pk,
            code,
            instrument,
            stage,
            PartialDate(on, precision),
            no_later_than,
            partial_date_or_none(expected_on, expected_precision),
            review_due_on,
        )
        for (
            pk,
            code,
            instrument,
            stage,
            on,
            precision,
            no_later_than,
            expected_on,
            expected_precision,
            review_due_on,
        ) in rows
    )


# -------------------------------------------------------------------------------- assembling


def assemble_territory(data: TerritoryData, units: Mapping[str, UnitReport]) -> TerritoryReport:
    """Regions, table 3 and municipalities of one division and peildatum. Pure."""
    municipalities = assemble_municipalities(data)
    table = assemble_policy_table(data, municipalities)
    rows = {row.slug: row for row in table.rows}
    members = _by_region(data.members)
    province_sizes = Counter(member.province for member in data.members)
    return TerritoryReport(
        regions=tuple(
            RegionReport(
                unit=units[region.slug],
                coverage=coverage_in_words(members[region.slug], data.members, province_sizes),
                municipality_count=len(members[region.slug]),
                agreement=region.agreement,
                agreement_partners=region.agreement_partners,
                policy=rows[region.slug],
            )
            for region in data.regions
        ),
        table=table,
        instruments=data.instruments,
        municipalities=municipalities,
    )


def _by_region(members: Iterable[MemberRow]) -> dict[str, list[MemberRow]]:
    grouped: dict[str, list[MemberRow]] = defaultdict(list)
    for member in members:
        grouped[member.region].append(member)
    return grouped


def coverage_in_words(
    members: list[MemberRow], all_members: Iterable[MemberRow], province_sizes: Mapping[str, int]
) -> str:
    """A region's area in provinces: "Flevoland, Noord-Holland zonder Amsterdam".

    A region is not a group of provinces. Where it has most municipalities of a province the
    province is named, less those it lacks; where it has a few, they are named themselves.
    """
    own = {member.code for member in members}
    parts: list[str] = []
    loose: list[str] = []
    for province in Province.values:
        inside = [m.name for m in members if m.province == province]
        outside = [m.name for m in all_members if m.province == province and m.code not in own]
        if not inside:
            continue
        if len(inside) * 2 < province_sizes[province]:
            loose += inside
        else:
            without = f" zonder {joined(sorted(display_name(name) for name in outside))}"
            parts.append(f"{province}{without if outside else ''}")
    return ", ".join(parts + sorted(display_name(name) for name in loose))


def _beside_province(name: str, province: str) -> str:
    """Utrecht lies in Utrecht: beside its province such a municipality says what it is."""
    return f"de gemeente {name}" if name == province else display_name(name)


def display_name(name: str) -> str:
    """The name as readers know it: the register has 's-Gravenhage, people say Den Haag."""
    return {"'s-Gravenhage": "Den Haag"}.get(name, name)


def sort_key(name: str, code: str) -> tuple[str, str]:
    """Where a reader looks for a name: 's-Hertogenbosch under H, accents and capitals aside.

    Sorted here and not by the database, whose order differs from one make to the next.
    """
    bare = re.sub(r"^'[a-z][ -]", "", display_name(name))
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    return plain.casefold(), code


def assemble_municipalities(data: TerritoryData) -> tuple[MunicipalityEntry, ...]:
    """Each municipality of the division with its status per instrument, by name."""
    steps: dict[tuple[str, str], list[StepRow]] = defaultdict(list)
    for step in data.steps:
        steps[(step.municipality, step.instrument)].append(step)
    mergers: dict[str, list[MergerRow]] = defaultdict(list)
    for merger in data.mergers:
        mergers[merger.new].append(merger)

    def status(code: str, instrument: str) -> Status:
        own = status_of_steps(steps.get((code, instrument), ()))
        if own != NOTHING_RECORDED:
            return own
        predecessors = {
            merger.old_name: status(merger.old, instrument)
            for merger in mergers.get(code, ())
            # Whoever existed before and only gained a part did not adopt what that part had.
            if merger.new_began == merger.on
        }
        return inherited(predecessors) if predecessors else own

    return tuple(
        MunicipalityEntry(
            code=member.code,
            name=display_name(member.name),
            province=member.province,
            region=member.region,
            tile_column=member.tile_column,
            tile_row=member.tile_row,
            statuses=tuple(
                StatusEntry(instrument.slug, status(member.code, instrument.slug))
                for instrument in data.instruments
            ),
        )
        for member in sorted(data.members, key=lambda member: sort_key(member.name, member.code))
    )


def assemble_policy_table(
    data: TerritoryData, municipalities: tuple[MunicipalityEntry, ...]
) -> PolicyTable:
    """Table 3: per cell the region's own total of that peildatum if there is one, else counted."""
    instruments = tuple(entry for entry in data.instruments if entry.in_table)
    notes = _NoteNumbers()
    rows = []
    for region in sorted(data.regions, key=lambda region: region.table_order):
        members = [m for m in municipalities if m.region == region.slug]
        member_notes = [m.note for m in data.members if m.region == region.slug and m.note]
        numbers = tuple(notes.number(note) for note in dict.fromkeys(member_notes))
        count_id = f"beleid.{region.slug}.gemeenten"
        rows.append(
            PolicyRow(
                slug=region.slug,
                name=region.name,
                municipalities=whole(count_id, len(members), notes=numbers),
                cells=tuple(
                    _cell(region.slug, instrument.slug, members, data.counts, notes)
                    for instrument in instruments
                ),
            )
        )
    return PolicyTable(instruments, tuple(rows), total_row(rows, instruments), notes.footnotes())


class _NoteNumbers:
    """Numbers footnotes in the order in which the table meets them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(number, text) for text, number in self._numbers.items())


def _cell(
    region: str,
    instrument: str,
    members: list[MunicipalityEntry],
    counts: Iterable[CountRow],
    notes: _NoteNumbers,
) -> PolicyCell:
    statuses = [
        entry.status for m in members for entry in m.statuses if entry.instrument == instrument
    ]
    known = sum(status.known for status in statuses)
    counted = sum(status.counts for status in statuses)
    reported = next((c for c in counts if c.region == region and c.instrument == instrument), None)
    id_ = f"beleid.{region}.{instrument}"
    if reported is None:
        count = _counted(id_, counted, known, len(members))
    else:
        numbers = (notes.number(reported.note),) if reported.note else ()
        count = (
            no_figure(id_, PM, numbers)
            if reported.count is None
            else whole(id_, reported.count, notes=numbers)
        )
    return PolicyCell(
        instrument=instrument,
        count=count,
        share=share(f"{id_}.aandeel", count, len(members)),
        basis="geteld" if reported is None else "opgave",
        known=known,
        counted=counted,
    )


def _counted(id_: str, counted: int, known: int, of: int) -> Figure:
    """What is counted: unknown while nobody is known, "ten minste" while some are not."""
    if known == 0 and of:
        return no_figure(id_, UNKNOWN)
    return whole(id_, counted, at_least=known < of)


def total_row(rows: Iterable[PolicyRow], instruments: Iterable[InstrumentEntry]) -> PolicyRow:
    """The bottom row, computed from the rows above it."""
    rows = tuple(rows)
    municipalities = total(f"beleid.{TOTAL}.gemeenten", [row.municipalities for row in rows])
    cells = []
    for instrument in instruments:
        parts = [row.cell(instrument.slug) for row in rows]
        count = total(f"beleid.{TOTAL}.{instrument.slug}", [part.count for part in parts])
        bases = {part.basis for part in parts}
        cells.append(
            PolicyCell(
                instrument=instrument.slug,
                count=count,
                share=share(f"{count.id}.aandeel", count, int(municipalities.value or 0)),
                basis=bases.pop() if len(bases) == 1 else "gemengd",
                known=sum(part.known for part in parts),
                counted=sum(part.counted for part in parts),
            )
        )
    return PolicyRow(TOTAL, "Totaal", municipalities, tuple(cells))
