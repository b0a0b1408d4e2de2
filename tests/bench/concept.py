"""The concept of an open round beside the page of today, and the list before it is frozen beside
making its report: the whole report, of the shipped data."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from nalportal.desk.freeze_list import assemble_freeze, collect_freeze
from nalportal.progress.models import Round, RoundState
from nalportal.progress.rounds import open_round
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from tests import factories
from tests.bench.charts import IN_MEMORY
from tests.conftest import of_page

PAIRS = 15
TODAY, CONCEPT = "/nu/", "/ronde/fictief/rapport/"


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_nal_2020", verbosity=0)
        with override_settings(CACHES=IN_MEMORY):
            return _measured()
    finally:
        teardown_databases(databases, verbosity=0)


def _measured() -> list[tuple[str, float, float]]:
    reviewer = factories.user(is_reviewer=True)
    round_ = factories.round_(
        slug="fictief",
        state=RoundState.CONCEPT,
        reference_on=date(2021, 12, 31),
        division_on=date(2022, 1, 1),
        figures_until=date(2022, 4, 30),
    )
    open_round(round_, by=reviewer)
    client = Client(headers={"host": "localhost"})
    client.force_login(factories.user())

    def page(address: str) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(address).status_code == 200

        return ask

    today, concept = page(TODAY), page(CONCEPT)
    for act in (today, concept) * 2:
        act()
    with CaptureQueriesContext(connection) as captured:
        concept()
    queries = len(of_page(captured))
    ratio = median(_once(concept) / _once(today) for _pair in range(PAIRS))
    return [
        ("concept: queries of the whole report on one page", queries, 12),
        ("concept: time of that page, to that of today", ratio, 1.1),
        ("freezing: the list before it, to making the report twice", _of_list(round_), 2),
    ]


def _of_list(round_: Round) -> float:
    rounds = all_rounds()

    def twice() -> None:
        for _time in range(2):
            build(scope_of_round(round_, rounds))

    def points() -> None:
        assemble_freeze(collect_freeze(round_, rounds))

    for act in (twice, points):
        act()
    return median(_once(points) / _once(twice) for _pair in range(PAIRS))


def _once(act: Callable[[], None]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin
