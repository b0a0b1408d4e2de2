"""What is filled in: the questions before a grid opens."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import DayField, PastDayField, PlainTextField
from nalportal.pages.forms import DAY_HELP, set_choices
from regions.models import Municipality, Region

from ..cells import COUNTRY
from ..citations import Cited, cited_by_code
from ..figures import LABEL_LENGTH, wrong_kind, wrong_moment
from ..kinds import kind_choices
from ..models import OBSERVED, PROVINCES, AreaKind, Measure, Source, ValueKind

NO_TYPE = _("geen, of alle soorten samen")
CHOOSE = _("Kies een van de mogelijkheden.")


class SeriesChoice(forms.Form):
    """Which measure, source and type. Addresses carry the answers, so the names are Dutch."""

    use_required_attribute = False

    maat = forms.ChoiceField(label=_("Maat"), error_messages={"required": CHOOSE})
    bron = forms.ChoiceField(label=_("Bron"), error_messages={"required": CHOOSE})
    soort = forms.ChoiceField(label=_("Soort"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._measures = {row.slug: row for row in Measure.objects.all()}
        self._cited = cited_by_code()
        set_choices(self, "soort", [("", str(NO_TYPE)), *kind_choices(self._measures.values())])
        set_choices(self, "maat", [(row.slug, row.name) for row in self._measures.values()])
        set_choices(self, "bron", [(code, cited.words) for code, cited in self._cited.items()])

    def clean_soort(self) -> str:
        """A kind that the chosen measure has."""
        kind = str(self.cleaned_data["soort"])
        if "maat" in self.cleaned_data:
            for rule in wrong_kind(self.measure, kind):
                raise forms.ValidationError(_("Kies %(what)s.") % {"what": rule.expected})
        return kind

    @cached_property
    def regions(self) -> dict[str, Region]:
        """By code, in the order of the report (1 query)."""
        return {row.unit.slug: row for row in Region.objects.select_related("unit")}

    @property
    def measure(self) -> Measure:
        chosen: Measure = self._measures[self.cleaned_data["maat"]]
        return chosen

    @property
    def source(self) -> Source:
        return self._chosen.source

    @property
    def edition(self) -> int | None:
        """Which edition of the source it is, by primary key; None where nobody knows."""
        return self._chosen.edition

    @property
    def cited_words(self) -> str:
        return self._chosen.words

    @property
    def _chosen(self) -> Cited:
        return self._cited[self.cleaned_data["bron"]]

    @property
    def charger_type(self) -> str:
        return str(self.cleaned_data["soort"])


class FiguresChoice(SeriesChoice):
    """A series, of observations or else of targets or one side of forecasts."""

    cijfer = forms.ChoiceField(
        label=_("Soort cijfer"),
        choices=[(OBSERVED, _("waarneming")), *ValueKind.choices],
        required=False,
    )
    vastgesteld = PastDayField(
        label=_("Vastgesteld op"),
        help_text=_("Alleen voor een streefwaarde of prognose."),
        required=False,
    )

    @property
    def value_kind(self) -> str:
        return str(self.cleaned_data["cijfer"])

    @property
    def set_on(self) -> date | None:
        return cast(date | None, self.cleaned_data["vastgesteld"])

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("cijfer") and not data.get("vastgesteld") and "vastgesteld" not in self.errors:
            self.add_error("vastgesteld", _("Vul in wanneer zij is vastgesteld."))
        if not data.get("cijfer"):
            data["vastgesteld"] = None


class DateChoice(FiguresChoice):
    """All areas of one kind on one date, or over one period."""

    gebieden = forms.ChoiceField(label=_("Gebieden"), error_messages={"required": CHOOSE})
    datum = PastDayField(
        label=_("Datum"), help_text=DAY_HELP, error_messages={"required": _("Vul een datum in.")}
    )
    vanaf = PastDayField(
        label=_("Eerste dag van de periode"),
        help_text=_("Alleen voor een gemiddelde; de datum is dan de laatste dag."),
        required=False,
    )
    periode = PlainTextField(
        label=_("Naam van de periode"),
        help_text=_("Zoals de bron haar noemt."),
        limit=LABEL_LENGTH,
        one_line=True,
        required=False,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        of_one = [
            (slug, _("Gemeenten van %(region)s") % {"region": row.unit.short_name})
            for slug, row in self.regions.items()
        ]
        every: list[tuple[str, Any]] = [
            (AreaKind.COUNTRY.value, _("Nederland")),
            (AreaKind.REGION.value, _("NAL-regio's")),
            (AreaKind.PROVINCE.value, _("Provincies")),
            (AreaKind.MUNICIPALITY.value, _("Alle gemeenten")),
        ]
        set_choices(self, "gebieden", [*every, *of_one])
        if data and data.get("cijfer"):
            # A target or forecast is of a day to come.
            self.fields["datum"] = _as_any_day(self.fields["datum"])

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if data.get("datum") and not self.errors:
            moment = data["datum"], data.get("vanaf"), data.get("periode") or ""
            for rule in wrong_moment(*moment, self.value_kind, self.set_on):
                self.add_error("vanaf", str(rule.expected))

    @property
    def on(self) -> date:
        return cast(date, self.cleaned_data["datum"])

    @property
    def period_from(self) -> date | None:
        return cast(date | None, self.cleaned_data["vanaf"])

    @property
    def kind(self) -> str:
        areas = self.cleaned_data["gebieden"]
        return str(AreaKind.MUNICIPALITY if areas in self.regions else areas)

    @property
    def only_in(self) -> Region | None:
        """The region whose municipalities are asked for; ``None`` for all areas of the kind."""
        return self.regions.get(self.cleaned_data["gebieden"])


def _as_any_day(field: forms.Field) -> DayField:
    messages = {"required": field.error_messages["required"]}
    return DayField(label=field.label, help_text=field.help_text, error_messages=messages)


class AreaChoice(FiguresChoice):
    """All dates of one area."""

    gebied = forms.ChoiceField(label=_("Gebied"), error_messages={"required": CHOOSE})

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._municipalities = {row.code: row for row in Municipality.objects.all()}
        regions = [(slug, row.unit.short_name) for slug, row in self.regions.items()]
        names = [(code, f"{row.name} ({code})") for code, row in self._municipalities.items()]
        groups = [
            (COUNTRY, _("Nederland")),
            (_("NAL-regio's"), regions),
            (_("Provincies"), list(PROVINCES.items())),
            (_("Gemeenten"), names),
        ]
        set_choices(self, "gebied", groups)  # type: ignore[arg-type]  # named groups of choices

    @property
    def region(self) -> Region | None:
        return self.regions.get(self.cleaned_data["gebied"])

    @property
    def municipality(self) -> Municipality | None:
        return self._municipalities.get(self.cleaned_data["gebied"])

    @property
    def kind(self) -> str:
        if self.region:
            return str(AreaKind.REGION)
        if self.municipality:
            return str(AreaKind.MUNICIPALITY)
        area = self.cleaned_data["gebied"]
        return str(area if area in PROVINCES else AreaKind.COUNTRY)

    @property
    def area_name(self) -> str:
        if self.region:
            return str(self.region.unit.short_name)
        if self.municipality:
            return str(self.municipality.name)
        return str(PROVINCES.get(self.kind, AreaKind.COUNTRY.label))
