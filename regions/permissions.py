"""Who may record the policy of a municipality, or the totals of a region. Decided only here.

The rule itself is a queryset (``Municipality.objects.editable_by``). Everybody who signed in may
look at all municipalities, as they may in the report, unless units do not read each other before
they hand in (decision 50).
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.progress.closed import Closing, closings
from nalportal.progress.models import ReportingUnit
from nalportal.progress.permissions import editable_unit, refuse_unless_readable, visible_unit

from .current_status import Standing
from .models import (
    Municipality,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyStep,
    Region,
    RegionMembership,
)
from .models.territory import MunicipalityQuerySet


def may_record(user: User, municipality: Municipality) -> bool:
    """Whether ``user`` may record the policy of ``municipality`` now (1 query)."""
    return Municipality.objects.editable_by(user).filter(pk=municipality.pk).exists()


def keeping_unit(user: User, municipality: Municipality) -> ReportingUnit | None:
    """The region that keeps it, for a reviewer or who keeps that region; else None (1 query).

    Also while the register of that region is closed. The notes of steps and what is said of them
    are for nobody else.
    """
    keeping = RegionMembership.objects.recording(timezone.localdate())
    regions = keeping.filter(municipality=municipality).values("region")
    return ReportingUnit.objects.visible_to(user).filter(pk__in=regions).first()


def may_see_all_notes(user: User, municipalities: Collection[Municipality]) -> bool:
    """Whether ``user`` may see the internal notes of all these municipalities (1 query)."""
    keeping = RegionMembership.objects.recording(timezone.localdate())
    units = ReportingUnit.objects.visible_to(user)
    own = keeping.filter(municipality__in=municipalities, region__unit__in=units)
    return own.values("municipality").distinct().count() == len(municipalities)


def visible_municipality(code: str) -> Municipality:
    """The municipality with that code, for everybody who signed in; 404 if there is none."""
    rows = Municipality.objects.with_newest_step()
    municipality: Municipality | None = rows.filter(code=code).first()
    if municipality is None:
        raise Http404
    return municipality


def readable_municipality(user: User, code: str) -> Municipality:
    """The municipality with that code: 404 if there is none, 403 while ``user`` may not read the
    region that keeps it."""
    municipality = visible_municipality(code)
    _refuse_unless_readable(user, [municipality])
    return municipality


def _refuse_unless_readable(user: User, municipalities: Any) -> None:
    keeping = RegionMembership.objects.recording(timezone.localdate())
    regions = keeping.filter(municipality__in=municipalities).values("region")
    refuse_unless_readable(user, Q(pk__in=regions))


def standing_for(user: User, standing: Standing) -> Standing:
    """What ``user`` may read of it: the regions that they may read (1 query, none where units read
    each other)."""
    if settings.UNITS_READ_EACH_OTHER:
        return standing
    readable = ReportingUnit.objects.readable_by(user).values_list("slug", flat=True)
    return standing.of_regions(set(readable))


def may_record_any(user: User) -> bool:
    """Whether there is any municipality for this user to record now (1 query)."""
    return Municipality.objects.editable_by(user).exists()


def kept_regions(request: HttpRequest, user: User) -> list[str]:
    """The regions of ``user`` that keep municipalities, also while their registers are closed
    (1 query, once per request)."""
    if not hasattr(request, "nal_kept_regions"):
        keeping = RegionMembership.objects.recording(timezone.localdate())
        own = keeping.filter(region__unit__in=ReportingUnit.objects.visible_to(user))
        found = set(own.values_list("region__unit__slug", flat=True))
        request.nal_kept_regions = sorted(found)  # type: ignore[attr-defined] # ours, for this request
    kept: list[str] = request.nal_kept_regions  # type: ignore[attr-defined]
    return kept


def editable_municipality(user: User, code: str) -> Municipality:
    """The municipality with that code: 404 if there is none, 403 while ``user`` may not record."""
    municipality = visible_municipality(code)
    refuse_unless_recordable(user, [municipality])
    return municipality


def recordable_municipality(user: User, code: str) -> tuple[Municipality, Closing | None]:
    """The municipality with that code: 404 if there is none, 403 for who doesn't keep it.

    With why the register of its region is closed, where it is: then only what is dated after the
    peildatum can be recorded.
    """
    municipality = visible_municipality(code)
    if may_record(user, municipality):
        return municipality, None
    closed = closed_regions(user, [municipality])
    if not closed:
        refuse_unless_recordable(user, [municipality])
    return municipality, closed[0]


def closed_regions(
    user: User, municipalities: Iterable[Municipality] | None = None
) -> list[Closing]:
    """The regions of ``user`` whose register is closed now, with why and since when (1 query).

    With ``municipalities`` only those that record the policy of one of these.
    """
    own = ReportingUnit.objects.visible_to(user).filter(region__isnull=False)
    if municipalities is not None:
        keeping = RegionMembership.objects.recording(timezone.localdate())
        keeping = keeping.filter(municipality__in=municipalities)
        own = own.filter(pk__in=keeping.values("region"))
    return closings(user, own)


def closings_of(user: User, municipalities: Iterable[Municipality]) -> dict[str, Closing]:
    """By CBS code why the register of its region is closed, of those that ``user`` keeps and may
    not record now (2 queries)."""
    rows = list(municipalities)
    closed = {closing.slug: closing for closing in closed_regions(user, rows)}
    keeping = RegionMembership.objects.recording(timezone.localdate())
    keeping = keeping.filter(municipality__in=rows, region__unit__slug__in=closed)
    regions = keeping.values_list("municipality__code", "region__unit__slug")
    return {code: closed[slug] for code, slug in regions}


def kept_codes(closed: Iterable[Closing]) -> set[str]:
    """The CBS codes of the municipalities of these regions (1 query, none without a region)."""
    slugs = [closing.slug for closing in closed]
    if not slugs:
        return set()
    keeping = RegionMembership.objects.recording(timezone.localdate())
    keeping = keeping.filter(region__unit__slug__in=slugs)
    return set(keeping.values_list("municipality__code", flat=True))


def refuse_unless_recordable(user: User, municipalities: Iterable[Municipality]) -> None:
    """403 when ``user`` may not record one of these, with the first of them by name (1 query)."""
    wanted = {row.pk: row for row in municipalities}
    allowed = Municipality.objects.editable_by(user).filter(pk__in=wanted)
    for pk in allowed.values_list("pk", flat=True):
        del wanted[pk]
    for municipality in wanted.values():
        text = _("U kunt niets vastleggen voor %(name)s: deze gemeente hoort niet bij uw regio.")
        why = " ".join(str(closing) for closing in closed_regions(user, [municipality]))
        raise PermissionDenied(why or text % {"name": municipality.display_name})


def refuse_unless_recorder(user: User) -> None:
    """403 for people who have no municipality to record anything for (1 query)."""
    if not may_record_any(user):
        why = " ".join(str(closing) for closing in closed_regions(user))
        raise PermissionDenied(why or _("U kunt niets vastleggen: u hoort bij geen regio."))


def editable_step(user: User, code: str, step: int) -> PolicyStep:
    """One step of a municipality, to correct it; 404 if that municipality never had it."""
    municipality = editable_municipality(user, code)
    related = PolicyStep.objects.select_related("instrument", "document", "municipality")
    found: PolicyStep | None = related.filter(municipality=municipality, pk=step).first()
    if found is None:
        raise Http404
    return found


def visible_action(user: User, action: int) -> PolicyAction:
    """The action with that number: 404 if there is none, 403 while ``user`` may not read all of
    the regions that it is about."""
    rows = PolicyAction.objects.select_related("by", "undoes", "undone_by__by")
    found: PolicyAction | None = rows.filter(pk=action).first()
    if found is None:
        raise Http404
    _refuse_unless_readable(user, _about(found))
    return found


def may_undo(user: User, action: PolicyAction) -> bool:
    """Whether ``user`` may take back all of ``action`` now (1 query)."""
    if hasattr(action, "undone_by"):
        return False
    refused = _about(action).exclude(pk__in=Municipality.objects.editable_by(user))
    return not refused.exists()


def undoable_action(user: User, action: int) -> PolicyAction:
    """The action, to take it back: 404 if there is none, 403 if not all of it may be recorded."""
    found = visible_action(user, action)
    refuse_unless_recordable(user, _about(found))
    return found


def _about(action: PolicyAction) -> MunicipalityQuerySet:
    steps = PolicyStep.objects.filter(action=action).values("municipality")
    confirmed = PolicyConfirmation.objects.filter(action=action).values("municipality")
    found: MunicipalityQuerySet = Municipality.objects.filter(Q(pk__in=steps) | Q(pk__in=confirmed))
    return found


def visible_document(document: int) -> PolicyDocument:
    """The document with that number, for everybody who signed in; 404 if there is none."""
    found: PolicyDocument | None = PolicyDocument.objects.filter(pk=document).first()
    if found is None:
        raise Http404
    return found


def may_change_document(user: User, document: PolicyDocument) -> bool:
    """Whether ``user`` may record every municipality that it covers, made it, or is a reviewer:
    what covers none yet, or those of more regions, is not another's to overwrite."""
    own = Q(municipality__in=Municipality.objects.editable_by(user))
    covered = PolicyStep.objects.standing().filter(document=document)
    counts = covered.aggregate(every=Count("pk"), own=Count("pk", filter=own))
    if counts["every"] and counts["every"] == counts["own"]:
        return True
    return (user.is_reviewer or maker_of(document) == user.pk) and may_record_any(user)


