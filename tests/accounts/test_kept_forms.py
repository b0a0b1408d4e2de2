"""A form that is sent after the session ended comes back, to its sender and to nobody else."""

import time
from collections.abc import Iterator

import pytest
from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from nalportal.accounts import kept_forms
from nalportal.accounts.models import Session, User
from nalportal.accounts.session_store import KEPT_FORM_KEY
from nalportal.retention import KEPT_FORMS
from nalportal.urls import urlpatterns as real_urlpatterns
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PAGE, ACTION = "/proef/?lijst=1", "/proef/opslaan/"
KEPT = "/account/bewaard/"
SENT = {"titel": "Laadpleinen in Noord", "uitleg": "een\ntwee", "klaar": "on"}

saved: list[str] = []


class ProofForm(forms.Form):
    titel = forms.CharField()
    uitleg = forms.CharField(widget=forms.Textarea)
    klaar = forms.BooleanField(required=False)
    password = forms.CharField(required=False)
    bijlage = forms.FileField(required=False)


TEMPLATE = (
    "{% extends 'base.html' %}{% block content %}"
    f"<form method='post' action='{ACTION}'>{{% csrf_token %}}{{{{ form }}}}</form>"
    "{% endblock %}"
)


def proof_page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"form": ProofForm()}, request))


def proof_save(request: HttpRequest) -> HttpResponse:
    saved.append(request.POST.get("titel", ""))
    return render(request, "404.html")


urlpatterns = [*real_urlpatterns, path("proef/", proof_page), path("proef/opslaan/", proof_save)]


@pytest.fixture(autouse=True)
def with_the_page_of_this_test() -> Iterator[None]:
    saved.clear()
    cache.clear()
    with override_settings(ROOT_URLCONF="tests.accounts.test_kept_forms"):
        yield


def sign_in(client: Client, user: User) -> None:
    client.post("/account/inloggen/", {"login": user.email, "password": PASSWORD})


def session_ends() -> None:
    Session.objects.all().delete()
    cache.clear()  # where sessions are looked for first


def send(client: Client, data: dict[str, object] | None = None) -> HttpResponse:
    """What a browser sends from the page with the form on it."""
    return client.post(  # type: ignore[return-value]  # the client's own response
        ACTION, SENT if data is None else data, headers={"referer": f"http://testserver{PAGE}"}
    )


@pytest.fixture
def too_late(client: Client, reviewer: User) -> Client:
    """Somebody who sent the form after the session ended, and has not signed in again yet."""
    sign_in(client, reviewer)
    client.get(PAGE)
    session_ends()
    send(client)
    return client


def shown(client: Client, address: str = PAGE) -> str:
    return str(client.get(address).content.decode())


# -------------------------------------------------------------------------------- it comes back


def test_the_sign_in_page_says_what_happened(too_late: Client) -> None:
    assert "U bent niet meer ingelogd. Log in;" in shown(too_late, "/account/inloggen/")


def test_after_signing_in_one_is_back_at_the_page_with_the_form(
    client: Client, reviewer: User
) -> None:
    sign_in(client, reviewer)
    session_ends()
    response = send(client)
    assert response.headers["Location"] == "/account/inloggen/?next=/proef/%3Flijst%3D1"


def test_what_was_typed_is_in_the_form_again(too_late: Client, reviewer: User) -> None:
    sign_in(too_late, reviewer)
    page = shown(too_late)
    assert 'value="Laadpleinen in Noord"' in page
    assert "een\ntwee</textarea>" in page
    assert "checked" in page
    assert "Nog niet opgeslagen." in page


def test_nothing_was_saved(too_late: Client, reviewer: User) -> None:
    sign_in(too_late, reviewer)
    shown(too_late)
    assert saved == []


def test_it_stays_until_it_is_sent_again(too_late: Client, reviewer: User) -> None:
    sign_in(too_late, reviewer)
    assert "Laadpleinen" in shown(too_late)
    assert "Laadpleinen" in shown(too_late)
    send(too_late)
    assert saved == ["Laadpleinen in Noord"]
    assert "Laadpleinen" not in shown(too_late)


