"""Letters as they arrive: what they say, that each goes once, and what a broken server does."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.desk import mailing
from nalportal.desk.models import Letter, LetterKind
from nalportal.dutch import long_date
from nalportal.progress import rounds, submissions
from nalportal.progress.models import (
    ReportingUnit,
    Round,
    RoundState,
    Submission,
    SubmissionState,
)
from tests import factories
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021", deadline_on=in_days(7))


@pytest.fixture
def submission(noord: ReportingUnit, round_: Round) -> Submission:
    return factories.submission(unit=noord, round=round_)


@pytest.fixture
def handed_in(noord: ReportingUnit, round_: Round) -> Submission:
    return factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)


def run() -> list[Any]:
    """One run of the timer; gives the mails that it sent."""
    before = len(mail.outbox)
    call_command("send_reminders", verbosity=0)
    return mail.outbox[before:]


def words(message: Any) -> str:
    """Text and HTML of a mail, on one line."""
    html: str = message.alternatives[0][0]
    assert message.alternatives[0][1] == "text/html"
    return re.sub(r"\s+", " ", message.body + html)


# --------------------------------------------------------------------------- what they say


def test_a_reminder_says_until_when_and_where(submission: Submission, coordinator: User) -> None:
    (message,) = run()
    assert message.to == [coordinator.email]
    assert message.subject == "Noord: nog 7\xa0dagen om in te leveren"
    text = message.body
    assert "Goedendag Co Ordinator," in text
    assert f"“Medio 2021” kan tot en met {long_date(in_days(7))}." in text
    assert "http://localhost:8000/" in text
    assert "Zet ze uit" in text


def test_a_reminder_names_what_is_missing_with_the_way_to_it(
    submission: Submission, noord: ReportingUnit
) -> None:
    factories.region(unit=noord)
    late = in_days(-400)
    factories.milestone(unit=noord, planned_on=late, planned_precision="day")
    submission.round.reference_on = in_days(-30)
    submission.round.save()
    (message,) = run()
    assert "Dit staat nog open:" in message.body
    assert "- Verplicht: 1 geplande mijlpaal is over de verwachte datum heen." in message.body
    assert "  http://localhost:8000/onderdeel/noord/geen/gerealiseerd/" in message.body
    html = message.alternatives[0][0]
    assert 'href="http://localhost:8000/onderdeel/noord/geen/gerealiseerd/"' in html


def test_an_opened_round_names_ones_units(
    noord: ReportingUnit, zuid: ReportingUnit, reviewer: User
) -> None:
    concept = factories.round_(title="Medio 2021", state=RoundState.CONCEPT)
    rounds.open_round(concept, by=reviewer)
    (message,) = run()
    assert message.subject == "De ronde “Medio 2021” is open"
    assert "omdat u Regio Noord en Regio Zuid bijhoudt" in words(message)


def test_what_was_returned_comes_with_the_remark(handed_in: Submission, reviewer: User) -> None:
    remark = "Vul <b>de datums</b> aan & lever opnieuw in."
    submissions.return_to_editors(handed_in, by=reviewer, reason=remark)
    (message,) = [message for message in run() if "teruggestuurd" in message.subject]
    assert message.subject == "Noord: teruggestuurd met een opmerking"
    assert remark in message.body
    html = message.alternatives[0][0]
    assert "Vul &lt;b&gt;de datums&lt;/b&gt; aan &amp; lever opnieuw in." in html


def test_acceptance_and_publication(handed_in: Submission, reviewer: User) -> None:
    submissions.accept(handed_in, by=reviewer, reason="Goed werk")
    (message,) = run()
    assert message.subject == "Noord: inlevering geaccepteerd"
    assert "Goed werk" in message.body
    row = factories.publication(published_by=reviewer)
    mailing.make_letters(row.published_at + timedelta(days=1))
    published = [m for m in run() if "is gepubliceerd" in m.subject]
    assert [m.to for m in published] == [[reviewer.email]]
    assert f"/rondes/{row.round.slug}/" in published[0].body


def test_the_ministry_reads_who_is_late(
    submission: Submission, round_: Round, reviewer: User
) -> None:
    round_.deadline_on = in_days(-3)
    round_.save()
    by_address = {message.to[0]: message for message in run()}
    assert by_address[reviewer.email].subject == "Medio 2021: 1 onderdeel is te laat met inleveren"
    late = by_address["noord@regio.example"]
    assert late.subject == "Noord: de termijn om in te leveren is verstreken"
    assert "kon tot en met" in late.body


# --------------------------------------------------------------------------------- only once


def test_twice_the_same_day_sends_nothing_twice(submission: Submission) -> None:
    assert len(run()) == 1
    assert run() == []


def test_the_next_step_brings_the_next_letter(submission: Submission, round_: Round) -> None:
    run()
    round_.deadline_on = in_days(7)
    assert run() == []
    submission.extended_until, submission.extension_reason = in_days(1), "Ziekte"
    submission.save()
    (message,) = run()
    assert message.subject == "Noord: nog 1\xa0dag om in te leveren"


def test_a_letter_that_another_run_holds_is_left_to_it(submission: Submission) -> None:
    mailing.make_letters(timezone.now())
    Letter.objects.update(held_until=timezone.now() + timedelta(minutes=5))
    assert run() == []
    Letter.objects.update(held_until=timezone.now() - timedelta(minutes=5))
    assert len(run()) == 1


# ------------------------------------------------------------------------------ overtaken


def test_who_handed_in_meanwhile_is_not_reminded(submission: Submission) -> None:
    mailing.make_letters(timezone.now())
    submission.state = SubmissionState.SUBMITTED
    submission.save()
    assert run() == []
    assert Letter.objects.get().dropped_at is not None


def test_a_deadline_that_moved_drops_the_old_reminder(submission: Submission) -> None:
    mailing.make_letters(timezone.now())
    submission.extended_until, submission.extension_reason = in_days(60), "Ziekte"
    submission.save()
    assert run() == []


# --------------------------------------------------------------------------- a broken server


class Broken(EmailBackend):
    """A mail server that says this to everything."""

    error: Exception = SMTPServerDisconnected("weg")

    def send_messages(self, messages: Any) -> int:
        raise self.error


@pytest.fixture
def broken(settings: Settings) -> Iterator[type[Broken]]:
    settings.EMAIL_BACKEND = f"{Broken.__module__}.Broken"
    yield Broken
    Broken.error = SMTPServerDisconnected("weg")


def test_a_server_that_is_down_loses_nothing(
    noord: ReportingUnit, submission: Submission, broken: type[Broken], settings: Settings
) -> None:
    # With a password, so that nobody is invited besides.
    addresses = ("een@regio.example", "twee@regio.example")
    noord.editors.add(*(User.objects.create_user(address, PASSWORD) for address in addresses))
    for _ in range(2):
        with pytest.raises(CommandError, match="volgende keer opnieuw"):
            run()
    # One is tried each time: nobody waits for the others to fail too.
    tried = Letter.objects.order_by("pk").values_list("tries", "last_error")
    assert list(tried) == [(1, "SMTPServerDisconnected")] * 2 + [(0, "")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(run()) == 3
    assert Letter.objects.filter(sent_at=None, dropped_at=None).count() == 0


def test_one_mailbox_that_is_refused_does_not_stop_the_others(
    noord: ReportingUnit, submission: Submission, broken: type[Broken]
) -> None:
    noord.editors.add(factories.user())
    broken.error = SMTPRecipientsRefused({})
    with pytest.raises(CommandError):
        run()
    assert set(Letter.objects.values_list("tries", "last_error")) == {(1, "SMTPRecipientsRefused")}


def test_a_letter_without_words_does_not_keep_the_others(
    submission: Submission, reviewer: User
) -> None:
    mailing.make_letters(timezone.now())
    bad = factories.letter(key="gepubliceerd:0", kind=LetterKind.PUBLISHED, to=reviewer)
    with pytest.raises(CommandError):
        run()
    bad.refresh_from_db()
    assert (bad.tries, bad.last_error, len(mail.outbox)) == (1, "DoesNotExist", 1)


def test_the_log_keeps_no_secrets(submission: Submission, broken: type[Broken]) -> None:
    broken.error = SMTPAuthenticationError(535, b"wachtwoord geheim is fout")
    with pytest.raises(CommandError):
        run()
    assert Letter.objects.get().last_error == "SMTPAuthenticationError 535"


def test_what_went_is_kept_with_its_words(submission: Submission) -> None:
    (message,) = run()
    letter = Letter.objects.get()
    assert (letter.subject, letter.text) == (message.subject, message.body)
    assert letter.sent_at is not None


# ------------------------------------------------------------------------------- the switch


def account_page(client: Client) -> dict[str, str]:
    """What a browser sends back of the page of one's account with the switch off."""
    return {"gezien": client.get("/account/").context["form"]["gezien"].value()}


