"""What happened to one figure: who, when, what and why."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.dutch import short_date
from nalportal.records.versions import (
    Change,
    Entry,
    Event,
    changes_between,
    entry_of,
    events_of,
    last_event,
)

from .descriptions import figure_words
from .figures import Content
from .models import Measure, Observation

FigureEvent = Event[Content | None]


def history_of(observation: Observation) -> list[FigureEvent]:
    """All events, newest first (1 query)."""
    rows = observation.history.select_related("history_user").order_by("history_id")
    events = events_of(map(_entry, rows), partial(_changes, observation.measure))
    if events:
        first = events[-1]
        events[-1] = replace(first, changes=_changes(observation.measure, None, first.state))
    return events


def _entry(row: Any) -> Entry[Content | None]:
    return entry_of(row, _content(row), row.history_id)


def last_change(pks: Iterable[int]) -> FigureEvent | None:
    """Who stored any of these figures last, and when (1 query)."""
    return last_event(Observation.history.filter(id__in=list(pks)))


def _content(row: Any) -> Content:
    return Content(
        row.value,
        row.missing,
        row.provisional,
        row.note,
        row.period_label,
        accuracy=row.accuracy,
        set_on=row.set_on,
    )


def _changes(measure: Measure, before: Content | None, after: Content | None) -> tuple[Change, ...]:
    return changes_between(_words(before, measure), _words(after, measure), LABELS)


LABELS = {
    "value": gettext_lazy("Waarde"),
    "set_on": gettext_lazy("Vastgesteld op"),
    "provisional": gettext_lazy("Voorlopig"),
    "note": gettext_lazy("Opmerking"),
    "period_label": gettext_lazy("Naam van de periode"),
}


def _words(content: Content | None, measure: Measure) -> dict[str, str]:
    """Each part of a figure in words; of one that is not there yet as good as nothing."""
    return {
        "value": figure_words(content, measure),
        "set_on": short_date(content.set_on) if content and content.set_on else "",
        "provisional": _("ja") if content and content.provisional else _("nee"),
        "note": (content.note or "") if content else "",
        "period_label": (content.period_label or "") if content else "",
    }
