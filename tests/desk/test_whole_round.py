"""A whole round, played by three people in three browsers on the live server, on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import Category, ReportingUnit, Round, RoundState
from tests import factories
from tests.browser import faults_at_both_widths, sign_in
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.twice]

OpenPage = Callable[..., Page]

TITLE = "Fictief laadplein"


@pytest.fixture
def secretary(db: None) -> User:
    return User.objects.create_user(
        "logistiek@werkgroep.example", PASSWORD, first_name="Se", last_name="Cretaris"
    )


@pytest.fixture
def units(noord: ReportingUnit, secretary: User) -> None:
    """A region and a working group, each with something in every category."""
    region = factories.region(unit=noord)
    factories.municipality(region=region)
    factories.instrument()
    group = factories.unit(
        name="Werkgroep Logistiek", short_name="Logistiek", slug="logistiek", kind="werkgroep",
        editors=(secretary,),
    )  # fmt: skip
    factories.workgroup(unit=group)
    for unit in (noord, group):
        for category in Category.values:
            factories.milestone(unit=unit, category=category)
    factories.milestone(unit=noord, title=TITLE)


def test_a_whole_round(
    open_page: OpenPage, coordinator: User, secretary: User, reviewer: User, units: None
) -> None:
    ministry = sign_in(open_page(), reviewer)
    noord = sign_in(open_page(), coordinator)
    logistiek = sign_in(open_page(), secretary)
    make_and_open(ministry)
    factories.national_texts(Round.objects.get())
    hand_in(noord, look=True)
    hand_in(logistiek)
    return_with_a_remark(ministry)
    mend_and_hand_in_again(noord)
    for unit in ("Noord", "Logistiek"):
        accept(ministry, unit)
    step(ministry, "Sluiten voor controle")
    step(ministry, "Ronde bevriezen")
    step(ministry, "Bevriezing ongedaan maken", reason="Toch nog een regel (fictief)")
    step(ministry, "Ronde bevriezen")
    step(ministry, "Publiceren")
    correct(ministry)
    read_by_anybody(open_page())
    states = [entry.to_state for entry in Round.objects.get().log.all()]
    frozen, review = RoundState.FROZEN, RoundState.IN_REVIEW
    published = [RoundState.PUBLISHED, RoundState.PUBLISHED]  # and corrected
    assert states == [RoundState.OPEN, review, frozen, review, frozen, *published]


def make_and_open(page: Page) -> None:
    page.goto("/ronde/nieuw/")
    page.get_by_label("Titel").fill("Medio 2021")
    page.get_by_label("Webadres").fill("medio-2021")
    page.get_by_label("Peildatum").fill("30-6-2021")
    page.get_by_label("Gemeentelijke indeling van").fill("1-1-2021")
    page.get_by_label("Cijfers tot en met").fill("30-6-2021")
    deadline = timezone.localdate() + timedelta(days=9)
    page.get_by_label("Inleveren tot en met").fill(f"{deadline:%d-%m-%Y}")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Ronde gemaakt.")).to_be_visible()
    step(page, "Ronde openen")
    expect(page.get_by_text("nog 9")).to_be_visible()
    assert faults_at_both_widths(page) == []


def step(page: Page, verb: str, reason: str = "") -> None:
    """From the board to the page of a step, and back on the board."""
    page.goto("/ronde/medio-2021/")
    page.get_by_role("link", name=verb, exact=True).click()
    expect(page.get_by_role("heading", name=verb, level=1)).to_be_visible()
    page.get_by_label("Waarom?").fill(reason)
    page.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_url("**/ronde/medio-2021/")


def hand_in(page: Page, *, look: bool = False) -> None:
    page.goto("/start/")
    expect(page.get_by_text("Klaar om in te leveren.")).to_be_visible()
    if look:
        assert faults_at_both_widths(page) == []
    page.get_by_role("link", name="Controleren en inleveren").click()
    expect(page.get_by_role("heading", name="Controleren en inleveren")).to_be_visible()
    if look:
        assert faults_at_both_widths(page) == []
    page.get_by_role("button", name="Inleveren").click()
    expect(page.get_by_text("U kunt niets wijzigen zolang")).to_be_visible()


def return_with_a_remark(page: Page) -> None:
    review(page, "Noord")
    assert faults_at_both_widths(page) == []
    item = page.get_by_role("listitem").filter(has_text=TITLE)
    item.get_by_text("Opmerking", exact=False).first.click()
    item.get_by_label("Opmerking bij").fill("Waar komt het laadplein? (fictief)")
    page.get_by_label("Opmerking voor het onderdeel").fill("Nog één vraag. (fictief)")
    page.get_by_role("button", name="Terugsturen met opmerking").click()
    expect(page.get_by_text("Teruggestuurd met uw opmerkingen.")).to_be_visible()


def review(page: Page, unit: str) -> None:
    page.goto("/ronde/medio-2021/")
    page.get_by_role("link", name=f"{unit} beoordelen").click()
    expect(page.get_by_role("heading", name=f"{unit} beoordelen")).to_be_visible()


def mend_and_hand_in_again(page: Page) -> None:
    page.goto("/start/")
    for words in ("Nog één vraag.", "Waar komt het laadplein?"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("1 opmerking is nog open", exact=True)).to_be_visible()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_label("Uw antwoord").fill("In Assen. (fictief)")
    page.get_by_role("button", name="Antwoorden").click()
    page.get_by_role("link", name="Wijzigen", exact=True).click()
    page.get_by_label("Titel", exact=True).first.fill(f"{TITLE} in Assen")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Mijlpaal opgeslagen.")).to_be_visible()
    hand_in(page)


def accept(page: Page, unit: str) -> None:
    review(page, unit)
    page.get_by_role("button", name="Inlevering accepteren").click()
    expect(page.get_by_text("Dit komt zo in het rapport.")).to_be_visible()


def correct(page: Page) -> None:
    page.goto("/ronde/medio-2021/")
    page.get_by_role("link", name="Corrigeren").click()
    page.get_by_label("Welk cijfer").fill(f"{TITLE} in Assen")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Gekozen velden invullen").click()
    page.locator("[name=veld-0]").fill(f"{TITLE} in Emmen")
    page.get_by_label("Erratum").fill("Het laadplein komt in Emmen. (fictief)")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    page.get_by_role("button", name="Correctie publiceren").click()
    expect(page.get_by_text("Het laadplein komt in Emmen.").first).to_be_visible()


def read_by_anybody(page: Page) -> None:
    """Both versions are public, and the first says that there is a newer one."""
    page.goto("/rondes/medio-2021/regios/noord/")
    expect(page.get_by_text(f"{TITLE} in Emmen")).to_be_visible()
    page.goto("/rondes/medio-2021/v1/regios/noord/")
    expect(page.get_by_text(f"{TITLE} in Assen")).to_be_visible()
