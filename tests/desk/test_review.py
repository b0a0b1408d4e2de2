"""The page on which a reviewer judges what one unit handed in."""

import html
import re
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from playwright.sync_api import expect

from nalportal.accounts.models import User
from nalportal.desk.views import review
from nalportal.progress.models import (
    Category,
    Milestone,
    RemarkEntry,
    ReportingUnit,
    Submission,
    SubmissionState,
)
from nalportal.progress.rounds import NotNowError
from nalportal.progress.submissions import Gap, return_to_editors, withdraw_submission
from nalportal.report.editions import frozen_report
from nalportal.report.hand_in import submit
from tests import factories
from tests.browser import OpenPage, assert_fine, press, sign_in

from .conftest import Publish

pytestmark = pytest.mark.django_db

PAGE = "/onderdeel/noord/beoordelen/"


@pytest.fixture
def plan(noord: ReportingUnit) -> Milestone:
    return factories.milestone(unit=noord, category=Category.PLANNED, title="Fictief laadplan")


@pytest.fixture
def handed_in(
    noord: ReportingUnit, plan: Milestone, publish: Publish, coordinator: User
) -> Submission:
    """After the last report Noord changed one item and added one, and then handed in."""
    factories.milestone(unit=noord, category=Category.REALISED, title="Blijft fictief zo")
    publish("Fictief 2020", date(2020, 12, 31))
    changed(plan, title="Fictief laadplan af")
    factories.milestone(unit=noord, category=Category.ATTENTION, title="Fictief nieuw punt")
    round_ = factories.round_(title="Fictief 2021", reference_on=date(2021, 6, 30))
    submission = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(submission, by=coordinator, gaps=[Gap("datum", "Eén zonder datum.", False, "Volgt.")])
    submission.refresh_from_db()
    return submission


def changed(milestone: Milestone, **fields: str) -> None:
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save()


def text_of(client: Client, asked: str = "") -> str:
    response = client.get(PAGE + asked)
    assert response.status_code == 200
    bare = html.unescape(re.sub(r"<[^>]+>", " ", response.text))
    return re.sub(r"\s+", " ", bare)


def page_of(client: Client, asked: str = "") -> dict[str, Any]:
    """What a browser that opened the page now would send back."""
    form = client.get(PAGE + asked).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def post(client: Client, **data: str) -> Any:
    return client.post(PAGE, page_of(client) | data, follow=True)


# ------------------------------------------------------------------------------- what it shows


def test_what_changed_since_the_last_report_is_shown(
    handed_in: Submission, as_reviewer: Client
) -> None:
    text = text_of(as_reviewer)
    assert "1 nieuw, 1 gewijzigd, 1 ongewijzigd. Vergeleken met: fictief 2020." in text
    assert "Fictief laadplan toegevoegd: af" in text
    assert "toegevoegd: Fictief nieuw punt" in text
    assert "Blijft fictief zo" in text
    assert "Blijft fictief zo" not in text_of(as_reviewer, "?alleen=on")


def test_since_an_earlier_hand_in_only_what_changed_after_it_is_shown(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, reviewer: User, coordinator: User
) -> None:
    first = handed_in.hand_ins.get()
    return_to_editors(handed_in, by=reviewer, reason="Fictief.")
    changed(plan, title="Fictief laadplan af in mei")
    submit(handed_in, by=coordinator)
    text = text_of(as_reviewer, f"?sinds={first.pk}&alleen=on")
    assert "Fictief laadplan af toegevoegd: in mei" in text
    assert "Fictief nieuw punt" not in text
    assert text.count("inlevering van") == 3  # two to choose from, and the one that is chosen


def test_after_a_second_hand_in_it_is_set_against_the_one_before(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, reviewer: User, coordinator: User
) -> None:
    first = handed_in.hand_ins.get()
    return_to_editors(handed_in, by=reviewer, reason="Fictief.")
    changed(plan, title="Fictief laadplan af in mei")
    submit(handed_in, by=coordinator)
    assert text_of(as_reviewer, "?alleen=on") == text_of(
        as_reviewer, f"?sinds={first.pk}&alleen=on"
    )
    assert "Fictief nieuw punt" in text_of(as_reviewer, "?sinds=rapport&alleen=on")


