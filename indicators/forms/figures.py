"""The forms of files with figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import CellError
from nalportal.exchange.tables import Table
from nalportal.pages.fields import ClipboardField, PastDayField, PlainTextField
from nalportal.pages.uploads import UploadForm

from ..entry.areas import Area, area_of
from ..entry.blocks import wide_table
from ..entry.cbs import Day, Question
from ..entry.choices import CHOOSE, FiguresChoice, SeriesChoice
from ..entry.files import FIGURE_LIMITS
from ..figures import KIND, SET_ON

COLUMN_LENGTH = 300


class FiguresUploadForm(UploadForm):
    """Larger than the lists that people keep by hand: ten years of months come in one file."""

    max_size = FIGURE_LIMITS.size

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as the form takes them
        field = self.fields["file"]
        assert isinstance(field, forms.FileField)  # noqa: S101 - tells mypy what it is
        field.help_text = _("CSV of XLSX, in het lange of het brede formaat.")


class StatlineForm(SeriesChoice):
    """A table of CBS, and what it does not say itself: the questions of ``import_figures``."""

    dag = forms.ChoiceField(
        label=_("Van welke dag van een periode zijn de cijfers?"),
        help_text=_("De titel van de tabel zegt het. Tabellen over 1 januari: de eerste dag."),
        choices=Day.choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )
    datum = PastDayField(
        label=_("Datum"),
        help_text=_("Alleen voor een tabel zonder kolom met perioden."),
        required=False,
    )
    kolom = PlainTextField(
        label=_("Kop van de kolom met cijfers"),
        help_text=_("Alleen als er meer kolommen met cijfers zijn."),
        limit=COLUMN_LENGTH,
        one_line=True,
        required=False,
    )
    alleen = PlainTextField(
        label=_("Alleen regels met"),
        help_text=_("Als er meer regels per gebied zijn: KOLOM=WAARDE, op elke regel één."),
        limit=2_000,
        rows=2,
        required=False,
    )
    gebied = PlainTextField(
        label=_("Gebied"),
        help_text=_(
            "Alleen voor een tabel over één gebied: NL, de code van een regio of van een gemeente."
        ),
        limit=50,
        one_line=True,
        required=False,
    )
    factor = forms.IntegerField(
        label=_("Vermenigvuldigen met"),
        help_text=_("Leeg: wat er achter het onderwerp staat, zoals x 1 000, en anders met 1."),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een CSV of XLSX van StatLine, in elke indeling, of JSON van OData."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        error_messages=UploadForm.base_fields["file"].error_messages,
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files=files, **kwargs)

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > FIGURE_LIMITS.size:
            text = _now("Dit bestand is te groot. Kies een bestand van ten hoogste %(size)d MB.")
            raise ValidationError(text % {"size": FIGURE_LIMITS.size // 1024 // 1024})
        return upload

    def clean_gebied(self) -> Area | None:
        try:
            return area_of(self.cleaned_data["gebied"]) if self.cleaned_data["gebied"] else None
        except CellError as error:
            raise ValidationError(str(error)) from None

    def clean_alleen(self) -> dict[str, str]:
        pairs = [line.partition("=") for line in self.cleaned_data["alleen"].splitlines() if line]
        if not all(mark for _name, mark, _value in pairs):
            raise ValidationError(_now("Schrijf KOLOM=WAARDE, zoals Geslacht=Totaal."))
        return {name.strip(): value.strip() for name, _mark, value in pairs}

    def question(self) -> Question:
        data = self.cleaned_data
        return Question(
            measure=self.measure,
            source=self.source,
            charger_type=self.charger_type,
            column=data["kolom"],
            where=data["alleen"],
            on=data["datum"],
            day=Day(data["dag"]),
            edition=self.edition,
            area=data["gebied"],
            factor=data["factor"],
        )


class BlockForm(FiguresChoice):
    """A block of cells that was copied from a spreadsheet: areas down, dates across."""

    blok = ClipboardField(
        label=_("Gekopieerde cellen"),
        help_text=_(
            "Eerste kolom: gebieden, als naam of code. Eerste regel: datums, maanden of jaren; van "
            "een maand of jaar geldt de laatste dag. Een lege cel is geen cijfer."
        ),
        limit=1_000_000,
        rows=10,
        error_messages={"required": _("Plak hier de cellen.")},
    )

    def table(self) -> Table:
        data = self.cleaned_data
        name = _now("geplakte cellen")
        head = {"maat": data["maat"], "bron": data["bron"], "soort_laadpunt": data["soort"]}
        if self.value_kind:
            head |= {KIND: self.value_kind, SET_ON: str(self.set_on)}
        return wide_table(name, data["blok"], head)
