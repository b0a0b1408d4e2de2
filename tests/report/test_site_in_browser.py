"""Every public page as a person meets it: axe finds nothing, and nothing scrolls sideways."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nalportal.report.management.commands import demo_accounts
from tests.browser import OpenPage, faults_at_both_widths

ROUND = "/rondes/eind-2020/"
PUBLIC = [
    "/",
    "/rondes/",
    ROUND,
    f"{ROUND}v1/",
    f"{ROUND}regios/",
    f"{ROUND}regios/naast-elkaar/",
    f"{ROUND}regios/noordwest/",
    f"{ROUND}regios/noordwest/?instrument=plaatsingsbeleid",
    f"{ROUND}regios/zuid/",
    f"{ROUND}werkgroepen/",
    f"{ROUND}werkgroepen/logistiek/",
    f"{ROUND}indicatoren/",
    f"{ROUND}indicatoren/ev-per-laadpunt/",
    f"{ROUND}indicatoren/plaatsingstempo/",
    f"{ROUND}indicatoren/aangesloten-gemeenten/",
    f"{ROUND}indicatoren/dekking/",
    f"{ROUND}gemeenten/",
    f"{ROUND}gemeenten/?q=utrecht&sort=-stand_laadvisie&indeling=vandaag",
    f"{ROUND}gemeenten/?q=bestaat-niet",
    f"{ROUND}gemeenten/kaart/",
    f"{ROUND}gemeenten/GM1979/",
    f"{ROUND}verschillen/",
    f"{ROUND}downloads/",
    "/mijlpaal/NO-001/",
    "/indicator/plaatsingstempo/",
    f"{ROUND}indicatoren/grafieken/laadpunten/",
    "/embed/laadpunten/",
    "/contact/",
    "/begrippen/",
    "/zoeken/?q=laadvisie",
    "/bronnen/",
    "/open-data/",
    "/toegankelijkheid/",
    "/privacy/",
    "/bestaat-niet/",
]
LIVE = [
    "/nu/",
    "/nu/regios/noord/",
    "/nu/werkgroepen/logistiek/",
    "/nu/indicatoren/aangesloten-gemeenten/",
    "/nu/gemeenten/",
    "/nu/verschillen/",
    "/nu/downloads/",
]


def sign_in(page: Page) -> None:
    page.goto("/account/inloggen/")
    page.get_by_label("E-mailadres").fill("beoordelaar@demo.example")
    page.get_by_label("Wachtwoord").fill(demo_accounts.PASSWORD)
    page.get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_accessible_and_fits_any_screen(
    open_demo_page: OpenPage, address: str
) -> None:
    page = open_demo_page()
    page.goto(address)
    assert faults_at_both_widths(page) == []


def test_the_live_pages_are_accessible_and_fit_any_screen(open_demo_page: OpenPage) -> None:
    page = open_demo_page()
    sign_in(page)
    faults = {}
    for address in LIVE:
        page.goto(address)
        if found := faults_at_both_widths(page):
            faults[address] = found
    assert faults == {}


@pytest.mark.parametrize(("width", "height"), [(320, 520), (560, 590), (1200, 700)])
def test_an_embedded_chart_fills_its_frame(
    open_demo_page: OpenPage, width: int, height: int
) -> None:
    page = open_demo_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/embed/laadpunten/")
    shown = page.locator("figure svg").bounding_box()
    words = page.locator("p.source-line").last.bounding_box()
    assert shown
    assert words
    assert shown["width"] == width - 24
    # From under the title to above the words, which end where the frame does.
    assert shown["height"] > 0.35 * height
    assert height - 16 <= words["y"] + words["height"] <= height


def test_the_first_tab_leads_to_the_content(open_demo_page: OpenPage) -> None:
    page = open_demo_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_another_round_is_chosen_with_the_keyboard_alone(open_demo_page: OpenPage) -> None:
    page = open_demo_page()
    page.goto("/")
    page.get_by_role("button", name="Tonen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rondes/eind-2020/")


def test_municipalities_are_filtered_without_script(open_demo_page: OpenPage) -> None:
    page = open_demo_page()
    page.goto(f"{ROUND}gemeenten/")
    page.get_by_label("Gemeente of code").fill("GM0344")
    page.get_by_role("button", name="Filteren").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="Utrecht")).to_be_visible()


def test_the_pdf_is_downloaded_under_its_name(open_demo_page: OpenPage) -> None:
    page = open_demo_page()
    page.goto(f"{ROUND}downloads/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Rapport (PDF)").click()
    assert download.value.suggested_filename == "nal-eind-2020-v1.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
