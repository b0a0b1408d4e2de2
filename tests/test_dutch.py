import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as project
from hypothesis import given
from hypothesis import strategies as st

from nalportal.dutch import (
    MOST_DECIMALS,
    PartialDate,
    Precision,
    counted,
    joined,
    long_date,
    moment,
    months_later,
    number,
    number_expected,
    parse_number,
    partial_date,
    partial_date_or_none,
    plain_number,
    short_date,
)
from nalportal.rounding import rounded
from nalportal.written_dates import parse_partial_date

from . import pseudo

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def plain(text: str) -> str:
    """With ordinary spaces, which are easier to read in a test."""
    return text.replace("\u00a0", " ")


def first_day(day: date, precision: str) -> date:
    """The first day of the period of this precision that holds ``day``."""
    month = {
        Precision.DAY: day.month,
        Precision.MONTH: day.month,
        Precision.QUARTER: (day.month - 1) // 3 * 3 + 1,
        Precision.YEAR: 1,
    }[Precision(precision)]
    return date(day.year, month, day.day if precision == Precision.DAY else 1)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    precision = draw(st.sampled_from(Precision.values))
    return PartialDate(first_day(draw(DAYS), precision), precision)


# ------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1511", 0, "1.511"),
        ("999", 0, "999"),
        ("1234567.891", 2, "1.234.567,89"),
        ("3.8", 1, "3,8"),
        ("2.25", 1, "2,3"),
        ("0.25", 1, "0,3"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-12", 0, "−12"),
        ("-1234.5", 1, "−1.234,5"),
        ("-0.25", 1, "−0,3"),
        ("0", 0, "0"),
    ],
)
def test_numbers_have_points_a_comma_and_are_rounded_half_up(
    value: str, decimals: int, text: str
) -> None:
    assert number(Decimal(value), decimals) == text


def test_what_rounds_to_zero_has_no_minus() -> None:
    assert number(Decimal("-0.04"), 1) == "0,0"


@given(st.decimals(-(10**10), 10**10, places=4), st.integers(0, 3))
def test_what_a_page_prints_and_what_is_typed_can_be_read_back(
    value: Decimal, decimals: int
) -> None:
    meant = rounded(value, decimals)
    assert parse_number(number(value, decimals), decimals) == meant
    assert parse_number(plain_number(meant), MOST_DECIMALS) == meant
    assert parse_number(str(meant), decimals, ".") == meant


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("65613", 0, "65613"),
        ("65.613", 0, "65613"),
        ("−1.234.567", 0, "-1234567"),
        ("-12", 0, "-12"),
        ("007", 0, "7"),
        ("25203.0", 0, "25203"),
        ("1511,00", 0, "1511"),
        ("3,8", 1, "3.8"),
        ("3.8", 1, "3.8"),
        ("3,80", 1, "3.8"),
        ("1.511,5", 1, "1511.5"),
        ("1.234.567", 1, "1234567"),
        ("0.125", 3, "0.125"),
        ("65,613", 3, "65.613"),
        ("65.613\u200b", 0, "65613"),
        ("\ufeff\u200e65613\u00a0", 0, "65613"),
        ("65\u00ad613", 0, "65613"),
    ],
)
def test_numbers_as_people_and_programs_write_them(text: str, decimals: int, value: str) -> None:
    assert parse_number(text, decimals) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("65,613", 0),  # 65 thousand abroad, 65 and a bit here
        ("65,000", 0),
        ("65,600", 1),
        ("65,5", 0),
        ("65613.5", 0),
        ("1.51", 0),
        ("12345.678", 0),
        ("0.613", 0),
        ("1.511", 1),  # 1511 on our pages, 1,511 in a program
        ("1.511", 3),
        ("3,84", 1),
        ("1.51.1", 0),
        ("1,511,000", 0),
        ("1.511.00", 0),
        ("123456789012", 0),
        ("", 0),
        ("-", 0),
        ("+5", 0),
        ("1e5", 0),
        ("NaN", 0),
        ("5 ", 0),
        ("65\u00a0613", 0),
        ("65\u202f613", 0),
        ("٣", 0),
        (",5", 1),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused(text: str, decimals: int) -> None:
    with pytest.raises(ValueError, match="getal") as refused:
        parse_number(text, decimals)
    assert str(refused.value) == number_expected(decimals)


