"""What a region gives as totals for one peildatum: saved together, with one version and history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self, overload

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.dutch import number, round_name, short_date
from nalportal.progress.locks import take_turn, wait_for_turn
from nalportal.progress.models import Round
from nalportal.progress.models.states import OPEN_STATES
from nalportal.records.history import save_signed, sign
from nalportal.records.versions import (
    Change,
    Clash,
    Entry,
    Event,
    SeenVersion,
    changes_between,
    choices_between,
    entry_of,
    events_of,
    newest_version,
    stay_stored,
)

from .models import PolicyInstrument, Region, ReportedCount


@dataclass(frozen=True)
class Given:
    """A number, or pm; and the note that belongs to it."""

    count: int | None
    is_pm: bool
    note: str = ""

    def __str__(self) -> str:
        return f"{self.figure} ({self.note})" if self.note else self.figure

    @property
    def figure(self) -> str:
        """The number as it is printed, or pm."""
        return "pm" if self.is_pm else number(self.count or 0)

    def taken_over(self, title: str) -> Self:
        """The number for a later peildatum; its note, which is printed, says of which round it is.

        What was taken over before keeps the round that it is of.
        """
        if self.note.startswith(TAKEN_OVER[0]) and TAKEN_OVER[1] in self.note:
            return self
        said = round_name(title).join(TAKEN_OVER)
        return replace(self, note=f"{said} {self.note}".rstrip())


# Around the title of the round that a total was taken over from: "Stand van eind 2020, …".
TAKEN_OVER = ("Stand van ", ", overgenomen.")


# By the web address of the instrument; what a region didn't give is not in it.
Totals = Mapping[str, Given]


CountEvent = Event[Totals]


def dates_to_report(chosen: date | None) -> tuple[date | None, tuple[date, ...]]:
    """The date that totals are given for, and those that rounds ask them for (1 query).

    The date is the one that was ``chosen``, else the peildatum of the open round, if any.
    """
    rounds = Round.objects.order_by("-reference_on").values_list("reference_on", "state")
    found = list(rounds)
    open_on = next((on for on, state in found if state in OPEN_STATES), None)
    return chosen or open_on, tuple(on for on, _state in found)


def totals_of(region: Region, reference_on: date) -> dict[str, Given]:
    """The totals that a region reported for a peildatum, by instrument (1 query)."""
    rows = ReportedCount.objects.filter(region=region, reference_on=reference_on)
    return {row.instrument.slug: _given(row) for row in rows.select_related("instrument")}


@dataclass(frozen=True)
class EarlierTotals:
    """What a region last gave before a peildatum: for which round, and the totals."""

    title: str
    totals: Totals

    def offered(self, given: Totals, members: int) -> dict[str, Given]:
        """What can be taken over: of what was not given yet, and no more than there are now."""
        return {
            slug: total
            for slug, total in self.totals.items()
            if slug not in given and (total.count or 0) <= members
        }


def earlier_totals(region: Region, reference_on: date) -> EarlierTotals | None:
    """The totals of the last peildatum before this one that the region gave any for (1 query)."""
    titles = Round.objects.filter(reference_on=OuterRef("reference_on")).values("title")[:1]
    rows = list(
        ReportedCount.objects.filter(region=region, reference_on__lt=reference_on)
        .annotate(title=Subquery(titles))
        .select_related("instrument")
        .order_by("-reference_on")
    )
    if not rows:
        return None
    last = rows[0].reference_on
    totals = {row.instrument.slug: _given(row) for row in rows if row.reference_on == last}
    return EarlierTotals(rows[0].title or short_date(last), totals)


# ----------------------------------------------------------------------------------- writing


@transaction.atomic
def write_totals(
    region: Region,
    reference_on: date,
    totals: Totals,
    *,
    seen: SeenVersion,
    by: User,
    reason: str = "",
) -> None:
    """Make the totals of that peildatum ``totals``; one that is left out goes, with its history.

    A total that was left alone since ``seen`` stays as it is stored. Raises ``Conflict`` when
    somebody else changed the same total meanwhile and its answers don't say which stays.
    """
    wait_for_turn([region.pk], by=by)
    # A total that isn't there yet has no row to lock, so two people take turns at the region.
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    stored = ReportedCount.objects.filter(region=region, reference_on=reference_on)
    rows = {row.instrument.slug: row for row in stored.select_related("instrument")}
    instruments = list(PolicyInstrument.objects.all())
    slugs = [instrument.slug for instrument in instruments]
    base = totals_at(region, reference_on, seen.number)
    now = {slug: _given(row) for slug, row in rows.items()}
    stay = stay_stored(_all(base, slugs), _all(now, slugs), _all(totals, slugs), seen.answers)
    at = timezone.now()  # one moment for all of them: they are one event
    for instrument in instruments:
        if instrument.slug in stay:
            continue
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
            take_turn([row.region_id], by=by)
            sign(row, by=by, reason=reason, at=at)
            row.delete()
        return
    if is_new or _given(row) != given:
        take_turn([row.region_id], by=by)
        row.count, row.is_pm, row.note = given.count, given.is_pm, given.note
        save_signed(row, by=by, reason=reason, at=at)


# --------------------------------------------------------------------------- two people at once


def clash_of(
    region: Region, reference_on: date, typed: Totals, version: int, names: Mapping[str, str]
) -> Clash:
    """What to choose when ``typed`` on a page of ``version`` meets what was stored since."""
    base, stored = totals_at(region, reference_on, version), totals_of(region, reference_on)
    choices = choices_between(_all(base, names), _all(stored, names), _all(typed, names), names)
    return Clash(choices, history_of(region, reference_on, names, all_=True)[0])


@overload
def _all(totals: Totals, slugs: Iterable[str]) -> dict[str, Given | None]: ...
@overload
def _all(totals: None, slugs: Iterable[str]) -> None: ...
def _all(totals: Totals | None, slugs: Iterable[str]) -> dict[str, Given | None] | None:
    """The totals with None for what was not given."""
    return None if totals is None else {slug: totals.get(slug) for slug in slugs}


# ----------------------------------------------------------------------------------- history


def version_of(region: Region, reference_on: date) -> int:
    """The number of the latest entry in their history; 0 when nothing was ever given."""
    return newest_version(_history(region, reference_on))


def totals_at(region: Region, reference_on: date, version: int) -> Totals | None:
    """The totals as they were in a version; None if they never had that version (1 query)."""
    if version == 0:
        return {}
    entries = _entries(region, reference_on)
    return next((entry.state for entry in entries if entry.version == version), None)


def history_of(
    region: Region, reference_on: date, names: Mapping[str, str], *, all_: bool = False
) -> list[CountEvent]:
    """The events that changed a total, or ``all_`` of them, newest first (1 query)."""

    def changes(before: Totals, after: Totals) -> tuple[Change, ...]:
        return changes_between(_all(before, names), _all(after, names), names)

    events = events_of(_entries(region, reference_on), changes, {})
    return [event for event in events if all_ or event.changes]


def _history(region: Region, reference_on: date) -> Any:
    return ReportedCount.history.filter(region_id=region.pk, reference_on=reference_on)


def _entries(region: Region, reference_on: date) -> Iterator[Entry[Totals]]:
    """All totals after each entry of their history, oldest first."""
    totals: dict[str, Given] = {}
    rows = _history(region, reference_on).select_related("history_user", "instrument")
    for row in rows.order_by("history_id"):
        totals = {slug: given for slug, given in totals.items() if slug != row.instrument.slug}
        if row.history_type != "-":
            totals[row.instrument.slug] = _given(row)
        yield entry_of(row, totals, row.history_id)


def _given(row: Any) -> Given:
    """What a total says, or an entry of its history, which has the same columns."""
    return Given(row.count, row.is_pm, row.note)
