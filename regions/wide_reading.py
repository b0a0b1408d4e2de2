"""What a wide file (:mod:`.wide_files`) says, beside what it said when it was made."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.exchange.cells import CellError
from nalportal.exchange.check import Layout, already_there, check_table
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Table
from nalportal.written_dates import parse_day

from .models import Municipality, PolicyStep
from .models.policy import RETRACTED
from .rules import stage_said
from .step_comparison import StepLine
from .step_files import CODE, HEADINGS, NAME, VERSION, is_unknown, with_day
from .step_reading import StepReader
from .wide_files import DAY, HEADS, Group, WideForm, dated, made_up_of

# What stays as it stands wherever the file says nothing of it.
UNSAID = frozenset({"verwacht", "noot", "bron"})


@dataclass(frozen=True)
class Place:
    """A row that names a municipality: ``version`` is the newest step when it was made, if it
    tells, and ``day`` the one it is about."""

    line: int
    municipality: Municipality
    version: int | None
    day: date | None
    cells: Mapping[str, str]
    flawed: frozenset[str]


class WideReader(StepReader):
    """Reads the rows of municipalities."""

    def __init__(self, table: Table, by: User, form: WideForm) -> None:
        super().__init__(table, by)
        self.form = form

    def read(self) -> None:
        """Raises ``FaultyFile`` when no column names the municipality (3 queries)."""
        if not {CODE, NAME}.intersection(self.table.headers):
            expected = _("een kolom “Code” of “Gemeente”")
            raise FaultyFile([Fault(self.table.file, 1, HEADS[CODE], "", expected)])
        heads = self.table.headers
        checked = check_table(self.table, Layout(heads, frozenset(), (), lambda row: None))
        self.faults += [_renamed(fault) for fault in checked.faults]
        places: dict[int, Place] = {}
        for at, row in enumerate(checked.dataset.dict, 1):
            flawed = checked.flawed.get(at, frozenset())
            cells = {CODE: "", NAME: "", DAY: "", VERSION: "", **row}
            if any(cells[head] for head in heads if head in self._filled):
                self._place(checked.lines[at - 1], cells, flawed, places)
        history = _history(place.municipality.pk for place in places.values())
        for place in places.values():
            self._row(place, history[place.municipality.pk])
        self.finish()

    @property
    def _filled(self) -> set[str]:
        """The columns that say something of a municipality."""
        return {heading for group in self.form.groups for heading in group.headings}

    def _place(
        self, line: int, cells: dict[str, str], flawed: frozenset[str], places: dict[int, Place]
    ) -> None:
        if flawed & {CODE, NAME, DAY, VERSION}:
            return
        try:
            found = self._municipality(cells)
            version, day = _version(cells[VERSION]), _day(cells[DAY])
        except CellError as error:
            about = CODE if cells[CODE] else NAME
            about = getattr(error, "about", about)
            self._tell(line, HEADS[about], cells[about], str(error))
            return
        if found.pk in places:
            expected = already_there(places[found.pk].line)
            self._tell(line, HEADS[NAME], found.display_name, expected)
            return
        places[found.pk] = Place(line, found, version, day, cells, flawed)

    def _tell(self, line: int, heading: str, value: str, expected: str) -> None:
        self.faults.append(Fault(self.table.file, line, heading, shown(value), expected))

    # ------------------------------------------------------------------- one municipality

    def _row(self, place: Place, steps: Sequence[PolicyStep]) -> None:
        then = _then(steps, place)
        newer = {
            step.instrument_id: step
            for step in steps
            if place.version is not None and step.pk > place.version
        }
        for group in self.form.groups:
            if not place.flawed.intersection(group.headings):
                made_from = then.get(group.instrument.pk, [None])[0]
                self._group(place, group, made_from, newer.get(group.instrument.pk))

    def _group(
        self, place: Place, group: Group, then: PolicyStep | None, newer: PolicyStep | None
    ) -> None:
        stage, when, document = (place.cells.get(head, "") for head in _three(group))
        if not (stage or when or document):
            return
        if is_unknown(stage):
            self._unknown_now(place, group, then, newer)
            return
        said, rest = stage_said(group.instrument, stage)
        if rest and when:
            expected = _("alleen de status, want de datum staat al in de kolom ernaast")
            self._tell(place.line, group.stage, stage, expected)
            return
        row = dict.fromkeys(HEADINGS, "") | {CODE: place.municipality.code, "document": document}
        row |= {"instrument": group.instrument.slug, "stap": said or stage}
        row["stap"] = row["stap"] or (then.stage if then else "")
        row |= self._when(place, row["stap"], when or rest, then)
        step, wrong = self.step_of(row)
        if wrong:
            # A date that stands behind the status is wrong there.
            heads = {"datum": group.stage if rest else group.date, "document": group.document}
            for about, expected in wrong:
                head = heads.get(about, group.stage)
                self._tell(place.line, head, place.cells.get(head, ""), expected)
            return
        empty = UNSAID if document else UNSAID | {"document"}
        line = StepLine(place.line, step, empty, newer=newer)
        line.is_known = then is not None and _is_same(step, then, document)
        if not line.is_known:
            line.shown_on = place.day or timezone.localdate()
        self.lines.append(line)

    def _unknown_now(
        self, place: Place, group: Group, then: PolicyStep | None, newer: PolicyStep | None
    ) -> None:
        if newer and then:
            # Kept as it is by now, and told.
            self.lines.append(StepLine(place.line, then, overtaken=newer, takes_away=True))
        elif then or place.version is None:
            self.unknown.append((place.line, place.municipality.pk, group.instrument.pk, 0))

    def _when(self, place: Place, stage: str, when: str, then: PolicyStep | None) -> dict[str, str]:
        """Whether it is a last day, and the date; of a stage without one, that of the file."""
        if not when and then and stage == then.stage:
            stood = dated(then)
            when = stood if isinstance(stood, str) else stood.isoformat()
        if when:
            found = with_day({"datum": when, "uiterlijk": "nee"})
            return {name: found[name] for name in ("datum", "uiterlijk")}
        return {"datum": place.day.isoformat() if place.day else "", "uiterlijk": "ja"}


def _three(group: Group) -> tuple[str, str, str]:
    return group.stage, group.date, group.document


def _renamed(fault: Fault) -> Fault:
    heading = HEADS.get(fault.column, fault.column)
    return Fault(fault.file, fault.line, heading, fault.value, fault.expected)


class _CellBesideError(CellError):
    """A cell beside those of the municipality; ``about`` is its column."""

    def __init__(self, about: str, expected: str) -> None:
        super().__init__(expected)
        self.about = about


def _version(text: str) -> int | None:
    if text and not re.fullmatch(r"[0-9]{1,18}", text):
        raise _CellBesideError(VERSION, _("het nummer dat daar stond, of niets"))
    return int(text) if text else None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError:
        raise _CellBesideError(DAY, _("de datum die daar stond, of niets")) from None


# -------------------------------------------------------------------------- what it said then


def _history(municipalities: Iterable[int]) -> dict[int, list[PolicyStep]]:
    """Per municipality (its id) every step that was ever recorded (1 query)."""
    rows = PolicyStep.objects.filter(municipality__in=set(municipalities)).order_by("pk")
    found: dict[int, list[PolicyStep]] = defaultdict(list)
    for step in rows.select_related("municipality", "instrument", "document", "recorded_by"):
        found[step.municipality_id].append(step)
    return found


def _then(steps: Sequence[PolicyStep], place: Place) -> dict[int, list[PolicyStep]]:
    """What stood in the file when it was made, by instrument: steps are only ever added."""
    day = place.day or timezone.localdate()
    known = [step for step in steps if place.version is None or step.pk <= place.version]
    replaced = {step.replaces_id for step in known}
    standing = (step for step in known if step.pk not in replaced and step.stage != RETRACTED)
    return made_up_of(sorted(standing, key=lambda step: (step.on, step.pk)), day)


def _is_same(step: PolicyStep, then: PolicyStep, document: str) -> bool:
    names = ["stage", "on", "precision", "no_later_than"] + ["document_id"] * bool(document)
    return all(getattr(step, name) == getattr(then, name) for name in names)
