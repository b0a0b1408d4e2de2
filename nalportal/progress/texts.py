"""What a unit writes about itself in a round: one line on its card, and an introduction.

Both are saved together, so they have one version and one history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.records.history import save_signed, sign
from nalportal.records.versions import (
    CONFIRMED_UNCHANGED,
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
    refuse_if_moved,
    stay_stored,
)
from nalportal.refusals import NotPossible

from .locks import take_turn, wait_for_turn
from .models import COPIED_FROM, Place, ReportingUnit, ReportText, Round
from .models.states import OPEN_STATES
from .models.texts import UNIT_PLACES


@dataclass(frozen=True)
class Texts:
    """The texts of one unit in one round; empty is no text."""

    summary: str = ""
    intro: str = ""


PLACES: Mapping[str, Place] = {"summary": Place.UNIT_SUMMARY, "intro": Place.UNIT}
FIELDS: Mapping[str, str] = {place: field for field, place in PLACES.items()}
LABELS: Mapping[str, Any] = {
    "summary": gettext_lazy("In één regel"),
    "intro": gettext_lazy("Inleiding"),
}


@dataclass(frozen=True)
class Written:
    """Both texts after an entry of their history, and the fields of those called a summary."""

    texts: Texts = Texts()
    summaries: frozenset[str] = frozenset()


TextEvent = Event[Written]


def open_round() -> Round | None:
    """The round that texts are written for now; the latest, should two be open (1 query)."""
    rounds = Round.objects.filter(state__in=OPEN_STATES).order_by("-reference_on")
    return rounds.first()


def stored_texts(unit: ReportingUnit, round_: Round) -> dict[Place, ReportText]:
    """The rows by their place; of a place that has more, the one in the report (1 query)."""
    rows = ReportText.objects.filter(round=round_, unit=unit, place__in=UNIT_PLACES)
    return {Place(row.place): row for row in rows.order_by("-order", "-pk")}


def texts_of(unit: ReportingUnit, round_: Round) -> Texts:
    """The texts of a unit and round as they are stored now (1 query)."""
    rows = stored_texts(unit, round_)
    return Texts(**{field: rows[p].body for field, p in PLACES.items() if p in rows})


def summaries_of(unit: ReportingUnit, round_: Round) -> list[str]:
    """The fields whose text is called a summary of what another report says (1 query)."""
    rows = stored_texts(unit, round_)
    return [field for field, p in PLACES.items() if p in rows and rows[p].is_summary]


def places_filled(round_: Round, units: Iterable[ReportingUnit]) -> frozenset[tuple[int, str]]:
    """Which texts there are, as (id of the unit, place) (1 query)."""
    rows = ReportText.objects.filter(round=round_, unit__in=units, place__in=UNIT_PLACES)
    return frozenset(rows.values_list("unit_id", "place"))


# ----------------------------------------------------------------------------------- writing


@transaction.atomic
def write(
    unit: ReportingUnit,
    round_: Round,
    texts: Texts,
    *,
    seen: SeenVersion,
    by: User,
    reason: str = "",
) -> None:
    """Save ``texts``; a text that was made empty goes, and stays in the history.

    A text with other words is no summary any more: what stands in a round of the portal under a
    unit's name is the text itself, whoever typed it, and there is no source that says otherwise.
    A text that was left alone since ``seen`` stays as it is stored. Raises ``Conflict`` when
    somebody else changed the same text meanwhile and its answers don't say which stays, and
    :class:`NotPossible` when the round was closed.
    """
    _take_turns(unit, round_, by=by)
    base, stored = _base_of(unit, round_, seen.number), texts_of(unit, round_)
    stay = stay_stored(base, asdict(stored), asdict(texts), seen.answers)
    chosen = replace(texts, **{field: getattr(stored, field) for field in stay})
    _write_all(unit, round_, chosen, (), by=by, reason=reason)


@transaction.atomic
def restore_version(
    unit: ReportingUnit,
    round_: Round,
    version: int,
    *,
    seen: SeenVersion,
    by: User,
    reason: str = "",
) -> None:
    """Make the texts as they were in an earlier version; a summary is called so again.

    Raises :class:`NotPossible` for a version they never had and when the round was closed, and
    ``Moved`` when they were changed since ``seen``.
    """
    _take_turns(unit, round_, by=by)
    refuse_if_moved(seen.number, _rows([unit.pk], round_))
    then = _entry(unit, round_, version)
    if then is None:
        raise NotPossible(_("Deze versie bestaat niet."))
    _write_all(unit, round_, then.state.texts, then.state.summaries, by=by, reason=reason)


@transaction.atomic
def confirm_copied(unit: ReportingUnit, round_: Round, *, seen: SeenVersion, by: User) -> None:
    """Say that the texts that came along from the round before still hold; they are no copies any
    more. Raises ``Moved`` when they were changed since ``seen``."""
    _take_turns(unit, round_, by=by)
    refuse_if_moved(seen.number, _rows([unit.pk], round_))
    rows, at = stored_texts(unit, round_), timezone.now()
    for field in copied_from(history_of(unit, round_, all_=True)):
        take_turn([unit], by=by)
        save_signed(rows[PLACES[field]], by=by, reason=CONFIRMED_UNCHANGED, at=at)


def copied_from(events: Iterable[TextEvent]) -> dict[str, str]:
    """Per text that came along from an earlier round, and was neither edited nor confirmed since:
    the title of that round. ``events`` are all of its history, newest first. Pure."""
    found: dict[str, str] = {}
    edited: set[str] = set()
    for event in events:
        if event.is_confirmation:
            break
        for change in event.changes:
            if change.field not in edited and change.after and event.reason.startswith(COPIED_FROM):
                found[change.field] = event.reason.removeprefix(COPIED_FROM)
            edited.add(change.field)
    return found


def _take_turns(unit: ReportingUnit, round_: Round, *, by: User) -> None:
    wait_for_turn([unit], by=by)
    # A text that isn't there yet has no row to lock, so two people take turns at the unit.
    ReportingUnit.objects.select_for_update().get(pk=unit.pk)
    if not Round.objects.filter(pk=round_.pk, state__in=OPEN_STATES).exists():
        raise NotPossible(_("De ronde is intussen gesloten. Uw tekst is niet opgeslagen."))


def _write_all(
    unit: ReportingUnit,
    round_: Round,
    texts: Texts,
    summaries: Collection[str],
    *,
    by: User,
    reason: str,
) -> None:
    """Write the texts that differ; of those, the fields in ``summaries`` are called so."""
    at = timezone.now()  # both texts are saved in one action
    rows = stored_texts(unit, round_)
    for field, place in PLACES.items():
        row = rows.get(place) or ReportText(round=round_, unit=unit, place=place)
        body = getattr(texts, field)
        if row.body == body:
            continue
        take_turn([unit], by=by)
        if body:
            row.body, row.is_summary = body, field in summaries
            save_signed(row, by=by, reason=reason, at=at)
        else:
            sign(row, by=by, reason=reason, at=at)
            row.delete()


# --------------------------------------------------------------------------- two people at once


def clash_of(unit: ReportingUnit, round_: Round, typed: Texts, version: int) -> Clash:
    """What to choose when ``typed`` on a page of ``version`` meets what was stored since."""
    stored, base = asdict(texts_of(unit, round_)), _base_of(unit, round_, version)
    return Clash(
        choices_between(base, stored, asdict(typed), LABELS), history_of(unit, round_, all_=True)[0]
    )


def _base_of(unit: ReportingUnit, round_: Round, version: int) -> dict[str, str] | None:
    base = texts_at(unit, round_, version)
    return asdict(base) if base else None


# ----------------------------------------------------------------------------------- history


def version_of(unit: ReportingUnit, round_: Round) -> int:
    """The number of the latest entry in their history; 0 when nothing was ever written."""
    return newest_version(_rows([unit.pk], round_))


def texts_at(unit: ReportingUnit, round_: Round, version: int) -> Texts | None:
    """The texts as they were in a version; None if they never had that version (1 query)."""
    if version == 0:
        return Texts()
    entry = _entry(unit, round_, version)
    return entry.state.texts if entry else None


def history_of(unit: ReportingUnit, round_: Round, *, all_: bool = False) -> list[TextEvent]:
    """The events that changed a word, or ``all_`` of them, newest first (1 query)."""
    events = events_of(_entries(unit, round_), _word_changes, Written())
    return [event for event in events if all_ or event.changes]


def changed_since(units: Collection[int], round_: Round, moment: datetime) -> dict[int, TextEvent]:
    """Per unit (by its id) whose texts read otherwise than at ``moment``: what is different now,
    and who saved last (1 query). What came along from the round before is no change."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in _rows(units, round_):
        rows[row.unit_id].append(row)
    found = {}
    for unit, history in rows.items():
        entries = list(_told(history))
        known = (e for e in entries if e.at <= moment or e.reason.startswith(COPIED_FROM))
        before = next((entry.state for entry in reversed(list(known))), Written())
        changes = _word_changes(before, entries[-1].state)
        if changes:
            found[unit] = replace(events_of(entries[-1:], _word_changes)[0], changes=changes)
    return found


