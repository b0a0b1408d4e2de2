"""Charts: how much our drawing adds to bare vl-convert, and what the web process pays for it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from unittest import mock

from django.core.cache import caches
from django.test import override_settings

from indicators.charts import coverage_chart, drawing, rate_charts, ratio_charts
from indicators.charts.drawing import Sketch, draw
from indicators.charts.lines import coverage_sketch
from indicators.charts.rates import rate_sketches
from indicators.charts.ratios import ratio_sketches
from tests.indicators.made_reports import coverage_report, table_1, table_2

ROUNDS = 5
READERS = 20
DRAWS = 50

# The least that draws the same specs: a process with vl-convert and nothing of ours.
BARE = """
import json, sys, vl_convert
for spec in json.load(sys.stdin):
    vl_convert.vegalite_to_svg(spec)
"""

_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
IN_MEMORY = {"default": _MEMORY, "files": _MEMORY, "limits": _MEMORY}


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit) of each measurement."""
    with override_settings(CACHES=IN_MEMORY):
        return [
            ("charts: first draw, to bare vl-convert of the same specs", _first_draw(), 2.0),
            (f"charts: draws of one chart for {READERS} readers", _draws_per_chart(), 1.0),
            (f"charts: memory of the web process after {DRAWS} draws", _memory(), 1.1),
        ]


def _sketches() -> list[Sketch]:
    """All charts of a report, with ten years of fictitious months for the six regions."""
    lines = coverage_sketch(coverage_report(120))
    assert lines is not None
    return [*ratio_sketches(table_1()), *rate_sketches(table_2()), lines]


def _first_draw() -> float:
    """From report to charts with an empty cache; the best of some rounds, taken in turns."""
    specs = json.dumps([sketch.spec for sketch in _sketches()]).encode()

    def ours() -> None:
        caches["files"].clear()
        draw(_sketches())

    def bare() -> None:
        subprocess.run([sys.executable, "-I", "-c", BARE], input=specs, check=True)

    times = [(_seconds(ours), _seconds(bare)) for _round in range(ROUNDS)]
    return min(ours for ours, _bare in times) / min(bare for _ours, bare in times)


def _seconds(action: Callable[[], None]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def _draws_per_chart() -> float:
    """How often a chart reached the worker while many readers asked for all of them."""
    caches["files"].clear()
    with mock.patch.object(drawing, "run_worker", wraps=drawing.run_worker) as worker:
        for _reader in range(READERS):
            charts = (*ratio_charts(table_1()), *rate_charts(table_2()))
            coverage_chart(coverage_report(120))
    drawn = sum(len(call.args[0]) for call in worker.call_args_list)
    return drawn / (len(charts) + 1)


def _memory() -> float:
    """Resident memory after many first draws, to that after one."""
    sketches = ratio_sketches(table_1())[:1]
    draw(sketches)
    before = _resident()
    for _draw in range(DRAWS):
        caches["files"].clear()
        draw(sketches)
    return _resident() / before


def _resident() -> int:
    """Pages of memory that this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1])
