"""An SQLite database with all migrations and no rows of ours, as a file to copy.

Migrating takes seven seconds, and what a test does in another process needs such a database now
and then. On SQLite it is the database of the tests itself, written to a file before the first test.
"""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from nalportal.operations import moving
from nalportal.operations.moving import another_database

MIGRATE = moving._migrate


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(_file(tmp_path_factory))])


@pytest.fixture(scope="session")
def migrated_file(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """To copy, not to change."""
    file = _file(tmp_path_factory)
    if not file.exists():
        to = another_database("migrated", f"sqlite:///{file}")
        with django_db_blocker.unblock(), to as database:
            MIGRATE(database)
    return file


def _file(folders: pytest.TempPathFactory) -> Path:
    return folders.getbasetemp() / "migrated.sqlite3"
