"""The grid as a person works in it: with the keyboard alone, from and to a spreadsheet; axe."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from regions import verbs
from regions.models import AnswerKind, Municipality, PolicyInstrument, PolicyStep, Region, Stage
from tests import factories
from tests.browser import WIDE, assert_fine, faults_at_both_widths, heard, press, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
GRID = "/gemeenten/invullen/"
ROWS, MUNICIPALITIES = 40, 342


@pytest.fixture
def kinds() -> list[PolicyInstrument]:
    return [
        factories.instrument(slug="laadvisie", name="Laadvisie", review_after_months=24),
        factories.instrument(slug="plankaart", name="Plankaart"),
        factories.instrument(slug="lidmaatschap", name="Aangesloten", answers=AnswerKind.YES_NO),
    ]


@pytest.fixture
def places(noord: Region, kinds: list[PolicyInstrument]) -> list[Municipality]:
    """Forty fictitious municipalities of Noord, and an open round."""
    factories.round_(
        reference_on=date(2021, 12, 31), division_on=date(2022, 1, 1), title="Eind 2021"
    )
    return [factories.municipality(name=f"Fictief {n:02d}", region=noord) for n in range(ROWS)]


@pytest.fixture
def page(open_page: OpenPage, coordinator: User, places: list[Municipality]) -> Page:
    page = sign_in(open_page(**WIDE), coordinator)
    page.goto(GRID)
    expect(page.get_by_role("grid")).to_be_visible()
    return page


class Keyboard:
    """Presses keys and counts those that are no status or date."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def fact(self, text: str) -> None:
        self.page.keyboard.type(text)


def to_the_grid(keys: Keyboard) -> None:
    """The skip link leads past the header; then on until a cell has the focus."""
    keys.press("Tab", "Enter")
    for _ in range(15):
        keys.press("Tab")
        if keys.page.evaluate("Boolean(document.activeElement.closest('[data-grid] tbody'))"):
            return
    raise AssertionError("the grid is not reached with the Tab key")


def saved(page: Page, text: str) -> None:
    expect(page.locator("#rooster-stand")).to_contain_text(text)


def cell(page: Page, row: int, column: int):  # type: ignore[no-untyped-def]  # a Locator
    return page.locator("[data-grid] tbody tr").nth(row).locator("th, td").nth(column)


def fact(n: int, column: int) -> tuple[str, date]:
    """A status and a date of its own per cell."""
    return "vc"[(n + column) % 2], date(2021, 1 + n % 12, 1 + (n * 3 + column) % 28)


def test_forty_municipalities_two_instruments_different_dates_in_sixty_keys(
    page: Page, places: list[Municipality], kinds: list[PolicyInstrument]
) -> None:
    keys = Keyboard(page)
    to_the_grid(keys)
    for n in range(ROWS):
        both = (fact(n, column) for column in range(2))
        keys.fact("".join(f"{letter}{on.day}-{on.month}-{on.year}" for letter, on in both))
        keys.press("Enter")
    keys.press("Control+s")
    saved(page, "80\u00a0cellen opgeslagen om")
    assert keys.count <= 60, keys.count
    stored = {
        (step.municipality_id, step.instrument_id): (step.stage[0], step.on)
        for step in PolicyStep.objects.standing()
    }
    assert stored == {
        (place.pk, kinds[column].pk): fact(n, column)
        for n, place in enumerate(places)
        for column in range(2)
    }


def test_a_cell_at_a_time_takes_one_key_per_cell_and_ten_more(page: Page) -> None:
    keys = Keyboard(page)
    to_the_grid(keys)
    for column in range(2):
        for n in range(10):
            letter, on = fact(n, column)
            keys.fact(f"{letter} {on.day}-{on.month}-{on.year}")
            keys.press("Enter")
        if not column:
            keys.press("Control+Home", "ArrowRight", "ArrowRight")
    keys.press("Control+s")
    saved(page, "20\u00a0cellen opgeslagen om")
    assert keys.count <= 30, keys.count
    assert PolicyStep.objects.count() == 20


