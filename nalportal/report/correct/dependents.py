"""What follows from other figures, computed again by the functions that computed it first. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from indicators.reports import (
    AnyIndicator,
    BreakEntry,
    CoverageReport,
    IndicatorsReport,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    RegionRatio,
    RegionSeries,
    placed,
    recomputed_tables,
    total_of_regions,
    trends,
)
from nalportal.figures import Figure, ratio, share, total
from regions.reports import (
    PolicyCell,
    PolicyRow,
    TerritoryReport,
    contradicts,
    overview_of,
    total_row,
)

from ..build import key_figures, policy_figures
from ..model import Difference, Report


def recomputed(report: Report) -> Report:
    """Shares and totals of table 3, ratios of table 1, totals of table 2, what was placed per
    region with its trend, the figures on top, and what differs from the printed report."""
    territory = _territory(report.territory, report.reference_on)
    indicators = _indicators(report.indicators, len(report.territory.regions))
    figures = policy_figures(territory)
    return replace(
        report,
        territory=territory,
        indicators=indicators,
        key_figures=key_figures(territory, indicators, report.reference_on),
        differences=tuple(_difference(entry, figures) for entry in report.differences),
    )


def _difference(entry: Difference, figures: Mapping[str, Figure]) -> Difference:
    """What the portal shows of a figure of table 3 goes along with that figure."""
    figure = entry.figure and figures.get(entry.figure.id, entry.figure)
    return replace(entry, figure=figure)


def _territory(territory: TerritoryReport, on: date) -> TerritoryReport:
    rows = tuple(_policy_row(row) for row in territory.table.rows)
    by_region = {row.slug: row for row in rows}
    total = total_row(rows, territory.table.instruments)
    table = replace(territory.table, rows=rows, total=total)
    return replace(
        territory,
        table=table,
        # A report of before there was an overview does not get one by being corrected.
        overview=territory.overview and overview_of(territory, table, on),
        regions=tuple(
            replace(region, policy=by_region.get(region.policy.slug, region.policy))
            for region in territory.regions
        ),
    )


def _policy_row(row: PolicyRow) -> PolicyRow:
    of = int(row.municipalities.value or 0)
    return replace(row, cells=tuple(_policy_cell(cell, of) for cell in row.cells))


def _policy_cell(cell: PolicyCell, of: int) -> PolicyCell:
    return replace(
        cell,
        share=share(cell.share.id, cell.count, of),
        differs=cell.basis == "opgave" and contradicts(cell.count, cell.counted, of - cell.known),
    )


def _indicators(indicators: IndicatorsReport, regions: int) -> IndicatorsReport:
    # The stock of a region stands in its series and in its ratio.
    coverage = _coverage(indicators.coverage, regions)
    stock = {(s.region, point.on): point.figure for s in coverage.series for point in s.points}

    def again(one: AnyIndicator) -> AnyIndicator:
        match one:
            case RatioReport():
                return _ratio(one, stock)
            case RateReport():
                return _rate(one)
            case CoverageReport():
                return coverage
        return one

    return IndicatorsReport(
        tuple(
            replace(again(one), tables=recomputed_tables(one.tables))
            for one in indicators.indicators
        )
    )


def _ratio(found: RatioReport, stock: Mapping[tuple[str, date], Figure]) -> RatioReport:
    return replace(
        found,
        columns=tuple(_ratio_column(column) for column in found.columns),
        regions=tuple(_region_ratio(row, stock.get((row.region, row.on))) for row in found.regions),
    )


def _coverage(coverage: CoverageReport, regions: int) -> CoverageReport:
    """What was placed each month, the trend of that, and all regions together."""
    series = tuple(_series(one, coverage.breaks) for one in coverage.series)
    return replace(coverage, series=series, total=total_of_regions(series, regions))


def _series(series: RegionSeries, breaks: tuple[BreakEntry, ...]) -> RegionSeries:
    months = placed(series.region, series.points, breaks)
    return replace(series, placed=months, trends=trends(series.region, months, breaks))


def _region_ratio(row: RegionRatio, stock: Figure | None) -> RegionRatio:
    """The stock of a region stands in its series too, under another id."""
    points = replace(stock, id=row.charge_points.id) if stock else row.charge_points
    found = ratio(row.ratio.id, row.vehicles, points)
    return replace(row, charge_points=points, ratio=found)


def _ratio_column(column: RatioColumn) -> RatioColumn:
    return replace(column, ratio=ratio(column.ratio.id, column.vehicles, column.charge_points))


def _rate(rate: RateReport) -> RateReport:
    rows, replaced = (tuple(map(_rate_row, found)) for found in (rate.rows, rate.replaced))
    return replace(rate, rows=rows, replaced=replaced)


def _rate_row(row: RateRow) -> RateRow:
    parts = (row.public, row.semi_public, row.fast)
    together = total(row.total.id, parts)
    # A total that is known although not all its parts are, does not follow from them.
    known = row.total.value is not None and not row.total.at_least
    if together.value is None or (known and together.at_least):
        return row
    return replace(row, total=together)
