"""A machine whose clock was ahead, and is right again: nobody stays out, nothing stays behind."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from nalportal.accounts.models import Session, User
from nalportal.desk import mailing
from nalportal.operations.models import Timer
from nalportal.pages import jobs
from nalportal.pages.models import Job
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "laadpaal-2020-fictief"
AHEAD = [timedelta(hours=1), timedelta(days=400)]


@contextmanager
def a_clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> Iterator[None]:
    seconds, moment = time.time, timezone.now
    with monkeypatch.context() as off:
        off.setattr(time, "time", lambda: seconds() + ahead.total_seconds())
        off.setattr(timezone, "now", lambda: moment() + ahead)
        yield


@pytest.fixture
def counted(settings: Any) -> None:
    """Attempts are counted where the portal counts them; other tests do without the database."""
    table = {"BACKEND": "nalportal.caching.ClockedDatabaseCache", "LOCATION": "nal_cache"}
    settings.CACHES = {**settings.CACHES, "default": table}


@pytest.fixture
def user() -> User:
    found = factories.user()
    found.set_password(PASSWORD)
    found.save()
    return found


def sign_in(user: User, password: str) -> Client:
    client = Client()
    client.post("/account/inloggen/", {"login": user.email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("ahead", AHEAD)
def test_failed_attempts_of_a_clock_that_was_ahead_lock_nobody_out(
    monkeypatch: pytest.MonkeyPatch, user: User, ahead: timedelta
) -> None:
    with a_clock(monkeypatch, ahead):
        for _attempt in range(6):
            sign_in(user, "verkeerd wachtwoord")
        assert not is_in(sign_in(user, PASSWORD))
    assert is_in(sign_in(user, PASSWORD))


@pytest.mark.usefixtures("counted")
def test_attempts_of_now_still_count(user: User) -> None:
    for _attempt in range(6):
        sign_in(user, "verkeerd wachtwoord")
    assert not is_in(sign_in(user, PASSWORD))


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_session_that_began_ahead_ends_as_any_other(
    monkeypatch: pytest.MonkeyPatch, user: User, ahead: timedelta, settings: Any
) -> None:
    # The clock of sessions stands still in other tests.
    monkeypatch.setattr("nalportal.accounts.sessions.time", time)
    with a_clock(monkeypatch, ahead):
        client = sign_in(user, PASSWORD)
        assert client.get("/start/").status_code == 200
    assert client.get("/start/").status_code == 200
    longest = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert Session.objects.get().expire_date <= longest


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_letter_that_was_held_ahead_goes(
    monkeypatch: pytest.MonkeyPatch, user: User, ahead: timedelta
) -> None:
    letter = factories.letter(to=user)
    with a_clock(monkeypatch, ahead):
        assert mailing._hold(letter.pk)
    assert mailing._hold(letter.pk)
    assert not mailing._hold(letter.pk)


def test_a_timer_that_began_ahead_may_be_started() -> None:
    now = timezone.now()
    assert Timer(command="seal", started_at=now).is_running
    assert not Timer(command="seal", started_at=now + timedelta(days=1)).is_running


def test_a_job_that_was_asked_ahead_is_begun(monkeypatch: pytest.MonkeyPatch, user: User) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(jobs, "start_soon", lambda: begun.append(True))
    job = Job(kind="nergens", by=user, asked_at=timezone.now() + timedelta(hours=1))
    jobs.start_if_forgotten(job)
    assert begun == [True]
