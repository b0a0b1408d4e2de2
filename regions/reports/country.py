"""The whole country as tiles: where each stands, in which stage, and where regions meet. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from nalportal.figures import PM, Figure

from ..models import AnswerKind, Stage
from ..status import UNKNOWN
from .entries import InstrumentEntry, MunicipalityEntry, PolicyRow, TerritoryReport
from .tiles import STAGE_ORDER, chosen_instrument

# Not a stage of a municipality: of its region only a total is known, not which they are.
ONLY_TOTAL = "totaal"


@dataclass(frozen=True)
class CountryTile:
    """A municipality in its cell (from 0, top left); ``inherited_from`` names predecessors.

    ``of_region`` is what its region told of all its municipalities together, where nothing is known
    of this one: then a map within boundaries shows that. ``figure`` is set on a map of figures,
    whose stages are classes.
    """

    code: str
    name: str
    region: str
    stage: str
    column: int
    row: int
    inherited_from: tuple[str, ...] = ()
    of_region: str = ""
    figure: str = ""

    @property
    def drawn(self) -> str:
        """What a map within boundaries shows."""
        return self.of_region or self.stage


@dataclass(frozen=True)
class RegionTotal:
    """What a region told of its municipalities together, and of how many of them nothing else is
    known: a total, or that it is to follow."""

    region: str
    name: str
    count: Figure
    municipalities: int


@dataclass(frozen=True)
class Border:
    """A straight line along the edges of cells, in cells from the top left corner."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class StageCounts:
    """A region, or all of them (slug "totaal", without a name): how many are in each stage."""

    slug: str
    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class CountryMap:
    """One instrument. ``stages`` are those that occur; each row of ``table`` counts them.

    A map of figures has ``classes`` for stages, each with its lowest and highest figure, and
    ``told`` says which figures those are.
    """

    instrument: InstrumentEntry
    instruments: tuple[InstrumentEntry, ...]
    tiles: tuple[CountryTile, ...]
    borders: tuple[Border, ...]
    columns: int
    rows: int
    stages: tuple[str, ...]
    table: tuple[StageCounts, ...]
    total: StageCounts
    totals: tuple[RegionTotal, ...] = ()
    classes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    told: str = ""

    def within(self, region: str) -> "CountryMap":
        """Only the municipalities of one region; of one that is not there the whole."""
        row = next((row for row in self.table if row.slug == region), None)
        if row is None:
            return self
        tiles = [tile for tile in self.tiles if tile.region == region]
        left = min((tile.column for tile in tiles), default=0)
        top = min((tile.row for tile in tiles), default=0)
        tiles = [replace(one, column=one.column - left, row=one.row - top) for one in tiles]
        counts = [(s, n) for s, n in zip(self.stages, row.counts, strict=True) if n]
        return replace(
            self,
            tiles=tuple(tiles),
            borders=(),
            columns=max((tile.column for tile in tiles), default=0) + 1,
            rows=max((tile.row for tile in tiles), default=0) + 1,
            stages=tuple(stage for stage, _count in counts),
            total=replace(row, counts=tuple(count for _stage, count in counts)),
            totals=tuple(total for total in self.totals if total.region == region),
        )

    @property
    def drawn_counts(self) -> tuple[tuple[str, int], ...]:
        """The legend of a map within boundaries; its ONLY_TOTAL and pm tell of whole regions."""
        found = Counter(tile.drawn for tile in self.tiles)
        order = dict.fromkeys((*self.stages, ONLY_TOTAL, str(Stage.PM)))
        return tuple((stage, found[stage]) for stage in order if found[stage])

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The legend: each stage with its number; they add up to all municipalities."""
        return tuple(zip(self.stages, self.total.counts, strict=True))


def country_map(
    municipalities: Iterable[MunicipalityEntry],
    instruments: Iterable[InstrumentEntry],
    regions: Mapping[str, str],
    instrument: str = "",
    rows: Iterable[PolicyRow] = (),
) -> CountryMap:
    """The map of one instrument; one that doesn't exist gives the first that goes through stages.

    ``regions`` has a name by slug, in the order of the table; ``rows`` are those of table 3.
    """
    instruments = tuple(instruments)
    entry = chosen_instrument(instruments, instrument)
    tiles = _tiles(municipalities, entry.slug)
    totals = tuple(_totals(rows, entry.slug, tiles))
    told = {
        total.region: str(Stage.PM) if total.count.missing == PM else ONLY_TOTAL for total in totals
    }
    tiles = tuple(
        replace(tile, of_region=told.get(tile.region, "") if tile.stage == UNKNOWN else "")
        for tile in tiles
    )
    found = CountryMap(
        instrument=entry,
        instruments=instruments,
        tiles=tiles,
        borders=region_borders({(tile.column, tile.row): tile.region for tile in tiles}),
        columns=max((tile.column for tile in tiles), default=0) + 1,
        rows=max((tile.row for tile in tiles), default=0) + 1,
        stages=(),
        table=(),
        total=StageCounts("totaal", "", ()),
        totals=totals,
    )
    order = tuple(str(stage) for stage in STAGE_ORDER[AnswerKind(entry.answers)])
    return counted_map(found, tiles, order, regions)


def counted_map(
    country: CountryMap,
    tiles: tuple[CountryTile, ...],
    order: Iterable[str],
    regions: Mapping[str, str],
) -> CountryMap:
    """The map with these tiles, and how many are in each stage that occurs, in this order."""
    found = Counter((tile.region, tile.stage) for tile in tiles)
    sums = Counter(tile.stage for tile in tiles)
    stages = tuple(stage for stage in order if sums[stage])
    table = tuple(
        StageCounts(slug, name, tuple(found[(slug, stage)] for stage in stages))
        for slug, name in regions.items()
    )
    total = StageCounts("totaal", "", tuple(sums[stage] for stage in stages))
    return replace(country, tiles=tiles, stages=stages, table=table, total=total)


def map_of(territory: TerritoryReport, instrument: str = "") -> CountryMap:
    """The map of a report."""
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    rows = territory.table.rows
    return country_map(territory.municipalities, territory.instruments, names, instrument, rows)


def _totals(
    rows: Iterable[PolicyRow], instrument: str, tiles: Iterable[CountryTile]
) -> Iterator[RegionTotal]:
    """Of the regions that gave no more than a total: what that is."""
    unknown = Counter(tile.region for tile in tiles if tile.stage == UNKNOWN)
    for row in rows:
        cell = next((cell for cell in row.cells if cell.instrument == instrument), None)
        if cell is None or cell.known or not unknown[row.slug]:
            continue
        if cell.count.value or cell.count.missing == PM:
            yield RegionTotal(row.slug, row.name, cell.count, unknown[row.slug])


def _tiles(municipalities: Iterable[MunicipalityEntry], instrument: str) -> tuple[CountryTile, ...]:
    entries = tuple(municipalities)
    left = min((entry.tile_column for entry in entries), default=0)
    top = min((entry.tile_row for entry in entries), default=0)
    found = []
    for entry in entries:
        status = next(s.status for s in entry.statuses if s.instrument == instrument)
        found.append(
            CountryTile(
                code=entry.code,
                name=entry.name,
                region=entry.region,
                stage=status.stage,
                column=entry.tile_column - left,
                row=entry.tile_row - top,
                inherited_from=status.inherited_from,
            )
        )
    return tuple(found)


def region_borders(cells: Mapping[tuple[int, int], str]) -> tuple[Border, ...]:
    """The lines between neighbouring cells of two regions; what lies in line is one line."""
    upright: dict[int, list[int]] = defaultdict(list)
    level: dict[int, list[int]] = defaultdict(list)
    for (column, row), region in cells.items():
        if cells.get((column + 1, row), region) != region:
            upright[column + 1].append(row)
        if cells.get((column, row + 1), region) != region:
            level[row + 1].append(column)
    return (
        *(Border(x, a, x, b) for x, rows in sorted(upright.items()) for a, b in _runs(rows)),
        *(Border(a, y, b, y) for y, columns in sorted(level.items()) for a, b in _runs(columns)),
    )


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last + 1): 3, 4, 5 and 8 give (3, 6) and (8, 9)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