def test_after_a_decision_the_next_hand_in_is_one_press_away(
    handed_in: Submission, as_reviewer: Client, as_coordinator: Client, reviewer: User
) -> None:
    assert "Volgende inlevering" not in post(as_reviewer, besluit="accepteren").text
    zuid = factories.unit(slug="zuid", name="Regio Zuid", short_name="Zuid")
    factories.submission(round=handed_in.round, unit=zuid, state=SubmissionState.SUBMITTED)
    page = as_reviewer.get("/onderdeel/noord/").text
    assert 'href="/onderdeel/zuid/beoordelen/">Volgende inlevering: Zuid' in page
    assert "Volgende inlevering" not in as_coordinator.get("/onderdeel/noord/").text


def test_a_total_is_shown_with_its_note_and_what_is_counted(
    noord: ReportingUnit, publish: Publish, coordinator: User, as_reviewer: Client
) -> None:
    instrument = factories.instrument(name="Fictieve visie")
    gemeente = factories.membership(region=noord.region).municipality
    factories.policy_step(municipality=gemeente, instrument=instrument, stage="vastgesteld")
    for day, note in ((date(2020, 12, 31), "Eerste noot"), (date(2021, 6, 30), "Andere noot")):
        factories.reported_count(
            region=noord.region, instrument=instrument, count=0, reference_on=day, note=note
        )
    publish("Fictief 2020", date(2020, 12, 31))
    round_ = factories.round_(reference_on=date(2021, 6, 30))
    row = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(row, by=coordinator)
    text = text_of(as_reviewer)
    assert "Opmerking: verwijderd: Eerste toegevoegd: Andere noot" in text
    assert "Per gemeente geteld: 1, van 1 van 1 bekend. Dat kan niet allebei kloppen." in text


def test_what_the_ministry_changed_since_the_hand_in_is_marked(
    handed_in: Submission, plan: Milestone, as_reviewer: Client
) -> None:
    assert "door het ministerie" not in text_of(as_reviewer)
    changed(plan, explanation="Door het ministerie aangevuld, fictief.")
    text = text_of(as_reviewer)
    assert text.count("Gewijzigd door het ministerie sinds de inlevering") == 1
    assert "1 punt gewijzigd door het ministerie sinds de inlevering" in text


def test_what_the_unit_changes_after_a_return_is_not_the_ministrys(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, reviewer: User
) -> None:
    return_to_editors(handed_in, by=reviewer, reason="Fictief.")
    changed(plan, explanation="Door de regio zelf, fictief.")
    assert "door het ministerie" not in text_of(as_reviewer)


def test_how_often_a_planned_date_moved_is_told(
    handed_in: Submission, plan: Milestone, as_reviewer: Client
) -> None:
    for month in (7, 10, 12):
        plan.planned_on, plan.planned_precision = date(2021, month, 1), "month"
        plan.save()
    assert "Eerst gepland: juli 2021, 2 × verschoven" in text_of(as_reviewer)


def test_the_gaps_with_their_reasons_and_the_checks_are_shown(
    handed_in: Submission, as_reviewer: Client
) -> None:
    text = text_of(as_reviewer)
    assert "Eén zonder datum. Reden: Volgt." in text
    assert (
        "3 van 4 verplichte punten in orde Sinds het vorige rapport niets gerealiseerd: klopt dat?"
        in text
    )


def test_a_figure_that_is_still_pm_is_asked_about(
    noord: ReportingUnit,
    plan: Milestone,
    publish: Publish,
    coordinator: User,
    as_reviewer: Client,
) -> None:
    # The fixture that publishes makes the region.
    instrument = factories.instrument(name="Fictieve visie")
    for day in (date(2020, 12, 31), date(2021, 6, 30)):
        factories.reported_count(
            region=noord.region, instrument=instrument, count=None, reference_on=day
        )
    publish("Fictief 2020", date(2020, 12, 31))
    round_ = factories.round_(reference_on=date(2021, 6, 30))
    row = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(row, by=coordinator)
    assert "Fictieve visie pm pm Weer pm. Vraag om een aantal of een datum." in text_of(as_reviewer)


