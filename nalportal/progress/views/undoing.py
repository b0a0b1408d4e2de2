"""Taking back the last thing that somebody did to milestones, with one press."""

from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nalportal.accounts.kept_forms import page_of
from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.pages.answers import Said, pressed_once
from nalportal.records.versions import NOTHING_NEW, newest_version

from .. import verbs
from ..models import Milestone
from ..permissions import refuse_unless_editable

SALT = "milestones-undo"


class Undoable:
    """Made before an action of ``by``; afterwards it offers to take back what that wrote."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.before = newest_version(Milestone.history.all())

    def saying(self, text: str) -> Said:
        """``text``, with where to press unless the action said nothing new (1 query)."""
        written = written_by(self.by, self.before).exclude(history_change_reason__in=NOTHING_NEW)
        after = newest_version(written)
        if not after:
            return Said(text)
        step = signing.dumps([self.by.pk, self.before, after], salt=SALT)
        return Said(text, f"{reverse('milestones-undo')}?{urlencode({'stap': step})}")


def written_by(user: User, before: int) -> QuerySet[Any]:
    """What ``user`` wrote in the histories of milestones after the entry ``before``."""
    found: QuerySet[Any] = Milestone.history.filter(history_user=user, history_id__gt=before)
    return found


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one action; what somebody changed since stays, and is named.

    Who pressed in a list is back there, with its filters: a list is gone through row by row.
    """
    user, step = signed_in(request), request.GET.get("stap", "")
    try:
        owner, before, after = signing.loads(step, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    if owner != user.pk:
        raise Http404
    written = written_by(user, before).filter(history_id__lte=after)
    visible = Milestone.objects.visible_to(user).select_related("unit")
    rows = list(visible.filter(pk__in=written.values("id")))
    for unit in {row.unit for row in rows}:
        refuse_unless_editable(user, unit)
    page, pressed_on = reverse("milestones"), page_of(request)
    if urlsplit(pressed_on).path == page:
        page = pressed_on
    elif len(rows) == 1:
        page = reverse("milestone", args=[rows[0].reference])
    said = [_("Ongedaan gemaakt.")]

    def act() -> str:
        said.append(verbs.undo(rows, before=before, after=after, by=user).left_out)
        return page

    # Its number is that of the action: it is taken back once, from whichever page.
    form = QueryDict(f"token={uuid5(NAMESPACE_URL, step)}")
    return pressed_once(request, act, otherwise=page, sent=form, message=said)
