"""A straight line through the months of one segment: ordinary least squares, and its error.

Fractions, not floating point: the same figures give the same digits on every machine, and those
digits are frozen with the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

# With fewer months than these a line says more about chance than about a trend.
FEWEST_MONTHS = 6
# More than any figure shows; what is shown is rounded from it.
DIGITS = 28


@dataclass(frozen=True)
class TrendLine:
    """``slope`` per month with its standard ``error``, and the height at the first and last."""

    slope: Decimal
    error: Decimal
    first: Decimal
    last: Decimal


def fitted(points: Sequence[tuple[int, Decimal]]) -> TrendLine | None:
    """The least-squares line through (month, value), or None with fewer than six points.

    Months are whole numbers in ascending order; some may be missing. Raises ``ValueError`` when a
    month comes twice, because then what comes in is no series.
    """
    if len(points) < FEWEST_MONTHS:
        return None
    if any(later <= earlier for (earlier, _), (later, _) in pairwise(points)):
        raise ValueError("each month once, in order")
    count = len(points)
    middle = Fraction(sum(month for month, _ in points), count)
    mean = Fraction(sum(value for _, value in points)) / count
    months = [month - middle for month, _ in points]
    values = [Fraction(value) - mean for _, value in points]
    spread = _products(months, months)
    slope = _products(months, values) / spread
    # What is left of the variation once the line is taken out of it.
    rest = _products(values, values) - slope * slope * spread
    return TrendLine(
        slope=_decimal(slope),
        error=_root(rest / (count - 2) / spread),
        first=_decimal(mean + slope * months[0]),
        last=_decimal(mean + slope * months[-1]),
    )


def _products(some: Sequence[Fraction], others: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(some, others, strict=True)), Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    with localcontext(prec=DIGITS):
        return Decimal(value.numerator) / Decimal(value.denominator)


def _root(value: Fraction) -> Decimal:
    with localcontext(prec=DIGITS):
        return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()
