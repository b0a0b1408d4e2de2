"""Whatever happened in whatever order: a letter tells what is so, to whom it concerns."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.desk import mailing
from nalportal.desk.models import Letter, LetterKind
from nalportal.progress import submissions
from nalportal.progress.models import ReportingUnit, Round, Submission, SubmissionState
from tests import factories

from .test_mailing import Broken

pytestmark = pytest.mark.django_db
BROKEN = f"{Broken.__module__}.Broken"


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021")


@pytest.fixture
def handed_in(noord: ReportingUnit, round_: Round) -> Submission:
    return factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)


def run() -> list[Any]:
    """One run of the timer; gives the mails that it sent."""
    before = len(mail.outbox)
    call_command("send_reminders", verbosity=0)
    return mail.outbox[before:]


def subjects(messages: list[Any], to: User) -> list[str]:
    return [message.subject for message in messages if message.to == [to.email]]


def hand_in(row: Submission, by: User) -> None:
    """As the page does it, without making its report."""
    row.refresh_from_db()
    submissions.receive(row, payload=b"{}", sha256="a" * 64, gaps=(), by=by, on_behalf_of=None)


# ------------------------------------------------------------------------------------- roles


def test_an_editor_who_was_removed_does_not_read_the_remarks(
    handed_in: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    mailing.make_letters(timezone.now())
    noord.editors.remove(coordinator)
    assert subjects(run(), coordinator) == []
    assert Letter.objects.get(to=coordinator).dropped_at is not None


def test_a_new_colleague_gets_no_old_news(
    handed_in: Submission, noord: ReportingUnit, reviewer: User, neighbour: User
) -> None:
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    noord.editors.add(neighbour)
    assert subjects(run(), neighbour) == []
    hand_in(handed_in, noord.editors.earliest("pk"))
    submissions.accept(Submission.objects.get(), by=reviewer, reason="")
    assert subjects(run(), neighbour) == ["Noord: inlevering geaccepteerd"]


def test_who_is_no_reviewer_any_more_hears_nothing_of_hand_ins(
    handed_in: Submission, reviewer: User, coordinator: User
) -> None:
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    hand_in(handed_in, coordinator)
    mailing.make_letters(timezone.now())
    reviewer.is_reviewer = False
    reviewer.save()
    assert subjects(run(), reviewer) == []


def test_the_ministry_hears_once_that_nobody_keeps_a_unit(
    noord: ReportingUnit, round_: Round, reviewer: User, beheerder: User, coordinator: User
) -> None:
    factories.submission(unit=noord, round=round_)
    noord.editors.remove(coordinator)
    messages = run()
    warned = {address for message in messages for address in message.to}
    assert warned == {reviewer.email, beheerder.email}
    assert messages[0].subject == "Noord: niemand houdt dit onderdeel bij"
    assert run() == []


def test_a_warning_that_was_heeded_before_it_went_is_dropped(
    noord: ReportingUnit, round_: Round, reviewer: User, coordinator: User
) -> None:
    factories.submission(unit=noord, round=round_)
    noord.editors.remove(coordinator)
    mailing.make_letters(timezone.now())
    noord.editors.add(coordinator)
    assert run() == []


# ------------------------------------------------------------------------------- what they say


def test_the_remarks_come_first_each_with_its_link(
    handed_in: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    factories.hand_in(submission=handed_in)
    row = factories.milestone(unit=noord, title="Snelladen")
    factories.remark(milestone=row, text="Welke datum?", by=reviewer)
    factories.region(unit=noord)
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    [message] = [found for found in run() if found.to == [coordinator.email]]
    body = re.sub(r"\s+", " ", message.body)
    general, remark = body.index("Vul aan"), body.index("Snelladen: Welke datum?")
    assert general < remark < body.index("U kunt weer wijzigen.") < body.index("Dit staat verder")
    assert f"Welke datum? http://localhost:8000/mijlpalen/{row.reference}/" in body
    assert f'href="http://localhost:8000/mijlpalen/{row.reference}/"' in message.alternatives[0][0]


def test_a_receipt_and_a_call_to_review(
    handed_in: Submission, reviewer: User, coordinator: User
) -> None:
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    hand_in(handed_in, coordinator)
    messages = run()
    assert subjects(messages, coordinator) == ["Noord: ingeleverd"]
    assert subjects(messages, reviewer) == ["Noord: te beoordelen"]
    [receipt] = [message for message in messages if message.to == [coordinator.email]]
    assert "Co Ordinator leverde Regio Noord in" in receipt.body
    assert "a" * 64 in receipt.body


def test_who_to_ask_stands_in_each_letter_and_answers_go_there(
    handed_in: Submission, reviewer: User, settings: Settings
) -> None:
    settings.CONTACT_EMAIL = "vraag@ministerie.example"
    submissions.accept(handed_in, by=reviewer, reason="")
    [message] = run()
    assert message.reply_to == ["vraag@ministerie.example"]
    words = "Een vraag? Antwoord op deze mail, of schrijf aan vraag@ministerie.example."
    assert words in message.body
    assert words in message.alternatives[0][0]


def test_who_to_ask_stands_on_each_page(client: Client, settings: Settings) -> None:
    settings.CONTACT_EMAIL = "vraag@ministerie.example"
    assert "mailto:vraag@ministerie.example" in client.get("/begrippen/").content.decode()


def test_a_letter_that_goes_twice_has_one_number(handed_in: Submission, reviewer: User) -> None:
    submissions.accept(handed_in, by=reviewer, reason="")
    [first] = run()
    # As when the process ends between the server's yes and the row that says so.
    Letter.objects.update(sent_at=None, subject="", text="", held_until=None)
    [second] = run()
    number = first.extra_headers["Message-ID"]
    assert second.extra_headers["Message-ID"] == number
    assert number.endswith("@localhost>")
    assert first.message()["Message-ID"] == number


# -------------------------------------------------------------------------------- invitations


def invited(**fields: Any) -> User:
    return User.objects.create_user("nieuw@regio.example", None, first_name="Nieuw", **fields)


def test_a_new_account_is_invited_and_chooses_a_password(
    client: Client, noord: ReportingUnit
) -> None:
    user = invited()
    noord.editors.add(user)
    [message] = run()
    assert message.subject == "Uw account voor Voortgang laadinfrastructuur"
    assert "U houdt bij: Regio Noord" in message.body
    assert "tweede stap" in message.body
    [link] = re.findall(r"http://localhost:8000(/account/wachtwoord/nieuw/\S+)", message.body)
    form = client.get(link, follow=True)
    new = {"password1": "een lang eigen wachtwoord", "password2": "een lang eigen wachtwoord"}
    client.post(form.redirect_chain[-1][0], new)
    user.refresh_from_db()
    assert user.check_password("een lang eigen wachtwoord")
    assert "/account/wachtwoord/nieuw/" not in Letter.objects.get().text
    assert run() == []


def test_an_invitation_that_is_needless_by_now_is_dropped() -> None:
    user = invited()
    mailing.make_letters(timezone.now())
    user.set_password("een lang eigen wachtwoord")
    user.save()
    assert run() == []


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_demo": True}])
def test_who_may_not_come_in_is_not_invited(fields: dict[str, bool]) -> None:
    invited(**fields)
    assert run() == []


def test_an_account_of_long_ago_is_not_invited_when_mail_begins() -> None:
    user = invited()
    user.date_joined = timezone.now() - timedelta(days=15)
    user.save()
    assert run() == []


def test_the_page_of_the_beheer_makes_accounts_that_are_invited(
    client: Client, beheerder: User
) -> None:
    client.force_login(beheerder)
    page = "/admin/accounts/user/add/"
    assert client.get(page).context["adminform"].form["usable_password"].value() == "false"
    sent = {"email": "nieuw@regio.example", "first_name": "Nieuw", "usable_password": "false"}
    client.post(page, sent)
    [message] = run()
    assert message.to == ["nieuw@regio.example"]


def test_a_password_that_was_found_again_needs_no_letter(reviewer: User) -> None:
    mailing.send_password_letter(reviewer)
    reviewer.last_login = timezone.now()
    reviewer.save()
    assert run() == []


# ------------------------------------------------------------------------------ interleavings

# What a letter says only while the submission is in this state.
STATE_OF = {
    LetterKind.RETURNED: SubmissionState.RETURNED,
    LetterKind.ACCEPTED: SubmissionState.ACCEPTED,
    LetterKind.HANDED_IN: SubmissionState.SUBMITTED,
    LetterKind.TO_REVIEW: SubmissionState.SUBMITTED,
}


class Story:
    """A unit, its editor, the ministry and a mail server, to which things happen."""

    def __init__(self, row: Submission, editor: User, reviewer: User, settings: Settings) -> None:
        self.row, self.editor, self.reviewer = row, editor, reviewer
        self.settings, self.works = settings, settings.EMAIL_BACKEND
        self.kept_since = timezone.now()

    def decide(self) -> None:
        self.row.refresh_from_db()
        if self.row.state == SubmissionState.SUBMITTED:
            submissions.return_to_editors(self.row, by=self.reviewer, reason="Vul aan")

    def accept(self) -> None:
        if self.row.state == SubmissionState.SUBMITTED:
            submissions.accept(self.row, by=self.reviewer, reason="")

    def hand_in(self) -> None:
        self.row.refresh_from_db()
        if self.row.state == SubmissionState.RETURNED:
            hand_in(self.row, self.editor)

    def change_role(self) -> None:
        editors = self.row.unit.editors
        if editors.filter(pk=self.editor.pk).exists():
            editors.remove(self.editor)
        else:
            editors.add(self.editor)
            self.kept_since = timezone.now()

    def outage(self) -> None:
        down = self.works != self.settings.EMAIL_BACKEND
        self.settings.EMAIL_BACKEND = self.works if down else BROKEN

    def timer(self) -> None:
        before = set(Letter.objects.exclude(sent_at=None).values_list("pk", flat=True))
        try:
            call_command("send_reminders", verbosity=0)
        except CommandError:
            assert self.settings.EMAIL_BACKEND == BROKEN
        self.row.refresh_from_db()
        for letter in Letter.objects.exclude(sent_at=None).exclude(pk__in=before):
            self.check(letter)

    def check(self, letter: Letter) -> None:
        """What went just now is so now, and concerns whom it went to."""
        kind = LetterKind(letter.kind)
        assert STATE_OF.get(kind, self.row.state) == self.row.state
        kept = self.row.unit.editors.filter(pk=self.editor.pk).exists()
        if letter.to == self.editor:
            assert kept
            assert self.row.log.get(pk=letter.key.rsplit(":", 1)[-1]).at >= self.kept_since
        elif kind == LetterKind.NOBODY:
            assert not kept


EVENTS: tuple[Callable[[Story], None], ...] = (
    Story.decide,
    Story.hand_in,
    Story.change_role,
    Story.outage,
    Story.timer,
)


@pytest.mark.parametrize("first", range(len(EVENTS)))
def test_in_whatever_order_things_happen_each_letter_is_right_when_it_goes(
    handed_in: Submission, coordinator: User, reviewer: User, settings: Settings, first: int
) -> None:
    others = [event for event in EVENTS if event is not EVENTS[first]]
    for order in itertools.permutations(others):
        with transaction.atomic():
            story = Story(handed_in, coordinator, reviewer, settings)
            # Made by now, so that each letter may be overtaken before it goes.
            for event in (EVENTS[first], *order):
                event(story)
                mailing.make_letters(timezone.now())
            settings.EMAIL_BACKEND = story.works
            story.timer()
            story.accept()
            story.timer()
            sent = Letter.objects.exclude(sent_at=None).values_list("key", "to")
            assert len(sent) == len(set(sent))
            assert not Letter.objects.filter(sent_at=None, dropped_at=None).exists()
            transaction.set_rollback(True)
        handed_in.refresh_from_db()
