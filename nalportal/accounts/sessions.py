"""Sessions slide: whoever keeps working stays signed in, and hears it before the time is up.

Why: decision 5.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User

SESSION_KEY = "seen_at"
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
            if now - last_seen(request, request.user) >= settings.SESSION_COOKIE_AGE // 24:
                request.session[SESSION_KEY] = now


def last_seen(request: HttpRequest, user: User) -> int:
    """When the session was last made longer; before the first time, when it began."""
    began = int(user.last_login.timestamp()) if user.last_login else 0
    return int(request.session.get(SESSION_KEY, began))


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends, if nothing else is asked; 0 without sign-in."""
    if not request.user.is_authenticated:
        return 0
    return max(0, int(last_seen(request, request.user) + settings.SESSION_COOKIE_AGE - time.time()))


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
