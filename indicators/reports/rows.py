"""What the queries give, as plain rows."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from nalportal.dutch import PartialDate

from ..models import PARTS, MeasureKind
from .entries import Publication, SourceEntry
from .outline import IndicatorRow

CHARGE_POINTS = "laadpunten"
VEHICLES = "stekkervoertuigen"
MONTHLY_RATE = "plaatsing-per-maand"
COUNTRY = ""


@dataclass(frozen=True)
class KindRow:
    """One of the kinds that a measure tells apart."""

    slug: str
    name: str
    full_name: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """``source`` is the one that was chosen for the report, if one was.

    ``successions`` are the sources that take over after it, each with its first day, by date;
    ``kinds`` are what it is split into, in order.
    """

    slug: str
    name: str
    decimals: int
    source: int | None
    successions: tuple[tuple[date, int], ...] = ()
    unit: str = ""
    kind: str = MeasureKind.STOCK
    kinds: tuple[KindRow, ...] = ()

    @property
    def sign(self) -> str:
        """What stands behind each figure."""
        return "%" if self.kind == MeasureKind.SHARE else ""

    def kind_name(self, slug: str) -> str:
        """What figures of one kind are of; empty for all kinds together."""
        names = {kind.slug: kind.full_name or kind.name for kind in self.kinds}
        return names.get(slug, slug)

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes of what a total is made of; shares don't add up to one."""
        if self.kind == MeasureKind.SHARE:
            return ()
        return tuple(kind.slug for kind in self.kinds) or PARTS


@dataclass(frozen=True)
class Spans:
    """Which source gives the series of the report on which day."""

    first: int | None
    successions: tuple[tuple[date, int], ...] = ()

    def at(self, on: date) -> int | None:
        """The source on a day; None while there is none at all."""
        if not self.successions:  # asked of each figure
            return self.first
        after = bisect_right([since for since, _source in self.successions], on)
        return self.successions[after - 1][1] if after else self.first

    def seams(self) -> Iterator[tuple[date, int, int]]:
        """The days on which another source takes over, with the one before and the one after."""
        before = self.first
        for since, source in self.successions:
            if before is not None and before != source:
                yield since, before, source
            before = source


@dataclass(frozen=True)
class FigureRow:
    """A figure of one source. ``area`` is the slug of a region, or empty for the country.

    ``at_least``: a sum of the municipalities of a region of which some are not known; ``accuracy``
    is how its source gives it. ``cites`` are the keys of the editions it stands in; ``summed``: it
    was added up here.
    """

    measure: str
    source: int
    area: str
    charger_type: str
    on: date
    value: Decimal | None
    missing: str = ""
    provisional: bool = False
    at_least: bool = False
    period_from: date | None = None
    period_label: str = ""
    cites: tuple[str, ...] = ()
    summed: bool = False
    accuracy: str = ""


@dataclass(frozen=True)
class OutlookRow:
    """A target, or one side of a forecast. ``area`` is as in :class:`FigureRow`, ``name`` that of
    the region or municipality."""

    measure: str
    source: int
    area: str
    name: str
    is_municipal: bool
    charger_type: str
    kind: str
    on: date
    set_on: date
    value: Decimal | None
    missing: str = ""
    accuracy: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class BreakRow:
    """A break in the series of one source, or of all of them where ``source`` is None.

    With a ``seam`` the series of the report goes on with another source, from the first to the
    second. With a ``charger_type`` only the series of that type breaks, not all types together.
    """

    measure: str
    source: int | None
    dated: PartialDate
    text: str
    told_by: str
    charger_type: str = ""
    seam: tuple[Publication, ...] = ()


@dataclass(frozen=True)
class MunicipalRow:
    """A figure of one municipality, with the region it belonged to on that date.

    ``source`` is the slug of its source, and ``cited`` the key of the edition it stands in.
    """

    code: str
    name: str
    region: str
    charger_type: str
    on: date
    value: Decimal | None
    missing: str
    provisional: bool
    source: str = ""
    cited: str = ""
    accuracy: str = ""


@dataclass(frozen=True)
class ShareRow:
    """How many municipalities of a region reach the threshold of a presentation on a day.

    ``known``: of how many that is known; ``of``: how many there were.
    """

    presentation: str
    source: int
    area: str
    on: date
    reached: int
    known: int
    of: int
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class IndicatorsData:
    """What the queries gave; equal to itself only, so that work on it is done once.

    ``sources`` are told without an edition, for figures of which nobody knows in which they stand.

    ``figures`` are of country and regions, ``sums`` of regions from their municipalities.

    ``municipal`` has the stock of charge points per municipality on one date. ``outline`` says
    which indicators there are, and ``shares`` is what those need of all municipalities.
    """

    measures: tuple[MeasureRow, ...] = ()
    sources: dict[int, SourceEntry] = field(default_factory=dict)
    editions: dict[int, SourceEntry] = field(default_factory=dict)
    figures: tuple[FigureRow, ...] = ()
    sums: tuple[FigureRow, ...] = ()
    municipal: tuple[MunicipalRow, ...] = ()
    outlook: tuple[OutlookRow, ...] = ()
    breaks: tuple[BreakRow, ...] = ()
    outline: tuple[IndicatorRow, ...] = ()
    shares: tuple[ShareRow, ...] = ()

    def measure(self, slug: str) -> MeasureRow:
        """A measure by its slug; one that is not in the register has no decimals and no source."""
        unknown = MeasureRow(slug, slug, 0, None)
        return next((row for row in self.measures if row.slug == slug), unknown)

    def sources_of(self, measure: str) -> list[int]:
        """The sources that have figures of a measure, the one recorded first in front."""
        return sorted({row.source for row in (*self.figures, *self.sums) if row.measure == measure})

    def spans(self, measure: str) -> Spans:
        """Whose figures the report takes when: of the chosen source, or else the first recorded,
        and of those that succeed it."""
        row = self.measure(measure)
        first = row.source or next(iter(self.sources_of(measure)), None)
        return Spans(first, row.successions)

    def entry_of(self, key: str) -> SourceEntry | None:
        """What figures cite by this key."""
        entries = (*self.sources.values(), *self.editions.values())
        return next((entry for entry in entries if entry.key == key), None)
