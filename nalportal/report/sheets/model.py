"""What a sheet is made of, before it becomes a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nalportal.progress.figures import Figure

from ..words import missing_meanings

# An int is a rank or a year, never a figure: figures know how they read.
Value = str | int | date | Figure | None


@dataclass(frozen=True)
class Column:
    """``width`` in characters; what is longer goes on the next line within the cell."""

    title: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One table: a line that says what it is, its columns, its rows, and notes under it.

    ``has_total``: the last row is that of all together.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    has_total: bool = False


def readings(rows: Iterable[Sequence[Value]]) -> list[str]:
    """What the words in the place of figures mean, for those that stand in these rows."""
    figures = [value for row in rows for value in row if isinstance(value, Figure)]
    missing = {figure.missing for figure in figures}
    return [text for word, text in missing_meanings().items() if word in missing]
