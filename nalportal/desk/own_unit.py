"""What the page of a unit tells about the round that is open: where it stands, what is missing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, When

from nalportal.accounts.models import User
from nalportal.progress.models import (
    HandIn,
    Remark,
    ReportingUnit,
    Submission,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.models.remarks import GOING_ON, Side
from nalportal.progress.models.states import WITH_REVIEWER
from nalportal.progress.permissions import offered_for_submission, roles_of
from nalportal.progress.remarks import Threads, threads
from nalportal.progress.submissions import submission_of
from nalportal.report.editions import RoundEntry, published, scope_of_round

from .completeness import Completeness, assemble_completeness, collect_completeness
from .recent_changes import RecentChange
from .start_page import Deadline, changed_by_ministry
from .steps import SUBMISSION_STEPS


@dataclass(frozen=True)
class OwnUnit:
    """A unit in the open round. ``last`` is what it handed in last, without the payload.

    ``remarks`` are the conversations about the unit that go on; ``offered`` the verbs that this
    user can do now; ``by_ministry`` what the ministry changed since the hand-in; ``can_mend``
    whether this user can change its register now; for a reviewer ``next_to_review`` is the next
    unit whose hand-in waits.
    """

    submission: Submission
    deadline: Deadline
    completeness: Completeness
    offered: tuple[SubmissionVerb, ...]
    last: HandIn | None
    remarks: Threads
    by_ministry: tuple[RecentChange, ...]
    can_mend: bool
    next_to_review: ReportingUnit | None = None

    @property
    def can_submit(self) -> bool:
        return SubmissionVerb.SUBMIT in self.offered

    @property
    def steps(self) -> tuple[SubmissionVerb, ...]:
        """What a reviewer can do with it now, besides reviewing it."""
        return tuple(verb for verb in self.offered if verb in SUBMISSION_STEPS)

    @property
    def can_review(self) -> bool:
        return SubmissionVerb.ACCEPT in self.offered

    @property
    def can_withdraw(self) -> bool:
        return SubmissionVerb.WITHDRAW in self.offered


def own_unit(
    unit: ReportingUnit, user: User, rounds: tuple[RoundEntry, ...], today: date
) -> OwnUnit | None:
    """The unit as ``user`` sees it, None while no round is open (at most 23 queries).

    ``rounds`` are all rounds, newest peildatum first.
    """
    submission = submission_of(unit)
    if submission is None:
        return None
    hand_ins = submission.hand_ins.defer("payload").select_related("submitted_by", "on_behalf_of")
    last: HandIn | None = hand_ins.order_by("-pk").first()
    remarks = threads(unit=unit, state__in=GOING_ON)
    asked = sum(thread.is_open and thread.waits_for == Side.UNIT for thread in remarks.all)
    return OwnUnit(
        submission=submission,
        deadline=deadline_of(submission, today),
        completeness=completeness_of(submission, rounds, today, asked=asked),
        offered=offered_for_submission(submission, roles_of(user, unit)),
        last=last,
        remarks=remarks,
        by_ministry=changed_by_ministry(unit, last.submitted_at) if last else (),
        can_mend=user.is_reviewer or submission.state not in WITH_REVIEWER,
        next_to_review=next_to_review(submission) if user.is_reviewer else None,
    )


def completeness_of(
    submission: Submission, rounds: tuple[RoundEntry, ...], today: date, *, asked: int = 0
) -> Completeness:
    """All checks of what one unit hands in, by the register as it stands (10 queries).

    ``asked`` is how many remarks of the ministry the unit hasn't answered.
    """
    moments = tuple(entry.published_at for entry in published(rounds) if entry.published_at)
    scope = scope_of_round(submission.round, rounds)
    slug = submission.unit.slug
    data = collect_completeness(scope, slug, moments, today, {slug: asked})
    return assemble_completeness(data)[slug]


def next_to_review(submission: Submission) -> ReportingUnit | None:
    """The unit after this one, in the order of the report and round again, whose hand-in waits for
    a reviewer (1 query)."""
    units = ReportingUnit.objects.filter(
        submissions__round=submission.round, submissions__state=SubmissionState.SUBMITTED
    ).exclude(pk=submission.unit_id)
    is_before = Case(When(order__lte=submission.unit.order, then=1), default=0)
    found: ReportingUnit | None = units.order_by(is_before, "order").first()
    return found


def asked_of(submission: Submission) -> int:
    """How many remarks of the ministry the unit hasn't answered (1 query)."""
    return Remark.objects.filter(unit=submission.unit_id).waiting_for_unit().count()


def deadline_of(submission: Submission, today: date) -> Deadline:
    """Until when this unit can hand in: its extension, or else the deadline of all. Pure."""
    on = submission.extended_until or submission.round.deadline_on
    return Deadline(on, (on - today).days if on else None, ())
