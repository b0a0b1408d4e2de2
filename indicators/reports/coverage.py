"""Figures 1 and 2: the stock per region over time, and what was placed each month. Pure."""

from collections.abc import Mapping, Sequence

from nalportal.figures import UNKNOWN, no_figure, total
from regions.reports import display_name, sort_key

from .entries import (
    CoverageReport,
    IndicatorTexts,
    MunicipalStock,
    RegionSeries,
    SeriesPoint,
)
from .other_sources import other_sources
from .rows import (
    CHARGE_POINTS,
    BreakRow,
    FigureRow,
    IndicatorsData,
    MunicipalRow,
)
from .series import Stocks, breaks_of, breaks_within, placed, stocks_of, trends, whole
from .sources import sources_cited


def assemble_coverage(
    data: IndicatorsData, texts: IndicatorTexts, regions: Mapping[str, str]
) -> CoverageReport:
    """A series per region that has figures; ``regions``: the names of all, by slug."""
    stocks = stocks_of(data, CHARGE_POINTS, regions).of(regions)
    breaks = breaks_of(data, CHARGE_POINTS, stocks.only)
    series = tuple(
        _series(region, name, stocks, breaks)
        for region, name in regions.items()
        if stocks.dates(region)
    )
    dates = [point.on for one in series for point in one.points]
    municipalities = municipal_stock(data.municipal, stocks.decimals, stocks.only)
    told = [point.figure for one in series for point in one.points]
    told += [entry.figure for entry in municipalities]
    return CoverageReport(
        texts=texts,
        series=series,
        total=total_of_regions(series, len(regions)),
        municipalities=municipalities,
        breaks=breaks_within(breaks, dates),
        sources=sources_cited(data, told),
        others=other_sources(data, CHARGE_POINTS, regions, tuple(regions)),
        only_kind=data.measure(CHARGE_POINTS).kind_name(stocks.only),
    )


def _series(region: str, name: str, stocks: Stocks, breaks: Sequence[BreakRow]) -> RegionSeries:
    points = tuple(
        SeriesPoint(
            on,
            stocks.figure(f"voorraad.{region}.{on}", region, on),
            stocks.provisional(region, on),
        )
        for on in stocks.dates(region)
    )
    months = placed(region, points, breaks)
    return RegionSeries(region, name, points, months, trends(region, months, breaks))


def total_of_regions(series: Sequence[RegionSeries], regions: int) -> tuple[SeriesPoint, ...]:
    """All regions together on each date; "at least" while one of them is lacking."""
    found = [{point.on: point for point in one.points} for one in series]
    # A region without any series is lacking on each date.
    lacking = [no_figure("", UNKNOWN)] * (regions - len(series))
    points = []
    for on in sorted({on for one in found for on in one}):
        known = [one[on] for one in found if on in one]
        figures = [point.figure for point in known]
        figures += [no_figure("", UNKNOWN)] * (len(found) - len(known)) + lacking
        provisional = any(point.provisional for point in known)
        points.append(SeriesPoint(on, total(f"voorraad.regios.{on}", figures), provisional))
    return tuple(points)


def municipal_stock(
    rows: Sequence[MunicipalRow], decimals: int, only: str = ""
) -> tuple[MunicipalStock, ...]:
    """The types of each municipality together, for rows of one date; by name, as readers look.

    Where the series is of ``only`` one kind: that kind.
    """
    types: dict[str, dict[str, MunicipalRow]] = {}
    for row in sorted(rows, key=lambda row: sort_key(row.name, row.code)):
        types.setdefault(row.code, {})[row.charger_type] = row
    return tuple(_municipality(list(found.values()), decimals, only) for found in types.values())


def _municipality(rows: Sequence[MunicipalRow], decimals: int, only: str) -> MunicipalStock:
    first = rows[0]
    return MunicipalStock(
        code=first.code,
        name=display_name(first.name),
        region=first.region,
        on=first.on,
        provisional=any(row.provisional for row in rows),
        figure=whole(
            f"voorraad.{first.code}.{first.on}",
            {row.charger_type: as_figure_row(row) for row in rows},
            decimals,
            only=only,
        ),
    )


def as_figure_row(row: MunicipalRow) -> FigureRow:
    """A municipal figure in the shape in which types are added up."""
    return FigureRow(
        CHARGE_POINTS,
        0,
        row.code,
        row.charger_type,
        row.on,
        row.value,
        row.missing,
        row.provisional,
        cites=(row.cited,) if row.cited else (),
        accuracy=row.accuracy,
    )
