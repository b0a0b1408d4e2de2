"""The look at a file before its import: what can be told of the text alone.

It finds what an importer reports badly or not at all: columns that are missing or nobody
knows, rows of another width, keys that occur twice, cells that are far too large, bytes in
another encoding, and characters that no text needs and no page, PDF or sheet can show.

Why: decision 7.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import tablib
from django.utils.translation import gettext as _

from nalportal.dutch import joined

from .faults import Fault, FaultyFile, MissingColumn, shown
from .sheets import FORMULA, MERGED
from .tables import Line, Table

MAX_CELL = 100_000

# Bytes that fitted no encoding (lone surrogates), and the mark of one lost earlier.
_LOST = re.compile(r"[\ud800-\udfff\ufffd]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\t\n]")


@dataclass(frozen=True)
class Layout:
    """What a file of one kind looks like.

    ``columns`` in their order, all of them needed but those in ``optional``; ``long`` are those
    whose texts may have tabs and line breaks. ``key_of`` gives the key of a row in one way of
    writing, or ``None`` for a row that has none yet; ``key`` names the columns it comes from.
    """

    columns: tuple[str, ...]
    long: frozenset[str]
    key: tuple[str, ...]
    key_of: Callable[[Mapping[str, str]], tuple[str, ...] | None]
    optional: frozenset[str] = frozenset()


@dataclass
class Checked:
    """The rows that an importer can read, and what is wrong with the file so far.

    ``lines`` has the line of each row of ``dataset``. ``flawed`` holds, per row (counted from 1,
    as importers do), the columns that a fault was listed for: the row must not be saved, but its
    other cells are still worth a look, so that all faults come out in one go.
    """

    dataset: tablib.Dataset
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    flawed: dict[int, frozenset[str]] = field(default_factory=dict)


class CheckedRow(NamedTuple):
    """One row of a file: its line and cells, and the columns that a fault was listed for."""

    line: int
    cells: dict[str, str]
    flawed: frozenset[str]


def check_table(table: Table, layout: Layout) -> Checked:
    """Look at every cell of ``table``.

    Raises :class:`FaultyFile` when the columns are not those of ``layout``: then the cells
    have no meaning. All other faults are in the result, each once.
    """
    checked = Checked(tablib.Dataset(headers=list(layout.columns)))
    for row in checked_rows(table, layout, checked.faults):
        checked.dataset.append([row.cells[column] for column in layout.columns])
        checked.lines.append(row.line)
        if row.flawed:
            checked.flawed[len(checked.lines)] = row.flawed
    return checked


def checked_rows(table: Table, layout: Layout, faults: list[Fault]) -> Iterator[CheckedRow]:
    """The rows that an importer can read, one by one; what is wrong with them goes to ``faults``.

    Raises :class:`FaultyFile` as :func:`check_table` does, before the first row.
    """
    wrong = list(_column_faults(table, layout))
    if wrong:
        raise FaultyFile(wrong)
    absent = dict.fromkeys(layout.optional, "")
    seen: dict[tuple[str, ...], int] = {}
    for line in table.rows:
        if len(line.cells) != len(table.headers):
            faults.append(_width_fault(table, line))
            continue
        cells = absent | dict(zip(table.headers, line.cells, strict=True))
        found = _cell_faults(table.file, line.number, cells, layout.long)
        flawed = frozenset(fault.column for fault in found)
        if not flawed.intersection(layout.key):
            key = layout.key_of(cells)
            if key is not None and key in seen:
                found.append(_duplicate(table.file, line.number, layout, cells, seen[key]))
                flawed |= set(layout.key)
            elif key is not None:
                seen[key] = line.number
        faults += found
        yield CheckedRow(line.number, cells, flawed)


def _column_faults(table: Table, layout: Layout) -> list[Fault]:
    faults, columns = [], layout.columns
    for place, header in enumerate(table.headers):
        if header in table.headers[:place]:
            expected = _("elke kolom één keer")
        elif header not in columns:
            expected = _("een van de kolommen %(names)s") % {"names": joined(columns)}
        else:
            continue
        faults.append(Fault(table.file, 1, shown(header), shown(header), expected))
    missing = [name for name in columns if name not in {*table.headers, *layout.optional}]
    expected = _("een kolom met deze naam")
    return [*faults, *(MissingColumn(table.file, 1, column, "", expected) for column in missing)]


def _width_fault(table: Table, line: Line) -> Fault:
    numbers = {"width": len(table.headers), "count": len(line.cells)}
    if len(line.cells) > len(table.headers):
        value = line.cells[len(table.headers)]
    else:
        value = line.cells[-1]
    expected = _("%(width)s cellen, zoals in de eerste regel; het zijn er %(count)s") % numbers
    return Fault(table.file, line.number, "", shown(value), expected)


def _cell_faults(file: str, line: int, row: dict[str, str], long: frozenset[str]) -> list[Fault]:
    return [
        Fault(file, line, column, shown(text.removeprefix(FORMULA).removeprefix(MERGED)), expected)
        for column, text in row.items()
        if (expected := _wrong_text(text, long=column in long))
    ]


def _wrong_text(text: str, *, long: bool) -> str:
    """What is expected instead of ``text``; empty when nothing is wrong with it."""
    if len(text) < MAX_CELL and text.isascii() and text.isprintable():
        return ""
    if text.startswith((FORMULA, MERGED)):
        return _no_value(text)
    if len(text) > MAX_CELL:
        return _("ten hoogste 100.000 tekens")
    if _LOST.search(text):
        return _("tekst in UTF-8; hier staat een teken in een andere codering")
    if CONTROL.search(text):
        return _("tekst zonder stuurtekens")
    is_torn = not long and _LINE_BREAK.search(text)
    return _("tekst op één regel, zonder tab") if is_torn else ""


def _no_value(text: str) -> str:
    if text.startswith(MERGED):
        return _("een cel die niet met een andere is samengevoegd")
    return _("een waarde, geen formule")


def _duplicate(file: str, line: int, layout: Layout, row: dict[str, str], first: int) -> Fault:
    value = ", ".join(row[column] for column in layout.key if row[column])
    return Fault(file, line, ", ".join(layout.key), shown(value), already_there(first))


def already_there(first: int) -> str:
    """What is expected of a row that stands on line ``first`` already."""
    expected = _("een rij die één keer voorkomt; deze staat al op regel %(first)s")
    return expected % {"first": first}
