"""Who may see and change the register of a unit, and who may do what in a round, and when.

The only place where this is decided. The rule about the register is a queryset
(``ReportingUnit.objects.editable_by``), so that a list and the page of one milestone can never
disagree; the rule about rounds is a table, for pages, verbs and tests alike.

Why: decision 15.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User

from .closed import Closing, closings
from .models import (
    Milestone,
    ReportingUnit,
    Round,
    RoundState,
    RoundVerb,
    Submission,
    SubmissionState,
    SubmissionVerb,
)
from .models.remarks import GOING_ON, RemarkState, RemarkVerb, Side
from .models.states import OPEN_STATES
from .models.units import valid_on

log = logging.getLogger(__name__)


def may_edit_unit(user: User, unit: ReportingUnit) -> bool:
    """Whether ``user`` may change the register of ``unit`` now."""
    return ReportingUnit.objects.editable_by(user).filter(pk=unit.pk).exists()


def visible_unit(user: User, slug: str) -> ReportingUnit:
    """The unit with that web address; for a stranger it does not exist (404)."""
    unit: ReportingUnit | None = ReportingUnit.objects.visible_to(user).filter(slug=slug).first()
    if unit is None:
        raise Http404
    return unit


def editable_unit(user: User, slug: str) -> ReportingUnit:
    """The unit, to change its register: 404 for a stranger, 403 while that is closed."""
    unit = visible_unit(user, slug)
    refuse_unless_editable(user, unit)
    return unit


def visible_milestone(user: User, reference: str) -> Milestone:
    """The milestone with that reference; for a stranger it does not exist (404)."""
    visible = Milestone.objects.visible_to(user).select_related("unit")
    milestone: Milestone | None = visible.filter(reference=reference).first()
    if milestone is None:
        raise Http404
    return milestone


def editable_milestone(user: User, reference: str) -> Milestone:
    """The milestone, to change it: 404 for a stranger, 403 while the unit's register is closed."""
    milestone = visible_milestone(user, reference)
    refuse_unless_editable(user, milestone.unit)
    return milestone


def milestone_to_close(user: User, reference: str) -> tuple[Milestone, Closing | None]:
    """The milestone, to say that it was realised or resolved: 404 for a stranger.

    With why the register of its unit is closed, where it is: then only what happened after the
    peildatum can be said.
    """
    milestone = visible_milestone(user, reference)
    if may_edit_unit(user, milestone.unit):
        return milestone, None
    closed = closings(user, [milestone.unit])
    if not closed:
        refuse_unless_editable(user, milestone.unit)
    return milestone, closed[0]


def may_read(user: User, wanted: Q | None = None) -> bool:
    """Whether ``user`` may read, before it is published, what a report would tell of the units
    that are ``wanted``; without that, of all that take part today (1 query, none where units read
    each other)."""
    if settings.UNITS_READ_EACH_OTHER:
        return True
    asked = ReportingUnit.objects.filter(wanted or valid_on(timezone.localdate()))
    readable = ReportingUnit.objects.readable_by(user).values("pk")
    return not asked.exclude(pk__in=readable).exists()


def refuse_unless_readable(user: User, wanted: Q | None = None) -> None:
    """403 for who may not read that."""
    if not may_read(user, wanted):
        raise PermissionDenied(
            _(
                "U leest een andere regio of werkgroep pas als zij heeft ingeleverd. "
                "Wat u zelf bijhoudt, vindt u bij Start."
            )
        )


def refuse_unless_editable(user: User, unit: ReportingUnit) -> None:
    """403 for people who may see this unit but not change it."""
    if not may_edit_unit(user, unit):
        raise PermissionDenied(" ".join(str(closing) for closing in closings(user, [unit])))


# ------------------------------------------------------------- who may do what in a round


class Role(Enum):
    """In what quality somebody acts on a round or on what a unit hands in."""

    EDITOR = "redacteur"
    REVIEWER = "beoordelaar"


@dataclass(frozen=True)
class RoundRight:
    """Who may do a verb of a round, and which states it leads from and to."""

    roles: frozenset[Role]
    moves: Mapping[RoundState, RoundState]


@dataclass(frozen=True)
class SubmissionRight:
    """Who may do a verb of a submission, in which states of its round, and where it leads to."""

    roles: frozenset[Role]
    rounds: tuple[RoundState, ...]
    moves: Mapping[SubmissionState, SubmissionState]


_EDITOR = frozenset({Role.EDITOR})
_REVIEWER = frozenset({Role.REVIEWER})
_BOTH = _EDITOR | _REVIEWER

_R, _S = RoundState, SubmissionState

#                               who         from and to
ROUND_RIGHTS: Mapping[RoundVerb, RoundRight] = {
    RoundVerb.OPEN: RoundRight(_REVIEWER, {_R.CONCEPT: _R.OPEN}),
    RoundVerb.CLOSE: RoundRight(_REVIEWER, {_R.OPEN: _R.IN_REVIEW}),
    RoundVerb.FREEZE: RoundRight(_REVIEWER, {_R.IN_REVIEW: _R.FROZEN}),
    RoundVerb.UNFREEZE: RoundRight(_REVIEWER, {_R.FROZEN: _R.IN_REVIEW}),
    RoundVerb.PUBLISH: RoundRight(_REVIEWER, {_R.FROZEN: _R.PUBLISHED}),
    RoundVerb.CORRECT: RoundRight(_REVIEWER, {_R.PUBLISHED: _R.PUBLISHED}),
}

_STAYS_WITH_UNIT = {s: s for s in (_S.NOT_STARTED, _S.IN_PROGRESS, _S.RETURNED)}

