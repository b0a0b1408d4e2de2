"""The two formats of a file with figures: long (a line each) and wide (areas × dates)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from nalportal.dutch import MOST_DECIMALS, PartialDate
from nalportal.exchange.cells import Cell, CellError, ChoiceCell, DateCell, YesNoCell
from nalportal.exchange.check import Layout, already_there, checked_rows
from nalportal.exchange.earlier import NOTHING, Earlier
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Limits, Table

from ..cells import AreaCell, CitedCell, FigureCell, MeasureCell
from ..figures import (
    KIND,
    SET_ON,
    Content,
    Entry,
    Key,
    Place,
    Rule,
    Series,
    wrong_area,
    wrong_kind,
    wrong_moment,
    wrong_value,
)
from ..kinds import KindCell
from ..models import OBSERVED, Measure, ValueKind
from .periods import last_days, parse_period

# Ten years of months for every municipality and three types are 123,000 lines, and that is what
# the wide format of 124 columns says too. Other files of the register are kept by hand.
FIGURE_LIMITS = Limits(size=32 * 1024 * 1024, rows=250_000, columns=1_000)


@dataclass
class Reading:
    """What stood in a file. With faults there is nothing to store.

    ``excused`` are faults that follow from faults of an earlier file of the same run. ``told`` says
    how the file was understood where it could be taken otherwise.
    """

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    excused: list[Fault] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


class _Reader(dict[str, Any]):
    """Reads the cells of one column, each text once: a file says the same thing many times.

    By text the value, or the :class:`CellError` that says what is expected.
    """

    def __init__(self, cell: Cell, earlier: Earlier, *, required: bool = False) -> None:
        super().__init__()
        self._cell = cell
        self._earlier = earlier
        self._required = required

    def __missing__(self, text: str) -> Any:
        self[text] = value = self._value(text)
        return value

    def _value(self, text: str) -> Any:
        try:
            value = self._cell.clean(text, earlier=self._earlier)
        except CellError as error:
            return error
        if value is None and self._required:
            return CellError(self._cell.expected)
        return value


@dataclass(slots=True)
class _Row:
    """One row of a file while it is read: its cells, values and faults."""

    file: str
    line: int
    cells: Mapping[str, str]
    reading: Reading
    values: dict[str, Any] = field(default_factory=dict)
    sound: bool = True

    def read(self, readers: Mapping[str, _Reader], flawed: frozenset[str]) -> None:
        """Read the columns of ``readers``; ``flawed`` are those with a fault already."""
        for name, reader in readers.items():
            self.keep(name, None if name in flawed else reader[self.cells[name]])
        self.sound = self.sound and not flawed

    def keep(self, name: str, value: Any) -> None:
        """What was read of a column: its value, or the fault in it."""
        if isinstance(value, CellError):
            self.fault(name, str(value), excused=value.excused)
        self.values[name] = value

    def fault(self, column: str, expected: str, *, excused: bool = False) -> None:
        value = shown(", ".join(self.cells.get(part, "") for part in column.split(", ")))
        found = Fault(self.file, self.line, column, value, expected)
        (self.reading.excused if excused else self.reading.faults).append(found)
        self.sound = False

    def series(self) -> Series:
        area, region, municipality = self.values["gebied"]
        return Series(
            self.values["maat"].pk,
            self.values["bron"][0].pk,
            str(area),
            region and region.pk,
            municipality and municipality.pk,
            self.values["soort_laadpunt"],
            self.values.get(KIND) or OBSERVED,
        )


class _FigureReader:
    """Reads values, each as a figure of its measure: that says how many decimals there are."""

    def __init__(self) -> None:
        self._readers: dict[int, _Reader] = {}

    def __call__(self, text: str, measure: Any) -> Any:
        """(value, missing, accuracy), or the :class:`CellError`. Where the ``measure`` could not be
        read, a value that would do for some measure is not at fault."""
        if isinstance(measure, Measure):
            return self._read(text, measure.decimals)
        found = self._read(text, MOST_DECIMALS)
        return self._read(text, 0) if isinstance(found, CellError) else found

    def _read(self, text: str, decimals: int) -> Any:
        if decimals not in self._readers:
            self._readers[decimals] = _Reader(FigureCell(decimals), NOTHING)
        return self._readers[decimals][text]


VALUE = "waarde"
_REQUIRED = {"maat", "bron", "datum"}


def _rows(table: Table, layout: Layout, reading: Reading) -> Iterator[tuple[_Row, frozenset[str]]]:
    """The rows that can be read, none when the columns are not those of ``layout``; each with the
    columns that have a fault already. One by one: of a large file they take much room."""
    try:
        for line, cells, flawed in checked_rows(table, layout, reading.faults):
            yield _Row(table.file, line, cells, reading), flawed
    except FaultyFile as faulty:
        reading.faults += faulty.faults


# ------------------------------------------------------------------------------ the long format


def read_long(
    table: Table, layout: Layout, cells: Mapping[str, Cell], earlier: Earlier = NOTHING
) -> Reading:
    """The figures of a file with a line for each, in the columns of ``cells``."""
    reading = Reading()
    readers = {
        name: _Reader(cell, earlier, required=name in _REQUIRED)
        for name, cell in cells.items()
        if name != VALUE
    }
    figure = _FigureReader()
    finished = _Finished()
    for row, flawed in _rows(table, replace(layout, key_of=lambda cells: None), reading):
        row.read(readers, flawed)
        if VALUE not in flawed:
            row.keep(VALUE, figure(row.cells[VALUE], row.values["maat"]))
        finished.take(row, flawed)
    return reading


_KEY = ("maat", "bron", "gebied", "soort_laadpunt", KIND, "datum", "vanaf")


class _Finished:
    """Makes entries of rows that were read; what many rows share, they share in memory too."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, ...], Series] = {}
        self._moments: dict[tuple[Any, ...], tuple[Rule, ...]] = {}
        self._lines: dict[Key, int] = {}

    def take(self, row: _Row, flawed: frozenset[str]) -> None:
        """Hold a row against the rules, and the rows before it; then it is an entry."""
        key = None if flawed.intersection(_KEY) else self._key(row)
        first = self._lines.setdefault(key, row.line) if key else row.line
        if first != row.line:
            named = [name for name in _KEY if name != KIND or row.cells[name]]
            row.fault(", ".join(named), already_there(first))
        if not row.sound:
            return
        for rule in self._wrong_in(row.values):
            row.fault(rule.column, str(rule.expected))
        if row.sound and key:
            values = row.values
            value, missing, accuracy = values[VALUE]
            said = values["voorlopig"], values["noot"], values["periode"], values["bron"][1]
            content = Content._make((value, missing, *said, accuracy, values[SET_ON]))
            row.reading.entries.append(Entry(key, content, Place(row.line, VALUE)))

    def _key(self, row: _Row) -> Key | None:
        """Which figure it is; None where that cannot be read."""
        *where, on, period_from = [row.values[name] for name in _KEY]
        if not row.sound and any(isinstance(p, CellError) for p in (*where, on, period_from)):
            return None
        texts = tuple([row.cells[name] for name in _KEY[:5]])
        if texts not in self._series:
            self._series[texts] = row.series()
        return Key(self._series[texts], on, period_from)

    def _wrong_in(self, values: Mapping[str, Any]) -> Iterator[Rule]:
        moment = (
            values["datum"],
            values["vanaf"],
            values["periode"],
            values[KIND],
            values[SET_ON],
        )
        if moment not in self._moments:
            self._moments[moment] = tuple(wrong_moment(*moment))
        yield from self._moments[moment]
        value, missing, _accuracy = values[VALUE]
        yield from wrong_area(values["gebied"][2], values["datum"], missing)
        yield from wrong_value(values["maat"], value)
        yield from wrong_kind(values["maat"], values["soort_laadpunt"])


