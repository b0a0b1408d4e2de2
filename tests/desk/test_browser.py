"""The start page on a wide and on a small screen, with axe."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress import verbs
from nalportal.progress.models import Category, ReportingUnit, Round, RoundState
from tests import factories
from tests.browser import WIDE, faults_at_both_widths, sign_in
from tests.desk.conftest import Publish

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/start/overzicht/"
OpenPage = Callable[..., Page]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(**WIDE)


@pytest.fixture
def filled(noord: ReportingUnit, zuid: ReportingUnit, reviewer: User, publish: Publish) -> None:
    """Something in every part of the page."""
    long_title = "Gezamenlijke inkoop van publieke laadinfrastructuur met alle gemeenten"
    late: dict[str, Any] = {"planned_on": date(2021, 7, 1), "planned_precision": "quarter"}
    for _ in range(11):
        factories.milestone(unit=noord, title=long_title, **late)
    row = factories.milestone(unit=zuid, title="Aanpak snelladen")
    factories.milestone(unit=noord, category=Category.ATTENTION, title="Netcapaciteit")
    publish("Eind 2020", date(2020, 12, 31))
    publish("Medio 2021", date(2021, 6, 30))
    open_round = factories.round_(deadline_on=timezone.localdate() + timedelta(days=2))
    later = timezone.localdate() + timedelta(days=9)
    factories.submission(
        unit=zuid, round=open_round, extended_until=later, extension_reason="Ziekte"
    )
    verbs.raise_attention(row, by=reviewer, reason="Op verzoek van de Kamer")


def test_an_empty_start_page(page: Page, coordinator: User, noord: ReportingUnit) -> None:
    sign_in(page, coordinator).goto(PAGE)
    expect(page.get_by_text("Er is nu geen ronde open.")).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_the_buttons_of_the_board_are_in_sight(page: Page, reviewer: User, filled: None) -> None:
    round_ = Round.objects.get(state=RoundState.OPEN)
    sign_in(page, reviewer).goto(f"/ronde/{round_.slug}/")
    expect(page.get_by_role("link", name="Landelijke teksten: Tekst schrijven")).to_be_visible()
    hidden = "table => table.scrollWidth - table.clientWidth"
    assert page.locator(".board-table").evaluate(hidden) == 0


def test_a_filled_start_page(page: Page, coordinator: User, filled: None) -> None:
    sign_in(page, coordinator).goto("/start/")
    for heading in ("Nog te doen", "Mijn regio's en werkgroepen", "Gewijzigd door het ministerie"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("Ook al open in de rapporten")).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_the_start_page_of_a_reviewer(page: Page, reviewer: User, filled: None) -> None:
    sign_in(page, reviewer).goto("/start/")
    expect(page.get_by_role("heading", name="Alle regio's en werkgroepen")).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_without_a_unit(page: Page, outsider: User, beheerder: User) -> None:
    sign_in(page, outsider).goto("/start/")
    expect(page.get_by_role("link", name=beheerder.email)).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_from_ones_only_unit_to_the_start_page_by_the_menu(
    page: Page, coordinator: User, noord: ReportingUnit
) -> None:
    sign_in(page, coordinator).goto("/start/")
    expect(page.get_by_role("heading", name="Regio Noord", level=1)).to_be_visible()
    menu = page.get_by_role("navigation", name="Hoofdmenu")
    menu.get_by_role("link", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="Mijn regio's en werkgroepen")).to_be_visible()
