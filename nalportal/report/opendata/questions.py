"""What is asked of a list: which rows, in which order, which fields, and which page of them. Pure.

A page is told by a cursor that holds what was asked and of which report: one that goes with another
question or another version is refused, never read as something else.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from .resources import Resource, Row, Value

MOST = 1_000
USUAL = 100


class QuestionError(ValueError):
    """What cannot be answered, in words for who asked."""


class NoSuchPageError(QuestionError):
    """The page that a cursor leads to is not there."""


@dataclass(frozen=True)
class Question:
    """``filters`` are the values asked for by the name of their field; ``sort`` are names, with a
    minus before one that goes down; no ``fields`` asks for all of them."""

    filters: Mapping[str, Value]
    sort: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    limit: int = USUAL
    cursor: str = ""


@dataclass(frozen=True)
class Page:
    """Some of the ``count`` rows that were found, and the cursor of the next page (empty: none)."""

    rows: list[Row]
    count: int
    following: str


def names_in(text: str | None) -> tuple[str, ...]:
    """Names with commas between them, each once."""
    return tuple(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))


def answer(resource: Resource, rows: Sequence[Row], asked: Question, edition: str) -> Page:
    """The page of ``rows`` that was asked for; ``edition`` tells one report from another.

    Raises :class:`QuestionError`.
    """
    known = {field.name for field in resource.fields}
    _are_known(asked.fields, known)
    _are_known([name.removeprefix("-") for name in asked.sort], known)
    found = [row for row in rows if all(row[k] == v for k, v in asked.filters.items())]
    for name in reversed(asked.sort):
        _sort(found, name.removeprefix("-"), down=name.startswith("-"))
    start = _start(asked, resource.name, edition)
    if start > len(found):
        raise NoSuchPageError(_("Deze pagina is er niet: er zijn {n} rijen.").format(n=len(found)))
    page = found[start : start + asked.limit]
    if asked.fields:
        page = [{name: row[name] for name in asked.fields} for row in page]
    end = start + asked.limit
    following = _cursor(asked, resource.name, edition, end) if end < len(found) else ""
    return Page(page, len(found), following)


def _are_known(names: Sequence[str], known: set[str]) -> None:
    strange = [name for name in names if name not in known]
    if strange:
        text = _("Het veld “{name}” is er niet. Kies uit: {known}.")
        raise QuestionError(text.format(name=strange[0], known=", ".join(sorted(known))))


def _sort(rows: list[Row], field: str, *, down: bool) -> None:
    """What has no value comes last, whichever way the others go."""

    def place(row: Row) -> Any:
        return ((row[field] is None) != down, "" if row[field] is None else row[field])

    rows.sort(key=place, reverse=down)


def _told(asked: Question, resource: str, edition: str) -> str:
    """The question without its page, in a few letters."""
    told = [resource, edition, sorted(asked.filters.items()), asked.sort, asked.fields]
    return sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def _cursor(asked: Question, resource: str, edition: str, start: int) -> str:
    plain = f"{_told(asked, resource, edition)}:{start}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _start(asked: Question, resource: str, edition: str) -> int:
    if not asked.cursor:
        return 0
    padded = asked.cursor + "=" * (-len(asked.cursor) % 4)
    try:
        told, _colon, start = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
        )
        place = int(start)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise NoSuchPageError(
            _("Deze cursor is niet van ons. Begin opnieuw zonder cursor.")
        ) from error
    if told != _told(asked, resource, edition) or place < 0:
        text = _("Deze cursor hoort bij een andere vraag of versie. Begin opnieuw zonder cursor.")
        raise NoSuchPageError(text)
    return place
