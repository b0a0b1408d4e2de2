"""The items of a large JSON file one by one, from a stranger: plain or packed with gzip."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ijson
import numpy as np
from django.utils.translation import gettext as _

from .faults import Fault, FaultyFile, shown

# A parser remembers the way to where it is: the deeper, the slower each step. Brackets within texts
# are counted too, so the margins are wide: how much deeper one piece and the whole may go.
DEEPER, DEEPEST = 500, 5_000
CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
# What each bracket does to the depth; the other bytes come off first.
_OTHERS = bytes(set(range(256)).difference(b"[{]}"))
_STEPS = np.zeros(256, np.int32)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1


class _RefusedError(Exception):
    """What is expected instead."""


class _Guarded:
    """A file that stops where it is larger or deeper than anybody means."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._size = self._depth = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._size += len(chunk)
        if self._size > self._limit:
            megabytes = {"size": self._limit // 1024 // 1024}
            raise _RefusedError(_("uitgepakt ten hoogste %(size)s MB") % megabytes)
        if brackets := chunk.translate(None, _OTHERS):
            depths = _STEPS[np.frombuffer(brackets, np.uint8)].cumsum()
            self._depth = max(0, self._depth + int(depths[-1]))
            if int(depths.max()) > DEEPER or self._depth > DEEPEST:
                raise _RefusedError(_("JSON dat niet zo diep genest is"))
        return chunk


def items(path: Path, prefix: str, limit: int) -> Iterator[Any]:
    """What stands at ``prefix`` (``item``, ``features.item``), of at most ``limit`` bytes.

    Raises :class:`FaultyFile` where the file ends too soon, is no JSON or is too large. What
    came before that was given already, so who stores waits for the end.
    """
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            file: Any = gzip.GzipFile(fileobj=plain) if packed else plain
            guarded: Any = _Guarded(file, limit)
            yield from ijson.items(guarded, prefix, use_float=True, buf_size=CHUNK)
    except _RefusedError as error:
        raise FaultyFile([Fault(path.name, None, "", "", str(error))]) from None
    except (ijson.JSONError, UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        expected = _("een heel JSON-bestand (%(why)s)") % {"why": shown(str(error))}
        raise FaultyFile([Fault(path.name, None, "", "", expected)]) from None


def first_mark(path: Path) -> bytes:
    """What the file begins with: ``[`` for a list, ``{`` for an object; empty if unreadable."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            file: Any = gzip.GzipFile(fileobj=plain) if packed else plain
            return bytes(file.read(CHUNK).removeprefix(b"\xef\xbb\xbf").lstrip()[:1])
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""
