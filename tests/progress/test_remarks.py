"""Conversations between the ministry and a unit: who may say what when, and what is kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nalportal.accounts.models import User
from nalportal.progress import remarks
from nalportal.progress.models import Category, Milestone, Remark, RemarkEntry
from nalportal.progress.models.remarks import RemarkKind, RemarkState, RemarkVerb, Side
from nalportal.progress.remarks import Subject, offered_in, threads
from nalportal.progress.rounds import NotNowError
from nalportal.records.versions import Moved
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator: User) -> Milestone:
    unit = factories.unit(slug="noord", name="Noord", short_name="Noord")
    unit.editors.add(coordinator)
    return factories.milestone(unit=unit, category=Category.PLANNED, title="Fictief laadplan")


@pytest.fixture
def coordinator(db: None) -> User:
    return factories.user(first_name="Co", last_name="Ordinator")


@pytest.fixture
def as_coordinator(client: Client, coordinator: User, plan: Milestone) -> Client:
    client.force_login(coordinator)
    return client


@pytest.fixture
def asked(plan: Milestone, reviewer: User) -> Remark:
    return remarks.ask(about(plan), text="Klopt oktober? (fictief)", by=reviewer)


def about(plan: Milestone) -> Subject:
    return Subject(plan.unit, RemarkKind.MILESTONE, "Datum", "planned", plan)


def standing(row: Remark) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.waits_for


# ------------------------------------------------------------------------------------- states


def test_what_the_ministry_asks_waits_for_the_unit_and_an_answer_for_the_ministry(
    asked: Remark, coordinator: User, reviewer: User
) -> None:
    assert standing(asked) == (RemarkState.OPEN, Side.UNIT)
    remarks.say(asked, text="Ja (fictief)", by=coordinator)
    assert standing(asked) == (RemarkState.ANSWERED, Side.MINISTRY)
    remarks.say(asked, text="En de dag? (fictief)", by=reviewer)
    assert standing(asked) == (RemarkState.OPEN, Side.UNIT)


@pytest.mark.parametrize("by_unit", [True, False])
def test_either_side_marks_it_done_and_the_ministry_reopens(
    asked: Remark, coordinator: User, reviewer: User, by_unit: bool
) -> None:
    remarks.finish(asked, by=coordinator if by_unit else reviewer)
    assert standing(asked) == (RemarkState.DONE, "")
    with pytest.raises(PermissionDenied):
        remarks.reopen(asked, by=coordinator)
    remarks.reopen(asked, by=reviewer)
    assert standing(asked) == (RemarkState.OPEN, Side.UNIT)


def test_a_unit_asks_the_ministry_and_that_holds_nothing_up(
    plan: Milestone, coordinator: User, reviewer: User
) -> None:
    row = remarks.ask(about(plan), text="Mag een jaar ook? (fictief)", by=coordinator)
    assert standing(row) == (RemarkState.OPEN, Side.MINISTRY)
    assert not Remark.objects.all().waiting_for_unit().exists()
    remarks.say(row, text="Ja (fictief)", by=reviewer)
    assert standing(row) == (RemarkState.ANSWERED, Side.UNIT)
    assert not Remark.objects.all().waiting_for_unit().exists()


def test_about_a_figure_another_of_the_ministry_answers(plan: Milestone, reviewer: User) -> None:
    subject = Subject(plan.unit, RemarkKind.FIGURE, "Dekking, Noord, 31-12-2021", "12")
    row = remarks.ask(subject, text="Telt dit thuis mee? (fictief)", by=reviewer)
    assert standing(row) == (RemarkState.OPEN, Side.MINISTRY)
    remarks.say(row, text="Let op (fictief)", by=reviewer)
    assert standing(row) == (RemarkState.OPEN, Side.MINISTRY)
    remarks.say(row, text="Nee (fictief)", by=factories.user(is_reviewer=True))
    assert standing(row) == (RemarkState.ANSWERED, Side.MINISTRY)


def test_only_who_asked_takes_it_back_and_only_unanswered(
    asked: Remark, reviewer: User, coordinator: User
) -> None:
    with pytest.raises(NotNowError):
        remarks.withdraw(asked, by=factories.user(is_reviewer=True))
    remarks.withdraw(asked, by=reviewer)
    assert standing(asked) == (RemarkState.WITHDRAWN, "")
    with pytest.raises(NotNowError):
        remarks.say(asked, text="Nog iets", by=coordinator)


def test_what_is_answered_cannot_be_taken_back(
    asked: Remark, reviewer: User, coordinator: User
) -> None:
    remarks.say(asked, text="Ja (fictief)", by=coordinator)
    with pytest.raises(NotNowError):
        remarks.withdraw(asked, by=reviewer)


def test_who_has_nothing_to_do_with_the_unit_says_nothing(asked: Remark, outsider: User) -> None:
    for verb in (remarks.finish, remarks.reopen, remarks.withdraw):
        with pytest.raises(PermissionDenied):
            verb(asked, by=outsider)
    with pytest.raises(PermissionDenied):
        remarks.say(asked, text="Ik ook", by=outsider)


# ------------------------------------------------------------------------------ two at once


def test_an_end_is_refused_when_something_was_said_since(
    asked: Remark, reviewer: User, coordinator: User
) -> None:
    seen = threads(pk=asked.pk).all[0].version
    remarks.say(asked, text="Nee, november (fictief)", by=coordinator)
    with pytest.raises(Moved, match="Co Ordinator"):
        remarks.finish(asked, by=reviewer, seen=seen)
    assert standing(asked) == (RemarkState.ANSWERED, Side.MINISTRY)


def test_an_answer_that_crossed_the_end_is_kept(
    asked: Remark, reviewer: User, coordinator: User
) -> None:
    remarks.finish(asked, by=reviewer)
    remarks.say(asked, text="Net getypt (fictief)", by=coordinator)
    assert standing(asked) == (RemarkState.DONE, "")
    assert threads(pk=asked.pk).all[0].messages[-1].text == "Net getypt (fictief)"


# --------------------------------------------------------------------------------- to read


def test_everything_is_one_query(
    asked: Remark, coordinator: User, django_assert_num_queries: object
) -> None:
    remarks.say(asked, text="Ja (fictief)", by=coordinator, adapted=True)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = threads(unit=asked.unit)
    assert found.in_words == "1 beantwoord"
    question, answer = found.all[0].messages
    assert (question.who, question.quality, question.is_answer) == (
        "Bo Oordelaar",
        "ministerie",
        False,
    )
    assert (answer.quality, answer.is_answer, answer.adapted) == ("Noord", True, True)
    assert found.all[0].whom == "wacht op het ministerie"


def test_each_sees_what_can_be_done(asked: Remark, reviewer: User, coordinator: User) -> None:
    thread = threads(pk=asked.pk).all[0]
    assert offered_in(thread, reviewer) == (
        RemarkVerb.SAY,
        RemarkVerb.FINISH,
        RemarkVerb.WITHDRAW,
    )
    assert offered_in(thread, coordinator) == (RemarkVerb.SAY, RemarkVerb.FINISH)
    remarks.finish(asked, by=reviewer)
    thread = threads(pk=asked.pk).all[0]
    assert offered_in(thread, coordinator) == ()
    assert offered_in(thread, reviewer) == (RemarkVerb.REOPEN,)


def test_the_page_of_the_milestone_has_it_and_its_history_too(
    asked: Remark, plan: Milestone, as_coordinator: Client
) -> None:
    page = as_coordinator.get(f"/mijlpalen/{plan.reference}/").text
    assert "Klopt oktober? (fictief)" in page
    assert "wacht op Noord" in page
    history = page.split('id="geschiedenis"')[1]
    assert "Opmerking over Datum: Klopt oktober? (fictief)" in history


def test_the_form_has_it_at_its_field(
    asked: Remark, plan: Milestone, as_coordinator: Client
) -> None:
    page = as_coordinator.get(f"/mijlpalen/{plan.reference}/wijzigen/").text
    assert page.index("Klopt oktober?") < page.index('name="planned"')
    assert page.index('name="title"') < page.index("Klopt oktober?")


def test_the_list_says_how_many_without_a_query_more(
    reviewer: User, plan: Milestone, as_coordinator: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page = as_coordinator.get("/mijlpalen/").text
        assert (f'href="/mijlpalen/{plan.reference}/#opmerkingen"' in page) is has_remarks
        return len(found)

    has_remarks = False
    queries()
    without = queries()
    for _number in range(3):
        remarks.ask(about(plan), text="Klopt oktober? (fictief)", by=reviewer)
    has_remarks = True
    assert queries() == without


def test_an_answer_is_given_on_the_page(
    asked: Remark, plan: Milestone, as_coordinator: Client
) -> None:
    page = as_coordinator.get(f"/opmerkingen/{asked.pk}/").context["form"]
    sent = {f.html_name: f.value() or "" for f in page} | {"text": "Ja (fictief)", "adapted": "on"}
    for _time in range(2):
        answer = as_coordinator.post(f"/opmerkingen/{asked.pk}/", sent)
        assert answer.headers["Location"] == (f"/mijlpalen/{plan.reference}/#opmerking-{asked.pk}")
    assert [entry.adapted for entry in RemarkEntry.objects.all()] == [False, True]


def test_what_was_typed_stays_when_it_cannot_be_done(
    asked: Remark, as_coordinator: Client, reviewer: User
) -> None:
    page = as_coordinator.get(f"/opmerkingen/{asked.pk}/").context["form"]
    sent = {f.html_name: f.value() or "" for f in page} | {"text": "Getypt (fictief)"}
    remarks.withdraw(asked, by=reviewer)
    answer = as_coordinator.post(f"/opmerkingen/{asked.pk}/", sent)
    assert "Deze opmerking is al ingetrokken." in answer.text
    assert "Getypt (fictief)" in answer.text


def test_a_question_is_asked_from_the_page(plan: Milestone, as_coordinator: Client) -> None:
    address = f"/opmerkingen/noord/nieuw/?over=mijlpaal:{plan.reference}"
    page = as_coordinator.get(address).context["form"]
    sent = {f.html_name: f.value() or "" for f in page} | {
        "over": f"mijlpaal:{plan.reference}.title",
        "text": "Mag dit korter? (fictief)",
    }
    as_coordinator.post(address, sent)
    row = Remark.objects.get()
    assert (row.about, row.key, row.milestone, row.begun_by) == ("Titel", "title", plan, Side.UNIT)


def test_who_goes_back_and_mends_the_words_asks_once(
    plan: Milestone, as_coordinator: Client
) -> None:
    address = f"/opmerkingen/noord/nieuw/?over=mijlpaal:{plan.reference}"
    over = {"over": f"mijlpaal:{plan.reference}.title"}
    sent = form_values(as_coordinator.get(address)) | over
    for text in ("Kan dit?", "Kan dit?", "Kan dit korter?"):
        answer = as_coordinator.post(address, sent | {"text": text})
    assert "Met deze pagina hebt u al iets toegevoegd." in answer.text
    assert "Kan dit korter?" in answer.text
    assert Remark.objects.get().entries.get().text == "Kan dit?"


@pytest.mark.parametrize(
    "over", ["anders:1", "cijfer:x", "tekst:kop", "beleid:GM9999.x", "cijfer:1"]
)
def test_about_something_else_there_is_no_page(
    plan: Milestone, as_coordinator: Client, over: str
) -> None:
    answer = as_coordinator.get(f"/opmerkingen/noord/nieuw/?over={over}")
    assert answer.status_code == 404 or answer.context["form"].fields["over"]
    sent = {"token": "00000000-0000-0000-0000-000000000001", "over": over, "text": "Fictief"}
    assert as_coordinator.post(f"/opmerkingen/noord/nieuw/?over={over}", sent).status_code != 302
    assert not Remark.objects.exists()
