"""What a sheet is made of, before it becomes a file."""

from dataclasses import dataclass
from datetime import date

from nalportal.figures import Figure

# An int is a count without an id; figures know how they read.
Value = str | int | date | Figure | None


@dataclass(frozen=True)
class SheetColumn:
    """``width`` in characters; what is longer goes on the next line within the cell."""

    title: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One table: a line that says what it is, its columns, its rows, and notes under it.

    ``has_total``: the last row is that of all together. ``reasons``: its notes are told also
    without rows.
    """

    name: str
    caption: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    has_total: bool = False
    reasons: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it is left out: it has no rows, and does not say why for each unit either."""
        return not self.rows and not self.reasons
