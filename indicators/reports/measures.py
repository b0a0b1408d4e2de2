"""The measures, with their kinds, breaks and successions (1 query)."""

from datetime import date

from django.db.models import F

from nalportal.dutch import PartialDate

from ..models import Measure
from .rows import BreakRow, KindRow, MeasureRow

_OWN = ("slug", "name", "decimals", "source", "unit_name", "kind")
_BREAK = tuple(
    f"breaks__{name}"
    for name in ("series_source", "on", "precision", "text", "source", "charger_type")
)
_SUCCESSION = ("successions__since", "successions__source")
_KIND = tuple(f"dimension__values__{name}" for name in ("slug", "name", "full_name"))


# As in _OWN.
Own = tuple[str, str, int, int | None, str, str]


def collect_measures(until: date) -> tuple[tuple[MeasureRow, ...], tuple[BreakRow, ...]]:
    """The measures in their order, and the breaks of all of them up to ``until`` by date.

    A measure has few breaks, successions and kinds, so they come together.
    """
    rows = Measure.objects.order_by(
        "order", "breaks__on", "breaks__pk", F("dimension__values__order").asc(nulls_first=True)
    ).values_list(*_OWN, *_BREAK, *_SUCCESSION, *_KIND)
    breaks: dict[BreakRow, None] = {}
    following: dict[str, set[tuple[date, int]]] = {}
    kinds: dict[Own, dict[KindRow, None]] = {}
    for row in rows:
        own, told, (since, source), kind = row[:6], row[6:12], row[12:14], row[14:]
        of = kinds.setdefault(own, {})
        if kind[0]:
            of[KindRow(*kind)] = None
        if since and source and since <= until:
            following.setdefault(own[0], set()).add((since, source))
        series_source, on, precision, *words = told
        if on and on <= until:
            breaks[BreakRow(own[0], series_source, PartialDate(on, precision), *words)] = None
    measures = (
        MeasureRow(
            slug,
            name,
            decimals,
            source,
            tuple(sorted(following.get(slug, ()))),
            unit,
            kind,
            tuple(of),
        )
        for (slug, name, decimals, source, unit, kind), of in kinds.items()
    )
    return tuple(measures), tuple(sorted(breaks, key=lambda row: row.dated.on))
