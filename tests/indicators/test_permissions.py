"""Who may enter figures; the addresses have their rows in `tests/test_rights.py`."""

from django.contrib.auth.models import AnonymousUser

from indicators.permissions import may_edit_figures
from nalportal.accounts.models import User
from nalportal.progress.models import UnitKind
from tests import factories


def test_only_the_reviewer_enters_figures(reviewer: User, beheerder: User, outsider: User) -> None:
    coordinator = factories.user()
    factories.unit(kind=UnitKind.REGION).editors.add(coordinator)
    people: list[User | AnonymousUser] = [
        reviewer,
        beheerder,
        coordinator,
        outsider,
        AnonymousUser(),
    ]
    assert [may_edit_figures(person) for person in people] == [True, False, False, False, False]
