"""A crosstab of a Swing site, as the Klimaatmonitor gives it, to the table that :mod:`.cbs` reads.

A line with the title, the area and the year; heads under an empty corner, subjects or years; a row
per area; after an empty line the unit and the source. Old workbooks (.xls) are what such a site
gives first; openpyxl does not read those. A cell with an error in them reads as an empty one,
as calamine has it, and that is told as a row that gave no figure; in a new workbook it is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import pairwise, takewhile
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from nalportal.dutch import bare_number
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import Line, Table, refuse_larger, refuse_longer, tidied

from .areas import CODE, Areas
from .cbs import UNKNOWN
from .files import FIGURE_LIMITS
from .layouts import AREAS, PERIODS, table_of
from .periods import is_period

LACKING = "?"
# Under the rows, where no empty line parts them.
UNDER = ("Eenheid", "Bron", "Speciale waarden")
# The CSV form has points between thousands and a comma before decimals.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?|-?[0-9]+,[0-9]+")
# Where a point is before decimals, nobody can tell what 1.511 is elsewhere in the file.
_DECIMAL_POINT = re.compile(r"-?[0-9]+\.[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def is_crosstab(lines: Sequence[Line]) -> bool:
    """Whether these are the lines of such a site: under the rows stand its names, with a value."""
    return any(line.cells[0].rstrip(":") in UNDER and any(line.cells[1:]) for line in lines)


def crosstab(file: str, lines: Sequence[Line], areas: Areas, *, adds_parts: bool = False) -> Table:
    """The lines as a table; raises :class:`FaultyFile` when they are no such crosstab.

    ``adds_parts``: where the rows are parts of one municipality (districts), which it says above
    them, they become one row of that, added up.
    """
    at = next((at for at, line in enumerate(lines) if _is_head(line)), None)
    rows = list(takewhile(_is_row, lines[at + 1 :])) if at is not None else []
    if at is None or not rows:
        expected = _("een kruistabel: koppen naast een lege hoek, en een regel per gebied")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    width = max(place for place, text in enumerate(lines[at].cells) if text) + 1
    cut = [replace(line, cells=_padded(line.cells, width)) for line in (lines[at], *rows)]
    head = replace(cut[0], cells=(AREAS, *cut[0].cells[1:]))
    # A number in a workbook has its own point, before its decimals.
    is_csv = file.lower().endswith(".csv")
    if is_csv and (faults := [*_decimal_points(file, cut[1:])]):
        raise FaultyFile(faults)
    figure = _figure_of_csv if is_csv else _figure
    found = [replace(row, cells=(row.cells[0], *map(figure, row.cells[1:]))) for row in cut[1:]]
    if adds_parts:
        found = [_added_up(file, found, _code_above(lines[:at]))]
    if not any(map(is_period, head.cells)) and (year := _year(lines[:at])):
        head = replace(head, cells=(*head.cells, PERIODS))
        found = [replace(row, cells=(*row.cells, year)) for row in found]
        table = Table(file, head.cells, tuple(found))
    else:
        table = table_of(file, [head, *found], areas)
    title = next(filter(None, lines[0].cells)) if at else ""
    return replace(table, title=title, unit=_unit(lines))


def _unit(lines: Iterable[Line]) -> str:
    named = (line.cells[1] for line in lines if line.cells[0].rstrip(":") == UNDER[0])
    return next(named, "")


def _code_above(titles: Iterable[Line]) -> str:
    """The code of the municipality that a table is about, in two cells: GM and 0164."""
    for line in titles:
        for kind, number in pairwise(line.cells):
            if kind == "GM" and CODE.fullmatch(kind + number):
                return kind + number
    return ""


def _added_up(file: str, rows: Sequence[Line], code: str) -> Line:
    """One row of the municipality with this code; what is not known of one part, is not known."""
    if not code:
        expected = _("een gemeente boven de tabel (GM en haar nummer), om wijken op te tellen")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    columns = zip(*(row.cells[1:] for row in rows), strict=True)
    return Line(rows[0].number, (code, *map(_sum, columns)))


def _sum(cells: Sequence[str]) -> str:
    try:
        return f"{sum(map(Decimal, cells)):f}"
    except InvalidOperation:
        return UNKNOWN


def _is_head(line: Line) -> bool:
    return not line.cells[0] and any(line.cells)


def _is_row(line: Line) -> bool:
    return bool(line.cells[0]) and line.cells[0].rstrip(":") not in UNDER


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _more in range(width - len(cells))))


def _figure(text: str) -> str:
    return UNKNOWN if text == LACKING else text


def _decimal_points(file: str, rows: Iterable[Line]) -> Iterator[Fault]:
    expected = _("een komma voor decimalen; een punt staat hier tussen duizendtallen")
    for row in rows:
        for text in map(bare_number, row.cells[1:]):
            if _DECIMAL_POINT.fullmatch(text) and not _THOUSANDS.fullmatch(text):
                yield Fault(file, row.number, "", text, expected)


def _figure_of_csv(text: str) -> str:
    found = _figure(bare_number(text))
    return found.replace(".", "").replace(",", ".") if _THOUSANDS.fullmatch(found) else found


def _year(titles: Iterable[Line]) -> str:
    """The year above a table without years among its heads; it has a cell of its own."""
    cells = (cell for line in titles for cell in line.cells)
    return next((cell for cell in cells if _YEAR.fullmatch(cell)), "")


def xls_lines(file: str, content: bytes) -> list[Line]:
    """The lines of an old workbook (.xls) that have anything in them."""
    refuse_larger(file, content, FIGURE_LIMITS.size)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = map(book.get_sheet_by_name, book.sheet_names)
        # A cover or an explanation is shorter than what it is about.
        rows = max((sheet.to_python(skip_empty_area=False) for sheet in sheets), key=len)
    except CalamineError as error:
        expected = _("een werkmap van Excel die te openen is (.xls)")
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            expected = _("een werkmap; dit is een webpagina die .xls heet: sla haar op als .xlsx")
        raise FaultyFile([Fault(file, None, "", "", expected)]) from error
    refuse_longer(file, len(rows), FIGURE_LIMITS.sheet_rows)
    found = (Line(at, tuple(map(_text, row))) for at, row in enumerate(rows, 1))
    lines = [line for line in found if any(line.cells)]
    if not lines:
        expected = _("een eerste blad met iets erop")
        raise FaultyFile([Fault(file, None, "", "", expected)])
    return lines


def _text(value: Any) -> str:
    """A cell as the sheet shows it: whole numbers have no decimals there."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return tidied(str(value))
