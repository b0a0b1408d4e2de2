from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from indicators.models import (
    AreaKind,
    ChargerType,
    Measure,
    Missing,
    Observation,
    SeriesBreak,
    Source,
)
from indicators.reports import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    IndicatorsData,
    IndicatorsReport,
    RateReport,
    RatioReport,
    assemble_indicators,
    breaks_within,
    collect_indicators,
    observed,
)
from nalportal.dutch import Precision
from nalportal.progress.models import Indicator, Place, ReportingUnit, ReportText
from nalportal.progress.reports import Scope, TextIndex
from regions.models import Region
from tests import factories

YEAR_END = date(2020, 12, 31)
MONITOR = Source(pk=1, slug="monitor", publisher="NAL", title="Monitor", edition="2021")
NO_TEXTS = TextIndex([])

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


def observation(
    measure: str, value: int | str | None, on: date = YEAR_END, **fields: object
) -> Observation:
    filled = {
        "measure": Measure(slug=measure),
        "source": MONITOR,
        "area": AreaKind.COUNTRY,
        "value": None if value is None else Decimal(value),
        "missing": Missing.PM if value is None else "",
    }
    return Observation(on=on, **{**filled, **fields})


def monthly(
    charger_type: str,
    value: int | None,
    start: date = date(2020, 6, 1),
    end: date = date(2021, 4, 30),
    label: str = "",
) -> Observation:
    return observation(
        MONTHLY_RATE, value, end, charger_type=charger_type, period_from=start, period_label=label
    )


def series_break(on: date, measure: str = CHARGE_POINTS) -> SeriesBreak:
    return SeriesBreak(
        measure=Measure(slug=measure),
        on=on,
        precision=Precision.MONTH,
        text=f"Anders geteld vanaf {on}.",
        source="Toelichting",
    )


def assembled(*observations: Observation, breaks: tuple[SeriesBreak, ...] = ()) -> IndicatorsReport:
    return assemble_indicators(IndicatorsData(observations, breaks), NO_TEXTS)


def ratio_of(*observations: Observation, breaks: tuple[SeriesBreak, ...] = ()) -> RatioReport:
    return assembled(*observations, breaks=breaks).ratio


def rate_of(*observations: Observation, breaks: tuple[SeriesBreak, ...] = ()) -> RateReport:
    return assembled(*observations, breaks=breaks).rate


# ------------------------------------------------------------------------- one observation


def test_no_observation_is_unknown_not_zero() -> None:
    assert str(observed("x", None)) == "Onbekend"


def test_an_observation_without_a_value_says_why() -> None:
    assert str(observed("x", observation(CHARGE_POINTS, None))) == "pm"


@pytest.mark.parametrize(("stored", "reads"), [("518.000", "518"), ("65610.000", "65.610")])
def test_zeros_that_the_database_adds_are_not_shown(stored: str, reads: str) -> None:
    figure = observed("x", observation(CHARGE_POINTS, stored))
    assert (str(figure), str(figure.value)) == (reads, reads.replace(".", ""))


def test_an_observation_has_the_decimals_of_its_measure() -> None:
    row = observation(CHARGE_POINTS, "3.250")
    row.measure.decimals = 1
    assert str(observed("x", row)) == "3,3"


# ---------------------------------------------------------------------------------- table 1


def test_table_1_has_the_ratios_of_the_printed_report() -> None:
    rows = [observation(CHARGE_POINTS, points, on) for on, points, _, _ in TABLE_1]
    rows += [observation(VEHICLES, cars, on) for on, _, cars, _ in TABLE_1]
    assert [str(column.ratio) for column in ratio_of(*rows).columns] == [r[-1] for r in TABLE_1]


def test_columns_stand_in_order_of_date_whatever_came_first() -> None:
    rows = [observation(VEHICLES, 1, on) for on in (YEAR_END, date(2016, 12, 31))]
    assert [c.on for c in ratio_of(*rows).columns] == [date(2016, 12, 31), YEAR_END]


def test_a_date_in_the_course_of_a_year_is_no_year_end() -> None:
    rows = [observation(VEHICLES, 1, on) for on in (YEAR_END, date(2021, 3, 31))]
    assert [column.year_end for column in ratio_of(*rows).columns] == [True, False]


def test_without_vehicles_the_points_stand_and_the_ratio_is_unknown() -> None:
    (column,) = ratio_of(observation(CHARGE_POINTS, 65613)).columns
    assert [str(column.charge_points), str(column.vehicles), str(column.ratio)] == [
        "65.613",
        "Onbekend",
        "Onbekend",
    ]


