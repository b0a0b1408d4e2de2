"""The beheer of figures about areas: their sources, measures, observations and breaks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from indicators.entry.figures import wrong_area, wrong_value
from indicators.models import Measure, Observation, SeriesBreak, Source
from nalportal.dutch import number, parse_number, plain_number
from nalportal.records.admin import (
    NOTHING,
    ReasonForm,
    TrackedAdmin,
    TrackedInline,
    add_link,
    list_link,
)


@admin.register(Source)
class SourceAdmin(TrackedAdmin):
    list_display = ["title", "publisher", "edition", "licence"]
    list_filter = ["publisher"]
    search_fields = ["title", "publisher", "edition", "slug"]
    prepopulated_fields = {"slug": ["publisher", "title"]}


class SeriesBreakInline(TrackedInline):
    model = SeriesBreak
    select_related = ["measure", "series_source"]
    autocomplete_fields = ["series_source"]


@admin.register(Measure)
class MeasureAdmin(TrackedAdmin):
    list_display = ["name", "indicator", "unit_name", "source", "decimals", "order", "see_also"]
    list_filter = ["indicator", "source"]
    list_select_related = ["source"]
    search_fields = ["name", "slug", "unit_name"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["see_also"]
    autocomplete_fields = ["source"]
    inlines = [SeriesBreakInline]
    fields = ["name", "slug", "unit_name", "indicator", "source", "decimals", "order", "see_also"]

    @admin.display(description=_("zie ook"))
    def see_also(self, measure: Measure) -> str:
        if measure._state.adding:
            return NOTHING
        return format_html_join(
            " · ",
            "{}",
            [
                [list_link(Observation, _("Waarnemingen"), measure__id__exact=measure.pk)],
                [add_link(Observation, _("Waarneming toevoegen"), measure=measure.pk)],
            ],
        )


class NumberField(forms.CharField):
    """A number as people write it; how many decimals it may have, the form knows."""

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


class ObservationForm(ReasonForm):
    """One figure, under the rules of every other way in."""

    value = NumberField(label=_("Waarde"), required=False, widget=AdminTextInputWidget)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        text, measure, on = str(data.get("value", "")).strip(), data.get("measure"), data.get("on")
        data["value"] = None
        if text and measure:
            self._read(text, measure)
        if on and on > timezone.localdate():
            self.add_error("on", _("Vul een datum tot en met vandaag in."))
        for rule in wrong_area(data.get("municipality"), on, data["missing"]) if on else ():
            self.add_error("municipality", _("Kies %(expected)s.") % {"expected": rule.expected})
        return data

    def _read(self, text: str, measure: Measure) -> None:
        try:
            value = parse_number(text, measure.decimals)
        except ValueError as error:
            self.add_error("value", _("Vul %(expected)s in.") % {"expected": error})
            return
        self.cleaned_data["value"] = value
        for rule in wrong_value(measure, value):
            self.add_error("value", _("Vul %(expected)s in.") % {"expected": rule.expected})


@admin.register(Observation)
class ObservationAdmin(TrackedAdmin):
    form = ObservationForm
    list_display = [
        "measure",
        "place",
        "charger_type",
        "on",
        "period_label",
        "figure",
        "provisional",
        "source",
    ]
    list_filter = ["measure", "area", "charger_type", "missing", "provisional", "source"]
    list_select_related = ["measure", "source", "region__unit", "municipality"]
    search_fields = [
        "measure__name",
        "region__unit__name",
        "municipality__name",
        "municipality__code",
        "period_label",
        "note",
    ]
    date_hierarchy = "on"
    autocomplete_fields = ["measure", "source", "region", "municipality"]
    fieldsets = [
        (None, {"fields": ["measure", "source", "charger_type"]}),
        (_("Gebied"), {"fields": ["area", "region", "municipality"]}),
        (_("Moment"), {"fields": ["on", "period_from", "period_label"]}),
        (_("Cijfer"), {"fields": ["value", "missing", "provisional", "note"]}),
    ]

    @admin.display(description=_("gebied"))
    def place(self, observation: Observation) -> Any:
        return observation.region or observation.municipality or observation.get_area_display()

    @admin.display(description=_("waarde"), ordering="value")
    def figure(self, observation: Observation) -> str:
        if observation.value is None:
            return str(observation.get_missing_display())
        return number(observation.value, observation.measure.decimals)


@admin.register(SeriesBreak)
class SeriesBreakAdmin(TrackedAdmin):
    list_display = ["measure", "series_source", "charger_type", "on", "precision", "text"]
    list_filter = ["measure", "series_source", "charger_type"]
    list_select_related = ["measure", "series_source"]
    search_fields = ["measure__name", "text", "source"]
    date_hierarchy = "on"
    autocomplete_fields = ["measure", "series_source"]
