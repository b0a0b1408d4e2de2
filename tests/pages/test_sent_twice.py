"""A form that is sent twice is handled once."""

from uuid import UUID

import pytest
from django.db import IntegrityError
from django.http import QueryDict

from nalportal.accounts.models import Draft
from nalportal.pages.forms import OnceForm
from nalportal.pages.sent_twice import Handled, number_of, once
from nalportal.progress.models import Receipt
from nalportal.refusals import NotPossible
from tests import factories

pytestmark = pytest.mark.django_db

FORM = OnceForm(QueryDict(f"token={UUID(int=7)}"))


def test_the_second_time_nothing_happens_and_the_first_result_is_shown() -> None:
    user, results = factories.user(), iter(["/een/", "/twee/"])
    assert once(FORM, lambda: next(results), by=user) == Handled("/een/", first_time=True)
    assert once(FORM, lambda: next(results), by=user) == Handled("/een/", first_time=False)
    assert next(results) == "/twee/"


def test_somebody_elses_token_is_another_form() -> None:
    once(FORM, lambda: "/een/", by=factories.user())
    assert once(FORM, lambda: "/twee/", by=factories.user()).first_time


def test_who_comes_second_at_the_same_moment_gets_the_first_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = factories.user()
    factories.receipt(by=user, token=number_of(FORM))
    # The other request had not committed yet when this one looked.
    answers = iter([None, Handled("/een/", first_time=False)])
    monkeypatch.setattr("nalportal.pages.sent_twice._earlier", lambda number, by: next(answers))
    assert once(FORM, lambda: "/twee/", by=user) == Handled("/een/", first_time=False)


def test_what_was_kept_while_typing_goes_with_what_it_became() -> None:
    draft = factories.draft(token=UUID(int=7))
    other = factories.draft(user=draft.user)
    once(FORM, lambda: "/een/", by=draft.user)
    assert list(Draft.objects.all()) == [other]


def test_what_was_refused_stays_kept() -> None:
    def refuse() -> str:
        raise NotPossible("kan niet")

    draft = factories.draft(token=UUID(int=7))
    with pytest.raises(NotPossible):
        once(FORM, refuse, by=draft.user)
    assert Draft.objects.get() == draft


def test_what_fails_leaves_no_receipt() -> None:
    def fail() -> str:
        raise IntegrityError("anders")

    with pytest.raises(IntegrityError, match="anders"):
        once(FORM, fail, by=factories.user())
    assert not Receipt.objects.exists()
