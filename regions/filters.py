"""Which date a page of municipalities shows, and which of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.pages.fields import DayField
from nalportal.pages.forms import set_choices
from nalportal.progress.filters import TextFilter
from nalportal.progress.frame import Frame
from nalportal.progress.models.rounds import TODAY

from .current_status import Standing, standing_on
from .matching import Wanted, matching
from .models import Municipality, MunicipalityAlias, Province, Stage
from .permissions import standing_for
from .recalibration import OVERDUE, SOON
from .remarks import open_cells
from .reports import MunicipalityEntry
from .status import UNKNOWN

DIVISIONS: list[tuple[str, Any]] = [("", _("Van die dag")), (TODAY, _("Van vandaag"))]
ALL = ("", _("Alle"))
STAGES = [*Stage.choices, (UNKNOWN, _("Onbekend"))]
REVIEWS = [(OVERDUE, _("Verlopen")), (SOON, _("Binnenkort herijken"))]


class AsOfForm(forms.Form):
    """The date that is shown, and the municipal division it is shown in."""

    op = DayField(label=_("Stand op"), required=False)
    indeling = forms.ChoiceField(label=_("Indeling"), required=False, choices=DIVISIONS)

    def __init__(self, data: Any, frame: Frame) -> None:
        super().__init__(data)
        self.frame = frame
        of_day = _("Van de ronde of die dag") if frame.round else _("Van die dag")
        set_choices(self, "indeling", [("", str(of_day)), *DIVISIONS[1:]])

    def day(self) -> date:
        """The date asked; that of the frame when none was, or none that can be read."""
        self.is_valid()
        on: date | None = self.cleaned_data.get("op")
        return on or self.frame.on

    def standing(self, codes: Collection[str] | None = None) -> Standing:
        """The register on that date; on the date of the frame in the division of the frame.

        With ``codes`` only these municipalities.
        """
        on, frame = self.day(), self.frame
        if self.cleaned_data.get("indeling") == TODAY:
            return standing_on(on, frame.today, codes)
        return standing_on(on, frame.division_on if on == frame.on else on, codes)


class DayFilter(filters.Filter):
    field_class = DayField


class MunicipalityFilter(filters.FilterSet):
    """The names of the fields are those of the address. ``standing`` is what they choose from.

    What a municipality has on a date stands in no column, so ``filter_queryset`` asks the
    assembled entries; the outcome is a queryset all the same.
    """

    op = DayFilter(label=_("Stand op"))
    indeling = filters.ChoiceFilter(
        label=_("Indeling"), choices=DIVISIONS[1:], empty_label=DIVISIONS[0][1]
    )
    regio = filters.ChoiceFilter(label=_("NAL-regio"), empty_label=ALL[1])
    provincie = filters.ChoiceFilter(
        label=_("Provincie"), choices=Province.choices, empty_label=ALL[1]
    )
    instrument = filters.ChoiceFilter(label=_("Instrument"), empty_label=ALL[1])
    stand = filters.ChoiceFilter(label=_("Stand"), choices=STAGES, empty_label=ALL[1])
    herijking = filters.ChoiceFilter(label=_("Herijking"), choices=REVIEWS, empty_label=ALL[1])
    q = TextFilter(label=_("Gemeente of code"), limit=60)
    onbekend = filters.BooleanFilter(
        label=_("Alleen met iets onbekend"), widget=forms.CheckboxInput
    )
    opmerking = filters.BooleanFilter(label=_("Met open opmerking"), widget=forms.CheckboxInput)

    class Meta:
        model = Municipality
        fields: list[str] = []

    def __init__(self, data: Any, standing: Standing, user: User) -> None:
        super().__init__(data, Municipality.objects.on(standing.division_on))
        self.standing, self.user = standing, user
        if standing.division_on != standing.on:
            self.filters["indeling"].extra["empty_label"] = _("Van de ronde of die dag")
        # What may be chosen was fetched with the rest; a field that looks it up would ask again.
        self.filters["regio"].extra["choices"] = list(standing.region_names.items())
        self.filters["instrument"].extra["choices"] = [
            (entry.slug, entry.short_name) for entry in standing.instruments
        ]

    @cached_property
    def entries(self) -> list[MunicipalityEntry]:
        """The municipalities that fit, by name; a field that cannot be read asks for nothing."""
        self.form.is_valid()
        wanted = Wanted.from_fields(self.form.cleaned_data)
        names = _other_names() if wanted.words else {}
        found = matching(self.standing.municipalities, wanted, self.standing.on, names)
        if not self.form.cleaned_data.get("opmerking"):
            return found
        open_ = {
            code
            for code, instrument in open_cells(self.user)
            if wanted.instrument in ("", instrument)
        }
        return [entry for entry in found if entry.code in open_]

    @property
    def is_of_totals(self) -> bool:
        """Whether more may fit than the list has: what regions only gave as a total."""
        asked = Wanted.from_fields(self.form.cleaned_data)
        kinds = self.standing.instruments
        return any(
            asked.asks_what_is_in_force(kind.answers)
            for kind in kinds
            if asked.instrument in ("", kind.slug)
        )

    def filter_queryset(self, queryset: QuerySet[Municipality]) -> QuerySet[Municipality]:
        return queryset.filter(code__in=[entry.code for entry in self.entries])


def municipalities_asked(query: Any, frame: Frame, user: User) -> MunicipalityFilter:
    """The filter that an address asks for, over the register on the date it asks for."""
    standing = standing_for(user, AsOfForm(query, frame).standing())
    return MunicipalityFilter(with_day(query, frame), standing, user)


def with_day(query: Any, frame: Frame) -> Any:
    """What an address asks; the date stands in its field, also when it is that of the frame."""
    if query.get("op"):
        return query
    filled = query.copy()
    filled["op"] = short_date(frame.on)
    return filled


def _other_names() -> dict[str, tuple[str, ...]]:
    """Per CBS code the names that sources use, and the one of the register (2 queries)."""
    names: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for code, name in [
        *MunicipalityAlias.objects.values_list("municipality__code", "name"),
        *Municipality.objects.values_list("code", "name"),
    ]:
        names[code] += (name,)
    return names
