from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from indicators.reports import CHARGE_POINTS, MONTHLY_RATE, VEHICLES, FigureRow, IndicatorsData
from nalportal.dutch import PartialDate, Precision
from nalportal.progress.models import PrintedDifference, Round, UnitKind
from nalportal.progress.reports import Scope, UnitRow, UnitsData
from nalportal.report.build import WHOLE, Part, ReportData, assemble, build
from nalportal.report.labels import shown_words
from nalportal.report.model import KeyFigure, Report
from nalportal.report.payload import dump
from nalportal.report.tables.key_figures import context_words
from regions.models import Province, Stage
from regions.reports import CountRow, InstrumentEntry, MemberRow, RegionRow, TerritoryData
from regions.status import StepRow
from tests import factories
from tests.indicators.rows import MEASURES, OUTLINE, SOURCES, row
from workgroups.reports import WorkgroupsData

SCOPE = Scope(
    slug="eind-2020",
    title="Eind 2020",
    reference_on=date(2020, 12, 31),
    division_on=date(2021, 1, 1),
    figures_until=date(2021, 4, 30),
    round_id=None,
)
YEAR_END, LATER = date(2020, 12, 31), date(2021, 3, 31)
NOTHING = ReportData(
    units=UnitsData((), {}, {}, {}, ()),
    territory=TerritoryData((), (), (), (), (), ()),
    workgroups=WorkgroupsData((), {}),
    indicators=IndicatorsData(outline=OUTLINE),
    differences=(),
)


def plain(text: object) -> str:
    """With ordinary spaces."""
    return str(text).replace("\u00a0", " ")


def territory(*counts: int | None) -> TerritoryData:
    """Regions of two municipalities, each with its reported count of laadvisies."""
    slugs = [f"regio-{n}" for n, _count in enumerate(counts)]
    return TerritoryData(
        regions=tuple(RegionRow(n, slug, slug, None, "", n) for n, slug in enumerate(slugs)),
        instruments=(InstrumentEntry("laadvisie", "Laadvisie", "visie", "visie", "fasen", True),),
        members=tuple(
            MemberRow(f"{slug}-{n}", slug, Province.DRENTHE, 1, 1, slug, "")
            for slug in slugs
            for n in range(2)
        ),
        mergers=(),
        steps=(),
        counts=tuple(
            CountRow(slug, "laadvisie", count, "")
            for slug, count in zip(slugs, counts, strict=True)
        ),
    )


def units_of(data: TerritoryData) -> UnitsData:
    rows = tuple(
        UnitRow(r.id, r.slug, r.slug, r.name, r.name, UnitKind.REGION) for r in data.regions
    )
    return replace(NOTHING.units, units=rows)


def report_with(
    *, territory: TerritoryData | None = None, figures: Iterable[FigureRow] = ()
) -> Report:
    indicators = IndicatorsData(
        figures=tuple(figures), measures=MEASURES, sources=SOURCES, outline=OUTLINE
    )
    data = replace(NOTHING, indicators=indicators)
    if territory:
        data = replace(data, territory=territory, units=units_of(territory))
    return assemble(data, SCOPE)


def key_figure(report: Report, key: str) -> KeyFigure:
    return next(found for found in report.key_figures if found.key == key)


def stock(on: date, points: int, vehicles: int) -> list[FigureRow]:
    return [row(CHARGE_POINTS, points, on), row(VEHICLES, vehicles, on)]


# ------------------------------------------------------------------------------ key figures


def test_the_stock_is_that_of_the_last_year_end_with_what_came_later() -> None:
    report = report_with(figures=stock(YEAR_END, 65613, 272895) + stock(LATER, 74838, 287790))
    found = key_figure(report, "charge_points")
    assert str(found.figure) == "65.613"
    assert plain(context_words(found)) == "eind 2020; op 31 maart 2021: 74.838"


def test_the_stock_of_vehicles_says_what_it_counts() -> None:
    report = report_with(figures=stock(YEAR_END, 65613, 272895))
    found = key_figure(report, "vehicles")
    assert (str(found.figure), context_words(found)) == ("272.895", "eind 2020, BEV en PHEV samen")


def test_the_ratio_is_that_of_the_same_year_end() -> None:
    report = report_with(figures=stock(YEAR_END, 65613, 272895) + stock(LATER, 74838, 287790))
    found = key_figure(report, "ratio")
    assert (str(found.figure), context_words(found)[-3:]) == ("4,2", "3,8")


def test_a_year_end_after_the_peildatum_is_not_the_stock_of_the_round() -> None:
    report = report_with(figures=stock(YEAR_END, 1, 1) + stock(date(2021, 12, 31), 2, 2))
    assert str(key_figure(report, "charge_points").figure) == "1"


