import pytest
from django.test import Client

from nalportal.accounts.models import User


@pytest.fixture
def beheer(client: Client, beheerder: User) -> Client:
    """A browser in which the beheerder is signed in."""
    client.force_login(beheerder)
    return client