def maker_of(document: PolicyDocument) -> int | None:
    """The primary key of who made it; nobody where it came with the first report."""
    made = document.history.filter(history_type="+").values_list("history_user", flat=True)
    found: int | None = made.first()
    return found


def editable_document(user: User, document: int) -> PolicyDocument:
    """The document with that number, to change it: 404 if there is none, 403 as above."""
    found = visible_document(document)
    if not may_change_document(user, found):
        raise PermissionDenied(
            _(
                "U kunt dit document nu niet wijzigen: het gaat niet alleen over gemeenten van uw "
                "regio. U kunt het wel bij uw gemeenten noemen. Vraag een wijziging aan wie het "
                "toevoegde of aan de beoordelaar."
            )
        )
    return found


def units_recording(document: PolicyDocument) -> set[int]:
    """The units (their ids) that record the municipalities which it covers now (1 query)."""
    covered = PolicyStep.objects.standing().filter(document=document).values("municipality")
    rows = RegionMembership.objects.recording(timezone.localdate())
    return set(rows.filter(municipality__in=covered).values_list("region", flat=True))


def unit_of(user: User) -> ReportingUnit | None:
    """The region that ``user`` writes for, of more the first; none for a reviewer (1 query)."""
    if user.is_reviewer:
        return None
    found: ReportingUnit | None = (
        ReportingUnit.objects.editable_by(user).filter(region__isnull=False).first()
    )
    return found


def visible_region(user: User, unit: str) -> Region:
    """The region of that unit, with its totals; 404 for a stranger, and for a working group."""
    found = visible_unit(user, unit)
    region: Region | None = Region.objects.select_related("unit").filter(pk=found.pk).first()
    if region is None:
        raise Http404
    return region


def editable_region(user: User, unit: str) -> Region:
    """The region, to give its totals: 403 while its register is closed."""
    region = visible_region(user, unit)
    editable_unit(user, unit)
    return region
