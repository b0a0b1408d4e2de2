"""Sheets to the bytes of a workbook. The same sheets always give the same bytes.

Why: decision 20.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import accumulate

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from nalportal.exchange.writing import MAX_SHEET_CELL, legible
from nalportal.figures import Figure
from nalportal.palette import colour

from .model import Sheet, SheetColumn, Value

Facts = Sequence[tuple[str, str]]

# The colours of the look; a sheet is printed in grey too, so they only support.
_INK_2, _SUNK = colour("ink-2"), colour("sunk-2")
_HEADING = {"bold": True, "font_size": 13}
_HEAD = {"bold": True, "bg_color": _SUNK, "bottom": 2, "bottom_color": _INK_2, "text_wrap": True}
_NOTE = {"font_color": _INK_2}
_TOTAL = {"bold": True, "top": 2, "top_color": _INK_2}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_NUMBER = {"align": "right", "valign": "top"}
_DATE_FORMAT, _COUNT_FORMAT = "d-m-yyyy", "#,##0"
_A4 = 9
# In points: a line, and the highest row that there is.
_LINE, _HIGHEST = 15, 409
# In characters: a note, and what is legible on one page; what is wider goes on beside it.
_NOTE_WIDTH, _PAGE_WIDTH = 110, 260

# A spreadsheet would take a text that begins so for a formula as soon as somebody edits it.
_LIKE_A_FORMULA = re.compile(r"[=+\-@\t\r]")

Look = Mapping[str, object]


class _Writer:
    """Writes sheets into one workbook; each look of a cell is made once."""

    def __init__(self, title: str, on: date) -> None:
        self.buffer = io.BytesIO()
        self.book = Workbook(self.buffer, {"in_memory": True})
        self.title = title
        self.looks: dict[tuple[tuple[str, object], ...], Format] = {}
        # Not the moment of making: equal data give equal bytes.
        made = datetime.combine(on, time(), tzinfo=UTC)
        self.book.set_properties({"title": title, "created": made})

    def content(self) -> bytes:
        """The bytes, after which nothing can be written any more."""
        self.book.close()
        return self.buffer.getvalue()

    def look(self, *parts: Look) -> Format:
        """The format with all of these properties."""
        together = {key: value for part in parts for key, value in part.items()}
        key = tuple(sorted(together.items(), key=lambda item: item[0]))
        if key not in self.looks:
            self.looks[key] = self.book.add_format(together)
        return self.looks[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, printed on its side, with the report in its head."""
        target: Worksheet = self.book.add_worksheet(name[:31])
        target.set_landscape()
        target.set_paper(_A4)
        # "&" begins a code there.
        target.set_header(f"&L{self.title.replace('&', '&&')}")
        target.set_footer(f"&L&A&R{_('Bladzijde')} &P {_('van')} &N")
        return target

    # ------------------------------------------------------------------------ the first one

    def write_facts(self, facts: Facts, sheets: Iterable[Sheet], legend: Facts) -> None:
        """Which report it is, how it reads, and what is on the other sheets."""
        target = self.sheet(_("Uitleg"))
        target.fit_to_pages(1, 0)
        target.set_column(0, 0, 28)
        target.set_column(1, 1, 90)
        row = self._pairs(target, 0, facts, first={"bold": True})
        target.write_string(0, 1, _fits(facts[0][1]), self.look(_HEADING, _WRAPPED))
        row = self._titled(target, row + 1, _("Hoe leest u dit bestand?"), legend)
        named = [(sheet.name, sheet.caption) for sheet in sheets]
        self._titled(target, row + 1, _("Werkbladen"), named)

    def _titled(self, target: Worksheet, row: int, title: str, pairs: Facts) -> int:
        target.write_string(row, 0, title, self.look(_HEADING))
        return self._pairs(target, row + 1, pairs, first={})

    def _pairs(self, target: Worksheet, row: int, pairs: Facts, *, first: Look) -> int:
        for name, text in pairs:
            target.write_string(row, 0, _fits(name), self.look(first, {"valign": "top"}))
            target.write_string(row, 1, _fits(text), self.look(_WRAPPED))
            _set_height(target, row, [(text, 90)])
            row += 1
        return row

    # -------------------------------------------------------------------------- the others

    def write(self, sheet: Sheet) -> None:
        """The caption, the headings that stay in sight, the rows, and the notes under them."""
        target = self.sheet(sheet.name)
        target.freeze_panes(2, 1)
        target.repeat_rows(0, 1)
        # In sight, since a sheet is copied or passed on without the others.
        caption = f"{sheet.caption} · {self.title}"
        target.write_string(0, 0, _fits(caption), self.look(_HEADING))
        self._headings(target, sheet.columns)
        widths = [column.width for column in sheet.columns]
        _fit_pages(target, widths)
        if sheet.rows:
            target.autofilter(1, 0, len(sheet.rows) + 1, len(sheet.columns) - 1)
        for place, row in enumerate(sheet.rows, 2):
            last = sheet.has_total and place == len(sheet.rows) + 1
            for column, value in enumerate(row):
                self._cell(target, place, column, value, _TOTAL if last else {})
            _set_height(target, place, zip(row, widths, strict=True))
        for place, note in enumerate(sheet.notes, len(sheet.rows) + 3):
            self._note(target, place, note, widths)

    def _note(self, target: Worksheet, place: int, note: str, widths: Sequence[int]) -> None:
        """A note over as many columns as make its lines long: on one it would widen the print."""
        wholes = accumulate(widths)
        columns, wide = next(
            (found for found in enumerate(wholes, 1) if found[1] >= _NOTE_WIDTH),
            (len(widths), sum(widths)),
        )
        look = self.look(_NOTE, _WRAPPED)
        if columns > 1:
            target.merge_range(place, 0, place, columns - 1, "", look)
        target.write_string(place, 0, _fits(note), look)
        _set_height(target, place, [(note, wide)])

    def _headings(self, target: Worksheet, columns: Sequence[SheetColumn]) -> None:
        for place, column in enumerate(columns):
            target.set_column(place, place, column.width)
            target.write_string(1, place, _fits(column.title), self.look(_HEAD, _WRAPPED))
        _set_height(target, 1, [(column.title, column.width - 1) for column in columns])

    def _cell(self, target: Worksheet, row: int, column: int, value: Value, more: Look) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Figure):
            self._figure(target, row, column, value, more)
        elif isinstance(value, date):
            day = self.look(_NUMBER, {"num_format": _DATE_FORMAT}, more)
            target.write_datetime(row, column, datetime.combine(value, time()), day)
        elif isinstance(value, int):
            look = self.look(_NUMBER, {"num_format": _COUNT_FORMAT}, more)
            target.write_number(row, column, value, look)
        else:
            quoted = {"quote_prefix": True} if _LIKE_A_FORMULA.match(value) else {}
            target.write_string(row, column, _fits(value), self.look(_WRAPPED, quoted, more))

    def _figure(self, target: Worksheet, row: int, column: int, figure: Figure, more: Look) -> None:
        """A real number that reads as on page and paper, or the word that stands there instead."""
        if figure.value is None:
            target.write_string(row, column, str(figure), self.look(_NUMBER, more))
            return
        look = self.look(_NUMBER, {"num_format": number_format(figure)}, more)
        number = figure.value / 100 if figure.unit == "%" else figure.value
        target.write_number(row, column, float(number), look)


