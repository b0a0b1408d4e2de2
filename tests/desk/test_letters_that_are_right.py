"""Whatever happened in whatever order: a letter tells what is so, to whom it concerns."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import hypothesis
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocalBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.desk import account_letters, letters, mailing
from nalportal.desk.models import Letter, LetterKind
from nalportal.progress import remarks, submissions
from nalportal.progress.models import Remark, ReportingUnit, Round, Submission, SubmissionState
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.remarks import Subject
from tests import factories
from tests.conftest import PASSWORD

from .test_mailing import Broken

pytestmark = pytest.mark.django_db
BROKEN = f"{Broken.__module__}.Broken"


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021")


@pytest.fixture
def handed_in(noord: ReportingUnit, round_: Round) -> Submission:
    return factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)


class BreaksHalfway(LocalBackend):
    """A mail server that takes so many letters and then goes away."""

    left = 0
    says_yes = True

    def send_messages(self, messages: Any) -> int:
        if type(self).left:
            type(self).left -= 1
            return super().send_messages(messages)
        if self.says_yes:
            super().send_messages(messages)
        raise SMTPServerDisconnected("weg")


BREAKS_HALFWAY = f"{__name__}.BreaksHalfway"


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


# ---------------------------------------------------------------- remarks outside a decision


@pytest.fixture
def at_work(noord: ReportingUnit, round_: Round) -> Submission:
    factories.region(unit=noord)
    return factories.submission(unit=noord, round=round_, state=SubmissionState.IN_PROGRESS)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits whether there is more to come."""
    monkeypatch.setattr(letters, "QUIET", timedelta(0))


def ask(unit: ReportingUnit, text: str, by: User) -> Remark:
    return remarks.ask(Subject(unit, RemarkKind.UNIT, unit.name), text=text, by=by)


def texts(messages: list[Any], to: User) -> list[str]:
    return [re.sub(r"\s+", " ", found.body) for found in messages if found.to == [to.email]]


