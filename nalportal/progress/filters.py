"""Which milestones a list shows, and an export takes along."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import PartialDate
from nalportal.names import is_found
from nalportal.pages.fields import PartialDateField, PlainTextField
from nalportal.records.search import Kind

from .models import (
    Category,
    Milestone,
    Publication,
    Remark,
    ReportingUnit,
    SearchText,
    Theme,
)
from .models.milestones import TREKKER_LENGTH, MilestoneQuerySet
from .models.remarks import RemarkState


class PartialDateFilter(filters.Filter):
    field_class = PartialDateField


class TextFilter(filters.Filter):
    field_class = PlainTextField


class StatusFilter(filters.ChoiceFilter):
    """Open, or closed in one of three ways."""

    CONDITIONS = {
        "open": Q(withdrawn_on=None, resolved_on=None) & ~Q(category=Category.REALISED),
        "gerealiseerd": Q(withdrawn_on=None, category=Category.REALISED),
        "opgelost": Q(withdrawn_on=None, resolved_on__isnull=False),
        "ingetrokken": Q(withdrawn_on__isnull=False),
    }
    CHOICES = [
        ("open", _("Open")),
        ("gerealiseerd", _("Gerealiseerd")),
        ("opgelost", _("Opgelost")),
        ("ingetrokken", _("Ingetrokken")),
    ]

    def filter(self, qs: MilestoneQuerySet, value: str) -> MilestoneQuerySet:
        return qs.filter(self.CONDITIONS[value]) if value else qs


class MilestoneFilter(filters.FilterSet):
    """The names of the fields are those of the address: Dutch, as all of it."""

    onderdeel = filters.ChoiceFilter(
        field_name="unit__slug", label=_("Regio of werkgroep"), empty_label=_("Alle")
    )
    categorie = filters.ChoiceFilter(
        field_name="category",
        label=_("Categorie"),
        choices=Category.choices,
        empty_label=_("Alle"),
    )
    stand = StatusFilter(label=_("Stand"), choices=StatusFilter.CHOICES, empty_label=_("Alle"))
    thema = filters.ChoiceFilter(field_name="themes__slug", label=_("Thema"), empty_label=_("Alle"))
    trekker = TextFilter(label=_("Trekker"), method="with_trekker", limit=TREKKER_LENGTH)
    vanaf = PartialDateFilter(label=_("Gepland vanaf"), method="planned_from")
    tot = PartialDateFilter(label=_("Gepland tot en met"), method="planned_until")
    q = TextFilter(label=_("Zoeken"), method="with_words", limit=100)
    verlopen = filters.BooleanFilter(
        label=_("Over de datum heen"), method="only_overdue", widget=forms.CheckboxInput
    )
    zonder_datum = filters.BooleanFilter(
        label=_("Planning zonder datum"), method="only_dateless", widget=forms.CheckboxInput
    )
    gewijzigd = filters.BooleanFilter(
        label=_("Gewijzigd sinds de laatste ronde"),
        method="only_changed",
        widget=forms.CheckboxInput,
    )
    opmerking = filters.BooleanFilter(
        label=_("Met open opmerking"), method="only_remarked", widget=forms.CheckboxInput
    )

    class Meta:
        model = Milestone
        fields: list[str] = []

    def __init__(
        self,
        data: Any,
        queryset: MilestoneQuerySet,
        *,
        units: Iterable[ReportingUnit],
        themes: Iterable[Theme],
        late_on: date,
    ) -> None:
        super().__init__(data, queryset)
        self.late_on = late_on
        self.units = tuple(units)
        # What may be chosen was fetched once; a field that looks it up would ask again.
        self.filters["onderdeel"].extra["choices"] = [(u.slug, u.short_name) for u in self.units]
        self.filters["thema"].extra["choices"] = [(t.slug, t.name) for t in themes]

    def planned_from(
        self, queryset: MilestoneQuerySet, name: str, value: PartialDate
    ) -> MilestoneQuerySet:
        return queryset.filter(planned_on__gte=value.on)

    def planned_until(
        self, queryset: MilestoneQuerySet, name: str, value: PartialDate
    ) -> MilestoneQuerySet:
        """By the rule of "over de datum heen": a period counts by its last day."""
        return queryset.planned_before(value.last_day + timedelta(days=1))

    def only_overdue(
        self, queryset: MilestoneQuerySet, name: str, value: bool
    ) -> MilestoneQuerySet:
        return queryset.overdue(self.late_on) if value else queryset

    def only_dateless(
        self, queryset: MilestoneQuerySet, name: str, value: bool
    ) -> MilestoneQuerySet:
        dateless = Q(
            category=Category.PLANNED, planned_on=None, planned_words="", withdrawn_on=None
        )
        return queryset.filter(dateless) if value else queryset

    def only_remarked(
        self, queryset: MilestoneQuerySet, name: str, value: bool
    ) -> MilestoneQuerySet:
        open_ = Remark.objects.filter(state=RemarkState.OPEN, milestone__isnull=False)
        return queryset.filter(pk__in=open_.values("milestone")) if value else queryset

    def only_changed(
        self, queryset: MilestoneQuerySet, name: str, value: bool
    ) -> MilestoneQuerySet:
        """Changed since the last round was published; all of them while none was."""
        last = Publication.objects.order_by("-published_at").first() if value else None
        return queryset.changed_since(last.published_at) if last else queryset

    def with_trekker(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Each word in the name of who sees to it, as the one matcher of names reads it."""
        named = queryset.order_by().exclude(trekker="").values_list("trekker", flat=True).distinct()
        return queryset.filter(trekker__in=[one for one in named if is_found(value, [one])])

    def with_words(self, queryset: MilestoneQuerySet, name: str, value: str) -> MilestoneQuerySet:
        """Each word somewhere in the reference, the title or the texts."""
        found = SearchText.objects.filter(kind=Kind.MILESTONE).finding(value).values("object_id")
        return queryset.filter(pk__in=found) if value else queryset
