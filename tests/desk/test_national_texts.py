"""The texts of the ministry: their row on the board, their page, and what can be done with them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.desk.national import assemble_national
from nalportal.progress.models import Category, Place, ReportText, Round, RoundState
from nalportal.progress.national_texts import TextState, texts_of_ministry
from nalportal.progress.rounds import open_round
from nalportal.report.build import build
from nalportal.report.editions import all_rounds, scope_of_round
from tests import factories
from tests.progress.pages import form_values, send

pytestmark = pytest.mark.django_db

PAGE = "/ronde/eind-2021/teksten/"


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def round_(reviewer: User) -> Round:
    """Opened with one text of the round before."""
    before = factories.round_(
        title="Eind 2020", state=RoundState.PUBLISHED, reference_on=date(2020, 12, 31)
    )
    factories.report_text(round=before, key="inleiding", body="Zo was het in 2020.")
    row = factories.round_(
        slug="eind-2021", state=RoundState.CONCEPT, reference_on=date(2021, 12, 31)
    )
    return open_round(row, by=reviewer)


def states(round_: Round) -> dict[str, TextState]:
    lines = assemble_national(texts_of_ministry(round_)).lines
    return {line.name: line.state for line in lines}


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def the_text(round_: Round) -> ReportText:
    row: ReportText = ReportText.objects.get(round=round_)
    return row


def test_each_text_says_how_it_stands(as_reviewer: Client, round_: Round) -> None:
    page = text(as_reviewer)
    assert "Nog van Eind 2020" in page
    assert "Leeg" in page
    assert "gewijzigd of bevestigd: 0 van 4" in page
    assert states(round_)["Aanleiding"] == TextState.OLD
    assert states(round_)["Voorwoord"] == TextState.EMPTY


def test_a_heading_that_names_an_earlier_round_can_be_changed(
    as_reviewer: Client, round_: Round
) -> None:
    old = "Beeld per regio, eind 2020"
    row = factories.report_text(
        round=round_, place=Place.FIGURE, indicator="dekking", key="figuur-1", title=old
    )
    page = f"{PAGE}{row.pk}/"
    answer = send(as_reviewer, page, title="", body="Nieuw (fictief)")
    assert answer.status_code == 200  # what has a heading keeps one
    send(as_reviewer, page, title="Beeld per regio", body="Nieuw (fictief)")
    row.refresh_from_db()
    assert (row.title, row.body) == ("Beeld per regio", "Nieuw (fictief)")


def test_a_text_without_heading_is_called_after_what_it_is_about(
    as_reviewer: Client, round_: Round
) -> None:
    row = factories.report_text(
        round=round_, place=Place.TABLE_NOTE, indicator="dekking", key="tabel-2"
    )
    row.title = ""
    row.save()
    assert "Noot bij een tabel, tabel 2" in text(as_reviewer)


def test_the_board_has_a_row_for_them(as_reviewer: Client, round_: Round) -> None:
    factories.submission(round=round_)
    page = text(as_reviewer, "/ronde/eind-2021/")
    assert "Landelijk, door het ministerie" in page
    assert "Inleiding werkgroepen en Inleiding indicatoren" in page
    assert "Landelijk, door het ministerie" not in text(
        as_reviewer, "/ronde/eind-2021/?stand=bezig"
    )


def test_confirming_it_makes_it_of_this_round(as_reviewer: Client, round_: Round) -> None:
    row = the_text(round_)
    found = ReportText.history.filter(id=row.pk).latest("history_id").history_id
    sent = {"token": str(uuid4()), "version": found}
    address = f"{PAGE}{row.pk}/bevestigen/"
    assert as_reviewer.post(address, sent).status_code == 302
    assert states(round_)["Aanleiding"] == TextState.CONFIRMED
    background = build(scope_of_round(round_, all_rounds())).background
    assert background is not None
    assert background.of_round == ""


def test_writing_it_makes_it_new_and_ours(as_reviewer: Client, round_: Round) -> None:
    row = the_text(round_)
    answer = send(as_reviewer, f"{PAGE}{row.pk}/", body="Zo is het in 2021.")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.body, row.is_summary) == ("Zo is het in 2021.", False)
    assert states(round_)["Aanleiding"] == TextState.WRITTEN


def test_two_at_once_choose(as_reviewer: Client, round_: Round) -> None:
    row = the_text(round_)
    page = form_values(as_reviewer.get(f"{PAGE}{row.pk}/"))
    send(as_reviewer, f"{PAGE}{row.pk}/", body="De eerste.")
    answer = as_reviewer.post(f"{PAGE}{row.pk}/", page | {"body": "De tweede."})
    assert answer.status_code == 409
    assert "De eerste." in answer.content.decode()
    row.refresh_from_db()
    assert row.body == "De eerste."
    again = form_values(answer) | {"body": "De tweede.", "kies-body": "getypt"}
    assert as_reviewer.post(f"{PAGE}{row.pk}/", again).status_code == 302
    row.refresh_from_db()
    assert row.body == "De tweede."


@pytest.mark.parametrize("place", [Place.FOREWORD, Place.SUMMARY, Place.REGIONS])
def test_a_text_that_is_not_there_is_written(
    as_reviewer: Client, round_: Round, place: Place
) -> None:
    send(as_reviewer, f"{PAGE}nieuw/{place}/", body="Nieuw (fictief)")
    assert ReportText.objects.get(round=round_, place=place).body == "Nieuw (fictief)"
    # Two who begin the same text don't make two of it.
    answer = send(as_reviewer, f"{PAGE}nieuw/{place}/", body="Ook nieuw")
    assert "intussen geschreven" in answer.content.decode()


def test_a_summary_begins_with_what_the_figures_say(as_reviewer: Client, round_: Round) -> None:
    address = f"{PAGE}nieuw/{Place.SUMMARY}/"
    factories.milestone(category=Category.ATTENTION, unit=factories.region().unit)
    draft = form_values(as_reviewer.get(address))["body"]
    assert draft == "Wat vraagt aandacht:\n- Aandachtspunten: 1, van 1 van de 1 onderdelen."
    assert "voorstel uit de cijfers" in text(as_reviewer, address)
    assert not ReportText.objects.filter(round=round_, place=Place.SUMMARY).exists()
    send(as_reviewer, address, body="Eigen woorden (fictief)")
    row = ReportText.objects.get(round=round_, place=Place.SUMMARY)
    assert "voorstel uit de cijfers" not in text(as_reviewer, f"{PAGE}{row.pk}/")


def add(client: Client, chapter: str, title: str) -> ReportText:
    send(client, f"{PAGE}nieuw/{chapter}/?sectie=ja", title=title, body="Extra (fictief)")
    row: ReportText = ReportText.objects.get(title=title)
    return row


def test_who_goes_back_and_mends_the_heading_makes_no_second_section(
    as_reviewer: Client, round_: Round
) -> None:
    page = f"{PAGE}nieuw/regios/?sectie=ja"
    values = form_values(as_reviewer.get(page)) | {"body": "Extra (fictief)"}
    for title in ("Een", "Twee"):
        answer = as_reviewer.post(page, values | {"title": title})
    assert "Met deze pagina hebt u al iets toegevoegd." in answer.content.decode()
    assert sections(round_) == ["Een"]


def sections(round_: Round) -> list[str]:
    found = build(scope_of_round(round_, all_rounds())).sections_of("regios")
    return [section.title for section in found]


def test_sections_are_added_moved_and_left_out(as_reviewer: Client, round_: Round) -> None:
    first, second = (add(as_reviewer, "regios", title) for title in ("Een", "Twee"))
    assert sections(round_) == ["Een", "Twee"]
    as_reviewer.post(f"{PAGE}{second.pk}/omhoog/", {"token": str(uuid4())})
    assert sections(round_) == ["Twee", "Een"]
    # Another place says nothing of the text: it is still as it was written.
    assert states(round_)["Twee"] == TextState.WRITTEN
    send(as_reviewer, f"{PAGE}{first.pk}/weglaten/", reason="Staat elders")
    assert sections(round_) == ["Twee"]
    assert ReportText.history.filter(history_type="-").get().history_change_reason == "Staat elders"
    # A new one never takes the name of one that went.
    assert add(as_reviewer, "regios", "Drie").key == "sectie-3"


def test_moving_a_section_leaves_an_old_text_old(
    as_reviewer: Client, round_: Round, reviewer: User
) -> None:
    for title in ("Een", "Twee"):
        add(as_reviewer, "regios", title)
    later = factories.round_(
        slug="eind-2022", state=RoundState.CONCEPT, reference_on=date(2022, 12, 31)
    )
    round_.state = RoundState.PUBLISHED
    round_.save()
    open_round(later, by=reviewer)
    row = ReportText.objects.get(round=later, title="Een")
    page = "/ronde/eind-2022/teksten/"
    as_reviewer.post(f"{page}{row.pk}/omlaag/", {"token": str(uuid4())})
    assert states(later)["Een"] == TextState.OLD


def test_what_no_report_can_miss_is_not_left_out(as_reviewer: Client, round_: Round) -> None:
    assert as_reviewer.get(f"{PAGE}{the_text(round_).pk}/weglaten/").status_code == 404


def test_once_frozen_they_are_only_read(as_reviewer: Client, round_: Round) -> None:
    row = the_text(round_)
    round_.state = RoundState.FROZEN
    round_.save()
    assert "De teksten liggen vast." in text(as_reviewer)
    assert as_reviewer.get(f"{PAGE}{row.pk}/").status_code == 404


def test_texts_of_units_are_not_of_the_ministry(as_reviewer: Client, round_: Round) -> None:
    row = factories.report_text(round=round_, place=Place.UNIT, unit=factories.unit())
    assert as_reviewer.get(f"{PAGE}{row.pk}/").status_code == 404


def test_who_does_not_lead_rounds_is_refused(client: Client, round_: Round) -> None:
    client.force_login(factories.user())
    assert client.get(PAGE).status_code == 403


def test_the_page_takes_the_same_queries_however_many_texts(
    as_reviewer: Client, round_: Round, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(5):  # one for the indicators, which are rows
            as_reviewer.get(PAGE)
        factories.report_text(round=round_, place=Place.DEFINITION)
