"""What has to run once per database and what does not, and how another process reaches one."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

TOUCHES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out the tests that touch no database: another one changes nothing for them",
    )


def touches_database(item: pytest.Item) -> bool:
    """Whether another database could change what the test finds."""
    if item.get_closest_marker("once"):
        return False
    by_fixture = not TOUCHES_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
    return by_fixture or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    without = [item for item in items if not touches_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if touches_database(item)]


def shared_folder(folders: pytest.TempPathFactory) -> Path:
    """The folder of this test run that its processes share."""
    base = folders.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def url_for_another_process(folder: Path) -> str:
    """The database of this test as another process reaches it. One in memory goes to a file."""
    if connection.vendor == "sqlite":
        file = folder / "kopie.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    return url_of_database(connection.settings_dict["NAME"])


def url_of_database(name: str) -> str:
    """A database on the PostgreSQL server of this test run."""
    settings = connection.settings_dict
    # The host may be a folder with a socket in it, which only a query can name.
    where = {"host": settings["HOST"], "port": settings["PORT"], **settings["OPTIONS"]}
    query = urlencode({key: value for key, value in where.items() if value})
    user, password = (quote(settings[key], safe="") for key in ("USER", "PASSWORD"))
    return f"postgresql://{user}:{password}@/{name}?{query}"


@pytest.fixture
def empty_target(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'target.sqlite3'}"
        return
    name = f"target_{uuid4().hex[:12]}"
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name}")