#                                          who        round        from and to
SUBMISSION_RIGHTS: Mapping[SubmissionVerb, SubmissionRight] = {
    SubmissionVerb.START: SubmissionRight(_BOTH, OPEN_STATES, {_S.NOT_STARTED: _S.IN_PROGRESS}),
    # A reviewer hands in on behalf of an editor.
    SubmissionVerb.SUBMIT: SubmissionRight(
        _BOTH, OPEN_STATES, dict.fromkeys(_STAYS_WITH_UNIT, _S.SUBMITTED)
    ),
    SubmissionVerb.WITHDRAW: SubmissionRight(
        _EDITOR, (RoundState.OPEN,), {_S.SUBMITTED: _S.IN_PROGRESS}
    ),
    SubmissionVerb.RETURN: SubmissionRight(_REVIEWER, OPEN_STATES, {_S.SUBMITTED: _S.RETURNED}),
    SubmissionVerb.ACCEPT: SubmissionRight(_REVIEWER, OPEN_STATES, {_S.SUBMITTED: _S.ACCEPTED}),
    SubmissionVerb.REOPEN: SubmissionRight(
        _REVIEWER, OPEN_STATES, {_S.ACCEPTED: _S.SUBMITTED, _S.SKIPPED: _S.IN_PROGRESS}
    ),
    SubmissionVerb.SKIP: SubmissionRight(
        _REVIEWER, OPEN_STATES, dict.fromkeys(_STAYS_WITH_UNIT, _S.SKIPPED)
    ),
    SubmissionVerb.GRANT_EXTENSION: SubmissionRight(_REVIEWER, OPEN_STATES, _STAYS_WITH_UNIT),
    SubmissionVerb.REVOKE_EXTENSION: SubmissionRight(_REVIEWER, OPEN_STATES, _STAYS_WITH_UNIT),
}


@dataclass(frozen=True)
class RemarkRight:
    """Which side of a conversation may do a verb of it, and in which states."""

    sides: frozenset[Side]
    states: tuple[RemarkState, ...]


_SIDES = frozenset(Side)

#                                       who      when
REMARK_RIGHTS: Mapping[RemarkVerb, RemarkRight] = {
    RemarkVerb.ASK: RemarkRight(_SIDES, ()),
    # What was written while another ended it is not lost.
    RemarkVerb.SAY: RemarkRight(_SIDES, (*GOING_ON, RemarkState.DONE)),
    RemarkVerb.FINISH: RemarkRight(_SIDES, GOING_ON),
    RemarkVerb.REOPEN: RemarkRight(frozenset({Side.MINISTRY}), (RemarkState.DONE,)),
    RemarkVerb.WITHDRAW: RemarkRight(_SIDES, GOING_ON),
}


def roles_of(user: User, unit: ReportingUnit | None = None) -> frozenset[Role]:
    """What ``user`` is for a round, or for what ``unit`` hands in (1 query with a unit)."""
    roles = set()
    if user.is_active and user.is_reviewer:
        roles.add(Role.REVIEWER)
    if user.is_active and unit and unit.editors.filter(pk=user.pk).exists():
        roles.add(Role.EDITOR)
    return frozenset(roles)


def is_reviewer(user: User | AnonymousUser) -> bool:
    """Whether ``user`` reviews for the ministry: sees what is frozen before it is public."""
    return isinstance(user, User) and Role.REVIEWER in roles_of(user)


def offered_for_round(round_: Round, roles: frozenset[Role]) -> tuple[RoundVerb, ...]:
    """The verbs that people with these roles can do with a round now. Pure."""
    return tuple(
        verb
        for verb, right in ROUND_RIGHTS.items()
        if right.roles & roles and round_.state in right.moves
    )


def offered_for_submission(
    submission: Submission, roles: frozenset[Role]
) -> tuple[SubmissionVerb, ...]:
    """The verbs that people with these roles can do with a submission now. Pure.

    The round of the submission has to be at hand, or it takes a query.
    """
    return tuple(
        verb
        for verb, right in SUBMISSION_RIGHTS.items()
        if right.roles & roles
        and submission.round.state in right.rounds
        and submission.state in right.moves
        and (verb != SubmissionVerb.REVOKE_EXTENSION or submission.extended_until)
    )


def check_role_in_round(user: User, verb: RoundVerb) -> None:
    """403 and a line in the log for people who may not do ``verb`` with any round."""
    roles = ROUND_RIGHTS[verb].roles
    if not roles & roles_of(user):
        raise _refusal(user, verb.value, "ronde", roles)


def refuse_unless_reviewer(user: User) -> None:
    """403, with a line in the log, for people who may not lead rounds."""
    if Role.REVIEWER not in roles_of(user):
        raise _refusal(user, "bekijken", "ronde", _REVIEWER)


def check_role_in_submission(user: User, verb: SubmissionVerb, unit: ReportingUnit) -> None:
    """403 and a line in the log for people who may not do ``verb`` with what ``unit`` hands in."""
    roles = SUBMISSION_RIGHTS[verb].roles
    if not roles & roles_of(user, unit):
        raise _refusal(user, verb.value, unit.slug, roles)


def _refusal(user: User, verb: str, subject: str, roles: frozenset[Role]) -> PermissionDenied:
    log.warning("refused: account %s may not do %s with %s", user.pk, verb, subject)
    if Role.EDITOR in roles:
        return PermissionDenied(_("Dit kan alleen wie deze regio of werkgroep bijhoudt."))
    return PermissionDenied(_("Dit kan alleen een beoordelaar van het ministerie."))
