"""A second language for tests: each word of code stands between marks, texts of people do not."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import trans_real

LANGUAGE = "qps"  # a code that no language has


class _Marked(gettext.NullTranslations):
    """A catalogue that has everything."""

    def gettext(self, message: str) -> str:
        return f"‹{message}›" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def language(self) -> str:
        return LANGUAGE

    def to_language(self) -> str:
        return LANGUAGE


@contextmanager
def spoken() -> Iterator[None]:
    """Everything within is said in that language, by this thread."""
    active = trans_real._active  # type: ignore[attr-defined] # Django has no way in for a test
    before = getattr(active, "value", None)
    active.value = _Marked()
    try:
        yield
    finally:
        if before is None:
            del active.value
        else:
            active.value = before
