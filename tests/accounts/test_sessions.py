"""Sessions slide, and the browser can ask how long is left."""

import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from nalportal.accounts import sessions
from nalportal.accounts.models import Session, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LEFT, EXTEND = "/account/sessie/", "/account/sessie/verlengen/"
HOUR = 60 * 60


@pytest.fixture
def hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + HOUR
    monkeypatch.setattr(sessions.time, "time", lambda: later)  # type: ignore[attr-defined]


@pytest.fixture
def at_work(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    client.get("/account/wachtwoord/")
    return client


def seconds(client: Client, address: str = LEFT) -> int:
    return int(client.get(address).json()["seconds"])


def test_a_session_lasts_two_hours(at_work: Client) -> None:
    assert 2 * HOUR - 60 < seconds(at_work) <= 2 * HOUR


def test_it_ends_in_the_database_too(at_work: Client) -> None:
    left = Session.objects.get().expire_date - timezone.now()
    assert 2 * HOUR - 60 < left.total_seconds() <= 2 * HOUR


def test_asking_how_long_does_not_make_it_longer(at_work: Client, hour_later: None) -> None:
    assert seconds(at_work) <= HOUR
    assert seconds(at_work) <= HOUR


@pytest.mark.parametrize("address", [EXTEND, "/account/wachtwoord/"])
def test_any_other_page_makes_it_longer(at_work: Client, hour_later: None, address: str) -> None:
    at_work.get(address)
    assert seconds(at_work) >= 2 * HOUR - 1


def test_a_page_shortly_after_another_writes_nothing(at_work: Client) -> None:
    before = Session.objects.get().expire_date
    at_work.get("/account/wachtwoord/")
    assert Session.objects.get().expire_date == before


def test_signed_out_nothing_is_left(client: Client) -> None:
    assert (seconds(client), seconds(client, EXTEND)) == (0, 0)
    assert not client.cookies


def test_the_answer_is_never_kept(client: Client) -> None:
    assert "no-store" in client.get(LEFT).headers["Cache-Control"]


def test_each_page_says_how_long_is_left(at_work: Client) -> None:
    page = at_work.get("/account/wachtwoord/").content.decode()
    assert 'data-warning="300"' in page
    assert "js/session.js" in page


def test_pages_for_readers_carry_no_script(client: Client) -> None:
    assert "<script" not in client.get("/account/inloggen/").content.decode()


def test_without_an_app_one_can_still_ask(
    client: Client, reviewer: User, settings: Settings
) -> None:
    settings.DEMO = False
    client.force_login(reviewer)
    assert seconds(client, EXTEND) > 0


# ---------------------------------------------------------------------------- where they are kept


def test_a_full_cache_keeps_nobody_in_who_signed_out(at_work: Client) -> None:
    key = str(at_work.session.session_key)
    at_work.post("/account/uitloggen/")
    at_work.cookies[settings.SESSION_COOKIE_NAME] = key
    assert at_work.get("/account/wachtwoord/").status_code == 302
    assert not [kept for kept in cache._cache if "session" in kept]  # type: ignore[attr-defined]


def test_however_busy_a_session_ends_after_half_a_day(at_work: Client) -> None:
    session = at_work.session
    session["began_at"] = int(time.time()) - 11 * HOUR
    session.save()
    assert HOUR - 60 < seconds(at_work, EXTEND) <= HOUR
    left = Session.objects.get().expire_date - timezone.now()
    assert HOUR - 60 < left.total_seconds() <= HOUR


def test_a_new_password_does_not_make_a_session_begin_anew(at_work: Client, reviewer: User) -> None:
    before = at_work.session["began_at"]
    session = at_work.session
    session["began_at"] = before - HOUR
    session.save()
    passwords = {"password1": "fictief-en-lang-42", "password2": "fictief-en-lang-42"}
    at_work.post("/account/wachtwoord/", {"oldpassword": PASSWORD, **passwords})
    assert at_work.session["began_at"] == before - HOUR
    assert Session.objects.get().user == reviewer


# ------------------------------------------------------------------------------------ one's own


@pytest.fixture
def elsewhere(reviewer: User) -> Client:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    client.post("/account/inloggen/", {"login": reviewer.email, "password": PASSWORD})
    return client


def test_somebody_sees_where_they_are_signed_in_and_ends_one(
    at_work: Client, elsewhere: Client, outsider: User
) -> None:
    Client().force_login(outsider)
    page = at_work.get("/account/sessies/")
    own, other = page.context["sessions"]
    assert (own.is_this, other.browser) == (True, "Firefox, Windows")
    assert "Firefox, Windows" in page.content.decode()
    assert str(elsewhere.session.session_key) not in page.content.decode()
    at_work.post("/account/sessies/", {"sessie": other.name})
    assert elsewhere.get("/account/sessies/").status_code == 302
    assert at_work.get("/account/sessies/").status_code == 200
    assert Session.objects.filter(user=outsider).exists()


def test_all_others_end_at_once(at_work: Client, elsewhere: Client) -> None:
    at_work.post("/account/sessies/", {"sessie": ""})
    assert elsewhere.get("/account/sessies/").status_code == 302
    assert at_work.get("/account/sessies/").status_code == 200


def test_nobody_ends_a_session_of_another(at_work: Client, outsider: User) -> None:
    other = Client()
    other.force_login(outsider)
    [theirs] = other.get("/account/sessies/").context["sessions"]
    at_work.post("/account/sessies/", {"sessie": theirs.name})
    assert other.get("/account/sessies/").status_code == 200


def test_the_list_costs_one_query_however_long(
    at_work: Client, elsewhere: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # the list, and the rounds of the frame
        at_work.get("/account/sessies/")


# ------------------------------------------------------------------------------- what stays behind


def test_signed_in_pages_are_kept_nowhere(at_work: Client) -> None:
    for address in ("/", "/account/wachtwoord/", "/privacy/"):
        assert "no-store" in at_work.get(address).headers["Cache-Control"], address


def test_signing_out_empties_what_the_browser_kept(at_work: Client) -> None:
    assert at_work.post("/account/uitloggen/").headers["Clear-Site-Data"] == '"cache"'
