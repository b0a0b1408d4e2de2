"""Whether a total that was given and the types of charger that it is made of add up. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..figures import Change, Entry, Key, Series, Stored
from ..models import PARTS, TOTALS


@dataclass(frozen=True)
class Misfit:
    """A given total that its parts exceed, or do not add up to; one of these figures is new.

    ``parts`` are those that are known, as (type of charger, value).
    """

    entry: Entry
    total: Decimal
    parts: tuple[tuple[str, Decimal], ...]


Moment = tuple[date, date | None]
# Of one series, per moment the value; and the change that brought it, if one did.
Known = dict[Moment, tuple[Decimal | None, Change | None]]


# What totals are made of, by the primary key of their measure.
Parts = Mapping[int, Sequence[str]]


def misfits(
    changes: Sequence[Change],
    stored: Stored,
    parts_of: Callable[[Iterable[int]], Parts] = lambda measures: dict.fromkeys(measures, PARTS),
) -> Iterator[Misfit]:
    """The totals beside which ``changes`` put something that does not fit, each once.

    ``parts_of`` is asked once, and only where there are a total and parts.
    """
    series = {key.series for key in stored} | {change.entry.key.series for change in changes}
    given = {_area(one) for one in series if one.charger_type in TOTALS}
    both = {one.measure for one in series if one.charger_type not in TOTALS and _area(one) in given}
    if not both:
        return
    values, parts = _values(changes, stored, given), parts_of(both)
    for area in dict.fromkeys(_area(change.entry.key.series) for change in changes):
        if area in given and parts.get(area.measure):
            kinds = parts[area.measure]
            types = {name: values[area._replace(charger_type=name)] for name in (*kinds, *TOTALS)}
            yield from _of_area(types, kinds)


def _area(series: Series) -> Series:
    """A series without its type of charger: what the types of one area share."""
    return series._replace(charger_type="")


def _values(
    changes: Iterable[Change], stored: Stored, areas: set[Series]
) -> Mapping[Series, Known]:
    """What would be known of all types of ``areas`` after the changes."""
    values: dict[Series, Known] = defaultdict(dict)

    def keep(key: Key, value: Decimal | None, change: Change | None) -> None:
        if _area(key.series) in areas:
            values[key.series][key.on, key.period_from] = value, change

    for key, (_pk, content) in stored.items():
        keep(key, content.value, None)
    for change in changes:
        keep(change.entry.key, change.after.value, change)
    return values


def _of_area(types: Mapping[str, Known], kinds: Sequence[str]) -> Iterator[Misfit]:
    moments = dict.fromkeys(moment for known in types.values() for moment in known)
    for moment in moments:
        found = {name: known[moment] for name, known in types.items() if moment in known}
        changed = next((change for _value, change in found.values() if change), None)
        parts = tuple((n, v) for n in kinds if n in found and (v := found[n][0]) is not None)
        for name in TOTALS:
            total = found[name][0] if name in found else None
            values = [value for _name, value in parts]
            if changed and total is not None and values and not _fits(total, values, len(kinds)):
                yield Misfit(changed.entry, total, parts)
                break


def _fits(total: Decimal, parts: Sequence[Decimal], of: int) -> bool:
    """Whether ``parts`` can make up ``total``; what is not known may be anything from 0."""
    if len(parts) == of:
        return sum(parts) == total
    # More may have been taken away than placed of a type that is not known.
    return min(total, *parts) < 0 or sum(parts) <= total
