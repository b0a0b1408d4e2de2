"""A form that is sent after the session ended comes back, filled in, after signing in.

Kept, in the session of the browser that sent it, for an hour: what was typed and from which page.
Nothing is done with it until its own sender has signed in again and sends the form once more.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from nalportal.accounts.drafts import drafts_of
from nalportal.accounts.models import of_person
from nalportal.accounts.refill import on_top, refill
from nalportal.accounts.session_store import KEPT_FORM_KEY
from nalportal.retention import KEPT_FORMS

# Of all that was typed together. More than any form of the portal takes.
MOST_CHARACTERS = 200_000
# Passwords and codes are never kept: not from the pages where one signs in, not from any other.
# Nor are names that begin with _, which are the admin's for its buttons. The number of a form of
# ours, "token", is no secret: with it a form that comes back is still the same form.
NOT_TYPED = re.compile(r"^_|passw|wachtwoord|secret|.token|token.", re.IGNORECASE)
OWN_PAGES = "account/"

# Who signed in here last, and who before. With it a form finds its way back to its sender and to
# nobody else, also when that person signed out in another tab; and whoever never signed in here
# can't make the site keep anything.
COOKIE = f"{settings.COOKIE_PREFIX}nal_account"
COOKIE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    user: int
    page: str  # with the form on it
    action: str  # where it was sent
    values: Mapping[str, list[str]]
    at: float
    had_files: bool

    @property
    def typed(self) -> Mapping[str, list[str]]:
        return of_person(self.values, self.action)

    def belongs_to(self, request: HttpRequest) -> bool:
        """Not to whoever sits down at the same desk, and not after an hour."""
        return self.user == request.user.pk and time.time() - self.at < KEPT_FORMS.seconds


def kept_form(request: HttpRequest) -> KeptForm | None:
    """What the person who is signed in sent after the previous session ended."""
    stored = request.session.get(KEPT_FORM_KEY)
    kept = KeptForm(**stored) if stored else None
    return kept if kept and kept.belongs_to(request) else None


def drop(request: HttpRequest) -> None:
    request.session.pop(KEPT_FORM_KEY, None)


class KeptFormMiddleware:
    """Before Django's LoginRequiredMiddleware, which would answer with the sign-in page alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            remember_account(request, response)
            offer(request, response)
            # On a shared desk the button "back" shows the next one nothing.
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Runs after the check against forged forms, so what is kept came from a page of ours."""
        if request.method != "POST":
            return None
        if request.user.is_authenticated:
            kept = kept_form(request)
            if kept and kept.action == request.path:
                drop(request)  # sent again: from here on the page itself shows what was typed
            if is_shut_out(request):
                raise PermissionDenied  # the admin would lead to its door, without what was typed
            return None
        if getattr(view, "login_required", True) and not is_own_page(request):
            return keep_and_sign_in(request)
        return None


def is_shut_out(request: HttpRequest) -> bool:
    """Whether a page of the admin gets a form of somebody who is no beheerder (any more)."""
    match = request.resolver_match
    if match is None or "admin" not in match.app_names or request.user.is_staff:
        return False
    return match.url_name not in ("login", "logout")


def is_own_page(request: HttpRequest) -> bool:
    return request.resolver_match is None or is_path_of_account(request.path_info)


def is_path_of_account(path: str) -> bool:
    """Whether the pages of the account live there: what is typed on them is secret."""
    return path.startswith(f"/{OWN_PAGES}")


# ------------------------------------------------------------------------------------- keeping


def keep_and_sign_in(request: HttpRequest) -> HttpResponse | None:
    """Keep the form and go to the sign-in page; where that can't be, give back what was typed.
    None when there is nothing to keep.

    The token of this form is right, so it was made for whoever signed in here last.
    """
    user = account_of(request)
    if user is None or not keep(request, user):
        return given_back(request) if any(map(any, typed(request).values())) else None
    messages.info(
        request,
        _(
            "U bent niet meer ingelogd. Log in; daarna staat wat u had ingevuld weer in het "
            "formulier. Het is nog niet opgeslagen."
        ),
    )
    return redirect_to_login(page_of(request))


def old_token(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's page for forged forms, but not for one from before its sender signed in anew.

    Signing in, perhaps in another tab, makes the token of that form old; so does a browser that
    lost its cookies. The browser itself says which site a form comes from, and no page elsewhere
    can make it say that it is ours. Whose form it was is known only where one person signed in.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not ours or is_own_page(request):
        return csrf_failure(request, reason)
    sender = request.user.pk or account_of(request)
    if sender is None or was_shared(request) or not keep(request, sender):
        return given_back(request)
    if request.user.is_authenticated:
        return redirect(page_of(request))
    return redirect_to_login(page_of(request))


def given_back(request: HttpRequest) -> HttpResponse:
    """A page with what was typed, for whoever sent it to copy: nothing of it is kept here."""
    context = {
        "values": of_person(typed(request), request.path),
        "page": page_of(request),
        "had_files": bool(request.FILES),
    }
    response = render(request, "account/given_back.html", context, status=403)
    response["Cache-Control"] = "no-store, private"
    return response


def typed(request: HttpRequest, leave_out: re.Pattern[str] = NOT_TYPED) -> dict[str, list[str]]:
    """What a person typed or chose, by field; without fields whose name matches ``leave_out``."""
    return {name: given for name, given in request.POST.lists() if not leave_out.search(name)}


def keep(request: HttpRequest, user: int) -> bool:
    """Whether there was room for it."""
    values = typed(request)
    if sum(len(text) for given in values.values() for text in given) > MOST_CHARACTERS:
        return False
    keep_values(
        request,
        user,
        page=page_of(request),
        action=request.path,
        values=values,
        had_files=bool(request.FILES),
    )
    return True


def keep_values(request: HttpRequest, user: int, **what: Any) -> None:
    """Fill these in when ``user`` next opens the page; ``what`` are the fields of a kept form."""
    request.session[KEPT_FORM_KEY] = asdict(KeptForm(user=user, at=time.time(), **what))


def page_of(request: HttpRequest) -> str:
    """The page that the form stood on, by what the browser says; else where it was sent to."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        referrer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return request.path
    parts = urlsplit(referrer)
    path = "/" + parts.path.lstrip("/")  # two slashes would be another site
    return f"{path}?{parts.query}" if parts.query else path


