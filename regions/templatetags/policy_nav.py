"""The parts of "Gemeenten en beleid", above each of them."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nalportal.pages.choice import carried

from ..permissions import kept_regions

register = template.Library()

GRID = "policy-grid"
PARTS = {
    "policy": _("Lijst"),
    GRID: _("Invullen"),
    "policy-map": _("Kaart"),
    "policy-regions": _("Regio's naast elkaar"),
    "policy-documents": _("Documenten"),
    "policy-counts-index": _("Totalen van de regio"),
    "policy-import": _("Importeren"),
}


@register.inclusion_tag("regions/policy_nav.html", takes_context=True)
def policy_nav(context: Context, part: str) -> dict[str, Any]:
    """The parts that are for this reader; ``part`` is the name of the one that is shown. The grid
    is for who keeps municipalities (1 query, once per request, none for a reviewer)."""
    request = context.request  # type: ignore[attr-defined] # every page is for a request
    user = request.user
    fills = part == GRID or user.is_reviewer or kept_regions(request, user)
    names = [name for name in PARTS if name != GRID or fills]
    items = [(name, carried(request, reverse(name)), PARTS[name]) for name in names]
    return {"items": items, "part": part}
