"""Milestones out of a file: first a preview, then, when confirmed, the import itself.

Both are the same run of the same importer; the preview writes nothing and holds no lock.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.exchange.cells import Text
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import MAX_FILE_BYTES, read_table
from nalportal.records.versions import Change

from .forms import OnceForm
from .imports import MilestoneResource, UnitCell
from .models import Milestone, ReportingUnit
from .turns import take_turn

# A unit has some hundreds of milestones; more rows would keep the database busy too long.
MAX_ROWS = 2_000
KEPT_SECONDS = 60 * 60

NEW, CHANGED, UNCHANGED = "nieuw", "gewijzigd", "ongewijzigd"


@dataclass(frozen=True)
class Row:
    """What a row of the file would do; ``reference`` is empty for a new milestone."""

    kind: str
    reference: str
    title: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a file would do. With faults it cannot be imported at all."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of_kind(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def new(self) -> list[Row]:
        return self.of_kind(NEW)

    @property
    def changed(self) -> list[Row]:
        return self.of_kind(CHANGED)

    @property
    def unchanged(self) -> list[Row]:
        return self.of_kind(UNCHANGED)

    @property
    def fingerprint(self) -> str:
        """Another number when the same file would do something else by now."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()


class Overtaken(Exception):  # noqa: N818 - the name says what is the matter
    """The register changed since the preview, so this is not what was confirmed."""


class OwnUnitCell(UnitCell):
    """Only the units whose register this person may change."""

    def __init__(self, units: Sequence[ReportingUnit]) -> None:
        super().__init__()
        self._units = units

    def load(self) -> dict[str, Any]:
        return {unit.slug: unit for unit in self._units}


class OwnMilestoneResource(MilestoneResource):
    """The importer of milestones, for the units of one person; keeps what each row would do."""

    def __init__(self, *, units: Sequence[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.fields["onderdeel"].widget = OwnUnitCell(units)
        self.rows: list[Row] = []

    class Meta(MilestoneResource.Meta):
        pass

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(unit__in=self.units)

    def check_record(self, instance: Milestone) -> Any:
        yield from super().check_record(instance)
        if instance.reference and instance._state.adding:
            expected: Text = _now(
                "een kenmerk dat u mag wijzigen, of niets voor een nieuwe mijlpaal"
            )
            yield "kenmerk", expected

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        skips = super().skip_row(instance, original, row, import_validation_errors)
        if skips:
            self.rows.append(Row(UNCHANGED, instance.reference, instance.title))
        return skips

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        if self._before is None:
            self.rows.append(Row(NEW, "", instance.title))
            return
        names = [column.column_name for column in self.columns()]
        changes = tuple(
            Change(name, name.replace("_", " "), before, after)
            for name, before, after in zip(names, self._before, self._texts(instance), strict=True)
            if before != after
        )
        self.rows.append(Row(CHANGED, instance.reference, instance.title, changes))


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


def import_upload(upload: Upload, fingerprint: str, *, by: User) -> Preview:
    """Do what the preview with this ``fingerprint`` showed; else raise :class:`Overtaken`."""
    with transaction.atomic():
        # The units that the preview was for, so that one that was closed meanwhile overtakes it.
        take_turn(ReportingUnit.objects.editable_by(by), by=by)
        found = _run(upload, by)
        if found.faults or found.fingerprint != fingerprint:
            raise Overtaken
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
        help_text=_("CSV of XLSX, met dezelfde kolommen als de export van deze lijst."),
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