def test_before_a_hand_in_there_is_something_to_see_and_nothing_to_decide(
    noord: ReportingUnit, plan: Milestone, as_reviewer: Client
) -> None:
    factories.submission(unit=noord)
    text = text_of(as_reviewer)
    assert "Er is nog niets ingeleverd." in text
    assert "toegevoegd: Fictief laadplan" in text
    assert "Inlevering accepteren" not in text


def test_without_an_open_round_the_page_leads_to_the_unit(
    noord: ReportingUnit, as_reviewer: Client
) -> None:
    response = as_reviewer.get(PAGE)
    assert response.status_code == 302
    assert response.headers["Location"] == "/onderdeel/noord/"


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_takes_twelve_queries_however_much_there_is(
    handed_in: Submission,
    noord: ReportingUnit,
    as_reviewer: Client,
    django_assert_num_queries: Any,
    more: int,
) -> None:
    for number in range(more):
        item = factories.milestone(unit=noord, title=f"Fictief {number}")
        factories.remark(milestone=item)
    frozen_report.cache_clear()
    with django_assert_num_queries(11):
        as_reviewer.get(PAGE)


# -------------------------------------------------------------------------------- the decision


def test_accepting_is_done_here(handed_in: Submission, as_reviewer: Client) -> None:
    answer = post(as_reviewer, besluit="accepteren")
    assert "Geaccepteerd." in answer.text
    handed_in.refresh_from_db()
    assert handed_in.state == SubmissionState.ACCEPTED


def test_with_four_eyes_who_handed_in_reads_at_once_that_another_accepts(
    handed_in: Submission,
    as_reviewer: Client,
    reviewer: User,
    coordinator: User,
    settings: Any,
) -> None:
    told = "U leverde dit zelf in. Een ander moet het accepteren."
    settings.FOUR_EYES = True
    assert told not in text_of(as_reviewer)
    return_to_editors(handed_in, by=reviewer, reason="Fictief.")
    handed_in.refresh_from_db()
    submit(handed_in, by=reviewer, on_behalf_of=coordinator)
    assert told in text_of(as_reviewer)


def test_returning_takes_the_remarks_along(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, as_coordinator: Client
) -> None:
    data = {f"bij-{plan.reference}": "Wanneer precies?", "tekst-onderdeel": "Te kort."}
    post(as_reviewer, besluit="terugsturen", reason="Nog twee vragen.", **data)
    handed_in.refresh_from_db()
    assert handed_in.state == SubmissionState.RETURNED
    shown = as_coordinator.get("/onderdeel/noord/").text
    for words in ("Nog twee vragen.", "Wanneer precies?", "Te kort."):
        assert words in shown


def test_returning_without_saying_why_is_refused_and_nothing_typed_is_lost(
    handed_in: Submission, plan: Milestone, as_reviewer: Client
) -> None:
    answer = post(as_reviewer, besluit="terugsturen", **{f"bij-{plan.reference}": "Bewaar mij."})
    assert "Vul in waarom u terugstuurt." in answer.text
    assert "Bewaar mij." in answer.text
    assert "Fout:" in answer.text
    assert not RemarkEntry.objects.exists()


def test_a_remark_is_read_by_the_unit_at_once_and_its_field_is_empty_again(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, as_coordinator: Client
) -> None:
    name = f"bij-{plan.reference}"
    answer = post(as_reviewer, besluit="bewaren", **{name: "Eerst."})
    assert "Opmerkingen geplaatst." in answer.text
    assert "Eerst." in as_coordinator.get("/onderdeel/noord/").text
    assert page_of(as_reviewer)[name] == ""
    post(as_reviewer, **{name: "Daarna."})
    assert [entry.text for entry in RemarkEntry.objects.all()] == ["Eerst.", "Daarna."]


