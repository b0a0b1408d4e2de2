"""Files as people have them: CSV of any common make, or a sheet of a workbook, to rows of text."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from django.utils.translation import gettext as _

from nalportal.dutch import alternatives, number
from nalportal.prose import bare_ends

from .faults import Fault, FaultyFile
from .other_workbooks import read_old_sheet, read_open_document
from .sheets import MAX_COLUMNS, read_sheet

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
# What the largest of roads takes (see `Limits`).
MAX_CELL_BYTES = 32 * 1024 * 1024
DELIMITERS = ",;\t"

# The module of the standard library stops reading at a large cell, without saying which column
# it is in. The size of a whole file is bounded, so a cell may be as large as the file.
csv.field_size_limit(MAX_CELL_BYTES)

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# Days as 23/9/2021, and the two numbers in front.
_SLASHED = re.compile(r"(?<![\w/])(\d\d?)/(\d\d?)/\d{4}(?![\w/])", re.ASCII)
# What a spreadsheet would run as a formula; `writing` puts an apostrophe before it in a CSV, which
# stays when an office saves that as a workbook.
GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class Limits:
    """How large a file may be. The defaults are for what people keep by hand.

    ``rows`` counts those of a CSV; a workbook of as many rows takes several times the memory and
    keeps the limit of ``sheet_rows``. A road that needs more says why, where it asks for more.
    """

    size: int = MAX_FILE_BYTES
    rows: int = MAX_ROWS
    sheet_rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: where it begins and its cells, stripped, as they stand."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_row(self) -> bool:
        """Titles, notes and the source of a publisher fill one cell, or all cells alike."""
        return len(set(filter(None, self.cells))) > 1


@dataclass(frozen=True)
class Table:
    """A file as text, before anything was checked.

    Rows may be shorter or longer than the heading, which a ``tablib.Dataset`` refuses without
    a line number; :func:`.check.check_table` makes the data set of the rows that fit.
    ``unread`` are the headings of columns that people added: nobody reads those. ``asked`` has
    every column of the file: its heading, what is in it, and what it was taken for. ``title``
    and ``unit`` are what a publisher says above or under the table.
    """

    file: str
    headers: tuple[str, ...]
    rows: tuple[Line, ...]
    unread: tuple[str, ...] = ()
    asked: tuple[tuple[str, str, str], ...] = ()
    title: str = ""
    unit: str = ""


def read_table(
    file: str, content: bytes, *, only_utf8: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Table:
    """The rows of a CSV file or of the first sheet of an XLSX workbook.

    ``file`` is the name as the reader knows it; its ending decides how ``content`` is read.
    A CSV in Windows-1252, as a Dutch Excel saves it, is recognised, unless ``only_utf8``. Bytes
    that fit no encoding are kept (as lone surrogates), so that the check can name their cell.

    Raises :class:`FaultyFile` when no rows can be made of it: too large, empty, no CSV or XLSX,
    a broken workbook, a quote that is never closed.
    """
    lines = read_lines(file, content, only_utf8=only_utf8, limits=limits)
    return Table(file, lines[0].cells, tuple(lines[1:]))


def own_table(file: str, lines: list[Line], knows: Callable[[str], str]) -> Table:
    """The table in a file of ours as people kept it, under any titles, without their own columns.

    ``knows`` gives our name of a heading, and nothing for one that is theirs. Where no line has
    two of ours, the first is the heading as it stands.
    """
    known = ([knows(cell) for cell in line.cells] for line in lines[:_TITLES])
    at = next((at for at, heads in enumerate(known) if sum(map(bool, heads)) > 1), 0)
    names = [knows(cell) for cell in lines[at].cells]
    asked = tuple(_asked(lines[at:], names))
    if not any(names):
        return Table(file, lines[0].cells, tuple(lines[1:]), (), asked)
    places = [place for place, name in enumerate(names) if name]
    unread = tuple(heading for heading, _sample, name in asked if not name)
    rows = [_only(line, places, len(names), is_sheet=file.endswith(".xlsx")) for line in lines]
    heads = tuple(name for name in names if name)
    return Table(file, heads, tuple(row for row in rows[at + 1 :] if any(row.cells)), unread, asked)


def refuse_larger(file: str, content: bytes, limit: int) -> None:
    """Raise :class:`FaultyFile` for more bytes than the road of this file takes."""
    if len(content) > limit:
        expected = _("een bestand van ten hoogste %(size)s MB") % {"size": limit // 1024 // 1024}
        raise _refusal(file, expected)


def refuse_longer(file: str, rows: int, limit: int) -> None:
    """Raise :class:`FaultyFile` for more rows than the road of this file takes."""
    if rows > limit:
        expected = _("ten hoogste %(count)s regels") % {"count": number(limit)}
        raise FaultyFile([Fault(file, None, "", number(rows), expected)])


def _asked(lines: list[Line], names: list[str]) -> Iterator[tuple[str, str, str]]:
    """The columns that have a heading: that, the first cells under it, and our name for it."""
    for place, (heading, name) in enumerate(zip(lines[0].cells, names, strict=True)):
        cells = (line.cells[place] for line in lines[1:_TITLES] if place < len(line.cells))
        if heading:
            yield heading, ", ".join(f"“{cell[:20]}”" for cell in cells if cell)[:70], name


def _only(line: Line, places: list[int], width: int, *, is_sheet: bool) -> Line:
    """The cells of these places; a line of a CSV that is not as wide as the heading stays so, for
    the check to find: a mark in it may part what belongs together."""
    if len(line.cells) != width and not is_sheet:
        return line
    cells = (*line.cells, *[""] * width)
    return Line(line.number, tuple(cells[place] for place in places))


def read_lines(
    file: str,
    content: bytes,
    *,
    only_utf8: bool = False,
    is_published: bool = False,
    own: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> list[Line]:
    """The lines that have anything in them, before one of them is the heading.

    A file as its publisher made it (``is_published``) may be in UTF-16 too, begin with titles, have
    its table on a later sheet, and be an old workbook or an open document. ``own``: see
    :func:`.sheets.read_sheet`. Else as :func:`read_table`.
    """
    refuse_larger(file, content, limits.size)
    suffix = PurePath(file).suffix.lower()
    is_text = suffix in (_TEXTS if is_published else _TEXTS[:1])
    max_rows = limits.rows if is_text else limits.sheet_rows
    if is_text:
        text = _decoded(file, content, only_utf8=only_utf8, or_utf16=is_published)
        if not is_published:
            _refuse_month_first(file, text)
        lines = _csv_lines(file, text, limits.columns, has_titles=is_published)
    elif suffix == ".xlsx" or (is_published and suffix in _WORKBOOKS):
        read = _WORKBOOKS.get(suffix) or partial(read_sheet, find_table=is_published, own=own)
        as_read = tidied if is_published else _unguarded
        sheet = read(file, content, max_rows + 1, limits.columns)
        lines = [Line(at, tuple(map(as_read, cells))) for at, cells in sheet]
    else:
        endings = PUBLISHED if is_published else (".csv", ".xlsx")
        expected = _("een bestand dat eindigt op %(endings)s") % {"endings": alternatives(endings)}
        raise _refusal(file, expected)
    lines = [line for line in lines if any(line.cells)]
    if not lines:
        raise _refusal(file, _("een eerste regel met de namen van de kolommen"))
    if len(lines) > max_rows + 1:
        raise _refusal(file, _("ten hoogste %(count)s regels") % {"count": max_rows})
    return _without_empty_ends(lines) if is_published else lines


# What a spreadsheet calls "Unicode-tekst" ends on one of the last two.
_TEXTS = (".csv", ".txt", ".tsv")
_WORKBOOKS = {".xls": read_old_sheet, ".ods": read_open_document}
PUBLISHED = (*_TEXTS, ".xlsx", *_WORKBOOKS)


def _refuse_month_first(file: str, text: str) -> None:
    """A spreadsheet that speaks English saves a CSV with the month in front: of 9/12/2021 nobody
    could tell, but others in the same file are no days in Dutch. One alone is a slip of the pen.
    """
    found = [(int(first), int(second)) for first, second in _SLASHED.findall(text)]
    if sum(second > 12 for _first, second in found) > 1 and all(first <= 12 for first, _ in found):
        expected = _(
            "een bestand met de dag voorop in datums, zoals 31-12-2020. In dit bestand staat de "
            "maand voorop. Sla het op als XLSX, dan gaat dit vanzelf goed"
        )
        raise _refusal(file, expected)


def _without_empty_ends(lines: list[Line]) -> list[Line]:
    """Without the empty columns at the right, which only some of the lines may have."""
    longest = width = max(len(line.cells) for line in lines)
    while not any(any(line.cells[width - 1 : width]) for line in lines):
        width -= 1
    if width == longest:
        return lines
    return [replace(line, cells=line.cells[:width]) for line in lines]


def _refusal(file: str, expected: str, line: int | None = None) -> FaultyFile:
    return FaultyFile([Fault(file, line, "", "", expected)])


def _decoded(file: str, content: bytes, *, only_utf8: bool, or_utf16: bool) -> str:
    if or_utf16 and content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    if content.startswith(_UTF16_MARKS) or content[:200].count(0) > 50:
        raise _refusal(file, _("een bestand in UTF-8; dit lijkt UTF-16 (“Unicode-tekst”)"), 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # A file with good UTF-8 in it is broken UTF-8: read otherwise it would turn ë into Ã«.
    if not only_utf8 and not _UTF8_SEQUENCE.search(content):
        try:
            return content.decode("windows-1252")
        except UnicodeDecodeError:
            pass
    return content.decode("utf-8-sig", errors="surrogateescape")


def _csv_lines(file: str, text: str, max_columns: int, *, has_titles: bool) -> list[Line]:
    # Excel takes the first line for the mark that parts cells; what is left keeps its numbers.
    told = _SEPARATOR.match(text) if has_titles else None
    delimiter = (
        told[1] if told else _delimiter_under_titles(text) if has_titles else _delimiter(text)
    )
    text = text[told.end(1) :].lstrip(" ") if told else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    cells = _Cells()
    begin = 1
    try:
        for record in reader:
            lines.append(Line(begin, tuple([cells[text] for text in record[: max_columns + 1]])))
            begin = reader.line_num + 1
    except csv.Error:
        rule = _("een aanhalingsteken dat weer sluit; binnen een tekst staat het dubbel")
        raise _refusal(file, rule, begin) from None
    return lines


class _Cells(dict[str, str]):
    """The cells of a file as they are kept, by how they stand there: in a large file most cells say
    the same as many others, and are then one text. Long ones are not remembered."""

    def __missing__(self, text: str) -> str:
        cell = _unguarded(text)
        if len(text) < REMEMBERED_LENGTH and len(self) < REMEMBERED_CELLS:
            self[text] = cell
        return cell


REMEMBERED_LENGTH, REMEMBERED_CELLS = 40, 50_000


# What a line before the heading may tell, and in how many lines a heading is looked for.
_SEPARATOR = re.compile(r"\s*sep=([,;\t])(?=\r|\n)", re.IGNORECASE)
_TITLES, _MUCH = 12, 100_000
_QUOTED = re.compile(r'"[^"]*"')


def _delimiter(text: str) -> str:
    """The mark that parts the headings: they have none of these marks in them, texts do."""
    heading = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(DELIMITERS, key=heading.count)


def _delimiter_under_titles(text: str) -> str:
    """The mark that parts most cells of one of the first lines; within quotes it parts none."""
    heads = [_QUOTED.sub("", line) for line in text[:_MUCH].splitlines()[:_TITLES]]
    return max(";\t,", key=lambda mark: max((head.count(mark) for head in heads), default=0))


def _unguarded(text: str) -> str:
    return tidied(text[1:] if GUARDED.match(text) else text)


def tidied(text: str) -> str:
    """Without the padding that programs add, with one kind of line end, and é as one character.

    ``str.strip`` would also take control characters away, which the check has to see.
    """
    if "\r" in text:
        text = re.sub(r"\r\n?", "\n", text)
    return bare_ends(unicodedata.normalize("NFC", text))
