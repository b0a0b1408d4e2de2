"""The cast of the parties: who keeps Logistiek, and who keeps another working group."""

import pytest
from django.test import Client

from nalportal.accounts.models import User
from tests import factories
from tests.conftest import PASSWORD
from workgroups.models import Participation, Workgroup


@pytest.fixture
def secretary(db: None) -> User:
    """Keeps the register of Logistiek."""
    return User.objects.create_user(
        "logistiek@werkgroep.example", PASSWORD, first_name="Sec", last_name="Retaris"
    )


@pytest.fixture
def logistiek(secretary: User) -> Workgroup:
    unit = factories.unit(
        name="Werkgroep Logistiek",
        short_name="Logistiek",
        code="LO",
        slug="logistiek",
        kind="werkgroep",
        editors=(secretary,),
    )
    return factories.workgroup(unit=unit)


@pytest.fixture
def parties(logistiek: Workgroup) -> list[Participation]:
    """IenW, NKL and RVO take part in Logistiek, in that order."""
    return [
        factories.participation(workgroup=logistiek, party=factories.party(name=name))
        for name in ("IenW", "NKL", "RVO")
    ]


@pytest.fixture
def as_secretary(secretary: User, logistiek: Workgroup) -> Client:
    """The browser of the secretary of Logistiek."""
    client = Client()
    client.force_login(secretary)
    return client


@pytest.fixture
def as_reviewer(reviewer: User) -> Client:
    client = Client()
    client.force_login(reviewer)
    return client


@pytest.fixture
def as_neighbour(db: None) -> Client:
    """The browser of who keeps Veiligheid, and has nothing to do with Logistiek."""
    user = factories.user(first_name="Buur", last_name="Veilig")
    unit = factories.unit(slug="veiligheid", kind="werkgroep", editors=(user,))
    factories.workgroup(unit=unit)
    client = Client()
    client.force_login(user)
    return client
