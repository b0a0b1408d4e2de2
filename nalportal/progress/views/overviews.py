"""Over all of the register: what changed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Milestone, ReportingUnit
from ..overviews import BEFORE_ALL, SinceForm, changed_since
from ..permissions import signed_in

PER_PAGE = 25


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed in one's units since a day or the last published round."""
    user = signed_in(request)
    form = SinceForm(request.GET, units=list(ReportingUnit.objects.visible_to(user)))
    moment = form.moment()
    found = Milestone.objects.visible_to(user).changed_since(moment).in_report_order()
    unit = form.cleaned_data.get("onderdeel")
    if unit:
        found = found.filter(unit__slug=unit)
    page = Paginator(found.select_related("unit"), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "progress/changed.html",
        {
            "nav": "milestones",
            "form": form,
            "page": page,
            "changed": changed_since(list(page), moment),
            "since": None if moment == BEFORE_ALL else moment,
        },
    )
