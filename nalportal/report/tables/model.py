"""What a table of the report is before any medium shows it. Plain frozen values, nothing drawn.

Page, paper, workbook and list of figures all show these, so none of them names a heading, a caption
or a note, or puts tables in an order of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from django.utils.translation import gettext as _

from nalportal.figures import Figure
from nalportal.prose import Span


class Kind(Enum):
    """What stands in a column: the name of its row, words, figures or days."""

    NAME = auto()
    TEXT = auto()
    FIGURE = auto()
    DAY = auto()


class Shown(Enum):
    """Where a column is seen. A data file has each of them as a column of its own.

    On a page and on paper OF, SHARE and LINE stand in the column before them: ``65 van 76``,
    ``65 (85,5 %)``, and a small line under the value; so does a REMARK, which data files have in
    columns of their own. WIDE is left out where there is no room for it, on paper; DATA is in data
    files only.
    """

    COLUMN = auto()
    OF = auto()
    SHARE = auto()
    LINE = auto()
    REMARK = auto()
    WIDE = auto()
    DATA = auto()


BESIDE = frozenset({Shown.OF, Shown.SHARE, Shown.LINE, Shown.REMARK})


# As what a figure is corrected: another number, or the reason why there is none.
AS_FIGURE = "cijfer"


@dataclass(frozen=True)
class About:
    """What a figure is about. Its row, its column and its table each tell a part.

    ``basis`` is that of a number of table 3: no publisher gave it, but a region, or it was counted.
    """

    area: str = ""
    measure: str = ""
    instrument: str = ""
    since: date | None = None
    on: date | None = None
    basis: str = ""
    note: str = ""


NOTHING = About()


@dataclass(frozen=True)
class Column:
    """``room``: how much of the width it takes that figures leave; 0 is as wide as its text.

    ``group`` names the columns that belong together, such as those of one instrument. ``marks``
    are the numbers of notes to the heading. ``unit`` is what a count on a small line counts, as one
    and as more. ``corrected_as`` says as what its figures can be
    corrected; empty: they follow from others.
    """

    heading: str
    kind: Kind = Kind.FIGURE
    shown: Shown = Shown.COLUMN
    room: int = 0
    marks: tuple[int, ...] = ()
    group: str = ""
    unit: tuple[str, str] = ("", "")
    strong: bool = False
    corrected_as: str = ""
    about: About = NOTHING

    @property
    def is_row_header(self) -> bool:
        return self.kind is Kind.NAME

    @property
    def aligned(self) -> str:
        return "right" if self.kind is Kind.FIGURE else "left"


@dataclass(frozen=True)
class Link:
    """A page about a ``kind`` of thing (regio, gemeente, laadpunten) with this key."""

    kind: str
    key: str


@dataclass(frozen=True)
class Bar:
    """In per cent of a whole: what is ``filled``, and how much of it is ``known``.

    Without a share ``missing`` says why: neither pm nor unknown may look like zero.
    """

    filled: float = 0.0
    known: float = 100.0
    missing: str = ""


@dataclass(frozen=True)
class Item:
    """One of several in a cell: a name, and what is told of it."""

    name: str
    told: str
    link: Link | None = None


# An int is a count without an id: of municipalities, of months.
Value = Figure | str | date | int | tuple[Item, ...] | None


@dataclass(frozen=True)
class Cell:
    """A value, with what stands around it. ``icon`` is the code of a stage.

    ``computed``: this one follows from others, although its column can be corrected.
    """

    value: Value
    icon: str = ""
    bar: Bar | None = None
    link: Link | None = None
    computed: bool = False
    about: About = NOTHING

    @property
    def marks(self) -> tuple[int, ...]:
        return self.value.notes if isinstance(self.value, Figure) else ()


@dataclass(frozen=True)
class Row:
    """As many cells as the table has columns."""

    cells: tuple[Cell, ...]
    about: About = NOTHING


def row_of(*values: Value, about: About = NOTHING) -> Row:
    """A row of bare values."""
    return Row(tuple(Cell(value) for value in values), about)


class NoteKind(Enum):
    """Why a note is there: paper and page can show a warning otherwise than a source."""

    FOOTNOTE = auto()
    READING = auto()
    BASIS = auto()
    WARNING = auto()
    STAGES = auto()
    BREAK = auto()
    TEXT = auto()
    SOURCE = auto()


@dataclass(frozen=True)
class Note:
    """A line under a table; only a footnote has a ``number``.

    ``wide``: about columns that are left out on paper, as this note is then.
    """

    kind: NoteKind
    spans: tuple[Span, ...]
    number: int = 0
    wide: bool = False

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def note(kind: NoteKind, text: str, number: int = 0, *, wide: bool = False) -> Note:
    """A note of one run of text."""
    return Note(kind, (Span(text),), number, wide)


@dataclass(frozen=True)
class Empty:
    """What is told in the place of a table without rows."""

    title: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table of the report.

    ``kind`` is the same for tables that are alike (one per region), ``id`` differs: it is the
    anchor on the page. ``sheet`` is the worksheet that has it; several tables of one sheet stand
    under each other, each row with ``part`` under ``part_heading``. ``across`` names what the
    columns tell when the table is turned. ``charts`` names the drawings that belong above it.
    ``on_page`` and ``on_paper``: whether the whole report shows it there; some are on a page of
    their own, a large one is in data files only. ``repeats``: other tables have
    told what it says.
    """

    id: str
    kind: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number: str = ""
    total: Row | None = None
    notes: tuple[Note, ...] = ()
    heading: str = ""
    lead: str = ""
    empty: Empty | None = None
    sheet: str = ""
    part: str = ""
    part_heading: str = ""
    across: str = ""
    charts: str = ""
    on_page: bool = True
    on_paper: bool = True
    repeats: bool = False
    about: About = NOTHING

    @property
    def title(self) -> str:
        """The caption with the number of the table."""
        return f"{self.name}. {self.caption}" if self.number else self.caption

    @property
    def name(self) -> str:
        """``Tabel 3``."""
        return _("Tabel {0}").format(self.number) if self.number else self.caption

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows

    def figures(self) -> Iterator[tuple[Row, Column, Cell, Figure]]:
        """Each cell with a figure that has a name of its own, in the order of the table."""
        for row in self.all_rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                if isinstance(cell.value, Figure) and cell.value.id:
                    yield row, column, cell, cell.value


