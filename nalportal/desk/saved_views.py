"""The two long lists as somebody keeps them under a name: own rows, seen by nobody else."""

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import FilterSet

from nalportal.accounts.models import SavedView, User
from nalportal.pages.choice import CHOICE
from nalportal.pages.selection import OF_A_LIST
from nalportal.progress.filters import MilestoneFilter
from nalportal.refusals import Refused
from regions.filters import MunicipalityFilter

MOST_VIEWS = 20  # of one person and list
LISTS: dict[str, tuple[str, type[FilterSet]]] = {
    "mijlpalen": ("milestones", MilestoneFilter),
    "gemeenten": ("policy", MunicipalityFilter),
}


class TooManyViews(Refused):
    """Somebody has to throw one away first."""


@dataclass(frozen=True)
class Opened:
    """Where a view leads; ``unknown`` is what it asks that the list no longer has."""

    address: str
    unknown: tuple[str, ...]


@transaction.atomic
def keep(user: User, page: str, name: str, query: str) -> None:
    """Keep what the list shows now, in the place of an earlier view of that name."""
    # Two at once take turns, so that the limit holds.
    User.objects.select_for_update().get(pk=user.pk)
    own = SavedView.objects.filter(user=user, page=page)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        text = _("U hebt al %(count)s weergaven van deze lijst. Gooi er eerst een weg.")
        raise TooManyViews(text % {"count": MOST_VIEWS})
    own.update_or_create(user=user, page=page, name=name, defaults={"query": asked(query)})


def asked(query: str) -> str:
    """What the address of a list asks, without the page it is on and the round it is about."""
    found = QueryDict(query, mutable=True)
    for name in ("page", CHOICE):
        found.pop(name, None)
    return found.urlencode()


def opened(view: SavedView) -> Opened:
    """The list, asked what is kept in the view as far as the list still knows it."""
    route, filters = LISTS[view.page]
    query, known = QueryDict(view.query, mutable=True), {*filters.base_filters, *OF_A_LIST}
    unknown = tuple(name for name in query if name not in known)
    for name in unknown:
        del query[name]
    return Opened(f"{reverse(route)}?{query.urlencode()}", unknown)
