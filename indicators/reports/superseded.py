"""Which rows of a table stand, and which a later row took the place of. Pure.

A row leaves a table only for one that tells at least as much: so a figure that is added takes
nothing away (decision 25).
"""

from collections.abc import Iterable

from nalportal.figures import Figure

KNOWN, AT_LEAST, MISSING = 2, 1, 0


def weight(figure: Figure) -> int:
    """How much a figure tells: all, a lower bound, or nothing."""
    if figure.value is None:
        return MISSING
    return AT_LEAST if figure.at_least else KNOWN


def tells_as_much(newer: Iterable[Figure], older: Iterable[Figure]) -> bool:
    """Whether each figure of one row tells at least as much as its counterpart in another."""
    return all(weight(new) >= weight(old) for new, old in zip(newer, older, strict=True))
