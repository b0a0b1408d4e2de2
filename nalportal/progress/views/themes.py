"""Region × theme, for signed-in people: they read each other's register in the report too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nalportal.accounts.permissions import signed_in

from ..models import ReportingUnit
from ..themes import assemble_themes, collect_themes


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Who has realised, planned, or struggles with what; counts lead to one's own lists."""
    user = signed_in(request)
    visible = ReportingUnit.objects.visible_to(user)
    context = {
        "nav": "themes",
        "report": assemble_themes(collect_themes(user)),
        "visible": set(visible.values_list("slug", flat=True)),
    }
    return render(request, "progress/themes.html", context)
