from datetime import date

import pytest

from indicators.models import ChargerType
from indicators.reports import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorsData,
    RateReport,
    RatioReport,
    assemble_indicators,
)
from indicators.reports.series import breaks_within, observed
from nalportal.progress.models import Place, ReportText
from nalportal.progress.reports import TextIndex
from tests import factories

from .rows import (
    NDW,
    OUTLINE,
    REGIONS,
    YEAR_END,
    assembled,
    monthly,
    regional,
    row,
    series_break,
)

# What table 1 of the report of end 2020 prints: points, vehicles, vehicles per point.
TABLE_1 = [
    (date(2016, 12, 31), 26700, 108958, "4,1"),
    (date(2017, 12, 31), 33630, 117845, "3,5"),
    (date(2018, 12, 31), 36977, 138218, "3,7"),
    (date(2019, 12, 31), 50772, 196858, "3,9"),
    (date(2020, 12, 31), 65613, 272895, "4,2"),
    (date(2021, 3, 31), 74838, 287790, "3,8"),
]
# And table 2: public, semi-public, fast, and their sum.
TABLE_2 = [
    (date(2015, 1, 1), date(2019, 12, 31), (308, 192, 18), "518"),
    (date(2019, 1, 1), date(2020, 5, 31), (483, 366, 32), "881"),
    (date(2020, 6, 1), date(2021, 4, 30), (992, 460, 59), "1.511"),
]


def ratio_of(*rows: FigureRow, breaks: tuple[BreakRow, ...] = ()) -> RatioReport:
    return assembled(*rows, breaks=breaks).ratio


def rate_of(*rows: FigureRow, breaks: tuple[BreakRow, ...] = ()) -> RateReport:
    return assembled(*rows, breaks=breaks).rate


# ------------------------------------------------------------------------- one observation


def test_no_observation_is_unknown_not_zero() -> None:
    assert str(observed("x", None)) == "Onbekend"


def test_an_observation_without_a_value_says_why() -> None:
    assert str(observed("x", row(CHARGE_POINTS, None))) == "pm"


@pytest.mark.parametrize(("stored", "reads"), [("518.000", "518"), ("65610.000", "65.610")])
def test_zeros_that_the_database_adds_are_not_shown(stored: str, reads: str) -> None:
    figure = observed("x", row(CHARGE_POINTS, stored))
    assert (str(figure), str(figure.value)) == (reads, reads.replace(".", ""))


def test_a_figure_has_the_decimals_of_its_measure() -> None:
    assert str(observed("x", row(CHARGE_POINTS, "3.250"), decimals=1)) == "3,3"


# ---------------------------------------------------------------------------------- table 1


def test_table_1_has_the_ratios_of_the_printed_report() -> None:
    rows = [row(CHARGE_POINTS, points, on) for on, points, _, _ in TABLE_1]
    rows += [row(VEHICLES, cars, on) for on, _, cars, _ in TABLE_1]
    assert [str(column.ratio) for column in ratio_of(*rows).columns] == [r[-1] for r in TABLE_1]


def test_columns_stand_in_order_of_date_whatever_came_first() -> None:
    rows = [row(VEHICLES, 1, on) for on in (YEAR_END, date(2016, 12, 31))]
    assert [c.on for c in ratio_of(*rows).columns] == [date(2016, 12, 31), YEAR_END]


def test_a_date_in_the_course_of_a_year_is_no_year_end() -> None:
    rows = [row(VEHICLES, 1, on) for on in (YEAR_END, date(2021, 3, 31))]
    assert [column.year_end for column in ratio_of(*rows).columns] == [True, False]


def test_without_vehicles_the_points_stand_and_the_ratio_is_unknown() -> None:
    (column,) = ratio_of(row(CHARGE_POINTS, 65613)).columns
    assert [str(column.charge_points), str(column.vehicles), str(column.ratio)] == [
        "65.613",
        "Onbekend",
        "Onbekend",
    ]


def test_a_ratio_to_points_that_are_pm_is_pm() -> None:
    (column,) = ratio_of(row(VEHICLES, 1), row(CHARGE_POINTS, None)).columns
    assert str(column.ratio) == "pm"


