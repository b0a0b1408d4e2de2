"""What happened to one figure: who, when, what and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.progress.history import Change
from nalportal.records.history import who_did

from .entry.figures import Content
from .entry.naming import figure_words
from .models import Measure, Observation


@dataclass(frozen=True)
class FigureEvent:
    """One time that a figure was stored, with what changed since the time before."""

    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]
    is_first: bool


def history_of(observation: Observation) -> list[FigureEvent]:
    """All events, newest first (1 query)."""
    rows = observation.history.select_related("history_user").order_by("history_id")
    return _events(observation.measure, rows)[::-1]


def last_change(pks: Iterable[int]) -> FigureEvent | None:
    """Who stored any of these figures last, and when (1 query)."""
    rows = Observation.history.filter(id__in=list(pks)).select_related("history_user")
    row = rows.order_by("-history_id").first()
    return None if row is None else _event(row, (), is_first=False)


def _events(measure: Measure, rows: Iterable[Any]) -> list[FigureEvent]:
    found = []
    for before, row in pairwise([None, *rows]):
        changes = _changes(measure, _content(before) if before else None, _content(row))
        found.append(_event(row, changes, is_first=before is None))
    return found


def _event(row: Any, changes: tuple[Change, ...], *, is_first: bool) -> FigureEvent:
    reason = row.history_change_reason or ""
    return FigureEvent(row.history_date, who_did(row), reason, changes, is_first)


def _content(row: Any) -> Content:
    return Content(row.value, row.missing, row.provisional, row.note, row.period_label)


def _changes(measure: Measure, before: Content | None, after: Content) -> tuple[Change, ...]:
    old, new = _words(before, measure), _words(after, measure)
    return tuple(
        Change(name, str(LABELS[name]), old[name], new[name])
        for name in LABELS
        if old[name] != new[name]
    )


LABELS = {
    "value": gettext_lazy("Waarde"),
    "provisional": gettext_lazy("Voorlopig"),
    "note": gettext_lazy("Noot"),
    "period_label": gettext_lazy("Naam van de periode"),
}


def _words(content: Content | None, measure: Measure) -> dict[str, str]:
    """Each part of a figure in words; of one that is not there yet as good as nothing."""
    return {
        "value": figure_words(content, measure),
        "provisional": _("ja") if content and content.provisional else _("nee"),
        "note": (content.note or "") if content else "",
        "period_label": (content.period_label or "") if content else "",
    }
