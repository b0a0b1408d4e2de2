"""The report of end 2020 in the database, once per module.

Loading it takes seconds, because every row goes through its form and its constraints. So one test
process does that, once per database, and keeps the rows in a file of this test run; every later
module, of whichever process, puts the rows back as they are.
"""

import fcntl
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from nalportal.report.editions import Edition, all_rounds, edition_of_round
from tests.databases import shared_folder

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]  # values are whatever the driver gives


@pytest.fixture(scope="session")
def loaded_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the rows; the processes of one run share it, the databases don't."""
    return shared_folder(tmp_path_factory) / f"eind-2020-{connection.vendor}.pickle"


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, loaded_rows: Path
) -> Iterator[None]:
    """The shipped data in the database, frozen and published; gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        put_report_in(loaded_rows)
        # Or PostgreSQL goes over what points to what in all those rows again after each test.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def put_report_in(file: Path) -> None:
    """Load the report of end 2020, or put back what an earlier load of this test run gave."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            _insert(pickle.loads(file.read_bytes()))  # noqa: S301 - written by the line below
            return
        filled = {model for model in _models() if model._base_manager.exists()}
        call_command("load_nal_2020", verbosity=0)
        file.write_bytes(pickle.dumps(_rows(set(_models()) - filled)))


def _models() -> list[type[Model]]:
    return apps.get_models(include_auto_created=True)


def _rows(models: set[type[Model]]) -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own table names
            if rows := cursor.fetchall():
                columns = [column[0] for column in cursor.description]
                found[model._meta.db_table] = (columns, [tuple(map(_plain, row)) for row in rows])
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _insert(tables: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(map(quote, columns))
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({values})", rows)  # noqa: S608 - our own table names
        # Else the next row of a test would get the number of one that is there.
        for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(sql)


@pytest.fixture
def edition(loaded: None, db: None) -> Edition:
    """The published report of end 2020."""
    return edition_of_round(all_rounds(), "eind-2020")
