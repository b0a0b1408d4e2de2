"""A person is forgotten everywhere; what they did stays, and so does its history."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from nalportal.accounts.audit import AuditEvent, AuditKind, Pseudonym, record
from nalportal.accounts.models import Session, User
from nalportal.accounts.own_data import GOES, NAMES, STAYS, fields_of_people, name_of
from nalportal.desk.forgetting import forget, is_forgotten
from nalportal.desk.models import Letter, LetterKind
from nalportal.operations import seals
from nalportal.progress.models import Milestone, ReportingUnit
from nalportal.records.append_only import is_history
from nalportal.records.history import save_signed
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_column_about_a_person_is_in_a_list() -> None:
    """Of a new one somebody has to say whether it goes, stays without a name, or is a name."""
    found = {
        name_of(field)
        for field in fields_of_people()
        if not (is_history(field.model) and field.related_model is User)
    }
    lists = [*GOES, *STAYS, *NAMES]
    assert found == set(lists)
    assert len(lists) == len(set(lists))


@pytest.fixture
def gone(noord: ReportingUnit) -> User:
    """Worked with everything: a unit, a milestone that names them, an app, a session, letters."""
    person = User.objects.create_user(
        "vera@noord.example", None, first_name="Vera", last_name="Fictief", is_reviewer=True
    )
    person.email = "v.fictief@noord.example"
    save_signed(person, by=person)
    noord.editors.add(person)
    milestone = factories.milestone(unit=noord, trekker="Vera Fictief (fictief)")
    save_signed(milestone, by=person, reason="Nieuwe datum")
    Authenticator.objects.create(user=person, type="totp", data={})
    Client().force_login(person)
    words: Any = {"subject": "Hallo", "text": "Beste Vera Fictief,", "sent_at": timezone.now()}
    Letter.objects.create(key="a", kind=LetterKind.PASSWORD, to=person, **words)
    return person


def everywhere(word: str) -> list[str]:
    """In which columns of all tables a word stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                rows: Any = model._base_manager.filter(**{f"{field.name}__icontains": word})
                found += [name_of(field)] * rows.exists()
    return found


def test_nothing_tells_the_name_any_more(gone: User, beheerder: User) -> None:
    assert everywhere("fictief@noord")
    forget(gone, by=beheerder)
    assert everywhere("vera") == everywhere("noord.example") == []
    assert not Session.objects.filter(user=gone).exists()
    assert not Pseudonym.objects.filter(user=gone).exists()


def test_what_they_did_stays_in_its_history_and_under_seal(gone: User, beheerder: User) -> None:
    before = Milestone.history.filter(history_user=gone).count()
    seals.seal()
    forget(gone, by=beheerder)
    assert Milestone.history.filter(history_user=gone).count() == before > 0
    gone.refresh_from_db()
    assert str(gone) == f"Oud-medewerker {gone.pk}"
    assert is_forgotten(gone)
    assert not gone.may_sign_in
    assert list(seals.faults()) == []
    assert AuditEvent.objects.filter(kind=AuditKind.FORGOTTEN).count() == 1


def test_twice_is_once(gone: User, beheerder: User) -> None:
    forget(gone, by=beheerder)
    versions = User.history.count()
    forget(gone, by=beheerder)
    assert User.history.count() == versions


def test_the_page_shows_what_goes_and_does_it(client: Client, gone: User, beheerder: User) -> None:
    client.force_login(beheerder)
    page = client.get(f"/mensen/{gone.pk}/vergeten/")
    assert "Niemand kan dit ongedaan maken" in page.content.decode()
    assert "Mijlpalen: trekker: 1" in page.content.decode()
    form = page.context["form"]
    client.post(f"/mensen/{gone.pk}/vergeten/", {"token": form["token"].value()})
    gone.refresh_from_db()
    assert is_forgotten(gone)


def test_nobody_forgets_themselves(client: Client, beheerder: User) -> None:
    client.force_login(beheerder)
    page = client.get(f"/mensen/{beheerder.pk}/vergeten/")
    token = page.context["form"]["token"].value()
    answer = client.post(f"/mensen/{beheerder.pk}/vergeten/", {"token": token})
    assert "Vraag een andere beheerder" in answer.content.decode()


def test_the_command_shows_first(gone: User, beheerder: User) -> None:
    out = StringIO()
    call_command("forget", gone.email, by=beheerder.email, stdout=out)
    assert "trekker: 1" in out.getvalue()
    gone.refresh_from_db()
    assert not is_forgotten(gone)
    call_command("forget", gone.email, by=beheerder.email, apply=True, stdout=out)
    gone.refresh_from_db()
    assert is_forgotten(gone)


def test_everybody_takes_their_own_data_along(client: Client, gone: User) -> None:
    client.force_login(gone)
    answer = client.get("/account/gegevens/")
    text = answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    for told in ("v.fictief@noord.example", "vera@noord.example", "Beste Vera", "Nieuwe datum"):
        assert told in text
    assert "password" not in answer.json()["account"][0]
    assert "secret" not in text


def test_what_the_log_has_of_somebody_is_theirs_too(
    client: Client, gone: User, beheerder: User
) -> None:
    record(AuditKind.EXPORT, by=gone, what="milestones")
    record(AuditKind.ACCOUNT, by=beheerder, about=gone, what="is_reviewer=1")
    record(AuditKind.ADMIN, by=beheerder, what="timer:seal")
    client.force_login(gone)
    lines = client.get("/account/gegevens/").json()["wat het logboek van u heeft"]
    assert {"export", "account"} <= {line["kind"] for line in lines}
    assert "timer:seal" not in {line["what"] for line in lines}
    assert {tuple(line) for line in lines} == {("at", "kind", "what")}  # not who else it was
