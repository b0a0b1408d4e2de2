"""The form that adds a file to a milestone."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.file_types import EXTENSIONS, FileType, type_of
from nalportal.pages.forms import OnceForm
from nalportal.pages.uploads import refuse_too_large

from ..evidence import MEGABYTE


def _help() -> str:
    text = _now("PDF, afbeelding (PNG of JPG) of een bestand van Office, ten hoogste %(size)s MB.")
    return text % {"size": settings.EVIDENCE_FILE_MB}


class EvidenceFileForm(OnceForm):
    """Choose a file; :attr:`found` is what kind it is, by its content."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=lazy(_help, str)(),
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}
        ),
        error_messages={
            "required": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg. Kies een ander bestand."),
            "max_length": _("De naam van dit bestand is te lang. Geef het een kortere naam."),
        },
    )
    found: FileType

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        refuse_too_large(upload, settings.EVIDENCE_FILE_MB * MEGABYTE)
        found = type_of(upload)
        if found is None:
            text = _now(
                "Dit is geen PDF, PNG, JPG of bestand van Office, of er staan macro's in. Bewaar "
                "het als PDF en kies het opnieuw."
            )
            raise ValidationError(text, code="type")
        self.found = found
        return upload
