"""What changed since a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.progress import verbs
from nalportal.progress.models import Milestone, ReportingUnit
from tests import factories

CHANGES = "/start/wijzigingen/"


def long_ago() -> None:
    """All that is in the history by now happened before the last publication."""
    factories.dated(Milestone.history.all(), factories.FROZEN_AT - timedelta(days=9))


def shown(response: Any) -> list[tuple[str, bool, list[str]]]:
    return [
        (row.milestone.title, row.is_new, [change.field for change in row.changes])
        for row in response.context["changed"]
    ]


# --------------------------------------------------------------------------------- what changed


def test_since_the_last_published_round(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    row = factories.milestone(unit=noord, title="Oud")
    factories.milestone(unit=noord, title="Onveranderd")
    long_ago()
    factories.publication()
    verbs.raise_attention(row, by=coordinator, reason="Vertraagd")
    factories.milestone(unit=noord, title="Nieuw")
    response = as_coordinator.get(CHANGES)
    assert shown(response) == [("Nieuw", True, []), ("Oud", False, ["category"])]
    assert "Reden: Vertraagd" in response.content.decode()


def test_there_and_back_is_told_as_no_difference(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    row = factories.milestone(unit=noord, title="Heen en weer")
    long_ago()
    factories.publication()
    verbs.plan(verbs.raise_attention(row, by=coordinator), planned=None, by=coordinator)
    assert shown(as_coordinator.get(CHANGES)) == [("Heen en weer", False, [])]


def test_since_a_day(as_coordinator: Client, noord: ReportingUnit) -> None:
    factories.milestone(unit=noord, title="Oud")
    long_ago()
    factories.milestone(unit=noord, title="Nieuw")
    today = short_date(timezone.localdate())
    assert shown(as_coordinator.get(CHANGES, {"sinds": today})) == [("Nieuw", True, [])]


def test_from_the_beginning_while_nothing_is_published(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    factories.milestone(unit=noord)
    assert "Sinds het begin" in as_coordinator.get(CHANGES).content.decode()


def test_nothing_changed_is_said(as_coordinator: Client) -> None:
    assert "Er is niets veranderd" in as_coordinator.get(CHANGES).content.decode()


def test_a_reviewer_chooses_a_unit(as_reviewer: Client, noord: ReportingUnit) -> None:
    factories.milestone(unit=noord, title="Van Noord")
    factories.milestone(title="Van een ander")
    assert len(shown(as_reviewer.get(CHANGES))) == 2
    assert shown(as_reviewer.get(f"{CHANGES}?onderdeel=noord")) == [("Van Noord", True, [])]


def test_a_strangers_changes_are_not_shown(as_neighbour: Client, noord: ReportingUnit) -> None:
    factories.milestone(unit=noord)
    assert shown(as_neighbour.get(CHANGES)) == []


@pytest.mark.parametrize("query", ["?sinds=ooit", "?sinds=%00", "?onderdeel=oost"])
def test_what_makes_no_sense_is_told(as_coordinator: Client, query: str) -> None:
    assert "error-summary" in as_coordinator.get(CHANGES + query).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_changes_take_as_many_queries_however_many_they_are(
    as_coordinator: Client,
    noord: ReportingUnit,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for _ in range(count):
        factories.milestone(unit=noord, themes=(factories.theme(),))
    with django_assert_num_queries(11):
        as_coordinator.get(CHANGES)


def test_only_for_who_is_signed_in(client: Client, db: None) -> None:
    assert client.get(CHANGES).headers["Location"].startswith("/account/inloggen/")
