"""How many municipalities reach the threshold of a presentation: counted by the database."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Count, Max, Min, Q

from regions.models import RegionMembership

from ..models import TOTALS, AreaKind, Layout, Observation
from .memberships import MEMBER, Memberships, member_then
from .outline import IndicatorRow
from .rows import ShareRow


def collect_shares(
    until: date, outline: Iterable[IndicatorRow], cited: Callable[..., tuple[str, ...]]
) -> tuple[ShareRow, ...]:
    """Per presentation, source, region and day (2 queries; none without such a presentation)."""
    asked = [
        row
        for indicator in outline
        for row in indicator.presentations
        if row.layout == Layout.SHARE
    ]
    if not asked:
        return ()
    reached = {
        f"reached_{place}": Count(
            "pk", filter=Q(measure__slug=row.measure, value__gte=row.threshold)
        )
        for place, row in enumerate(asked)
    }
    rows = (
        Observation.objects.observed()
        .filter(
            *member_then(),
            area=AreaKind.MUNICIPALITY,
            measure__slug__in={row.measure for row in asked},
            charger_type__in=TOTALS,
            period_from=None,
            on__lte=until,
        )
        .order_by("on")
        .values_list("measure__slug", "source", f"{MEMBER}__region__unit__slug", "on")
        .annotate(known=Count("value"), first=Min("edition"), last=Max("edition"), **reached)
    )
    members = Memberships(
        RegionMembership.objects.values_list("region__unit__slug", "valid_from", "valid_until")
    )
    return tuple(
        ShareRow(
            presentation=row.slug,
            source=source,
            area=region,
            on=on,
            reached=counts[place],
            known=known,
            of=members.count(region, on),
            cites=cited(source, first, last),
        )
        for measure, source, region, on, known, first, last, *counts in rows
        for place, row in enumerate(asked)
        if row.measure == measure
    )
