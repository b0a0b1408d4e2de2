"""What a report holds of regions, table 3 and municipalities: frozen and without HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nalportal.dutch import PartialDate
from nalportal.figures import Figure
from nalportal.progress.reports import UnitReport

from ..status import Document, Status


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
    ``differs``: the reported total cannot be true of what is known per municipality.
    """

    instrument: str
    count: Figure
    share: Figure
    basis: str
    known: int
    counted: int
    differs: bool = False


@dataclass(frozen=True)
class PolicyRow:
    """A row of table 3: a region, or all regions (slug "totaal", without a name)."""

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

    @property
    def by_instrument(self) -> Mapping[str, Status]:
        """Its statuses by the slug of their instrument."""
        return {found.instrument: found.status for found in self.statuses}


@dataclass(frozen=True)
class CoveredProvince:
    """A province of which a region has most municipalities, and the names of those it lacks."""

    name: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """The area of a region: provinces, and ``municipalities`` of other provinces by name.

    ``told`` is how an earlier release said it, where that is no sentence that is known.
    """

    provinces: tuple[CoveredProvince, ...] = ()
    municipalities: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class RegionReport:
    """One region: its unit's part, its area and number of municipalities, its row of table 3."""

    unit: UnitReport
    coverage: Coverage
    municipality_count: int
    agreement: PartialDate | None
    agreement_partners: str
    policy: PolicyRow


@dataclass(frozen=True)
class ReorganisationEntry:
    """A municipality that ended, and one that took over its territory, by code and name."""

    old: str
    old_name: str
    new: str
    new_name: str
    on: date


@dataclass(frozen=True)
class StageCount:
    stage: str
    count: int


@dataclass(frozen=True)
class InstrumentOverview:
    """One instrument in one region, or in all.

    Of ``known`` municipalities it is known whether they have it in force: ``in_force`` have;
    ``share`` is over the known. A total that the region gave covers all its municipalities.
    ``stages`` say how far each municipality is, and add up to all of them.
    """

    instrument: str
    basis: str
    in_force: int
    known: int
    unknown: int
    share: Figure
    stages: tuple[StageCount, ...]


@dataclass(frozen=True)
class DueEntry:
    """What a municipality has to recalibrate: ``state`` is verlopen or binnenkort."""

    code: str
    name: str
    instrument: str
    due_on: date
    state: str


@dataclass(frozen=True)
class RegionOverview:
    """A region, or all of them (slug "totaal", without a name; the regions have what is due)."""

    slug: str
    name: str
    municipalities: int
    instruments: tuple[InstrumentOverview, ...]
    overdue: int
    soon: int
    due: tuple[DueEntry, ...]


@dataclass(frozen=True)
class PolicyOverview:
    """The regions side by side, and all of them together."""

    regions: tuple[RegionOverview, ...]
    total: RegionOverview


@dataclass(frozen=True)
class CoverEntry:
    """The municipalities, by CBS code, whose status of one instrument rests on a document."""

    instrument: str
    municipalities: tuple[str, ...]


@dataclass(frozen=True)
class DocumentEntry(Document):
    """A policy document, and which statuses rest on it."""

    covers: tuple[CoverEntry, ...]

    def covers_status(self, code: str, instrument: str) -> bool:
        """Whether the status of this municipality rests on it."""
        return any(
            cover.instrument == instrument and code in cover.municipalities for cover in self.covers
        )


@dataclass(frozen=True)
class TerritoryReport:
    """Regions, table 3, all instruments (also those not in table 3), municipalities, the
    reorganisations that led to this division, an overview and the documents that statuses rest on
    (None: an older report does not tell).
    """

    regions: tuple[RegionReport, ...]
    table: PolicyTable
    instruments: tuple[InstrumentEntry, ...]
    municipalities: tuple[MunicipalityEntry, ...]
    reorganisations: tuple[ReorganisationEntry, ...]
    overview: PolicyOverview | None
    documents: tuple[DocumentEntry, ...] | None = ()
