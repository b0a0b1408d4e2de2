"""Making a round, and taking one away that was never opened."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.text import slugify
from playwright.sync_api import Page, expect

from nalportal.accounts.models import User
from nalportal.progress.models import ReportText, Round, RoundState
from nalportal.progress.rounds import NotNowError, delete_concept
from tests import factories
from tests.browser import sign_in
from tests.progress.pages import form_values, send

pytestmark = pytest.mark.django_db

NEW = "/ronde/nieuw/"
DATES = {
    "reference_on": "31-12-2021",
    "division_on": "1-1-2022",
    "figures_until": "30-4-2022",
    "deadline_on": "",
}


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


# --------------------------------------------------------------------------------- the form


def test_the_title_proposes_the_address(as_reviewer: Client) -> None:
    send(as_reviewer, NEW, title="Eind 2021 (fictief)", slug="", **DATES)
    assert Round.objects.get().slug == "eind-2021-fictief"


def test_an_address_that_is_typed_stays(as_reviewer: Client) -> None:
    send(as_reviewer, NEW, title="Eind 2021", slug="laatste", **DATES)
    assert Round.objects.get().slug == "laatste"


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Medio 2021", "Er is al een ronde met dit webadres."),
        ("!!!", "Van deze titel is geen webadres te maken."),
        ("Nieuw", "is het adres van een andere pagina"),
        ("Vandaag", "is het adres van een andere pagina"),
    ],
)
def test_an_address_that_cannot_be_made_of_the_title_is_asked(
    as_reviewer: Client, title: str, says: str
) -> None:
    factories.round_(slug="medio-2021", title="Anders", reference_on=date(2021, 6, 30))
    answer = send(as_reviewer, NEW, title=title, slug="", **DATES)
    assert says in text(answer)
    assert Round.objects.count() == 1


def test_a_peildatum_before_that_of_the_last_round_asks_why(as_reviewer: Client) -> None:
    factories.round_(title="Medio 2022", reference_on=date(2022, 6, 30))
    answer = send(as_reviewer, NEW, title="Eind 2021", slug="", **DATES)
    assert "De peildatum ligt vóór die van Medio 2022 (30 juni 2022)." in text(answer)
    assert Round.objects.count() == 1
    send(as_reviewer, NEW, title="Eind 2021", slug="", why="Ingehaald (fictief)", **DATES)
    made = Round.objects.get(slug="eind-2021")
    assert made.history.latest().history_change_reason == "Ingehaald (fictief)"


def test_another_deadline_asks_no_reason_for_an_old_peildatum(as_reviewer: Client) -> None:
    old = factories.round_(slug="eind-2021", reference_on=date(2021, 12, 31))
    factories.round_(reference_on=date(2022, 6, 30))
    send(as_reviewer, "/ronde/eind-2021/instellen/", deadline_on="28-2-2022")
    old.refresh_from_db()
    assert old.deadline_on == date(2022, 2, 28)


def test_a_division_without_municipalities_is_refused(as_reviewer: Client) -> None:
    factories.municipality(region=factories.region(), valid_from=date(2022, 1, 2))
    answer = send(as_reviewer, NEW, title="Eind 2021", slug="", **DATES)
    assert "Op die dag kent het register geen gemeenten." in text(answer)
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"division_on": "1-1-1900"}, "vanaf 1 januari 2020"),
        ({"division_on": "1-2-2023"}, "meer dan een jaar van de peildatum"),
        ({"figures_until": "30-4-2012"}, "meer dan een jaar van de peildatum"),
        ({"figures_until": "30-4-2122"}, "meer dan een jaar van de peildatum"),
        ({"reference_on": "31-12-2121"}, "meer dan een jaar vooruit"),
        ({"deadline_on": "1-3-2122"}, "meer dan een jaar vooruit"),
        ({"deadline_on": "1-3-2012"}, "meer dan een jaar vóór de peildatum"),
        ({"reference_on": "31-12-2019", "division_on": "31-12-2019"}, "vanaf 1 januari 2020"),
    ],
)
def test_a_date_that_is_far_from_all_others_is_refused(
    as_reviewer: Client, typed: dict[str, str], says: str
) -> None:
    region = factories.region()
    factories.municipality(region=region, valid_until=date(2021, 1, 1))
    factories.municipality(region=region)
    answer = send(as_reviewer, NEW, title="Eind 2021", slug="", **{**DATES, **typed})
    assert says in text(answer)
    assert not Round.objects.exists()


def test_a_division_of_the_year_before_the_first_change_is_known(as_reviewer: Client) -> None:
    region = factories.region()
    factories.municipality(region=region, valid_until=date(2021, 1, 1))
    early = {"reference_on": "31-12-2020", "division_on": "1-1-2020", "figures_until": "31-12-2020"}
    send(as_reviewer, NEW, title="Eind 2020", slug="", **{**DATES, **early})
    assert Round.objects.get().division_on == date(2020, 1, 1)


# ----------------------------------------------------------------------------------- deleting


@pytest.fixture
def concept() -> Round:
    row = factories.round_(slug="eind-2021", title="Eind 2021", state=RoundState.CONCEPT)
    factories.report_text(round=row)
    factories.printed_difference(round=row)
    return row


def test_a_concept_is_deleted_with_its_texts_and_the_history_stays(
    as_reviewer: Client, concept: Round
) -> None:
    assert 'href="/ronde/eind-2021/verwijderen/"' in text(as_reviewer.get("/ronde/eind-2021/"))
    page = as_reviewer.get("/ronde/eind-2021/verwijderen/")
    assert "De 1 tekst die voor deze ronde is geschreven, gaat mee weg." in text(page)
    values = form_values(page) | {"reason": "Vergissing (fictief)"}
    answer = as_reviewer.post("/ronde/eind-2021/verwijderen/", values, follow=True)
    assert "Ronde verwijderd." in text(answer)
    assert not Round.objects.exists()
    assert not ReportText.objects.exists()
    gone = Round.history.filter(slug="eind-2021").latest()
    assert (gone.history_type, gone.history_change_reason) == ("-", "Vergissing (fictief)")
    assert ReportText.history.latest().history_type == "-"
    again = as_reviewer.post("/ronde/eind-2021/verwijderen/", values)
    assert again.headers["Location"] == "/ronde/"


@pytest.mark.parametrize("state", [s for s in RoundState if s != RoundState.CONCEPT])
def test_a_round_that_was_opened_stays(as_reviewer: Client, reviewer: User, state: str) -> None:
    row = factories.round_(slug="open", state=state)
    assert as_reviewer.get("/ronde/open/verwijderen/").headers["Location"] == "/ronde/open/"
    # Its board would read the report that a round of factories lacks.
    assert "nog nooit open" in text(as_reviewer.get("/ronde/"))
    with pytest.raises(NotNowError):
        delete_concept(row, by=reviewer)
    assert Round.objects.filter(pk=row.pk).exists()


def test_a_round_for_which_something_was_handed_in_stays(reviewer: User, concept: Round) -> None:
    factories.submission(round=concept)
    with pytest.raises(NotNowError):
        delete_concept(concept, by=reviewer)


@pytest.mark.django_db(transaction=True)
def test_the_address_is_proposed_while_the_title_is_typed(
    open_page: Callable[..., Page], reviewer: User
) -> None:
    page = sign_in(open_page(), reviewer)
    page.goto(NEW)
    title, address = page.get_by_label("Titel"), page.get_by_label("Webadres")
    typed = "  Eind één & 2021_(fictief) – "
    title.press_sequentially(typed)
    expect(address).to_have_value(slugify(typed))
    address.fill("eigen")
    title.press_sequentially("2")
    expect(address).to_have_value("eigen")
