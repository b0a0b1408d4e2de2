"""The texts of the ministry in a round: written, confirmed, and free sections beside them.

Each text has a version and a history of its own. What belongs to a unit is in :mod:`.texts`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.records.history import save_signed, sign
from nalportal.records.versions import (
    CONFIRMED_UNCHANGED,
    MOVED,
    Clash,
    SeenVersion,
    choices_between,
    last_event,
    refuse_if_moved,
    stay_stored,
)
from nalportal.refusals import NotPossible

from .models import CHAPTER_PLACES, SECTION_KEY, Place, ReportText, Round
from .models.states import FROZEN_STATES
from .permissions import refuse_unless_reviewer
from .rounds import lock_round

# Places that have one text at most, beside free sections.
SINGLE_PLACES = (Place.FOREWORD, Place.SUMMARY, *CHAPTER_PLACES)
REQUIRED_PLACES = CHAPTER_PLACES
LABELS: Mapping[str, Any] = {"title": gettext_lazy("Kop"), "body": gettext_lazy("Tekst")}


class TextState(StrEnum):
    """How a text stands in this round."""

    EMPTY = "leeg"
    OLD = "oud"
    CONFIRMED = "bevestigd"
    WRITTEN = "gewijzigd"


@dataclass(frozen=True)
class Typed:
    """A heading, for what has one, and a text."""

    title: str
    body: str


def is_section(row: ReportText) -> bool:
    """Whether it is a free section, and not a text that each report has."""
    return row.place in CHAPTER_PLACES and row.key.startswith(SECTION_KEY)


def has_title(row: ReportText) -> bool:
    """Whether its heading is written with it: one that came along may name an earlier round."""
    return is_section(row) or bool(row.title)


def state_of(row: ReportText | None) -> TextState:
    """Whether it was written or confirmed for this round; of a row with its last reason."""
    if row is None:
        return TextState.EMPTY
    if row.of_round:
        return TextState.OLD
    is_confirmed = row.last_reason == CONFIRMED_UNCHANGED
    return TextState.CONFIRMED if is_confirmed else TextState.WRITTEN


def texts_of_ministry(round_: Round) -> list[ReportText]:
    """The texts that belong to no unit, in the order of the report (1 query)."""
    rows = ReportText.objects.filter(round=round_, unit=None)
    return of_ministry(rows.with_last_reason().with_last_version())


def of_ministry(texts: Iterable[ReportText]) -> list[ReportText]:
    """Those of these texts that belong to no unit, in the order of the report."""
    rows = (row for row in texts if row.unit_id is None)
    return sorted(rows, key=lambda row: (Place.values.index(row.place), row.order, row.pk))


def introductions(rows: Iterable[ReportText]) -> dict[Place, ReportText]:
    """The one text of each place that has one, by the rule of the report: the first."""
    found: dict[Place, ReportText] = {}
    for row in rows:
        place = Place(row.place)
        if place in SINGLE_PLACES and not is_section(row):
            found.setdefault(place, row)
    return found


# ----------------------------------------------------------------------------------- writing


def _lock(round_: Round, *, by: User) -> None:
    refuse_unless_reviewer(by)
    if lock_round(round_.pk).state in FROZEN_STATES:
        raise NotPossible(_("De ronde is intussen bevroren. Er is niets opgeslagen."))


def _stored(row: ReportText) -> ReportText:
    found: ReportText | None = ReportText.objects.filter(pk=row.pk).first()
    if found is None:
        raise NotPossible(_("Deze tekst is intussen weggelaten. Er is niets opgeslagen."))
    return found


@transaction.atomic
def write_text(
    row: ReportText, typed: Typed, *, seen: SeenVersion, by: User, reason: str = ""
) -> ReportText:
    """Save a text, a new one too; in the words of a person it is no summary any more.

    Raises ``Conflict`` when somebody else changed the same meanwhile and the answers don't say
    which stays, and :class:`NotPossible` when the round was frozen or the text left out.
    """
    _lock(row.round, by=by)
    if row._state.adding:
        _refuse_second(row)
        stored, kept = row, typed
    else:
        stored = _stored(row)
        now = Typed(stored.title, stored.body)
        base = _at(stored, seen.number)
        stay = stay_stored(base, asdict(now), asdict(typed), seen.answers)
        kept = Typed(**{n: getattr(now if n in stay else typed, n) for n in LABELS})
        if kept == now:
            return stored
    stored.title, stored.body, stored.is_summary = kept.title, kept.body, False
    save_signed(stored, by=by, reason=reason)
    return stored


def _refuse_second(row: ReportText) -> None:
    """Two people at once begin one text."""
    rows = ReportText.objects.filter(round=row.round, unit=None, place=row.place)
    if not is_section(row) and row.place in introductions(rows):
        raise NotPossible(_("Deze tekst is intussen geschreven. Open haar opnieuw."))
    if is_section(row):
        row.key, row.order = _next_section(row)


def _next_section(row: ReportText) -> tuple[str, int]:
    """A key that no section of this round ever had, and the last place in its chapter."""
    used = ReportText.history.filter(round_id=row.round_id, key__startswith=SECTION_KEY)
    ends = (key.removeprefix(SECTION_KEY) for key in used.values_list("key", flat=True))
    numbers = [int(end) for end in ends if end.isdecimal()]
    here = ReportText.objects.filter(round=row.round, unit=None, place=row.place)
    last = here.aggregate(last=Max("order"))["last"] or 0
    return f"{SECTION_KEY}{max(numbers, default=0) + 1}", last + 1


def _at(row: ReportText, version: int) -> dict[str, str] | None:
    """What it said in a version; None if it never had that version (1 query)."""
    found = row.history.filter(history_id=version).first()
    return {name: getattr(found, name) for name in LABELS} if found else None


def clash_of(row: ReportText, typed: Typed, version: int) -> Clash:
    """What to choose when ``typed`` on a page of ``version`` meets what was stored since."""
    stored = _stored(row)
    now = asdict(Typed(stored.title, stored.body))
    choices = choices_between(_at(stored, version), now, asdict(typed), LABELS)
    return Clash(choices, last_event(stored.history.all()))


@transaction.atomic
def confirm_text(row: ReportText, *, seen: int, by: User) -> None:
    """Say that a text that came along still holds. Raises ``Moved`` when it was changed."""
    _lock(row.round, by=by)
    stored = _stored(row)
    refuse_if_moved(seen, stored.history.all())
    save_signed(stored, by=by, reason=CONFIRMED_UNCHANGED)


@transaction.atomic
def move_section(row: ReportText, *, up: bool, by: User) -> None:
    """Change places with the section before or after it; the first and last stay."""
    _lock(row.round, by=by)
    stored = _stored(row)
    rows = [other for other in texts_of_ministry(stored.round) if is_section(other)]
    here = [other for other in rows if other.place == stored.place]
    place = next(n for n, other in enumerate(here) if other.pk == stored.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(here):
        return
    here[place], here[other] = here[other], here[place]
    first = min(found.order for found in here)
    for order, found in enumerate(here, first):
        if found.order != order:
            found.order = order
            save_signed(found, by=by, reason=MOVED)


@transaction.atomic
def leave_out(row: ReportText, *, seen: int, by: User, reason: str) -> None:
    """Take a section, a foreword or a summary out of the round; it stays in the history.

    Raises ``Moved`` when it was changed, and :class:`NotPossible` for what no report can miss.
    """
    _lock(row.round, by=by)
    stored = _stored(row)
    if not may_be_left_out(stored):
        raise NotPossible(_("Zonder deze tekst kan het rapport niet worden bevroren."))
    refuse_if_moved(seen, stored.history.all())
    sign(stored, by=by, reason=reason)
    stored.delete()


def may_be_left_out(row: ReportText) -> bool:
    """Whether a report can do without it."""
    return is_section(row) or row.place not in REQUIRED_PLACES
