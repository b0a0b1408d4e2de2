"""What is dated after the peildatum of the open round is kept, and says that it doesn't count."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from nalportal.progress import verbs
from nalportal.progress.models import (
    Category,
    Milestone,
    ReportingUnit,
    Round,
    Submission,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.not_counted import not_counted
from nalportal.report.editions import all_rounds, edition_concept
from nalportal.report.payload import dump
from regions.models import Municipality, PolicyStep, Stage
from tests import factories
from tests.progress.pages import form_values

pytestmark = pytest.mark.django_db

AFTER, BEFORE = "12-2-2022", "12-12-2021"


@pytest.fixture
def round_() -> Round:
    return factories.round_(
        title="Eind 2021", reference_on=date(2021, 12, 31), division_on=date(2022, 1, 1)
    )


@pytest.fixture
def editor() -> User:
    return factories.user()


@pytest.fixture
def noord(editor: User) -> ReportingUnit:
    unit = factories.unit(slug="noord", short_name="Noord", code="NO", editors=(editor,))
    factories.region(unit=unit)
    return unit


@pytest.fixture
def place(noord: ReportingUnit) -> Municipality:
    factories.instrument(slug="laadvisie")
    return factories.municipality(region=noord.region)


@pytest.fixture
def as_editor(client: Client, editor: User, noord: ReportingUnit) -> Client:
    client.force_login(editor)
    return client


def post(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, form_values(client.get(address)) | typed, follow=True)


def text(response: Any) -> str:
    plain = re.sub(r"<[^>]*>", " ", response.content.decode().replace("\u00a0", " "))
    return re.sub(r"\s+", " ", plain)


TOLD = "Telt niet mee voor Eind 2021. 12 februari 2022 ligt na de peildatum 31 december 2021."
SAID = "Dit telt niet mee voor Eind 2021, want 12-2-2022 ligt na de peildatum."


LIES = "12 februari 2022 ligt na de peildatum 31 december 2021."
PLANNED = (
    f"Staat in Eind 2021 als planning. {LIES} In het rapport staat de mijlpaal daarom als planning."
)
SAID_PLANNED = "In Eind 2021 staat dit als planning, want 12-2-2022 ligt na de peildatum."
ASKING = f"Staat in Eind 2021 nog als aandachtspunt. {LIES}"
SAID_ASKING = "In Eind 2021 staat dit nog als aandachtspunt, want 12-2-2022 ligt na de peildatum."

# ------------------------------------------------------------------------------ milestones


@pytest.mark.parametrize(
    ("verb", "category", "more", "told", "said"),
    [
        ("gerealiseerd", Category.PLANNED, {}, PLANNED, SAID_PLANNED),
        ("gerealiseerd", Category.ATTENTION, {}, ASKING, SAID_ASKING),
        ("oplossen", Category.ATTENTION, {"how": "Zo (fictief)"}, ASKING, SAID_ASKING),
    ],
)
def test_realised_or_resolved_after_the_peildatum_is_asked_about(  # noqa: PLR0917 - a table
    as_editor: Client,
    noord: ReportingUnit,
    round_: Round,
    verb: str,
    category: str,
    more: dict[str, str],
    told: str,
    said: str,
) -> None:
    row = factories.milestone(unit=noord, category=category)
    address = f"/mijlpalen/{row.reference}/{verb}/"
    asked = post(as_editor, address, on=AFTER, **more)
    assert asked.status_code == 200
    assert told in text(asked)
    assert "telt niet mee" not in text(asked).casefold()
    assert "Toch opslaan" in text(asked)
    assert "Fout:" not in text(asked)
    assert Milestone.objects.get().closed_after(date(2021, 12, 31)) is False
    assert said in text(post(as_editor, address, on=AFTER, telt_niet_mee="on", **more))
    assert Milestone.objects.get().closed_after(date(2021, 12, 31)) is True
    # And that is where the report tells it.
    assert told_in(round_, row.title) == category


def test_on_or_before_the_peildatum_nothing_is_asked(
    as_editor: Client, noord: ReportingUnit, round_: Round
) -> None:
    row = factories.milestone(unit=noord)
    shown = text(post(as_editor, f"/mijlpalen/{row.reference}/gerealiseerd/", on="31-12-2021"))
    assert "Gemeld als gerealiseerd." in shown
    assert "Telt niet mee" not in shown


def test_without_an_open_round_nothing_is_asked(as_editor: Client, noord: ReportingUnit) -> None:
    row = factories.milestone(unit=noord)
    shown = text(post(as_editor, f"/mijlpalen/{row.reference}/gerealiseerd/", on=AFTER))
    assert "Gemeld als gerealiseerd." in shown


def test_a_new_milestone_that_was_realised_after_the_peildatum_is_asked_about(
    as_editor: Client, noord: ReportingUnit, round_: Round
) -> None:
    typed = {"title": "Fictief", "category": "gerealiseerd", "realised_on": AFTER}
    assert PLANNED in text(post(as_editor, "/mijlpalen/nieuw/", **typed))
    assert not Milestone.objects.exists()
    assert SAID_PLANNED in text(post(as_editor, "/mijlpalen/nieuw/", telt_niet_mee="on", **typed))
    assert told_in(round_, "Fictief") == Category.PLANNED


def told_in(round_: Round, title: str) -> str:
    """In which category of the concept it stands."""
    [unit] = edition_concept(all_rounds(), round_.slug).report.units()
    found = [block.category for block in unit.categories for e in block.items if e.title == title]
    return found[0] if found else ""


def test_pasted_lines_and_files_say_it_in_their_preview(
    as_editor: Client, noord: ReportingUnit, round_: Round
) -> None:
    typed = {"unit": "noord", "category": "gerealiseerd", "lines": f"Fictief plein\t{AFTER}"}
    assert "Staat in Eind 2021 als planning." in text(
        post(as_editor, "/mijlpalen/meerdere/", **typed)
    )
    known = factories.milestone(unit=noord, category=Category.ATTENTION)
    for kind, row, said in (
        ("gerealiseerd", None, "Staat in Eind 2021 als planning."),
        ("gerealiseerd", known, "Staat in Eind 2021 nog als aandachtspunt."),
    ):
        of = row.reference if row else ""
        lines = f"kenmerk;categorie;titel;gerealiseerd_op\n{of};{kind};X;{AFTER}"
        file = SimpleUploadedFile("m.csv", lines.encode())
        page = as_editor.post("/mijlpalen/importeren/", {"file": file}, follow=True)
        assert said in text(page)


def test_another_date_of_what_was_realised_is_asked_about_and_other_words_are_not(
    as_editor: Client, noord: ReportingUnit, round_: Round
) -> None:
    row = factories.milestone(
        unit=noord, category=Category.REALISED, realised_on=date(2021, 11, 1), title="Fictief"
    )
    address = f"/mijlpalen/{row.reference}/wijzigen/"
    assert PLANNED in text(post(as_editor, address, realised_on=AFTER))
    post(as_editor, address, realised_on=AFTER, telt_niet_mee="on")
    assert Milestone.objects.get().realised_on == date(2022, 2, 12)
    assert "Mijlpaal opgeslagen." in text(post(as_editor, address, title="Anders (fictief)"))


# ----------------------------------------------------------------------------------- policy


def test_a_step_of_after_the_peildatum_is_asked_about(
    as_editor: Client, place: Municipality, round_: Round
) -> None:
    address = f"/gemeenten/{place.code}/vastleggen/"
    typed = {"laadvisie-stage": Stage.ADOPTED, "laadvisie-dated": AFTER}
    assert TOLD in text(post(as_editor, address, **typed))
    assert not PolicyStep.objects.exists()
    assert SAID in text(post(as_editor, address, telt_niet_mee="on", **typed))
    assert PolicyStep.objects.get().on == date(2022, 2, 12)


def test_a_step_for_a_selection_is_asked_about(
    as_editor: Client, place: Municipality, round_: Round
) -> None:
    address = f"/gemeenten/selectie/?actie=stap&kies={place.code}"
    form = as_editor.get(address).context["form"]
    typed = {"instrument": "laadvisie", "stage": Stage.ADOPTED, "dated": AFTER}
    typed |= {name: form[name].value() for name in ("token", "version")}
    typed["kies"] = place.code
    assert TOLD in text(as_editor.post(address, typed))
    assert not PolicyStep.objects.exists()
    assert SAID in text(as_editor.post(address, typed | {"telt_niet_mee": "on"}, follow=True))
    assert PolicyStep.objects.count() == 1


def test_a_step_in_time_is_not_asked_about(
    as_editor: Client, place: Municipality, round_: Round
) -> None:
    typed = {"laadvisie-stage": Stage.ADOPTED, "laadvisie-dated": BEFORE}
    post(as_editor, f"/gemeenten/{place.code}/vastleggen/", **typed)
    assert PolicyStep.objects.count() == 1


# ------------------------------------------------------------------------------- the checklist


@pytest.mark.parametrize("page", ["/onderdeel/noord/", "/onderdeel/noord/inleveren/"])
def test_the_checklist_lists_what_does_not_count(
    as_editor: Client, noord: ReportingUnit, place: Municipality, round_: Round, page: str
) -> None:
    factories.submission(round=round_, unit=noord)
    for category in (Category.PLANNED, Category.ATTENTION):
        factories.milestone(unit=noord, category=category)
    factories.milestone(unit=noord, category=Category.REALISED)
    factories.milestone(
        unit=noord, category=Category.REALISED, realised_on=date(2022, 2, 12), title="Te laat"
    )
    factories.policy_step(municipality=place, on=date(2022, 2, 12))
    shown = text(as_editor.get(page))
    assert "Na de peildatum van Eind 2021" in shown
    assert "Te laat. In het rapport staat dit zoals op de peildatum" in shown
    assert "Telt niet mee voor Eind 2021." in shown
    assert "1 mijlpaal is na 31 december 2021 gerealiseerd of opgelost" in shown
    assert "1 status van een gemeente is van na 31 december 2021" in shown


def test_what_was_realised_after_the_peildatum_is_no_late_planning(
    as_editor: Client, noord: ReportingUnit, round_: Round
) -> None:
    factories.submission(round=round_, unit=noord)
    row = factories.milestone(unit=noord, planned_on=date(2021, 7, 1), planned_precision="quarter")
    assert "over de verwachte datum heen" in text(as_editor.get("/onderdeel/noord/"))
    row.category, row.realised_on = Category.REALISED, date(2022, 2, 12)
    row.save()
    shown = text(as_editor.get("/onderdeel/noord/"))
    assert "Geen geplande mijlpaal is over de verwachte datum heen" in shown


def test_the_first_day_after_the_peildatum_is_told(round_: Round) -> None:
    found = not_counted([date(2022, 3, 1), date(2021, 1, 1), None, date(2022, 1, 1)])
    assert found is not None
    assert found.on == date(2022, 1, 1)
    assert not_counted([date(2021, 12, 31)]) is None
    assert not_counted([]) is None


# --------------------------------------------------------------------------- after handing in


@pytest.fixture
def handed_in(noord: ReportingUnit, round_: Round) -> ReportingUnit:
    factories.submission(round=round_, unit=noord, state=SubmissionState.SUBMITTED)
    return noord


def concept(round_: Round) -> bytes:
    return dump(edition_concept(all_rounds(), round_.slug).report)


def test_after_handing_in_what_was_realised_after_the_peildatum_can_be_said(
    as_editor: Client, handed_in: ReportingUnit, round_: Round
) -> None:
    row = factories.milestone(unit=handed_in)
    before = concept(round_)
    page = text(as_editor.get(f"/mijlpalen/{row.reference}/"))
    assert "Gerealiseerd melden" in page
    assert "Verschuiven" not in page
    address = f"/mijlpalen/{row.reference}/gerealiseerd/"
    assert SAID_PLANNED in text(post(as_editor, address, on=AFTER, telt_niet_mee="on"))
    assert Milestone.objects.get().category == Category.REALISED
    assert concept(round_) == before


def set_state(row: Submission, state: str) -> None:
    row.state = state
    row.save()


@pytest.mark.parametrize("state", [SubmissionState.SUBMITTED, SubmissionState.ACCEPTED])
def test_after_handing_in_what_is_new_and_of_after_the_peildatum_is_kept_for_the_next_round(
    as_editor: Client, editor: User, handed_in: ReportingUnit, round_: Round, state: str
) -> None:
    row = Submission.objects.get()
    factories.submission_log_entry(submission=row, verb=SubmissionVerb.SUBMIT, by=editor)
    set_state(row, state)
    before = concept(round_)
    assert 'href="/mijlpalen/nieuw/' in as_editor.get("/mijlpalen/").content.decode()
    page = "/mijlpalen/nieuw/"
    assert "kunt u wel vastleggen" in text(as_editor.get(page))
    typed = {"title": "Fictief", "category": "gerealiseerd", "realised_on": AFTER}
    assert TOLD in text(post(as_editor, page, **typed))
    assert SAID in text(post(as_editor, page, telt_niet_mee="on", **typed))
    assert Milestone.objects.get().title == "Fictief"
    assert concept(round_) == before
    # Taken back, it is the unit's to hand in again: then it stands there as planning.
    set_state(row, SubmissionState.RETURNED)
    assert told_in(round_, "Fictief") == Category.PLANNED
    factories.submission_log_entry(submission=row, verb=SubmissionVerb.SUBMIT, by=editor)
    set_state(row, state)
    assert told_in(round_, "Fictief") == Category.PLANNED


@pytest.mark.parametrize(
    "typed",
    [
        {"category": "gerealiseerd", "realised_on": BEFORE},
        {"category": "gerealiseerd", "realised_on": ""},
        {"category": "planning", "planned": "2e kwartaal 2022"},
        {"category": "aandachtspunt"},
    ],
)
def test_after_handing_in_nothing_else_is_added(
    as_editor: Client, handed_in: ReportingUnit, typed: dict[str, str]
) -> None:
    answer = post(as_editor, "/mijlpalen/nieuw/", title="Fictief", telt_niet_mee="on", **typed)
    assert "Leg nu alleen vast wat na 31 december 2021 viel." in text(answer)
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("page", ["/mijlpalen/meerdere/", "/mijlpalen/importeren/"])
def test_a_page_that_cannot_be_used_says_the_one_reason(
    as_editor: Client, handed_in: ReportingUnit, page: str
) -> None:
    shown = text(as_editor.get(page))
    assert "kunt u wel vastleggen" in shown
    assert "U hoort bij geen regio of werkgroep" not in shown
    handed_in.editors.clear()
    assert "U hoort bij geen regio of werkgroep." in text(as_editor.get(page))


def test_after_handing_in_what_counts_is_refused_with_why(
    as_editor: Client, handed_in: ReportingUnit
) -> None:
    row = factories.milestone(unit=handed_in)
    answer = text(post(as_editor, f"/mijlpalen/{row.reference}/gerealiseerd/", on=BEFORE))
    assert "Leg nu alleen vast wat na 31 december 2021 viel." in answer
    assert Milestone.objects.get().category == Category.PLANNED


def test_after_handing_in_nothing_else_of_a_milestone_changes(
    as_editor: Client, handed_in: ReportingUnit
) -> None:
    row = factories.milestone(unit=handed_in)
    refused = as_editor.get(f"/mijlpalen/{row.reference}/verschuiven/")
    assert refused.status_code == 403
    assert "kunt u wel vastleggen" in text(refused)


def test_after_handing_in_a_step_of_after_the_peildatum_can_be_recorded(
    as_editor: Client, handed_in: ReportingUnit, place: Municipality, round_: Round
) -> None:
    before = concept(round_)
    assert "Status van na de peildatum vastleggen" in text(
        as_editor.get(f"/gemeenten/{place.code}/")
    )
    address = f"/gemeenten/{place.code}/vastleggen/"
    typed = {"laadvisie-stage": Stage.ADOPTED, "laadvisie-dated": BEFORE}
    assert "Leg nu alleen vast wat na 31 december 2021 viel." in text(
        post(as_editor, address, telt_niet_mee="on", **typed)
    )
    assert not PolicyStep.objects.exists()
    typed["laadvisie-dated"] = AFTER
    assert SAID in text(post(as_editor, address, telt_niet_mee="on", **typed))
    assert concept(round_) == before


def test_the_verbs_hold_the_same_rule(editor: User, handed_in: ReportingUnit) -> None:
    row = factories.milestone(unit=handed_in)
    with pytest.raises(PermissionDenied, match="U kunt nu niets wijzigen"):
        verbs.realise(row, on=PartialDate(date(2021, 12, 31)), by=editor)
    assert (
        verbs.realise(row, on=PartialDate(date(2022, 1, 1)), by=editor).category
        == Category.REALISED
    )


def test_after_handing_in_the_checklist_has_no_links_that_lead_nowhere(
    as_editor: Client, handed_in: ReportingUnit
) -> None:
    shown = as_editor.get("/onderdeel/noord/").content.decode()
    checklist = shown.split('<section aria-labelledby="compleet">')[1].split("</section>")[0]
    assert "Sinds het vorige rapport niets gerealiseerd: klopt dat?" in checklist
    assert "/geen/" not in checklist
    assert "Wacht op het ministerie." in checklist
