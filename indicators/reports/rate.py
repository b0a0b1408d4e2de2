"""Table 2: how many charge points came a month, averaged over a period. Pure.

Computed from monthly stock where that is there; else the average as it was reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from nalportal.dutch import short_date
from nalportal.progress.figures import UNKNOWN, Figure, no_figure, rounded_figure, total

from .entries import (
    BreakEntry,
    IndicatorTexts,
    OtherFigure,
    OtherSource,
    RateReport,
    RateRow,
)
from .rows import CHARGE_POINTS, COUNTRY, MONTHLY_RATE, BreakRow, FigureRow, IndicatorsData
from .series import (
    PARTS,
    ByType,
    Stocks,
    breaks_of,
    breaks_within,
    month,
    observed,
    segment,
    stocks_of,
    whole,
)
from .sources import sources_named

COMPUTED, REPORTED = "berekend", "opgave"
NAL_START = date(2020, 6, 1)
# The periods of the report. The last one runs on: see `_periods`.
BEFORE_NAL = ((date(2015, 1, 1), date(2019, 12, 31)), (date(2019, 1, 1), date(2020, 5, 31)))

Period = tuple[date, date]
Reported = Mapping[Period, ByType]


def assemble_rate(
    data: IndicatorsData, texts: IndicatorTexts, regions: Mapping[str, str]
) -> RateReport:
    """A row per period, computed or else reported; ``regions``: names by slug."""
    source = data.chosen(MONTHLY_RATE)
    reported = _reported(data, source)
    stocks = stocks_of(data, CHARGE_POINTS, data.chosen(CHARGE_POINTS), regions)
    breaks = breaks_of(data, CHARGE_POINTS, stocks.source)
    rows = []
    for period in _periods(reported, stocks):
        given = reported.get(period, {})
        computed = _computed(period, given, stocks, breaks)
        row = computed or (_row_as_reported(period, given, data) if given else None)
        if row:
            rows.append(row)
    used = {stocks.source if row.basis == COMPUTED else source for row in rows}
    return RateReport(
        texts=texts,
        rows=tuple(rows),
        breaks=_breaks(rows, breaks, breaks_of(data, MONTHLY_RATE, source)),
        sources=sources_named(data, used),
        others=tuple(_others(data, source, rows)),
    )


def _reported(data: IndicatorsData, source: int | None) -> Reported:
    periods: dict[Period, dict[str, FigureRow]] = defaultdict(dict)
    for row in data.figures:
        ours = (row.measure, row.source, row.area) == (MONTHLY_RATE, source, COUNTRY)
        if ours and row.period_from:
            periods[(row.period_from, row.on)][row.charger_type] = row
    return periods


def _periods(reported: Iterable[Period], stocks: Stocks) -> list[Period]:
    """By their ends. The period since the start of the NAL runs until the last month known."""
    since = [on for on in stocks.dates(COUNTRY) if on >= NAL_START]
    found = {*BEFORE_NAL, *reported, *((NAL_START, on) for on in since[-1:])}
    last = max((until for start, until in found if start == NAL_START), default=None)
    return sorted(
        (period for period in found if period[0] != NAL_START or period[1] == last),
        key=lambda period: (period[1], period[0]),
    )


# ------------------------------------------------------------------------ as it was reported


def _row_as_reported(period: Period, found: ByType, data: IndicatorsData) -> RateRow:
    id_ = _id(period)
    decimals = data.measure(MONTHLY_RATE).decimals
    parts = [observed(f"{id_}.{part}", found.get(part), decimals) for part in PARTS]
    everything = whole(f"{id_}.totaal", found, decimals)
    return _row(period, _label(period, found), REPORTED, parts, everything)


def _row(
    period: Period, label: str, basis: str, parts: Sequence[Figure], everything: Figure
) -> RateRow:
    """``parts`` in the order of :data:`PARTS`."""
    public, semi_public, fast = parts
    start, until = period
    return RateRow(label, start, until, basis, public, semi_public, fast, everything)


def _id(period: Period) -> str:
    return f"tempo.{period[0]}.{period[1]}"


def _label(period: Period, found: ByType, *, provisional: bool | None = None) -> str:
    """The name that the source gives the period, or else our own; and that it may still change.

    ``provisional`` is told of a computed row; else it is what the reported averages are.
    """
    given = next((row.period_label for row in found.values() if row.period_label), "")
    name = given or _name(period)
    if provisional is None:
        provisional = any(row.provisional for row in found.values())
    return _("{name} (voorlopig)").format(name=name) if provisional else name


def _name(period: Period) -> str:
    start, until = period
    if start == NAL_START:
        return _("sinds start NAL (tot {until})").format(until=short_date(until))
    if (start.month, start.day, until.month, until.day) == (1, 1, 12, 31):
        return _("{first} t/m {last}").format(first=start.year, last=until.year)
    return _("{start} t/m {until}").format(start=short_date(start), until=short_date(until))


# ------------------------------------------------------------------- computed from the stock


def _computed(
    period: Period, given: ByType, stocks: Stocks, breaks: Sequence[BreakRow]
) -> RateRow | None:
    """The row from monthly stock per type; of all types together only if nothing was reported."""
    id_ = _id(period)
    ends = (period[0] - timedelta(days=1), period[1])
    tentative = any(stocks.provisional(COUNTRY, on) for on in ends)
    label = _label(period, given, provisional=tentative)
    parts = [_average(f"{id_}.{part}", period, _of_type(stocks, part), breaks) for part in PARTS]
    if all(part is not None for part in parts):
        known = [part for part in parts if part is not None]
        return _row(period, label, COMPUTED, known, total(f"{id_}.totaal", known))
    if given:
        return None
    everything = _average(f"{id_}.totaal", period, _all_types(stocks), breaks)
    if everything is None:
        return None
    unknown = [no_figure(f"{id_}.{part}", UNKNOWN) for part in PARTS]
    return _row(period, label, COMPUTED, unknown, everything)


def _of_type(stocks: Stocks, charger_type: str) -> dict[date, Decimal]:
    found = {on: stocks.rows(COUNTRY, on).get(charger_type) for on in stocks.dates(COUNTRY)}
    return {on: row.value for on, row in found.items() if row and row.value is not None}


def _all_types(stocks: Stocks) -> dict[date, Decimal]:
    found = {on: stocks.figure("", COUNTRY, on) for on in stocks.dates(COUNTRY)}
    return {on: f.value for on, f in found.items() if f.value is not None and not f.at_least}


def _average(
    id_: str, period: Period, stock: Mapping[date, Decimal], breaks: Sequence[BreakRow]
) -> Figure | None:
    """The increase per month over a period; None where the stock does not cover it.

    ``stock`` needs figures on the eve of the period and on its last day. A month in which a break
    falls does not count, in the increase nor in the number of months; it can only be left out if
    the stock just before and just after it is known.
    """
    eve, until = period[0] - timedelta(days=1), period[1]
    if eve not in stock or until not in stock:
        return None
    increase, months = Decimal(0), 0
    for before, on in pairwise(on for on in sorted(stock) if eve <= on <= until):
        apart = month(on) - month(before)
        if segment(before, breaks) == segment(on, breaks):
            increase += stock[on] - stock[before]
            months += apart
        elif apart > 1:
            return None
    return rounded_figure(id_, increase / months, 0) if months else None


# ------------------------------------------------------------------ what stands under the table


def _breaks(
    rows: Sequence[RateRow], of_stock: Iterable[BreakRow], of_averages: Iterable[BreakRow]
) -> tuple[BreakEntry, ...]:
    """The breaks within the periods: an average over both definitions mixes them, or skips one."""
    found: dict[tuple[date, str], BreakRow] = {}
    for basis, breaks in ((REPORTED, of_averages), (COMPUTED, of_stock)):
        inside = [row for row in rows if row.basis == basis]
        for b in breaks:
            if any(row.period_from < b.dated.on <= row.on for row in inside):
                found.setdefault((b.dated.on, b.text), b)
    days = [day for row in rows for day in (row.period_from, row.on)]
    return breaks_within([found[key] for key in sorted(found)], days)


def _others(
    data: IndicatorsData, source: int | None, rows: Sequence[RateRow]
) -> Iterable[OtherSource]:
    """Averages of sources that were not chosen, and reported ones that a computed row replaced."""
    shown = {(row.period_from, row.on) for row in rows if row.basis == REPORTED}
    for other in data.sources_of(MONTHLY_RATE):
        figures = tuple(
            _beside(data, other, period, found)
            for period, found in sorted(_reported(data, other).items())
            if other != source or period not in shown
        )
        if figures:
            name = data.measure(MONTHLY_RATE).name
            yield OtherSource(name, data.sources[other], figures)


def _beside(data: IndicatorsData, source: int, period: Period, found: ByType) -> OtherFigure:
    id_ = f"andere.{data.sources[source].slug}.{_id(period)}"
    return OtherFigure(
        name=_("Nederland"),
        period=_label(period, found),
        period_from=period[0],
        on=period[1],
        figure=whole(id_, found, data.measure(MONTHLY_RATE).decimals),
    )
