"""The pages of parties as a person meets them: on a small screen, with axe, with the keyboard."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from tests import factories
from tests.browser import WIDE, faults_at_both_widths, press, sign_in
from workgroups import verbs
from workgroups.models import Participation, Workgroup

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
LIST = "/partijen/logistiek/"


@pytest.fixture
def page(open_page: OpenPage, secretary: User, logistiek: Workgroup) -> Page:
    """The secretary of Logistiek, signed in."""
    return sign_in(open_page(**WIDE), secretary)


def names(group: Workgroup) -> list[str]:
    return [row.party.name for row in verbs.taking_part(group)]


def test_an_empty_list(page: Page) -> None:
    for address in [LIST, f"{LIST}toevoegen/", f"{LIST}toevoegen/?q=niemand", f"{LIST}nieuw/"]:
        page.goto(address)
        assert faults_at_both_widths(page) == []


def test_a_filled_list(page: Page, parties: list[Participation], secretary: User) -> None:
    long = factories.party(name="Vereniging met een heel lange naam " * 2, abbreviation="VLN")
    factories.party_alias(party=long, name="Een andere naam van die vereniging")
    verbs.add(parties[0].workgroup, long, by=secretary, reason="Doet mee")
    verbs.withdraw(parties[0], on=timezone.localdate(), by=secretary, reason="Fusie")
    first, second = parties[0].party_id, parties[1].party_id
    for address in [
        LIST,
        f"{LIST}toevoegen/?q=andere",
        f"{LIST}{second}/stoppen/",
        f"{LIST}{first}/herstellen/",
    ]:
        page.goto(address)
        assert faults_at_both_widths(page) == []


def test_stopping_without_a_day(page: Page, parties: list[Participation]) -> None:
    page.goto(f"{LIST}{parties[0].party_id}/stoppen/")
    page.get_by_role("button", name="Gestopt melden").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().strip().startswith("Fout:")
    assert faults_at_both_widths(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Gestopt op")).to_be_focused()


def test_searching_without_a_name(page: Page) -> None:
    page.goto(f"{LIST}toevoegen/")
    page.get_by_role("main").get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert faults_at_both_widths(page) == []


def test_a_new_party_that_looks_like_another(page: Page, logistiek: Workgroup) -> None:
    factories.party(name="ElaadNL")
    page.goto(f"{LIST}toevoegen/?q=Elaad+NL+Arnhem")
    page.get_by_role("link", name="De partij staat er niet bij").click()
    expect(page.get_by_label("Naam")).to_have_value("Elaad NL Arnhem")
    page.get_by_label("Naam").fill("Elaad NL")
    page.get_by_role("button", name="Partij toevoegen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert faults_at_both_widths(page) == []
    page.get_by_label("Dit is een andere partij").check()
    page.get_by_role("button", name="Partij toevoegen").click()
    expect(page.get_by_role("status")).to_contain_text("Elaad NL toegevoegd.")
    assert names(logistiek) == ["Elaad NL"]


def test_the_existing_one_is_chosen_instead(page: Page, logistiek: Workgroup) -> None:
    factories.party(name="ElaadNL")
    page.goto(f"{LIST}nieuw/?naam=Elaad+NL")
    page.get_by_role("button", name="Partij toevoegen").click()
    page.get_by_role("button", name="Toevoegen ElaadNL").click()
    expect(page.get_by_role("status")).to_contain_text("ElaadNL toegevoegd.")
    assert names(logistiek) == ["ElaadNL"]


def test_add_with_the_keyboard_alone(page: Page, logistiek: Workgroup) -> None:
    party = factories.party(name="IenW")
    factories.party_alias(party=party, name="Infrastructuur en Waterstaat")
    page.goto(LIST)
    press(page, "Partij toevoegen", role="link")
    page.wait_for_url("**/toevoegen/")
    press(page, "Naam van de partij", role="combobox", key="End")
    page.keyboard.type("waterstaat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=waterstaat")
    press(page, "Toevoegen IenW")
    expect(page.get_by_role("status")).to_contain_text("IenW toegevoegd.")
    assert names(logistiek) == ["IenW"]
