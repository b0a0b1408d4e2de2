import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from nalportal.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_name_others_see_is_the_full_name(reviewer: User) -> None:
    assert reviewer.display_name == "Bo Oordelaar"


def test_without_a_name_it_is_the_address() -> None:
    assert User(email="wie@elders.example").display_name == "wie@elders.example"


def test_two_accounts_cannot_differ_only_in_capitals(reviewer: User) -> None:
    with pytest.raises(ValidationError, match="Er is al een account met dit e-mailadres"):
        User.objects.create_user(reviewer.email.capitalize(), PASSWORD)


def test_the_database_holds_that_too(reviewer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=reviewer.email.upper())


def test_an_account_without_password_cannot_be_signed_in_to() -> None:
    user = User.objects.create_user("nieuw@elders.example")
    assert not user.has_usable_password()


def test_createsuperuser_makes_a_beheerder_and_nothing_more() -> None:
    user = User.objects.create_superuser("eerste@ministerie.example", PASSWORD)
    assert user.is_staff
    assert not user.is_superuser


def test_a_beheerder_has_every_permission(beheerder: User) -> None:
    assert beheerder.has_perm("progress.change_milestone")
    assert beheerder.has_module_perms("progress")


def test_a_reviewer_has_none_of_the_admin(reviewer: User) -> None:
    assert not reviewer.has_perm("progress.change_milestone")
    assert not reviewer.has_module_perms("progress")


def test_a_beheerder_who_left_has_none_either(beheerder: User) -> None:
    beheerder.is_active = False
    assert not beheerder.has_perm("progress.change_milestone")


def test_a_change_of_role_is_in_the_history(reviewer: User) -> None:
    reviewer.is_reviewer = False
    reviewer.save()
    assert [row.is_reviewer for row in reviewer.history.all()] == [False, True]


def test_signing_in_is_not(reviewer: User) -> None:
    reviewer.save(update_fields=["last_login"])
    assert reviewer.history.count() == 1


def test_the_history_keeps_no_passwords(reviewer: User) -> None:
    names = {field.name for field in reviewer.history.model._meta.get_fields()}
    assert "password" not in names
