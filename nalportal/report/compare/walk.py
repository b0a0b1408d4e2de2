"""Two reports side by side: every place where they differ, whatever a later release adds to them.

Parts of a report are frozen dataclasses and tuples of them. They are matched by what identifies
them (web address, key, code, date), never by their place in the row or by their text.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial, singledispatch
from typing import Any

from django.utils.translation import gettext as _t

from indicators.reports import BreakEntry, IndicatorReport, RateRow, SourceEntry
from nalportal.dutch import Planned, long_date, number
from nalportal.progress.reports import UnitReport
from regions.reports import Coverage, DocumentEntry, Footnote
from workgroups.reports import PartyEntry

from ..labels import coverage_words, document_about, shown_words, source_line
from ..model import Difference

Path = tuple[str, ...]

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


Types = tuple[type, ...]


def nothing(_part: Any) -> bool:
    """No part of a report."""
    return False


def differences(
    before: Any,
    after: Any,
    *,
    whole: Types = (),
    skip: Types = (),
    told: Callable[[Any], bool] = nothing,
    path: Path = (),
) -> Iterator[Pair]:
    """Every pair that differs: those of the types in ``whole`` as they are, else each bare value.

    What is of the types in ``skip`` is passed over, with all that is in it; so is a part of a row
    that only one side has and of which ``told`` says that it is told elsewhere.
    """
    one = after if before is None else before
    # A row may be empty on one side; the other one tells what it is made of.
    if before == after or _is_of(before, skip) or _is_of(after, skip):
        return
    if isinstance(one, whole) or _is_bare(one):
        yield Pair(path, before, after)
    elif isinstance(one, tuple):
        walk = partial(differences, whole=whole, skip=skip, told=told)
        yield from _rows(before or (), after or (), walk, told, path)
    else:
        for field in fields(one):
            if (type(one), field.name) not in ORDINALS:
                old, new = (getattr(side, field.name, None) for side in (before, after))
                inside = (*path, field.name)
                yield from differences(old, new, whole=whole, skip=skip, told=told, path=inside)


def _is_of(value: Any, types: Types) -> bool:
    """Whether it is of one of these types; a row is what its parts are."""
    return isinstance(value[0] if isinstance(value, tuple) and value else value, types)


def _is_bare(value: Any) -> bool:
    return isinstance(value, Planned) or not (is_dataclass(value) or isinstance(value, tuple))


def _rows(
    before: tuple[Any, ...],
    after: tuple[Any, ...],
    walk: Callable[..., Iterator[Pair]],
    told: Callable[[Any], bool],
    path: Path,
) -> Iterator[Pair]:
    old, new = _identified(before), _identified(after)
    for name in dict.fromkeys([*new, *old]):
        one, other = old.get(name), new.get(name)
        is_alone = one is None or other is None
        if is_alone and told(one or other):
            continue
        if name.startswith(AS_A_WHOLE) and is_alone:
            yield Pair((*path, name), one, other)
        else:
            yield from walk(one, other, path=(*path, name))
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
    if isinstance(part, IndicatorReport):
        return part.texts.slug
    if isinstance(part, SourceEntry) and part.key:
        return part.key
    if is_dataclass(part) and not isinstance(part, Planned):
        names = {field.name for field in fields(part)}
        known = next((name for name in IDENTITY if name in names), None)
        if known:
            return str(getattr(part, known))
        unit = getattr(part, "unit", None)
        if isinstance(unit, UnitReport):
            return unit.slug
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
def _(value: Planned) -> str:
    return str(value)


@in_words.register
def _(value: Footnote) -> str:
    return value.text


@in_words.register
def _(value: Coverage) -> str:
    return coverage_words(value)


@in_words.register
def _(value: DocumentEntry) -> str:
    covers = (f"{c.instrument}: {', '.join(c.municipalities)}" for c in value.covers)
    return "; ".join(filter(None, (value.title, document_about(value), value.url, *covers)))


@in_words.register
def _(value: Difference) -> str:
    parts = (value.subject, value.printed, shown_words(value), value.explanation)
    return ", ".join(filter(None, parts))


@in_words.register
def _(value: SourceEntry) -> str:
    return "; ".join(filter(None, (source_line(value), value.method, value.licence, value.url)))


@in_words.register
def _(value: PartyEntry) -> str:
    return value.name


@in_words.register
def _(value: BreakEntry) -> str:
    return ", ".join(filter(None, (value.when, value.told, value.source)))
