"""Conversations between the ministry and a unit: how they stand, and what can be said in them.

Each verb is one transaction and one entry, which nobody changes afterwards. What is said is never
in a report, a payload or an export.

Why: decision 29.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import moment, number
from nalportal.records.history import save_signed
from nalportal.records.versions import Moved

from .models import Milestone, Remark, RemarkEntry, ReportingUnit
from .models.remarks import (
    GOING_ON,
    SAYS_SOMETHING,
    RemarkKind,
    RemarkState,
    RemarkVerb,
    Side,
)
from .permissions import REMARK_RIGHTS, Role, roles_of
from .rounds import NotNowError


@dataclass(frozen=True)
class Subject:
    """What a remark is about: ``key`` tells it within its kind, ``about`` says it in words."""

    unit: ReportingUnit
    kind: RemarkKind
    about: str
    key: str = ""
    milestone: Milestone | None = None


# ------------------------------------------------------------------------------------- verbs


@transaction.atomic
def ask(subject: Subject, *, text: str, by: User) -> Remark:
    """Begin a conversation: the ministry with the unit, or the unit with the ministry."""
    side = side_of(by, subject.unit)
    _check(side, RemarkVerb.ASK)
    # Figures are entered by the ministry, so of one of those it asks itself.
    to_unit = side == Side.MINISTRY and subject.kind != RemarkKind.FIGURE
    row = Remark(
        unit=subject.unit,
        kind=subject.kind,
        milestone=subject.milestone,
        key=subject.key,
        about=subject.about,
        state=RemarkState.OPEN,
        waits_for=Side.UNIT if to_unit else Side.MINISTRY,
        begun_by=side,
    )
    save_signed(row, by=by)
    _record(row, RemarkVerb.ASK, side, text=text, by=by)
    return row


@transaction.atomic
def say(remark: Remark, *, text: str, by: User, adapted: bool = False) -> Remark:
    """Another message. From who began it the remark is open again; from the other, answered.

    What somebody wrote while another ended the conversation is kept, and ends there.
    """
    row, side = _locked(remark, RemarkVerb.SAY, by=by)
    if row.state != RemarkState.DONE or side == Side.MINISTRY:
        first = row.entries.order_by("pk")[0]
        mine = by.pk == first.by_id if row.kind == RemarkKind.FIGURE else side == row.begun_by
        _goes_on(row, RemarkState.OPEN if mine else RemarkState.ANSWERED, by=by)
    _record(row, RemarkVerb.SAY, side, text=text, adapted=adapted, by=by)
    return row


@transaction.atomic
def finish(remark: Remark, *, by: User, text: str = "", seen: int | None = None) -> Remark:
    """It is done. Not when something was said since the page that shows it up to ``seen``."""
    row, side = _locked(remark, RemarkVerb.FINISH, by=by, seen=seen)
    _ends(row, RemarkState.DONE, by=by)
    _record(row, RemarkVerb.FINISH, side, text=text, by=by)
    return row


@transaction.atomic
def reopen(remark: Remark, *, by: User, text: str = "", seen: int | None = None) -> Remark:
    """What was done isn't, says the ministry: it is open as when it was asked."""
    row, side = _locked(remark, RemarkVerb.REOPEN, by=by, seen=seen)
    _goes_on(row, RemarkState.OPEN, by=by)
    _record(row, RemarkVerb.REOPEN, side, text=text, by=by)
    return row


@transaction.atomic
def withdraw(remark: Remark, *, by: User, seen: int | None = None) -> Remark:
    """Who asked takes it back, as long as nobody else said anything."""
    row, side = _locked(remark, RemarkVerb.WITHDRAW, by=by, seen=seen)
    if set(row.entries.values_list("by", flat=True)) != {by.pk}:
        raise NotNowError(_("Intrekken kan alleen wie dit vroeg, zolang er geen antwoord is."))
    _ends(row, RemarkState.WITHDRAWN, by=by)
    _record(row, RemarkVerb.WITHDRAW, side, by=by)
    return row


def side_of(user: User, unit: ReportingUnit) -> Side:
    """In what quality ``user`` speaks about ``unit``; 403 for who has nothing to do with it."""
    roles = roles_of(user, unit)
    if not roles:
        raise PermissionDenied(
            _("Dit kan alleen wie deze regio of werkgroep bijhoudt, of het ministerie.")
        )
    return Side.UNIT if Role.EDITOR in roles else Side.MINISTRY


def _check(side: Side, verb: RemarkVerb) -> None:
    if side not in REMARK_RIGHTS[verb].sides:
        raise PermissionDenied(_("Dit kan alleen een beoordelaar van het ministerie."))


def _locked(
    remark: Remark, verb: RemarkVerb, *, by: User, seen: int | None = None
) -> tuple[Remark, Side]:
    side = side_of(by, remark.unit)
    _check(side, verb)
    rows = Remark.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    row: Remark = rows.get(pk=remark.pk)
    last = row.entries.order_by("-pk").select_related("by")[0]
    if seen is not None and last.pk != seen:
        text = _("Intussen zei %(who)s hier nog iets. Kijk of dit dan nog klopt.")
        raise Moved(text % {"who": last.by.display_name})
    if row.state not in REMARK_RIGHTS[verb].states:
        text = _("Deze opmerking is al %(state)s.")
        raise NotNowError(text % {"state": str(RemarkState(row.state).label).lower()})
    return row, side


