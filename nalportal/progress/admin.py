"""The beheer of units, milestones, texts, rounds and what was handed in or frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate
from nalportal.progress.models import (
    CategoryStatement,
    EvidenceLink,
    HandIn,
    Milestone,
    PrintedDifference,
    Publication,
    Receipt,
    ReportingUnit,
    ReportText,
    ReviewRemark,
    Round,
    RoundLogEntry,
    Snapshot,
    Submission,
    SubmissionLogEntry,
    Theme,
)
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.records.admin import (
    NOTHING,
    AppendOnlyAdmin,
    ReadOnlyInline,
    TrackedAdmin,
    TrackedInline,
    add_link,
    list_link,
)

# ------------------------------------------------------------------- units and milestones


class MilestoneInline(TrackedInline):
    model = Milestone
    fields = ["category", "position", "title", "planned"]
    readonly_fields = ["category", "planned"]
    ordering = ["category", "position", "reference"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a new one needs more than this row has; the unit's page links to the form

    @admin.display(description=_("gepland"))
    def planned(self, milestone: Milestone) -> PartialDate | str:
        return milestone.planned or NOTHING


@admin.register(ReportingUnit)
class ReportingUnitAdmin(TrackedAdmin):
    list_display = ["name", "code", "short_name", "kind", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "code", "slug"]
    prepopulated_fields = {"slug": ["short_name"]}
    autocomplete_fields = ["editors"]
    readonly_fields = ["see_also"]
    inlines = [MilestoneInline]
    fields = ["name", "short_name", "code", "slug", "kind", "order", "editors", "see_also"]

    @admin.display(description=_("zie ook"))
    def see_also(self, unit: ReportingUnit) -> str:
        if unit._state.adding:
            return NOTHING
        return format_html_join(
            " · ",
            "{}",
            [
                [add_link(Milestone, _("Mijlpaal toevoegen"), unit=unit.pk)],
                [list_link(Milestone, _("Mijlpalen"), unit__id__exact=unit.pk)],
                [list_link(Submission, _("Inleveringen"), unit__id__exact=unit.pk)],
                [list_link(ReportText, _("Teksten"), unit__id__exact=unit.pk)],
            ],
        )


@admin.register(Theme)
class ThemeAdmin(TrackedAdmin):
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


class EvidenceLinkInline(TrackedInline):
    model = EvidenceLink
    fields = ["order", "title", "url"]
    can_delete = True


@admin.register(Milestone)
class MilestoneAdmin(TrackedAdmin):
    list_display = ["reference", "title", "unit", "category", "planned", "position", "withdrawn_on"]
    list_display_links = ["reference", "title"]
    list_filter = ["category", "unit", "themes", ("withdrawn_on", admin.EmptyFieldListFilter)]
    list_select_related = ["unit"]
    search_fields = ["reference", "title", "explanation"]
    date_hierarchy = "planned_on"
    autocomplete_fields = ["unit", "themes"]
    readonly_fields = ["reference"]  # permanent, and the portal gives it
    inlines = [EvidenceLinkInline]
    fieldsets = [
        (None, {"fields": ["reference", "unit", "category", "position", "title", "explanation"]}),
        (_("Gepland"), {"fields": ["planned_on", "planned_precision"]}),
        (_("Afloop"), {"fields": ["realised_on", "resolved_on", "resolution"]}),
        (_("Ingetrokken"), {"fields": ["withdrawn_on", "withdrawal_reason"]}),
        (_("Verder"), {"fields": ["themes", "internal_note"]}),
    ]

    @admin.display(description=_("gepland"), ordering="planned_on")
    def planned(self, milestone: Milestone) -> PartialDate | str:
        return milestone.planned or NOTHING


@admin.register(EvidenceLink)
class EvidenceLinkAdmin(TrackedAdmin):
    list_display = ["title", "milestone", "url", "order"]
    list_select_related = ["milestone"]
    search_fields = ["title", "url", "milestone__reference", "milestone__title"]
    autocomplete_fields = ["milestone"]
    removable = True


# --------------------------------------------------------------------------------- rounds


class FrozenWithItsRoundAdmin(TrackedAdmin):
    """Rows that the snapshot of a round holds: after freezing, changing them changes nothing.

    What was published is corrected by a new version with an erratum.
    """

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "round":
            kwargs["queryset"] = Round.objects.exclude(state__in=FROZEN_STATES)
        if db_field.name == "submission":
            kwargs["queryset"] = Submission.objects.exclude(round__state__in=FROZEN_STATES)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_frozen(obj: Any) -> bool:
    """Whether a round, or the round of a row that belongs to one, is frozen. None: no row yet."""
    if isinstance(obj, CategoryStatement):
        obj = obj.submission
    round_ = obj if isinstance(obj, Round) else getattr(obj, "round", None)
    return round_ is not None and round_.state in FROZEN_STATES


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
class RoundAdmin(TrackedAdmin):
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
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["state", "see_also"]  # only the verbs of a round change its state
    inlines = [RoundLogInline, ReportTextInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "state", "see_also"]}),
        (
            _("Data"),
            {"fields": ["reference_on", "division_on", "figures_until", "deadline_on"]},
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Its address and its dates are printed on every page of the frozen report.
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    @admin.display(description=_("zie ook"))
    def see_also(self, round_: Round) -> str:
        if round_._state.adding:
            return NOTHING
        links = [
            [list_link(ReportText, _("Teksten"), round__id__exact=round_.pk)],
            [list_link(Submission, _("Inleveringen"), round__id__exact=round_.pk)],
            [list_link(Snapshot, _("Versies"), round__id__exact=round_.pk)],
        ]
        if not _is_frozen(round_):
            links.append([add_link(ReportText, _("Tekst toevoegen"), round=round_.pk)])
        return format_html_join(" · ", "{}", links)


@admin.register(ReportText)
class ReportTextAdmin(FrozenWithItsRoundAdmin):
    list_display = ["__str__", "round", "place", "unit", "indicator", "order", "is_summary"]
    list_filter = ["round", "place", "indicator", "unit", "is_summary"]
    list_select_related = ["round", "unit"]
    search_fields = ["title", "key", "body"]
    autocomplete_fields = ["round", "unit"]
    removable = True


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
    autocomplete_fields = ["round", "by"]
    fields = readonly_fields = ("round", "from_state", "to_state", "at", "by", "reason")


# -------------------------------------------------------------------- submissions, versions


class CategoryStatementInline(TrackedInline):
    model = CategoryStatement
    can_delete = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_frozen(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


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
class SubmissionAdmin(FrozenWithItsRoundAdmin):
    list_display = ["unit", "round", "state", "extended_until", "decided_at", "decided_by"]
    list_filter = ["round", "state", "unit"]
    list_select_related = ["round", "unit", "decided_by"]
    search_fields = ["unit__name", "unit__code", "round__title", "gap_reason", "remark"]
    autocomplete_fields = ["round", "unit", "decided_by"]
    fixed_fields = ["round", "unit"]
    # Only the verbs decide, and only they give more time: each writes its line in the log.
    readonly_fields = [
        "state",
        "decided_at",
        "decided_by",
        "remark",
        "extended_until",
        "extension_reason",
    ]
    inlines = [CategoryStatementInline, HandInInline, SubmissionLogInline]
    fieldsets = [
        (None, {"fields": ["round", "unit", "state", "gap_reason"]}),
        (_("Uitstel"), {"fields": ["extended_until", "extension_reason"]}),
        (_("Beoordeling"), {"fields": ["decided_at", "decided_by", "remark"]}),
    ]


@admin.register(CategoryStatement)
class CategoryStatementAdmin(FrozenWithItsRoundAdmin):
    list_display = ["submission", "category", "statement"]
    list_filter = ["submission__round", "category", "statement"]
    list_select_related = ["submission__round", "submission__unit"]
    search_fields = ["submission__unit__name", "submission__round__title"]
    autocomplete_fields = ["submission"]
    fixed_fields = ["submission"]
    fields = ["submission", "category", "statement"]
    removable = True


@admin.register(HandIn)
class HandInAdmin(AppendOnlyAdmin):
    list_display = ["submission", "submitted_at", "submitted_by", "on_behalf_of", "sha256"]
    list_filter = ["submission__round", "submission__unit"]
    list_select_related = [
        "submission__round",
        "submission__unit",
        "submitted_by",
        "on_behalf_of",
    ]
    search_fields = ["submission__unit__name", "submission__round__title", "sha256"]
    date_hierarchy = "submitted_at"
    autocomplete_fields = ["submission", "submitted_by", "on_behalf_of"]
    fields = readonly_fields = (
        "submission",
        "submitted_at",
        "submitted_by",
        "on_behalf_of",
        "sha256",
        "gaps",
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("payload")


@admin.register(SubmissionLogEntry)
class SubmissionLogEntryAdmin(AppendOnlyAdmin):
    list_display = ["submission", "verb", "from_state", "to_state", "at", "by", "reason"]
    list_filter = ["submission__round", "verb", "submission__unit"]
    list_select_related = ["submission__round", "submission__unit", "by"]
    search_fields = ["submission__unit__name", "submission__round__title", "reason"]
    date_hierarchy = "at"
    autocomplete_fields = ["submission", "by", "on_behalf_of"]
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


@admin.register(ReviewRemark)
class ReviewRemarkAdmin(TrackedAdmin):
    list_display = ["hand_in", "milestone", "place", "text", "by", "at"]
    list_filter = ["hand_in__submission__round", "hand_in__submission__unit"]
    list_select_related = [
        "hand_in__submission__round",
        "hand_in__submission__unit",
        "milestone",
        "by",
    ]
    search_fields = ["text", "milestone__reference", "hand_in__submission__unit__name"]
    autocomplete_fields = ["hand_in", "milestone", "by"]
    fixed_fields = ["hand_in", "milestone", "place", "by"]
    fields = ["hand_in", "milestone", "place", "text", "by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # remarks are made while reviewing

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("hand_in__payload")


@admin.register(Snapshot)
class SnapshotAdmin(AppendOnlyAdmin):
    list_display = ["round", "version", "schema", "frozen_at", "frozen_by", "sha256"]
    list_filter = ["round"]
    list_select_related = ["round", "frozen_by"]
    search_fields = ["round__title", "sha256", "pdf_sha256", "erratum"]
    date_hierarchy = "frozen_at"
    autocomplete_fields = ["round", "frozen_by"]
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

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("payload", "pdf")


@admin.register(Publication)
class PublicationAdmin(AppendOnlyAdmin):
    list_display = ["round", "version", "published_at", "published_by"]
    list_filter = ["round"]
    list_select_related = ["round", "snapshot__round", "published_by"]
    search_fields = ["round__title", "snapshot__sha256"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["round", "snapshot", "published_by"]
    fields = readonly_fields = ("round", "version", "snapshot", "published_at", "published_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("snapshot__payload", "snapshot__pdf")


@admin.register(Receipt)
class ReceiptAdmin(AppendOnlyAdmin):
    list_display = ["token", "by", "handled_at", "address"]
    list_select_related = ["by"]
    search_fields = ["token", "address", "by__last_name"]
    autocomplete_fields = ["by"]
    fields = readonly_fields = ("token", "by", "handled_at", "address")
