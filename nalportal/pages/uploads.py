"""Files that wait between their preview and the yes to it, and the forms of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.dutch import alternatives, number
from nalportal.exchange.faults import shown
from nalportal.exchange.tables import MAX_FILE_BYTES
from nalportal.retention import UPLOADS

from .file_preview import Preview
from .forms import OF_THE_PAGE, OnceForm


@dataclass(frozen=True)
class Upload:
    """A file between its preview and its confirmation; ``columns`` is what a person said that is in
    the columns with these headings, and ``about`` what was said of the file as a whole."""

    name: str
    content: bytes = field(repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


def keep(kind: str, upload: UploadedFile, *, by: User) -> UUID:
    """Keep the file for an hour, for nobody but ``by``; gives its number."""
    return let_wait(f"{kind}-upload", upload_of(upload), by=by)


def upload_of(file: UploadedFile) -> Upload:
    """The file as a form took it."""
    return Upload(shown(file.name or ""), file.read())


def keep_again(kind: str, number: UUID, upload: Upload, *, by: User) -> None:
    """Keep it in the place of what waits under this number."""
    let_wait(f"{kind}-upload", upload, by=by, number=number)


def kept(kind: str, number: UUID, *, by: User) -> Upload | None:
    """The file that ``by`` sent as this kind under this number; None when it is not there."""
    upload: Upload | None = what_waits(f"{kind}-upload", number, by=by)
    return upload


def let_wait(kind: str, what: Any, *, by: User, number: UUID | None = None) -> UUID:
    """Keep ``what`` (anything that can be pickled) for an hour between a preview and its
    confirmation, for nobody but ``by``; gives its number. ``kind`` keeps lists apart. What has a
    ``number`` already takes the place of what waited under it."""
    number = number or uuid4()
    cache.set(f"{kind}-{by.pk}-{number}", what, UPLOADS.seconds)
    return number


def what_waits(kind: str, number: UUID, *, by: User) -> Any:
    """What ``by`` left waiting under this number, None when it is not there (any more)."""
    return cache.get(f"{kind}-{by.pk}-{number}")


class UploadForm(forms.Form):
    """Choose a file. What is in it is looked at for the preview."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_(
            "CSV of XLSX, met dezelfde kolommen als de export van deze lijst. Een lege cel laat "
            "staan wat er staat; met (leegmaken) maakt u die leeg."
        ),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
        },
    )

    use_required_attribute = False
    max_size = MAX_FILE_BYTES
    endings: tuple[str, ...] = (".csv", ".xlsx")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(self.endings)

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        refuse_too_large(upload, self.max_size)
        if not (upload.name or "").lower().endswith(self.endings):
            text = _now("Kies een bestand dat eindigt op %(endings)s.")
            raise ValidationError(text % {"endings": alternatives(self.endings)})
        return upload


def refuse_too_large(upload: UploadedFile, limit: int) -> None:
    """Raise ``ValidationError`` for more bytes than a form takes."""
    if (upload.size or 0) > limit:
        text = _now("Dit bestand is te groot. Kies een bestand van ten hoogste %(size)d MB.")
        raise ValidationError(text % {"size": limit // 1024 // 1024}, code="size")


class ConfirmUploadForm(OnceForm):
    """Yes to one preview."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, error_messages=OF_THE_PAGE)


class ChosenField(forms.MultipleChoiceField):
    """Some of what a preview proposes; which of it there is, is looked at when it is done."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True


class ConfirmFileForm(ConfirmUploadForm):
    """Yes to the preview of a file, to what it takes away, and to what it proposes."""

    proposals = ChosenField(label=_("Voorstellen"), required=False)
    removes = forms.BooleanField(required=False)

    def ask_about(self, found: Preview) -> None:
        """Ask which proposals are right and whether what ``found`` empties is meant, or nothing."""
        proposed = [(row.key, f"{row.reference} {row.title}") for row in found.proposed]
        self.fields["proposals"].choices = proposed  # type: ignore[attr-defined]
        self.fields["proposals"].help_text = _(
            "Deze statussen leest het portaal uit de titels. Alleen wat u aankruist, wordt "
            "vastgelegd."
        )
        if not proposed:
            del self.fields["proposals"]
        if not found.removes:
            del self.fields["removes"]
            return
        text = ngettext(
            "Ja, verwijder dit gegeven",
            "Ja, verwijder deze %(count)s gegevens",
            found.removes,
        )
        # Not said to be optional: without it nothing is stored.
        self.fields["removes"].required = True
        self.fields["removes"].label = text % {"count": number(found.removes)}
