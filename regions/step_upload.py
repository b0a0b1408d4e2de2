"""Steps out of a file: first a preview, then, when confirmed, the import itself.

Both are the same look at the file. Thousands of lines are read with one query for what stands
and stored at once, so the road of the other importers, a record at a time, is not taken; the
cells, the check of the text and the rules are theirs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import long_date, number
from nalportal.exchange.cells import CellError, is_emptied
from nalportal.exchange.check import check_table
from nalportal.exchange.earlier import NOTHING
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import Table, read_table
from nalportal.pages.file_preview import CHANGED, NEW, OVERTAKEN, UNCHANGED, Preview, Row
from nalportal.pages.uploads import Upload, UploadForm
from nalportal.progress.not_counted import note_of_row, open_round
from nalportal.records.versions import Change
from nalportal.refusals import Overtaken

from .imports.policy import COLUMNS_OF_RULES
from .models import Municipality, PolicyAction, PolicyStep
from .models.policy import RETRACTED
from .rules import broken_rules, divisions, review_due_on
from .step_comparison import Line, compare
from .step_files import CODE, KEPT, NAME, VERSION, Municipalities, StepFile, is_empty
from .verbs import content_of, record_file

# Every municipality of the country has six instruments, and some have two lines for one.
MAX_ROWS = 5_000
MAX_FAULTS = 200


class StepsUploadForm(UploadForm):
    """Choose a file with steps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext_lazy(
            "CSV of XLSX, met de kolommen van het ingevulde bestand. Een lege cel laat staan wat "
            "er staat; met (leegmaken) maakt u die leeg."
        )


