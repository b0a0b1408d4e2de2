"""What a region gives as totals: for the open round or another date, also by two at once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.progress.models import Round, Submission, SubmissionState
from nalportal.records.versions import SeenVersion
from regions.counts import Given, version_of, write_totals
from regions.models import PolicyInstrument, Region, ReportedCount
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/gemeenten/opgave/noord/"
ON = date(2020, 12, 31)


@pytest.fixture(autouse=True)
def visie(noord: Region) -> PolicyInstrument:
    """An instrument, and two municipalities in Noord on the peildatum of the open round."""
    factories.round_(reference_on=ON, division_on=date(2021, 1, 1))
    for _ in range(2):
        factories.municipality(region=noord)
    return factories.instrument(slug="laadvisie", name="Integrale laadvisie")


def typed(count: str, note: str = "", version: int = 0, **fields: Any) -> dict[str, Any]:
    sent = {"laadvisie-aantal": count, "laadvisie-noot": note, "version": version}
    return {"token": str(uuid4()), **sent, **fields}


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def stored() -> list[tuple[int | None, bool, str]]:
    return list(ReportedCount.objects.values_list("count", "is_pm", "note"))


@pytest.mark.parametrize(
    ("count", "note", "row"),
    [("2", "", (2, False, "")), ("0", "", (0, False, "")), ("PM", "Volgt", (None, True, "Volgt"))],
)
def test_a_number_or_pm_for_the_open_round(
    as_coordinator: Client, count: str, note: str, row: tuple[int | None, bool, str]
) -> None:
    page = text(as_coordinator.post(ADDRESS, typed(count, note), follow=True))
    assert "Totalen opgeslagen." in page
    assert "31\u00a0december\u00a02020" in page
    assert stored() == [row]


@pytest.mark.parametrize(
    ("count", "note", "message"),
    [
        ("3", "", "Vul een aantal van 0 tot en met 2, of pm in."),
        ("-1", "", "Vul een heel getal vanaf 0, of pm in, of maak het veld leeg."),
        ("", "Wel een noot", "Vul een aantal of pm in, of maak ook de opmerking leeg."),
    ],
)
def test_what_a_total_may_not_be(
    as_coordinator: Client, count: str, note: str, message: str
) -> None:
    page = text(as_coordinator.post(ADDRESS, typed(count, note)))
    assert message in page
    assert stored() == []


def test_another_date_is_chosen(as_coordinator: Client) -> None:
    as_coordinator.post(f"{ADDRESS}?peildatum=30-6-2021", typed("1"))
    assert ReportedCount.objects.get().reference_on == date(2021, 6, 30)
    wrong = text(as_coordinator.get(f"{ADDRESS}?peildatum=ooit"))
    assert "is geen datum" in wrong


def test_without_an_open_round_a_date_is_asked_for(as_coordinator: Client) -> None:
    round_ = factories.round_(reference_on=date(2019, 12, 31), state="gepubliceerd")
    type(round_).objects.exclude(pk=round_.pk).delete()
    page = text(as_coordinator.get(ADDRESS))
    assert "Er is geen ronde open." in page
    assert "?peildatum=31-12-2019" in page


def test_an_emptied_total_goes_and_stays_in_the_history(
    as_coordinator: Client, noord: Region
) -> None:
    as_coordinator.post(ADDRESS, typed("1"))
    sent = typed("", version=version_of(noord, ON), reason="Per gemeente bekend")
    page = text(as_coordinator.post(ADDRESS, sent, follow=True))
    assert stored() == []
    assert "Per gemeente bekend" in page


def test_two_people_at_once_choose_per_instrument(as_coordinator: Client, noord: Region) -> None:
    theirs = {"laadvisie": Given(2, is_pm=False)}
    write_totals(noord, ON, theirs, seen=SeenVersion(0), by=factories.user(is_reviewer=True))
    response = as_coordinator.post(ADDRESS, typed("1"))
    assert response.status_code == 409
    assert "Integrale laadvisie" in text(response)
    newest = response.context["form"].data["version"]
    as_coordinator.post(ADDRESS, typed("1", version=newest, **{"kies-laadvisie": "opgeslagen"}))
    assert stored() == [(2, False, "")]


def test_the_same_typed_by_two_is_no_conflict(as_coordinator: Client, noord: Region) -> None:
    theirs = {"laadvisie": Given(1, is_pm=False)}
    write_totals(noord, ON, theirs, seen=SeenVersion(0), by=factories.user(is_reviewer=True))
    assert as_coordinator.post(ADDRESS, typed("1")).status_code == 302


def test_who_keeps_one_region_goes_straight_to_it(
    as_coordinator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert as_coordinator.get("/gemeenten/opgave/").url == ADDRESS  # type: ignore[attr-defined]
    # One of them for what the region gave last, which stands beside each field, one for remarks.
    with django_assert_num_queries(13):
        as_coordinator.get(ADDRESS)


def test_while_the_ministry_looks_they_are_only_shown(
    as_coordinator: Client, noord: Region
) -> None:
    as_coordinator.post(ADDRESS, typed("1"))
    factories.instrument(name="Plankaart")
    round_ = Round.objects.get()
    Submission.objects.all().delete()
    factories.submission(round=round_, unit=noord.unit, state=SubmissionState.SUBMITTED)
    page = text(as_coordinator.get(ADDRESS))
    assert "ligt bij het ministerie" in page
    assert "Totalen opslaan" not in page
    assert "Geen totaal opgegeven" in page
    assert as_coordinator.post(ADDRESS, typed("2")).status_code == 403
    assert stored() == [(1, False, "")]


def test_a_reviewer_chooses_and_others_have_nothing_to_give(
    as_reviewer: Client, noord: Region
) -> None:
    factories.region()
    assert "Regio Noord" in text(as_reviewer.get("/gemeenten/opgave/"))


# ------------------------------------------------------------------ what was given last round

BEFORE = date(2019, 12, 31)


@pytest.fixture
def last_round(noord: Region, visie: PolicyInstrument) -> ReportedCount:
    factories.round_(title="Eind 2019", reference_on=BEFORE, state="gepubliceerd")
    row: ReportedCount = ReportedCount.objects.create(
        region=noord, instrument=visie, reference_on=BEFORE, count=1
    )
    return row


def test_last_rounds_total_stands_beside_and_is_not_given_again(
    as_coordinator: Client, last_round: ReportedCount
) -> None:
    page = text(as_coordinator.get(ADDRESS))
    assert "Eind 2019: 1" in page
    as_coordinator.post(ADDRESS, typed(""))
    assert ReportedCount.objects.filter(reference_on=ON).count() == 0


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("", "Stand van eind 2019, overgenomen."),
        ("Een schatting.", "Stand van eind 2019, overgenomen. Een schatting."),
        ("Stand van eind 2018, overgenomen.", "Stand van eind 2018, overgenomen."),
    ],
)
def test_a_total_that_is_taken_over_says_of_which_round_it_is(
    as_coordinator: Client, last_round: ReportedCount, before: str, note: str
) -> None:
    last_round.note = before
    last_round.save()
    as_coordinator.post(ADDRESS, typed("", overnemen="laadvisie"))
    found = ReportedCount.objects.get(reference_on=ON)
    assert (found.count, found.note) == (1, note)
    assert "Overnemen" not in text(as_coordinator.get(ADDRESS))


def test_a_title_that_says_stand_van_itself_does_not_say_it_twice() -> None:
    given = Given(3, is_pm=False).taken_over("Stand van zaken eind 2020")
    assert given.note == "Stand van eind 2020, overgenomen."


def test_one_press_takes_over_one_total(
    as_coordinator: Client, noord: Region, last_round: ReportedCount
) -> None:
    plan = factories.instrument(slug="plankaart", name="Plankaart")
    ReportedCount.objects.create(region=noord, instrument=plan, reference_on=BEFORE, count=2)
    empty = {"plankaart-aantal": "", "plankaart-noot": ""}
    as_coordinator.post(ADDRESS, typed("", overnemen="plankaart") | empty)
    found = ReportedCount.objects.filter(reference_on=ON).values_list("instrument__slug", "count")
    assert list(found) == [("plankaart", 2)]


@pytest.mark.parametrize(("count", "typed_count"), [(3, ""), (1, "2")])
def test_what_no_longer_fits_or_was_given_anew_is_not_taken_over(
    as_coordinator: Client, last_round: ReportedCount, count: int, typed_count: str
) -> None:
    last_round.count = count
    last_round.save()
    as_coordinator.post(ADDRESS, typed(typed_count, overnemen="laadvisie"))
    found = ReportedCount.objects.filter(reference_on=ON).values_list("count", flat=True)
    assert list(found) == ([int(typed_count)] if typed_count else [])
