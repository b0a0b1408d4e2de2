"""The rows of a file of documents: which document each is about, and what is said to rest on it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nalportal.exchange.cells import CellError
from nalportal.exchange.check import CheckedRow, checked_rows
from nalportal.exchange.faults import Fault, shown
from nalportal.exchange.tables import Line as FileLine
from nalportal.exchange.tables import Table
from nalportal.names import same_key
from nalportal.pages.file_preview import DIFFERS, Row
from nalportal.pages.own_file import VERSION

from .document_file import (
    DAY,
    INSTRUMENTS,
    NEWEST,
    NOTICE,
    NUMBER,
    PLACES,
    REFERENCE,
    STAGE,
    TITLE,
    OwnDocumentResource,
)
from .models import Municipality, PolicyDocument, PolicyStep, Stage
from .permissions import may_change_document
from .references import address_of, key_of
from .step_comparison import StepLine, compare
from .step_files import CODE, HEADINGS, NAME, is_unknown
from .step_reading import StepReader
from .wide_reading import UNSAID

_BETWEEN = re.compile(r"\s*[|;,\n]\s*")
_CODE = re.compile(r"GM\d{4}", re.IGNORECASE)
COMPARED = ("vastgesteld_op", "in_werking_op", "vastgesteld_door")
LATEST = re.compile(r"uiterlijk\b\s*", re.IGNORECASE)


@dataclass
class DocumentGroup:
    """The rows that are about one document: what they say of it together."""

    cells: dict[str, str]
    rows: list[CheckedRow] = field(default_factory=list)
    known: PolicyDocument | None = None

    @property
    def line(self) -> int:
        return self.rows[0].line


class DocumentReader(StepReader):
    """Turns a file into documents, by way of ``documents``, and into the steps that rest on them.

    Of a list that a ``is_published`` gazette gives, only what is empty here is filled: what differs
    is told. ``late`` is the day by which a step was taken that has no date.
    """

    def __init__(
        self, table: Table, documents: OwnDocumentResource, *, is_published: bool, late: str
    ) -> None:
        super().__init__(table, documents.user)
        self.documents, self.is_published, self.late = documents, is_published, late
        self.differing: list[Row] = []
        # By the line of the file: what its document is called.
        self.called: dict[int, str] = {}
        # Of each line the newest step when the file was made (0: it does not tell).
        self._newest: list[int] = []
        self._told: set[Fault] = set()

    def read(self) -> None:
        """Raises ``FaultyFile`` when the columns are not those of the file."""
        rows = checked_rows(self.table, self.documents.layout(), self.faults)
        groups = list(self._groups(row for row in rows if not row.flawed))
        made = self._import(groups)
        for group in groups:
            if document := made.get(group.line):
                for row in group.rows:
                    self._covers(row, group, document)
        self._compare()
        self.faults.sort(key=lambda fault: fault.line or 0)

    # ------------------------------------------------------------------ which document it is

    def _groups(self, rows: Iterator[CheckedRow]) -> Iterator[DocumentGroup]:
        known = _Known()
        found: dict[tuple[str, str], DocumentGroup] = {}
        for row in rows:
            if not any(row.cells.values()):
                continue
            try:
                document = known.find(row.cells)
            except CellError as error:
                self._fault(row, NUMBER, str(error))
                continue
            key = ("", str(document.pk)) if document else _key(row.cells)
            if not key[1]:
                self._fault(row, TITLE, _("een titel of een kenmerk"))
                continue
            group = found.setdefault(key, DocumentGroup(dict(row.cells), known=document))
            group.rows.append(row)
            for name in (*self.documents.fields, VERSION):
                self._join(group, row, name)
        for group in found.values():
            self._complete(group)
            yield group

    def _fault(self, row: CheckedRow, heading: str, expected: str) -> None:
        value = shown(row.cells[heading])
        self.faults.append(Fault(self.table.file, row.line, heading, value, expected))

    def _join(self, group: DocumentGroup, row: CheckedRow, name: str) -> None:
        """What one row leaves empty, another may say; none may contradict another."""
        text, stands = row.cells[name], group.cells[name]
        if not stands:
            group.cells[name] = text
        elif text and not self._means_same(name, text, stands):
            expected = _("hetzelfde als op regel %(line)s, of niets") % {"line": group.line}
            self._fault(row, name, expected)

    def _means_same(self, name: str, one: str, other: str) -> bool:
        if name == VERSION:
            return one == other
        cell = self.documents.fields[name].widget
        return bool(cell.normal(one) == cell.normal(other))

    def _complete(self, group: DocumentGroup) -> None:
        cells, known = group.cells, group.known
        if self.is_published:
            cells["webadres"] = cells["webadres"] or address_of(cells[REFERENCE])
        if known is not None:
            cells[NUMBER] = str(known.pk)
            if self.is_published:
                self._fill(cells, known)
        elif self.is_published:
            cells[TITLE] = cells[TITLE] or cells[REFERENCE]

    def _fill(self, cells: dict[str, str], known: PolicyDocument) -> None:
        """Leave what is entered, and tell where it differs; of what is empty only who may fills."""
        told, fills = [], []
        for name, column in self.documents.fields.items():
            ours, theirs = column.export(known), column.widget.normal(cells[name])
            if name == NUMBER or not theirs:
                continue
            if not ours:
                fills.append(name)
            elif name in COMPARED and ours != theirs:
                words = column.widget.in_words
                about = {"ours": words(ours), "theirs": words(theirs)}
                about["name"] = name.replace("_", " ")
                text = _("%(name)s: hier %(ours)s, in de bekendmaking %(theirs)s.")
                told.append(text % about)
            if ours:
                cells[name] = ""
        if fills and not may_change_document(self.documents.user, known):
            cells.update(dict.fromkeys(fills, ""))
        if told:
            self.differing.append(Row(DIFFERS, *self.documents.of(known), note=" ".join(told)))

    def _import(self, groups: list[DocumentGroup]) -> dict[int, PolicyDocument]:
        """The documents of the groups by their first line, but for those that are refused."""
        heads = (*self.documents.fields, VERSION)
        lines = [
            FileLine(group.line, tuple(group.cells[name] for name in heads)) for group in groups
        ]
        outcome = self.documents.import_table(Table(self.table.file, heads, tuple(lines)))
        found = (*outcome.faults, *outcome.excused)
        self.faults += found
        refused = {fault.line for fault in found}
        made = {
            group.line: self.documents.made[at]
            for at, group in enumerate(groups, 1)
            if group.line not in refused
        }
        for line, document in made.items():
            if (
                document._state.adding
            ):  # only looked at: its steps still differ from those of another
                document.pk = -line
        return made

    # ------------------------------------------------------------------- what rests on it

    def _covers(self, row: CheckedRow, group: DocumentGroup, document: PolicyDocument) -> None:
        """The steps that a row asks for: each of its municipalities, each of its instruments."""
        stage, when = row.cells[STAGE], row.cells[DAY]
        if is_unknown(stage):
            return
        late = bool(LATEST.match(when))
        when = LATEST.sub("", when, count=1)
        # The day of a paper is only a bound.
        if not when or (self.is_published and document.adopted_on):
            adopted, in_force = document.adopted_on, document.in_force_on
            day = adopted or in_force
            when, late = (day.isoformat() if day else self.late), adopted is None
        common = {"stap": stage or str(Stage.ADOPTED), "datum": when}
        common["uiterlijk"] = "ja" if late else "nee"
        self.called[row.line] = document.reference or document.title
        for place in _parts(row.cells[PLACES]):
            about = {CODE: place} if _CODE.fullmatch(place) else {NAME: place}
            for instrument in _parts(row.cells[INSTRUMENTS]):
                asked = dict.fromkeys(HEADINGS, "") | common | about | {"instrument": instrument}
                self._step(row, asked, document)

    def _step(self, row: CheckedRow, asked: Mapping[str, str], document: PolicyDocument) -> None:
        step, wrong = self.step_of(asked)
        for about, expected in wrong:
            heading = _HEADS.get(about, INSTRUMENTS)
            value = asked[CODE] or asked[NAME] if about == CODE else row.cells[heading]
            fault = Fault(self.table.file, row.line, heading, shown(value), expected)
            if fault not in self._told:
                self._told.add(fault)
                self.faults.append(fault)
        if wrong:
            return
        step.document = document
        self.lines.append(StepLine(row.line, step, UNSAID))
        self._newest.append(int(row.cells[NEWEST]) if row.cells[NEWEST].isdecimal() else 0)

    def _municipality(self, row: Mapping[str, str]) -> Municipality:
        # Of another region it may well be: what rests on the document there stays as it is.
        return self.names.find(row[CODE], row[NAME])

    def _compare(self) -> None:
        """Tell what is news; that only of municipalities that this person records."""
        compare(self.lines)
        about = {line.step.municipality_id for line in self.lines if line.is_news}
        steps = PolicyStep.objects.filter(municipality__in=about).order_by("pk")
        replaced = set(steps.exclude(replaces=None).values_list("replaces", flat=True))
        ours: dict[tuple[Any, ...], PolicyStep] = {}
        newest: dict[tuple[int, int], PolicyStep] = {}
        for step in steps.select_related("instrument", "municipality", "document", "recorded_by"):
            newest[step.municipality_id, step.instrument_id] = step
            if step.document_id and step.pk not in replaced:
                ours[_rests(step)] = step
        lines, self.lines = self.lines, []
        for line, made_after in zip(lines, self._newest, strict=True):
            step = line.step
            if line.is_news:
                if not self._may(line):
                    continue
                last = newest.get((step.municipality_id, step.instrument_id))
                if made_after and last and last.pk > made_after:
                    line.overtaken = last
                elif line.replaces is None:
                    # The same document at another date: that was a mistake, and is put right.
                    line.replaces = step.replaces = ours.pop(_rests(step), None)
            self.lines.append(line)

    def _may(self, line: StepLine) -> bool:
        if line.step.municipality_id in self.own:
            return True
        name = line.step.municipality.display_name
        expected = _("een gemeente waarvoor u mag vastleggen")
        self.faults.append(Fault(self.table.file, line.number, PLACES, name, expected))
        return False


_HEADS = {CODE: PLACES, "datum": DAY, "stap": STAGE}


def _rests(step: PolicyStep) -> tuple[Any, ...]:
    return step.municipality_id, step.instrument_id, step.stage, step.document_id


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))


def _key(cells: Mapping[str, str]) -> tuple[str, str]:
    """What tells that two rows are about one new document."""
    if cells[REFERENCE]:
        return REFERENCE, key_of(cells[REFERENCE])
    return TITLE, same_key(cells[TITLE])


class _Known:
    """The documents that are there, by their number, by each form of their reference, or by their
    title where that is of one."""

    def __init__(self) -> None:
        self.rows = {str(row.pk): row for row in PolicyDocument.objects.all()}
        self.by_reference = {key_of(row.reference): row for row in self.rows.values()}
        self.by_reference.pop("", None)

    def find(self, cells: Mapping[str, str]) -> PolicyDocument | None:
        if cells[NUMBER]:
            return self.rows.get(cells[NUMBER])
        for name in (REFERENCE, NOTICE):
            if found := self.by_reference.get(key_of(cells[name])):
                return found
        if cells[REFERENCE] or not cells[TITLE]:
            return None
        title = same_key(cells[TITLE])
        titled = [row for row in self.rows.values() if same_key(row.title) == title]
        if len(titled) > 1:
            raise CellError(_("het nummer of het kenmerk erbij: meer documenten heten zo"))
        return titled[0] if titled else None
