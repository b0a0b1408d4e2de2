"""Passwords that many would choose here: words of everyday and of this field, with digits."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = Path(__file__).parent / "data" / "common_words.txt"
# How people write a letter as another sign.
MEANT = str.maketrans("@4310$5!", "aaeiossi")


@cache
def _words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class CommonWordsValidator:
    """Refuses one or two common words, with whatever digits and signs around them.

    Django's own list has what is common in English, whole; with twelve characters or more the
    common ones here are "Laadpaal2026!" and "welkom-welkom". Three words that mean nothing
    together are a good password, whichever they are.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` for a password that is made of them."""
        if any(map(_is_common, self._ways_to_read(password.casefold()))):
            raise ValidationError(
                _(
                    "Dit wachtwoord is te gewoon: het bestaat uit een of twee woorden die veel "
                    "mensen kiezen. Neem drie of meer woorden die niets met elkaar hebben."
                ),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Geen gewone woorden met alleen cijfers of tekens erbij.")

    def _ways_to_read(self, password: str) -> set[str]:
        """Its letters alone, and the letters that signs between them stand for."""
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
        read = {password, core, password.translate(MEANT), core.translate(MEANT)}
        return {re.sub(r"[\W\d_]+", "", one) for one in read}


def _is_common(letters: str) -> bool:
    words = _words()
    halves = ((letters[:at], letters[at:]) for at in range(1, len(letters)))
    return letters in words or any(one in words and other in words for one, other in halves)
