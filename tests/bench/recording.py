"""Importing a country of steps, beside storing the same rows with nothing around it."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from nalportal.dutch import PartialDate, Precision
from nalportal.pages.uploads import Upload
from regions import verbs
from regions.models import (
    ActionKind,
    Municipality,
    PolicyAction,
    PolicyInstrument,
    PolicyStep,
    Stage,
)
from regions.step_files import CODE, HEADINGS, NAME
from regions.step_upload import import_steps, preview
from tests import factories
from tests.exchange.files import csv_text

MUNICIPALITIES, INSTRUMENTS = 342, 6
PAIRS = 7


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    by = factories.user(is_reviewer=True)
    region = factories.region()
    places = [factories.municipality(region=region) for _ in range(MUNICIPALITIES)]
    kinds = [factories.instrument() for _ in range(INSTRUMENTS)]
    upload = Upload("bench.csv", _file(places, kinds))
    fingerprint = preview(upload, by=by).fingerprint

    def imported() -> None:
        import_steps(upload, fingerprint, by=by)

    def looked_at() -> None:
        assert len(preview(upload, by=by).new) == MUNICIPALITIES * INSTRUMENTS

    def bare() -> None:
        _store_with_history(places, kinds, by)

    # One after the other, so that both meet the same machine.
    ratios = [_once(imported) / _once(bare) for _pair in range(PAIRS)]
    looks = [_once(looked_at) / _once(bare) for _pair in range(PAIRS)]
    fact = verbs.Fact(kinds[0], Stage.ADOPTED, PartialDate(date(2021, 5, 1), Precision.DAY))
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        verbs.record(places, [fact], by=by)
        transaction.set_rollback(True)
    inserts = sum('INSERT INTO "regions_policystep"' in query["sql"] for query in captured)
    total = MUNICIPALITIES * INSTRUMENTS
    return [
        (f"recording: import of {total} rows, to a bare insert with history", median(ratios), 3),
        (f"recording: a look at {total} rows, to a bare insert with history", median(looks), 1.7),
        (
            f"recording: queries of one step for {MUNICIPALITIES}, besides its rows",
            float(len(captured) - inserts),
            8,
        ),
    ]


def _file(places: list[Municipality], kinds: list[PolicyInstrument]) -> bytes:
    step = {"stap": "vastgesteld", "datum": "2021-05-01", "noot": "Fictieve noot van de bench"}
    rows = [
        {CODE: place.code, NAME: place.name, "instrument": kind.slug, **step}
        for place in places
        for kind in kinds
    ]
    cells = ([row.get(name, "") for name in HEADINGS] for row in rows)
    return csv_text(HEADINGS, *cells, delimiter=";").encode()


def _store_with_history(places: list[Municipality], kinds: list[PolicyInstrument], by: Any) -> None:
    """The same rows, and who did it when: of an append-only table that is the action."""
    action = PolicyAction.objects.create(kind=ActionKind.IMPORT, by=by)
    PolicyStep.objects.bulk_create(
        PolicyStep(
            municipality=place,
            instrument=kind,
            stage=Stage.ADOPTED,
            on=date(2021, 5, 1),
            action=action,
            recorded_by=by,
            note="Fictieve noot van de bench",
        )
        for place in places
        for kind in kinds
    )


def _once(act: Callable[[], Any]) -> float:
    """Wall time, because the database may be another process; afterwards all is as before."""
    with transaction.atomic():
        begin = time.perf_counter()
        act()
        spent = time.perf_counter() - begin
        transaction.set_rollback(True)
    return spent
