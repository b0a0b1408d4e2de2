"""Databases of earlier releases, as they were stored: see the README.md beside each."""

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.databases import url_of_database

STORED = Path(__file__).parent / "stored"


def releases() -> list[str]:
    """The commits of which a database is stored."""
    return sorted(folder.name for folder in STORED.iterdir())


@contextmanager
def restored(release: str, folder: Path) -> Iterator[str]:
    """The database of ``release`` on the kind of database of this test run; gives its URL."""
    if connection.vendor == "sqlite":
        file = folder / "oud.sqlite3"
        file.write_bytes(_content(release, "sqlite.sqlite3"))
        yield f"sqlite:///{file}"
        return
    name = f"{connection.settings_dict['NAME']}_{release}"
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        _fill(name, _content(release, "postgresql.sql").decode())
        yield url_of_database(name)
    finally:
        with _server() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _content(release: str, file: str) -> bytes:
    return lzma.decompress((STORED / release / f"{file}.xz").read_bytes())


@contextmanager
def _server(name: str = "postgres") -> Iterator[Any]:
    # Of PostgreSQL only, and not there where only SQLite is used.
    import psycopg  # noqa: PLC0415

    wanted = {**connection.get_connection_params(), "dbname": name}
    with psycopg.connect(**wanted, autocommit=True) as opened, opened.cursor() as cursor:
        yield cursor


def _fill(name: str, dump: str) -> None:
    """Run a dump without ``psql``: rows are INSERTs, so only its own commands have to go."""
    lines = [line for line in dump.splitlines(keepends=True) if not line.startswith("\\")]
    with _server(name) as cursor:
        cursor.execute("".join(lines))
