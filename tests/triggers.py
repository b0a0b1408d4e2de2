"""Append-only tables in tests that really commit.

Such tests empty all tables afterwards, which the triggers of the append-only tables refuse. So
the triggers go just before the flush, and come back right after it: whatever runs next in that
database finds them as `migrate` left them.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from nalportal.records.append_only import append_only_models, drop_triggers, install_triggers


def append_only_tables() -> list[str]:
    return [model._meta.db_table for model in append_only_models()]


DROPPED = pytest.StashKey[bool]()


@pytest.fixture(autouse=True)
def append_only_triggers(request: pytest.FixtureRequest) -> Iterator[None]:
    if not _really_commits(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.schema_editor() as editor:
        drop_triggers(editor, *append_only_tables())
    request.node.stash[DROPPED] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After all of the test's fixtures, so after the flush; unless the database is gone too."""
    yield
    if item.stash.get(DROPPED, False) and nextitem is not None:
        allowed = item.config.stash[blocking_manager_key].unblock()
        with allowed, connection.schema_editor() as editor:
            install_triggers(editor, *append_only_tables())


def _really_commits(request: pytest.FixtureRequest) -> bool:
    mark = request.node.get_closest_marker("django_db")
    by_mark = bool(mark and mark.kwargs.get("transaction"))
    return by_mark or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)
