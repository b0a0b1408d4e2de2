"""A file of StatLine in any of its lay-outs, to a table with a heading and a row per area and date.

"Volgens tabelindeling" begins with a title, has its heads in several lines with the units in the
last of them, areas or periods across as well as down, and ends with notes and `Bron:`. Each other
form is such a table already.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest

from django.utils.translation import gettext as _

from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import Line, Table

from .areas import Areas
from .periods import PERIOD_CODE, is_period

AREAS, PERIODS = "Regio's", "Perioden"
# What stands where a figure could be: a number, or a symbol of CBS for why there is none.
FIGURE = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?|[.\-x]")
_YEAR = re.compile(r"(?:19|2[01])[0-9]{2}")


def table_of(file: str, lines: Sequence[Line], areas: Areas) -> Table:
    """Lines with heads above and areas or periods at the left, in any of their orders."""
    wide = [at for at, line in enumerate(lines) if line.is_row]
    if not wide:
        return Table(file, lines[0].cells, tuple(lines[1:]))
    end = wide[-1] + 1
    # The last municipality of a list may be one that has no figure any more.
    while end < len(lines) and areas.is_area(lines[end].cells[0]):
        end += 1
    title = next(filter(None, lines[0].cells)) if wide[0] else ""
    return replace(_table_of(file, lines[wide[0] : end], areas), title=title)


def _table_of(file: str, rows: Sequence[Line], areas: Areas) -> Table:
    body = next((at for at, row in enumerate(rows) if _is_body(row, areas)), 1) or 1
    heads, rows = rows[:body], rows[body:]
    if body == 1 and not any(is_period(text) for text in heads[0].cells):
        return Table(file, heads[0].cells, tuple(rows))
    return _Layout(heads, rows, areas).table(file)


def _is_body(line: Line, areas: Areas) -> bool:
    """A row under the heads: it begins with an area or a period, or has a figure in it; or the
    codes of both, where its figure is empty."""
    first, *others = line.cells
    return (
        is_period(first)
        or areas.is_area(first)
        or (any(map(areas.is_code, others)) and any(map(PERIOD_CODE.fullmatch, others)))
        or any(FIGURE.fullmatch(text) and not _YEAR.fullmatch(text) for text in others)
    )


@dataclass
class _Layout:
    """The heads, rows and areas of a table with more than names of columns in its heads."""

    heads: Sequence[Line]
    rows: Sequence[Line]
    areas: Areas

    def table(self, file: str) -> Table:
        """With a row per area and period, and a column per subject."""
        columns = list(zip_longest(*(line.cells for line in self.heads), fillvalue=""))
        runs = [
            _run(line.cells, is_one)
            for line in self.heads
            for is_one in (is_period, self.areas.is_area)
        ]
        stub = len(columns) - max(runs) if any(runs) else self._stub(len(columns))
        across = {
            name: at
            for name, is_one in ((PERIODS, is_period), (AREAS, self.areas.is_area))
            if (at := _level(columns[stub:], is_one)) is not None
        }
        levels = [at for at in range(len(self.heads)) if at not in across.values()]
        # For each area and period across, which columns have its figures.
        groups: dict[tuple[str, ...], dict[str, int]] = {}
        for place, heads in enumerate(columns[stub:], stub):
            subject = "/".join(dict.fromkeys(filter(None, (heads[at] for at in levels))))
            where = tuple(heads[at] for at in across.values())
            names = groups.setdefault(where, {})
            # The last of two columns with one head would take the place of the first.
            if names.setdefault(subject or "aantal", place) != place:
                said, expected = " / ".join(filter(None, heads)), _("elke kop één keer")
                raise FaultyFile([Fault(file, self.heads[0].number, said, said, expected)])
        subjects = list(dict.fromkeys(name for names in groups.values() for name in names))
        named = [*self._names(columns[:stub]), *across, *subjects]
        places = [
            (where, [names.get(name) for name in subjects]) for where, names in groups.items()
        ]
        return Table(file, tuple(named), tuple(self._lines(stub, places)))

    def _lines(
        self, stub: int, places: Iterable[tuple[tuple[str, ...], Sequence[int | None]]]
    ) -> Iterable[Line]:
        for row in self.rows:
            cells = row.cells
            names = cells[:stub] + ("",) * (stub - len(cells))
            for where, columns in places:
                figures = (
                    cells[at] if at is not None and at < len(cells) else "" for at in columns
                )
                yield Line(row.number, (*names, *where, *figures))

    def _stub(self, width: int) -> int:
        """How many columns say what a row is about; at least one."""
        for place in range(1, width):
            cells = {row.cells[place] for row in self.rows if place < len(row.cells)}
            if any(not text or (FIGURE.fullmatch(text) and not is_period(text)) for text in cells):
                return place
        return 1

    def _names(self, columns: Iterable[tuple[str, ...]]) -> Iterable[str]:
        """What each column at the left has, by its cells or else by the lowest of its heads."""
        for place, heads in enumerate(columns):
            cells = {row.cells[place] for row in self.rows if place < len(row.cells)}
            if all(map(is_period, cells)):
                yield PERIODS
            elif sum(map(self.areas.is_area, cells)) * 2 > len(cells):
                yield AREAS
            else:
                yield next(filter(None, reversed(heads)), str(place + 1))


def _run(cells: Sequence[str], is_one: Callable[[str], bool]) -> int:
    """How many cells at the end of a line are such."""
    return sum(1 for _cell in takewhile(is_one, reversed(cells)))


def _level(columns: Sequence[tuple[str, ...]], is_one: Callable[[str], bool]) -> int | None:
    """The line of heads of which all are such; ``None`` when there is none."""
    for at in range(len(columns[0]) if columns else 0):
        if all(map(is_one, {heads[at] for heads in columns})):
            return at
    return None
