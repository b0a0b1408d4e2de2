"""Pages that change one milestone: what they do, and what they refuse."""

from datetime import date
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, long_date, short_date
from nalportal.progress import verbs
from nalportal.progress.history import history_of, state_of
from nalportal.progress.models import Category, Milestone, ReportingUnit, SubmissionState
from nalportal.progress.verbs import Content, Verb
from nalportal.records.versions import SeenVersion
from nalportal.written_dates import parse_partial_date
from tests import factories

from .pages import error_fields, form_values, send

NEW = "/mijlpalen/nieuw/"
DAY = date(2021, 6, 30)
APPS = ("nalportal", "regions", "workgroups", "indicators")


@pytest.fixture
def row(noord: ReportingUnit) -> Milestone:
    july: dict[str, Any] = {"planned_on": date(2021, 7, 1), "planned_precision": "month"}
    return factories.milestone(unit=noord, title="Aanpak snelladen", **july)


def page_of(row: Milestone, page: str = "") -> str:
    return f"/mijlpalen/{row.reference}/{page}"


def test_a_fault_of_what_nobody_sees_is_told_without_its_name(as_coordinator: Client) -> None:
    answer = as_coordinator.post(NEW, {"token": "x", "title": "Fictief"}).content.decode()
    assert "<li>Open deze pagina opnieuw en vul haar nog eens in.</li>" in answer
    assert "Token" not in answer


def test_no_hidden_field_has_a_fault_in_the_words_of_a_visible_one() -> None:
    import_module("nalportal.urls")  # all pages, and so all forms
    kinds, seen = list[Any]([forms.BaseForm]), set[Any]()
    while kinds:
        kind = kinds.pop()
        kinds += [found for found in kind.__subclasses__() if found not in seen]
        seen.add(kind)
    # Only what the portal's own forms declare.
    own = [one for one in seen if one.__module__.startswith(APPS) and "base_fields" in dir(one)]
    assert len(own) > 50
    for one in own:
        for name, field in one.base_fields.items():
            # A passkey's answer comes from the form of the library, which says it by itself.
            if field.widget.is_hidden and field.required and name != "credential":
                said = str(field.error_messages["required"])
                assert said != str(forms.Field.default_error_messages["required"]), (one, name)


# ------------------------------------------------------------------------------------- adding


def test_adding_a_milestone(as_coordinator: Client, coordinator: User) -> None:
    theme = factories.theme(slug="laadvisie")
    response = send(
        as_coordinator,
        NEW,
        title="Regionale laadvisie",
        planned="3e kwartaal 2099",
        themes=["laadvisie"],
        internal_note="Nog niet zeker",
        **{"links-0-title": "Besluit", "links-0-url": "https://a.example/besluit"},
    )
    row = Milestone.objects.get()
    assert response.headers["Location"] == "/mijlpalen/NO-001/"
    assert (row.title, row.category, str(row.planned)[:2]) == (
        "Regionale laadvisie",
        Category.PLANNED,
        "3e",
    )
    assert (list(row.themes.all()), row.links.get().title) == ([theme], "Besluit")
    assert history_of(row)[0].who == coordinator.display_name


def test_saved_and_another_is_a_page_for_the_next_of_its_kind(as_coordinator: Client) -> None:
    response = send(
        as_coordinator, NEW, title="Netcapaciteit", category="aandachtspunt", **{"nog-een": "on"}
    )
    assert Milestone.objects.get().title == "Netcapaciteit"
    page = as_coordinator.get(response.headers["Location"])
    assert "Mijlpaal toegevoegd." in page.content.decode()
    form = page.context["form"]
    assert (form["title"].value(), form["category"].value()) == (None, "aandachtspunt")
    assert "autofocus" in str(form["title"])


