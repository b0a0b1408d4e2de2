"""Table 2 where it is computed from monthly stock, and where it cannot be."""

from datetime import date

import pytest

from indicators.labels import period_name
from indicators.models import PARTS
from indicators.reports import CHARGE_POINTS, FigureRow, RateReport, RateRow
from indicators.reports.rate import NAL_START

from .rows import NDW, assembled, by_type, monthly, regional, row, series_break

EVE, MAY = date(2020, 5, 31), date(2021, 5, 31)
TO_APRIL = "sinds start NAL (tot 30-4-2021)"


def rate(*rows: FigureRow, **more: object) -> RateReport:
    return assembled(*rows, **more).rate  # type: ignore[arg-type]


def told(found: RateRow) -> list[str]:
    return [str(f) for f in (found.public, found.semi_public, found.fast, found.total)]


def since_start(*middle: FigureRow) -> list[FigureRow]:
    """The stock on the eve of the NAL and twelve months later, and what a test puts between."""
    return [*by_type(EVE, 100, 200, 10), *middle, *by_type(MAY, 1_300, 800, 22)]


def test_a_period_with_its_stock_is_computed_and_runs_until_the_last_month() -> None:
    (found,) = rate(*since_start()).rows
    assert told(found) == ["100", "50", "1", "151"]
    assert (found.basis, found.period_from, found.on) == ("berekend", NAL_START, MAY)
    assert period_name(found) == "sinds start NAL (tot 31-5-2021)"


def test_what_was_reported_stands_where_there_is_no_stock() -> None:
    report = rate(monthly("publiek", 992), monthly("semipubliek", 460), monthly("snel", 59))
    assert [(r.basis, told(r)[-1]) for r in report.rows] == [("opgave", "1.511")]
    assert report.others == ()


def test_a_provisional_average_and_one_of_provisional_stock_say_so() -> None:
    (reported,) = rate(monthly("publiek", 992, label=TO_APRIL, provisional=True)).rows
    assert period_name(reported) == f"{TO_APRIL} (voorlopig)"
    late = row(CHARGE_POINTS, 220, MAY, provisional=True)
    (computed,) = rate(row(CHARGE_POINTS, 100, EVE), late).rows
    assert period_name(computed) == "sinds start NAL (tot 31-5-2021) (voorlopig)"


def test_what_was_reported_stays_visible_where_we_compute() -> None:
    given = [monthly(part, 99, end=MAY, label="sinds start") for part in ("publiek", "snel")]
    report = rate(*since_start(), *given)
    assert [(r.basis, period_name(r), told(r)[-1]) for r in report.rows] == [
        ("berekend", "sinds start", "151")
    ]
    (given_row,) = report.replaced
    assert (period_name(given_row), told(given_row)) == (
        "sinds start",
        ["99", "Onbekend", "99", "ten minste 198"],
    )
    assert given_row.total.id == "vervangen.tempo.2020-06-01.2021-05-31.totaal"
    assert report.others == ()


def test_a_stock_that_computes_nothing_takes_no_reported_average_away() -> None:
    given = [monthly(part, n) for part, n in zip(PARTS, (992, 460, 59), strict=True)]
    report = rate(*given, row(CHARGE_POINTS, 86_453, date(2021, 12, 31)))
    assert [(r.on, told(r)) for r in report.rows] == [
        (date(2021, 4, 30), ["992", "460", "59", "1.511"])
    ]
    assert (report.replaced, report.others) == ((), ())


def test_a_computed_total_takes_no_reported_types_away() -> None:
    given = [monthly(part, n) for part, n in zip(PARTS, (992, 460, 59), strict=True)]
    stock = [row(CHARGE_POINTS, 100, EVE), row(CHARGE_POINTS, 220, MAY)]
    report = rate(*given, *stock)
    assert [(r.basis, told(r)[-1]) for r in report.rows] == [
        ("opgave", "1.511"),
        ("berekend", "10"),
    ]


def test_a_newer_reported_average_takes_the_place_of_an_older_one_once_it_is_whole() -> None:
    old = [monthly(part, 10) for part in PARTS]
    new = [monthly(part, 20, end=date(2021, 10, 31)) for part in PARTS]
    assert [told(r)[-1] for r in rate(*old, *new[:2]).rows] == ["30", "ten minste 40"]
    whole = rate(*old, *new)
    assert [told(r)[-1] for r in whole.rows] == ["60"]
    assert [told(r)[-1] for r in whole.replaced] == ["30"]


