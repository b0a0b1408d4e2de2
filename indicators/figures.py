"""One figure on its way in: which one it is, what it says, and where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import short_date
from nalportal.exchange.tables import tidied
from regions.models import Municipality

from .models import OBSERVED, TOTAL, Measure, MeasureKind, Missing, Observation

Text = str | Promise


class Series(NamedTuple):
    """Figures that may be compared: one measure, source, area and type of charger.

    ``measure``, ``source``, ``region`` and ``municipality`` are primary keys; the last two are
    ``None`` where the area is of another kind. ``kind`` is empty for what was observed.
    """

    measure: int
    source: int
    area: str
    region: int | None
    municipality: int | None
    charger_type: str
    kind: str = OBSERVED


class Key(NamedTuple):
    """Which figure: a series and a moment. ``period_from`` is ``None`` for a stock."""

    series: Series
    on: date
    period_from: date | None


class Content(NamedTuple):
    """What a figure says: a value or a reason why there is none, and what goes with it.

    ``edition`` is the primary key of what it stands in, None where nobody knows. ``None`` for one
    of the three before it means that the one who sends it does not say (a wide file has no notes):
    what is stored then stays. ``set_on`` is when a target or forecast was made.
    """

    value: Decimal | None
    missing: str
    provisional: bool | None = None
    note: str | None = None
    period_label: str | None = None
    edition: int | None = None
    accuracy: str = ""
    set_on: date | None = None

    @property
    def figure(self) -> tuple[object, ...]:
        """What makes a change of it a revision."""
        return self.value, self.missing, self.accuracy, self.set_on

    def over(self, stored: Content | None) -> Content:
        """This, with what it does not say taken from what is ``stored``, or else empty."""
        if stored is None and None not in self[2:6]:
            return self
        before = stored or Content(None, "", False, "", "")
        return Content(
            self.value,
            self.missing,
            before.provisional if self.provisional is None else self.provisional,
            _text(self.note, before.note or ""),
            _text(self.period_label, before.period_label or ""),
            self._edition_over(before),
            self.accuracy,
            self.set_on,
        )

    def _edition_over(self, before: Content) -> int | None:
        """A figure that a later edition repeats keeps the one that it came from."""
        provisional = before.provisional if self.provisional is None else self.provisional
        repeats = (self.figure, provisional) == (before.figure, before.provisional)
        return before.edition or self.edition if repeats else self.edition

    def is_told_as(self, seen: Content) -> bool:
        """Whether a page that showed ``seen`` showed this: it shows no editions, and asks for all
        its figures at once when they were set."""
        return self._replace(edition=None, set_on=None) == seen._replace(edition=None, set_on=None)


def _text(said: str | None, stored: str) -> str:
    """A file gives a text back without its outer spaces: that is no change of it."""
    return stored if said is None or said in (stored, tidied(stored)) else said


class Place(NamedTuple):
    """Where a figure stood: the line of a file (or the row of a grid) and the column."""

    line: int
    column: str


class Entry(NamedTuple):
    """A figure that comes in. ``seen`` is what the sender saw stored; ``None``: nothing was said
    about that (a file)."""

    key: Key
    content: Content
    place: Place
    seen: Seen | None = None


class Seen(NamedTuple):
    """What a page showed when somebody began to type; ``content`` is ``None`` for an empty cell."""

    content: Content | None


class Change(NamedTuple):
    """One figure that would be stored otherwise. ``before`` is ``None`` for a new one."""

    pk: int | None
    entry: Entry
    before: Content | None
    after: Content

    @property
    def revises(self) -> bool:
        """The figure itself differs, which asks for a reason."""
        return self.before is not None and self.before.figure != self.after.figure


# What is stored: the primary key and content of each figure.
Stored = Mapping[Key, tuple[int, Content]]

# In this order the columns are read, and the fields of an entry are filled.
STORED_COLUMNS = (
    "measure_id",
    "source_id",
    "area",
    "region_id",
    "municipality_id",
    "charger_type",
    "kind",
    "on",
    "period_from",
    "value",
    "missing",
    "provisional",
    "note",
    "period_label",
    "edition_id",
    "accuracy",
    "set_on",
)


def key_and_content(row: tuple[object, ...]) -> tuple[Key, Content]:
    """A row of :data:`STORED_COLUMNS`, as the queryset gives it."""
    return Key(Series(*row[:7]), *row[7:9]), Content(*row[9:])  # type: ignore[arg-type]


def parts_of(observation: Observation) -> tuple[Key, Content]:
    return key_and_content(tuple(getattr(observation, name) for name in STORED_COLUMNS))


def observation_of(key: Key, content: Content) -> Observation:
    """A figure that is not stored yet."""
    fields = (*key.series, *key[1:], *content)
    return Observation(**dict(zip(STORED_COLUMNS, fields, strict=True)))


# ------------------------------------------------------------------------------- the rules


class Rule(NamedTuple):
    """What is expected of a column (or of several, with a comma) of the long format."""

    column: str
    expected: Text


PERIOD_COLUMNS = "datum, vanaf, periode"
KIND_COLUMN = "soort_laadpunt"
PERIOD_RULE = _("een periode die begint op of vóór de datum; zonder “vanaf” ook geen naam")
LABEL_LENGTH = 60
KIND, SET_ON = "soort_cijfer", "vastgesteld_op"


def is_pace(measure: Measure) -> bool:
    """Whether its figures are averages over a period."""
    return measure.kind == MeasureKind.FLOW


def wrong_moment(
    on: date,
    period_from: date | None,
    period_label: str,
    kind: str = OBSERVED,
    set_on: date | None = None,
) -> Iterator[Rule]:
    """What is wrong with the date or period of a figure, whichever way it comes in."""
    yield from _wrong_outlook(on, set_on) if kind else _wrong_observation(on, set_on)
    if period_from > on if period_from else period_label:
        yield Rule(PERIOD_COLUMNS, PERIOD_RULE)
    if len(period_label) > LABEL_LENGTH:
        yield Rule("periode", _("een naam van ten hoogste 60 tekens"))


def _wrong_observation(on: date, set_on: date | None) -> Iterator[Rule]:
    if on > timezone.localdate():
        yield Rule("datum", _("een datum tot en met vandaag"))
    if set_on:
        yield Rule(SET_ON, _("niets: alleen een streefwaarde of prognose is ooit vastgesteld"))


def _wrong_outlook(on: date, set_on: date | None) -> Iterator[Rule]:
    """A target or forecast looks ahead from the day on which it was made."""
    if set_on is None:
        yield Rule(SET_ON, _("de dag waarop de streefwaarde of prognose is vastgesteld"))
    elif set_on > timezone.localdate():
        yield Rule(SET_ON, _("een datum tot en met vandaag"))
    elif set_on >= on:
        yield Rule(f"datum, {SET_ON}", _("een datum na de dag waarop zij is vastgesteld"))


def wrong_area(municipality: Municipality | None, on: date, missing: str) -> Iterator[Rule]:
    """What is wrong with the area of a figure: nothing can be told of one that was not there."""
    if municipality and missing != Missing.NOT_APPLICABLE and not municipality.exists_on(on):
        expected = _("een gemeente die op %(on)s bestond, of nvt") % {"on": short_date(on)}
        yield Rule("gebied, datum", expected)


def wrong_value(measure: Measure, value: Decimal | None) -> Iterator[Rule]:
    """What is wrong with a value of ``measure``, whichever way it comes in."""
    # Only a pace can be negative: more points taken away in a month than placed.
    if value is not None and value < 0 and not is_pace(measure):
        yield Rule("waarde", _("een getal vanaf 0, want deze maat kan niet negatief zijn"))


def wrong_kind(measure: Measure, kind: str) -> Iterator[Rule]:
    """What is wrong with the kind of a figure of ``measure``, whichever way it comes in."""
    if kind in ("", TOTAL) or kind in measure.kind_codes:
        return
    if not measure.kind_codes:
        yield Rule(KIND_COLUMN, _("geen soort, want deze maat heeft geen soorten"))
        return
    codes = ", ".join((*measure.kind_codes, TOTAL))
    yield Rule(KIND_COLUMN, _("een soort van deze maat: %(codes)s") % {"codes": codes})