def _goes_on(row: Remark, state: RemarkState, *, by: User) -> None:
    """Open waits for the other side than who began; answered for who began."""
    began = Side(row.begun_by)
    other = Side.MINISTRY if began == Side.UNIT else Side.UNIT
    if row.kind == RemarkKind.FIGURE and state == RemarkState.OPEN:
        other = Side.MINISTRY
    _moved(row, state, began if state == RemarkState.ANSWERED else other, by=by)


def _ends(row: Remark, state: RemarkState, *, by: User) -> None:
    _moved(row, state, "", by=by)


def _moved(row: Remark, state: RemarkState, waits_for: str, *, by: User) -> None:
    if (row.state, row.waits_for) != (state, waits_for):
        row.state, row.waits_for = state, waits_for
        save_signed(row, by=by)


def _record(
    row: Remark, verb: RemarkVerb, side: Side, *, by: User, text: str = "", adapted: bool = False
) -> None:
    RemarkEntry.objects.create(
        remark=row, verb=verb, side=side, text=text, adapted=adapted, by=by, at=timezone.now()
    )


# ------------------------------------------------------------------------------- to be read


@dataclass(frozen=True)
class Message:
    """One entry as it reads: who, in which quality, when, and what."""

    by_id: int
    who: str
    quality: str
    at: datetime
    text: str
    adapted: bool
    is_answer: bool


@dataclass(frozen=True)
class Thread:
    """One conversation, its messages oldest first. ``version`` is the number of its last entry.

    ``whom`` says whom it waits for, or how it ended; ``href`` is the page of what it is about, and
    ``item`` the title of the milestone, if it is about one.
    """

    pk: int
    kind: str
    key: str
    milestone_id: int | None
    about: str
    state: str
    waits_for: str
    whom: str
    begun_by: str
    messages: tuple[Message, ...]
    version: int
    href: str
    reference: str = ""
    item: str = ""

    @property
    def title(self) -> str:
        """What it is about, in a list of remarks about several things."""
        if not self.item:
            return self.about
        words = f"{self.reference} {self.item}"
        return f"{words}, {self.about}" if self.key else words

    @property
    def is_going_on(self) -> bool:
        return self.state in GOING_ON

    @property
    def is_open(self) -> bool:
        return self.state == RemarkState.OPEN

    @property
    def asked(self) -> Message:
        return self.messages[0]

    @property
    def asked_last(self) -> Message:
        """What was said last by who began it."""
        return next(m for m in reversed(self.messages) if not m.is_answer)

    @property
    def address(self) -> str:
        """Where it is read and answered."""
        return f"{self.href}#opmerking-{self.pk}"


@dataclass(frozen=True)
class Threads:
    """The conversations about one thing: what goes on first, each kind oldest first."""

    all: tuple[Thread, ...] = ()

    @property
    def open(self) -> tuple[Thread, ...]:
        return self._with(RemarkState.OPEN)

    @property
    def answered(self) -> tuple[Thread, ...]:
        return self._with(RemarkState.ANSWERED)

    @property
    def going_on(self) -> tuple[Thread, ...]:
        return self.open + self.answered

    @property
    def ended(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.all if not thread.is_going_on)

    def _with(self, state: RemarkState) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.all if thread.state == state)

    @property
    def in_words(self) -> str:
        """Such as "1 open, 2 beantwoord"; empty when there are none."""
        done = self._with(RemarkState.DONE)
        counts = (
            (len(self.open), _("open")),
            (len(self.answered), _("beantwoord")),
            (len(done), _("afgehandeld")),
        )
        return ", ".join(f"{number(count)} {word}" for count, word in counts if count)

    @property
    def ended_in_words(self) -> str:
        words = ngettext(
            "%(count)s opmerking is afgehandeld",
            "%(count)s opmerkingen zijn afgehandeld",
            len(self.ended),
        )
        return words % {"count": number(len(self.ended))}

    def about(self, kind: str, key: str | None = None) -> "Threads":
        """Those about one kind of thing, or one thing."""
        return Threads(
            tuple(t for t in self.all if t.kind == kind and (key is None or t.key == key))
        )

    def of_milestone(self, reference: str) -> "Threads":
        return Threads(tuple(t for t in self.all if t.reference == reference))

    def at_field(self, name: str) -> tuple[Thread, ...]:
        """The open ones that are about one field of the milestone or text that a form changes."""
        return tuple(thread for thread in self.open if thread.key == name)


def threads(*about: Q, **filters: object) -> Threads:
    """The conversations that this finds in the table of remarks (1 query)."""
    wanted = RemarkEntry.objects.filter(
        *about, **{f"remark__{name}": value for name, value in filters.items()}
    )
    rows = wanted.select_related("by", "remark__unit", "remark__milestone")
    found = [
        _thread(list(entries))
        for _pk, entries in groupby(rows.order_by("remark_id", "pk"), key=lambda e: e.remark_id)
    ]
    return Threads(tuple(found))


