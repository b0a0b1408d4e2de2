"""Default deny, and the headers that every answer carries."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path

from nalportal.urls import urlpatterns as real_urlpatterns


def forgotten(request: HttpRequest) -> HttpResponse:
    """A view whose author gave no thought to who may see it."""
    return HttpResponse("te zien")


urlpatterns = [*real_urlpatterns, path("vergeten/", forgotten)]


@override_settings(ROOT_URLCONF="tests.accounts.test_access")
def test_a_view_that_says_nothing_needs_sign_in(client: Client) -> None:
    response = client.get("/vergeten/")
    assert response.headers["Location"] == "/account/inloggen/?next=/vergeten/"


def open_views(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += open_views(pattern, route)
        elif isinstance(pattern, URLPattern) and not getattr(
            pattern.callback, "login_required", True
        ):
            found.append(route)
    return found


def test_of_the_account_pages_only_the_doors_are_open() -> None:
    found = {route for route in open_views(get_resolver()) if route.startswith("account/")}
    assert found == {
        "account/aanmelden/",
        "account/inloggen/",
        "account/inloggen/code/",
        "account/inloggen/<slug:provider_id>/",
        "account/inloggen/<slug:provider_id>/terug/",
        "account/niet-actief/",
        "account/sessie/",
        "account/sessie/verlengen/",
        "account/uitloggen/",
        "account/wachtwoord/vergeten/",
        "account/wachtwoord/vergeten/verstuurd/",
        "account/^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "account/wachtwoord/nieuw/klaar/",
    }


# A page, a redirect, what is not there, what is refused, text, JSON and an answer without a view.
ANSWERS = {
    "/account/inloggen/": 200,
    "/start/": 302,
    "/is/er/niet/": 404,
    "/admin/": 302,
    "/gezond/": 200,
    "/api/v1/openapi.json": 200,
    "/.well-known/security.txt": 200,
    "/api/v1/rondes?limit=veel": 400,
    "/zonder-schuine-streep": 404,
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_strict_policy(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == ANSWERS[address]
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }


@pytest.mark.django_db
def test_every_answer_keeps_addresses_and_devices_private(client: Client) -> None:
    headers = client.get("/account/inloggen/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_templates_have_nothing_that_the_policy_forbids() -> None:
    pages = [*Path(settings.BASE_DIR, "templates").rglob("*.html")]
    forbidden = ["style=", "<style", "<script>", "onclick=", "javascript:"]
    assert pages
    assert [
        (page.name, word) for page in pages for word in forbidden if word in page.read_text()
    ] == []


def test_of_bootstrap_only_the_stylesheet_is_served() -> None:
    assert finders.find("bootstrap/bootstrap.min.css")
    assert not finders.find("bootstrap/bootstrap-grid.min.css")
    assert not finders.find("bootstrap/../js/bootstrap.min.js")
