"""What changed in units besides their milestones: on the start page, and since a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.desk.recent_changes import RecentChange
from nalportal.progress import rounds
from nalportal.progress.models import Place, ReportingUnit, Round, RoundState
from nalportal.progress.texts import Texts, version_of, write
from nalportal.records.versions import SeenVersion
from regions.models import ActionKind
from tests import factories
from workgroups import verbs as party_verbs
from workgroups.models import Participation, Workgroup

PAGE = "/start/overzicht/"
CHANGES = "/start/wijzigingen/"


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021")


@pytest.fixture
def logistiek(coordinator: User) -> Workgroup:
    """A working group that the coordinator of Noord keeps too."""
    unit = factories.unit(
        name="Werkgroep Logistiek", slug="logistiek", kind="werkgroep", editors=(coordinator,)
    )
    return factories.workgroup(unit=unit)


def desk_of(client: Client) -> Any:
    return client.get(PAGE).context["desk"]


def told(changes: tuple[RecentChange, ...]) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(change.title, change.done, change.what, change.who) for change in changes]


def save_texts(unit: ReportingUnit, round_: Round, texts: Texts, by: User) -> None:
    write(unit, round_, texts, seen=SeenVersion(version_of(unit, round_)), by=by, reason="Netter")


def record(unit: ReportingUnit, count: int, *, by: User, kind: str = ActionKind.RECORDING) -> None:
    """One action with plans of so many municipalities of the region."""
    region = factories.region(unit=unit)
    action = factories.policy_action(by=by, kind=kind)
    instrument = factories.instrument(name="Plankaart", slug="plankaart")
    for _ in range(count):
        municipality = factories.municipality()
        factories.membership(region=region, municipality=municipality)
        factories.policy_step(
            municipality=municipality, instrument=instrument, action=action, recorded_by=by
        )


# ------------------------------------------------------------------------------ start page


def test_texts_saved_together_are_one_change(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, coordinator: User
) -> None:
    save_texts(noord, round_, Texts("Kort", "Lang"), coordinator)
    desk = desk_of(as_coordinator)
    both = ("In één regel", "Inleiding")
    assert told(desk.lately) == [("Teksten", "Gewijzigd", both, "Co Ordinator")]
    assert desk.by_ministry == ()


def test_texts_that_the_ministry_changed(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, reviewer: User
) -> None:
    save_texts(noord, round_, Texts("", "Lang"), reviewer)
    page = as_coordinator.get(PAGE)
    expected = [("Teksten", "Gewijzigd", ("Inleiding",), "Bo Oordelaar")]
    assert told(page.context["desk"].by_ministry) == expected
    assert 'href="/teksten/noord/"' in page.content.decode()


def test_texts_that_came_along_from_the_last_round_are_no_change(
    as_coordinator: Client, noord: ReportingUnit, reviewer: User
) -> None:
    last = factories.round_(state=RoundState.PUBLISHED)
    factories.report_text(round=last, place=Place.UNIT, unit=noord)
    next_round = factories.round_(
        state=RoundState.CONCEPT, reference_on=last.reference_on + timedelta(days=181)
    )
    rounds.open_round(next_round, by=reviewer)
    desk = desk_of(as_coordinator)
    assert [change for change in desk.lately if change.who == "Bo Oordelaar"] == []
    assert desk.by_ministry == ()


def test_parties_that_came_and_went(
    as_coordinator: Client, logistiek: Workgroup, reviewer: User, coordinator: User
) -> None:
    party_verbs.add(logistiek, factories.party(name="RVO"), by=coordinator)
    row = party_verbs.add(logistiek, factories.party(name="NKL"), by=coordinator)
    party_verbs.move(row, up=True, by=coordinator)
    party_verbs.withdraw(row, on=timezone.localdate(), by=reviewer, reason="Fusie")
    desk = desk_of(as_coordinator)
    assert [(change.done, change.what) for change in desk.lately] == [
        ("Gestopt", ("NKL",)),
        ("Toegevoegd", ("NKL",)),
        ("Toegevoegd", ("RVO",)),
    ]
    assert [change.reason for change in desk.by_ministry] == ["Fusie"]


def test_policy_of_many_municipalities_is_one_change(
    as_coordinator: Client, noord: ReportingUnit, reviewer: User
) -> None:
    record(noord, 12, by=reviewer)
    expected = [
        ("Beleid van gemeenten", "Vastgelegd", ("Plankaart (12\xa0gemeenten)",), "Bo Oordelaar")
    ]
    desk = desk_of(as_coordinator)
    assert (told(desk.lately), told(desk.by_ministry)) == (expected, expected)


def test_policy_of_ones_own_is_not_of_the_ministry(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    record(noord, 1, by=coordinator, kind=ActionKind.CORRECTION)
    desk = desk_of(as_coordinator)
    assert [change.done for change in desk.lately] == ["Gecorrigeerd"]
    assert desk.by_ministry == ()


def test_of_another_unit_nothing_is_told(
    as_coordinator: Client, zuid: ReportingUnit, round_: Round, reviewer: User
) -> None:
    elsewhere = factories.unit(slug="oost")
    save_texts(elsewhere, round_, Texts("Kort"), reviewer)
    record(elsewhere, 1, by=reviewer)
    factories.participation()
    assert desk_of(as_coordinator).lately == ()


# ------------------------------------------------------------------------- since a moment


def others(response: Any) -> dict[str, Any]:
    return {row.slug: row for row in response.context["others"]}


def test_what_changed_besides_milestones(
    as_coordinator: Client,
    noord: ReportingUnit,
    logistiek: Workgroup,
    round_: Round,
    coordinator: User,
) -> None:
    save_texts(noord, round_, Texts("Kort"), coordinator)
    save_texts(noord, round_, Texts("Kort en goed"), coordinator)
    record(noord, 2, by=coordinator)
    party_verbs.add(logistiek, factories.party(name="RVO"), by=coordinator)
    response = as_coordinator.get(CHANGES)
    found = others(response)
    (change,) = found["noord"].texts.changes
    assert (change.before, change.after) == ("", "Kort en goed")
    assert found["noord"].policy == (("Plankaart", 2),)
    assert [event.lines for event in found["logistiek"].parties] == [("Toegevoegd: RVO",)]
    page = response.content.decode()
    assert "Plankaart: 2\xa0gemeenten" in page
    assert "Toegevoegd: RVO" in page


def test_only_what_is_different_since_then(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, coordinator: User
) -> None:
    save_texts(noord, round_, Texts("Kort"), coordinator)
    history = noord.texts.model.history.all()
    factories.dated(history, factories.FROZEN_AT - timedelta(days=9))
    factories.publication()
    assert others(as_coordinator.get(CHANGES)) == {}
    save_texts(noord, round_, Texts("Kort", "Nieuw"), coordinator)
    (change,) = others(as_coordinator.get(CHANGES))["noord"].texts.changes
    assert change.field == "intro"


def test_of_one_unit_only(
    as_reviewer: Client, noord: ReportingUnit, round_: Round, reviewer: User
) -> None:
    save_texts(noord, round_, Texts("Kort"), reviewer)
    factories.unit(slug="oost")
    assert list(others(as_reviewer.get(f"{CHANGES}?onderdeel=noord"))) == ["noord"]
    assert others(as_reviewer.get(f"{CHANGES}?onderdeel=oost")) == {}


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_queries_however_much_changed(
    as_reviewer: Client,
    reviewer: User,
    round_: Round,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        unit = factories.unit(slug=f"groep-{number}", kind="werkgroep")
        participation: Participation = factories.participation(
            workgroup=factories.workgroup(unit=unit)
        )
        party_verbs.withdraw(participation, on=timezone.localdate(), by=reviewer)
        save_texts(unit, round_, Texts("Kort", "Lang"), reviewer)
    as_reviewer.get("/begrippen/")
    with django_assert_num_queries(9):
        as_reviewer.get(CHANGES)
