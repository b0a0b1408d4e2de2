"""The national feed of charge points (OCPI 2.1.1 and 2.2.1) to figures per municipality.

What is counted is an EVSE. The feed has the same one in a stale and in a fresh location, so each is
known by its own number; nothing of it is kept but that number and what it takes to count it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf, isfinite, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nalportal.dutch import counted, number
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.json_stream import items

from ..figures import Content, Entry, Key, Place, Series
from ..models import PARTS, TOTAL, AreaKind, Missing
from .files import Reading

MAX_BYTES = 600 * 1024 * 1024
EXAMPLES = 5
# Not there any more, and not there yet.
_GONE = frozenset({"REMOVED", "PLANNED"})
# "NL*ABC*E123*1" is written with and without the marks, in capitals or not.
_MARKS = str.maketrans("", "", "*- ")
_EMI3 = re.compile(r"[A-Z]{2}[A-Z0-9]{3}E.+")
# Watts. From two megawatts on the kilowatts of a feed were multiplied once too often: lorries
# charge with one and a half at most. Below a kilowatt they were not multiplied at all.
_TOO_HIGH, _TOO_LOW = 2_000_000, 1_000
# From this voltage on it was measured between two phases, not between a phase and the ground.
_BETWEEN_PHASES = 300
# Which points are "snel": over 22 kW, and since this day those of 50 kW and more.
FAST_CHANGED = date(2023, 10, 1)
_SLOW_KW, _FAST_KW = 22, 50
# Who may charge, where the feed tells: on the street anybody, some places only their own guests.
_ANYBODY = "ON_STREET"
_GUESTS = frozenset({"CUSTOMERS", "EMPLOYEES"})

# "2026-10-07T04:15:44", which is what nearly all rows have before their Z.
_SECONDS = 19

PUBLIC, SEMI, FAST = map(str, PARTS)

# Why a row is not counted, and what was repaired in it; in words only when they are told.
NO_LOCATION = gettext_noop("een locatie die geen locatie is")
NO_EVSES = gettext_noop("een locatie zonder laadpunten")
NO_EVSE = gettext_noop("een laadpunt dat geen laadpunt is")
NO_NUMBER = gettext_noop("een laadpunt zonder nummer")
NEWER_GONE = gettext_noop("in een nieuwere regel weg of pas gepland")
NO_PLACE = gettext_noop("geen plaats of plaats 0,0")
OUTSIDE = gettext_noop("buiten elke gemeente (buitenland of water)")
NO_POWER = gettext_noop("Vermogen onbekend, geteld als niet snel")
COMPUTED = gettext_noop("Vermogen berekend uit spanning en stroom (stekkers)")
TOO_HIGH = gettext_noop("Vermogen duizend keer te hoog (stekkers)")
TOO_LOW = gettext_noop("Vermogen in kilowatt in plaats van watt (stekkers)")


class Evse(NamedTuple):
    """One EVSE. ``kind`` is empty where the feed does not tell whether it is public. Ordered by
    ``updated``: of two that are as new the file's own order decides nothing, and one that is there
    goes before one that is gone."""

    updated: str
    is_there: bool
    kind: str
    longitude: float
    latitude: float


@dataclass
class Feed:
    """What a feed has, and what became of each of its rows."""

    points: dict[str, Evse] = field(default_factory=dict)
    locations: int = 0
    rows: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    merged: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def drop(self, reason: str, which: object) -> None:
        """Leave a row out, with the first of each reason by name."""
        self.dropped[reason] += 1
        named = self.examples.setdefault(reason, [])
        if len(named) < EXAMPLES:
            named.append(shown(str(which)))

    def told(self) -> Iterator[str]:
        """Every rule with how many rows it took."""
        yield _("%(locations)s met %(rows)s, %(points)s verschillend.") % {
            "locations": counted(self.locations, "locatie", "locaties"),
            "rows": counted(self.rows, "laadpunt", "laadpunten"),
            "points": number(len(self.points)),
        }
        yield _("Dubbel, de nieuwste telt: %s.") % number(self.merged)
        for reason, count in sorted(self.repaired.items()):
            yield f"{_(reason)}: {number(count)}."
        for reason, count in sorted(self.dropped.items()):
            named = "; ".join(self.examples[reason])
            yield _("Niet geteld, %(reason)s: %(count)s, zoals %(named)s.") % {
                "reason": _(reason),
                "count": number(count),
                "named": named,
            }


def read_feed(path: Path, on: date) -> Feed:
    """The different points of a file as they were on the day ``on``.

    Raises :class:`FaultyFile` for what is no feed, or is cut off.
    """
    feed = Feed()
    for location in items(path, "data", MAX_BYTES):
        feed.locations += 1
        if isinstance(location, dict):
            _read_location(feed, location, is_fast_on(on))
        else:
            feed.drop(NO_LOCATION, location)
    gone = [key for key, point in feed.points.items() if not point.is_there]
    for key in gone:
        del feed.points[key]
    for key in sorted(feed.ended):
        feed.drop(NEWER_GONE, key)
    if not feed.rows:
        expected = _("een lijst van OCPI-locaties met “evses”")
        raise FaultyFile([Fault(path.name, None, "", "", expected)])
    return feed


def is_fast_on(day: date) -> Callable[[float], bool]:
    """Whether a power in watts is fast, by what was fast on that day."""
    # In whole kW, half up: 230 V × 32 A × 3 is 22.08 kW, and is what everybody calls 22.
    least = _SLOW_KW + 1 if day < FAST_CHANGED else _FAST_KW
    return lambda watts: watts >= (least - 0.5) * 1000


def _read_location(
    feed: Feed, location: Mapping[str, Any], is_fast: Callable[[float], bool]
) -> None:
    evses = location.get("evses")
    if not isinstance(evses, list) or not evses:
        feed.drop(NO_EVSES, location.get("id"))
        return
    own = _coordinates(location.get("coordinates"))
    for evse in evses:
        feed.rows += 1
        if not isinstance(evse, dict):
            feed.drop(NO_EVSE, evse)
            continue
        key = _key_of(evse, location)
        if (status := str(evse.get("status")).upper()) in _GONE:
            feed.drop(f"status {status}", _name_of(evse))
            if key:
                _end(feed, key, _updated(evse, location))
        elif key:
            place = _coordinates(evse.get("coordinates")) or own
            if place is None or place == (0, 0):
                feed.drop(NO_PLACE, _name_of(evse))
            else:
                _keep(feed, key, place, evse, location, is_fast)
        else:
            feed.drop(NO_NUMBER, location.get("id"))


def _updated(evse: Mapping[str, Any], location: Mapping[str, Any]) -> str:
    """When a row was true, as text of which the later one is the greater: feeds write parts of
    seconds and zones of time, or leave them out."""
    text = str(evse.get("last_updated") or location.get("last_updated") or "")
    bare = text.removesuffix("Z")
    if len(bare) == _SECONDS and bare[10] == "T":
        return bare
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return ""
    return moment.isoformat()


def _end(feed: Feed, key: str, updated: str) -> None:
    """A point is gone, unless a row that is as new or newer has it; an older one counts no more."""
    there = feed.points.get(key)
    if there is None or there.updated < updated:
        feed.points[key] = Evse(updated, False, "", 0, 0)
        if there is not None and there.is_there:
            feed.ended.add(key)


def _keep(
    feed: Feed,
    key: str,
    place: tuple[float, float],
    evse: Mapping[str, Any],
    location: Mapping[str, Any],
    is_fast: Callable[[float], bool],
) -> None:
    updated = _updated(evse, location)
    there = feed.points.get(key)
    if there is not None:
        if there.is_there or key in feed.ended:
            feed.merged += 1
        if updated < there.updated:
            if not there.is_there:
                feed.ended.add(key)
            return
        feed.ended.discard(key)
    point = Evse(updated, True, _kind_of(feed, evse, location, is_fast), *place)
    # Of two that are as new always the same one, whichever stands first.
    if there is None or point > there:
        feed.points[key] = point


def _name_of(evse: Mapping[str, Any]) -> object:
    return evse.get("evse_id") or evse.get("uid")


def _key_of(evse: Mapping[str, Any], location: Mapping[str, Any]) -> str:
    """The number of a point, however it is written; a number of its operator's own only counts
    together with who that is."""
    evse_id = str(evse.get("evse_id") or "").upper().translate(_MARKS)
    if evse_id:
        return evse_id
    uid = str(evse.get("uid") or "").upper().translate(_MARKS)
    if not uid or _EMI3.fullmatch(uid):
        return uid
    return f"{location.get('country_code')}/{location.get('party_id')}/{uid}"


def _coordinates(found: Any) -> tuple[float, float] | None:
    """(longitude, latitude), which are text in the feed; ``None`` without them."""
    if not isinstance(found, dict):
        return None
    try:
        place = float(found["longitude"]), float(found["latitude"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return place if isfinite(place[0]) and isfinite(place[1]) else None


# ---------------------------------------------------------------------------------- which kind


def _kind_of(
    feed: Feed,
    evse: Mapping[str, Any],
    location: Mapping[str, Any],
    is_fast: Callable[[float], bool],
) -> str:
    connectors = evse.get("connectors")
    powers = [
        _power(feed, one)
        for one in (connectors if isinstance(connectors, list) else ())
        if isinstance(one, dict)
    ]
    if not any(powers):
        feed.repaired[NO_POWER] += 1
    elif is_fast(max(powers)):
        return FAST
    restrictions = evse.get("parking_restrictions")
    if isinstance(restrictions, list) and _GUESTS.intersection(map(str, restrictions)):
        return SEMI
    # The older version calls it `type`.
    parking = location.get("parking_type") or location.get("type")
    return PUBLIC if parking == _ANYBODY else ""


def _power(feed: Feed, connector: Mapping[str, Any]) -> float:
    """In watts; 0 where it is not told."""
    told = connector.get("max_electric_power")
    # As nearly all have it.
    if type(told) is int and _TOO_LOW <= told < _TOO_HIGH:
        return told
    power = _number(connector, "max_electric_power")
    if not power:
        volts = _number(connector, "max_voltage") or _number(connector, "voltage")
        amperes = _number(connector, "max_amperage") or _number(connector, "amperage")
        power = volts * amperes
        if "3_PHASE" in str(connector.get("power_type")):
            power *= sqrt(3) if volts > _BETWEEN_PHASES else 3
        if power:
            feed.repaired[COMPUTED] += 1
    if power >= _TOO_HIGH:
        feed.repaired[TOO_HIGH] += 1
        return power / 1000
    if 0 < power < _TOO_LOW:
        feed.repaired[TOO_LOW] += 1
        return power * 1000
    return power


def _number(found: Mapping[str, Any], name: str) -> float:
    try:
        told = float(found.get(name) or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return told if 0 < told < inf else 0.0


# ------------------------------------------------------------------------------------- figures


def count_points(feed: Feed, places: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Per municipality how many of each kind; ``places`` has the code of each point by its
    number. Who has no place is told."""
    counts: dict[str, Counter[str]] = {}
    for key, point in feed.points.items():
        if code := places.get(key, ""):
            counts.setdefault(code, Counter())[point.kind] += 1
        else:
            where = f"{key} ({point.latitude:.5f} {point.longitude:.5f})"
            feed.drop(OUTSIDE, where)
    return counts


