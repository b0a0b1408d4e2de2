"""Data sets to bytes, in the form that :mod:`.tables` reads back without a difference."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import tablib
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .faults import Fault, FaultyFile, shown

# What one cell of a workbook can hold; openpyxl would cut the rest off without a word.
MAX_SHEET_CELL = 32_767

# A spreadsheet takes a cell that begins so for a formula. The apostrophe makes it text there,
# and `tables` takes the apostrophe off again.
_GUARDED = re.compile(r"'*[=+\-@\t\r]")
# A negative number is a number there too, and does no harm.
_NUMBER = re.compile(r"-[0-9]+(,[0-9]+)?")


def to_csv(dataset: tablib.Dataset) -> bytes:
    """UTF-8 with a byte order mark and semicolons: what a Dutch Excel opens in columns."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(dataset.headers)
    for row in dataset:
        writer.writerow(_guarded(cell) for cell in row)
    return buffer.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) and not _NUMBER.fullmatch(cell) else cell


def to_xlsx(dataset: tablib.Dataset, title: str) -> bytes:
    """One sheet: dates and numbers as such, all else text, so nothing is a formula.

    Raises :class:`FaultyFile` for a text that is too long for a sheet (CSV can hold it).
    """
    for line, row in enumerate(dataset, 2):
        for heading, value in zip(dataset.headers, row, strict=True):
            if isinstance(value, str) and len(value) > MAX_SHEET_CELL:
                expected = _("ten hoogste 32.767 tekens in een XLSX-bestand; kies CSV")
                raise FaultyFile([Fault(f"{title}.xlsx", line, heading, shown(value), expected)])
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    text, day = text_cell(sheet, ""), WriteOnlyCell(sheet)
    day.number_format = "d-m-yyyy"
    for row in [dataset.headers, *dataset]:
        sheet.append(_cells(row, text, day))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cells(row: Iterable[str | int | Decimal | date], text: Any, day: Any) -> Iterator[Any]:
    """The cells of one row. Each is written before the next is asked for, so that one cell of
    text and one of a day, with their formats, serve for all: making one each takes longer.
    """
    for value in row:
        if value == "":
            yield None  # most cells are empty, and a cell without anything takes time and room
        elif isinstance(value, str):
            yield _filled(text, value)
        elif isinstance(value, date):
            day.value = value
            yield day
        else:
            yield value  # a number needs no format


def text_cell(sheet: Any, value: str) -> Any:
    """A cell of text, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    return _filled(cell, value)


def _filled(cell: Any, value: str) -> Any:
    # XML cannot hold these characters; the mark for a lost one is refused when it comes back.
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    cell.data_type = "s"
    return cell
