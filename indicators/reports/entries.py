"""What the report says about the indicators that are figures: all that a renderer sees."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, joined
from nalportal.figures import Figure
from nalportal.progress.reports import TextBlock


@dataclass(frozen=True)
class SourceEntry:
    """Who published the figures of a table, where, how they were counted and what one may do.

    ``slug`` names the source in ids of figures; it is empty in reports of schema 1. ``key`` is what
    a figure cites: it names this edition of the source.
    """

    publisher: str
    title: str
    edition: str
    url: str
    method: str
    licence: str
    slug: str
    key: str = ""
    published_on: date | None = None


@dataclass(frozen=True)
class Publication:
    """A source of a series by the name that it goes by in figures, and what it is called."""

    slug: str
    name: str


@dataclass(frozen=True)
class BreakEntry:
    """A break within a table or chart, marked there with its letter.

    ``charger_types``: only the series of these break, not all types together; empty: all do.
    ``seam``: here another source takes over the series of ``text``, from the first of the two on
    to the second; empty: the way of counting changed.
    """

    letter: str
    dated: PartialDate
    text: str
    source: str
    charger_types: tuple[str, ...] = ()
    seam: tuple[Publication, ...] = ()

    @property
    def told(self) -> str:
        """What changed, in a sentence."""
        if not self.seam:
            return self.text
        before, after = self.seam
        text = _(
            "{series}: vanaf hier {after}, daarvoor {before}. Wat ervoor en erna staat, is niet te "
            "vergelijken."
        )
        return text.format(series=self.text, before=before.name, after=after.name)

    @property
    def when(self) -> str:
        """``september 2020``, or of some types only ``oktober 2023, alleen publiek en snel``."""
        if not self.charger_types:
            return str(self.dated)
        return _("{when}, alleen {types}").format(when=self.dated, types=joined(self.charger_types))


@dataclass(frozen=True)
class OtherFigure:
    """A figure of a source that was not chosen: of a day, or with ``period_from`` of a period.

    ``name`` is that of a region; the country has none. ``period`` is what the source calls the
    period, if anything; whether it may still change is only told of a period.
    """

    name: str
    period: str
    period_from: date | None
    on: date
    figure: Figure
    provisional: bool = False


@dataclass(frozen=True)
class OtherSource:
    """What another source says of the measure ``label``. Never part of a series or a total."""

    label: str
    source: SourceEntry
    figures: tuple[OtherFigure, ...]


@dataclass(frozen=True)
class IndicatorTexts:
    """The narrative around one indicator; without a ``title`` its slug tells what it is called."""

    slug: str
    title: str
    intro: TextBlock | None
    figures: tuple[TextBlock, ...]
    table_notes: tuple[TextBlock, ...]
    footnotes: tuple[TextBlock, ...]
    closing: tuple[TextBlock, ...]


# What a column of a measure table tells: figures that came in, or what was made of them here.
GIVEN_COLUMN, TOTAL_COLUMN, RATIO_COLUMN = "gegeven", "totaal", "verhouding"
COUNT_COLUMN, KNOWN_COLUMN, SHARE_COLUMN = "aantal", "bekend", "aandeel"
INCREASE_COLUMN, SLOPE_COLUMN, ERROR_COLUMN = "toename", "helling", "standaardfout"


@dataclass(frozen=True)
class TableColumn:
    """``slug`` tells it from the others, ``role`` says what it tells.

    ``name`` is that of an area, a kind or a measure; ``area`` and ``measure`` say of which its
    figures are.
    """

    slug: str
    role: str
    name: str
    area: str
    measure: str


@dataclass(frozen=True)
class TableRow:
    """A day, or a period that ``label`` is the source's name of; in a table of trends an area."""

    slug: str
    label: str
    since: date | None
    on: date
    provisional: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class MeasureTable:
    """One table of any indicator: what of which measure, by date, as ``layout`` says.

    ``unit`` is what its figures count.
    """

    slug: str
    layout: str
    number: str
    title: str
    unit: str
    threshold: Decimal | None
    is_key_figure: bool
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]
    others: tuple[OtherSource, ...]


@dataclass(frozen=True)
class IndicatorReport:
    """One indicator: what is written about it, and its tables.

    The four of the printed report are of types of their own, with the tables that it had first.
    """

    texts: IndicatorTexts
    tables: tuple[MeasureTable, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class RatioColumn:
    """One date of table 1. ``year_end`` is false for a date in the course of a year."""

    on: date
    year_end: bool
    provisional: bool
    charge_points: Figure
    vehicles: Figure
    ratio: Figure


@dataclass(frozen=True)
class RegionRatio:
    """Vehicles per charge point of one region, on the last date that has both."""

    region: str
    name: str
    on: date
    provisional: bool
    charge_points: Figure
    vehicles: Figure
    ratio: Figure


@dataclass(frozen=True)
class RatioReport(IndicatorReport):
    """Table 1: stock of charge points, stock of plug-in vehicles, vehicles per point.

    ``only_kind`` is the only kind of charge points that the series is of, and
    ``regions_only_kind`` that of the regions; empty: all kinds.

    ``regions`` has those regions that have both; ``caveat`` is what people say of them, where that
    is not what the portal says itself.
    """

    columns: tuple[RatioColumn, ...]
    regions: tuple[RegionRatio, ...]
    caveat: str
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]
    others: tuple[OtherSource, ...]
    only_kind: str = ""
    regions_only_kind: str = ""


