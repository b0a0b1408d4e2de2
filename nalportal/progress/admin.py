"""The beheer of units, milestones, texts, rounds and what was handed in or frozen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import Planned
from nalportal.progress.counted_admin import CountedAdmin
from nalportal.progress.models import (
    CategoryStatement,
    EvidenceFile,
    EvidenceLink,
    HandIn,
    Indicator,
    Milestone,
    Place,
    PrintedDifference,
    Publication,
    Receipt,
    Remark,
    RemarkEntry,
    ReportingUnit,
    ReportText,
    Round,
    RoundLogEntry,
    RoundReason,
    Snapshot,
    SnapshotFile,
    SnapshotImprint,
    Submission,
    SubmissionLogEntry,
    Theme,
)
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.progress.models.texts import UNIT_PLACES
from nalportal.records.admin import (
    AppendOnlyAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    TrackedAdmin,
    add_link,
    list_link,
)
from nalportal.records.history_admin import NOTHING

from .locks import wait_for_rounds
from .models.milestones import PLANNED_COLUMNS, REALISED_COLUMNS

# ------------------------------------------------------------------- units and milestones


class MilestoneInline(ReadOnlyInline):
    model = Milestone
    fields = ["category", "position", "title", "planned"]
    readonly_fields = ["planned"]
    ordering = ["category", "position", "reference"]

    @admin.display(description=_("gepland"))
    def planned(self, milestone: Milestone) -> Planned | str:
        return milestone.planned or NOTHING


@admin.register(ReportingUnit)
class ReportingUnitAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "short_name", "kind", "valid_from", "valid_until", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "code", "slug"]
    readonly_fields = ["see_also"]
    inlines = [MilestoneInline]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "code", "slug", "kind", "order"]}),
        (_("Doet mee"), {"fields": ["valid_from", "valid_until"]}),
        (_("Verder"), {"fields": ["editors", "see_also"]}),
    ]

    @admin.display(description=_("zie ook"))
    def see_also(self, unit: ReportingUnit) -> str:
        return format_html_join(
            " · ",
            "{}",
            [
                [list_link(Milestone, _("Mijlpalen"), unit__id__exact=unit.pk)],
                [list_link(Submission, _("Inleveringen"), unit__id__exact=unit.pk)],
                [list_link(ReportText, _("Teksten"), unit__id__exact=unit.pk)],
            ],
        )


@admin.register(Theme)
class ThemeAdmin(CountedAdmin):
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fixed_fields = ["slug"]


class EvidenceLinkInline(ReadOnlyInline):
    model = EvidenceLink
    fields = ["order", "title", "url"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "unit", "category", "planned", "position", "withdrawn_on"]
    list_display_links = ["reference", "title"]
    list_filter = ["category", "unit", "themes", ("withdrawn_on", admin.EmptyFieldListFilter)]
    list_select_related = ["unit"]
    search_fields = ["reference", "title", "explanation"]
    date_hierarchy = "planned_on"
    inlines = [EvidenceLinkInline]
    fieldsets = [
        (None, {"fields": ["reference", "unit", "category", "position", "title", "explanation"]}),
        (_("Gepland"), {"fields": PLANNED_COLUMNS}),
        (
            _("Afloop"),
            {"fields": [*REALISED_COLUMNS, "resolved_on", "resolution"]},
        ),
        (_("Ingetrokken"), {"fields": ["withdrawn_on", "withdrawal_reason"]}),
        (_("Verder"), {"fields": ["themes", "trekker", "internal_note"]}),
    ]

    @admin.display(description=_("gepland"), ordering="planned_on")
    def planned(self, milestone: Milestone) -> Planned | str:
        return milestone.planned or NOTHING


@admin.register(EvidenceLink)
class EvidenceLinkAdmin(ReadOnlyAdmin):
    list_display = ["title", "milestone", "url", "order"]
    list_select_related = ["milestone"]
    search_fields = ["title", "url", "milestone__reference", "milestone__title"]


# --------------------------------------------------------------------------------- rounds


class FrozenWithItsRoundAdmin(TrackedAdmin):
    """Rows that the snapshot of a round holds: after freezing, changing them changes nothing.

    What was published is corrected by a new version with an erratum.
    """

    def take_turn(self, request: HttpRequest, obj: Any = None) -> None:
        wait_for_rounds()
        if obj and obj.round.state in FROZEN_STATES:
            raise PermissionDenied(
                _("Deze ronde is bevroren: een fout verbetert u met een correctie.")
            )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "round":
            kwargs["queryset"] = Round.objects.exclude(state__in=FROZEN_STATES)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_frozen(row: Any) -> bool:
    """Whether the round that a row belongs to is frozen. None: no row yet."""
    return row is not None and row.round.state in FROZEN_STATES


class ReportTextInline(ReadOnlyInline):
    model = ReportText
    fields = ["place", "unit", "indicator", "key", "order"]
    classes = ["collapse"]  # some fifty
    select_related = ["unit"]


class RoundLogInline(ReadOnlyInline):
    model = RoundLogEntry
    fields = readonly_fields = ("at", "from_state", "to_state", "by", "reason")
    select_related = ["round", "by"]


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = [
        "title",
        "state",
        "reference_on",
        "division_on",
        "figures_until",
        "deadline_on",
        "see_also",
    ]
    list_filter = ["state"]
    search_fields = ["title", "slug"]
    date_hierarchy = "reference_on"
    readonly_fields = ["see_also"]
    inlines = [RoundLogInline, ReportTextInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "state", "see_also"]}),
        (
            _("Data"),
            {"fields": ["reference_on", "division_on", "figures_until", "deadline_on"]},
        ),
        (
            _("Rapport op papier"),
            {
                "fields": [
                    *("adds_municipalities", "adds_changes", "omits_maps", "omits_differences")
                ]
            },
        ),
    ]

    @admin.display(description=_("zie ook"))
    def see_also(self, round_: Round) -> str:
        links = [
            [list_link(ReportText, _("Teksten"), round__id__exact=round_.pk)],
            [list_link(Submission, _("Inleveringen"), round__id__exact=round_.pk)],
            [list_link(Snapshot, _("Versies"), round__id__exact=round_.pk)],
        ]
        if round_.state not in FROZEN_STATES:
            links.append([add_link(ReportText, _("Tekst toevoegen"), round=round_.pk)])
        return format_html_join(" · ", "{}", links)


@admin.register(ReportText)
class ReportTextAdmin(FrozenWithItsRoundAdmin):
    """The national texts; units write theirs on their own page."""

    list_display = ["__str__", "round", "place", "unit", "indicator", "order", "is_summary"]
    list_filter = ["round", "place", "indicator", "unit", "is_summary"]
    list_select_related = ["round", "unit"]
    search_fields = ["title", "key", "body"]
    autocomplete_fields = ["round"]
    readonly_fields = ["unit"]
    removable = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_of_unit(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_of_unit(obj)

    def formfield_for_choice_field(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "place":
            national = [choice for choice in Place.choices if choice[0] not in UNIT_PLACES]
            kwargs["choices"] = [("", "---------"), *national]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name != "indicator":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        titles = Indicator.objects.values_list("slug", "title")
        choices = [("", "---------"), *titles]
        return forms.ChoiceField(label=db_field.verbose_name, choices=choices, required=False)


def _is_of_unit(text: ReportText | None) -> bool:
    return text is not None and text.place in UNIT_PLACES


@admin.register(PrintedDifference)
class PrintedDifferenceAdmin(FrozenWithItsRoundAdmin):
    list_display = ["subject", "printed", "figure", "shown", "round", "order"]
    list_filter = ["round"]
    list_select_related = ["round"]
    search_fields = ["subject", "printed", "figure", "explanation"]
    autocomplete_fields = ["round"]
    removable = True


@admin.register(RoundLogEntry)
class RoundLogEntryAdmin(AppendOnlyAdmin):
    list_display = ["round", "from_state", "to_state", "at", "by", "reason"]
    list_filter = ["round", "to_state"]
    list_select_related = ["round", "by"]
    search_fields = ["round__title", "reason"]
    date_hierarchy = "at"
    fields = readonly_fields = ("round", "from_state", "to_state", "at", "by", "reason")


# -------------------------------------------------------------------- submissions, versions


class CategoryStatementInline(ReadOnlyInline):
    model = CategoryStatement


class HandInInline(ReadOnlyInline):
    model = HandIn
    fields = readonly_fields = ("submitted_at", "submitted_by", "on_behalf_of", "sha256")
    select_related = ["submission__round", "submission__unit", "submitted_by", "on_behalf_of"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("payload")


class SubmissionLogInline(ReadOnlyInline):
    model = SubmissionLogEntry
    fields = readonly_fields = (
        "at",
        "verb",
        "from_state",
        "to_state",
        "by",
        "on_behalf_of",
        "until",
        "reason",
    )
    select_related = ["submission__round", "submission__unit", "by", "on_behalf_of"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["unit", "round", "state", "extended_until", "decided_at", "decided_by"]
    list_filter = ["round", "state", "unit"]
    list_select_related = ["round", "unit", "decided_by"]
    search_fields = ["unit__name", "unit__code", "round__title", "gap_reason", "remark"]
    readonly_fields = ["state", "decided_at", "decided_by"]
    inlines = [CategoryStatementInline, HandInInline, SubmissionLogInline]
    fieldsets = [
        (None, {"fields": ["round", "unit", "state", "gap_reason"]}),
        (_("Uitstel"), {"fields": ["extended_until", "extension_reason"]}),
        (_("Beoordeling"), {"fields": ["decided_at", "decided_by", "remark"]}),
    ]


@admin.register(CategoryStatement)
class CategoryStatementAdmin(ReadOnlyAdmin):
    list_display = ["submission", "category", "statement"]
    list_filter = ["submission__round", "category", "statement"]
    list_select_related = ["submission__round", "submission__unit"]
    search_fields = ["submission__unit__name", "submission__round__title"]
    fields = ["submission", "category", "statement"]


@admin.register(HandIn)
class HandInAdmin(AppendOnlyAdmin):
    list_display = ["submission", "submitted_at", "submitted_by", "on_behalf_of", "sha256"]
    list_filter = ["submission__round", "submission__unit"]
    unloaded = ["payload"]
    list_select_related = [
        "submission__round",
        "submission__unit",
        "submitted_by",
        "on_behalf_of",
    ]
    search_fields = ["submission__unit__name", "submission__round__title", "sha256"]
    date_hierarchy = "submitted_at"
    fields = readonly_fields = (
        "submission",
        "submitted_at",
        "submitted_by",
        "on_behalf_of",
        "sha256",
        "gaps",
    )


@admin.register(SubmissionLogEntry)
class SubmissionLogEntryAdmin(AppendOnlyAdmin):
    list_display = ["submission", "verb", "from_state", "to_state", "at", "by", "reason"]
    list_filter = ["submission__round", "verb", "submission__unit"]
    list_select_related = ["submission__round", "submission__unit", "by"]
    search_fields = ["submission__unit__name", "submission__round__title", "reason"]
    date_hierarchy = "at"
    fields = readonly_fields = (
        "submission",
        "verb",
        "from_state",
        "to_state",
        "at",
        "by",
        "on_behalf_of",
        "until",
        "reason",
    )


@admin.register(Remark)
class RemarkAdmin(ReadOnlyAdmin):
    list_display = ["about", "unit", "milestone", "kind", "state", "waits_for"]
    list_filter = ["state", "kind", "unit"]
    list_select_related = ["unit", "milestone"]
    search_fields = ["about", "milestone__reference", "unit__name"]
    fields = ["unit", "kind", "milestone", "key", "about", "state", "waits_for", "begun_by"]


@admin.register(RemarkEntry)
class RemarkEntryAdmin(AppendOnlyAdmin):
    list_display = ["remark", "verb", "side", "text", "at", "by"]
    list_filter = ["verb", "remark__unit"]
    list_select_related = ["remark", "by"]
    search_fields = ["text", "remark__about", "remark__milestone__reference"]
    date_hierarchy = "at"
    fields = readonly_fields = ("remark", "verb", "side", "text", "adapted", "at", "by")


@admin.register(RoundReason)
class RoundReasonAdmin(AppendOnlyAdmin):
    list_display = ["round", "point", "text", "in_report", "at", "by"]
    list_filter = ["round", "in_report"]
    list_select_related = ["round", "by"]
    search_fields = ["round__title", "about", "text"]
    date_hierarchy = "at"
    fields = readonly_fields = ("round", "point", "code", "about", "text", "in_report", "at", "by")


@admin.register(Snapshot)
class SnapshotAdmin(AppendOnlyAdmin):
    list_display = ["round", "version", "schema", "frozen_at", "frozen_by", "sha256"]
    list_filter = ["round"]
    unloaded = ["payload", "pdf"]
    list_select_related = ["round", "frozen_by"]
    search_fields = ["round__title", "sha256", "pdf_sha256", "erratum"]
    date_hierarchy = "frozen_at"
    fields = readonly_fields = (
        "round",
        "version",
        "schema",
        "sha256",
        "pdf_sha256",
        "erratum",
        "frozen_at",
        "frozen_by",
        "frozen_reason",
    )


@admin.register(Publication)
class PublicationAdmin(AppendOnlyAdmin):
    list_display = ["round", "version", "published_at", "published_by"]
    list_filter = ["round"]
    unloaded = ["snapshot__payload", "snapshot__pdf"]
    list_select_related = ["round", "snapshot__round", "published_by"]
    search_fields = ["round__title", "snapshot__sha256"]
    date_hierarchy = "published_at"
    fields = readonly_fields = ("round", "version", "snapshot", "published_at", "published_by")


@admin.register(Receipt)
class ReceiptAdmin(AppendOnlyAdmin):
    list_display = ["token", "by", "handled_at", "address"]
    list_select_related = ["by"]
    search_fields = ["token", "address", "by__last_name"]
    fields = readonly_fields = ("token", "by", "handled_at", "address")


@admin.register(EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "milestone", "unit", "size", "added_at", "removed_at"]
    list_select_related = ["milestone", "unit"]
    search_fields = ["name", "sha256", "milestone__reference"]
    fields = readonly_fields = (
        "milestone",
        "unit",
        "name",
        "media_type",
        "size",
        "sha256",
        "added_at",
        "added_by",
        "removed_at",
        "removed_by",
    )


@admin.register(SnapshotImprint)
class SnapshotImprintAdmin(AppendOnlyAdmin):
    list_display = ["snapshot"]
    unloaded = ["snapshot__payload", "snapshot__pdf"]
    list_select_related = ["snapshot__round"]
    search_fields = ["snapshot__round__title"]
    fields = readonly_fields = ("snapshot", "content")


@admin.register(SnapshotFile)
class SnapshotFileAdmin(AppendOnlyAdmin):
    list_display = ["snapshot", "file", "sha256"]
    unloaded = ["snapshot__payload", "snapshot__pdf"]
    list_select_related = ["snapshot__round", "file"]
    search_fields = ["sha256", "file__name", "snapshot__round__title"]
    fields = readonly_fields = ("snapshot", "file", "sha256")
