"""Pages for people who run the portal and for the monitor that watches it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nalportal.pages.answers import pressed_once
from nalportal.pages.forms import OnceForm

from ..health import NEEDED, State, findings
from ..models import Timer
from ..permissions import beheerder
from ..timers import NAMES, start


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing is asked of the database, so a monitor may ask often."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 while the site cannot do its work: for what sends visitors to this process.

    Anybody may ask, so it tells of each part only whether it is fine. Who has the token of
    NAL_HEALTH_TOKEN is told all, and of more parts.
    """
    has_token = _has_token(request)
    found = list(findings(None if has_token else NEEDED))
    fine = all(finding.state is not State.WRONG for finding in found)
    parts: dict[str, object] = {finding.name: finding.state for finding in found}
    if has_token:
        parts = {
            one.name: {"stand": one.state, "uitleg": one.told, "gegevens": one.facts}
            for one in found
        }
    return JsonResponse({"klaar": fine, "delen": parts}, status=200 if fine else 503)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token: str = settings.HEALTH_TOKEN
    return bool(token) and constant_time_compare(given, token)


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """All findings, and what can be done about them, for the beheerder."""
    beheerder(request)
    timers = {timer.command: timer for timer in Timer.objects.all()}
    context = {
        "nav": "admin",
        "findings": list(findings()),
        "commands": [
            {"command": command, "name": name, "timer": timers.get(command), "form": OnceForm()}
            for command, name in NAMES.items()
        ],
    }
    return render(request, "operations/state.html", context)


@require_POST
def command(request: HttpRequest, command: str) -> HttpResponse:
    """Begin a command of a timer now."""
    user, here = beheerder(request), reverse("health-state")
    if command not in NAMES:
        raise Http404

    def act() -> str:
        start(command, by=user)
        return here

    begun = _("De opdracht is begonnen. Vernieuw deze pagina om te zien hoe zij afliep.")
    return pressed_once(request, act, otherwise=here, message=[begun])
