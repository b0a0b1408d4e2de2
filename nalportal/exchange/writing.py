"""Data sets to bytes, in the form that :mod:`.tables` reads back without a difference."""

import csv
import io
import re
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
    for row in [dataset.headers, *dataset]:
        sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Any, value: str | int | Decimal | date) -> Any:
    if value == "":
        return None  # most cells are empty, and a cell without anything takes time and room
    if not isinstance(value, str):
        if not isinstance(value, date):
            return value  # a number needs no format
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "d-m-yyyy"
        return cell
    return text_cell(sheet, value)


def text_cell(sheet: Any, value: str) -> Any:
    """A cell of text, whatever it begins with."""
    # XML cannot hold these characters; the mark for a lost one is refused when it comes back.
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