@dataclass
class Plan:
    """What a file would do; a line with a fault does nothing."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[PolicyStep]:
        """The steps to store, each with the one it replaces."""
        return [line.step for line in self.lines if line.is_news]


def preview(upload: Upload, *, by: User) -> Preview:
    """What the file would do; nothing is written."""
    plan = plan_of(upload, by=by)
    return preview_of(plan)


def preview_of(plan: Plan) -> Preview:
    """A plan as the page shows it: its rows, its first faults, and how many more there are."""
    faults, more = plan.faults[:MAX_FAULTS], len(plan.faults) - MAX_FAULTS
    if more > 0:
        text = _("dat u deze eerst verbetert; er zijn er nog %(count)s")
        faults.append(Fault(faults[0].file, None, "", "", text % {"count": number(more)}))
    of = open_round() if plan.new else None
    return Preview(tuple(_row(line, of) for line in plan.lines), tuple(faults))


def import_steps(
    upload: Upload, fingerprint: str, *, by: User, may_remove: bool = False
) -> PolicyAction:
    """Do what the preview with this ``fingerprint`` showed, as one action that can be undone.

    Raises ``Overtaken`` when the file would do something else by now, ``RemovesMore`` when it
    takes something away and it ``may_remove`` nothing.
    """

    def steps() -> list[PolicyStep]:
        plan = plan_of(upload, by=by)
        if not plan.new:
            raise Overtaken
        preview_of(plan).check(fingerprint, may_remove=may_remove)
        return plan.new

    own = Municipality.objects.editable_by(by).values_list("pk", flat=True)
    return record_file(list(own), steps, by=by)


# ------------------------------------------------------------------------------ reading lines


def plan_of(upload: Upload, *, by: User) -> Plan:
    """Read the file and set it beside what stands (7 queries, however many lines)."""
    try:
        table = read_table(upload.name, upload.content)
        if len(table.rows) > MAX_ROWS:
            expected = _("ten hoogste %(count)s regels") % {"count": number(MAX_ROWS)}
            raise FaultyFile([Fault(upload.name, None, "", number(len(table.rows)), expected)])
        plan = _Reader(table, by).read()
    except FaultyFile as faulty:
        return Plan(faults=list(faulty.faults))
    compare(plan.lines)
    return plan


class _Reader:
    """Turns the lines of one file into steps, and lists what is wrong with each."""

    def __init__(self, table: Table, by: User) -> None:
        self.table = table
        self.resource = StepFile()
        self.names = Municipalities(Municipality.objects.all())
        self.own = set(Municipality.objects.editable_by(by).values_list("pk", flat=True))
        self.asked = divisions()
        self.plan = Plan()
        # The same few instruments, stages and dates stand on thousands of lines.
        self._read: dict[tuple[str, str], Any] = {}

    def read(self) -> Plan:
        """Raises ``FaultyFile`` when the columns are not those of the file."""
        checked = check_table(self.table, self.resource.layout())
        self.plan.faults += checked.faults
        for place, row in enumerate(checked.dataset.dict):
            if place + 1 not in checked.flawed and not is_empty(row):
                self._line(checked.lines[place], row)
        self.plan.faults.sort(key=lambda fault: fault.line or 0)
        self._refuse_repeated()
        return self.plan

    def _line(self, line: int, row: Mapping[str, str]) -> None:
        step, wrong = PolicyStep(), list(self._wrong_version(row))
        for heading, column in self.resource.by_heading.items():
            try:
                value: Any = (
                    self._municipality(row) if heading == CODE else self._cell(heading, row)
                )
            except CellError as error:
                wrong.append((heading, str(error)))
                continue
            values = value if len(column.attributes) > 1 else (value,)
            for name, item in zip(column.attributes, values, strict=True):
                setattr(step, name, item)
        if not wrong:
            found = broken_rules(step, self.asked)
            wrong = [(COLUMNS_OF_RULES[name], expected) for name, expected in found]
        if wrong:
            self._faults(line, row, wrong)
            return
        step.review_due_on = review_due_on(step.instrument, step.stage, step.on)
        empty = frozenset(name for name in KEPT if not row[name])
        self.plan.lines.append(Line(line, step, empty, int(row[VERSION] or 0)))

    def _wrong_version(self, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        if row[VERSION] and not re.fullmatch(r"[0-9]{1,18}", row[VERSION]):
            yield VERSION, _("het nummer dat daar stond, of niets")

    def _municipality(self, row: Mapping[str, str]) -> Municipality:
        found = self.names.find(row[CODE], row[NAME])
        if found.pk not in self.own:
            raise CellError(_("een gemeente waarvoor u mag vastleggen"))
        return found

    def _cell(self, heading: str, row: Mapping[str, str]) -> Any:
        key = (heading, row[heading])
        if key not in self._read:
            try:
                self._read[key] = self._value(*key)
            except CellError as error:
                self._read[key] = error
        value = self._read[key]
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
            self.plan.faults.append(Fault(self.table.file, line, about, value, expected))

    def _refuse_repeated(self) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        lines, self.plan.lines = self.plan.lines, []
        for line in lines:
            first = seen.setdefault(content_of(line.step), line.number)
            if first == line.number:
                self.plan.lines.append(line)
            else:
                expected = _("een rij die één keer voorkomt; deze staat al op regel %(first)s")
                about = f"{line.step.municipality.code}, {line.step.instrument.slug}"
                values = (self.table.file, line.number, "", about, expected % {"first": first})
                self.plan.faults.append(Fault(*values))


REQUIRED = frozenset({"instrument", "stap", "datum"})


def _row(line: Line, of: tuple[str, date] | None) -> Row:
    step = line.step
    title = f"{step.municipality.display_name}, {step.instrument.short_name}: {_said(step)}"
    if line.overtaken:
        return Row(OVERTAKEN, step.municipality.code, title, note=_overtaken(line))
    kind = UNCHANGED if line.is_known else CHANGED if line.replaces else NEW
    changes = _changes(line.replaces, step) if line.replaces else ()
    note = note_of_row([step.on], of) if line.is_news else ""
    return Row(kind, step.municipality.code, title, changes, note)


def _overtaken(line: Line) -> str:
    """What happened meanwhile to the step that a line was filled in from."""
    now = line.overtaken
    assert now is not None  # noqa: S101 - tells mypy what it is
    who = now.recorded_by.display_name if now.recorded_by else _("Het portaal")
    day = long_date(timezone.localdate(now.recorded_at))
    if now.stage == RETRACTED:
        text = _("Regel %(line)s: %(who)s nam dit terug op %(day)s.")
    else:
        text = _("Regel %(line)s: %(who)s verbeterde dit op %(day)s in: %(now)s.")
    said = "" if now.stage == RETRACTED else _said(now)
    return text % {"line": number(line.number), "who": who, "day": day, "now": said}


def _said(step: PolicyStep) -> str:
    late = _("uiterlijk") + " " if step.no_later_than else ""
    return f"{step.get_stage_display()}, {late}{step.dated}"


def _changes(before: PolicyStep, after: PolicyStep) -> tuple[Change, ...]:
    columns = StepFile().by_heading
    del columns[CODE]
    texts = [
        (name, column.export(before), column.export(after)) for name, column in columns.items()
    ]
    return tuple(Change(name, name, old, new) for name, old, new in texts if old != new)
