"""What many people would choose is refused, in Dutch; several words in a row are fine."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from nalportal.accounts import adapter
from nalportal.accounts.models import User


@pytest.mark.parametrize(
    "password",
    [
        "Laadpaal2026!",
        "laadinfrastructuur",
        "W@chtw00rd2026",
        "welkom-welkom",
        "WelkomLaadpaal",
        "!!Netbeheerder!!",
        "2026.Gemeente.01",
        "Snellader-Utrecht-12",
    ],
)
def test_common_words_of_here_are_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "te gewoon" in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password", ["paars nijlpaard telt laadpalen", "een lang eigen wachtwoord", "xq7-Rt2v-p9Lm-w4"]
)
def test_several_words_or_none_are_fine(password: str) -> None:
    validate_password(password)


def test_twelve_characters_are_enough_and_eleven_are_not() -> None:
    validate_password("xq7-Rt2v-p9L")
    with pytest.raises(ValidationError):
        validate_password("xq7-Rt2v-p9")


def test_every_refusal_of_a_password_is_dutch() -> None:
    person = User(email="fictief.persoon@noord.example", first_name="Fictief")
    told = []
    for password in ("kort", "123456789012", person.email, "qwertyuiop12"):
        with pytest.raises(ValidationError) as refused:
            validate_password(password, person)
        told += refused.value.messages
    assert len(set(told)) >= 4
    assert not [message for message in told if "This password" in message or "too" in message]


def test_every_message_of_allauth_is_dutch() -> None:
    for kind in (adapter.InvitedOnlyAdapter, adapter.SecondFactorAdapter):
        of_allauth = kind.__base__.error_messages
        for code, message in kind.error_messages.items():
            with translation.override("en"):
                english = str(message)
            with translation.override("nl"):
                assert message is not of_allauth.get(code) or str(message) != english, code
