"""A whole round, played by three people in their browsers on the live server, on both databases.

At each step page, workbook and PDF are read, and compared with what the register said on the
dates of the round: 30-6-2021, in the division of 1-1-2021.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from nalportal.progress.models import Milestone, ReportingUnit, Round
from nalportal.progress.verbs import realise
from regions.models import Stage
from tests import factories
from tests.browser import faults_at_both_widths, sign_in
from tests.conftest import PASSWORD

from .said import Said, read_everywhere, read_on_screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.twice]

OpenPage = Callable[..., Page]

CONCEPT, PUBLISHED = "/ronde/medio-2021/rapport/", "/rondes/medio-2021/"
TITLE = "Fictief laadplein"
LATE = "Fictieve helpdesk"  # realised after the peildatum
REGISTER = {
    "noord/gerealiseerd": ["Fictief plan van aanpak"],
    "noord/planning": [TITLE, LATE],
    "noord/aandachtspunt": ["Fictieve netcongestie"],
    "logistiek/gerealiseerd": ["Fictieve verkenning"],
    "logistiek/planning": ["Fictieve proef met vrachtwagens"],
    "logistiek/aandachtspunt": ["Fictief gebrek aan ruimte"],
    "oost/planning": ["Fictieve concessie"],
    "zuid/planning": ["Fictieve inkoop"],
    "west/planning": ["Fictieve aanbesteding"],
}
ADOPTED = {"Noord": (1, 2), "Oost": (1, 1), "Zuid": (0, 1), "West": (0, 1)}
FORGOTTEN = "Fictieve laadhub"  # put in by the correction


@pytest.fixture
def secretary(db: None) -> User:
    return User.objects.create_user(
        "logistiek@werkgroep.example", PASSWORD, first_name="Se", last_name="Cretaris"
    )


@pytest.fixture
def units(noord: ReportingUnit, neighbour: User, secretary: User) -> None:
    """Four regions and a working group. Oost's editor doesn't come; Zuid and West have none."""
    factories.printed_indicators()
    zuid = factories.unit(name="Regio Zuid", short_name="Zuid", slug="zuid")
    west = factories.unit(name="Regio West", short_name="West", slug="west")
    group = factories.unit(
        name="Werkgroep Logistiek", short_name="Logistiek", slug="logistiek", kind="werkgroep",
        editors=(secretary,),
    )  # fmt: skip
    factories.workgroup(unit=group)
    oost = ReportingUnit.objects.get(slug="oost")
    for unit in (noord, oost, zuid, west):
        factories.region(unit=unit)
    for key, titles in REGISTER.items():
        slug, category = key.split("/")
        unit = next(unit for unit in (noord, oost, zuid, west, group) if unit.slug == slug)
        for title in titles:
            factories.milestone(unit=unit, category=category, title=title)


@pytest.fixture
def policy(units: None) -> None:
    """One instrument. Of Noord one municipality has it in time, one too late, and one that is in
    no division any more had it; of Oost one has it, and of Zuid and West one has not."""
    visie = factories.instrument(name="Fictieve visie op laden")
    for unit, ends, steps in (
        ("noord", None, {date(2021, 3, 1): Stage.ADOPTED}),
        ("noord", None, {date(2021, 2, 1): Stage.NONE, date(2021, 9, 1): Stage.ADOPTED}),
        ("noord", date(2021, 1, 1), {date(2020, 6, 1): Stage.ADOPTED}),
        ("oost", None, {date(2020, 6, 1): Stage.ADOPTED}),
        ("zuid", None, {date(2020, 6, 1): Stage.NONE}),
        ("west", None, {date(2020, 6, 1): Stage.NONE}),
    ):
        region = ReportingUnit.objects.get(slug=unit).region
        place = factories.municipality(region=region, valid_until=ends)
        for on, stage in steps.items():
            factories.policy_step(municipality=place, instrument=visie, stage=stage, on=on)


def test_a_whole_round(
    open_page: OpenPage, coordinator: User, secretary: User, reviewer: User, policy: None
) -> None:
    ministry = sign_in(open_page(), reviewer)
    noord = sign_in(open_page(), coordinator)
    logistiek = sign_in(open_page(), secretary)
    anybody = open_page()
    make(ministry, "Eind 2022", date(2022, 12, 31), date(2023, 1, 1))
    make(ministry, "Medio 2021", date(2021, 6, 30), date(2021, 1, 1), "Fictief")
    step(ministry, "Ronde openen")
    factories.national_texts(Round.objects.get(slug="medio-2021"))
    expect(ministry.get_by_text("nog 9")).to_be_visible()
    assert faults_at_both_widths(ministry) == []
    # Accepted, and it doesn't count yet: in this round it is still planned.
    realise(Milestone.objects.get(title=LATE), on=PartialDate(date(2021, 8, 12)), by=reviewer)
    said = Said(REGISTER, ADOPTED)
    read_everywhere(noord, CONCEPT, said)
    said = handed_in_by_all(ministry, noord, logistiek, said)
    accept_all_and_close(ministry, said)
    freeze_twice(ministry, said)
    step(ministry, "Publiceren")
    read_everywhere(anybody, PUBLISHED, said)
    realise(
        Milestone.objects.get(title=f"{TITLE} in Assen"),
        on=PartialDate(date(2021, 10, 1)),
        by=reviewer,
    )
    read_everywhere(anybody, PUBLISHED, said)
    correct(ministry)
    read_everywhere(anybody, f"{PUBLISHED}v1/", said)
    corrected = said.retitled(f"{TITLE} in Assen", f"{TITLE} in Emmen")
    corrected = corrected.without("logistiek/planning", "Fictieve proef met vrachtwagens")
    read_everywhere(anybody, PUBLISHED, corrected.with_("noord/planning", FORGOTTEN))
    next_round(ministry)


def handed_in_by_all(ministry: Page, noord: Page, logistiek: Page, said: Said) -> Said:
    """By two units, one of which was returned and one had more time; by the ministry for two, and
    one is skipped. What the concept tells then."""
    hand_in(noord, look=True)
    later = timezone.localdate() + timedelta(days=20)
    submission_step(ministry, "logistiek", "Uitstel geven", "uitstel", later)
    read_on_screen(logistiek, CONCEPT, said)
    hand_in(logistiek)
    read_on_screen(logistiek, CONCEPT, said)
    return_with_a_remark(ministry)
    read_on_screen(ministry, CONCEPT, said)
    mend_and_hand_in_again(noord)
    said = said.retitled(TITLE, f"{TITLE} in Assen")
    read_everywhere(noord, CONCEPT, said)
    hand_in_on_behalf(ministry, "oost", "Buur Oost")
    read_on_screen(ministry, CONCEPT, said)
    submission_step(ministry, "zuid", "Overslaan", "overslaan", None)
    hand_in_on_behalf(ministry, "west", None)
    # Nobody handed in what Zuid wrote, and there is no earlier report to tell it from.
    said = replace(said.without("zuid/planning", "Fictieve inkoop"), skipped=("Zuid",))
    read_everywhere(ministry, CONCEPT, said)
    return said


def make(page: Page, title: str, reference_on: date, division_on: date, why: str = "") -> None:
    """A concept, with the address that its title has; before a later one with a reason."""
    page.goto("/ronde/nieuw/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Webadres").fill(title.lower().replace(" ", "-"))
    for label, on in (
        ("Peildatum", reference_on),
        ("Gemeentelijke indeling van", division_on),
        ("Cijfers tot en met", reference_on),
        ("Inleveren tot en met", timezone.localdate() + timedelta(days=9)),
    ):
        page.get_by_label(label).fill(f"{on:%d-%m-%Y}")
    if why:
        page.get_by_label("Waarom een eerdere dag?").fill(why)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Ronde gemaakt.")).to_be_visible()


def step(page: Page, verb: str, reason: str = "", slug: str = "medio-2021") -> None:
    """From the board to the page of a step, and back on the board."""
    page.goto(f"/ronde/{slug}/")
    page.get_by_role("link", name=verb, exact=True).click()
    expect(page.get_by_role("heading", name=verb, level=1)).to_be_visible()
    page.get_by_label("Waarom?").fill(reason)
    page.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_url(f"**/ronde/{slug}/")


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


def hand_in_on_behalf(page: Page, unit: str, editor: str | None) -> None:
    """By the ministry, which also says why something that is required is missing; for a unit that
    nobody keeps it does so by itself."""
    page.goto(f"/onderdeel/{unit}/inleveren/")
    if editor:
        page.get_by_label("Namens").select_option(label=editor)
    page.get_by_label("Waarom ontbreekt dit?").fill("Per telefoon opgegeven (fictief)")
    page.get_by_role("button", name="Inleveren").click()
    expect(page.get_by_text("Ingeleverd.").first).to_be_visible()


def submission_step(page: Page, unit: str, verb: str, address: str, until: date | None) -> None:
    page.goto(f"/ronde/medio-2021/{unit}/{address}/")
    if until:
        page.get_by_label("Uitstel tot en met").fill(f"{until:%d-%m-%Y}")
    page.get_by_label("Waarom?").fill("Zij vergaderen later (fictief)")
    page.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_url("**/ronde/medio-2021/")


def return_with_a_remark(page: Page) -> None:
    review(page, "Noord")
    assert faults_at_both_widths(page) == []
    item = page.get_by_role("listitem").filter(has_text=TITLE)
    item.get_by_text("Opmerking", exact=False).first.click()
    item.get_by_label("Opmerking bij").fill("Waar komt het laadplein? (fictief)")
    page.get_by_label("Opmerking voor wie inlevert").fill("Nog één vraag. (fictief)")
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


def accept_all_and_close(page: Page, said: Said) -> None:
    """All that was handed in; what was said stays what the round tells."""
    for unit in ("Noord", "Logistiek", "Oost", "West"):
        accept(page, unit)
    step(page, "Sluiten voor controle")
    read_everywhere(page, CONCEPT, said)


def freeze_twice(page: Page, said: Said) -> None:
    """Frozen and not published yet, undone, and frozen again."""
    freeze_once(page)
    read_everywhere(page, PUBLISHED, said)
    step(page, "Bevriezing ongedaan maken", reason="Toch nog een regel (fictief)")
    read_everywhere(page, CONCEPT, said)
    freeze_once(page)


def freeze_once(page: Page) -> None:
    """From the list before it, which the board leads to."""
    page.goto("/ronde/medio-2021/")
    page.get_by_role("link", name="Bevriezen: controlelijst").click()
    page.get_by_role("link", name="Controleren en bevriezen").click()
    page.get_by_label("Waarom?").fill("")
    page.get_by_role("button", name="Ronde bevriezen", exact=True).click()
    page.wait_for_url("**/ronde/medio-2021/")


def correct(page: Page) -> None:
    """A title, a milestone that is added and one that is taken out."""
    page.goto("/ronde/medio-2021/")
    page.get_by_role("link", name="Corrigeren").click()
    for asked, field in (
        (f"{TITLE} in Assen", f"{TITLE} in Assen: titel"),
        ("Noord, Planning", "Noord, Planning: mijlpaal toevoegen"),
        ("Fictieve proef", "Fictieve proef met vrachtwagens: weghalen"),
    ):
        page.get_by_label("Welk cijfer").fill(asked)
        page.get_by_role("main").get_by_role("button", name="Zoeken", exact=True).click()
        page.get_by_role("checkbox", name=field).check()
        page.get_by_role("button", name="Meer zoeken").click()
    page.get_by_role("button", name="Gekozen velden invullen").click()
    page.locator("[name=veld-0]").fill(f"{TITLE} in Emmen")
    page.locator("[name=veld-1]").fill(f"NO-901 {FORGOTTEN}\noktober 2021")
    page.locator("[name=veld-2]").select_option("weg")
    page.get_by_label("Erratum").fill("Het laadplein komt in Emmen. (fictief)")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    page.get_by_role("button", name="Correctie publiceren").click()
    expect(page.get_by_text("Het laadplein komt in Emmen.").first).to_be_visible()


def next_round(page: Page) -> None:
    """While a later one is a concept already: what came too late counts now."""
    make(page, "Eind 2021", date(2021, 12, 31), date(2022, 1, 1), "Fictief")
    step(page, "Ronde openen", slug="eind-2021")
    told = {
        "noord/gerealiseerd": [LATE, f"{TITLE} in Assen"],
        **{key: REGISTER[key] for key in REGISTER if key.endswith("/aandachtspunt")},
        **{
            f"{unit}/planning": REGISTER[f"{unit}/planning"]
            for unit in ("logistiek", "oost", "zuid", "west")
        },
    }
    read_everywhere(page, "/ronde/eind-2021/rapport/", Said(told, ADOPTED | {"Noord": (2, 2)}))