def _set_height(target: Worksheet, row: int, cells: Iterable[tuple[Value, int]]) -> None:
    """As high as its texts are: LibreOffice 7.4 cuts off what goes on on the next line.

    ``cells``: each value with the width of its column.
    """
    texts = ((value, width) for value, width in cells if isinstance(value, str))
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        target.set_row(row, min(_HIGHEST, _LINE * lines))


def _lines(text: str, width: int) -> int:
    return sum(-(-max(len(line), 1) // width) for line in text.splitlines())


def _fit_pages(target: Worksheet, widths: Sequence[int]) -> None:
    """As wide as a page; what would be too small then goes on beside it, with its first columns."""
    pages = -(-sum(widths) // _PAGE_WIDTH)
    target.fit_to_pages(pages, 0)
    if pages > 1:
        target.repeat_columns(0, 2)


def workbook(facts: Facts, sheets: Iterable[Sheet], legend: Facts, on: date) -> bytes:
    """A workbook dated ``on``, with the facts and how it reads on its first sheet."""
    sheets = tuple(sheets)
    writer = _Writer(facts[0][1], on)
    writer.write_facts(facts, sheets, legend)
    for sheet in sheets:
        writer.write(sheet)
    return writer.content()


def number_format(figure: Figure) -> str:
    """How a spreadsheet shows a number: ``ten minste 1.511``, ``92,5 %``.

    A share is a fraction, which the sign shows times a hundred.
    """
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    before = f'"{figure.affix} "' if figure.affix else ""
    after = '"\u00a0"%' if figure.unit == "%" else ""
    return f"{before}{digits}{after}"


def _fits(text: str) -> str:
    """A cell holds so much and no more; what is lost says so. No field of ours is so long."""
    text = legible(text)
    if len(text) <= MAX_SHEET_CELL:
        return text
    mark = _(" … (ingekort, zie het JSON-bestand)")
    return text[: MAX_SHEET_CELL - len(mark)] + mark
