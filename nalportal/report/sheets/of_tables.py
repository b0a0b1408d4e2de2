"""The tables of a report as sheets: each of its columns, also those that a page folds away."""

from collections.abc import Iterable, Iterator, Sequence

from ..tables.model import (
    Cell,
    Note,
    NoteKind,
    Row,
    Shown,
    Table,
    groups,
    heading_of_marks,
    mark_in_words,
)
from .model import Sheet, SheetColumn, Value

# In characters. Figures and days need no more than the least; a text goes on within its cell.
NARROWEST, WIDEST = 14, 60


def sheets_of_tables(tables: Iterable[Table]) -> list[Sheet]:
    """A sheet per name, in the order in which the names are met."""
    by_sheet: dict[str, list[Table]] = {}
    for table in tables:
        if table.sheet:
            by_sheet.setdefault(table.sheet, []).append(table)
    return [_sheet(name, found) for name, found in by_sheet.items()]


def _sheet(name: str, tables: Sequence[Table]) -> Sheet:
    first = tables[0]
    rows = [row for table in tables for row in _rows(table)]
    headings = _headings(first)
    if any(row[-1] for row in rows):
        headings = [*headings, heading_of_marks()]
    else:
        rows = [row[:-1] for row in rows]
    return Sheet(
        name=name,
        caption=first.title,
        columns=tuple(
            SheetColumn(heading, _width(heading, [row[place] for row in rows]))
            for place, heading in enumerate(headings)
        ),
        rows=tuple(rows),
        notes=tuple(dict.fromkeys(note for table in tables for note in _notes(table))),
        reasons=first.kind == "mijlpalen",
        has_total=len(tables) == 1 and first.total is not None and not groups(first),
    )


def _width(heading: str, values: Iterable[Value]) -> int:
    texts = [value for value in values if isinstance(value, str)]
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    return max(NARROWEST, min(WIDEST, max(longest, len(heading) // 2) + 2))


def _notes(table: Table) -> Iterator[str]:
    if not table.rows and table.empty:
        yield f"{table.empty.title} {table.empty.text}"
    for note in table.notes:
        # Each line of a text by itself: a list stays a list.
        yield from _note(note).split("\n")


def _note(note: Note) -> str:
    return f"{note.number}. {note.text}" if note.kind is NoteKind.FOOTNOTE else note.text


# ---------------------------------------------------------------------- columns and rows


def _told(table: Table, group: str = "") -> list[int]:
    """The places of the columns outside groups, and of those of ``group``."""
    return [
        place
        for place, column in enumerate(table.columns)
        if column.shown is not Shown.REMARK and column.group in ("", group)
    ]


def _headings(table: Table) -> list[str]:
    found = groups(table)
    places = _told(table, found[0] if found else "")
    headings = [table.columns[place].heading for place in places]
    if found:
        headings.insert(1, table.part_heading)
    elif table.part_heading:
        headings.insert(0, table.part_heading)
    return headings


def _rows(table: Table) -> Iterator[tuple[Value, ...]]:
    """The rows, each with the marks of its cells at the end: a number cannot carry them."""
    found = groups(table)
    for row in table.all_rows:
        if not found:
            part = (table.part,) if table.part_heading else ()
            yield (*part, *_values(row, _told(table)), _marks(table, row))
        for group in found:
            first, *others = _values(row, _told(table, group))
            yield (first, group, *others, _marks(table, row))


def _values(row: Row, places: Iterable[int]) -> list[Value]:
    return [_value(row.cells[place]) for place in places]


def _value(cell: Cell) -> Value:
    value = cell.value
    if isinstance(value, tuple):
        return "; ".join(f"{item.name}: {item.told}" for item in value)
    return value


def _marks(table: Table, row: Row) -> str:
    pairs: list[tuple[str, int]] = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        pairs += [(column.heading, number) for number in cell.marks]
    return "; ".join(mark_in_words(heading, number) for heading, number in pairs)
