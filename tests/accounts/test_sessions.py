"""Sessions slide, and the browser can ask how long is left."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from nalportal.accounts import sessions
from nalportal.accounts.models import User

pytestmark = pytest.mark.django_db

LEFT, EXTEND = "/account/sessie/", "/account/sessie/verlengen/"
HOUR = 60 * 60


@pytest.fixture
def hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + HOUR
    monkeypatch.setattr(sessions.time, "time", lambda: later)  # type: ignore[attr-defined]


@pytest.fixture
def at_work(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    client.get("/account/wachtwoord/")
    return client


def seconds(client: Client, address: str = LEFT) -> int:
    return int(client.get(address).json()["seconds"])


def test_a_session_lasts_two_hours(at_work: Client) -> None:
    assert 2 * HOUR - 60 < seconds(at_work) <= 2 * HOUR


def test_it_ends_in_the_database_too(at_work: Client) -> None:
    left = Session.objects.get().expire_date - timezone.now()
    assert 2 * HOUR - 60 < left.total_seconds() <= 2 * HOUR


def test_asking_how_long_does_not_make_it_longer(at_work: Client, hour_later: None) -> None:
    assert seconds(at_work) <= HOUR
    assert seconds(at_work) <= HOUR


@pytest.mark.parametrize("address", [EXTEND, "/account/wachtwoord/"])
def test_any_other_page_makes_it_longer(at_work: Client, hour_later: None, address: str) -> None:
    at_work.get(address)
    assert seconds(at_work) >= 2 * HOUR - 1


def test_a_page_shortly_after_another_writes_nothing(at_work: Client) -> None:
    before = Session.objects.get().expire_date
    at_work.get("/account/wachtwoord/")
    assert Session.objects.get().expire_date == before


def test_signed_out_nothing_is_left(client: Client) -> None:
    assert (seconds(client), seconds(client, EXTEND)) == (0, 0)
    assert not client.cookies


def test_the_answer_is_never_kept(client: Client) -> None:
    assert "no-store" in client.get(LEFT).headers["Cache-Control"]


def test_each_page_says_how_long_is_left(at_work: Client) -> None:
    page = at_work.get("/account/wachtwoord/").content.decode()
    assert 'data-warning="300"' in page
    assert "js/session.js" in page


def test_pages_for_readers_carry_no_script(client: Client) -> None:
    assert "<script" not in client.get("/account/inloggen/").content.decode()


def test_without_an_app_one_can_still_ask(
    client: Client, reviewer: User, settings: Settings
) -> None:
    settings.DEMO = False
    client.force_login(reviewer)
    assert seconds(client, EXTEND) > 0
