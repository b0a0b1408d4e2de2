"""Moving everything to another database, which a backup does too: rows a second, read back and
compared, and beside a bare copy that looks at nothing. In seconds of this process, so that others
on the machine don't count."""

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
            rows, seconds, bare = _measured(Path(folder))
    finally:
        teardown_databases(databases, verbosity=0)
    return [
        ("moving: 20,000 rows / a second", ROWS_A_SECOND * seconds / rows, 1),
        ("moving and comparing / a bare copy", seconds / bare, 3),
    ]


def _measured(folder: Path) -> tuple[int, float, float]:
    """The rows, the seconds that moving them takes and those of a bare copy."""
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
    with closing(sqlite3.connect(folder / "bare.sqlite3")) as bare:
        with closing(sqlite3.connect(empty)) as tables:
            tables.backup(bare)
        return sum(tally.rows for tally in moved.values()), seconds, _copied(bare)


def _copied(bare: sqlite3.Connection) -> float:
    begin = time.process_time()
    for model in moving.moved_models():
        table, names = moving._names(model, connection)
        places = ", ".join("?" * len(names))
        insert = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
        bare.executemany(insert, moving._rows(model, connection, moving._columns(model)))
    bare.commit()
    return time.process_time() - begin


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
