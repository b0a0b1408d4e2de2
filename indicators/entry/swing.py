"""A crosstab of a Swing site, as the Klimaatmonitor gives it, to the table that :mod:`.cbs` reads.

A line with the title, the area and the year; heads under an empty corner, subjects or years; a row
per area; after an empty line the unit and the source. Old workbooks (.xls) are what such a site
gives first; openpyxl does not read those. A cell with an error reads as an empty one, as calamine
has it, and that is told as a row that gave no figure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import Line, Table, read_lines

from .areas import Areas
from .cbs import UNKNOWN
from .files import FIGURE_LIMITS
from .layouts import AREAS, PERIODS, table_of
from .periods import is_period

LACKING = "?"
# Under the rows, where no empty line parts them.
UNDER = ("Eenheid", "Bron", "Speciale waarden")
# The CSV form has points between thousands and a comma before decimals.
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|-?[0-9]+,[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def swing_table(file: str, content: bytes, areas: Areas) -> Table:
    """The file as a table; raises :class:`FaultyFile` when it is no such crosstab."""
    lines = _xls_lines(file, content) if file.lower().endswith(".xls") else None
    if lines is None:
        lines = read_lines(file, content, is_published=True, limits=FIGURE_LIMITS)
    at = next((at for at, line in enumerate(lines) if _is_head(line)), None)
    rows = list(takewhile(_is_row, lines[at + 1 :])) if at is not None else []
    if at is None or not rows:
        expected = _("een kruistabel: koppen naast een lege hoek, en een regel per gebied")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    width = max(place for place, text in enumerate(lines[at].cells) if text) + 1
    cut = [replace(line, cells=_padded(line.cells, width)) for line in (lines[at], *rows)]
    head = replace(cut[0], cells=(AREAS, *cut[0].cells[1:]))
    found = [replace(row, cells=(row.cells[0], *map(_figure, row.cells[1:]))) for row in cut[1:]]
    if not any(map(is_period, head.cells)) and (year := _year(lines[:at])):
        head = replace(head, cells=(*head.cells, PERIODS))
        found = [replace(row, cells=(*row.cells, year)) for row in found]
        return Table(file, head.cells, tuple(found))
    return table_of(file, [head, *found], areas)


def _is_head(line: Line) -> bool:
    return not line.cells[0] and any(line.cells)


def _is_row(line: Line) -> bool:
    return bool(line.cells[0]) and line.cells[0].rstrip(":") not in UNDER


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _more in range(width - len(cells))))


def _figure(text: str) -> str:
    if text == LACKING:
        return UNKNOWN
    return text.replace(".", "").replace(",", ".") if _THOUSANDS.fullmatch(text) else text


def _year(titles: Iterable[Line]) -> str:
    """The year above a table without years among its heads; it has a cell of its own."""
    cells = (cell for line in titles for cell in line.cells)
    return next((cell for cell in cells if _YEAR.fullmatch(cell)), "")


def _xls_lines(file: str, content: bytes) -> list[Line]:
    try:
        sheets = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = sheets.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        expected = _("een werkmap van Excel die te openen is (.xls)")
        raise FaultyFile([Fault(file, None, "", "", expected)]) from error
    if len(rows) > FIGURE_LIMITS.sheet_rows or len(content) > FIGURE_LIMITS.size:
        expected = _("ten hoogste %(count)s regels") % {"count": FIGURE_LIMITS.sheet_rows}
        raise FaultyFile([Fault(file, None, "", "", expected)])
    lines = (Line(at, tuple(map(_text, row))) for at, row in enumerate(rows, 1))
    return [line for line in lines if line.cells]


def _text(value: Any) -> str:
    """A cell as the sheet shows it: whole numbers have no decimals there."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
