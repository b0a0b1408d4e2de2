"""What changed in units since a moment, besides their milestones: texts, parties, policy.

The milestones are many and come in pages (``nalportal.progress.recent_changes``); these come whole.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from nalportal.progress.models import ReportingUnit
from nalportal.progress.texts import TextEvent, open_round
from nalportal.progress.texts import changed_since as texts_changed_since
from workgroups.history import PartyEvent, histories_of

from .recent_changes import steps_of


@dataclass(frozen=True)
class UnitChanges:
    """One unit. ``texts`` has what is different now and who saved last; ``parties`` every event;
    ``policy`` pairs of an instrument and the number of municipalities that it was recorded for."""

    slug: str
    name: str
    texts: TextEvent | None
    parties: tuple[PartyEvent, ...]
    policy: tuple[tuple[str, int], ...]


def changes_in(units: Sequence[ReportingUnit], moment: datetime) -> tuple[UnitChanges, ...]:
    """The units where something changed after ``moment``, in their order (4 queries)."""
    ids = [unit.pk for unit in units]
    round_ = open_round()
    texts = texts_changed_since(ids, round_, moment) if round_ else {}
    parties = {
        unit: tuple(event for event in events if event.at > moment)
        for unit, events in histories_of(ids).items()
    }
    policy = _policy(ids, moment)
    rows = (
        UnitChanges(unit.slug, unit.name, texts.get(unit.pk), parties[unit.pk], policy[unit.pk])
        for unit in units
    )
    return tuple(row for row in rows if row.texts or row.parties or row.policy)


def _policy(units: Sequence[int], moment: datetime) -> dict[int, tuple[tuple[str, int], ...]]:
    rows = (
        steps_of(units, moment)
        .values("unit", "instrument__name")
        .annotate(municipalities=Count("municipality", distinct=True))
        .order_by("instrument__order")
    )
    found: dict[int, tuple[tuple[str, int], ...]] = defaultdict(tuple)
    for row in rows:
        found[row["unit"]] += ((row["instrument__name"], row["municipalities"]),)
    return found
