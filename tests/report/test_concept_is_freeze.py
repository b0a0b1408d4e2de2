"""The concept of a round is what freezing it would give, whatever else happens in the register."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.models import ChargerType, Measure, Source
from indicators.reports.cache import collected_at
from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress import verbs
from nalportal.progress.models import (
    Category,
    Milestone,
    Place,
    ReportingUnit,
    Round,
    RoundState,
    SubmissionState,
    SubmissionVerb,
    UnitKind,
)
from nalportal.report.editions import all_rounds, edition_concept, edition_of_round
from nalportal.report.freeze import freeze, publish
from nalportal.report.payload import dump
from regions.models import Municipality, PolicyInstrument, Region, Stage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdf")]

PEILDATUM, DIVISION, UNTIL = date(2021, 12, 31), date(2022, 1, 1), date(2022, 4, 30)
OPEN_SLUG = "fictief-eind-2021"


@pytest.fixture(autouse=True)
def nothing_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A random register may contradict itself; what then keeps it from being frozen has tests of
    its own."""
    monkeypatch.setattr("nalportal.report.freeze._refuse_what_blocks", lambda *_args: None)


@dataclass(frozen=True)
class World:
    """The fictitious register that things happen to."""

    by: User
    round: Round
    units: tuple[ReportingUnit, ...]
    regions: tuple[Region, ...]
    municipalities: tuple[Municipality, ...]
    instruments: tuple[PolicyInstrument, ...]
    measure: Measure
    source: Source


@contextmanager
def world() -> Iterator[World]:
    """A small register with one round in review; nothing of it is left afterwards."""
    with transaction.atomic():
        collected_at.cache_clear()  # what was rolled back leaves its numbers to the next
        regions = tuple(factories.region() for _n in range(2))
        units = (*(region.unit for region in regions), factories.workgroup().unit)
        round_ = factories.round_(
            slug=OPEN_SLUG,
            state=RoundState.IN_REVIEW,
            reference_on=PEILDATUM,
            division_on=DIVISION,
            figures_until=UNTIL,
        )
        for unit in units:
            row = factories.submission(round=round_, unit=unit, state=SubmissionState.ACCEPTED)
            factories.submission_log_entry(submission=row, verb=SubmissionVerb.SUBMIT)
        yield World(
            by=factories.user(is_reviewer=True),
            round=round_,
            units=units,
            regions=regions,
            municipalities=tuple(
                factories.municipality(region=region) for region in regions for _n in range(2)
            ),
            instruments=tuple(factories.instrument() for _n in range(2)),
            measure=factories.measure(slug="laadpunten"),
            source=factories.source(),
        )
        transaction.set_rollback(True)


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(first, last)


BEFORE = days(date(2021, 1, 1), PEILDATUM)
AFTER = days(PEILDATUM + timedelta(days=1), date(2022, 12, 31))
PLACE = st.integers(0, 99)
Event = tuple[str, int, int, date, str]


def one_of(rows: tuple[object, ...], place: int) -> object:
    return rows[place % len(rows)]


# ------------------------------------------------------------------- what a report is made of


def add_milestone(w: World, a: int, b: int, on: date, word: str) -> None:
    category = Category.values[b % 3]
    closed: dict[str, Any] = {}
    if category == Category.REALISED:
        closed["realised_on"] = on if b % 2 else None
    elif category == Category.ATTENTION and b % 2:
        closed["resolved_on"] = on
    elif category == Category.PLANNED and b % 2:
        closed |= {"planned_on": on, "planned_precision": Precision.DAY}
    factories.milestone(unit=w.units[a % 3], category=category, title=word, **closed)


def add_step(w: World, a: int, b: int, on: date, word: str) -> None:
    stages = [Stage.STARTED, Stage.DRAFT, Stage.ADOPTED, Stage.NONE, Stage.NOT_ADOPTED]
    factories.policy_step(
        municipality=w.municipalities[a % 4],
        instrument=w.instruments[b % 2],
        stage=stages[(a + b) % 5],
        on=on,
        note=word,
    )


def add_figure(w: World, a: int, b: int, on: date, word: str) -> None:
    of_municipality = b % 2
    factories.observation(
        measure=w.measure,
        source=w.source,
        region=None if of_municipality else w.regions[a % 2],
        municipality=w.municipalities[a % 4] if of_municipality else None,
        charger_type=ChargerType.PUBLIC if of_municipality else "",
        on=on,
        value=a,
    )


def add_count(w: World, a: int, b: int, on: date, word: str) -> None:
    factories.reported_count(
        region=w.regions[a % 2], instrument=w.instruments[b % 2], reference_on=on, count=a % 3
    )


def add_text(w: World, round_: Round, a: int, word: str) -> None:
    factories.report_text(round=round_, place=Place.UNIT, unit=w.units[a % 3], body=word)


