"""The steps that decide a status, found by the database, against the replay of all of them."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from nalportal.dutch import PartialDate
from regions.models import PolicyStep, Stage
from regions.status import Status, StepRow, is_lapsed, status_of_steps
from regions.steps_on_date import deciding_steps
from tests import factories

pytestmark = pytest.mark.django_db

Pair = tuple[str, str]
FIRST, DAYS = date(2020, 1, 1), 40
STAGES = [stage for stage in Stage if stage not in (Stage.YES, Stage.NO)]


def recorded(seed: int) -> None:
    """Fictitious steps of 6 municipalities × 2 instruments: many on one day, some corrected."""
    chance = random.Random(seed)  # noqa: S311 - the same steps each time
    places = [factories.municipality() for _ in range(6)]
    instruments = [factories.instrument() for _ in range(2)]
    for _ in range(120):
        step: dict[str, Any] = {
            "municipality": chance.choice(places),
            "instrument": chance.choice(instruments),
            "on": FIRST + timedelta(days=chance.randrange(DAYS)),
            "source": chance.choice(("Fictieve bron", "Tabel 3 (opgave van de regio)")),
        }
        made = factories.policy_step(stage=chance.choice(STAGES), **step)
        if chance.random() < 0.15:
            factories.policy_step(stage=chance.choice(STAGES), replaces=made, **step)


def replayed(steps: tuple[StepRow, ...]) -> dict[Pair, Status]:
    by_pair: dict[Pair, list[StepRow]] = defaultdict(list)
    for step in steps:
        by_pair[(step.municipality, step.instrument)].append(step)
    return {pair: status_of_steps(own) for pair, own in by_pair.items()}


def naive(day: date) -> tuple[StepRow, ...]:
    """Every step that holds, one object after the other."""
    rows = PolicyStep.objects.order_by("on", "pk").select_related("municipality", "instrument")
    replaced = {row.replaces_id for row in rows}
    return tuple(
        StepRow(
            row.pk,
            row.municipality.code,
            row.instrument.slug,
            row.stage,
            PartialDate(row.on, row.precision),
            row.no_later_than,
            row.expected,
            row.review_due_on,
            is_lapsed(row.stage, row.source, row.dated, day),
        )
        for row in rows
        if row.pk not in replaced and row.on <= day
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_deciding_steps_give_the_status_of_all_steps_on_any_day(seed: int) -> None:
    recorded(seed)
    for days in range(-1, DAYS + 1, 3):
        day = FIRST + timedelta(days=days)
        assert replayed(deciding_steps(day)) == replayed(naive(day)), day


def test_of_a_pair_at_most_three_steps_are_read_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    recorded(seed=9)
    with django_assert_num_queries(1):
        found = deciding_steps(FIRST + timedelta(days=DAYS))
    pairs = {(step.municipality, step.instrument) for step in found}
    assert len(pairs) == 12
    assert len(found) <= 36


def test_in_force_and_in_preparation_at_the_same_time() -> None:
    adopted = factories.policy_step(on=date(2021, 5, 12), review_due_on=date(2023, 5, 12))
    factories.policy_step(
        municipality=adopted.municipality,
        instrument=adopted.instrument,
        stage=Stage.DRAFT,
        on=date(2023, 1, 1),
        expected_on=date(2023, 9, 1),
        expected_precision="month",
    )
    status = status_of_steps(deciding_steps(date(2023, 2, 1)))
    assert (status.stage, status.preparing) == (Stage.ADOPTED, Stage.DRAFT)
    assert str(status.expected) == "september\u00a02023"
    assert status.review_due_on == date(2023, 5, 12)
