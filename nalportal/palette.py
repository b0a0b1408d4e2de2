"""The colours of the portal. They are written once, in the stylesheet's tokens; paper, charts, maps
and the workbook take them from there."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).parents[1] / "static" / "css" / "tokens.css"

_COLOUR = re.compile(r"^\s*--([a-z0-9-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?);", re.M)


@cache
def colours() -> Mapping[str, str]:
    """Every token that is a colour, as ``#rrggbb`` by its name without dashes in front."""
    found = _COLOUR.findall(TOKENS.read_text())
    return {name: value if len(value) == 7 else _long(value) for name, value in found}


def _long(value: str) -> str:
    return "#" + "".join(digit * 2 for digit in value[1:])


def colour(name: str) -> str:
    """One colour by the name of its token; an unknown name fails loudly."""
    return colours()[name]
