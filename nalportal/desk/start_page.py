"""The start page as data: what is mine, what is due, what changed.

``collect_desk`` runs the queries, the same number however much there is; ``assemble_desk`` is pure
and returns frozen dataclasses. No HTML.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import FilteredRelation, Max, Q
from django.utils import timezone

from nalportal.dutch import Planned
from nalportal.progress.frame import CLOSE
from nalportal.progress.history import MilestoneEvent, histories_of
from nalportal.progress.models import (
    NOTHING_NEW,
    Category,
    Milestone,
    ReportingUnit,
    Round,
    SubmissionState,
)
from nalportal.progress.models.states import OPEN_STATES, WITH_REVIEWER
from nalportal.progress.recent_changes import BEFORE_ALL
from nalportal.report.editions import RoundEntry, frozen_report
from nalportal.report.model import Report

from .recent_changes import (
    BY_SOMEBODY,
    SHOWN,
    RecentChange,
    by_ministry,
    collect_others,
    newest,
    of_milestone,
)

LATELY = timedelta(days=30)
NOT_DUE = (*WITH_REVIEWER, SubmissionState.SKIPPED, SubmissionState.FROM_SOURCE)

Row = TypeVar("Row")


# ----------------------------------------------------------------------------------- the page


@dataclass(frozen=True)
class Shortlist(Generic[Row]):
    """The first rows of a list, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)


@dataclass(frozen=True)
class UnitCard:
    """A unit with (category, number of milestones) for each category.

    What was withdrawn or resolved doesn't count. ``state`` is that of what it hands in for the
    open round; empty while none is open.
    """

    slug: str
    name: str
    counts: tuple[tuple[str, int], ...]
    state: str
    kind: str


