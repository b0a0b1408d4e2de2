"""Whole public pages and answers, given before anything else of the site is at work.

Why: decision 21.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeGuard

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response

from ..editions import published_state
from ..payload import sha256
from .asking import names_read, question, takes
from .http import MESSAGES_COOKIE, drawn_with, rounds_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PAGES = "pages"  # the cache of its own that whole pages have
# A page that nobody asked for during a day is drawn again; so is every page after a publication,
# because its key says what was published.
KEPT_SECONDS = 24 * 60 * 60
# Of a longer question the answer is made anew: nobody asks the same one again. So is what is large:
# it would fill the memory of a worker.
LONGEST_QUESTION = 300
LARGEST = 250_000
KINDS = ("text/html; charset=utf-8", "application/json")


@dataclass(frozen=True)
class _Page:
    """An answer as it went out to the first stranger who asked."""

    headers: dict[str, str]
    content: bytes


class KeptPages:
    """The first of all middleware: who brings nothing gets the page that was drawn for another."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        page: _Page | None = caches[PAGES].get(key) if key else None
        if page is not None and _is_wanted(page, request):
            kept = HttpResponse(page.content, headers=page.headers)
            tag = kept.headers["ETag"]
            return get_conditional_response(request, etag=tag, response=kept) or kept
        request.nal_rounds_of_menu = partial(rounds_of, request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if key and _is_for_all(response, request):
            made = _Page(_headers_for_all(response), response.content)
            caches[PAGES].add(key, made, timeout=KEPT_SECONDS)
        return response


def _headers_for_all(response: HttpResponse) -> dict[str, str]:
    """How often one address still may ask is no business of the next; nor does it count what
    costs nothing."""
    told = response.headers.items()
    return {name: value for name, value in told if not name.startswith("RateLimit")}


def _is_wanted(page: _Page, request: HttpRequest) -> bool:
    """Whether the view would answer with this too; a page is HTML whatever is asked."""
    kind = page.headers["Content-Type"].partition(";")[0]
    return kind == "text/html" or takes(request, kind)


def _key(request: HttpRequest) -> str:
    """Under what the page of a stranger is kept (1 query a second); empty for any other request.

    What a page does not read is taken from its address here.
    """
    if not _is_stranger(request) or not _is_ours(request):
        return ""
    question = _question(request)
    if question is None:
        return ""
    try:
        published = _publications()
    except (OperationalError, InterfaceError):
        return ""
    state = (published, drawn_with(), request.path, question)
    return f"page:{sha256(repr(state).encode())}"


def _is_stranger(request: HttpRequest) -> bool:
    """Whether nothing in the request tells who asks: no session, no message waiting."""
    if request.method not in ("GET", "HEAD"):
        return False
    ours = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}
    return "HTTP_COOKIE" not in request.META or ours.isdisjoint(request.COOKIES)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the site answers at this host and in this way; what it does else, others say."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return request.is_secure() or not settings.SECURE_SSL_REDIRECT


@lru_cache(maxsize=2_000)
def _read_at(path: str) -> tuple[str, ...] | None:
    """What the page at a path reads; None for what is no page of this kind, or is not there."""
    try:
        return names_read(resolve(path).func)
    except Resolver404:
        return None


def _question(request: HttpRequest) -> str | None:
    """What is asked of the page; None for what is no page of this kind. The rest is taken from the
    request: nothing of it gets into what others see."""
    names = _read_at(request.path_info)
    if names is None or len(request.META["QUERY_STRING"]) > 10 * LONGEST_QUESTION:
        return None
    request.META["QUERY_STRING"] = asked = question(request, names)
    return asked if len(asked) <= LONGEST_QUESTION else None


@dataclass
class _Answer:
    """What :func:`published_state` answered last to this process."""

    at: float = -math.inf
    state: tuple[int | None, ...] | None = None


_answer = _Answer()


def _publications() -> tuple[int | None, ...]:
    """The newest publication and change of any round, asked again after a second.

    While the database is away the last answer counts, so kept pages go on.
    """
    now = time.monotonic()
    if _answer.state is None or now - _answer.at >= settings.PUBLICATIONS_ASKED_EVERY_SECONDS:
        try:
            _answer.state = published_state()
        except (OperationalError, InterfaceError):
            if _answer.state is None:
                raise
        _answer.at = now
    return _answer.state


def _is_for_all(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """Whether a response is a page without anything that was made for this one reader."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and response.headers.get("Content-Type") in KINDS
        and len(response.content) <= LARGEST
        and "no-store" not in response.headers.get("Cache-Control", "")
        and response.has_header("ETag")
        and not response.cookies
        # Somebody's form has a token of their own.
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )
