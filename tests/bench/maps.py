"""The map of the country: how heavy its page is, and what maps add to a PDF. And a crosstab of a
Swing site beside calamine alone, which reads the same workbook and understands nothing of it."""

import gzip
import http.client
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.test.utils import setup_databases, teardown_databases
from python_calamine import CalamineWorkbook

from indicators.entry.areas import Areas
from indicators.entry.cbs import Day, Question, read_statline
from indicators.entry.published import published_table
from nalportal.report import payload
from nalportal.report.model import Report
from nalportal.report.paper import Choices, Imprint, render_pdf
from regions.maps import drawing_of
from tests import factories
from tests.bench.pages import site
from tests.report.pdf_sample import FROZEN

ROUND = "/rondes/eind-2020/"
PAGE, PAYLOAD = f"{ROUND}gemeenten/kaart/?instrument=laadvisie", f"{ROUND}downloads/rapport.json"
ASKED, PAIRS, AREAS = 60, 7, 340


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit); what has nothing to stand beside is in units of its target."""
    with TemporaryDirectory() as folder:
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            swing = _swing(Path(folder))
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
        # Decision 40 says why this is no 2.
        ("maps: a crosstab of Swing (.xls) read, to calamine alone", swing, 150.0),
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


def _swing(folder: Path) -> float:
    """Municipalities by years, as LibreOffice writes an old workbook; without it the small one of
    the tests."""
    names = [factories.municipality(name=f"Fictief {at}").name for at in range(AREAS)]
    lines = ["Laadpunten (fictief);Nederland;;NL", ";" + ";".join(map(str, range(2000, 2024)))]
    lines += [";".join([name, *(str(at) for at in range(24))]) for name in names]
    source = folder / "swing.csv"
    source.write_text("\n".join([*lines, "", "Eenheid;aantal", "Bron;Fictief"]), encoding="utf-8")
    office = shutil.which("soffice")
    if office:
        asked = [f"-env:UserInstallation=file://{folder}/office", "--headless"]
        asked += ["--infilter=CSV:59,34,76,1", "--convert-to", "xls", "--outdir", str(folder)]
        subprocess.run([office, *asked, str(source)], check=True, capture_output=True)
    content = (
        folder / "swing.xls" if office else Path("tests/indicators/files/swing.xls")
    ).read_bytes()
    question = Question(factories.measure(), factories.source(), day=Day.LAST)

    def whole() -> None:
        areas = Areas()
        found = read_statline(published_table("swing.xls", content, areas), question, areas)
        assert not office or len(found.entries) == AREAS * 24, found.faults

    def bare() -> None:
        CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()

    return median(_taken(whole) / _taken(bare) for _pair in range(PAIRS))


def _taken(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
