"""The report of end 2020, loaded once per module: loading it takes seconds."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from nalportal.report.editions import Edition, all_rounds, edition_of_round


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The shipped data in the database, frozen and published; gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("load_nal_2020", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def edition(loaded: None, db: None) -> Edition:
    """The published report of end 2020."""
    return edition_of_round(all_rounds(), "eind-2020")
