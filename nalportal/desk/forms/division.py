"""The forms of a division of the municipalities, and of its boundaries."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.faults import shown
from nalportal.exchange.tables import PUBLISHED
from nalportal.pages.fields import DayField
from nalportal.pages.uploads import ConfirmUploadForm, UploadForm
from regions.division import Changes
from regions.division_file import DivisionFile
from regions.imports.boundaries import LICENCE, SOURCE

from ..boundaries import SentBoundaries


class DivisionForm(UploadForm):
    """The file of CBS, and what it does not say."""

    endings = PUBLISHED
    op = DayField(
        label=_("Eerste dag van de indeling"),
        help_text=_("Zoals 1-1-2026. Het bestand noemt haar niet."),
        error_messages={"required": _("Vul een datum in.")},
    )
    herindelingen = forms.FileField(
        label=_("Herindelingen"),
        help_text=_(
            "Alleen voor wat het register nog niet weet: CSV met van, naar, op en soort, zoals "
            "GM0501,GM1992,1-1-2023,fusie."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _now("“Gebieden in Nederland” van CBS, CSV, XLSX of ODS.")

    def asked(self) -> DivisionFile:
        """What was sent; of a valid form."""
        data = self.cleaned_data
        file: UploadedFile = data["file"]
        arrows: UploadedFile | None = data["herindelingen"]
        told = (arrows.name or "", arrows.read()) if arrows else ("", b"")
        return DivisionFile(file.name or "", file.read(), data["op"], *told)


class BoundariesForm(UploadForm):
    """A file of boundaries, and what it does not say."""

    endings = (".geojson", ".json", ".gz")
    # As much as the server before the site lets through.
    max_size = 32 * 1024 * 1024

    op = DayField(
        label=_("Eerste dag van de indeling"),
        help_text=_("Zoals 1-1-2026. Het bestand noemt haar niet."),
        error_messages={"required": _("Vul een datum in.")},
    )
    bron = forms.CharField(
        label=_("Naamsvermelding"),
        help_text=_("Zo staat de bron onder elke kaart."),
        initial=SOURCE,
        max_length=200,
        error_messages={"required": _("Vul in van wie de grenzen zijn.")},
    )
    licentie = forms.CharField(
        label=_("Licentie"),
        initial=LICENCE,
        max_length=50,
        error_messages={"required": _("Vul de licentie in.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _now(
            "Gemeentegrenzen van CBS of Kadaster als GeoJSON, ook ingepakt (.gz), van ten hoogste "
            "32 MB. Een groter bestand leest u in met manage.py import_grenzen."
        )

    def asked(self) -> SentBoundaries:
        """What was sent; of a valid form."""
        data = self.cleaned_data
        file: UploadedFile = data["file"]
        name = shown(file.name or "")
        return SentBoundaries(name, file.read(), data["op"], data["bron"], data["licentie"])


class ConfirmDivisionForm(ConfirmUploadForm):
    """Yes to one preview; each other name is asked, and without a tick the old one stays."""

    def __init__(self, data: Any = None, *, changes: Changes, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for row, name in changes.renamed:
            text = _now("%(old)s (%(code)s) heet voortaan %(new)s")
            said = {"old": row.name, "code": row.code, "new": name}
            self.fields[f"hernoem-{row.code}"] = forms.BooleanField(
                label=text % said, required=False
            )

    def keep_chosen(self, changes: Changes) -> None:
        """Leave out of ``changes`` the names that were not ticked."""
        changes.renamed = [
            pair for pair in changes.renamed if self.cleaned_data[f"hernoem-{pair[0].code}"]
        ]
