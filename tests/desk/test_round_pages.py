"""Leading a round: the list, the board, its dates, and the page of each step."""

import re
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from indicators.models import Layout
from nalportal.accounts.models import User
from nalportal.desk.board import Board, _figures_row, assemble_board, collect_board
from nalportal.desk.steps import ROUND_STEPS, SUBMISSION_STEPS
from nalportal.progress import submissions
from nalportal.progress.models import (
    Round,
    RoundState,
    RoundVerb,
    Submission,
    SubmissionState,
    SubmissionVerb,
    UnitKind,
)
from nalportal.progress.reports import ReasonEntry
from nalportal.records.history import save_signed
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from nalportal.report.paper import PdfError
from nalportal.report.payload import dump
from tests import factories
from tests.progress.pages import form_values, send

pytestmark = pytest.mark.django_db

TODAY = date(2021, 1, 15)


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def round_() -> Round:
    return factories.round_(slug="medio-2021", title="Medio 2021", deadline_on=date(2021, 2, 1))


def submission(round_: Round, state: str, kind: str = UnitKind.REGION, **fields: Any) -> Submission:
    unit = factories.unit(kind=kind)
    if kind == UnitKind.REGION:
        factories.region(unit=unit)
    elif kind != UnitKind.NATIONAL:
        factories.workgroup(unit=unit)
    return factories.submission(round=round_, unit=unit, state=state, **fields)


def board(round_: Round, **asked: str) -> Board:
    return assemble_board(collect_board(round_, all_rounds(), TODAY), **asked)