def test_returning_without_a_remark_asks_what_the_reason_says(
    handed_in: Submission, as_reviewer: Client, as_coordinator: Client
) -> None:
    post(as_reviewer, besluit="terugsturen", reason="Vul de datums aan.")
    asked = RemarkEntry.objects.get()
    assert (asked.text, asked.remark.kind) == ("Vul de datums aan.", "onderdeel")
    assert "Klaar om in te leveren." not in as_coordinator.get("/onderdeel/noord/").text


def test_a_cell_of_table_3_gets_a_remark(
    noord: ReportingUnit, publish: Publish, coordinator: User, as_reviewer: Client
) -> None:
    instrument = factories.instrument(name="Fictieve visie", slug="fictieve-visie")
    publish("Fictief 2020", date(2020, 12, 31))
    round_ = factories.round_(reference_on=date(2021, 6, 30))
    row = factories.submission(round=round_, unit=noord, state=SubmissionState.IN_PROGRESS)
    submit(row, by=coordinator)
    post(as_reviewer, **{f"beleid-noord.{instrument.slug}": "Welke gemeenten?"})
    made = RemarkEntry.objects.get().remark
    assert (made.key, made.about) == ("noord.fictieve-visie", "Noord, Fictieve visie")


def test_sent_twice_it_is_decided_once(handed_in: Submission, as_reviewer: Client) -> None:
    data = page_of(as_reviewer) | {"besluit": "terugsturen", "reason": "Eén keer."}
    answers = [as_reviewer.post(PAGE, data) for _time in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {"/onderdeel/noord/"}
    assert handed_in.log.filter(to_state=SubmissionState.RETURNED).count() == 1


def test_when_it_cannot_be_decided_the_remarks_are_not_kept_either(
    handed_in: Submission, plan: Milestone, as_reviewer: Client
) -> None:
    with mock.patch.object(review, "accept", side_effect=NotNowError("Nu niet, fictief.")):
        answer = post(as_reviewer, besluit="accepteren", **{f"bij-{plan.reference}": "Half?"})
    assert "Nu niet, fictief." in answer.text
    assert not RemarkEntry.objects.exists()


# ----------------------------------------------------------------------- two who review at once


@pytest.fixture
def as_colleague() -> Client:
    client = Client()
    client.force_login(factories.user(first_name="Col", last_name="Lega", is_reviewer=True))
    return client


def test_an_older_page_takes_no_remark_of_a_colleague_away(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, as_colleague: Client
) -> None:
    mine = page_of(as_reviewer)
    post(as_colleague, **{f"bij-{plan.reference}": "Van een ander.", "reason": "Ook van hen."})
    as_reviewer.post(PAGE, mine | {"tekst-onderdeel": "Van mij."})
    assert {r.text for r in RemarkEntry.objects.all()} == {"Van een ander.", "Van mij."}
    handed_in.refresh_from_db()
    assert handed_in.remark == "Ook van hen."


def test_what_both_said_in_general_is_asked_and_nothing_is_decided_yet(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, as_colleague: Client
) -> None:
    mine = page_of(as_reviewer)
    post(as_colleague, reason="Van een ander.")
    name = f"bij-{plan.reference}"
    sent = mine | {name: "Eén vraag.", "besluit": "terugsturen", "reason": "Van mij."}
    answer = as_reviewer.post(PAGE, sent)
    assert answer.status_code == 409
    for words in ("Intussen gewijzigd door Col Lega", "Van een ander.", "Van mij.", "Eén vraag."):
        assert words in answer.text
    assert not RemarkEntry.objects.exists()
    again = {f.html_name: f.value() for f in answer.context["form"] if f.value() is not None}
    choice = {"kies-reason": "getypt", "besluit": "terugsturen"}
    assert as_reviewer.post(PAGE, again | choice).status_code == 302
    assert RemarkEntry.objects.get().text == "Eén vraag."
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.remark) == (SubmissionState.RETURNED, "Van mij.")


def test_a_general_remark_is_kept_and_read_by_nobody_before_the_decision(
    handed_in: Submission, as_reviewer: Client, as_coordinator: Client
) -> None:
    answer = post(as_reviewer, reason="Nog even nadenken.")
    assert "Opmerkingen geplaatst." in answer.text
    assert "Nog even nadenken." in as_reviewer.get(PAGE).text
    assert "Nog even nadenken." not in as_coordinator.get("/onderdeel/noord/").text
    post(as_reviewer, besluit="terugsturen")
    assert "Nog even nadenken." in as_coordinator.get("/onderdeel/noord/").text


