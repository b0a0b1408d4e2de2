"""What a municipality has on a date, derived from its dated steps. Pure functions.

Nothing recorded is "onbekend", never "nee". What is in force and what is in preparation can be
there at the same time. A municipality that came from a merger has what **all** its predecessors
had in force, until it settles that for itself.

Why: decision 14.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from nalportal.dutch import PartialDate

from .models import PolicyStep, Stage
from .models.policy import COUNTING_STAGES, PREPARATORY_STAGES

UNKNOWN = "onbekend"

# How the source of a step says that it repeats what a region reported as a total.
FROM_TOTAL = "opgave van de regio"
NOBODY_STAGES = (Stage.NOT_ADOPTED, Stage.NO)


@dataclass(frozen=True)
class Document:
    """A published decision: ``key`` tells it from others for good, ``adopted_by`` is a code, and
    what nobody recorded is empty."""

    key: str
    title: str
    reference: str
    url: str
    adopted_by: str
    adopted_on: date | None
    in_force_on: date | None


class StepRow(NamedTuple):
    """One recorded step, as the query gives it.

    ``lapsed``: it only said what a total of 0 of the region said, and that of an earlier day.
    """

    id: int
    municipality: str
    instrument: str
    stage: str
    dated: PartialDate
    no_later_than: bool
    expected: PartialDate | None
    review_due_on: date | None
    lapsed: bool = False
    document: Document | None = None


@dataclass(frozen=True)
class Status:
    """What one municipality has of one instrument on one date.

    ``stage`` is a :class:`Stage` value or onbekend. ``preparing`` is gestart or concept when a
    successor of what is in force is in the making. ``inherited_from`` names predecessors.
    """

    stage: str = UNKNOWN
    dated: PartialDate | None = None
    no_later_than: bool = False
    preparing: str = ""
    expected: PartialDate | None = None
    review_due_on: date | None = None
    inherited_from: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it counts in table 3: only what is in force does."""
        return self.stage in COUNTING_STAGES

    @property
    def known(self) -> bool:
        """Whether we know that it counts or that it doesn't."""
        return self.stage not in (UNKNOWN, Stage.PM)


NOTHING_RECORDED = Status()


def is_lapsed(stage: str, source: str, dated: PartialDate, day: date) -> bool:
    """Whether a step no longer says anything on ``day``.

    A total is of one day. That nobody had it by then says nothing of a later day; what was
    adopted by then still is, also if only a total of everybody said so.
    """
    if stage not in NOBODY_STAGES or FROM_TOTAL not in source.casefold():
        return False
    return dated.last_day < day


def lapsed_in(steps: Iterable[StepRow]) -> dict[tuple[str, str], StepRow]:
    """Per CBS code and instrument the last step that lapsed; ``steps`` in order of date and id."""
    return {(step.municipality, step.instrument): step for step in steps if step.lapsed}


def status_of_steps(steps: Iterable[StepRow], start: Status = NOTHING_RECORDED) -> Status:
    """The status after these steps of one municipality and instrument, in order of date and id.

    ``start`` is what it had before the first of them: what it inherited, if anything. So a merged
    municipality that prepares its own still has in force what all its predecessors had.
    """
    standing = [step for step in steps if not step.lapsed]
    settled, beside = deciding(standing, counts=start.counts)
    status = start
    if settled:
        status = Status(
            stage=settled.stage,
            dated=settled.dated,
            no_later_than=settled.no_later_than,
            expected=settled.expected,
            review_due_on=settled.review_due_on,
        )
    if beside:
        status = replace(status, preparing=beside.stage, expected=beside.expected)
    return status


class Staged(Protocol):
    """A step in any form."""

    @property
    def stage(self) -> str: ...


AnyStep = TypeVar("AnyStep", bound=Staged)


def deciding(
    steps: Iterable[AnyStep], *, counts: bool = False
) -> tuple[AnyStep | None, AnyStep | None]:
    """The step that settled what there is, and the one of what is in preparation beside it.

    ``steps`` of one municipality and instrument in order of date and number, without those that
    lapsed; ``counts``: something was in force before the first of them.
    """
    settled: AnyStep | None = None
    beside: AnyStep | None = None
    for step in steps:
        in_force = settled.stage in COUNTING_STAGES if settled else counts
        if step.stage in PREPARATORY_STAGES and in_force:
            beside = step
        else:
            settled, beside = step, None
    return settled, beside


def hidden_behind(step: PolicyStep, others: Iterable[PolicyStep], day: date) -> PolicyStep | None:
    """What decides the status on ``day`` in the place of ``step`` when that is beside ``others``
    (of the same municipality and instrument); None where it decides, or is of a later day."""
    if step.on > day:
        return None
    rows = sorted([*others, step], key=lambda row: (row.on, row.pk is None, row.pk or 0))
    rows = [row for row in rows if row is step or standing_on(row, day)]
    settled, beside = deciding(rows)
    if settled is None or step is settled or step is beside:
        return None
    is_beside = step.stage in PREPARATORY_STAGES and rows.index(settled) < rows.index(step)
    return beside if is_beside else settled


def standing_on(step: PolicyStep, day: date) -> bool:
    """Whether a step that was recorded still says something on ``day``."""
    return step.on <= day and not is_lapsed(step.stage, step.source, step.dated, day)


def inherited(predecessors: Mapping[str, Status]) -> Status:
    """The status that a merged municipality takes over from its predecessors (name → status).

    In force only if all had it in force; likewise only a "no" that all share is known. What one
    of them was preparing ended with it, unless all of them were.
    """
    stages = {status.stage for status in predecessors.values()}
    if len(stages) != 1 or not (stage := stages.pop()) or stage == UNKNOWN:
        return NOTHING_RECORDED
    # The oldest adoption is the first that has to be recalibrated.
    oldest = min(predecessors.values(), key=lambda status: status.review_due_on or date.max)
    if oldest.counts and any(
        status.preparing != oldest.preparing for status in predecessors.values()
    ):
        oldest = replace(oldest, preparing="", expected=None)
    return replace(oldest, inherited_from=tuple(sorted(predecessors)))