# ------------------------------------------------------------------------------ the wide format

_WIDE: Mapping[str, Callable[[], Cell]] = {
    "maat": MeasureCell,
    "bron": CitedCell,
    "gebied": AreaCell,
    "soort_laadpunt": KindCell,
}
_PROVISIONAL = "voorlopig"
# What a row may say beside its head; those of a target or forecast only such rows have.
_OPTIONAL: Mapping[str, Callable[[], Cell]] = {
    _PROVISIONAL: lambda: YesNoCell(optional=True),
    KIND: lambda: ChoiceCell(ValueKind),
    SET_ON: DateCell,
}


def is_wide(table: Table) -> bool:
    """Whether the headings are dates: the long format has one column for all dates."""
    return "datum" not in table.headers and any(map(_period_of, table.headers))


def _period_of(heading: str) -> PartialDate | None:
    try:
        return parse_period(heading)
    except ValueError:
        return None


def read_wide(table: Table) -> Reading:
    """The figures of a file with a row per area and a column per date; of a month, quarter or year
    its last day is meant.

    An empty cell is no figure. The file may have columns ``voorlopig``, ``soort_cijfer`` and
    ``vastgesteld_op`` for the whole row; notes and periods only the long format has, and those
    that are stored stay.
    """
    reading = Reading()
    dates, is_readable = _dates(table, reading)
    cells = {name: make() for name, make in _WIDE.items()}
    optional = {name: make() for name, make in _OPTIONAL.items() if name in table.headers}
    layout = _wide_layout(dates, cells, optional)
    if not is_readable:
        return reading
    readers = {
        name: _Reader(cell, NOTHING, required=name in _REQUIRED)
        for name, cell in {**cells, **optional}.items()
    }
    figure = _FigureReader()
    for row, flawed in _rows(table, layout, reading):
        row.read(readers, flawed - set(dates))
        if row.sound:
            for rule in wrong_kind(row.values["maat"], row.values["soort_laadpunt"]):
                row.fault(rule.column, str(rule.expected))
        head_is_sound = row.sound
        for heading, on in dates.items():
            if row.cells[heading] and heading not in flawed:
                _read_wide_cell(row, heading, on, figure, head_is_sound)
    return reading


