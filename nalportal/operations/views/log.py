"""What happened on this site: a page for the beheerder."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..audit_log import LogForm, lines_of
from ..permissions import beheerder

PER_PAGE = 50


@never_cache
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """The audit log, newest first; what is asked stands in the address."""
    beheerder(request)
    form = LogForm(request.GET)
    paginator = Paginator(form.lines(), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "nav": "audit-log",
        "form": form,
        "page": page,
        "total": paginator.count,
        "lines": lines_of(page.object_list),
    }
    return render(request, "operations/log.html", context)
