"""Who may see and change the parties of a working group: who keeps its unit's register.

The rule itself belongs to the unit; this is where a working group is found by it.
"""

from django.http import Http404

from nalportal.accounts.models import User
from nalportal.progress.permissions import editable_unit, visible_unit

from .models import Participation, Party, Workgroup


def visible_workgroup(user: User, slug: str) -> Workgroup:
    """The working group with that web address; 404 for a stranger, and for a region."""
    return _of_unit(visible_unit(user, slug).pk)


def editable_workgroup(user: User, slug: str) -> Workgroup:
    """The working group, to change its parties: 403 while its register is closed."""
    group = visible_workgroup(user, slug)
    editable_unit(user, slug)
    return group


def editable_participation(user: User, slug: str, party: int) -> Participation:
    """One party of a working group, to change it; 404 if it never took part."""
    group = editable_workgroup(user, slug)
    # As a query of its own, so that a number too large for the database finds nothing.
    asked = Party.objects.filter(pk=party)
    rows = Participation.objects.select_related("party", "workgroup__unit")
    row: Participation | None = rows.filter(workgroup=group, party__in=asked).first()
    if row is None:
        raise Http404
    return row


def _of_unit(unit: int) -> Workgroup:
    group: Workgroup | None = Workgroup.objects.select_related("unit").filter(pk=unit).first()
    if group is None:
        raise Http404
    return group