def test_sent_twice_it_is_added_once(as_coordinator: Client) -> None:
    values = form_values(as_coordinator.get(NEW)) | {"title": "Eén keer"}
    first, second = (as_coordinator.post(NEW, values) for _ in range(2))
    assert Milestone.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_going_back_and_sending_something_else_edits_what_was_made(as_coordinator: Client) -> None:
    values = form_values(as_coordinator.get(NEW))
    for title in ("Eén", "Twee", "Drie"):
        response = as_coordinator.post(NEW, values | {"title": title})
        assert response.headers["Location"] == "/mijlpalen/NO-001/"
    row = Milestone.objects.get()
    assert row.title == "Drie"
    assert [event.changes[0].after for event in history_of(row)[:2]] == ["Drie", "Twee"]


def test_going_back_keeps_what_others_changed_meanwhile(as_coordinator: Client) -> None:
    values = form_values(as_coordinator.get(NEW))
    as_coordinator.post(NEW, values | {"title": "Eén"})
    row = Milestone.objects.get()
    seen = SeenVersion(row.version, {})
    verbs.edit(row, Content("Eén", internal_note="Van een ander"), seen=seen, by=factories.user())
    as_coordinator.post(NEW, values | {"title": "Twee"})
    row.refresh_from_db()
    assert (row.title, row.internal_note) == ("Twee", "Van een ander")
    seen = SeenVersion(row.version, {})
    verbs.edit(row, Content("Van een ander"), seen=seen, by=factories.user())
    response = as_coordinator.post(NEW, values | {"title": "Drie"})
    assert response.status_code == 409
    row.refresh_from_db()
    assert row.title == "Van een ander"


def test_going_back_moves_nothing_to_another_category_and_says_so(as_coordinator: Client) -> None:
    values = form_values(as_coordinator.get(NEW)) | {"title": "Eén"}
    as_coordinator.post(NEW, values)
    again = as_coordinator.post(NEW, values | {"category": "aandachtspunt"}, follow=True)
    assert "NO-001 had u al toegevoegd" in again.content.decode()
    assert Milestone.objects.get().category == Category.PLANNED


def test_a_page_that_is_opened_anew_makes_another(as_coordinator: Client) -> None:
    for title in ("Eén", "Twee"):
        send(as_coordinator, NEW, title=title)
    assert Milestone.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 10_000}, ["title"]),
        ({"title": "met\x00nul"}, ["title"]),
        ({"explanation": "met\x1bescape"}, ["explanation"]),
        ({"explanation": "x" * 5_001}, ["explanation"]),
        ({"planned": "binnenkort"}, ["planned"]),
        ({"planned": "\x00"}, ["planned"]),
        ({"category": "klaar"}, ["category"]),
        ({"category": "planning", "realised_on": "31-12-2020"}, ["realised_on"]),
        ({"category": "gerealiseerd", "realised_on": "31-12-2199"}, ["realised_on"]),
        ({"category": "gerealiseerd", "realised_on": "2199"}, ["realised_on"]),
        ({"themes": ["bestaat-niet"]}, ["themes"]),
        ({"unit": "oost"}, ["unit"]),
        ({"token": "geen"}, ["token"]),
    ],
)
def test_bad_input_is_told_and_kept(
    as_coordinator: Client, changes: dict[str, Any], fields: list[str]
) -> None:
    factories.unit(slug="oost", code="OO")
    response = send(as_coordinator, NEW, **({"title": "Blijft staan"} | changes))
    page = response.content.decode()
    assert (response.status_code, error_fields(response)) == (200, fields)
    assert not Milestone.objects.exists()
    assert "Fout:" in page.split("</title>")[0]
    assert (f'href="#id_{fields[0]}"' in page) is (fields != ["token"])
    assert ("title" in changes) or "Blijft staan" in page


def test_too_long_says_how_much(as_coordinator: Client) -> None:
    page = send(as_coordinator, NEW, title="x" * 308).content.decode()
    assert "U gebruikt 308 tekens, er passen er 300." in page


