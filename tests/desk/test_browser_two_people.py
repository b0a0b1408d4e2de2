"""Two people at work at once, each in a browser of their own, one step after the other."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Observation
from nalportal.accounts.models import User
from nalportal.progress.models import Category, Milestone, RemarkEntry, ReportingUnit
from nalportal.progress.models.states import SubmissionState
from nalportal.report.hand_in import submit
from regions.models import Municipality, PolicyStep
from tests import factories
from tests.browser import OpenPage, assert_fine, press, sign_in
from tests.conftest import PASSWORD
from tests.test_two_people import KINDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.twice]


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user(
        "collega@ministerie.example",
        PASSWORD,
        first_name="Col",
        last_name="Lega",
        is_reviewer=True,
        is_staff=True,
    )


@pytest.fixture
def plan(noord: ReportingUnit) -> Milestone:
    return factories.milestone(unit=noord, category=Category.PLANNED, title="Fictief laadplan")


@pytest.fixture
def first(open_page: OpenPage, reviewer: User) -> Page:
    User.objects.filter(pk=reviewer.pk).update(is_staff=True)
    return sign_in(open_page(), reviewer)


@pytest.fixture
def second(open_page: OpenPage, colleague: User) -> Page:
    return sign_in(open_page(), colleague)


def test_two_reviewers_remark_and_decide(
    noord: ReportingUnit, plan: Milestone, coordinator: User, first: Page, second: Page
) -> None:
    factories.region(unit=noord)
    round_ = factories.round_(title="Fictief 2021")
    row = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(row, by=coordinator)
    for page in (first, second):
        page.goto("/onderdeel/noord/beoordelen/")
    general, about = "Opmerking voor wie inlevert", "Opmerking bij de tekst: Inleiding van"
    first.get_by_label(general).fill("Van de eerste.")
    press(first, "Opmerkingen plaatsen")
    second.get_by_label(about).fill("Van de tweede, over de tekst.")
    press(second, "Opmerkingen plaatsen")
    expect(second.get_by_label(general)).to_have_value("Van de eerste.")
    first.get_by_label(general).fill("Toch anders, van de eerste.")
    second.get_by_label(general).fill("Ook anders, van de tweede.")
    press(second, "Opmerkingen plaatsen")
    press(first, "Terugsturen met opmerking")
    expect(first.get_by_text("Intussen gewijzigd")).to_be_visible()
    assert_fine(first)
    first.get_by_role("group", name=general).get_by_label("Uw versie").check()
    press(first, "Terugsturen met opmerking")
    expect(first.get_by_text("Teruggestuurd met uw opmerkingen.")).to_be_visible()
    row.refresh_from_db()
    assert row.remark == "Toch anders, van de eerste."
    assert RemarkEntry.objects.get().text == "Van de tweede, over de tekst."


# The pages that ask look alike; these are of each sort of form.
LOOKED_AT = ("mijlpaal", "opgave van een regio", "ronde")


def opened(page: Page, address: str, name: str, text: str) -> None:
    page.goto(address)
    page.locator(f"[name='{name}']").fill(text)


def otherwise(text: str, end: str) -> str:
    return (text[:-1] if text[-1].isdigit() else text) + end


def save(page: Page, name: str) -> None:
    own = page.locator("form").filter(has=page.locator(f"[name='{name}']"))
    with page.expect_navigation():
        own.locator(".actions button.btn-primary").first.click()


def holds(page: Page, address: str, values: dict[str, str]) -> None:
    page.goto(address)
    for name, text in values.items():
        expect(page.locator(f"[name='{name}']")).to_have_value(text)


def test_two_people_change_one_of_each_kind(first: Page, second: Page) -> None:
    """Open and save in the orders that differ: who opened first saves first, or last."""
    for at, (kind, what) in enumerate(KINDS.items()):
        address, (one, other) = what.page(), what.fields
        pages = (first, second) if at % 2 else (second, first)
        if one != other:
            for page, name, text in zip(pages, what.fields, what.texts, strict=True):
                opened(page, address, name, text)
            for page, name in zip(pages, what.fields, strict=True):
                save(page, name)
            holds(second, address, dict(zip(what.fields, what.texts, strict=True)))
        typed = [otherwise(text, end) for text, end in zip(what.texts, "56", strict=True)]
        for page, text in zip(pages, typed, strict=True):
            opened(page, address, other, text)
        late, soon = pages  # the first that opened is the last that saves
        save(soon, other)
        save(late, other)
        expect(late.get_by_text("Intussen gewijzigd").first, kind).to_be_visible()
        expect(late.locator(f"[name='{other}']")).to_have_value(typed[0])
        if kind in LOOKED_AT:
            assert_fine(late)
        late.get_by_label(("Uw versie", "Nu opgeslagen")[at % 2]).first.check()
        save(late, other)
        expect(late.get_by_text("Intussen gewijzigd"), kind).to_have_count(0)
        holds(soon, address, {other: typed[at % 2]})


def test_two_people_on_one_page_of_the_beheer(
    beheerder: User, colleague: User, open_page: OpenPage
) -> None:
    party = factories.party(name="Fictieve partij")
    first, second = (sign_in(open_page(), user) for user in (beheerder, colleague))
    for page in (first, second):
        page.goto(f"/admin/workgroups/party/{party.pk}/change/")
    first.locator("#id_name").fill("Noordpartij (fictief)")
    first.locator("[name=_save]").click()
    second.locator("#id_abbreviation").fill("77")
    second.locator("[name=_continue]").click()
    expect(second.locator("#id_name")).to_have_value("Noordpartij (fictief)")
    first.goto(f"/admin/workgroups/party/{party.pk}/change/")
    first.locator("#id_abbreviation").fill("78")
    second.locator("#id_abbreviation").fill("79")
    first.locator("[name=_save]").click()
    first.wait_for_url("**/admin/workgroups/party/")
    second.locator("[name=_save]").click()
    expect(second.get_by_text("Intussen gewijzigd door")).to_be_visible()
    second.get_by_label("Uw versie: 79").check()
    second.locator("[name=_save]").click()
    second.wait_for_url("**/admin/workgroups/party/")
    party.refresh_from_db()
    assert (party.name, party.abbreviation) == ("Noordpartij (fictief)", "79")


@pytest.fixture
def places(noord: ReportingUnit) -> list[Municipality]:
    """Three municipalities with two instruments, of a round that is open."""
    factories.round_(reference_on=date(2021, 12, 31), division_on=date(2022, 1, 1))
    factories.instrument(slug="laadvisie", name="Laadvisie")
    factories.instrument(slug="plankaart", name="Plankaart")
    region = factories.region(unit=noord)
    return [factories.municipality(name=f"Fictief {n}", region=region) for n in range(3)]


def type_in_cell(page: Page, of: Municipality, slug: str, text: str) -> None:
    page.locator(f"[data-grid] td[data-cel^='cel-{of.code}-{slug}-']").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def standing() -> dict[tuple[str, str], str]:
    """The statuses that count, by municipality and instrument."""
    rows = PolicyStep.objects.standing().order_by("on", "pk")
    return {(row.municipality.name, row.instrument.slug): row.stage for row in rows}


def test_two_people_in_one_grid_of_policy(
    places: list[Municipality], first: Page, second: Page
) -> None:
    for page in (first, second):
        page.goto("/gemeenten/invullen/")
    type_in_cell(first, places[0], "laadvisie", "c 1-5-2021")
    type_in_cell(second, places[0], "laadvisie", "v 1-6-2021")
    type_in_cell(second, places[1], "laadvisie", "v 1-6-2021")
    first.keyboard.press("Control+s")
    expect(first.locator("#rooster-stand")).to_contain_text("1\u00a0cel opgeslagen om")
    second.keyboard.press("Control+s")
    expect(second.get_by_role("alert")).to_contain_text("1 cel is niet opgeslagen")
    assert standing() == {
        ("Fictief 0", "laadvisie"): "concept",
        ("Fictief 1", "laadvisie"): "vastgesteld",
    }
    # Meanwhile the first goes on, in a cell that the second saved after the page was made.
    type_in_cell(first, places[1], "laadvisie", "c 1-7-2021")
    first.keyboard.press("Control+s")
    expect(first.get_by_role("alert")).to_contain_text("1 cel is niet opgeslagen")
    assert_fine(second)
    second.get_by_label("Gebruik mijn versie").check()
    first.get_by_label("Houd wat is opgeslagen").check()
    for page in (second, first):
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert")).to_have_count(0)
    assert set(standing().values()) == {"vastgesteld"}


def test_two_people_record_steps_of_the_same_municipalities(
    places: list[Municipality], first: Page, second: Page
) -> None:
    chosen = "&".join(f"kies={place.code}" for place in places)
    for page, place in ((first, places[0]), (second, places[0])):
        page.goto(f"/gemeenten/{place.code}/vastleggen/")
    for page, status, day in ((first, "concept", "1-5-2021"), (second, "vastgesteld", "1-6-2021")):
        group = page.get_by_role("group", name="Laadvisie")
        group.get_by_label("Status").select_option(status)
        group.get_by_label("Datum").fill(day)
    third = first.context.new_page()  # another tab of the first
    third.goto(f"/gemeenten/selectie/?actie=stap&instrument=laadvisie&{chosen}")
    press(first, "Statussen vastleggen")
    expect(first.get_by_text("Vastgelegd: 1\u00a0gemeente.")).to_be_visible()
    press(second, "Statussen vastleggen")
    expect(second.get_by_text("Intussen gewijzigd door")).to_be_visible()
    group = second.get_by_role("group", name="Laadvisie")
    expect(group.get_by_label("Datum")).to_have_value("1-6-2021")
    assert_fine(second)
    assert standing() == {("Fictief 0", "laadvisie"): "concept"}
    press(second, "Statussen vastleggen")
    expect(second.get_by_text("Vastgelegd: 1\u00a0gemeente.")).to_be_visible()
    # What was chosen before that is done to the others, and the page names who was left out.
    third.get_by_label("Status").select_option("gestart")
    third.get_by_label("Datum", exact=True).fill("1-4-2021")
    press(third, "Status vastleggen")
    told = third.get_by_text("Intussen door een ander gewijzigd: Fictief 0.")
    expect(told).to_be_visible()
    assert standing() == {
        ("Fictief 0", "laadvisie"): "vastgesteld",
        ("Fictief 1", "laadvisie"): "gestart",
        ("Fictief 2", "laadvisie"): "gestart",
    }


def test_two_people_in_one_grid_of_figures(first: Page, second: Page) -> None:
    names = ("Oost", "West", "Zuid")
    units = [factories.unit(slug=name.lower(), short_name=name) for name in names]
    regions = [factories.region(unit=unit) for unit in units]
    row = factories.observation(
        measure=factories.measure(slug="laadpunten", name="Fictieve laadpunten"),
        source=factories.source(slug="nal"),
        region=regions[0],
        charger_type="",
        on=date(2020, 12, 31),
        value=1000,
    )
    for page in (first, second):
        page.goto("/cijfers/invoeren/?maat=laadpunten&bron=nal&gebieden=regio&datum=31-12-2020")
    for page, name, text in ((first, "Zuid", "20"), (second, "Zuid", "30"), (second, "West", "5")):
        page.get_by_label(f"Waarde, {name}", exact=True).fill(text)
    press(first, "Controleren")
    press(first, "Cijfers opslaan")
    expect(first.get_by_text("1 cijfer opgeslagen.")).to_be_visible()
    press(second, "Controleren")
    asked = second.get_by_role("group", name="Zuid, 31-12-2020")
    expect(asked.get_by_label("Uw versie 30")).to_be_visible()
    assert_fine(second)
    asked.get_by_label("Nu opgeslagen 20").check()
    press(second, "Verder")
    press(second, "Cijfers opslaan")
    expect(second.get_by_text("1 cijfer opgeslagen.")).to_be_visible()
    found = {each.region_id: each.value for each in Observation.objects.all()}
    assert found == dict(zip([one.pk for one in regions], [row.value, 5, 20], strict=True))
