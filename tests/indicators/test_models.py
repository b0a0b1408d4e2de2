from collections.abc import Callable
from datetime import date

import pytest

from indicators.models import (
    Accuracy,
    AreaKind,
    ChargerType,
    Layout,
    Missing,
    Observation,
    ValueKind,
)
from tests import factories
from tests.progress.constraints import (
    Violation,
    assert_refused,
    changed,
    constraint_names,
    names_of,
    twice,
)

pytestmark = pytest.mark.django_db

FIRST = date(2020, 1, 1)


def same_observation(**fields: object) -> None:
    series = {"measure": factories.measure(), "source": factories.source()}
    twice(factories.observation, **series, **fields)


VIOLATIONS: list[Violation] = [
    (
        "observation_value_or_reason",
        lambda: changed(factories.observation(), missing=Missing.PM),
    ),
    ("observation_value_or_reason", lambda: changed(factories.observation(), value=None)),
    (
        "observation_value_or_reason",
        lambda: changed(factories.observation(value=None), missing="x"),
    ),
    (
        "observation_has_one_area",
        lambda: changed(factories.observation(), region=factories.region()),
    ),
    (
        "observation_has_one_area",
        lambda: changed(factories.observation(), area=AreaKind.REGION),
    ),
    (
        "observation_has_one_area",
        lambda: factories.observation(
            region=factories.region(), municipality=factories.municipality()
        ),
    ),
    ("observation_has_one_area", lambda: changed(factories.observation(), area="provinc")),
    ("observation_has_one_area", lambda: changed(factories.observation(), area="PV32")),
    (
        "observation_has_one_area",
        lambda: changed(factories.observation(region=factories.region()), area="PV20"),
    ),
    (
        "observation_period_starts_before_it_ends",
        lambda: factories.observation(on=date(2019, 12, 31), period_from=FIRST),
    ),
    (
        "observation_period_starts_before_it_ends",
        lambda: factories.observation(period_label="2015 t/m 2019"),
    ),
    (
        "observation_accuracy_is_of_a_value",
        lambda: factories.observation(value=None, accuracy=Accuracy.ABOUT),
    ),
    (
        "observation_outlook_was_set_before_its_date",
        lambda: factories.observation(on=FIRST, kind=ValueKind.TARGET, set_on=FIRST),
    ),
    ("observation_once_for_country_or_province", same_observation),
    ("observation_once_for_country_or_province", lambda: same_observation(province="PV20")),
    (
        "observation_once_for_country_or_province_period",
        lambda: same_observation(period_from=FIRST),
    ),
    ("observation_once_for_region", lambda: same_observation(region=factories.region())),
    (
        "observation_once_for_municipality",
        lambda: same_observation(municipality=factories.municipality()),
    ),
    (
        "observation_once_for_region_period",
        lambda: same_observation(region=factories.region(), period_from=FIRST),
    ),
    (
        "observation_once_for_municipality_period",
        lambda: same_observation(municipality=factories.municipality(), period_from=FIRST),
    ),
    (
        "series_break_once_for_all_sources",
        lambda: twice(factories.series_break, measure=factories.measure()),
    ),
    (
        "series_break_once_per_source",
        lambda: twice(
            factories.series_break, measure=factories.measure(), series_source=factories.source()
        ),
    ),
    (
        "succession_once_per_measure_and_day",
        lambda: twice(factories.succession, measure=factories.measure(), since=date(2023, 10, 1)),
    ),
    ("series_break_has_text_and_source", lambda: factories.series_break(text="")),
    ("series_break_has_text_and_source", lambda: factories.series_break(source="")),
    (
        "dimension_value_once_per_dimension",
        lambda: twice(factories.kind, of=factories.dimension(), slug="werk"),
    ),
    ("dimension_value_is_no_total", lambda: factories.kind(slug="totaal")),
    (
        "presentation_of_the_printed_report_is_there_once",
        lambda: twice(factories.presentation, layout=Layout.TABLE_1),
    ),
    (
        "presentation_has_the_measures_of_its_layout",
        lambda: factories.presentation(layout=Layout.RATIO),
    ),
    (
        "presentation_has_the_measures_of_its_layout",
        lambda: factories.presentation(layout=Layout.TABLE_3, measure=factories.measure()),
    ),
    (
        "presentation_of_a_share_has_a_threshold",
        lambda: factories.presentation(layout=Layout.SHARE),
    ),
    (
        "presentation_of_a_share_has_a_threshold",
        lambda: factories.presentation(threshold=1),
    ),
    ("series_break_charger_type_is_a_part", lambda: factories.series_break(charger_type="totaal")),
]


@pytest.mark.parametrize(("name", "violate"), VIOLATIONS, ids=names_of(VIOLATIONS))
def test_the_database_refuses(name: str, violate: Callable[[], object]) -> None:
    assert_refused(name, violate)


def test_every_constraint_has_a_case() -> None:
    assert set(names_of(VIOLATIONS)) == constraint_names("indicators")


def test_the_same_figure_may_come_from_another_source() -> None:
    measure = factories.measure()
    for _ in range(2):
        factories.observation(measure=measure, source=factories.source())
    assert Observation.objects.count() == 2


def test_two_sources_of_one_measure_may_break_on_the_same_day() -> None:
    measure = factories.measure()
    for source in (None, factories.source(), factories.source()):
        factories.series_break(measure=measure, series_source=source)
    assert measure.breaks.count() == 3


def test_types_of_charger_each_have_their_own_figure() -> None:
    measure, source = factories.measure(), factories.source()
    for charger_type in ChargerType.values:
        factories.observation(measure=measure, source=source, charger_type=charger_type)
    assert Observation.objects.count() == len(ChargerType.values)


def test_an_observation_reads_as_its_measure_date_and_figure() -> None:
    row = factories.observation(measure=factories.measure(name="Laadpunten"), value=65613)
    assert str(row) == "Laadpunten 31-12-2020: 65613"


def test_an_observation_without_a_figure_reads_as_its_reason() -> None:
    row = factories.observation(measure=factories.measure(name="Laadpunten"), value=None)
    assert str(row) == "Laadpunten 31-12-2020: pm"