def test_an_older_page_does_not_turn_it_back(as_coordinator: Client, coordinator: User) -> None:
    older = account_page(as_coordinator) | {"reminders": "on"}
    as_coordinator.post("/account/", account_page(as_coordinator))
    entries = coordinator.history.count()
    as_coordinator.post("/account/", older)
    coordinator.refresh_from_db()
    assert (coordinator.wants_reminders, coordinator.history.count()) == (False, entries)


def test_who_wants_no_reminders_gets_none_but_hears_of_a_return(
    as_coordinator: Client, submission: Submission, coordinator: User, reviewer: User
) -> None:
    response = as_coordinator.post("/account/", account_page(as_coordinator), follow=True)
    assert "Uw keuze is opgeslagen." in response.content.decode()
    assert run() == []
    submission.state = SubmissionState.SUBMITTED
    submission.save()
    submissions.return_to_editors(submission, by=reviewer, reason="Vul aan")
    assert [message.subject for message in run()] == ["Noord: teruggestuurd met een opmerking"]


def test_the_switch_turns_on_again(as_coordinator: Client, coordinator: User) -> None:
    as_coordinator.post("/account/", account_page(as_coordinator))
    assert "checked" not in as_coordinator.get("/account/").content.decode()
    as_coordinator.post("/account/", account_page(as_coordinator) | {"reminders": "on"})
    coordinator.refresh_from_db()
    assert coordinator.wants_reminders
    assert coordinator.history.first().history_change_reason == "Herinneringen aan- of uitgezet"


