"""How the payload of an older schema becomes one of today's.

A frozen report keeps the bytes and the schema it was made with, for good. Each time it is read it
is lifted, one schema at a time, and only in memory. A function here knows what the report of its
schema lacked and says so as it was: what nobody recorded then is unknown, never computed anew.
"""

from collections.abc import Callable, Mapping
from typing import Any

Payload = dict[str, Any]  # parsed JSON of any schema: its shape is what the upgrades are about


def from_1_to_2(payload: Payload) -> Payload:
    """Schema 2: what issues 4 to 6 add to the report."""
    return {**payload, "schema": 2, "territory": _territory_2(payload["territory"])}


def _territory_2(territory: Payload) -> Payload:
    """Which municipalities merged into which was not told."""
    return {**territory, "reorganisations": []}


# schema n → function that lifts a payload of schema n to n + 1.
UPGRADES: Mapping[int, Callable[[Payload], Payload]] = {1: from_1_to_2}
