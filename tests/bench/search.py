"""Search over 100,000 fictitious texts, beside `icontains` over the same texts."""

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from nalportal.desk.search import Place, groups_of
from nalportal.progress.models import SearchText
from nalportal.records.search import Kind, search_text
from nalportal.report.finding import texts_of
from nalportal.report.payload import load

TEXTS = 100_000
PAIRS = 15
ROUNDS = 20
PAYLOAD = Path(__file__).parents[1] / "report/payloads/schema-6.json.gz"
# Common words, and with one of 2,000 texts a rare one.
WORDS = ["laadpaal", "laadvisie", "snelladen", "regio", "gemeente", "coördinatie", "VvE's", "haven"]
ASKED = ("zonnecarport", "zonnecar laadpaal", "fictieve 77777")


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit) of each measurement, in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    with transaction.atomic():
        _fill()
        worst = max(map(_ratio, ASKED))
        transaction.set_rollback(True)
    with transaction.atomic():
        _fill_rounds()
        slowest = max(map(_milliseconds, ("laadvisie", "zuid", "laadpunten per maand")))
        transaction.set_rollback(True)
    of = f"search ({connection.vendor}): "
    return [
        (f"{of}results over 100,000 texts, to icontains", worst, 0.1),
        (f"{of}all that {ROUNDS} rounds published, in milliseconds", slowest, 30),
    ]


def _fill_rounds() -> None:
    """The published report of end 2020, as if it came out twenty times."""
    report = load(gzip.decompress(PAYLOAD.read_bytes()))
    for number in range(ROUNDS):
        again = replace(report, slug=f"ronde-{number}")
        SearchText.objects.bulk_create(texts_of(again, {}), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _milliseconds(asked: str) -> float:
    """Of a search over all rounds, in time of the processor: others may be at work too."""
    times = []
    for _pair in range(PAIRS):
        start = process_time()
        assert groups_of(asked, Place(None))
        times.append((process_time() - start) * 1_000)
    return median(times)


def _fill() -> None:
    chance = random.Random(7)  # noqa: S311 - the same texts each time

    def text(number: int) -> SearchText:
        body = " ".join(chance.choices(WORDS, k=40))
        if number % 2_000 == 0:
            body += " zonnecarport"
        row = search_text(None, title=f"Fictieve mijlpaal {number}", body=(body,), key=number)
        row.kind = Kind.MILESTONE
        return row

    SearchText.objects.bulk_create(map(text, range(TEXTS)), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ratio(asked: str) -> float:
    """The results of a search, to the first 25 and the number of rows that have each word."""
    plain = SearchText.objects.all()
    for word in asked.split():
        plain = plain.filter(text__icontains=word)
    ways: list[Callable[[], object]] = [
        lambda: groups_of(asked, Place(None)),
        lambda: (list(plain[:25]), plain.count()),
    ]
    pairs = [[_seconds(way) for way in ways] for _pair in range(PAIRS)]
    ours, icontains = (median(times) for times in zip(*pairs, strict=True))
    return float(ours / icontains)


def _seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start
