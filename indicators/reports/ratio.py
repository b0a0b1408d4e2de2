"""Table 1: charge points, plug-in vehicles, and vehicles per point. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from nalportal.figures import Figure, ratio

from .entries import IndicatorTexts, RatioColumn, RatioReport, RegionRatio
from .other_sources import other_sources
from .rows import CHARGE_POINTS, COUNTRY, VEHICLES, IndicatorsData
from .series import Stocks, breaks_of, breaks_within, seams_of, stocks_of
from .sources import sources_cited
from .superseded import tells_as_much, weight


def assemble_ratio(
    data: IndicatorsData, texts: IndicatorTexts, regions: Mapping[str, str]
) -> RatioReport:
    """Per year the last dates that have figures; ``regions``: names by slug."""
    everywhere = stocks_of(data, CHARGE_POINTS, regions)
    points, of_regions = everywhere.of([COUNTRY]), everywhere.of(regions)
    cars = stocks_of(data, VEHICLES, regions)
    kind_name = data.measure(CHARGE_POINTS).kind_name
    every_date = [
        RatioColumn(
            on=on,
            year_end=(on.month, on.day) == (12, 31),
            provisional=points.provisional(COUNTRY, on) or cars.provisional(COUNTRY, on),
            **_figures(f"voorraad.{on}", points, cars, COUNTRY, on),
        )
        for on in sorted({*points.dates(COUNTRY), *cars.dates(COUNTRY)})
    ]
    columns = tuple(_standing(every_date))
    per_region = tuple(_regions(of_regions, cars, regions))
    breaks = [*breaks_of(data, CHARGE_POINTS, points.only), *seams_of(data, VEHICLES)]
    told = [figure for column in columns for figure in _told(column)]
    told += [figure for region in per_region for figure in _told(region)]
    return RatioReport(
        texts=texts,
        columns=columns,
        regions=per_region,
        caveat="",
        breaks=breaks_within(
            sorted(breaks, key=lambda row: row.dated.on), [column.on for column in columns]
        ),
        sources=sources_cited(data, told),
        others=tuple(
            other
            for measure in (CHARGE_POINTS, VEHICLES)
            for other in other_sources(data, measure, regions, (COUNTRY,))
        ),
        only_kind=kind_name(points.only),
        regions_only_kind=kind_name(of_regions.only),
    )


def _figures(id_: str, points: Stocks, cars: Stocks, area: str, on: date) -> dict[str, Figure]:
    stock = points.figure(f"{id_}.laadpunten", area, on)
    vehicles = cars.figure(f"{id_}.stekkervoertuigen", area, on)
    return {
        "charge_points": stock,
        "vehicles": vehicles,
        "ratio": ratio(f"{id_}.verhouding", vehicles, stock),
    }


def _standing(columns: Sequence[RatioColumn]) -> Iterable[RatioColumn]:
    """The last of each year, and those before it that tell what it does not.

    Monthly figures stand elsewhere; but a newer figure of one of the two takes nothing away.
    """
    for place, column in enumerate(columns):
        later = (other for other in columns[place + 1 :] if other.on.year == column.on.year)
        if not any(tells_as_much(_told(other), _told(column)) for other in later):
            yield column


def _told(column: RatioColumn | RegionRatio) -> tuple[Figure, ...]:
    return (column.charge_points, column.vehicles, column.ratio)


def _regions(points: Stocks, cars: Stocks, regions: Mapping[str, str]) -> Iterable[RegionRatio]:
    """Per region the last date on which both are told, and others that tell what it does not."""
    for region, name in regions.items():
        both = set(points.dates(region)) & set(cars.dates(region))
        found = [_region(points, cars, region, name, on) for on in both]
        found.sort(key=lambda row: (sum(map(weight, _told(row))), row.on), reverse=True)
        kept: list[RegionRatio] = []
        for row in found:
            if not any(tells_as_much(_told(other), _told(row)) for other in kept):
                kept.append(row)
        yield from sorted(kept, key=lambda row: row.on)


def _region(points: Stocks, cars: Stocks, region: str, name: str, on: date) -> RegionRatio:
    return RegionRatio(
        region=region,
        name=name,
        on=on,
        provisional=points.provisional(region, on) or cars.provisional(region, on),
        **_figures(f"voorraad.{region}.{on}", points, cars, region, on),
    )
