"""The lines of a file of steps, each turned into the step that it asks for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.exchange.cells import CellError, is_emptied
from nalportal.exchange.check import check_table
from nalportal.exchange.earlier import NOTHING
from nalportal.exchange.faults import Fault, shown
from nalportal.exchange.tables import Table

from .imports.policy import COLUMNS_OF_RULES
from .models import Municipality, PolicyStep
from .rules import broken_rules, divisions, review_due_on, stage_said, stages_in_words
from .step_comparison import StepLine
from .step_files import (
    CODE,
    KEPT,
    NAME,
    REQUIRED,
    VERSION,
    Municipalities,
    StepFile,
    is_empty,
    is_unknown,
    with_day,
)
from .verbs import content_of, retraction_of


class StepReader:
    """Turns the lines of one file into steps, and lists what is wrong with each.

    A line is read whole or stays behind. A subclass reads another form of the file.
    """

    def __init__(self, table: Table, by: User) -> None:
        self.table = table
        self.resource = StepFile()
        self.names = Municipalities(Municipality.objects.all())
        self.own = set(Municipality.objects.editable_by(by).values_list("pk", flat=True))
        self.asked, self.today = divisions(), timezone.localdate()
        self.lines: list[StepLine] = []
        self.faults: list[Fault] = []
        # By line: the municipality and instrument (ids), and the step if the line names one.
        self.unknown: list[tuple[int, int, int, int]] = []
        # The same few instruments, stages and dates stand on thousands of lines.
        self._read: dict[tuple[str, ...], Any] = {}
        self._headings = [name for name in self.resource.by_heading if name != CODE]
        self._facts: dict[tuple[str, ...], tuple[dict[str, Any], list[tuple[str, str]]]] = {}

    def read(self) -> None:
        """Raises ``FaultyFile`` when the columns are not those of the file."""
        checked = check_table(self.table, self.resource.layout())
        self.faults += checked.faults
        for place, row in enumerate(checked.dataset.dict):
            if place + 1 not in checked.flawed and not is_empty(row):
                self._line(checked.lines[place], row)
        self.finish()

    def finish(self) -> None:
        """What can be told when all lines were read."""
        self._refuse_repeated()
        self._take_away()
        self.faults.sort(key=lambda fault: fault.line or 0)

    def _line(self, line: int, row: Mapping[str, str]) -> None:
        if is_unknown(row["stap"]):
            self._unknown(line, row)
            return
        row = with_day(row)
        step, wrong = self.step_of(row)
        if wrong:
            self._faults(line, row, wrong)
            return
        empty = frozenset(name for name in KEPT if not row[name])
        self.lines.append(StepLine(line, step, empty, int(row[VERSION] or 0)))

    def _unknown(self, line: int, row: Mapping[str, str]) -> None:
        """Nothing is known: what stands there goes, or only the step that the line came from."""
        try:
            place, instrument = self._municipality(row), self._cell("instrument", row)
        except CellError:
            _step, wrong = self.step_of({**row, "stap": "", "datum": ""})
            named = [pair for pair in wrong if pair[0] in (CODE, "instrument")]
            self._faults(line, row, named)
            return
        version = int(row[VERSION]) if row[VERSION].isdecimal() else 0
        self.unknown.append((line, place.pk, instrument.pk, version))

    def _take_away(self) -> None:
        """The steps that stand where a line says that nothing is known (1 query if any)."""
        if not self.unknown:
            return
        standing = PolicyStep.objects.standing().filter(
            municipality__in={place for _line, place, _kind, _version in self.unknown}
        )
        found: dict[tuple[int, int], list[PolicyStep]] = defaultdict(list)
        for step in standing.select_related("municipality", "instrument", "document"):
            found[step.municipality_id, step.instrument_id].append(step)
        gone = set()
        for line, place, kind, version in self.unknown:
            for step in found[place, kind]:
                if version in (0, step.pk) and step.pk not in gone:
                    gone.add(step.pk)
                    taken = retraction_of(step)
                    taken.replaces, taken.note = step, _("onbekend, volgens een bestand")
                    self.lines.append(StepLine(line, taken, replaces=step, takes_away=True))

    def step_of(self, row: Mapping[str, str]) -> tuple[PolicyStep, list[tuple[str, str]]]:
        """The step that a row of the long form asks for, and what is wrong with the row."""
        wrong = list(self._wrong_version(row))
        try:
            place = self._municipality(row)
        except CellError as error:
            wrong.append((CODE, str(error)))
            place = None
        key = tuple(row[heading] for heading in self._headings)
        if key not in self._facts:
            self._facts[key] = self._fact(row)
        values, unread = self._facts[key]
        wrong += unread
        step = PolicyStep(municipality=place, **values)
        if not wrong:
            found = broken_rules(step, self.asked, self.today)
            wrong = [(COLUMNS_OF_RULES[name], expected) for name, expected in found]
        if not wrong:
            step.review_due_on = review_due_on(step.instrument, step.stage, step.on)
        return step, wrong

    def _fact(self, row: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """What a row says, whoever it says it of."""
        found: dict[str, Any] = {}
        wrong = []
        for heading in self._headings:
            kind = found.get("instrument") if heading == "stap" else None
            said, rest = stage_said(kind, row[heading]) if kind else ("", "")
            try:
                value = said if said and not rest else self._cell(heading, row)
            except CellError as error:
                wrong.append((heading, stages_in_words(kind) if kind else str(error)))
                continue
            attributes = self.resource.by_heading[heading].attributes
            values = value if len(attributes) > 1 else (value,)
            found |= zip(attributes, values, strict=True)
        return found, wrong

    def _wrong_version(self, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        if row[VERSION] and not re.fullmatch(r"[0-9]{1,18}", row[VERSION]):
            yield VERSION, _("het nummer dat daar stond, of niets")

    def _municipality(self, row: Mapping[str, str]) -> Municipality:
        found: Municipality = self._once(self._place_of, row[CODE], row[NAME])
        return found

    def _place_of(self, code: str, name: str) -> Municipality:
        found = self.names.find(code, name)
        if found.pk not in self.own:
            raise CellError(_("een gemeente waarvoor u mag vastleggen"))
        return found

    def _cell(self, heading: str, row: Mapping[str, str]) -> Any:
        return self._once(self._value, heading, row[heading])

    def _once(self, read: Callable[[str, str], Any], *texts: str) -> Any:
        if texts not in self._read:
            try:
                self._read[texts] = read(*texts)
            except CellError as error:
                self._read[texts] = error
        value = self._read[texts]
        if isinstance(value, CellError):
            raise value
        return value

    def _value(self, heading: str, text: str) -> Any:
        column = self.resource.by_heading[heading]
        text = "" if is_emptied(text) else text
        if not text and heading in REQUIRED:
            raise CellError(column.widget.expected)
        limit = getattr(PolicyStep._meta.get_field(column.attribute), "max_length", None)
        value = column.widget.clean(text, earlier=NOTHING)
        if isinstance(value, str) and limit and len(value) > limit:
            raise CellError(_("ten hoogste %(limit)s tekens") % {"limit": number(limit)})
        return value

    def _faults(self, line: int, row: Mapping[str, str], wrong: Iterable[tuple[str, str]]) -> None:
        for heading, expected in wrong:
            about = heading if heading != CODE or row[CODE] else NAME
            value = shown(", ".join(row[part] for part in about.split(", ")))
            self.faults.append(Fault(self.table.file, line, about, value, expected))

    def _refuse_repeated(self) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        lines, self.lines = self.lines, []
        for line in lines:
            first = seen.setdefault(content_of(line.step), line.number)
            if first == line.number:
                self.lines.append(line)
            else:
                expected = _("een rij die één keer voorkomt; deze staat al op regel %(first)s")
                about = f"{line.step.municipality.code}, {line.step.instrument.slug}"
                values = (self.table.file, line.number, "", about, expected % {"first": first})
                self.faults.append(Fault(*values))
