"""People as a beheerder keeps them: invited, changed, handed over, ended; and who keeps a unit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.desk import people
from nalportal.desk.mailing import make_letters, send_letters
from nalportal.desk.models import Handover, Letter
from nalportal.progress.models import ReportingUnit
from nalportal.refusals import NotPossible
from tests import factories
from tests.browser import faults_at_both_widths, sign_in
from tests.conftest import PASSWORD
from tests.progress.pages import error_fields, form_values, send

NEW = {"first_name": "Nieuwe", "last_name": "Collega", "email": "nieuw@regio.example"}


@pytest.fixture
def beheerder(db: None) -> User:
    return User.objects.create_user(
        "beheer@nal.example", first_name="Be", last_name="Heerder", is_staff=True
    )


@pytest.fixture
def as_beheerder(beheerder: User) -> Client:
    client = Client()
    client.force_login(beheerder)
    return client


@pytest.fixture
def noord(db: None) -> ReportingUnit:
    return factories.unit(name="Regio Noord", short_name="Noord", code="NO", slug="noord")


@pytest.fixture
def oost(db: None) -> ReportingUnit:
    return factories.unit(name="Regio Oost", short_name="Oost", code="OO", slug="oost")


@pytest.fixture
def person(noord: ReportingUnit) -> User:
    """Keeps Noord."""
    user = factories.user()
    noord.editors.add(user)
    return user


def invited(client: Client, **more: Any) -> Any:
    values = form_values(client.get("/mensen/nieuw/")) | NEW | more
    return client.post("/mensen/nieuw/", values, follow=True)


def test_somebody_is_invited_with_a_unit(as_beheerder: Client, noord: ReportingUnit) -> None:
    page = invited(as_beheerder, units=[noord.pk]).content.decode()
    assert "Uitgenodigd. De mail is onderweg." in page
    user = User.objects.get(email=NEW["email"])
    assert list(user.units.all()) == [noord]
    assert not user.has_usable_password()
    assert "Regio Noord" in page


@pytest.mark.django_db(transaction=True)
def test_the_invitation_is_a_letter(
    as_beheerder: Client, noord: ReportingUnit, settings: Any
) -> None:
    invited(as_beheerder, units=[noord.pk])
    make_letters(timezone.now())
    send_letters()
    assert [letter.to for letter in mail.outbox] == [[NEW["email"]]]


def test_who_goes_back_and_mends_the_address_invites_no_second(as_beheerder: Client) -> None:
    values = form_values(as_beheerder.get("/mensen/nieuw/")) | NEW
    first, again = (as_beheerder.post("/mensen/nieuw/", values) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    typed = values | {"email": "beter@demo.example"}
    page = as_beheerder.post("/mensen/nieuw/", typed).content.decode()
    assert "Met deze pagina hebt u al iets toegevoegd." in page
    assert 'value="beter@demo.example"' in page
    assert not User.objects.filter(email="beter@demo.example").exists()
    assert invited(as_beheerder, email="beter@demo.example").redirect_chain


def test_an_address_is_somebodys_once(as_beheerder: Client, person: User) -> None:
    response = invited(as_beheerder, email=person.email.upper())
    assert "email" in error_fields(response)


def test_units_are_given_and_taken_in_their_own_history(
    as_beheerder: Client, person: User, noord: ReportingUnit, oost: ReportingUnit, beheerder: User
) -> None:
    send(as_beheerder, f"/mensen/{person.pk}/wijzigen/", units=[oost.pk])
    assert list(person.units.all()) == [oost]
    for unit in (noord, oost):
        assert unit.history.latest("history_id").history_user == beheerder


def test_an_older_page_takes_no_unit_away_that_was_given_since(
    as_beheerder: Client, person: User, noord: ReportingUnit, oost: ReportingUnit
) -> None:
    address = f"/mensen/{person.pk}/wijzigen/"
    older = form_values(as_beheerder.get(address))
    oost.editors.add(person)
    as_beheerder.post(address, older | {"first_name": "Anders"})
    person.refresh_from_db()
    assert person.first_name == "Anders"
    assert set(person.units.all()) == {noord, oost}


def test_saving_what_stands_says_so(as_beheerder: Client, person: User) -> None:
    before = person.history.count()
    address = f"/mensen/{person.pk}/wijzigen/"
    page = as_beheerder.post(address, form_values(as_beheerder.get(address)), follow=True)
    assert "U hebt niets gewijzigd." in page.content.decode()
    assert person.history.count() == before


def test_a_lost_phone(as_beheerder: Client, person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    page = as_beheerder.get(f"/mensen/{person.pk}/").content.decode()
    assert "Tweede stap weghalen" in page
    send(as_beheerder, f"/mensen/{person.pk}/tweede-stap/")
    assert not Authenticator.objects.filter(user=person).exists()
    page = as_beheerder.get(f"/mensen/{person.pk}/").content.decode()
    assert "Nog niet ingesteld" in page
    assert "Tweede stap weghalen" not in page


def test_an_ended_account_opens_nothing_and_keeps_nothing(
    as_beheerder: Client, person: User
) -> None:
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/mijlpalen/").status_code == 200
    send(as_beheerder, f"/mensen/{person.pk}/beeindigen/")
    assert theirs.get("/mijlpalen/").status_code == 302
    assert not person.units.exists()
    assert "beëindigd" in as_beheerder.get("/mensen/").content.decode()
    send(as_beheerder, f"/mensen/{person.pk}/heropenen/")
    person.refresh_from_db()
    assert person.is_active


def test_nobody_ends_their_own_account(as_beheerder: Client, beheerder: User) -> None:
    page = send(as_beheerder, f"/mensen/{beheerder.pk}/beeindigen/").content.decode()
    assert "Vraag een andere beheerder" in page
    beheerder.refresh_from_db()
    assert beheerder.is_active


def test_work_goes_to_a_colleague_today(
    as_beheerder: Client, person: User, noord: ReportingUnit
) -> None:
    colleague = factories.user()
    letter = factories.letter(to=person, unit=noord)
    send(as_beheerder, f"/mensen/{person.pk}/overdragen/", colleague=colleague.pk)
    assert list(noord.editors.all()) == [colleague]
    letter.refresh_from_db()
    assert letter.to == colleague


def test_a_letter_that_the_colleague_gets_already_stays_one(
    person: User, noord: ReportingUnit, beheerder: User
) -> None:
    colleague = factories.user()
    mine = factories.letter(to=person, unit=noord)
    Letter.objects.create(key=mine.key, kind=mine.kind, round=mine.round, unit=noord, to=colleague)
    people.hand_over(person, colleague, timezone.localdate(), by=beheerder)
    assert Letter.objects.filter(to=colleague, key=mine.key).count() == 1


def test_work_goes_to_a_colleague_later(
    as_beheerder: Client, person: User, noord: ReportingUnit
) -> None:
    colleague = factories.user()
    on = timezone.localdate() + timedelta(days=7)
    send(
        as_beheerder,
        f"/mensen/{person.pk}/overdragen/",
        colleague=colleague.pk,
        on=on.strftime("%d-%m-%Y"),
    )
    assert list(noord.editors.all()) == [person]
    assert "Overdracht" in as_beheerder.get(f"/mensen/{person.pk}/").content.decode()
    assert people.carry_out_handovers(on - timedelta(days=1)) == 0
    assert people.carry_out_handovers(on) == 1
    assert list(noord.editors.all()) == [colleague]
    assert people.carry_out_handovers(on) == 0


def test_who_left_meanwhile_gets_no_work(
    person: User, noord: ReportingUnit, beheerder: User
) -> None:
    colleague = factories.user()
    handover = people.hand_over(person, colleague, date(2099, 1, 1), by=beheerder)
    people.end(colleague, by=beheerder)
    people.carry_out_handovers(date(2099, 1, 1))
    assert list(noord.editors.all()) == [person]
    handover.refresh_from_db()
    assert handover.done_at


def test_nobody_hands_over_to_themselves(person: User, beheerder: User) -> None:
    with pytest.raises(NotPossible):
        people.hand_over(person, person, date(2021, 1, 1), by=beheerder)
    assert not Handover.objects.exists()


def test_a_unit_with_its_people(as_beheerder: Client, person: User) -> None:
    theirs = Client()
    theirs.force_login(person)
    for client in (as_beheerder, theirs):
        assert person.email in client.get("/onderdeel/noord/mensen/").content.decode()
    assert f"/mensen/{person.pk}/" not in theirs.get("/onderdeel/noord/mensen/").content.decode()


@pytest.mark.parametrize("more", [0, 20])
def test_the_list_takes_as_many_queries_however_long(
    as_beheerder: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for _ in range(more):
        factories.unit(editors=(factories.user(),))
    with django_assert_num_queries(3):  # account, people, units
        as_beheerder.get("/mensen/")


@pytest.mark.django_db(transaction=True)
def test_each_page_in_a_browser(
    open_page: Callable[..., Page], person: User, beheerder: User
) -> None:
    beheerder.set_password(PASSWORD)
    beheerder.save()
    page = sign_in(open_page(), beheerder)
    for address in (
        "/mensen/",
        "/mensen/nieuw/",
        f"/mensen/{person.pk}/",
        f"/mensen/{person.pk}/wijzigen/",
        f"/mensen/{person.pk}/overdragen/",
        f"/mensen/{person.pk}/beeindigen/",
        "/onderdeel/noord/mensen/",
    ):
        page.goto(address)
        assert faults_at_both_widths(page) == []
