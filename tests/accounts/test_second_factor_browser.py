"""The two steps of signing in as a person meets them, with the keyboard and on a small screen."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from nalportal.accounts.models import User
from tests.accounts.codes import code_now, give_second_factor
from tests.browser import faults_at_both_widths
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

TWO_STEPS = "/account/twee-stappen/"


@pytest.fixture(autouse=True)
def outside_the_demo(settings: Settings) -> Iterator[None]:
    settings.DEMO = False
    cache.clear()
    yield
    cache.clear()


def give_password(page: Page, user: User) -> None:
    page.goto("/account/inloggen/")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")


def fill_code(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.keyboard.press("Enter")


def check(page: Page) -> None:
    """The state that the page is in now: accessible, and no wider than any screen."""
    assert faults_at_both_widths(page) == []


def sign_in(page: Page, user: User) -> None:
    give_second_factor(user)
    page.goto(f"/account/inloggen/?next={TWO_STEPS}")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    fill_code(page, code_now())
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen in twee stappen")


def test_somebody_new_is_led_through_setting_up_an_app(browser_page: Page, reviewer: User) -> None:
    page = browser_page
    give_password(page, reviewer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stel een app in")
    check(page)
    fill_code(page, "000000 fout")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^\s*Fout:"))
    check(page)
    fill_code(page, code_now(page.locator(".secret").inner_text()))
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw herstelcodes")
    expect(page.locator(".secret-list li")).to_have_count(10)
    check(page)


def test_signing_in_with_a_code(browser_page: Page, reviewer: User) -> None:
    give_second_factor(reviewer)
    page = browser_page
    give_password(page, reviewer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vul uw code in")
    check(page)
    fill_code(page, "fout")
    expect(page.get_by_role("alert")).to_be_focused()
    check(page)
    fill_code(page, code_now())
    expect(page.get_by_role("link", name="Uitloggen")).to_be_visible()


def test_a_passkey_in_place_of_an_app(browser_page: Page, reviewer: User) -> None:
    page = browser_page
    # What a computer with a fingerprint reader does, without the finger.
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True}
    options = {**kind, "hasUserVerification": True, "automaticPresenceSimulation": True}
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, reviewer)
    page.get_by_role("link", name="Liever een toegangssleutel").click()
    check(page)
    page.get_by_label("Naam").fill("Laptop (fictief)")
    page.get_by_role("button", name="Toegangssleutel maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw herstelcodes")
    page.goto(TWO_STEPS)
    check(page)
    expect(page.get_by_text("Laptop (fictief)")).to_be_visible()
    page.context.clear_cookies()
    give_password(page, reviewer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vul uw code in")
    check(page)
    # Somebody who stops gets a sentence and the other way; who goes on is in.
    given = device.send("WebAuthn.getCredentials", made)["credentials"]
    device.send("WebAuthn.clearCredentials", made)
    page.get_by_role("button", name="Toegangssleutel gebruiken").click()
    expect(page.get_by_role("alert")).to_contain_text("kies een andere manier")
    device.send("WebAuthn.addCredential", {**made, "credential": given[0]})
    page.get_by_role("button", name="Toegangssleutel gebruiken").click()
    expect(page.get_by_role("link", name="Uitloggen")).to_be_visible()


def test_whoever_has_no_code_can_go_back(browser_page: Page, reviewer: User) -> None:
    give_second_factor(reviewer)
    give_password(browser_page, reviewer)
    browser_page.get_by_role("button", name="Niet inloggen").click()
    expect(browser_page.get_by_role("heading", level=1)).to_have_text("Inloggen")


@pytest.mark.parametrize(
    "address",
    [
        TWO_STEPS,
        f"{TWO_STEPS}app/",
        f"{TWO_STEPS}herstelcodes/",
        f"{TWO_STEPS}herstelcodes/nieuw/",
        "/account/bevestigen/",
        "/account/bevestigen/code/",
    ],
)
def test_each_page_about_the_second_step_is_accessible(
    browser_page: Page, reviewer: User, address: str
) -> None:
    page = browser_page
    sign_in(page, reviewer)
    page.goto(address)
    check(page)


@pytest.mark.parametrize("address", ["/account/bevestigen/", "/account/bevestigen/code/"])
def test_a_mistake_in_confirming_is_announced(
    browser_page: Page, reviewer: User, address: str
) -> None:
    sign_in(browser_page, reviewer)
    browser_page.goto(address)
    browser_page.get_by_role("button", name="Bevestigen").click()
    expect(browser_page.get_by_role("alert")).to_be_focused()
    check(browser_page)


def test_taking_the_app_away_in_the_demo(
    browser_page: Page, reviewer: User, settings: Settings
) -> None:
    settings.DEMO = True
    page = browser_page
    sign_in(page, reviewer)
    page.get_by_role("link", name="App verwijderen").click()
    check(page)
    page.get_by_role("button", name="App verwijderen").click()
    expect(page.get_by_role("status")).to_have_count(1)
    expect(page.get_by_role("link", name="App instellen")).to_be_visible()
    check(page)
