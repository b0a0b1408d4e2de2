"""The indicators that are figures: collected with queries, assembled without.

Ratios, averages, totals, monthly increases and trends are computed here and stored nowhere.
"""

from collections.abc import Mapping

from nalportal.progress.models import Indicator, Place
from nalportal.progress.reports import TextIndex

from ..memoize import once_per_value
from .cache import collect_recent
from .collecting import collect_indicators
from .coverage import assemble_coverage, total_of_regions
from .entries import (
    BreakEntry,
    CoverageReport,
    IndicatorsReport,
    IndicatorTexts,
    MunicipalStock,
    OtherFigure,
    OtherSource,
    Outlook,
    OutlookTable,
    PlacedPoint,
    Publication,
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
from .municipal import collect_municipality
from .outlook import assemble_outlook
from .rate import NAL_START, assemble_rate
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
)
from .series import placed, trends

__all__ = [
    "CHARGE_POINTS",
    "MONTHLY_RATE",
    "NAL_START",
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
    "Outlook",
    "OutlookTable",
    "PlacedPoint",
    "Publication",
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
    "assemble_outlook",
    "collect_indicators",
    "collect_municipality",
    "collect_recent",
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
    narrative = tuple(indicator_texts(texts, indicator) for indicator in Indicator)
    return _assembled(data, narrative, tuple(regions.items()))


@once_per_value(keep=4)
def _assembled(
    data: IndicatorsData,
    narrative: tuple[IndicatorTexts, ...],
    regions: tuple[tuple[str, str], ...],
) -> IndicatorsReport:
    names = dict(regions)
    ratio, rate, policy, coverage = narrative
    return IndicatorsReport(
        ratio=assemble_ratio(data, ratio, names),
        rate=assemble_rate(data, rate, names),
        policy_texts=policy,
        coverage=assemble_coverage(data, coverage, names),
    )


def indicator_texts(texts: TextIndex, indicator: Indicator) -> IndicatorTexts:
    """All narrative of one indicator."""
    slug = indicator.value
    return IndicatorTexts(
        slug=slug,
        title="",
        intro=texts.first(Place.INDICATOR, indicator=slug),
        figures=texts.all(Place.FIGURE, indicator=slug),
        table_notes=texts.all(Place.TABLE_NOTE, indicator=slug),
        footnotes=texts.all(Place.FOOTNOTE, indicator=slug),
        closing=texts.all(Place.CLOSING, indicator=slug),
    )
