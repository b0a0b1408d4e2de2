"""The register's pages as a person meets them: with a keyboard, on a small screen, with axe."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress import verbs
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.progress.verbs import Content
from tests import factories
from tests.browser import NARROW, WIDE, assert_fine, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "320"])
def page(request: Any, open_page: OpenPage, coordinator: User, noord: ReportingUnit) -> Page:
    """The coordinator of Noord, signed in, on a wide and on a small screen."""
    return sign_in(open_page(**request.param), coordinator)


@pytest.fixture
def wide(open_page: OpenPage, coordinator: User, noord: ReportingUnit) -> Page:
    return sign_in(open_page(**WIDE), coordinator)


@pytest.fixture
def register(noord: ReportingUnit, coordinator: User) -> Milestone:
    """A milestone of every kind, and one with a history, a link and a note; gives the last."""
    theme = factories.theme(name="Laadvisie", slug="laadvisie")
    for _ in range(5):
        factories.milestone(themes=(theme,))
    late: dict[str, Any] = {"planned_on": date(2021, 7, 1), "planned_precision": "month"}
    factories.milestone(unit=noord, category=Category.REALISED, realised_on=date(2020, 12, 1))
    factories.milestone(unit=noord, category=Category.ATTENTION, title="Netcapaciteit")
    gone = factories.milestone(unit=noord, title="Helpdesk", **late)
    verbs.withdraw(gone, why="Samengevoegd", by=coordinator)
    row = factories.milestone(unit=noord, title="Aanpak snelladen", themes=(theme,), **late)
    factories.evidence_link(milestone=row, title="Besluit")
    content = Content.of(row).__dict__ | {"title": "Aanpak snelladen met gemeenten"}
    verbs.edit(row, Content(**content), version=row.version, by=coordinator, reason="Duidelijker")
    return row


# ------------------------------------------------------------------------ each page and state

EMPTY = [
    "/mijlpalen/",
    "/mijlpalen/nieuw/",
    "/mijlpalen/meerdere/",
    "/mijlpalen/importeren/",
    "/start/wijzigingen/",
]
FILLED = [
    "/mijlpalen/",
    "/mijlpalen/?q=komt+niet+voor",
    "/mijlpalen/?vanaf=ooit",
    "/mijlpalen/volgorde/noord/",
    "/start/wijzigingen/",
    "/start/wijzigingen/?sinds=ooit",
    "/mijlpalen/NO-004/",
    "/mijlpalen/NO-003/",
    "/mijlpalen/NO-004/wijzigen/",
    "/mijlpalen/NO-004/gerealiseerd/",
    "/mijlpalen/NO-004/verschuiven/",
    "/mijlpalen/NO-004/intrekken/",
    "/mijlpalen/NO-002/oplossen/",
    "/mijlpalen/NO-003/herstellen/",
    "/mijlpalen/selectie/?actie=verschuiven&kies=NO-003&kies=NO-004",
    "/mijlpalen/selectie/?actie=bevestigen&kies=NO-004",
]


def test_each_page_of_an_empty_register(page: Page) -> None:
    for address in EMPTY:
        page.goto(address)
        assert_fine(page)


def test_each_page_of_a_filled_register(page: Page, register: Milestone) -> None:
    version = register.history.earliest("history_id").history_id
    for address in [*FILLED, f"/mijlpalen/NO-004/versies/{version}/"]:
        page.goto(address)
        assert_fine(page)


def test_a_form_with_mistakes(page: Page) -> None:
    page.goto("/mijlpalen/nieuw/")
    page.get_by_label("Verwacht gereed").fill("binnenkort")
    page.get_by_label("Webadres").first.fill("geen adres")
    page.get_by_role("button", name="Mijlpaal opslaan").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().strip().startswith("Fout:")
    assert_fine(page)
    summary.get_by_role("link", name="Verwacht gereed").click()
    expect(page.get_by_label("Verwacht gereed")).to_be_focused()
    expect(page.get_by_label("Verwacht gereed")).to_have_value("binnenkort")


def test_pasted_lines_and_their_preview(page: Page) -> None:
    page.goto("/mijlpalen/meerdere/")
    page.get_by_role("textbox", name="Mijlpalen").fill("Laadvisie\tjuli 2099\nSnelladen")
    page.get_by_role("button", name="Voorbeeld tonen").click()
    expect(page.get_by_role("heading", name="Voorbeeld:")).to_be_focused()
    assert_fine(page)
    page.get_by_role("button", name="2 mijlpalen toevoegen").click()
    expect(page.get_by_role("status")).to_contain_text("2 mijlpalen toegevoegd.")


def choose_file(page: Page, old: str, new: str) -> None:
    """Export the list, replace some text, and send it back."""
    text = page.request.get("/mijlpalen/mijlpalen.csv").text().replace(old, new)
    page.goto("/mijlpalen/importeren/")
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Bestand").set_input_files(file)  # type: ignore[arg-type]  # a TypedDict
    page.get_by_role("button", name="Voorbeeld tonen").click()


def test_a_file_with_its_preview(page: Page, register: Milestone) -> None:
    choose_file(page, "Netcapaciteit", "Netcapaciteit en RES")
    assert_fine(page)
    page.get_by_role("button", name="Deze wijzigingen opslaan").click()
    expect(page.get_by_role("link", name="Netcapaciteit en RES", exact=True)).to_be_visible()


def test_a_file_with_mistakes(page: Page, register: Milestone) -> None:
    choose_file(page, ";noord;", ";oost;")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_fine(page)


def test_two_people_at_once(page: Page, register: Milestone) -> None:
    page.goto("/mijlpalen/NO-004/wijzigen/")
    content = Content.of(register).__dict__ | {"title": "Van Buur"}
    verbs.edit(register, Content(**content), version=register.version, by=factories.user())
    page.get_by_label("Titel").first.fill("Van mij")
    page.get_by_role("button", name="Mijlpaal opslaan").click()
    note = page.get_by_role("alert")
    expect(note).to_be_focused()
    expect(note).to_contain_text("Van Buur")
    assert_fine(page)
    page.get_by_role("button", name="Mijlpaal opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Van mij")


# ------------------------------------------------------------------------ with the keyboard


def test_add_with_the_keyboard_alone(wide: Page) -> None:
    wide.goto("/mijlpalen/")
    press(wide, "Mijlpaal toevoegen", role="link")
    wide.wait_for_url("**/nieuw/")
    press(wide, "Titel", role="textbox", key="End")
    wide.keyboard.type("Regionale laadvisie")
    press(wide, "Mijlpaal opslaan")
    expect(wide.get_by_role("heading", level=1)).to_have_text("Regionale laadvisie")


def test_realise_and_filter_with_the_keyboard_alone(wide: Page, register: Milestone) -> None:
    wide.goto("/mijlpalen/")
    press(wide, "Gerealiseerd melden Aanpak snelladen met gemeenten", role="link")
    wide.wait_for_url("**/gerealiseerd/")
    press(wide, "Gerealiseerd op", role="textbox", key="End")
    wide.keyboard.type("1-6-2021")
    press(wide, "Gerealiseerd melden")
    expect(wide.get_by_role("status")).to_be_visible()
    wide.goto("/mijlpalen/")
    press(wide, "Zoeken", role="textbox", key="End")
    wide.keyboard.type("snelladen")
    wide.keyboard.press("Enter")
    expect(wide.get_by_text("1 mijlpaal")).to_be_visible()


def test_a_selection_with_the_keyboard_alone(wide: Page, register: Milestone) -> None:
    wide.goto("/mijlpalen/")
    press(wide, "Kies Aanpak snelladen met gemeenten", role="checkbox", key="Space")
    wide.keyboard.press("Shift+Tab")
    wide.get_by_role("button", name="Datum verschuiven").focus()
    wide.keyboard.press("Enter")
    wide.wait_for_url("**/selectie/**")
    press(wide, "Aantal maanden", role="textbox", key="End")
    wide.keyboard.type("3")
    press(wide, "Datums verschuiven")
    expect(wide.get_by_text("Eerst gepland: juli 2021, 1 × verschoven")).to_be_visible()


def test_the_same_button_again_after_a_move(wide: Page, noord: ReportingUnit) -> None:
    for title in ("Een", "Twee", "Drie"):
        factories.milestone(unit=noord, title=title)
    wide.goto("/mijlpalen/volgorde/noord/")
    press(wide, "Omlaag Een")
    wide.wait_for_url("**knop=**")
    expect(wide.get_by_role("button", name="Omlaag Een")).to_be_focused()
    wide.keyboard.press("Enter")
    expect(wide.get_by_role("button", name="Omhoog Een")).to_be_focused()
    assert [row.title for row in verbs.in_order(noord, Category.PLANNED)] == ["Twee", "Drie", "Een"]


def test_restore_a_version_with_the_keyboard_alone(wide: Page, register: Milestone) -> None:
    wide.goto("/mijlpalen/NO-004/")
    press(wide, "Deze versie herstellen", role="link", exact=False)
    wide.wait_for_url("**/versies/**")
    press(wide, "Versie herstellen")
    expect(wide.get_by_role("heading", level=1)).to_have_text("Aanpak snelladen")
