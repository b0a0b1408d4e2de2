"""Entering figures with the keyboard alone, with a fault and a revision; axe in each state."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from indicators.models import Measure, Observation
from nalportal.accounts.models import User
from nalportal.records.history import save_signed
from tests import factories
from tests.browser import WIDE, faults_at_both_widths, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]


@pytest.fixture
def stored() -> Observation:
    for name in ("Zuid", "Oost"):
        factories.region(unit=factories.unit(slug=name.lower(), short_name=name))
    return factories.observation(
        measure=factories.measure(slug="laadpunten", name="Fictieve laadpunten"),
        source=factories.source(slug="nal"),
        region=factories.region(unit=factories.unit(slug="noord", short_name="Noord")),
        charger_type="",
        on=date(2020, 12, 31),
        value=1000,
    )


def tab_to(page: Page, label: str) -> None:
    field = page.get_by_label(label, exact=True).first
    for _ in range(60):
        if field.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with the Tab key")


def type_in(page: Page, label: str, text: str) -> None:
    """Walk to a field with the Tab key, which selects what is in it, and type over that."""
    tab_to(page, label)
    page.keyboard.type(text)


def to_cell(page: Page, row: int, column: int) -> None:
    """Walk to the grid with the Tab key, and in it to a cell with the arrows."""
    for _ in range(60):
        if page.evaluate("Boolean(document.activeElement.closest('[data-grid] tbody'))"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Home")
    for key in ["ArrowDown"] * row + ["ArrowRight"] * column:
        page.keyboard.press(key)


def type_in_cell(page: Page, row: int, column: int, text: str) -> None:
    to_cell(page, row, column)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def assert_fine_at_both_widths(page: Page) -> None:
    assert faults_at_both_widths(page) == []


def test_figures_are_entered_with_the_keyboard_alone(
    open_page: OpenPage, reviewer: User, stored: Observation
) -> None:
    page = sign_in(open_page(**WIDE), reviewer)
    page.goto("/cijfers/")
    assert_fine_at_both_widths(page)
    press(page, "Cijfers invoeren", role="link")
    tab_to(page, "Gebieden")
    page.keyboard.press("ArrowDown")
    type_in(page, "Datum", "31-12-2020")
    press(page, "Rooster tonen")
    expect(page.get_by_role("grid", name="Fictieve laadpunten, 31-12-2020")).to_be_visible()
    assert_fine_at_both_widths(page)

    type_in_cell(page, 2, 1, "1,990")
    press(page, "Controleren")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fout: Cijfers invoeren – Voortgang laadinfrastructuur")
    assert_fine_at_both_widths(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.get_by_label("Waarde, Noord", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value("1,990")
    page.keyboard.press("Control+a")
    page.keyboard.type("1990")
    press(page, "Controleren")

    expect(page.get_by_role("heading", name="Herziening", exact=True)).to_be_visible()
    assert_fine_at_both_widths(page)
    press(page, "Cijfers opslaan")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_fine_at_both_widths(page)
    tab_to(page, "Dit is een herziening: 1 cijfer dat er al staat, wordt vervangen")
    page.keyboard.press("Space")
    type_in(page, "Waarom verschillen de cijfers?", "Fictieve hertelling")
    press(page, "Cijfers opslaan")
    expect(page.get_by_text("1 cijfer opgeslagen.")).to_be_visible()
    stored.refresh_from_db()
    assert stored.value == 1990

    to_cell(page, 2, 4)
    page.keyboard.press("Enter")
    expect(page.get_by_text("herziening: Fictieve hertelling")).to_be_visible()
    assert_fine_at_both_widths(page)


def test_a_question_with_a_long_answer_lies_over_no_other(
    open_page: OpenPage, reviewer: User, stored: Observation
) -> None:
    measure = Measure.objects.get()
    measure.name = "Fictieve maat met een naam die veel breder is dan haar plaats"
    save_signed(measure, by=reviewer, reason="langer")
    page = sign_in(open_page(**WIDE), reviewer)
    page.goto("/cijfers/invoeren/")
    questions = page.locator(".filter > div").all()
    assert questions
    assert [one.evaluate("box => box.scrollWidth - box.clientWidth") for one in questions] == [
        0 for _ in questions
    ]


def test_cells_are_pasted_in_the_grid_and_two_people_are_told(
    open_page: OpenPage, reviewer: User, stored: Observation
) -> None:
    page = sign_in(open_page(**WIDE), reviewer)
    page.goto("/cijfers/invoeren/?maat=laadpunten&bron=nal&gebieden=regio&datum=31-12-2020")
    field = page.get_by_label("Waarde, Zuid", exact=True)
    field.evaluate(
        """field => {
          const data = new DataTransfer();
          const q = '"';
          const note = `${q}Fictief\\n ${q}${q}geteld${q}${q}${q}`;
          data.setData("text/plain", `12\\tja\\t${note}\\n\\n1.200\\n7\\n`);
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          field.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )
    expect(field).to_have_value("12")
    expect(page.get_by_label("Voorlopig, Zuid")).to_be_checked()
    expect(page.get_by_label("Opmerking, Zuid")).to_have_value('Fictief "geteld"')
    expect(page.get_by_label("Waarde, Noord")).to_have_value("1.200")
    expect(page.get_by_text("4 velden gevuld")).to_be_visible()
    expect(page.get_by_text("niet overgenomen, want buiten het rooster: 1")).to_be_visible()
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_label("Voorlopig, Oost")).to_be_checked()
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Voorlopig, Oost")).not_to_be_checked()

    stored.value = Decimal(1100)
    save_signed(stored, by=reviewer, reason="tussendoor")
    press(page, "Controleren")
    expect(page.get_by_role("group", name="Noord, 31-12-2020")).to_be_visible()
    assert_fine_at_both_widths(page)
    page.get_by_label("Nu opgeslagen").check()
    press(page, "Verder")
    press(page, "Cijfers opslaan")
    expect(page.get_by_text("1 cijfer opgeslagen.")).to_be_visible()

    page.goto("/cijfers/importeren/")
    file: FilePayload = {
        "name": "fictief.csv",
        "mimeType": "text/csv",
        "buffer": b"maat;datum\nx;y\n",
    }
    page.get_by_label("Bestand").set_input_files(file)
    press(page, "Eerst controleren")
    expect(page.get_by_role("alert")).to_contain_text("fictief.csv: de kolom “bron” ontbreekt.")
    assert_fine_at_both_widths(page)


