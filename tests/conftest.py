"""What all tests share: the browser, and the cast of people that pages are tested with."""

import pytest
from django.core.cache import cache

from indicators.reports.recent import collected_at
from nalportal.accounts.models import User

pytest_plugins = [
    "tests.browser",
    "tests.checkers",
    "tests.databases",
    "tests.demo_site",
    "tests.loaded_report",
    "tests.order",
    "tests.triggers",
]

PASSWORD = "een lang wachtwoord voor de tests"


@pytest.fixture(autouse=True)
def nothing_collected() -> None:
    """What is undone after a test leaves no trace in the history by which pages know a change."""
    collected_at.cache_clear()


@pytest.fixture
def reviewer(db: None) -> User:
    return User.objects.create_user(
        "beoordelaar@ministerie.example",
        PASSWORD,
        first_name="Bo",
        last_name="Oordelaar",
        is_reviewer=True,
    )


@pytest.fixture
def beheerder(db: None) -> User:
    return User.objects.create_user(
        "beheerder@ministerie.example",
        PASSWORD,
        first_name="Bea",
        last_name="Heer",
        is_staff=True,
    )


@pytest.fixture
def outsider(db: None) -> User:
    """Has an account, but nothing to do with any unit."""
    return User.objects.create_user(
        "buitenstaander@elders.example", PASSWORD, first_name="Bu", last_name="Iten"
    )


@pytest.fixture
def fresh_limits() -> None:
    """Forget who tried to sign in during earlier tests: the limits count per address too."""
    cache.clear()
