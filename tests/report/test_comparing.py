"""The page that sets two rounds side by side."""

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.http import QueryDict
from django.test import Client
from playwright.sync_api import expect

from nalportal.accounts.models import User
from nalportal.progress.models import Round, RoundState
from nalportal.report.editions import frozen_report
from nalportal.report.model import Report
from nalportal.report.payload import dump
from nalportal.report.web.kept import PAGES
from nalportal.report.web.views.comparison import ComparisonForm
from tests import factories
from tests.browser import OpenPage, assert_fine, press
from tests.report.compared import DECEMBER, JULY, entry, with_items

pytestmark = pytest.mark.django_db

PAGE = "/rondes/vergelijken/"

OLD = with_items(
    planning=(entry("NO-001", "Laadplan maken", planned=JULY), entry("NO-002", "Blijft zo")),
    aandachtspunt=(entry("NO-003", "Te weinig netcapaciteit"),),
    slug="een",
    title="Fictieve ronde een",
)
NEW = with_items(
    planning=(entry("NO-001", "Laadplan afmaken", planned=DECEMBER), entry("NO-002", "Blijft zo")),
    gerealiseerd=(entry("NO-004", "Loket open", status="gerealiseerd"),),
    slug="twee",
    title="Fictieve ronde twee",
    reference_on=date(2021, 6, 30),
)


@pytest.fixture
def two_rounds(db: None) -> None:
    publish(OLD)
    publish(NEW)


def publish(report: Report, version: int = 1) -> None:
    """A version of a round with this report as its payload."""
    round_ = Round.objects.filter(slug=report.slug).first() or factories.round_(
        slug=report.slug,
        title=report.title,
        reference_on=report.reference_on,
        state=RoundState.PUBLISHED,
    )
    payload = dump(report)
    factories.publication(
        snapshot=factories.snapshot(round=round_, version=version, payload=payload)
    )


def text_of(client: Client, address: str) -> str:
    """What a reader sees, without tags and with single spaces."""
    response = client.get(address)
    assert response.status_code == 200
    bare = html.unescape(re.sub(r"<[^>]+>", " ", response.text))
    return re.sub(r"\s+", " ", bare)


# ----------------------------------------------------------------------------------- the choice


def test_without_a_choice_the_newest_round_is_set_against_the_one_before(
    two_rounds: None, client: Client
) -> None:
    text = text_of(client, PAGE)
    assert "Fictieve ronde twee (peildatum 30 juni 2021), vergeleken met Fictieve ronde een" in text


def test_the_round_bar_leads_to_the_comparison_with_the_round_before(
    two_rounds: None, client: Client
) -> None:
    assert f'href="{PAGE}?naar=twee"' in client.get("/rondes/twee/regios/").text


@pytest.mark.parametrize(
    ("asked", "van", "naar"),
    [
        ({}, "drie", "vier.v2"),
        ({"naar": "drie"}, "twee", "drie"),
        ({"naar": "twee"}, "twee", "vier.v2"),  # nothing stands before it
        ({"naar": "bestaat-niet"}, "drie", "vier.v2"),
        ({"van": "twee", "naar": "drie"}, "twee", "drie"),
    ],
)
def test_what_is_compared_when_not_everything_is_asked(
    asked: dict[str, str], van: str, naar: str
) -> None:
    choices = [(key, key) for key in ("vier.v2", "vier.v1", "drie", "twee")]
    form = ComparisonForm(choices, QueryDict(urlencode(asked)).dict())
    assert form.is_valid()
    assert (form.cleaned_data["van"], form.cleaned_data["naar"]) == (van, naar)


def test_a_version_can_be_compared_with_the_next(two_rounds: None, client: Client) -> None:
    publish(replace(NEW, background=None), version=2)
    text = text_of(client, f"{PAGE}?van=twee.v1&naar=twee")
    assert "Fictieve ronde twee, versie 2" in text
    assert "Aanleiding verwijderd: Waarom dit rapport er is." in text


def test_a_report_is_not_compared_with_itself(two_rounds: None, client: Client) -> None:
    text = text_of(client, f"{PAGE}?van=een&naar=een")
    assert "Fout: Rondes vergelijken" in text
    assert "Kies twee verschillende rapporten." in text


def test_an_unknown_report_is_named_in_the_fault(two_rounds: None, client: Client) -> None:
    assert "“weg” is er niet" in text_of(client, f"{PAGE}?van=weg&naar=een")


def test_with_one_report_there_is_nothing_to_compare_yet(client: Client) -> None:
    publish(OLD)
    assert "Nog niets om te vergelijken" in text_of(client, PAGE)


# --------------------------------------------------------------------------------------- to whom


