"""What a correction changes, line by line, as it is shown before it is made. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..model import Report
from ..tables import figure_lines
from ..tables.key_figures import context_words, key_figure_label
from .fields import correctables, figure_label


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise; ``follows``: because of another, not typed by anybody."""

    label: str
    before: str
    after: str
    follows: bool


def differences(before: Report, after: Report) -> tuple[Difference, ...]:
    """Every figure, milestone, text and note of the report that a reader will see changed.

    No two lines are called the same: a reviewer has to see which is which.
    """
    found = [*_typed(before, after), *_following(before, after)]
    named = Counter(line.label for _name, line in found)
    return tuple(
        replace(line, label=f"{line.label} ({name})") if named[line.label] > 1 else line
        for name, line in found
    )


# With what tells it from another line of that name.
Named = tuple[str, Difference]


def _typed(before: Report, after: Report) -> Iterator[Named]:
    old, new = correctables(before), correctables(after)
    for id_, entry in old.items():
        if new[id_].value != entry.value:
            yield id_, Difference(entry.label, entry.value, new[id_].value, follows=False)


def _following(before: Report, after: Report) -> Iterator[Named]:
    given = {entry.removeprefix("cijfer:") for entry in correctables(before)}
    new = {line.figure.id: line.figure for line in figure_lines(after)}
    for line in figure_lines(before):
        changed = new[line.figure.id]
        if line.figure.id not in given and changed != line.figure:
            told = Difference(figure_label(line), str(line.figure), str(changed), follows=True)
            yield line.figure.id, told
    contexts = {figure.key: context_words(figure) for figure in after.key_figures}
    for figure in before.key_figures:
        was = context_words(figure)
        if contexts[figure.key] != was:
            label = key_figure_label(figure)
            yield figure.key, Difference(label, was, contexts[figure.key], follows=True)
