"""Which letters a round calls for: read from its logs and its dates, never pushed by a verb.

So nothing is lost when a mail server or a run of the timer fails: the next run reads the same
again. ``collect_occasions`` runs the queries, :func:`letters_due` is pure, and each letter has a
key, under which it exists once per person.

Why: decision 12.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Publication,
    RemarkEntry,
    ReportingUnit,
    RoundLogEntry,
    RoundState,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.models.remarks import RemarkKind, RemarkState, Side
from nalportal.progress.models.states import OPEN_STATES, WITH_UNIT

from .models import LetterKind
from .own_unit import deadline_of

AHEAD = (14, 7, 1)  # days before a deadline
TO_MINISTRY = 2  # days after a deadline from which the ministry hears who is late
QUIET = timedelta(minutes=15)  # who writes several remarks is not done yet
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NEWS = timedelta(days=14)  # what happened before that is no news: no letters when mail begins late

# What is done with a hand-in, and the letter about it to who keeps the unit.
DECISIONS = {
    SubmissionVerb.RETURN: LetterKind.RETURNED,
    SubmissionVerb.ACCEPT: LetterKind.ACCEPTED,
    SubmissionVerb.SUBMIT: LetterKind.HANDED_IN,
}


@dataclass(frozen=True)
class Due:
    """A letter that there should be, to everybody in ``to`` (ids of accounts)."""

    key: str
    kind: LetterKind
    round_id: int | None
    to: frozenset[int]
    unit_id: int | None = None


@dataclass(frozen=True)
class Owed:
    """What one unit still owes a round, until when, and since when the round is open.

    What was returned was in on time: it ``can_be_late`` only with a day of its own.
    """

    submission_id: int
    round_id: int
    unit_id: int
    deadline: date
    opened_on: date | None
    can_be_late: bool = True


@dataclass(frozen=True)
class Asked:
    """What was asked last in the remarks about a unit that wait for one side."""

    entry_id: int
    unit_id: int
    waits_for: str
    at: datetime


@dataclass(frozen=True)
class Occasions:
    """What the queries gave. ``units`` per round (its id) are those that take part in it.

    ``since`` tells, per unit and editor, since when that person keeps it: what happened before is
    no news to them. ``unkept`` are submissions that are still owed by a unit without any editor,
    as (submission, round, unit); ``invited`` are accounts that nobody used yet. ``asked`` are
    remarks that nobody answered, and ``with_ministry`` the units that the ministry looks at.
    """

    today: date
    editors: Mapping[int, frozenset[int]]
    since: Mapping[tuple[int, int], datetime]
    reviewers: frozenset[int]
    beheerders: frozenset[int]
    invited: frozenset[int]
    unkept: tuple[tuple[int, int, int], ...]
    opened: tuple[RoundLogEntry, ...]
    decided: tuple[SubmissionLogEntry, ...]
    published: tuple[Publication, ...]
    units: Mapping[int, frozenset[int]]
    owed: tuple[Owed, ...]
    asked: tuple[Asked, ...] = ()
    with_ministry: frozenset[int] = frozenset()


def collect_occasions(now: datetime) -> Occasions:
    """All that may call for a letter at this moment (12 queries, however much there is)."""
    since = now - NEWS
    openings = RoundLogEntry.objects.filter(
        from_state=RoundState.CONCEPT, to_state=RoundState.OPEN, round__state__in=OPEN_STATES
    )
    decided = SubmissionLogEntry.objects.filter(verb__in=DECISIONS, at__gt=since)
    # What nobody published was taken over from paper: no news to anybody.
    published = Publication.objects.filter(published_at__gt=since, published_by__isnull=False)
    taking_part = Submission.objects.filter(
        Q(round__state__in=OPEN_STATES) | Q(round__in=published.values("round"))
    )
    units: dict[int, frozenset[int]] = {}
    with_ministry = set()
    for round_id, unit_id, state in taking_part.values_list("round_id", "unit_id", "state"):
        units[round_id] = units.get(round_id, frozenset()) | {unit_id}
        if state == SubmissionState.SUBMITTED:
            with_ministry.add(unit_id)
    known = tuple(openings)
    today = timezone.localdate(now)
    editors, owed = editors_of_units(), tuple(owing().select_related("round"))
    return Occasions(
        today=today,
        editors=editors,
        since=keeping_since(),
        reviewers=who_can(is_reviewer=True),
        beheerders=who_can(is_staff=True),
        invited=frozenset(invitable().filter(date_joined__gt=since).values_list("pk", flat=True)),
        unkept=tuple((r.pk, r.round_id, r.unit_id) for r in owed if not editors.get(r.unit_id)),
        opened=tuple(entry for entry in known if entry.at > since),
        decided=tuple(decided.select_related("submission")),
        published=tuple(published),
        units=units,
        owed=tuple(_owed(owed, {entry.round_id: entry.at for entry in known}, today)),
        asked=_asked_between(since, now - QUIET),
        with_ministry=frozenset(with_ministry),
    )


def asked_in_remarks() -> QuerySet[RemarkEntry]:
    """What was said to ask something that nobody answered. About a figure the ministry asks
    itself."""
    open_ = RemarkEntry.objects.filter(remark__state=RemarkState.OPEN)
    found: QuerySet[RemarkEntry] = open_.exclude(remark__kind=RemarkKind.FIGURE)
    return found


def _asked_between(since: datetime, until: datetime) -> tuple[Asked, ...]:
    """Of each unit and side what was asked last, when that is news and they were quiet since
    (1 query)."""
    per_side = asked_in_remarks().order_by().values_list("remark__unit", "remark__waits_for")
    rows = per_side.annotate(Max("pk"), last=Max("at"))
    return tuple(
        Asked(entry, unit, side, at) for unit, side, entry, at in rows if since < at <= until
    )


def who_can(**flags: bool) -> frozenset[int]:
    """The ids of the accounts with these flags that can sign in (1 query)."""
    return frozenset(user.pk for user in User.objects.filter(**flags) if user.may_sign_in)


def invitable() -> QuerySet[User]:
    """Accounts without a password that nobody ever signed in to."""
    without = User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    found: QuerySet[User] = without.filter(is_active=True, is_demo=False, last_login=None)
    return found


def keeping_since() -> dict[tuple[int, int], datetime]:
    """Per unit and editor (their ids) since when this person keeps it, as its history has it
    (1 query). Who was taken off and put back keeps it since the latter."""
    rows = ReportingUnit.history.order_by("id", "history_id")
    versions: dict[tuple[int, int, datetime], set[int]] = {}
    for unit, version, at, user in rows.values_list(
        "id", "history_id", "history_date", "historicalreportingunit_editors__user"
    ):
        versions.setdefault((unit, version, at), set()).add(user)
    since: dict[tuple[int, int], datetime] = {}
    for (unit, _version, at), users in versions.items():
        for gone in [key for key in since if key[0] == unit and key[1] not in users]:
            del since[gone]
        for user in users - {None}:
            since.setdefault((unit, user), at)
    return since


def editors_of_units() -> dict[int, frozenset[int]]:
    """Per unit (its id) the editors who can sign in, by their ids (2 queries)."""
    units = ReportingUnit.objects.prefetch_related("editors")
    return {
        unit.pk: frozenset(user.pk for user in unit.editors.all() if user.may_sign_in)
        for unit in units
    }


def _owed(
    rows: Iterable[Submission], opened: Mapping[int, datetime], today: date
) -> Iterable[Owed]:
    """What units have to hand in, of rounds with a deadline, whatever their extension."""
    for row in rows:
        deadline = deadline_of(row, today).on
        at = opened.get(row.round_id)
        if deadline:
            on = timezone.localdate(at) if at else None
            can_be_late = row.state != SubmissionState.RETURNED or bool(row.extended_until)
            yield Owed(row.pk, row.round_id, row.unit_id, deadline, on, can_be_late)


def owing() -> QuerySet[Submission]:
    """What units have to hand in now."""
    return Submission.objects.filter(round__state__in=OPEN_STATES, state__in=WITH_UNIT)


# ---------------------------------------------------------------------------------- assembling


def letters_due(found: Occasions) -> list[Due]:
    """Every letter that there should be by now, whether it was made already or not. Pure."""
    return [
        due
        for due in [
            *_of_openings(found),
            *_of_deadlines(found),
            *_of_the_late(found),
            *_of_decisions(found),
            *_of_publications(found),
            *_of_units_without_editors(found),
            *_of_invitations(found),
            *_of_remarks(found),
        ]
        if due.to
    ]


def _of_openings(found: Occasions) -> Iterable[Due]:
    for entry in found.opened:
        to = _editors(found, found.units.get(entry.round_id, ()), entry.at)
        yield Due(f"geopend:{entry.pk}", LetterKind.OPENED, entry.round_id, to)


def _of_deadlines(found: Occasions) -> Iterable[Due]:
    """To the editors; the deadline is part of the key, so another one brings other letters."""
    for owed in found.owed:
        left = (owed.deadline - found.today).days
        step = min((days for days in AHEAD if left <= days), default=None)
        to = found.editors.get(owed.unit_id, frozenset())
        about = f"{owed.submission_id}:{owed.deadline}"
        if left < 0 and owed.can_be_late:
            key = f"te-laat:{about}"
            yield Due(key, LetterKind.OVERDUE, owed.round_id, to, owed.unit_id)
        elif left >= 0 and step is not None and not _told_by_opening(owed, step):
            key = f"termijn:{about}:{step}"
            yield Due(key, LetterKind.DEADLINE, owed.round_id, to, owed.unit_id)


def _told_by_opening(owed: Owed, step: int) -> bool:
    """Whether the round opened on or after that day: then its opening told the deadline."""
    return owed.opened_on is not None and owed.opened_on >= owed.deadline - timedelta(days=step)


def _of_the_late(found: Occasions) -> Iterable[Due]:
    """To the ministry, once per round and deadline, a day after the editors heard it."""
    late = {
        (owed.round_id, owed.deadline)
        for owed in found.owed
        if owed.can_be_late and (found.today - owed.deadline).days >= TO_MINISTRY
    }
    for round_id, deadline in sorted(late):
        key = f"te-laat-ministerie:{round_id}:{deadline}"
        yield Due(key, LetterKind.OVERDUE_OF_OTHERS, round_id, found.reviewers)


def _of_decisions(found: Occasions) -> Iterable[Due]:
    for entry in found.decided:
        submission = entry.submission
        to = _editors(found, [submission.unit_id], entry.at)
        kind = DECISIONS[SubmissionVerb(entry.verb)]
        about = submission.round_id, to, submission.unit_id
        yield Due(f"{kind}:{entry.pk}", kind, *about)
        if entry.verb == SubmissionVerb.SUBMIT:
            key = f"te-beoordelen:{entry.pk}"
            round_id, unit_id = submission.round_id, submission.unit_id
            yield Due(key, LetterKind.TO_REVIEW, round_id, found.reviewers, unit_id)


def _of_publications(found: Occasions) -> Iterable[Due]:
    for row in found.published:
        units = found.units.get(row.round_id, ())
        to = _editors(found, units, row.published_at) | found.reviewers
        yield Due(f"gepubliceerd:{row.pk}", LetterKind.PUBLISHED, row.round_id, to)


def _of_units_without_editors(found: Occasions) -> Iterable[Due]:
    """To who can do something about it, once per unit and round."""
    for submission_id, round_id, unit_id in found.unkept:
        to = found.reviewers | found.beheerders
        key = f"zonder-bijhouder:{submission_id}"
        yield Due(key, LetterKind.NOBODY, round_id, to, unit_id)


def _of_invitations(found: Occasions) -> Iterable[Due]:
    for user in sorted(found.invited):
        yield Due(f"uitnodiging:{user}", LetterKind.INVITED, None, frozenset({user}))


def _of_remarks(found: Occasions) -> Iterable[Due]:
    """What was asked outside a decision; what the ministry writes while it looks goes with that."""
    returned = {
        entry.submission.unit_id: entry.at
        for entry in sorted(found.decided, key=lambda entry: entry.pk)
        if entry.verb == SubmissionVerb.RETURN
    }
    for asked in found.asked:
        unit = asked.unit_id
        if asked.waits_for == Side.MINISTRY:
            key = f"vraag:{unit}:{asked.entry_id}"
            yield Due(key, LetterKind.QUESTION, None, found.reviewers, unit)
        elif unit not in found.with_ministry and asked.at > returned.get(unit, LONG_AGO):
            key = f"opmerking:{unit}:{asked.entry_id}"
            yield Due(key, LetterKind.REMARK, None, _editors(found, [unit], asked.at), unit)


def _editors(found: Occasions, units: Iterable[int], at: datetime) -> frozenset[int]:
    """Who kept one of these units at that moment, and keeps it now."""
    return frozenset(
        user
        for unit in units
        for user in found.editors.get(unit, ())
        if (unit, user) not in found.since or found.since[unit, user] <= at
    )