@dataclass(frozen=True)
class Deadline:
    """The last day for these units to hand in; ``on`` and ``days_left`` are None without a day."""

    on: date | None
    days_left: int | None
    units: tuple[str, ...]

    @property
    def is_close(self) -> bool:
        return self.days_left is not None and self.days_left <= CLOSE

    @property
    def is_past(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class OpenRound:
    """A round that is open, with what my units still owe it, the first deadline first."""

    title: str
    reference_on: date
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class DueMilestone:
    """A milestone that waits for somebody: ``planned`` only for what is planned."""

    reference: str
    title: str
    unit: str
    planned: Planned | None


@dataclass(frozen=True)
class Desk:
    """The whole page. ``long_open_in`` names the two reports that told the long open points,
    newest first; empty while fewer than two are published."""

    units: tuple[UnitCard, ...]
    rounds: tuple[OpenRound, ...]
    overdue: Shortlist[DueMilestone]
    long_open: Shortlist[DueMilestone]
    long_open_in: tuple[str, ...]
    lately: tuple[RecentChange, ...]
    by_ministry: tuple[RecentChange, ...]


# ---------------------------------------------------------------------------------- collecting


@dataclass(frozen=True)
class OwedRow:
    """An open round and what one unit hands in for it; all None where it hasn't begun."""

    title: str
    reference_on: date
    deadline_on: date | None
    unit_id: int | None
    state: str | None
    extended_until: date | None


@dataclass(frozen=True)
class DeskData:
    """What the queries gave. ``reports`` are the last two published ones, newest first, or
    none while there are no two.

    ``events`` has the history of each milestone in ``changed`` (ids, latest change first) and
    ``ministry``: (id of the milestone, id of somebody at the ministry who changed it).
    ``others`` and ``others_by_ministry`` are what changed besides milestones.
    """

    now: datetime
    since: datetime
    units: tuple[ReportingUnit, ...]
    milestones: tuple[Milestone, ...]
    owed: tuple[OwedRow, ...]
    reports: tuple[Report, ...]
    changed: tuple[int, ...]
    ministry: frozenset[tuple[int, int]]
    events: Mapping[int, Sequence[MilestoneEvent]]
    others: tuple[RecentChange, ...]
    others_by_ministry: tuple[RecentChange, ...]


def collect_desk(
    units: Sequence[ReportingUnit], published: Sequence[RoundEntry], now: datetime
) -> DeskData:
    """Query what the page of these units tells (15 queries, 13 once the reports were read).

    ``published`` are the rounds that are public, newest peildatum first. What the ministry
    changed is told since the last publication, so that nothing is missed between two rounds.
    """
    by_id = {unit.pk: unit for unit in units}
    ids = list(by_id)
    since = max((r.published_at for r in published if r.published_at), default=BEFORE_ALL)
    changed = _changed(ids, now - LATELY)
    ministry = _changed_by_ministry(ids, since)
    # One report alone cannot tell what was open in two.
    last_two = published[:2] if len(published) > 1 else ()
    return DeskData(
        now=now,
        since=since,
        units=tuple(units),
        milestones=_milestones(ids),
        owed=_owed(ids),
        reports=tuple(frozen_report(entry.sha256 or "") for entry in last_two),
        changed=changed,
        ministry=ministry,
        events=histories_of({*changed, *(milestone for milestone, _user in ministry)}),
        others=collect_others(by_id, now - LATELY),
        others_by_ministry=collect_others(by_id, since, ministry=True),
    )


def _milestones(units: Collection[int]) -> tuple[Milestone, ...]:
    # All of them at once, without their long texts: several parts of the page count them.
    rows = Milestone.objects.filter(unit__in=units).in_report_order()
    long_texts = ("explanation", "resolution", "withdrawal_reason", "internal_note")
    return tuple(rows.defer(*long_texts))


def _owed(units: Collection[int]) -> tuple[OwedRow, ...]:
    rows = Round.objects.filter(state__in=OPEN_STATES).annotate(
        mine=FilteredRelation("submissions", condition=Q(submissions__unit__in=units))
    )
    return tuple(
        OwedRow(*row)
        for row in rows.order_by("deadline_on", "reference_on").values_list(
            "title",
            "reference_on",
            "deadline_on",
            "mine__unit_id",
            "mine__state",
            "mine__extended_until",
        )
    )


def _changed(units: Collection[int], since: datetime) -> tuple[int, ...]:
    """The milestones that changed last, without those that were only moved or confirmed."""
    rows = Milestone.history.filter(BY_SOMEBODY, unit__in=units, history_date__gt=since)
    rows = rows.exclude(history_change_reason__in=NOTHING_NEW).order_by().values("id")
    latest = rows.annotate(last=Max("history_date")).order_by("-last", "id")[:SHOWN]
    return tuple(row["id"] for row in latest)


def _changed_by_ministry(units: Collection[int], since: datetime) -> frozenset[tuple[int, int]]:
    """(milestone, user) of the last changes by a reviewer who doesn't keep that unit."""
    rows = Milestone.history.filter(
        by_ministry(user="history_user", unit="unit"), unit__in=units, history_date__gt=since
    )
    rows = rows.exclude(history_change_reason__in=NOTHING_NEW).order_by()
    latest = rows.values("id", "history_user").annotate(last=Max("history_date"))
    return frozenset((row["id"], row["history_user"]) for row in latest.order_by("-last")[:SHOWN])


# ---------------------------------------------------------------------------------- assembling


def assemble_desk(data: DeskData) -> Desk:
    """The page out of what was collected. Pure: no query, no clock."""
    names = {unit.pk: unit.short_name for unit in data.units}
    today = timezone.localdate(data.now)
    overdue = [m for m in data.milestones if m.is_overdue(today)]
    long_open = _long_open(data.milestones, data.reports)
    return Desk(
        units=tuple(_cards(data)),
        rounds=tuple(_rounds(data.owed, names, today)),
        overdue=_shortlist(overdue, names),
        long_open=_shortlist(long_open, names),
        long_open_in=tuple(report.title for report in data.reports) if long_open else (),
        lately=newest(_lately(data, names), data.others),
        by_ministry=newest(
            _by_ministry(data.milestones, data.events, data.ministry, data.since, names),
            data.others_by_ministry,
        ),
    )


def _cards(data: DeskData) -> Iterable[UnitCard]:
    counts = Counter(
        (m.unit_id, m.category) for m in data.milestones if m.status in {"open", "gerealiseerd"}
    )
    states = {row.unit_id: row.state for row in data.owed}
    for unit in data.units:
        state = states.get(unit.pk) or SubmissionState.NOT_STARTED
        yield UnitCard(
            slug=unit.slug,
            name=unit.name,
            counts=tuple((category, counts[unit.pk, category]) for category in Category.values),
            state=state if data.owed else "",
            kind=unit.kind,
        )


def _rounds(owed: Iterable[OwedRow], names: Mapping[int, str], today: date) -> Iterable[OpenRound]:
    by_round: dict[str, list[OwedRow]] = {}
    for row in owed:
        by_round.setdefault(row.title, []).append(row)
    for title, rows in by_round.items():
        yield OpenRound(
            title,
            rows[0].reference_on,
            _deadlines(rows, names, today),
        )


def _deadlines(
    rows: Sequence[OwedRow], names: Mapping[int, str], today: date
) -> tuple[Deadline, ...]:
    """Per last day the units that have not handed in yet: extended ones have a day of their own."""
    known = {row.unit_id: row for row in rows}
    waiting: dict[date | None, list[str]] = {}
    for unit, name in names.items():
        row = known.get(unit)
        if row is None or row.state not in NOT_DUE:
            on = (row.extended_until if row else None) or rows[0].deadline_on
            waiting.setdefault(on, []).append(name)
    return tuple(
        Deadline(on, (on - today).days if on else None, tuple(units))
        for on, units in sorted(waiting.items(), key=lambda item: item[0] or date.max)
    )


def _long_open(milestones: Iterable[Milestone], reports: Sequence[Report]) -> list[Milestone]:
    """The attention points that are open now and were so in both of the last two reports."""
    if not reports:
        return []
    told = frozenset.intersection(*(open_points(report) for report in reports))
    return [
        m
        for m in milestones
        if m.reference in told and m.category == Category.ATTENTION and m.status == "open"
    ]


def open_points(report: Report) -> frozenset[str]:
    """The references of the attention points that a report told as open."""
    return frozenset(
        entry.reference
        for unit in report.units()
        for block in unit.categories
        if block.category == Category.ATTENTION
        for entry in block.items
        if entry.status == "open"
    )


def _shortlist(found: Sequence[Milestone], names: Mapping[int, str]) -> Shortlist[DueMilestone]:
    rows = (DueMilestone(m.reference, m.title, names[m.unit_id], m.planned) for m in found[:SHOWN])
    return Shortlist(tuple(rows), len(found))


def _lately(data: DeskData, names: Mapping[int, str]) -> Iterable[RecentChange]:
    """Per milestone its latest change that says something new."""
    milestones = {m.pk: m for m in data.milestones}
    for pk in data.changed:
        event = next((event for event in data.events[pk] if event.says_something_new), None)
        if event and pk in milestones:
            yield of_milestone(milestones[pk], event, names[milestones[pk].unit_id])


def _by_ministry(
    milestones: Iterable[Milestone],
    events: Mapping[int, Sequence[MilestoneEvent]],
    ministry: Collection[tuple[int, int]],
    since: datetime,
    names: Mapping[int, str],
) -> Iterable[RecentChange]:
    """Every change of a milestone by somebody at the ministry."""
    for milestone in milestones:
        for event in events.get(milestone.pk, ()):
            is_theirs = (milestone.pk, event.user_id) in ministry
            if is_theirs and event.at > since and event.says_something_new:
                yield of_milestone(milestone, event, names[milestone.unit_id])


def changed_by_ministry(unit: ReportingUnit, since: datetime) -> tuple[RecentChange, ...]:
    """The last things that the ministry changed for a unit since it handed in, newest first.

    7 queries; 4 when it changed no milestone.
    """
    ministry = _changed_by_ministry([unit.pk], since)
    ids = {milestone for milestone, _user in ministry}
    milestones = Milestone.objects.filter(pk__in=ids) if ids else ()
    events = histories_of(ids) if ids else {}
    names = {unit.pk: unit.short_name}
    return newest(
        _by_ministry(milestones, events, ministry, since, names),
        collect_others({unit.pk: unit}, since, ministry=True),
    )
