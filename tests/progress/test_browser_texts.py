"""The pages of texts and themes as a person meets them: on a phone, with axe, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import Category, ReportingUnit, Round
from nalportal.progress.texts import Texts, texts_of, version_of, write
from nalportal.records.versions import SeenVersion
from tests import factories
from tests.browser import WIDE, faults_at_both_widths, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
EDIT = "/teksten/noord/wijzigen/"


@pytest.fixture
def page(open_page: OpenPage, coordinator: User, noord: ReportingUnit) -> Page:
    """The coordinator of Noord, signed in."""
    return sign_in(open_page(**WIDE), coordinator)


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021")


def test_without_a_round_and_without_themes(page: Page) -> None:
    for address in ["/teksten/noord/", EDIT, "/themas/"]:
        page.goto(address)
        expect(page.locator(".empty")).to_be_visible()
        assert faults_at_both_widths(page) == []


def test_empty_and_filled_texts(
    page: Page, noord: ReportingUnit, round_: Round, coordinator: User
) -> None:
    page.goto("/teksten/noord/")
    assert faults_at_both_widths(page) == []
    long = Texts("Noord laadt " * 20, "Woord" * 60 + "\n\nMet een [link](https://a.example/).")
    write(noord, round_, Texts("Kort"), seen=SeenVersion(0), by=coordinator)
    write(
        noord,
        round_,
        long,
        seen=SeenVersion(version_of(noord, round_)),
        by=coordinator,
        reason="Langer",
    )
    for address in ["/teksten/noord/", EDIT]:
        page.goto(address)
        assert faults_at_both_widths(page) == []


def test_the_index_of_a_reviewer(
    open_page: OpenPage, reviewer: User, noord: ReportingUnit, round_: Round
) -> None:
    factories.unit(name="Werkgroep Logistiek", slug="logistiek", kind="werkgroep")
    page = sign_in(open_page(**WIDE), reviewer)
    page.goto("/teksten/")
    expect(page.get_by_role("link", name="Partijen Werkgroep Logistiek")).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_texts_with_mistakes(page: Page, round_: Round) -> None:
    page.goto(EDIT)
    page.get_by_label("In één regel").fill("x" * 301)
    page.get_by_label("Inleiding").fill("Blijft staan")
    page.get_by_role("button", name="Teksten opslaan").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().strip().startswith("Fout:")
    assert faults_at_both_widths(page) == []
    summary.get_by_role("link", name="In één regel").click()
    expect(page.get_by_label("In één regel")).to_be_focused()
    expect(page.get_by_label("Inleiding")).to_have_value("Blijft staan")


def test_two_people_at_once(page: Page, noord: ReportingUnit, round_: Round) -> None:
    page.goto(EDIT)
    write(noord, round_, Texts("Van Buur", "Ook"), seen=SeenVersion(0), by=factories.user())
    page.get_by_label("In één regel").fill("Van mij")
    page.get_by_role("button", name="Teksten opslaan").click()
    note = page.get_by_role("alert")
    expect(note).to_be_focused()
    expect(note).to_contain_text("Van Buur")
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Teksten opslaan").click()
    expect(page.get_by_role("status")).to_contain_text("Teksten opgeslagen.")
    assert texts_of(noord, round_) == Texts("Van mij", "Ook")


def test_a_round_that_closed_meanwhile(page: Page, round_: Round) -> None:
    page.goto(EDIT)
    page.get_by_label("Inleiding").fill("Een lang verhaal")
    round_.state = "bevroren"
    round_.save()
    page.get_by_role("button", name="Teksten opslaan").click()
    expect(page.get_by_role("alert")).to_contain_text("niet opgeslagen")
    expect(page.get_by_text("Een lang verhaal")).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_write_with_the_keyboard_alone(page: Page, round_: Round) -> None:
    page.goto("/mijlpalen/")
    press(page, "Teksten en partijen", role="link")
    page.wait_for_url("**/teksten/noord/")
    press(page, "Teksten wijzigen", role="link")
    page.wait_for_url(f"**{EDIT}")
    press(page, "In één regel (niet verplicht)", role="textbox", key="End")
    page.keyboard.type("Noord laadt")
    press(page, "Teksten opslaan")
    expect(page.get_by_role("status")).to_contain_text("Teksten opgeslagen.")
    expect(page.locator("main p", has_text="Noord laadt").first).to_be_visible()


def test_themes(page: Page, noord: ReportingUnit) -> None:
    theme = factories.theme(name="Laadvisie")
    for category in Category:
        factories.milestone(unit=noord, category=category, themes=(theme,))
    for n in range(5):
        unit = factories.unit(short_name=f"Regio met een naam {n}")
        factories.milestone(unit=unit, themes=(factories.theme(name=f"Thema {n}"),))
    group = factories.unit(short_name="Open protocollen", slug="open", kind="werkgroep")
    factories.milestone(unit=group, themes=(theme,))
    page.goto("/themas/")
    assert faults_at_both_widths(page) == []
    page.get_by_role("link", name="1 Planning: Laadvisie, Noord").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_who_types_a_character_that_the_pdf_lacks_is_told(
    page: Page, noord: ReportingUnit, round_: Round
) -> None:
    page.goto(EDIT)
    field = page.locator("textarea").first
    field.fill("Café in Fryslân")
    field.press_sequentially(" 漢🚗")
    expect(page.locator(".lost-characters")).to_have_text(
        "Dit komt niet in de PDF: 漢 🚗. Daar staat dan een leeg vakje."
    )
    assert faults_at_both_widths(page) == []
    field.fill("Café")
    expect(page.locator(".lost-characters")).to_be_hidden()