def test_keeping_what_is_there_already_is_no_change(
    handed_in: Submission, as_reviewer: Client, as_colleague: Client
) -> None:
    post(as_reviewer, reason="Eén keer.")
    entries = handed_in.history.count()
    post(as_colleague)
    assert handed_in.history.count() == entries


def test_a_decision_about_what_was_handed_in_again_meanwhile_is_asked_anew(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, coordinator: User
) -> None:
    mine = page_of(as_reviewer)
    withdraw_submission(handed_in, by=coordinator)
    changed(plan, title="Fictief heel anders")
    submit(handed_in, by=coordinator)
    answer = as_reviewer.post(PAGE, mine | {"besluit": "accepteren", "reason": "Bewaar mij."})
    assert "Er is intussen opnieuw ingeleverd." in answer.text
    assert "Bewaar mij." in answer.text
    handed_in.refresh_from_db()
    assert handed_in.state == SubmissionState.SUBMITTED
    again = {f.html_name: f.value() for f in answer.context["form"] if f.value() is not None}
    as_reviewer.post(PAGE, again | {"besluit": "accepteren"})
    handed_in.refresh_from_db()
    assert handed_in.state == SubmissionState.ACCEPTED


def test_a_note_survives_that_the_unit_takes_back_and_hands_in_again(
    handed_in: Submission, as_reviewer: Client, coordinator: User
) -> None:
    post(as_reviewer, reason="Nog te zeggen.")
    withdraw_submission(handed_in, by=coordinator)
    submit(handed_in, by=coordinator)
    assert "Nog te zeggen." in as_reviewer.get(PAGE).text


def test_what_was_typed_when_a_colleague_decided_is_shown_to_copy(
    handed_in: Submission, plan: Milestone, as_reviewer: Client, as_colleague: Client
) -> None:
    mine = page_of(as_reviewer)
    post(as_colleague, besluit="accepteren")
    sent = {
        f"bij-{plan.reference}": "Te laat getypt.",
        "reason": "Toch niet.",
        "besluit": "terugsturen",
    }
    answer = as_reviewer.post(PAGE, mine | sent)
    assert "Dit is niet opgeslagen." in answer.text
    assert "Te laat getypt." in answer.text
    assert "Toch niet." in answer.text


def test_who_keeps_the_unit_does_not_review_it(
    handed_in: Submission, as_coordinator: Client, as_neighbour: Client
) -> None:
    assert as_coordinator.get(PAGE).status_code == 403
    assert as_coordinator.post(PAGE, {"besluit": "accepteren"}).status_code == 403
    assert as_neighbour.get(PAGE).status_code == 404
    handed_in.refresh_from_db()
    assert handed_in.state == SubmissionState.SUBMITTED


# --------------------------------------------------------------------------------- in a browser


@pytest.mark.django_db(transaction=True)
def test_a_reviewer_remarks_and_returns_with_the_keyboard(
    handed_in: Submission, plan: Milestone, reviewer: User, open_page: OpenPage
) -> None:
    page = sign_in(open_page(), reviewer)
    page.goto(PAGE)
    assert_fine(page)
    page.get_by_text(f"Opmerking bij {plan.reference}").first.press("Enter")
    field = page.get_by_label(f"Opmerking bij {plan.reference}")
    field.fill("Wanneer precies?")
    assert_fine(page)
    press(page, "Terugsturen met opmerking")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(field).to_have_value("Wanneer precies?")
    assert_fine(page)
    page.get_by_label("Opmerking voor wie inlevert").fill("Eén vraag.")
    press(page, "Terugsturen met opmerking")
    expect(page.get_by_text("Teruggestuurd met uw opmerkingen.")).to_be_visible()
    narrow = sign_in(open_page(width=320), reviewer)
    narrow.goto(f"{PAGE}?alleen=on")
    expect(narrow.get_by_text("Wanneer precies?").first).to_be_visible()
    assert_fine(narrow)
