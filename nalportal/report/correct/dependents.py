"""What follows from other figures, computed again by the functions that computed it first. Pure."""

from dataclasses import replace

from indicators.reports import IndicatorsReport, RateRow, RatioColumn
from nalportal.progress.figures import ratio, share, total
from regions.reports import PolicyCell, PolicyRow, TerritoryReport, contradicts, total_row

from ..build import key_figures
from ..model import Report


def recomputed(report: Report) -> Report:
    """Shares and totals of table 3, ratios of table 1, totals of table 2, the figures on top."""
    territory = _territory(report.territory)
    indicators = _indicators(report.indicators)
    return replace(
        report,
        territory=territory,
        indicators=indicators,
        key_figures=key_figures(territory, indicators, report.reference_on),
    )


def _territory(territory: TerritoryReport) -> TerritoryReport:
    table = territory.table
    rows = tuple(_policy_row(row) for row in table.rows)
    by_region = {row.slug: row for row in rows}
    return replace(
        territory,
        table=replace(table, rows=rows, total=total_row(rows, table.instruments)),
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


def _indicators(indicators: IndicatorsReport) -> IndicatorsReport:
    columns = tuple(_ratio_column(column) for column in indicators.ratio.columns)
    rows = tuple(_rate_row(row) for row in indicators.rate.rows)
    return replace(
        indicators,
        ratio=replace(indicators.ratio, columns=columns),
        rate=replace(indicators.rate, rows=rows),
    )


def _ratio_column(column: RatioColumn) -> RatioColumn:
    return replace(column, ratio=ratio(column.ratio.id, column.vehicles, column.charge_points))


def _rate_row(row: RateRow) -> RateRow:
    parts = (row.public, row.semi_public, row.fast)
    # A total that was given for parts that nobody knows stays what it is.
    if all(part.value is None for part in parts):
        return row
    return replace(row, total=total(row.total.id, parts))
