"""Every page of the register on a wide and a small screen, with axe.

What people do there, with the keyboard, is one walk: `tests/desk/test_keyboard_walk.py`.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress import verbs
from nalportal.progress.models import Category, Milestone, ReportingUnit
from nalportal.progress.verbs import Content
from nalportal.records.versions import SeenVersion
from tests import factories
from tests.browser import WIDE, faults_at_both_widths, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]


@pytest.fixture
def page(open_page: OpenPage, coordinator: User, noord: ReportingUnit) -> Page:
    """The coordinator of Noord, signed in."""
    return sign_in(open_page(**WIDE), coordinator)


@pytest.fixture
def register(noord: ReportingUnit, coordinator: User) -> Milestone:
    """A milestone of every kind, and one with a history, a link and a note; gives the last."""
    theme = factories.theme(name="Laadvisie en regionale samenwerking", slug="laadvisie")
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
    verbs.edit(
        row, Content(**content), seen=SeenVersion(row.version), by=coordinator, reason="Duidelijker"
    )
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
        assert faults_at_both_widths(page) == []


def test_each_page_of_a_filled_register(page: Page, register: Milestone) -> None:
    version = register.history.earliest("history_id").history_id
    for address in [*FILLED, f"/mijlpalen/NO-004/versies/{version}/"]:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('main details').forEach((d) => { d.open = true; })"
        )
        assert faults_at_both_widths(page) == []
    realise_in_its_row(page)


def realise_in_its_row(page: Page) -> None:
    """With the keyboard: open, type when, Enter; and take it back."""
    page.goto("/mijlpalen/?categorie=planning&sort=title")
    page.get_by_text("Weergaven", exact=True).click()
    row = page.locator("tr", has_text="NO-004")
    row.locator(".at-once summary").press("Enter")
    assert faults_at_both_widths(page) == []
    row.get_by_label("Gerealiseerd op").fill("mei 2021")
    row.get_by_label("Gerealiseerd op").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Gemeld als gerealiseerd.")
    expect(page).to_have_url(re.compile(r"/mijlpalen/\?categorie=planning&sort=title$"))
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_role("status")).to_contain_text("Ongedaan gemaakt.")


def test_pasted_lines_and_their_preview(page: Page) -> None:
    page.goto("/mijlpalen/meerdere/")
    page.get_by_role("textbox", name="Mijlpalen").fill(
        "Actie\tWanneer\tWie\n• Laadvisie\tjuli 2099\tJansen\nSnelladen\tooit\nInkoop"
    )
    page.get_by_role("button", name="Eerst controleren").click()
    expect(page.get_by_role("heading", name="Voorbeeld:")).to_be_focused()
    expect(page.get_by_label("Kolom 1")).to_have_value("titel")
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="2 mijlpalen toevoegen").click()
    expect(page.get_by_role("status")).to_contain_text("2 mijlpalen toegevoegd.")
    expect(page.get_by_role("textbox", name="Mijlpalen")).to_have_value(
        re.compile("Snelladen\tooit")
    )


def test_a_file_comes_and_goes(page: Page, register: Milestone, tmp_path: Path) -> None:
    besluit = tmp_path / "Besluit van de stuurgroep (fictief).pdf"
    besluit.write_bytes(b"%PDF-1.7 fictief")
    page.goto("/mijlpalen/NO-004/")
    page.get_by_role("link", name="Bestand toevoegen").click()
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Bestand toevoegen").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies een bestand.")
    page.get_by_label("Bestand", exact=True).set_input_files(besluit)
    page.get_by_role("button", name="Bestand toevoegen").click()
    expect(page.get_by_role("status")).to_contain_text("Bestand toegevoegd.")
    assert faults_at_both_widths(page) == []
    with page.expect_download() as started:
        page.get_by_role("link", name=besluit.name, exact=True).click()
    assert Path(started.value.path()).read_bytes() == besluit.read_bytes()
    page.get_by_role("link", name=f"Weghalen {besluit.name}").click()
    assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Weghalen").click()
    expect(page.get_by_role("status")).to_contain_text("Bestand weggehaald.")
