"""The forms of files with figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import CellError
from nalportal.exchange.tables import PUBLISHED, Table
from nalportal.pages.fields import ClipboardField, PastDayField, PlainTextField
from nalportal.pages.forms import OF_THE_PAGE, set_choices
from nalportal.pages.uploads import UploadForm, refuse_too_large

from ..entry.areas import Area, area_of
from ..entry.blocks import wide_table
from ..entry.cbs import NO_COLUMN, Day, Question
from ..entry.choices import CHOOSE, FiguresChoice, SeriesChoice
from ..entry.files import FIGURE_LIMITS
from ..figures import KIND, SET_ON

COLUMN_LENGTH = 300


class FiguresUploadForm(UploadForm):
    """Larger than the lists that people keep by hand: ten years of months come in one file."""

    max_size = FIGURE_LIMITS.size

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        assert isinstance(field, forms.FileField)  # noqa: S101 - tells mypy what it is
        field.help_text = _("CSV of XLSX, in het lange of het brede formaat.")


ENDINGS = (*PUBLISHED, ".json")
# The questions that are answered by a heading, and by which name the reader tells what it found.
COLUMNS = {"gebied_in": "area", "periode_in": "period", "kolom": "value"}


class PublishedForm(SeriesChoice):
    """A table of a publisher, and what it does not say itself: the questions of
    ``import_figures``. Once the file was read (``headers``) its columns are a choice, with what the
    reader found by itself (``found``) as the first."""

    eerder = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages=OF_THE_PAGE)
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
    gebied_in = forms.ChoiceField(label=_("Kolom met gebieden"), required=False)
    periode_in = forms.ChoiceField(label=_("Kolom met perioden"), required=False)
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
            "Alleen voor een tabel over één gebied: NL, of de code van een regio, provincie of "
            "gemeente."
        ),
        limit=50,
        one_line=True,
        required=False,
    )
    factor = forms.IntegerField(
        label=_("Vermenigvuldigen met"),
        help_text=_("Leeg: wat er in het bestand als eenheid staat, zoals x 1 000, en anders 1."),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    tel_op = forms.BooleanField(
        label=_("Tel de wijken op tot hun gemeente"),
        help_text=_("Alleen voor een aantal, in een kruistabel over één gemeente."),
        required=False,
    )
    file = forms.FileField(
        label=_("Bestand"),
        help_text=_(
            "CSV, XLSX of ODS van StatLine, in elke indeling, JSON van OData, of XLS, XLSX of CSV "
            "van de Klimaatmonitor. Is deze tabel al eens opgeslagen? Kies dan alleen het bestand."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages=UploadForm.base_fields["file"].error_messages,
    )

    field_order = ("eerder", "file", "maat", "bron", "soort", "dag", "datum")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        headers: Sequence[str] = (),
        found: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files=files, **kwargs)
        self.fields["file"].required = not headers
        # What has one day has no periods to ask that of.
        self.fields["dag"].required = not (data or {}).get("datum")
        if not headers:
            del self.fields["gebied_in"], self.fields["periode_in"]
            return
        self.fields["file"].label = _now("Een ander bestand")
        self.fields["file"].help_text = ""
        chosen = forms.ChoiceField(label=_now("Kolom met cijfers"), required=False)
        self.fields["kolom"] = chosen
        for name, part in COLUMNS.items():
            one = (found or {}).get(part) if not (data or {}).get(name) else ""
            first = _now("zelf gevonden: %s") % one if one else _now("laat zoeken")
            choices = [("", first), *((head, head) for head in headers)]
            if name != "kolom":
                choices.append((NO_COLUMN, _now("geen: zie hieronder")))
            set_choices(self, name, choices)
        self.order_fields(self.field_order)

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            refuse_too_large(upload, FIGURE_LIMITS.size)
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
            day=Day(data["dag"]) if data["dag"] else None,
            edition=self.edition,
            area=data["gebied"],
            factor=data["factor"],
            areas_in=data.get("gebied_in", ""),
            periods_in=data.get("periode_in", ""),
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
