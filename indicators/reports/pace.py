"""How many charge points came a month over a period, computed from the stock. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from nalportal.progress.figures import UNKNOWN, Figure, no_figure, rounded_figure, total

from ..models import PARTS
from .rows import COUNTRY, BreakRow
from .series import Stocks, month, segment

Period = tuple[date, date]
Stock = Mapping[date, Decimal]


@dataclass(frozen=True)
class Paces:
    """The stock of the country by type and as a whole, and the breaks in it."""

    stocks: Stocks
    parts: tuple[Stock, ...]
    everything: Stock
    breaks: Sequence[BreakRow]

    def of_types(self, id_: str, period: Period) -> list[Figure] | None:
        """The average of each type and of all together; None while the stock of one is lacking."""
        parts = [
            average(f"{id_}.{part}", period, stock, self.breaks)
            for part, stock in zip(PARTS, self.parts, strict=True)
        ]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return [*known, total(f"{id_}.totaal", known)]

    def of_total(self, id_: str, period: Period) -> list[Figure] | None:
        """Nothing of the types, and the average of all together; None without that stock."""
        everything = self.total(id_, period)
        if everything is None:
            return None
        return [*(no_figure(f"{id_}.{part}", UNKNOWN) for part in PARTS), everything]

    def total(self, id_: str, period: Period) -> Figure | None:
        """The average of all types together, from their stock together."""
        return average(f"{id_}.totaal", period, self.everything, self.breaks)

    def provisional(self, period: Period) -> bool:
        """Whether the stock before or at the end of a period may still change."""
        return any(self.stocks.provisional(COUNTRY, on) for on in (eve(period), period[1]))

    def periods_since(self, start: date) -> Iterable[Period]:
        """The last period from ``start`` on of which all types are known, and of all together."""
        ends = [on for on in self.stocks.dates(COUNTRY) if on >= start]
        for compute in (self.of_types, self.of_total):
            periods = ((start, on) for on in reversed(ends))
            yield from [period for period in periods if compute("", period)][:1]


def paces(stocks: Stocks, breaks: Sequence[BreakRow]) -> Paces:
    """What can be computed from the stock of the country."""
    return Paces(stocks, tuple(_of_type(stocks, p) for p in PARTS), _all_types(stocks), breaks)


def _of_type(stocks: Stocks, charger_type: str) -> Stock:
    found = {on: stocks.rows(COUNTRY, on).get(charger_type) for on in stocks.dates(COUNTRY)}
    return {on: row.value for on, row in found.items() if row and row.value is not None}


def _all_types(stocks: Stocks) -> Stock:
    found = {on: stocks.figure("", COUNTRY, on) for on in stocks.dates(COUNTRY)}
    return {on: f.value for on, f in found.items() if f.value is not None and not f.at_least}


def eve(period: Period) -> date:
    """The day before a period begins."""
    return period[0] - timedelta(days=1)


def average(id_: str, period: Period, stock: Stock, breaks: Sequence[BreakRow]) -> Figure | None:
    """The increase per month over a period; None where the stock does not cover it.

    ``stock`` needs figures on the eve of the period and on its last day. A month in which a break
    falls does not count, in the increase nor in the number of months; it can only be left out if
    the stock just before and just after it is known.
    """
    before_it, until = eve(period), period[1]
    if before_it not in stock or until not in stock:
        return None
    increase, months = Decimal(0), 0
    for before, on in pairwise(on for on in sorted(stock) if before_it <= on <= until):
        apart = month(on) - month(before)
        if segment(before, breaks) == segment(on, breaks):
            increase += stock[on] - stock[before]
            months += apart
        elif apart > 1:
            return None
    return rounded_figure(id_, increase / months, 0) if months else None
