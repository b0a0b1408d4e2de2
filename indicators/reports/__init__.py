"""The indicators that are figures: collected with queries, assembled without.

Ratios, averages, totals, monthly increases and trends are computed here and stored nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from nalportal.progress.models import Place
from nalportal.progress.reports import TextIndex

from ..memoize import once_per_value
from ..models import Layout
from .cache import collect_recent
from .collecting import collect_indicators
from .coverage import assemble_coverage, total_of_regions
from .entries import (
    AnyIndicator,
    BreakEntry,
    CoverageReport,
    IndicatorReport,
    IndicatorsReport,
    IndicatorTexts,
    MeasureTable,
    MunicipalStock,
    OtherFigure,
    OtherSource,
    Outlook,
    OutlookTable,
    PlacedPoint,
    PolicyReport,
    Publication,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    RegionRatio,
    RegionSeries,
    SeriesPoint,
    SourceEntry,
    TableColumn,
    TableRow,
    Trend,
)
from .measure_tables import measure_tables
from .municipal import collect_municipality
from .outline import IndicatorRow, PresentationRow, collect_outline
from .outlook import assemble_outlook
from .rate import NAL_START, assemble_rate
from .ratio import assemble_ratio
from .recomputed import recomputed_tables
from .rows import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorsData,
    MeasureRow,
    MunicipalRow,
)
from .series import placed, trends

__all__ = [
    "CHARGE_POINTS",
    "MONTHLY_RATE",
    "NAL_START",
    "VEHICLES",
    "AnyIndicator",
    "BreakEntry",
    "BreakRow",
    "CoverageReport",
    "FigureRow",
    "IndicatorReport",
    "IndicatorRow",
    "IndicatorTexts",
    "IndicatorsData",
    "IndicatorsReport",
    "MeasureRow",
    "MeasureTable",
    "MunicipalRow",
    "MunicipalStock",
    "OtherFigure",
    "OtherSource",
    "Outlook",
    "OutlookTable",
    "PlacedPoint",
    "PolicyReport",
    "PresentationRow",
    "Publication",
    "RateReport",
    "RateRow",
    "RatioColumn",
    "RatioReport",
    "RegionRatio",
    "RegionSeries",
    "SeriesPoint",
    "SourceEntry",
    "TableColumn",
    "TableRow",
    "Trend",
    "assemble_indicators",
    "assemble_outlook",
    "collect_indicators",
    "collect_municipality",
    "collect_outline",
    "collect_recent",
    "indicator_texts",
    "placed",
    "recomputed_tables",
    "total_of_regions",
    "trends",
]


def assemble_indicators(
    data: IndicatorsData, texts: TextIndex, regions: Mapping[str, str]
) -> IndicatorsReport:
    """The indicators with tables, series, breaks and texts. Pure.

    ``regions``: the names of all regions by slug, in the order of the report.
    """
    narrative = tuple(indicator_texts(texts, row) for row in data.outline)
    return _assembled(data, narrative, tuple(regions.items()))


@once_per_value(keep=4)
def _assembled(
    data: IndicatorsData,
    narrative: tuple[IndicatorTexts, ...],
    regions: tuple[tuple[str, str], ...],
) -> IndicatorsReport:
    names = dict(regions)
    return IndicatorsReport(
        tuple(
            replace(
                _indicator(data, row, texts, names),
                tables=measure_tables(data, row.presentations, names),
            )
            for row, texts in zip(data.outline, narrative, strict=True)
        )
    )


def _indicator(
    data: IndicatorsData, row: IndicatorRow, texts: IndicatorTexts, regions: Mapping[str, str]
) -> AnyIndicator:
    """An indicator with the tables of the printed report that are its own, if it has such."""
    for layout, assemble in PRINTED.items():
        if row.has(layout):
            return assemble(data, texts, regions)
    return PolicyReport(texts) if row.has(Layout.TABLE_3) else IndicatorReport(texts)


PRINTED: Mapping[
    str, Callable[[IndicatorsData, IndicatorTexts, Mapping[str, str]], AnyIndicator]
] = {
    Layout.TABLE_1: assemble_ratio,
    Layout.TABLE_2: assemble_rate,
    Layout.COVERAGE: assemble_coverage,
}


def indicator_texts(texts: TextIndex, indicator: IndicatorRow) -> IndicatorTexts:
    """All narrative of one indicator."""
    slug = indicator.slug
    return IndicatorTexts(
        slug=slug,
        title=indicator.title,
        intro=texts.first(Place.INDICATOR, indicator=slug),
        figures=texts.all(Place.FIGURE, indicator=slug),
        table_notes=texts.all(Place.TABLE_NOTE, indicator=slug),
        footnotes=texts.all(Place.FOOTNOTE, indicator=slug),
        closing=texts.all(Place.CLOSING, indicator=slug),
    )
