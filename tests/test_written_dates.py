"""Dates as people write them, and what they are read as."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.dutch import (
    OpenDate,
    PartialDate,
    Precision,
    Term,
    months_later,
    partial_date,
    planned_columns,
    planned_or_none,
    short_date,
)
from nalportal.written_dates import (
    MAX_WORDS,
    parse_day,
    parse_partial_date,
    parse_planned,
    parse_reached,
)

from .test_dutch import DAYS, partial_dates, plain


@given(partial_dates())
def test_every_partial_date_can_be_read_back(value: PartialDate) -> None:
    assert parse_partial_date(partial_date(value)) == value


@given(DAYS)
def test_every_short_date_can_be_read_back(day: date) -> None:
    assert parse_partial_date(short_date(day)) == PartialDate(day, Precision.DAY)


@given(DAYS)
def test_every_iso_date_can_be_read_back(day: date) -> None:
    assert parse_partial_date(day.isoformat()) == PartialDate(day, Precision.DAY)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (" 31-12-2020 ", "31 december 2020"),
        ("31/12/2020", "31 december 2020"),
        ("1.2.2021", "1 februari 2021"),
        ("29-2-2020", "29 februari 2020"),
        ("31 December 2020", "31 december 2020"),
        ("1 jan. 2021", "1 januari 2021"),
        ("SEPTEMBER  2021", "september 2021"),
        ("2021-09", "september 2021"),
        ("sept. 2021", "september 2021"),
        ("3e kwartaal 2021", "3e kwartaal 2021"),
        ("1ste kwartaal 2021", "1e kwartaal 2021"),
        ("2de kw. 2021", "2e kwartaal 2021"),
        ("3 kwartaal 2021", "3e kwartaal 2021"),
        ("4 kw 2021", "4e kwartaal 2021"),
        ("Q3 2021", "3e kwartaal 2021"),
        ("K1-2021", "1e kwartaal 2021"),
        ("2021-Q4", "4e kwartaal 2021"),
        ("2021", "2021"),
        ("31-12-20", "31 december 2020"),
        ("31/12/'20", "31 december 2020"),
        ("1 jan '22", "1 januari 2022"),
        ("1-mrt-22", "1 maart 2022"),
        ("juni '22", "juni 2022"),
        ("juni ’22", "juni 2022"),
        ("Sep-22", "september 2022"),
        ("mrt-27", "maart 2027"),
        ("6-2021", "juni 2021"),
        ("06/2021", "juni 2021"),
        ("Q1 '22", "1e kwartaal 2022"),
        ("Q1-22", "1e kwartaal 2022"),
        ("eerste kwartaal 2022", "1e kwartaal 2022"),
        ("4e kwartaal van 2021", "4e kwartaal 2021"),
        ("kwartaal 2 2021", "2e kwartaal 2021"),
        ("in 2022", "2022"),
        ("per 1 juli 2021", "1 juli 2021"),
        ("di 1 juni 2021", "1 juni 2021"),
        ("2021-06-01 00:00:00", "1 juni 2021"),
        ("44348", "1 juni 2021"),
        ("'22", "2022"),
        ("1e mei 2022", "1 mei 2022"),
        ("1 mei, 2022", "1 mei 2022"),
        ("Q3, 2021", "3e kwartaal 2021"),
        ("2021/Q3", "3e kwartaal 2021"),
        ("Q3.2021", "3e kwartaal 2021"),
        ("laatste kwartaal van 2022", "4e kwartaal 2022"),
        ("2022/05/01", "1 mei 2022"),
        ("20220501", "1 mei 2022"),
        ("3-5-2021 14:00", "3 mei 2021"),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, text: str) -> None:
    assert plain(partial_date(parse_partial_date(typed))) == text


def test_every_dutch_abbreviation_of_a_month_is_known() -> None:
    short = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    months = [parse_partial_date(f"5 {name} 2021").on.month for name in short]
    assert months == list(range(1, 13))


@pytest.mark.parametrize(
    "typed",
    [
        "31-2-2021",
        "29-2-2021",
        "2021-13",
        "0-1-2021",
        "kwartaal 5 2021",
        "5e kwartaal 2021",
        "13e kwartaal",
        "3e kwartaal",
        "foo 2021",
        "janx 2021",
        "5 foo 2021",
        "1899",
        "2201",
        "zomer",
        "juli",
        "12",
        "12-11",
        "sep-5",
        *("2022-23", "22", "12/21", "202205"),
        "medio 2021",
        "doorlopend",
        "",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is geen datum\. Schrijf bijvoorbeeld 31-12-2020, juli"):
        parse_partial_date(typed)


def test_the_refusal_names_what_was_typed() -> None:
    with pytest.raises(ValueError, match="“31-2-2021” is geen datum"):
        parse_partial_date(" 31-2-2021 ")


def test_the_refusal_of_something_long_stays_short() -> None:
    with pytest.raises(ValueError, match=r"^“x{40}” is geen datum"):
        parse_partial_date("x" * 10_000)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused_in_dutch(text: str) -> None:
    try:
        outcome = str(parse_partial_date(text))
    except ValueError as refusal:
        outcome = str(refusal)
    assert "is geen datum" in outcome or outcome[-4:].isdigit()


# As they stand in lists of actions: (typed, first day, last day).
ROUGH = [
    ("H1 2026", "2026-01-01", "2026-06-30"),
    ("H2 '26", "2026-07-01", "2026-12-31"),
    ("2026-H2", "2026-07-01", "2026-12-31"),
    ("1e helft 2026", "2026-01-01", "2026-06-30"),
    ("eerste helft van 2026", "2026-01-01", "2026-06-30"),
    ("tweede helft 2026", "2026-07-01", "2026-12-31"),
    ("2e halfjaar 2026", "2026-07-01", "2026-12-31"),
    ("begin 2026", "2026-01-01", "2026-04-30"),
    ("medio 2026", "2026-05-01", "2026-08-31"),
    ("half 2026", "2026-05-01", "2026-08-31"),
    ("eind 2026", "2026-09-01", "2026-12-31"),
    ("Eind van 2026", "2026-09-01", "2026-12-31"),
    ("begin juni 2026", "2026-06-01", "2026-06-10"),
    ("medio juni '26", "2026-06-11", "2026-06-20"),
    ("eind februari 2024", "2024-02-21", "2024-02-29"),
    ("begin Q3 2026", "2026-07-01", "2026-07-31"),
    ("eind 2e kwartaal 2026", "2026-06-01", "2026-06-30"),
    ("voorjaar 2026", "2026-03-01", "2026-05-31"),
    ("lente 2026", "2026-03-01", "2026-05-31"),
    ("zomer van 2026", "2026-06-01", "2026-08-31"),
    ("in de zomer van 2026", "2026-06-01", "2026-08-31"),
    ("najaar '26", "2026-09-01", "2026-11-30"),
    ("herfst 2026", "2026-09-01", "2026-11-30"),
    ("winter 2025/2026", "2025-12-01", "2026-02-28"),
    ("winter 2025-26", "2025-12-01", "2026-02-28"),
    ("Q4 2025 / Q1 2026", "2025-10-01", "2026-03-31"),
    ("Q4 2025/Q1 2026", "2025-10-01", "2026-03-31"),
    ("Q1/Q2 2026", "2026-01-01", "2026-06-30"),
    ("Q4 2025 – Q1 2026", "2025-10-01", "2026-03-31"),
    ("2023 t/m 2025", "2023-01-01", "2025-12-31"),
    ("2023-2025", "2023-01-01", "2025-12-31"),
    ("2023/2024", "2023-01-01", "2024-12-31"),
    ("juni/juli 2026", "2026-06-01", "2026-07-31"),
    ("mei t/m september 2026", "2026-05-01", "2026-09-30"),
    ("tussen mei en juli 2026", "2026-05-01", "2026-07-31"),
    ("eind 2025 / begin 2026", "2025-09-01", "2026-04-30"),
    ("vóór de zomer van 2021", "2021-05-31", "2021-05-31"),
    ("voor de zomer 2021", "2021-05-31", "2021-05-31"),
    ("na de zomer van 2021", "2021-09-01", "2021-11-30"),
    ("vóór 1 juli 2021", "2021-06-30", "2021-06-30"),
    ("voor eind 2021", "2021-12-31", "2021-12-31"),
    ("voor het einde van 2021", "2021-12-31", "2021-12-31"),
    ("uiterlijk 1 juli 2021", "2021-07-01", "2021-07-01"),
    ("uiterlijk Q2 2021", "2021-06-30", "2021-06-30"),
    ("uiterlijk eind 2021", "2021-12-31", "2021-12-31"),
    ("t/m 2025", "2025-12-31", "2025-12-31"),
    ("week 23 2021", "2021-06-07", "2021-06-13"),
    ("wk 23 '21", "2021-06-07", "2021-06-13"),
    ("week 53 van 2020", "2020-12-28", "2021-01-03"),
    ("2021-W23", "2021-06-07", "2021-06-13"),
    ("ca. juni 2021", "2021-06-01", "2021-06-30"),
    ("rond Q2 2021", "2021-04-01", "2021-06-30"),
    ("Q3 2021?", "2021-07-01", "2021-09-30"),
    ("tot eind 2025", "2025-12-31", "2025-12-31"),
    ("tot medio 2025", "2025-04-30", "2025-04-30"),
    ("1-1-2021 t/m 31-12-2021", "2021-01-01", "2021-12-31"),
    ("01-01-2021 - 31-12-2021", "2021-01-01", "2021-12-31"),
    ("1-15 mei 2021", "2021-05-01", "2021-05-15"),
    ("1 t/m 15 mei 2021", "2021-05-01", "2021-05-15"),
    ("week 23/24 2022", "2022-06-06", "2022-06-19"),
    ("eind '22", "2022-09-01", "2022-12-31"),
    ("medio 22", "2022-05-01", "2022-08-31"),
    ("winter 21/22", "2021-12-01", "2022-02-28"),
    ("2022-23", "2022-01-01", "2023-12-31"),
    ("'22-'23", "2022-01-01", "2023-12-31"),
    ("2021, 2022", "2021-01-01", "2022-12-31"),
    ("Q1 & Q2 2022", "2022-01-01", "2022-06-30"),
    ("in de loop van 2022", "2022-01-01", "2022-12-31"),
    ("heel 2022", "2022-01-01", "2022-12-31"),
    ("na zomer 2022", "2022-09-01", "2022-11-30"),
]


@pytest.mark.parametrize(("typed", "first", "last"), ROUGH)
def test_what_is_planned_roughly_is_a_period_and_keeps_its_words(
    typed: str, first: str, last: str
) -> None:
    found = parse_planned(typed)
    assert isinstance(found, PartialDate)
    assert (str(found.on), str(found.last_day), plain(str(found))) == (first, last, typed)


@pytest.mark.parametrize(("typed", "first", "last"), ROUGH)
def test_what_is_planned_roughly_is_no_date_of_a_decision(
    typed: str, first: str, last: str
) -> None:
    with pytest.raises(ValueError, match="is geen datum"):
        parse_partial_date(typed)


@given(partial_dates())
def test_what_is_known_exactly_needs_no_words(value: PartialDate) -> None:
    assert parse_planned(partial_date(value)) == value


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("doorlopend", Term.ONGOING),
        ("Continu", Term.ONGOING),
        ("jaarlijks", Term.YEARLY),
        ("Elk jaar", Term.YEARLY),
        ("n.t.b.", Term.UNDECIDED),
        ("NTB", Term.UNDECIDED),
        ("nader te bepalen", Term.UNDECIDED),
        ("nog n.t.b.", Term.UNDECIDED),
        ("continu proces", Term.ONGOING),
    ],
)
def test_what_has_no_day_is_a_value_of_its_own(typed: str, term: Term) -> None:
    found = parse_planned(typed)
    assert (found, str(found), found.last_day) == (OpenDate(term), term.value, date.max)


@pytest.mark.parametrize(
    "typed",
    [
        *("week 23", "voorjaar", "medio", "eind juni", "Q3", "H1", "week 54 2021", "winter 2021"),
        *("na 1 juli 2021", "vanaf 2021", "juli 2021 / mei 2021", "begin 3-3-2021", "zsm", "", "/"),
        *("Q1 21/22", "5-22", "1-5", "najaar"),
        *("eind 0-2021", "vóór eergisteren", "2020-2199-", "x" * 200, "medio  " + "van " * 30),
    ],
)
def test_what_stays_unclear_is_asked(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is geen datum.*met het jaar erbij"):
        parse_planned(typed)


@pytest.mark.parametrize("typed", ["in de loop van 2021", "Q3 per kwartaal", "uiterlijk stop 2021"])
def test_what_cannot_be_reached_is_told_as_it_was_typed(typed: str) -> None:
    with pytest.raises(ValueError, match=f"^“{typed}” is geen datum"):
        parse_reached(typed)


def test_the_words_fit_their_column() -> None:
    with pytest.raises(ValueError, match="is geen datum"):
        parse_planned("uiterlijk " * 10 + "2021")
    assert max(len(typed) for typed, _first, _last in ROUGH) < MAX_WORDS


@given(st.text(max_size=40) | st.text("0123456789-/ 'qhwvoretmdinjaus.", max_size=24))
def test_any_text_is_planned_or_refused_in_dutch(text: str) -> None:
    try:
        found = parse_planned(text)
    except ValueError as refusal:
        outcome = str(refusal)
    else:
        outcome = "" if parse_planned(str(found)) == found else "reads back as something else"
    assert "is geen datum" in outcome or not outcome


@given(st.sampled_from(ROUGH).map(lambda row: parse_planned(row[0])) | partial_dates() | st.none())
def test_the_columns_hold_all_of_a_planned_date(value: PartialDate | None) -> None:
    assert planned_or_none(*planned_columns(value)) == value


@pytest.mark.parametrize("typed", ["medio 2021", "doorlopend"])
def test_words_do_not_move_by_themselves(typed: str) -> None:
    with pytest.raises(ValueError, match=f"“{typed.replace(' ', '.')}” verschuift niet vanzelf"):
        months_later(parse_planned(typed), 3)


def test_precision_of_a_rough_date_is_that_of_its_days() -> None:
    assert planned_columns(parse_planned("H1 2026")) == (
        date(2026, 1, 1),
        Precision.DAY,
        "H1 2026",
        date(2026, 6, 30),
    )


@pytest.mark.parametrize("typed", ["mei 2021", "2021", "3e kwartaal 2021", "31-2-2021", ""])
def test_only_a_day_is_a_day(typed: str) -> None:
    assert parse_day("31-12-2020") == date(2020, 12, 31)
    with pytest.raises(ValueError, match="is geen da"):
        parse_day(typed)
