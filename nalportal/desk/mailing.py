"""Letters made and sent: by the timer, and for people who are sent a reminder.

Making writes rows, sending empties them: a mail server that is down loses nothing. A row is held
by one run at a time, so two runs at once send nothing twice. Should the process end between the
mail server's "yes" and the row that says so, the letter goes again when its time is up: rather
twice than never.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import counted
from nalportal.progress.models import ReportingUnit, Round, Submission

from .letter_parts import Words
from .letter_texts import rendered, words_of
from .letters import Due, collect_occasions, editors_of_units, letters_due, owing
from .models import REMINDERS, Letter, LetterKind

log = logging.getLogger(__name__)

HELD = timedelta(minutes=10)  # far longer than one letter takes (EMAIL_TIMEOUT)
# What a server says of one letter; anything else is about the server itself.
OF_ONE_LETTER = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)


# -------------------------------------------------------------------------------------- making


def make_letters(now: datetime) -> int:
    """Make every letter that there should be by now and isn't yet; gives how many (15 queries)."""
    return _make(letters_due(collect_occasions(now)))


def _make(due: Sequence[Due], asked_by: User | None = None) -> int:
    with transaction.atomic():
        keys = [letter.key for letter in due]
        there = set(Letter.objects.filter(key__in=keys).values_list("key", "to_id"))
        silent = set(User.objects.filter(wants_reminders=False).values_list("pk", flat=True))
        new = [
            Letter(
                key=letter.key,
                kind=letter.kind,
                round_id=letter.round_id,
                unit_id=letter.unit_id,
                to_id=user,
                asked_by=asked_by,
            )
            for letter in due
            for user in sorted(letter.to - silent if letter.kind in REMINDERS else letter.to)
            if (letter.key, user) not in there
        ]
        # Another run may have made some of them just now: the constraint keeps one of each.
        Letter.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@dataclass(frozen=True)
class Reminded:
    """How many letters a reminder made, and of which units nobody gets any."""

    letters: int
    silent: tuple[str, ...]


def remind(units: Iterable[ReportingUnit], round_: Round, *, by: User) -> Reminded:
    """Remind the editors of each of these units that still has to hand in; once a day each.

    Nobody hears of it for a unit that handed in, that has no editors, or whose editors want no
    reminders; those with nobody to tell are named. What is made goes at once if it can, else with
    the timer. Who may ask is the page's business.
    """
    waiting = owing().filter(round=round_, unit__in=list(units)).select_related("unit")
    rows: list[Submission] = list(waiting.order_by("unit__order"))
    editors = editors_of_units()
    wanting = set(User.objects.filter(wants_reminders=True).values_list("pk", flat=True))
    today = timezone.localdate()
    due = [
        Due(f"herinnering:{row.pk}:{today}", LetterKind.ASKED, round_.pk, to, row.unit_id)
        for row in rows
        if (to := editors.get(row.unit_id, frozenset()) & wanting)
    ]
    told = {letter.unit_id for letter in due}
    made = _make(due, asked_by=by)
    send_soon()
    return Reminded(made, tuple(row.unit.short_name for row in rows if row.unit_id not in told))


# ------------------------------------------------------------------------------------- sending


