"""Who meets trouble while typing a long text: nothing is lost, nothing is made twice."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from nalportal.accounts.models import Draft, User
from nalportal.progress.models import Milestone
from tests import factories
from tests.accounts.test_sessions_browser import fill_in, session_ends, sign_in
from tests.browser import OpenPage, faults_at_both_widths
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/mijlpalen/nieuw/"
TITLE, TEXT = "Laadpleinen in Noord", "Eerst de P+R.\n- daarna het station\n- en de haven"


@pytest.fixture
def writer(transactional_db: None) -> User:
    user = User.objects.create_user("schrijver@noord.example", PASSWORD, first_name="Fien")
    factories.unit(name="Noord (fictief)", editors=(user,))
    return user


def write(page: Page, text: str = TEXT) -> None:
    page.get_by_label("Titel", exact=True).first.fill(TITLE)
    page.get_by_label("Toelichting").fill(text)


def wait_until_kept(page: Page) -> None:
    expect(page.get_by_text("Concept bewaard om")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Mijlpaal opslaan").click()


def made() -> list[tuple[str, str]]:
    return list(Milestone.objects.values_list("title", "explanation"))


def test_a_browser_that_stopped_costs_nothing(open_page: OpenPage, writer: User) -> None:
    first = open_page()
    sign_in(first, writer, NEW)
    write(first)
    wait_until_kept(first)
    assert faults_at_both_widths(first) == []
    first.context.close()  # nobody is asked anything

    page = open_page()
    sign_in(page, writer, NEW)
    expect(page.get_by_label("Toelichting")).to_have_value("")
    expect(page.get_by_text("U typte hier eerder iets dat niet is opgeslagen.")).to_be_visible()
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Verder met deze tekst").press("Enter")
    expect(page.get_by_label("Toelichting")).to_have_value(TEXT)
    assert faults_at_both_widths(page) == []
    save(page)
    expect(page.get_by_text("Mijlpaal toegevoegd.")).to_be_visible()
    assert made() == [(TITLE, TEXT)]
    assert not Draft.objects.exists()


def test_who_leaves_the_page_within_the_pause_finds_it_too(
    browser_page: Page, writer: User
) -> None:
    page = browser_page
    sign_in(page, writer, NEW)
    write(page)
    page.wait_for_load_state()  # the script that keeps it is there
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/begrippen/")
    on = page.get_by_role("button", name="Verder met deze tekst")
    # What leaves with a page may come in after the next one was asked for.
    for _attempt in range(20):
        page.goto(NEW)
        if on.count():
            break
        page.wait_for_timeout(250)
    on.click()
    expect(page.get_by_label("Toelichting")).to_have_value(TEXT)


def test_what_was_typed_before_the_script_came_is_kept_too(
    browser_page: Page, writer: User
) -> None:
    page = browser_page
    held: list[Route] = []

    def hold(script: Route) -> None:
        held.append(script)

    page.route("**/drafts*.js", hold)
    page.goto(f"/account/inloggen/?next={NEW}")
    page.get_by_label("E-mailadres").fill(writer.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click(no_wait_after=True)
    write(page)
    expect(page.get_by_label("Toelichting")).to_have_value(TEXT)
    for script in held:
        script.continue_()
    wait_until_kept(page)
    assert Draft.objects.exists()


def test_signed_out_in_another_tab_what_was_typed_comes_back(
    browser_page: Page, writer: User
) -> None:
    page = browser_page
    sign_in(page, writer, NEW)
    page.get_by_role("radio", name=re.compile("^Planning")).check()
    write(page)
    other = page.context.new_page()
    other.goto("/account/uitloggen/")
    other.get_by_role("button", name="Uitloggen").last.click()
    other.close()
    save(page)
    fill_in(page, writer)
    expect(page.get_by_label("Toelichting")).to_have_value(TEXT)
    save(page)
    expect(page.get_by_text("Mijlpaal toegevoegd.")).to_be_visible()
    assert made() == [(TITLE, TEXT)]


def test_back_and_sent_again_after_the_session_ended_edits_what_was_made(
    browser_page: Page, writer: User
) -> None:
    page = browser_page
    sign_in(page, writer, NEW)
    write(page)
    save(page)
    expect(page.get_by_text("Mijlpaal toegevoegd.")).to_be_visible()
    page.go_back()
    write(page, "Toch eerst het station.")
    session_ends()
    save(page)
    fill_in(page, writer)
    save(page)
    expect(page.get_by_text("Mijlpaal opgeslagen.")).to_be_visible()
    assert made() == [(TITLE, "Toch eerst het station.")]


def test_two_tabs_stay_two_milestones(browser_page: Page, writer: User) -> None:
    page = browser_page
    sign_in(page, writer, NEW)
    write(page)
    wait_until_kept(page)
    other = page.context.new_page()
    other.goto(NEW)
    write(other, "Een tweede")
    save(other)
    expect(other.get_by_text("Mijlpaal toegevoegd.")).to_be_visible()
    save(page)
    expect(page.get_by_text("Mijlpaal toegevoegd.")).to_be_visible()
    assert made() == [(TITLE, "Een tweede"), (TITLE, TEXT)]


def test_throwing_away(browser_page: Page, writer: User) -> None:
    kept = factories.draft(user=writer)
    page = browser_page
    sign_in(page, writer, "/account/")
    page.get_by_role("link", name="Bekijk wat u hebt getypt").click()
    expect(page.get_by_role("textbox", name="Titel")).to_have_value(kept.values["title"][0])
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Weggooien").click()
    expect(page.get_by_text("U typte hier eerder")).to_have_count(0)
    assert not Draft.objects.exists()
