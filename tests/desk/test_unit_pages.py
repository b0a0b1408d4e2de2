"""The page of a unit, saying that there is nothing, handing in and taking it back."""

import re

import pytest
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Category,
    CategoryStatement,
    HandIn,
    Place,
    ReportingUnit,
    RoundState,
    Submission,
    SubmissionState,
)
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.submissions import return_to_editors
from nalportal.report.hand_in import submit
from tests import factories
from tests.progress.pages import form_values, send

pytestmark = pytest.mark.django_db

PAGE, HAND_IN = "/onderdeel/noord/", "/onderdeel/noord/inleveren/"


@pytest.fixture
def editor() -> User:
    return factories.user(first_name="Co")


@pytest.fixture
def noord(editor: User) -> ReportingUnit:
    unit = factories.unit(name="Regio Noord", short_name="Noord", slug="noord", editors=(editor,))
    factories.region(unit=unit)
    return unit


@pytest.fixture
def submission(noord: ReportingUnit) -> Submission:
    return factories.submission(unit=noord)


@pytest.fixture
def complete(submission: Submission) -> Submission:
    """All that is required is there; what is recommended is not."""
    for category in Category.values:
        factories.milestone(unit=submission.unit, category=category)
    return submission


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def as_reviewer(reviewer: User) -> Client:
    client = Client()
    client.force_login(reviewer)
    return client


def page(client: Client, address: str = PAGE) -> str:
    return re.sub(r"\s+", " ", client.get(address, follow=True).content.decode())


# ------------------------------------------------------------------------------- the page


def test_without_a_round_it_says_so_and_shows_the_register(
    as_editor: Client, noord: ReportingUnit
) -> None:
    factories.milestone(unit=noord, title="Fictieve plannen")
    shown = page(as_editor)
    assert "Er is geen ronde open" in shown
    assert "Fictieve plannen" in shown
    assert "Inleveren tot" not in shown


def test_it_leads_to_the_first_open_point(as_editor: Client, submission: Submission) -> None:
    shown = page(as_editor)
    assert "3 verplichte punten staan open." in shown
    assert 'href="#punt-leeg-gerealiseerd"' in shown
    assert "Controleren en inleveren" not in shown


def test_when_all_required_is_there_it_offers_to_hand_in(
    as_editor: Client, complete: Submission
) -> None:
    assert f'href="{HAND_IN}"' in page(as_editor)


def test_the_list_is_of_this_unit_only_and_filters(as_editor: Client, complete: Submission) -> None:
    factories.milestone(
        unit=factories.unit(editors=tuple(complete.unit.editors.all())), title="Elders"
    )
    factories.milestone(unit=complete.unit, title="Gezocht")
    assert "Elders" not in page(as_editor)
    found = page(as_editor, f"{PAGE}?q=gezocht")
    assert "<b>1 mijlpaal</b>" in found
    assert 'name="onderdeel"' not in found.split("Lijst filteren")[1].split("</form>")[0]


def test_all_that_is_open_is_confirmed_from_here(as_editor: Client, complete: Submission) -> None:
    address = re.search(r'href="(/mijlpalen/selectie/[^"]*)"', page(as_editor))
    assert address
    shown = page(as_editor, address[1].replace("&amp;", "&"))
    assert "Ongewijzigd bevestigen" in shown
    assert shown.count('name="kies"') == 2  # planning and attention, not what is realised


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubmissionState.SUBMITTED, "U kunt niets wijzigen zolang het ministerie beoordeelt."),
        (SubmissionState.ACCEPTED, "Het ministerie neemt dit zo over in het rapport."),
        (SubmissionState.SKIPPED, "Het ministerie slaat u in deze ronde over."),
    ],
)
def test_it_says_where_the_hand_in_stands(
    as_editor: Client, complete: Submission, state: str, words: str
) -> None:
    complete.state = state
    complete.save()
    shown = page(as_editor)
    assert words in shown
    assert ("Inlevering intrekken" in shown) is (state == SubmissionState.SUBMITTED)


def test_what_was_returned_shows_the_reason_and_each_remark(
    as_editor: Client, complete: Submission, editor: User, reviewer: User
) -> None:
    submit(complete, by=editor)
    item = complete.unit.milestones.all()[0]
    factories.remark(milestone=item, text="Welke gemeenten? (fictief)", by=reviewer)
    factories.remark(
        unit=complete.unit,
        kind=RemarkKind.TEXT,
        key=Place.UNIT,
        text="Korter graag (fictief)",
        by=reviewer,
    )
    return_to_editors(complete, by=reviewer, reason="Nog twee vragen (fictief)")
    shown = page(as_editor)
    for words in ("Nog twee vragen", "Welke gemeenten?", "Korter graag"):
        assert words in shown
    assert "Mijlpaal toevoegen" in shown


def test_what_the_ministry_changes_meanwhile_is_shown(
    as_editor: Client, complete: Submission, editor: User, reviewer: User
) -> None:
    submit(complete, by=editor)
    item = complete.unit.milestones.all()[0]
    item.title = "Nu anders (fictief)"
    item._history_user = reviewer  # as the verbs do
    item.save()
    shown = page(as_editor)
    assert "Gewijzigd door het ministerie sinds u inleverde" in shown
    assert reviewer.display_name in shown


def test_an_extension_is_shown(as_editor: Client, submission: Submission) -> None:
    submission.extended_until = factories.REFERENCE_ON
    submission.extension_reason = "Verkiezingen (fictief)"
    submission.save()
    shown = page(as_editor)
    assert "Verkiezingen (fictief)" in shown
    assert "31 december 2020" in shown


