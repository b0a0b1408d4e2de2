"""Signing in through an organisation: off unless it is set up, and for existing accounts only."""

from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings
from requests import ConnectionError as NoAnswer

from nalportal.accounts.models import User
from nalportal.accounts.single_sign_on import KnownPeopleAdapter
from tests.accounts.codes import code_now, give_second_factor
from tests.browser import accessibility_faults, scrolls_sideways

SIGN_IN = "/account/inloggen/"
LEAVE, BACK = "/account/inloggen/organisatie/", "/account/inloggen/organisatie/terug/"
ISSUER = "https://idp.example"


@dataclass
class Provider:
    """Answers as an OpenID Connect provider does, without a network."""

    person: dict[str, Any] = field(default_factory=dict)
    answers: bool = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def get(self, url: str, **details: Any) -> "Answer":
        if not self.answers:
            raise NoAnswer
        return Answer(self.person if url.endswith("/userinfo") else CONFIGURATION)

    def request(self, method: str, url: str, **details: Any) -> "Answer":
        return Answer({"access_token": "een", "token_type": "bearer"})


@dataclass
class Answer:
    data: dict[str, Any]
    status_code: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    def json(self) -> dict[str, Any]:
        return self.data

    def raise_for_status(self) -> None:
        pass


CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Single sign-on, set up as `settings.py` does from the variables."""
    cache.clear()
    app = {
        "provider_id": "organisatie",
        "name": "het ministerie",
        "client_id": "portaal",
        "secret": "geheim",
        "settings": {"server_url": ISSUER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }
    found = Provider()
    monkeypatch.setattr(KnownPeopleAdapter, "get_requests_session", lambda self: found)
    return found


def come_back(client: Client, **asked: str) -> Any:
    """To the provider and back: the answer that ends it. Any: the test client's own response."""
    leaving = client.get(LEAVE, asked).headers["Location"]
    [state] = parse_qs(urlsplit(leaving).query)["state"]
    return client.get(BACK, {"code": "een", "state": state})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# ----------------------------------------------------------------------------------------- off


@pytest.mark.django_db
@pytest.mark.parametrize("address", [LEAVE, BACK])
def test_without_variables_it_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert "Inloggen met" not in client.get(SIGN_IN).content.decode()


@pytest.mark.django_db
def test_another_provider_is_not_there_either(client: Client, provider: Provider) -> None:
    assert client.get("/account/inloggen/elders/").status_code == 404


# -------------------------------------------------------------------------------------- who may in


@pytest.mark.django_db
def test_the_sign_in_page_offers_it_and_keeps_where_one_was_going(
    client: Client, provider: Provider
) -> None:
    page = client.get(SIGN_IN, {"next": "/admin/"}).content.decode()
    assert f'href="{LEAVE}?next=%2Fadmin%2F"' in page
    assert "Inloggen met het ministerie" in page


@pytest.mark.django_db
def test_leaving_asks_for_a_code_that_nobody_else_can_use(
    client: Client, provider: Provider
) -> None:
    leaving = urlsplit(client.get(LEAVE).headers["Location"])
    asked = parse_qs(leaving.query)
    assert leaving.netloc == "idp.example"
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]


@pytest.mark.django_db
@pytest.mark.parametrize("verified", [True, "true"])
def test_a_known_person_comes_in(
    client: Client, provider: Provider, beheerder: User, verified: object
) -> None:
    provider.person = {"sub": "1", "email": beheerder.email.upper(), "email_verified": verified}
    assert come_back(client, next="/admin/").headers["Location"] == "/admin/"
    assert signed_in(client)


@pytest.mark.django_db
def test_the_password_stays_and_nothing_of_the_provider_is_stored(
    client: Client, provider: Provider, reviewer: User
) -> None:
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": True}
    come_back(client)
    reviewer.refresh_from_db()
    assert reviewer.has_usable_password()
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("verified", [False, "false", None])
def test_an_address_that_was_not_verified_opens_nothing(
    client: Client, provider: Provider, reviewer: User, verified: object
) -> None:
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": verified}
    assert come_back(client).status_code == 403
    assert not signed_in(client)


@pytest.mark.django_db
def test_a_person_without_an_account_gets_none(client: Client, provider: Provider) -> None:
    provider.person = {"sub": "1", "email": "nieuw@elders.example", "email_verified": True}
    response = come_back(client)
    assert response.status_code == 403
    assert "hoort geen account van dit portaal" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field_name", ["is_active", "is_demo"])
def test_an_account_that_may_not_sign_in_does_not_come_in_this_way_either(
    client: Client, provider: Provider, reviewer: User, settings: Settings, field_name: str
) -> None:
    settings.DEMO = False
    User.objects.filter(pk=reviewer.pk).update(**{field_name: field_name == "is_demo"})
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": True}
    come_back(client)
    assert not signed_in(client)


@pytest.mark.django_db
def test_the_second_step_is_asked_here_all_the_same(
    client: Client, provider: Provider, reviewer: User
) -> None:
    give_second_factor(reviewer)
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": True}
    assert come_back(client).headers["Location"] == "/account/inloggen/code/"
    assert not signed_in(client)
    client.post("/account/inloggen/code/", {"code": code_now()})
    assert signed_in(client)


@pytest.mark.django_db
def test_and_set_up_first_by_whoever_has_none(
    client: Client, provider: Provider, reviewer: User, settings: Settings
) -> None:
    settings.DEMO = False
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": True}
    come_back(client)
    assert client.get("/").headers["Location"] == "/account/twee-stappen/app/"
    assert client.get("/account/twee-stappen/app/").status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_an_account_of_elsewhere_is_never_tied_to_one_here(
    client: Client, provider: Provider, reviewer: User
) -> None:
    client.force_login(reviewer)
    provider.person = {"sub": "1", "email": reviewer.email, "email_verified": True}
    assert come_back(client, process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


# -------------------------------------------------------------------------------- what goes wrong


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"error": "access_denied"}, {"code": "een", "state": "x"}])
def test_who_comes_back_with_nothing_is_told_so(
    client: Client, provider: Provider, asked: dict[str, str]
) -> None:
    response = client.get(BACK, asked)
    assert response.status_code == 403
    assert "U hebt het inloggen afgebroken" in response.content.decode()


@pytest.mark.django_db
def test_a_provider_that_does_not_answer_is_no_crash(client: Client, provider: Provider) -> None:
    provider.answers = False
    assert client.get(LEAVE).status_code == 403


@pytest.mark.django_db
def test_the_provider_is_not_bothered_without_end(client: Client, provider: Provider) -> None:
    for _ in range(30):
        client.get(LEAVE)
    assert client.get(LEAVE).status_code == 429


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", [SIGN_IN, BACK])
def test_its_pages_are_accessible(
    browser_page: Page, narrow_page: Page, provider: Provider, address: str
) -> None:
    for page in (browser_page, narrow_page):
        page.goto(address)
        assert accessibility_faults(page) == []
        assert not scrolls_sideways(page)
