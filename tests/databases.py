"""What has to run once per database, and what does not."""

import pytest

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
