"""Steps out of a file: first a preview, then, when confirmed, the import itself.

Both are the same look at the file. Thousands of lines are read with one query for what stands
and stored at once, so the road of the other importers, a record at a time, is not taken; the
cells, the check of the text and the rules are theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import long_date, number
from nalportal.exchange.columns import Column
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import own_table, read_lines, refuse_longer
from nalportal.pages.file_preview import CHANGED, NEW, OVERTAKEN, UNCHANGED, Preview, Row
from nalportal.pages.uploads import Upload, UploadForm
from nalportal.progress.not_counted import note_of_row, open_round
from nalportal.records.versions import Change
from nalportal.refusals import Overtaken

from .models import Municipality, PolicyAction, PolicyInstrument, PolicyStep
from .models.policy import RETRACTED
from .step_comparison import StepLine, compare
from .step_files import CODE, SHEET, StepFile, known_heading
from .step_reading import StepReader
from .verbs import record_file
from .wide_files import WideForm
from .wide_reading import WideReader

# What fits without counting municipalities and instruments.
MAX_ROWS = 5_000
MAX_FAULTS = 200


def max_rows() -> int:
    """Two lines for each instrument of each municipality, of all times; never less than MAX_ROWS
    (2 queries)."""
    return max(MAX_ROWS, 2 * Municipality.objects.count() * PolicyInstrument.objects.count())


class StepsUploadForm(UploadForm):
    """Choose a file with steps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext_lazy(
            "XLSX of CSV: het werkblad met een regel per gemeente, of een regel per status. Een "
            "lege cel wijzigt niets; kies Onbekend om een stand weg te halen."
        )


@dataclass
class Plan:
    """What a file would do; a line with a fault does nothing."""

    lines: list[StepLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: tuple[str, ...] = ()

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
    columns = StepFile().by_heading
    del columns[CODE]
    words = Words()
    rows = tuple(_row(line, of, columns, words) for line in plan.lines)
    return Preview(rows, tuple(faults), plan.unread)


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
        reader = _reader_of(upload, by)
        reader.read()
    except FaultyFile as faulty:
        return Plan(faults=list(faulty.faults))
    compare(reader.lines)
    lines = [line for line in reader.lines if not line.later]
    faults = [_later(reader.table.file, line) for line in reader.lines if line.later]
    return Plan(lines, reader.faults + faults, reader.table.unread)


def _later(file: str, line: StepLine) -> Fault:
    expected = _("dit, als u eerst laat vervallen wat daar ook staat: %(later)s")
    assert line.later is not None  # noqa: S101 - tells mypy what it is
    later, kind = said(line.later), line.step.instrument.short_name
    return Fault(file, line.number, kind, said(line.step), expected % {"later": later})


def _reader_of(upload: Upload, by: User) -> StepReader:
    """What reads the form that the file has: a row per municipality, or one per step."""
    lines = read_lines(upload.name, upload.content, own=SHEET)
    table, form = own_table(upload.name, lines, known_heading), None
    if "instrument" not in table.headers:
        wide = WideForm(PolicyInstrument.objects.all())
        found = own_table(upload.name, lines, wide.knows)
        if wide.is_of(found.headers):
            table, form = found, wide
    if len(table.rows) > MAX_ROWS:
        refuse_longer(table.file, len(table.rows), max_rows())
    return WideReader(table, by, form) if form else StepReader(table, by)


class Words(dict[tuple[Any, ...], str]):
    """Steps in the words of the screen; thousands of lines have the same few stages and dates."""

    def of(self, step: PolicyStep) -> str:
        key = (step.stage, step.no_later_than, step.on, step.precision)
        if key not in self:
            self[key] = said(step)
        return self[key]


def _row(
    line: StepLine, of: tuple[str, date] | None, columns: Mapping[str, Column], words: Words
) -> Row:
    step = line.step
    about = f"{step.municipality.display_name}, {step.instrument.short_name}"
    if line.takes_away and line.replaces:
        change = Change("stap", _("status"), words.of(line.replaces), "")
        return Row(CHANGED, step.municipality.code, about, (change,))
    title = f"{about}: {words.of(step)}"
    if line.overtaken:
        return Row(OVERTAKEN, step.municipality.code, title, note=overtaken(line))
    kind = UNCHANGED if line.is_known else CHANGED if line.replaces else NEW
    changes = _changes(line.replaces, step, columns) if line.replaces else ()
    note = note_of_row([step.on], of) if line.is_news else ""
    return Row(kind, step.municipality.code, title, changes, note)


def overtaken(line: StepLine) -> str:
    """What happened meanwhile to the step that a line was filled in from."""
    now = line.overtaken
    assert now is not None  # noqa: S101 - tells mypy what it is
    who = now.recorded_by.display_name if now.recorded_by else _("Het portaal")
    day = long_date(timezone.localdate(now.recorded_at))
    if now.stage == RETRACTED:
        text = _("Regel %(line)s: %(who)s nam dit terug op %(day)s.")
    else:
        text = _("Regel %(line)s: %(who)s verbeterde dit op %(day)s in: %(now)s.")
    stands = "" if now.stage == RETRACTED else said(now)
    return text % {"line": number(line.number), "who": who, "day": day, "now": stands}


def said(step: PolicyStep) -> str:
    """A step in the words of the screen."""
    late = _("uiterlijk") + " " if step.no_later_than else ""
    return f"{step.stage_in_words}, {late}{step.dated}"


def _changes(
    before: PolicyStep, after: PolicyStep, columns: Mapping[str, Column]
) -> tuple[Change, ...]:
    labels = {"stap": _("status"), "noot": _("opmerking")}
    found = []
    for name, column in columns.items():
        old, new = column.export(before), column.export(after)
        if old != new:
            said = column.widget.in_words
            found.append(Change(name, labels.get(name, name), said(old), said(new)))
    return tuple(found)
