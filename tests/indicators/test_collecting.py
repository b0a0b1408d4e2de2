"""From rows in the database to rows of the report: which figures, and sums by region and date."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from indicators.models import Measure, Observation, Source
from indicators.reports import (
    CHARGE_POINTS,
    IndicatorsData,
    assemble_indicators,
    collect_indicators,
)
from indicators.reports.cache import DEPENDS_ON
from nalportal.progress.reports import Scope
from regions.models import Municipality, Region
from tests import factories

from .rows import NO_TEXTS, YEAR_END

pytestmark = pytest.mark.django_db

SCOPE = Scope(
    slug="eind-2020",
    title="Eind 2020",
    reference_on=YEAR_END,
    division_on=date(2021, 1, 1),
    figures_until=date(2021, 4, 30),
    round_id=None,
)
# Weesp was of Noordwest until this day.
MOVED = date(2022, 3, 24)


def collected(until: date = SCOPE.figures_until) -> IndicatorsData:
    return collect_indicators(replace(SCOPE, figures_until=until, reference_on=until))


def test_without_municipal_figures_it_takes_five_queries_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    measure = factories.measure(slug=CHARGE_POINTS)
    for _ in range(3):
        factories.observation(measure=measure, region=factories.region(), charger_type="")
    factories.series_break(measure=measure)
    with django_assert_num_queries(5):
        assemble_indicators(collect_indicators(SCOPE), NO_TEXTS, {})


@pytest.mark.parametrize("municipalities", [1, 4])
def test_with_them_it_takes_two_more_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, municipalities: int
) -> None:
    region = factories.region()
    for _ in range(municipalities):
        stock(member(region), YEAR_END, 3)
    with django_assert_num_queries(7):
        data = collect_indicators(SCOPE)
    assert [row.value for row in data.sums] == [3 * municipalities]
    assert len(data.municipal) == municipalities


def test_what_was_kept_is_let_go_by_a_change_of_any_model_that_the_figures_are_read_from() -> None:
    stock(member(factories.region()), YEAR_END, 3)
    with CaptureQueriesContext(connection) as queries:
        collect_indicators(SCOPE)
    read = {name for q in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', q["sql"])}
    assert len(read) > 10
    assert read <= {model._meta.db_table for model in DEPENDS_ON}
    assert all(hasattr(model, "history") for model in DEPENDS_ON)


def test_figures_and_breaks_after_the_last_day_stay_out() -> None:
    until = SCOPE.figures_until
    factories.observation(on=until)
    factories.observation(on=date(2021, 5, 1))
    factories.series_break(on=until)
    factories.series_break(on=date(2021, 5, 1))
    data = collect_indicators(SCOPE)
    assert ([row.on for row in data.figures], [row.dated.on for row in data.breaks]) == (
        [until],
        [until],
    )


def test_a_later_round_has_the_later_figures() -> None:
    factories.observation(on=date(2021, 5, 1))
    assert len(collected(date(2021, 5, 1)).figures) == 1


def test_figures_of_single_municipalities_are_no_figures_of_an_area() -> None:
    factories.observation(municipality=factories.municipality())
    assert collect_indicators(SCOPE).figures == ()


def test_what_the_database_gives_back_reads_as_it_was_entered() -> None:
    measure = factories.measure(slug=CHARGE_POINTS)
    factories.observation(measure=measure, charger_type="", value=65613)
    factories.printed_indicators()
    (column,) = assemble_indicators(collect_indicators(SCOPE), NO_TEXTS, {}).ratio.columns
    assert (str(column.charge_points), str(column.charge_points.value)) == ("65.613", "65613")


# ---------------------------------------------------------- municipalities, summed by the database


def member(region: Region, **dates: Any) -> Municipality:
    municipality = factories.municipality()
    factories.membership(region=region, municipality=municipality, **dates)
    return municipality


def stock(
    municipality: Municipality, on: date, value: int | None, charger_type: str = "publiek"
) -> Observation:
    return factories.observation(
        measure=charge_points(),
        source=Source.objects.first() or factories.source(),
        municipality=municipality,
        on=on,
        value=value,
        charger_type=charger_type,
    )


def charge_points() -> Measure:
    found: Measure | None = Measure.objects.filter(slug=CHARGE_POINTS).first()
    return found or factories.measure(slug=CHARGE_POINTS)


def sums(until: date = SCOPE.figures_until) -> dict[tuple[str, date], tuple[str, bool]]:
    found = collected(until).sums
    return {(r.area, r.on): (str(r.value and int(r.value)), r.at_least) for r in found}


def test_a_municipality_counts_for_the_region_of_the_date_of_its_figure() -> None:
    noordwest, g4 = factories.region(), factories.region()
    weesp = member(noordwest, valid_until=MOVED)
    factories.membership(region=g4, municipality=weesp, valid_from=MOVED)
    before, on, after = date(2022, 3, 23), MOVED, date(2022, 4, 30)
    for day, value in ((before, 10), (on, 11), (after, 12)):
        stock(weesp, day, value)
    assert sums(after) == {
        (noordwest.unit.slug, before): ("10", False),
        (g4.unit.slug, on): ("11", False),
        (g4.unit.slug, after): ("12", False),
    }


def test_a_figure_of_a_day_on_which_the_municipality_was_in_no_region_counts_nowhere() -> None:
    stock(member(factories.region(), valid_until=YEAR_END), YEAR_END, 5)
    assert sums() == {}


def test_the_sum_is_at_least_while_a_municipality_of_that_day_is_lacking() -> None:
    region = factories.region()
    first, later = member(region), member(region, valid_from=date(2020, 6, 1))
    for on in (date(2020, 5, 31), date(2020, 6, 30)):
        stock(first, on, 5)
    stock(later, YEAR_END, None)
    stock(first, YEAR_END, 7)
    slug = region.unit.slug
    assert sums() == {
        (slug, date(2020, 5, 31)): ("5", False),
        (slug, date(2020, 6, 30)): ("5", True),
        (slug, YEAR_END): ("7", True),
    }


def test_where_no_municipality_has_a_value_the_reason_is_that_of_all_of_them() -> None:
    region = factories.region()
    for _ in range(2):
        stock(member(region), YEAR_END, None)
    (row,) = collected().sums
    assert (row.value, row.missing, row.at_least) == (None, "pm", False)


def test_figures_of_two_sources_are_summed_apart() -> None:
    region = factories.region()
    municipality = member(region)
    stock(municipality, YEAR_END, 5)
    other = factories.source(slug="andere")
    factories.observation(
        measure=charge_points(), source=other, municipality=municipality, value=9, on=YEAR_END
    )
    assert sorted(int(row.value or 0) for row in collected().sums) == [5, 9]


def test_the_municipal_stock_is_that_of_the_last_date_up_to_the_peildatum() -> None:
    municipality = member(factories.region())
    for on in (date(2020, 11, 30), YEAR_END, date(2021, 1, 31)):
        stock(municipality, on, 5)
    assert {row.on for row in collect_indicators(SCOPE).municipal} == {YEAR_END}


# ------------------------------------------------------- what a figure stands in, and from whom


def test_a_figure_cites_its_edition_or_else_only_its_source() -> None:
    measure, source = factories.measure(slug=CHARGE_POINTS), factories.source(slug="monitor")
    first = factories.edition(source=source, slug="monitor-2020", label="2020", licence="CC0")
    for on, edition in ((YEAR_END, first), (date(2021, 3, 31), None)):
        factories.observation(measure=measure, source=source, edition=edition, on=on)
    data = collected()
    assert [row.cites for row in data.figures] == [("monitor-2020",), ("bron.monitor",)]
    entry = data.entry_of("monitor-2020")
    assert entry
    assert (entry.title, entry.edition, entry.licence, entry.slug) == (
        first.title,
        "2020",
        "CC0",
        "monitor",
    )


def test_editions_of_one_source_are_one_series_and_each_point_says_its_own() -> None:
    source = factories.source(slug="monitor")
    measure = factories.measure(slug=CHARGE_POINTS, source=source)
    region = factories.region()
    for on, key in ((YEAR_END, "eerste"), (date(2021, 1, 31), "tweede")):
        edition = factories.edition(source=source, slug=key, published_on=on)
        factories.observation(
            measure=measure, source=source, edition=edition, region=region, on=on, charger_type=""
        )
    names = {region.unit.slug: "Noord"}
    factories.printed_indicators()
    coverage = assemble_indicators(collected(), NO_TEXTS, names).coverage
    assert [p.figure.sources for p in coverage.series[0].points] == [("eerste",), ("tweede",)]
    assert str(coverage.series[0].placed[0].figure) == "0"
    assert [entry.key for entry in coverage.sources] == ["eerste", "tweede"]
    assert coverage.others == ()


def test_a_sum_of_municipalities_cites_the_editions_they_stand_in() -> None:
    region = factories.region()
    for key in ("eerste", "tweede"):
        row = stock(member(region), YEAR_END, 3)
        row.edition = factories.edition(source=row.source, slug=key)
        row.save()
    assert [row.cites for row in collected().sums] == [("eerste", "tweede")]


def test_sources_that_take_over_are_in_order_of_their_day_and_none_is_of_the_future() -> None:
    measure = factories.measure(slug=CHARGE_POINTS, source=factories.source())
    late, early = date(2021, 4, 1), date(2021, 1, 1)
    made = {
        since: factories.succession(measure=measure, since=since).source
        for since in (late, early, date(2021, 5, 1))
    }
    factories.series_break(measure=measure)
    factories.series_break(measure=measure, on=date(2020, 10, 1))
    data = collected()
    assert data.spans(CHARGE_POINTS).successions == (
        (early, made[early].pk),
        (late, made[late].pk),
    )
    assert len(data.breaks) == 2


def test_while_a_date_is_not_whole_each_municipality_keeps_its_last_figure() -> None:
    region = factories.region()
    first, second = member(region), member(region)
    for municipality in (first, second):
        stock(municipality, YEAR_END, 3)
    stock(first, date(2021, 1, 31), 4)
    found = {row.code: (row.on, str(row.value)) for row in collected().municipal}
    assert found == {
        first.code: (date(2021, 1, 31), "4.000"),
        second.code: (YEAR_END, "3.000"),
    }
    stock(second, date(2021, 1, 31), 5)
    assert {row.on for row in collected().municipal} == {date(2021, 1, 31)}
