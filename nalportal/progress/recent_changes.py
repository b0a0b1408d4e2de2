"""Over many milestones: what changed since a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.pages.fields import PastDayField
from nalportal.pages.forms import set_choices
from nalportal.records.versions import Change

from .history import MilestoneEvent, histories_of, state_changes
from .models import Milestone, Publication, ReportingUnit

BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)


class SinceForm(forms.Form):
    """Since which day, and of which unit; without a day since the last published round."""

    onderdeel = forms.ChoiceField(label=_("Regio of werkgroep"), required=False)
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
    last: MilestoneEvent


def changed_since(milestones: Sequence[Milestone], moment: datetime) -> list[Changed]:
    """What is different now from how it stood at ``moment`` (3 queries)."""
    histories = histories_of([milestone.pk for milestone in milestones])
    found = []
    for milestone in milestones:
        events = histories[milestone.pk]
        before = next((event.state for event in events if event.at <= moment), None)
        changes = state_changes(before, events[0].state) if before else ()
        found.append(Changed(milestone, before is None, changes, events[0]))
    return found
