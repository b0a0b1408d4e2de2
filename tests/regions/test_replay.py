"""The status of every municipality on a date, against a replay, day by day, of what happened."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from regions.models import (
    RETRACTED,
    PolicyInstrument,
    Region,
    Reorganisation,
    ReorganisationKind,
    Stage,
)
from regions.status import UNKNOWN
from tests import factories

from .test_reorganisations import statuses

pytestmark = pytest.mark.django_db

FIRST, DAYS = date(2020, 1, 1), 60
OLD = ["GM9001", "GM9002", "GM9003", "GM9004"]
STAGES = [Stage.STARTED, Stage.DRAFT, Stage.ADOPTED, Stage.REPEALED, Stage.NONE, Stage.PM]


@dataclass(frozen=True)
class Step:
    code: str
    day: int
    stage: str
    corrected_to: str | None  # None: it stands; empty: it was taken back


@dataclass
class World:
    """``mergers``: the day, who merged, and into which new one. A new one may merge again."""

    mergers: list[tuple[int, tuple[str, ...], str]] = field(default_factory=list)
    gains: list[tuple[int, str, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def life(self, code: str) -> tuple[int, int]:
        """The first day of a municipality, and the first on which it is no more."""
        born = next((day for day, _from, new in self.mergers if new == code), 0)
        ended = next((day for day, old, _new in self.mergers if code in old), DAYS)
        return born, ended


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World()
    alive, day = list(OLD), 0
    for number in range(draw(st.integers(0, 2))):
        day = draw(st.integers(day + 1, day + 20))
        count = draw(st.integers(1, len(alive)))
        old = tuple(draw(st.permutations(alive))[:count])
        new = f"GM91{number:02d}"
        world.mergers.append((day, old, new))
        alive = [code for code in alive if code not in old] + [new]
    if len(alive) > 1 and draw(st.booleans()):
        # A part of the one goes to the other, which existed before.
        world.gains.append((draw(st.integers(day + 1, DAYS)), alive[0], alive[1]))
    codes = OLD + [new for _day, _old, new in world.mergers]
    for _ in range(draw(st.integers(0, 14))):
        code = draw(st.sampled_from(codes))
        born, ended = world.life(code)
        world.steps.append(
            Step(
                code,
                draw(st.integers(born, ended - 1)),
                draw(st.sampled_from(STAGES)),
                draw(st.sampled_from([None, None, None, RETRACTED, Stage.NONE])),
            )
        )
    return world


State = tuple[str, str]  # the stage, and what is being prepared beside it
NOTHING: State = (UNKNOWN, "")


def replay(world: World, until: int, division: int) -> dict[str, State]:
    """Day after day: who begins takes over what all share, and then the steps of that day."""
    states = dict.fromkeys(OLD, NOTHING)
    for day in range(max(until, division) + 1):
        for on, old, new in world.mergers:
            if on == day <= division:
                states[new] = shared([states[code] for code in old])
        for step in world.steps:
            stage = step.stage if step.corrected_to is None else step.corrected_to
            if step.day == day <= until and stage != RETRACTED and step.code in states:
                states[step.code] = after(states[step.code], stage)
    return states


def shared(states: list[State]) -> State:
    [stage, *others] = {stage for stage, _preparing in states}
    if others:
        return NOTHING
    preparing = {preparing for _stage, preparing in states}
    return stage, preparing.pop() if len(preparing) == 1 else ""


def after(state: State, stage: str) -> State:
    if state[0] == Stage.ADOPTED and stage in (Stage.STARTED, Stage.DRAFT):
        return state[0], stage
    return stage, ""


def stored(world: World, region: Region, instrument: PolicyInstrument) -> None:
    """The same in the database."""

    def moment(day: int) -> date:
        return FIRST + timedelta(days=day)

    rows = {}
    for code in OLD + [new for _day, _old, new in world.mergers]:
        born, ended = world.life(code)
        rows[code] = factories.municipality(
            code=code,
            region=region,
            valid_from=moment(born) if born else None,
            valid_until=moment(ended) if ended < DAYS else None,
        )
    arrows = [(day, code, new) for day, old, new in world.mergers for code in old]
    for kind, found in (
        (ReorganisationKind.MERGER, arrows),
        (ReorganisationKind.ADDITION, world.gains),
    ):
        Reorganisation.objects.bulk_create(
            Reorganisation(old=rows[old], new=rows[new], on=moment(day), kind=kind)
            for day, old, new in found
        )
    for step in world.steps:
        about: dict[str, Any] = {"municipality": rows[step.code], "instrument": instrument}
        made = factories.policy_step(stage=step.stage, on=moment(step.day), **about)
        if step.corrected_to is not None:
            factories.policy_step(
                stage=step.corrected_to, on=moment(step.day), replaces=made, **about
            )


@pytest.fixture
def place() -> tuple[Region, PolicyInstrument]:
    return factories.region(), factories.instrument(slug="laadvisie")


@settings(max_examples=40)
@given(world=worlds(), until=st.integers(0, DAYS - 1), division=st.integers(0, DAYS - 1))
def test_the_status_on_a_date_is_that_of_a_replay(
    place: tuple[Region, PolicyInstrument], world: World, until: int, division: int
) -> None:
    with transaction.atomic():
        stored(world, *place)
        day, division_on = (FIRST + timedelta(days=days) for days in (until, division))
        found = statuses(day, division_on)
        transaction.set_rollback(True)
    expected = replay(world, until, division)
    assert {
        code: (status["laadvisie"].stage, status["laadvisie"].preparing)
        for code, status in found.items()
    } == {code: expected[code] for code in found}
    assert all(born <= division < ended for born, ended in map(world.life, found))