@pytest.mark.parametrize(
    ("text", "decimals", "mark", "value"),
    [
        ("25203.0", 0, ".", "25203"),
        ("65.613", 3, ".", "65.613"),
        ("65,613", 3, ",", "65.613"),
        ("65.000", 0, ".", "65"),
        ("65.613", 0, ".", None),
        ("65,613", 0, ",", None),
        ("65,613", 0, ".", None),
        ("1.234.567", 0, ",", None),
    ],
)
def test_a_publisher_that_fixes_its_decimal_sign_parts_no_thousands(
    text: str, decimals: int, mark: str, value: str | None
) -> None:
    if value is None:
        with pytest.raises(ValueError, match="getal"):
            parse_number(text, decimals, mark)
    else:
        assert parse_number(text, decimals, mark) == Decimal(value)


def test_a_figure_never_has_more_decimals_than_the_register_holds() -> None:
    assert parse_number("1,234", 9) == Decimal("1.234")
    with pytest.raises(ValueError, match="ten hoogste 3 decimalen"):
        parse_number("1,2345", 9)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 punten"), (1, "1 punt"), (2, "2 punten"), (1511, "1.511 punten")]
)
def test_counting_words_have_a_singular_and_a_plural(count: int, text: str) -> None:
    assert plain(counted(count, "punt", "punten")) == text


SOURCES = ("nalportal", "indicators", "regions", "workgroups")


def calls(name: str, *rooms: str) -> Iterator[ast.Call]:
    """Each call of ``name`` in the code of these rooms."""
    files = (file for room in rooms for file in (project.BASE_DIR / room).rglob("*.py"))
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text()))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def words_of(call: ast.Call) -> tuple[str, ...]:
    """The words that a call is given as they are."""
    found = (arg.value for arg in call.args if isinstance(arg, ast.Constant))
    return tuple(word for word in found if isinstance(word, str))


def test_whatever_is_counted_stands_where_a_catalogue_finds_its_plural() -> None:
    templates = (project.BASE_DIR / "templates").rglob("*.html")
    in_templates = {
        tuple(words.split(","))
        for file in templates
        for words in re.findall(r'\|counted:"([^"]*)"', file.read_text())
    }
    in_code = {words for call in calls("counted", *SOURCES) if (words := words_of(call))}
    in_tables = {("gemeente", "gemeenten")}  # the unit of a column
    known = {words_of(call) for call in calls("ngettext_lazy", "nalportal")}
    assert known == in_templates | in_code | in_tables


def test_no_word_to_count_with_is_looked_up_twice() -> None:
    given = [ast.unparse(arg) for call in calls("counted", *SOURCES) for arg in call.args]
    assert [words for words in given if words.startswith("_(")] == []


def test_what_is_counted_is_counted_in_the_language_of_the_reader() -> None:
    with pseudo.spoken():
        assert plain(counted(1, "gemeente", "gemeenten")) == "1 ‹gemeente›"
        assert plain(counted(2, "gemeente", "gemeenten")) == "2 ‹gemeenten›"


def test_dates_and_rows_of_names_are_in_the_language_of_the_reader() -> None:
    with pseudo.spoken():
        assert plain(long_date(date(2021, 3, 31))) == "31 ‹maart› 2021"
        assert "‹" in partial_date(PartialDate(date(2021, 7, 1), Precision.QUARTER))
        assert joined(["Assen", "Emmen"]) == "‹Assen en Emmen›"
    assert plain(long_date(date(2021, 3, 31))) == "31 maart 2021"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("Groningen",), "Groningen"),
        (("Groningen", "Drenthe"), "Groningen en Drenthe"),
        (("Groningen", "Friesland", "Drenthe"), "Groningen, Friesland en Drenthe"),
    ],
)
def test_names_are_joined_with_en_before_the_last(names: tuple[str, ...], text: str) -> None:
    assert joined(names) == text


@pytest.mark.parametrize(
    "text",
    [
        counted(2, "punt", "punten"),
        long_date(date(2021, 3, 31)),
        partial_date(PartialDate(date(2021, 7, 1), Precision.QUARTER)),
    ],
)
def test_a_number_is_not_parted_from_its_word_at_the_end_of_a_line(text: str) -> None:
    assert " " not in text
    assert "\u00a0" in text


