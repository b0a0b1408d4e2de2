"""The texts of a unit: which there are, one unit's, and changing them."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress.models import (
    COPIED_FROM,
    Place,
    ReportingUnit,
    ReportText,
    Round,
    RoundState,
    SubmissionState,
)
from nalportal.progress.texts import (
    Texts,
    changed_since,
    history_of,
    texts_of,
    version_of,
    write,
)
from nalportal.records.history import save_signed
from nalportal.records.versions import SeenVersion
from tests import factories

from .pages import error_fields, form_values, send

INDEX = "/teksten/"
PAGE = "/teksten/noord/"
EDIT = "/teksten/noord/wijzigen/"
BEFORE = Texts(summary="Noord laadt", intro="Eerste alinea.\n\nTweede alinea.")


@pytest.fixture
def round_() -> Round:
    return factories.round_(title="Medio 2021")


@pytest.fixture
def written(noord: ReportingUnit, round_: Round, coordinator: User) -> Texts:
    write(noord, round_, BEFORE, seen=SeenVersion(0), by=coordinator, reason="Begin")
    return BEFORE


def content(response: Any) -> str:
    page: str = response.content.decode()
    return page


# ---------------------------------------------------------------------------------- the index


def test_who_keeps_one_unit_goes_straight_to_it(as_coordinator: Client) -> None:
    assert as_coordinator.get(INDEX).headers["Location"] == PAGE


def test_a_reviewer_sees_what_each_unit_wrote(
    as_reviewer: Client, noord: ReportingUnit, written: Texts
) -> None:
    oost = factories.unit(name="Regio Oost")
    response = as_reviewer.get(INDEX)
    assert response.context["rows"] == [(noord, [True, True]), (oost, [False, False])]
    assert "Nog leeg" in content(response)


def test_only_working_groups_and_themes_lead_to_parties(as_reviewer: Client) -> None:
    factories.unit(slug="oost")
    factories.unit(slug="logistiek", kind="werkgroep")
    factories.unit(slug="prijzen", kind="thema")
    page = content(as_reviewer.get(INDEX))
    assert [f"/partijen/{slug}/" in page for slug in ("oost", "logistiek", "prijzen")] == [
        False,
        True,
        True,
    ]


def test_without_a_unit_the_page_says_whom_to_ask(as_outsider: Client) -> None:
    assert "Vraag de beheerder" in content(as_outsider.get(INDEX))


@pytest.mark.parametrize("units", [2, 30])
def test_the_index_takes_as_many_queries_however_many_units(
    as_reviewer: Client,
    round_: Round,
    django_assert_num_queries: DjangoAssertNumQueries,
    units: int,
) -> None:
    for _ in range(units):
        factories.report_text(round=round_, place=Place.UNIT, unit=factories.unit())
    with django_assert_num_queries(5):
        as_reviewer.get(INDEX)


# ------------------------------------------------------------------------------------ one unit


def test_the_texts_as_the_report_shows_them(as_coordinator: Client, written: Texts) -> None:
    page = content(as_coordinator.get(PAGE))
    assert "<p>Eerste alinea.</p>" in page
    assert "<p>Tweede alinea.</p>" in page
    assert "Samenvatting, niet de letterlijke tekst" not in page


def test_without_texts_it_says_what_that_means(as_coordinator: Client, round_: Round) -> None:
    page = content(as_coordinator.get(PAGE))
    assert page.count("Nog niets geschreven") == 2
    assert "Er is nog niets veranderd." in page


def test_the_history_tells_who_changed_what_and_why(
    as_coordinator: Client, coordinator: User, written: Texts
) -> None:
    send(as_coordinator, EDIT, summary="Noord laadt slim", reason="Scherper")
    page = content(as_coordinator.get(PAGE))
    assert coordinator.display_name in page
    assert re.search(r"<ins>.*toegevoegd:.* slim</ins>", page)
    assert "Reden: Scherper" in page


@pytest.mark.parametrize("events", [1, 12])
def test_one_units_texts_take_as_many_queries_however_long_their_history(
    as_coordinator: Client,
    noord: ReportingUnit,
    coordinator: User,
    round_: Round,
    django_assert_num_queries: DjangoAssertNumQueries,
    events: int,
) -> None:
    for number in range(events):
        texts = Texts(intro=f"Versie {number}")
        write(noord, round_, texts, seen=SeenVersion(version_of(noord, round_)), by=coordinator)
    with django_assert_num_queries(7):  # one for all remarks
        as_coordinator.get(PAGE)


# ------------------------------------------------------------------------------------- writing


def test_writing_both_texts(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, coordinator: User
) -> None:
    response = send(as_coordinator, EDIT, summary="Kort", intro="Lang\n\nverhaal")
    assert response.headers["Location"] == PAGE
    assert texts_of(noord, round_) == Texts("Kort", "Lang\n\nverhaal")
    (event,) = history_of(noord, round_)
    assert (event.who, [change.after for change in event.changes]) == (
        coordinator.display_name,
        ["Kort", "Lang\n\nverhaal"],
    )


def test_a_summary_in_our_words_becomes_the_units_own_text(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    factories.report_text(round=round_, place=Place.UNIT, unit=noord, body="Overgenomen")
    factories.report_text(round=round_, place=Place.UNIT_SUMMARY, unit=noord, body="Blijft zo")
    send(as_coordinator, EDIT, intro="Zelf geschreven")
    rows = dict(ReportText.objects.values_list("place", "is_summary"))
    assert rows == {Place.UNIT: False, Place.UNIT_SUMMARY: True}


def test_a_text_made_empty_goes_and_stays_in_the_history(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    send(as_coordinator, EDIT, intro="", reason="Verouderd")
    assert texts_of(noord, round_) == Texts("Noord laadt", "")
    (newest, _first) = history_of(noord, round_)
    assert [(change.before, change.after) for change in newest.changes] == [(BEFORE.intro, "")]


def test_an_emptied_text_is_written_again(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    send(as_coordinator, EDIT, intro="")
    send(as_coordinator, EDIT, intro="Opnieuw", reason="Toch wel")
    assert texts_of(noord, round_).intro == "Opnieuw"
    assert len(history_of(noord, round_)) == 3


def test_saving_without_a_change_is_no_event(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    assert send(as_coordinator, EDIT).status_code == 302
    assert len(history_of(noord, round_)) == 1


def test_sent_twice_it_is_saved_once(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    values = form_values(as_coordinator.get(EDIT)) | {"summary": "Eén keer"}
    for _ in range(2):
        assert as_coordinator.post(EDIT, values).status_code == 302
    assert len(history_of(noord, round_)) == 1


def test_a_reviewer_writes_for_a_unit(
    as_reviewer: Client, noord: ReportingUnit, round_: Round
) -> None:
    send(as_reviewer, EDIT, summary="Van het ministerie")
    assert texts_of(noord, round_).summary == "Van het ministerie"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"summary": "x" * 301}, ["summary"]),
        ({"intro": "x" * 10_000}, ["intro"]),
        ({"intro": "met\x00nul"}, ["intro"]),
        ({"reason": "x" * 301}, ["reason"]),
        ({"token": "geen"}, ["token"]),
        ({"version": "geen"}, ["version"]),
    ],
)
def test_bad_input_is_told_and_kept(
    as_coordinator: Client, round_: Round, changes: dict[str, str], fields: list[str]
) -> None:
    response = send(as_coordinator, EDIT, **({"summary": "Blijft staan"} | changes))
    page = content(response)
    assert (response.status_code, error_fields(response)) == (200, fields)
    assert "Fout:" in page.split("</title>")[0]
    # The fault of a field that nobody sees has no place to go to.
    assert (f'href="#id_{fields[0]}"' in page) == changes.keys().isdisjoint(("token", "version"))
    assert ("summary" in changes) or "Blijft staan" in page
    assert not ReportText.objects.exists()


def test_emoji_right_to_left_and_markup_are_just_text(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    odd = "Laadpaal 🔌 שלום <script>alert(1)</script> [slecht](javascript:alert(1))"
    send(as_coordinator, EDIT, intro=odd)
    page = content(as_coordinator.get(PAGE))
    assert texts_of(noord, round_).intro == odd
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


# ------------------------------------------------------------------------- two people at once


def overtaken(client: Client, unit: ReportingUnit, round_: Round, **typed: str) -> Any:
    """Open the page, let somebody else save both texts, and then send ``typed``."""
    values = form_values(client.get(EDIT)) | typed
    buur = factories.user(first_name="Buur", last_name="Vrouw")
    theirs = Texts("Van Buur", "Ook van Buur")
    write(unit, round_, theirs, seen=SeenVersion(version_of(unit, round_)), by=buur)
    return client.post(EDIT, values)


def test_the_second_save_sees_both_versions(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    response = overtaken(as_coordinator, noord, round_, summary="Van mij", reason="Daarom")
    assert response.status_code == 409
    for words in ("Intussen gewijzigd door Buur Vrouw", "Van Buur", "Van mij", "Daarom", EDIT):
        assert words in content(response)
    assert texts_of(noord, round_) == Texts("Van Buur", "Ook van Buur")


def test_what_one_did_not_touch_stays_as_it_is_stored(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    response = overtaken(as_coordinator, noord, round_, summary="Van mij")
    firsts = {choice.field: choice.first for choice in response.context["conflict"].choices}
    assert firsts == {"summary": "getypt", "intro": "opgeslagen"}


def test_the_choice_per_text_is_what_is_saved(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    response = overtaken(as_coordinator, noord, round_, summary="Van mij")
    answers = {"kies-summary": "getypt", "kies-intro": "opgeslagen"}
    assert as_coordinator.post(EDIT, form_values(response) | answers).status_code == 302
    assert texts_of(noord, round_) == Texts("Van mij", "Ook van Buur")


def test_two_who_write_the_first_text_at_once_have_a_conflict_too(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    assert overtaken(as_coordinator, noord, round_, summary="Van mij").status_code == 409


def test_a_save_that_changed_no_word_is_no_event_and_in_nobodys_way(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    text = factories.report_text(round=round_, place=Place.UNIT, unit=noord)
    values = form_values(as_coordinator.get(EDIT)) | {"intro": "Van mij"}
    text.save()
    assert as_coordinator.post(EDIT, values).status_code == 302
    assert len(history_of(noord, round_)) == 2


def test_two_people_who_type_the_same_have_no_conflict(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    response = overtaken(as_coordinator, noord, round_, summary="Van Buur", intro="Ook van Buur")
    assert response.headers["Location"] == PAGE


def test_saving_without_a_change_does_not_start_a_unit(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    row = factories.submission(round=round_, unit=noord, state="niet-gestart")
    send(as_coordinator, EDIT)
    row.refresh_from_db()
    assert (row.state, len(history_of(noord, round_, all_=True))) == ("niet-gestart", 1)


def test_a_copied_text_says_whose_round_it_is_from_until_edited_or_confirmed(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    for place, body in ((Place.UNIT_SUMMARY, "Kort"), (Place.UNIT, "Lang")):
        text = ReportText(round=round_, unit=noord, place=place, body=body)
        save_signed(text, by=None, reason=f"{COPIED_FROM}Eind 2020")
    page = content(as_coordinator.get(PAGE))
    assert page.count("overgenomen uit Eind 2020") == 2
    send(as_coordinator, EDIT, summary="Nieuw")
    response = as_coordinator.get(PAGE)
    assert content(response).count("overgenomen uit Eind 2020") == 1
    form = {field.html_name: field.value() for field in response.context["confirm"]}
    for _time in range(2):
        assert as_coordinator.post(f"{PAGE}bevestigen/", form).headers["Location"] == PAGE
    assert "overgenomen uit" not in content(as_coordinator.get(PAGE))
    assert [event.reason for event in history_of(noord, round_, all_=True)].count(
        "Bevestigd: ongewijzigd"
    ) == 1
    assert changed_since([noord.pk], round_, timezone.now()) == {}


# ------------------------------------------------------------------------------- going back


def version_page(noord: ReportingUnit, round_: Round, event: int) -> str:
    """The page of an event, counted from the newest."""
    return f"{PAGE}versies/{history_of(noord, round_)[event].version}/"


def test_back_to_an_older_version_after_seeing_what_that_changes(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    send(as_coordinator, EDIT, intro="", summary="Noord laadt door")
    page = version_page(noord, round_, 1)
    assert page in content(as_coordinator.get(PAGE))
    assert "Tweede alinea." in content(as_coordinator.get(page))
    response = send(as_coordinator, page, reason="Toch beter")
    assert response.headers["Location"] == PAGE
    assert texts_of(noord, round_) == BEFORE
    assert history_of(noord, round_)[0].reason == "Toch beter"


def test_a_summary_that_comes_back_is_called_so_again(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    factories.report_text(round=round_, place=Place.UNIT, unit=noord, body="Overgenomen")
    assert "vervalt die regel" in content(as_coordinator.get(EDIT))
    send(as_coordinator, EDIT, intro="Zelf geschreven", summary="Ook nieuw")
    send(as_coordinator, version_page(noord, round_, 1))
    row = ReportText.objects.get()
    assert (row.body, row.is_summary) == ("Overgenomen", True)


def test_the_newest_version_leaves_nothing_to_restore(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    page = as_coordinator.get(version_page(noord, round_, 0))
    assert "Er is niets te herstellen" in content(page)


@pytest.mark.parametrize("version", [0, 999_999, 10**30])
def test_a_version_of_something_else_is_not_found(
    as_coordinator: Client, round_: Round, version: int
) -> None:
    assert as_coordinator.get(f"{PAGE}versies/{version}/").status_code == 404


def test_a_version_is_not_for_others(
    as_neighbour: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    assert as_neighbour.post(version_page(noord, round_, 0)).status_code == 404


def test_while_the_ministry_reviews_nothing_is_restored(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    page = version_page(noord, round_, 0)
    factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)
    assert as_coordinator.post(page).status_code == 403
    assert "Deze versie herstellen" not in content(as_coordinator.get(PAGE))


# ---------------------------------------------------------------------------- without a round


@pytest.mark.parametrize("address", [PAGE, EDIT])
def test_without_an_open_round_the_page_says_so(as_coordinator: Client, address: str) -> None:
    factories.round_(state=RoundState.PUBLISHED)
    factories.round_(state=RoundState.CONCEPT)
    response = as_coordinator.get(address)
    assert response.status_code == 200
    assert "Er is nu geen ronde open" in content(response)


def test_the_index_says_so_too(as_reviewer: Client, noord: ReportingUnit) -> None:
    factories.unit()
    assert "Er is nu geen ronde open" in content(as_reviewer.get(INDEX))


def test_what_was_typed_when_the_round_closed_stays_on_the_page(
    as_coordinator: Client, round_: Round
) -> None:
    values = form_values(as_coordinator.get(EDIT)) | {"intro": "Een lang verhaal"}
    round_.state = RoundState.FROZEN
    round_.save()
    response = as_coordinator.post(EDIT, values)
    assert response.status_code == 409
    assert "Een lang verhaal" in content(response)
    assert not ReportText.objects.exists()


# ------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("address", [PAGE, EDIT])
def test_a_stranger_finds_no_page(
    as_neighbour: Client, noord: ReportingUnit, round_: Round, address: str
) -> None:
    assert as_neighbour.get(address).status_code == 404
    assert as_neighbour.post(EDIT, {"summary": "Van mij"}).status_code == 404


def test_another_unit_cannot_be_sent_along(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    other = factories.unit()
    elsewhere = factories.round_(state=RoundState.PUBLISHED)
    send(as_coordinator, EDIT, summary="Van mij", unit=other.pk, round=elsewhere.pk)
    assert [(row.unit, row.round) for row in ReportText.objects.all()] == [(noord, round_)]


def test_while_the_ministry_reviews_an_editor_only_looks(
    as_coordinator: Client, noord: ReportingUnit, round_: Round, written: Texts
) -> None:
    factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)
    page = as_coordinator.get(PAGE)
    assert (page.status_code, EDIT in content(page)) == (200, False)
    assert as_coordinator.get(EDIT).status_code == 403
    assert as_coordinator.post(EDIT, {"summary": "Van mij"}).status_code == 403


@pytest.mark.parametrize("address", [INDEX, PAGE, EDIT])
def test_without_sign_in_there_is_only_the_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/account/inloggen/")


# ------------------------------------------------------------------- pasted from elsewhere


def test_a_list_of_a_word_processor_is_stored_as_a_list(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    pasted = "Dit\u00ad jaar:\r\n\uf0b7\tlaadvisie\u2028o\tsnelladen\r\n1)\teerst\u2029Slot\tnu"
    send(as_coordinator, EDIT, intro=pasted, summary="Eén\u2028regel")
    found = texts_of(noord, round_)
    assert found.intro == "Dit jaar:\n- laadvisie\n- snelladen\n1. eerst\n\nSlot nu"
    assert found.summary == "Eén regel"
    page = content(as_coordinator.get(PAGE))
    assert "<ul><li>laadvisie</li><li>snelladen</li></ul>" in page


def test_a_pasted_table_is_refused_and_stays_in_its_field(
    as_coordinator: Client, noord: ReportingUnit, round_: Round
) -> None:
    response = send(as_coordinator, EDIT, intro="Wie\tWat\r\nAssen\t12")
    assert error_fields(response) == ["intro"]
    assert "Hier staat een tabel (2 regels met kolommen)" in content(response)
    assert "Assen\t12" in content(response)
    assert texts_of(noord, round_) == Texts()
