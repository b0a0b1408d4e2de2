"""Milestones out of a file: first a preview, then, when confirmed, the import itself.

Both are the same run of the same importer; the preview writes nothing and holds no lock.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import MAX_FILE_BYTES, read_table

from .file_preview import Preview
from .forms import OnceForm
from .models import ReportingUnit
from .own_file import OwnMilestoneResource
from .turns import take_turn

# A unit has some hundreds of milestones; more rows would keep the database busy too long.
MAX_ROWS = 2_000
KEPT_SECONDS = 60 * 60

# ------------------------------------------------------------------------ a file that waits


@dataclass(frozen=True)
class Upload:
    """A file between its preview and its confirmation."""

    name: str
    content: bytes = field(repr=False)


def keep(kind: str, upload: UploadedFile, *, by: User) -> UUID:
    """Keep the file for an hour, for nobody but ``by``; gives its number."""
    return let_wait(f"{kind}-upload", Upload(shown(upload.name or ""), upload.read()), by=by)


def kept(kind: str, number: UUID, *, by: User) -> Upload | None:
    """The file that ``by`` sent as this kind under this number; None when it is not there."""
    upload: Upload | None = what_waits(f"{kind}-upload", number, by=by)
    return upload


def let_wait(kind: str, what: Any, *, by: User) -> UUID:
    """Keep ``what`` (anything that can be pickled) for an hour between a preview and its
    confirmation, for nobody but ``by``; gives its number. ``kind`` keeps lists apart."""
    number = uuid4()
    cache.set(f"{kind}-{by.pk}-{number}", what, KEPT_SECONDS)
    return number


def what_waits(kind: str, number: UUID, *, by: User) -> Any:
    """What ``by`` left waiting under this number, None when it is not there (any more)."""
    return cache.get(f"{kind}-{by.pk}-{number}")


# --------------------------------------------------------------------------------- the runs


def preview(upload: Upload, *, by: User) -> Preview:
    """What the file would do; nothing is written, and nobody waits for it."""
    return _run(upload, by, writes=False)


def import_upload(
    upload: Upload, fingerprint: str, *, by: User, may_remove: bool = False
) -> Preview:
    """Do what the preview with this ``fingerprint`` showed; else raise :class:`Overtaken`, or
    :class:`RemovesMore` when it takes something away and it ``may_remove`` nothing."""
    with transaction.atomic():
        # The units that the preview was for, so that one that was closed meanwhile overtakes it.
        take_turn(ReportingUnit.objects.editable_by(by), by=by)
        found = _run(upload, by)
        found.check(fingerprint, may_remove=may_remove)
    return found


def _run(upload: Upload, by: User, *, writes: bool = True) -> Preview:
    units = list(ReportingUnit.objects.editable_by(by))
    reason = _now("import van %(file)s") % {"file": upload.name}
    try:
        table = read_table(upload.name, upload.content)
    except FaultyFile as faulty:
        return Preview(faults=faulty.faults)
    if len(table.rows) > MAX_ROWS:
        expected = _now("ten hoogste %(count)s regels") % {"count": MAX_ROWS}
        return Preview(faults=(Fault(upload.name, None, "", str(len(table.rows)), expected),))
    resource = OwnMilestoneResource(units=units, by=by, reason=reason, writes=writes)
    outcome = resource.import_table(table)
    return Preview(tuple(resource.rows), (*outcome.faults, *outcome.excused))


# -------------------------------------------------------------------------------- the forms


class UploadForm(forms.Form):
    """Choose a file. What is in it is looked at for the preview."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_(
            "CSV of XLSX, met dezelfde kolommen als de export van deze lijst. Een lege cel laat "
            "staan wat er staat; met (leegmaken) maakt u die leeg."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        },
    )

    use_required_attribute = False
    max_size = MAX_FILE_BYTES

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > self.max_size:
            text = _now("Dit bestand is te groot. Kies een bestand van ten hoogste %(size)d MB.")
            raise ValidationError(text % {"size": self.max_size // 1024 // 1024})
        if not (upload.name or "").lower().endswith((".csv", ".xlsx")):
            raise ValidationError(_now("Kies een bestand dat eindigt op .csv of .xlsx."))
        return upload


class ConfirmUploadForm(OnceForm):
    """Yes to one preview."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)


class ConfirmFileForm(ConfirmUploadForm):
    """Yes to the preview of a file, and to what it takes away if it does."""

    removes = forms.BooleanField(required=False)

    def ask_about(self, found: Preview) -> None:
        """Ask whether what ``found`` empties is meant, or ask nothing."""
        if not found.removes:
            del self.fields["removes"]
            return
        text = ngettext(
            "Ja, maak deze %(count)s cel leeg",
            "Ja, maak deze %(count)s cellen leeg",
            found.removes,
        )
        # Not said to be optional: without it nothing is stored.
        self.fields["removes"].required = True
        self.fields["removes"].label = text % {"count": number(found.removes)}
