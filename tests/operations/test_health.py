"""What an installation tells of itself, to a monitor, to the beheerder and in the terminal."""

import io
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.audit import AuditEvent
from nalportal.accounts.models import User
from nalportal.operations import health
from nalportal.operations.health import State, findings
from nalportal.operations.models import Timer
from nalportal.operations.timers import LATE_AFTER, NAMES, run
from tests import factories
from tests.conftest import PASSWORD
from tests.ports import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    return tmp_path


@pytest.fixture
def on_time(settings: Any) -> None:
    """Every timer has just done its work, and two people look after the site."""
    now = timezone.now()
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / "nal-20261128-030000.sqlite3.gz").touch()
    for _time in range(2):
        factories.user(is_staff=True)
    for command in LATE_AFTER:
        Timer.objects.create(command=command, started_at=now, succeeded_at=now)


def states() -> dict[str, State]:
    return {finding.name: finding.state for finding in findings()}


def told(name: str) -> str:
    return next(finding.told for finding in findings() if finding.name == name)


def test_all_is_good_on_a_site_that_is_looked_after(on_time: None) -> None:
    assert set(states().values()) == {State.GOOD}


def test_a_database_that_does_not_answer_is_wrong_and_the_rest_is_still_looked_at() -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("no answer")):
        found = states()
    assert found["database"] is State.WRONG
    assert found["cache"] is State.GOOD


def test_a_mail_server_is_looked_at_while_the_database_is_away(settings: Any) -> None:
    """Else who starts the portal after both broke hears of the second only later."""
    settings.DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("no answer")):
        assert told("mail") == "Niet na te gaan: ConnectionRefusedError."


def test_a_migration_that_did_not_run_is_wrong() -> None:
    with mock.patch.object(MigrationExecutor, "migration_plan", return_value=[1]):
        assert states()["database"] is State.WRONG
        assert told("database") == "1 stap van manage.py migrate is niet uitgevoerd."


def test_a_folder_that_cannot_be_written_is_said(settings: Any, own_folder: Path) -> None:
    settings.VAR_DIR = own_folder / "is er niet"
    assert states()["map"] is State.LOOK


def test_a_disk_that_runs_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert states()["map"] is State.LOOK


def test_a_cache_that_keeps_nothing_is_said(settings: Any) -> None:
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "files": nothing}
    assert states()["cache"] is State.LOOK


def test_a_letter_that_waits_for_more_than_a_day_is_said(on_time: None) -> None:
    letter = factories.letter()
    assert states()["brieven"] is State.GOOD
    type(letter).objects.update(made_at=timezone.now() - timedelta(hours=27))
    assert states()["brieven"] is State.LOOK


def test_a_worker_that_is_gone_is_said_before_any_job_waits(own_folder: Path) -> None:
    """Killed with -9, so that nothing of its own could tell; where none ever worked, none lacks."""
    assert states()["taken"] is State.GOOD
    command = [sys.executable, "manage.py", "worker"]
    environment = {**os.environ, "NAL_DEMO": "1", "NAL_VAR_DIR": str(own_folder)}
    environment["DATABASE_URL"] = f"sqlite:///{own_folder / 'empty.sqlite3'}"
    worker = subprocess.Popen(command, cwd=conf.BASE_DIR, env=environment)
    try:
        for _attempt in range(600):
            if (own_folder / "worker.here").exists() or worker.poll() is not None:
                break
            time.sleep(0.1)
        assert states()["taken"] is State.GOOD
    finally:
        worker.kill()
        worker.wait()
    assert states()["taken"] is State.LOOK
    assert "manage.py worker" in told("taken")
    (own_folder / "worker.here").unlink()
    assert states()["taken"] is State.GOOD


@pytest.mark.parametrize("sign", [-1, 1])  # 1: by a clock that was set back since
@pytest.mark.parametrize("command", sorted(LATE_AFTER))
def test_a_timer_that_does_not_come_is_named(on_time: None, command: str, sign: int) -> None:
    far = timezone.now() + sign * (LATE_AFTER[command] + timedelta(minutes=1))
    Timer.objects.filter(command=command).update(succeeded_at=far)
    assert told("opdrachten") == f"Te lang niet gelukt: {NAMES[command]} ({command})."


def test_a_backup_that_is_old_or_not_there_is_said(on_time: None, settings: Any) -> None:
    [file] = settings.BACKUP_DIR.iterdir()
    os.utime(file, (0, 0))
    assert told("back-up") == "De nieuwste back-up is van 01-01-1970 01:00."
    ahead = (timezone.now() + timedelta(days=3)).timestamp()
    os.utime(file, (ahead, ahead))
    assert states()["back-up"] is State.LOOK
    file.unlink()
    assert (states()["back-up"], told("back-up")) == (State.LOOK, "Er is geen back-up.")


