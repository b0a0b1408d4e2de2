"""What a correction changes, line by line, as it is shown before it is made. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ..model import Report
from ..tables import figure_lines
from ..tables.key_figures import context_words, key_figure_label
from .fields import Correctable, figure_label
from .known import correctables


@dataclass(frozen=True)
class Alteration:
    """One thing that reads otherwise; ``follows``: because of another, not typed by anybody."""

    label: str
    before: str
    after: str
    follows: bool


def differences(before: Report, after: Report) -> tuple[Alteration, ...]:
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
Named = tuple[str, Alteration]
Entry = Correctable | None
Known = Mapping[str, Correctable]


def _typed(before: Report, after: Report) -> Iterator[Named]:
    old, new = correctables(before), correctables(after)
    for id_ in dict.fromkeys([*old, *new]):
        was, now = old.get(id_), new.get(id_)
        shown = was or now
        if shown is None or not _tells(id_, was, now, old, new):
            continue
        yield id_, Alteration(_called(shown), _read(was), _read(now), follows=False)


def _tells(id_: str, was: Entry, now: Entry, old: Known, new: Known) -> bool:
    """Whether a field that differs is told: of what came or went only that it did."""
    if (was.value if was else None) == (now.value if now else None):
        return False
    kind, _colon, rest = id_.partition(":")
    if kind == "erbij":
        return False
    if kind == "plaats":  # what only moved up because another went, was not moved
        return id_ in _moved(old, new)
    if kind == "weg" or (was is not None and now is not None):
        return True
    owner = f"weg:{kind}:{rest.partition('.')[0]}" if kind == "mijlpaal" else ""
    paragraph = f"weg:{'alinea' if kind == 'tekst' else kind}:{rest}"
    return not any(name in old or name in new for name in (owner, paragraph))


def _moved(old: Known, new: Known) -> frozenset[str]:
    """What has another place among the things that both reports have."""
    orders = [
        [id_ for id_ in known if id_.startswith("plaats:") and id_ in old and id_ in new]
        for known in (old, new)
    ]
    return frozenset(id_ for id_, other in zip(*orders, strict=True) if id_ != other)


def _read(entry: Entry) -> str:
    """How a field reads; of a choice its words. Nothing where the report has no such field."""
    if entry is None:
        return ""
    return _("staat in het rapport") if entry.id.startswith("weg:") else entry.reads


def _called(entry: Correctable) -> str:
    """What came or went, without that it can."""
    return entry.label.removesuffix(_("%(what)s: weghalen") % {"what": ""})


def undone(first: Report, last: Report, new: Report) -> tuple[Alteration, ...]:
    """What an earlier correction changed and this one takes back, because a block of the register
    that has it comes in its place."""
    was, stood, becomes = correctables(first), correctables(last), correctables(new)
    found = []
    for id_ in dict.fromkeys([*stood, *was]):
        values = [_value(known.get(id_)) for known in (was, stood, becomes)]
        if values[0] != values[1] != values[2] and not id_.startswith(("erbij:", "plaats:")):
            shown = stood.get(id_) or was[id_]
            told = _read(stood.get(id_)), _read(becomes.get(id_))
            found.append(Alteration(_called(shown), *told, follows=False))
    return tuple(found)


def _value(entry: Entry) -> str | None:
    return entry.value if entry else None


def _following(before: Report, after: Report) -> Iterator[Named]:
    given = {entry.removeprefix("cijfer:") for entry in correctables(before)}
    new = {line.figure.id: line.figure for line in figure_lines(after)}
    lines = {line.figure.id: line for line in (*figure_lines(after), *figure_lines(before))}
    old = {line.figure.id: line.figure for line in figure_lines(before)}
    given |= {entry.removeprefix("cijfer:") for entry in correctables(after)}
    for id_, line in lines.items():
        stood, stands = old.get(id_), new.get(id_)
        if id_ not in given and stood != stands:
            told = (str(stood) if stood else "", str(stands) if stands else "")
            yield id_, Alteration(figure_label(line), *told, follows=True)
    contexts = {figure.key: context_words(figure) for figure in after.key_figures}
    for figure in before.key_figures:
        was = context_words(figure)
        if contexts.get(figure.key, was) != was:
            label = key_figure_label(figure)
            yield figure.key, Alteration(label, was, contexts[figure.key], follows=True)
