from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from nalportal.progress.models import UnitKind
from nalportal.progress.reports import UnitReport
from tests import factories
from workgroups.models import Workgroup
from workgroups.reports import (
    PartyEntry,
    WorkgroupRow,
    WorkgroupsData,
    assemble_workgroups,
    collect_workgroups,
)

DAY = date(2021, 12, 31)


def unit_report(slug: str) -> UnitReport:
    return UnitReport(slug, slug.upper(), slug, slug, UnitKind.WORKGROUP, None, None, ())


def party_names(group: Workgroup) -> list[str]:
    return [entry.name for entry in collect_workgroups(DAY).parties.get(group.unit.slug, ())]


def test_a_group_stands_with_its_unit_its_parties_and_who_leads_it() -> None:
    parties = (PartyEntry("IenW", ""), PartyEntry("NAL-regio G4", "g4"))
    row = WorkgroupRow("logistiek", "NKL", "Open protocollen")
    unit = unit_report("logistiek")
    (report,) = assemble_workgroups(
        WorkgroupsData((row,), {"logistiek": parties}), {"logistiek": unit}
    )
    assert (report.unit, report.parties, report.lead, report.related_to) == (
        unit,
        parties,
        "NKL",
        "Open protocollen",
    )


def test_a_group_without_parties_has_none() -> None:
    data = WorkgroupsData((WorkgroupRow("veiligheid", "", ""),), {"logistiek": ()})
    (report,) = assemble_workgroups(data, {"veiligheid": unit_report("veiligheid")})
    assert report.parties == ()


@pytest.mark.django_db
def test_collecting_takes_one_query_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        factories.participation(workgroup=factories.workgroup(lead=factories.party()))
    with django_assert_num_queries(1):
        collect_workgroups(DAY)


@pytest.mark.django_db
def test_parties_stand_at_their_place_in_the_list() -> None:
    group = factories.workgroup()
    for position, name in ((2, "Enpuls"), (1, "RAI Vereniging"), (3, "Alfen")):
        factories.participation(
            workgroup=group, party=factories.party(name=name), position=position
        )
    assert party_names(group) == ["RAI Vereniging", "Enpuls", "Alfen"]


@pytest.mark.django_db
def test_a_party_that_stopped_is_left_out() -> None:
    row = factories.participation(withdrawn_on=date(2020, 12, 1))
    assert party_names(row.workgroup) == []


@pytest.mark.django_db
def test_a_party_takes_part_in_its_own_groups_only() -> None:
    first, second = factories.participation(), factories.participation()
    assert party_names(first.workgroup) == [first.party.name]
    assert party_names(second.workgroup) == [second.party.name]


@pytest.mark.django_db
def test_a_party_that_reports_itself_leads_to_its_unit() -> None:
    own = factories.region().unit
    row = factories.participation(party=factories.party(name="NAL-regio G4", unit=own))
    found = collect_workgroups(DAY).parties[row.workgroup.unit.slug]
    assert found == (PartyEntry("NAL-regio G4", own.slug),)


@pytest.mark.django_db
def test_groups_stand_in_the_order_of_their_units() -> None:
    for slug, order in (("veiligheid", 9), ("logistiek", 8)):
        factories.workgroup(unit=factories.unit(slug=slug, order=order, kind=UnitKind.WORKGROUP))
    assert [row.slug for row in collect_workgroups(DAY).workgroups] == ["logistiek", "veiligheid"]


@pytest.mark.django_db
def test_a_theme_names_its_lead_and_the_group_it_goes_with() -> None:
    group = factories.workgroup(name="Open protocollen")
    factories.workgroup(kind=UnitKind.THEME, lead=factories.party(name="NKL"), related_to=group)
    theme = collect_workgroups(DAY).workgroups[-1]
    assert (theme.lead, theme.related_to) == ("NKL", "Open protocollen")


@pytest.mark.django_db
def test_a_group_without_a_lead_names_none() -> None:
    factories.workgroup()
    row = collect_workgroups(DAY).workgroups[0]
    assert (row.lead, row.related_to) == ("", "")