# ---------------------------------------------------------------------------- who was here last


def accounts_of(request: HttpRequest) -> list[int]:
    """Who signed in here within a day, the last one first; two of them at most."""
    try:
        found = signing.loads(request.COOKIES[COOKIE], salt=COOKIE, max_age=COOKIE_SECONDS)
        return [int(number) for number in found]
    except (KeyError, signing.BadSignature, TypeError, ValueError):
        return []


def account_of(request: HttpRequest) -> int | None:
    return next(iter(accounts_of(request)), None)


def was_shared(request: HttpRequest) -> bool:
    """Whether more than one person signed in here: then an old form may be of either."""
    return len(accounts_of(request)) > 1


def remember_account(request: HttpRequest, response: HttpResponse) -> None:
    """Only when the session is saved anyway, so that reading a page sets no cookies."""
    if request.session.modified or COOKIE not in request.COOKIES:
        user = request.user.pk
        others = [number for number in accounts_of(request) if number != user]
        response.set_cookie(
            COOKIE,
            signing.dumps([user, *others][:2], salt=COOKIE),
            max_age=COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


# ------------------------------------------------------------------------------------ offering


def offer(request: HttpRequest, response: HttpResponse) -> None:
    """Fill the form in, when this is the page that it stands on."""
    kept = kept_form(request)
    if kept is None:
        drop(request)
        offer_drafts(request, response)
    elif kept.page == request.get_full_path() and is_page(request, response):
        page = response.content.decode(response.charset)
        note, lost = (
            render_to_string(f"account/kept_{name}.html", {"kept": kept})
            for name in ("note", "lost")
        )
        response.content = refill(
            page, request.path, kept.action, kept.values, note=note, lost=lost
        )


def offer_drafts(request: HttpRequest, response: HttpResponse) -> None:
    """Tell of what was typed on this page and not sent; its writer says whether to go on with it.

    One query, and only of who has drafts at all.
    """
    if not is_page(request, response) or is_own_page(request):
        return
    found = [one for one in drafts_of(request.user) if urlsplit(one.page).path == request.path]
    if found:
        note = render_to_string("account/draft_note.html", {"drafts": found}, request)
        response.content = on_top(response.content.decode(response.charset), request.path, note)


def is_page(request: HttpRequest, response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return request.method == "GET" and response.status_code == 200 and is_html
