"""Where the audit log listens: one middleware for what any page may do, and what Django and allauth
tell of signing in, for which they have no other way than their signals."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from django.conf import settings
from django.contrib.auth import signals as auth
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from nalportal.logs import Asked, current

from .audit import AuditKind, record, record_attempt
from .models import User

log = logging.getLogger(__name__)
requests = logging.getLogger("nalportal.requests")

REFUSALS = {403: AuditKind.REFUSED, 429: AuditKind.LIMITED}
NUMBER = re.compile(r"[0-9a-f]{8,32}")


class AuditMiddleware:
    """Gives each request a number, and notes what its answer tells: a refusal, a file, a change
    in the admin. Not what the answer holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked, began = Asked(_number(request)), time.perf_counter()
        token = current.set(asked)
        try:
            response = self.get_response(request)
            try:
                _note(request, response, asked)
            except DatabaseError as error:  # the answer was made; the log of the server tells it
                log.error("The audit log could not be written: %r", error)
            if requests.isEnabledFor(logging.INFO):
                requests.info("answered", extra={"told": _told(request, response, began)})
            return response
        finally:
            current.reset(token)


def _number(request: HttpRequest) -> str:
    """The number that the proxy gave, so that its log can be laid beside ours; else our own."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if NUMBER.fullmatch(given) else uuid4().hex[:16]


def _told(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, object]:
    return {
        "method": request.method,
        "view": _what(request),
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - began)),
    }


def _what(request: HttpRequest) -> str:
    """The name of the page and the number of its row; no path, which may hold a token."""
    match = request.resolver_match
    if match is None:
        return ""
    numbers = [str(value) for value in match.kwargs.values() if str(value).isdecimal()]
    return ":".join([match.view_name, *numbers])


def _note(request: HttpRequest, response: HttpResponse, asked: Asked) -> None:
    kind = _kind(request, response)
    # Who asks is not looked up for this: an answer that is the same for all stays that.
    if kind and asked.person:
        record(kind, by=request.user, what=_what(request))
    elif kind in {AuditKind.REFUSED, AuditKind.LIMITED}:
        record_attempt(kind, request, what=_what(request))


def _kind(request: HttpRequest, response: HttpResponse) -> AuditKind | None:
    """What the answer tells, if it is of a kind that the log keeps."""
    if response.status_code in REFUSALS:
        return REFUSALS[response.status_code]
    if response.get("Content-Disposition", "").startswith("attachment"):
        return AuditKind.EXPORT
    sent = request.method == "POST" and response.status_code == 302
    return AuditKind.ADMIN if sent and _what(request).startswith("admin:") else None


# ------------------------------------------------------------------------------- signing in


def _signed_in(request: HttpRequest, user: User, **_rest: Any) -> None:
    record(AuditKind.SIGNED_IN, by=user)


def _signed_out(request: HttpRequest, user: User | None, **_rest: Any) -> None:
    if user:
        record(AuditKind.SIGNED_OUT, by=user)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    """A wrong password, or no such account: the line does not tell which of the two was typed."""
    if request is not None:
        typed = credentials.get("email") or credentials.get("username") or ""
        known = User.objects.filter(email__iexact=typed).first()
        record_attempt(AuditKind.FAILED, request, about=known, what="password")


def _wrong_code(request: HttpRequest, user: User, **_rest: Any) -> None:
    record_attempt(AuditKind.FAILED, request, about=user, what="code")


def _second_step(user: User, authenticator: Any, signal: Any, **_rest: Any) -> None:
    change = {
        second_step.authenticator_added: "added",
        second_step.authenticator_removed: "removed",
        second_step.authenticator_reset: "reset",
    }[signal]
    record(AuditKind.SECOND_STEP, by=user, what=f"{authenticator.type}:{change}")


def _password(user: User, **_rest: Any) -> None:
    record(AuditKind.PASSWORD, by=user)


def listen() -> None:
    """Connect all of these, once, when the site starts."""
    auth.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="audit")
    auth.user_login_failed.connect(_failed, dispatch_uid="audit")
    second_step.authentication_failed.connect(_wrong_code, dispatch_uid="audit")
    for changed in (
        second_step.authenticator_added,
        second_step.authenticator_removed,
        second_step.authenticator_reset,
    ):
        changed.connect(_second_step, dispatch_uid="audit")
    for changed in (account.password_changed, account.password_set, account.password_reset):
        changed.connect(_password, dispatch_uid="audit")
