"""Pages for people who run the portal and for the monitor that watches it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..health import NEEDED, State, findings
from ..permissions import may_see_state


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

    Anybody may ask, so it tells of each part only whether it is fine.
    """
    found = list(findings(NEEDED))
    fine = all(finding.state is not State.WRONG for finding in found)
    parts = {finding.name: finding.state for finding in found}
    return JsonResponse({"klaar": fine, "delen": parts}, status=200 if fine else 503)


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """All findings, for the beheerder."""
    if not may_see_state(request.user):
        raise PermissionDenied(_("Deze pagina is alleen voor de beheerder van het portaal."))
    return render(request, "operations/state.html", {"findings": list(findings())})
