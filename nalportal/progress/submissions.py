"""What can happen to what a unit hands in. Each verb is one transaction and one line in the log.

Every verb locks the round and then the submission. Handing in itself also needs the unit's
report, so ``nalportal.report.hand_in`` builds that and calls :func:`receive`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import long_date
from nalportal.records.history import save_signed

from .models import (
    HandIn,
    ReportingUnit,
    RoundState,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from .models.states import OPEN_STATES
from .permissions import SUBMISSION_RIGHTS, check_role_in_submission
from .rounds import NotNowError, lock_round


@dataclass(frozen=True)
class Gap:
    """One thing that is missing at a hand-in, and why; ``key`` tells it from the others."""

    key: str
    text: str
    required: bool
    reason: str = ""


def submission_of(unit: ReportingUnit) -> Submission | None:
    """What the unit hands in for the round that is open or in controle, if any (1 query)."""
    rows = Submission.objects.filter(unit=unit, round__state__in=OPEN_STATES)
    found: Submission | None = rows.select_related("round", "unit").first()
    return found


# ---------------------------------------------------------------------------- of the unit


@transaction.atomic
def start(submission: Submission, *, by: User) -> Submission:
    """The unit began. Its first save of the round does this; nobody has to say so.

    Without the lock on the round: that save has this one already, and may not wait for the other.
    """
    check_role_in_submission(by, SubmissionVerb.START, submission.unit)
    row = _lock(submission)
    refuse_unless_it_fits(SubmissionVerb.START, row)
    return _done(row, SubmissionVerb.START, by=by)


def check_hand_in(
    unit: ReportingUnit, gaps: Sequence[Gap], *, by: User, on_behalf_of: User | None
) -> None:
    """Raise :class:`NotNowError` when something required is missing without a reason, or when
    a reviewer doesn't say for which of the unit's editors this is (1 query).

    For a unit that has no editor the ministry hands in by itself, and the log says so.
    """
    missing = [gap.text for gap in gaps if gap.required and not gap.reason]
    if missing:
        raise NotNowError(_("Vul eerst aan: %(gaps)s") % {"gaps": " ".join(missing)})
    editors = set(unit.editors.all())
    if on_behalf_of is None and editors and by not in editors:
        raise NotNowError(_("Kies namens wie van %(unit)s u inlevert.") % {"unit": unit.short_name})
    if on_behalf_of is not None and (by in editors or on_behalf_of not in editors):
        text = _("Alleen het ministerie levert namens een ander in, die %(unit)s bijhoudt.")
        raise NotNowError(text % {"unit": unit.short_name})


def receive(
    submission: Submission,
    *,
    payload: bytes,
    sha256: str,
    gaps: Sequence[Gap],
    by: User,
    on_behalf_of: User | None = None,
) -> HandIn:
    """Store what the unit handed in; ``submission`` comes from :func:`lock_to_submit`."""
    hand_in: HandIn = HandIn.objects.create(
        submission=submission,
        payload=payload,
        sha256=sha256,
        submitted_by=by,
        on_behalf_of=on_behalf_of,
        gaps=[asdict(gap) for gap in gaps],
    )
    submission.gap_reason = "\n".join(dict.fromkeys(gap.reason for gap in gaps if gap.reason))
    # What a reviewer noted of a hand-in that was taken back is still to be said.
    noted = submission.remark if submission.state == SubmissionState.IN_PROGRESS else ""
    _decided(submission, by=None, remark=noted)
    alone = on_behalf_of is None and not submission.unit.editors.exists()
    reason = _("Door het ministerie: dit onderdeel heeft geen redacteur.") if alone else ""
    _done(submission, SubmissionVerb.SUBMIT, by=by, on_behalf_of=on_behalf_of, reason=reason)
    return hand_in


def lock_to_submit(submission: Submission, *, by: User) -> Submission:
    """The locked submission, or a refusal; within the transaction that receives it."""
    return _locked(submission, SubmissionVerb.SUBMIT, by=by)


@transaction.atomic
def withdraw_submission(submission: Submission, *, by: User, reason: str = "") -> Submission:
    """The unit takes back what it handed in; it can change its register again."""
    row = _locked(submission, SubmissionVerb.WITHDRAW, by=by)
    return _done(row, SubmissionVerb.WITHDRAW, by=by, reason=reason)


# ---------------------------------------------------------------------- of the reviewer


@transaction.atomic
def return_to_editors(submission: Submission, *, by: User, reason: str) -> Submission:
    """Back to the unit, which reads ``reason`` and the remarks made about this hand-in."""
    row = _locked(submission, SubmissionVerb.RETURN, by=by)
    _decided(row, by=by, remark=reason)
    return _done(row, SubmissionVerb.RETURN, by=by, reason=reason)


@transaction.atomic
def accept(submission: Submission, *, by: User, reason: str = "") -> Submission:
    """It can go into the report as it is."""
    row = _locked(submission, SubmissionVerb.ACCEPT, by=by)
    if refused := own_hand_in(row, by):
        raise NotNowError(refused)
    _decided(row, by=by, remark=reason)
    return _done(row, SubmissionVerb.ACCEPT, by=by, reason=reason)


def own_hand_in(submission: Submission, by: User) -> str:
    """With four eyes nobody accepts what they handed in themselves, for whomever: what ``by`` is
    told of it; empty where they may (1 query, with four eyes only)."""
    if not settings.FOUR_EYES:
        return ""
    last = submission.hand_ins.order_by("-pk").values_list("submitted_by", flat=True).first()
    return _("U leverde dit zelf in. Een ander moet het accepteren.") if last == by.pk else ""


@transaction.atomic
def reopen(submission: Submission, *, by: User, reason: str) -> Submission:
    """Take back an acceptance (it lies with the reviewer again) or a skip (with the unit)."""
    row = _locked(submission, SubmissionVerb.REOPEN, by=by)
    _decided(row, by=None)
    return _done(row, SubmissionVerb.REOPEN, by=by, reason=reason)


@transaction.atomic
def skip(submission: Submission, *, by: User, reason: str) -> Submission:
    """The round goes on without a hand-in of this unit; the report tells of it what
    the last one told.

    Why: decision 52.
    """
    row = _locked(submission, SubmissionVerb.SKIP, by=by)
    _decided(row, by=by, remark=reason)
    return _done(row, SubmissionVerb.SKIP, by=by, reason=reason)


@transaction.atomic
def grant_extension(submission: Submission, *, until: date, by: User, reason: str) -> Submission:
    """The unit has until this day, which has to be later than the deadline of all."""
    row = _locked(submission, SubmissionVerb.GRANT_EXTENSION, by=by)
    deadline = row.round.deadline_on
    if deadline and until <= deadline:
        text = _("Kies een dag na %(deadline)s: tot en met die dag kan iedereen inleveren.")
        raise NotNowError(text % {"deadline": long_date(deadline)})
    row.extended_until, row.extension_reason = until, reason
    return _done(row, SubmissionVerb.GRANT_EXTENSION, by=by, reason=reason, until=until)


@transaction.atomic
def revoke_extension(submission: Submission, *, by: User, reason: str = "") -> Submission:
    """The deadline of all holds for this unit again."""
    row = _locked(submission, SubmissionVerb.REVOKE_EXTENSION, by=by)
    if row.extended_until is None:
        raise NotNowError(_("%(unit)s heeft geen uitstel.") % {"unit": row.unit.short_name})
    row.extended_until, row.extension_reason = None, ""
    return _done(row, SubmissionVerb.REVOKE_EXTENSION, by=by, reason=reason)


@transaction.atomic
def note(submission: Submission, *, text: str, by: User) -> Submission:
    """What the reviewer means to say in general; the unit reads it with a decision, not before."""
    row = _locked(submission, SubmissionVerb.RETURN, by=by)
    if row.remark != text:
        row.remark = text
        save_signed(row, by=by)
    return row


# ----------------------------------------------------------------------------- underneath


def _locked(submission: Submission, verb: SubmissionVerb, *, by: User) -> Submission:
    check_role_in_submission(by, verb, submission.unit)
    lock_round(submission.round_id)
    row = _lock(submission)
    refuse_unless_it_fits(verb, row)
    return row


def _lock(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    row: Submission = rows.select_related("round", "unit").get(pk=submission.pk)
    return row


def refuse_unless_it_fits(verb: SubmissionVerb, row: Submission) -> None:
    """Raise :class:`NotNowError` unless both the round and the submission are in a fit state."""
    right = SUBMISSION_RIGHTS[verb]
    if row.round.state == RoundState.CONCEPT:
        raise NotNowError(_("Open de ronde “%(round)s” eerst.") % {"round": row.round})
    if row.round.state not in right.rounds:
        text = _("De ronde “%(round)s” is al %(state)s.")
        state = str(RoundState(row.round.state).label).lower()
        raise NotNowError(text % {"round": row.round, "state": state})
    if row.state not in right.moves:
        text = _("%(unit)s staat op %(state)s. Dit kan pas als dat %(needed)s is.")
        raise NotNowError(
            text
            % {
                "unit": row.unit.short_name,
                "state": SubmissionState(row.state).label,
                "needed": _(" of ").join(str(state.label) for state in right.moves),
            }
        )


def _decided(row: Submission, *, by: User | None, remark: str = "") -> None:
    row.decided_by, row.decided_at = by, timezone.now() if by else None
    row.remark = remark


def _done(
    row: Submission,
    verb: SubmissionVerb,
    *,
    by: User,
    reason: str = "",
    on_behalf_of: User | None = None,
    until: date | None = None,
) -> Submission:
    """Move it to the state where the verb leads, with a line in its log."""
    to = SUBMISSION_RIGHTS[verb].moves[SubmissionState(row.state)]
    SubmissionLogEntry.objects.create(
        submission=row,
        verb=verb,
        from_state=row.state,
        to_state=to,
        by=by,
        on_behalf_of=on_behalf_of,
        reason=reason,
        until=until,
    )
    row.state = to
    save_signed(row, by=by, reason=reason)
    return row