def test_a_ratio_to_points_that_are_pm_is_pm() -> None:
    (column,) = ratio_of(observation(VEHICLES, 1), observation(CHARGE_POINTS, None)).columns
    assert str(column.ratio) == "pm"


def test_a_column_with_one_provisional_figure_is_provisional() -> None:
    rows = [observation(VEHICLES, 1), observation(CHARGE_POINTS, 1, provisional=True)]
    assert ratio_of(*rows).columns[0].provisional


def test_a_part_of_the_stock_is_not_the_stock() -> None:
    row = observation(CHARGE_POINTS, 5, charger_type=ChargerType.FAST)
    assert ratio_of(row).columns == ()


def test_figures_of_a_region_stay_out_of_table_1() -> None:
    row = observation(CHARGE_POINTS, 5, area=AreaKind.REGION, region=region("noord"))
    assert ratio_of(row).columns == ()


def test_a_table_names_each_source_once() -> None:
    ndw = Source(pk=2, slug="ndw", publisher="NDW", title="Register")
    report = ratio_of(
        observation(VEHICLES, 1, source=ndw),
        observation(CHARGE_POINTS, 1),
        observation(CHARGE_POINTS, 2, date(2019, 12, 31)),
    )
    assert [source.publisher for source in report.sources] == ["NAL", "NDW"]


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
    (row,) = rate_of(monthly(ChargerType.PUBLIC, 992), monthly(ChargerType.FAST, 59)).rows
    assert (str(row.semi_public), str(row.total)) == ("Onbekend", "ten minste 1.051")


def test_a_total_stands_in_for_parts_that_nobody_knows() -> None:
    (row,) = rate_of(monthly(ChargerType.TOTAL, 1511)).rows
    assert (str(row.public), str(row.total)) == ("Onbekend", "1.511")


def test_a_reported_total_never_overrules_known_parts() -> None:
    parts = [monthly(part, 10) for part in ("publiek", "semipubliek", "snel")]
    (row,) = rate_of(*parts, monthly(ChargerType.TOTAL, 99)).rows
    assert str(row.total) == "30"


def test_a_reported_total_does_not_fill_the_gap_of_one_part() -> None:
    (row,) = rate_of(monthly(ChargerType.PUBLIC, 10), monthly(ChargerType.TOTAL, 99)).rows
    assert str(row.total) == "ten minste 10"


def test_a_period_goes_by_the_name_of_its_source() -> None:
    (row,) = rate_of(
        monthly(ChargerType.PUBLIC, 1), monthly(ChargerType.FAST, 1, label="sinds start NAL")
    ).rows
    assert (row.label, row.period_from, row.on) == (
        "sinds start NAL",
        date(2020, 6, 1),
        date(2021, 4, 30),
    )


def test_periods_that_end_on_the_same_day_are_two_rows() -> None:
    rows = [monthly(ChargerType.FAST, 1, date(year, 1, 1)) for year in (2020, 2019)]
    assert [row.period_from.year for row in rate_of(*rows).rows] == [2019, 2020]


def test_an_average_without_a_period_is_no_row() -> None:
    row = observation(MONTHLY_RATE, 5, charger_type=ChargerType.PUBLIC)
    assert rate_of(row).rows == ()


# --------------------------------------------------------------------- breaks in a series


def letters(days: list[date], *breaks: date) -> list[tuple[str, date]]:
    found = breaks_within([series_break(on) for on in breaks], CHARGE_POINTS, days)
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
    rows = [observation(CHARGE_POINTS, 1, on) for on in (date(2019, 12, 31), YEAR_END)]
    assert ratio_of(*rows, breaks=(series_break(date(2020, 9, 1), MONTHLY_RATE),)).breaks == ()


def test_a_break_within_a_period_of_table_2_is_marked() -> None:
    row = monthly(ChargerType.PUBLIC, 308, date(2015, 1, 1), date(2019, 12, 31))
    breaks = (series_break(date(2019, 9, 1), MONTHLY_RATE),)
    assert [entry.letter for entry in rate_of(row, breaks=breaks).breaks] == ["a"]


def test_a_break_at_the_start_of_table_2_holds_for_all_of_it() -> None:
    row = monthly(ChargerType.PUBLIC, 992, date(2020, 6, 1))
    breaks = (series_break(date(2020, 6, 1), MONTHLY_RATE),)
    assert rate_of(row, breaks=breaks).breaks == ()


# -------------------------------------------------------------------------- regional series


def region(slug: str, order: int = 1) -> Region:
    return Region(unit=ReportingUnit(slug=slug, short_name=slug.capitalize(), order=order))