@dataclass
class Sending:
    """What one run did with the letters that waited."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0

    def __str__(self) -> str:
        words = counted(self.sent, "brief verstuurd", "brieven verstuurd")
        text = _("%(sent)s, %(failed)s mislukt, %(dropped)s vervallen")
        return text % {"sent": words, "failed": self.failed, "dropped": self.dropped}


def send_letters() -> Sending:
    """Send what waits, what was tried least first. A server that doesn't answer ends the run: it
    is tried again with the next one, and nobody waits for the others to fail too."""
    done = Sending()
    waiting = Letter.objects.filter(sent_at=None, dropped_at=None)
    waiting = waiting.order_by("tries", "made_at", "pk")
    numbers = list(waiting.values_list("pk", flat=True))
    connection: Any = get_connection() if numbers else None
    try:
        for number in numbers:
            letter = _hold(number)
            if letter is not None:
                _send(letter, connection, done)
    except (OSError, SMTPException) as error:
        log.warning("mail could not be sent: %s", named(error))
    finally:
        if connection:
            _close(connection)
    return done


def send_password_letter(user: User) -> None:
    """Let ``user`` choose another password, by a letter that goes at once if it can.

    One that waits already is enough: its link is made when it goes.
    """
    waiting = Letter.objects.filter(to=user, kind=LetterKind.PASSWORD, sent_at=None)
    if not waiting.filter(dropped_at=None).exists():
        key = f"wachtwoord:{timezone.now().isoformat()}"
        _make([Due(key, LetterKind.PASSWORD, None, frozenset({user.pk}))])
    send_soon()


def send_security_letter(user: User, what: str) -> None:
    """Tell ``user`` that a password or a second step changed, whoever did it; ``what`` is a key of
    ``account_letters.CHANGES``."""
    key = f"beveiliging:{what}:{timezone.now().isoformat()}"
    _make([Due(key, LetterKind.SECURITY, None, frozenset({user.pk}))])
    send_soon()


def _hold(number: int) -> Letter | None:
    """The letter, for this run alone; None when it went, or another run has it."""
    now = timezone.now()
    # Longer than anybody holds one: by a clock that was set back since.
    free = Q(held_until=None) | Q(held_until__lt=now) | Q(held_until__gt=now + HELD)
    mine = Letter.objects.filter(free, pk=number, sent_at=None, dropped_at=None)
    if not mine.update(held_until=now + HELD, tries=F("tries") + 1):
        return None
    letter: Letter = Letter.objects.select_related("to", "round", "unit", "asked_by").get(pk=number)
    return letter


def _send(letter: Letter, connection: Any, done: Sending) -> None:
    """Send it and note what came of it; raises what says that the server itself is the matter."""
    try:
        words = words_of(letter)
        text, html = rendered(words, letter.to.display_name) if words else ("", "")
    except Exception as error:
        # A mistake of ours in one letter is no reason to keep the others.
        log.exception("letter %s has no words", letter.pk)
        _note(letter, last_error=named(error))
        done.failed += 1
        return
    if words is None:
        _note(letter, dropped_at=timezone.now())
        done.dropped += 1
        return
    try:
        _mail(letter, words, text, html, connection).send()
    except (OSError, SMTPException) as error:
        _note(letter, last_error=named(error))
        done.failed += 1
        if not isinstance(error, OF_ONE_LETTER):
            raise
        return
    kept = text.replace(words.secret, _("(persoonlijke link)")) if words.secret else text
    _note(letter, sent_at=timezone.now(), subject=words.subject, text=kept, last_error="")
    done.sent += 1


def _note(letter: Letter, **what: Any) -> None:
    Letter.objects.filter(pk=letter.pk).update(held_until=None, **what)


def _mail(
    letter: Letter, words: Words, text: str, html: str, connection: Any
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        words.subject,
        text,
        to=[letter.to.email],
        reply_to=[settings.CONTACT_EMAIL],
        connection=connection,
    )
    mail.attach_alternative(html, "text/html")
    # One letter has one number however often it goes, so that whoever gets it twice sees it once.
    host = urlsplit(settings.SITE_URL).hostname
    mail.extra_headers["Message-ID"] = f"<brief-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S}@{host}>"
    # Mail that a machine sends asks for no answer from one.
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail


def named(error: Exception) -> str:
    """What kind of error it is. Not its text: a server may repeat what it was sent."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException) as error:
        log.warning("closing the connection to the mail server failed: %s", named(error))


# --------------------------------------------------------------------------- without waiting


def send_soon() -> None:
    """Try to send what waits, once the transaction is there; nobody waits for it, and what fails
    goes with the next run of the timer."""
    if settings.SEND_MAIL_SOON:
        transaction.on_commit(lambda: Thread(target=_try_to_send, daemon=True).start())


def _try_to_send() -> None:
    try:
        make_letters(timezone.now())
        send_letters()
    except Exception:
        # Of a thread nobody sees an error otherwise; the timer meets it again.
        log.exception("letters could not be sent")
    finally:
        # This thread's own: nobody asks for it again, and a kept one would stay open.
        connections.close_all()