def shown(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


# ---------------------------------------------------------------------------------- the board


def test_units_stand_in_three_groups_with_what_is_missing(round_: Round) -> None:
    national = submission(round_, SubmissionState.IN_PROGRESS, UnitKind.NATIONAL)
    group = submission(round_, SubmissionState.SUBMITTED, UnitKind.WORKGROUP)
    region = submission(round_, SubmissionState.ACCEPTED)
    factories.milestone(unit=region.unit)
    found = board(round_)
    assert [[row.slug for row in rows] for _title, rows in found.groups] == [
        [region.unit.slug],
        [group.unit.slug],
        [national.unit.slug],
    ]
    [row] = found.groups[0][1]
    assert (row.required_in_order, row.required_total) == (2, 4)
    assert row.counts == (0, 1, 0)
    assert row.changes.new == 1
    assert row.last_activity is not None


def test_the_bar_counts_every_unit_and_what_is_left(round_: Round) -> None:
    for state in ("geaccepteerd", "overgeslagen", "bezig", "bezig"):
        submission(round_, state)
    found = board(round_)
    assert found.bar == (("geaccepteerd", 1, 0), ("overgeslagen", 1, 1), ("bezig", 2, 2))
    assert (found.total, found.unsettled) == (4, 2)


def test_units_can_be_filtered_and_put_in_another_order(round_: Round) -> None:
    late = submission(round_, SubmissionState.NOT_STARTED)
    done = submission(round_, SubmissionState.ACCEPTED, UnitKind.WORKGROUP)
    factories.milestone(unit=done.unit)

    def slugs(**asked: str) -> list[str]:
        return [row.slug for _title, rows in board(round_, **asked).groups for row in rows]

    assert slugs(state=SubmissionState.ACCEPTED) == [done.unit.slug]
    assert slugs(order="stand") == [done.unit.slug, late.unit.slug]
    assert slugs(order="verplicht") == [late.unit.slug, done.unit.slug]
    assert slugs(order="activiteit") == [late.unit.slug, done.unit.slug]


def test_what_is_new_since_the_last_report_is_counted(round_: Round, reviewer: User) -> None:
    assert board(round_).groups == ()
    row = submission(round_, SubmissionState.IN_PROGRESS)
    factories.milestone(unit=row.unit)
    assert board(round_).groups[0][1][0].changes.new == 1


@pytest.mark.parametrize("state", [RoundState.FROZEN, RoundState.PUBLISHED])
def test_the_board_of_a_frozen_round_tells_what_its_report_says(
    as_reviewer: Client, round_: Round, state: str
) -> None:
    row = submission(round_, SubmissionState.ACCEPTED)
    factories.milestone(unit=row.unit)
    round_.state = state
    round_.save()
    payload = dump(build(scope_of_round(round_, all_rounds())))
    snapshot = factories.snapshot(round=round_, payload=payload)
    if state == RoundState.PUBLISHED:
        factories.publication(snapshot=snapshot)
    # Recorded later, with a date of before: the round cannot tell it any more.
    factories.milestone(unit=row.unit, title="Van daarna (fictief)")
    [found] = board(round_).groups[0][1]
    assert (found.counts, found.changes.new, found.last_activity) == ((0, 1, 0), 1, None)
    assert found.href == f"/rondes/medio-2021/regios/{row.unit.slug}/"
    assert [r.slug for r in board(round_, order="verplicht").groups[0][1]] == [row.unit.slug]
    page = shown(as_reviewer, "/ronde/medio-2021/")
    assert 'data-label="Verplicht in orde"> <div>–</div>' in page
    assert f'href="/onderdeel/{row.unit.slug}/"' not in page


def test_the_board_tells_what_the_last_report_had_and_is_gone(
    as_reviewer: Client, round_: Round
) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    milestone = factories.milestone(unit=row.unit)
    before = factories.round_(reference_on=date(2020, 6, 30), state=RoundState.PUBLISHED)
    payload = dump(build(scope_of_round(before, all_rounds())))
    factories.publication(snapshot=factories.snapshot(round=before, payload=payload))
    assert "vervallen" not in shown(as_reviewer, "/ronde/medio-2021/")
    milestone.delete()
    assert "1 vervallen" in shown(as_reviewer, "/ronde/medio-2021/").replace("&nbsp;", " ")


def test_the_page_shows_deadline_extension_and_return(as_reviewer: Client, round_: Round) -> None:
    submission(round_, SubmissionState.RETURNED, remark="Graag datums (fictief)")
    submission(
        round_,
        SubmissionState.IN_PROGRESS,
        extended_until=date(2021, 3, 1),
        extension_reason="Ziekte (fictief)",
    )
    submission(round_, SubmissionState.SUBMITTED)
    page = shown(as_reviewer, "/ronde/medio-2021/")
    for words in ("Graag datums", "uitstel tot en met 1 maart 2021", "Beoordelen", "verstreken"):
        assert words in page
    assert "Nu nog 3 te gaan." in page
    assert shown(as_reviewer, "/ronde/medio-2021/?stand=geaccepteerd").count("Geen onderdelen") == 1
    assert "Beoordelen" in shown(as_reviewer, "/ronde/medio-2021/?stand=onzin&volgorde=onzin")


def test_the_board_names_the_measures_without_a_figure_of_this_round(
    as_reviewer: Client, round_: Round
) -> None:
    submission(round_, SubmissionState.IN_PROGRESS)
    assert "Er is nog geen enkel cijfer." in shown(as_reviewer, "/ronde/medio-2021/")
    factories.measure(name="Nooit gemeten")
    until = round_.figures_until
    for name, on in (("Fictieve palen", until), ("Te laat", until + timedelta(days=1))):
        factories.observation(measure=factories.measure(name=name), on=on)
    page = shown(as_reviewer, "/ronde/medio-2021/")
    assert "Indicatoren en cijfers" in page
    assert "1 van 1" in page
    assert [row.lacking for row in board(round_).ministry if row.anchor == "cijfers"] == [""]
    rows = _figures_row([("Palen", True), ("Auto's", False), ("Tempo", False)])
    assert (rows.in_order, rows.total) == (1, 3)
    assert rows.lacking == "Zonder nieuw cijfer: Auto's en Tempo"


def test_the_board_names_a_measure_that_stands_in_the_report_without_any_figure(
    round_: Round,
) -> None:
    factories.presentation(measure=factories.measure(name="Nooit gemeten"))
    ratio: dict[str, Any] = {
        "measure": factories.measure(name="Palen"),
        "per": factories.measure(name="Huizen"),
    }
    factories.presentation(layout=Layout.RATIO, **ratio)
    factories.observation(measure=ratio["measure"], on=round_.figures_until)
    [row] = [row for row in board(round_).ministry if row.anchor == "cijfers"]
    assert row.lacking == "Zonder nieuw cijfer: Nooit gemeten en Huizen"
    assert (row.in_order, row.total) == (1, 3)


def test_the_board_takes_a_fixed_number_of_queries(
    as_reviewer: Client, round_: Round, django_assert_num_queries: object
) -> None:
    for _ in range(2):
        for state in SubmissionState.values:
            factories.milestone(unit=submission(round_, state).unit)
        with django_assert_num_queries(9):  # type: ignore[operator]
            as_reviewer.get("/ronde/medio-2021/")


# ---------------------------------------------------------------------- rounds and their dates


def test_a_round_is_made_changed_and_then_lies_still(as_reviewer: Client, reviewer: User) -> None:
    typed = {
        "title": "Eind 2021",
        "slug": "eind-2021",
        "reference_on": "31-12-2021",
        "division_on": "1-1-2022",
        "figures_until": "31-12-2021",
        "deadline_on": "",
    }
    send(as_reviewer, "/ronde/nieuw/", **typed)
    made = Round.objects.get()
    assert (made.state, made.reference_on) == (RoundState.CONCEPT, date(2021, 12, 31))
    send(as_reviewer, "/ronde/eind-2021/instellen/", **{**typed, "deadline_on": "1-2-2022"})
    made.refresh_from_db()
    assert made.deadline_on == date(2022, 2, 1)
    assert made.history.first().history_user == reviewer
    older = form_values(as_reviewer.get("/ronde/eind-2021/instellen/"))
    made.state = RoundState.FROZEN
    made.save()
    answer = as_reviewer.post("/ronde/eind-2021/instellen/", older | {"title": "Anders"})
    assert "liggen vast" in answer.text
    assert "Anders" in answer.text  # what was typed is still there, to copy
    made.refresh_from_db()
    assert made.title == "Eind 2021"
    assert "Eind 2021" in shown(as_reviewer, "/ronde/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"slug": "nieuw"}, "is het adres van een andere pagina"),
        ({"slug": "nu"}, "is het adres van de actuele stand"),
        ({"slug": "Eind 2021"}, "Gebruik kleine letters"),
        ({"slug": "medio-2021"}, "Er is al een ronde met dit webadres"),
        ({"title": ""}, "Vul een titel in"),
        ({"reference_on": ""}, "Vul een dag in"),
        ({"reference_on": "2021"}, "Vul een dag in, zoals 31-12-2020"),
    ],
)
def test_what_is_wrong_with_a_round_is_said(
    as_reviewer: Client, round_: Round, typed: dict[str, str], words: str
) -> None:
    day = "31-12-2021"
    dates = dict.fromkeys(("reference_on", "division_on", "figures_until"), day)
    answer = send(as_reviewer, "/ronde/nieuw/", **{"title": "X", "slug": "x", **dates, **typed})
    assert words in answer.content.decode()
    assert "Fout:" in answer.content.decode()
    assert Round.objects.count() == 1


