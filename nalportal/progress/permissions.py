"""Who may see and change the register of a unit. The only place where this is decided.

The rule itself is a queryset (``ReportingUnit.objects.editable_by``), so that a list and the
page of one milestone can never disagree.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from nalportal.accounts.models import User

from .models import Milestone, ReportingUnit


def signed_in(request: HttpRequest) -> User:
    """Who asks; the pages of the register are only for people who signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - LoginRequiredMiddleware sees to it
    return request.user


def may_edit_unit(user: User, unit: ReportingUnit) -> bool:
    """Whether ``user`` may change the register of ``unit`` now."""
    return ReportingUnit.objects.editable_by(user).filter(pk=unit.pk).exists()


def visible_unit(user: User, slug: str) -> ReportingUnit:
    """The unit with that web address; for a stranger it does not exist (404)."""
    unit: ReportingUnit | None = ReportingUnit.objects.visible_to(user).filter(slug=slug).first()
    if unit is None:
        raise Http404
    return unit


def editable_unit(user: User, slug: str) -> ReportingUnit:
    """The same, to change its register: 404 for a stranger, 403 while that is closed."""
    unit = visible_unit(user, slug)
    refuse_unless_editable(user, unit)
    return unit


def visible_milestone(user: User, reference: str) -> Milestone:
    """The milestone with that reference; for a stranger it does not exist (404)."""
    visible = Milestone.objects.visible_to(user).select_related("unit")
    milestone: Milestone | None = visible.filter(reference=reference).first()
    if milestone is None:
        raise Http404
    return milestone


def editable_milestone(user: User, reference: str) -> Milestone:
    """The same, to change it: 404 for a stranger, 403 while the unit's register is closed."""
    milestone = visible_milestone(user, reference)
    refuse_unless_editable(user, milestone.unit)
    return milestone


def refuse_unless_editable(user: User, unit: ReportingUnit) -> None:
    """403 for who may see this unit but not change it."""
    if not may_edit_unit(user, unit):
        raise PermissionDenied(
            _("Wat %(unit)s heeft ingeleverd ligt bij het ministerie. U kunt nu niets wijzigen.")
            % {"unit": unit.short_name}
        )