def test_other_pages_stay_as_they_are(too_late: Client, reviewer: User) -> None:
    sign_in(too_late, reviewer)
    assert "Laadpleinen" not in shown(too_late, "/proef/")


def test_without_a_referrer_it_comes_back_where_it_was_sent(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    session_ends()
    response = client.post(ACTION, SENT)
    assert response.headers["Location"] == f"/account/inloggen/?next={ACTION}"


@pytest.mark.parametrize(
    ("referrer", "page"),
    [("https://elders.example/proef/", ACTION), ("http://testserver//elders.example/", "/elders.")],
)
def test_a_referrer_from_elsewhere_leads_nowhere_else(
    client: Client, reviewer: User, referrer: str, page: str
) -> None:
    sign_in(client, reviewer)
    session_ends()
    response = client.post(ACTION, SENT, headers={"referer": referrer})
    assert response.headers["Location"].startswith(f"/account/inloggen/?next={page}")


def test_it_also_works_in_the_admin(client: Client, beheerder: User) -> None:
    page = "/admin/progress/theme/add/"
    sign_in(client, beheerder)
    session_ends()
    client.post(page, {"name": "Snelladen", "slug": ""})
    sign_in(client, beheerder)
    assert 'value="Snelladen"' in shown(client, page)


# -------------------------------------------------------------------------- everything in one view


def test_all_of_it_can_be_read_and_thrown_away(too_late: Client, reviewer: User) -> None:
    sign_in(too_late, reviewer)
    assert "Laadpleinen in Noord" in shown(too_late, KEPT)
    assert too_late.post(KEPT).headers["Location"] == PAGE
    assert "Laadpleinen" not in shown(too_late)
    assert too_late.get(KEPT).status_code == 404


def test_files_are_asked_again(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    session_ends()
    send(client, {**SENT, "bijlage": SimpleUploadedFile("a.csv", b"x")})
    sign_in(client, reviewer)
    assert "Bestanden kiest u opnieuw." in shown(client)


# --------------------------------------------------------------------------- and to nobody else


def test_somebody_else_at_the_same_desk_sees_nothing(too_late: Client, outsider: User) -> None:
    sign_in(too_late, outsider)
    assert "Laadpleinen" not in shown(too_late)
    assert too_late.get(KEPT).status_code == 404


def test_nor_does_the_sender_after_that(too_late: Client, outsider: User, reviewer: User) -> None:
    sign_in(too_late, outsider)
    shown(too_late)
    assert KEPT_FORM_KEY not in too_late.session


def test_after_an_hour_it_is_gone(
    too_late: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + KEPT_FORMS.kept.total_seconds()
    sign_in(too_late, reviewer)
    monkeypatch.setattr(kept_forms.time, "time", lambda: later)  # type: ignore[attr-defined]
    assert "Laadpleinen" not in shown(too_late)


def test_passwords_are_never_kept_nor_which_button_was_pressed(
    client: Client, reviewer: User
) -> None:
    sign_in(client, reviewer)
    session_ends()
    send(client, {**SENT, "password": PASSWORD, "csrfmiddlewaretoken": "oud", "_save": "Opslaan"})
    assert set(client.session[KEPT_FORM_KEY]["values"]) == set(SENT)


def test_of_the_pages_for_passwords_nothing_is_kept(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    session_ends()
    client.post("/account/wachtwoord/", {"oldpassword": PASSWORD})
    assert KEPT_FORM_KEY not in client.session


GIVEN_BACK = "Laadpleinen in Noord</textarea>"


def test_for_whoever_never_signed_in_here_nothing_is_kept(client: Client) -> None:
    response = send(client)
    assert KEPT_FORM_KEY not in client.session
    assert response.status_code == 403
    assert GIVEN_BACK in response.content.decode()


def test_whoever_sends_nothing_is_sent_to_sign_in(client: Client) -> None:
    assert send(client, {}).headers["Location"].startswith("/account/inloggen/")


def test_whoever_signed_out_in_another_tab_loses_nothing(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    client.get(PAGE)
    client.post("/account/uitloggen/")
    assert send(client).headers["Location"].startswith("/account/inloggen/")
    sign_in(client, reviewer)
    assert 'value="Laadpleinen in Noord"' in shown(client)
    assert saved == []


def test_a_page_that_gives_back_what_was_typed_holds_no_password(client: Client) -> None:
    page = send(client, {**SENT, "password": PASSWORD}).content.decode()
    assert PASSWORD not in page
    assert "een\ntwee</textarea>" in page


def test_a_forged_note_of_who_was_here_is_worth_nothing(client: Client, reviewer: User) -> None:
    client.cookies[kept_forms.COOKIE] = str(reviewer.pk)
    send(client)
    assert KEPT_FORM_KEY not in client.session


@pytest.fixture
def checked(reviewer: User) -> Client:
    """Somebody who is signed in, in a browser whose forms are checked as on the real site."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    client.get(PAGE)
    return client


def send_without_token(client: Client, origin: str) -> HttpResponse:
    headers = {"referer": f"http://testserver{PAGE}", "origin": origin}
    return client.post(ACTION, SENT, headers=headers)  # type: ignore[return-value]  # its own


def test_a_form_from_before_signing_in_anew_comes_back_at_once(checked: Client) -> None:
    assert send_without_token(checked, "http://testserver").headers["Location"] == PAGE
    assert "Laadpleinen in Noord" in shown(checked)
    assert saved == []


@pytest.mark.parametrize("origin", ["https://elders.example", "null", ""])
def test_a_form_from_elsewhere_stays_refused(checked: Client, origin: str) -> None:
    assert send_without_token(checked, origin).status_code == 403
    assert KEPT_FORM_KEY not in checked.session


def test_without_any_cookie_what_was_typed_is_given_back() -> None:
    response = send_without_token(Client(enforce_csrf_checks=True), "http://testserver")
    assert response.status_code == 403
    assert GIVEN_BACK in response.content.decode()
    assert "Het portaal kon niet zien van wie dit formulier is" in response.content.decode()


def test_an_old_form_never_ends_up_with_who_signed_in_after_its_sender(
    reviewer: User, outsider: User
) -> None:
    client = Client()
    sign_in(client, reviewer)
    client.post("/account/uitloggen/")
    sign_in(client, outsider)
    client.handler.enforce_csrf_checks = True
    response = send_without_token(client, "http://testserver")
    assert response.status_code == 403
    assert GIVEN_BACK in response.content.decode()
    assert KEPT_FORM_KEY not in client.session
    assert "Laadpleinen" not in shown(client)


def test_a_form_that_lost_only_its_token_goes_to_its_sender(reviewer: User) -> None:
    client = Client()
    sign_in(client, reviewer)
    session_ends()
    client.handler.enforce_csrf_checks = True
    response = send_without_token(client, "http://testserver")
    assert response.headers["Location"].startswith("/account/inloggen/")
    client.handler.enforce_csrf_checks = False
    sign_in(client, reviewer)
    assert "Laadpleinen in Noord" in shown(client)


def test_a_form_from_another_site_is_not_kept(reviewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    client.get(PAGE)
    session_ends()
    assert send(client).status_code == 403
    assert KEPT_FORM_KEY not in client.session


def test_more_than_any_form_takes_is_not_kept_but_given_back(
    client: Client, reviewer: User
) -> None:
    sign_in(client, reviewer)
    session_ends()
    response = send(client, {"uitleg": "x" * (kept_forms.MOST_CHARACTERS + 1)})
    assert KEPT_FORM_KEY not in client.session
    assert "x" * (kept_forms.MOST_CHARACTERS + 1) in response.content.decode()