def test_chosen_units_are_reminded(as_reviewer: Client, round_: Round) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    answer = as_reviewer.post("/ronde/medio-2021/herinneren/", {}, follow=True)
    assert "Kies eerst" in answer.content.decode()
    answer = as_reviewer.post("/ronde/medio-2021/herinneren/", {"kies": row.unit.slug}, follow=True)
    assert f"Niemand om te herinneren bij: {row.unit.short_name}." in answer.content.decode()
    row.unit.editors.add(factories.user())
    answer = as_reviewer.post("/ronde/medio-2021/herinneren/", {"kies": row.unit.slug}, follow=True)
    assert "1\xa0herinnering klaargezet." in answer.content.decode()


# ---------------------------------------------------------------------------- steps of a round


def test_each_step_of_a_round_in_turn(
    as_reviewer: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nalportal.report.freeze.render_pdf", lambda *_, **__: b"%PDF-fictief")
    round_ = factories.round_(slug="medio-2021", state=RoundState.CONCEPT)
    factories.national_texts(round_)
    for verb, state in [
        (RoundVerb.OPEN, RoundState.OPEN),
        (RoundVerb.CLOSE, RoundState.IN_REVIEW),
        (RoundVerb.FREEZE, RoundState.FROZEN),
        (RoundVerb.UNFREEZE, RoundState.IN_REVIEW),
        (RoundVerb.FREEZE, RoundState.FROZEN),
        (RoundVerb.PUBLISH, RoundState.PUBLISHED),
    ]:
        address = f"/ronde/medio-2021/{verb}/"
        # The list before freezing offers that, once nothing is in its way.
        page = "controlelijst/" if verb == RoundVerb.FREEZE else ""
        assert f'href="{address}"' in shown(as_reviewer, f"/ronde/medio-2021/{page}")
        assert "bevriezen/" not in shown(as_reviewer, "/ronde/medio-2021/")
        assert "Eerst nodig" not in shown(as_reviewer, address)
        answer = send(as_reviewer, address, reason=f"Fictief: {verb}")
        assert answer.headers["Location"] == "/ronde/medio-2021/"
        round_.refresh_from_db()
        assert round_.state == state
        entry = list(round_.log.all())[-1]
        assert (entry.by, entry.reason) == (reviewer, f"Fictief: {verb}")
    board = shown(as_reviewer, "/ronde/medio-2021/")
    assert "/rondes/medio-2021/corrigeren/" in board
    assert "Ligt vast. U kunt hier niets wijzigen." in board
    assert "Inleveren tot en met" not in board


def test_a_step_says_what_is_needed_first_and_leads_there(
    as_reviewer: Client, round_: Round
) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    page = shown(as_reviewer, "/ronde/medio-2021/sluiten/")
    assert "Eerst nodig" in page
    assert f'href="/ronde/medio-2021/#onderdeel-{row.unit.slug}"' in page
    assert "Sluit de ronde eerst voor controle." in shown(
        as_reviewer, "/ronde/medio-2021/bevriezen/"
    )
    other = factories.round_(state=RoundState.CONCEPT, reference_on=date(2022, 1, 1))
    assert 'href="/ronde/medio-2021/"' in shown(as_reviewer, f"/ronde/{other.slug}/openen/")
    answer = send(as_reviewer, "/ronde/medio-2021/sluiten/", reason="")
    assert answer.status_code == 200
    round_.refresh_from_db()
    assert round_.state == RoundState.OPEN


def test_with_four_eyes_who_froze_reads_at_once_that_another_publishes(
    as_reviewer: Client, reviewer: User, settings: Any
) -> None:
    settings.FOUR_EYES = True
    round_ = factories.round_(slug="medio-2021", state=RoundState.FROZEN)
    factories.snapshot(round=round_, frozen_by=reviewer)
    page = shown(as_reviewer, "/ronde/medio-2021/publiceren/")
    assert "U bevroor deze ronde zelf. Een andere beoordelaar moet haar publiceren." in page
    assert '<button class="btn btn-primary"' not in page


def test_unfreezing_asks_why(as_reviewer: Client) -> None:
    factories.round_(slug="medio-2021", state=RoundState.FROZEN)
    answer = send(as_reviewer, "/ronde/medio-2021/ontdooien/", reason="")
    assert "Vul in waarom." in answer.content.decode()


def test_an_editor_who_types_the_address_of_a_step_is_refused_and_logged(
    client: Client, round_: Round, caplog: pytest.LogCaptureFixture
) -> None:
    editor = factories.user()
    row = submission(round_, SubmissionState.SUBMITTED)
    row.unit.editors.add(editor)
    client.force_login(editor)
    addresses = [f"/ronde/medio-2021/{verb}/" for verb in ROUND_STEPS]
    addresses += [f"/ronde/medio-2021/{row.unit.slug}/{verb}/" for verb in SUBMISSION_STEPS]
    for address in addresses:
        caplog.clear()
        assert client.post(address, {"reason": "Mag ik?"}).status_code == 403, address
        assert f"account {editor.pk} may not do" in caplog.text
    row.refresh_from_db()
    assert row.state == SubmissionState.SUBMITTED


# ------------------------------------------------------------------------ steps of a hand-in


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        (SubmissionVerb.REOPEN, SubmissionState.ACCEPTED, SubmissionState.SUBMITTED),
        (SubmissionVerb.SKIP, SubmissionState.IN_PROGRESS, SubmissionState.SKIPPED),
        (SubmissionVerb.GRANT_EXTENSION, SubmissionState.IN_PROGRESS, SubmissionState.IN_PROGRESS),
    ],
)
def test_each_step_of_a_hand_in(
    as_reviewer: Client,
    round_: Round,
    verb: SubmissionVerb,
    before: SubmissionState,
    after: SubmissionState,
) -> None:
    row = submission(round_, before)
    address = f"/ronde/medio-2021/{row.unit.slug}/{verb}/"
    assert f'href="{address}"' in shown(as_reviewer, f"/onderdeel/{row.unit.slug}/")
    assert str(verb.label) in shown(as_reviewer, address)
    assert "Vul in waarom." in send(as_reviewer, address, until="1-3-2021").content.decode()
    send(as_reviewer, address, reason="Fictief", until="1-3-2021")
    row.refresh_from_db()
    assert row.state == after
    assert [entry.verb for entry in row.log.all()] == [verb]


