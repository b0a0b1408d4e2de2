"""Tables whose rows stay as they are, in tests that really commit.

Such tests empty all tables afterwards, which the triggers of those tables refuse. So the door to
all of them stands open for the flush, and is shut right after it.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from nalportal.records.append_only import DOOR, guarded_models

OPENED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def append_only_triggers(request: pytest.FixtureRequest) -> Iterator[None]:
    if not _really_commits(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    tables = [(model._meta.db_table,) for model in guarded_models()]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {DOOR} VALUES (%s)", tables)  # noqa: S608 - our own name
    request.node.stash[OPENED] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After all of the test's fixtures, so after the flush; unless the database is gone too."""
    yield
    if item.stash.get(OPENED, False) and nextitem is not None:
        allowed = item.config.stash[blocking_manager_key].unblock()
        with allowed, connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {DOOR}")  # noqa: S608 - our own name


def _really_commits(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    by_mark = bool(mark and mark.kwargs.get("transaction"))
    return by_mark or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)
