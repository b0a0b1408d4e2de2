"""A StatLine CSV of CBS, "onbewerkt" or "zonder symbolen", to entries.

Both have a column with codes of areas and columns with figures. "Onbewerkt" has codes for periods
and a decimal point, "zonder symbolen" has words and a comma; both pad with spaces. Nothing is
dropped without a word: a row that gives no figure is in :attr:`Statline.left` with the reason.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from nalportal.dutch import Precision, counted, number, parse_number, short_date
from nalportal.exchange.faults import Fault, shown
from nalportal.exchange.tables import Line, Table
from regions.models import Municipality

from ..figures import Content, Entry, Key, Place, Series, wrong_value
from ..models import AreaKind, Measure, Missing, Source
from .files import Reading
from .periods import PERIOD_CODE, parse_period

COUNTRY = re.compile(r"NL0[01]")
MUNICIPALITY = re.compile(r"GM[0-9]{4}")
NUMBER = re.compile(r"-?[0-9]+(?:([.,])[0-9]+)?")
UNKNOWN = "."
PROVISIONAL = "*"
# What CBS calls a column is a path with the unit behind it: "Auto's/Elektrisch (aantal)".
PERIODS = ("perioden", "periode")
NUMBER_OF_A_ROW = ("id",)
# Rows without a figure that are named for one reason; the others are counted.
LEFT_SHOWN = 500


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
    ``edition`` is the primary key of what the file is, where that is known.
    """

    measure: Measure
    source: Source
    charger_type: str = ""
    column: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    day: Day | None = None
    edition: int | None = None


@dataclass(frozen=True)
class Left:
    """A row that gave no figure, and why."""

    line: int
    area: str
    period: str
    value: str
    reason: str

    def __str__(self) -> str:
        """``regel 7: GM9999, 2020JJ00, 1``"""
        said = ", ".join(text for text in (self.area, self.period, self.value) if text)
        return _("regel %(line)s: %(said)s") % {"line": self.line, "said": said}


@dataclass
class Statline(Reading):
    """What a file says: figures, and rows that gave none.

    ``columns`` tell how the file was understood: the headings of area, period and figure.
    """

    columns: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def tell(self) -> None:
        """Say how the file was understood, and of every row without a figure why it has none."""
        columns = {name: text or _("geen") for name, text in self.columns.items()}
        self.told.append(_("Gebied: %(area)s. Periode: %(period)s. Cijfers: %(value)s.") % columns)
        rows = counted(len(self.left), "regel", "regels")
        self.told.append(_("%(rows)s niet geplaatst.") % {"rows": rows})
        for reason, left in by_reason(self.left).items():
            said = "; ".join(map(str, left[:LEFT_SHOWN]))
            more = number(len(left) - LEFT_SHOWN) if len(left) > LEFT_SHOWN else ""
            text = _("%(reason)s, en nog %(more)s: %(rows)s") if more else "%(reason)s: %(rows)s"
            self.told.append(text % {"reason": reason, "more": more, "rows": said})


def read_statline(table: Table, question: Question) -> Statline:
    """The figures of ``table`` that ``question`` asks for (1 query for the municipalities)."""
    found = Statline()
    reader = _FileReader(table, question, found)
    reader.find_columns()
    if not found.faults:
        reader.read()
        found.tell()
    return found