def groups(table: Table) -> tuple[str, ...]:
    """What its columns are grouped by, such as the instruments; none for most tables."""
    return tuple(dict.fromkeys(column.group for column in table.columns if column.group))


@dataclass(frozen=True)
class Seen:
    """A column as a reader sees it, with the columns that stand beside its value."""

    place: int
    column: Column
    beside: tuple[tuple[int, Column], ...]


def seen(table: Table, *, narrow: bool) -> tuple[Seen, ...]:
    """The columns of a page, or with ``narrow`` those of paper."""
    left_out = {Shown.DATA, Shown.WIDE} if narrow else {Shown.DATA}
    found: list[Seen] = []
    open_ = False
    for place, column in enumerate(table.columns):
        if column.shown in BESIDE:
            if open_:
                last = found[-1]
                found[-1] = replace(last, beside=(*last.beside, (place, column)))
        elif column.shown in left_out:
            # What is told in data only may stand between a value and what belongs beside it.
            open_ = open_ and column.shown is Shown.DATA
        else:
            found.append(Seen(place, column, ()))
            open_ = True
    return tuple(found)


def turned(table: Table) -> Table:
    """``table`` with its columns under each other, for a medium in which they do not fit."""
    first, *others = table.columns
    headings = tuple(
        Column(str(row.cells[0].value), about=row.about, corrected_as=others[0].corrected_as)
        for row in table.rows
    )
    return replace(
        table,
        columns=(replace(first, heading=table.across, room=1), *headings),
        rows=tuple(
            Row((Cell(column.heading), *(row.cells[place] for row in table.rows)), column.about)
            for place, column in enumerate(others, 1)
        ),
    )


def heading_of_marks() -> str:
    """Of the column of a data file that says which note is whose: its numbers carry no marks."""
    return _("Noten")


def mark_in_words(heading: str, number: int) -> str:
    """What stands in that column: ``Gemeenten: noot 1``."""
    return f"{heading}: {_('noot')} {number}"