def test_the_page_takes_a_fixed_number_of_queries(
    as_editor: Client, complete: Submission, editor: User, django_assert_num_queries: object
) -> None:
    submit(complete, by=editor)
    as_editor.get(PAGE)
    for _ in range(2):
        with django_assert_num_queries(29):  # type: ignore[operator]
            as_editor.get(PAGE)
        for category in Category.values:
            factories.milestone(unit=complete.unit, category=category)
            factories.milestone(unit=factories.region().unit)


# -------------------------------------------------------------------------- nothing to report


def test_nothing_to_report_is_said_and_taken_back(
    as_editor: Client, submission: Submission, editor: User
) -> None:
    address = f"{PAGE}geen/planning/"
    token = _token(as_editor, address)
    as_editor.post(address, {"token": token})
    row = CategoryStatement.objects.get()
    assert (row.category, row.statement, row.submission) == ("planning", "geen", submission)
    assert row.history.get().history_user == editor
    as_editor.post(address, {"token": _token(as_editor, address), "terugnemen": "ja"})
    assert not CategoryStatement.objects.exists()


def test_without_a_round_there_is_nothing_to_say(as_editor: Client, noord: ReportingUnit) -> None:
    address = f"{PAGE}geen/planning/"
    answer = as_editor.post(address, {"token": _token(as_editor, address)}, follow=True)
    assert "Er is geen ronde open" in answer.content.decode()
    assert as_editor.get(f"{PAGE}geen/onzin/").status_code == 404


def _token(client: Client, address: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


# ------------------------------------------------------------------------------- handing in


def test_the_page_shows_the_report_and_hands_in_with_the_reasons(
    as_editor: Client, complete: Submission
) -> None:
    item = complete.unit.milestones.all()[0]
    factories.instrument(slug="plankaart")
    factories.municipality(region=complete.unit.region)
    shown = page(as_editor, HAND_IN)
    assert item.title in shown
    assert "Waarom ontbreekt dit?" in shown
    reasons = {"reason": "Volgt (fictief)", "reden-zonder-datum": "Onbekend (fictief)"}
    send(as_editor, HAND_IN, **reasons)
    gaps = {gap["key"]: gap["reason"] for gap in HandIn.objects.get().gaps}
    assert gaps == {"zonder-datum": "Onbekend (fictief)", "beleid-plankaart": "Volgt (fictief)"}
    complete.refresh_from_db()
    assert complete.state == SubmissionState.SUBMITTED


def test_an_editor_cannot_hand_in_without_what_is_required(
    as_editor: Client, submission: Submission
) -> None:
    assert "Er staan verplichte punten open." in page(as_editor, HAND_IN)
    answer = send(as_editor, HAND_IN, reason="Zomaar")
    assert "Vul eerst aan" in answer.content.decode()
    assert not HandIn.objects.exists()


def test_a_reviewer_hands_in_for_an_editor_and_says_what_is_missing(
    as_reviewer: Client, submission: Submission, editor: User, reviewer: User
) -> None:
    answer = send(as_reviewer, HAND_IN, on_behalf_of=editor.pk)
    assert "Vul in waarom er iets verplichts ontbreekt." in answer.content.decode()
    send(as_reviewer, HAND_IN, on_behalf_of=editor.pk, reason="Telefonisch (fictief)")
    found = HandIn.objects.get()
    assert (found.submitted_by, found.on_behalf_of) == (reviewer, editor)
    assert {gap["reason"] for gap in found.gaps} == {"Telefonisch (fictief)"}


def test_what_was_not_seen_is_not_handed_in(as_editor: Client, complete: Submission) -> None:
    number = re.search(r'name="seen" value="(\w+)"', page(as_editor, HAND_IN))
    assert number
    item = factories.milestone(unit=complete.unit, title="Van een collega (fictief)")
    answer = send(as_editor, HAND_IN, reason="Volgt", seen=number[1])
    shown = answer.content.decode()
    assert "Er is intussen iets gewijzigd." in shown
    assert item.title in shown
    assert not HandIn.objects.exists()
    number = re.search(r'name="seen" value="(\w+)"', shown)
    assert number
    send(as_editor, HAND_IN, reason="Volgt", seen=number[1])
    assert HandIn.objects.count() == 1


def test_the_page_sends_all_that_its_form_asks(as_editor: Client, complete: Submission) -> None:
    shown = as_editor.get(HAND_IN)
    for field in shown.context["form"].hidden_fields():
        assert f'name="{field.html_name}"' in shown.text


def test_handing_in_twice_hands_in_once(as_editor: Client, complete: Submission) -> None:
    sent = form_values(as_editor.get(HAND_IN))
    for _ in range(2):
        assert as_editor.post(HAND_IN, sent).headers["Location"] == PAGE
    assert HandIn.objects.count() == 1


def test_taking_it_back(as_editor: Client, as_reviewer: Client, complete: Submission) -> None:
    send(as_editor, HAND_IN, reason="")
    address = f"{PAGE}inlevering-intrekken/"
    assert as_reviewer.post(address, {}).status_code == 403
    sent = form_values(as_editor.get(address)) | {"reason": "Nog een fout (fictief)"}
    for _ in range(2):
        assert as_editor.post(address, sent).headers["Location"] == PAGE
    complete.refresh_from_db()
    assert complete.state == SubmissionState.IN_PROGRESS
    assert [entry.reason for entry in complete.log.all()] == ["", "Nog een fout (fictief)"]
    complete.round.state = RoundState.FROZEN
    complete.round.save()
    assert "Er is geen ronde open" in as_editor.post(address, {}, follow=True).content.decode()
