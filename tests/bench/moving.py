"""Moving everything to another database, which a backup does too: rows a second, read back and
compared. In seconds of this process, so that others on the machine don't count."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from indicators.entry.plan import plan
from indicators.entry.writing import store
from indicators.imports import ObservationResource
from nalportal.exchange.tables import read_table
from nalportal.operations import moving
from nalportal.operations.moving import UNFINISHED, another_database, move
from tests import factories

ROWS_A_SECOND = 20_000
MUNICIPALITIES, MONTHS = 100, 120


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with TemporaryDirectory() as folder:
            return [("moving: 20,000 rows / a second", _ratio(Path(folder)), 1)]
    finally:
        teardown_databases(databases, verbosity=0)


def _ratio(folder: Path) -> float:
    empty = folder / "empty.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(empty)])
    _fill()

    def migrate(target: Any) -> None:
        """Making the tables takes as long however many rows there are."""
        with closing(sqlite3.connect(empty)) as tables:
            tables.backup(target.connection)
        target.connection.execute(f"CREATE TABLE {UNFINISHED} (since integer)")

    with (
        mock.patch.object(moving, "_migrate", migrate),
        another_database("bench", f"sqlite:///{folder / 'target.sqlite3'}") as target,
    ):
        begin = time.process_time()
        moved = move(connection, target)
        seconds = time.process_time() - begin
    return ROWS_A_SECOND * seconds / sum(tally.rows for tally in moved.values())


def _fill() -> None:
    """Figures with their history (fictief)."""
    factories.measure(slug="laadpunten")
    factories.source(slug="fictief")
    areas = [factories.municipality().code for _ in range(MUNICIPALITIES)]
    lines = ["maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot"]
    lines += [
        f"laadpunten;fictief;{area};publiek;{2010 + month // 12}-{month % 12 + 1:02}-15;;;{month};;"
        for area in areas
        for month in range(MONTHS)
    ]
    read = ObservationResource().read(read_table("fictief.csv", "\n".join(lines).encode()))
    assert not read.faults
    store(read.entries, plan(read.entries).fingerprint, by=None, origin="bench")
