"""Faults in real processes: killed at each step of a forgetting; two timers
at once; a night in which an hour comes twice or not at all."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from nalportal.accounts.models import Session, User
from nalportal.desk import mailing
from nalportal.desk.models import Letter
from nalportal.operations.models import Timer
from nalportal.progress.models import RoundState, SubmissionState
from tests import factories
from tests.accounts.codes import code_now, give_second_factor
from tests.conftest import PASSWORD
from tests.databases import url_for_another_process

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = -9


@pytest.fixture
def somebody(beheerder: User) -> User:
    factories.milestone(unit=factories.unit(slug="noord"), trekker="Iemand Weg")
    person: User = factories.user(first_name="Iemand", last_name="Weg")
    return person


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NAL_VAR_DIR": str(folder),
        "DATABASE_URL": url_for_another_process(folder),
    }


def killed(folder: Path, *program: str, **env: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *program],
        env=environment(folder) | env,
        capture_output=True,
        check=False,
        timeout=1_800,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return dict(json.loads(done.stdout))


def test_a_forgetting_that_is_killed_forgot_nothing(somebody: User, tmp_path: Path) -> None:
    found = killed(tmp_path, "tests.drill.killed", str(tmp_path))
    for point, seen in found["killed"].items():
        assert seen == [KILLED, ["Weg", True, []]], point
    assert found["then"] == [0, [f"Oud-medewerker {somebody.pk}", False, []]]


def test_a_move_a_backup_and_a_restore_that_are_killed_start_over(
    empty_target: str, tmp_path: Path
) -> None:
    """Killed six times in a row the move still arrives; no backup has its name before it is whole,
    and nothing of it lies about unlocked; a restore writes half a file again."""
    text = "%PDF-1.7 fictief"
    factories.evidence_file(
        milestone=factories.milestone(unit=factories.unit(slug="noord")),
        content=text.encode(),
    )
    site = {"DJANGO_SETTINGS_MODULE": "nalportal.settings", "NAL_DEMO": "1"}
    program = ("tests.drill.killed_move", str(tmp_path), empty_target, text)
    found = killed(tmp_path, *program, **site)
    assert found["move"] == [KILLED] * 6
    assert found["moved"] == [0, True]
    assert found["backup"] == [[KILLED, []]] * 4
    assert found["backed up"] == [0, ["nal-20261128-030000.sqlite3.gz"]]
    assert found["restore"] == [KILLED] * 3
    assert found["restored"] == [0, True, text]


def test_two_of_each_timer_at_once(somebody: User, tmp_path: Path) -> None:
    for n in range(5):
        mailing.send_security_letter(somebody, ("password_changed", "totp_activated")[n % 2])
    env = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "nalportal.settings", "NAL_DEMO": "1"}
    for command in ("send_reminders", "clearsessions", "seal"):
        run = [sys.executable, "manage.py", "timer", command]
        twice = [subprocess.Popen(run, cwd=settings.BASE_DIR, env=env) for _ in range(2)]
        assert [process.wait(timeout=300) for process in twice] == [0, 0], command
    sent = "".join(file.read_text() for file in (tmp_path / "mail").glob("*"))
    numbers = re.findall(r"^Message-ID: (.+)$", sent, re.M)
    # The sixth is the invitation of an account that never came in.
    assert len(numbers) == len(set(numbers)) == 6
    if connection.vendor == "postgresql":  # SQLite's was a copy
        assert Letter.objects.exclude(sent_at=None).count() == 6
        assert Timer.objects.filter(failed_at=None).count() == 3


# When clocks go back the hour from two to three is there twice; when they go on it is not.
NIGHTS = [
    datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
]


@pytest.mark.parametrize("off", [timedelta(), timedelta(hours=1), timedelta(hours=-1)])
def test_no_night_and_no_clock_brings_a_letter_twice(
    monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    """A reminder is of a day: however often a timer runs that night, and whichever way the clock
    of a machine was set, each of its letters goes once."""
    for night in (NIGHTS[:3], NIGHTS[3:]):
        local = timezone.localtime(night[-1])
        editor = factories.user()
        factories.submission(
            unit=factories.unit(editors=(editor,)),
            state=SubmissionState.IN_PROGRESS,
            round=factories.round_(
                state=RoundState.OPEN, deadline_on=local.date() + timedelta(days=2)
            ),
        )
        for moment in (*night, night[-1] + off, night[-1] + timedelta(hours=2)):
            monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
            mailing.make_letters(timezone.now())
            mailing.make_letters(timezone.now())
        keys = Letter.objects.filter(to=editor).values_list("key", flat=True)
        assert len([key for key in keys if key.startswith("termijn:")]) == 1


@pytest.mark.parametrize("night", [datetime(2026, 10, 25), datetime(2027, 3, 28)])  # noqa: DTZ001 - made aware below
def test_a_deadline_ends_at_midnight_here_also_in_a_night_in_which_clocks_change(
    monkeypatch: pytest.MonkeyPatch, night: datetime
) -> None:
    """Until then nobody is late; after it each editor hears it once, however often it is asked."""
    editor = factories.user()
    factories.submission(
        unit=factories.unit(editors=(editor,)),
        state=SubmissionState.IN_PROGRESS,
        round=factories.round_(state=RoundState.OPEN, deadline_on=night.date() - timedelta(days=1)),
    )
    midnight = timezone.make_aware(night).astimezone(UTC)
    late = Letter.objects.filter(to=editor, key__startswith="te-laat:")
    told = {}
    for minutes in (-90, -30, 30, 90, 150, 210):
        moment = midnight + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        mailing.make_letters(timezone.now())
        told[minutes] = late.count()
    assert told == {-90: 0, -30: 0, 30: 1, 90: 1, 150: 1, 210: 1}


@pytest.mark.parametrize("hours", [-1, 1])
def test_with_a_clock_an_hour_off_an_app_opens_nothing_and_a_recovery_code_does(
    client: Client, beheerder: User, settings: Any, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Whoever has a right code is told that it is wrong, and nothing of it lasts: with the clock
    right again, the app opens as before."""
    settings.DEMO = False
    [recovery, *_more] = give_second_factor(beheerder)

    def opens(browser: Client, code: str) -> bool:
        browser.post("/account/inloggen/", {"login": beheerder.email, "password": PASSWORD})
        browser.post("/account/inloggen/code/", {"code": code})
        return "_auth_user_id" in browser.session

    right = code_now()
    with monkeypatch.context() as off:
        real = time.time
        off.setattr(time, "time", lambda: real() + hours * 3600)
        assert not opens(Client(), right)
        assert opens(Client(), recovery)
    assert opens(client, code_now())


@pytest.mark.parametrize(("moved", "is_in"), [(-1, True), (1, True), (3, False)])
def test_a_clock_that_is_set_ends_no_session_within_its_two_hours(
    client: Client, beheerder: User, monkeypatch: pytest.MonkeyPatch, moved: int, is_in: bool
) -> None:
    client.force_login(beheerder)
    real: Callable[[], datetime] = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=moved))
    assert (client.get("/start/").status_code == 200) == is_in
    assert Session.objects.count() >= 1
