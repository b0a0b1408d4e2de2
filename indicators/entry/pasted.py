"""A text that was copied from a spreadsheet, to the fields of a grid that it fills.

A figure goes to the row that its own line names. Lines without names fill the rows in their order,
and only when there are as many: else a figure would end up with another municipality.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate, short_date
from nalportal.exchange import cells
from nalportal.exchange.cells import CellError
from nalportal.exchange.clipboard import (
    Block,
    BlockColumn,
    Role,
    asked_columns,
    cell_of,
    choices_of,
    chosen_roles,
    guessed_roles,
    heading_skipped,
    read_block,
    unused,
)
from nalportal.exchange.tables import Line
from nalportal.names import Names
from nalportal.pages.fields import ClipboardField
from regions.models import display_name
from regions.municipality_names import other_names

from ..cells import FigureCell
from .grid import Grid, one_line
from .periods import last_days, parse_period

ROW, VALUE, PROVISIONAL, NOTE = "rij", "waarde", "voorlopig", "noot"
IN_ORDER = (ROW, VALUE, PROVISIONAL, NOTE)
YES, NO = cells.YES | {"voorlopig"}, cells.NO | {"definitief", "-"}
# What stands in the text and not in a figure: enough to tell a heading from a value.
FIGURES = FigureCell()


class PasteForm(forms.Form):
    """Cells that were copied from a spreadsheet."""

    plakken = ClipboardField(
        label=_("Gekopieerde cellen"),
        help_text=_(
            "Kolommen met gebied of datum, waarde, en eventueel ja bij voorlopig en een opmerking. "
            "Een datum mag nieuw zijn, en ook een maand of jaar: dan geldt de laatste dag. Of één "
            "kolom met waarden, in de volgorde van het rooster: dan ook de lege cellen. U ziet het "
            "resultaat eerst in het rooster."
        ),
        limit=100_000,
        rows=5,
        required=False,
    )


@dataclass
class Filling:
    """What a text does to the fields of a grid; ``None`` is a box that is not ticked.

    ``left`` is what has no place in it, in words; ``columns`` are asked where there are more.
    """

    fields: dict[str, str | None] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    columns: list[BlockColumn] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)

    @property
    def figures(self) -> int:
        return sum(name.endswith(f"-{VALUE}") for name in self.fields)


def filling_of(
    grid: Grid, text: str, answers: Mapping[str, str], typed: Mapping[str, str]
) -> Filling:
    """Read ``text``; ``answers`` say per column (``kolom-1`` and on) what it is, if asked.

    ``typed`` is what stands in the fields already. A date that the grid of a series does not have
    gets a new row in it.
    """
    block = read_block(text, other=";")
    rows = _Rows(grid, typed)
    roles = _roles(grid, rows, block.width)
    found = Filling()
    columns = _columns(block, roles, answers, in_order=IN_ORDER[block.width == 1 :])
    found.columns = asked_columns(block, columns)
    if _has_heading(block, columns, rows, len(grid.known_rows)):
        found.left.append(heading_skipped(block.rows[0]))
        block = block.without_heading()
    if VALUE not in columns.values():
        found.left.append(_now("Er is niets ingevuld: kies welke kolom de waarden heeft."))
    elif ROW in columns.values():
        _fill_by_name(found, block, columns, rows)
    else:
        _fill_in_order(found, block, columns, grid)
    found.choices = choices_of(roles)
    found.left += unused(found.columns)
    return found


# --------------------------------------------------------------------------- what is what


class _Rows:
    """The rows of a grid by every name or date that people write for them (0 or 1 query)."""

    def __init__(self, grid: Grid, typed: Mapping[str, str]) -> None:
        self._grid = grid
        self._names = Names[str]()
        codes = {row.name for row in grid.known_rows if row.key and row.key.series.municipality}
        for row in grid.known_rows:
            for name in (row.name, row.label, display_name(row.label), *row.also):
                self._names.add(name, row.name)
        for name, code in other_names(codes) if codes else ():
            self._names.add(name, code)
        self._by_date = {
            row.key.on: row.name for row in grid.known_rows if row.key and not row.key.period_from
        }
        self._has_dates = grid.series is not None
        self._free: list[str] = []
        for row in grid.new_rows:
            on = _last_day(typed.get(f"{row.name}-datum", ""))
            if on:
                self._by_date.setdefault(on, row.name)
            elif not typed.get(f"{row.name}-{VALUE}"):
                self._free.append(row.name)
        # Which months and years were meant, to tell which day they are.
        self.periods: dict[str, PartialDate] = {}

    def find(self, text: str) -> list[str]:
        """The names of the rows that are meant; of a new date the date itself."""
        on = _last_day(text) if self._has_dates else None
        if on is None:
            return self._names.find(text)
        # An average has a first day too, which a date does not say.
        new = [] if self._grid.asks_period else [on.isoformat()]
        return [self._by_date[on]] if on in self._by_date else new

    def place(self, name: str, text: str, found: Filling) -> str | None:
        """The row of what :meth:`find` found for ``text``, a new one for a new date; None when
        there is no more room."""
        on = _last_day(text) if self._has_dates else None
        if on is not None:
            self.periods[text] = parse_period(text)
        if on is None or on in self._by_date:
            return name
        if not self._free:
            added = self._grid.add_new_row()
            self._free += [added.name] if added else []
        if not self._free:
            return None
        row = self._free.pop(0)
        self._by_date[on] = row
        found.fields[f"{row}-datum"] = short_date(on)
        return row


def _last_day(text: str) -> date | None:
    try:
        return parse_period(text).last_day
    except ValueError:
        return None


def _roles(grid: Grid, rows: _Rows, width: int) -> tuple[Role, ...]:
    areas = ("Gebied", "Datum", "Gemeente", "Regio", "NAL-regio", "Naam", "Code", "Peildatum")
    values = ("Aantal", "Cijfer", "Waarden", "Aantallen", grid.measure.name)

    def names(text: str) -> bool:
        # A number, such as 2021, is a year only where there is a column of values beside it.
        return (width > 1 or not text.isdigit()) and bool(rows.find(text))

    return (
        Role(
            ROW,
            grid.heading,
            areas,
            lambda t: (width > 1 or not t.isdigit()) and bool(rows.find(t)),
        ),
        Role(VALUE, _now("Waarde"), values, _is_figure),
        Role(PROVISIONAL, _now("Voorlopig"), (), lambda text: text.casefold() in YES | NO),
        Role(NOTE, _now("Opmerking"), ("Noot", "Toelichting")),
    )


def _is_figure(text: str) -> bool:
    try:
        FIGURES.clean(text)
    except CellError:
        # 1.511 may be a figure or not, which its own field will say; a name it is not.
        return not any(letter.isalpha() for letter in text)
    return True


def _columns(
    block: Block, roles: tuple[Role, ...], answers: Mapping[str, str], in_order: tuple[str, ...]
) -> dict[int, str]:
    chosen = chosen_roles(answers, block.width, IN_ORDER)
    if chosen is not None:
        return chosen
    heading = bool(block.rows) and any(
        role.is_heading(cell) for role in roles for cell in block.rows[0].cells
    )
    return guessed_roles(block, roles, heading=heading, in_order=in_order)


def _has_heading(block: Block, columns: Mapping[int, str], rows: _Rows, expected: int) -> bool:
    """Whether the first row names columns: it holds no figure, and names no row.

    Of one column as long as the grid nothing is passed over: its first cell may be a mistake.
    """
    if len(block.rows) < 2 or not any(block.rows[0].cells):
        return False
    first = {name: cell_of(block.rows[0], at) for at, name in columns.items()}
    value = first.get(VALUE, "")
    if ROW in first:
        return bool(value) and not _is_figure(value) and not rows.find(first[ROW])
    return len(block.rows) == expected + 1 and bool(value) and not _is_figure(value)


# ------------------------------------------------------------------------------- filling


def _fill_by_name(found: Filling, block: Block, columns: Mapping[int, str], rows: _Rows) -> None:
    seen: set[str] = set()
    for line in block.filled:
        cells = {name: cell_of(line, at) for at, name in columns.items()}
        names = rows.find(cells[ROW])
        row = rows.place(names[0], cells[ROW], found) if len(names) == 1 else None
        if row is not None and row not in seen:
            seen.add(row)
            _fill(found, row, cells, line)
        else:
            found.left.append(_why_left(line, names, seen))
    found.left += filter(None, [last_days(rows.periods)])


def _fill_in_order(found: Filling, block: Block, columns: Mapping[int, str], grid: Grid) -> None:
    lines = list(block.rows)
    while len(lines) > len(grid.known_rows) and not any(lines[-1].cells):
        lines.pop()
    if len(lines) != len(grid.known_rows):
        text = _now(
            "Uw tekst heeft %(lines)s regels en het rooster %(rows)s rijen. Er is niets ingevuld: "
            "zonder namen is niet te zien welk cijfer waar hoort. Plak ook de kolom met namen of "
            "datums, of alle regels, ook de lege."
        )
        found.left.append(text % {"lines": len(lines), "rows": len(grid.known_rows)})
        return
    for row, line in zip(grid.known_rows, lines, strict=True):
        _fill(found, row.name, {name: cell_of(line, at) for at, name in columns.items()}, line)


def _fill(found: Filling, row: str, cells: Mapping[str, str], line: Line) -> None:
    """An empty cell changes nothing."""
    for name in (VALUE, NOTE):
        if cells.get(name):
            found.fields[f"{row}-{name}"] = one_line(cells[name])
    word = cells.get(PROVISIONAL, "").casefold()
    if word in YES | NO:
        found.fields[f"{row}-{PROVISIONAL}"] = "on" if word in YES else None
    elif word:
        text = _now("Regel %(number)s: “%(word)s” is geen ja of nee bij Voorlopig.")
        found.left.append(text % {"number": line.number, "word": word[:40]})


def _said(line: Line) -> dict[str, str]:
    return {"text": " ".join(" ".join(line.cells).split())[:40]}


def _why_left(line: Line, names: list[str], seen: Container[str]) -> str:
    place = {"number": line.number, **_said(line)}
    if len(names) > 1:
        return _now("Regel %(number)s: “%(text)s” kan meer rijen zijn. Plak de code erbij.") % place
    if names and names[0] in seen:
        return _now("Regel %(number)s: “%(text)s” staat er twee keer in.") % place
    if names:
        return (
            _now("Regel %(number)s: voor “%(text)s” is geen ruimte; importeer een bestand.") % place
        )
    return _now("Regel %(number)s: “%(text)s” hoort bij geen rij van dit rooster.") % place
