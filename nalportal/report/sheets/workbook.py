"""Sheets to the bytes of a workbook. The same sheets always give the same bytes.

Why: decision 20.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from nalportal.exchange.writing import MAX_SHEET_CELL, legible
from nalportal.figures import Figure
from nalportal.palette import colour

from .model import Column, Sheet, Value

Facts = Sequence[tuple[str, str]]

# The colours of the look; a sheet is printed in grey too, so they only support.
_INK_2, _SUNK = (f"FF{colour(token)[1:].upper()}" for token in ("ink-2", "sunk-2"))
_BOLD = Font(bold=True)
_HEADING = Font(bold=True, size=13)
_NOTE = Font(color=_INK_2)
_HEAD_FILL = PatternFill("solid", fgColor=_SUNK)
_UNDER_HEAD = Border(bottom=Side(style="medium", color=_INK_2))
_ABOVE_TOTAL = Border(top=Side(style="medium", color=_INK_2))
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FIGURE = Alignment(horizontal="right", vertical="top")
_DATE_FORMAT = "d-m-yyyy"

# A spreadsheet would take a text that begins so for a formula as soon as somebody edits it.
_LIKE_A_FORMULA = re.compile(r"[=+\-@\t\r]")

# Zip files cannot hold an earlier moment.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook(facts: Facts, sheets: Iterable[Sheet], on: date) -> bytes:
    """A workbook with the facts on its first sheet, dated ``on``."""
    book = Workbook(write_only=True)
    sheets = tuple(sheets)
    _write_facts(book.create_sheet(_("Over dit bestand")), facts, sheets)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name[:31]), sheet, of=facts[0][1])
    for target in book.worksheets:
        # A sheet that is printed by itself says which report it is of. "&" begins a code there.
        target.oddHeader.left.text = facts[0][1].replace("&", "&&")
    book.properties.title = facts[0][1]
    book.properties.creator = ""
    buffer = io.BytesIO()
    book.save(buffer)
    return _dated(buffer.getvalue(), on)


def _dated(content: bytes, on: date) -> bytes:
    """A workbook without the moment at which it was made, so that equal data give equal bytes."""
    moment = f"{on.isoformat()}T00:00:00Z".encode()
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + moment, part)
            kept.writestr(zipfile.ZipInfo(name, _NO_MOMENT), part, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _write_facts(target: Any, facts: Facts, sheets: Iterable[Sheet]) -> None:
    target.column_dimensions["A"].width = 28
    target.column_dimensions["B"].width = 90
    for place, (term, text) in enumerate(facts):
        cells = [text_cell(target, term), text_cell(target, _fits(text))]
        cells[0].font = _BOLD
        cells[1].font = _HEADING if place == 0 else Font()
        cells[1].alignment = _WRAPPED
        target.append(cells)
    target.append([])
    target.append(_texts(target, [_("Werkbladen")], font=_HEADING))
    for sheet in sheets:
        target.append(_texts(target, [sheet.name, sheet.caption]))


def _write(target: Any, sheet: Sheet, of: str) -> None:
    """The caption with the report that it is of, the headings that stay in sight, the rows, and
    the notes under them."""
    target.freeze_panes = "B3"
    for place, column in enumerate(sheet.columns, 1):
        target.column_dimensions[get_column_letter(place)].width = column.width
    if sheet.rows:
        last = get_column_letter(len(sheet.columns))
        target.auto_filter.ref = f"A2:{last}{len(sheet.rows) + 2}"
    # In sight, since a sheet is copied or passed on without the others.
    target.append(_texts(target, [f"{sheet.caption} · {of}"], font=_HEADING))
    target.append(_headings(target, sheet.columns))
    for place, row in enumerate(sheet.rows, 1):
        cells = [_cell(target, value) for value in row]
        if sheet.has_total and place == len(sheet.rows):
            for cell in filter(None, cells):
                cell.font, cell.border = _BOLD, _ABOVE_TOTAL
        target.append(cells)
    if sheet.notes:
        target.append([])
    for note in sheet.notes:
        target.append(_texts(target, [note], font=_NOTE))


def _headings(target: Any, columns: Iterable[Column]) -> list[Any]:
    cells = _texts(target, [column.title for column in columns], font=_BOLD)
    for cell in cells:
        cell.fill, cell.border, cell.alignment = _HEAD_FILL, _UNDER_HEAD, _WRAPPED
    return cells


def _texts(target: Any, texts: Iterable[str], font: Font | None = None) -> list[Any]:
    cells = [text_cell(target, _fits(text)) for text in texts]
    for cell in cells:
        cell.font = font or Font()
    return cells


def _cell(target: Any, value: Value) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, Figure):
        return _figure(target, value)
    if isinstance(value, date):
        cell = WriteOnlyCell(target, value)
        cell.number_format, cell.alignment = _DATE_FORMAT, _FIGURE
        return cell
    if isinstance(value, int):
        cell = WriteOnlyCell(target, value)
        cell.number_format, cell.alignment = "#,##0", _FIGURE
        return cell
    cell = text_cell(target, _fits(value))
    cell.alignment = _WRAPPED
    cell.quotePrefix = bool(_LIKE_A_FORMULA.match(value))
    return cell


def _figure(target: Any, figure: Figure) -> Any:
    """A real number that reads as on page and paper, or the word that stands there instead."""
    if figure.value is None:
        cell = text_cell(target, str(figure))
    else:
        cell = WriteOnlyCell(target, figure.value)
        cell.number_format = number_format(figure)
    cell.alignment = _FIGURE
    return cell


def number_format(figure: Figure) -> str:
    """How a spreadsheet shows a number: ``ten minste 1.511``, ``92,5 %``."""
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    before = f'"{figure.affix} "' if figure.affix else ""
    # The number is that of the report, so the sign behind it is text: Excel would multiply.
    after = '"\u00a0%"' if figure.unit == "%" else ""
    return f"{before}{digits}{after}"


def _fits(text: str) -> str:
    """A cell holds so much and no more; what is lost says so. No field of ours is so long."""
    if len(text) <= MAX_SHEET_CELL:
        return text
    mark = _(" … (ingekort, zie het JSON-bestand)")
    return text[: MAX_SHEET_CELL - len(mark)] + mark


def text_cell(sheet: Any, value: str) -> Any:
    """A cell of text, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    cell.value = legible(value)
    cell.data_type = "s"
    return cell