def test_the_summary_counts_what_has_to_be_mended(as_coordinator: Client) -> None:
    sent = {"planned": "ooit", "links-0-title": "x", "links-1-url": "geen adres"}
    page = send(as_coordinator, NEW, title="Iets", **sent).content.decode()
    assert "Los 3\xa0punten op." in page


def test_emoji_and_right_to_left_text_are_just_text(as_coordinator: Client) -> None:
    title = "Laadpaal 🔌 שלום مرحبا"
    send(as_coordinator, NEW, title=title)
    assert Milestone.objects.get().title == title


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (("Besluit", ""), "url"),
        (("", "https://a.example/"), "title"),
        (("Besluit", "javascript:alert(1)"), "url"),
        (("Besluit", "ftp://a.example/"), "url"),
        (("x" * 201, "https://a.example/"), "title"),
    ],
)
def test_a_bad_link_is_told(as_coordinator: Client, link: tuple[str, str], field: str) -> None:
    sent = {"links-0-title": link[0], "links-0-url": link[1]}
    response = send(as_coordinator, NEW, title="Iets", **sent)
    assert list(response.context["links"].forms[0].errors) == [field]
    assert f'href="#id_links-0-{field}"' in response.content.decode()


def test_the_same_link_twice_is_told(as_coordinator: Client) -> None:
    twice = {f"links-{n}-{part}": text for n in (0, 1) for part, text in LINK.items()}
    response = send(as_coordinator, NEW, title="Iets", **twice)
    assert "Dit webadres staat er al." in response.content.decode()
    assert not Milestone.objects.exists()


LINK = {"title": "Besluit", "url": "https://a.example/"}


@pytest.mark.parametrize("count", ["", "-1", "999999"])
def test_a_tampered_number_of_links_is_no_crash(as_coordinator: Client, count: str) -> None:
    sent = {"links-TOTAL_FORMS": count}
    assert send(as_coordinator, NEW, title="Iets", **sent).status_code in (200, 302)


def test_a_date_before_the_peildatum_is_no_plan(as_coordinator: Client) -> None:
    factories.round_(reference_on=date(2099, 6, 30))
    page = send(as_coordinator, NEW, title="Iets", planned="mei 2099").content.decode()
    assert "Is het al klaar? Kies dan Gerealiseerd." in page


def test_an_editor_of_two_units_chooses(as_coordinator: Client, coordinator: User) -> None:
    factories.unit(slug="logistiek", code="LO", editors=(coordinator,))
    send(as_coordinator, NEW, title="Iets", unit="logistiek")
    assert Milestone.objects.get().reference == "LO-001"


