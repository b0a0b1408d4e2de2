"""What happened to the list of parties of a working group: who, when, what and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from nalportal.dutch import joined, long_date
from nalportal.records.versions import MOVED, in_actions, who_did

from .models import Participation, Workgroup


@dataclass(frozen=True)
class PartyEvent:
    """One action; ``lines`` tell in words what became of the list."""

    at: datetime
    who: str
    reason: str
    lines: tuple[str, ...]


def history_of(group: Workgroup) -> list[PartyEvent]:
    """All events, newest first (1 query)."""
    return histories_of([group.pk])[group.pk]


def histories_of(groups: Collection[int]) -> dict[int, list[PartyEvent]]:
    """Per working group (by its id) all events, newest first (1 query, however many they are)."""
    rows: dict[int, list[Any]] = defaultdict(list)
    found = Participation.history.filter(workgroup_id__in=groups).order_by("history_id")
    for row in found.select_related("party", "history_user"):
        rows[row.workgroup_id].append(row)
    return {pk: _events(rows[pk]) for pk in groups}


def _events(rows: Iterable[Any]) -> list[PartyEvent]:
    events = []
    for entries in in_actions(_entries(rows)):
        lines = _lines(entries)
        if lines:
            last = entries[-1]
            reason = "" if last.reason == MOVED else last.reason
            events.append(PartyEvent(last.at, last.who, reason, lines))
    return events[::-1]


@dataclass(frozen=True)
class _Entry:
    """What one entry of the history did to one party: how it was before, and how it is."""

    at: datetime
    user_id: int | None
    who: str
    reason: str
    party: str
    is_first: bool
    stopped_before: date | None
    stopped: date | None
    moved: bool
    position: int


def _entries(rows: Iterable[Any]) -> Iterator[_Entry]:
    before: dict[int, tuple[date | None, int]] = {}
    for row in rows:
        was_stopped, was_at = before.get(row.id, (None, row.position))
        yield _Entry(
            at=row.history_date,
            user_id=row.history_user_id,
            who=who_did(row),
            reason=row.history_change_reason or "",
            party=row.party.name,
            is_first=row.id not in before,
            stopped_before=was_stopped,
            stopped=row.withdrawn_on,
            moved=was_at != row.position,
            position=row.position,
        )
        before[row.id] = (row.withdrawn_on, row.position)


def _lines(entries: Sequence[_Entry]) -> tuple[str, ...]:
    """One line per kind of change, with the parties it happened to."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.position):
        for words in _what(entry):
            names[words].append(entry.party)
    return tuple(words % {"names": joined(parties)} for words, parties in names.items())


def _what(entry: _Entry) -> Iterator[str]:
    # A place comes along with taking part (again); only of who stays in the list is it news.
    if entry.is_first:
        yield _("Toegevoegd: %(names)s")
    elif entry.stopped_before and not entry.stopped:
        yield _("Doet weer mee: %(names)s")
    elif entry.moved:
        yield _("Van plaats gewisseld: %(names)s")
    if entry.stopped and entry.stopped != entry.stopped_before:
        yield _("Gestopt op %(date)s: ") % {"date": long_date(entry.stopped)} + "%(names)s"
