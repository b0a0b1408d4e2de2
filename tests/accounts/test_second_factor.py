"""A password alone opens nothing: setting up an app, signing in with it, and losing it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from nalportal.accounts.audit import AuditEvent, AuditKind
from nalportal.accounts.models import User
from nalportal.desk.mailing import send_letters
from nalportal.desk.models import Letter
from tests.accounts.codes import SECRET, code_now, give_second_factor, wrong_code
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/inloggen/"
CODE = "/account/inloggen/code/"
CONFIRM = "/account/bevestigen/"
TWO_STEPS = "/account/twee-stappen/"
APP = "/account/twee-stappen/app/"
CODES = "/account/twee-stappen/herstelcodes/"
KEY = "/account/twee-stappen/sleutel/"


@pytest.fixture(autouse=True)
def outside_the_demo(settings: Settings) -> None:
    """In the demo nobody needs a second factor; codes and failures are counted in the cache."""
    settings.DEMO = False
    cache.clear()


def give_password(client: Client, user: User) -> None:
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})


def sign_in(client: Client, user: User) -> None:
    """With the password and with the code of the app."""
    give_password(client, user)
    client.post(CODE, {"code": code_now()})
    # The same code is taken once; whoever signs in twice in a test would have to wait.
    cache.clear()


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def secret_on(page: str) -> str:
    [secret] = re.findall(r'<code class="secret">(\w+)</code>', page)
    return str(secret)


# ------------------------------------------------------------------------ setting up the first


@pytest.mark.parametrize("address", ["/", "/rondes/", "/account/wachtwoord/", "/admin/", TWO_STEPS])
def test_without_an_app_every_page_leads_to_setting_one_up(
    client: Client, beheerder: User, address: str
) -> None:
    give_password(client, beheerder)
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, APP)


def test_without_an_app_nothing_can_be_sent_either(client: Client, beheerder: User) -> None:
    give_password(client, beheerder)
    response = client.post("/admin/accounts/user/add/", {"email": "nieuw@elders.example"})
    assert response.headers["Location"] == APP


def test_without_an_app_one_can_leave(client: Client, reviewer: User) -> None:
    give_password(client, reviewer)
    client.post("/account/uitloggen/")
    assert not signed_in(client)


def test_who_is_signed_out_reads_on(client: Client) -> None:
    assert client.get("/rondes/").status_code == 200


def test_in_the_demo_nobody_needs_an_app(
    client: Client, reviewer: User, settings: Settings
) -> None:
    settings.DEMO = True
    give_password(client, reviewer)
    assert client.get("/account/wachtwoord/").status_code == 200


def test_who_signed_in_just_now_sets_up_the_app_without_the_password_again(
    client: Client, reviewer: User
) -> None:
    give_password(client, reviewer)
    secret = secret_on(client.get(APP).content.decode())
    page = client.post(APP, {"code": code_now(secret)}, follow=True).content.decode()
    assert "Uw herstelcodes" in page
    assert reviewer.has_second_factor
    assert client.get("/account/wachtwoord/").status_code == 200


def test_a_session_that_was_left_open_asks_the_password_first(
    client: Client, reviewer: User
) -> None:
    client.force_login(reviewer)  # without a moment at which the password was given
    response = client.get(APP)
    assert response.headers["Location"].startswith(CONFIRM)


def test_a_wrong_code_sets_up_nothing_and_keeps_the_key(client: Client, reviewer: User) -> None:
    give_password(client, reviewer)
    secret = secret_on(client.get(APP).content.decode())
    page = client.post(APP, {"code": wrong_code(secret)}).content.decode()
    assert "Deze code klopt niet. Vul de code in die de app nu toont." in page
    assert secret_on(page) == secret
    assert not reviewer.has_second_factor


def test_the_key_is_shown_as_a_picture_that_the_policy_allows(
    client: Client, reviewer: User
) -> None:
    give_password(client, reviewer)
    response = client.get(APP)
    assert 'src="data:image/svg+xml;base64,' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


# ------------------------------------------------------------------------------- signing in


def test_the_password_alone_does_not_sign_in(client: Client, reviewer: User) -> None:
    give_second_factor(reviewer)
    give_password(client, reviewer)
    assert not signed_in(client)


def test_with_the_code_one_is_where_one_was_going(client: Client, beheerder: User) -> None:
    give_second_factor(beheerder)
    data = {"login": beheerder.email, "password": PASSWORD}
    assert client.post(f"{SIGN_IN}?next=/admin/", data).headers["Location"] == CODE
    assert client.post(CODE, {"code": code_now()}).headers["Location"] == "/admin/"


def test_a_wrong_code_is_refused_in_plain_words(client: Client, reviewer: User) -> None:
    give_second_factor(reviewer)
    give_password(client, reviewer)
    page = client.post(CODE, {"code": wrong_code()}).content.decode()
    assert "Deze code klopt niet." in page
    assert re.search(r"<title>\s*Fout:", page)


def test_the_page_for_the_code_is_closed_without_the_password(client: Client) -> None:
    assert client.get(CODE).headers["Location"] == SIGN_IN


@pytest.mark.parametrize("periods_ago", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(client: Client, reviewer: User, periods_ago: int) -> None:
    give_second_factor(reviewer)
    give_password(client, reviewer)
    client.post(CODE, {"code": code_now(periods_ago=periods_ago)})
    assert signed_in(client)


def test_a_code_works_once(client: Client, reviewer: User) -> None:
    give_second_factor(reviewer)
    code = code_now()
    give_password(client, reviewer)
    client.post(CODE, {"code": code})
    assert signed_in(client)
    # Allauth itself forgets a used code after one period; it would be right for two more.
    cache.delete(f"allauth.mfa.totp.used?user={reviewer.pk}&code={code}")
    other = Client()
    give_password(other, reviewer)
    other.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
    assert not signed_in(other)


def test_after_five_wrong_codes_even_the_right_one_has_to_wait(
    client: Client, reviewer: User
) -> None:
    give_second_factor(reviewer)
    give_password(client, reviewer)
    for _ in range(5):
        client.post(CODE, {"code": wrong_code()})
    page = client.post(CODE, {"code": code_now()}).content.decode()
    assert "Wacht vijf minuten" in page
    assert not signed_in(client)


def test_a_recovery_code_replaces_the_app_once(client: Client, reviewer: User) -> None:
    code = give_second_factor(reviewer)[0]
    give_password(client, reviewer)
    client.post(CODE, {"code": code})
    assert signed_in(client)
    other = Client()
    give_password(other, reviewer)
    other.post(CODE, {"code": code})
    assert not signed_in(other)


def test_a_new_password_by_mail_does_not_go_around_the_code(
    client: Client, reviewer: User, mailoutbox: list[object]
) -> None:
    give_second_factor(reviewer)
    client.post("/account/wachtwoord/vergeten/", {"email": reviewer.email})
    send_letters()
    letter = str(mailoutbox[0].body)  # type: ignore[attr-defined]
    [link] = re.findall(r"http://[^/]+(/account/wachtwoord/nieuw/\S+)", letter)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD + " 2", "password2": PASSWORD + " 2"})
    assert not signed_in(client)


# --------------------------------------------------------------------- codes, and another app


@pytest.fixture
def at_home(client: Client, reviewer: User) -> Client:
    """A reviewer who signed in with both steps a moment ago."""
    give_second_factor(reviewer)
    sign_in(client, reviewer)
    return client


@pytest.fixture
def left_open(client: Client, reviewer: User) -> Client:
    """A screen on which nobody signed in lately."""
    give_second_factor(reviewer)
    client.force_login(reviewer)  # without a moment at which the password was given
    return client


def test_the_overview_says_what_is_set_up(at_home: Client) -> None:
    page = at_home.get(TWO_STEPS).content.decode()
    assert "Ingesteld op" in page
    assert "U hebt nog 10 codes." in page
    assert "App verwijderen" not in page


def test_the_recovery_codes_can_be_read_and_kept_as_text(at_home: Client) -> None:
    shown = re.findall(r"<code>(\d{8})</code>", at_home.get(CODES).content.decode())
    response = at_home.get(f"{CODES}herstelcodes.txt")
    assert len(shown) == 10
    assert re.findall(r"^\d{8}$", response.content.decode(), re.M) == shown
    assert response.headers["Content-Disposition"] == 'attachment; filename="herstelcodes.txt"'


def test_new_recovery_codes_replace_the_old_ones(at_home: Client, reviewer: User) -> None:
    old = at_home.get(CODES).content
    assert "U hebt nog 10 ongebruikte codes." in at_home.get(f"{CODES}nieuw/").content.decode()
    at_home.post(f"{CODES}nieuw/")
    assert re.findall(rb"<code>\d{8}", at_home.get(CODES).content) != re.findall(
        rb"<code>\d{8}", old
    )


@pytest.mark.parametrize(
    "address",
    [APP, KEY, f"{KEY}1/weghalen/", CODES, f"{CODES}nieuw/", f"{CODES}herstelcodes.txt"],
)
def test_whoever_finds_a_screen_left_open_changes_nothing(left_open: Client, address: str) -> None:
    assert left_open.get(address).headers["Location"].startswith(CONFIRM)


@pytest.mark.parametrize("address", [CONFIRM, f"{CONFIRM}code/"])
def test_one_confirms_with_the_password_or_with_a_code(left_open: Client, address: str) -> None:
    answers = {"password": PASSWORD, "code": code_now()}
    response = left_open.post(f"{address}?next={CODES}", answers)
    assert response.headers["Location"] == CODES
    assert left_open.get(CODES).status_code == 200


def test_a_wrong_password_confirms_nothing(left_open: Client) -> None:
    page = left_open.post(CONFIRM, {"password": "niet dit"}).content.decode()
    assert "Dit is niet uw wachtwoord." in page
    assert left_open.get(CODES).status_code == 302


def test_the_old_app_counts_until_the_new_one_works(at_home: Client, reviewer: User) -> None:
    secret = secret_on(at_home.get(APP).content.decode())
    at_home.post(APP, {"code": wrong_code(secret)})
    [app] = Authenticator.objects.filter(user=reviewer, type="totp")
    assert app.data["secret"] == SECRET


def test_a_new_app_takes_the_place_of_the_old_one(at_home: Client, reviewer: User) -> None:
    secret = secret_on(at_home.get(APP).content.decode())
    assert at_home.post(APP, {"code": code_now(secret)}).headers["Location"] == TWO_STEPS
    [app] = Authenticator.objects.filter(user=reviewer, type="totp")
    assert app.data["secret"] == secret
    assert Authenticator.objects.filter(user=reviewer, type="recovery_codes").exists()


def test_an_app_is_never_just_taken_away(at_home: Client, reviewer: User) -> None:
    assert at_home.get(f"{APP}uitzetten/").status_code == 404
    assert at_home.post(f"{APP}uitzetten/").status_code == 404
    assert reviewer.has_second_factor


def test_in_the_demo_it_can_be(at_home: Client, reviewer: User, settings: Settings) -> None:
    settings.DEMO = True
    assert "App verwijderen" in at_home.get(TWO_STEPS).content.decode()
    at_home.post(f"{APP}uitzetten/")
    assert not Authenticator.objects.filter(user=reviewer).exists()


# ------------------------------------------------------------------------------- a lost phone


def test_a_beheerder_takes_a_lost_app_away(client: Client, beheerder: User, reviewer: User) -> None:
    give_second_factor(beheerder)
    give_second_factor(reviewer)
    client.force_login(beheerder)
    data = {"action": "take_away_second_factor", "_selected_action": [reviewer.pk]}
    page = client.post("/admin/accounts/user/", data, follow=True).content.decode()
    assert "De tweede stap van 1 account is verwijderd." in page
    assert not Authenticator.objects.filter(user=reviewer).exists()
    assert beheerder.has_second_factor


def test_the_history_of_the_account_says_so(
    client: Client, beheerder: User, reviewer: User
) -> None:
    give_second_factor(beheerder)
    client.force_login(beheerder)
    data = {"action": "take_away_second_factor", "_selected_action": [reviewer.pk]}
    client.post("/admin/accounts/user/", data)
    latest = reviewer.history.latest()
    assert latest.history_change_reason == "Tweede stap bij inloggen verwijderd"
    assert latest.history_user == beheerder


def test_secrets_are_on_no_page_of_the_admin(client: Client, beheerder: User) -> None:
    give_second_factor(beheerder)
    client.force_login(beheerder)
    assert client.get("/admin/mfa/authenticator/").status_code == 404


# ------------------------------------------------------------------------------------ passkeys


def passkey_of(user: User) -> Authenticator:
    """One in the list; what it takes to sign in with it only a browser can make."""
    data = {"name": "Laptop (fictief)", "credential": {}}
    made: Authenticator = Authenticator.objects.create(user=user, type="webauthn", data=data)
    return made


def test_a_passkey_goes_only_where_another_second_step_stays(
    at_home: Client, reviewer: User
) -> None:
    for app_goes_first in (False, True):
        key = passkey_of(reviewer)
        away = f"{TWO_STEPS}sleutel/{key.pk}/weghalen/"
        assert "Laptop (fictief) weghalen" in at_home.get(TWO_STEPS).text
        assert "Met “Laptop (fictief)” kunt u" in at_home.get(away).text
        if app_goes_first:
            Authenticator.objects.filter(user=reviewer, type="totp").delete()
        said = at_home.post(away, follow=True).text
        assert ("Dit is uw enige tweede stap" in said) == app_goes_first
        assert Authenticator.objects.filter(pk=key.pk).exists() == app_goes_first
    assert reviewer.has_second_factor
    [letter] = Letter.objects.filter(to=reviewer)
    assert "webauthn_removed" in letter.key


def test_nobody_takes_away_the_passkey_of_another(at_home: Client, outsider: User) -> None:
    address = f"{TWO_STEPS}sleutel/{passkey_of(outsider).pk}/weghalen/"
    assert [at_home.get(address).status_code, at_home.post(address).status_code] == [404, 404]


def test_what_no_passkey_answered_opens_and_adds_nothing(client: Client, reviewer: User) -> None:
    give_second_factor(reviewer)
    client.post(SIGN_IN, {"login": reviewer.email, "password": PASSWORD})
    for sent in ("null", "{}", '{"id": "x", "response": {}}', "geen JSON"):
        answer = client.post(CODE, {"credential": sent})
        assert answer.status_code == 200
        assert "Dit is nog niet gelukt" in answer.text
    assert "hoort niet bij uw account" in client.post(CODE, {"credential": '{"id": "x"}'}).text
    assert AuditEvent.objects.filter(kind=AuditKind.FAILED, what="passkey").exists()
    assert client.get(TWO_STEPS).status_code == 302
    client.post(CODE, {"code": code_now()})
    added = client.post(f"{TWO_STEPS}sleutel/", {"credential": '{"id": "x"}', "name": "L"})
    assert "hoort niet bij uw account" in added.text
    assert not Authenticator.objects.filter(type="webauthn").exists()
