"""The series of one municipality, from the register: too much to be frozen for all of them."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from .collecting import municipal_rows
from .coverage import as_figure_row, municipal_stock
from .entries import CoverageReport, MunicipalStock, RegionSeries, SeriesPoint
from .rows import MunicipalRow
from .series import only_kind, placed, trends


def collect_municipality(
    coverage: CoverageReport, entry: MunicipalStock, until: date
) -> CoverageReport:
    """Figures 1 and 2 of one municipality alone, up to and including ``until`` (1 query).

    ``coverage`` is that of the register, with the source and the breaks that hold here too.
    """
    takes = _sources_by_day(coverage)
    rows = municipal_rows(
        source__slug__in=takes.values(), municipality__code=entry.code, on__lte=until
    )
    by_date: dict[date, list[MunicipalRow]] = defaultdict(list)
    for row in rows:
        if row.source == takes[max(since for since in takes if since <= row.on)]:
            by_date[row.on].append(row)
    only = (
        only_kind([{row.charger_type: as_figure_row(row) for row in rows}])
        if coverage.only_kind
        else ""
    )
    points = tuple(
        SeriesPoint(on, stock.figure, stock.provisional)
        for on, found in by_date.items()
        for stock in municipal_stock(found, entry.figure.decimals, only)
    )
    months = placed(entry.code, points, coverage.breaks)
    series = RegionSeries(
        entry.code, entry.name, points, months, trends(entry.code, months, coverage.breaks)
    )
    return replace(coverage, series=(series,), total=(), others=())


def _sources_by_day(coverage: CoverageReport) -> dict[date, str]:
    """The source of the series of the report by the first day on which it is."""
    seams = [entry for entry in coverage.breaks if entry.seam]
    first = seams[0].seam[0].slug if seams else coverage.sources[0].slug
    return {date.min: first} | {entry.dated.on: entry.seam[1].slug for entry in seams}
