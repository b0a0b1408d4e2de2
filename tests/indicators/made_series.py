"""Generated municipal series, for bench, browser and pictures: all of it fictitious."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from indicators.entry.writing import refresh_statistics
from indicators.models import (
    AreaKind,
    ChargerType,
    Edition,
    Measure,
    Observation,
    SeriesBreak,
    Source,
)
from regions.models import RegionMembership

from .made_reports import month_end

TYPES = (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST)
# Month 60 is January 2017: ten years from then on pass two of the three breaks and a move.
FIRST_MONTH = 60


def fill(months: int, start: int = 0) -> Source:
    """A stock per month of each municipality that is then in a region, of all three types.

    From the month with number ``start`` to ``months``, so that a series can be made longer. The
    measure of charge points takes them as its source, whatever it took before.
    """
    source, _new = Source.objects.get_or_create(
        slug="fictief",
        defaults={
            "publisher": "Fictieve uitgever",
            "title": "Fictieve reeks per gemeente",
            "method": "Gegenereerd om de grafieken te laten zien; niets is geteld.",
        },
    )
    edition, _new = Edition.objects.get_or_create(
        slug="fictief",
        source=source,
        defaults={
            "title": "Fictieve reeks per gemeente",
            "label": "verzonnen",
            "licence": "CC0 (fictief)",
        },
    )
    measure = Measure.objects.get(slug="laadpunten")
    measure.source = source
    measure.save()
    breaks = list(SeriesBreak.objects.filter(measure=measure).values_list("on", flat=True))
    rows = _rows(measure, edition, breaks, range(start, months))
    Observation.objects.bulk_create(rows, batch_size=5000)
    refresh_statistics()
    found: Source = source
    return found


def _rows(
    measure: Measure, edition: Edition, breaks: list[date], numbers: range
) -> Iterator[Observation]:
    members = list(
        RegionMembership.objects.values_list("municipality", "valid_from", "valid_until")
    )
    for number in numbers:
        on = month_end(FIRST_MONTH + number)
        seen: set[int] = set()
        for municipality, since, until in members:
            inside = (since is None or since <= on) and (until is None or on < until)
            if not inside or municipality in seen:
                continue
            seen.add(municipality)
            for place, kind in enumerate(TYPES):
                yield Observation(
                    measure=measure,
                    source_id=edition.source_id,
                    edition=edition,
                    area=AreaKind.MUNICIPALITY,
                    municipality_id=municipality,
                    charger_type=kind,
                    on=on,
                    value=_value(municipality, place, number, sum(on >= day for day in breaks)),
                    provisional=number >= numbers.stop - 3,
                )


def _value(municipality: int, place: int, number: int, breaks: int) -> Decimal:
    """Grows faster and faster, unevenly, with a drop at each break."""
    pace = municipality % 7 + 1
    grown = 40 + pace * number + number * number // 40 + (municipality * (number + 3)) % 11
    return Decimal(max(0, grown - 25 * breaks) // (place + 1))
