"""How programs come in: from any site, so often a minute, and for what is offered only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ..web.asking import ALL, reads, takes
from ..web.http import conditionally
from ..web.limits import Allowance, allowance
from .interface import HEADERS, VERSION, problem

View = Callable[..., HttpResponseBase]

METHODS = "GET, HEAD, OPTIONS"


def open_to_all(view: View) -> View:
    """Anybody may read, from any site; each answer has the headers that the rules ask."""
    conditional = conditionally(reads(*ALL)(view))

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed = allowance(request, "api", settings.API_PER_MINUTE)
        response = _refused(request, allowed) or conditional(request, *args, **kwargs)
        response["API-Version"] = VERSION
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = ", ".join(HEADERS)
        allowed.state(response)
        return response

    return entered


def _refused(request: HttpRequest, allowed: Allowance) -> HttpResponse | None:
    if request.method == "OPTIONS":  # what a browser asks first
        methods = {"Access-Control-Allow-Methods": METHODS, "Allow": METHODS}
        return HttpResponse(status=204, headers=methods)
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves the body out
    if request.method != "GET":
        answer = problem(405, _("Deze interface is alleen te lezen."))
        answer["Allow"] = METHODS
        return answer
    if allowed.is_spent:
        return problem(429, _("Dit adres vraagt te veel. Probeer het over een minuut weer."))
    if not takes(request, "application/json"):
        return problem(406, _("Deze interface geeft alleen application/json."))
    return None
