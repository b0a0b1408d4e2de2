"""The audit log on screen: by person, kind and day; for the beheerder only."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.audit import AuditKind, Pseudonym
from nalportal.accounts.models import User
from nalportal.progress.models import RoundState
from tests import factories

pytestmark = pytest.mark.django_db

LOG = "/gezond/logboek/"


@pytest.fixture
def looking(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def lines(client: Client, query: str = "") -> list[str]:
    return [line.told for line in client.get(LOG + query).context["lines"]]


def test_a_line_tells_who_what_and_when(looking: Client, reviewer: User) -> None:
    factories.audit_event(AuditKind.EXPORT, by=reviewer, what="milestones-csv")
    page = looking.get(LOG).text
    assert all(word in page for word in (str(reviewer), "Bestand opgehaald", "milestones-csv"))


def test_it_is_searched_by_person_kind_day_and_code(looking: Client, reviewer: User) -> None:
    factories.audit_event(AuditKind.EXPORT, by=reviewer, what="een")
    factories.audit_event(AuditKind.REFUSED, by=reviewer, what="twee")
    factories.audit_event(AuditKind.REFUSED, what="drie")
    assert lines(looking, f"?wie={reviewer.pk}")[:2] == ["twee", "een"]
    assert lines(looking, "?wat=refused") == ["drie", "twee"]
    assert lines(looking, "?q=ee") == ["twee", "een"]
    today = timezone.localdate()
    assert len(lines(looking, f"?vanaf={today:%d-%m-%Y}&tot={today:%d-%m-%Y}")) >= 3
    assert lines(looking, "?tot=1-1-2020") == []
    assert "Geen regels gevonden" in looking.get(LOG + "?tot=1-1-2020").text
    assert "Vul een dag in" in looking.get(LOG + "?tot=2020").text


def test_rights_are_in_words_and_who_is_forgotten_has_no_name(
    looking: Client, reviewer: User
) -> None:
    factories.audit_event(AuditKind.ACCOUNT, by=reviewer, what="is_staff=1")
    assert lines(looking)[0] == "beheerder: ja"
    factories.audit_event(AuditKind.ROUND, what=f"eind-2020:{RoundState.OPEN}")
    factories.audit_event(AuditKind.FAILED, what="password")
    assert lines(looking)[:2] == ["wachtwoord", f"eind-2020: {RoundState.OPEN.label}"]
    Pseudonym.objects.filter(user=reviewer).delete()
    assert looking.get(LOG).context["lines"][2].person.startswith("vergeten (")


def test_however_many_lines_the_page_asks_the_same(
    looking: Client, reviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(60):
        factories.audit_event(by=reviewer)
    # Account, people of the filter, number of lines, a page of them, their names.
    with django_assert_num_queries(5):
        assert len(lines(looking, "?page=2")) >= 10
