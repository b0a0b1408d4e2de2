from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.figures import (
    COMPUTED,
    NOT_APPLICABLE,
    PM,
    UNKNOWN,
    Figure,
    no_figure,
    ratio,
    share,
    total,
    whole,
)

COUNTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=8)


def text(figure: Figure) -> str:
    """How it reads, with ordinary spaces."""
    return str(figure).replace("\u00a0", " ")


# ------------------------------------------------------------------------- how it reads


@pytest.mark.parametrize(
    ("missing", "word"), [(PM, "pm"), (UNKNOWN, "Onbekend"), (NOT_APPLICABLE, "–")]
)
def test_a_figure_that_is_not_there_says_why(missing: str, word: str) -> None:
    assert str(no_figure("x", missing)) == word


def test_zero_is_a_figure() -> None:
    assert str(whole("x", 0)) == "0"


def test_a_count_over_incomplete_data_is_at_least_that() -> None:
    assert str(whole("x", 1511, at_least=True)) == "ten minste 1.511"


def test_the_bare_number_leaves_out_at_least() -> None:
    assert whole("x", 10, at_least=True).number_text == "10"


def test_a_figure_reads_with_its_decimals() -> None:
    assert str(Figure("x", Decimal("3.85"), decimals=1)) == "3,9"


def test_notes_stay_with_the_figure_and_out_of_its_text() -> None:
    figure = whole("x", 77, notes=(2,))
    assert (str(figure), figure.notes) == ("77", (2,))


# -------------------------------------------------------------------------------- share


@pytest.mark.parametrize(
    ("part", "of", "reads"),
    [
        (37, 40, "92,5 %"),
        (78, 92, "84,8 %"),
        (329, 352, "93,5 %"),
        (1, 16, "6,3 %"),
        (0, 40, "0 %"),
        (40, 40, "100 %"),
        (9999, 10000, "100,0 %"),
        (1, 10000, "0,0 %"),
    ],
)
def test_a_share_has_one_decimal_except_none_and_all(part: int, of: int, reads: str) -> None:
    assert text(share("x", whole("p", part), of)) == reads


@pytest.mark.parametrize("missing", [PM, UNKNOWN, NOT_APPLICABLE])
def test_the_share_of_what_is_missing_is_missing_for_the_same_reason(missing: str) -> None:
    assert share("x", no_figure("p", missing), 40) == no_figure("x", missing)


def test_there_is_no_share_of_a_count_that_is_at_least() -> None:
    assert share("x", whole("p", 10, at_least=True), 40).missing == UNKNOWN


def test_there_is_no_share_of_nobody() -> None:
    assert share("x", whole("p", 0), 0).missing == UNKNOWN


# -------------------------------------------------------------------------------- ratio


@pytest.mark.parametrize(
    ("vehicles", "points", "reads"),
    [(108958, 26700, "4,1"), (287790, 74838, "3,8"), (9, 4, "2,3"), (0, 4, "0,0")],
)
def test_a_ratio_has_one_decimal_half_up(vehicles: int, points: int, reads: str) -> None:
    assert str(ratio("x", whole("v", vehicles), whole("p", points))) == reads


def test_a_ratio_to_zero_is_unknown() -> None:
    assert ratio("x", whole("v", 5), whole("p", 0)).missing == UNKNOWN


def test_a_ratio_of_what_is_missing_says_why() -> None:
    assert ratio("x", no_figure("v", PM), whole("p", 4)).missing == PM


def test_a_ratio_to_what_is_missing_says_why() -> None:
    assert ratio("x", whole("v", 4), no_figure("p", PM)).missing == PM


# -------------------------------------------------------------------------------- total


def summed(value: int) -> Figure:
    """A count that is a sum says so."""
    return replace(whole("x", value), basis=COMPUTED)


def test_a_total_of_all_is_exact() -> None:
    assert total("x", [whole("a", 308), whole("b", 192), whole("c", 18)]) == replace(
        whole("x", 518), basis=COMPUTED
    )


@pytest.mark.parametrize("missing", [PM, UNKNOWN])
def test_a_total_without_one_part_is_at_least(missing: str) -> None:
    assert str(total("x", [whole("a", 10), no_figure("b", missing)])) == "ten minste 10"


def test_a_total_with_a_part_that_is_at_least_is_so_itself() -> None:
    assert str(total("x", [whole("a", 10), whole("b", 1, at_least=True)])) == "ten minste 11"


def test_a_part_that_does_not_apply_makes_no_total_incomplete() -> None:
    assert total("x", [whole("a", 10), no_figure("b", NOT_APPLICABLE)]) == replace(
        whole("x", 10), basis=COMPUTED
    )


@pytest.mark.parametrize("missing", [PM, UNKNOWN, NOT_APPLICABLE])
def test_a_total_of_parts_that_are_all_missing_says_why(missing: str) -> None:
    parts = [no_figure("a", missing), no_figure("b", missing)]
    assert total("x", parts) == no_figure("x", missing)


def test_a_total_of_parts_missing_for_different_reasons_is_unknown() -> None:
    assert total("x", [no_figure("a", PM), no_figure("b", UNKNOWN)]).missing == UNKNOWN


def test_pm_next_to_what_does_not_apply_is_pm() -> None:
    assert total("x", [no_figure("a", PM), no_figure("b", NOT_APPLICABLE)]).missing == PM


def test_a_total_of_nothing_is_unknown_not_zero() -> None:
    assert total("x", []) == no_figure("x", UNKNOWN)


def test_a_total_has_the_decimals_of_its_most_precise_part() -> None:
    parts = [whole("a", 1), Figure("b", Decimal("0.25"), decimals=2)]
    assert str(total("x", parts)) == "1,25"


@given(COUNTS)
def test_the_total_of_counts_is_their_sum(counts: list[int]) -> None:
    assert total("x", [whole("p", count) for count in counts]) == replace(
        whole("x", sum(counts)), basis=COMPUTED
    )


@given(COUNTS, st.integers(1, 3))
def test_missing_parts_never_change_the_number_of_a_total(counts: list[int], gaps: int) -> None:
    known = [whole("p", count) for count in counts]
    found = total("x", [*known, *[no_figure("p", PM)] * gaps])
    assert (found.value, found.at_least) == (Decimal(sum(counts)), True)
