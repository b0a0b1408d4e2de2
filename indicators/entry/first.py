"""The first figure of a series: weighed against other areas, the total above it, other sources.

A series that has figures is compared with its own (:mod:`.plan`); one that has none yet has nothing
but what stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..figures import STORED_COLUMNS, Change, Entry, Key, Series, Stored, key_and_content
from ..models import AreaKind, Measure, MeasureKind, Observation, kind_of_area

# A thousand instead of ten thousand: a slip of units is a factor of about ten or more. Growth
# between two dates is not, except for the first few points of a small place.
FACTOR = 7
SMALL = 50
# As far as a figure of the same subject tells something about another.
NEAR = timedelta(days=366)


@dataclass(frozen=True)
class FirstDoubt:
    """A first figure that differs much from ``value``, which stands at ``key``."""

    entry: Entry
    key: Key
    value: Decimal


# What is known of each series, by day.
Known = Mapping[Series, Mapping[date, Decimal]]


def first_doubts(changes: Sequence[Change], stored: Stored) -> Iterator[FirstDoubt]:
    """What is odd about the first figures among ``changes`` (no query without such a figure, else
    2)."""
    firsts = _firsts(changes, stored)
    if not firsts:
        return
    measures = Measure.objects.in_bulk({change.entry.key.series.measure for change in firsts})
    known = _known(changes, _beside(firsts))
    of_kind: dict[Series, list[Series]] = defaultdict(list)
    for series in known:
        of_kind[_without_area(series)].append(series)
    sources = sorted({series.source for series in known})
    for change in firsts:
        measure = measures[change.entry.key.series.measure]
        alike = of_kind[_without_area(change.entry.key.series)]
        found = _odd(change, known, sources, alike, adds_up=_adds_up(measure))
        if found:
            yield FirstDoubt(change.entry, *found)


def _firsts(changes: Iterable[Change], stored: Stored) -> list[Change]:
    """Of each series that had no value, its last one: the others were compared with it."""
    filled = {key.series for key, (_pk, content) in stored.items() if content.value is not None}
    found: dict[Series, Change] = {}
    for change in changes:
        series = change.entry.key.series
        if change.after.value is None or series in filled:
            continue
        last = found.get(series)
        if last is None or last.entry.key.on <= change.entry.key.on:
            found[series] = change
    return list(found.values())


def _beside(firsts: Sequence[Change]) -> Iterable[tuple[Key, Decimal]]:
    """What is stored of the same measures about the same time (1 query).

    Of municipalities only those that the first figures are about.
    """
    days = [change.entry.key.on for change in firsts]
    series = {change.entry.key.series for change in firsts}
    rows = Observation.objects.filter(
        measure__in={one.measure for one in series},
        kind__in={one.kind for one in series},
        value__isnull=False,
        on__range=(min(days) - NEAR, max(days) + NEAR),
    )
    towns = {one.municipality for one in series if one.municipality}
    country_and_regions = rows.exclude(area=AreaKind.MUNICIPALITY)
    found = (
        country_and_regions | rows.filter(municipality__in=towns)
        if towns
        else (country_and_regions)
    )
    for row in found.order_by().values_list(*STORED_COLUMNS).iterator(chunk_size=5_000):
        key, content = key_and_content(row)
        if content.value is not None:
            yield key, content.value


def _known(changes: Iterable[Change], beside: Iterable[tuple[Key, Decimal]]) -> Known:
    """What would be known after the changes."""
    found: dict[Series, dict[date, Decimal]] = defaultdict(dict)
    for key, value in beside:
        found[key.series][key.on] = value
    for change in changes:
        key = change.entry.key
        if change.after.value is not None:
            found[key.series][key.on] = change.after.value
    return found


def _without_area(series: Series) -> Series:
    return series._replace(area=kind_of_area(series.area), region=None, municipality=None)


def _adds_up(measure: Measure) -> bool:
    """Whether areas of the measure add up to their total: those of a share or a pace do not."""
    return measure.kind == MeasureKind.STOCK


def _odd(
    change: Change,
    known: Known,
    sources: Sequence[int],
    alike: Sequence[Series],
    *,
    adds_up: bool,
) -> tuple[Key, Decimal] | None:
    """What contradicts a first figure the most tellingly; None where nothing does."""
    key, value = change.entry.key, change.after.value or Decimal(0)
    for source in sources:
        near = _nearest(known, key.series._replace(source=source), key.on)
        # Of its own source it is this figure itself.
        if near and differs(value, near[1]):
            return near
    total = _above(key, known, sources)
    if adds_up and total and value > total[1]:
        return total
    return _among(key, value, known, alike)


def _above(key: Key, known: Known, sources: Iterable[int]) -> tuple[Key, Decimal] | None:
    """The figure of the country for an area, of the same source or else another."""
    if key.series.area == AreaKind.COUNTRY:
        return None
    country = key.series._replace(area=str(AreaKind.COUNTRY), region=None, municipality=None)
    found = (
        _nearest(known, country._replace(source=source), key.on)
        for source in (key.series.source, *sources)
    )
    return next(filter(None, found), None)


def _among(
    key: Key, value: Decimal, known: Known, alike: Iterable[Series]
) -> tuple[Key, Decimal] | None:
    """The largest of the other areas where a value is far above it, the smallest where below."""
    others = [
        (Key(series, key.on, None), known[series][key.on])
        for series in alike
        if series != key.series and key.on in known[series]
    ]
    if len(others) < 2:
        return None
    largest = max(others, key=lambda other: other[1])
    smallest = min(others, key=lambda other: other[1])
    if value > largest[1] and differs(value, largest[1]):
        return largest
    return smallest if value < smallest[1] and differs(value, smallest[1]) else None


def _nearest(known: Known, series: Series, on: date) -> tuple[Key, Decimal] | None:
    days = known.get(series)
    if not days:
        return None
    day = min(days, key=lambda day: (abs(day - on), day))
    return (Key(series, day, None), days[day]) if abs(day - on) <= NEAR else None


def differs(value: Decimal, other: Decimal) -> bool:
    """Whether one of two values is about ten times the other."""
    size, usual = abs(value), abs(other)
    return max(size, usual) >= SMALL and (size >= FACTOR * usual or usual >= FACTOR * size)
