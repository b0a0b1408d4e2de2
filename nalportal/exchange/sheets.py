"""The first sheet of an XLSX workbook, from a stranger: values only, within limits."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from .faults import Fault, FaultyFile

Box = tuple[int, int, int, int]  # left, top, right, bottom

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PARTS = 1_000
MAX_COLUMNS = 100  # no file of ours has more than 20; one column more shows that it is too many


def read_sheet(
    file: str,
    content: bytes,
    max_rows: int,
    max_columns: int = MAX_COLUMNS,
    *,
    find_table: bool = False,
    own: str = "",
) -> list[tuple[int, tuple[str, ...]]]:
    """The row numbers and cells of the first sheet, as text; reading stops after ``max_rows``.
    With ``find_table`` of the one with most rows of several cells: a cover, a list of contents or
    an explanation has fewer than what it is about.
    ``own`` is the title of the sheet in a workbook of ours: people add sheets to it, and what
    cannot be read in it is marked where it stands (:data:`FORMULA`, :data:`MERGED`).

    Raises :class:`FaultyFile` for what is no workbook, for one that unpacks to more than
    ``MAX_UNPACKED_BYTES``, and (unless it is ``own``) for cells with a formula or an error: which
    value they had depends on the program that last opened them. All such cells are listed.
    """
    try:
        refuse_bomb(file, content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = book.worksheets
        if own:
            sheets = [sheet for sheet in sheets if sheet.title.casefold() not in _BESIDE] or sheets
            sheets.sort(key=lambda sheet: sheet.title.casefold() != own)

        def read(one: Any) -> tuple[Any, list[tuple[int, list[Any]]]]:
            # The size that a sheet claims is whatever its maker wrote there.
            one.reset_dimensions()
            return one, list(_rows(one.iter_rows(max_row=max_rows + 1, max_col=max_columns + 1)))

        # One after another, so that no more than two are held at once.
        asked = map(read, sheets if find_table else sheets[:1])
        sheet, rows = max(asked, key=lambda found: length_of_table(map(_filled, found[1])))
        hidden = _merged(content, sheet) if own else ()
        others = [one for one in sheets if one is not sheet] if own or find_table else []
        twins = [other.title for other in others if _head(other) == _head(sheet)]
    except BROKEN:
        raise FaultyFile([Fault(file, None, "", "", _("een leesbare werkmap (.xlsx)"))]) from None
    if twins:
        raise more_tables(file, [sheet.title, *twins])
    if own:
        return [(line, tuple(_own_texts(line, cells, hidden))) for line, cells in rows]
    headers = rows[0][1] if rows else ()
    faults = [
        Fault(file, line, _heading(headers, place), _shown(cell), _("een waarde, geen formule"))
        for line, cells in rows
        for place, cell in enumerate(cells)
        if cell.data_type in {"f", "e"}
    ]
    if faults:
        raise FaultyFile(faults)
    return [
        (line, tuple(map(_as_shown if at == 0 else _value, cells)))
        for at, (line, cells) in enumerate(rows)
    ]


def more_tables(file: str, sheets: list[str]) -> FaultyFile:
    """Which of the sheets is meant, nobody can tell."""
    expected = _("één blad met deze kolommen; haal weg wat een kopie is, of bewaar het apart")
    return FaultyFile([Fault(file, None, "", ", ".join(sheets), expected)])


# Sheets of ours beside the one that is read.
_BESIDE = ("uitleg", "keuzelijsten")


def _head(sheet: Any) -> tuple[Any, ...]:
    """The first row with several cells, of those in which a heading may stand."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=12, max_col=MAX_COLUMNS, values_only=True)
    found = (tuple(filter(None, cells)) for cells in rows)
    return next((cells for cells in found if len(cells) > 1), (sheet.title,))


# Before what is no text, so that the check knows: no cell may have the first of these characters.
FORMULA, MERGED = "\uffff=", "\uffff+"


