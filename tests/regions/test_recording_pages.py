"""The pages that record, correct and undo: what they ask, what they refuse, what comes of it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.progress.models import SubmissionState
from regions import verbs
from regions.models import (
    AnswerKind,
    Municipality,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Region,
)
from tests import factories

pytestmark = pytest.mark.django_db

SELECTION = "/gemeenten/selectie/"
DAY = PartialDate(date(2021, 5, 1), Precision.DAY)


@pytest.fixture
def visie() -> PolicyInstrument:
    return factories.instrument(slug="laadvisie", name="Integrale laadvisie")


@pytest.fixture
def member() -> PolicyInstrument:
    return factories.instrument(slug="lidmaatschap", answers=AnswerKind.YES_NO)


@pytest.fixture
def places(noord: Region) -> list[Municipality]:
    return [factories.municipality(code=f"GM900{n}", region=noord) for n in range(1, 4)]


@pytest.fixture
def elsewhere() -> Municipality:
    return factories.municipality(code="GM9100", name="Elders", region=factories.region())


def chosen(*rows: Municipality, action: str = "stap") -> str:
    return f"{SELECTION}?actie={action}&" + "&".join(f"kies={row.code}" for row in rows)


def page_now() -> dict[str, str]:
    """The hidden fields of a page that is opened at this moment."""
    newest = PolicyStep.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {"token": str(uuid4()), "version": str(newest or 0)}


def typed(*rows: Municipality, **fields: Any) -> dict[str, Any]:
    """What the page sends: a step, unless ``fields`` say otherwise."""
    step = {"instrument": "laadvisie", "stage": "vastgesteld", "dated": "1-5-2021"}
    sent = {**page_now(), "kies": [row.code for row in rows], **step, **fields}
    return {name: value for name, value in sent.items() if value is not None}


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


# ------------------------------------------------------------------------------- a selection


@pytest.mark.usefixtures("visie")
def test_the_list_offers_the_own_municipalities_and_all_of_them(
    as_coordinator: Client, places: list[Municipality], elsewhere: Municipality
) -> None:
    page = text(as_coordinator.get("/gemeenten/"))
    assert page.count('name="kies"') == 3
    assert "Alle 3 selecteren" in page
    response = as_coordinator.get(f"{SELECTION}?actie=stap&alle=on")
    assert response.context["chosen"] == places


@pytest.mark.usefixtures("visie")
def test_all_that_the_filter_finds(as_coordinator: Client, places: list[Municipality]) -> None:
    response = as_coordinator.get(f"{SELECTION}?actie=stap&alle=on&q=GM9002")
    assert response.context["chosen"] == [places[1]]


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize("action", ["stap", "document", "bevestigen"])
def test_the_next_page_takes_the_same_queries_however_many_were_chosen(
    as_coordinator: Client,
    places: list[Municipality],
    action: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    expected = {"stap": 6, "document": 6, "bevestigen": 5}[action]
    for rows in (places[:1], places):
        with django_assert_num_queries(expected):
            as_coordinator.get(chosen(*rows, action=action))


def test_a_step_for_several_and_back(
    as_coordinator: Client, places: list[Municipality], visie: PolicyInstrument
) -> None:
    response = as_coordinator.post(chosen(*places), typed(*places), follow=True)
    page = text(response)
    assert "Vastgelegd: 3\u00a0gemeenten." in page
    assert "Ongedaan maken" in page
    action = PolicyAction.objects.get()
    assert action.steps.count() == 3
    undone = as_coordinator.post(
        f"/gemeenten/handelingen/{action.pk}/ongedaan/", {"token": str(uuid4())}, follow=True
    )
    assert "Ongedaan gemaakt: 3\u00a0gemeenten." in text(undone)
    assert not PolicyStep.objects.standing().exists()
    assert "Ongedaan gemaakt:" in text(as_coordinator.get(f"/gemeenten/handelingen/{action.pk}/"))


def test_the_page_of_an_action_takes_the_same_queries_however_much_it_did(
    as_coordinator: Client,
    places: list[Municipality],
    visie: PolicyInstrument,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    document = factories.policy_document()
    for rows in (places[:1], places):
        action = factories.policy_action()
        for row in rows:
            wrong = factories.policy_step(municipality=row, instrument=visie, document=document)
            factories.policy_step(
                municipality=row, instrument=visie, action=action, replaces=wrong, note="Fictief"
            )
        with django_assert_num_queries(6):
            as_coordinator.get(f"/gemeenten/handelingen/{action.pk}/")


@pytest.mark.usefixtures("visie")
def test_going_back_and_sending_another_date_records_it_in_the_place_of_the_first(
    as_coordinator: Client, places: list[Municipality]
) -> None:
    sent = typed(*places)
    for day in ("1-5-2021", "2-5-2021", "3-5-2021"):
        response = as_coordinator.post(chosen(*places), {**sent, "dated": day}, follow=True)
    assert "Wat u eerder met deze pagina had vastgelegd, is vervangen." in text(response)
    standing = PolicyStep.objects.standing().exclude(stage="")
    assert {(step.municipality, step.on) for step in standing} == {
        (place, date(2021, 5, 3)) for place in places
    }


@pytest.mark.usefixtures("visie")
def test_going_back_after_undoing_records_anew(
    as_coordinator: Client, places: list[Municipality]
) -> None:
    sent = typed(places[0])
    as_coordinator.post(chosen(places[0]), sent)
    verbs.undo(PolicyAction.objects.get(), by=PolicyAction.objects.get().by)
    as_coordinator.post(chosen(places[0]), {**sent, "dated": "2-5-2021"})
    standing = PolicyStep.objects.standing().exclude(stage="")
    assert [step.on for step in standing] == [date(2021, 5, 2)]


@pytest.mark.usefixtures("visie")
def test_sent_twice_is_recorded_once(as_coordinator: Client, places: list[Municipality]) -> None:
    sent = typed(*places, note="Samen vastgesteld")
    first = as_coordinator.post(chosen(*places), sent)
    second = as_coordinator.post(chosen(*places), sent)
    assert first.url == second.url  # type: ignore[attr-defined]
    assert (PolicyAction.objects.count(), PolicyStep.objects.count()) == (1, 3)


@pytest.mark.usefixtures("visie", "member")
def test_the_step_is_of_the_instrument_of_the_filter(
    as_coordinator: Client, places: list[Municipality]
) -> None:
    page = text(as_coordinator.get(f"{chosen(*places)}&instrument=laadvisie&regio=noord"))
    assert ('value="vastgesteld"' in page, 'value="ja"' in page) == (True, False)
    assert page.count("<option") - page.count('name="document"') > 3
    back = f"/gemeenten/?kies={places[0].code}"
    assert f'href="{back}' in page
    assert page.count("autofocus") == 1
    sent = as_coordinator.post(f"{chosen(*places)}&instrument=laadvisie", typed(*places))
    assert sent.status_code == 302


@pytest.mark.usefixtures("visie", "member")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"stage": ""}, "Kies een status."),
        ({"dated": ""}, "Vul de datum in"),
        ({"dated": "ooit"}, "is geen datum"),
        ({"dated": "1-1-2099"}, "Kies een datum die niet in de toekomst ligt"),
        ({"stage": "ja"}, "Kies In ontwikkeling, Concept, Vastgesteld"),
        ({"instrument": "lidmaatschap"}, "Kies Ja of Nee"),
        ({"expected": "2099"}, "want alleen In ontwikkeling en Concept"),
        ({"instrument": "laadpaal"}, "is er niet (meer). Kies iets anders."),
        ({"instrument": "laad\x00visie"}, "is er niet (meer). Kies iets anders."),
        ({"document": "9" * 30}, "is er niet (meer). Kies iets anders."),
        ({"token": "x"}, "Open deze pagina opnieuw"),
    ],
)
def test_what_a_step_may_not_be(
    as_coordinator: Client, places: list[Municipality], fields: dict[str, str], message: str
) -> None:
    response = as_coordinator.post(chosen(*places), typed(*places, **fields))
    assert response.status_code == 200
    assert message in text(response)
    assert "Fout:" in text(response)
    assert not PolicyStep.objects.exists()


@pytest.mark.usefixtures("visie")
def test_an_expected_date_may_be_to_come(
    as_coordinator: Client, places: list[Municipality]
) -> None:
    fields = {"stage": "concept", "expected": "3e kwartaal 2099", "no_later_than": "on"}
    as_coordinator.post(chosen(*places), typed(*places, **fields))
    step = PolicyStep.objects.first()
    assert step
    assert (str(step.expected), step.no_later_than) == ("3e\u00a0kwartaal\u00a02099", True)


@pytest.mark.usefixtures("visie")
def test_one_that_ended_before_is_named(as_coordinator: Client, noord: Region) -> None:
    ended = factories.municipality(name="Weesp", region=noord, valid_until=date(2021, 1, 1))
    page = text(as_coordinator.post(chosen(ended), typed(ended)))
    assert "vóór 1-1-2021" in page
    assert "(Weesp)" in page


@pytest.mark.usefixtures("visie")
def test_another_region_s_municipality_is_refused(
    as_coordinator: Client, places: list[Municipality], elsewhere: Municipality
) -> None:
    assert as_coordinator.get(chosen(places[0], elsewhere)).status_code == 403
    assert as_coordinator.post(chosen(elsewhere), typed(elsewhere)).status_code == 403
    assert as_coordinator.get(f"{SELECTION}?actie=stap&kies=GM0000").status_code == 404
    assert as_coordinator.get(f"{SELECTION}?actie=wissen&kies=GM9001").status_code == 404
    assert not PolicyStep.objects.exists()


@pytest.mark.usefixtures("visie")
def test_while_the_ministry_looks_nothing_is_recorded(
    as_coordinator: Client, as_reviewer: Client, noord: Region, places: list[Municipality]
) -> None:
    factories.submission(unit=noord.unit, state=SubmissionState.SUBMITTED)
    as_coordinator.force_login(noord.unit.editors.get())
    assert as_coordinator.post(chosen(*places), typed(*places)).status_code == 403


def test_nothing_chosen_leads_back_to_the_list(as_coordinator: Client) -> None:
    response = as_coordinator.get(f"{SELECTION}?actie=stap", follow=True)
    assert "Kies eerst één of meer gemeenten" in text(response)


def test_more_than_400_is_too_many(as_coordinator: Client) -> None:
    query = "&".join(f"kies=GM{n:04d}" for n in range(401))
    response = as_coordinator.get(f"{SELECTION}?actie=stap&{query}", follow=True)
    assert "U koos 401 gemeenten." in text(response)


# --------------------------------------------------------------------------------- documents

DOCUMENT = {
    "instruments": ["laadvisie"],
    "title": "Fictieve regionale laadvisie",
    "reference": "CVDR677545",
    "adopted_by": "raad",
    "adopted_on": "1-5-2021",
    "instrument": None,
    "stage": None,
    "dated": None,
}


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize("action", ["stap", "document"])
def test_what_does_not_fit_all_is_done_for_the_others_and_they_are_named(
    as_coordinator: Client, noord: Region, action: str
) -> None:
    old = factories.municipality(code="GM9001", region=noord)
    new = factories.municipality(
        code="GM9002", name="Nieuwstad", region=noord, valid_from=date(2022, 1, 1)
    )
    fields = DOCUMENT if action == "document" else {}
    sent = typed(old, new, **fields)
    page = text(as_coordinator.post(chosen(old, new, action=action), sent, follow=True))
    assert "Niet voor alle gemeenten vastgelegd. Kies een datum vanaf 1-1-2022" in page
    assert [step.municipality for step in PolicyStep.objects.all()] == [old]
    # Of that one alone it is a fault of what was typed.
    fields = fields and {**fields, "title": "Andere visie", "reference": "CVDR677546"}
    page = text(as_coordinator.post(chosen(new, action=action), typed(new, **fields)))
    assert "(Nieuwstad)." in page
    assert PolicyStep.objects.count() == 1


@pytest.mark.parametrize("action", ["stap", "document", "bevestigen"])
def test_what_another_recorded_meanwhile_stays_and_the_others_are_done(
    as_coordinator: Client,
    places: list[Municipality],
    visie: PolicyInstrument,
    reviewer: User,
    action: str,
) -> None:
    for place in places:
        factories.policy_step(municipality=place, instrument=visie, stage="concept", on=DAY.on)
    fields = {"dated": "2-5-2021", **(DOCUMENT if action == "document" else {})}
    sent = typed(*places, **fields)
    shown = page_now()
    draft = verbs.Fact(visie, "gestart", PartialDate(date(2021, 6, 1), Precision.DAY))
    verbs.record(places[:1], [draft], by=reviewer)
    page = text(as_coordinator.post(chosen(*places, action=action), sent, follow=True))
    assert "Intussen door een ander gewijzigd: " + places[0].name in page
    made = PolicyAction.objects.order_by("pk").last()
    assert made is not None
    rows = made.confirmations if action == "bevestigen" else made.steps
    assert {row.municipality for row in rows.all()} == set(places[1:])
    # Of all of them it is asked, as of one.
    other = {"title": "Andere visie", "reference": "CVDR677546"} if action == "document" else {}
    again = {**sent, **shown, **other, "kies": [places[0].code]}
    answer = as_coordinator.post(chosen(places[0], action=action), again)
    assert "verstuur het dan nog eens" in text(answer)


@pytest.mark.usefixtures("visie")
def test_one_document_for_several(as_coordinator: Client, places: list[Municipality]) -> None:
    factories.instrument(slug="plankaart")
    sent = typed(*places, **{**DOCUMENT, "instruments": ["laadvisie", "plankaart"]})
    page = text(as_coordinator.post(chosen(*places, action="document"), sent, follow=True))
    assert "Fictieve regionale laadvisie" in page
    document = PolicyDocument.objects.get()
    assert PolicyStep.objects.filter(document=document, stage="vastgesteld").count() == 6
    again = as_coordinator.post(chosen(*places, action="document"), sent)
    assert again.status_code == 302
    assert PolicyDocument.objects.count() == 1
    assert "3\u00a0gemeenten" in text(as_coordinator.get("/gemeenten/documenten/"))


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize(
    ("fields", "doubt", "answer"),
    [
        (
            {"reference": "CVDR 677"},
            "Het kenmerk CVDR 677 heeft niet de gewone vorm",
            "Ja, dit kenmerk klopt",
        ),
        ({"in_force_on": "1-4-2021"}, "Het is vastgesteld op 1-5-2021", "Ja, deze datums kloppen"),
        (
            {"reference": "CVDR 677", "in_force_on": "1-4-2021"},
            "Het is vastgesteld op 1-5-2021",
            "Ja, dit klopt",
        ),
    ],
)
def test_what_may_be_a_mistake_is_asked_once_and_not_refused(
    as_coordinator: Client,
    places: list[Municipality],
    fields: dict[str, str],
    doubt: str,
    answer: str,
) -> None:
    address, sent = chosen(*places, action="document"), typed(*places, **{**DOCUMENT, **fields})
    response = as_coordinator.post(address, sent)
    assert doubt in text(response)
    assert answer in text(response)
    checked = response.context["form"].data["checked"]
    confirmed = {**sent, "klopt": "on", "checked": checked}
    # A tick for one thing is none for another.
    other = {**confirmed, "reference": "gmb-x"}
    assert as_coordinator.post(address, other).status_code == 200
    assert as_coordinator.post(address, confirmed).status_code == 302
    assert PolicyStep.objects.count() == 3


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize("slug", ["lidmaatschap", "\x00"])
def test_only_what_goes_through_stages_is_adopted(
    as_coordinator: Client, places: list[Municipality], member: PolicyInstrument, slug: str
) -> None:
    sent = typed(*places, **{**DOCUMENT, "instruments": [slug]})
    page = text(as_coordinator.post(chosen(*places, action="document"), sent))
    assert "Fout:" in page
    assert not PolicyDocument.objects.exists()


@pytest.mark.parametrize("page", ["documenten/{}/", "handelingen/{}/", "GM9001/stappen/{}/"])
def test_a_number_too_large_for_the_database_is_not_found(
    as_coordinator: Client, places: list[Municipality], page: str
) -> None:
    assert as_coordinator.get(f"/gemeenten/{page.format('9' * 30)}").status_code == 404


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize("is_known", [True, False])
def test_a_document_of_which_only_the_day_in_force_is_known_was_adopted_by_then(
    as_coordinator: Client, places: list[Municipality], is_known: bool
) -> None:
    fields = {**DOCUMENT, "adopted_on": "", "in_force_on": "1-6-2021", "adopted_by": "ps"}
    if is_known:
        known = factories.policy_document(reference="CVDR677545")
        known.in_force_on = date(2021, 6, 1)
        known.save()
        fields |= {"known": str(known.pk), "title": "", "reference": "", "in_force_on": ""}
    address = chosen(*places, action="document")
    assert as_coordinator.post(address, typed(*places, **fields)).status_code == 302
    steps = PolicyStep.objects.values_list("on", "no_later_than", "document__adopted_on")
    assert set(steps) == {(date(2021, 6, 1), True, None)}


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize("reference", ["cvdr 677545", "CVDR677545", "Cvdr.677545"])
def test_references_that_mean_the_same_are_one(
    as_coordinator: Client, places: list[Municipality], reference: str
) -> None:
    factories.policy_document(reference="CVDR677545")
    sent = typed(*places, **{**DOCUMENT, "reference": reference})
    page = text(as_coordinator.post(chosen(*places, action="document"), sent))
    assert "Er is al een document met dit kenmerk" in page


@pytest.mark.usefixtures("visie")
def test_a_document_that_is_there_is_linked(
    as_coordinator: Client, places: list[Municipality]
) -> None:
    document = factories.policy_document(reference="CVDR677545", adopted_on=date(2021, 5, 1))
    address = chosen(*places, action="document")
    taken = as_coordinator.post(address, typed(*places, **DOCUMENT))
    assert "Er is al een document met dit kenmerk" in text(taken)
    fields = {**DOCUMENT, "known": document.pk, "title": "", "reference": "", "adopted_on": ""}
    as_coordinator.post(address, typed(*places, **fields))
    assert {step.on for step in PolicyStep.objects.filter(document=document)} == {date(2021, 5, 1)}


# ------------------------------------------------------------------------------- confirming


def test_confirming_says_which_are_left_out(
    as_coordinator: Client, places: list[Municipality], visie: PolicyInstrument
) -> None:
    factories.policy_step(municipality=places[0], instrument=visie)
    address = chosen(*places, action="bevestigen")
    assert "2\u00a0gemeenten worden niet bevestigd" in text(as_coordinator.get(address))
    sent = {**page_now(), "kies": [row.code for row in places]}
    page = text(as_coordinator.post(address, sent, follow=True))
    assert "Ongewijzigd bevestigd: 1\u00a0gemeente." in page
    assert PolicyConfirmation.objects.get().municipality == places[0]


# ------------------------------------------------------------------------------ an older page

STEP = {"instrument": "laadvisie", "stage": "vastgesteld", "dated": "1-5-2021"}
ROW = {"laadvisie-stage": "vastgesteld", "laadvisie-dated": "1-5-2021"}
LINKED = {"title": "Fictief besluit", "adopted_on": "1-5-2021", "instruments": "laadvisie"}


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize(
    ("action", "fields"), [("stap", STEP), ("document", LINKED), ("bevestigen", {}), ("", ROW)]
)
def test_an_older_page_is_looked_at_again_before_it_is_recorded(
    as_coordinator: Client,
    places: list[Municipality],
    visie: PolicyInstrument,
    reviewer: User,
    action: str,
    fields: dict[str, str],
) -> None:
    place = places[0]
    address = chosen(place, action=action) if action else f"/gemeenten/{place.code}/vastleggen/"
    factories.policy_step(municipality=place, instrument=visie)
    form = as_coordinator.get(address).context["form"]
    sent = {**fields, "kies": place.code}
    sent |= {name: form[name].value() for name in ("token", "version")}
    verbs.record([place], [verbs.Fact(visie, "concept", DAY)], by=reviewer)
    page = as_coordinator.post(address, sent)
    assert "Intussen gewijzigd door Bo Oordelaar" in text(page)
    assert "Integrale laadvisie Concept)" in text(page)
    assert PolicyAction.objects.count() == 1
    assert all(value in text(page) for value in fields.values())
    again = sent | {"version": page.context["form"]["version"].value()}
    assert as_coordinator.post(address, again).status_code == 302
    assert PolicyAction.objects.count() == 2
    assert PolicyStep.objects.filter(stage="concept").exists()


@pytest.mark.usefixtures("visie")
def test_what_another_recorded_of_something_else_or_just_the_same_is_in_nobody_s_way(
    as_coordinator: Client,
    places: list[Municipality],
    visie: PolicyInstrument,
    member: PolicyInstrument,
    reviewer: User,
) -> None:
    sent = typed(*places)
    verbs.record(places[:1], [verbs.Fact(member, "ja", DAY)], by=reviewer)
    verbs.record(places[:1], [verbs.Fact(visie, "vastgesteld", DAY)], by=reviewer)
    assert as_coordinator.post(chosen(*places), sent).status_code == 302
    assert PolicyStep.objects.filter(stage="vastgesteld").count() == 3


# -------------------------------------------------------------------------- one municipality


@pytest.mark.usefixtures("visie", "member")
def test_only_the_rows_that_were_filled_become_steps(
    as_coordinator: Client,
    places: list[Municipality],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.instrument(slug="plankaart")
    address = f"/gemeenten/{places[0].code}/vastleggen/"
    with django_assert_num_queries(10):
        as_coordinator.get(address)
    rows = {
        "laadvisie-stage": "concept",
        "laadvisie-dated": "juli 2021",
        "lidmaatschap-stage": "ja",
        "lidmaatschap-dated": "2020",
    }
    as_coordinator.post(address, {**page_now(), **rows})
    steps = PolicyStep.objects.order_by("instrument__slug")
    assert [(step.instrument.slug, step.stage) for step in steps] == [
        ("laadvisie", "concept"),
        ("lidmaatschap", "ja"),
    ]
    assert PolicyAction.objects.count() == 1


@pytest.mark.usefixtures("visie")
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "Vul ten minste één rij in."),
        ({"laadvisie-stage": "concept"}, "Vul de datum in, of maak de rij leeg."),
        ({"laadvisie-dated": "2021"}, "Kies een status, of maak de rij leeg."),
        (
            {"laadvisie-stage": "concept", "laadvisie-dated": "2099"},
            "Integrale laadvisie, Datum: Kies een datum die niet in de toekomst ligt",
        ),
    ],
)
def test_a_row_that_is_not_finished(
    as_coordinator: Client, places: list[Municipality], rows: dict[str, str], message: str
) -> None:
    address = f"/gemeenten/{places[0].code}/vastleggen/"
    page = text(as_coordinator.post(address, {**page_now(), **rows}))
    assert message in page
    assert not PolicyStep.objects.exists()


# --------------------------------------------------------------------------------- correcting


def test_a_wrong_step_is_replaced_or_taken_back(
    as_coordinator: Client, places: list[Municipality], visie: PolicyInstrument
) -> None:
    wrong = factories.policy_step(municipality=places[0], instrument=visie)
    address = f"/gemeenten/{places[0].code}/stappen/{wrong.pk}/"
    page = text(as_coordinator.get(address))
    assert 'value="1-6-2020"' in page
    right = {"token": str(uuid4()), "stage": "concept", "dated": "1-6-2020", "note": "Vergissing"}
    assert as_coordinator.post(address, right).status_code == 302
    step = PolicyStep.objects.standing().get()
    assert (step.stage, step.replaces) == ("concept", wrong)
    late = as_coordinator.post(address, {**right, "note": "Nog eens"})
    assert "intussen al gecorrigeerd" in text(late)
    gone = f"/gemeenten/{places[0].code}/stappen/{step.pk}/vervallen/"
    without = as_coordinator.post(gone, {"token": str(uuid4())})
    assert "Vul in waarom deze status vervalt." in text(without)
    as_coordinator.post(gone, {"token": str(uuid4()), "reason": "Nooit besloten"})
    assert not PolicyStep.objects.standing().exists()
    assert PolicyStep.objects.get(replaces=step).note == "Nooit besloten"


def test_what_others_did_cannot_be_undone(as_coordinator: Client, elsewhere: Municipality) -> None:
    action = factories.policy_action()
    factories.policy_step(municipality=elsewhere, action=action)
    address = f"/gemeenten/handelingen/{action.pk}/"
    assert "Ongedaan maken" not in text(as_coordinator.get(address))
    response = as_coordinator.post(f"{address}ongedaan/", {"token": str(uuid4())})
    assert response.status_code == 403
