"""Pages of the indicators with ten years of months of each municipality; all figures fictitious."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from indicators.charts import draw
from indicators.charts.lines import coverage_sketch
from indicators.models import Layout, Observation
from indicators.reports.cache import collected_at
from nalportal.progress.models import RoundState
from nalportal.report.freeze import freeze, publish
from regions.models import Region
from tests import factories
from tests.bench.charts import BARE, IN_MEMORY
from tests.indicators.made_reports import coverage_report, month_end
from tests.indicators.made_series import FIRST_MONTH, fill

FEW, MANY = 12, 120
OWN = 26  # beside the four of the printed report
ROUNDS, PAIRS = 15, 5
NOW = "/nu/indicatoren/dekking/"
FROZEN = "/rondes/fictief-{}/indicatoren/dekking/"
MOST = "/nu/indicatoren/dekking/gemeente/GM0014/"

Measure = tuple[str, float, float]


def run() -> list[Measure]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_nal_2020", verbosity=0)
        with override_settings(CACHES={**IN_MEMORY, "pages": _NOTHING_KEPT}):
            return [
                *_pages(),
                (
                    "indicators: first draw of a chart, to bare vl-convert of its spec",
                    _first_draw(),
                    2,
                ),
            ]
    finally:
        teardown_databases(databases, verbosity=0)


# Whole public pages are kept too; here it is their making that is timed.
_NOTHING_KEPT = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


def _pages() -> list[Measure]:
    """A year of months first, then ten years in the same register."""
    client = Client(headers={"host": "localhost"})
    client.force_login(factories.user(is_reviewer=True))
    reader = Client(headers={"host": "localhost"})
    fill(FEW)
    _publish(FEW)
    few = _median(lambda: client.get(NOW))
    fill(MANY, start=FEW)
    _publish(MANY)
    many = _median(lambda: client.get(NOW))
    # The session of who reads is not in a cache, and no part of the page.
    first, own = (len(_queries(client, page)) - 1 for page in (NOW, MOST))
    sums = sum("SUM(" in query["sql"] for query in _queries(client, NOW))
    frozen = _frozen(reader)
    payload = len(reader.get(f"/rondes/fictief-{MANY}/downloads/rapport.json").content)
    span = f"{FEW} to {MANY} months"
    count = Observation.objects.count()
    alone = _median(lambda: client.get(NOW))
    _add_own(OWN)
    crowded = _median(lambda: client.get(NOW))
    among = len(_queries(client, NOW)) - 1
    return [
        (f"indicators: queries of that page among {OWN} indicators more", among, 12),
        (f"indicators: time of that page among {OWN} indicators more", crowded / alone, 1.1),
        (f"indicators: queries of a page with {count} observations", first, 12),
        ("indicators: queries of a municipality, with its own series", own, 13),
        ("indicators: queries that add up the municipalities", sums, 1),
        (f"indicators: time of the live page, {span}", many / few, 1.15),
        (f"indicators: time of the frozen page, {span}", frozen, 1.15),
        ("indicators: payload of the frozen report, as a part of 2 MB", payload / 2e6, 1),
    ]


def _add_own(count: int) -> None:
    """So many indicators more, each with a table and eight years of country and regions."""
    source = factories.source(slug="eigen")
    regions = list(Region.objects.all())
    layouts = (Layout.LEVEL, Layout.KINDS, Layout.INCREASE, Layout.AREAS, Layout.PLAIN)
    for number in range(count):
        measure = factories.measure(slug=f"eigen-{number}")
        shown = factories.indicator(slug=f"eigen-{number}")
        factories.presentation(of=shown, layout=layouts[number % len(layouts)], measure=measure)
        for year in range(2018, 2026):
            for region in (None, *regions):
                factories.observation(
                    measure=measure,
                    source=source,
                    on=date(year, 12, 31),
                    region=region,
                    value=year - 2000 + number,
                )


def _publish(months: int) -> None:
    last: date = month_end(FIRST_MONTH + months - 1)
    round_ = factories.round_(
        slug=f"fictief-{months}",
        reference_on=last,
        division_on=last,
        figures_until=last,
        state=RoundState.CONCEPT,
    )
    freeze(round_, by=None, reason="bench")
    publish(round_, by=None, reason="bench")


def _frozen(reader: Client) -> float:
    """Pair by pair, so that both pages meet the same machine."""

    def page(months: int) -> Callable[[], Any]:
        return lambda: reader.get(FROZEN.format(months))

    few, many = page(FEW), page(MANY)
    for act in (few, many) * 2:
        act()
    return median(_once(many) / _once(few) for _ in range(ROUNDS))


def _queries(client: Client, address: str) -> list[dict[str, str]]:
    client.get("/nu/")  # the last published report is read once per process
    collected_at.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return captured.captured_queries


def _median(act: Callable[[], Any]) -> float:
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
        caches["files"].clear()
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
