"""Which charts an indicator has, by the name that its tables know them by."""

from collections.abc import Mapping

from indicators.charts import (
    Chart,
    coverage_chart,
    measured_charts,
    placed_charts,
    rate_charts,
    ratio_charts,
)
from indicators.reports import AnyIndicator, CoverageReport, OutlookTable, RateReport, RatioReport

Charts = Mapping[str, tuple[Chart, ...]]


def of_indicator(indicator: AnyIndicator, outlook: tuple[OutlookTable, ...] = ()) -> Charts:
    """Its charts in the order in which they are shown; one without data is not there.

    ``outlook``: the targets and forecasts of the report.

    Raises :class:`indicators.charts.DrawingError` when they cannot be drawn.
    """
    charts: dict[str, tuple[Chart, ...]] = {}
    match indicator:
        case RatioReport():
            charts["ratio"] = ratio_charts(indicator, outlook)
        case RateReport():
            charts["rate"] = rate_charts(indicator)
        case CoverageReport():
            charts["coverage"] = tuple(filter(None, [coverage_chart(indicator)]))
            charts["placed"] = placed_charts(indicator)
    return charts | {table.slug: measured_charts(table, outlook) for table in indicator.tables}
