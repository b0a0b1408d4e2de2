"""The beheer of regions, municipalities through time and their policy."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate
from nalportal.progress.counted_admin import CountedAdmin, OfUnitAdmin
from nalportal.records.admin import (
    AppendOnlyAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    TrackedInline,
    list_link,
)
from nalportal.records.history_admin import NOTHING
from regions.models import (
    Municipality,
    MunicipalityAlias,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
    ReportedCount,
)

# The name of a region is that of its unit, so lists filter on the unit: one query, not one each.
BY_REGION = ("region__unit", admin.RelatedOnlyFieldListFilter)

# ------------------------------------------------------------------------------- territory


class AgreementInline(ReadOnlyInline):
    model = RegionAgreement
    fields = ["signed_on", "precision", "partners"]
    select_related = ["region__unit"]


@admin.register(Region)
class RegionAdmin(OfUnitAdmin):
    list_display = ["unit", "table_order", "see_also"]
    list_select_related = ["unit"]
    search_fields = ["unit__name", "unit__short_name", "unit__code"]
    autocomplete_fields = ["unit"]
    fixed_fields = ["unit"]
    readonly_fields = ["see_also"]
    fields = ["unit", "table_order", "see_also"]
    inlines = [AgreementInline]

    @admin.display(description=_("zie ook"))
    def see_also(self, region: Region) -> str:
        if region._state.adding:
            return NOTHING
        return format_html_join(
            " · ",
            "{}",
            [
                [list_link(RegionMembership, _("Gemeenten"), region__unit__id__exact=region.pk)],
                [list_link(ReportedCount, _("Opgaven"), region__unit__id__exact=region.pk)],
            ],
        )


@admin.register(RegionAgreement)
class RegionAgreementAdmin(ReadOnlyAdmin):
    list_display = ["region", "signed_on", "precision", "partners"]
    list_filter = [BY_REGION]
    list_select_related = ["region__unit"]
    search_fields = ["region__unit__name", "partners"]


class RegionMembershipInline(TrackedInline):
    model = RegionMembership
    fields = ["region", "valid_from", "valid_until", "note"]
    autocomplete_fields = ["region"]
    select_related = ["region__unit", "municipality"]


class MunicipalityAliasInline(TrackedInline):
    model = MunicipalityAlias
    can_delete = True


class SuccessionInline(TrackedInline):
    model = Reorganisation
    fk_name = "old"
    verbose_name_plural = _("opgegaan in")
    fields = ["new", "on", "kind"]
    autocomplete_fields = ["new"]
    select_related = ["old", "new"]


class PolicyStepInline(ReadOnlyInline):
    model = PolicyStep
    fields = ["instrument", "said", "dated", "document", "source", "replaces"]
    readonly_fields = ["said", "dated"]
    ordering = ["instrument__order", "on", "pk"]
    select_related = [
        "municipality",
        "instrument",
        "document",
        "replaces__municipality",
        "replaces__instrument",
    ]

    @admin.display(description=_("stap"))
    def said(self, step: PolicyStep) -> str:
        return step.stage_in_words

    @admin.display(description=_("datum"))
    def dated(self, step: PolicyStep) -> PartialDate:
        return step.dated


@admin.register(Municipality)
class MunicipalityAdmin(CountedAdmin):
    list_display = ["name", "code", "province", "valid_from", "valid_until"]
    list_filter = ["province", ("valid_until", admin.EmptyFieldListFilter)]
    search_fields = ["name", "code", "aliases__name"]
    inlines = [RegionMembershipInline, MunicipalityAliasInline, SuccessionInline, PolicyStepInline]
    fieldsets = [
        (None, {"fields": ["name", "code", "province"]}),
        (_("Bestaan"), {"fields": ["valid_from", "valid_until"]}),
        (_("Tegelkaart"), {"fields": ["tile_column", "tile_row"]}),
    ]


@admin.register(MunicipalityAlias)
class MunicipalityAliasAdmin(CountedAdmin):
    list_display = ["name", "municipality", "seen_in"]
    list_select_related = ["municipality"]
    search_fields = ["name", "municipality__name", "municipality__code"]
    autocomplete_fields = ["municipality"]
    removable = True


@admin.register(RegionMembership)
class RegionMembershipAdmin(CountedAdmin):
    list_display = ["municipality", "region", "valid_from", "valid_until", "note"]
    list_filter = [BY_REGION, ("valid_until", admin.EmptyFieldListFilter)]
    list_select_related = ["municipality", "region__unit"]
    search_fields = ["municipality__name", "municipality__code"]
    autocomplete_fields = ["municipality", "region"]


@admin.register(Reorganisation)
class ReorganisationAdmin(CountedAdmin):
    list_display = ["old", "new", "on", "kind"]
    list_filter = ["kind"]
    list_select_related = ["old", "new"]
    search_fields = ["old__name", "old__code", "new__name", "new__code"]
    date_hierarchy = "on"
    autocomplete_fields = ["old", "new"]


# ---------------------------------------------------------------------------------- policy


@admin.register(PolicyInstrument)
class PolicyInstrumentAdmin(CountedAdmin):
    list_display = ["name", "column_heading", "answers", "in_table", "review_after_months", "order"]
    list_filter = ["answers", "in_table"]
    search_fields = ["name", "short_name", "slug"]
    prepopulated_fields = {"slug": ["short_name"]}
    fixed_fields = ["slug"]


@admin.register(PolicyDocument)
class PolicyDocumentAdmin(ReadOnlyAdmin):
    list_display = ["title", "reference", "adopted_by", "adopted_on", "in_force_on"]
    list_filter = ["adopted_by"]
    search_fields = ["title", "reference", "url"]
    date_hierarchy = "adopted_on"


@admin.register(PolicyStep)
class PolicyStepAdmin(AppendOnlyAdmin):
    """A mistake is put right, on its own page, by a new step that replaces the old one."""

    list_display = ["municipality", "instrument", "said", "dated", "replaces", "recorded_by"]
    list_filter = ["instrument", "stage", "no_later_than", "municipality__province"]
    list_select_related = [
        "municipality",
        "instrument",
        "document",
        "replaces__municipality",
        "replaces__instrument",
        "recorded_by",
        "action",
    ]
    search_fields = ["municipality__name", "municipality__code", "document__title", "source"]
    date_hierarchy = "on"
    readonly_fields = ["recorded_at"]
    fieldsets = [
        (None, {"fields": ["municipality", "instrument", "stage"]}),
        (_("Datum"), {"fields": ["on", "precision", "no_later_than"]}),
        (_("Vooruitzicht"), {"fields": ["expected_on", "expected_precision", "review_due_on"]}),
        (_("Herkomst"), {"fields": ["document", "source", "note", "replaces"]}),
        (_("Vastgelegd"), {"fields": ["recorded_at", "recorded_by", "action"]}),
    ]

    @admin.display(description=_("stap"), ordering="stage")
    def said(self, step: PolicyStep) -> str:
        return step.stage_in_words

    @admin.display(description=_("datum"), ordering="on")
    def dated(self, step: PolicyStep) -> PartialDate:
        return step.dated


@admin.register(PolicyAction)
class PolicyActionAdmin(AppendOnlyAdmin):
    """What one click did; its steps tell what came of it."""

    list_display = ["kind", "at", "by", "undoes"]
    list_filter = ["kind"]
    list_select_related = ["by", "undoes"]
    search_fields = ["by__first_name", "by__last_name"]
    date_hierarchy = "at"
    fields = ["kind", "at", "by", "undoes"]


@admin.register(PolicyConfirmation)
class PolicyConfirmationAdmin(AppendOnlyAdmin):
    list_display = ["municipality", "action"]
    list_select_related = ["municipality", "action"]
    search_fields = ["municipality__name", "municipality__code"]
    fields = ["municipality", "action"]


@admin.register(ReportedCount)
class ReportedCountAdmin(ReadOnlyAdmin):
    list_display = ["region", "instrument", "reference_on", "figure", "note"]
    list_filter = [BY_REGION, "instrument", "reference_on", "is_pm"]
    list_select_related = ["region__unit", "instrument"]
    search_fields = ["region__unit__name", "instrument__name", "note"]

    @admin.display(description=_("aantal"), ordering="count")
    def figure(self, reported: ReportedCount) -> str:
        return "pm" if reported.is_pm else str(reported.count)