def regional(slug: str, order: int, on: date, value: int | None) -> Observation:
    place = region(slug, order)
    return observation(CHARGE_POINTS, value, on, area=AreaKind.REGION, region=place)


def test_without_regional_figures_there_are_no_series() -> None:
    assert assembled(observation(CHARGE_POINTS, 1)).coverage.series == ()


def test_each_region_has_its_series_in_the_order_of_the_units() -> None:
    rows = [regional(slug, order, YEAR_END, 5) for slug, order in (("oost", 2), ("noord", 1))]
    assert [s.name for s in assembled(*rows).coverage.series] == ["Noord", "Oost"]


def test_a_series_has_its_points_by_date_and_gaps_as_gaps() -> None:
    rows = [
        regional("noord", 1, date(2019, 7, 1), 100),
        regional("noord", 1, date(2020, 2, 1), None),
    ]
    (series,) = assembled(*rows).coverage.series
    assert [(p.on, str(p.figure)) for p in series.points] == [
        (date(2019, 7, 1), "100"),
        (date(2020, 2, 1), "pm"),
    ]


def test_a_part_of_the_stock_of_a_region_is_no_point_of_its_series() -> None:
    row = regional("noord", 1, YEAR_END, 5)
    row.charger_type = ChargerType.FAST
    assert assembled(row).coverage.series == ()


def test_breaks_of_the_regional_series_are_those_within_their_dates() -> None:
    rows = [regional("noord", 1, on, 5) for on in (date(2019, 12, 31), YEAR_END)]
    breaks = (series_break(date(2019, 9, 1)), series_break(date(2020, 9, 1)))
    found = assembled(*rows, breaks=breaks).coverage.breaks
    assert [entry.dated.on for entry in found] == [date(2020, 9, 1)]


# ------------------------------------------------------------------------------------ texts


def test_each_indicator_has_its_own_texts_at_their_places() -> None:
    def written(pk: int, place: str, indicator: str) -> ReportText:
        return ReportText(pk=pk, place=place, indicator=indicator, body="Tekst.", key=f"t{pk}")

    texts = TextIndex(
        [
            written(1, Place.INDICATOR, Indicator.RATIO),
            written(2, Place.CLOSING, Indicator.RATIO),
            written(3, Place.CLOSING, Indicator.RATE),
        ]
    )
    report = assemble_indicators(IndicatorsData((), ()), texts)
    assert [text.key for text in report.ratio.texts.closing] == ["t2"]
    assert [text.key for text in report.rate.texts.closing] == ["t3"]
    assert (report.policy_texts.intro, report.policy_texts.slug) == (None, "aangesloten-gemeenten")


# ------------------------------------------------------------------------------- collecting

SCOPE = Scope(
    slug="eind-2020",
    title="Eind 2020",
    reference_on=YEAR_END,
    division_on=date(2021, 1, 1),
    figures_until=date(2021, 4, 30),
    round_id=None,
)


@pytest.mark.django_db
def test_collecting_takes_two_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    measure = factories.measure(slug=CHARGE_POINTS)
    for _ in range(3):
        factories.observation(measure=measure, region=factories.region(), charger_type="")
    factories.series_break(measure=measure)
    with django_assert_num_queries(2):
        assemble_indicators(collect_indicators(SCOPE), NO_TEXTS)


@pytest.mark.django_db
def test_figures_and_breaks_after_the_last_day_stay_out() -> None:
    until = SCOPE.figures_until
    kept = factories.observation(on=until)
    factories.observation(on=date(2021, 5, 1))
    kept_break = factories.series_break(on=until)
    factories.series_break(on=date(2021, 5, 1))
    data = collect_indicators(SCOPE)
    assert (data.observations, data.breaks) == ((kept,), (kept_break,))


@pytest.mark.django_db
def test_a_later_round_has_the_later_figures() -> None:
    factories.observation(on=date(2021, 5, 1))
    later = replace(SCOPE, figures_until=date(2021, 5, 1))
    assert len(collect_indicators(later).observations) == 1


@pytest.mark.django_db
def test_figures_of_single_municipalities_stay_out() -> None:
    factories.observation(municipality=factories.municipality())
    assert collect_indicators(SCOPE).observations == ()


@pytest.mark.django_db
def test_what_the_database_gives_back_reads_as_it_was_entered() -> None:
    measure = factories.measure(slug=CHARGE_POINTS)
    factories.observation(measure=measure, charger_type="", value=65613)
    (column,) = assemble_indicators(collect_indicators(SCOPE), NO_TEXTS).ratio.columns
    assert (str(column.charge_points), str(column.charge_points.value)) == ("65.613", "65613")
