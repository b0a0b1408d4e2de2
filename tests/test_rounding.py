from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.rounding import rounded


@pytest.mark.parametrize(
    ("value", "told"),
    [("2.25", "2.3"), ("2.35", "2.4"), ("-2.25", "-2.3"), ("2.249", "2.2"), ("0", "0.0")],
)
def test_a_half_goes_away_from_zero(value: str, told: str) -> None:
    """Half to even, as Python rounds, would say 2,2 of 2,25 and 2,4 of 2,35."""
    assert str(rounded(Decimal(value), 1)) == told


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value: Decimal, decimals: int) -> None:
    assert abs(rounded(value, decimals) - value) * 2 <= Decimal(1).scaleb(-decimals)
