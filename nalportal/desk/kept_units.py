"""Units as a beheerder keeps them: made, named, dated; and the agreements of a region.

The address, the code and the kind of a unit are for good: links, references and every frozen
report know it by them. Names can change. A round that is open follows at once.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import long_date
from nalportal.progress.models import ReportingUnit, Round, UnitKind
from nalportal.progress.models.states import OPEN_STATES
from nalportal.progress.rounds import settle_units
from nalportal.records.history import save_signed
from nalportal.refusals import NotPossible
from regions.models import Region, RegionAgreement, RegionMembership
from workgroups.models import Workgroup

FIXED = ("code", "slug", "kind")


def units() -> QuerySet[ReportingUnit]:
    """All units in the order of the report, with who keeps them (2 queries)."""
    return ReportingUnit.objects.prefetch_related("editors")


@transaction.atomic
def make(unit: ReportingUnit, *, by: User) -> ReportingUnit:
    """A new unit, with what makes it a region or a working group."""
    rounds = _open_rounds(by)
    save_signed(unit, by=by, reason=_("Onderdeel gemaakt"))
    if unit.kind == UnitKind.REGION:
        last = Region.objects.aggregate(last=Max("table_order"))["last"] or 0
        save_signed(Region(unit=unit, table_order=last + 1), by=by)
    elif unit.kind in (UnitKind.WORKGROUP, UnitKind.THEME):
        save_signed(Workgroup(unit=unit), by=by)
    _follow(rounds, by=by)
    return unit


@transaction.atomic
def change(unit: ReportingUnit, *, by: User) -> ReportingUnit:
    """Its names, its place and its dates; raises :class:`NotPossible` for anything else."""
    rounds = _open_rounds(by)
    stored = ReportingUnit.objects.select_for_update().get(pk=unit.pk)
    if any(getattr(stored, name) != getattr(unit, name) for name in FIXED):
        raise NotPossible(_("De naam in het webadres, de code en de soort liggen vast."))
    _refuse_with_members(unit)
    save_signed(unit, by=by)
    _follow(rounds, by=by)
    return unit


@transaction.atomic
def agree(agreement: RegionAgreement, *, by: User) -> RegionAgreement:
    """A cooperation agreement of a region, a new one or one that was written wrongly."""
    _open_rounds(by)
    save_signed(agreement, by=by)
    return agreement


def _open_rounds(by: User) -> list[Round]:
    """The rounds that are open, locked; 403 unless ``by`` is a beheerder."""
    if not by.is_staff:
        raise PermissionDenied(_("Alleen een beheerder houdt onderdelen bij."))
    rows = Round.objects.filter(state__in=OPEN_STATES).select_for_update(no_key=True)
    return list(rows.order_by("pk"))


def _follow(rounds: list[Round], *, by: User) -> None:
    for round_ in rounds:
        settle_units(round_, by=by)


def _refuse_with_members(unit: ReportingUnit) -> None:
    """No municipality may be left in a region that is not there."""
    outside = Q()
    if unit.valid_until:
        outside |= Q(valid_until=None) | Q(valid_until__gt=unit.valid_until)
    if unit.valid_from:
        outside |= Q(valid_from=None) | Q(valid_from__lt=unit.valid_from)
    if not outside:
        return
    left = RegionMembership.objects.filter(outside, region=unit.pk).count()
    if left:
        text = _(
            "Bij %(unit)s horen buiten die datums nog %(n)s gemeenten. Deel die eerst anders in, "
            "in het beheer, onder Indelingen van gemeenten."
        )
        raise NotPossible(text % {"unit": unit.short_name, "n": left})


def period_in_words(unit: ReportingUnit) -> str:
    """From when until when it takes part."""
    begin = long_date(unit.valid_from) if unit.valid_from else ""
    end = long_date(unit.valid_until) if unit.valid_until else ""
    if begin and end:
        return _("%(begin)s tot %(end)s") % {"begin": begin, "end": end}
    if begin:
        return _("vanaf %(begin)s") % {"begin": begin}
    return _("tot %(end)s") % {"end": end} if end else _("altijd")
