"""Tables that are made once: a report is frozen, so what is made of it does not move.

The words of a table are those of a language, which is why that is part of what is remembered.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.utils.translation import get_language

from indicators.memoize import once_per_value

From = TypeVar("From")
Made = TypeVar("Made")


def once(keep: int) -> Callable[[Callable[[From], Made]], Callable[[From], Made]]:
    """For a pure function of one frozen value: its last ``keep`` results, per language."""

    def remembering(function: Callable[[From], Made]) -> Callable[[From], Made]:
        @once_per_value(keep)
        def kept(value: Any, _language: str | None) -> Made:
            return function(value)

        @wraps(function)
        def remembered(value: From) -> Made:
            return kept(value, get_language())

        return remembered

    return remembering
