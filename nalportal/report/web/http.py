"""How pages of the report are found, cached and revalidated. Why: decision 21."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeGuard

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import condition

from nalportal.progress.permissions import is_reviewer
from regions.reports import collect_division, in_division

from ..addresses import CONCEPT, Version
from ..build import WHOLE, Part
from ..editions import (
    Edition,
    NoSuchEditionError,
    RoundEntry,
    all_rounds,
    edition_concept,
    edition_now,
    edition_of_round,
    edition_unpublished,
    published,
    published_state,
)
from ..payload import sha256

View = Callable[..., HttpResponseBase]

MESSAGES_COOKIE = CookieStorage.cookie_name
PAGES = "pages"  # the cache of its own that whole pages have


def rounds_of(request: HttpRequest) -> tuple[RoundEntry, ...]:
    """All rounds, queried once per request."""
    if not hasattr(request, "nal_rounds"):
        request.nal_rounds = all_rounds()  # type: ignore[attr-defined] # ours, for this request
    rounds: tuple[RoundEntry, ...] = request.nal_rounds  # type: ignore[attr-defined]
    return rounds


def edition_for(
    request: HttpRequest,
    slug: str | None,
    version: Version,
    parts: Part = WHOLE,
    unit: str | None = None,
) -> Edition:
    """The edition that an address asks for; 404 when nothing of it is public.

    A reviewer also sees what is frozen and not yet published, at the address it will have; the
    concept of a round that was frozen since is what was frozen of it.
    A live edition is limited to ``parts``; a frozen one is always whole.
    """
    if slug is None:
        return edition_now(rounds_of(request), parts, unit, for_page=True)
    if version == CONCEPT:
        try:
            return edition_concept(rounds_of(request), slug, parts, unit, for_page=True)
        except NoSuchEditionError:
            version = None
    try:
        return edition_of_round(rounds_of(request), slug, version)
    except NoSuchEditionError as error:
        if version is None and is_reviewer(request.user):
            return _unpublished(request, slug)
        raise Http404 from error


def _unpublished(request: HttpRequest, slug: str) -> Edition:
    try:
        return edition_unpublished(rounds_of(request), slug)
    except NoSuchEditionError as error:
        raise Http404 from error


TODAY = "vandaag"


def in_asked_division(request: HttpRequest, edition: Edition) -> Edition:
    """``edition`` in the municipal division of today where ``?indeling=vandaag`` asks for that.

    Takes 2 queries then. The register of today is in that division already.
    """
    if request.GET.get("indeling") != TODAY or edition.round is None:
        return edition
    report, today = edition.report, timezone.localdate()
    members, mergers = collect_division(today, report.division_on)
    territory = in_division(report.territory, members, mergers, report.reference_on)
    return replace(edition, report=replace(report, territory=territory, division_on=today))


def newest_edition(request: HttpRequest) -> Edition | None:
    """The newest published edition, or None while nothing is published."""
    entries = published(rounds_of(request))
    return edition_of_round(rounds_of(request), entries[0].slug) if entries else None


# A page that nobody asked for during a day is drawn again; so is every page after a publication,
# because its key says what was published.
KEPT_SECONDS = 24 * 60 * 60


def _kept(key: str) -> HttpResponse | None:
    """The page that was drawn for an earlier stranger, if any."""
    found = caches[PAGES].get(key) if key else None
    if found is None:
        return None
    etag, content = found
    return HttpResponse(content, headers={"ETag": etag})


def _key(request: HttpRequest) -> str:
    """Under what the plain page of a stranger is kept (1 query); empty for any other request.

    A question (a filter, a page number) is answered anew each time.
    """
    if request.META["QUERY_STRING"] or "HTTP_IF_NONE_MATCH" in request.META:
        return ""
    if not _is_stranger(request):
        return ""
    state = (_publications(), settings.RELEASE, get_language(), request.path)
    return f"page:{sha256(repr(state).encode())}"


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


def _is_stranger(request: HttpRequest) -> bool:
    """Whether nothing in the request tells who asks: no session, no message waiting."""
    ours = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}
    return request.method in ("GET", "HEAD") and ours.isdisjoint(request.COOKIES)


def _is_for_all(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """Whether a response is a page without anything that was made for this one reader."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and response.headers["Content-Type"] == "text/html; charset=utf-8"
        and "no-store" not in response.headers.get("Cache-Control", "")
        and response.has_header("ETag")
        and not response.cookies
        # Somebody's form has a token of their own.
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def revalidated(view: View) -> View:
    """Public pages answer a conditional request with 304; signed-in pages are private.

    The ETag covers everything that a public page depends on: what is published (each round's
    newest version, which pages point to), the newest boundaries of maps, the release that draws
    it, and in which language. For a stranger the whole page is kept with it, for as long as nothing
    of that changes.
    """

    def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        state = [
            (r.slug, r.title, r.version, r.sha256, r.newest_boundaries)
            for r in published(rounds_of(request))
        ]
        drawn = (state, settings.RELEASE, get_language())
        return f'"{sha256(repr(drawn).encode())[:32]}"'

    def etag_if_fixed(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        """None for what moves with the register: the division of today."""
        return None if "indeling" in request.GET else etag(request)

    conditional = condition(etag_func=etag_if_fixed)(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        key = _key(request)
        response = _kept(key) or conditional(request, *args, **kwargs)
        if key and _is_for_all(response, request):
            caches[PAGES].add(key, (response["ETag"], response.content), timeout=KEPT_SECONDS)
        # Ask again each time (304 is cheap): a correction must be seen at once.
        patch_cache_control(response, public=True, no_cache=True)
        return response

    return wrapper
