"""The series of one municipality, from the register: too much to be frozen for all of them."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from .coverage import municipal_stock
from .entries import CoverageReport, MunicipalStock, RegionSeries, SeriesPoint
from .rows import MunicipalRow, municipal_rows
from .series import placed, trends


def collect_municipality(
    coverage: CoverageReport, entry: MunicipalStock, until: date
) -> CoverageReport:
    """Figures 1 and 2 of one municipality alone, up to and including ``until`` (1 query).

    ``coverage`` is that of the register, with the source and the breaks that hold here too.
    """
    source = coverage.sources[0].slug
    rows = municipal_rows(source__slug=source, municipality__code=entry.code, on__lte=until)
    by_date: dict[date, list[MunicipalRow]] = defaultdict(list)
    for row in rows:
        by_date[row.on].append(row)
    points = tuple(
        SeriesPoint(on, stock.figure, stock.provisional)
        for on, found in by_date.items()
        for stock in municipal_stock(found, entry.figure.decimals)
    )
    months = placed(entry.code, points, coverage.breaks)
    series = RegionSeries(
        entry.code, entry.name, points, months, trends(entry.code, months, coverage.breaks)
    )
    return replace(coverage, series=(series,), total=(), others=())
