"""A table of CBS to entries: areas by code or by name, periods, and columns with figures.

"Onbewerkt" has codes for periods and a decimal point, "zonder symbolen" has words and a comma, an
export with labels has no codes at all. Nothing is dropped without a word: a row that gives no
figure is in :attr:`Statline.left` with the reason.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from nalportal.dutch import MOST_DECIMALS, bare_number, counted, number, parse_number
from nalportal.exchange.faults import Fault, shown
from nalportal.exchange.tables import Line, Table

from ..figures import Content, Entry, Key, Place, Series, wrong_value
from ..models import Measure, Missing, Source
from .areas import Area, Areas, either_of
from .files import Reading
from .left import Left, told_of
from .periods import PERIOD_CODE, span_of

NUMBER = re.compile(r"-?[0-9]+(?:([.,])[0-9]+)?")
# "Onbekend", "geheim" and "nihil", as CBS writes them.
UNKNOWN, SECRET, NIL = ".", "x", "-"
PROVISIONAL = "*"
# The columns of version 4 of OData that have what is measured, and the figure of it.
MEASURE, VALUE = "Measure", "Value"
# Why a row of version 4 of OData has no value, where it tells so; all else is unknown.
WHY, IMPOSSIBLE, NO_REASON = "ValueAttribute", "Impossible", ("", "None")
# "(x 1 000)" behind the subject, or as other publishers write that: the figures are in thousands.
_MULTIPLE = re.compile(
    r"(?:\bx|[×*])\s?(?:(1(?:[\s.]?000)+)(?![0-9])|1?\s?(?:(duizend)|(?:miljoen|mln)\b))",
    re.IGNORECASE,
)
# A measure of an unprocessed file has its number behind it, a dimension has none.
_NUMBERED = re.compile(r"\w+_[0-9]+")
# What CBS calls a column is a path with the unit behind it: "Auto's/Elektrisch (aantal)".
PERIODS = ("perioden", "periode")
AREAS = ("regio's", "regio", "regios", "gemeenten", "gemeente", "wijken en buurten")
NUMBER_OF_A_ROW = ("id",)


class Day(TextChoices):
    """Which day of its period a figure is about."""

    FIRST = "eerste", _lazy("de eerste dag, zoals 1 januari")
    LAST = "laatste", _lazy("de laatste dag, zoals 31 december")


@dataclass(frozen=True)
class Question:
    """Which figures of the file are wanted, and what they are here.

    ``column`` is the heading of the figures, needed when there are more; ``where`` picks rows by
    other columns. ``on`` is the date of a file without periods; else ``day`` says which day of its
    period a figure is about. Tables "op 1 januari" have the same codes of years as those of their
    last day, so for years it has to be said; a month or quarter ends on its last day.
    ``edition`` is the primary key of what the file is, where that is known. ``area`` (kind, region,
    municipality) is what a file without areas is about. Figures are multiplied by ``factor``, or
    else by what stands behind their subject. ``areas_in`` and ``periods_in`` are headings, where
    what is found by the cells is wrong; :data:`NO_COLUMN` for none.
    """

    measure: Measure
    source: Source
    charger_type: str = ""
    column: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    day: Day | None = None
    edition: int | None = None
    area: Area | None = None
    factor: int | None = None
    areas_in: str = ""
    periods_in: str = ""


# A heading is never that.
NO_COLUMN = "-"


@dataclass
class Statline(Reading):
    """What a file says: figures, and rows that gave none.

    ``columns`` tell how the file was understood: the headings of area, period and figure.
    """

    columns: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def tell(self) -> None:
        """Say how the file was understood, and of every row without a figure why it has none."""
        columns = {name: text or _("geen kolom") for name, text in self.columns.items()}
        self.told.append(_("Gebied: %(area)s. Periode: %(period)s. Cijfers: %(value)s.") % columns)
        rows = counted(len(self.left), "regel", "regels")
        self.told.append(_("%(rows)s niet geplaatst.") % {"rows": rows})
        self.told += told_of(self.left)


def read_statline(table: Table, question: Question, areas: Areas | None = None) -> Statline:
    """The figures of ``table`` that ``question`` asks for; ``areas`` are read when not given."""
    found = Statline()
    reader = _FileReader(table, question, found, areas or Areas())
    reader.find_columns()
    if not found.faults:
        reader.read()
        found.tell()
    return found


class _FileReader:
    """Reads one file into a :class:`Statline`."""

    def __init__(self, table: Table, question: Question, found: Statline, areas: Areas) -> None:
        self.table = table
        self.question = question
        self.found = found
        self.areas = areas
        self.factor = question.factor or 1
        self.first_lines: dict[Key, int] = {}
        self.asked_for_day = False
        self.either: frozenset[str] = frozenset()
        self.today = timezone.localdate()

    def fault(self, line: int | None, column: str, value: str, expected: str) -> None:
        self.found.faults.append(Fault(self.table.file, line, column, shown(value), expected))

    # -------------------------------------------------------------------- the columns

    def find_columns(self) -> None:
        """Which column has the areas, which the periods, which the figures."""
        area = self._asked(self.question.areas_in, self._area_column)
        period = self._asked(self.question.periods_in, self._period_column)
        if not area and self.question.area is None:
            expected = _(
                "een kolom met gemeenten (naam of code), of het gebied van het bestand (--area)"
            )
            self.fault(1, "", ", ".join(self.table.headers), expected)
        if not period and self.question.on is None:
            expected = _("een kolom met perioden, of een datum voor het hele bestand (--date)")
            self.fault(1, "", ", ".join(self.table.headers), expected)
        for name in self.question.where:
            if name not in self.table.headers:
                self.fault(1, name, "", _("een kolom met deze naam, om regels mee te kiezen"))
        if self.table.title:
            self.found.told.append(_("Tabel: %s") % shown(self.table.title))
        if self.table.unit:
            self.found.told.append(_("Eenheid in het bestand: %s") % shown(self.table.unit))
        value = self._value_column({area, period, *self.question.where})
        self.found.columns = {"area": area, "period": period, "value": value}
        self.either = either_of(set(self._cells(area)) if area else ())
        multiple = _MULTIPLE.search(value) or _MULTIPLE.search(self.table.unit)
        if self.question.factor is None and multiple:
            words = 1_000 if multiple[2] else 1_000_000
            self.factor = int(re.sub(r"[\s.]", "", multiple[1])) if multiple[1] else words
        if self.factor != 1:
            text = _("De cijfers zijn vermenigvuldigd met %s.") % number(self.factor)
            self.found.told.append(text)
        elif self.question.factor is None and self._has_no_unit(value):
            text = _(
                "Het bestand noemt geen eenheid. Staan de cijfers in duizendtallen, geef dan op "
                "waarmee ze te vermenigvuldigen zijn."
            )
            self.found.told.append(text)

    def _has_no_unit(self, value: str) -> bool:
        """Whether this is a form of which the unit stands elsewhere: an unprocessed table, and
        what OData answers (version 3 tells it in "DataProperties", 4 behind the measure)."""
        is_bare = _NUMBERED.fullmatch(value) or (value == VALUE and MEASURE in self.table.headers)
        return bool(is_bare) and not self.table.unit

    def _cells(self, name: str) -> list[str]:
        place = self.table.headers.index(name)
        return [line.cells[place] for line in self.table.rows if place < len(line.cells)]

    def _asked(self, asked: str, found: Callable[[], str]) -> str:
        """The column that somebody chose, or else what is ``found``."""
        if not asked:
            return found()
        if asked != NO_COLUMN and asked not in self.table.headers:
            self.fault(1, asked, "", _("een kolom met deze naam; dit is een andere tabel"))
        return "" if asked == NO_COLUMN else asked

    def _area_column(self) -> str:
        """The column with most codes of areas, or else names; empty if none has any."""

        def codes(name: str) -> int:
            # A large file has few different cells in a column of areas.
            cells = Counter(self._cells(name))
            return sum(count for text, count in cells.items() if self.areas.is_code(text))

        best = max(self.table.headers, key=codes)
        if codes(best):
            return best
        for name in sorted(self.table.headers, key=lambda name: name.casefold() not in AREAS):
            cells = set(filter(None, self._cells(name)))
            # A word in a column of sorts may be a name too: most of an area's cells are, but for
            # the hundreds of municipalities that are no more.
            known = sum(map(self.areas.is_area, cells))
            if known * 2 > len(cells) or (cells and name.casefold() in AREAS):
                return name
        return ""

    def _period_column(self) -> str:
        return next(filter(self._is_period, self.table.headers), "")

    def _is_period(self, name: str) -> bool:
        if name.casefold() in PERIODS:
            return True
        cells = self._cells(name)
        return bool(cells) and all(PERIOD_CODE.fullmatch(text) for text in cells)

    def _value_column(self, others: set[str]) -> str:
        asked = self.question.column
        if asked and asked in self.table.headers:
            return asked
        names = [
            name
            for name in self.table.headers
            if name not in others
            and name.casefold() not in NUMBER_OF_A_ROW
            and any(_is_figure(text) for text in self._cells(name))
        ]
        names = list(filter(_NUMBERED.fullmatch, names)) or names
        if not asked and len(names) == 1:
            return names[0]
        expected = _("een kolom met getallen")
        if names:
            choice = {"names": "; ".join(names)}
            expected = _("de keuze (--column) van een van de kolommen: %(names)s") % choice
        self.fault(1, asked, asked, expected)
        return ""

    # ----------------------------------------------------------------------- the rows

    def read(self) -> None:
        columns = self.found.columns
        self._check_decimal_mark(columns["value"])
        where = list(self.question.where.items())
        reasons = {name: _("andere waarde van %(name)s") % {"name": name} for name, _text in where}
        for line in self.table.rows:
            if len(line.cells) != len(self.table.headers):
                width = {"width": len(self.table.headers)}
                self.fault(line.number, "", "", _("%(width)s cellen") % width)
                continue
            row = dict(zip(self.table.headers, line.cells, strict=True))
            other = next((name for name, text in where if row[name] != text), None)
            if other is not None:
                self._leave(line, row, reasons[other])
            elif line.cells == self.table.headers:
                self._leave(line, row, _("de koppen nog eens"))
            else:
                self._read_row(line, row)

    def _check_decimal_mark(self, name: str) -> None:
        """One mark in the whole file: with both in it nobody can tell what 1.511 is."""
        found = (NUMBER.fullmatch(text) for text in set(self._cells(name)))
        if len({match[1] for match in found if match and match[1]}) > 1:
            self.fault(None, name, "", _("overal een punt of overal een komma voor decimalen"))

    def _leave(self, line: Line, row: Mapping[str, str], reason: str) -> None:
        area, period, value = (row.get(name, "") for name in self.found.columns.values())
        self.found.left.append(Left(line.number, area, period, value, reason))

    def _read_row(self, line: Line, row: Mapping[str, str]) -> None:
        columns = self.found.columns
        moment = self._moment(line, row.get(columns["period"], ""))
        figure = self._figure(line, row[columns["value"]], row.get(WHY, ""))
        if moment is None or figure is None:
            return
        on, provisional = moment
        reason, place = self._area(row.get(columns["area"], ""), on)
        if not row[columns["value"]] and row.get(WHY, "") in NO_REASON:
            reason = reason or _(
                "lege cel: of dat onbekend is of niet van toepassing, staat er niet"
            )
        if on > self.today:
            reason = reason or _("de datum ligt in de toekomst")
        if reason:
            self._leave(line, row, reason)
            return
        provisional = provisional or row[columns["value"]].endswith(PROVISIONAL)
        content = Content(*figure, provisional, edition=self.question.edition)
        key = self._key(place, on)
        self._add(line, Entry(key, content, Place(line.number, columns["value"])))

    def _add(self, line: Line, entry: Entry) -> None:
        # Two heads of one line can mean one day.
        if first := self.first_lines.get(entry.key):
            expected = _(
                "één regel per gebied en periode (ook regel %(first)s); kies regels (--where)"
            )
            self.fault(line.number, "", "", expected % {"first": first})
            return
        self.first_lines[entry.key] = line.number
        self.found.entries.append(entry)

    def _key(self, area: Area, on: date) -> Key:
        question = self.question
        series = Series(question.measure.pk, question.source.pk, *area, question.charger_type)
        return Key(series, on, None)

    def _area(self, text: str, on: date) -> tuple[str, Area]:
        """Why there is no place for this area on that date (empty: there is), and which it is."""
        if self.question.area and not self.found.columns["area"]:
            return "", self.question.area
        reason, area = self.areas.find(text, on)
        if text in self.either:
            reason = _("de gemeente of de provincie: schrijf de code")
        return reason, area

    # -------------------------------------------------------------------- cells

    def _moment(self, line: Line, text: str) -> tuple[date, bool] | None:
        """The day of a period, and whether its figures are provisional."""
        if not self.found.columns["period"]:
            return (self.question.on, False) if self.question.on else None
        try:
            period = span_of(text)
        except ValueError:
            expected = _(
                "een periode, zoals 2020JJ00, 2020HJ01, 2020KW04, 2020MM12 of 2020 december"
            )
            self.fault(line.number, self.found.columns["period"], text, expected)
            return None
        if period.is_year and self.question.day is None:
            self._ask_for_day(text)
            return None
        day = period.first if self.question.day == Day.FIRST else period.last
        return day, period.is_provisional

    def _ask_for_day(self, text: str) -> None:
        """Once for the whole file, as its answer is one for all rows."""
        if not self.asked_for_day:
            column = self.found.columns["period"]
            expected = _(
                "de keuze of de cijfers van de eerste of de laatste dag van het jaar zijn, met "
                "--first-day of --last-day"
            )
            self.fault(None, column, text, expected)
        self.asked_for_day = True

    def _figure(self, line: Line, text: str, why: str) -> tuple[Decimal | None, str] | None:
        """What a cell says, as (value, missing); ``None`` for a fault."""
        bare = bare_number(text).rstrip(PROVISIONAL)
        if bare in ("", UNKNOWN, SECRET):
            return None, str(Missing.NOT_APPLICABLE if why == IMPOSSIBLE else Missing.UNKNOWN)
        decimals, value = self.question.measure.decimals, None
        match = NUMBER.fullmatch("0" if bare == NIL else bare)
        if match:
            # Its thousands are never parted, so the one mark that it has is that of decimals.
            with suppress(ValueError):
                value = self._number(match, decimals)
        wrong = list(wrong_value(self.question.measure, value))
        if value is not None and not wrong:
            return value, ""
        if wrong:
            expected = str(wrong[-1].expected)
        elif match:
            expected = _("een getal met ten hoogste %s decimalen, zoals de maat heeft") % decimals
        else:
            expected = _(
                "een getal, of een punt voor onbekend; kies “zonder symbolen” of “onbewerkt”"
            )
        self.fault(line.number, self.found.columns["value"], text, expected)
        return None

    def _number(self, match: re.Match[str], decimals: int) -> Decimal:
        mark = match[1] or "."
        if self.factor == 1:
            return parse_number(match[0], decimals, mark)
        value = parse_number(match[0], MOST_DECIMALS, mark) * self.factor
        return parse_number(f"{value:f}", decimals, ".")


def _is_figure(text: str) -> bool:
    bare = bare_number(text).rstrip(PROVISIONAL)
    return bare in (UNKNOWN, SECRET, NIL) or bool(NUMBER.fullmatch(bare))
