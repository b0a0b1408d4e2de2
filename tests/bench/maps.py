"""The map of the country: how heavy its page is, and what maps add to a PDF."""

import gzip
import http.client
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.test.utils import setup_databases, teardown_databases

from nalportal.report import payload
from nalportal.report.model import Report
from nalportal.report.paper import Choices, Imprint, render_pdf
from regions.maps import drawing_of
from tests.bench.pages import site
from tests.report.pdf_sample import FROZEN

ROUND = "/rondes/eind-2020/"
PAGE, PAYLOAD = f"{ROUND}gemeenten/kaart/?instrument=laadvisie", f"{ROUND}downloads/rapport.json"
ASKED, PAIRS = 60, 7


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit); what has nothing to stand beside is in units of its target."""
    with TemporaryDirectory() as folder:
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            with site(Path(folder)) as port:
                _seconds, page = _asked(port, PAGE)
                times = [_asked(port, PAGE)[0] for _time in range(ASKED)]
                report = payload.load(_asked(port, PAYLOAD)[1])
            codes = [entry.code for entry in report.territory.municipalities]
            added = _of_paper(report, Imprint(outlines=drawing_of(codes)))
        finally:
            teardown_databases(databases, verbosity=0)
    return [
        ("maps: a page compressed, in units of 60 kB", len(gzip.compress(page)) / 60_000, 1.0),
        ("maps: the same from the cache, in units of 5 ms", median(times) / 0.005, 1.1),
        ("maps: each one in the PDF, in units of 0.1 s", added / 0.1, 1.1),
    ]


def _asked(port: int, address: str) -> tuple[float, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    connection.connect()
    begin = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    assert response.status == 200
    body = response.read()
    taken = time.perf_counter() - begin
    connection.close()
    return taken, body


def _of_paper(report: Report, imprint: Imprint) -> float:
    """What a map adds, in seconds: of pairs with and without all of them."""
    maps = len([one for one in report.territory.table.total.cells if one.count.value])
    without = replace(imprint, choices=Choices(omits_maps=True))
    render_pdf(report, FROZEN, imprint=imprint)
    pairs = [
        _taken(lambda: render_pdf(report, FROZEN, imprint=imprint))
        - _taken(lambda: render_pdf(report, FROZEN, imprint=without))
        for _pair in range(PAIRS)
    ]
    return median(pairs) / maps


def _taken(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