def test_of_several_year_ends_the_last_counts() -> None:
    report = report_with(figures=stock(date(2019, 12, 31), 1, 1) + stock(YEAR_END, 2, 2))
    found = key_figure(report, "charge_points")
    assert (str(found.figure), context_words(found)) == ("2", "eind 2020")


def test_a_stock_in_the_course_of_a_year_is_no_year_end() -> None:
    report = report_with(figures=stock(date(2020, 6, 30), 1, 1))
    assert str(key_figure(report, "charge_points").figure) == "Onbekend"


def test_a_year_end_of_one_of_the_two_leaves_the_other_at_its_own() -> None:
    figures = [*stock(date(2019, 12, 31), 50_772, 196_858), row(CHARGE_POINTS, 65_613, YEAR_END)]
    report = report_with(figures=figures)
    assert str(key_figure(report, "charge_points").figure) == "65.613"
    found = key_figure(report, "vehicles")
    assert (str(found.figure), context_words(found)) == ("196.858", "eind 2019, BEV en PHEV samen")


def test_a_pace_of_which_a_type_is_lacking_is_not_the_pace() -> None:
    periods = [
        row(MONTHLY_RATE, 1511, LATER, charger_type="totaal", period_from=date(2020, 6, 1)),
        row(MONTHLY_RATE, 59, LATER, charger_type="snel", period_from=date(2021, 1, 1)),
    ]
    assert str(key_figure(report_with(figures=periods), "rate").figure) == "1.511"


def test_the_pace_is_that_of_the_last_period() -> None:
    periods = [
        row(MONTHLY_RATE, n, on, charger_type="totaal", period_from=start)
        for n, start, on in (
            (881, date(2019, 1, 1), date(2020, 5, 31)),
            (1511, date(2020, 6, 1), date(2021, 4, 30)),
        )
    ]
    found = key_figure(report_with(figures=periods), "rate")
    assert str(found.figure) == "1.511"
    assert plain(context_words(found)) == "gemiddeld van 1 juni 2020 tot en met 30 april 2021"


@pytest.mark.parametrize("key", ["charge_points", "vehicles", "ratio", "rate"])
def test_without_observations_a_key_figure_is_unknown_and_says_so(key: str) -> None:
    found = key_figure(report_with(), key)
    assert (str(found.figure), context_words(found)) == ("Onbekend", "nog geen cijfer opgegeven")


def test_what_municipalities_adopted_stands_against_how_many_there_are() -> None:
    found = key_figure(report_with(territory=territory(2, 1)), "laadvisie")
    assert (str(found.figure), str(found.of)) == ("3", "4")
    assert plain(context_words(found)) == "75,0 % van de gemeenten"


def test_a_region_that_gave_no_number_is_named() -> None:
    found = key_figure(report_with(territory=territory(2, None)), "laadvisie")
    assert (str(found.figure), context_words(found)) == ("ten minste 2", "regio-1: pm")


def test_a_count_over_some_of_the_municipalities_says_so_instead_of_a_percentage() -> None:
    on = PartialDate(date(2020, 1, 1), Precision.DAY)
    step = StepRow(1, "regio-0-0", "laadvisie", Stage.ADOPTED, on, False, None, None)
    data = replace(territory(None), counts=(), steps=(step,))
    found = key_figure(report_with(territory=data), "laadvisie")
    assert (str(found.figure), context_words(found)) == (
        "ten minste 1",
        "niet van alle gemeenten bekend",
    )


def test_before_there_are_regions_a_policy_figure_is_unknown_and_says_so() -> None:
    found = key_figure(report_with(territory=territory()), "laadvisie")
    assert (str(found.figure), context_words(found)) == ("Onbekend", "nog geen cijfer opgegeven")


# -------------------------------------------------------------------------------- differences


def shown(figure: str = "", words: str = "") -> str:
    row = PrintedDifference(
        subject="Tabel 3", printed="90 %", figure=figure, shown=words, explanation="Omdat."
    )
    data = territory(1, None)
    whole = replace(NOTHING, territory=data, units=units_of(data), differences=(row,))
    return plain(shown_words(assemble(whole, SCOPE).differences[0]))


@pytest.mark.parametrize(
    ("figure", "reads"),
    [
        ("beleid.regio-0.laadvisie", "1"),
        ("beleid.regio-0.laadvisie.aandeel", "50,0 %"),
        ("beleid.regio-1.laadvisie", "pm"),
        ("beleid.totaal.laadvisie", "ten minste 1"),
    ],
)
def test_a_difference_shows_the_figure_that_the_report_computed(figure: str, reads: str) -> None:
    assert shown(figure) == reads


