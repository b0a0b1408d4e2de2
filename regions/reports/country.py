"""The whole country as tiles: where each stands, in which stage, and where regions meet. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..models import AnswerKind
from .entries import InstrumentEntry, MunicipalityEntry, TerritoryReport
from .tiles import STAGE_ORDER, chosen_instrument


@dataclass(frozen=True)
class CountryTile:
    """A municipality in its cell (from 0, top left); ``inherited_from`` names predecessors."""

    code: str
    name: str
    region: str
    stage: str
    column: int
    row: int
    inherited_from: tuple[str, ...] = ()


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
    """One instrument. ``stages`` are those that occur; each row of ``table`` counts them."""

    instrument: InstrumentEntry
    instruments: tuple[InstrumentEntry, ...]
    tiles: tuple[CountryTile, ...]
    borders: tuple[Border, ...]
    columns: int
    rows: int
    stages: tuple[str, ...]
    table: tuple[StageCounts, ...]
    total: StageCounts

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The legend: each stage with its number; they add up to all municipalities."""
        return tuple(zip(self.stages, self.total.counts, strict=True))


def country_map(
    municipalities: Iterable[MunicipalityEntry],
    instruments: Iterable[InstrumentEntry],
    regions: Mapping[str, str],
    instrument: str = "",
) -> CountryMap:
    """The map of one instrument; one that doesn't exist gives the first that goes through stages.

    ``regions`` has a name by slug, in the order of the table.
    """
    instruments = tuple(instruments)
    entry = chosen_instrument(instruments, instrument)
    tiles = _tiles(municipalities, entry.slug)
    found = Counter((tile.region, tile.stage) for tile in tiles)
    present = {tile.stage for tile in tiles}
    order = (str(stage) for stage in STAGE_ORDER[AnswerKind(entry.answers)])
    stages = tuple(stage for stage in order if stage in present)
    table = tuple(
        StageCounts(slug, name, tuple(found[(slug, stage)] for stage in stages))
        for slug, name in regions.items()
    )
    sums = Counter(tile.stage for tile in tiles)
    return CountryMap(
        instrument=entry,
        instruments=instruments,
        tiles=tiles,
        borders=region_borders({(tile.column, tile.row): tile.region for tile in tiles}),
        columns=max((tile.column for tile in tiles), default=0) + 1,
        rows=max((tile.row for tile in tiles), default=0) + 1,
        stages=stages,
        table=table,
        total=StageCounts("totaal", "", tuple(sums[stage] for stage in stages)),
    )


def map_of(territory: TerritoryReport, instrument: str = "") -> CountryMap:
    """The map of a report."""
    names = {region.unit.slug: region.unit.short_name for region in territory.regions}
    return country_map(territory.municipalities, territory.instruments, names, instrument)


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
