"""One walk through the pages of municipalities, with the keyboard where it matters, and axe."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from regions.maps import Drawing, packed
from regions.models import BoundarySet, Municipality, Region, Stage
from regions.models.boundaries import division_key
from tests import factories
from tests.browser import faults_at_both_widths, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def municipalities(noord: Region, coordinator: User) -> None:
    """Fictitious ones in two regions: every stage, a correction, a merger, something overdue."""
    day = date(2022, 1, 1)
    east = factories.region(unit=factories.unit(slug="oost", short_name="Oost"))
    vision = factories.instrument(slug="laadvisie", name="Laadvisie")
    new = factories.municipality(name="Nieuwdorp", code="GM8001", region=noord, valid_from=day)
    for name in ("Oud", "Ouder"):
        old = factories.municipality(name=name, region=noord, valid_until=day)
        factories.policy_step(
            municipality=old, instrument=vision, on=date(2021, 3, 1), review_due_on=date(2023, 3, 1)
        )
        factories.reorganisation(old=old, new=new, on=day)
    stages = (Stage.ADOPTED, Stage.DRAFT, Stage.STARTED, Stage.NONE, Stage.PM)
    for stage in (*stages, None):
        place = factories.municipality(region=east)
        if stage:
            factories.policy_step(municipality=place, instrument=vision, stage=stage)
    corrected = factories.municipality(name="Aduard", code="GM8002", region=noord)
    wrong = factories.policy_step(municipality=corrected, instrument=vision, on=date(2022, 5, 1))
    factories.policy_step(
        municipality=corrected,
        instrument=vision,
        on=date(2022, 6, 1),
        replaces=wrong,
        recorded_by=coordinator,
        note="Fictieve noot.",
        document=factories.policy_document(reference="CVDR000001"),
    )


def top_of_first_row(page: Page) -> float:
    box = page.locator("tbody tr").first.bounding_box()
    assert box is not None
    return box["y"]


def test_from_the_list_to_a_municipality_the_map_and_the_regions(
    browser_page: Page, coordinator: User, municipalities: None
) -> None:
    page = sign_in(browser_page, coordinator)
    page.goto("/gemeenten/?op=1-6-2023")
    expect(page.get_by_text("geërfd van Oud en Ouder – te herijken")).to_be_visible()
    assert faults_at_both_widths(page) == []

    page.goto("/gemeenten/?op=morgen")
    expect(page.get_by_role("alert")).to_be_focused()
    assert faults_at_both_widths(page) == []

    page.goto("/gemeenten/?op=1-6-2023")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert top_of_first_row(page) < 600
    page.get_by_label("Gemeente of code").fill("aduard")
    press(page, "Filteren")
    expect(page.get_by_text("1\u00a0gemeente", exact=True)).to_be_visible()
    press(page, "Aduard", role="link")
    expect(page.get_by_role("heading", name="Aduard", level=1)).to_be_visible()
    expect(page.get_by_text("Gecorrigeerd door Co Ordinator")).to_be_visible()
    assert faults_at_both_widths(page) == []

    page.goto("/gemeenten/kaart/?op=1-6-2023")
    page.set_viewport_size({"width": 1280, "height": 900})
    tile = page.get_by_role("link", name="Nieuwdorp: vastgesteld, geërfd van Oud en Ouder")
    text = tile.locator("text")
    assert text.evaluate("node => getComputedStyle(node).opacity") == "0"
    tile.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert text.evaluate("node => getComputedStyle(node).opacity") == "1"
    assert faults_at_both_widths(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nieuwdorp", level=1)).to_be_visible()

    page.goto("/gemeenten/regios/?op=1-6-2023")
    expect(page.get_by_text("1 van de 4 bekende (2 onbekend)")).to_be_visible()
    assert faults_at_both_widths(page) == []


@pytest.fixture
def boundaries(municipalities: None) -> None:
    """A square for each of them, side by side."""
    here = [row for row in Municipality.objects.all() if row.exists_on(date(2023, 6, 1))]
    rings = {
        row.code: (((x, 0), (x + 700, 0), (x + 700, 900), (x, 900), (x, 0)),)
        for x, row in zip(range(0, 7_000, 700), here, strict=False)
    }
    drawing = Drawing(5680, 900, "CBS en Kadaster", "CC BY 4.0", rings)
    BoundarySet.objects.create(
        on=date(2023, 1, 1),
        key=division_key(rings),
        drawing=packed(drawing),
        codes=list(rings),
        licence=drawing.licence,
        source=drawing.source,
    )


def test_a_map_within_boundaries_by_keyboard(
    browser_page: Page, coordinator: User, boundaries: None
) -> None:
    page = sign_in(browser_page, coordinator)
    page.goto("/gemeenten/kaart/?op=1-6-2023")
    expect(page.get_by_text("Grenzen: CBS en Kadaster, CC BY 4.0, vereenvoudigd.")).to_be_visible()
    assert faults_at_both_widths(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    shape = page.get_by_role("link", name="Nieuwdorp: vastgesteld, geërfd van Oud en Ouder")
    text = shape.locator("text")
    shape.focus()
    page.keyboard.press("Shift+Tab")
    assert text.evaluate("node => getComputedStyle(node).opacity") == "0"
    page.keyboard.press("Tab")
    assert text.evaluate("node => getComputedStyle(node).opacity") == "1"
    # As large as other texts, in whatever units the map is drawn.
    assert 8 < text.evaluate("node => node.getBoundingClientRect().height") < 40

    page.get_by_label("Gebied").select_option("Oost")
    press(page, "Tonen")
    expect(page.get_by_role("heading", name="Gemeenten op de kaart: Oost")).to_be_visible()
    expect(page.locator(".real-map a")).to_have_count(6)
    assert faults_at_both_widths(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, "Tegels", role="link")
    expect(page.locator(".country-map a rect").first).to_be_visible()
    expect(page.locator(".country-map a")).to_have_count(6)
    page.get_by_role("navigation", name="Weergave").get_by_role("link", name="Kaart").click()
    press(page, "Heel Nederland", role="link")
    expect(page.locator(".real-map a")).to_have_count(8)
    shape.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nieuwdorp", level=1)).to_be_visible()