def test_a_log_that_can_be_changed_is_said() -> None:
    with mock.patch.object(health, "unguarded", return_value=["accounts_auditevent"]):
        assert states()["sloten"] is State.LOOK
        assert "accounts_auditevent" in told("sloten")


def test_a_beheerder_alone_is_said(beheerder: User) -> None:
    assert states()["beheerders"] is State.LOOK


# ----------------------------------------------------------------------------------- timers


def test_a_run_that_ends_well_is_noted() -> None:
    call_command("timer", "clearsessions")
    timer = Timer.objects.get(command="clearsessions")
    assert timer.succeeded_at is not None
    assert timer.succeeded_at >= timer.started_at
    assert timer.failed_at is None
    call_command("timer", "seal")
    assert "zegels gemaakt" in Timer.objects.get(command="seal").told


def test_a_run_that_fails_is_noted_and_fails(on_time: None) -> None:
    before = Timer.objects.get(command="clearsessions").succeeded_at
    fails = mock.patch("nalportal.operations.timers.call_command", side_effect=CommandError("nee"))
    with fails, pytest.raises(CommandError, match="nee"):
        run("clearsessions")
    timer = Timer.objects.get(command="clearsessions")
    assert timer.failed_at is not None
    assert timer.failed_at >= timer.started_at
    assert timer.succeeded_at == before
    assert timer.told == "nee"


def test_only_what_has_a_place_on_the_list_is_run() -> None:
    with pytest.raises(CommandError):
        call_command("timer", "flush")


# ---------------------------------------------------------------------------------- doctor


def test_doctor_says_each_finding_and_ends_well(on_time: None) -> None:
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert [line.split()[:2] for line in out.getvalue().splitlines()] == [
        ["goed", name] for name in health.ALL
    ]


def test_doctor_fails_on_what_somebody_should_look_at() -> None:
    with pytest.raises(CommandError, match="Kijk naar: opdrachten"):
        call_command("doctor", stdout=io.StringIO())


# ----------------------------------------------------------------------------------- pages


def test_the_process_is_live_without_a_single_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/gezond/").text == "ok\n"


def test_ready_tells_a_stranger_no_more_than_whether(client: Client) -> None:
    response = client.get("/gezond/klaar/")
    assert response.json() == {"klaar": True, "delen": {"database": "goed"}}
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("host db.example")):
        response = client.get("/gezond/klaar/")
    assert response.status_code == 503
    assert response.json() == {"klaar": False, "delen": {"database": "fout"}}


def test_a_monitor_with_the_token_is_told_all(client: Client, on_time: None, settings: Any) -> None:
    settings.HEALTH_TOKEN = "fictief-" * 5
    with_token = {"Authorization": f"Bearer {settings.HEALTH_TOKEN}"}
    parts = client.get("/gezond/klaar/", headers=with_token).json()["delen"]
    assert list(parts) == list(health.ALL)
    assert set(parts["opdrachten"]["gegevens"]) == set(LATE_AFTER)
    assert parts["back-up"]["gegevens"]["newest"]
    assert parts["brieven"]["gegevens"] == {"oldest_letter": None}
    for wrong in ("Bearer ", "Bearer nee", "", f"Bearer {settings.HEALTH_TOKEN}x"):
        parts = client.get("/gezond/klaar/", headers={"Authorization": wrong}).json()["delen"]
        assert parts == {"database": "goed"}


def test_the_beheerder_begins_a_command_and_sees_what_it_said(
    client: Client, beheerder: User
) -> None:
    client.force_login(beheerder)
    token = client.get("/gezond/toestand/").context["commands"][0]["form"]["token"].value()
    with mock.patch("nalportal.operations.timers.subprocess.Popen") as began:
        page = client.post("/gezond/toestand/verify/", {"token": token}, follow=True).text
        client.post("/gezond/toestand/verify/", {"token": token})  # pressed twice
    assert began.call_count == 1
    assert began.call_args.args[0][-2:] == ["timer", "verify"]
    assert "De opdracht is begonnen." in page
    assert AuditEvent.objects.filter(what="timer:verify").count() == 1
    Timer.objects.create(command="verify", started_at=timezone.now(), told="keten: 3 kloppen.")
    page = client.get("/gezond/toestand/").text
    assert all(word in page for word in ("keten: 3 kloppen.", "(loopt)"))
    with mock.patch("nalportal.operations.timers.subprocess.Popen") as began:
        page = client.post("/gezond/toestand/verify/", {"token": uuid4()}, follow=True).text
    assert not began.called
    assert "loopt nog" in page
    assert client.post("/gezond/toestand/flush/", {"token": uuid4()}).status_code == 404


def test_the_beheerder_sees_every_finding(client: Client, beheerder: User) -> None:
    client.login(username=beheerder.email, password=PASSWORD)
    page = client.get("/gezond/toestand/").text
    assert all(escape(finding.told) in page for finding in findings() if finding.name != "map")
    assert "Te lang niet gelukt" in page
