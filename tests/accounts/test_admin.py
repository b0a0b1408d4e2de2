"""Django's admin: one door, and everything behind it for a beheerder."""

import pytest
from django.test import Client

from nalportal.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/accounts/user/"


def test_signed_out_one_is_sent_to_the_portals_own_sign_in(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == ("/account/inloggen/?next=%2Fadmin%2F", 302)


def test_the_admins_own_sign_in_form_is_closed(client: Client, beheerder: User) -> None:
    client.post("/admin/login/", {"username": beheerder.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_without_the_role_the_admin_is_closed(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get("/admin/", follow=True).status_code == 403


def test_a_beheerder_finds_an_account(client: Client, beheerder: User, reviewer: User) -> None:
    client.force_login(beheerder)
    page = client.get(ACCOUNTS, {"q": "oordelaar"}).content.decode()
    assert reviewer.email in page
    assert beheerder.email not in page.split('id="result_list"')[1]


def test_a_beheerder_makes_an_account(client: Client, beheerder: User) -> None:
    client.force_login(beheerder)
    data = {
        "email": "nieuw@regio.example",
        "first_name": "Nico",
        "last_name": "Nieuw",
        "usable_password": "false",
    }
    client.post(f"{ACCOUNTS}add/", data)
    made = User.objects.get(email="nieuw@regio.example")
    assert not made.has_usable_password()


def test_a_beheerder_changes_a_role_and_the_history_says_who(
    client: Client, beheerder: User, outsider: User
) -> None:
    client.force_login(beheerder)
    address = f"{ACCOUNTS}{outsider.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {"gezien": form["gezien"].value(), "is_active": "on", "is_reviewer": "on"}
    client.post(address, data)
    latest = outsider.history.latest()
    assert latest.is_reviewer
    assert latest.history_user == beheerder
    assert client.get(f"{ACCOUNTS}{outsider.pk}/history/").status_code == 200


def test_an_account_is_ended_and_not_deleted(client: Client, beheerder: User) -> None:
    client.force_login(beheerder)
    assert client.get(f"/admin/accounts/user/{beheerder.pk}/delete/").status_code == 403
