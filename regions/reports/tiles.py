"""The municipalities of one region as tiles: which tile stands where, and how many per stage.

Pure, from a report. Tiles with a name are only made of what is known per municipality; a total
that a region gave never colours them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from nalportal.figures import Figure

from ..models import AnswerKind, Stage
from ..status import UNKNOWN
from .entries import InstrumentEntry, MunicipalityEntry, PolicyCell, TerritoryReport

PER_PROVINCE = "provincie"
PER_STAGE = "stand"
GROUPS = (PER_PROVINCE, PER_STAGE)

STAGE_ORDER = {
    AnswerKind.STAGES: (
        Stage.ADOPTED,
        Stage.DRAFT,
        Stage.STARTED,
        Stage.REPEALED,
        Stage.NOT_ADOPTED,
        Stage.NONE,
        UNKNOWN,
        Stage.PM,
    ),
    AnswerKind.YES_NO: (Stage.YES, Stage.NO, UNKNOWN, Stage.PM),
}


@dataclass(frozen=True)
class Tile:
    """A municipality and how far it is: a stage, or onbekend."""

    code: str
    name: str
    stage: str


@dataclass(frozen=True)
class TileGroup:
    """Tiles under one heading: a province, or a stage (then ``key`` is its code)."""

    key: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class TileMap:
    """One instrument in one region.

    ``counts`` (stage, number) add up to all municipalities. ``cell`` is the row of table 3 for
    this instrument, or None if it isn't in that table. With ``only_total`` nothing is known per
    municipality: ``squares`` says how many are filled and how many are not.
    """

    instrument: InstrumentEntry
    instruments: tuple[InstrumentEntry, ...]
    group: str
    groups: tuple[TileGroup, ...]
    counts: tuple[tuple[str, int], ...]
    municipalities: Figure
    cell: PolicyCell | None

    @property
    def only_total(self) -> bool:
        return self.cell is not None and self.cell.known == 0

    @property
    def in_force(self) -> int:
        """How many have it in force, as far as that is known per municipality."""
        return self.cell.counted if self.cell else sum(n for s, n in self.counts if _counts(s))

    @property
    def unknown(self) -> int:
        return sum(n for stage, n in self.counts if stage in (UNKNOWN, Stage.PM))

    @property
    def squares(self) -> tuple[range, range]:
        """Filled and open squares of a total; none if the total itself is not known."""
        if self.cell is None or self.cell.count.value is None or self.municipalities.value is None:
            return range(0), range(0)
        filled = int(self.cell.count.value)
        return range(filled), range(int(self.municipalities.value) - filled)


def tile_map(
    territory: TerritoryReport, region: str, *, instrument: str = "", group: str = ""
) -> TileMap:
    """The tiles of a region; an instrument or grouping that doesn't exist gives the first."""
    entry = chosen_instrument(territory.instruments, instrument)
    grouping = group if group in GROUPS else PER_PROVINCE
    row = next(row for row in territory.table.rows if row.slug == region)
    tiles = [(m, _tile(m, entry)) for m in territory.municipalities if m.region == region]
    order = STAGE_ORDER[AnswerKind(entry.answers)]
    found = Counter(tile.stage for _, tile in tiles)
    return TileMap(
        instrument=entry,
        instruments=territory.instruments,
        group=grouping,
        groups=_grouped(tiles, grouping, order),
        counts=tuple((str(stage), found[str(stage)]) for stage in order if found[str(stage)]),
        municipalities=row.municipalities,
        cell=next((cell for cell in row.cells if cell.instrument == entry.slug), None),
    )


def _counts(stage: str) -> bool:
    return stage in (Stage.ADOPTED, Stage.YES)


def chosen_instrument(choices: tuple[InstrumentEntry, ...], slug: str) -> InstrumentEntry:
    """The instrument asked for, or else the first that goes through stages; there has to be one."""
    asked = next((entry for entry in choices if entry.slug == slug), None)
    staged = (entry for entry in choices if entry.answers == AnswerKind.STAGES)
    return asked or next(staged, choices[0])


def _tile(entry: MunicipalityEntry, instrument: InstrumentEntry) -> Tile:
    stage = next(s.status.stage for s in entry.statuses if s.instrument == instrument.slug)
    return Tile(entry.code, entry.name, stage)


def _grouped(
    tiles: list[tuple[MunicipalityEntry, Tile]], grouping: str, order: tuple[str, ...]
) -> tuple[TileGroup, ...]:
    grouped: dict[str, list[Tile]] = defaultdict(list)
    for entry, tile in tiles:
        grouped[entry.province if grouping == PER_PROVINCE else tile.stage].append(tile)
    keys = sorted(grouped) if grouping == PER_PROVINCE else [str(s) for s in order if s in grouped]
    return tuple(TileGroup(key, tuple(grouped[key])) for key in keys)
