"""The grid of policy with the whole country in it, and saving one of its cells."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from regions.current_status import standing_on
from regions.grid import versions_of
from regions.models import Municipality, PolicyInstrument, PolicyStep, Stage
from regions.steps_on_date import deciding_steps
from tests import factories
from tests.conftest import of_page

MUNICIPALITIES, INSTRUMENTS, STEPS = 342, 6, 3
PAIRS = 9
GRID = "/gemeenten/invullen/"
LIST = "/gemeenten/?per_page=100&op=31-12-2021"
STAGES = (Stage.STARTED, Stage.DRAFT, Stage.ADOPTED)
ON, DIVISION_ON = date(2021, 12, 31), date(2022, 1, 1)


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    places, kinds = _fill()
    client = Client(headers={"host": "localhost"})
    client.force_login(factories.user(is_reviewer=True))
    _page(client)
    with CaptureQueriesContext(connection) as captured:
        _page(client)
    queries = float(len(of_page(captured)))  # now: the next request begins a new count
    cells = MUNICIPALITIES * INSTRUMENTS
    # One after the other, so that both meet the same machine.
    shown = [
        _once(lambda: _page(client)) / _once(lambda: standing_on(ON, DIVISION_ON))
        for _pair in range(PAIRS)
    ]
    saved = [
        _once(_saving(client, places[1], kinds[0], pair)) / _once(lambda: _page(client))
        for pair in range(PAIRS)
    ]
    listed = [
        _once(lambda: client.get(LIST)) / _once(lambda: standing_on(ON, DIVISION_ON))
        for _pair in range(PAIRS)
    ]
    return [
        ("lists: 100 municipalities, to knowing the statuses of all", median(listed), 2.2),
        (f"grid: queries of {cells} cells", queries, 8),
        (f"grid: page of {cells} cells, to knowing their statuses", median(shown), 2.5),
        ("grid: saving one cell, to that page", median(saved), 0.25),
    ]


def _fill() -> tuple[list[Municipality], list[PolicyInstrument]]:
    """Fictitious municipalities and steps of all kinds of days; past ``save()``."""
    region = factories.region()
    factories.round_(reference_on=ON, division_on=DIVISION_ON)
    places = [factories.municipality(region=region) for _ in range(MUNICIPALITIES)]
    kinds = [factories.instrument() for _ in range(INSTRUMENTS)]
    PolicyStep.objects.bulk_create(
        PolicyStep(
            municipality=place,
            instrument=kind,
            stage=STAGES[number],
            on=date(2019, 1, 1) + timedelta(days=(at * 7 + column * 31 + number * 200) % 1000),
            source="Fictieve bron van de bench",
        )
        for at, place in enumerate(places)
        for column, kind in enumerate(kinds)
        for number in range(STEPS)
    )
    return places, kinds


def _page(client: Client) -> None:
    assert client.get(GRID).status_code == 200


def _saving(
    client: Client, place: Municipality, kind: PolicyInstrument, number: int
) -> Callable[[], Any]:
    """As the script of the grid sends it; what it needs to know is looked up beforehand."""
    version = versions_of(deciding_steps(ON, [place.code]))[place.code, kind.slug]
    name = f"cel-{place.code}-{kind.slug}-{version}"
    sent = {"token": str(uuid4()), "deel": "1", name: f"v {number + 1}-10-2021"}

    def save() -> None:
        assert "opgeslagen om" in client.post(GRID, sent).text

    return save


def _once(act: Callable[[], Any]) -> float:
    """Seconds of this process, so that others on the machine don't count."""
    begin = time.process_time()
    act()
    return time.process_time() - begin