def _own_texts(line: int, cells: list[Any], hidden: Iterable[Box]) -> Iterator[str]:
    covered = {
        column
        for (left, top, right, bottom) in hidden
        if top <= line <= bottom
        for column in range(left, min(right, len(cells)) + 1)
        if (column, line) != (left, top)
    }
    for column, cell in enumerate(cells, 1):
        if cell.data_type in {"f", "e"}:
            yield FORMULA + _shown(cell)
        elif column in covered:
            yield MERGED
        else:
            yield _as_shown(cell)


def _merged(content: bytes, sheet: Any) -> list[Box]:
    """The cells that were merged: openpyxl tells of them only where it reads the whole sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(sheet._worksheet_path.lstrip("/"))
    found = [range_boundaries(ref.decode()) for ref in _MERGE.findall(text)[:MAX_PARTS]]
    return [box for box in found if None not in box]


_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')


# What zipfile, the XML parser and openpyxl raise over a file that is damaged or made up.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # encrypted, or packed in a way that zipfile does not know
    SyntaxError,  # the XML parsers, both that of Python and lxml's
    TypeError,
    ValueError,
)


def refuse_bomb(file: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    # zipfile never unpacks a part further than the size it declares, so the sum is a bound.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        size = MAX_UNPACKED_BYTES // 1024 // 1024
        expected = _("een werkmap die uitgepakt ten hoogste %(size)s MB is") % {"size": size}
        raise FaultyFile([Fault(file, None, "", "", expected)])


def _rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows with something in them, cut off after their last filled cell but one heading wide."""
    width = 0
    for line, cells in enumerate(rows, 1):
        filled = max((at for at, cell in enumerate(cells, 1) if cell.value is not None), default=0)
        if not filled:
            continue
        width = width or filled
        row = list(cells[: max(filled, width)])
        # Read-only sheets leave out the empty cells at the end of a row.
        yield line, row + [_EMPTY] * (width - len(row))


def _filled(row: tuple[int, list[Any]]) -> list[bool]:
    return [cell.value is not None for cell in row[1]]


def length_of_table(rows: Iterable[Sequence[object]]) -> tuple[int, int]:
    """How many rows of a sheet have several cells that are filled, as those of a table; where none
    has, how many there are."""
    filled = [sum(map(bool, cells)) for cells in rows]
    return sum(count > 1 for count in filled), len(filled)


class _EmptyCell:
    value = None
    data_type = "n"


_EMPTY = _EmptyCell()


def _heading(headers: list[Any] | tuple[()], place: int) -> str:
    return text_of(headers[place].value) if place < len(headers) else ""


def _shown(cell: Any) -> str:
    return str(getattr(cell.value, "text", cell.value))[:40]


def _value(cell: Any) -> str:
    """What a cell has; of a share what the sheet shows of it: 12,5 of 12,5%."""
    value = cell.value
    if isinstance(value, float | int) and "%" in _FORMAT_MARKS.sub("", cell.number_format or ""):
        value = percent(float(value))
    return text_of(value)


def percent(share: float) -> float:
    """What a sheet shows of a share: 12,5 of 0,125."""
    return float(Decimal(repr(share)) * 100)


def _as_shown(cell: Any) -> str:
    """A cell as the sheet shows it: a day that is formatted as a month or year is one.

    Who types mrt-27 sees that, and means that month. In a file that a publisher made only the
    headings are read so: elsewhere the day itself counts.
    """
    if not isinstance(cell.value, date):
        return _value(cell)
    marks = _FORMAT_MARKS.sub("", cell.number_format).lower()
    if "d" in marks or "y" not in marks:
        return text_of(cell.value)
    return f"{cell.value:%Y-%m}" if "m" in marks else f"{cell.value:%Y}"


# What of a format is no mark of a date: the language, and text in quotes.
_FORMAT_MARKS = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')


def text_of(value: Any) -> str:
    """The value as it would stand in our CSV: ja, 3, 0,5, 2020-12-31.

    With a comma: 3.125 written with a point could be three thousand, and is refused for that.
    """
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case float():
            return f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)
