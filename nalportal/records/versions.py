"""Versions of what people write: what changed, who did it, and what happens when two did at once.

Everything that somebody edits carries the version that its page was made from. Compared with that
version a field was left alone or changed, by the person who sends the page and by others meanwhile.
What one left alone stays as it is stored; what both changed, each to something else, is asked.

Why: decision 26.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from nalportal.dutch import moment
from nalportal.refusals import Refused

from .diff import Piece, word_diff

# The answers of a choice: what is stored stays, or what was typed takes its place.
STORED, TYPED = "opgeslagen", "getypt"

# Reasons that mark an entry of the history in which nothing was said anew.
CONFIRMED_UNCHANGED = "Bevestigd: ongewijzigd"
MOVED = "Van plaats gewisseld"
# The reason of an entry that takes back what the one before it did.
UNDONE = "Ongedaan gemaakt"
NOTHING_NEW = (CONFIRMED_UNCHANGED, MOVED)

# The fields of one version by name; of two versions they have the same names.
Values = Mapping[str, Any]
Words = Callable[[str, Any], str]
StateT = TypeVar("StateT")


def plain_words(_name: str, value: Any) -> str:
    """A value that reads on screen as it is; empty for no value."""
    return str(value) if value else ""


# ------------------------------------------------------------------------- telling a history


@dataclass(frozen=True)
class Change:
    """One field that changed, with its name on screen and the words that went and came."""

    field: str
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return word_diff(self.before, self.after)


@dataclass(frozen=True)
class Entry(Generic[StateT]):
    """One entry of a history, with all of the state after it.

    ``version`` is the number to go back to; None where there is no going back to that entry.
    """

    at: datetime
    user_id: int | None
    who: str
    reason: str
    version: int | None
    state: StateT


@dataclass(frozen=True)
class Event(Entry[StateT]):
    """What one person did at one moment, and what changed by it."""

    changes: tuple[Change, ...]
    is_first: bool

    @property
    def is_confirmation(self) -> bool:
        return self.reason == CONFIRMED_UNCHANGED

    @property
    def can_be_restored(self) -> bool:
        return self.version is not None and (bool(self.changes) or self.is_first)

    @property
    def says_something_new(self) -> bool:
        return self.reason not in NOTHING_NEW


def entry_of(row: Any, state: StateT, version: int | None) -> Entry[StateT]:
    """The entry that a row of a history makes, with the state after it."""
    return Entry(
        at=row.history_date,
        user_id=row.history_user_id,
        who=who_did(row),
        reason=row.history_change_reason or "",
        version=version,
        state=state,
    )


def events_of(
    entries: Iterable[Entry[StateT]],
    changes: Callable[[StateT, StateT], tuple[Change, ...]],
    nothing: StateT | None = None,
) -> list[Event[StateT]]:
    """The entries, which come oldest first, as events, newest first.

    ``nothing`` is the state before the first entry, where there is such a state; otherwise the
    first event tells of no changes.
    """
    events: list[Event[StateT]] = []
    before = nothing
    for group in in_actions(entries):
        last = group[-1]
        versions = [entry.version for entry in group if entry.version is not None]
        told = {**vars(last), "version": versions[-1] if versions else None}
        changed = () if before is None else changes(before, last.state)
        events.append(Event(**told, changes=changed, is_first=before is None))
        before = last.state
    return events[::-1]


AnyEntry = TypeVar("AnyEntry", bound=Any)


def in_actions(entries: Iterable[AnyEntry]) -> list[list[AnyEntry]]:
    """The entries, oldest first, parted into those that one action of one person made."""
    groups: list[list[AnyEntry]] = []
    for entry in entries:
        last = groups[-1][-1] if groups else None
        if last is not None and _action(last) == _action(entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _action(entry: Any) -> tuple[datetime, int | None, str]:
    return entry.at, entry.user_id, entry.reason


def who_did(row: Any) -> str:
    """The name of who made this row of a history, as it reads on screen."""
    return row.history_user.display_name if row.history_user else _("Het portaal")


def last_event(rows: Any) -> Event[Any] | None:
    """Who made the latest of these rows of a history, and when; None without any (1 query)."""
    row = rows.select_related("history_user").order_by("-history_id").first()
    return events_of([entry_of(row, None, row.history_id)], _no_changes)[0] if row else None


def _no_changes(_before: Any, _after: Any) -> tuple[Change, ...]:
    return ()


def newest_version(rows: Any) -> int:
    """The number of the latest of these rows of a history; 0 when there is none (1 query)."""
    numbers = rows.order_by("-history_id").values_list("history_id", flat=True)
    return numbers.first() or 0


def version_at(rows: Any, moment: datetime) -> int:
    """The number of the latest of these rows of a history at that moment (1 query)."""
    return newest_version(rows.filter(history_date__lte=moment))


# ------------------------------------------------------------------------ comparing versions


def changes_between(
    before: Values, after: Values, labels: Mapping[str, Any], words: Words = plain_words
) -> tuple[Change, ...]:
    """The fields that differ, in the order of ``labels``."""
    return tuple(
        Change(name, str(label), words(name, before[name]), words(name, after[name]))
        for name, label in labels.items()
        if before[name] != after[name]
    )


@dataclass(frozen=True)
class Choice:
    """One field that is stored otherwise than it was typed, with both in words.

    ``first`` is the likelier choice: what is stored, where the person typed nothing new.
    """

    field: str
    label: str
    stored: str
    typed: str
    first: str

    @property
    def name(self) -> str:
        """The name of its radio buttons."""
        return answer_name(self.field)


def answer_name(field: str) -> str:
    """The name under which a form brings the answer to the choice of a field."""
    return f"kies-{field}"


@dataclass(frozen=True)
class Clash:
    """Why a page was not saved: what to choose, and who was first, if the history knows.

    ``left_out`` names what was typed in a field that has no place any more, and its text.
    """

    choices: tuple[Choice, ...]
    last_change: Event[Any] | None = None
    left_out: tuple[str, str] | None = None


@dataclass(frozen=True)
class SeenVersion:
    """The version that a page was made from, and the answers to what it asked to choose."""

    number: int
    answers: Mapping[str, str] = field(default_factory=dict)


class Conflict(Refused):
    """Somebody else saved this since the page was opened, and both changed the same."""


class Moved(Conflict):
    """Somebody else saved this since the page was opened, so it is to be looked at again."""


def stay_stored(
    base: Values | None, stored: Values, typed: Values, answers: Mapping[str, str]
) -> frozenset[str]:
    """The fields that stay as they are stored: left alone while typing, or chosen so.

    ``base`` is what the page was filled with; None when that is not known, and then every field
    counts as typed. ``answers`` are those to the choices of :func:`choices_between`. Raises
    :class:`Conflict` when a field was changed by both, each to something else.
    """
    stay = frozenset(
        name
        for name, value in typed.items()
        if answers.get(answer_name(name)) == STORED or (base is not None and value == base[name])
    )
    for name in typed.keys() - stay:
        by_others = base is None or stored[name] != base[name]
        if by_others and typed[name] != stored[name]:
            raise Conflict
    return stay


def choices_between(
    base: Values | None,
    stored: Values,
    typed: Values,
    labels: Mapping[str, Any],
    words: Words = plain_words,
) -> tuple[Choice, ...]:
    """What to choose, in the order of ``labels``: also what only one of both changed, so that the
    page that asks shows all that saving will do."""
    return tuple(
        Choice(
            field=name,
            label=str(label),
            stored=words(name, stored[name]),
            typed=words(name, typed[name]),
            first=STORED if base is not None and base[name] == typed[name] else TYPED,
        )
        for name, label in labels.items()
        if name in typed and typed[name] != stored[name]
    )


def refuse_if_moved(seen: int | None, rows: Any) -> None:
    """Raise :class:`Moved` when these rows of a history tell of a change since the version that
    somebody saw (1 query). Who only confirmed or moved something is in nobody's way."""
    news = rows.filter(history_id__gt=seen or 0).exclude(history_change_reason__in=NOTHING_NEW)
    event = last_event(news)
    if event:
        text = _(
            "Intussen gewijzigd door %(who)s, %(at)s. Kijk na of dit nog klopt, en verstuur het "
            "dan nog eens."
        )
        raise Moved(text % {"who": event.who, "at": moment(event.at)})