@dataclass(frozen=True)
class RateRow:
    """One period of table 2: average monthly increase per type, and their sum.

    ``label`` is what the source calls the period, if anything; ``provisional``: it may still
    change. ``basis`` is berekend (from monthly stock) or opgave (the average as it was reported).
    """

    label: str
    period_from: date
    on: date
    basis: str
    public: Figure
    semi_public: Figure
    fast: Figure
    total: Figure
    provisional: bool = False


@dataclass(frozen=True)
class RateReport(IndicatorReport):
    """Table 2.

    ``replaced`` are averages that were reported by the source of the table, over periods of which
    the table has another row now: computed, or reported later. ``only_kind`` is the only kind of
    which anything is known; empty: several, or all together.
    """

    rows: tuple[RateRow, ...]
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]
    others: tuple[OtherSource, ...]
    replaced: tuple[RateRow, ...] = ()
    only_kind: str = ""


@dataclass(frozen=True)
class SeriesPoint:
    """A stock on a date."""

    on: date
    figure: Figure
    provisional: bool = False


@dataclass(frozen=True)
class PlacedPoint:
    """How much a stock grew in the month that ends on this date; negative where it shrank."""

    on: date
    figure: Figure
    provisional: bool = False


@dataclass(frozen=True)
class Trend:
    """A straight line through the months of one segment between breaks.

    ``slope`` is how many more are placed each month than the month before, ``error`` its standard
    error; ``first`` and ``last`` are the ends of the line, on ``period_from`` and ``on``;
    ``months`` counts the figures that the line was fitted to.
    """

    period_from: date
    on: date
    months: int
    slope: Figure
    error: Figure
    first: Figure
    last: Figure


@dataclass(frozen=True)
class RegionSeries:
    """One region: the stock over time (figure 1), and what was placed each month (figure 2).

    A month in which a break falls has no figure in ``placed`` (nvt): two ways of counting have no
    difference. A month after one that is missing has none either (onbekend).
    """

    region: str
    name: str
    points: tuple[SeriesPoint, ...]
    placed: tuple[PlacedPoint, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True)
class MunicipalStock:
    """The stock of one municipality on one date, and the region it then belonged to."""

    code: str
    name: str
    region: str
    on: date
    provisional: bool
    figure: Figure


@dataclass(frozen=True)
class CoverageReport(IndicatorReport):
    """Figures 1 and 2 per region; no series means that none was supplied.

    ``total`` adds the regions up; ``municipalities`` has the stock on the last date up to the
    peildatum for which there are municipal figures. ``only_kind`` is the only kind that the series
    are of; empty: all kinds.
    """

    series: tuple[RegionSeries, ...]
    total: tuple[SeriesPoint, ...]
    municipalities: tuple[MunicipalStock, ...]
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]
    others: tuple[OtherSource, ...]
    only_kind: str = ""

    def municipalities_of(self, region: str) -> tuple[MunicipalStock, ...]:
        """The municipalities that belonged to ``region`` on the date of their figures."""
        return tuple(entry for entry in self.municipalities if entry.region == region)


@dataclass(frozen=True)
class Outlook:
    """A target or a forecast for the day ``on``, made on ``set_on``.

    ``forecast`` has the sides that ``kinds`` name (laag, midden, hoog). ``observed`` is the last
    that is known up to that day, and ``realised`` what that is of the target, in per cent.
    """

    area: str
    charger_type: str
    on: date
    set_on: date
    target: Figure | None
    forecast: tuple[Figure, ...]
    kinds: tuple[str, ...]
    observed_on: date | None
    observed: Figure | None
    realised: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        found = (self.target, *self.forecast, self.observed, self.realised)
        return tuple(figure for figure in found if figure is not None)


@dataclass(frozen=True)
class OutlookTable:
    """What was aimed at and expected of one measure, which belongs to an ``indicator``."""

    indicator: str
    measure: str
    label: str
    entries: tuple[Outlook, ...]
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True)
class PolicyReport(IndicatorReport):
    """Table 3, which stands with the regions and their municipalities."""


AnyIndicator = RatioReport | RateReport | PolicyReport | CoverageReport | IndicatorReport
Indicated = TypeVar("Indicated", bound=IndicatorReport)
_NO_TEXTS = IndicatorTexts("", "", None, (), (), (), ())


@dataclass(frozen=True)
class IndicatorsReport:
    """The indicators in the order of the report; those of the printed report by their name too,
    without anything in them where the report does not have them."""

    indicators: tuple[AnyIndicator, ...] = ()

    @property
    def ratio(self) -> RatioReport:
        return self._first(RatioReport) or RatioReport(_NO_TEXTS, (), (), "", (), (), ())

    @property
    def rate(self) -> RateReport:
        return self._first(RateReport) or RateReport(_NO_TEXTS, (), (), (), ())

    @property
    def coverage(self) -> CoverageReport:
        return self._first(CoverageReport) or CoverageReport(_NO_TEXTS, (), (), (), (), (), ())

    @property
    def policy_texts(self) -> IndicatorTexts:
        found = self._first(PolicyReport)
        return found.texts if found else _NO_TEXTS

    @property
    def tables(self) -> tuple[MeasureTable, ...]:
        """Those of any measure, of all indicators."""
        return tuple(table for one in self.indicators for table in one.tables)

    def has(self, kind: type[IndicatorReport]) -> bool:
        return self._first(kind) is not None

    def _first(self, kind: type[Indicated]) -> Indicated | None:
        return next((one for one in self.indicators if type(one) is kind), None)

    def with_(self, changed: AnyIndicator) -> "IndicatorsReport":
        """The report with ``changed`` in the place of the indicator that has its address."""
        return replace(
            self,
            indicators=tuple(
                changed if one.texts.slug == changed.texts.slug else one for one in self.indicators
            ),
        )
