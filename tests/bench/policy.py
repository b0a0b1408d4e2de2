"""What every municipality has on a date, beside reading all its steps: 342 × 6 × 20 of them."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from nalportal.progress.reports import Scope
from regions.models import AnswerKind, PolicyStep, Stage
from regions.reports import assemble_municipalities, collect_territory
from regions.steps_on_date import deciding_steps
from tests import factories

MUNICIPALITIES, INSTRUMENTS, STEPS = 342, 6, 20
PAIRS = 7
FIRST, TODAY = date(2020, 1, 1), date(2026, 1, 1)
STAGES = (Stage.STARTED, Stage.DRAFT, Stage.ADOPTED, Stage.DRAFT, Stage.ADOPTED)


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    _fill()
    total = MUNICIPALITIES * INSTRUMENTS * STEPS
    with CaptureQueriesContext(connection) as captured:
        deciding_steps(TODAY)
    queries = float(len(captured))
    # One after the other, so that both meet the same machine.
    ratios = [_once(_statuses) / _once(_plain) for _pair in range(PAIRS)]
    return [
        (f"policy: queries for the steps of all municipalities, of {total}", queries, 1),
        (f"policy: every status on a date, to a plain read of {total}", median(ratios), 3),
    ]


def _fill() -> None:
    """Fictitious municipalities and steps; past ``save()``, which would take minutes."""
    region = factories.region()
    places = [factories.municipality(region=region) for _ in range(MUNICIPALITIES)]
    kinds = [factories.instrument(answers=AnswerKind.STAGES) for _ in range(INSTRUMENTS)]
    PolicyStep.objects.bulk_create(
        PolicyStep(
            municipality=place,
            instrument=kind,
            stage=STAGES[number % len(STAGES)],
            on=FIRST + timedelta(days=100 * number),
            source="Fictieve bron van de bench",
        )
        for place in places
        for kind in kinds
        for number in range(STEPS)
    )


def _statuses() -> None:
    scope = Scope("bench", "Bench", TODAY, TODAY, TODAY, round_id=None)
    found = assemble_municipalities(collect_territory(scope))
    assert len(found) == MUNICIPALITIES


def _plain() -> None:
    rows = PolicyStep.objects.values_list(
        "pk",
        "municipality__code",
        "instrument__slug",
        "stage",
        "on",
        "precision",
        "no_later_than",
        "expected_on",
        "expected_precision",
        "review_due_on",
    )
    assert len(list(rows)) == MUNICIPALITIES * INSTRUMENTS * STEPS


def _once(act: Callable[[], Any]) -> float:
    """Wall time, because the database may be another process."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
