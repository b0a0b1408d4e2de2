"""The door: who gets in, who doesn't, and what they are told."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from nalportal.accounts.models import User
from nalportal.desk.mailing import send_letters
from nalportal.desk.models import Letter
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/inloggen/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Failed sign-ins are counted in the cache, which tests of one process share."""
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    client.post(SIGN_IN, {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_the_email_address(client: Client, reviewer: User) -> None:
    assert sign_in(client, reviewer.email)


def test_the_capitals_of_the_address_do_not_matter(client: Client, reviewer: User) -> None:
    assert sign_in(client, reviewer.email.upper())


def test_after_signing_in_one_is_where_one_was_going(client: Client, beheerder: User) -> None:
    response = client.post(
        SIGN_IN + "?next=/admin/", {"login": beheerder.email, "password": PASSWORD}
    )
    assert response.headers["Location"] == "/admin/"


def test_the_next_page_is_never_on_another_site(client: Client, reviewer: User) -> None:
    response = client.post(
        SIGN_IN, {"login": reviewer.email, "password": PASSWORD, "next": "https://elders.example/"}
    )
    assert response.headers["Location"] == "/start/"


def test_a_wrong_password_is_refused_in_plain_words(client: Client, reviewer: User) -> None:
    response = client.post(SIGN_IN, {"login": reviewer.email, "password": "niet dit"})
    page = response.content.decode()
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in page
    assert re.search(r"<title>\s*Fout:\s+Inloggen", page)


@pytest.mark.parametrize("is_active", [True, False])
def test_an_unknown_address_gets_the_same_words_as_a_wrong_password(
    client: Client, reviewer: User, is_active: bool
) -> None:
    reviewer.is_active = is_active
    reviewer.save()
    addresses = (reviewer.email, "wie@elders.example")
    known, unknown = (
        client.post(SIGN_IN, {"login": address, "password": "niet dit"}) for address in addresses
    )
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in unknown.text


def test_an_empty_form_names_each_field_with_a_link_to_it(client: Client) -> None:
    page = client.post(SIGN_IN, {}).content.decode()
    assert '<a href="#id_login">E-mailadres: ' in page
    assert '<a href="#id_password">Wachtwoord: ' in page


def test_after_five_failures_even_the_right_password_has_to_wait(
    client: Client, reviewer: User
) -> None:
    for _ in range(5):
        sign_in(client, reviewer.email, "niet dit")
    assert not sign_in(client, reviewer.email)


def test_somebody_who_keeps_trying_gets_a_page_that_says_so(client: Client) -> None:
    for _ in range(30):
        client.post(SIGN_IN, {})
    response = client.post(SIGN_IN, {})
    assert response.status_code == 429
    assert "Te vaak geprobeerd" in response.content.decode()


def test_an_inactive_account_does_not_get_in(client: Client, reviewer: User) -> None:
    reviewer.is_active = False
    reviewer.save()
    assert not sign_in(client, reviewer.email)


def test_a_demo_account_signs_in_on_the_demo(client: Client, demo_account: User) -> None:
    assert sign_in(client, demo_account.email)


def test_a_demo_account_is_refused_elsewhere(
    client: Client, demo_account: User, settings: Settings
) -> None:
    settings.DEMO = False
    assert not sign_in(client, demo_account.email)


def test_a_demo_session_ends_where_the_demo_does(
    client: Client, demo_account: User, settings: Settings
) -> None:
    client.force_login(demo_account)
    settings.DEMO = False
    assert client.get("/account/wachtwoord/").status_code == 302


@pytest.fixture
def demo_account() -> User:
    return User.objects.create_user("demo@demo.example", PASSWORD, is_demo=True)


def test_nobody_signs_up(client: Client) -> None:
    data = {"email": "nieuw@elders.example", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/account/aanmelden/", data)
    assert "U kunt niet zelf een account maken." in response.content.decode()
    assert not User.objects.exists()


def test_signing_out_takes_a_post(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    page = client.get("/account/uitloggen/").content.decode()
    assert "U bent ingelogd als Bo Oordelaar." in page
    client.post("/account/uitloggen/")
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_through_a_mailed_link(
    client: Client, reviewer: User
) -> None:
    client.post("/account/wachtwoord/vergeten/", {"email": reviewer.email})
    send_letters()
    [letter] = mail.outbox
    [link] = re.findall(r"http://localhost:8000(/account/wachtwoord/nieuw/\S+)", str(letter.body))
    form = client.get(link, follow=True)
    new = "een ander lang wachtwoord"
    done = client.post(
        form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True
    )
    assert "Uw wachtwoord is gewijzigd" in done.content.decode()
    assert sign_in(client, reviewer.email, new)


def test_the_mailed_link_is_in_dutch_and_comes_with_its_reason(
    client: Client, reviewer: User
) -> None:
    client.post("/account/wachtwoord/vergeten/", {"email": reviewer.email})
    send_letters()
    assert mail.outbox[0].subject == "Nieuw wachtwoord voor Voortgang laadinfrastructuur"
    assert "Hebt u hier niet om gevraagd?" in str(mail.outbox[0].body)


def test_asking_for_an_unknown_address_sends_nothing_and_tells_nothing(client: Client) -> None:
    response = client.post(
        "/account/wachtwoord/vergeten/", {"email": "wie@elders.example"}, follow=True
    )
    assert "Is dit adres bij ons bekend?" in response.content.decode()
    send_letters()
    assert mail.outbox == []


def test_a_mail_server_that_is_down_tells_nothing_of_who_has_an_account(
    client: Client, reviewer: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "nergens.EmailBackend"
    pages = [
        client.post("/account/wachtwoord/vergeten/", {"email": address}, follow=True)
        for address in (reviewer.email, "wie@elders.example")
    ]
    assert [page.redirect_chain for page in pages] == [pages[0].redirect_chain] * 2
    assert [page.status_code for page in pages] == [200, 200]


def test_the_log_of_letters_keeps_no_link_that_opens_an_account(
    client: Client, reviewer: User
) -> None:
    client.post("/account/wachtwoord/vergeten/", {"email": reviewer.email})
    client.post("/account/wachtwoord/vergeten/", {"email": reviewer.email})
    send_letters()
    letter = Letter.objects.get()
    assert "/account/wachtwoord/nieuw/" in str(mail.outbox[0].body)
    assert "/account/wachtwoord/nieuw/" not in letter.text
    assert "(persoonlijke link)" in letter.text


def test_a_used_link_says_that_it_no_longer_works(client: Client) -> None:
    page = client.get("/account/wachtwoord/nieuw/1-oud/").content.decode()
    assert "Deze link werkt niet meer" in page


def test_a_signed_in_person_changes_the_password(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    new = "een ander lang wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/wachtwoord/", data)
    reviewer.refresh_from_db()
    assert reviewer.check_password(new)


def test_a_weak_new_password_is_refused(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    data = {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"}
    page = client.post("/account/wachtwoord/", data).content.decode()
    assert '<a href="#id_password1">Nieuw wachtwoord: ' in page


def test_whoever_has_no_password_chooses_one_by_mail(client: Client, reviewer: User) -> None:
    reviewer.set_unusable_password()
    reviewer.save()
    client.force_login(reviewer)
    page = client.get("/account/wachtwoord/", follow=True).content.decode()
    assert "U krijgt een e-mail met een link" in page


def test_the_page_for_inactive_accounts_says_whom_to_ask(client: Client) -> None:
    page = client.get(reverse("account_inactive")).content.decode()
    assert "Dit account kan niet inloggen" in page


def test_allauth_says_u_where_it_is_heard(client: Client, reviewer: User) -> None:
    client.post("/account/inloggen/", {"login": reviewer.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "een lang eigen woord", "password2": "ander"}
    pages = [
        client.post("/account/wachtwoord/", new).text,
        client.post("/account/twee-stappen/herstelcodes/nieuw/").text,
    ]
    assert "De twee wachtwoorden zijn niet gelijk." in pages[0]
    assert "Stel eerst een app of een toegangssleutel in." in pages[1]
    assert not re.search(r"\b[Jj]e\b", "".join(pages))
