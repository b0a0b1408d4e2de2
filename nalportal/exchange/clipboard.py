"""What people copy from a spreadsheet and paste in a box: the one reader of such a block.

Spreadsheets put tabs between cells and a line end behind each row, and quotes around a cell that
has one of these in it. The ``csv`` module reads that dialect too, but takes a quote that merely
begins a cell ("Slim laden" in Assen) for such a quote and swallows it, or all that follows.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nalportal.names import same_key
from nalportal.prose import one_line_end

from .tables import Line, tidied

# A cell in quotes ends at a quote that is not doubled, with the end of a cell behind it.
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\n]|\Z)')
_BARE = re.compile(r"[^\t\n]*")
# Without a tab, tab or line end within it no spreadsheet would have put quotes around it.
_NEEDS_QUOTES = re.compile(r'[\t\n]|""')
# Marks of lists before a title. A letter, or a number with something else than a dot or a bracket
# behind it, is part of the title.
_SIGN = re.compile(
    r"\s*(?:[-–—*·•‣◦▪▫●○■□◆◇➢➤►▶✓✔∙⁃\ue000-\uf8ff]+\s+|[•●▪■\ue000-\uf8ff]|[o§üØ]\t"
    r"|\(?\d{1,3}[.)]\s+|[a-z][.)]\t)+",
)


_LOOSE_SIGN = re.compile(r"[-–—*·•‣◦▪▫●○■□◆◇➢➤►▶✓✔∙⁃o§üØ\ue000-\uf8ff]|\(?\d{1,3}[.)]|[a-z][.)]")


@dataclass(frozen=True)
class Block:
    """Rows of cells in their own places: an empty cell or row is one too.

    ``number`` of a row counts rows, as a spreadsheet does, and not the lines of its texts.
    """

    rows: tuple[Line, ...]

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    @property
    def filled(self) -> tuple[Line, ...]:
        """The rows that say something."""
        return tuple(row for row in self.rows if any(row.cells))

    def column(self, at: int) -> tuple[str, ...]:
        """The cells of one column, empty where a row is shorter."""
        return tuple(cell_of(row, at) for row in self.rows)

    def without_heading(self) -> "Block":
        return Block(self.rows[1:])


def cell_of(row: Line, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def read_block(text: str, *, other: str = "") -> Block:
    """The rows of a pasted text. ``other`` is what may part cells where there is no tab at all.

    Only the line end behind the last row is no row; rows that were selected too many are.
    """
    text = re.sub(r"\r\n?", "\n", text)
    if not tidied(text):
        return Block(())
    if other and "\t" not in text:
        text = text.replace(other, "\t")
    rows: list[Line] = []
    cells: list[str] = []
    at = 0
    while at <= len(text):
        found = _QUOTED.match(text, at)
        quoted = found is not None and (not found[1] or _NEEDS_QUOTES.search(found[1]))
        match = found if quoted else _BARE.match(text, at)
        assert match is not None  # noqa: S101 - a bare cell may be empty, so it always fits
        cells.append(_cell(match[1].replace('""', '"') if quoted else match[0]))
        at = match.end() + 1
        if text[match.end() : at] != "\t":
            rows.append(Line(len(rows) + 1, tuple(cells)))
            cells = []
    if text.endswith("\n"):
        rows.pop()
    return Block(tuple(rows))


def _cell(text: str) -> str:
    return tidied(one_line_end(text))


def write_block(rows: Iterable[Sequence[str]]) -> str:
    """The text that :func:`read_block` reads back to these rows."""
    text = io.StringIO()
    csv.writer(text, csv.excel_tab).writerows(rows)
    return text.getvalue().replace("\r\n", "\n")


def sign_of(title: str) -> str:
    """The mark or number of the list that a title was copied from; empty without one."""
    found = _SIGN.match(title)
    return found[0] if found and title[found.end() :].strip() else ""


def without_loose_signs(block: Block) -> Block:
    """A list of a word processor has a tab behind each mark: not a column of its own."""

    def joined(row: Line) -> Line:
        is_loose = len(row.cells) > 1 and _LOOSE_SIGN.fullmatch(row.cells[0])
        if not is_loose:
            return row
        return Line(row.number, (f"{row.cells[0]} {row.cells[1]}", *row.cells[2:]))

    return Block(tuple(map(joined, block.rows)))


def fingerprint(text: str) -> str:
    """A number of a text, to tell whether what was answered is about this very one."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


