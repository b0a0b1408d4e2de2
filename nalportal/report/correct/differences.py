"""What a correction changes, line by line, as it is shown before it is made. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

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
    """Every figure, milestone, text and note of the report that a reader will see changed."""
    return (*_typed(before, after), *_following(before, after))


def _typed(before: Report, after: Report) -> Iterator[Difference]:
    old, new = correctables(before), correctables(after)
    for id_, entry in old.items():
        if new[id_].value != entry.value:
            yield Difference(entry.label, entry.value, new[id_].value, follows=False)


def _following(before: Report, after: Report) -> Iterator[Difference]:
    given = {entry.removeprefix("cijfer:") for entry in correctables(before)}
    new = {line.figure.id: line.figure for line in figure_lines(after)}
    for line in figure_lines(before):
        changed = new[line.figure.id]
        if line.figure.id not in given and changed != line.figure:
            yield Difference(figure_label(line), str(line.figure), str(changed), follows=True)
    contexts = {figure.key: context_words(figure) for figure in after.key_figures}
    for figure in before.key_figures:
        told = context_words(figure)
        if contexts[figure.key] != told:
            label = key_figure_label(figure)
            yield Difference(label, told, contexts[figure.key], follows=True)