class _FileReader:
    """Reads one file into a :class:`Statline`."""

    def __init__(self, table: Table, question: Question, found: Statline) -> None:
        self.table = table
        self.question = question
        self.found = found
        self.municipalities = {row.code: row for row in Municipality.objects.all()}
        self.first_lines: dict[Key, int] = {}
        self.asked_for_day = False

    def fault(self, line: int | None, column: str, value: str, expected: str) -> None:
        self.found.faults.append(Fault(self.table.file, line, column, shown(value), expected))

    # -------------------------------------------------------------------- the columns

    def find_columns(self) -> None:
        """Which column has the areas, which the periods, which the figures."""
        area = self._area_column()
        period = next((name for name in self.table.headers if self._is_period(name)), "")
        if not area:
            expected = _("een kolom met codes van gemeenten, zoals GM0014")
            self.fault(1, "", ", ".join(self.table.headers), expected)
        if not period and self.question.on is None:
            expected = _("een kolom met perioden, of een datum voor het hele bestand (--date)")
            self.fault(1, "", ", ".join(self.table.headers), expected)
        for name in self.question.where:
            if name not in self.table.headers:
                self.fault(1, name, "", _("een kolom met deze naam, om regels mee te kiezen"))
        value = self._value_column({area, period, *self.question.where})
        self.found.columns = {"area": area, "period": period, "value": value}

    def _cells(self, name: str) -> list[str]:
        place = self.table.headers.index(name)
        return [line.cells[place] for line in self.table.rows if place < len(line.cells)]

    def _area_column(self) -> str:
        """The column with most codes of municipalities or the country; empty if none has any."""

        def codes(name: str) -> int:
            return sum(
                bool(MUNICIPALITY.fullmatch(text) or COUNTRY.fullmatch(text))
                for text in self._cells(name)
            )

        best = max(self.table.headers, key=codes)
        return best if codes(best) else ""

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
        for line in self.table.rows:
            if len(line.cells) != len(self.table.headers):
                width = {"width": len(self.table.headers)}
                self.fault(line.number, "", "", _("%(width)s cellen") % width)
                continue
            row = dict(zip(self.table.headers, line.cells, strict=True))
            other = [name for name, text in self.question.where.items() if row[name] != text]
            if other:
                self._leave(line, row, _("andere waarde van %(name)s") % {"name": other[0]})
            else:
                self._read_row(line, row)

    def _check_decimal_mark(self, name: str) -> None:
        """One mark in the whole file: with both in it nobody can tell what 1.511 is."""
        found = (NUMBER.fullmatch(text) for text in self._cells(name))
        if len({match[1] for match in found if match and match[1]}) > 1:
            self.fault(None, name, "", _("overal een punt of overal een komma voor decimalen"))

    def _leave(self, line: Line, row: Mapping[str, str], reason: str) -> None:
        cells = {name: row.get(column, "") for name, column in self.found.columns.items()}
        self.found.left.append(
            Left(line.number, cells["area"], cells["period"], cells["value"], reason)
        )

    def _read_row(self, line: Line, row: Mapping[str, str]) -> None:
        columns = self.found.columns
        moment = self._moment(line, row.get(columns["period"], ""))
        figure = self._figure(line, row[columns["value"]])
        if moment is None or figure is None:
            return
        on, provisional = moment
        reason, municipality = self._area(row[columns["area"]], on)
        if not row[columns["value"]]:
            reason = reason or _(
                "lege cel: of dat onbekend is of niet van toepassing, staat er niet"
            )
        if on > timezone.localdate():
            reason = reason or _("de datum ligt in de toekomst")
        if reason:
            self._leave(line, row, reason)
            return
        place = Place(line.number, columns["value"])
        content = Content(*figure, provisional, edition=self.question.edition)
        self._add(line, Entry(self._key(municipality, on), content, place))

    def _add(self, line: Line, entry: Entry) -> None:
        first = self.first_lines.setdefault(entry.key, line.number)
        if first != line.number:
            expected = _(
                "één regel per gebied en periode (ook regel %(first)s); kies regels (--where)"
            )
            self.fault(line.number, "", "", expected % {"first": first})
            return
        self.found.entries.append(entry)

    def _key(self, municipality: Municipality | None, on: date) -> Key:
        question = self.question
        kind = AreaKind.MUNICIPALITY if municipality else AreaKind.COUNTRY
        pk = municipality.pk if municipality else None
        series = Series(
            question.measure.pk, question.source.pk, str(kind), None, pk, question.charger_type
        )
        return Key(series, on, None)

    def _area(self, code: str, on: date) -> tuple[str, Municipality | None]:
        """Why there is no place for this area on that date (empty: there is), and which it is."""
        if COUNTRY.fullmatch(code):
            return "", None
        if not MUNICIPALITY.fullmatch(code):
            return _("geen gemeente en niet Nederland"), None
        municipality = self.municipalities.get(code)
        if municipality is None:
            return _("onbekende gemeente"), None
        if not municipality.exists_on(on):
            return _("deze gemeente bestond niet op %(on)s") % {"on": short_date(on)}, None
        return "", municipality

    # -------------------------------------------------------------------- cells

    def _moment(self, line: Line, text: str) -> tuple[date, bool] | None:
        """The day of a period, and whether its figures are provisional."""
        if not self.found.columns["period"]:
            return (self.question.on, False) if self.question.on else None
        try:
            period = parse_period(text.rstrip(PROVISIONAL))
        except ValueError:
            expected = _("een periode, zoals 2020JJ00, 2020KW04, 2020MM12 of 2020 december")
            self.fault(line.number, self.found.columns["period"], text, expected)
            return None
        if period.precision == Precision.YEAR and self.question.day is None:
            self._ask_for_day(text)
            return None
        day = period.on if self.question.day == Day.FIRST else period.last_day
        return day, text.endswith(PROVISIONAL)

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

    def _figure(self, line: Line, text: str) -> tuple[Decimal | None, str] | None:
        """What a cell says, as (value, missing); ``None`` for a fault."""
        if text in ("", UNKNOWN):
            return None, str(Missing.UNKNOWN)
        expected = _("een getal, of een punt voor onbekend; kies “zonder symbolen” of “onbewerkt”")
        decimals, value = self.question.measure.decimals, None
        if match := NUMBER.fullmatch(text):
            expected = _("een getal met ten hoogste %s decimalen, zoals de maat heeft") % decimals
            # Its thousands are never parted, so the one mark that it has is that of decimals.
            with suppress(ValueError):
                value = parse_number(text, decimals, match[1] or ".")
        for rule in wrong_value(self.question.measure, value):
            value, expected = None, str(rule.expected)
        if value is None:
            self.fault(line.number, self.found.columns["value"], text, expected)
            return None
        return value, ""


def _is_figure(text: str) -> bool:
    return text == UNKNOWN or bool(NUMBER.fullmatch(text))


def by_reason(left: Iterable[Left]) -> dict[str, list[Left]]:
    """The rows that gave no figure, by why."""
    found: dict[str, list[Left]] = {}
    for row in left:
        found.setdefault(row.reason, []).append(row)
    return found
