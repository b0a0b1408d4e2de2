"""What a unit writes about itself in a round: one line on its card, and an introduction.

Both are saved together, so they have one version and one history.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.records.history import in_actions, save_signed, sign, who_did

from .conflicts import STORED, TYPED, Choice
from .history import Change
from .models import Place, ReportingUnit, ReportText, Round
from .models.states import OPEN_STATES
from .models.texts import UNIT_PLACES
from .verbs import Conflict, NotPossible


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
class TextEvent:
    """One time that somebody saved these texts."""

    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class TextClash:
    """Why these texts were not saved: what to choose, and who was first."""

    choices: tuple[Choice, ...]
    last_change: TextEvent


def open_round() -> Round | None:
    """The round that texts are written for now; the latest, should two be open (1 query)."""
    rounds = Round.objects.filter(state__in=OPEN_STATES).order_by("-reference_on")
    return rounds.first()


def stored_texts(unit: ReportingUnit, round_: Round) -> dict[Place, ReportText]:
    """The rows by their place; of a place that has more, the one in the report (1 query)."""
    rows = ReportText.objects.filter(round=round_, unit=unit, place__in=UNIT_PLACES)
    return {Place(row.place): row for row in rows.order_by("-order", "-pk")}


def texts_of(unit: ReportingUnit, round_: Round) -> Texts:
    """As they are stored now (1 query)."""
    rows = stored_texts(unit, round_)
    return Texts(**{field: rows[p].body for field, p in PLACES.items() if p in rows})


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
    version: int,
    by: User,
    reason: str = "",
) -> None:
    """Save ``texts``; a text that was made empty goes, and stays in the history.

    Raises :class:`Conflict` when ``version`` is not the latest any more, and
    :class:`NotPossible` when the round was closed meanwhile.
    """
    # A text that isn't there yet has no row to lock, so two people take turns at the unit.
    ReportingUnit.objects.select_for_update().get(pk=unit.pk)
    if not Round.objects.filter(pk=round_.pk, state__in=OPEN_STATES).exists():
        raise NotPossible(_("De ronde is intussen gesloten. Uw tekst is niet opgeslagen."))
    if version_of(unit, round_) != version:
        raise Conflict
    rows = stored_texts(unit, round_)
    for field, place in PLACES.items():
        row = rows.get(place) or ReportText(round=round_, unit=unit, place=place)
        _write_one(row, getattr(texts, field), by=by, reason=reason)


def _write_one(row: ReportText, body: str, *, by: User, reason: str) -> None:
    if row.body == body:
        return
    if not body:
        sign(row, by=by, reason=reason)
        row.delete()
        return
    # What a unit writes itself is no summary of somebody else's text (any more).
    row.body, row.is_summary = body, False
    save_signed(row, by=by, reason=reason)


# --------------------------------------------------------------------------- two people at once


def choices_between(base: Texts | None, stored: Texts, typed: Texts) -> tuple[Choice, ...]:
    """The texts that differ; ``base`` is what the person saw before typing, if known."""
    before = asdict(base) if base else {}
    now = asdict(stored)
    return tuple(
        Choice(
            field=field,
            label=str(LABELS[field]),
            stored=now[field],
            typed=text,
            first=STORED if before.get(field) == text else TYPED,
        )
        for field, text in asdict(typed).items()
        if text != now[field]
    )


def chosen_texts(typed: Texts, stored: Texts, answers: Mapping[str, str]) -> Texts:
    """``typed``, with the stored text of each field that was chosen so."""
    kept = [field for field in PLACES if answers.get(f"kies-{field}") == STORED]
    return replace(typed, **{field: getattr(stored, field) for field in kept})


# ----------------------------------------------------------------------------------- history


def version_of(unit: ReportingUnit, round_: Round) -> int:
    """The number of the latest entry in their history; 0 when nothing was ever written."""
    latest = _rows(unit, round_).order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def texts_at(unit: ReportingUnit, round_: Round, version: int) -> Texts | None:
    """The texts as they were in a version; None if they never had that version (1 query)."""
    if version == 0:
        return Texts()
    entries = _entries(unit, round_)
    return next((entry.texts for entry in entries if entry.version == version), None)


def history_of(unit: ReportingUnit, round_: Round) -> list[TextEvent]:
    """All events that changed a word, newest first (1 query)."""
    return [event for event in reversed(_events(unit, round_)) if event.changes]


def last_change(unit: ReportingUnit, round_: Round) -> TextEvent:
    """Who saved them last, and when; only for texts that have a history (1 query)."""
    return _events(unit, round_)[-1]


def _events(unit: ReportingUnit, round_: Round) -> list[TextEvent]:
    events, before = [], Texts()
    for group in in_actions(_entries(unit, round_)):
        last = group[-1]
        changes = changes_between(before, last.texts)
        events.append(TextEvent(last.at, last.who, last.reason, changes))
        before = last.texts
    return events


def changes_between(before: Texts, after: Texts) -> tuple[Change, ...]:
    """The texts that differ, in the order of the page."""
    old, new = asdict(before), asdict(after)
    return tuple(
        Change(field, str(label), old[field], new[field])
        for field, label in LABELS.items()
        if old[field] != new[field]
    )


@dataclass(frozen=True)
class _Entry:
    at: datetime
    user_id: int | None
    who: str
    reason: str
    version: int
    texts: Texts


def _rows(unit: ReportingUnit, round_: Round) -> Any:
    # By place and not by row: a text that was made empty and written again is another row.
    return ReportText.history.filter(round_id=round_.pk, unit_id=unit.pk, place__in=UNIT_PLACES)


def _entries(unit: ReportingUnit, round_: Round) -> Iterator[_Entry]:
    """Both texts after each entry of their history, oldest first."""
    texts = Texts()
    for row in _rows(unit, round_).select_related("history_user").order_by("history_id"):
        body = "" if row.history_type == "-" else row.body
        texts = replace(texts, **{FIELDS[row.place]: body})
        yield _Entry(
            at=row.history_date,
            user_id=row.history_user_id,
            who=who_did(row),
            reason=row.history_change_reason or "",
            version=row.history_id,
            texts=texts,
        )
