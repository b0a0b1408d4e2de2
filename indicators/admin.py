"""The beheer of figures about areas: their sources, measures, observations and breaks."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from indicators.models import (
    Dimension,
    DimensionValue,
    Edition,
    Measure,
    Observation,
    Presentation,
    SeriesBreak,
    Source,
    Succession,
)
from nalportal.dutch import number
from nalportal.progress.counted_admin import CountedAdmin
from nalportal.progress.models import Indicator
from nalportal.records.admin import ReadOnlyAdmin, ReadOnlyInline, list_link
from nalportal.records.history_admin import NOTHING


class EditionInline(ReadOnlyInline):
    model = Edition
    select_related = ["source"]


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ["title", "publisher"]
    list_filter = ["publisher"]
    search_fields = ["title", "publisher", "slug"]
    inlines = [EditionInline]


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["title", "label", "source", "published_on", "licence"]
    list_filter = ["source"]
    list_select_related = ["source"]
    search_fields = ["title", "label", "slug", "source__publisher"]


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    list_display = ["measure", "source", "since"]
    list_filter = ["measure"]
    list_select_related = ["measure", "source"]
    search_fields = ["measure__name", "source__title", "source__publisher"]


class SuccessionInline(ReadOnlyInline):
    model = Succession
    fields = ["source", "since"]
    select_related = ["measure", "source"]


class SeriesBreakInline(ReadOnlyInline):
    model = SeriesBreak
    fields = ["series_source", "charger_type", "on", "precision", "text", "source"]
    select_related = ["measure", "series_source"]


class PresentationInline(ReadOnlyInline):
    model = Presentation
    fields = ["order", "layout", "title", "measure", "per", "threshold", "is_key_figure"]
    select_related = ["indicator", "measure", "per"]


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ["title", "slug", "order", "in_report"]
    search_fields = ["title", "slug"]
    inlines = [PresentationInline]
    fields = ["title", "slug", "order", "in_report"]


@admin.register(Presentation)
class PresentationAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "layout", "measure", "per", "is_key_figure"]
    list_filter = ["indicator", "layout"]
    list_select_related = ["indicator", "measure", "per"]
    search_fields = ["title", "indicator__title", "measure__name"]
    fields = [
        *("indicator", "order", "layout", "number", "title"),
        *("measure", "per"),
        "threshold",
    ]


class DimensionValueInline(ReadOnlyInline):
    model = DimensionValue
    fields = ["slug", "name", "full_name", "order"]
    select_related = ["dimension"]


@admin.register(Dimension)
class DimensionAdmin(ReadOnlyAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    inlines = [DimensionValueInline]
    fields = ["name", "slug"]


@admin.register(DimensionValue)
class DimensionValueAdmin(ReadOnlyAdmin):
    list_display = ["name", "slug", "dimension", "order"]
    list_filter = ["dimension"]
    list_select_related = ["dimension"]
    search_fields = ["name", "slug"]
    fields = ["dimension", "slug", "name", "full_name", "order"]


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "unit_name", "source", "decimals", "order", "see_also"]
    list_filter = ["kind", "source"]
    list_select_related = ["source"]
    search_fields = ["name", "slug", "unit_name"]
    inlines = [SuccessionInline, SeriesBreakInline]
    fields = [
        "name",
        "slug",
        "unit_name",
        "kind",
        "dimension",
        "source",
        "decimals",
        "order",
        "see_also",
    ]

    @admin.display(description=_("zie ook"))
    def see_also(self, measure: Measure) -> str:
        if measure._state.adding:
            return NOTHING
        return format_html_join(
            " · ",
            "{}",
            [
                [list_link(Observation, _("Waarnemingen"), measure__id__exact=measure.pk)],
            ],
        )


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    list_display = [
        "measure",
        "place",
        "charger_type",
        "kind",
        "on",
        "period_label",
        "figure",
        "provisional",
        "source",
    ]
    list_filter = ["measure", "area", "charger_type", "kind", "missing", "provisional", "source"]
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
    fieldsets = [
        (None, {"fields": ["measure", "source", "edition", "charger_type", "kind", "set_on"]}),
        (_("Gebied"), {"fields": ["area", "region", "municipality"]}),
        (_("Moment"), {"fields": ["on", "period_from", "period_label"]}),
        (_("Cijfer"), {"fields": ["value", "accuracy", "missing", "provisional", "note"]}),
    ]

    @admin.display(description=_("gebied"))
    def place(self, observation: Observation) -> Any:
        return observation.region or observation.municipality or observation.get_area_display()

    @admin.display(description=_("waarde"), ordering="value")
    def figure(self, observation: Observation) -> str:
        if observation.value is None:
            return str(observation.get_missing_display())
        value = number(observation.value, observation.measure.decimals)
        return f"{observation.accuracy} {value}".lstrip()


@admin.register(SeriesBreak)
class SeriesBreakAdmin(CountedAdmin):
    list_display = ["measure", "series_source", "charger_type", "on", "precision", "text"]
    list_filter = ["measure", "series_source", "charger_type"]
    list_select_related = ["measure", "series_source"]
    search_fields = ["measure__name", "text", "source"]
    date_hierarchy = "on"
    autocomplete_fields = ["measure", "series_source"]
