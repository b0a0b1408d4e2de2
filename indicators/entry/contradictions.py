"""What figures of one series say against each other: periods that cross, sides of a forecast."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ..figures import Change, Content, Entry, Key, Series, Stored
from ..models import ValueKind

SIDES = (ValueKind.LOW, ValueKind.MIDDLE, ValueKind.HIGH)


@dataclass(frozen=True)
class Contradiction:
    """A figure that came in, and the one that it contradicts: a period that begins or ends within
    it, or a side of the same forecast that it should not pass."""

    entry: Entry
    key: Key
    content: Content


def contradictions(changes: Sequence[Change], stored: Stored) -> Iterator[Contradiction]:
    """Of each change the first figure that it contradicts."""
    looked_at = [c for c in changes if c.entry.key.period_from or c.entry.key.series.kind in SIDES]
    if not looked_at:
        return
    periods: dict[Series, dict[Key, Content]] = defaultdict(dict)
    forecasts: dict[tuple[Series, date], dict[str, tuple[Key, Content]]] = defaultdict(dict)
    known = {key: content for key, (_pk, content) in stored.items()}
    known |= {change.entry.key: change.after for change in changes}
    for key, content in known.items():
        if key.period_from and content.value is not None:
            periods[key.series][key] = content
        if key.series.kind in SIDES and content.value is not None:
            forecasts[_whole(key)][key.series.kind] = key, content
    for change in looked_at:
        key = change.entry.key
        found = _crossing(key, periods[key.series]) if key.period_from else None
        if key.series.kind in SIDES:
            found = _out_of_order(key, forecasts[_whole(key)])
        if found and change.after.value is not None:
            yield Contradiction(change.entry, *found)


def _whole(key: Key) -> tuple[Series, date]:
    return key.series._replace(kind=""), key.on


def _crossing(key: Key, others: Mapping[Key, Content]) -> tuple[Key, Content] | None:
    """A period that has a part in common and is not within the other, nor begins with it: one that
    runs on, or is a part of a year, contradicts nothing."""
    start, end = key.period_from, key.on
    for other, content in others.items():
        first, last = other.period_from, other.on
        if start and first and (first < start <= last < end or start < first <= end < last):
            return other, content
    return None


def _out_of_order(key: Key, sides: Mapping[str, tuple[Key, Content]]) -> tuple[Key, Content] | None:
    """The side next to it, where the lower one is more than the higher one."""
    given = [sides[side] for side in SIDES if side in sides]
    for lower, higher in pairwise(given):
        values = lower[1].value, higher[1].value
        if None not in values and values[0] > values[1] and key in (lower[0], higher[0]):  # type: ignore[operator] # both are known
            return higher if key == lower[0] else lower
    return None
