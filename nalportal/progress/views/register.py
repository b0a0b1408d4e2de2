"""What is in the register: the list, its export, one milestone with its history, the order."""

from collections.abc import Iterable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nalportal.accounts.models import User
from nalportal.accounts.permissions import signed_in
from nalportal.exchange.downloads import attachment
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.selection import selection

from .. import verbs
from ..closed import closings
from ..exports import TooManyRows, milestones_file
from ..filters import MilestoneFilter
from ..frame import Frame, frame_of
from ..history import history_of, slips_of
from ..models import Category, Milestone, ReportingUnit, Theme
from ..models.milestones import MilestoneQuerySet
from ..permissions import editable_unit, may_edit_unit, visible_milestone
from ..remarks import threads, told_with
from ..tables import LIST_SIZES, in_order_of, lines, look_of, milestone_table, page_size


def asked_for(query: QueryDict, user: User, frame: Frame) -> MilestoneFilter:
    """The filter that ``query`` asks for, over what ``user`` may see."""
    return MilestoneFilter(
        query,
        Milestone.objects.visible_to(user).in_report_order(),
        units=list(ReportingUnit.objects.visible_to(user)),
        themes=list(Theme.objects.all()),
        late_on=frame.late_on,
    )


@require_safe
def milestones(request: HttpRequest) -> HttpResponse:
    """The milestones of one's units, filtered, sorted and in pages."""
    user = signed_in(request)
    context = {
        "nav": "milestones",
        **listing(asked_for(request.GET, user, frame_of(request)), user),
    }
    return render(request, "progress/milestones.html", context)


def listing(found: MilestoneFilter, user: User) -> dict[str, object]:
    """What the list of milestones shows of all that ``found`` finds; its links keep that query."""
    query: QueryDict = found.data
    table = milestone_table(found.qs, query, with_unit=len(found.units) > 1)
    editable = set(ReportingUnit.objects.editable_by(user).values_list("pk", flat=True))
    total = table.paginator.count
    closed = [unit for unit in found.units if unit.pk not in editable]
    if closed:
        total = to_change(found, editable).count()
    can_add = bool(editable.intersection(unit.pk for unit in found.units))
    closings_of = closings(user, closed) if closed else []
    return {
        "filter": found,
        "query": query,
        "table": table,
        "look": look_of(table, query),
        "lines": lines(table, editable, found.late_on),
        "selection": selection(query, total, found.filters),
        "page_sizes": LIST_SIZES,
        "page_size": page_size(query),
        "can_add": can_add,
        # Of a closed register: what was realised after the peildatum.
        "can_add_one": can_add or bool(closings_of),
        "closed": closings_of,
        "has_unit": bool(found.units),
        "is_filtered": any(query.get(name) for name in found.filters),
    }


def to_change(found: MilestoneFilter, editable: Iterable[int]) -> MilestoneQuerySet:
    """Of what the filter finds, the milestones of these units."""
    rows: MilestoneQuerySet = found.qs.filter(unit__in=editable)
    return rows


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """Exactly the milestones of the list with these filters and this order, as a file."""
    found = asked_for(request.GET, signed_in(request), frame_of(request))
    back = f"{reverse('milestones')}?{request.GET.urlencode()}"
    if not found.form.is_valid():
        return redirect(back)
    try:
        content = milestones_file(in_order_of(found.qs, request.GET), extension)
    except (TooManyRows, FaultyFile) as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return attachment(content, "mijlpalen", extension)


@require_safe
def milestone(request: HttpRequest, reference: str) -> HttpResponse:
    """One milestone, what can be done with it, and its history."""
    user = signed_in(request)
    found = visible_milestone(user, reference)
    may_edit = may_edit_unit(user, found.unit)
    possible = verbs.possible_verbs(found)
    # Of a closed register: what happened after the peildatum.
    dated = [verb for verb in possible if verb in verbs.DATED_VERBS]
    events, said = history_of(found), threads(milestone=found)
    return render(
        request,
        "progress/milestone.html",
        {
            "nav": "milestones",
            "milestone": found,
            "is_overdue": found.is_overdue(frame_of(request).late_on),
            "slip": slips_of([found.pk]).get(found.pk),
            "may_edit": may_edit,
            "verbs": possible if may_edit else dated,
            "closed": () if may_edit else closings(user, [found.unit]),
            "threads": said,
            "changed_at": events[0].at if events else None,
            "events": told_with(events, said),
            "files": found.files.standing(),
        },
    )


@require_safe
def order(request: HttpRequest, unit: str) -> HttpResponse:
    """The order in which a unit's milestones stand in the report, with buttons to change it."""
    found = editable_unit(signed_in(request), unit)
    columns = [(category, list(verbs.in_order(found, category))) for category in Category]
    if not any(rows for _category, rows in columns):
        messages.info(request, _("Er zijn nog geen mijlpalen om op volgorde te zetten."))
        return redirect("milestones")
    return render(
        request,
        "progress/order.html",
        # The button that was pressed keeps the focus, so that the keyboard can go on with it.
        {
            "nav": "milestones",
            "unit": found,
            "columns": columns,
            "pressed": request.GET.get("knop"),
            "token": uuid4(),
        },
    )