def test_the_register_of_today_is_for_who_is_signed_in(two_rounds: None, client: Client) -> None:
    response = client.get(f"{PAGE}?van=een&naar=nu")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/inloggen/?next=/rondes/vergelijken/")


def test_who_is_signed_in_compares_a_round_with_today(
    two_rounds: None, client: Client, outsider: User
) -> None:
    client.force_login(outsider)
    assert "Stand van vandaag (peildatum" in text_of(client, f"{PAGE}?van=een&naar=nu")


def test_what_is_frozen_and_not_public_is_for_reviewers_only(
    two_rounds: None, client: Client, reviewer: User, outsider: User
) -> None:
    frozen = factories.round_(slug="drie", state=RoundState.FROZEN, reference_on=date(2021, 12, 31))
    factories.snapshot(round=frozen, payload=dump(replace(NEW, slug="drie", title="Drie")))
    address = f"{PAGE}?van=twee&naar=drie"
    client.force_login(outsider)
    assert "“drie” is er niet" in text_of(client, address)
    client.force_login(reviewer)
    assert "Drie (peildatum 30 juni 2021), vergeleken met Fictieve ronde twee" in text_of(
        client, address
    )


# ------------------------------------------------------------------------------ what it tells


def test_items_are_told_with_what_happened_to_them(two_rounds: None, client: Client) -> None:
    text = text_of(client, PAGE)
    assert "Laadplan verwijderd: maken toegevoegd: afmaken" in text
    assert "gewijzigd, verschoven van juli 2021 naar december 2021" in text
    assert "toegevoegd: Loket open" in text
    assert "verwijderd: Te weinig netcapaciteit vervallen" in text
    assert "Blijft zo ongewijzigd" in text


def test_what_stayed_the_same_can_be_left_out(two_rounds: None, client: Client) -> None:
    text = text_of(client, f"{PAGE}?van=een&naar=twee&alleen=on")
    assert "Laadplan verwijderd: maken" in text
    assert "Blijft zo" not in text


def test_two_equal_reports_say_so(two_rounds: None, client: Client) -> None:
    publish(replace(NEW, slug="zelfde", title="Zelfde", reference_on=date(2022, 1, 1)))
    assert "De twee rapporten zeggen hetzelfde." in text_of(client, f"{PAGE}?van=twee&naar=zelfde")


def test_two_versions_are_cited_and_found_again_after_a_correction(
    two_rounds: None, client: Client
) -> None:
    cited = "/rondes/vergelijken/?van=een.v1&naar=twee.v1"
    assert f"http://localhost:8000{cited}, geraadpleegd op" in text_of(client, PAGE)
    before = text_of(client, cited)
    assert "Laadplan afmaken" in before
    publish(replace(OLD, slug="twee", title="Verbeterd", reference_on=NEW.reference_on), 2)
    assert "Laadplan afmaken" in text_of(client, cited)
    assert "Laadplan afmaken" not in text_of(client, PAGE)


# ----------------------------------------------------------------------------------- the queries


@pytest.mark.parametrize(("asked", "queries"), [("?van=een&naar=twee", 6), ("", 6)])
def test_a_comparison_takes_six_queries(
    two_rounds: None,
    client: Client,
    django_assert_num_queries: Any,
    asked: str,
    queries: int,
) -> None:
    frozen_report.cache_clear()
    caches[PAGES].clear()
    with django_assert_num_queries(queries):  # one of them asks whether it may be kept
        client.get(PAGE + asked)


def test_signed_in_it_takes_one_more(
    two_rounds: None, client: Client, outsider: User, django_assert_num_queries: Any
) -> None:
    client.force_login(outsider)
    frozen_report.cache_clear()
    with django_assert_num_queries(6):
        client.get(f"{PAGE}?van=een&naar=twee")


# --------------------------------------------------------------------------------- in a browser


@pytest.mark.django_db(transaction=True)
def test_a_reader_compares_with_the_keyboard_and_on_a_small_screen(open_page: OpenPage) -> None:
    publish(OLD)
    publish(NEW)
    page = open_page()
    page.goto(PAGE)
    assert_fine(page)
    page.get_by_label("Alleen wat gewijzigd is").focus()
    page.keyboard.press("Space")
    press(page, "Vergelijken")
    expect(page.get_by_text("Blijft zo")).to_have_count(0)
    page.get_by_text("Tonen: Gerealiseerd sindsdien").press("Enter")
    expect(page.get_by_text("Loket open").first).to_be_visible()
    assert_fine(page)
    narrow = open_page(width=320)
    narrow.goto(f"{PAGE}?van=een&naar=een")
    expect(narrow.locator(".error-summary")).to_be_focused()
    assert_fine(narrow)
    narrow.goto(PAGE)
    assert_fine(narrow)
