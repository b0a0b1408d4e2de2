"""The start page of who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit
from nalportal.progress.permissions import signed_in
from nalportal.report.editions import published
from nalportal.report.http import rounds_of

from .reports import assemble_desk, collect_desk


@require_safe
def start(request: HttpRequest, *, straight_to_unit: bool) -> HttpResponse:
    """What is mine, what is due and what changed; for an editor of one unit that unit itself.

    Everybody who is signed in may ask; the units are those whose register they may see.
    """
    user = signed_in(request)
    units = tuple(ReportingUnit.objects.visible_to(user))
    if not units:
        keepers = [user for user in User.objects.filter(is_staff=True) if user.may_sign_in]
        return render(request, "desk/no_unit.html", {"nav": "start", "keepers": keepers})
    if straight_to_unit and len(units) == 1 and not user.is_reviewer:
        return redirect(f"{reverse('milestones')}?onderdeel={units[0].slug}")
    data = collect_desk(units, published(rounds_of(request)), timezone.now())
    context = {"nav": "start", "desk": assemble_desk(data), "is_reviewer": user.is_reviewer}
    return render(request, "desk/start.html", context)
