"""Pages of the indicators with ten years of months of each municipality; all figures fictitious."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from statistics import median
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from indicators.charts import draw
from indicators.charts.lines import coverage_sketch
from indicators.models import Observation
from indicators.reports.rows import collected_at
from nalportal.progress.models import RoundState
from nalportal.report.freeze import freeze, publish
from tests import factories
from tests.bench.charts import BARE, IN_MEMORY
from tests.indicators.made_reports import coverage_report, month_end
from tests.indicators.made_series import FIRST_MONTH, fill

FEW, MANY = 12, 120
ROUNDS, PAIRS = 15, 5
NOW = "/nu/indicatoren/dekking/"
FROZEN = "/rondes/fictief-{}/indicatoren/dekking/"
MOST = "/nu/indicatoren/dekking/gemeente/GM0014/"

Measure = tuple[str, float, float]


def run() -> list[Measure]:
    """(name, ratio, limit), in a database of its own."""
    with override_settings(CACHES={**IN_MEMORY, "pages": _NOTHING_KEPT}):
        few, many = _months(FEW), _months(MANY)
        first = _first_draw()
    return [
        ("indicators: queries of a page, the first and most of any", many.queries, 12),
        ("indicators: queries that add up the municipalities", many.sums, 1),
        (f"indicators: time of the live page, {FEW} to {MANY} months", many.live / few.live, 1.3),
        (
            f"indicators: time of the frozen page, {FEW} to {MANY} months",
            many.frozen / few.frozen,
            1.3,
        ),
        ("indicators: first draw of a chart, to bare vl-convert of its spec", first, 2),
        ("indicators: payload of the frozen report, as a part of 2 MB", many.payload / 2e6, 1),
    ]


# Whole public pages are kept too; here it is their making that is timed.
_NOTHING_KEPT = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


class Measured:
    """What was measured with one number of months in the register."""

    def __init__(self, client: Client, slug: str) -> None:
        collected_at.cache_clear()
        self.queries = float(max(len(_queries(client, page)) for page in (NOW, MOST)))
        collected_at.cache_clear()
        asked = _queries(client, NOW)
        self.sums = float(sum("SUM(" in query["sql"] for query in asked))
        self.live = _time(lambda: client.get(NOW))
        reader = Client(headers={"host": "localhost"})
        self.frozen = _time(lambda: reader.get(FROZEN.format(slug)))
        self.payload = len(reader.get(f"/rondes/fictief-{slug}/downloads/rapport.json").content)


def _months(count: int) -> Measured:
    with _database():
        fill(count)
        print(f"{Observation.objects.count():>64} waarnemingen", file=sys.stderr)
        last: date = month_end(FIRST_MONTH + count - 1)
        round_ = factories.round_(
            slug=f"fictief-{count}",
            reference_on=last,
            division_on=last,
            figures_until=last,
            state=RoundState.CONCEPT,
        )
        freeze(round_, by=None, reason="bench")
        publish(round_, by=None, reason="bench")
        client = Client(headers={"host": "localhost"})
        client.force_login(factories.user(is_reviewer=True))
        return Measured(client, str(count))


@contextmanager
def _database() -> Iterator[None]:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_nal_2020", verbosity=0)
        yield
    finally:
        teardown_databases(databases, verbosity=0)


def _queries(client: Client, address: str) -> list[dict[str, str]]:
    client.get("/nu/")  # the last published report is read once per process
    collected_at.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return captured.captured_queries


def _time(act: Callable[[], Any]) -> float:
    """Seconds of this process, once charts are drawn and kept; the median."""
    act()
    act()
    return median(_once(act) for _ in range(ROUNDS))


def _once(act: Callable[[], Any]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin


def _first_draw() -> float:
    """Figure 1 with an empty cache, from report to picture; wall time, pair by pair."""

    def ours() -> None:
        cache.clear()
        sketch = coverage_sketch(coverage_report(MANY))
        assert sketch is not None
        draw((sketch,))

    made = coverage_sketch(coverage_report(MANY))
    assert made is not None
    spec = json.dumps([made.spec]).encode()

    def bare() -> None:
        subprocess.run([sys.executable, "-I", "-c", BARE], input=spec, check=True)

    return median(_wall(ours) / _wall(bare) for _ in range(PAIRS))


def _wall(act: Callable[[], None]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
