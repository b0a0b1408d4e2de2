"""404 for a stranger, 403 for who may see and not change."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from nalportal.accounts.models import User
from nalportal.progress.models import SubmissionState
from nalportal.progress.permissions import (
    editable_milestone,
    may_edit_unit,
    visible_milestone,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_editor_sees_and_changes_the_own_unit() -> None:
    editor = factories.user()
    row = factories.milestone(unit=factories.unit(editors=(editor,)))
    assert may_edit_unit(editor, row.unit)
    assert editable_milestone(editor, row.reference) == row


def test_for_a_stranger_it_does_not_exist(outsider: User) -> None:
    row = factories.milestone()
    with pytest.raises(Http404):
        visible_milestone(outsider, row.reference)
    with pytest.raises(Http404):
        editable_milestone(outsider, row.reference)


def test_while_the_ministry_reviews_an_editor_only_looks() -> None:
    editor = factories.user()
    row = factories.milestone(unit=factories.unit(editors=(editor,)))
    factories.submission(unit=row.unit, state=SubmissionState.SUBMITTED)
    assert visible_milestone(editor, row.reference) == row
    with pytest.raises(PermissionDenied, match="ligt bij het ministerie"):
        editable_milestone(editor, row.reference)


def test_a_reviewer_changes_all(reviewer: User) -> None:
    row = factories.milestone()
    assert editable_milestone(reviewer, row.reference) == row
