import pytest


@pytest.fixture(autouse=True)
def limits(fresh_limits: None) -> None:
    """These tests sign in through the page, more often in a minute than a person may."""
