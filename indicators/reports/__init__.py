"""The indicators that are figures: collected with queries, assembled without.

Ratios, averages, totals, monthly increases and trends are computed here and stored nowhere.
"""

from collections.abc import Mapping

from nalportal.progress.models import Indicator, Place
from nalportal.progress.reports import TextIndex

from .coverage import assemble_coverage, total_of_regions
from .entries import (
    BreakEntry,
    CoverageReport,
    IndicatorsReport,
    IndicatorTexts,
    MunicipalStock,
    OtherFigure,
    OtherSource,
    PlacedPoint,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    RegionRatio,
    RegionSeries,
    SeriesPoint,
    SourceEntry,
    Trend,
)
from .rate import assemble_rate
from .ratio import assemble_ratio
from .rows import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorsData,
    MeasureRow,
    MunicipalRow,
    collect_indicators,
)
from .series import placed, trends

__all__ = [
    "CHARGE_POINTS",
    "MONTHLY_RATE",
    "VEHICLES",
    "BreakEntry",
    "BreakRow",
    "CoverageReport",
    "FigureRow",
    "IndicatorTexts",
    "IndicatorsData",
    "IndicatorsReport",
    "MeasureRow",
    "MunicipalRow",
    "MunicipalStock",
    "OtherFigure",
    "OtherSource",
    "PlacedPoint",
    "RateReport",
    "RateRow",
    "RatioColumn",
    "RatioReport",
    "RegionRatio",
    "RegionSeries",
    "SeriesPoint",
    "SourceEntry",
    "Trend",
    "assemble_indicators",
    "collect_indicators",
    "indicator_texts",
    "placed",
    "total_of_regions",
    "trends",
]


def assemble_indicators(
    data: IndicatorsData, texts: TextIndex, regions: Mapping[str, str]
) -> IndicatorsReport:
    """The indicators with tables, series, breaks and texts. Pure.

    ``regions``: the names of all regions by slug, in the order of the report.
    """
    return IndicatorsReport(
        ratio=assemble_ratio(data, indicator_texts(texts, Indicator.RATIO), regions),
        rate=assemble_rate(data, indicator_texts(texts, Indicator.RATE), regions),
        policy_texts=indicator_texts(texts, Indicator.POLICY),
        coverage=assemble_coverage(data, indicator_texts(texts, Indicator.COVERAGE), regions),
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
