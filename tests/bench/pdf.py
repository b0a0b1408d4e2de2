"""The whole report as a PDF: its time beside a bare Typst compile, and what it leaves in memory."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fontpkg_source_sans_3 import ROOT as FONTS

from nalportal.report.model import Report
from nalportal.report.paper import render_pdf, typst_process
from nalportal.report.paper.accessibility import with_spoken_tags
from nalportal.report.paper.document import whole_document
from nalportal.report.paper.drawings import charts_of
from nalportal.report.paper.render import ready
from nalportal.report.word import render_docx
from tests.report.pdf_sample import FROZEN, report

PAIRS = 7
EXPORTS = 50
UNITS, MUNICIPALITIES = 12, 352  # as many as in the report of end 2020

# What a person at the command line would do: the same files, nothing of the house.
BARE = """
import sys, typst
typst.compile(
    "main.typ", output="out.pdf", root=".", ignore_system_fonts=True, font_paths=[sys.argv[1]],
    pdf_standards=["ua-1", "a-2a"], sys_inputs={"document": open("document.json").read()},
)
"""


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit): wall time of an export, and growth of this process over many.

    The targets are 1.3 and 0.1, with a tenth for what else the machine does.
    """
    return [
        ("pdf: export of the whole report, to a bare Typst compile", _time(full_size()), 1.43),
        ("pdf: what is added to its tags, seconds", _tags(full_size()), 0.11),
        ("docx: the whole report, to its PDF", _docx(full_size()), 0.5),
        (f"pdf: memory of the web process after {EXPORTS} exports", _memory(full_size()), 1.1),
    ]


def full_size() -> Report:
    """The sample with as many units and municipalities as the report of end 2020."""
    sample = report()
    region, [municipality] = sample.territory.regions[0], sample.territory.municipalities
    slugs = [f"regio-{number}" for number in range(UNITS)]
    regions = tuple(
        replace(
            region,
            unit=replace(region.unit, slug=slug),
            policy=replace(region.policy, slug=slug),
        )
        for slug in slugs
    )
    municipalities = tuple(
        replace(municipality, region=slugs[number % UNITS]) for number in range(MUNICIPALITIES)
    )
    territory = replace(sample.territory, regions=regions, municipalities=municipalities)
    return replace(sample, territory=territory)


def _time(sample: Report) -> float:
    """Pairs one after the other, so that both meet the same machine; the median of their ratios."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        document = ready(whole_document(sample, FROZEN, charts_of(sample)))
        (folder / "document.json").write_text(json.dumps(document))
        for name, content in typst_process.sources().items():
            (folder / f"{name.removesuffix('.typ')}.typ").write_bytes(base64.b64decode(content))

        def bare() -> None:
            subprocess.run([sys.executable, "-c", BARE, str(FONTS)], cwd=folder, check=True)

        def export() -> None:
            render_pdf(sample, FROZEN)

        ratios = [_seconds(export) / _seconds(bare) for _pair in range(PAIRS)]
    return median(ratios)


def _tags(sample: Report) -> float:
    """The pass over the finished file; in seconds, because it has nothing to stand beside."""
    document = ready(whole_document(sample, FROZEN, charts_of(sample)))
    content = typst_process.compile_pdf(document, FROZEN.frozen_on or date.today())  # noqa: DTZ011
    return median(_seconds(lambda: with_spoken_tags(content)) for _time in range(PAIRS))


def _docx(sample: Report) -> float:
    render_docx(sample, FROZEN)  # its charts are drawn once
    return median(
        _seconds(lambda: render_docx(sample, FROZEN)) / _seconds(lambda: render_pdf(sample, FROZEN))
        for _pair in range(PAIRS)
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _memory(sample: Report) -> float:
    """Resident memory after many exports beside that after the first few."""
    for _warm_up in range(5):
        render_pdf(sample, FROZEN)
    before = _resident()
    for day in range(EXPORTS):
        # Another date each time: a cache that keeps what it has seen would show.
        render_pdf(replace(sample, reference_on=date(2021, 1, 1 + day % 28)), FROZEN)
    return _resident() / before


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
