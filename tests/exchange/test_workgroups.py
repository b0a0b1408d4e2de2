"""The rules of the files about parties and working groups."""

import pytest

from nalportal.progress.models import UnitKind
from tests import factories
from workgroups.imports import ParticipationResource, PartyResource, WorkgroupResource
from workgroups.models import Participation, PartyAlias, Workgroup

from .files import faults_of, importing

pytestmark = pytest.mark.django_db


def test_a_party_brings_its_other_names() -> None:
    importing(PartyResource, {"naam": "IenW", "ook_genoemd": "Min IenW|Ministerie"})
    importing(PartyResource, {"naam": "IenW", "ook_genoemd": "Min IenW|MinIenW"})
    names = PartyAlias.objects.values_list("name", flat=True)
    assert list(names) == ["Min IenW", "MinIenW"]


def test_another_name_belongs_to_one_party() -> None:
    factories.party_alias(name="Min IenW")
    [(line, column, value, _said)] = faults_of(
        PartyResource, {"naam": "IenW", "ook_genoemd": "Min IenW"}
    )
    assert (line, column, value) == (2, "ook_genoemd", "Min IenW")


def test_a_group_may_name_one_that_stands_above_it() -> None:
    factories.unit(slug="open-protocollen", kind=UnitKind.WORKGROUP)
    factories.unit(slug="prijstransparantie", kind=UnitKind.THEME)
    rows = [
        {"werkgroep": "open-protocollen"},
        {"werkgroep": "prijstransparantie", "hangt_samen_met": "open-protocollen"},
    ]
    importing(WorkgroupResource, *rows)
    related = Workgroup.objects.get(unit__slug="prijstransparantie").related_to
    assert related == Workgroup.objects.get(unit__slug="open-protocollen")


def test_only_a_unit_of_that_kind_is_a_working_group() -> None:
    factories.unit(slug="noord", kind=UnitKind.REGION)
    expected = "een onderdeel van de soort werkgroep of thema"
    assert faults_of(WorkgroupResource, {"werkgroep": "noord"}) == [
        (2, "werkgroep", "noord", expected)
    ]


def test_a_party_is_found_by_any_of_its_names_and_takes_part_once() -> None:
    group = factories.workgroup(unit=factories.unit(slug="logistiek", kind=UnitKind.WORKGROUP))
    party = factories.party(name="IenW")
    factories.party_alias(party=party, name="Min IenW")
    row = {"werkgroep": "logistiek", "plaats": "1", "partij": "Min IenW"}
    [(line, column, *_rest)] = faults_of(ParticipationResource, row, row | {"partij": "IenW"})
    assert (line, column) == (3, "werkgroep, partij")
    importing(ParticipationResource, row)
    assert Participation.objects.get(workgroup=group).party == party
