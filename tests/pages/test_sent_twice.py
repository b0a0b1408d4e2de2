"""A form that is sent twice is handled once."""

from uuid import UUID

import pytest
from django.db import IntegrityError

from nalportal.pages.sent_twice import Handled, once
from nalportal.progress.models import Receipt
from tests import factories

pytestmark = pytest.mark.django_db

TOKEN = UUID(int=7)


def test_the_second_time_nothing_happens_and_the_first_result_is_shown() -> None:
    user, results = factories.user(), iter(["/een/", "/twee/"])
    assert once(TOKEN, lambda: next(results), by=user) == Handled("/een/", first_time=True)
    assert once(TOKEN, lambda: next(results), by=user) == Handled("/een/", first_time=False)
    assert next(results) == "/twee/"


def test_somebody_elses_token_is_another_form() -> None:
    once(TOKEN, lambda: "/een/", by=factories.user())
    assert once(TOKEN, lambda: "/twee/", by=factories.user()).first_time


def test_who_comes_second_at_the_same_moment_gets_the_first_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = factories.user()
    factories.receipt(by=user, token=TOKEN)
    # The other request had not committed yet when this one looked.
    answers = iter([None, Handled("/een/", first_time=False)])
    monkeypatch.setattr("nalportal.pages.sent_twice._earlier", lambda number, by: next(answers))
    assert once(TOKEN, lambda: "/twee/", by=user) == Handled("/een/", first_time=False)


def test_what_fails_leaves_no_receipt() -> None:
    def fail() -> str:
        raise IntegrityError("anders")

    with pytest.raises(IntegrityError, match="anders"):
        once(TOKEN, fail, by=factories.user())
    assert not Receipt.objects.exists()
