"""What entries would do to the figures that are stored. Reads; writes nothing."""

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median

from django.db.models import Q

from ..figures import STORED_COLUMNS, Change, Content, Entry, Key, Series, Stored, key_and_content
from ..kinds import parts_of
from ..models import Observation
from .adding import Misfit, misfits
from .contradictions import Contradiction, contradictions
from .first import FirstDoubt, differs, first_doubts


@dataclass(frozen=True)
class Doubt:
    """A value about ten times its neighbours in the series, or a tenth of them."""

    entry: Entry
    neighbours: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True)
class Plan:
    """Everything that a set of entries would do.

    ``doubts``, ``firsts``, ``misfits`` and ``contradictions`` are asked: they are stored only when
    somebody says that they are right.

    ``clashes`` are figures that somebody else changed since the sender saw them; as long as there
    are any, nothing can be stored.
    """

    new: tuple[Change, ...] = ()
    revised: tuple[Change, ...] = ()
    annotated: tuple[Change, ...] = ()
    unchanged: int = 0
    doubts: tuple[Doubt, ...] = ()
    firsts: tuple[FirstDoubt, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    clashes: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.new, *self.revised, *self.annotated)

    @property
    def questions(self) -> tuple[Doubt | FirstDoubt | Misfit | Contradiction, ...]:
        return (*self.doubts, *self.firsts, *self.misfits, *self.contradictions)

    @property
    def asked(self) -> int:
        """How many things need a yes."""
        return len(self.questions)

    @cached_property
    def fingerprint(self) -> str:
        """Another number when the same entries would do something else by now."""
        digest = hashlib.sha256()
        for change in (*self.changes, *self.clashes):
            digest.update(repr((change.pk, change.before, change.entry.key, change.after)).encode())
        # What is asked depends on figures that stay as they are.
        for question in self.questions:
            digest.update(repr(question).encode())
        return digest.hexdigest()


def stored_figures(entries: Iterable[Entry]) -> Stored:
    """What is stored of the series of ``entries``, by key (1 query).

    Whole series, not just the same dates: a value is compared with its neighbours too. And of all
    types of charger, as those have to add up.
    """
    wanted = {entry.key.series for entry in entries}
    if not wanted:
        return {}
    rows = Observation.objects.filter(_of_series(wanted)).order_by()
    found: dict[Key, tuple[int, Content]] = {}
    for pk, *columns in rows.values_list("pk", *STORED_COLUMNS).iterator(chunk_size=5_000):
        key, content = key_and_content(tuple(columns))
        found[key] = (pk, content)
    return found


def _of_series(wanted: Iterable[Series]) -> Q:
    """Per measure and source the areas that occur: these series, and perhaps a few of another kind
    of area. One condition per series would be too much for a database."""
    groups: dict[tuple[int, int], list[Series]] = defaultdict(list)
    for series in wanted:
        groups[series.measure, series.source].append(series)
    condition = Q()
    for (measure, source), of_pair in groups.items():
        condition |= Q(
            Q(region__in={one.region for one in of_pair if one.region})
            | Q(municipality__in={one.municipality for one in of_pair if one.municipality})
            | Q(region=None, municipality=None),
            measure=measure,
            source=source,
        )
    return condition


def plan(entries: Sequence[Entry]) -> Plan:
    """Compare ``entries``, each with another key, with what is stored (1 query; 3 where a series
    has its first figure)."""
    stored = stored_figures(entries)
    new: list[Change] = []
    revised: list[Change] = []
    annotated: list[Change] = []
    clashes: list[Change] = []
    for entry in entries:
        pk, before = stored.get(entry.key, (None, None))
        after = entry.content.over(before)
        if after == before:
            continue
        change = Change(pk, entry, before, after)
        if entry.seen is not None and not _is_as_seen(entry.seen.content, before):
            clashes.append(change)
        elif before is None:
            new.append(change)
        else:
            (revised if change.revises else annotated).append(change)
    changed = [*new, *revised, *annotated, *clashes]
    return Plan(
        new=tuple(new),
        revised=tuple(revised),
        annotated=tuple(annotated),
        unchanged=len(entries) - len(changed),
        doubts=tuple(_doubts([*new, *revised], stored)),
        firsts=tuple(first_doubts([*new, *revised], stored)),
        misfits=tuple(misfits([*new, *revised], stored, parts_of)),
        contradictions=tuple(contradictions([*new, *revised], stored)),
        clashes=tuple(clashes),
    )


def _is_as_seen(seen: Content | None, stored: Content | None) -> bool:
    if seen is None or stored is None:
        return seen is stored
    return stored.is_told_as(seen)


# ------------------------------------------------------------------- a slip of units


def _doubts(changes: Iterable[Change], stored: Stored) -> Iterable[Doubt]:
    """The changed values that look like a slip of units, in the order of ``changes``."""
    changes = list(changes)
    touched = {change.entry.key.series for change in changes}
    values: dict[Series, dict[date, Decimal]] = defaultdict(dict)
    for key, (_pk, content) in stored.items():
        if key.series in touched and content.value is not None:
            values[key.series][key.on] = content.value
    for change in changes:
        key = change.entry.key
        if change.after.value is None:
            values[key.series].pop(key.on, None)
        else:
            values[key.series][key.on] = change.after.value
    dates = {series: sorted(found) for series, found in values.items()}
    for change in changes:
        key = change.entry.key
        if change.after.value is not None:
            around = neighbours(dates[key.series], values[key.series], key.on)
            if is_odd(change.after.value, [value for _on, value in around]):
                yield Doubt(change.entry, around)


def neighbours(
    dates: Sequence[date], values: Mapping[date, Decimal], on: date
) -> tuple[tuple[date, Decimal], ...]:
    """The two known values before ``on`` and the two after; ``dates`` are those of ``values``."""
    at = bisect_left(dates, on)
    around = [*dates[max(at - 2, 0) : at], *dates[at + 1 : at + 3]]
    return tuple((day, values[day]) for day in around)


def is_odd(value: Decimal, around: Sequence[Decimal]) -> bool:
    """Whether ``value`` is about ten times the values ``around`` it, or about a tenth of them.

    Measured against their median: one slip among them must not put its neighbours in doubt.
    """
    if not around:
        return False
    return differs(value, median(abs(other) for other in around))
