"""Two people at work at once, each in a browser of their own, one step after the other."""

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import Category, Milestone, RemarkEntry, ReportingUnit
from nalportal.progress.models.states import SubmissionState
from nalportal.report.hand_in import submit
from tests import factories
from tests.browser import OpenPage, assert_fine, press, sign_in
from tests.conftest import PASSWORD
from tests.test_two_people import KINDS

pytestmark = pytest.mark.django_db(transaction=True)


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
    general, about = "Opmerking voor het onderdeel", "Opmerking bij de tekst: Inleiding van"
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


def test_two_people_change_one_milestone(plan: Milestone, first: Page, second: Page) -> None:
    for page in (first, second):
        page.goto(f"/mijlpalen/{plan.reference}/wijzigen/")
    first.get_by_label("Titel").first.fill("Titel van de eerste (fictief)")
    press(first, "Mijlpaal opslaan")
    second.get_by_label("Toelichting").fill("Toelichting van de tweede (fictief)")
    press(second, "Mijlpaal opslaan")
    expect(second.get_by_text("Mijlpaal opgeslagen.")).to_be_visible()
    plan.refresh_from_db()
    assert plan.title == "Titel van de eerste (fictief)"
    assert plan.explanation == "Toelichting van de tweede (fictief)"


def test_two_people_set_one_round(first: Page, second: Page) -> None:
    round_ = factories.round_(slug="fictief-2021", title="Fictief 2021")
    for page in (first, second):
        page.goto("/ronde/fictief-2021/instellen/")
    first.get_by_label("Inleveren tot en met").fill("1-9-2021")
    press(first, "Opslaan")
    second.get_by_label("Titel").fill("Fictief midden 2021")
    second.get_by_label("Inleveren tot en met").fill("1-10-2021")
    press(second, "Opslaan")
    expect(second.get_by_text("Intussen gewijzigd")).to_be_visible()
    assert_fine(second)
    second.get_by_role("group", name="Inleveren tot en met").get_by_label("Nu opgeslagen").check()
    press(second, "Opslaan")
    expect(second.get_by_text("Ronde opgeslagen.")).to_be_visible()
    round_.refresh_from_db()
    assert (round_.title, str(round_.deadline_on)) == ("Fictief midden 2021", "2021-09-01")


# Each kind of page that has a form of its own, beside those above.
OTHERS = [
    "teksten van een onderdeel",
    "opgave van een regio",
    "beleidsdocument",
    "landelijke tekst",
    "uitgave",
    "persoon",
    "overeenkomst",
]


def test_two_people_change_one_of_each_other_kind(first: Page, second: Page) -> None:
    for what in (KINDS[kind] for kind in OTHERS):
        address, name = what.page(), what.fields[-1]
        for page in (first, second):
            page.goto(address)
        for page, text in zip((first, second), what.texts, strict=True):
            page.locator(f"[name='{name}']").fill(text)
            own = page.locator("form").filter(has=page.locator(f"[name='{name}']"))
            own.locator(".actions button.btn-primary").first.click()
        expect(second.get_by_text("Intussen gewijzigd").first).to_be_visible()
        expect(second.locator(f"[name='{name}']")).to_have_value(what.texts[1])
        assert_fine(second)
        second.get_by_label("Uw versie").first.check()
        own = second.locator("form").filter(has=second.locator(f"[name='{name}']"))
        own.locator(".actions button.btn-primary").first.click()
        expect(second.get_by_text("Intussen gewijzigd")).to_have_count(0)
        first.goto(address)
        expect(first.locator(f"[name='{name}']")).to_have_value(what.texts[1])


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
