"""The rules of the files about municipalities, policy steps and reported counts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from nalportal.accounts.models import User
from regions.imports.policy import ReportedCountResource, StepResource
from regions.imports.territory import (
    MembershipResource,
    MunicipalityResource,
    RegionResource,
    ReorganisationResource,
)
from regions.models import AnswerKind, Municipality, PolicyStep, Region
from tests import factories

from .files import faults_of, importing

pytestmark = pytest.mark.django_db

STEP = {
    "gemeente": "GM0014",
    "instrument": "laadvisie",
    "stap": "vastgesteld",
    "datum": "2020-06-30",
    "bron": "Fictieve bron",
}


@pytest.fixture
def noord() -> Region:
    return factories.region(unit=factories.unit(slug="noord"))


@pytest.fixture
def groningen(noord: Region) -> Municipality:
    return factories.municipality(code="GM0014", name="Groningen", region=noord)


@pytest.fixture
def instruments(groningen: Municipality) -> None:
    factories.instrument(slug="laadvisie", review_after_months=24)
    factories.instrument(slug="lidmaatschap", answers=AnswerKind.YES_NO)


def step_faults(**cells: str) -> list[tuple[str, str, str]]:
    return [found[1:] for found in faults_of(StepResource, STEP | cells)]


# ------------------------------------------------------------------------------ policy steps


@pytest.mark.usefixtures("instruments")
def test_a_step_keeps_how_exact_it_is_and_when_it_has_to_be_reviewed(reviewer: User) -> None:
    document = factories.policy_document(reference="CVDR677545")
    importing(StepResource, STEP | {"uiterlijk": "ja", "document": "CVDR677545"}, by=reviewer)
    step = PolicyStep.objects.get()
    assert (step.on, step.precision, step.no_later_than) == (date(2020, 6, 30), "day", True)
    assert (step.review_due_on, step.document) == (date(2022, 6, 30), document)
    assert step.recorded_by == reviewer


@pytest.mark.usefixtures("instruments")
def test_the_same_step_again_is_unchanged_and_another_is_a_new_row() -> None:
    importing(StepResource, STEP)
    outcome = importing(StepResource, STEP | {"datum": "30-6-2020", "uiterlijk": "nee"})
    assert outcome.unchanged == 1
    assert importing(StepResource, STEP | {"noot": "verbeterd"}).new == 1
    assert PolicyStep.objects.count() == 2


@pytest.mark.usefixtures("instruments")
@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (
            {"gemeente": "GM9999"},
            ("gemeente", "GM9999", "de code van een gemeente, zoals GM0014"),
        ),
        (
            {"instrument": "laadpaal"},
            ("instrument", "laadpaal", "de code van een instrument, zoals laadvisie"),
        ),
        (
            {"stap": "ja"},
            (
                "instrument, stap",
                "laadvisie, ja",
                "In ontwikkeling, Concept, Vastgesteld, Ingetrokken, Geen, Niet vastgesteld of pm",
            ),
        ),
        (
            {"instrument": "lidmaatschap"},
            ("instrument, stap", "lidmaatschap, vastgesteld", "Ja of Nee"),
        ),
        (
            {"verwacht": "2022"},
            (
                "verwacht",
                "2022",
                "geen datum, want alleen In ontwikkeling en Concept hebben een verwachte "
                "vaststelling",
            ),
        ),
        ({"document": "gmb-1"}, ("document", "gmb-1", "het kenmerk van een beleidsdocument")),
        ({"bron": ""}, ("bron", "", "waar dit vandaan komt")),
        ({"uiterlijk": "misschien"}, ("uiterlijk", "misschien", "ja of nee")),
        (
            {"datum": ""},
            ("datum", "", "een datum, zoals 31-12-2020, juli 2021, 3e kwartaal 2021 of 2021"),
        ),
    ],
)
def test_what_a_step_may_not_be(cells: dict[str, str], fault: tuple[str, str, str]) -> None:
    assert step_faults(**cells) == [fault]


@pytest.mark.usefixtures("instruments")
def test_a_step_is_not_in_the_future() -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    expected = "een datum die niet in de toekomst ligt"
    assert step_faults(datum=tomorrow) == [("datum", tomorrow, expected)]


@pytest.mark.usefixtures("instruments")
def test_a_step_is_of_a_municipality_that_existed() -> None:
    factories.municipality(code="GM0099", valid_from=date(2019, 1, 1), valid_until=date(2021, 1, 1))
    early = "een datum vanaf 1-1-2019, toen de gemeente ontstond"
    late = "een datum vóór 1-1-2021, toen de gemeente ophield te bestaan"
    assert step_faults(gemeente="GM0099", datum="2018-12-31") == [("datum", "2018-12-31", early)]
    assert step_faults(gemeente="GM0099", datum="2021-01-01") == [("datum", "2021-01-01", late)]
    assert not step_faults(gemeente="GM0099", datum="2019", uiterlijk="ja")


@pytest.mark.usefixtures("instruments")
def test_a_round_may_ask_a_municipality_that_began_on_the_day_of_its_division() -> None:
    factories.round_(reference_on=date(2020, 12, 31), division_on=date(2021, 1, 1))
    factories.municipality(code="GM1979", valid_from=date(2021, 1, 1))
    assert not step_faults(gemeente="GM1979", datum="2020-12-31")
    assert step_faults(gemeente="GM1979", datum="2020-12-30")


# --------------------------------------------------------------------------- reported counts


@pytest.fixture
def opgave(noord: Region, instruments: None) -> dict[str, str]:
    """A row of a round whose division of the next day counts two municipalities, not three."""
    factories.round_(reference_on=date(2020, 12, 31), division_on=date(2021, 1, 1))
    factories.municipality(region=noord)
    factories.municipality(region=noord, valid_until=date(2021, 1, 1))
    return {"regio": "noord", "instrument": "laadvisie", "peildatum": "2020-12-31"}


@pytest.mark.parametrize("count", ["0", "2", "pm"])
def test_a_count_up_to_all_municipalities(opgave: dict[str, str], count: str) -> None:
    assert importing(ReportedCountResource, opgave | {"aantal": count}).new == 1


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("3", "een aantal van 0 tot en met 2, of pm"),
        ("-1", "een heel getal vanaf 0, of pm"),
        ("twee", "een heel getal vanaf 0, of pm"),
        ("", "een heel getal vanaf 0, of pm"),
    ],
)
def test_a_count_that_cannot_be(opgave: dict[str, str], count: str, expected: str) -> None:
    found = faults_of(ReportedCountResource, opgave | {"aantal": count})
    assert found == [(2, "aantal", count, expected)]


# --------------------------------------------------------------------------------- territory


def test_a_municipality_needs_a_code_a_province_and_a_place_on_the_map() -> None:
    found = faults_of(
        MunicipalityResource,
        {"code": "14", "naam": "X", "provincie": "Holland", "kolom": "1,5"},
        {
            "code": "GM0001",
            "naam": "Y",
            "provincie": "fryslân",
            "kolom": "1",
            "rij": "2",
            "bestaat_sinds": "2021-01-01",
            "bestaat_tot": "2020-01-01",
        },
    )
    assert sorted((line, column) for line, column, *_rest in found) == [
        (2, "code"),
        (2, "kolom"),
        (2, "provincie"),
        (2, "rij"),
        (3, "bestaat_sinds, bestaat_tot"),
    ]


def test_only_a_unit_of_that_kind_is_a_region() -> None:
    factories.unit(slug="logistiek", kind="werkgroep")
    found = faults_of(RegionResource, {"regio": "logistiek", "volgorde_in_tabel_3": "1"})
    assert found == [(2, "regio", "logistiek", "een onderdeel van de soort regio")]


def test_a_municipality_is_in_one_region_at_a_time(groningen: Municipality) -> None:
    found = faults_of(
        MembershipResource, {"gemeente": "GM0014", "regio": "noord", "vanaf": "2022-1-1"}
    )
    assert [(line, column) for line, column, *_rest in found] == [(2, "gemeente, tot")]


def test_a_municipality_can_move_to_another_region(groningen: Municipality) -> None:
    rows = MembershipResource().export().dict
    moved = {"gemeente": "GM0014", "regio": "noord", "vanaf": "2022-01-01"}
    outcome = importing(MembershipResource, rows[0] | {"tot": "2022-01-01"}, moved)
    assert (outcome.new, outcome.changed) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"vanaf": "2021-12-31"}, "vanaf"),
        ({"vanaf": ""}, "vanaf"),
        ({"tot": "2023-01-02"}, "tot"),
        ({"tot": ""}, "tot"),
        ({}, ""),
    ],
)
def test_a_municipality_is_in_no_region_that_is_not_there(
    cells: dict[str, str], column: str
) -> None:
    unit = factories.unit(slug="nieuw", valid_from=date(2022, 1, 1), valid_until=date(2023, 1, 1))
    factories.region(unit=unit)
    factories.municipality(code="GM0015")
    row = {"gemeente": "GM0015", "regio": "nieuw", "vanaf": "2022-01-01", "tot": "2023-01-01"}
    found = faults_of(MembershipResource, row | cells)
    assert [name for _line, name, *_rest in found] == ([column] if column else [])
    if column:
        assert "bestaat dan n" in found[0][-1]


def test_a_reorganisation_is_between_two_municipalities(groningen: Municipality) -> None:
    row = {"van": "GM0014", "naar": "GM0014", "op": "2021-01-01", "soort": "fusie"}
    expected = "twee verschillende gemeenten"
    assert faults_of(ReorganisationResource, row) == [(2, "van, naar", "GM0014, GM0014", expected)]
