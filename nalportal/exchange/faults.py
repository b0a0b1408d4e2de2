"""What is wrong with a file, said so that whoever made the file can repair it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nalportal.dutch import number

SHOWN_LENGTH = 40

# Shown as a visible box: a control character in a message could move a terminal's cursor.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where it stands, and what should have stood there.

    ``line`` counts from 1 as an editor or a sheet does (the header is line 1); ``None`` is the
    file as a whole. ``column`` is the heading, several joined with a comma for a rule over a row,
    empty for the row as a whole. ``value`` is what stood there, made safe to show.
    """

    file: str
    line: int | None
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(_("regel %(line)s") % {"line": self.line})
        if self.column:
            place.append(_("kolom %(column)s") % {"column": self.column})
        about = {"place": ", ".join(place), "expected": self.expected.rstrip(".")}
        if self.value:
            told = _("%(place)s: “%(value)s” kan hier niet. Wel kan: %(expected)s.")
            return told % (about | {"value": self.value})
        if self.column:
            return _("%(place)s: hier staat niets. Nodig is: %(expected)s.") % about
        return _("%(place)s: nodig is %(expected)s.") % about


class MissingColumn(Fault):
    """A column that the file has to have and does not; ``column`` is its heading."""

    def __str__(self) -> str:
        about = {"file": self.file, "column": self.column}
        return _("%(file)s: de kolom “%(column)s” ontbreekt.") % about


class FaultyFile(Exception):  # noqa: N818 - the name says what is the matter
    """Nothing was loaded; ``faults`` lists everything that is wrong, each thing once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(text: str) -> str:
    """``text`` on one line, shortened, with what cannot be seen as □."""
    visible = _INVISIBLE.sub("□", re.sub(r"[ \t\r\n]+", " ", text[: 4 * SHOWN_LENGTH])).strip()
    if len(text) <= SHOWN_LENGTH:
        return visible
    return _("%(start)s… (%(count)s tekens)") % {
        "start": visible[:SHOWN_LENGTH],
        "count": number(len(text)),
    }
