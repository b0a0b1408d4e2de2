"""Which letters a round calls for: read from its logs and its dates, never pushed by a verb.

So nothing is lost when a mail server or a run of the timer fails: the next run reads the same
again. ``collect_occasions`` runs the queries, :func:`letters_due` is pure, and each letter has a
key, under which it exists once per person.

Why: decision 12.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Publication,
    ReportingUnit,
    RoundLogEntry,
    RoundState,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.models.states import OPEN_STATES, WITH_UNIT

from .models import LetterKind
from .own_unit import deadline_of

AHEAD = (14, 7, 1)  # days before a deadline
TO_MINISTRY = 2  # days after a deadline from which the ministry hears who is late
NEWS = timedelta(days=14)  # what happened before that is no news: no letters when mail begins late

DECISIONS = {
    SubmissionVerb.RETURN: LetterKind.RETURNED,
    SubmissionVerb.ACCEPT: LetterKind.ACCEPTED,
}


@dataclass(frozen=True)
class Due:
    """A letter that there should be, to everybody in ``to`` (ids of accounts)."""

    key: str
    kind: LetterKind
    round_id: int
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
class Occasions:
    """What the queries gave. ``units`` per round (its id) are those that take part in it."""

    today: date
    editors: Mapping[int, frozenset[int]]
    reviewers: frozenset[int]
    opened: tuple[RoundLogEntry, ...]
    decided: tuple[SubmissionLogEntry, ...]
    published: tuple[Publication, ...]
    units: Mapping[int, frozenset[int]]
    owed: tuple[Owed, ...]


def collect_occasions(now: datetime) -> Occasions:
    """All that may call for a letter at this moment (8 queries, however much there is)."""
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
    for round_id, unit_id in taking_part.values_list("round_id", "unit_id"):
        units[round_id] = units.get(round_id, frozenset()) | {unit_id}
    known = tuple(openings)
    today = timezone.localdate(now)
    return Occasions(
        today=today,
        editors=editors_of_units(),
        reviewers=frozenset(u.pk for u in User.objects.filter(is_reviewer=True) if u.may_sign_in),
        opened=tuple(entry for entry in known if entry.at > since),
        decided=tuple(decided.select_related("submission")),
        published=tuple(published),
        units=units,
        owed=tuple(_owed({entry.round_id: entry.at for entry in known}, today)),
    )


def editors_of_units() -> dict[int, frozenset[int]]:
    """Per unit (its id) the editors who can sign in, by their ids (2 queries)."""
    units = ReportingUnit.objects.prefetch_related("editors")
    return {
        unit.pk: frozenset(user.pk for user in unit.editors.all() if user.may_sign_in)
        for unit in units
    }


def _owed(opened: Mapping[int, datetime], today: date) -> Iterable[Owed]:
    """What units have to hand in, of rounds with a deadline, whatever their extension."""
    for row in owing().select_related("round"):
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
        ]
        if due.to
    ]


def _of_openings(found: Occasions) -> Iterable[Due]:
    for entry in found.opened:
        to = _editors(found, found.units.get(entry.round_id, ()))
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
        to = found.editors.get(submission.unit_id, frozenset())
        kind = DECISIONS[SubmissionVerb(entry.verb)]
        yield Due(f"{kind}:{entry.pk}", kind, submission.round_id, to, submission.unit_id)


def _of_publications(found: Occasions) -> Iterable[Due]:
    for row in found.published:
        to = _editors(found, found.units.get(row.round_id, ())) | found.reviewers
        yield Due(f"gepubliceerd:{row.pk}", LetterKind.PUBLISHED, row.round_id, to)


def _editors(found: Occasions, units: Iterable[int]) -> frozenset[int]:
    return frozenset(user for unit in units for user in found.editors.get(unit, ()))