# ------------------------------------------------------------------------ which column is what


@dataclass(frozen=True)
class Role:
    """What a column can be: its ``name``, its ``label`` on screen, the ``headings`` that people
    give it, and whether a cell ``fits`` where there is no heading."""

    name: str
    label: Any
    headings: tuple[str, ...]
    fits: Callable[[str], bool] = lambda text: False

    def is_heading(self, text: str) -> bool:
        return same_key(text) in map(same_key, (str(self.label), *self.headings))


def guessed_roles(
    block: Block, roles: Sequence[Role], *, heading: bool, in_order: Iterable[str] = ()
) -> dict[int, str]:
    """Which column (from 0) is what: by its heading, by what is in it, or by the usual order.

    No role is given twice; a column that gets none is not used, and the page says so.
    """
    found: dict[int, str] = {}
    places = range(block.width)
    rows = block.without_heading() if heading else block
    guesses = [
        *(_by_heading(block.rows[0], roles) if heading else ()),
        *((best, role.name) for role in roles for best in _most_fitting(rows, role)),
        *zip(places, in_order, strict=False),
    ]
    for at, name in guesses:
        if at not in found and name not in found.values():
            found[at] = name
    return found


def _by_heading(first: Line, roles: Sequence[Role]) -> Iterator[tuple[int, str]]:
    for at, cell in enumerate(first.cells):
        yield from ((at, role.name) for role in roles if role.is_heading(cell))


def _most_fitting(rows: Block, role: Role) -> list[int]:
    """The columns in most of whose cells this stands, the surest first."""
    shares = {at: _share(rows.column(at), role) for at in range(rows.width)}
    fitting = [at for at, share in shares.items() if share > 0.5]
    return sorted(fitting, key=lambda at: -shares[at])


def _share(cells: Sequence[str], role: Role) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(role.fits, filled)) / len(filled) if filled else 0


def chosen_roles(
    answers: Mapping[str, str], width: int, names: Iterable[str]
) -> dict[int, str] | None:
    """What people answered per column (``kolom-1`` and on); of a role given twice the first.
    ``None`` where they answered nothing."""
    known, found = set(names), dict[int, str]()
    if not any(f"kolom-{at + 1}" in answers for at in range(width)):
        return None
    for at in range(width):
        name = answers.get(f"kolom-{at + 1}", "")
        if name in known and name not in found.values():
            found[at] = name
    return found


@dataclass(frozen=True)
class BlockColumn:
    """One column of a block, to choose what it is: its first cells, and what it was taken for."""

    name: str
    label: str
    sample: str
    chosen: str


def asked_columns(block: Block, roles: Mapping[int, str]) -> list[BlockColumn]:
    """The columns as a page asks about them; none where there is only one."""
    found = []
    for at in range(block.width) if block.width > 1 else ():
        sample = ", ".join(f"“{cell[:20]}”" for cell in block.column(at) if cell)[:70]
        label = _("Kolom %(number)s") % {"number": at + 1}
        found.append(BlockColumn(f"kolom-{at + 1}", label, sample, roles.get(at, "")))
    return found


def choices_of(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [("", _("Niet gebruiken")), *((role.name, str(role.label)) for role in roles)]


def unused(columns: Iterable[BlockColumn]) -> list[str]:
    """The columns that say something and are used for nothing, in words."""
    text = _("%(column)s is niet gebruikt: %(sample)s.")
    return [
        text % {"column": column.label, "sample": column.sample}
        for column in columns
        if column.sample and not column.chosen
    ]


def heading_skipped(row: Line) -> str:
    """What the page says of a first row that was taken for headings."""
    text = " ".join(" ".join(row.cells).split())[:40]
    return _("Regel 1 is een kop en is overgeslagen: “%(text)s”.") % {"text": text}
