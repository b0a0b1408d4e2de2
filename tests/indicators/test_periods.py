"""Days and periods as files and spreadsheets write them."""

from datetime import date

import pytest

from indicators.entry.periods import last_days, parse_period


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("2020JJ00", date(2020, 12, 31)),
        ("2020KW02", date(2020, 6, 30)),
        ("2020MM02", date(2020, 2, 29)),
        ("2020", date(2020, 12, 31)),
        ("2020 1e kwartaal", date(2020, 3, 31)),
        ("2020 februari", date(2020, 2, 29)),
        ("februari 2020", date(2020, 2, 29)),
        ("feb-20", date(2020, 2, 29)),
        ("Mrt. 2021", date(2021, 3, 31)),
        ("2-2020", date(2020, 2, 29)),
        ("02/2020", date(2020, 2, 29)),
        ("2020-02", date(2020, 2, 29)),
        ("2e kwartaal 2020", date(2020, 6, 30)),
        ("15-2-2020", date(2020, 2, 15)),
    ],
)
def test_periods_in_codes_and_in_words(text: str, last_day: date) -> None:
    assert parse_period(text).last_day == last_day


@pytest.mark.parametrize(
    "text", ["", "2020HJ01", "2020KW05", "2020MM13", "13-2020", "noot", "12", "65613"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"20|datum"):
        parse_period(text)


def test_of_periods_the_last_day_is_told_and_of_days_nothing() -> None:
    texts = ["31-1-2020", "feb-20", "mrt-20", "2021"]
    told = last_days({text: parse_period(text) for text in texts})
    assert told.endswith("feb-20 = 29-2-2020, 2021 = 31-12-2021.")
    assert last_days({text: parse_period(text) for text in texts[:1]}) == ""