def test_without_a_unit_nothing_can_be_added(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    assert "Vraag het de beheerder" in client.get(NEW).content.decode()
    assert client.post(NEW, {"title": "Iets"}).status_code == 200
    assert not Milestone.objects.exists()


# ------------------------------------------------------------------------------------ editing


def test_editing_keeps_what_was_not_touched(as_coordinator: Client, row: Milestone) -> None:
    before = state_of(row)
    send(as_coordinator, page_of(row, "wijzigen/"), explanation="Meer", reason="Vraag van IenW")
    row.refresh_from_db()
    assert row.explanation == "Meer"
    assert history_of(row)[0].reason == "Vraag van IenW"
    assert [change.field for change in history_of(row)[0].changes] == ["explanation"]
    assert before.planned == row.planned


def test_what_is_not_on_the_page_cannot_be_sent(as_coordinator: Client, row: Milestone) -> None:
    other = factories.unit(slug="oost", code="OO")
    extra = {
        "unit": other.pk,
        "category": "gerealiseerd",
        "reference": "OO-001",
        "position": 99,
        "realised_on": "1-1-2021",
    }
    send(as_coordinator, page_of(row, "wijzigen/"), title="Anders", **extra)
    after = Milestone.objects.get(pk=row.pk)
    assert (after.title, after.unit, after.reference) == ("Anders", row.unit, row.reference)
    assert (after.category, after.position, after.realised_on) == (row.category, 1, None)


def test_a_late_plan_can_be_edited_without_moving_it(
    as_coordinator: Client, row: Milestone
) -> None:
    factories.round_(reference_on=date(2099, 6, 30))
    send(as_coordinator, page_of(row, "wijzigen/"), explanation="Meer")
    assert Milestone.objects.get().explanation == "Meer"


def test_a_realised_milestone_has_its_own_date(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    done = factories.milestone(unit=noord, category=Category.REALISED, realised_on=DAY)
    response = send(as_coordinator, page_of(done, "wijzigen/"), realised_on="1-6-2021")
    assert response.status_code == 302
    assert Milestone.objects.get().realised_on == date(2021, 6, 1)


def test_sent_twice_it_is_saved_once(as_coordinator: Client, row: Milestone) -> None:
    values = form_values(as_coordinator.get(page_of(row, "wijzigen/"))) | {"title": "Nieuw"}
    for _ in range(2):
        response = as_coordinator.post(page_of(row, "wijzigen/"), values)
        assert response.status_code == 302
    assert sum(bool(event.changes) for event in history_of(row)) == 1


def test_going_back_and_typing_something_else_is_not_lost(
    as_coordinator: Client, row: Milestone
) -> None:
    values = form_values(as_coordinator.get(page_of(row, "wijzigen/")))
    as_coordinator.post(page_of(row, "wijzigen/"), values | {"title": "Eerst"})
    response = as_coordinator.post(page_of(row, "wijzigen/"), values | {"title": "Daarna"})
    assert response.status_code == 409
    assert "Daarna" in response.content.decode()


# ------------------------------------------------------------------------- two people at once


def overtaken(client: Client, row: Milestone, **typed: Any) -> Any:
    """Open the page, let somebody else save a title and a note, and then send ``typed``."""
    values = form_values(client.get(page_of(row, "wijzigen/"))) | typed
    theirs = Content.of(row).__dict__ | {"title": "Van Buur", "internal_note": "Gezien"}
    buur = factories.user(first_name="Buur", last_name="Vrouw")
    verbs.edit(row, Content(**theirs), seen=SeenVersion(row.version), by=buur)
    return client.post(page_of(row, "wijzigen/"), values)


def test_the_second_save_sees_both_versions(as_coordinator: Client, row: Milestone) -> None:
    response = overtaken(as_coordinator, row, title="Van mij", explanation="Lang verhaal")
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Intussen gewijzigd door Buur Vrouw", "Van Buur", "Van mij", "Lang verhaal"):
        assert words in page
    row.refresh_from_db()
    assert row.title == "Van Buur"


def test_what_one_did_not_touch_stays_as_it_is_stored(
    as_coordinator: Client, row: Milestone
) -> None:
    response = overtaken(as_coordinator, row, title="Van mij")
    firsts = {choice.field: choice.first for choice in response.context["conflict"].choices}
    assert firsts == {"title": "getypt", "internal_note": "opgeslagen"}


def test_two_who_changed_different_fields_are_both_heard(
    as_coordinator: Client, row: Milestone
) -> None:
    response = overtaken(as_coordinator, row, explanation="Van mij")
    assert response.headers["Location"] == page_of(row)
    row.refresh_from_db()
    assert (row.title, row.internal_note, row.explanation) == ("Van Buur", "Gezien", "Van mij")


def test_the_choice_per_field_is_what_is_saved(as_coordinator: Client, row: Milestone) -> None:
    response = overtaken(as_coordinator, row, title="Van mij")
    answers = {"kies-title": "getypt", "kies-internal_note": "opgeslagen"}
    saved = as_coordinator.post(page_of(row, "wijzigen/"), form_values(response) | answers)
    row.refresh_from_db()
    assert saved.status_code == 302
    assert (row.title, row.internal_note) == ("Van mij", "Gezien")


def test_two_people_who_type_the_same_have_no_conflict(
    as_coordinator: Client, row: Milestone
) -> None:
    response = overtaken(as_coordinator, row, title="Van Buur", internal_note="Gezien")
    assert response.headers["Location"] == page_of(row)


def test_a_date_that_the_new_category_has_not_is_shown(
    as_coordinator: Client, row: Milestone
) -> None:
    values = form_values(as_coordinator.get(page_of(row, "wijzigen/")))
    verbs.realise(row, on=PartialDate(DAY), by=factories.user())
    response = as_coordinator.post(page_of(row, "wijzigen/"), values | {"planned": "mei 2098"})
    assert response.status_code == 409
    assert "mei 2098" in response.content.decode()
    saved = as_coordinator.post(page_of(row, "wijzigen/"), form_values(response))
    assert saved.status_code == 302


def test_a_date_that_only_stood_there_is_not_missed(as_coordinator: Client, row: Milestone) -> None:
    values = form_values(as_coordinator.get(page_of(row, "wijzigen/")))
    verbs.realise(row, on=PartialDate(DAY), by=factories.user())
    response = as_coordinator.post(page_of(row, "wijzigen/"), values)
    assert response.headers["Location"] == page_of(row)


def test_what_was_withdrawn_is_not_edited(as_coordinator: Client, row: Milestone) -> None:
    verbs.withdraw(row, why="Vervallen", by=factories.user())
    response = as_coordinator.get(page_of(row, "wijzigen/"), follow=True)
    assert "Dat kan niet (meer)" in response.content.decode()


# -------------------------------------------------------------------------------------- verbs

FILLED = {
    Verb.REALISE: {"on": "30-6-2021"},
    Verb.SHIFT: {"to": "december 2099"},
    Verb.RESOLVE: {"on": "30-6-2021", "how": "Overlegd"},
    Verb.RAISE: {"reason": "Vertraagd"},
    Verb.PLAN: {"planned": "2099"},
    Verb.WITHDRAW: {"reason": "Samengevoegd"},
    Verb.RESTORE: {},
}


def fit_for(verb: Verb, row: Milestone, by: User) -> Milestone:
    """The milestone in a state in which ``verb`` is offered."""
    if verb in (Verb.RESOLVE, Verb.PLAN):
        return verbs.raise_attention(row, by=by)
    if verb == Verb.RESTORE:
        return verbs.withdraw(row, why="Vergissing", by=by)
    return row


@pytest.mark.parametrize("verb", Verb)
def test_each_verb_has_a_page_that_does_it(
    as_coordinator: Client, row: Milestone, coordinator: User, verb: Verb
) -> None:
    before = fit_for(verb, row, coordinator)
    response = send(as_coordinator, page_of(row, f"{verb}/"), **FILLED[verb])
    after = Milestone.objects.get()
    assert response.headers["Location"] == page_of(row)
    assert (after.pk, after.reference) == (before.pk, before.reference)
    assert state_of(after) != state_of(before)


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_that_does_not_fit_leads_back(
    as_coordinator: Client, row: Milestone, coordinator: User, verb: Verb
) -> None:
    if verb != Verb.RESTORE:
        verbs.withdraw(row, why="Vervallen", by=coordinator)
    response = as_coordinator.get(page_of(row, f"{verb}/"), follow=True)
    assert response.redirect_chain == [(page_of(row), 302)]
    assert "Dat kan niet (meer)" in response.content.decode()


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_sent_twice_is_done_once(
    as_coordinator: Client, row: Milestone, coordinator: User, verb: Verb
) -> None:
    fit_for(verb, row, coordinator)
    values = form_values(as_coordinator.get(page_of(row, f"{verb}/"))) | FILLED[verb]
    as_coordinator.post(page_of(row, f"{verb}/"), values)
    events = len(history_of(row))
    assert as_coordinator.post(page_of(row, f"{verb}/"), values).status_code == 302
    assert len(history_of(row)) == events


@pytest.mark.parametrize(
    ("verb", "fields", "errors"),
    [
        (Verb.REALISE, {"on": ""}, ["on"]),
        (Verb.REALISE, {"on": "31-12-2199"}, ["on"]),
        (Verb.REALISE, {"on": "medio 2020"}, ["on"]),
        (Verb.SHIFT, {"to": "juli 2021"}, ["to"]),
        (Verb.SHIFT, {"to": "ooit"}, ["to"]),
        (Verb.RESOLVE, {"on": "30-6-2021", "how": ""}, ["how"]),
        (Verb.WITHDRAW, {"reason": " "}, ["reason"]),
        (Verb.RAISE, {"reason": "x" * 301}, ["reason"]),
    ],
)
def test_what_a_verb_needs_is_asked(
    as_coordinator: Client,
    row: Milestone,
    coordinator: User,
    verb: Verb,
    fields: dict[str, str],
    errors: list[str],
) -> None:
    fit_for(verb, row, coordinator)
    before = Milestone.objects.get()
    response = send(as_coordinator, page_of(row, f"{verb}/"), **fields)
    assert error_fields(response) == errors
    assert state_of(Milestone.objects.get()) == state_of(before)


def test_overtaken_by_another_the_verb_says_why_not(as_coordinator: Client, row: Milestone) -> None:
    values = form_values(as_coordinator.get(page_of(row, "gerealiseerd/"))) | {"on": "1-6-2021"}
    verbs.withdraw(row, why="Dubbel", by=factories.user())
    response = as_coordinator.post(page_of(row, "gerealiseerd/"), values)
    assert "staat nu op Ingetrokken" in response.content.decode()


def test_a_moved_date_keeps_its_first_date_on_the_page(
    as_coordinator: Client, row: Milestone
) -> None:
    send(as_coordinator, page_of(row, "verschuiven/"), to="september 2099")
    send(as_coordinator, page_of(row, "verschuiven/"), to="december 2099")
    page = as_coordinator.get(page_of(row)).content.decode().replace("\xa0", " ")
    # Apart from the date before it also for who hears or copies it.
    assert 'december 2099 <span class="sub">Eerst gepland: juli 2021, 2 × verschoven' in page


def test_today_is_a_day_to_realise(as_coordinator: Client, row: Milestone) -> None:
    today = timezone.localdate()
    send(as_coordinator, page_of(row, "gerealiseerd/"), on=short_date(today))
    assert long_date(today) in as_coordinator.get(page_of(row)).content.decode()


# ------------------------------------------------------------------------------------ versions


def test_an_older_version_is_shown_and_restored(
    as_coordinator: Client, row: Milestone, coordinator: User
) -> None:
    version = row.version
    verbs.shift(row, to=parse_partial_date("2099"), by=coordinator)
    address = page_of(row, f"versies/{version}/")
    assert "juli" in as_coordinator.get(address).content.decode()
    send(as_coordinator, address, reason="Toch juli")
    after = Milestone.objects.get()
    assert (after.planned, history_of(after)[0].reason) == (row.planned, "Toch juli")


def test_the_version_of_now_has_nothing_to_restore(as_coordinator: Client, row: Milestone) -> None:
    page = as_coordinator.get(page_of(row, f"versies/{row.version}/")).content.decode()
    assert "Er is niets te herstellen" in page


@pytest.mark.parametrize("version", [0, 999_999, 10**30])
def test_a_version_that_never_was_is_not_found(
    as_coordinator: Client, row: Milestone, version: int
) -> None:
    assert as_coordinator.get(page_of(row, f"versies/{version}/")).status_code == 404


# --------------------------------------------------------------------------------------- order


def test_a_button_moves_it_and_keeps_the_focus(
    as_coordinator: Client, row: Milestone, noord: ReportingUnit
) -> None:
    second = factories.milestone(unit=noord)
    pressed = {"token": uuid4(), "knop": "NO-002-omhoog"}
    response = as_coordinator.post(page_of(second, "omhoog/"), pressed, follow=True)
    assert list(verbs.in_order(noord, Category.PLANNED)) == [second, row]
    assert "autofocus" in response.content.decode()


def test_it_goes_to_a_place_at_once(
    as_coordinator: Client, row: Milestone, noord: ReportingUnit
) -> None:
    others = [factories.milestone(unit=noord) for _ in range(3)]
    page = page_of(others[2], "plaats/")
    for place, at in (("1", 0), ("3", 2), ("99", 3), ("boven", 3), ("0", 3)):
        response = as_coordinator.post(page, {"token": uuid4(), "plaats": place}, follow=True)
        assert list(verbs.in_order(noord, Category.PLANNED)).index(others[2]) == at
    assert "Vul de plaats in als getal" in response.content.decode()


def test_a_double_click_moves_it_once(
    as_coordinator: Client, row: Milestone, noord: ReportingUnit
) -> None:
    factories.milestone(unit=noord)
    third = factories.milestone(unit=noord)
    pressed = {"token": uuid4(), "knop": "NO-003-omhoog"}
    for _ in range(2):
        as_coordinator.post(page_of(third, "omhoog/"), pressed)
    assert list(verbs.in_order(noord, Category.PLANNED)).index(third) == 1


def test_a_button_without_its_page_moves_nothing(
    as_coordinator: Client, row: Milestone, noord: ReportingUnit
) -> None:
    second = factories.milestone(unit=noord)
    response = as_coordinator.post(page_of(second, "omhoog/"), follow=True)
    assert list(verbs.in_order(noord, Category.PLANNED)) == [row, second]
    assert "Open deze pagina opnieuw" in response.content.decode()


def test_moving_is_no_link(as_coordinator: Client, row: Milestone) -> None:
    assert as_coordinator.get(page_of(row, "omhoog/")).status_code == 405


# ------------------------------------------------------------------------------------ refusals

PAGES = ["wijzigen/", "omhoog/", "omlaag/", *(f"{verb}/" for verb in Verb)]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_no_page(as_neighbour: Client, row: Milestone, page: str) -> None:
    assert as_neighbour.post(page_of(row, page), {"title": "Van mij"}).status_code == 404


# What was realised or resolved after the peildatum can be said: tests/progress/test_not_counted.py.
@pytest.mark.parametrize("page", [p for p in PAGES if p not in {"gerealiseerd/", "oplossen/"}])
def test_who_may_only_look_is_refused(as_coordinator: Client, row: Milestone, page: str) -> None:
    factories.submission(unit=row.unit, state=SubmissionState.SUBMITTED)
    assert as_coordinator.post(page_of(row, page), {"title": "Van mij"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_without_sign_in_there_is_only_the_sign_in(
    client: Client, row: Milestone, page: str
) -> None:
    assert client.post(page_of(row, page)).headers["Location"].startswith("/account/inloggen/")


# ------------------------------------------------------------------------ back to planning


@pytest.mark.parametrize("planned", ["juli 2099", "juli 2001"])
def test_back_to_planning_keeps_the_date_it_had(
    as_coordinator: Client, noord: ReportingUnit, planned: str
) -> None:
    factories.round_(reference_on=date(2021, 6, 30))
    found = parse_partial_date(planned)
    row = factories.milestone(
        unit=noord,
        category=Category.ATTENTION,
        planned_on=found.on,
        planned_precision=found.precision,
    )
    response = send(as_coordinator, f"/mijlpalen/{row.reference}/planning/")
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.category, row.planned) == (Category.PLANNED, found)


def test_back_to_planning_with_an_emptied_date_has_none(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    date_: dict[str, Any] = {"planned_on": date(2099, 7, 1), "planned_precision": "month"}
    row = factories.milestone(unit=noord, category=Category.ATTENTION, **date_)
    send(as_coordinator, f"/mijlpalen/{row.reference}/planning/", planned="")
    row.refresh_from_db()
    assert row.planned is None
