"""The lines of a file of steps beside what stands: which are news, and which the register overtook.

A line contradicts a step with the same stage and date that says something else beside it, and a
step with another stage on the same day; it takes the place of that step. So does what was typed
with an earlier date over the status in a table: the table shows it from then on. Any other line is
a new fact. What a line leaves empty is no contradiction: it stays as it stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nalportal.dutch import Precision
from nalportal.exchange.tables import tidied

from .models import PolicyStep
from .models.policy import PREPARATORY_STAGES
from .status import FROM_TOTAL, hidden_behind
from .verbs import content_of

# The fields of a step that a column of the file is about, by the heading.
FIELDS = {
    "uiterlijk": ("no_later_than",),
    "verwacht": ("expected_on", "expected_precision"),
    "document": ("document",),
    "noot": ("note",),
    "bron": ("source",),
}
# By municipality, instrument and date.
Moments = Mapping[tuple[Any, ...], list[PolicyStep]]


@dataclass
class StepLine:
    """A line of the file that can be read: the step it asks for, and the one it contradicts.

    ``empty`` are the columns in which it says nothing, ``filled_from`` the number of the step it
    was filled in from (0: none). ``overtaken`` is what took the place of that step since.
    ``newer`` was recorded about the same after the file was made. One that ``takes_away`` puts
    nothing in the place of the step that it replaces. ``shown_on`` is the day of a table that shows
    one status a cell; there it can't be seen as long as something ``later`` stands.
    """

    number: int
    step: PolicyStep
    empty: frozenset[str] = frozenset()
    filled_from: int = 0
    replaces: PolicyStep | None = None
    is_known: bool = False
    overtaken: PolicyStep | None = None
    newer: PolicyStep | None = None
    takes_away: bool = False
    shown_on: date | None = None
    later: PolicyStep | None = None

    @property
    def is_news(self) -> bool:
        """Whether it is to be stored."""
        return not self.is_known and self.overtaken is None and self.later is None


def compare(all_lines: Sequence[StepLine]) -> None:
    """Tell for each line whether it stands already, contradicts what does, or was overtaken
    (2 queries)."""
    lines = [line for line in all_lines if not line.takes_away]
    gone = {line.step.replaces_id for line in all_lines if line.takes_away}
    about = {line.step.municipality_id for line in lines}
    rows = PolicyStep.objects.standing().filter(municipality__in=about).exclude(pk__in=gone)
    standing = list(rows.select_related("document"))
    moments = _by_moment(standing)
    stands = [_said(step) for step in standing]
    known = set(stands)
    said = set()
    for line in lines:
        content = _said(line.step)
        if not line.is_known:
            line.is_known = content in known
        if not line.is_known and _says_less(line, moments):
            line.is_known, content = True, _said(line.step)
        said.add(content)
    # What the file says too is not contradicted by it.
    free = _by_moment(step for step, own in zip(standing, stands, strict=True) if own not in said)
    overtaken = _overtaken(lines)
    cells = defaultdict(list)
    for step in standing:
        cells[_cell(step)].append(step)
    for line in lines:
        if line.is_known:
            _show(line, cells[_cell(line.step)])
            continue
        line.overtaken = line.newer or overtaken.get(line.filled_from)
        if line.overtaken is None:
            line.replaces = line.step.replaces = _contradicted(line.step, free)
            _show(line, cells[_cell(line.step)])
            if line.replaces:
                line.replaces.instrument = line.step.instrument  # the same, read already
                _take_over(line, line.replaces)


def _show(line: StepLine, cell: Sequence[PolicyStep]) -> None:
    """In a table it takes the place of what the cell would show else; :attr:`StepLine.later` is
    what that leaves in front of it."""
    if line.shown_on is None:
        return
    step, others = line.step, [step for step in cell if step is not line.replaces]
    if line.is_known:
        said = _said(step)
        step = next(row for row in cell if _said(row) == said)
        others.remove(step)
    line.later = hidden_behind(step, others, line.shown_on)
    if line.later and not line.is_known and line.replaces is None:
        line.replaces = step.replaces = line.later
        others.remove(line.later)
        line.later = hidden_behind(step, others, line.shown_on)


def _overtaken(lines: Sequence[StepLine]) -> dict[int, PolicyStep]:
    """What replaced the steps that lines were filled in from, by the number of those steps."""
    numbers = {line.filled_from for line in lines if not line.is_known} - {0}
    if not numbers:
        return {}
    rows = PolicyStep.objects.filter(replaces__in=numbers)
    return {row.replaces_id: row for row in rows.select_related("recorded_by")}


def _by_moment(steps: Iterable[PolicyStep]) -> dict[tuple[Any, ...], list[PolicyStep]]:
    found: dict[tuple[Any, ...], list[PolicyStep]] = defaultdict(list)
    for step in steps:
        found[_moment(step)].append(step)
    return found


def _moment(step: PolicyStep) -> tuple[Any, ...]:
    return *_cell(step), step.on, step.precision


def _cell(step: PolicyStep) -> tuple[int, int]:
    return step.municipality_id, step.instrument_id


def _said(step: PolicyStep) -> tuple[Any, ...]:
    """What a step says, its texts as a file can hold them."""
    *facts, source, note = content_of(step)
    return (*facts, tidied(source), tidied(note))


def _says_less(line: StepLine, moments: Moments) -> bool:
    """Whether it says what stands and leaves some of it out; then it says that too from now on."""
    for step in moments.get(_moment(line.step), ()):
        if step.stage == line.step.stage and _said(_taking_over(line, step)) == _said(step):
            _take_over(line, step)
            return True
    return False


def _taking_over(line: StepLine, step: PolicyStep) -> PolicyStep:
    """What the line asks for, with what ``step`` says where it says nothing."""
    values = {name: getattr(line.step, name) for names in FIELDS.values() for name in names}
    return PolicyStep(**_about(line.step), **values | _kept(line, step))


def _about(step: PolicyStep) -> dict[str, Any]:
    names = ("municipality_id", "instrument_id", "stage", "on", "precision")
    return {name: getattr(step, name) for name in names}


def _kept(line: StepLine, step: PolicyStep) -> dict[str, Any]:
    kept = line.empty - (set() if line.step.stage in PREPARATORY_STAGES else {"verwacht"})
    same_stage, same_day = line.step.stage == step.stage, line.step.on == step.on
    if not same_stage and not same_day:
        return {}
    if not (same_stage and same_day) and FROM_TOTAL in step.source.casefold():
        kept -= {"bron"}  # no region reported this
    return {name: getattr(step, name) for heading in kept for name in FIELDS[heading]}


def _take_over(line: StepLine, step: PolicyStep) -> None:
    for name, value in _kept(line, step).items():
        setattr(line.step, name, value)


def _contradicted(step: PolicyStep, free: Moments) -> PolicyStep | None:
    others = free.get(_moment(step), [])
    same = [other for other in others if other.stage == step.stage]
    # In one month or year a municipality can well take two steps; on one day it does not.
    found = same or (others if step.precision == Precision.DAY else [])
    if not found:
        return None
    contradicted = found[-1]
    others.remove(contradicted)  # each is replaced once
    return contradicted