def test_who_is_skipped_is_explained_in_the_report_if_that_was_typed(
    as_reviewer: Client, round_: Round
) -> None:
    for told in ("", "Nieuwe bezetting vanaf maart (fictief)"):
        row = submission(round_, SubmissionState.IN_PROGRESS)
        send(
            as_reviewer,
            f"/ronde/medio-2021/{row.unit.slug}/overslaan/",
            reason="Alleen voor ons",
            told=told,
        )
    [printed] = build(scope_of_round(round_, all_rounds())).reasons
    assert printed == ReasonEntry(
        f"overgeslagen:{row.unit.slug}", "overgeslagen", row.unit.short_name, told
    )


def test_an_extension_before_the_deadline_is_refused_on_the_page(
    as_reviewer: Client, round_: Round
) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    address = f"/ronde/medio-2021/{row.unit.slug}/uitstel/"
    answer = send(as_reviewer, address, reason="Fictief", until="1-1-2021")
    assert "Kies een dag na" in answer.content.decode()
    send(as_reviewer, address, reason="Fictief", until="1-3-2021")
    send(as_reviewer, f"/ronde/medio-2021/{row.unit.slug}/uitstel-intrekken/", reason="")
    row.refresh_from_db()
    assert row.extended_until is None
    assert row.log.count() == 2


