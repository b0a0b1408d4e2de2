"""Sessions slide: whoever keeps working stays signed in, and hears it before the time is up.

Why: decision 5.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nalportal.accounts.models import Session, User
from nalportal.accounts.session_store import BEGAN_KEY, SessionStore

SESSION_KEY = "seen_at"
BROWSER_KEY = "browser"
ASKING_ONLY = "session_left"


class SlidingSessionMiddleware:
    """Starts the time of a session anew at each request, but saves it every so often only.

    `SESSION_SAVE_EVERY_REQUEST` would make every reader of a page wait for a write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        asking = request.resolver_match and request.resolver_match.view_name == ASKING_ONLY
        if request.user.is_authenticated and not asking:
            now = int(time.time())
            # Also when it was seen at a moment still to come: the clock was set back since.
            if abs(now - last_seen(request, request.user)) >= settings.SESSION_COOKIE_AGE // 24:
                request.session[SESSION_KEY] = now


def last_seen(request: HttpRequest, user: User) -> int:
    """When the session was last made longer; before the first time, when it began."""
    began = int(user.last_login.timestamp()) if user.last_login else 0
    return int(request.session.get(SESSION_KEY, began))


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends, if nothing else is asked or at its very end; 0 without sign-in."""
    if not request.user.is_authenticated:
        return 0
    now = time.time()
    began = request.session.get(BEGAN_KEY, now)
    ends = min(
        last_seen(request, request.user) + settings.SESSION_COOKIE_AGE,
        began + settings.SESSION_LONGEST_SECONDS,
    )
    return max(0, int(ends - now))


def session(request: HttpRequest) -> dict[str, object]:
    """For the frame of each page: ``session_seconds`` and ``session_warning`` (when to warn)."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {}
    return {
        "session_seconds": seconds_left(request),
        "session_warning": settings.SESSION_WARNING_SECONDS,
    }


@login_not_required
@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """How long the session lasts. Under its other address, asking makes it last longer."""
    return JsonResponse({"seconds": seconds_left(request)})


# ----------------------------------------------------------------------------------- one's own

# In this order: Edge and Opera say Chrome too, and Chrome says Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OwnSession:
    """One browser that somebody is signed in with. ``name`` is not its key, which opens it."""

    name: str
    browser: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def remember_browser(request: HttpRequest) -> None:
    """By which its owner knows it in the list of sessions: "Firefox, Windows"."""
    agent = request.headers.get("User-Agent", "")
    found = (
        next((name for sign, name in signs.items() if re.search(rf"\b{sign}", agent)), "")
        for signs in (BROWSERS, SYSTEMS)
    )
    request.session[BROWSER_KEY] = ", ".join(filter(None, found))


def own_sessions(request: HttpRequest, user: User) -> list[OwnSession]:
    """Where ``user`` is signed in now, the last used first (1 query)."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    return sorted(
        (_own(row, row.session_key == request.session.session_key) for row in rows),
        key=lambda one: (not one.is_this, -one.seen_at.timestamp()),
    )


def _own(row: Session, is_this: bool) -> OwnSession:
    data = SessionStore().decode(row.session_data)
    began = data.get(BEGAN_KEY, 0)
    return OwnSession(
        name=_name_of(row),
        browser=data.get(BROWSER_KEY) or _("Onbekende browser"),
        began_at=datetime.fromtimestamp(began, UTC),
        seen_at=datetime.fromtimestamp(data.get(SESSION_KEY, began), UTC),
        is_this=is_this,
    )


def end_sessions(request: HttpRequest, user: User, name: str = "") -> int:
    """End the session of ``user`` with that name, or without one all but this; how many."""
    others = Session.objects.filter(user=user).exclude(session_key=request.session.session_key)
    keys = [row.session_key for row in others if name in ("", _name_of(row))]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _name_of(row: Session) -> str:
    return salted_hmac("session", row.session_key).hexdigest()[:20]
