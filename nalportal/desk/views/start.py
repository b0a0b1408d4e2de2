"""The start page of a signed-in person, and what changed in all of the register.

Why: decision 11.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.progress.models import Milestone, ReportingUnit
from nalportal.progress.models.remarks import Side
from nalportal.progress.recent_changes import BEFORE_ALL, SinceForm, changed_since
from nalportal.progress.remarks import waiting
from nalportal.report.editions import published
from nalportal.report.web.http import rounds_of

from ..start_page import assemble_desk, collect_desk
from ..unit_changes import changes_in

PER_PAGE = 25


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
        return redirect("unit", units[0].slug)
    data = collect_desk(units, published(rounds_of(request)), timezone.now())
    context = {
        "nav": "start",
        "desk": assemble_desk(data),
        "is_reviewer": user.is_reviewer,
        "waiting": waiting(units, Side.MINISTRY if user.is_reviewer else Side.UNIT),
    }
    return render(request, "desk/start.html", context)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed in one's units since a day or the last published round."""
    user = signed_in(request)
    units = list(ReportingUnit.objects.visible_to(user))
    form = SinceForm(request.GET, units=units)
    moment = form.moment()
    chosen = form.cleaned_data.get("onderdeel")
    if chosen:
        units = [unit for unit in units if unit.slug == chosen]
    found = Milestone.objects.filter(unit__in=units).changed_since(moment).in_report_order()
    page = Paginator(found.select_related("unit"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "milestones",
        "form": form,
        "page": page,
        "changed": changed_since(list(page), moment),
        # With the first milestones; the pages after it go on with those.
        "others": changes_in(units, moment) if page.number == 1 else (),
        "since": None if moment == BEFORE_ALL else moment,
    }
    return render(request, "desk/changed.html", context)