def _wide_layout(
    dates: Mapping[str, date], cells: Mapping[str, Cell], optional: Mapping[str, Cell]
) -> Layout:
    key = {**cells, **{name: cell for name, cell in optional.items() if name == KIND}}
    return Layout(
        columns=(*cells, *optional, *dates),
        long=frozenset(),
        key=tuple(key),
        key_of=lambda row: tuple(cell.normal(row[name]) for name, cell in key.items()),
    )


def _dates(table: Table, reading: Reading) -> tuple[dict[str, date], bool]:
    """The headings that are dates, and whether the cells under all headings have a meaning.

    A date in the future is a fault, and its cells are still worth a look.
    """
    found: dict[str, date] = {}
    periods: dict[str, PartialDate] = {}
    unreadable = 0
    for heading in table.headers:
        period = _period_of(heading)
        on = period.last_day if period else None
        if period is None or on is None or on in found.values():
            expected = _expected_heading(heading, on)
            unreadable += bool(expected)
        else:
            found[heading], periods[heading] = on, period
            expected = "" if KIND in table.headers else _wrong_heading(on)
        if expected:
            reading.faults.append(Fault(table.file, 1, shown(heading), shown(heading), expected))
    reading.told += filter(None, [last_days(periods)])
    return found, not unreadable


def _wrong_heading(on: date) -> str:
    return "".join(str(rule.expected) for rule in wrong_moment(on, None, ""))


def _expected_heading(heading: str, on: date | None) -> str:
    """What is expected instead of a heading that is no new date; empty for a known column."""
    if on is not None:
        return _("elke datum één keer")
    if heading in _WIDE or heading in _OPTIONAL:
        return ""
    names = {"names": ", ".join([*_WIDE, *_OPTIONAL])}
    return _("een datum, maand of jaar, of een van de kolommen %(names)s") % names


def _read_wide_cell(
    row: _Row, heading: str, on: date, figure: _FigureReader, head_is_sound: bool
) -> None:
    """One cell; its own fault is listed also where other cells of the row have one."""
    found = figure(row.cells[heading], row.values["maat"])
    if isinstance(found, CellError):
        row.fault(heading, str(found))
        return
    value, missing, accuracy = found
    if not head_is_sound:
        return
    values = row.values
    set_on = values.get(SET_ON)
    # The day under a heading is told there; what is said of a row, at the row.
    moment = wrong_moment(on, None, "", values[KIND] or OBSERVED, set_on) if KIND in values else ()
    area = wrong_area(values["gebied"][2], on, missing)
    for rule in chain(moment, area, wrong_value(values["maat"], value)):
        row.fault(heading, str(rule.expected))
        return
    content = Content(
        value,
        missing,
        values.get(_PROVISIONAL),
        edition=values["bron"][1],
        accuracy=accuracy,
        set_on=set_on,
    )
    row.reading.entries.append(
        Entry(Key(row.series(), on, None), content, Place(row.line, heading))
    )
