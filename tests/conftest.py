"""What all tests share: the browser, and the cast of people that pages are tested with."""

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck

from indicators.reports.cache import collected_at
from nalportal.accounts.models import User

pytest_plugins = [
    "tests.browser",
    "tests.checkers",
    "tests.databases",
    "tests.demo_site",
    "tests.loaded_report",
    "tests.migrated",
    "tests.order",
    "tests.triggers",
]

SESSION_READ = 'FROM "accounts_session" WHERE ("accounts_session"."expire_date"'
PASSWORD = "een lang wachtwoord voor de tests"


# A busy machine is no fault: nothing is timed, neither a test nor the making of its examples.
hypothesis.settings.register_profile(
    "untimed",
    hypothesis.settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What is there once all tests are found stays till the end: nobody has to look for garbage in
    it, and half a million objects of Django and pytest took a tenth of the time of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def nothing_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is undone after a test leaves no trace in the history by which pages know a change.

    The clock that lets what was collected grow old stands still: a test that counts queries may not
    have it collected anew between two requests.
    """
    monkeypatch.setattr("indicators.reports.cache.time", lambda: 0.0)
    collected_at.cache_clear()


@pytest.fixture(autouse=True)
def session_stays_young(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a test may take longer than the time after which a session is saved anew,
    and would count those three queries too. What a browser shows is about time that really passes.
    """
    if request.node.get_closest_marker("browser") is None:
        began = time.time()
        clock = SimpleNamespace(time=lambda: began)
        monkeypatch.setattr("nalportal.accounts.sessions.time", clock)


def of_page(asked: Iterable[dict[str, str]]) -> list[str]:
    """The SQL that a page itself asks: without the session of who asks, the same on each."""
    return [one["sql"] for one in asked if SESSION_READ not in one["sql"]]


@pytest.fixture
def django_assert_num_queries() -> Any:
    """That of pytest-django, of what a page itself asks."""

    @contextmanager
    def exactly(number: int, using: str = "default") -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connections[using]) as asked:
            yield asked
        found = of_page(asked)
        told = "\n\n".join(found)
        assert len(found) == number, f"{len(found)} queries instead of {number}:\n{told}"

    return exactly


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
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs without their engine, which takes seconds: for tests that are about something else."""
    for place in (
        "freeze.render_pdf",
        "editions.render_pdf",
        "editions.render_unit_pdf",
        "web.views.comparison.render_pdf",
        "web.views.comparison.render_unit_pdf",
        "web.views.comparison.render_changes_pdf",
    ):
        monkeypatch.setattr(f"nalportal.report.{place}", lambda *_, **__: b"%PDF-1.7 fictief")


@pytest.fixture
def fresh_limits() -> None:
    """Forget who tried to sign in during earlier tests: the limits count per address too."""
    cache.clear()
