"""Data sets to bytes, in the form that :mod:`.tables` reads back without a difference."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import tablib
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from .faults import Fault, FaultyFile, shown
from .tables import GUARDED

# What one cell of a workbook can hold; a longer text is not written.
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
        writer.writerow(guarded(cell) for cell in row)
    return buffer.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A text that a sheet would take for a formula, with an apostrophe in front."""
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
    buffer = io.BytesIO()
    # Nothing is taken for a formula or a link because of how it begins.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(buffer, options) as book:
        formats = _Formats(*map(book.add_format, (_TEXT, _LINES, _DAY, _TOP)))
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for line, row in enumerate([dataset.headers, *dataset]):
            for place, value in enumerate(row):
                _write(sheet, formats, line, place, value)
        for place, column in enumerate(zip(*dataset, strict=True)):
            if any("\n" in value for value in column if isinstance(value, str)):
                sheet.set_column(place, place, LINES_WIDE)
    return buffer.getvalue()


_TOP = {"valign": "top"}
_TEXT, _DAY = {**_TOP, "num_format": "@"}, {**_TOP, "num_format": "d-m-yyyy"}
# Without this a sheet shows the lines of a text, and the items of a list, run together.
_LINES = {**_TEXT, "text_wrap": True}
LINES_WIDE = 60


class _Formats(NamedTuple):
    text: Any
    lines: Any
    day: Any
    number: Any


def _write(
    sheet: Any, formats: _Formats, line: int, place: int, value: str | int | Decimal | date
) -> None:
    if value == "":
        return  # most cells are empty, and a cell without anything takes time and room
    if isinstance(value, str):
        shape = formats.lines if "\n" in value else formats.text
        sheet.write_string(line, place, as_it_comes_back(value), shape)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats.day)
    else:
        sheet.write_number(line, place, value, formats.number)


def as_it_comes_back(text: str) -> str:
    """``text`` in a workbook that people send back: what begins as our guard gets one apostrophe
    more, because one comes off."""
    return legible(f"'{text}" if GUARDED.match(text) else text)


def legible(text: str) -> str:
    """``text`` as a workbook of ours holds it: XML has no place for some characters, and the mark
    for a lost one is refused when it comes back."""
    return _ILLEGAL.sub("\ufffd", text)


_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
