"""The cast of the pages of municipalities: who keeps Noord, and who only has an account."""

import pytest
from django.test import Client

from nalportal.accounts.models import User
from regions.models import Region
from tests import factories
from tests.conftest import PASSWORD


@pytest.fixture
def coordinator(db: None) -> User:
    """Keeps the register of Noord."""
    return User.objects.create_user(
        "noord@regio.example", PASSWORD, first_name="Co", last_name="Ordinator"
    )


@pytest.fixture
def noord(coordinator: User) -> Region:
    unit = factories.unit(
        name="Regio Noord", short_name="Noord", code="NO", slug="noord", editors=(coordinator,)
    )
    return factories.region(unit=unit)


@pytest.fixture
def as_coordinator(client: Client, coordinator: User, noord: Region) -> Client:
    client.force_login(coordinator)
    return client


@pytest.fixture
def as_outsider(client: Client, outsider: User) -> Client:
    client.force_login(outsider)
    return client


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client
