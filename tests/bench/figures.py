"""The import of ten years of monthly figures for every municipality and three types (fictief)."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from indicators.entry.files import FIGURE_LIMITS
from indicators.entry.plan import plan
from indicators.entry.writing import store
from indicators.imports import ObservationResource
from indicators.models import AreaKind, ChargerType, Measure, Observation, Source
from nalportal.exchange.tables import read_table
from regions.models import Municipality
from tests import factories

MUNICIPALITIES, MONTHS = 342, 120
TYPES = (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST)
ROUNDS = 2
MEMORY = 150e6
# Of the 1.40 times a bare bulk insert by the models that it took at commit 8d4a584, on the same
# machine. It goes past the models, so it can be less than that insert.
LIMIT = 0.7 * 1.40


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    measure = factories.measure(slug="laadpunten-fictief")
    source = factories.source(slug="fictief")
    municipalities = [factories.municipality() for _ in range(MUNICIPALITIES)]
    content = _csv(measure, source, municipalities)
    count = MUNICIPALITIES * MONTHS * len(TYPES)
    # Pairs one after the other, so that both meet the same machine; the best, as others disturb.
    pairs = [
        (_once(lambda: _import(content)), _once(lambda: _bare(measure, source, municipalities)))
        for _ in range(ROUNDS)
    ]
    ratio = min(ours / bare for ours, bare in pairs)
    return [
        (
            f"figures: import of {count}, to a bare bulk insert with history",
            ratio,
            LIMIT,
        ),
        ("figures: memory of that import, as a part of 150 MB", _memory(content) / MEMORY, 1),
    ]


def _figures(municipalities: list[Municipality]) -> Iterator[tuple[Municipality, str, date, int]]:
    first = date(2014, 1, 1)
    for municipality in municipalities:
        for charger_type in TYPES:
            for month in range(MONTHS):
                years, rest = divmod(month + 1, 12)
                on = date(first.year + years, rest + 1, 1) - timedelta(days=1)
                yield municipality, charger_type, on, 40 + month * 3 + municipality.pk


def _csv(measure: Measure, source: Source, municipalities: list[Municipality]) -> bytes:
    lines = ["maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot"]
    head = f"{measure.slug};{source.slug}"
    lines += (
        f"{head};{where.code};{charger_type};{on:%Y-%m-%d};;;{value};nee;fictief"
        for where, charger_type, on, value in _figures(municipalities)
    )
    return "\r\n".join(lines).encode()


def _import(content: bytes) -> None:
    """The whole road: read the file, look at it for the preview, and store it."""
    reading = ObservationResource().read(read_table("fictief.csv", content, limits=FIGURE_LIMITS))
    assert not reading.faults
    found = plan(reading.entries)
    store(reading.entries, found.fingerprint, by=None, origin="bench")


def _bare(measure: Measure, source: Source, municipalities: list[Municipality]) -> None:
    history = Observation.history.model
    columns = [field.attname for field in Observation._meta.concrete_fields]
    rows = Observation.objects.bulk_create(
        Observation(
            measure=measure,
            source=source,
            area=AreaKind.MUNICIPALITY,
            municipality=where,
            charger_type=charger_type,
            on=on,
            value=value,
            note="fictief",
        )
        for where, charger_type, on, value in _figures(municipalities)
    )
    history.objects.bulk_create(
        history(
            history_date=timezone.now(),
            history_type="+",
            **{name: getattr(row, name) for name in columns},
        )
        for row in rows
    )


def _once(act: Callable[[], None]) -> float:
    """Seconds of this process, so that others on the machine don't count; undone afterwards."""
    with transaction.atomic():
        begin = time.process_time()
        act()
        seconds = time.process_time() - begin
        transaction.set_rollback(True)
    return seconds


def _memory(content: bytes) -> float:
    with transaction.atomic():
        tracemalloc.start()
        _import(content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        transaction.set_rollback(True)
    return float(peak)