def open_about(kind: RemarkKind, keys: Iterable[str]) -> Counter[str]:
    """How many conversations are open about each of these things of one kind (1 query)."""
    open_ = Remark.objects.filter(kind=kind, key__in=keys, state=RemarkState.OPEN)
    return Counter(open_.order_by().values_list("key", flat=True))


def waiting(units: Iterable[ReportingUnit], side: Side) -> list[tuple[ReportingUnit, int]]:
    """Of these units how many conversations wait for one side, if any (1 query)."""
    rows = Remark.objects.filter(unit__in=units, waits_for=side).order_by()
    counts = dict(rows.values_list("unit").annotate(Count("pk")))
    return [(unit, counts[unit.pk]) for unit in units if unit.pk in counts]


def _thread(entries: Sequence[RemarkEntry]) -> Thread:
    row, last = entries[0].remark, entries[-1]
    return Thread(
        pk=row.pk,
        kind=row.kind,
        key=row.key,
        milestone_id=row.milestone_id,
        about=row.about,
        state=row.state,
        waits_for=row.waits_for,
        whom=_whom(row, last),
        begun_by=row.begun_by,
        messages=tuple(_messages(entries)),
        version=last.pk,
        href=page_of(row),
        reference=row.milestone.reference if row.milestone else "",
        item=row.milestone.title if row.milestone else "",
    )


def _whom(row: Remark, last: RemarkEntry) -> str:
    if row.state in GOING_ON:
        if row.kind == RemarkKind.FIGURE and row.state == RemarkState.OPEN:
            return _("wacht op wie het cijfer invoerde")
        whom = row.unit.short_name if row.waits_for == Side.UNIT else Side.MINISTRY.label
        return _("wacht op %(whom)s") % {"whom": whom}
    words = _("door %(who)s, %(at)s")
    if row.state == RemarkState.WITHDRAWN:
        words = _("ingetrokken door %(who)s, %(at)s")
    return words % {"who": last.by.display_name, "at": moment(last.at)}


def _messages(entries: Sequence[RemarkEntry]) -> Iterable[Message]:
    first = entries[0]
    unit = first.remark.unit
    for entry in entries:
        if entry.verb not in SAYS_SOMETHING and not entry.text:
            continue
        quality = _("ministerie") if entry.side == Side.MINISTRY else unit.short_name
        answers = entry.side != first.side or (
            first.remark.kind == RemarkKind.FIGURE and entry.by_id != first.by_id
        )
        yield Message(
            by_id=entry.by_id,
            who=entry.by.display_name,
            quality=quality,
            at=entry.at,
            text=entry.text,
            adapted=entry.adapted,
            is_answer=answers,
        )


def page_of(row: Remark) -> str:
    """The page where the work is done that the remark is about."""
    name, _dot, _rest = row.key.partition(".")
    match row.kind:
        case RemarkKind.MILESTONE if row.milestone:
            return reverse("milestone", args=[row.milestone.reference])
        case RemarkKind.TEXT:
            return reverse("texts", args=[row.unit.slug])
        case RemarkKind.POLICY if name.startswith("GM"):
            return reverse("policy-municipality", args=[name])
        case RemarkKind.POLICY:
            return reverse("policy-counts", args=[row.unit.slug])
    return reverse("remarks", args=[row.unit.slug])


def offered_in(thread: Thread, user: User) -> tuple[RemarkVerb, ...]:
    """What ``user``, who may see it, can do in it now. Pure.

    Who sees a unit and does not review for the ministry, keeps it.
    """
    side = Side.MINISTRY if user.is_reviewer else Side.UNIT
    found = [
        verb
        for verb, right in REMARK_RIGHTS.items()
        if side in right.sides and thread.state in right.states and verb != RemarkVerb.ASK
    ]
    if {message.by_id for message in thread.messages} != {user.pk}:
        found = [verb for verb in found if verb != RemarkVerb.WITHDRAW]
    if thread.state == RemarkState.DONE:  # it is said with reopening
        found = [verb for verb in found if verb != RemarkVerb.SAY]
    return tuple(found)


# ---------------------------------------------------------------------------- in a history


@dataclass(frozen=True)
class Said:
    """What was said of a thing, as one entry of its history."""

    at: datetime
    who: str
    lines: tuple[str, ...]
    is_first: bool = False
    changes: tuple[()] = ()
    reason: str = ""


def said_in(found: Threads) -> list[Said]:
    """Every message as an event of the history of what it is about, newest first."""
    events = [
        Said(message.at, message.who, (_line(thread, message),))
        for thread in found.all
        for message in thread.messages
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def told_with(events: Sequence[Any], found: Threads) -> list[Any]:
    """The history of a thing with what was said of it, newest first."""
    return sorted([*events, *said_in(found)], key=lambda event: event.at, reverse=True)


def _line(thread: Thread, message: Message) -> str:
    words = _("Antwoord over %(about)s: %(text)s")
    if not message.is_answer:
        words = _("Opmerking over %(about)s: %(text)s")
    return words % {"about": thread.about, "text": message.text}
