"""What people do with the policy of municipalities. Each verb is one transaction and one action.

Nothing is ever changed or removed: a correction is a step that replaces another, and so is what
undoes an action. Where a verb doesn't fit (any more), it raises :class:`NotPossible`.

Why: decision 13.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from nalportal.progress.locks import take_turn
from nalportal.refusals import NotPossible

from .actions import names_of, refuse_if_moved
from .models import (
    RETRACTED,
    ActionKind,
    Municipality,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    RegionMembership,
)
from .rules import broken_rules, divisions, review_due_on

MAX_MUNICIPALITIES = 400

# What a step says, apart from who said it and when: two steps with the same are one fact.
CONTENT = (
    "municipality_id",
    "instrument_id",
    "stage",
    "on",
    "precision",
    "no_later_than",
    "expected_on",
    "expected_precision",
    "document_id",
    "source",
    "note",
)


@dataclass(frozen=True)
class Fact:
    """What is recorded of one instrument, for one municipality or for many."""

    instrument: PolicyInstrument
    stage: str
    dated: PartialDate
    no_later_than: bool = False
    expected: PartialDate | None = None
    document: PolicyDocument | None = None
    source: str = ""
    note: str = ""

    def step(self, municipality: Municipality) -> PolicyStep:
        """The step that says so, not saved yet."""
        return PolicyStep(
            municipality=municipality,
            instrument=self.instrument,
            stage=self.stage,
            on=self.dated.on,
            precision=self.dated.precision,
            no_later_than=self.no_later_than,
            expected_on=self.expected.on if self.expected else None,
            expected_precision=self.expected.precision if self.expected else "",
            review_due_on=review_due_on(self.instrument, self.stage, self.dated.on),
            document=self.document,
            source=self.source,
            note=self.note,
        )


@dataclass(frozen=True)
class Problem:
    """A rule that a fact breaks: the field, what to do, and for which municipalities."""

    field: str
    expected: str
    instrument: PolicyInstrument
    municipalities: tuple[Municipality, ...]

    def __str__(self) -> str:
        values = {"expected": self.expected, "names": names_of(self.municipalities)}
        return _("Kies %(expected)s (%(names)s).") % values


def problems_of(
    municipalities: Sequence[Municipality], facts: Iterable[Fact]
) -> tuple[Problem, ...]:
    """What keeps these facts from being recorded, each thing once (1 query)."""
    asked, today = divisions(), timezone.localdate()
    found: dict[tuple[str, str, int], tuple[PolicyInstrument, list[Municipality]]] = {}
    for fact in facts:
        for municipality in municipalities:
            for field, expected in broken_rules(fact.step(municipality), asked, today):
                key = (field, expected, fact.instrument.pk)
                found.setdefault(key, (fact.instrument, []))[1].append(municipality)
    return tuple(
        Problem(field, expected, instrument, tuple(rows))
        for (field, expected, _pk), (instrument, rows) in found.items()
    )


# --------------------------------------------------------------------------------- recording


@transaction.atomic
def record(
    municipalities: Sequence[Municipality],
    facts: Sequence[Fact],
    *,
    by: User,
    seen: int | None = None,
) -> PolicyAction:
    """Record every fact for every municipality, as one action.

    What stands there already, word for word, is not recorded again. ``seen`` is the newest step
    that the page showed: raises ``Moved`` when another came after it. Raises
    :class:`NotPossible` when nothing else is left, and for a fact that breaks a rule.
    """
    if len(municipalities) > MAX_MUNICIPALITIES:
        raise NotPossible(too_many(len(municipalities)))
    earliest = min((fact.dated.on for fact in facts), default=None)
    take_turns([row.pk for row in municipalities], by=by, earliest=earliest)
    _refuse_if(problems_of(municipalities, facts))
    steps = [fact.step(municipality) for fact in facts for municipality in municipalities]
    instruments = [fact.instrument for fact in facts]
    standing = PolicyStep.objects.standing().filter(instrument__in=instruments)
    known = {content_of(step) for step in standing.filter(municipality__in=municipalities)}
    new = [step for step in steps if content_of(step) not in known]
    if not new:
        raise NotPossible(_("Dit staat al zo vastgelegd. Er is niets veranderd."))
    places, kinds = {step.municipality_id for step in new}, {step.instrument_id for step in new}
    about = PolicyStep.objects.filter(municipality__in=places, instrument__in=kinds)
    refuse_if_moved(seen, about, by=by)
    return write(new, kind=ActionKind.RECORDING, by=by)


def too_many(count: int) -> str:
    """What is said about a selection that is too large."""
    text = _("U koos %(count)d gemeenten. Kies er ten hoogste %(limit)d tegelijk.")
    return text % {"count": count, "limit": MAX_MUNICIPALITIES}


# What a step says, to tell whether another says the same.
content_of: Callable[[PolicyStep], tuple[Any, ...]] = attrgetter(*CONTENT)


def write(
    steps: Iterable[PolicyStep], *, kind: ActionKind, by: User, **action: Any
) -> PolicyAction:
    """Store new steps as one action; whoever calls has checked them and holds the transaction."""
    row: PolicyAction = PolicyAction.objects.create(kind=kind, by=by, **action)
    steps = list(steps)
    for step in steps:
        step.action, step.recorded_by = row, by
    PolicyStep.objects.bulk_create(steps)
    return row


def _refuse_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise NotPossible(" ".join(str(problem) for problem in problems))


@transaction.atomic
def record_file(
    municipalities: Iterable[int],
    steps: Callable[[], list[PolicyStep]],
    *,
    by: User,
    kind: ActionKind = ActionKind.IMPORT,
    earliest: date | None = None,
) -> PolicyAction:
    """Store what a file or a grid says of these municipalities (their ids), as one action.

    ``steps`` looks at it again when it is this one's turn, so that what is stored fits what
    stands; it checked each step, and set which one it replaces. ``earliest`` is the first day that
    it speaks of, where a register that is closed still takes what came later.
    """
    take_turns(municipalities, by=by, earliest=earliest)
    return write(steps(), kind=kind, by=by)


@transaction.atomic
def confirm_unchanged(
    municipalities: Sequence[Municipality], *, by: User, seen: int | None = None
) -> PolicyAction:
    """Say that what is recorded of these municipalities is still right; ``seen`` as for
    :func:`record`.

    There is nothing to confirm of a municipality of which nothing is recorded: it is left out.
    """
    take_turns([row.pk for row in municipalities], by=by)
    refuse_if_moved(seen, PolicyStep.objects.filter(municipality__in=municipalities), by=by)
    rows = confirmable(municipalities)
    if not rows:
        raise NotPossible(_("Van deze gemeenten is nog niets vastgelegd om te bevestigen."))
    action: PolicyAction = PolicyAction.objects.create(kind=ActionKind.CONFIRMATION, by=by)
    PolicyConfirmation.objects.bulk_create(
        PolicyConfirmation(action=action, municipality=row) for row in rows
    )
    return action


def confirmable(municipalities: Sequence[Municipality]) -> list[Municipality]:
    """Those of which something is recorded, in the same order (1 query)."""
    standing = PolicyStep.objects.standing().filter(municipality__in=municipalities)
    known = set(standing.values_list("municipality", flat=True))
    return [row for row in municipalities if row.pk in known]


# ------------------------------------------------------------------------ correcting, undoing


@transaction.atomic
def correct(step: PolicyStep, fact: Fact, *, by: User) -> PolicyAction:
    """Put ``fact`` in the place of ``step``.

    Raises :class:`NotPossible` when the step was corrected meanwhile.
    """
    row = _to_replace(step, by=by)
    _refuse_if(problems_of([row.municipality], [fact]))
    new = fact.step(row.municipality)
    if content_of(new) == content_of(row):
        raise NotPossible(_("Dit staat al zo vastgelegd. Er is niets veranderd."))
    return _replace(row, new, by=by)


@transaction.atomic
def retract(step: PolicyStep, *, by: User, reason: str) -> PolicyAction:
    """Take ``step`` back: it was no fact. Raises :class:`NotPossible` as :func:`correct` does."""
    row = _to_replace(step, by=by)
    new = retraction_of(row)
    new.note = reason
    return _replace(row, new, by=by)


def _to_replace(step: PolicyStep, *, by: User) -> PolicyStep:
    take_turns([step.municipality_id], by=by)
    [row] = _locked(PolicyStep.objects.filter(pk=step.pk))
    if _is_replaced(row) or row.stage == RETRACTED:
        raise NotPossible(_("Deze status is intussen al gecorrigeerd."))
    return row


def _replace(row: PolicyStep, new: PolicyStep, *, by: User) -> PolicyAction:
    new.replaces = row
    return write([new], kind=ActionKind.CORRECTION, by=by)


@transaction.atomic
def undo(action: PolicyAction, *, by: User) -> PolicyAction:
    """Take back what ``action`` did: what it recorded goes, what it replaced stands again.

    A step that somebody corrected since is left as it is. Undoing can be undone in the same way.
    """
    steps_of, confirmed = action.steps.all(), action.confirmations.all()
    take_turns([row.municipality_id for row in [*steps_of, *confirmed]], by=by)
    locked: PolicyAction = PolicyAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if PolicyAction.objects.filter(undoes=locked).exists():
        raise NotPossible(_("Dit is al ongedaan gemaakt."))
    steps = [step for step in _locked(locked.steps.all()) if not _is_replaced(step)]
    if not steps and not locked.confirmations.exists():
        raise NotPossible(_("Hier is niets meer van om ongedaan te maken."))
    new = [_undone(step) for step in steps]
    return write(new, kind=ActionKind.UNDOING, by=by, undoes=locked)


def take_turns(municipalities: Iterable[int], *, by: User, earliest: date | None = None) -> None:
    """With handing in and freezing, of the regions that record these municipalities now."""
    memberships = RegionMembership.objects.recording(timezone.localdate())
    memberships = memberships.filter(municipality__in=municipalities)
    take_turn(set(memberships.values_list("region", flat=True)), by=by, earliest=earliest)


def _locked(steps: Any) -> list[PolicyStep]:
    rows = steps.select_related("municipality", "replaces", "replaced_by")
    return list(rows.select_for_update(of=("self",)))


def _is_replaced(step: PolicyStep) -> bool:
    return hasattr(step, "replaced_by")


def _undone(step: PolicyStep) -> PolicyStep:
    new = _copy_of(step.replaces) if step.replaces else retraction_of(step)
    new.replaces = step
    return new


def _copy_of(step: PolicyStep) -> PolicyStep:
    fields = (*CONTENT, "review_due_on")
    return PolicyStep(**{name: getattr(step, name) for name in fields})


def retraction_of(step: PolicyStep) -> PolicyStep:
    """A step without a stage says nothing of its own; its date only keeps it in its place."""
    return PolicyStep(
        municipality_id=step.municipality_id,
        instrument_id=step.instrument_id,
        stage=RETRACTED,
        on=step.on,
        precision=step.precision,
    )