def test_a_block_and_a_table_of_statline_are_asked_for_on_pages_that_read_well(
    open_page: OpenPage, reviewer: User, stored: Observation
) -> None:
    page = sign_in(open_page(**WIDE), reviewer)
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Cijfers").click()
    press(page, "Bestand importeren", role="link")
    press(page, "Tabel van CBS of Klimaatmonitor", role="link")
    expect(page.get_by_role("group", name="Van welke dag")).to_be_visible()
    assert_fine_at_both_widths(page)
    press(page, "Eerst controleren")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("group", name="Van welke dag")).to_contain_text("Kies een van")
    assert_fine_at_both_widths(page)

    press(page, "Blok plakken", role="link")
    page.get_by_label("Maat").select_option("laadpunten")
    page.get_by_label("Bron").select_option("nal")
    page.get_by_label("Gekopieerde cellen").fill("Regio\tjan-21\tfeb-21\nNoord\t1.010\t1.020\n")
    assert_fine_at_both_widths(page)
    press(page, "Eerst controleren")
    expect(page.get_by_text("jan-21 = 31-1-2021, feb-21 = 28-2-2021")).to_be_visible()
    assert_fine_at_both_widths(page)
    press(page, "Cijfers opslaan")
    expect(page.get_by_text("2 cijfers opgeslagen.")).to_be_visible()
    expect(page).to_have_title("Cijfers – Voortgang laadinfrastructuur")
