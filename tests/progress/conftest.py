"""The cast of the register: who keeps Noord, and who keeps Oost."""

import pytest
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit
from tests import factories
from tests.conftest import PASSWORD


@pytest.fixture
def coordinator(db: None) -> User:
    """Keeps the register of Noord."""
    return User.objects.create_user(
        "noord@regio.example", PASSWORD, first_name="Co", last_name="Ordinator"
    )


@pytest.fixture
def neighbour(db: None) -> User:
    """Keeps the register of Oost, and has nothing to do with Noord."""
    user = User.objects.create_user(
        "oost@regio.example", PASSWORD, first_name="Buur", last_name="Oost"
    )
    factories.unit(name="Regio Oost", short_name="Oost", code="OO", slug="oost", editors=(user,))
    return user


@pytest.fixture
def noord(coordinator: User) -> ReportingUnit:
    return factories.unit(
        name="Regio Noord", short_name="Noord", code="NO", slug="noord", editors=(coordinator,)
    )


@pytest.fixture
def as_coordinator(coordinator: User, noord: ReportingUnit) -> Client:
    """The browser of the coordinator of Noord."""
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def as_neighbour(neighbour: User) -> Client:
    client = Client()
    client.force_login(neighbour)
    return client


@pytest.fixture
def as_reviewer(reviewer: User) -> Client:
    client = Client()
    client.force_login(reviewer)
    return client


@pytest.fixture
def as_outsider(outsider: User) -> Client:
    client = Client()
    client.force_login(outsider)
    return client
