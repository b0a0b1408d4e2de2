"""Which kinds of parts a report can hold, so that a walk passes over what holds none of them."""

from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

# Told once per pair of classes; the classes of a report are few.
_known: dict[tuple[type, type], bool] = {}


def may_hold(cls: type, kind: type) -> bool:
    """Whether a part of class ``cls`` is a ``kind`` or can have one somewhere inside.

    Told by the types of its fields, so it costs nothing per value.
    """
    if (cls, kind) not in _known:
        _known[cls, kind] = issubclass(cls, kind) or _fields_may_hold(cls, kind)
    return _known[cls, kind]


def _fields_may_hold(cls: type, kind: type) -> bool:
    return is_dataclass(cls) and any(_hint_holds(h, kind) for h in get_type_hints(cls).values())


def _hint_holds(hint: Any, kind: type) -> bool:
    inner = get_args(hint)
    if inner:
        return any(_hint_holds(part, kind) for part in inner)
    return isinstance(hint, type) and may_hold(hint, kind)
