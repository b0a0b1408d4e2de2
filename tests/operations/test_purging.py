"""What is older than the privacy page says is gone, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from nalportal import retention
from nalportal.accounts.models import Session, User
from nalportal.desk.models import Letter, LetterKind
from nalportal.operations.purging import PURGES, purge
from nalportal.pages.models import Receipt
from nalportal.progress.models import RoundState
from tests import factories

pytestmark = pytest.mark.django_db

# These end without a row of theirs: in the memory of a worker, or with the session of nobody.
NO_ROWS = {retention.KEPT_FORMS, retention.LONGEST_SESSION}


def test_every_term_has_what_removes_by_it() -> None:
    fixed = {term for term in retention.TERMS if not term.until}
    assert fixed == set(PURGES) | NO_ROWS


def test_the_privacy_page_tells_each_term(client: Client) -> None:
    page = client.get("/privacy/").content.decode()
    assert "Brieven aan u" in page
    assert "2 jaar" in page


def letter(to: User, kind: LetterKind = LetterKind.PASSWORD, **fields: object) -> Letter:
    made = Letter.objects.create(key=f"x:{kind}", kind=kind, to=to, **fields)
    Letter.objects.filter(pk=made.pk).update(made_at=timezone.now() - timedelta(days=731))
    return made


def test_old_letters_go_but_not_those_that_would_be_made_again(reviewer: User) -> None:
    old = letter(reviewer)
    ended = letter(reviewer, LetterKind.OVERDUE, round=factories.round_(state=RoundState.PUBLISHED))
    open_round = factories.round_(slug="open", title="Open", state=RoundState.OPEN)
    open_ = letter(reviewer, LetterKind.OPENED, round=open_round)
    uninvited = letter(reviewer, LetterKind.INVITED)
    purge(timezone.now())
    left = set(Letter.objects.values_list("pk", flat=True))
    assert left == {open_.pk, uninvited.pk}
    assert {old.pk, ended.pk}.isdisjoint(left)


def test_receipts_and_old_names_go_through_the_door(beheerder: User) -> None:
    Receipt.objects.create(token="0" * 32, by=beheerder, address="/")
    later = timezone.now() + timedelta(days=91)
    assert purge(later)[retention.RECEIPTS] == 1
    assert not Receipt.objects.exists()
    assert User.history.exclude(email="").exists()
    purge(timezone.now() + timedelta(days=6 * 365))
    assert not User.history.exclude(email="").exists()
    assert User.history.count() == 1
    beheerder.refresh_from_db()
    assert beheerder.first_name == "Bea"


def test_the_timer_removes_sessions_that_ended(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    LogEntry.objects.create(user=reviewer, object_repr="Bo", action_flag=1)
    call_command("clearsessions")
    assert (Session.objects.count(), LogEntry.objects.count()) == (1, 1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=731))
    call_command("clearsessions")
    assert (Session.objects.count(), LogEntry.objects.count()) == (0, 0)
