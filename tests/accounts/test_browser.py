"""The account pages as a person meets them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from tests.browser import accessibility_faults, faults_at_both_widths, scrolls_sideways
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

DOORS = [
    "/account/inloggen/",
    "/account/aanmelden/",
    "/account/niet-actief/",
    "/account/wachtwoord/vergeten/",
    "/account/wachtwoord/vergeten/verstuurd/",
    "/account/wachtwoord/nieuw/1-oud/",
    "/account/wachtwoord/nieuw/klaar/",
]


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/inloggen/?next=/account/wachtwoord/")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("address", DOORS)
def test_each_door_is_accessible(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    assert accessibility_faults(browser_page) == []


@pytest.mark.parametrize("address", DOORS)
def test_each_door_fits_a_small_screen(narrow_page: Page, address: str) -> None:
    narrow_page.goto(address)
    assert not scrolls_sideways(narrow_page)


def test_a_mistake_is_announced_and_leads_to_its_field(browser_page: Page) -> None:
    browser_page.goto("/account/inloggen/")
    browser_page.get_by_role("button", name="Inloggen").click()
    summary = browser_page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert accessibility_faults(browser_page) == []
    summary.get_by_role("link", name="E-mailadres").click()
    expect(browser_page.get_by_label("E-mailadres")).to_be_focused()


def test_a_signed_in_person_changes_the_password_and_leaves(
    browser_page: Page, reviewer: User
) -> None:
    sign_in(browser_page, reviewer)
    expect(browser_page.get_by_label("Huidig wachtwoord")).to_be_visible()
    assert accessibility_faults(browser_page) == []
    browser_page.goto("/account/uitloggen/")
    assert accessibility_faults(browser_page) == []


def test_the_admin_works_under_the_strict_policy(
    open_page: Callable[..., Page], beheerder: User, reviewer: User
) -> None:
    page = open_page()
    sign_in(page, beheerder)
    # `open_page` fails the test when any of these breaks the policy.
    account = f"/admin/accounts/user/{reviewer.pk}"
    for address in [
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        f"{account}/change/",
        f"{account}/history/",
        f"{account}/password/",
    ]:
        response = page.goto(address)
        assert response is not None
        assert response.status == 200
    for address in ["/gezond/logboek/?wat=in", "/gezond/toestand/"]:
        page.goto(address)
        assert faults_at_both_widths(page) == []
