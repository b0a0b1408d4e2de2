"""Recording policy as a person does it: with a keyboard, on a small screen, with axe."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from regions.models import Municipality, PolicyDocument, PolicyStep, Region
from tests import factories
from tests.browser import NARROW, assert_fine, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]


@pytest.fixture
def places(noord: Region) -> list[Municipality]:
    """Twelve municipalities of Noord and one of another region; two instruments; an open round."""
    factories.round_(reference_on=date(2021, 6, 30), division_on=date(2021, 7, 1))
    factories.instrument(slug="laadvisie", name="Integrale laadvisie", review_after_months=24)
    factories.instrument(slug="plankaart", name="Plankaart")
    factories.municipality(name="Elders", region=factories.region())
    return [factories.municipality(name=f"Fictief {n:02d}", region=noord) for n in range(12)]


def tab_to(page: Page, label: str) -> None:
    """Walk with the Tab key until the field with that label has the focus."""
    field = page.get_by_label(label, exact=True)
    for _ in range(120):
        if field.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with the Tab key")


def test_a_joint_document_for_twelve_municipalities_and_back_with_the_keyboard(
    open_page: OpenPage, coordinator: User, places: list[Municipality]
) -> None:
    page = sign_in(open_page(), coordinator)
    page.goto("/gemeenten/")
    assert_fine(page)
    press(page, "Alle 12 selecteren", role="link")
    expect(page.get_by_text("12\u00a0gemeenten gekozen")).to_be_visible()
    press(page, "Document koppelen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Document koppelen")
    expect(page.get_by_text("12\u00a0gemeenten gekozen")).to_be_visible()
    assert_fine(page)
    for label in ("Integrale laadvisie", "Plankaart"):
        tab_to(page, label)
        page.keyboard.press("Space")
    for label, text in (
        ("Titel (niet verplicht)", "Fictieve laadvisie van twaalf"),
        ("Kenmerk (niet verplicht)", "CVDR 12"),
        ("Vastgesteld op (niet verplicht)", "1-5-2021"),
    ):
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    # The reference looks like a mistake: the page asks, with the focus on the question.
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("heeft niet de gewone vorm")
    assert page.title().strip().startswith("Fout:")
    assert_fine(page)
    tab_to(page, "Ja, dit kenmerk klopt")
    page.keyboard.press("Space")
    press(page, "Document koppelen")
    note = page.get_by_role("status")
    expect(note).to_contain_text("Vastgelegd: 12\u00a0gemeenten.")
    assert_fine(page)
    assert PolicyStep.objects.standing().count() == 24
    press(page, "Ongedaan maken")
    expect(page.get_by_role("status")).to_contain_text("Ongedaan gemaakt: 12\u00a0gemeenten.")
    assert_fine(page)
    assert not PolicyStep.objects.standing().exists()
    assert (PolicyStep.objects.count(), PolicyDocument.objects.count()) == (48, 1)


def test_each_page_on_a_small_screen(
    open_page: OpenPage, coordinator: User, noord: Region, places: list[Municipality]
) -> None:
    document = factories.policy_document(title="Fictief besluit met een lange titel " * 4)
    step = factories.policy_step(municipality=places[0], document=document)
    page = sign_in(open_page(**NARROW), coordinator)
    code = places[0].code
    for address in (
        f"/gemeenten/selectie/?actie=stap&kies={code}",
        f"/gemeenten/selectie/?actie=bevestigen&kies={code}&kies={places[1].code}",
        f"/gemeenten/{code}/stappen/{step.pk}/",
        f"/gemeenten/{code}/stappen/{step.pk}/vervallen/",
        "/gemeenten/documenten/",
        f"/gemeenten/documenten/{document.pk}/",
        f"/gemeenten/documenten/{document.pk}/wijzigen/",
        "/gemeenten/documenten/nieuw/",
        "/gemeenten/opgave/noord/",
        "/gemeenten/importeren/",
    ):
        response = page.goto(address)
        assert response
        assert response.ok, address
        assert_fine(page)
    page.goto(f"/gemeenten/{code}/vastleggen/")
    assert_fine(page)
    group = page.get_by_role("group", name="Integrale laadvisie")
    group.get_by_label("Datum").fill("ooit")
    page.get_by_role("button", name="Statussen vastleggen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_fine(page)
    group.get_by_label("Status").select_option("concept")
    group.get_by_label("Datum").fill("juli 2021")
    page.get_by_role("button", name="Statussen vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Telt niet mee voor Fictieve ronde 1.")
    assert_fine(page)
    page.get_by_role("button", name="Toch opslaan").click()
    stored = page.get_by_role("status").filter(has_text="Vastgelegd: 1\u00a0gemeente.")
    expect(stored).to_be_visible()
    assert_fine(page)


def test_a_file_that_is_filled_in_comes_back(
    open_page: OpenPage, coordinator: User, places: list[Municipality]
) -> None:
    page = sign_in(open_page(**NARROW), coordinator)
    text = page.request.get("/gemeenten/invullen.csv").text()
    line = f"{places[0].code};Fictief 00;laadvisie;"
    filled = text.replace(f"{line};;", f"{line}vastgesteld;1-5-2021;", 1)
    for content in (filled.replace("vastgesteld", "bijna"), filled):
        page.goto("/gemeenten/importeren/")
        file = {"name": "stappen.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.get_by_label("Bestand").set_input_files(file)  # type: ignore[arg-type]  # a TypedDict
        page.get_by_role("button", name="Eerst controleren").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Voorbeeld van de import")
        assert_fine(page)
    page.get_by_role("button", name="Dit beleid vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Geïmporteerd: 1\u00a0gemeente.")
