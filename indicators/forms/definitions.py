"""The forms of indicators, their tables, measures and kinds."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import MOST_DECIMALS, parse_number
from nalportal.pages.fields import PlainTextField
from nalportal.pages.forms import OnceForm, own_address, set_choices
from nalportal.progress.models import Indicator
from nalportal.records.seen_forms import SeenForm
from nalportal.rounding import rounded

from ..definitions import Content
from ..models import (
    PRINTED,
    TOTALS,
    Dimension,
    Layout,
    Measure,
    MeasureKind,
    Observation,
    Presentation,
)

CHOOSE = _("Kies een van de mogelijkheden.")
NONE = ("", _("geen"))
LONGEST_CODE = 30


def _code(help_text: Any) -> forms.SlugField:
    return forms.SlugField(
        label=_("Code"),
        help_text=help_text,
        max_length=LONGEST_CODE,
        error_messages={
            "required": _("Vul een code in."),
            "invalid": _("Gebruik letters, cijfers en streepjes, zoals dekkingsgraad."),
        },
    )


def _name(label: Any, limit: int, required: Any, **kwargs: Any) -> PlainTextField:
    return PlainTextField(
        label=label,
        limit=limit,
        one_line=True,
        required=bool(required),
        error_messages={"required": required or ""},
        **kwargs,
    )


def _whole(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    expected = _("Vul een heel getal in.")
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": expected, "invalid": expected},
        **kwargs,
    )


class NewCode(OnceForm):
    """Gives something new a code that no row of ``model`` has yet."""

    is_new = True
    model: type[Any]  # Any: one of the models here
    route: str  # of the page that a row gets
    slug = _code(_("Zoals in een webadres en in bestanden. Kan later niet meer anders."))

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if self.model.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Deze code is al gebruikt."))
        return own_address(self.route, slug)


class _Named(OnceForm):
    """Has a name that no other row has; ``row`` is the one that is changed, or a new one."""

    row: Any = None
    unique: tuple[type[Any], str] = (Measure, "name")

    @property
    def content(self) -> Content:
        """What a row becomes."""
        names = [name for name in self.fields if name not in ("token", "kinds", *SEEN_FIELDS)]
        return {name: self.cleaned_data[name] for name in names}

    def clean(self) -> None:
        model, name = self.unique
        value = self.cleaned_data.get(name)
        taken = model.objects.filter(**{name: value})
        if value and taken.exclude(pk=self.row and self.row.pk).exists():
            self.add_error(name, _now("Deze naam is al gebruikt."))


SEEN_FIELDS = tuple(SeenForm.base_fields)


# ------------------------------------------------------------------------------- indicators


class IndicatorForm(_Named):
    """What an indicator is called and where it stands."""

    unique = (Indicator, "title")
    title = _name(_("Titel"), 100, _("Vul de titel in."))
    order = _whole(_("Nummer"), 999, help_text=_("De plaats onder de indicatoren van het rapport."))
    in_report = forms.BooleanField(
        label=_("In het rapport"),
        help_text=_("Uit: de indicator staat niet in een nieuw rapport. Zijn cijfers blijven."),
        required=False,
    )


class NewIndicatorForm(NewCode, IndicatorForm):
    model = Indicator
    route = "figures-indicator"
    field_order = ("title", "slug", "order", "in_report")


class EditIndicatorForm(SeenForm, IndicatorForm):
    """Changes one indicator."""


# --------------------------------------------------------------------------------- measures


class MeasureForm(_Named):
    """What is measured, in what, and how its figures add up."""

    name = _name(_("Naam"), 100, _("Vul de naam in."))
    unit_name = _name(
        _("Eenheid"), 60, _("Vul in wat een cijfer telt."), help_text=_("Zoals “laadpunten”.")
    )
    kind = forms.ChoiceField(
        label=_("Wat een cijfer zegt"),
        choices=MeasureKind.choices,
        error_messages={"required": CHOOSE},
    )
    decimals = _whole(_("Decimalen"), MOST_DECIMALS)
    dimension = forms.ChoiceField(
        label=_("Indeling in soorten"),
        required=False,
        help_text=_("Leeg: de cijfers zijn niet naar soort verdeeld."),
    )
    order = _whole(_("Volgorde"), 999, help_text=_("De plaats in lijsten van maten."))

    def __init__(self, data: Any = None, *, row: Measure | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.row = row
        self._dimensions = {str(one.slug): one for one in Dimension.objects.all()}
        names = [(slug, one.name) for slug, one in self._dimensions.items()]
        set_choices(self, "dimension", [("", str(NONE[1])), *names])

    def clean_dimension(self) -> Dimension | None:
        chosen = self._dimensions.get(self.cleaned_data["dimension"])
        if self.row:
            told = Observation.objects.filter(measure=self.row).exclude(charger_type__in=TOTALS)
            codes = chosen.values.values("slug") if chosen else []
            if told.exclude(charger_type__in=codes).exists():
                text = _("Er zijn cijfers van soorten die deze indeling niet heeft.")
                raise forms.ValidationError(text)
        return chosen

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if self.row and kind != self.row.kind and self.row.observations.exists():
            raise forms.ValidationError(_("Er zijn al cijfers. Maak een nieuwe maat."))
        return kind

    def clean_decimals(self) -> int:
        """What has more decimals would be shown rounded, and no longer add up to what is shown."""
        decimals = int(self.cleaned_data["decimals"])
        if self.row and decimals < self.row.decimals:
            values = self.row.observations.exclude(value=None).values_list("value", flat=True)
            if any(value != rounded(value, decimals) for value in values.distinct().order_by()):
                raise forms.ValidationError(_("Er zijn cijfers met meer decimalen."))
        return decimals


class NewMeasureForm(NewCode, MeasureForm):
    model = Measure
    route = "figures-measure"
    field_order = ("name", "slug", "unit_name", "kind", "decimals", "dimension", "order")


class EditMeasureForm(SeenForm, MeasureForm):
    """Changes one measure."""


# ----------------------------------------------------------------------------------- tables


class TableForm(_Named):
    """One table of an indicator: of which measure, and what it tells."""

    unique = (Presentation, "pk")
    layout = forms.ChoiceField(
        label=_("Wat de tabel toont"),
        choices=[choice for choice in Layout.choices if choice[0] not in PRINTED],
        error_messages={"required": CHOOSE},
    )
    measure = forms.ChoiceField(label=_("Maat"), error_messages={"required": CHOOSE})
    per = forms.ChoiceField(
        label=_("Gedeeld door"), required=False, help_text=_("Alleen voor een verhouding.")
    )
    threshold = forms.CharField(
        label=_("Telt mee vanaf"),
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text=_("Alleen voor een aandeel: vanaf welke waarde een gemeente meetelt."),
    )
    title = _name(_("Opschrift"), 150, "", help_text=_("Leeg: de naam van de maat."))
    number = _name(_("Nummer van de tabel"), 5, "", help_text=_("Zoals “7”. Mag leeg."))
    order = _whole(_("Volgorde"), 99, help_text=_("De plaats onder de indicator."))
    is_key_figure = forms.BooleanField(
        label=_("Bij de kerncijfers"),
        required=False,
        help_text=_("Het laatste landelijke cijfer staat dan boven aan het rapport."),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._measures = {str(one.slug): one for one in Measure.objects.all()}
        names = [(slug, one.name) for slug, one in self._measures.items()]
        set_choices(self, "measure", names)
        set_choices(self, "per", [("", str(NONE[1])), *names])

    def clean_measure(self) -> Measure:
        return self._measures[self.cleaned_data["measure"]]

    def clean_per(self) -> Measure | None:
        return self._measures.get(self.cleaned_data["per"])

    def clean_threshold(self) -> Decimal | None:
        text = self.cleaned_data["threshold"]
        try:
            return parse_number(text, MOST_DECIMALS) if text else None
        except ValueError as error:
            raise forms.ValidationError(_now("Vul %s in.") % error) from error

    def clean(self) -> None:
        data = self.cleaned_data
        layout = data.get("layout")
        if (layout == Layout.RATIO) != bool(data.get("per")) and "per" not in self.errors:
            text = _now("Kies waardoor de maat wordt gedeeld.")
            self.add_error("per", text if layout == Layout.RATIO else _now("Laat dit leeg."))
        no_threshold = data.get("threshold") is None
        if (layout == Layout.SHARE) == no_threshold and "threshold" not in self.errors:
            text = _now("Vul in vanaf welke waarde een gemeente meetelt.")
            self.add_error("threshold", text if no_threshold else _now("Laat dit leeg."))


class NewTableForm(TableForm):
    """Makes one table more."""

    is_new = True


class EditTableForm(SeenForm, TableForm):
    """Changes one table."""


# ------------------------------------------------------------------------------------ kinds


class DimensionForm(_Named):
    """Kinds under one name, a line for each."""

    unique = (Dimension, "name")
    name = _name(_("Naam"), 60, _("Vul de naam in."), help_text=_("Zoals “Plaats van laden”."))
    kinds = PlainTextField(
        label=_("Soorten"),
        help_text=_(
            "Eén op elke regel, zoals “Thuis”. In bestanden heet die dan thuis; een andere code "
            "schrijft u ervoor: “th = Thuis”."
        ),
        limit=2_000,
        rows=6,
        error_messages={"required": _("Vul ten minste één soort in.")},
    )

    def __init__(self, data: Any = None, *, row: Dimension | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.row = row

    def clean_kinds(self) -> Sequence[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["kinds"].splitlines() if line.strip()]
        found = [_kind(line) for line in lines]
        codes = [code for code, _name in found]
        for code, name in found:
            if code != slugify(code) or not 0 < len(code) <= LONGEST_CODE or len(name) > 60:
                text = _now("“%s” kan geen soort zijn: gebruik een kortere naam of een code.")
                raise forms.ValidationError(text % name[:40])
            if code in TOTALS or codes.count(code) > 1:
                text = _now("“%s” staat er twee keer, of is het totaal van alle soorten.")
                raise forms.ValidationError(text % code)
        if self.row:
            gone = set(self.row.values.values_list("slug", flat=True)) - set(codes)
            if gone:
                text = _now("Een soort kan niet weg: %s.")
                raise forms.ValidationError(text % ", ".join(sorted(gone)))
        return found


def _kind(line: str) -> tuple[str, str]:
    code, mark, name = line.partition("=")
    return (code.strip(), name.strip()) if mark else (slugify(line), line)


def in_lines(dimension: Dimension) -> str:
    """Its kinds as they are typed."""
    pairs = dimension.values.values_list("slug", "name")
    return "\n".join(name if slugify(name) == code else f"{code} = {name}" for code, name in pairs)


class NewDimensionForm(NewCode, DimensionForm):
    model = Dimension
    route = "figures-dimension"
    field_order = ("name", "slug", "kinds")


class EditDimensionForm(SeenForm, DimensionForm):
    """Changes the name of a dimension, or its kinds."""
