"""Documents out of a file: first a preview, then, when confirmed, the import itself.

Both are the same look at the file. What a gazette says is only proposed as a step of policy: a
person chooses which of it is recorded.

Why: decision 38.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.file_preview import CHANGED, NEW, OVERTAKEN, PROPOSED, UNCHANGED, Preview, Row
from nalportal.pages.own_file import choices_of, table_of
from nalportal.pages.uploads import Upload
from nalportal.progress.not_counted import note_of_row, open_round
from nalportal.records.versions import Change

from .document_file import SHEET, OwnDocumentResource
from .document_reading import DocumentReader
from .gazette import read_gazette
from .models import ActionKind, Municipality, PolicyAction, PolicyStep
from .step_comparison import StepLine
from .step_upload import max_rows, overtaken, said
from .verbs import take_turns, write


def preview(upload: Upload, *, by: User) -> Preview:
    """What the file would do; nothing is written."""
    return _look(upload, by, writes=False)[0]


@transaction.atomic
def import_documents(
    upload: Upload,
    fingerprint: str,
    *,
    by: User,
    may_remove: bool = False,
    chosen: Collection[str] = (),
) -> PolicyAction | None:
    """Do what the preview with this ``fingerprint`` showed, and of its proposals the ``chosen``.

    The steps are one action; none where there are no steps. Raises ``Overtaken`` and
    ``RemovesMore`` as the other files do.
    """
    own = Municipality.objects.editable_by(by).values_list("pk", flat=True)
    take_turns(list(own), by=by)
    found, steps = _look(upload, by, writes=True)
    found.check(fingerprint, may_remove=may_remove)
    new = [step for key, step in steps if not key or key in chosen]
    return write(new, kind=ActionKind.IMPORT, by=by) if new else None


def _look(
    upload: Upload, by: User, *, writes: bool
) -> tuple[Preview, list[tuple[str, PolicyStep]]]:
    """The preview, and each new step with the key by which it is chosen (none: it isn't asked)."""
    source = upload.about.get("source", "")
    file = f"{upload.name} ({source})" if source else upload.name
    reason = _("import van %(file)s") % {"file": file}
    documents = OwnDocumentResource(by=by, reason=reason[:100], writes=writes)
    try:
        published = read_gazette(upload, documents.knows, max_rows=max_rows())
        table, columns, notes = published or (
            *table_of(upload, documents.knows, sheet=SHEET, max_rows=max_rows()),
            [],
        )
        late = upload.about.get("date", "")
        reader = DocumentReader(table, documents, is_published=published is not None, late=late)
        reader.read()
    except FaultyFile as faulty:
        return Preview(faults=faulty.faults), []
    rows = [*documents.rows, *reader.differing]
    steps: list[tuple[str, PolicyStep]] = []
    of = open_round()
    for line in reader.lines:
        key = f"{line.number}-{_name(line)}" if published and line.is_news else ""
        rows.append(_row(line, reader.called, key, of))
        if line.is_news:
            steps.append((key, line.step))
    choices = choices_of(documents) if columns else ()
    found = Preview(tuple(rows), tuple(reader.faults), table.unread, columns, choices, tuple(notes))
    return found, steps


def _name(line: StepLine) -> str:
    return f"{line.step.municipality.code}-{line.step.instrument.slug}"


def _row(line: StepLine, called: Mapping[int, str], key: str, of: Any) -> Row:
    step, document = line.step, called[line.number]
    about = f"{step.municipality.display_name}, {step.instrument.short_name}"
    title = f"{about}: {said(step)} ({document})"
    if line.overtaken:
        return Row(OVERTAKEN, step.municipality.code, title, note=overtaken(line))
    note = note_of_row([step.on], of) if line.is_news else ""
    if key:
        return Row(PROPOSED, step.municipality.code, title, note=note, key=key)
    if not line.is_news:
        return Row(UNCHANGED, step.municipality.code, title)
    if line.replaces:
        was = line.replaces.document
        before = (
            f"{said(line.replaces)} ({was.reference or was.title if was else _('geen document')})"
        )
        change = Change("stap", _("status"), before, f"{said(step)} ({document})")
        return Row(CHANGED, step.municipality.code, about, (change,), note)
    return Row(NEW, step.municipality.code, title, note=note)
