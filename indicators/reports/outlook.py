"""Targets and forecasts: beside what was observed, never part of it. Pure, but for its rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from nalportal.figures import ABOUT, COMPUTED, GIVEN, Figure, no_figure, rough_of
from nalportal.rounding import rounded

from ..models import LOWER_BOUNDS, Layout, ValueKind
from .entries import Outlook, OutlookTable
from .outline import IndicatorRow
from .rows import CHARGE_POINTS, MONTHLY_RATE, VEHICLES, IndicatorsData, OutlookRow
from .series import Stocks, stocks_of
from .sources import sources_cited

FORECASTS = (ValueKind.LOW, ValueKind.MIDDLE, ValueKind.HIGH)


def assemble_outlook(data: IndicatorsData, regions: Mapping[str, str]) -> tuple[OutlookTable, ...]:
    """A table per measure that has any, in their order; ``regions``: names by slug."""
    by_measure: dict[str, list[OutlookRow]] = defaultdict(list)
    for row in data.outlook:
        by_measure[row.measure].append(row)
    return tuple(
        _table(data, measure.slug, by_measure[measure.slug], regions)
        for measure in data.measures
        if measure.slug in by_measure
    )


def _table(
    data: IndicatorsData, measure: str, rows: Sequence[OutlookRow], regions: Mapping[str, str]
) -> OutlookTable:
    stocks = stocks_of(data, measure, regions)
    groups: dict[tuple[object, ...], dict[str, OutlookRow]] = defaultdict(dict)
    for row in rows:
        is_target = row.kind == ValueKind.TARGET
        key = (not is_target, row.on, row.area, row.name, row.charger_type, row.set_on, row.source)
        groups[key][row.kind] = row
    entries = tuple(
        _entry(data, stocks, found)
        for _key, found in sorted(groups.items(), key=lambda item: tuple(map(str, item[0])))
    )
    told = [figure for entry in entries for figure in entry.figures]
    return OutlookTable(
        indicator=indicator_of(data.outline, measure),
        measure=measure,
        label=data.measure(measure).name,
        entries=entries,
        sources=sources_cited(data, told),
    )


def indicator_of(outline: Iterable[IndicatorRow], measure: str) -> str:
    """The first indicator that shows a measure; empty while none does."""
    return next(
        (
            indicator.slug
            for indicator in outline
            for shown in indicator.presentations
            if measure in (shown.measure, shown.per, *OF_PRINTED.get(shown.layout, ()))
        ),
        "",
    )


# Which measures the tables of the printed report are of.
OF_PRINTED: Mapping[str, tuple[str, ...]] = {
    Layout.TABLE_1: (CHARGE_POINTS, VEHICLES),
    Layout.TABLE_2: (MONTHLY_RATE,),
    Layout.COVERAGE: (CHARGE_POINTS,),
}


def _entry(data: IndicatorsData, stocks: Stocks, found: Mapping[str, OutlookRow]) -> Outlook:
    row = next(iter(found.values()))
    decimals = data.measure(row.measure).decimals
    parts = (row.measure, row.area or row.name or "land", row.charger_type, row.on, row.set_on)
    id_ = ".".join(["vooruit", data.sources[row.source].slug, *map(str, parts)])
    observed_on, observed = _last_observed(stocks, row, f"{id_}.stand")
    target = _figure(f"{id_}.doel", found.get(ValueKind.TARGET), decimals)
    return Outlook(
        area=row.name,
        charger_type=row.charger_type,
        on=row.on,
        set_on=row.set_on,
        target=target,
        forecast=tuple(
            figure
            for kind in FORECASTS
            if (figure := _figure(f"{id_}.{kind}", found.get(kind), decimals))
        ),
        kinds=tuple(kind.value for kind in FORECASTS if kind in found),
        observed_on=observed_on,
        observed=observed,
        realised=realised(f"{id_}.realisatie", observed, target),
    )


def _figure(id_: str, row: OutlookRow | None, decimals: int) -> Figure | None:
    if row is None:
        return None
    if row.value is None:
        return no_figure(id_, row.missing)
    return Figure(
        id_,
        row.value.normalize() + 0,
        at_least=row.accuracy in LOWER_BOUNDS,
        decimals=decimals,
        sources=row.cites,
        basis=GIVEN,
        rough=rough_of(row.accuracy),
    )


def _last_observed(stocks: Stocks, row: OutlookRow, id_: str) -> tuple[date | None, Figure | None]:
    """The last that is known of the same area and type, up to the day that was looked ahead to."""
    if row.is_municipal:
        return None, None
    days = [day for day in stocks.dates(row.area) if day <= row.on]
    for day in reversed(days):
        figure = (
            stocks.part(id_, row.area, day, row.charger_type)
            if row.charger_type
            else stocks.figure(id_, row.area, day)
        )
        if figure.value is not None:
            return day, figure
    return None, None


def realised(id_: str, observed: Figure | None, target: Figure | None) -> Figure | None:
    """What was observed as a percentage of the target; not of what is only "at least" known."""
    if observed is None or target is None or not target.value or observed.value is None:
        return None
    if observed.at_least or target.at_least:
        return None
    rough = ABOUT if ABOUT in (observed.rough, target.rough) else ""
    return Figure(
        id_,
        rounded(observed.value * 100 / target.value, 1),
        decimals=1,
        unit="%",
        sources=tuple(dict.fromkeys((*observed.sources, *target.sources))),
        basis=COMPUTED,
        rough=rough,
    )