def test_a_column_with_one_provisional_figure_is_provisional() -> None:
    rows = [row(VEHICLES, 1), row(CHARGE_POINTS, 1, provisional=True)]
    assert ratio_of(*rows).columns[0].provisional


def test_a_series_of_one_type_is_told_as_of_that_type() -> None:
    rows = [row(CHARGE_POINTS, 5, charger_type=ChargerType.FAST), row(VEHICLES, 20)]
    found = ratio_of(*rows)
    assert found.only_kind == "snel"
    assert (str(found.columns[0].charge_points), str(found.columns[0].ratio)) == ("5", "4,0")
    (rate,) = assembled(
        row(CHARGE_POINTS, 100, date(2020, 5, 31), charger_type="publiek"),
        row(CHARGE_POINTS, 590, date(2020, 12, 31), charger_type="publiek"),
    ).rate.rows
    assert [str(f) for f in (rate.public, rate.semi_public, rate.fast, rate.total)] == [
        "70",
        "Onbekend",
        "Onbekend",
        "Onbekend",
    ]


@pytest.mark.parametrize(
    "more",
    [
        row(CHARGE_POINTS, 2, date(2019, 12, 31), charger_type="publiek"),
        row(CHARGE_POINTS, 50, date(2019, 12, 31)),
    ],
)
def test_beside_another_type_or_a_total_it_is_at_least_that(more: FigureRow) -> None:
    rows = [row(CHARGE_POINTS, 5, charger_type=ChargerType.FAST), row(VEHICLES, 20)]
    found = ratio_of(more, *rows)
    column = found.columns[-1]
    assert found.only_kind == ""
    assert (str(column.charge_points), str(column.ratio)) == ("ten minste 5", "Onbekend")


def test_another_source_of_one_type_says_which() -> None:
    theirs = row(CHARGE_POINTS, 5, charger_type=ChargerType.FAST, source=NDW)
    (other,) = ratio_of(row(CHARGE_POINTS, 65_613), theirs).others
    assert (other.label, [str(told.figure) for told in other.figures]) == ("snel", ["5"])


@pytest.mark.parametrize("given", ["", ChargerType.TOTAL])
@pytest.mark.parametrize("types", [{"snel": 1800}, {"publiek": 1, "semipubliek": 1, "snel": 1}])
def test_a_given_total_stays_a_total_beside_its_types(given: str, types: dict[str, int]) -> None:
    rows = [row(CHARGE_POINTS, n, charger_type=name) for name, n in types.items()]
    rows += [row(CHARGE_POINTS, 65613, charger_type=given), row(VEHICLES, 272_895)]
    (column,) = ratio_of(*rows).columns
    assert (str(column.charge_points), str(column.ratio)) == ("65.613", "4,2")


def test_a_total_without_a_figure_leaves_the_sum_of_its_types() -> None:
    types = [row(CHARGE_POINTS, 5, charger_type=t) for t in ("publiek", "semipubliek", "snel")]
    (column,) = ratio_of(*types, row(CHARGE_POINTS, None)).columns
    assert str(column.charge_points) == "15"


def test_of_a_total_and_a_type_that_are_both_at_least_the_largest_is() -> None:
    total = row(CHARGE_POINTS, 40, at_least=True)
    parts = [row(CHARGE_POINTS, n, charger_type="snel") for n in (50, 30)]
    found = [ratio_of(total, part).columns[0].charge_points for part in parts]
    assert [str(figure) for figure in found] == ["ten minste 50", "ten minste 40"]


def test_the_stock_is_the_sum_of_its_types() -> None:
    types = [row(CHARGE_POINTS, n, charger_type=t) for n, t in ((5, "publiek"), (3, "semipubliek"))]
    rows = [*types, row(CHARGE_POINTS, 2, charger_type="snel"), row(VEHICLES, 40)]
    (column,) = ratio_of(*rows).columns
    assert (str(column.charge_points), str(column.ratio)) == ("10", "4,0")


def test_figures_of_some_regions_stay_out_of_table_1() -> None:
    assert ratio_of(regional("noord", YEAR_END, 5)).columns == ()


def test_all_regions_together_are_the_country_where_nothing_else_is() -> None:
    rows = [regional(slug, YEAR_END, 5) for slug in REGIONS]
    assert [str(column.charge_points) for column in ratio_of(*rows).columns] == ["30"]


