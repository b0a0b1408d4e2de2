"""What a long list offers of the views that somebody kept."""

from typing import Any

from django import template
from django.template.context import Context

from nalportal.accounts.models import SavedView

register = template.Library()


@register.inclusion_tag("desk/saved_views.html", takes_context=True)
def saved_views(context: Context, page: str) -> dict[str, Any]:
    """The own views of this list, and a form to keep what it shows now (1 query)."""
    request: Any = context.request  # type: ignore[attr-defined] # every page is for a request
    return {
        "page": page,
        "views": list(SavedView.objects.filter(user=request.user, page=page)),
        "query": (context.get("query") or request.GET).urlencode(),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
