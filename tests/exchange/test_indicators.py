"""The rules of the files about figures."""

import pytest

from indicators.imports import EditionResource, ObservationResource, SeriesBreakResource
from indicators.models import AreaKind, MeasureKind, Missing, Observation
from tests import factories

from .files import faults_of, importing

pytestmark = pytest.mark.django_db

FIGURE = {"maat": "laadpunten", "bron": "nal", "gebied": "NL", "datum": "2020-12-31"}


@pytest.fixture(autouse=True)
def references() -> None:
    factories.source(slug="nal")
    factories.measure(slug="laadpunten")
    factories.measure(slug="tempo", kind=MeasureKind.FLOW)
    factories.region(unit=factories.unit(slug="noord"))
    factories.municipality(code="GM0014")


@pytest.mark.parametrize(
    ("area", "kind"),
    [
        ("NL", AreaKind.COUNTRY),
        ("noord", AreaKind.REGION),
        ("GM0014", AreaKind.MUNICIPALITY),
    ],
)
def test_a_figure_is_about_one_area(area: str, kind: str) -> None:
    importing(ObservationResource, FIGURE | {"gebied": area, "waarde": "1.511"})
    stored = Observation.objects.get()
    assert (stored.area, str(stored.value), stored.missing) == (kind, "1511.000", "")


def test_why_there_is_no_figure_is_said_and_is_not_zero() -> None:
    importing(ObservationResource, FIGURE | {"waarde": "onbekend"})
    stored = Observation.objects.get()
    assert (stored.value, stored.missing) == (None, Missing.UNKNOWN)


def test_only_a_pace_can_be_negative() -> None:
    period = {"maat": "tempo", "vanaf": "2020-12-01", "periode": "december"}
    assert importing(ObservationResource, FIGURE | period | {"waarde": "-3"}).new == 1
    expected = "een getal vanaf 0, want deze maat kan niet negatief zijn"
    found = faults_of(ObservationResource, FIGURE | {"waarde": "-3"})
    assert found == [(2, "waarde", "-3", expected)]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"gebied": "GM9999"}, "gebied"),
        ({"gebied": "oosten"}, "gebied"),
        ({"gebied": ""}, "gebied"),
        ({"waarde": "veel"}, "waarde"),
        ({"waarde": ""}, "waarde"),
        ({"waarde": "1,2345"}, "waarde"),
        ({"soort_laadpunt": "traag"}, "soort_laadpunt"),
        ({"datum": "eind 2020"}, "datum"),
        ({"periode": "heel 2020"}, "datum, vanaf, periode"),
        ({"vanaf": "2021-01-01"}, "datum, vanaf, periode"),
    ],
)
def test_what_a_figure_may_not_be(cells: dict[str, str], column: str) -> None:
    found = faults_of(ObservationResource, FIGURE | {"waarde": "1"} | cells)
    assert [(line, where) for line, where, *_rest in found] == [(2, column)]


def test_an_edition_has_a_real_address() -> None:
    row = {"uitgave": "cbs-2020", "bron": "nal", "titel": "x", "webadres": "javascript:x"}
    expected = "een webadres, zoals https://www.cbs.nl"
    assert faults_of(EditionResource, row) == [(2, "webadres", "javascript:x", expected)]


def test_one_break_per_measure_and_date() -> None:
    row = {"maat": "laadpunten", "tekst": "x", "bron": "y"}
    found = faults_of(SeriesBreakResource, row | {"datum": "2020-09"}, row | {"datum": "1-9-2020"})
    assert [(line, column) for line, column, *_rest in found] == [
        (3, "maat, soort_laadpunt, datum")
    ]


def test_one_break_per_source_of_a_measure_and_date() -> None:
    row = {"maat": "laadpunten", "bron_van_de_reeks": "nal", "tekst": "x", "bron": "y"}
    found = faults_of(SeriesBreakResource, row | {"datum": "2020-09"}, row | {"datum": "1-9-2020"})
    expected = [(3, "maat, bron_van_de_reeks, soort_laadpunt, datum")]
    assert [(line, column) for line, column, *_rest in found] == expected
