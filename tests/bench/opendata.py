"""The interface: 12,000 figures of a report that is kept, beside the same rows as bare JSON."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from nalportal.report.opendata.interface import json_response
from nalportal.report.opendata.questions import MOST, Question, answer
from nalportal.report.opendata.resources import BY_NAME
from nalportal.report.payload import load

FIGURES, PAIRS = 12_000, 15
PAYLOAD = Path(__file__).parents[1] / "report/payloads/schema-6.json.gz"


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit) of each measurement."""
    resource = BY_NAME["cijfers"]
    own = resource.rows(load(gzip.decompress(PAYLOAD.read_bytes())))
    rows = [{**own[n % len(own)], "kenmerk": f"fictief.{n}"} for n in range(FIGURES)]

    def interface() -> None:
        """Page by page, as a program asks them, to the bytes that go out."""
        cursor = ""
        for _page in range(FIGURES // MOST):
            page = answer(resource, rows, Question({}, limit=MOST, cursor=cursor), "fictief")
            assert json_response({"rijen": page.rows, "volgende": page.following}).content
            cursor = page.following

    def bare() -> None:
        json.dumps(rows, default=str)

    pairs = [(_seconds(interface), _seconds(bare)) for _pair in range(PAIRS)]
    ratio = median(ours for ours, _bare in pairs) / median(bare for _ours, bare in pairs)
    return [("open data: 12,000 figures by the interface, to json.dumps", ratio, 2)]


def _seconds(work: Callable[[], None]) -> float:
    start = process_time()
    work()
    return process_time() - start
