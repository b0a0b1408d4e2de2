"""The line through a segment, beside that of numpy, which computes it in another way."""

from datetime import date
from decimal import Decimal
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.reports import PlacedPoint
from indicators.reports.series import month, segment, trends
from indicators.reports.trend import FEWEST_MONTHS, fitted

from .made_reports import figure, month_end
from .rows import series_break

MONTHS = 60


@st.composite
def broken_series(draw: st.DrawFn) -> tuple[list[PlacedPoint], list[date]]:
    """A series of up to sixty months, some of them missing or pm, with up to three breaks."""
    values = st.one_of(st.integers(-5_000, 5_000), st.just("pm"))
    found = draw(st.dictionaries(st.integers(0, MONTHS), values, max_size=MONTHS))
    breaks = draw(st.sets(st.integers(0, MONTHS), max_size=3))
    points = [PlacedPoint(month_end(n), figure(value)) for n, value in sorted(found.items())]
    return points, [month_end(n).replace(day=1) for n in sorted(breaks)]


@given(broken_series())
def test_each_segment_has_the_line_of_numpy_and_no_line_crosses_a_break(
    made: tuple[list[PlacedPoint], list[date]],
) -> None:
    points, days = made
    breaks = [series_break(on) for on in days]
    found = {trend.period_from: trend for trend in trends("fictief", points, breaks)}
    for number in range(len(days) + 1):
        inside = [
            p for p in points if p.figure.value is not None and segment(p.on, breaks) == number
        ]
        if len(inside) < FEWEST_MONTHS:
            continue
        trend = found.pop(inside[0].on)
        assert (trend.on, trend.months) == (inside[-1].on, len(inside))
        x = np.array([month(p.on) for p in inside], dtype=float)
        y = np.array([float(p.figure.value or 0) for p in inside])
        # Around the middle, where numpy's own rounding is smallest.
        (slope, level), covariance = np.polyfit(x - x.mean(), y, 1, cov=True)
        assert near(trend.slope.value, slope)
        assert near(trend.error.value, covariance[0, 0] ** 0.5)
        assert near(trend.first.value, level + slope * (x[0] - x.mean()), step=0.06)
        assert near(trend.last.value, level + slope * (x[-1] - x.mean()), step=0.06)
    assert found == {}


def near(ours: Decimal | None, theirs: float, step: float = 0.006) -> bool:
    """Within the rounding of what is shown."""
    return ours is not None and isclose(float(ours), theirs, abs_tol=step)


def test_a_straight_series_has_its_own_slope_and_no_error() -> None:
    line = fitted([(n, Decimal(10 + 3 * n)) for n in range(6)])
    assert line is not None
    assert [line.slope, line.error, line.first, line.last] == [3, 0, 10, 25]


def test_months_that_are_missing_keep_their_place() -> None:
    line = fitted([(n, Decimal(2 * n)) for n in (0, 1, 2, 7, 8, 20)])
    assert line is not None
    assert line.slope == 2


def test_five_months_are_too_few() -> None:
    assert fitted([(n, Decimal(n)) for n in range(5)]) is None


def test_a_month_that_comes_twice_is_no_series() -> None:
    with pytest.raises(ValueError, match="once"):
        fitted([(n // 2, Decimal(n)) for n in range(12)])
