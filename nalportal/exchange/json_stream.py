"""The items of a large JSON file one by one, from a stranger: plain or packed with gzip.

Each is read by Python's own parser, which is quicker than those that give a file in pieces, and
hands over the names of an object as they stand: one that stands twice is seen.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _

from nalportal.dutch import number

from .faults import Fault, FaultyFile, shown

# Characters: how much is read at once, and how long one item may be.
CHUNK, LONGEST = 256 * 1024, 8 * 1024 * 1024
# What stands beside a list in an object is about the list.
MOST_NAMES = 100
_GZIP = b"\x1f\x8b"
_BLANKS = " \t\r\n"


class _RefusedError(Exception):
    """What is expected instead."""


class _TwiceError(Exception):
    """A name that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


class _Text:
    """The text of a file, of which no more is held than the item that is being read."""

    def __init__(self, file: IO[str], limit: int) -> None:
        self._file = file
        self._left = limit
        self._limit = limit
        self._held, self._at = "", 0
        self._parse = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
        self.items = 0

    def _goes_on(self) -> bool:
        """Read as much again as what is held: a long item is not begun anew a hundred times."""
        held = self._held[self._at :]
        if len(held) > LONGEST:
            longest = {"size": LONGEST // 1024 // 1024}
            raise _RefusedError(_("JSON met onderdelen van ten hoogste %(size)s MB") % longest)
        more = self._file.read(max(CHUNK, len(held)))
        if not more:
            return False
        self._left -= len(more)
        if self._left < 0:
            megabytes = {"size": self._limit // 1024 // 1024}
            raise _RefusedError(_("uitgepakt ten hoogste %(size)s MB") % megabytes)
        self._held, self._at = held + more, 0
        return True

    def mark(self) -> str:
        """The next character that is no blank; empty at the end."""
        while self._at < len(self._held) or self._goes_on():
            if (mark := self._held[self._at]) not in _BLANKS:
                return mark
            self._at += 1
        return ""

    def skip(self, marks: str) -> str:
        """Go past one of these characters; raises ``ValueError`` for another."""
        mark = self.mark()
        if not mark or mark not in marks:
            raise ValueError(mark)
        self._at += 1
        return mark

    def value(self) -> Any:
        """The next value; raises ``ValueError`` where there is none."""
        self.mark()
        while True:
            try:
                found, end = self._parse.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if not self._may_be_cut_off(error) or not self._goes_on():
                    raise
                continue
            # A number at the end of what is held may go on, also behind "e-".
            if end >= len(self._held) - 2 and self._goes_on():
                continue
            self._at = end
            return found

    def _may_be_cut_off(self, error: json.JSONDecodeError) -> bool:
        """Whether more of the file could mend it: a text that does not end is told where it begins,
        all else where it stands, and no other piece is longer than "-Infinity"."""
        stands = error.pos + len("-Infinity")
        return error.msg.startswith("Unterminated string") or stands >= len(self._held)

    def listed(self) -> Iterator[Any]:
        """The items of a list."""
        self.skip("[")
        if self.mark() == "]":
            self.skip("]")
            return
        while True:
            self.items += 1
            yield self.value()
            if self.skip(",]") == "]":
                return

    def of_object(self, wanted: str) -> Iterator[Any]:
        """The items of the list that an object has under the name ``wanted``."""
        names: set[str] = set()
        self.skip("{")
        if self.mark() == "}":
            self.skip("}")
            return
        while True:
            name = self.value()
            if not isinstance(name, str) or len(names) == MOST_NAMES:
                raise ValueError(name)
            if name in names:
                raise _TwiceError(name)
            names.add(name)
            self.skip(":")
            if name == wanted and self.mark() == "[":
                yield from self.listed()
            else:
                self.value()
            if self.skip(",}") == "}":
                return


def items(path: Path, name: str, limit: int) -> Iterator[Any]:
    """What stands in the list that a file is, or that its object has under ``name``; of a file of
    at most ``limit`` characters. A file that has no such list gives nothing.

    Raises :class:`FaultyFile` where the file ends too soon, is no JSON, has a name twice in one
    object or is too large. What came before that was given already, so who stores waits for the
    end.
    """
    with path.open("rb") as plain:
        packed = plain.read(2) == _GZIP
        plain.seek(0)
        file: Any = gzip.GzipFile(fileobj=plain) if packed else plain
        text = _Text(TextIOWrapper(file, "utf-8-sig", newline=""), limit)
        try:
            first = text.mark()
            if first == "[":
                yield from text.listed()
            elif first == "{":
                yield from text.of_object(name)
            else:
                text.value()
            if text.mark():
                raise ValueError
        except _TwiceError as twice:
            expected = _("elke naam één keer in een object")
            raise _faulty(path, text, expected, shown(str(twice))) from None
        except _RefusedError as error:
            raise _faulty(path, text, str(error)) from None
        except RecursionError:
            raise _faulty(path, text, _("JSON dat niet zo diep genest is")) from None
        except UnicodeDecodeError:
            raise _faulty(path, text, _("JSON in UTF-8")) from None
        except (ValueError, EOFError, zlib.error, gzip.BadGzipFile):
            expected = _("een heel JSON-bestand; hier breekt het af, of staat iets anders")
            raise _faulty(path, text, expected) from None


def _faulty(path: Path, text: _Text, expected: str, stood: str = "") -> FaultyFile:
    """A fault, and in which item of the list it stands."""
    if text.items:
        at = {"expected": expected, "item": number(text.items)}
        expected = _("%(expected)s (onderdeel %(item)s van de lijst)") % at
    return FaultyFile([Fault(path.name, None, "", stood, expected)])