@dataclass(frozen=True)
class Wanted:
    """What the figures are here: primary keys of measure, source and municipalities by code."""

    measure: int
    source: int
    municipalities: Mapping[str, int]
    on: date


def read_ndw(feed: Feed, counts: Mapping[str, Counter[str]], wanted: Wanted) -> Reading:
    """A total and its kinds for each municipality and the country; public and semi-public are
    unknown where the feed does not tell them of each point."""
    found = Reading(told=list(feed.told()))
    country: Counter[str] = Counter()
    for code, pk in sorted(wanted.municipalities.items()):
        kinds = counts.get(code, Counter())
        country += kinds
        found.entries += _entries(wanted, (str(AreaKind.MUNICIPALITY), None, pk), kinds)
    found.entries += _entries(wanted, (str(AreaKind.COUNTRY), None, None), country)
    text = _("Van %s is niet te zien of het publiek of semipubliek is.")
    found.told.append(text % counted(country[""], "laadpunt", "laadpunten"))
    return found


def _entries(
    wanted: Wanted, area: tuple[str, int | None, int | None], kinds: Counter[str]
) -> Iterable[Entry]:
    told = not kinds[""]
    values: dict[str, int | None] = {TOTAL: kinds.total(), FAST: kinds[FAST]}
    values |= {PUBLIC: kinds[PUBLIC] if told else None, SEMI: kinds[SEMI] if told else None}
    for kind, value in values.items():
        series = Series(wanted.measure, wanted.source, *area, kind)
        missing = "" if value is not None else str(Missing.UNKNOWN)
        content = Content(None if value is None else Decimal(value), missing)
        yield Entry(Key(series, wanted.on, None), content, Place(0, kind))