# --------------------------------------------------------------------------- two people at once


@pytest.fixture
def colleague() -> User:
    return factories.user(first_name="Col", last_name="Lega", is_reviewer=True)


def test_older_settings_put_nothing_back(as_reviewer: Client, round_: Round) -> None:
    page = form_values(as_reviewer.get("/ronde/medio-2021/instellen/"))
    round_.deadline_on = date(2021, 9, 1)
    round_.save()
    as_reviewer.post("/ronde/medio-2021/instellen/", page | {"title": "Fictief anders"})
    round_.refresh_from_db()
    assert (round_.title, round_.deadline_on) == ("Fictief anders", date(2021, 9, 1))
    entries = round_.history.count()
    send(as_reviewer, "/ronde/medio-2021/instellen/")
    assert round_.history.count() == entries


def test_settings_that_both_changed_are_asked_about(
    as_reviewer: Client, round_: Round, colleague: User
) -> None:
    page = form_values(as_reviewer.get("/ronde/medio-2021/instellen/"))
    round_.deadline_on = date(2021, 9, 1)
    save_signed(round_, by=colleague)
    answer = as_reviewer.post("/ronde/medio-2021/instellen/", page | {"deadline_on": "1-10-2021"})
    assert answer.status_code == 409
    for words in ("Intussen gewijzigd door Col Lega", "1 september 2021", "1 oktober 2021"):
        assert words in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    again = form_values(answer) | {"kies-deadline_on": "opgeslagen"}
    as_reviewer.post("/ronde/medio-2021/instellen/", again)
    round_.refresh_from_db()
    assert round_.deadline_on == date(2021, 9, 1)


def test_a_newer_extension_is_not_replaced_unseen(
    as_reviewer: Client, round_: Round, colleague: User
) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    address = f"/ronde/medio-2021/{row.unit.slug}/uitstel/"
    page = form_values(as_reviewer.get(address)) | {"reason": "Fictief", "until": "1-4-2021"}
    submissions.grant_extension(row, until=date(2021, 3, 15), by=colleague, reason="Eerder")
    answer = as_reviewer.post(address, page)
    assert "Intussen gewijzigd door Col Lega" in answer.text
    assert "1-4-2021" in answer.text
    row.refresh_from_db()
    assert row.extended_until == date(2021, 3, 15)
    as_reviewer.post(address, form_values(answer))
    row.refresh_from_db()
    assert row.extended_until == date(2021, 4, 1)


def test_a_step_that_is_sent_twice_answers_as_the_first_time(
    as_reviewer: Client, round_: Round
) -> None:
    row = submission(round_, SubmissionState.IN_PROGRESS)
    address = f"/ronde/medio-2021/{row.unit.slug}/overslaan/"
    page = form_values(as_reviewer.get(address)) | {"reason": "Fictief"}
    answers = [as_reviewer.post(address, page) for _time in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/ronde/medio-2021/"] * 2
    assert row.log.count() == 1


def test_a_pdf_that_fails_leaves_the_round_as_it_was(
    as_reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.national_texts(factories.round_(slug="medio-2021", state=RoundState.IN_REVIEW))
    broken = mock.Mock(side_effect=PdfError("kapot"))
    monkeypatch.setattr("nalportal.report.freeze.render_pdf", broken)
    answer = send(as_reviewer, "/ronde/medio-2021/bevriezen/", reason="")
    assert "De PDF kon niet worden gemaakt" in answer.content.decode()
    assert Round.objects.get().state == RoundState.IN_REVIEW
