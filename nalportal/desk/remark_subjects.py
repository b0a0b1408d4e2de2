"""What a remark can be about, found by the short words that addresses use for it.

``mijlpaal:NO-014.planned``, ``tekst:onderdeel``, ``beleid:GM0014.laadvisie`` (a municipality) or
``beleid:noord.laadvisie`` (the total of a region), ``cijfer:123`` and ``onderdeel:``.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from indicators.models import Observation
from nalportal.dutch import short_date
from nalportal.progress.models import Place, ReportingUnit
from nalportal.progress.models.remarks import RemarkKind
from nalportal.progress.models.texts import UNIT_PLACES
from nalportal.progress.remarks import Subject
from regions.models import Municipality, PolicyInstrument, RegionMembership

# The parts of a milestone that a remark can be about, by the name of their field.
PARTS: Mapping[str, Any] = {
    "": _("De mijlpaal"),
    "title": _("Titel"),
    "planned": _("Datum"),
    "realised_on": _("Gerealiseerd op"),
    "explanation": _("Toelichting"),
    "links": _("Bewijsstukken"),
    "themes": _("Thema's"),
}


def subject_of(unit: ReportingUnit, over: str) -> Subject:
    """What ``over`` means in this unit; 404 when it has no such thing (at most 2 queries)."""
    kind, _colon, key = over.partition(":")
    match kind or RemarkKind.UNIT:
        case RemarkKind.MILESTONE:
            return _milestone(unit, key)
        case RemarkKind.TEXT if key in UNIT_PLACES:
            return Subject(unit, RemarkKind.TEXT, str(Place(key).label), key)
        case RemarkKind.POLICY:
            return _policy(unit, key)
        case RemarkKind.FIGURE if key.isdecimal() and len(key) < 10:
            return _figure(unit, key)
        case RemarkKind.UNIT if not key:
            return Subject(unit, RemarkKind.UNIT, unit.name)
    raise Http404


def choices_of(over: str) -> list[tuple[str, str]]:
    """What can be chosen between on the page of a new remark that begins at ``over``: the parts
    of a milestone, the texts of a unit, the instruments of an area (at most 1 query)."""
    kind, _colon, key = over.partition(":")
    start = f"{kind}:{key.partition('.')[0]}"
    match kind:
        case RemarkKind.MILESTONE:
            return [(f"{start}.{name}" if name else start, str(w)) for name, w in PARTS.items()]
        case RemarkKind.TEXT:
            return [(f"{kind}:{place}", str(Place(place).label)) for place in UNIT_PLACES]
        case RemarkKind.POLICY:
            rows = PolicyInstrument.objects.values_list("slug", "name")
            return [(f"{start}.{slug}", name) for slug, name in rows]
    return []


def _milestone(unit: ReportingUnit, key: str) -> Subject:
    reference, _dot, name = key.partition(".")
    row = unit.milestones.filter(reference=reference).first()
    if row is None or name not in PARTS:
        raise Http404
    return Subject(unit, RemarkKind.MILESTONE, str(PARTS[name]), name, row)


def _policy(unit: ReportingUnit, key: str) -> Subject:
    area, _dot, slug = key.partition(".")
    instrument = PolicyInstrument.objects.filter(slug=slug).first()
    name = unit.short_name if area == unit.slug else _municipality(unit, area)
    if instrument is None or not name:
        raise Http404
    return Subject(unit, RemarkKind.POLICY, f"{name}, {instrument.name}", key)


def _municipality(unit: ReportingUnit, code: str) -> str:
    """Its name, if it is or was of this region; else nothing."""
    members = RegionMembership.objects.filter(region=unit.pk).values("municipality")
    found = Municipality.objects.filter(code=code, pk__in=members).first()
    return found.display_name if found else ""


def _figure(unit: ReportingUnit, key: str) -> Subject:
    rows = Observation.objects.select_related("measure", "region__unit", "municipality")
    row = rows.filter(pk=int(key)).first()
    if row is None:
        raise Http404
    area = row.municipality or (
        row.region.unit.short_name if row.region else row.get_area_display()
    )
    about = f"{row.measure.name}, {area}, {short_date(row.on)}"
    return Subject(unit, RemarkKind.FIGURE, about[:300], key)