def test_a_difference_in_words_shows_the_words() -> None:
    assert shown(words="aanpak logistiek") == "aanpak logistiek"


def test_a_difference_with_a_figure_that_is_not_there_is_unknown() -> None:
    assert shown("beleid.elders.laadvisie") == "Onbekend"


# ---------------------------------------------------------------------------- the live report


@pytest.fixture
def register(db: None) -> Scope:
    """A round with one of everything that a report shows."""
    round_ = factories.round_()
    one_of_everything(round_)
    factories.milestone(unit=factories.unit(slug="samen", kind=UnitKind.NATIONAL))
    return replace(SCOPE, round_id=round_.pk)


def one_of_everything(round_: Round) -> None:
    region, group = factories.region(), factories.workgroup()
    place = factories.municipality(region=region)
    step = factories.policy_step(municipality=place)
    factories.reported_count(region=region, instrument=step.instrument, count=1)
    factories.evidence_link(milestone=factories.milestone(unit=region.unit))
    factories.milestone(unit=group.unit)
    factories.participation(workgroup=group)
    factories.observation(region=region)
    factories.series_break()
    factories.report_text(round=round_)
    factories.category_statement(submission=factories.submission(round=round_))
    factories.printed_difference(round=round_)


def test_the_whole_report_has_every_part(register: Scope) -> None:
    report = build(register)
    kinds = [unit.kind for unit in report.units()]
    assert kinds == ["landelijk", "regio", "werkgroep"]
    assert report.background
    assert report.territory.municipalities
    assert report.workgroups[0].parties
    assert report.differences


def test_a_report_carries_the_dates_of_its_round(register: Scope) -> None:
    report = build(register)
    assert (report.slug, report.reference_on, report.division_on, report.figures_until) == (
        "eind-2020",
        date(2020, 12, 31),
        date(2021, 1, 1),
        date(2021, 4, 30),
    )


@pytest.mark.parametrize("times", [1, 3])
def test_the_whole_report_takes_fourteen_queries_however_much_there_is(
    register: Scope, django_assert_num_queries: DjangoAssertNumQueries, times: int
) -> None:
    for _ in range(times - 1):
        one_of_everything(Round.objects.get())
    # One of them asks which indicators there are.
    with django_assert_num_queries(14):
        build(register)


@pytest.mark.parametrize(
    ("parts", "queries"),
    [
        (Part(0), 2),
        (Part.UNITS, 3),
        (Part.TERRITORY, 6),
        (Part.WORKGROUPS, 3),
        (Part.INDICATORS, 7),
        (Part.OUTLINE, 3),
        (Part.DIFFERENCES, 3),
    ],
)
def test_a_part_asks_only_for_what_it_shows(
    register: Scope, django_assert_num_queries: DjangoAssertNumQueries, parts: Part, queries: int
) -> None:
    with django_assert_num_queries(queries):
        build(register, parts)


def test_without_the_territory_there_are_no_regions_and_the_rest_is_the_same(
    register: Scope,
) -> None:
    whole, part = build(register), build(register, WHOLE & ~Part.TERRITORY)
    assert (part.territory.regions, part.territory.municipalities) == ((), ())
    assert (part.national, part.workgroups) == (whole.national, whole.workgroups)


def test_without_the_units_their_categories_are_empty(register: Scope) -> None:
    report = build(register, WHOLE & ~Part.UNITS)
    assert {unit.item_count for unit in report.units()} == {0}


def test_without_the_working_groups_and_indicators_those_are_empty(register: Scope) -> None:
    report = build(register, Part.UNITS | Part.TERRITORY)
    assert (report.workgroups, report.indicators.coverage.series) == ((), ())


def test_the_report_for_one_unit_has_the_items_of_that_unit_only(register: Scope) -> None:
    report = build(register, WHOLE, unit="samen")
    assert [unit.item_count for unit in report.units()] == [1, 0, 0]


def test_one_part_reads_the_same_as_in_the_whole_report(register: Scope) -> None:
    assert build(register, Part.UNITS | Part.TERRITORY).territory == build(register).territory


def test_built_twice_it_is_the_same_to_the_byte(register: Scope) -> None:
    assert dump(build(register)) == dump(build(register))


def test_an_empty_register_gives_an_empty_report(db: None) -> None:
    report = build(SCOPE)
    assert list(report.units()) == []
    assert report.differences == ()


def test_differences_of_another_round_stay_out(register: Scope) -> None:
    factories.printed_difference(subject="Van een andere ronde")
    assert len(build(register).differences) == 1
