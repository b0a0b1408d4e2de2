"""Workbooks that openpyxl does not read, from a stranger: old ones of Excel (.xls) and open
documents (.ods), of which the sheet with the longest table, as of a new one (:mod:`.sheets`).

Of .xls calamine tells the values alone: a cell with an error reads as an empty one, and a share as
the fraction that it is.
"""

import io
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from .faults import Fault, FaultyFile
from .sheets import BROKEN, length_of_table, more_tables, percent, refuse_bomb, text_of

Rows = list[tuple[int, tuple[str, ...]]]


def read_old_sheet(file: str, content: bytes, max_rows: int, max_columns: int) -> Rows:
    """The row numbers and cells of an .xls; raises :class:`FaultyFile` for what is none."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except CalamineError:
        expected = _("een werkmap van Excel die te openen is (.xls)")
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            expected = _("een werkmap; dit is een webpagina die .xls heet: sla haar op als .xlsx")
        raise FaultyFile([Fault(file, None, "", "", expected)]) from None
    return _longest(
        file,
        {
            name: [
                (at, tuple(map(text_of, row[: max_columns + 1])))
                for at, row in enumerate(rows[: max_rows + 1], 1)
            ]
            for name, rows in sheets.items()
        },
    )


def read_open_document(file: str, content: bytes, max_rows: int, max_columns: int) -> Rows:
    """The row numbers and cells of an .ods; raises :class:`FaultyFile` for what is none."""
    try:
        refuse_bomb(file, content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as part:
            tables = etree.iterparse(part, tag="{*}table", resolve_entities=False, no_network=True)
            found: dict[str, Rows] = {}
            for _event, table in tables:
                # All sheets together: what each may have at most, a thousand of them may not.
                name, left = _told(table, "name"), max_rows + 1 - sum(map(len, found.values()))
                found[name] = _rows(table, left, max_columns)
    except BROKEN:
        raise FaultyFile([Fault(file, None, "", "", _("een leesbare werkmap (.ods)"))]) from None
    all_rows = [row for rows in found.values() for row in rows]
    return all_rows if len(all_rows) > max_rows else _longest(file, found)


def _longest(file: str, sheets: dict[str, Rows]) -> Rows:
    def length(name: str) -> tuple[int, int]:
        return length_of_table(cells for _line, cells in sheets[name])

    name = max(sheets, key=length, default="")
    head = _head(sheets.get(name, []))
    twins = [other for other, rows in sheets.items() if other != name and _head(rows) == head]
    if head and twins:
        raise more_tables(file, [name, *twins])
    return sheets.get(name, [])


def _head(rows: Rows) -> tuple[str, ...]:
    """The first row with several cells."""
    found = (tuple(filter(None, cells)) for _line, cells in rows)
    return next((cells for cells in found if len(cells) > 1), ())


def _rows(table: etree._Element, most: int, max_columns: int) -> Rows:
    """At most so many rows with something in them. A row or cell that stands there often is written
    once, with how often: what that says is believed no further than the limits."""
    found: Rows = []
    line = 0
    for row in table.iter("{*}table-row"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            times = min(_repeated(cell, "columns"), max_columns + 1 - len(cells))
            cells += [_text(cell)] * times
        times = _repeated(row, "rows")
        if any(cells):
            row_cells = tuple(cells)
            times_read = min(times, most - len(found))
            found += [(line + at, row_cells) for at in range(1, times_read + 1)]
        line += times
    table.clear()
    return found


def _repeated(element: etree._Element, what: str) -> int:
    return int(_told(element, f"number-{what}-repeated") or 1)


def _told(element: etree._Element, name: str) -> str:
    """An attribute, whatever the space of its name."""
    found = (text for key, text in element.items() if etree.QName(key).localname == name)
    return next(found, "")


def _text(cell: etree._Element) -> str:
    """A number as it is, a share as it is shown, a day as one; else the text in it."""
    kind, value = _told(cell, "value-type"), _told(cell, "value")
    if value and kind in ("float", "currency", "percentage"):
        return text_of(percent(float(value)) if kind == "percentage" else float(value))
    if kind == "date":
        return _told(cell, "date-value").removesuffix("T00:00:00")
    lines = ("".join(_pieces(part)) for part in cell.iterchildren("{*}p"))
    return "\n".join(lines)


def _pieces(part: etree._Element) -> Iterator[str]:
    """The text of a paragraph; blanks that follow another are written as marks of their own."""
    for element in part.iter():
        yield " " if etree.QName(element).localname == "s" else element.text or ""
        yield element.tail or "" if element is not part else ""
