"""The start page: what each person finds there, and where the door leads."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.dutch import NO_BREAK_SPACE, long_date
from nalportal.progress import verbs
from nalportal.progress.models import Category, Milestone, ReportingUnit, SubmissionState
from nalportal.progress.verbs import Content
from nalportal.records.history import save_signed
from nalportal.report.editions import frozen_report
from tests import factories
from tests.desk.conftest import Publish

DOOR = "/start/"
PAGE = "/start/overzicht/"
LATE: dict[str, Any] = {"planned_on": date(2021, 7, 1), "planned_precision": "month"}


def desk_of(client: Client) -> Any:
    return client.get(PAGE).context["desk"]


def text_of(response: Any) -> str:
    """The page with every run of white space as one space; what may not break stays."""
    return re.sub(r"[ \n]+", " ", response.content.decode())


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


# ---------------------------------------------------------------------------- where one arrives


def test_an_editor_of_one_unit_goes_straight_to_it(as_coordinator: Client) -> None:
    response = as_coordinator.get(DOOR, follow=True)
    assert response.redirect_chain == [("/onderdeel/noord/", 302)]
    assert f'href="{PAGE}"' in response.content.decode()


def test_that_editor_sees_the_start_page_when_asking_for_it(as_coordinator: Client) -> None:
    assert [unit.slug for unit in desk_of(as_coordinator).units] == ["noord"]


def test_an_editor_of_two_units_finds_both(as_coordinator: Client, zuid: ReportingUnit) -> None:
    response = as_coordinator.get(DOOR)
    assert [unit.slug for unit in response.context["desk"].units] == ["noord", "zuid"]
    assert "Mijn regio's en werkgroepen" in response.content.decode()


def test_a_reviewer_finds_all_units_even_if_there_is_one(
    as_reviewer: Client, noord: ReportingUnit
) -> None:
    page = as_reviewer.get(DOOR).content.decode()
    assert "Alle regio's en werkgroepen" in page
    assert "/onderdeel/noord/" in page


def test_who_signs_in_arrives_at_the_door(as_coordinator: Client) -> None:
    assert as_coordinator.get("/account/inloggen/").headers["Location"] == DOOR


@pytest.mark.parametrize("address", [DOOR, PAGE])
def test_only_for_who_is_signed_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/account/inloggen/")


def test_the_start_page_stands_first_in_the_menu(as_coordinator: Client) -> None:
    page = text_of(as_coordinator.get(PAGE))
    assert f'<li> <a href="{PAGE}" aria-current="page">Start</a>' in page


# ------------------------------------------------------------------------------ without a unit


def test_without_a_unit_one_reads_whom_to_ask(
    client: Client, outsider: User, beheerder: User
) -> None:
    client.force_login(outsider)
    page = client.get(DOOR).content.decode()
    assert "U hoort nog bij geen regio of werkgroep" in page
    assert f'href="mailto:{beheerder.email}"' in page


def test_a_beheerder_who_left_is_not_named(client: Client, outsider: User, beheerder: User) -> None:
    beheerder.is_active = False
    beheerder.save()
    client.force_login(outsider)
    assert "Wie u het kunt vragen" not in client.get(DOOR).content.decode()


def test_a_beheerder_without_a_unit_is_shown_the_admin(client: Client, beheerder: User) -> None:
    client.force_login(beheerder)
    page = client.get(DOOR).content.decode()
    assert 'href="/admin/">Naar het beheer' in page
    assert "Wie u het kunt vragen" not in page


def test_a_reviewer_of_an_empty_portal_is_told_so(as_reviewer: Client) -> None:
    assert "Er zijn nog geen onderdelen" in as_reviewer.get(DOOR).content.decode()


# --------------------------------------------------------------------------------------- mine


def test_what_is_mine_is_counted_by_category(as_coordinator: Client, noord: ReportingUnit) -> None:
    today = timezone.localdate()
    factories.milestone(unit=noord, category=Category.REALISED)
    factories.milestone(unit=noord, withdrawn_on=today, withdrawal_reason="Vervallen")
    factories.milestone(unit=noord, category=Category.ATTENTION, resolved_on=today)
    factories.milestone(unit=noord)
    factories.milestone()
    (card,) = desk_of(as_coordinator).units
    assert dict(card.counts) == {"gerealiseerd": 1, "planning": 1, "aandachtspunt": 0}


def test_a_unit_says_how_far_it_is_with_the_open_round(
    as_coordinator: Client, noord: ReportingUnit, zuid: ReportingUnit
) -> None:
    factories.submission(unit=noord, round=factories.round_(), state=SubmissionState.RETURNED)
    states = [unit.state for unit in desk_of(as_coordinator).units]
    assert states == [SubmissionState.RETURNED, SubmissionState.NOT_STARTED]


# ---------------------------------------------------------------------------------------- due


def test_the_deadline_of_the_open_round_and_the_days_left(as_coordinator: Client) -> None:
    factories.round_(title="Medio 2021", deadline_on=in_days(9))
    page = text_of(as_coordinator.get(PAGE))
    assert f"Inleveren tot en met <b>{long_date(in_days(9))}</b>" in page
    assert f"(nog 9{NO_BREAK_SPACE}dagen)" in page


@pytest.mark.parametrize(
    ("days", "words"), [(1, f"nog 1{NO_BREAK_SPACE}dag"), (0, "vandaag"), (-1, "verstreken")]
)
def test_a_deadline_that_is_close_warns(as_coordinator: Client, days: int, words: str) -> None:
    factories.round_(deadline_on=in_days(days))
    page = text_of(as_coordinator.get(PAGE))
    assert f"({words}) </span>" in page
    assert '<span class="late">' in page


def test_without_an_open_round_nothing_has_to_be_handed_in(as_coordinator: Client) -> None:
    factories.publication()
    assert "Er is nu geen ronde open." in as_coordinator.get(PAGE).content.decode()


def test_overdue_planning_is_named(as_coordinator: Client, noord: ReportingUnit) -> None:
    row = factories.milestone(unit=noord, title="Aanpak snelladen", **LATE)
    factories.milestone(unit=noord, planned_on=in_days(400), planned_precision="day")
    factories.milestone(title="Van een ander", **LATE)
    response = as_coordinator.get(PAGE)
    assert [due.reference for due in response.context["desk"].overdue.rows] == [row.reference]
    assert f"verwacht juli{NO_BREAK_SPACE}2021" in text_of(response)


def test_of_a_long_list_the_first_five_and_a_way_to_the_rest(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    for _ in range(6):
        factories.milestone(unit=noord, **LATE)
    response = as_coordinator.get(PAGE)
    assert len(response.context["desk"].overdue.rows) == 5
    assert '<a href="/mijlpalen/?verlopen=on">Alle 6 in de lijst bekijken</a>' in text_of(response)


def test_points_that_were_open_in_the_last_two_reports(
    as_coordinator: Client, noord: ReportingUnit, publish: Publish
) -> None:
    old = factories.milestone(unit=noord, category=Category.ATTENTION, title="Netcapaciteit")
    factories.milestone(unit=noord, title="Gepland, geen aandachtspunt")
    publish("Eind 2020", date(2020, 12, 31))
    factories.milestone(unit=noord, category=Category.ATTENTION, title="Nieuwer")
    publish("Medio 2021", date(2021, 6, 30))
    response = as_coordinator.get(PAGE)
    assert [due.reference for due in response.context["desk"].long_open.rows] == [old.reference]
    assert "Ook al open in de rapporten “Eind 2020” en “Medio 2021”." in text_of(response)


def test_a_point_that_was_resolved_since_is_not_long_open(
    as_coordinator: Client, noord: ReportingUnit, publish: Publish, coordinator: User
) -> None:
    row = factories.milestone(unit=noord, category=Category.ATTENTION)
    publish("Eind 2020", date(2020, 12, 31))
    publish("Medio 2021", date(2021, 6, 30))
    verbs.resolve(row, on=timezone.localdate(), how="Aangesloten", by=coordinator)
    assert desk_of(as_coordinator).long_open.total == 0


def test_one_report_is_too_few_to_be_long_open(
    as_coordinator: Client, noord: ReportingUnit, publish: Publish
) -> None:
    factories.milestone(unit=noord, category=Category.ATTENTION)
    publish("Eind 2020", date(2020, 12, 31))
    assert desk_of(as_coordinator).long_open.total == 0


# ------------------------------------------------------------------------------------ changed


def long_ago(*milestones: Milestone) -> None:
    """What the history tells of these happened long before the last 30 days."""
    history = Milestone.history.filter(id__in=[row.pk for row in milestones])
    factories.dated(history, timezone.now() - timedelta(days=99))


def test_what_changed_lately_in_my_units(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    row = factories.milestone(unit=noord, title="Aanpak snelladen")
    long_ago(row, factories.milestone(unit=noord, title="Onveranderd"))
    factories.milestone(title="Van een ander")
    verbs.raise_attention(row, by=coordinator, reason="Vertraagd")
    response = as_coordinator.get(PAGE)
    (change,) = response.context["desk"].lately
    assert (change.title, change.what, change.who) == (
        row.title,
        ("Categorie",),
        str(coordinator),
    )
    assert "Gewijzigd: Categorie. Reden: Vertraagd" in text_of(response)


def test_the_latest_change_stands_first(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    for title in ("Eerste", "Tweede"):
        verbs.add(noord, Category.PLANNED, Content(title), by=coordinator)
    assert [change.title for change in desk_of(as_coordinator).lately] == ["Tweede", "Eerste"]


def test_what_came_out_of_a_file_of_the_portal_itself_is_no_news(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    factories.milestone(unit=noord)
    group = factories.workgroup(unit=noord)
    factories.participation(workgroup=group)
    assert desk_of(as_coordinator).lately == ()


def test_confirmed_unchanged_is_no_change(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    row = factories.milestone(unit=noord)
    long_ago(row)
    verbs.confirm_unchanged([row], by=coordinator)
    page = as_coordinator.get(PAGE).content.decode()
    assert "Niemand heeft iets toegevoegd of gewijzigd." in page


def test_what_the_ministry_changed_in_my_unit(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User, reviewer: User
) -> None:
    row = factories.milestone(unit=noord, title="Aanpak snelladen")
    verbs.raise_attention(row, by=reviewer, reason="Op verzoek van de Kamer")
    verbs.plan(row, planned=None, by=coordinator)
    (change,) = desk_of(as_coordinator).by_ministry
    assert (change.key, change.who) == (row.reference, str(reviewer))
    assert change.reason == "Op verzoek van de Kamer"


def test_a_reviewer_who_keeps_the_unit_is_not_the_ministry(
    as_coordinator: Client, noord: ReportingUnit, reviewer: User
) -> None:
    noord.editors.add(reviewer)
    verbs.raise_attention(factories.milestone(unit=noord), by=reviewer)
    assert desk_of(as_coordinator).by_ministry == ()


def test_the_ministry_is_told_of_since_the_last_report(
    as_coordinator: Client, noord: ReportingUnit, reviewer: User, publish: Publish
) -> None:
    row = factories.milestone(unit=noord)
    verbs.raise_attention(row, by=reviewer)
    factories.dated(Milestone.history.all(), factories.FROZEN_AT - timedelta(days=9))
    publish("Eind 2020", date(2020, 12, 31))
    assert desk_of(as_coordinator).by_ministry == ()


def test_a_reviewer_is_not_told_what_the_ministry_did(
    as_reviewer: Client, noord: ReportingUnit
) -> None:
    assert "Gewijzigd door het ministerie" not in as_reviewer.get(PAGE).content.decode()


# ------------------------------------------------------------------------------------ queries


def fill(unit: ReportingUnit, count: int, *, by: User) -> None:
    """So many of each that the page tells about."""
    for _ in range(count):
        factories.milestone(unit=unit, themes=(factories.theme(),), **LATE)
        point = factories.milestone(unit=unit, category=Category.ATTENTION)
        factories.evidence_link(milestone=point)
        point.title += " (gewijzigd)"
        save_signed(point, by=by)


@pytest.mark.parametrize("count", [1, 20])
def test_as_many_queries_however_much_there_is(
    as_coordinator: Client,
    noord: ReportingUnit,
    reviewer: User,
    publish: Publish,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(noord, count, by=reviewer)
    publish("Eind 2020", date(2020, 12, 31))
    publish("Medio 2021", date(2021, 6, 30))
    factories.submission(unit=noord, round=factories.round_(deadline_on=in_days(9)))
    as_coordinator.get("/begrippen/")  # the session is in the cache, as for who is at work
    frozen_report.cache_clear()
    with django_assert_num_queries(19):  # one for the remarks that wait
        as_coordinator.get(PAGE)
    with django_assert_num_queries(17):  # both reports have been read
        as_coordinator.get(PAGE)
