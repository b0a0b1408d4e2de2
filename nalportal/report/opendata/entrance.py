"""How programs come in: from any site, so often a minute, and for what is offered only."""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ..web.http import revalidated
from ..web.kept import reads_all
from .interface import HEADERS, PROBLEM, VERSION, problem

View = Callable[..., HttpResponseBase]

METHODS = "GET, HEAD, OPTIONS"


def open_to_all(view: View) -> View:
    """Anybody may read, from any site; each answer has the headers that the rules ask."""
    conditional = revalidated(view)

    @csrf_exempt
    @login_not_required
    @reads_all
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        left = settings.API_PER_MINUTE - _asked_this_minute(request)
        response = _refused(request, left) or conditional(request, *args, **kwargs)
        response["API-Version"] = VERSION
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = ", ".join(HEADERS)
        response["RateLimit-Limit"] = str(settings.API_PER_MINUTE)
        response["RateLimit-Remaining"] = str(max(left, 0))
        return response

    return entered


def _refused(request: HttpRequest, left: int) -> HttpResponse | None:
    if request.method == "OPTIONS":  # what a browser asks first
        methods = {"Access-Control-Allow-Methods": METHODS, "Allow": METHODS}
        return HttpResponse(status=204, headers=methods)
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves the body out
    if request.method != "GET":
        answer = problem(405, _("Deze interface is alleen te lezen."))
        answer["Allow"] = METHODS
        return answer
    if left < 0:
        answer = problem(429, _("Dit adres vraagt te veel. Probeer het over een minuut weer."))
        answer.headers["Retry-After"] = "60"
        return answer
    if not (request.accepts("application/json") or request.accepts(PROBLEM)):
        return problem(406, _("Deze interface geeft alleen application/json."))
    return None


def _asked_this_minute(request: HttpRequest) -> int:
    """How often this address asked this worker something; who has none is not counted."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return 0
    key = f"api:{address}:{int(time() // 60)}"
    cache = caches["limits"]
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key)
    except ValueError:  # thrown out between the two
        return 1