def text_changes(before: Texts, after: Texts) -> tuple[Change, ...]:
    """The texts that differ, in the order of the page."""
    return changes_between(asdict(before), asdict(after), LABELS)


def _word_changes(before: Written, after: Written) -> tuple[Change, ...]:
    return text_changes(before.texts, after.texts)


def _rows(units: Collection[int], round_: Round) -> Any:
    """The history of the texts of these units, oldest first."""
    # By place and not by row: a text that was made empty and written again is another row.
    rows = ReportText.history.filter(round_id=round_.pk, unit__in=units, place__in=UNIT_PLACES)
    return rows.select_related("history_user").order_by("history_id")


def _entries(unit: ReportingUnit, round_: Round) -> Iterator[Entry[Written]]:
    return _told(_rows([unit.pk], round_))


def _told(rows: Iterable[Any]) -> Iterator[Entry[Written]]:
    """Both texts of one unit after each entry of their history, oldest first."""
    texts, summaries = Texts(), frozenset[str]()
    for row in rows:
        body = "" if row.history_type == "-" else row.body
        field = FIELDS[row.place]
        texts = replace(texts, **{field: body})
        summaries = summaries | {field} if body and row.is_summary else summaries - {field}
        yield entry_of(row, Written(texts, summaries), row.history_id)


def _entry(unit: ReportingUnit, round_: Round, version: int) -> Entry[Written] | None:
    """The entry with that number, with both texts as they were when it was the latest."""
    return next((e for e in _entries(unit, round_) if e.version == version), None)
