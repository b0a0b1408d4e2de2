"""How pages of the report are found, cached and revalidated. Why: decision 21."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from nalportal.accounts.permissions import signed_in
from nalportal.progress.permissions import is_reviewer, refuse_unless_readable
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
)
from ..payload import sha256
from .asking import names_read, question
from .limits import allowance

View = Callable[..., HttpResponseBase]
# Who brings it has a message waiting, which only a page that is drawn for them shows.
MESSAGES_COOKIE = CookieStorage.cookie_name


def rounds_of(request: HttpRequest) -> tuple[RoundEntry, ...]:
    """All rounds, queried once per request."""
    if not hasattr(request, "nal_rounds"):
        request.nal_rounds = all_rounds()  # type: ignore[attr-defined] # ours, for this request
    rounds: tuple[RoundEntry, ...] = request.nal_rounds  # type: ignore[attr-defined]
    return rounds


# What units tell; figures and what the indicators are come from the ministry.
OF_UNITS = Part.UNITS | Part.TERRITORY | Part.WORKGROUPS


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
    A live edition is limited to ``parts``, and 403 where those tell of units that this reader may
    not read yet; a frozen one is always whole.
    """
    rounds = rounds_of(request)
    if slug is None:
        _refuse_unless_readable(request, parts, unit)
        return edition_now(rounds, parts, unit, for_page=True)
    if version == CONCEPT:
        try:
            found = edition_concept(rounds, slug, parts, unit, for_page=True)
            _refuse_unless_readable(request, parts, unit)
            return found
        except NoSuchEditionError:
            version = None
    try:
        return edition_of_round(rounds, slug, version)
    except NoSuchEditionError as error:
        if version is None and is_reviewer(request.user):
            return _unpublished(request, slug)
        raise Http404 from error


def _refuse_unless_readable(request: HttpRequest, parts: Part, unit: str | None) -> None:
    if parts & OF_UNITS:
        refuse_unless_readable(signed_in(request), Q(slug=unit) if unit else None)


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


def revalidated(view: View) -> View:
    """As :func:`conditionally`, for so many pages a minute of one stranger."""
    return limited(conditionally(view))


def limited(view: View) -> View:
    """So often a minute for one stranger: what is not kept has to be made."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        allowed = allowance(request, "page", settings.PAGES_PER_MINUTE)
        response: HttpResponseBase
        if allowed.is_spent:
            response = render(request, "429.html", {"nav": ""}, status=429)
        else:
            response = view(request, *args, **kwargs)
        allowed.state(response)
        return response

    return counted


# What pages and answers show of how the site is set up.
SHOWN = (
    "SITE_URL",
    "CONTACT_EMAIL",
    "LICENCE",
    "KAMERSTUK",
    "ACCESSIBILITY_STATEMENT",
    "EMBED_HOSTS",
)


def drawn_with() -> tuple[object, ...]:
    """What a public page depends on besides what is published: the release that draws it, what it
    shows of the settings, and its language."""
    return (settings.RELEASE, get_language(), *(getattr(settings, name) for name in SHOWN))


def conditionally(view: View) -> View:
    """Public pages answer a conditional request with 304; signed-in pages are private.

    The ETag covers everything that a public page depends on: its address with the parameters that
    it reads, what is published (each round's newest version, which pages point to), the newest
    boundaries of maps, and what :func:`drawn_with` gives. Only an answer that is there has one: who
    asks again for what was wrong hears so again. Under it the whole page is kept for strangers
    (:mod:`.kept`).
    """
    names = names_read(view)

    def etag(request: HttpRequest) -> str:
        state = [
            (r.slug, r.title, r.version, r.sha256, r.newest_boundaries)
            for r in published(rounds_of(request))
        ]
        drawn = (request.path, question(request, names), state, drawn_with())
        return f'"{sha256(repr(drawn).encode())[:32]}"'

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated or MESSAGES_COOKIE in request.COOKIES:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        # What is in the division of today moves with the register.
        tag = "" if "indeling=" in question(request, names) else etag(request)
        # "*" asks for whatever is there: only the view knows whether anything is.
        is_any = request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
        known = None if is_any or not tag else get_conditional_response(request, etag=tag)
        response = known or view(request, *args, **kwargs)
        if is_any and tag and response.status_code == 200:
            response = get_conditional_response(request, etag=tag) or response
        if tag and response.status_code in (200, 304):
            response.headers["ETag"] = tag
        # Ask again each time (304 is cheap): a correction must be seen at once.
        patch_cache_control(response, public=True, no_cache=True)
        return response

    return wrapper