def test_a_key_changes_little_of_a_page_with_the_country(page: Page, noord: Region) -> None:
    for _ in range(MUNICIPALITIES - ROWS):
        factories.municipality(region=noord)
    for _ in range(3):
        factories.instrument()
    page.reload()
    expect(page.locator("[data-grid] tbody td")).to_have_count(MUNICIPALITIES * 6)
    cell(page, 3, 1).click()
    drawn = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    page.evaluate(
        """() => {
          window.changed = 0;
          new MutationObserver((all) => all.forEach((one) => {
            window.changed += one.addedNodes.length + one.removedNodes.length + 1;
          })).observe(document.body, { subtree: true, childList: true, attributes: true });
        }"""
    )
    page.evaluate(drawn)
    page.keyboard.press("v")
    page.evaluate(drawn)
    expect(cell(page, 3, 1).locator("input")).to_have_value("v")
    assert page.evaluate("window.changed") <= 10
    # On a phone the cells still stand under their heads.
    page.set_viewport_size({"width": 390, "height": 844})
    places = page.evaluate(
        """() => ["thead tr", "tbody tr"].map(
          (row) => Array.from(
            document.querySelector(`[data-grid] ${row}`).cells, (cell) => cell.offsetLeft
          )
        )"""
    )
    assert places[0] == places[1]


