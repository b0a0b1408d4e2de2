"""Work that is done once for one value: reports are frozen, so what follows from one does not move.

The value is told by its identity. Comparing or hashing a report of ten years of months takes as
long as the work that it would save. What is made of it may be in words, so the language counts too.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.utils.translation import get_language

From = TypeVar("From")
More = ParamSpec("More")
Made = TypeVar("Made")


class _Same:
    """A value that equals itself only; holding it keeps its identity from being given away."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


def once_per_value(
    keep: int,
) -> Callable[[Callable[Concatenate[From, More], Made]], Callable[Concatenate[From, More], Made]]:
    """For a pure function of one frozen value, and small hashable ones: its last ``keep`` results
    are remembered, in each language on its own."""

    def remembering(
        function: Callable[Concatenate[From, More], Made],
    ) -> Callable[Concatenate[From, More], Made]:
        @lru_cache(maxsize=keep)
        def kept(_language: str | None, same: _Same, *args: Any, **kwargs: Any) -> Made:
            return function(same.value, *args, **kwargs)

        @wraps(function)
        def remembered(value: From, *args: More.args, **kwargs: More.kwargs) -> Made:
            return kept(get_language(), _Same(value), *args, **kwargs)  # type: ignore[arg-type] # small, hashable

        return remembered  # type: ignore[return-value] # `wraps` gives the name `value` away

    return remembering
