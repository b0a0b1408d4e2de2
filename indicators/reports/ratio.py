"""Table 1: charge points, plug-in vehicles, and vehicles per point. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from nalportal.progress.figures import Figure, ratio

from .entries import IndicatorTexts, RatioColumn, RatioReport, RegionRatio
from .others import other_sources
from .rows import CHARGE_POINTS, COUNTRY, VEHICLES, IndicatorsData
from .series import Stocks, breaks_of, breaks_within, stocks_of
from .sources import sources_named


def assemble_ratio(
    data: IndicatorsData, texts: IndicatorTexts, regions: Mapping[str, str]
) -> RatioReport:
    """Per year the last date that has figures; ``regions``: names by slug."""
    points = stocks_of(data, CHARGE_POINTS, data.chosen(CHARGE_POINTS), regions)
    cars = stocks_of(data, VEHICLES, data.chosen(VEHICLES), regions)
    columns = tuple(
        RatioColumn(
            on=on,
            year_end=(on.month, on.day) == (12, 31),
            provisional=points.provisional(COUNTRY, on) or cars.provisional(COUNTRY, on),
            **_figures(f"voorraad.{on}", points, cars, COUNTRY, on),
        )
        for on in _one_per_year(points.dates(COUNTRY), cars.dates(COUNTRY))
    )
    per_region = tuple(_regions(points, cars, regions))
    breaks = breaks_of(data, CHARGE_POINTS, points.source)
    return RatioReport(
        texts=texts,
        columns=columns,
        regions=per_region,
        caveat=_caveat() if per_region else "",
        breaks=breaks_within(breaks, [column.on for column in columns]),
        sources=sources_named(data, [points.source, cars.source] if columns else []),
        others=tuple(
            other
            for measure in (CHARGE_POINTS, VEHICLES)
            for other in other_sources(data, measure, regions, (COUNTRY,))
        ),
    )


def _figures(id_: str, points: Stocks, cars: Stocks, area: str, on: date) -> dict[str, Figure]:
    stock = points.figure(f"{id_}.laadpunten", area, on)
    vehicles = cars.figure(f"{id_}.stekkervoertuigen", area, on)
    return {
        "charge_points": stock,
        "vehicles": vehicles,
        "ratio": ratio(f"{id_}.verhouding", vehicles, stock),
    }


def _one_per_year(points: Iterable[date], cars: Iterable[date]) -> list[date]:
    """The last date of each year, preferably one that has both; monthly figures stand elsewhere."""
    points, cars = set(points), set(cars)
    last: dict[int, date] = {}
    for on in [*sorted(points | cars), *sorted(points & cars)]:
        last[on.year] = on
    return sorted(last.values())


def _regions(points: Stocks, cars: Stocks, regions: Mapping[str, str]) -> Iterable[RegionRatio]:
    for region, name in regions.items():
        both = set(points.dates(region)) & set(cars.dates(region))
        for on in sorted(both, reverse=True)[:1]:
            yield RegionRatio(
                region=region,
                name=name,
                on=on,
                provisional=points.provisional(region, on) or cars.provisional(region, on),
                **_figures(f"voorraad.{region}.{on}", points, cars, region, on),
            )


def _caveat() -> str:
    """What the report of end 2020 says of figures per region (its text under table 1)."""
    return _(
        "Cijfers per regio zijn nog niet betrouwbaar genoeg, onder meer omdat leaseauto's het "
        "beeld vertekenen. Dat zegt het rapport over eind 2020."
    )
