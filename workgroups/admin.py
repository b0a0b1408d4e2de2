"""The beheer of working groups and the parties in them."""

from django.contrib import admin

from nalportal.progress.counted_admin import CountedAdmin, OfUnitAdmin
from nalportal.records.admin import ReadOnlyAdmin, ReadOnlyInline, TrackedInline
from workgroups.models import Participation, Party, PartyAlias, Workgroup


class PartyAliasInline(TrackedInline):
    model = PartyAlias
    can_delete = True


@admin.register(Party)
class PartyAdmin(CountedAdmin):
    list_display = ["name", "abbreviation", "unit"]
    list_filter = [("unit", admin.EmptyFieldListFilter)]
    list_select_related = ["unit"]
    search_fields = ["name", "abbreviation", "aliases__name"]
    autocomplete_fields = ["unit"]
    inlines = [PartyAliasInline]


@admin.register(PartyAlias)
class PartyAliasAdmin(CountedAdmin):
    list_display = ["name", "party"]
    list_select_related = ["party"]
    search_fields = ["name", "party__name"]
    autocomplete_fields = ["party"]
    removable = True


class ParticipationInline(ReadOnlyInline):
    model = Participation
    fields = ["position", "party", "withdrawn_on"]
    ordering = ["position"]
    select_related = ["party", "workgroup__unit"]


@admin.register(Workgroup)
class WorkgroupAdmin(OfUnitAdmin):
    list_display = ["unit", "lead", "related_to"]
    list_filter = ["unit__kind"]
    list_select_related = ["unit", "lead", "related_to__unit"]
    search_fields = ["unit__name", "unit__short_name", "unit__code"]
    autocomplete_fields = ["unit", "lead", "related_to"]
    fixed_fields = ["unit"]
    fields = ["unit", "lead", "related_to"]
    inlines = [ParticipationInline]


@admin.register(Participation)
class ParticipationAdmin(ReadOnlyAdmin):
    list_display = ["party", "workgroup", "position", "withdrawn_on"]
    # The name of a working group is that of its unit: one query for all, not one each.
    list_filter = [
        ("workgroup__unit", admin.RelatedOnlyFieldListFilter),
        ("withdrawn_on", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["party", "workgroup__unit"]
    search_fields = ["party__name", "party__abbreviation", "workgroup__unit__name"]
