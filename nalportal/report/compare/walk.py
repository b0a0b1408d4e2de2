"""Two reports side by side: every place where they differ, whatever a later release adds to them.

Parts of a report are frozen dataclasses and tuples of them. They are matched by what identifies
them (web address, key, code, date), never by their place in the row or by their text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache, singledispatch
from typing import Any, TypeVar, get_args, get_type_hints

from django.utils.translation import gettext as _t

from indicators.reports import BreakEntry, RateRow
from nalportal.dutch import PartialDate, long_date, number
from regions.reports import Footnote
from workgroups.reports import PartyEntry

Path = tuple[str, ...]
Found = TypeVar("Found")

# Numbers and letters that only say which comes first: another footnote shifts them.
ORDINALS = frozenset({(Footnote, "number"), (BreakEntry, "letter")})

# What tells one part of a row from the others, in order of preference.
IDENTITY = ("slug", "key", "code", "instrument", "region", "reference", "id", "on")


@dataclass(frozen=True)
class Pair:
    """What stands at one place of both reports; None where it is not there."""

    path: Path
    before: Any  # a part of a report: any of its types
    after: Any


def differences(before: Any, after: Any, stop: tuple[type, ...], path: Path = ()) -> Iterator[Pair]:
    """Every pair that differs: of the types in ``stop`` as a whole, else each bare value."""
    if before == after:
        return
    one = after if before is None else before
    if isinstance(one, stop) or _is_bare(one):
        yield Pair(path, before, after)
    elif isinstance(one, tuple):
        yield from _rows(before or (), after or (), stop, path)
    else:
        for field in fields(one):
            if (type(one), field.name) not in ORDINALS:
                old, new = (getattr(side, field.name, None) for side in (before, after))
                yield from differences(old, new, stop, (*path, field.name))


def _is_bare(value: Any) -> bool:
    return isinstance(value, PartialDate) or not (is_dataclass(value) or isinstance(value, tuple))


def _rows(
    before: tuple[Any, ...], after: tuple[Any, ...], stop: tuple[type, ...], path: Path
) -> Iterator[Pair]:
    old, new = _identified(before), _identified(after)
    for name in dict.fromkeys([*new, *old]):
        one, other = old.get(name), new.get(name)
        if name.startswith(AS_A_WHOLE) and (one is None or other is None):
            yield Pair((*path, name), one, other)
        else:
            yield from differences(one, other, stop, (*path, name))
    kept = tuple(name for name in old if name in new), tuple(name for name in new if name in old)
    if kept[0] != kept[1]:
        yield Pair((*path, ORDER), *(tuple(n.removeprefix(AS_A_WHOLE) for n in k) for k in kept))


# A part without an identity of its own is only ever there or not there; the name of the order of
# a row. Neither can be the start of a web address or a key.
AS_A_WHOLE, ORDER = "=", "~"


def _identified(row: tuple[Any, ...]) -> dict[str, Any]:
    """The parts of a row by what identifies them; a second one with that identity gets a number."""
    seen: Counter[str] = Counter()
    found = {}
    for part in row:
        name = identity(part)
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}#{seen[name]}"] = part
    return found


def identity(part: Any) -> str:
    """What identifies a part of a row among the others."""
    if isinstance(part, RateRow):
        return f"{part.period_from}/{part.on}"
    if is_dataclass(part) and not isinstance(part, PartialDate):
        names = {field.name for field in fields(part)}
        known = next((name for name in IDENTITY if name in names), None)
        if known:
            return str(getattr(part, known))
    return AS_A_WHOLE + in_words(part)


@singledispatch
def in_words(value: Any) -> str:
    """Any part of a report as it reads; empty for nothing. Ordinals are left out."""
    if value is None:
        return ""
    if not is_dataclass(value):
        return str(value)
    parts = (in_words(getattr(value, field.name)) for field in fields(value))
    return ", ".join(filter(None, parts))


@in_words.register
def _(value: bool) -> str:
    return _t("ja") if value else _t("nee")


@in_words.register
def _(value: int) -> str:
    return number(value)


@in_words.register
def _(value: date) -> str:
    return long_date(value)


@in_words.register
def _(value: tuple) -> str:
    return "; ".join(in_words(part) for part in value)


@in_words.register
def _(value: PartialDate) -> str:
    return str(value)


@in_words.register
def _(value: Footnote) -> str:
    return value.text


@in_words.register
def _(value: PartyEntry) -> str:
    return value.name


@in_words.register
def _(value: BreakEntry) -> str:
    return ", ".join(filter(None, (str(value.dated), value.text, value.source)))


# ---------------------------------------------------------------------- everything of one type


def all_of(kind: type[Found], value: Any) -> Iterator[Found]:
    """Every part of this type, wherever it is in the report."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            # A row holds parts of one type: if the first cannot hold one, none of them can.
            if not _may_hold(type(part), kind):  # type: ignore[arg-type] # a class is hashable
                return
            yield from all_of(kind, part)
    elif is_dataclass(value):
        for name in _holders(type(value), kind):  # type: ignore[arg-type] # likewise
            yield from all_of(kind, getattr(value, name))


@cache
def _holders(cls: type, kind: type) -> tuple[str, ...]:
    """The fields of a dataclass in which a part of this type may be."""
    return tuple(name for name, hint in _hints(cls).items() if _hint_holds(hint, kind))


@cache
def _may_hold(cls: type, kind: type) -> bool:
    return issubclass(cls, kind) or (is_dataclass(cls) and bool(_holders(cls, kind)))


def _hint_holds(hint: Any, kind: type) -> bool:
    if isinstance(hint, type) and not get_args(hint):
        return _may_hold(hint, kind)
    return any(_hint_holds(inner, kind) for inner in get_args(hint) if inner is not Ellipsis)


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    return get_type_hints(cls)
