"""What happened to a milestone: who, when, what and why; and how it was at any moment.

A milestone, its themes and its links each have a history of their own. Here they are told as one
story: the entries that one action made are one event.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from nalportal.dutch import PartialDate, Planned, long_date, period_with, planned_or_none
from nalportal.records.versions import (
    UNDONE,
    Change,
    Entry,
    Event,
    changes_between,
    entry_of,
    events_of,
    in_actions,
)

from .models import Category, EvidenceLink, Milestone
from .models.milestones import PLANNED_COLUMNS

Link = tuple[str, str]


@dataclass(frozen=True)
class State:
    """A milestone as it was: all that a person can write about it. ``links`` are (title, url)."""

    category: str
    title: str
    explanation: str
    planned: Planned | None
    realised_on: PartialDate | None
    resolved_on: date | None
    resolution: str
    withdrawn_on: date | None
    withdrawal_reason: str
    trekker: str
    internal_note: str
    themes: tuple[str, ...]
    links: tuple[Link, ...]


LABELS: Mapping[str, Any] = {
    "category": gettext_lazy("Categorie"),
    "title": gettext_lazy("Titel"),
    "explanation": gettext_lazy("Toelichting"),
    "planned": gettext_lazy("Verwacht gereed"),
    "realised_on": gettext_lazy("Gerealiseerd op"),
    "resolved_on": gettext_lazy("Opgelost op"),
    "resolution": gettext_lazy("Hoe opgelost"),
    "withdrawn_on": gettext_lazy("Ingetrokken op"),
    "withdrawal_reason": gettext_lazy("Waarom ingetrokken"),
    "themes": gettext_lazy("Thema's"),
    "links": gettext_lazy("Bewijsstukken"),
    "trekker": gettext_lazy("Trekker"),
    "internal_note": gettext_lazy("Interne notitie"),
}


MilestoneEvent = Event[State]


def history_of(milestone: Milestone) -> list[MilestoneEvent]:
    """All events, newest first (3 queries)."""
    return histories_of([milestone.pk])[milestone.pk]


def histories_of(milestones: Collection[int]) -> dict[int, list[MilestoneEvent]]:
    """Per milestone (by its id) all events, newest first (3 queries, however many they are)."""
    entries = _entries(milestones)
    return {pk: events_of(entries[pk], state_changes) for pk in milestones}


def state_at(milestone: Milestone, version: int) -> State | None:
    """The milestone as it was in a version, None if it never had that version (3 queries)."""
    for group in in_actions(_entries([milestone.pk])[milestone.pk]):
        for entry in group:
            if entry.version == version:
                # Links that the same action wrote after the milestone itself belong to it.
                last = max(item.version for item in group if item.version is not None)
                return group[-1].state if version == last else entry.state
    return None


def state_of(milestone: Milestone) -> State:
    """The milestone as it stands now (2 queries)."""
    themes = (theme.name for theme in milestone.themes.all())
    return _state(milestone, themes=themes, links=links_of(milestone))


def links_of(milestone: Milestone) -> list[Link]:
    """The evidence of a milestone, in its order (1 query)."""
    return [(link.title, link.url) for link in milestone.links.all()]


def state_changes(before: State, after: State) -> tuple[Change, ...]:
    """The fields that differ, in the order of the page."""
    return changes_between(values_of(before), values_of(after), LABELS, in_words)


def values_of(state: State) -> dict[str, Any]:
    """All that can be written of a milestone, by the name of the field."""
    return {name: getattr(state, name) for name in LABELS}


def in_words(name: str, value: Any) -> str:
    """A value of a field of :class:`State`, as it reads on screen; empty for no value."""
    match value:
        case None:
            return ""
        case date():
            return long_date(value)
        case tuple() if name == "links":
            return "\n".join(f"{title} <{url}>" for title, url in value)
        case tuple():
            return ", ".join(value)
        case _ if name == "category":
            return str(Category(value).label)
        case _:
            return str(value)


# ---------------------------------------------------------------------------------- slipping


@dataclass(frozen=True)
class Slip:
    """The date that was planned first, and how often it was moved since."""

    first: Planned
    times: int


def slips_of(milestones: Iterable[int]) -> dict[int, Slip]:
    """Per milestone (by its id) whose planned date moved: from when, how often (1 query)."""
    rows = Milestone.history.filter(id__in=list(milestones)).order_by("history_id")
    planned: dict[int, list[Planned]] = defaultdict(list)
    for pk, reason, *columns in rows.values_list("id", "history_change_reason", *PLANNED_COLUMNS):
        value = planned_or_none(*columns)
        if reason == UNDONE and value in planned[pk][-2:-1]:
            planned[pk].pop()  # what was taken back at once did not slip
        if value and value not in planned[pk][-1:]:
            planned[pk].append(value)
    return {pk: Slip(dates[0], len(dates) - 1) for pk, dates in planned.items() if len(dates) > 1}


# ----------------------------------------------------------------------- from three histories


def _entries(milestones: Collection[int]) -> Mapping[int, list[Entry[State]]]:
    """Per milestone the state after each entry of any of its three histories, oldest first."""
    own = Milestone.history.filter(id__in=milestones).select_related("history_user")
    linked = EvidenceLink.history.filter(milestone_id__in=milestones)
    themes = _themes_per_version(milestones)
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in own:
        rows[row.id].append(row)
    for row in linked.select_related("history_user"):
        rows[row.milestone_id].append(row)
    return {pk: list(_told(rows[pk], themes)) for pk in milestones}


def _told(rows: list[Any], themes: Mapping[int, list[str]]) -> Iterator[Entry[State]]:
    """The entries of one milestone; those of a link carry on what was known of the rest."""
    links: dict[int, tuple[int, Link]] = {}
    state: State | None = None
    for row in sorted(rows, key=lambda row: (row.history_date, row.history_id)):
        is_link = hasattr(row, "url")
        if is_link:
            links.pop(row.id, None)
            if row.history_type != "-":
                links[row.id] = (row.order, (row.title, row.url))
        now = tuple(link for _order, link in sorted(links.values()))
        if not is_link:
            state = _state(row, themes=themes[row.history_id], links=now)
        elif state is not None:
            state = replace(state, links=now)
        if state is not None:
            yield entry_of(row, state, None if is_link else row.history_id)


def _themes_per_version(milestones: Collection[int]) -> Mapping[int, list[str]]:
    """The names of the themes at each entry of the history (1 query)."""
    relation = Milestone.history.model._meta.get_field("historicalmilestone_themes")
    rows = relation.related_model.objects.filter(milestone_id__in=milestones)
    themes: dict[int, list[str]] = defaultdict(list)
    for version, name in rows.values_list("history_id", "theme__name"):
        themes[version].append(name)
    return themes


def _state(row: Any, *, themes: Iterable[str], links: Iterable[Link]) -> State:
    """From a milestone, or from an entry of its history, which has the same columns."""
    own = {field.name for field in fields(State)} - {"planned", "realised_on", "themes", "links"}
    return State(
        planned=planned_or_none(*(getattr(row, name) for name in PLANNED_COLUMNS)),
        realised_on=period_with(row.realised_on, row.realised_precision),
        themes=tuple(sorted(themes)),
        links=tuple(links),
        **{name: getattr(row, name) for name in own},
    )
