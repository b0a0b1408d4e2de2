"""What can happen to a round. Each verb is one transaction and one line in its log.

Everybody locks in one order: first the round, then its submissions. A verb that comes too early
is refused with what is needed first (:func:`needs_of`, which pages show beforehand). Freezing and
what follows need the report, so those verbs stand in ``nalportal.report.freeze``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.audit import AuditKind, record
from nalportal.accounts.models import User
from nalportal.dutch import joined
from nalportal.records.history import save_signed, sign
from nalportal.refusals import Refused

from .models import (
    COPIED_FROM,
    ReportingUnit,
    ReportText,
    Round,
    RoundLogEntry,
    RoundReason,
    RoundState,
    RoundVerb,
    Submission,
    SubmissionLogEntry,
    SubmissionState,
    SubmissionVerb,
)
from .models.remarks import Remark, RemarkState
from .models.states import FROZEN_STATES, OPEN_STATES, SETTLED
from .permissions import ROUND_RIGHTS, check_role_in_round, refuse_unless_reviewer


class NotNowError(Refused):
    """The state is not one in which this can be done; the text says what is needed first."""


@dataclass(frozen=True)
class Need:
    """What has to be done first: of which units, as (web address, name), or of which round."""

    text: str
    units: tuple[tuple[str, str], ...] = ()
    round: str = ""


# The step that is next in each state: what is needed first for all that comes later.
_NEXT = {
    RoundState.CONCEPT: gettext_lazy("Open de ronde eerst."),
    RoundState.OPEN: gettext_lazy("Sluit de ronde eerst voor controle."),
    RoundState.IN_REVIEW: gettext_lazy("Bevries de ronde eerst."),
    RoundState.FROZEN: gettext_lazy("Publiceer de ronde eerst."),
}
_ORDER = list(RoundState)


def needs_of(verb: RoundVerb, round_: Round, by: User | None = None) -> tuple[Need, ...]:
    """What is needed before ``by`` can do ``verb`` with the round as it is; empty when nothing is.

    At most 2 queries.
    """
    origins = [RoundState(state) for state in ROUND_RIGHTS[verb].moves]
    if round_.state not in origins:
        return (_needed_state(RoundState(round_.state), origins),)
    match verb:
        case RoundVerb.OPEN | RoundVerb.UNFREEZE:
            return _no_other_round(round_)
        case RoundVerb.CLOSE:
            # What was returned may come back during the review.
            waiting = (SubmissionState.NOT_STARTED, SubmissionState.IN_PROGRESS)
            text = _("Nog niet ingeleverd: %(units)s. Wacht, lever namens hen in, of sla over.")
            return _of_units(round_.submissions.filter(state__in=waiting), text)
        case RoundVerb.FREEZE:
            text = _("Nog niet geaccepteerd of overgeslagen: %(units)s.")
            unsettled = _of_units(round_.submissions.exclude(state__in=SETTLED), text)
            return (*unsettled, *_open_remarks(round_))
        case RoundVerb.PUBLISH if settings.FOUR_EYES and by:
            return _frozen_by_another(round_, by)
    return ()


def _needed_state(now: RoundState, origins: list[RoundState]) -> Need:
    if all(_ORDER.index(now) < _ORDER.index(origin) for origin in origins):
        return Need(str(_NEXT[now]))
    return Need(_("De ronde is al %(state)s.") % {"state": str(now.label).lower()})


def _no_other_round(round_: Round) -> tuple[Need, ...]:
    busy = Round.objects.filter(state__in=OPEN_STATES).exclude(pk=round_.pk)
    text = _("Er is er één tegelijk open of in controle. Rond eerst “%(round)s” af: bevries haar.")
    return tuple(Need(text % {"round": other}, round=other.slug) for other in busy)


def _frozen_by_another(round_: Round, by: User) -> tuple[Need, ...]:
    """With four eyes nobody publishes what they froze themselves."""
    last = round_.snapshots.order_by("-pk").values_list("frozen_by", flat=True).first()
    text = _("U bevroor deze ronde zelf. Een andere beoordelaar moet haar publiceren.")
    return (Need(text),) if last == by.pk else ()


def _of_units(waiting: "models.QuerySet[Submission]", text: str) -> tuple[Need, ...]:
    found = list(waiting.order_by("unit__order").values_list("unit__slug", "unit__short_name"))
    if not found:
        return ()
    names = joined([name for _slug, name in found])
    return (Need(text % {"units": names}, tuple(found)),)


def _open_remarks(round_: Round) -> tuple[Need, ...]:
    """Questions that nobody answered yet, about any unit of the round."""
    reporting = ReportingUnit.objects.reporting(round_.reference_on, round_.division_on)
    asked = Remark.objects.filter(state=RemarkState.OPEN, unit__in=reporting).values("unit")
    text = _("Er staat nog een opmerking open bij: %(units)s.")
    return _of_units(round_.submissions.filter(unit__in=asked), text)


def refuse_unless_ready(verb: RoundVerb, round_: Round, by: User | None = None) -> None:
    """Raise :class:`NotNowError`, saying what is needed first; ``round_`` has to be locked."""
    needs = needs_of(verb, round_, by)
    if needs:
        raise NotNowError(" ".join(need.text for need in needs))


# ------------------------------------------------------------------------------------ locks


def lock_round(round_id: int) -> Round:
    """The round as it is stored, locked against every other verb of it and of its submissions.

    Without the key: rows that only point at the round (a text, a line in a log) needn't wait.
    """
    row: Round = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    return row


def lock_submissions(round_: Round) -> list[Submission]:
    """All submissions of a locked round, locked: nobody's save of a unit's register is halfway."""
    rows = round_.submissions.select_for_update(of=("self",), no_key=True).select_related("unit")
    return list(rows.order_by("pk"))


def change_state(round_: Round, state: RoundState, *, by: User | None, reason: str = "") -> None:
    """Give a locked round another state, with a line in its log and an entry in its history."""
    RoundLogEntry.objects.create(
        round=round_, from_state=round_.state, to_state=state, by=by, reason=reason
    )
    round_.state = state
    save_signed(round_, by=by, reason=reason)
    record(AuditKind.ROUND, by=by, what=f"{round_.slug}:{state}")


# ------------------------------------------------------------------------------------ verbs


@transaction.atomic
def set_up(round_: Round, *, by: User, reason: str = "") -> Round:
    """Save the title, address and dates of a round, a new one too.

    Raises :class:`NotNowError` once it is frozen: its dates are printed on every page by then.
    """
    refuse_unless_reviewer(by)
    if not round_._state.adding:
        stored = lock_round(round_.pk)
        if stored.state in FROZEN_STATES:
            text = _("De ronde is al %(state)s. Haar titel en datums liggen vast.")
            raise NotNowError(text % {"state": RoundState(stored.state).label.lower()})
        if stored.state != RoundState.CONCEPT and round_.slug != stored.slug:
            raise NotNowError(_("Het webadres van een ronde ligt vast zodra zij open is geweest."))
        round_.state = stored.state
    save_signed(round_, by=by, reason=reason)
    if round_.state in OPEN_STATES:
        settle_units(round_, by=by)
    return round_


@transaction.atomic
def delete_concept(round_: Round, *, by: User, reason: str = "") -> None:
    """Take away a round that was never opened, with its texts; the history keeps both.

    Raises :class:`NotNowError` once it was opened: then units may have worked on it.
    """
    refuse_unless_reviewer(by)
    row = lock_round(round_.pk)
    if row.state != RoundState.CONCEPT or row.submissions.exists() or row.log.exists():
        raise NotNowError(_("Alleen een ronde die nog nooit open was, kan worden verwijderd."))
    for written in (*row.texts.all(), *row.printed_differences.all(), row):
        sign(written, by=by, reason=reason)
        written.delete()


@transaction.atomic
def open_round(round_: Round, *, by: User, reason: str = "") -> Round:
    """Every unit can hand in from now on; the texts of the last round are its first texts.

    Raises :class:`NotNowError` unless it is a concept and no other round is going on.
    """
    check_role_in_round(by, RoundVerb.OPEN)
    # All of them, so that two rounds cannot be opened at the same moment.
    rounds = list(Round.objects.select_for_update(no_key=True).order_by("pk"))
    row: Round = next(found for found in rounds if found.pk == round_.pk)
    refuse_unless_ready(RoundVerb.OPEN, row)
    _copy_texts(row, _round_before(row, rounds), by=by)
    settle_units(row, by=by)
    change_state(row, RoundState.OPEN, by=by, reason=reason)
    return row


@transaction.atomic
def give_reason(  # noqa: PLR0913 - what a reason is about, written out
    round_: Round,
    *,
    point: str,
    code: str,
    about: str,
    text: str,
    in_report: bool,
    by: User,
) -> None:
    """Say why a point of the list before freezing may stay as it is; an empty text takes it back.

    Raises :class:`NotNowError` once the round is frozen.
    """
    refuse_unless_reviewer(by)
    row = lock_round(round_.pk)
    if row.state in FROZEN_STATES:
        raise NotNowError(_("De ronde is intussen bevroren. De reden is niet opgeslagen."))
    RoundReason.objects.create(
        round=row, point=point, code=code, about=about, text=text, in_report=in_report, by=by
    )


@transaction.atomic
def close_for_review(round_: Round, *, by: User, reason: str = "") -> Round:
    """No unit hands in for the first time any more; what was returned may still come back.

    Raises :class:`NotNowError` while a unit has neither handed in nor been skipped.
    """
    check_role_in_round(by, RoundVerb.CLOSE)
    row = lock_round(round_.pk)
    refuse_unless_ready(RoundVerb.CLOSE, row)
    change_state(row, RoundState.IN_REVIEW, by=by, reason=reason)
    return row


def _round_before(round_: Round, rounds: Iterable[Round]) -> Round | None:
    earlier = [other for other in rounds if other.reference_on < round_.reference_on]
    return max(earlier, key=lambda other: other.reference_on, default=None)


def _copy_texts(round_: Round, before: Round | None, *, by: User) -> None:
    """The texts of the round before, except at places where somebody wrote one already."""
    if before is None:
        return
    written = {_place_of(text) for text in round_.texts.all()}
    for text in before.texts.with_last_reason():
        if _place_of(text) not in written:
            # What nobody touched since an earlier round is still of that one.
            reason = f"{COPIED_FROM}{text.of_round or before}"
            text.pk, text.round = None, round_
            text._state.adding = True
            save_signed(text, by=by, reason=reason)


def _place_of(text: ReportText) -> tuple[str, int | None, str, str]:
    return text.place, text.unit_id, text.indicator, text.key


def settle_units(round_: Round, *, by: User) -> None:
    """Who reports on the dates of a locked round hands in for it, and nobody else does.

    What a unit that is out of it did already stays, as skipped: it waits for nobody. A unit that
    is in it again goes on where it was.
    """
    reporting = ReportingUnit.objects.reporting(round_.reference_on, round_.division_on)
    submissions = {row.unit_id: row for row in lock_submissions(round_)}
    for unit in reporting.exclude(pk__in=submissions):
        save_signed(Submission(round=round_, unit=unit), by=by)
    staying = set(reporting.values_list("pk", flat=True))
    for back in (row for unit, row in submissions.items() if unit in staying):
        _resume(back, by=by)
    for gone in (row for unit, row in submissions.items() if unit not in staying):
        if gone.log.exists() or gone.statements.exists():
            _end(gone, by=by)
        else:
            sign(gone, by=by, reason=str(NOT_IN_ROUND))
            gone.delete()


NOT_IN_ROUND = gettext_lazy("Doet niet mee op de datums van de ronde.")


def _end(submission: Submission, *, by: User) -> None:
    if submission.state == SubmissionState.SKIPPED:
        return
    submission.remark = str(NOT_IN_ROUND)
    submission.decided_by, submission.decided_at = by, timezone.now()
    _move(submission, SubmissionVerb.SKIP, SubmissionState.SKIPPED, str(NOT_IN_ROUND), by=by)


IN_ROUND_AGAIN = gettext_lazy("Doet weer mee op de datums van de ronde.")


def _resume(submission: Submission, *, by: User) -> None:
    """What was ended only because the unit was out goes on as it stood before."""
    if submission.state != SubmissionState.SKIPPED or submission.remark != str(NOT_IN_ROUND):
        return
    stood = submission.history.exclude(state=SubmissionState.SKIPPED).latest()
    submission.remark = stood.remark
    submission.decided_by_id, submission.decided_at = stood.decided_by_id, stood.decided_at
    to = SubmissionState(stood.state)
    _move(submission, SubmissionVerb.REOPEN, to, str(IN_ROUND_AGAIN), by=by)


def _move(
    submission: Submission, verb: SubmissionVerb, to: SubmissionState, reason: str, *, by: User
) -> None:
    SubmissionLogEntry.objects.create(
        submission=submission,
        verb=verb,
        from_state=submission.state,
        to_state=to,
        by=by,
        reason=reason,
    )
    submission.state = to
    save_signed(submission, by=by, reason=reason)
