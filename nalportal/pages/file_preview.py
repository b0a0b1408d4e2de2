"""What a file would do to the register, row by row: the same for every kind of file."""

import hashlib
from dataclasses import dataclass

from nalportal.exchange.clipboard import BlockColumn
from nalportal.exchange.faults import Fault
from nalportal.records.versions import Change
from nalportal.refusals import Overtaken, Refused

NEW, CHANGED, UNCHANGED, OVERTAKEN = "nieuw", "gewijzigd", "ongewijzigd", "ingehaald"
DIFFERS, PROPOSED = "verschilt", "voorstel"


@dataclass(frozen=True)
class Row:
    """What a row of the file would do; ``reference`` is empty for a new milestone.

    A row that the register overtook does nothing; ``note`` tells since when. Of another it tells
    that it will not count in the round that is open, or how it differs from its publisher. What is
    only proposed has a ``key`` to choose it by.
    """

    kind: str
    reference: str
    title: str
    changes: tuple[Change, ...] = ()
    note: str = ""
    key: str = ""

    @property
    def removes(self) -> int:
        """How many cells it empties."""
        return sum(not change.after for change in self.changes)


@dataclass(frozen=True)
class Preview:
    """What a file would do: its good rows, and what is wrong with the others, which do nothing.

    A file that cannot be read at all has faults and no rows. ``unread`` are headings of columns
    that nobody reads. ``columns`` are those of the file and ``choices`` what each of them may be.
    ``notes`` tell what the file does not have.
    """

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()
    columns: tuple[BlockColumn, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def new(self) -> list[Row]:
        return self.of_kind(NEW)

    @property
    def changed(self) -> list[Row]:
        return self.of_kind(CHANGED)

    @property
    def unchanged(self) -> list[Row]:
        return self.of_kind(UNCHANGED)

    @property
    def overtaken(self) -> list[Row]:
        return self.of_kind(OVERTAKEN)

    @property
    def differing(self) -> list[Row]:
        return self.of_kind(DIFFERS)

    @property
    def proposed(self) -> list[Row]:
        return self.of_kind(PROPOSED)

    @property
    def does(self) -> bool:
        """Whether there is anything to store."""
        return any(row.kind in (NEW, CHANGED, PROPOSED) for row in self.rows)

    @property
    def removes(self) -> int:
        """How many cells the file empties: a person is asked whether that is meant."""
        return sum(row.removes for row in self.rows)

    def check(self, fingerprint: str, *, may_remove: bool) -> None:
        """Raise :class:`Overtaken` unless this is what was confirmed, or :class:`RemovesMore`."""
        if self.fingerprint != fingerprint:
            raise Overtaken
        if self.removes and not may_remove:
            raise RemovesMore

    @property
    def fingerprint(self) -> str:
        """Another number when the same file would do something else by now."""
        return hashlib.sha256(repr((self.rows, self.faults)).encode()).hexdigest()


class RemovesMore(Refused):
    """The file takes something away, and nobody said that this is meant."""
