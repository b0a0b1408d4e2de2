"""Over many milestones: what changed since a moment, and which unit works on which theme."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import PastDayField
from .forms import set_choices
from .history import Change, Event, changes_between, histories_of
from .models import Category, Milestone, Publication, ReportingUnit, Theme, UnitKind

BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)


# --------------------------------------------------------------------------------- what changed


class SinceForm(forms.Form):
    """Since which day, and of which unit; without a day since the last published round."""

    onderdeel = forms.ChoiceField(label=_("Onderdeel"), required=False)
    sinds = PastDayField(
        label=_("Sinds"), help_text=_("Leeg: sinds de laatste ronde."), required=False
    )

    def __init__(self, data: Any, *, units: Sequence[ReportingUnit]) -> None:
        super().__init__(data)
        choices = [("", str(_("Alle"))), *((unit.slug, unit.short_name) for unit in units)]
        set_choices(self, "onderdeel", choices)

    def moment(self) -> datetime:
        """From when on; the last publication while nothing sensible was typed."""
        day = self.cleaned_data.get("sinds") if self.is_valid() else None
        if day:
            return timezone.make_aware(datetime.combine(day, time()))
        last = Publication.objects.order_by("-published_at").first()
        return last.published_at if last else BEFORE_ALL


@dataclass(frozen=True)
class Changed:
    """A milestone with what became different in all, and the last to have touched it."""

    milestone: Milestone
    is_new: bool
    changes: tuple[Change, ...]
    last: Event


def changed_since(milestones: Sequence[Milestone], moment: datetime) -> list[Changed]:
    """What is different now from how it stood at ``moment`` (3 queries)."""
    histories = histories_of([milestone.pk for milestone in milestones])
    found = []
    for milestone in milestones:
        events = histories[milestone.pk]
        before = next((event.state for event in events if event.at <= moment), None)
        changes = changes_between(before, events[0].state) if before else ()
        found.append(Changed(milestone, before is None, changes, events[0]))
    return found


# ------------------------------------------------------------------------------ theme by region


@dataclass(frozen=True)
class Cell:
    """How many milestones a region has on a theme, per category that has any."""

    unit: ReportingUnit
    counts: tuple[tuple[Category, int], ...]


@dataclass(frozen=True)
class ThemeRow:
    theme: Theme
    cells: tuple[Cell, ...]


def theme_table() -> tuple[list[ReportingUnit], list[ThemeRow]]:
    """The regions, and per theme what each of them realised, plans or struggles with (3 queries).

    Withdrawn milestones and resolved points don't count: nobody works on them.
    """
    regions = list(ReportingUnit.objects.filter(kind=UnitKind.REGION))
    counted = (
        Milestone.objects.filter(withdrawn_on=None, resolved_on=None, themes__isnull=False)
        .order_by()
        .values_list("unit", "themes", "category")
        .annotate(count=Count("pk"))
    )
    numbers: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for unit, theme, category, count in counted:
        numbers[unit, theme][category] = count
    rows = [
        ThemeRow(
            theme,
            tuple(Cell(region, _counts(numbers[region.pk, theme.pk])) for region in regions),
        )
        for theme in Theme.objects.all()
    ]
    return regions, rows


def _counts(found: dict[str, int]) -> tuple[tuple[Category, int], ...]:
    return tuple((category, found[category]) for category in Category if category in found)
