"""Region × theme: what is counted, to whom counts are links, and that these lead to as many."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress.models import Category, ReportingUnit, Theme
from nalportal.progress.themes import ThemesReport, assemble_themes, collect_themes
from tests import factories

PAGE = "/themas/"
LINK = re.compile(r'href="(/mijlpalen/\?[^"]+)">.*?</svg>\s*(\d+)', re.DOTALL)


@pytest.fixture
def laadvisie() -> Theme:
    return factories.theme(name="Laadvisie", slug="laadvisie", order=1)


@pytest.fixture
def varied(noord: ReportingUnit, laadvisie: Theme) -> None:
    """Noord has one of each that counts, and two that don't; a working group has one of two."""
    factories.milestone(unit=noord, category=Category.REALISED, themes=(laadvisie,))
    for _ in range(2):
        factories.milestone(unit=noord, themes=(laadvisie,))
    factories.milestone(unit=noord, category=Category.ATTENTION, themes=(laadvisie,))
    gone: dict[str, Any] = {"withdrawn_on": date(2021, 1, 1), "withdrawal_reason": "Vervallen"}
    factories.milestone(unit=noord, themes=(laadvisie,), **gone)
    solved: dict[str, Any] = {"resolved_on": date(2021, 1, 1), "resolution": "Overlegd"}
    factories.milestone(unit=noord, category=Category.ATTENTION, themes=(laadvisie,), **solved)
    factories.milestone(unit=noord)
    group = factories.unit(short_name="Logistiek", slug="logistiek", kind="werkgroep")
    snelladen = factories.theme(name="Snelladen", slug="snelladen", order=2)
    factories.milestone(unit=group, themes=(laadvisie, snelladen))


def report() -> ThemesReport:
    return assemble_themes(collect_themes(User()))


def counts(table: Any) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (row.slug, cell.unit.slug): {count.category: count.number for count in cell.counts}
        for row in table.rows
        for cell in row.cells
    }


# ---------------------------------------------------------------------------------- the report


def test_what_is_withdrawn_or_resolved_is_not_counted(varied: None) -> None:
    assert counts(report().regions) == {
        ("laadvisie", "noord"): {"gerealiseerd": 1, "planning": 2, "aandachtspunt": 1},
        ("snelladen", "noord"): {},
    }


def test_who_is_no_region_stands_in_a_table_of_its_own(varied: None) -> None:
    assert counts(report().others) == {
        ("laadvisie", "logistiek"): {"planning": 1},
        ("snelladen", "logistiek"): {"planning": 1},
    }


def test_milestones_without_a_theme_are_told(varied: None) -> None:
    assert report().without_theme == 1


@pytest.mark.parametrize("more", [0, 20])
def test_the_report_takes_as_many_queries_however_much_there_is(
    varied: None, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _ in range(more):
        factories.milestone(unit=factories.unit(), themes=(factories.theme(),))
    with django_assert_num_queries(3):
        report()


# ------------------------------------------------------------------------------------ the page


def test_each_count_leads_to_a_list_of_as_many(as_coordinator: Client, varied: None) -> None:
    links = LINK.findall(as_coordinator.get(PAGE).content.decode())
    assert [number for _address, number in links] == ["1", "2", "1"]
    for address, number in links:
        found = as_coordinator.get(address.replace("&amp;", "&"))
        assert len(found.context["lines"]) == int(number)


def test_counts_of_others_are_no_links(as_coordinator: Client, varied: None) -> None:
    page = as_coordinator.get(PAGE).content.decode()
    assert "onderdeel=noord" in page
    assert "onderdeel=logistiek" not in page
    assert "Logistiek" in page


def test_for_a_reviewer_all_counts_are_links(as_reviewer: Client, varied: None) -> None:
    assert len(LINK.findall(as_reviewer.get(PAGE).content.decode())) == 5


def test_units_lead_to_the_report_of_now(as_coordinator: Client, varied: None) -> None:
    page = as_coordinator.get(PAGE).content.decode()
    assert '<a href="/nu/regios/noord/">' in page
    assert '<a href="/nu/werkgroepen/logistiek/">' in page


def test_without_themes_it_says_who_keeps_them(as_coordinator: Client) -> None:
    assert "houdt de lijst van thema" in as_coordinator.get(PAGE).content.decode()


def test_who_keeps_no_unit_reads_along(client: Client, outsider: User, varied: None) -> None:
    client.force_login(outsider)
    page = client.get(PAGE).content.decode()
    assert "Laadvisie" in page
    assert not LINK.search(page)


@pytest.mark.parametrize("more", [0, 20])
def test_the_page_takes_as_many_queries_however_much_there_is(
    as_coordinator: Client,
    varied: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    for _ in range(more):
        factories.milestone(unit=factories.unit(), themes=(factories.theme(),))
    with django_assert_num_queries(5):
        as_coordinator.get(PAGE)


def test_without_sign_in_there_is_only_the_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/account/inloggen/")