def test_the_country_of_the_source_is_not_the_sum_of_its_regions() -> None:
    rows = [row(CHARGE_POINTS, 33), *(regional(slug, YEAR_END, 5) for slug in REGIONS)]
    assert [str(column.charge_points) for column in ratio_of(*rows).columns] == ["33"]


def test_monthly_figures_give_the_last_of_each_year_and_the_last_with_a_ratio() -> None:
    days = [date(2019, 11, 30), date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29)]
    rows = [row(CHARGE_POINTS, 10, on) for on in days] + [row(VEHICLES, 30, days[2])]
    assert [column.on for column in ratio_of(*rows).columns] == days[1:]
    both = ratio_of(*rows, row(VEHICLES, 31, days[3]))
    assert [column.on for column in both.columns] == [days[1], days[3]]


def test_a_year_end_of_one_of_the_two_takes_no_date_with_both_away() -> None:
    march, end = date(2021, 3, 31), date(2021, 12, 31)
    both = [row(CHARGE_POINTS, 74_838, march), row(VEHICLES, 287_790, march)]
    report = ratio_of(*both, row(CHARGE_POINTS, 86_453, end))
    assert [(c.on, str(c.charge_points), str(c.ratio)) for c in report.columns] == [
        (march, "74.838", "3,8"),
        (end, "86.453", "Onbekend"),
    ]


def test_a_region_has_a_ratio_on_the_last_date_with_both() -> None:
    earlier = date(2019, 12, 31)
    rows = [regional("noord", on, 10) for on in (earlier, YEAR_END)]
    rows += [row(VEHICLES, 39, earlier, area="noord"), row(VEHICLES, 9, area="zuid")]
    report = ratio_of(*rows)
    assert [(r.name, r.on, str(r.ratio)) for r in report.regions] == [("Noord", earlier, "3,9")]


def test_another_source_stands_beside_and_never_in_the_series() -> None:
    rows = [row(CHARGE_POINTS, 10), row(CHARGE_POINTS, 99, date(2021, 3, 31), source=NDW)]
    report = ratio_of(*rows, row(CHARGE_POINTS, 12, source=NDW))
    assert [str(column.charge_points) for column in report.columns] == ["10"]
    ((other,), [source]) = report.others[0].figures, report.others
    assert (source.source.publisher, other.name, str(other.figure)) == ("NDW", "", "99")
    assert other.on == date(2021, 3, 31)


def test_a_table_names_each_source_once() -> None:
    report = ratio_of(row(VEHICLES, 1), row(CHARGE_POINTS, 1), row(CHARGE_POINTS, 2, YEAR_END))
    assert [source.publisher for source in report.sources] == ["NAL"]


# ---------------------------------------------------------------------------------- table 2


def test_table_2_has_the_totals_of_the_printed_report() -> None:
    parts = (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST)
    rows = [
        monthly(part, value, start, end)
        for start, end, values, _ in TABLE_2
        for part, value in zip(parts, values, strict=True)
    ]
    assert [str(row.total) for row in rate_of(*rows).rows] == ["518", "881", "1.511"]


def test_a_period_without_one_part_has_a_total_that_is_at_least() -> None:
    (found,) = rate_of(monthly(ChargerType.PUBLIC, 992), monthly(ChargerType.FAST, 59)).rows
    assert (str(found.semi_public), str(found.total)) == ("Onbekend", "ten minste 1.051")


def test_a_total_stands_in_for_parts_that_nobody_knows() -> None:
    (found,) = rate_of(monthly(ChargerType.TOTAL, 1511)).rows
    assert (str(found.public), str(found.total)) == ("Onbekend", "1.511")


def test_a_reported_total_stays_one_beside_a_part() -> None:
    (found,) = rate_of(monthly(ChargerType.PUBLIC, 10), monthly(ChargerType.TOTAL, 99)).rows
    assert (str(found.public), str(found.fast), str(found.total)) == ("10", "Onbekend", "99")


def test_a_period_goes_by_the_name_of_its_source() -> None:
    (found,) = rate_of(
        monthly(ChargerType.PUBLIC, 1), monthly(ChargerType.FAST, 1, label="sinds start NAL")
    ).rows
    assert (found.label, found.period_from, found.on) == (
        "sinds start NAL",
        date(2020, 6, 1),
        date(2021, 4, 30),
    )


