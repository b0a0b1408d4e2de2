"""How many charge points came a month over a period, computed from the stock. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, islice, pairwise

from nalportal.figures import (
    UNKNOWN,
    Figure,
    all_sources,
    no_figure,
    roughness,
    rounded_figure,
    total,
)

from ..models import PARTS
from .rows import CHARGE_POINTS, COUNTRY, BreakRow, IndicatorsData
from .series import Stocks, breaks_of, month, observed, segment
from .superseded import KNOWN, weight

Period = tuple[date, date]
Stock = Mapping[date, Figure]


@dataclass(frozen=True)
class KnownStock:
    """A stock on each date that it is known for certain, and the breaks in it by date."""

    stock: Stock
    breaks: Sequence[BreakRow]

    def breaks_in(self, period: Period) -> list[date]:
        """The days within a period on which the way of counting changed."""
        return [row.dated.on for row in self.breaks if eve(period) < row.dated.on <= period[1]]

    def average(self, id_: str, period: Period) -> Figure | None:
        """The increase per month over a period; None where the stock does not cover it.

        There have to be figures on the eve of the period and on its last day. A month in which a
        break falls does not count, in the increase nor in the number of months; it can only be
        left out if the stock just before and just after it is known.
        """
        dates = [on for on in sorted(self.stock) if eve(period) <= on <= period[1]]
        if not dates or (dates[0], dates[-1]) != (eve(period), period[1]):
            return None
        runs = [list(run) for _n, run in groupby(dates, lambda on: segment(on, self.breaks))]
        gaps = (month(after[0]) - month(before[-1]) for before, after in pairwise(runs))
        months = sum(month(run[-1]) - month(run[0]) for run in runs)
        if any(gap > 1 for gap in gaps) or not months:
            return None
        ends = [(self.stock[run[0]], self.stock[run[-1]]) for run in runs]
        increase = sum((_value(new) - _value(old) for old, new in ends), Decimal(0))
        used = all_sources(figure for pair in ends for figure in pair)
        rough = roughness(figure for pair in ends for figure in pair)
        return rounded_figure(id_, increase / months, 0, used, rough)


@dataclass(frozen=True)
class Paces:
    """The stock of the country by type and as a whole, each with the breaks in it."""

    stocks: Stocks
    parts: tuple[KnownStock, ...]
    everything: KnownStock

    def of_types(self, id_: str, period: Period) -> list[Figure] | None:
        """The average of each type and of all together; None while the stock of one is lacking."""
        parts = [
            series.average(f"{id_}.{part}", period)
            for part, series in zip(PARTS, self.parts, strict=True)
        ]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        # Over the same months the types add up; where one breaks alone they are of other months.
        together = self.total(id_, period) if self._differ(period) else None
        return [*known, together or total(f"{id_}.totaal", known)]

    def _differ(self, period: Period) -> bool:
        everything = self.everything.breaks_in(period)
        return any(series.breaks_in(period) != everything for series in self.parts)

    def of_some(self, id_: str, period: Period) -> list[Figure] | None:
        """What can be computed of each type and of all together; None where that is nothing."""
        ids = [f"{id_}.{name}" for name in (*PARTS, "totaal")]
        found = [
            series.average(one, period)
            for one, series in zip(ids, (*self.parts, self.everything), strict=True)
        ]
        if not any(found):
            return None
        return [figure or no_figure(one, UNKNOWN) for one, figure in zip(ids, found, strict=True)]

    def total(self, id_: str, period: Period) -> Figure | None:
        """The average of all types together, from their stock together."""
        return self.everything.average(f"{id_}.totaal", period)

    def provisional(self, period: Period) -> bool:
        """Whether the stock before or at the end of a period may still change."""
        return any(self.stocks.provisional(COUNTRY, on) for on in (eve(period), period[1]))

    def periods_since(self, start: date) -> Iterable[Period]:
        """The last period from ``start`` on of which all types are known, and of each series."""
        ends = [on for on in self.stocks.dates(COUNTRY) if on >= start]
        series = (*self.parts, self.everything)
        for compute in (self.of_types, *(one.average for one in series)):
            periods = ((start, on) for on in reversed(ends))
            yield from islice((period for period in periods if compute("", period)), 1)


def paces(data: IndicatorsData, stocks: Stocks) -> Paces:
    """What can be computed from the stock of the country."""

    def series(stock: Stock, charger_type: str = "") -> KnownStock:
        return KnownStock(stock, breaks_of(data, CHARGE_POINTS, charger_type))

    parts = tuple(series(_of_type(stocks, part), part) for part in PARTS)
    return Paces(stocks, parts, series(_all_types(stocks)))


def _of_type(stocks: Stocks, charger_type: str) -> Stock:
    found = {on: stocks.rows(COUNTRY, on).get(charger_type) for on in stocks.dates(COUNTRY)}
    return _known({on: observed("", row, stocks.decimals) for on, row in found.items()})


def _all_types(stocks: Stocks) -> Stock:
    return _known({on: stocks.figure("", COUNTRY, on) for on in stocks.dates(COUNTRY)})


def _known(stock: Stock) -> Stock:
    return {on: figure for on, figure in stock.items() if weight(figure) == KNOWN}


def _value(figure: Figure) -> Decimal:
    return figure.value or Decimal(0)


def eve(period: Period) -> date:
    """The day before a period begins."""
    return period[0] - timedelta(days=1)
