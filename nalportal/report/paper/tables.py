"""A table of the report as blocks: which of its columns there is room for, and how wide."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from math import ceil

from django.utils.translation import gettext as _

from nalportal.dutch import DASH, NO_BREAK_SPACE, counted, number, short_date
from nalportal.figures import UNKNOWN, Figure

from ..tables.measured import OF_MEASURE
from ..tables.model import (
    Bar,
    Cell,
    Column,
    Item,
    Note,
    NoteKind,
    Row,
    Seen,
    Shown,
    Table,
    groups,
    seen,
    turned,
)
from ..tables.model import (
    note as told_in_a_note,
)
from . import blocks
from .blocks import Block

# Six-digit figures of more columns than these touch when they stand beside each other.
MOST_COLUMNS = 8
# Annexes are read here and there; their tables are set small.
SMALL = frozenset({"verschillen", "gemeenten", "naast-elkaar", "herijken", "veranderd"})

# The instruments of a region stand beside each other, as in the printed report, up to so many.
POLICY_OF_REGION, MOST_BESIDE = "beleid", 6

# A page of zeros, or of nothing known, is a sentence. That a region has none is told as a figure.
TOLD_AT_ONCE: Mapping[str, frozenset[object]] = {
    "naast-elkaar": frozenset({UNKNOWN, 0}),
    "herijken": frozenset({UNKNOWN, 0}),
    POLICY_OF_REGION: frozenset({UNKNOWN}),
}


def table_blocks(table: Table) -> list[Block]:
    """The table with its notes; without rows why there are none, and the notes all the same."""
    if not table.rows:
        told = [blocks.empty(table.empty.title, table.empty.text)] if table.empty else []
        return [*told, *_notes(table)]
    found = groups(table)
    if found:
        return [_of_group(table, place, group) for place, group in enumerate(found, 1)]
    columns = seen(table, narrow=True)
    if table.kind == POLICY_OF_REGION and len(table.rows) <= MOST_BESIDE:
        sentence = _told_at_once(table, table.title, columns)
        return blocks.held(sentence, *_notes(table)) if sentence else [_crossed(table)]
    if table.across and len(table.columns) > MOST_COLUMNS:
        table = turned(table)
        columns = seen(table, narrow=True)
    if table.kind.startswith(OF_MEASURE) and len(columns) > MOST_COLUMNS:
        return _in_parts(table, columns)
    return [_told_at_once(table, table.title, columns) or _drawn(table, table.title, columns)]


def _in_parts(table: Table, columns: Sequence[Seen]) -> list[Block]:
    """A wide table of any measure as several of about as many columns: it has a column per area, or
    per area and kind, and may have many dates, so turned it is as wide."""
    first, *others = columns
    parts = ceil(len(others) / (MOST_COLUMNS - 1))
    size = ceil(len(others) / parts)
    found = []
    for part in range(parts):
        title = _("{title} ({part} van {parts})")
        told = title.format(title=table.title, part=part + 1, parts=parts)
        shown = replace(table, notes=table.notes if part == parts - 1 else ())
        found.append(_drawn(shown, told, [first, *others[part * size :][:size]]))
    return found


def _of_group(table: Table, place: int, group: str) -> Block:
    """The columns of one group as a table of its own: beside each other there is no room for all.

    What stands on a small line elsewhere has a column here.
    """
    chosen = tuple(
        Seen(n, column, ())
        for n, column in enumerate(table.columns)
        if (column.group == group and column.shown in (Shown.COLUMN, Shown.LINE))
        or (not column.group and column.shown is Shown.COLUMN)
    )
    title = f"{_('Tabel')} {table.number}{place}. {table.caption}: {group}"
    return _told_at_once(table, title, chosen) or _drawn(table, title, chosen)


def _told_at_once(table: Table, title: str, columns: Sequence[Seen]) -> Block | None:
    """A table that says one thing in each of its rows, as a sentence."""
    cells = [row.cells[one.place] for row in table.rows for one in columns]
    values = [cell.value for cell in cells]
    if any(cell.marks for cell in cells) or any(isinstance(v, tuple) and v for v in values):
        return None
    numbers = [value for value in values if isinstance(value, int | Figure)]
    found = {n if isinstance(n, int) else n.missing or n.value for n in numbers}
    told = {
        UNKNOWN: _("Van geen enkele gemeente bekend."),
        0: _("Overal 0: er is niets te melden."),
    }
    tellable = TOLD_AT_ONCE.get(table.kind, ())
    alike = [words for value, words in told.items() if found == {value} and value in tellable]
    return blocks.paragraph(f"{title}. {alike[0]}") if alike else None


def _crossed(table: Table) -> Block:
    """Its rows beside each other, each of its columns a row, without bars: a few lines high."""
    first, *others = seen(table, narrow=True)
    rows = [
        [
            blocks.cell(one.column.heading, marks=blocks.marks(one.column.marks, table.id)),
            *(_without_bar(_cell(table, row, one)) for row in table.rows),
        ]
        for one in others
    ]
    names = (blocks.column(reads(row.cells[first.place]), width=1) for row in table.rows)
    return blocks.table(
        [blocks.column(table.across), *names],
        rows,
        caption=table.title,
        notes=_notes(table),
        small=True,
    )


def _without_bar(cell: Block) -> Block:
    return {key: value for key, value in cell.items() if key != "bar"}


def _drawn(table: Table, title: str, columns: Sequence[Seen]) -> Block:
    return blocks.table(
        [_head(table, one) for one in columns],
        [_row(table, row, columns) for row in table.rows],
        caption=title,
        total=_row(table, table.total, columns) if table.total else (),
        notes=_notes(table),
        small=table.kind in SMALL,
    )


def _head(table: Table, one: Seen) -> Block:
    more: dict[str, object] = {}
    if any(row.cells[one.place].bar for row in table.rows):
        more["bar"] = True
    column = one.column
    return blocks.column(
        column.heading,
        right=column.aligned == "right" and not more,
        width=column.room,
        **({"marks": blocks.marks(column.marks, table.id)} if column.marks else {}),
        **more,
    )


def _row(table: Table, row: Row, columns: Sequence[Seen]) -> list[Block]:
    return [_cell(table, row, one) for one in columns]


def _cell(table: Table, row: Row, one: Seen) -> Block:
    cell = row.cells[one.place]
    text, small = reads(cell), []
    for place, column in one.beside:
        beside = row.cells[place]
        if column.shown is Shown.OF and beside.value is not None:
            text = f"{text}{NO_BREAK_SPACE}{_('van')}{NO_BREAK_SPACE}{reads(beside)}"
        elif column.shown is not Shown.OF and _tells(beside):
            small.append(_small(beside, column))
    more: dict[str, object] = {}
    if cell.marks:
        more["marks"] = blocks.marks(cell.marks, table.id)
    if cell.bar:
        more["bar"] = _bar(cell.bar)
    if cell.icon:
        more["icon"] = cell.icon
    if small:
        more["small"] = " ".join(small)
    if one.column.strong:
        more["weight"] = 600
    return blocks.cell(text, **more)


def _tells(cell: Cell) -> bool:
    """Whether what stands beside a value says anything; a share that is not there does not."""
    return not (isinstance(cell.value, Figure) and cell.value.value is None) and bool(reads(cell))


def _small(cell: Cell, column: Column) -> str:
    if column.unit[0] and isinstance(cell.value, Figure):
        return counted(int(cell.value.value or 0), *column.unit)
    return reads(cell) if column.shown is Shown.LINE else f"({reads(cell)})"


def reads(cell: Cell) -> str:
    """A cell as text."""
    value = cell.value
    if isinstance(value, tuple):
        return "; ".join(map(_item, value)) or DASH
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int):
        return number(value)
    return "" if value is None else str(value)


def _item(item: Item) -> str:
    return f"{item.name}: {item.told}"


def _bar(bar: Bar) -> object:
    if bar.missing:
        return bar.missing
    return bar.filled if bar.known == 100 else [bar.filled, bar.known]


def _notes(table: Table) -> list[Block]:
    return [_note(table, note) for note in _joined(table.notes) if not note.wide]


def _joined(notes: Iterable[Note]) -> Iterator[Note]:
    """The notes, with those that tell the stages of each instrument after each other in one."""
    for kind, found in groupby(notes, key=lambda note: note.kind):
        if kind is NoteKind.STAGES:
            yield told_in_a_note(kind, " ".join(note.text for note in found))
        else:
            yield from found


def _note(table: Table, note: Note) -> Block:
    spans = [blocks.linked(span.text, span.href) for span in note.spans]
    if note.kind is not NoteKind.FOOTNOTE:
        return {"type": "note", "spans": spans, "label": ""}
    sign = blocks.sign(note.number)
    label = blocks.note_label(table.id, note.number)
    return {"type": "note", "spans": [{"text": f"{sign} "}, *spans], "label": label}