# --------------------------------------------------------------------------------- dates


def test_a_long_date_names_the_month() -> None:
    assert plain(long_date(date(2021, 3, 31))) == "31 maart 2021"


def test_a_short_date_has_no_leading_zeros() -> None:
    assert short_date(date(2021, 3, 1)) == "1-3-2021"


def test_a_moment_is_told_in_dutch_summer_time() -> None:
    assert plain(moment(datetime(2021, 7, 5, 22, 12, tzinfo=UTC))) == "6 juli 2021 om 00:12"


def test_a_moment_is_told_in_dutch_winter_time() -> None:
    assert plain(moment(datetime(2021, 1, 5, 8, 3, tzinfo=UTC))) == "5 januari 2021 om 09:03"


@pytest.mark.parametrize(
    ("on", "precision", "text"),
    [
        (date(2021, 3, 31), Precision.DAY, "31 maart 2021"),
        (date(2021, 7, 1), Precision.MONTH, "juli 2021"),
        (date(2021, 7, 1), Precision.QUARTER, "3e kwartaal 2021"),
        (date(2021, 1, 1), Precision.YEAR, "2021"),
    ],
)
def test_a_partial_date_says_no_more_than_is_known(on: date, precision: str, text: str) -> None:
    assert plain(partial_date(PartialDate(on, precision))) == text


def test_a_partial_date_is_its_own_text() -> None:
    assert plain(str(PartialDate(date(2021, 7, 1), Precision.MONTH))) == "juli 2021"


def test_without_a_date_there_is_no_partial_date() -> None:
    assert partial_date_or_none(None, "") is None


def test_a_pair_of_columns_is_one_partial_date() -> None:
    found = partial_date_or_none(date(2021, 1, 1), "year")
    assert found == PartialDate(date(2021, 1, 1), Precision.YEAR)


@pytest.mark.parametrize(
    ("on", "precision", "last"),
    [
        (date(2021, 3, 15), Precision.DAY, date(2021, 3, 15)),
        (date(2020, 2, 1), Precision.MONTH, date(2020, 2, 29)),
        (date(2021, 2, 1), Precision.MONTH, date(2021, 2, 28)),
        (date(2021, 12, 1), Precision.MONTH, date(2021, 12, 31)),
        (date(2021, 4, 1), Precision.QUARTER, date(2021, 6, 30)),
        (date(2021, 10, 1), Precision.QUARTER, date(2021, 12, 31)),
        (date(2021, 1, 1), Precision.YEAR, date(2021, 12, 31)),
    ],
)
def test_a_period_lasts_until_its_last_day(on: date, precision: str, last: date) -> None:
    assert PartialDate(on, precision).last_day == last


@given(partial_dates())
def test_the_day_after_the_last_is_in_another_period(value: PartialDate) -> None:
    after = value.last_day + timedelta(days=1)
    assert first_day(value.last_day, value.precision) == value.on
    assert first_day(after, value.precision) == after


@given(DAYS, st.sampled_from([Precision.MONTH, Precision.QUARTER, Precision.YEAR]))
def test_a_day_within_the_period_gives_the_same_last_day(day: date, precision: str) -> None:
    on_first = PartialDate(first_day(day, precision), precision)
    assert PartialDate(day, precision).last_day == on_first.last_day


@pytest.mark.parametrize(
    ("typed", "months", "later"),
    [
        ("31-1-2021", 1, "28 februari 2021"),
        ("juli 2021", 6, "januari 2022"),
        ("juli 2021", -7, "december 2020"),
        ("3e kwartaal 2021", 3, "4e kwartaal 2021"),
        ("2021", 12, "2022"),
    ],
)
def test_a_period_moves_by_months(typed: str, months: int, later: str) -> None:
    assert plain(str(months_later(parse_partial_date(typed), months))) == later


@pytest.mark.parametrize(("typed", "months"), [("3e kwartaal 2021", 2), ("2021", 6)])
def test_half_a_period_is_no_step(typed: str, months: int) -> None:
    with pytest.raises(ValueError, match="veelvoud"):
        months_later(parse_partial_date(typed), months)


def test_a_period_stays_within_the_years_of_a_date() -> None:
    with pytest.raises(ValueError, match="te ver weg"):
        months_later(parse_partial_date("2200"), 12)