def test_periods_that_end_on_the_same_day_are_two_rows() -> None:
    rows = [monthly(ChargerType.FAST, 1, date(year, 1, 1)) for year in (2020, 2019)]
    assert [row.period_from.year for row in rate_of(*rows).rows] == [2019, 2020]


def test_an_average_without_a_period_is_no_row() -> None:
    average = row(MONTHLY_RATE, 5, charger_type=ChargerType.PUBLIC)
    assert rate_of(average).rows == ()


# --------------------------------------------------------------------- breaks in a series


def letters(days: list[date], *breaks: date) -> list[tuple[str, date]]:
    found = breaks_within([series_break(on) for on in breaks], days)
    return [(entry.letter, entry.dated.on) for entry in found]


def test_breaks_between_the_dates_are_lettered_in_order() -> None:
    days = [date(2019, 1, 1), date(2021, 1, 1)]
    assert letters(days, date(2019, 9, 1), date(2020, 9, 1)) == [
        ("a", date(2019, 9, 1)),
        ("b", date(2020, 9, 1)),
    ]


@pytest.mark.parametrize(
    ("on", "inside"),
    [
        (date(2018, 12, 31), False),
        (date(2019, 1, 1), False),
        (date(2019, 1, 2), True),
        (date(2021, 1, 1), True),
        (date(2021, 1, 2), False),
    ],
)
def test_a_break_is_marked_after_the_first_and_until_the_last_date(on: date, inside: bool) -> None:
    assert bool(letters([date(2021, 1, 1), date(2019, 1, 1)], on)) is inside


def test_a_break_outside_takes_no_letter() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1)]
    assert letters(days, date(2019, 9, 1), date(2020, 9, 1)) == [("a", date(2020, 9, 1))]


def test_without_dates_there_is_nothing_to_break() -> None:
    assert letters([], date(2020, 9, 1)) == []


def test_a_break_of_another_measure_is_not_marked() -> None:
    rows = [row(CHARGE_POINTS, 1, on) for on in (date(2019, 12, 31), YEAR_END)]
    assert ratio_of(*rows, breaks=(series_break(date(2020, 9, 1), MONTHLY_RATE),)).breaks == ()


def test_a_break_of_another_source_is_not_marked_and_one_of_all_sources_is() -> None:
    rows = [row(CHARGE_POINTS, 1, on) for on in (date(2019, 12, 31), YEAR_END)]
    theirs = series_break(date(2020, 8, 1), source=NDW)
    found = ratio_of(*rows, breaks=(theirs, series_break(date(2020, 9, 1)))).breaks
    assert [entry.dated.on for entry in found] == [date(2020, 9, 1)]


def test_a_break_within_a_period_of_table_2_is_marked() -> None:
    average = monthly(ChargerType.PUBLIC, 308, date(2015, 1, 1), date(2019, 12, 31))
    breaks = (series_break(date(2019, 9, 1), MONTHLY_RATE),)
    assert [entry.letter for entry in rate_of(average, breaks=breaks).breaks] == ["a"]


def test_a_break_at_the_start_of_table_2_holds_for_all_of_it() -> None:
    average = monthly(ChargerType.PUBLIC, 992, date(2020, 6, 1))
    breaks = (series_break(date(2020, 6, 1), MONTHLY_RATE),)
    assert rate_of(average, breaks=breaks).breaks == ()


# ------------------------------------------------------------------------------------ texts


def test_each_indicator_has_its_own_texts_at_their_places() -> None:
    def written(pk: int, place: str, indicator: str) -> ReportText:
        return ReportText(pk=pk, place=place, indicator=indicator, body="Tekst.", key=f"t{pk}")

    texts = TextIndex(
        [
            written(1, Place.INDICATOR, factories.RATIO),
            written(2, Place.CLOSING, factories.RATIO),
            written(3, Place.CLOSING, factories.RATE),
        ]
    )
    report = assemble_indicators(IndicatorsData(outline=OUTLINE), texts, {})
    assert [text.key for text in report.ratio.texts.closing] == ["t2"]
    assert [text.key for text in report.rate.texts.closing] == ["t3"]
    assert (report.policy_texts.intro, report.policy_texts.slug) == (None, "aangesloten-gemeenten")
