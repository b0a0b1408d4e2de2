"""Which series there are, from when to when, and what is missing in them. Why: decision 22."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from regions.models import PROVINCE_CODES, Municipality, Region

from .descriptions import kind_words
from .kinds import KindNames
from .models import AreaKind, ChargerType, Measure, Observation, Source, ValueKind, kind_of_area

MONTHS_IN_YEAR = 12
AREAS = {
    AreaKind.COUNTRY: AreaKind.COUNTRY.label,
    AreaKind.REGION: _("NAL-regio's"),
    AreaKind.PROVINCE: _("Provincies"),
    AreaKind.MUNICIPALITY: _("Gemeenten"),
}


@dataclass(frozen=True)
class SeriesEntry:
    """The series of all areas of one kind: one measure, one source, one type of charger.

    ``missing_dates`` are dates that the rhythm of the series skips (a month between months), and
    ``missing_figures`` areas that have no figure on a date that others do have. ``chosen`` is
    whether the report takes the source for this measure.
    """

    measure: Measure
    source: Source
    area: str
    charger_type: str
    kind: str
    type_label: str
    figures: int
    first: date
    last: date
    missing_dates: int
    missing_figures: int
    chosen: bool

    @property
    def area_label(self) -> str:
        return str(AREAS[AreaKind(self.area)])


# Measure, source, kind of area, type of charger, and what kind of value.
SeriesKey = tuple[int, int, str, str, str]
Territory = Sequence[tuple[date | None, date | None]]


def all_series() -> list[SeriesEntry]:
    """Every series, in the order of measures (5 queries, 6 with kinds of our own)."""
    measures, sources = Measure.objects.in_bulk(), Source.objects.in_bulk()
    regions, names = Region.objects.count(), KindNames()
    territory = list(Municipality.objects.values_list("valid_from", "valid_until"))
    found = []
    for (measure, source, area, charger_type, kind), counted in _counts().items():
        dates = [(on, figures) for (on, _period_from), figures in counted.items()]
        days = sorted({on for on, _count in dates})
        entry = SeriesEntry(
            measure=measures[measure],
            source=sources[source],
            area=area,
            charger_type=charger_type,
            kind=kind,
            type_label=", ".join(filter(None, (names(charger_type), kind_words(kind)))),
            figures=sum(figures for _day, figures in dates),
            first=days[0],
            last=days[-1],
            missing_dates=skipped(days),
            missing_figures=sum(
                max(_areas_on(on, area, regions, territory) - figures, 0) for on, figures in dates
            ),
            chosen=measures[measure].source_id == source,
        )
        found.append(entry)
    return sorted(found, key=_order)


def _counts() -> dict[SeriesKey, Counter[tuple[date, date | None]]]:
    """Per series the number of figures on each date, or over each period (1 query)."""
    columns = ("measure", "source", "area", "charger_type", "kind", "on", "period_from")
    rows = Observation.objects.order_by().values_list(*columns).annotate(figures=Count("pk"))
    found: dict[SeriesKey, Counter[tuple[date, date | None]]] = defaultdict(Counter)
    for measure, source, area, charger_type, kind, on, period_from, figures in rows:
        series = (measure, source, kind_of_area(area), charger_type, kind)
        found[series][on, period_from] += figures
    return found


# Kinds of our own come after those of the printed report.
PRINTED_ORDER = {kind: place for place, kind in enumerate(["", *ChargerType.values])}


def _order(entry: SeriesEntry) -> tuple[object, ...]:
    kinds = list(AreaKind.values)
    return (
        entry.measure.order,
        str(entry.source),
        kinds.index(entry.area),
        entry.charger_type not in PRINTED_ORDER,
        PRINTED_ORDER.get(entry.charger_type, 0),
        entry.charger_type,
        ["", *ValueKind.values].index(entry.kind),
    )


def _areas_on(day: date, area: str, regions: int, territory: Territory) -> int:
    """How many areas of a kind there are on a day."""
    if area == AreaKind.COUNTRY:
        return 1
    if area == AreaKind.REGION:
        return regions
    if area == AreaKind.PROVINCE:
        return len(PROVINCE_CODES)
    return sum(
        (begin is None or begin <= day) and (end is None or day < end) for begin, end in territory
    )


def skipped(dates: Sequence[date]) -> int:
    """How many dates a series skips, by its own rhythm: the most common number of months between
    two dates. Without a rhythm of whole months, or with fewer than three dates, none."""
    steps = [_months(later) - _months(earlier) for earlier, later in pairwise(dates)]
    if len(steps) < 2:
        return 0
    step, times = Counter(steps).most_common(1)[0]
    if step < 1 or times < 2:
        return 0
    return sum(max(round(gap / step) - 1, 0) for gap in steps)


def _months(day: date) -> int:
    return day.year * MONTHS_IN_YEAR + day.month
