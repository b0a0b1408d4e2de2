from collections.abc import Callable

import pytest
from django.db.models import ProtectedError

from tests import factories
from tests.progress.constraints import (
    Violation,
    assert_refused,
    changed,
    constraint_names,
    names_of,
    twice,
)

pytestmark = pytest.mark.django_db


def same_participation() -> None:
    pair = {"workgroup": factories.workgroup(), "party": factories.party()}
    twice(factories.participation, **pair)


VIOLATIONS: list[Violation] = [
    ("party_has_a_name", lambda: changed(factories.party(), name="")),
    ("party_once_per_workgroup", same_participation),
]


@pytest.mark.parametrize(("name", "violate"), VIOLATIONS, ids=names_of(VIOLATIONS))
def test_the_database_refuses(name: str, violate: Callable[[], object]) -> None:
    assert_refused(name, violate)


def test_every_constraint_has_a_case() -> None:
    assert set(names_of(VIOLATIONS)) == constraint_names("workgroups")


def test_a_party_that_takes_part_cannot_be_deleted() -> None:
    row = factories.participation()
    with pytest.raises(ProtectedError):
        row.party.delete()


def test_a_workgroup_goes_by_the_name_of_its_unit() -> None:
    assert str(factories.workgroup(name="Werkgroep Logistiek")) == "Werkgroep Logistiek"