@pytest.mark.usefixtures("at_once")
def test_a_remark_outside_a_decision_goes_to_who_keeps_the_unit(
    at_work: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    for text in ("Welke datum?", "Welk besluit?"):
        ask(noord, text, reviewer)
    messages = run()
    assert subjects(messages, coordinator) == ["Noord: opmerkingen van het ministerie"]
    [body] = texts(messages, coordinator)
    assert "Er staan 2 opmerkingen van het ministerie open bij Regio Noord:" in body
    address = (
        f"http://localhost:8000/opmerkingen/noord/#opmerking-{Remark.objects.earliest('pk').pk}"
    )
    assert f"Welke datum? {address}" in body
    assert run() == []
    ask(noord, "Nog iets?", reviewer)
    [body] = texts(run(), coordinator)
    assert "Nog iets?" in body


def test_who_is_still_writing_remarks_sends_one_letter_later(
    at_work: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    ask(noord, "Welke datum?", reviewer)
    assert subjects(run(), coordinator) == []
    later = timezone.now() + timedelta(minutes=16)
    assert mailing.make_letters(later) == 1


@pytest.mark.usefixtures("at_once")
def test_an_answer_that_was_first_keeps_the_letter_from_going(
    at_work: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    row = ask(noord, "Welke datum?", reviewer)
    mailing.make_letters(timezone.now())
    remarks.say(row, text="12 november", by=coordinator)
    assert run() == []


@pytest.mark.usefixtures("at_once")
def test_what_is_written_while_the_ministry_looks_goes_with_its_decision(
    handed_in: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    factories.hand_in(submission=handed_in)
    factories.region(unit=noord)
    ask(noord, "Welke datum?", reviewer)
    assert subjects(run(), coordinator) == []
    submissions.return_to_editors(handed_in, by=reviewer, reason="Vul aan")
    messages = run()
    assert subjects(messages, coordinator) == ["Noord: teruggestuurd met een opmerking"]
    assert "Welke datum?" in texts(messages, coordinator)[0]
    ask(noord, "En dit?", reviewer)
    assert subjects(run(), coordinator) == ["Noord: opmerkingen van het ministerie"]


@pytest.mark.usefixtures("at_once")
def test_what_a_unit_asks_goes_to_the_ministry(
    at_work: Submission, noord: ReportingUnit, reviewer: User, coordinator: User
) -> None:
    ask(noord, "Mag dit later?", coordinator)
    messages = run()
    assert subjects(messages, coordinator) == []
    assert subjects(messages, reviewer) == ["Noord: vraag aan het ministerie"]
    assert "Mag dit later?" in texts(messages, reviewer)[0]


# ------------------------------------------------------------------- a server that breaks halfway


@pytest.mark.parametrize("accepted", range(4))
@pytest.mark.parametrize("says_yes", [True, False])
def test_a_server_that_breaks_in_the_middle_loses_nothing_and_sends_nothing_twice(
    handed_in: Submission,
    reviewer: User,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    accepted: int,
    says_yes: bool,
) -> None:
    """``says_yes``: it took the last one too, but the connection broke before it could say so."""
    # With a password, so that nobody is invited besides.
    people = [User.objects.create_user(f"{n}@regio.example", PASSWORD) for n in range(3)]
    handed_in.unit.editors.set(people)
    submissions.accept(handed_in, by=reviewer, reason="")
    monkeypatch.setattr(BreaksHalfway, "left", accepted)
    monkeypatch.setattr(BreaksHalfway, "says_yes", says_yes)
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, BREAKS_HALFWAY
    if accepted < len(people):
        with pytest.raises(CommandError):
            call_command("send_reminders", verbosity=0)
    else:
        call_command("send_reminders", verbosity=0)
    settings.EMAIL_BACKEND = works
    Letter.objects.update(held_until=None)
    call_command("send_reminders", verbosity=0)
    got: dict[str, set[str]] = {}
    for message in mail.outbox:
        got.setdefault(message.to[0], set()).add(message.extra_headers["Message-ID"])
    assert {address: len(numbers) for address, numbers in got.items()} == {
        person.email: 1 for person in people
    }
    again = says_yes and accepted < len(people)
    assert len(mail.outbox) == len(people) + again
    assert not Letter.objects.filter(sent_at=None).exists()


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
    assert "/account/wachtwoord/nieuw/" not in Letter.objects.earliest("pk").text
    [told] = run()
    assert told.subject != message.subject  # that the password is another one now
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

    @property
    def is_to_review(self) -> bool:
        return self.reviewer.is_reviewer and self.row.state == SubmissionState.SUBMITTED

    def decide(self) -> None:
        self.row.refresh_from_db()
        if self.is_to_review:
            submissions.return_to_editors(self.row, by=self.reviewer, reason="Vul aan")

    def accept(self) -> None:
        self.row.refresh_from_db()
        if self.is_to_review:
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

    def change_role_of_reviewer(self) -> None:
        self.reviewer.is_reviewer = not self.reviewer.is_reviewer
        self.reviewer.save()

    def outage(self) -> None:
        down = self.works != self.settings.EMAIL_BACKEND
        self.settings.EMAIL_BACKEND = self.works if down else BROKEN

    def remark(self) -> None:
        open_ = Remark.objects.filter(state="opmerking-open").first()
        if open_ is None and self.reviewer.is_reviewer:
            ask(self.row.unit, "Klopt dit?", self.reviewer)
        elif open_ and self.row.unit.editors.filter(pk=self.editor.pk).exists():
            remarks.say(open_, text="Ja.", by=self.editor)

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
        else:
            assert self.reviewer.is_reviewer
        if kind == LetterKind.REMARK:
            assert Remark.objects.filter(state="opmerking-open").exists()
        elif letter.to == self.editor and letter.made_at >= self.kept_since:
            # Old letters come to nobody new; who was put back had this one waiting.
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


@pytest.mark.usefixtures("at_once")
@hypothesis.settings(
    max_examples=20, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(
    st.lists(
        st.sampled_from([*EVENTS, Story.accept, Story.remark, Story.change_role_of_reviewer]),
        min_size=4,
        max_size=12,
    )
)
def test_whatever_crosses_and_however_often_is_told_as_it_stands(
    handed_in: Submission,
    coordinator: User,
    reviewer: User,
    settings: Settings,
    order: list[Callable[[Story], None]],
) -> None:
    handed_in.refresh_from_db()
    reviewer.refresh_from_db()
    with transaction.atomic():
        story = Story(handed_in, coordinator, reviewer, settings)
        for event in order:
            event(story)
            mailing.make_letters(timezone.now())
        settings.EMAIL_BACKEND = story.works
        story.timer()
        assert not Letter.objects.filter(sent_at=None, dropped_at=None).exists()
        transaction.set_rollback(True)


def test_each_change_of_a_door_is_told_to_whose_it_is(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    new = {"password1": "een lang eigen woord", "password2": "een lang eigen woord"}
    client.post("/account/wachtwoord/", {"oldpassword": PASSWORD, **new})
    mailing.send_letters()
    [sent] = mail.outbox
    assert sent.to == [reviewer.email]
    assert "Uw wachtwoord is gewijzigd" in sent.body
    assert sent.extra_headers["Message-ID"].endswith("@localhost>")


def test_every_change_that_allauth_tells_has_its_sentence(reviewer: User) -> None:
    for what in account_letters.CHANGES:
        mailing.send_security_letter(reviewer, what)
    mailing.send_letters()
    assert len({sent.body for sent in mail.outbox}) == len(account_letters.CHANGES)
