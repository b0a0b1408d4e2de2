"""The end of a session as somebody meets it who is typing."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Dialog, Error, Page, expect
from pytest_django import Settings

from nalportal.accounts.models import Session, User
from nalportal.progress.models import Theme
from tests.browser import faults_at_both_widths
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/admin/progress/theme/add/"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(page: Page, user: User, then: str) -> None:
    page.goto(f"/account/inloggen/?next={then}")
    fill_in(page, user)


def fill_in(page: Page, user: User) -> None:
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_load_state()  # the script that asks comes with the page, after its fields


def session_ends() -> None:
    Session.objects.all().delete()
    cache.clear()


def check(page: Page) -> None:
    assert faults_at_both_widths(page) == []


def test_a_warning_comes_in_time_and_the_session_goes_on(
    browser_page: Page, reviewer: User, settings: Settings
) -> None:
    settings.SESSION_WARNING_SECONDS = settings.SESSION_COOKIE_AGE - 1
    page = browser_page
    sign_in(page, reviewer, "/account/wachtwoord/")
    page.get_by_label("Huidig wachtwoord").focus()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("Uw sessie is bijna afgelopen.")
    check(page)
    settings.SESSION_COOKIE_AGE += 3600
    warning.get_by_role("button", name="Ingelogd blijven").click()
    expect(warning).to_contain_text("U blijft ingelogd.")
    expect(page.get_by_label("Huidig wachtwoord")).to_be_focused()
    check(page)


def test_whoever_types_stays_signed_in(
    browser_page: Page, reviewer: User, settings: Settings
) -> None:
    settings.SESSION_WARNING_SECONDS = 1
    sign_in(browser_page, reviewer, "/account/wachtwoord/")
    browser_page.wait_for_timeout(1_100)
    with browser_page.expect_response("**/account/sessie/verlengen/"):
        browser_page.get_by_label("Huidig wachtwoord").press("a")


def test_after_the_end_it_says_that_the_text_is_safe(
    browser_page: Page, reviewer: User, settings: Settings
) -> None:
    settings.SESSION_WARNING_SECONDS = settings.SESSION_COOKIE_AGE - 2
    page = browser_page
    sign_in(page, reviewer, "/account/wachtwoord/")
    session_ends()
    expect(page.get_by_role("alert")).to_contain_text("U bent niet meer ingelogd.")
    check(page)


def test_a_form_that_was_sent_too_late_comes_back(browser_page: Page, beheerder: User) -> None:
    page = browser_page
    sign_in(page, beheerder, FORM)
    page.locator("#id_name").fill("Snelladen <langs> de 'snelweg'")
    session_ends()
    page.locator("input[name=_save]").click()
    expect(page.get_by_role("status")).to_contain_text("U bent niet meer ingelogd.")
    check(page)
    fill_in(page, beheerder)
    expect(page.locator("#id_name")).to_have_value("Snelladen <langs> de 'snelweg'")
    page.get_by_role("link", name="Bekijk wat u had ingevuld").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat u had ingevuld")
    check(page)
    page.get_by_role("button", name="Weggooien").click()
    expect(page.locator("#id_name")).to_have_value("")


# ------------------------------------------------------------------------- leaving what was typed


def asked(page: Page, go: Callable[[], object]) -> bool:
    """Whether the browser asks before it leaves; whoever is asked stays."""
    questions = []

    def stay(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with contextlib.suppress(Error):  # who stays has not gone where the test sent them
        go()
    page.remove_listener("dialog", stay)
    return questions == ["beforeunload"]


def leaves(page: Page) -> bool:
    return not asked(page, lambda: page.goto("/begrippen/"))


def test_the_browser_asks_before_typed_text_is_left(browser_page: Page, beheerder: User) -> None:
    page = browser_page
    sign_in(page, beheerder, FORM)
    page.locator("#id_name").fill("Snelladen")
    assert not leaves(page)
    expect(page.locator("#id_name")).to_have_value("Snelladen")
    page.locator("#id_name").fill("")
    assert leaves(page)


def test_it_asks_too_when_the_form_was_refused(browser_page: Page, beheerder: User) -> None:
    page = browser_page
    Theme.objects.create(slug="snelladen", name="Snelladen")
    sign_in(page, beheerder, FORM)
    page.locator("#id_name").fill("Snelladen")
    page.locator("input[name=_save]").click()
    expect(page.locator(".errornote")).to_be_visible()
    page.locator("#id_name").click()
    assert not leaves(page)


def test_it_does_not_ask_who_sends_the_form(browser_page: Page, beheerder: User) -> None:
    page = browser_page
    sign_in(page, beheerder, FORM)
    page.locator("#id_name").wait_for()
    page.wait_for_load_state()  # scripts of the admin come late on a busy machine
    page.locator("#id_name").fill("Snelladen")
    page.locator("#id_slug").fill("snelladen")
    assert not asked(page, page.locator("input[name=_save]").click)
    expect(page).to_have_url(re.compile("/admin/progress/theme/$"))


def test_a_box_that_was_ticked_is_asked_about_too(browser_page: Page, reviewer: User) -> None:
    page = browser_page
    sign_in(page, reviewer, "/account/")
    box = page.get_by_role("checkbox")
    box.set_checked(not box.is_checked())
    assert not leaves(page)


def test_coming_back_from_a_tab_that_signed_out_says_so(browser_page: Page, reviewer: User) -> None:
    page = browser_page
    sign_in(page, reviewer, "/account/wachtwoord/")
    # The click does not wait for the page that follows it, nor for the script of that page.
    page.wait_for_url("**/account/wachtwoord/", wait_until="load")
    session_ends()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("alert")).to_contain_text("U bent niet meer ingelogd.")
    check(page)