BEGIN: dict[str, Callable[..., None]] = {
    "milestone": add_milestone,
    "step": add_step,
    "figure": add_figure,
    "count": lambda w, a, b, on, word: add_count(w, a, b, PEILDATUM, word),
    "text": lambda w, a, b, on, word: add_text(w, w.round, a, word),
}


# --------------------------------------------------------- what may not change this round


def realise(w: World, a: int, b: int, on: date, word: str) -> None:
    """It is done after the peildatum, whatever it was."""
    rows = list(Milestone.objects.exclude(category=Category.REALISED).filter(resolved_on=None))
    if rows:
        verbs.realise(rows[a % len(rows)], on=PartialDate(on), by=w.by)


def resolve(w: World, a: int, b: int, on: date, word: str) -> None:
    rows = list(Milestone.objects.filter(category=Category.ATTENTION, resolved_on=None))
    if rows:
        verbs.resolve(rows[a % len(rows)], on=on, how=word, by=w.by)


def new_milestone(w: World, a: int, b: int, on: date, word: str) -> None:
    """Put in the register after the hand-in, and realised after the peildatum."""
    factories.milestone(unit=w.units[a % 3], category=Category.REALISED, title=word, realised_on=on)


def merge(w: World, a: int, b: int, on: date, word: str) -> None:
    """A municipality ends after the division of the round, and another begins."""
    old = w.municipalities[a % 4]
    if old.valid_until is None:
        day = max(on, DIVISION + timedelta(days=1))
        old.valid_until = day
        old.save()
        for membership in old.memberships.all():
            membership.valid_until = day
            membership.save()
        new = factories.municipality(region=w.regions[b % 2], valid_from=day)
        factories.reorganisation(old=old, new=new, on=day)


def other_round(w: World, a: int, b: int, on: date, word: str) -> None:
    """An earlier or later round, with texts, totals and units of its own, and published or not."""
    later = b % 2
    peildatum = date(2022, 6, 30) if later else date(2021, 6, 30)
    other = factories.round_(state=RoundState.CONCEPT, reference_on=peildatum)
    add_text(w, other, a, word)
    # An earlier one that is published does change it: what it told as done is "earlier" then.
    if later and a % 2:
        freeze(other, by=None, reason="fictief")
        publish(other, by=None, reason="fictief")


def late_figure(w: World, a: int, b: int, on: date, word: str) -> None:
    """Of a day after that until which the round has figures."""
    add_figure(w, a, b, on + (UNTIL - PEILDATUM), word)


def unit(w: World, a: int, b: int, on: date, word: str) -> None:
    """One that begins after the round, which may be a region."""
    day = max(on, DIVISION + timedelta(days=1))
    made = factories.unit(kind=UnitKind.REGION if b % 2 else UnitKind.WORKGROUP, valid_from=day)
    (factories.region if b % 2 else factories.workgroup)(unit=made)


LATER: dict[str, Callable[..., None]] = {
    "count": lambda w, a, b, on, word: add_count(w, a, b, date(2022, 6, 30), word),
    "figure": late_figure,
    "unit": unit,
    "step": add_step,
    "realise": realise,
    "resolve": resolve,
    "merge": merge,
    "new milestone": new_milestone,
    "round": other_round,
}


def events(kinds: dict[str, Callable[..., None]], on: st.SearchStrategy[date]) -> st.SearchStrategy:
    word = st.text("abcdef ", min_size=1, max_size=12).map(lambda text: f"Fictief {text}".strip())
    return st.lists(st.tuples(st.sampled_from(sorted(kinds)), PLACE, PLACE, on, word), max_size=8)


def happen(
    w: World, kinds: dict[str, Callable[..., None]], found: list[Event], done: set[object]
) -> None:
    for kind, a, b, on, word in found:
        # Two of these at one place are no register: the database refuses the second.
        places = {
            "count": (a % 2, b % 2),
            "text": a % 3,
            "figure": (a % (4 if b % 2 else 2), b % 2, on),
        }
        once = places.get(kind)
        if once is None or (kind, once) not in done:
            done.add((kind, once))
            kinds[kind](w, a, b, on, word)


def concept() -> bytes:
    return dump(edition_concept(all_rounds(), OPEN_SLUG).report)


@settings(
    max_examples=25,
    # A register takes so long to fill that making an example smaller takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    events(BEGIN, BEFORE), events(LATER, AFTER), events(LATER | {"milestone": add_milestone}, AFTER)
)
def test_the_concept_is_what_freezing_gives_whatever_happens(
    begun: list[Event], meanwhile: list[Event], afterwards: list[Event]
) -> None:
    done: set[object] = set()
    with world() as w:
        happen(w, BEGIN, begun, done)
        before = concept()
        happen(w, LATER, meanwhile, done)
        assert concept() == before
        snapshot = freeze(w.round, by=w.by)
        assert bytes(snapshot.payload) == before
        publish(w.round, by=w.by)
        happen(w, LATER | {"milestone": add_milestone}, afterwards, done)
        assert edition_of_round(all_rounds(), OPEN_SLUG).payload_bytes() == before