def test_a_stock_that_is_not_whole_yet_leaves_the_last_computed_period() -> None:
    later = row(CHARGE_POINTS, 1_400, date(2021, 6, 30), charger_type="publiek")
    whole, partly = rate(*since_start(), later).rows
    assert (whole.on, partly.on) == (MAY, date(2021, 6, 30))
    assert told(partly)[1:] == ["Onbekend", "Onbekend", "Onbekend"]


def test_an_earlier_end_of_the_last_period_gives_way() -> None:
    report = rate(monthly("publiek", 992, label=TO_APRIL), *since_start())
    assert [r.on for r in report.rows] == [MAY]


@pytest.mark.parametrize("lacking", [EVE, MAY])
def test_without_the_stock_at_an_end_nothing_is_computed(lacking: date) -> None:
    rows = [r for r in since_start() if r.on != lacking]
    assert all(found.basis != "berekend" for found in rate(*rows).rows)


def test_a_month_in_which_a_break_falls_counts_in_nothing() -> None:
    around = [*by_type(date(2020, 8, 31), 400, 500, 13), *by_type(date(2020, 9, 30), 900, 300, 13)]
    report = rate(*since_start(*around), breaks=(series_break(date(2020, 9, 1)),))
    (found,) = report.rows
    # Three months before it, eight after: (300 + 400) / 11, (300 + 500) / 11, (3 + 9) / 11.
    assert told(found) == ["64", "73", "1", "138"]
    assert [entry.letter for entry in report.breaks] == ["a"]


def test_a_break_between_months_that_are_not_known_leaves_nothing_to_compute() -> None:
    assert rate(*since_start(), breaks=(series_break(date(2020, 9, 1)),)).rows == ()


def test_of_a_stock_without_types_only_the_total_is_computed() -> None:
    (found,) = rate(row(CHARGE_POINTS, 100, EVE), row(CHARGE_POINTS, 220, MAY)).rows
    assert told(found) == ["Onbekend", "Onbekend", "Onbekend", "10"]


def test_reported_types_are_worth_more_than_a_computed_total() -> None:
    stock = [row(CHARGE_POINTS, 100, EVE), row(CHARGE_POINTS, 220, MAY)]
    (found,) = rate(*stock, monthly("publiek", 9, end=MAY)).rows
    assert (found.basis, told(found)[0]) == ("opgave", "9")
    # And take nothing away of what is known of all types together.
    assert told(found)[-1] == "10"


def test_stock_of_a_region_or_of_another_source_computes_nothing() -> None:
    rows = [regional("noord", on, value) for on, value in ((EVE, 100), (MAY, 220))]
    rows += [row(CHARGE_POINTS, value, on, source=NDW) for on, value in ((EVE, 1), (MAY, 13))]
    assert rate(*rows).rows == ()


def test_a_break_of_one_type_leaves_a_month_out_of_that_type_alone() -> None:
    around = [*by_type(date(2020, 8, 31), 400, 500, 13), *by_type(date(2020, 9, 30), 900, 300, 13)]
    only_public = series_break(date(2020, 9, 1), charger_type="publiek")
    report = rate(*since_start(*around), breaks=(only_public,))
    # Public (300 + 400) / 11; the others over all twelve months, and so their total.
    assert told(report.rows[0]) == ["64", "50", "1", "151"]
    assert [entry.charger_types for entry in report.breaks] == [("publiek",)]


def test_a_break_that_two_types_share_is_told_once() -> None:
    around = [*by_type(date(2020, 8, 31), 400, 500, 13), *by_type(date(2020, 9, 30), 900, 300, 13)]
    both = tuple(series_break(date(2020, 9, 1), charger_type=part) for part in ("snel", "publiek"))
    report = rate(*since_start(*around), breaks=both)
    assert [(entry.letter, entry.charger_types) for entry in report.breaks] == [
        ("a", ("publiek", "snel"))
    ]


def test_a_total_that_was_given_stays_one_beside_the_types_that_were_reported() -> None:
    given = [monthly(part, n) for part, n in zip(PARTS, (992, 460, 59), strict=True)]
    report = rate(*given, monthly("totaal", 1_512))
    assert [told(r) for r in report.rows] == [["992", "460", "59", "1.512"]]
    assert report.rows[0].total.basis == "opgave"


def test_a_given_total_that_is_pm_gives_way_to_what_its_types_add_up_to() -> None:
    given = [monthly(part, n) for part, n in zip(PARTS, (992, 460, 59), strict=True)]
    report = rate(*given, monthly("totaal", None))
    assert [told(r)[-1] for r in report.rows] == ["1.511"]
