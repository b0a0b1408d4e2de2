"""A conversation between a reviewer and a coordinator, each in a browser of their own."""

import pytest
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import Category, Milestone, ReportingUnit, Submission
from nalportal.progress.models.states import SubmissionState
from nalportal.report.hand_in import submit, unit_report
from nalportal.report.payload import dump
from tests import factories
from tests.browser import OpenPage, assert_fine, press, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

UNIT, REVIEW = "/onderdeel/noord/", "/onderdeel/noord/beoordelen/"


@pytest.fixture
def plan(noord: ReportingUnit) -> Milestone:
    for category in (Category.REALISED, Category.ATTENTION):
        factories.milestone(unit=noord, category=category)
    return factories.milestone(
        unit=noord, category=Category.PLANNED, title="Aanpak snelladen (fictief)"
    )


@pytest.fixture
def row(noord: ReportingUnit, plan: Milestone, coordinator: User) -> Submission:
    factories.region(unit=noord)
    round_ = factories.round_(title="Fictief 2021", slug="fictief-2021")
    made = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(made, by=coordinator)
    return made


def test_asked_answered_reopened_and_done_while_it_is_handed_in_twice(
    row: Submission, plan: Milestone, reviewer: User, coordinator: User, open_page: OpenPage
) -> None:
    ministry = sign_in(open_page(), reviewer)
    region = sign_in(open_page(width=390), coordinator)
    before = dump(unit_report(row.round, row.unit))
    ask(ministry, plan, "Klopt oktober 2021? (fictief)")
    # It waits at the item, its form, the list and the unit; and nothing is ready.
    region.goto(UNIT)
    expect(region.get_by_text("1 opmerking is nog open", exact=True)).to_be_visible()
    expect(region.get_by_text("Klaar om in te leveren.", exact=True)).to_have_count(0)
    assert_fine(region)
    region.goto("/mijlpalen/")
    region.get_by_role("link", name="1 open").click()
    expect(region.get_by_text("wacht op Noord")).to_be_visible()
    assert_fine(region)
    region.goto(f"/mijlpalen/{plan.reference}/wijzigen/")
    expect(region.get_by_text("Klopt oktober 2021? (fictief)")).to_be_visible()
    assert_fine(region)
    answer(region, plan, "In de stuurgroep van 12 november. (fictief)")
    region.goto(UNIT)
    expect(region.get_by_text("Klaar om in te leveren.", exact=True)).to_be_visible()
    hand_in(region)
    # The conversation is there after the next hand-in, for both.
    ministry.goto(REVIEW)
    expect(ministry.get_by_text("In de stuurgroep van 12 november.").first).to_be_visible()
    assert_fine(ministry)
    ministry.goto(f"/mijlpalen/{plan.reference}/")
    press(ministry, "Afhandelen")
    expect(ministry.get_by_text("De opmerking is afgehandeld.")).to_be_visible()
    ministry.goto(f"/mijlpalen/{plan.reference}/")
    ministry.get_by_text("1 opmerking is afgehandeld").click()
    assert_fine(ministry)
    press(ministry, "Heropenen")
    expect(ministry.get_by_text("wacht op Noord")).to_be_visible()
    region.goto(f"/mijlpalen/{plan.reference}/")
    press(region, "Afhandelen")
    expect(region.get_by_text("De opmerking is afgehandeld.")).to_be_visible()
    assert dump(unit_report(row.round, row.unit)) == before


def ask(page: Page, plan: Milestone, text: str) -> None:
    page.goto(REVIEW)
    page.get_by_text(f"Opmerking bij {plan.reference}").first.press("Enter")
    page.get_by_label(f"Opmerking bij {plan.reference}").fill(text)
    page.get_by_label("Opmerking voor wie inlevert").fill("Eén vraag. (fictief)")
    press(page, "Terugsturen met opmerking")
    expect(page.get_by_text("Teruggestuurd met uw opmerkingen.")).to_be_visible()


def answer(page: Page, plan: Milestone, text: str) -> None:
    page.goto(f"/mijlpalen/{plan.reference}/")
    press(page, "Antwoorden")  # with nothing in it
    expect(page.locator(".error-summary")).to_be_focused()
    assert_fine(page)
    page.get_by_label("Uw antwoord").fill(text)
    press(page, "Antwoorden")
    expect(page.get_by_text("Uw bericht staat er.")).to_be_visible()
    expect(page.get_by_text("wacht op het ministerie")).to_be_visible()
    thread = page.get_by_role("region", name="Opmerking 1, beantwoord")
    expect(thread).to_be_focused()
    expect(thread).to_be_in_viewport()


def hand_in(page: Page) -> None:
    page.get_by_role("link", name="Controleren en inleveren").click()
    if page.get_by_label("Waarom ontbreekt dit?").count():
        page.get_by_label("Waarom ontbreekt dit?").first.fill("Fictief.")
    press(page, "Inleveren")
    expect(page.get_by_text("U kunt niets wijzigen zolang")).to_be_visible()
