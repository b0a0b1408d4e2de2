"""Which kinds of parts a report can hold, so that a walk passes over what holds none of them."""

from collections.abc import Hashable
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints


@cache
def may_hold(cls: Hashable, kind: Hashable) -> bool:
    """Whether a part of class ``cls`` is a ``kind`` or can have one somewhere inside.

    Both are classes. Told by the types of their fields, so it costs nothing per value.
    """
    if not isinstance(cls, type) or not isinstance(kind, type):
        return False
    if issubclass(cls, kind):
        return True
    return is_dataclass(cls) and any(
        _hint_holds(hint, kind) for hint in get_type_hints(cls).values()
    )


def _hint_holds(hint: Any, kind: type) -> bool:
    inner = get_args(hint)
    return any(_hint_holds(part, kind) for part in inner) if inner else may_hold(hint, kind)