def test_a_letter_that_waits_respects_the_switch(submission: Submission, coordinator: User) -> None:
    mailing.make_letters(timezone.now())
    coordinator.wants_reminders = False
    coordinator.save()
    assert run() == []


# --------------------------------------------------------------------- a reviewer reminds


def test_a_reviewer_reminds_the_units_that_still_owe(
    submission: Submission, noord: ReportingUnit, zuid: ReportingUnit, reviewer: User
) -> None:
    factories.submission(unit=zuid, round=submission.round, state=SubmissionState.ACCEPTED)
    done = mailing.remind([noord, zuid], submission.round, by=reviewer)
    assert (done.letters, done.silent) == (1, ())
    mailing.send_letters()
    (message,) = mail.outbox
    assert (
        "Bo Oordelaar van het ministerie vraagt u om in te leveren voor Regio Noord."
        in message.body
    )
    assert Letter.objects.get().kind == LetterKind.ASKED


def test_once_a_day_however_often_it_is_asked(
    submission: Submission, noord: ReportingUnit, reviewer: User
) -> None:
    mailing.remind([noord], submission.round, by=reviewer)
    assert mailing.remind([noord], submission.round, by=reviewer).letters == 0


def test_units_where_nobody_hears_it_are_named(
    submission: Submission, noord: ReportingUnit, coordinator: User, reviewer: User
) -> None:
    coordinator.wants_reminders = False
    coordinator.save()
    done = mailing.remind([noord], submission.round, by=reviewer)
    assert (done.letters, done.silent) == (0, ("Noord",))


# -------------------------------------------------------------------------- without waiting


class AtOnce:
    """A thread that is waited for."""

    def __init__(self, target: Callable[[], None], daemon: bool) -> None:
        self.start = target


@pytest.mark.parametrize("is_down", [False, True])
def test_a_decision_starts_the_mail_and_is_not_held_up_by_it(
    submission: Submission,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    is_down: bool,
) -> None:
    settings.SEND_MAIL_SOON = True
    if is_down:
        settings.EMAIL_BACKEND = f"{Broken.__module__}.Broken"
    monkeypatch.setattr(mailing, "Thread", AtOnce)
    # Here it is the test's own connection.
    monkeypatch.setattr(connections, "close_all", lambda: None)
    with django_capture_on_commit_callbacks(execute=True):
        mailing.send_soon()
        assert mail.outbox == []
    assert len(mail.outbox) == (0 if is_down else 1)
    assert Letter.objects.get().tries == 1
