"""What a region gives as totals for one peildatum: saved together, with one version and history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.progress.conflicts import STORED, TYPED, Choice
from nalportal.progress.history import Change
from nalportal.progress.models import Round
from nalportal.progress.models.states import OPEN_STATES
from nalportal.progress.turns import take_turn
from nalportal.progress.verbs import Conflict
from nalportal.records.history import in_actions, save_signed, sign, who_did

from .models import PolicyInstrument, Region, ReportedCount


@dataclass(frozen=True)
class Given:
    """A number, or pm; and the note that belongs to it."""

    count: int | None
    is_pm: bool
    note: str = ""

    def __str__(self) -> str:
        figure = "pm" if self.is_pm else number(self.count or 0)
        return f"{figure} ({self.note})" if self.note else figure


# By the web address of the instrument; what a region didn't give is not in it.
Totals = Mapping[str, Given]


@dataclass(frozen=True)
class CountEvent:
    """One time that somebody saved these totals."""

    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class CountClash:
    """Why these totals were not saved: what to choose, and who was first."""

    choices: tuple[Choice, ...]
    last_change: CountEvent


def dates_to_report(chosen: date | None) -> tuple[date | None, tuple[date, ...]]:
    """The date that totals are given for, and those that rounds ask them for (1 query).

    The date is the one that was ``chosen``, else the peildatum of the open round, if any.
    """
    rounds = Round.objects.order_by("-reference_on").values_list("reference_on", "state")
    found = list(rounds)
    open_on = next((on for on, state in found if state in OPEN_STATES), None)
    return chosen or open_on, tuple(on for on, _state in found)


def totals_of(region: Region, reference_on: date) -> dict[str, Given]:
    """As they are stored now (1 query)."""
    rows = ReportedCount.objects.filter(region=region, reference_on=reference_on)
    return {
        row.instrument.slug: Given(row.count, row.is_pm, row.note)
        for row in rows.select_related("instrument")
    }


# ----------------------------------------------------------------------------------- writing


@transaction.atomic
def write_totals(
    region: Region,
    reference_on: date,
    totals: Totals,
    *,
    version: int,
    by: User,
    reason: str = "",
) -> None:
    """Make the totals of that peildatum ``totals``; one that is left out goes, with its history.

    Raises ``Conflict`` when ``version`` is not the latest any more.
    """
    take_turn([region.pk], by=by)
    # A total that isn't there yet has no row to lock, so two people take turns at the region.
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    if version_of(region, reference_on) != version:
        raise Conflict
    stored = ReportedCount.objects.filter(region=region, reference_on=reference_on)
    rows = {row.instrument.slug: row for row in stored.select_related("instrument")}
    at = timezone.now()  # one moment for all of them: they are one event
    for instrument in PolicyInstrument.objects.all():
        row = rows.get(instrument.slug) or ReportedCount(
            region=region, instrument=instrument, reference_on=reference_on
        )
        _write_one(row, totals.get(instrument.slug), by=by, reason=reason, at=at)


def _write_one(
    row: ReportedCount, given: Given | None, *, by: User, reason: str, at: datetime
) -> None:
    is_new = row._state.adding
    if given is None:
        if not is_new:
            sign(row, by=by, reason=reason, at=at)
            row.delete()
        return
    if is_new or Given(row.count, row.is_pm, row.note) != given:
        row.count, row.is_pm, row.note = given.count, given.is_pm, given.note
        save_signed(row, by=by, reason=reason, at=at)


# --------------------------------------------------------------------------- two people at once


def choices_between(
    base: Totals | None, stored: Totals, typed: Totals, names: Mapping[str, str]
) -> tuple[Choice, ...]:
    """The totals that differ; ``base`` is what the person saw before typing, if known."""
    return tuple(
        Choice(
            field=slug,
            label=name,
            stored=_in_words(stored.get(slug)),
            typed=_in_words(typed.get(slug)),
            first=STORED if base is not None and base.get(slug) == typed.get(slug) else TYPED,
        )
        for slug, name in names.items()
        if stored.get(slug) != typed.get(slug)
    )


def chosen_totals(typed: Totals, stored: Totals, answers: Mapping[str, str]) -> Totals:
    """``typed``, with what is stored for each instrument that was chosen so."""
    slugs = set(typed) | set(stored)
    kept = {slug: answers.get(f"kies-{slug}") == STORED for slug in slugs}
    found = {slug: (stored if kept[slug] else typed).get(slug) for slug in slugs}
    return {slug: given for slug, given in found.items() if given is not None}


def _in_words(given: Given | None) -> str:
    return str(given) if given else ""


# ----------------------------------------------------------------------------------- history


def version_of(region: Region, reference_on: date) -> int:
    """The number of the latest entry in their history; 0 when nothing was ever given."""
    rows = _history(region, reference_on).order_by("-history_id")
    return rows.values_list("history_id", flat=True).first() or 0


def totals_at(region: Region, reference_on: date, version: int) -> Totals | None:
    """The totals as they were in a version; None if they never had that version (1 query)."""
    if version == 0:
        return {}
    entries = _entries(region, reference_on)
    return next((entry.totals for entry in entries if entry.version == version), None)


def history_of(region: Region, reference_on: date, names: Mapping[str, str]) -> list[CountEvent]:
    """All events that changed a total, newest first (1 query)."""
    events = [_event(before, after, names) for before, after in _actions(region, reference_on)]
    return [event for event in reversed(events) if event.changes]


def last_change(region: Region, reference_on: date) -> CountEvent:
    """Who saved them last, and when; only for totals that have a history (1 query)."""
    *_rest, (before, after) = _actions(region, reference_on)
    return _event(before, after, {})


def _event(before: Totals, after: "_Entry", names: Mapping[str, str]) -> CountEvent:
    changes = _changes(before, after.totals, names)
    return CountEvent(after.at, after.who, after.reason, changes)


def _actions(region: Region, reference_on: date) -> Iterator[tuple[Totals, "_Entry"]]:
    before: Totals = {}
    for group in in_actions(_entries(region, reference_on)):
        yield before, group[-1]
        before = group[-1].totals


def _changes(before: Totals, after: Totals, names: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(slug, name, _in_words(before.get(slug)), _in_words(after.get(slug)))
        for slug, name in names.items()
        if before.get(slug) != after.get(slug)
    )


@dataclass(frozen=True)
class _Entry:
    at: datetime
    user_id: int | None
    who: str
    reason: str
    version: int
    totals: Totals


def _history(region: Region, reference_on: date) -> Any:
    return ReportedCount.history.filter(region_id=region.pk, reference_on=reference_on)


def _entries(region: Region, reference_on: date) -> Iterator[_Entry]:
    """All totals after each entry of their history, oldest first."""
    totals: dict[str, Given] = {}
    rows = _history(region, reference_on).select_related("history_user", "instrument")
    for row in rows.order_by("history_id"):
        totals = {slug: given for slug, given in totals.items() if slug != row.instrument.slug}
        if row.history_type != "-":
            totals[row.instrument.slug] = Given(row.count, row.is_pm, row.note)
        yield _Entry(
            at=row.history_date,
            user_id=row.history_user_id,
            who=who_did(row),
            reason=row.history_change_reason or "",
            version=row.history_id,
            totals=totals,
        )