def test_blocks_are_filled_copied_pasted_and_undone(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = Keyboard(page)
    to_the_grid(keys)
    keys.fact("v 1-5-2021")
    keys.press("Tab")
    keys.fact("concept mei 2021")
    keys.press("Enter", "Control+Home", "ArrowRight")
    keys.press("Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown")
    assert page.locator("[aria-selected=true]").count() == 6
    expect(page.get_by_text("Vul 6 cel(len) met")).to_be_visible()
    assert_fine(page)
    keys.press("Control+d")
    saved(page, "Niet opgeslagen: 6")
    keys.press("Control+c")
    keys.press("Escape", "ArrowDown", "ArrowDown", "ArrowLeft", "Control+v")
    saved(page, "6 velden gevuld")
    expect(cell(page, 6, 2).locator("input")).to_have_value("concept mei 2021")
    keys.press("Control+z")
    saved(page, "Niet opgeslagen: 6")
    keys.press("Control+z")
    saved(page, "Niet opgeslagen: 2")
    block = 'v 2-5-2021\t\tja\n\t"c 3-5-2021\n"\tq\ty\n'
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    keys.press("Control+v")
    saved(page, "4 velden gevuld. Er is nog niets opgeslagen. Let op")
    keys.press("Control+s")
    saved(page, "5\u00a0cellen opgeslagen om")
    expect(page.get_by_role("alert")).to_contain_text("1 cel is niet opgeslagen")
    assert_fine(page)
    # What has no cell beside it, or stands behind a semicolon, stays in its own cell.
    for column, text in ((3, "j 1-2-2021 n 1-3-2021"), (1, "v 1-2-2021; Besluit 2020 V12")):
        cell(page, 10, column).click()
        keys.fact(text)
        keys.press("Enter")
    expect(cell(page, 10, 3).locator("input")).to_have_value("Ja 1-2-2021 n 1-3-2021")
    expect(cell(page, 10, 2).locator("input")).to_have_count(0)
    # The same as stands there fills nothing.
    page.evaluate("navigator.clipboard.writeText('x')")
    cell(page, 10, 3).click()
    keys.press("Control+c", "Control+v")
    saved(page, "0 velden gevuld")


def test_a_document_for_a_selection(
    page: Page, places: list[Municipality], kinds: list[PolicyInstrument], reviewer: User
) -> None:
    document = factories.policy_document(title="Fictieve visie", reference="CVDR677545")
    day = factories.policy_step(municipality=places[0], instrument=kinds[0], on=date(2021, 5, 1))
    page.reload()
    cell(page, 0, 1).click()
    page.keyboard.press("Shift+ArrowRight")
    press(page, "Document", role="combobox", key="ArrowDown")
    page.get_by_label("Stand en datum").press("Enter")
    expect(cell(page, 0, 1).locator("input")).to_have_value("Vastgesteld 1-5-2021; CVDR677545")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Onbekend is geen status")
    assert PolicyStep.objects.get(document=document).replaces == day


def test_doubtful_refused_and_changed_by_another(
    page: Page, places: list[Municipality], kinds: list[PolicyInstrument], reviewer: User
) -> None:
    fact = verbs.Fact(kinds[0], Stage.DRAFT, PartialDate(date(2021, 2, 1), "day"))
    verbs.record([places[2]], [fact], by=reviewer)
    cell(page, 0, 1).click()
    for text in ("klaar", "v 1-1-2199", "v 1-5-2021", "v 2-5-2021", "v 1-3-2022"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("4 cellen zijn niet opgeslagen")
    saved(page, "1\u00a0cel opgeslagen om")
    # Also far below the summary one sees that not all is saved; and the way back of what is saved
    # is not mistaken for that of what was typed.
    saved(page, "Niet opgeslagen: 4\u00a0cellen.")
    expect(page.get_by_role("button", name="Laatste wijziging terug")).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Ongedaan maken")).to_be_visible()
    for row, state in enumerate(("twijfel", "geweigerd", "gewijzigd", "opgeslagen", "twijfel")):
        expect(cell(page, row, 1)).to_have_class(f"cell-{state}")
    assert faults_at_both_widths(page) == []
    # The place is kept, a link leads to the cell, and what was typed can be mended there.
    expect(cell(page, 5, 1)).to_be_focused()
    summary.get_by_role("link", name="Fictief 00").click()
    expect(cell(page, 0, 1)).to_be_focused()
    page.keyboard.type("c 1-5-2021")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    page.get_by_label("Gebruik mijn versie").check()
    page.get_by_role("button", name="Toch opslaan").click()
    saved(page, "3\u00a0cellen opgeslagen om")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert PolicyStep.objects.standing().count() == 5
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_role("status").first).to_contain_text("Ongedaan gemaakt")


def test_without_a_connection_what_was_typed_stays_and_is_sent_again(page: Page) -> None:
    cell(page, 0, 1).click()
    page.keyboard.type("v 1-5-2021")
    page.keyboard.press("Enter")
    page.clock.install()
    page.context.set_offline(True)
    page.keyboard.press("Control+s")
    saved(page, "Geen verbinding. Niet opgeslagen: 1 cel(len).")
    page.keyboard.type("c 2-5-2021")
    page.keyboard.press("Enter")
    assert not PolicyStep.objects.exists()
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    saved(page, "2\u00a0cellen opgeslagen om")
    assert PolicyStep.objects.count() == 2


def test_an_answer_that_got_lost_stores_nothing_twice(page: Page) -> None:
    def lose(route) -> None:  # type: ignore[no-untyped-def]  # a Route
        route.fetch()
        route.abort()

    page.route(f"**{GRID}", lose, times=1)
    page.clock.install()
    cell(page, 0, 1).click()
    page.keyboard.type("v 1-5-2021")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    saved(page, "Geen verbinding")
    page.clock.run_for(11_000)
    saved(page, "1\u00a0cel opgeslagen om")
    assert PolicyStep.objects.count() == 1


def test_who_was_signed_out_finds_the_cells_again(page: Page, coordinator: User) -> None:
    cell(page, 0, 1).click()
    page.keyboard.type("v 1-5-2021")
    page.keyboard.press("Enter")
    cookies = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # the same ones
    page.keyboard.press("Control+s")
    page.get_by_label("E-mailadres").fill(coordinator.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(cell(page, 0, 1).locator("input")).to_have_value("Vastgesteld 1-5-2021")
    page.keyboard.press("Control+s")
    saved(page, "1\u00a0cel opgeslagen om")


def test_a_walk_with_the_keyboard_reads_aloud(page: Page) -> None:
    """What the accessibility tree tells at each step of a walk."""
    keys = Keyboard(page)
    to_the_grid(keys)
    walk = [heard(page)]
    for key in ("v", "Enter", "ArrowUp", "Shift+ArrowDown", "ArrowLeft", "ArrowUp"):
        keys.press(key)
        walk.append(heard(page))
    assert walk[0].startswith("gridcell | Onbekend")
    assert walk[1].startswith("textbox | Fictief 00, Laadvisie, nieuwe waarde")
    assert walk[2].startswith("gridcell | Onbekend")
    assert walk[3].startswith("gridcell | Vastgesteld nieuw, was: Onbekend")
    assert "selected" in walk[4]
    assert walk[-1].startswith("rowheader | Fictief 00")
