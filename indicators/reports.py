"""The indicators that are figures: collected with queries, assembled without.

Ratios of table 1 and row totals of table 2 are computed here and stored nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nalportal.dutch import PartialDate
from nalportal.progress.figures import UNKNOWN, Figure, no_figure, ratio, total
from nalportal.progress.models import Indicator, Place
from nalportal.progress.reports import Scope, TextBlock, TextIndex

from .models import AreaKind, ChargerType, Observation, SeriesBreak

CHARGE_POINTS = "laadpunten"
VEHICLES = "stekkervoertuigen"
MONTHLY_RATE = "plaatsing-per-maand"
PARTS = (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST)


@dataclass(frozen=True)
class SourceEntry:
    """Who published the figures of a table, and where."""

    publisher: str
    title: str
    edition: str
    url: str


@dataclass(frozen=True)
class BreakEntry:
    """A break within a table or chart, marked there with its letter."""

    letter: str
    dated: PartialDate
    text: str
    source: str


@dataclass(frozen=True)
class IndicatorTexts:
    """The narrative around one indicator."""

    slug: str
    title: str
    intro: TextBlock | None
    figures: tuple[TextBlock, ...]
    table_notes: tuple[TextBlock, ...]
    footnotes: tuple[TextBlock, ...]
    closing: tuple[TextBlock, ...]


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
class RatioReport:
    """Table 1: stock of charge points, stock of plug-in vehicles, vehicles per point."""

    texts: IndicatorTexts
    columns: tuple[RatioColumn, ...]
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True)
class RateRow:
    """One period of table 2: average monthly increase per type, and their sum."""

    label: str
    period_from: date
    on: date
    public: Figure
    semi_public: Figure
    fast: Figure
    total: Figure


@dataclass(frozen=True)
class RateReport:
    """Table 2; ``basis`` is opgave: averages as reported, not computed from monthly stock."""

    texts: IndicatorTexts
    rows: tuple[RateRow, ...]
    basis: str
    breaks: tuple[BreakEntry, ...]
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True)
class SeriesPoint:
    on: date
    figure: Figure


@dataclass(frozen=True)
class RegionSeries:
    """The stock of charge points of one region over time (figure 1)."""

    region: str
    name: str
    points: tuple[SeriesPoint, ...]


@dataclass(frozen=True)
class CoverageReport:
    """Figure 1 per region; no series means that none was supplied."""

    texts: IndicatorTexts
    series: tuple[RegionSeries, ...]
    breaks: tuple[BreakEntry, ...]


@dataclass(frozen=True)
class IndicatorsReport:
    ratio: RatioReport
    rate: RateReport
    policy_texts: IndicatorTexts
    coverage: CoverageReport


@dataclass(frozen=True)
class IndicatorsData:
    """Rows of the queries: observations up to ``figures_until``, and breaks."""

    observations: tuple[Observation, ...]
    breaks: tuple[SeriesBreak, ...]


def collect_indicators(scope: Scope) -> IndicatorsData:
    """Query observations with their sources, and series breaks (2 queries)."""
    observations = (
        Observation.objects.filter(on__lte=scope.figures_until)
        .exclude(area=AreaKind.MUNICIPALITY)
        .select_related("measure", "source", "region__unit")
        .order_by("on", "period_from", "pk")
    )
    breaks = SeriesBreak.objects.filter(on__lte=scope.figures_until).select_related("measure")
    return IndicatorsData(tuple(observations), tuple(breaks.order_by("on")))


def assemble_indicators(data: IndicatorsData, texts: TextIndex) -> IndicatorsReport:
    """The indicators with tables, breaks and texts. Pure."""
    return IndicatorsReport(
        ratio=_ratio(data, indicator_texts(texts, Indicator.RATIO)),
        rate=_rate(data, indicator_texts(texts, Indicator.RATE)),
        policy_texts=indicator_texts(texts, Indicator.POLICY),
        coverage=_coverage(data, indicator_texts(texts, Indicator.COVERAGE)),
    )


def indicator_texts(texts: TextIndex, indicator: Indicator) -> IndicatorTexts:
    """All narrative of one indicator."""
    slug = indicator.value
    return IndicatorTexts(
        slug=slug,
        title=str(indicator.label),
        intro=texts.first(Place.INDICATOR, indicator=slug),
        figures=texts.all(Place.FIGURE, indicator=slug),
        table_notes=texts.all(Place.TABLE_NOTE, indicator=slug),
        footnotes=texts.all(Place.FOOTNOTE, indicator=slug),
        closing=texts.all(Place.CLOSING, indicator=slug),
    )


def observed(id_: str, observation: Observation | None) -> Figure:
    """An observation as a figure; none at all is unknown, never zero."""
    if observation is None:
        return no_figure(id_, UNKNOWN)
    if observation.value is None:
        return no_figure(id_, observation.missing)
    value = observation.value.normalize() + Decimal(0)
    return Figure(id_, value, decimals=observation.measure.decimals)


def _national(data: IndicatorsData, measure: str) -> list[Observation]:
    return [
        o for o in data.observations if o.measure.slug == measure and o.area == AreaKind.COUNTRY
    ]


def _ratio(data: IndicatorsData, texts: IndicatorTexts) -> RatioReport:
    points = {o.on: o for o in _national(data, CHARGE_POINTS) if not o.charger_type}
    vehicles = {o.on: o for o in _national(data, VEHICLES)}
    columns = []
    for on in sorted(points.keys() | vehicles.keys()):
        stock = observed(f"voorraad.{on}.laadpunten", points.get(on))
        cars = observed(f"voorraad.{on}.stekkervoertuigen", vehicles.get(on))
        found = [o for o in (points.get(on), vehicles.get(on)) if o]
        columns.append(
            RatioColumn(
                on=on,
                year_end=(on.month, on.day) == (12, 31),
                provisional=any(o.provisional for o in found),
                charge_points=stock,
                vehicles=cars,
                ratio=ratio(f"voorraad.{on}.verhouding", cars, stock),
            )
        )
    return RatioReport(
        texts=texts,
        columns=tuple(columns),
        breaks=breaks_within(data.breaks, CHARGE_POINTS, [c.on for c in columns]),
        sources=_sources([*points.values(), *vehicles.values()]),
    )


def _rate(data: IndicatorsData, texts: IndicatorTexts) -> RateReport:
    observations = _national(data, MONTHLY_RATE)
    periods: dict[tuple[date, date], dict[str, Observation]] = defaultdict(dict)
    for o in observations:
        if o.period_from:
            periods[(o.on, o.period_from)][o.charger_type] = o
    rows = [_rate_row(start, end, found) for (end, start), found in sorted(periods.items())]
    # An average over a period in which the definition changed mixes the two.
    dates = [day for row in rows for day in (row.period_from, row.on)]
    return RateReport(
        texts=texts,
        rows=tuple(rows),
        basis="opgave",
        breaks=breaks_within(data.breaks, MONTHLY_RATE, dates),
        sources=_sources(observations),
    )


def _rate_row(start: date, end: date, found: Mapping[str, Observation]) -> RateRow:
    parts = {part: observed(f"tempo.{start}.{end}.{part}", found.get(part)) for part in PARTS}
    reported_total = found.get(ChargerType.TOTAL)
    id_ = f"tempo.{start}.{end}.totaal"
    # A reported total only stands in for parts that nobody knows.
    only_total = reported_total and all(figure.value is None for figure in parts.values())
    return RateRow(
        label=next((o.period_label for o in found.values() if o.period_label), ""),
        period_from=start,
        on=end,
        public=parts[ChargerType.PUBLIC],
        semi_public=parts[ChargerType.SEMI_PUBLIC],
        fast=parts[ChargerType.FAST],
        total=observed(id_, reported_total) if only_total else total(id_, parts.values()),
    )


def _coverage(data: IndicatorsData, texts: IndicatorTexts) -> CoverageReport:
    series: dict[tuple[int, str, str], list[SeriesPoint]] = defaultdict(list)
    for o in data.observations:
        if o.measure.slug == CHARGE_POINTS and o.region and not o.charger_type:
            unit = o.region.unit
            figure = observed(f"voorraad.{unit.slug}.{o.on}", o)
            series[(unit.order, unit.slug, unit.short_name)].append(SeriesPoint(o.on, figure))
    dates = [point.on for points in series.values() for point in points]
    return CoverageReport(
        texts=texts,
        series=tuple(
            RegionSeries(slug, name, tuple(points))
            for (_, slug, name), points in sorted(series.items())
        ),
        breaks=breaks_within(data.breaks, CHARGE_POINTS, dates),
    )


def breaks_within(
    breaks: Iterable[SeriesBreak], measure: str, dates: list[date]
) -> tuple[BreakEntry, ...]:
    """The breaks of a measure after the first and not after the last of ``dates``, lettered."""
    if not dates:
        return ()
    inside = [b for b in breaks if b.measure.slug == measure and min(dates) < b.on <= max(dates)]
    return tuple(
        BreakEntry(chr(ord("a") + i), PartialDate(b.on, b.precision), b.text, b.source)
        for i, b in enumerate(inside)
    )


def _sources(observations: Iterable[Observation]) -> tuple[SourceEntry, ...]:
    found = {o.source_id: o.source for o in observations}
    return tuple(
        SourceEntry(s.publisher, s.title, s.edition, s.url) for _, s in sorted(found.items())
    )
