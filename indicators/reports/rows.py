"""What the queries give, as plain rows, and the queries themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from nalportal.dutch import PartialDate
from nalportal.progress.figures import PM, UNKNOWN
from nalportal.progress.reports import Scope
from regions.models import RegionMembership

from ..models import AreaKind, Measure, Missing, Observation, Source
from .entries import SourceEntry

CHARGE_POINTS = "laadpunten"
VEHICLES = "stekkervoertuigen"
MONTHLY_RATE = "plaatsing-per-maand"
COUNTRY = ""
MEMBER = "municipality__memberships"


@dataclass(frozen=True)
class MeasureRow:
    """``source`` is the one that was chosen for the report, if one was."""

    slug: str
    name: str
    decimals: int
    source: int | None


@dataclass(frozen=True)
class FigureRow:
    """A figure of one source. ``area`` is the slug of a region, or empty for the country.

    ``at_least``: a sum of the municipalities of a region of which some are not known. ``cites``
    are the keys of the editions it stands in; ``summed``: it was added up here.
    """

    measure: str
    source: int
    area: str
    charger_type: str
    on: date
    value: Decimal | None
    missing: str = ""
    provisional: bool = False
    at_least: bool = False
    period_from: date | None = None
    period_label: str = ""
    cites: tuple[str, ...] = ()
    summed: bool = False


@dataclass(frozen=True)
class BreakRow:
    """A break in the series of one source, or of all of them where ``source`` is None.

    With a ``charger_type`` only the series of that type breaks, not all types together.
    """

    measure: str
    source: int | None
    dated: PartialDate
    text: str
    told_by: str
    charger_type: str = ""


@dataclass(frozen=True)
class MunicipalRow:
    """A figure of one municipality, with the region it belonged to on that date.

    ``cited`` is the key of the edition it stands in.
    """

    code: str
    name: str
    region: str
    charger_type: str
    on: date
    value: Decimal | None
    missing: str
    provisional: bool
    cited: str = ""


@dataclass(frozen=True, eq=False)
class IndicatorsData:
    """What the queries gave; equal to itself only, so that work on it is done once.

    ``figures`` are of country and regions, ``sums`` of regions from their municipalities.

    ``municipal`` has the stock of charge points per municipality on one date.
    """

    measures: tuple[MeasureRow, ...] = ()
    sources: dict[int, SourceEntry] = field(default_factory=dict)
    figures: tuple[FigureRow, ...] = ()
    sums: tuple[FigureRow, ...] = ()
    municipal: tuple[MunicipalRow, ...] = ()
    breaks: tuple[BreakRow, ...] = ()

    def measure(self, slug: str) -> MeasureRow:
        """A measure by its slug; one that is not in the register has no decimals and no source."""
        unknown = MeasureRow(slug, slug, 0, None)
        return next((row for row in self.measures if row.slug == slug), unknown)

    def sources_of(self, measure: str) -> list[int]:
        """The sources that have figures of a measure, the one recorded first in front."""
        return sorted({row.source for row in (*self.figures, *self.sums) if row.measure == measure})

    def chosen(self, measure: str) -> int | None:
        """The source whose figures the report takes: the chosen one, or else the first recorded."""
        return self.measure(measure).source or next(iter(self.sources_of(measure)), None)


def collect_indicators(scope: Scope) -> IndicatorsData:
    """Query measures with breaks, sources, figures and sums of municipalities (4 to 6 queries)."""
    measures, breaks = _measures(scope.figures_until)
    sources = _sources()
    data = IndicatorsData(
        measures=measures,
        sources=sources,
        figures=_figures(scope.figures_until, sources),
        sums=_sums(scope.figures_until, sources),
        breaks=breaks,
    )
    return replace(data, municipal=_municipal(data, scope.reference_on))


def _measures(until: date) -> tuple[tuple[MeasureRow, ...], tuple[BreakRow, ...]]:
    """The measures in their order, and the breaks of all of them up to ``until`` by date."""
    rows = list(
        Measure.objects.order_by("order", "breaks__on", "breaks__pk").values_list(
            "slug",
            "name",
            "decimals",
            "source",
            "breaks__series_source",
            "breaks__on",
            "breaks__precision",
            "breaks__text",
            "breaks__source",
            "breaks__charger_type",
        )
    )
    breaks = [
        BreakRow(slug, source, PartialDate(on, precision), text, told_by, charger_type)
        for slug, _n, _d, _s, source, on, precision, text, told_by, charger_type in rows
        if on and on <= until
    ]
    return (
        tuple(dict.fromkeys(MeasureRow(*row[:4]) for row in rows)),
        tuple(sorted(breaks, key=lambda row: row.dated.on)),
    )


def _sources() -> dict[int, SourceEntry]:
    rows = Source.objects.order_by("pk").values_list(
        "pk", "publisher", "title", "edition", "url", "method", "licence", "slug"
    )
    return {row[0]: SourceEntry(*row[1:], row[-1]) for row in rows}


def _figures(until: date, sources: Mapping[int, SourceEntry]) -> tuple[FigureRow, ...]:
    rows = (
        Observation.objects.filter(on__lte=until)
        .exclude(area=AreaKind.MUNICIPALITY)
        .order_by("on", "period_from", "pk")
        .values_list(
            "measure__slug",
            "source",
            "region__unit__slug",
            "charger_type",
            "on",
            "value",
            "missing",
            "provisional",
            "period_from",
            "period_label",
        )
    )
    return tuple(
        FigureRow(
            measure,
            source,
            region or COUNTRY,
            charger_type,
            on,
            value,
            missing,
            provisional,
            period_from=period_from,
            period_label=period_label,
            cites=(sources[source].key,),
        )
        for (
            measure,
            source,
            region,
            charger_type,
            on,
            value,
            missing,
            provisional,
            period_from,
            period_label,
        ) in rows
    )


def _sums(until: date, sources: Mapping[int, SourceEntry]) -> tuple[FigureRow, ...]:
    """The stock of each region as the sum of its municipalities, added up by the database.

    A municipality counts for the region it belonged to on the date of the figure. Where a figure of
    one of them is lacking, the sum is "at least".
    """
    rows = tuple(_summed(until))
    if not rows:
        return ()
    members = Memberships(
        RegionMembership.objects.values_list("region__unit__slug", "valid_from", "valid_until")
    )
    return tuple(
        FigureRow(
            measure,
            source,
            region,
            charger_type,
            on,
            value if known else None,
            "" if known else PM if all_pm else UNKNOWN,
            provisional=provisional > 0,
            at_least=known > 0 and settled < members.count(region, on),
            cites=(sources[source].key,),
            summed=True,
        )
        for (
            measure,
            source,
            region,
            charger_type,
            on,
            value,
            known,
            settled,
            all_pm,
            provisional,
        ) in rows
    )


def _member_then() -> tuple[Q, Q]:
    """The membership on the date of a figure. In one filter: both are about the same membership."""
    return (
        Q(**{f"{MEMBER}__valid_from": None}) | Q(**{f"{MEMBER}__valid_from__lte": F("on")}),
        Q(**{f"{MEMBER}__valid_until": None}) | Q(**{f"{MEMBER}__valid_until__gt": F("on")}),
    )


def _summed(until: date) -> Iterable[tuple[str, int, str, str, date, Decimal, int, int, bool, int]]:
    rows = (
        Observation.objects.filter(
            *_member_then(),
            area=AreaKind.MUNICIPALITY,
            measure__slug__in=(CHARGE_POINTS, VEHICLES),
            period_from=None,
            on__lte=until,
        )
        .order_by("on")
        .values_list(
            "measure__slug", "source", f"{MEMBER}__region__unit__slug", "charger_type", "on"
        )
        .annotate(
            total=Sum("value"),
            known=Count("value"),
            # What does not apply is known: it adds nothing.
            nothing=Count("pk", filter=Q(missing=Missing.NOT_APPLICABLE)),
            unclear=Count("pk", filter=Q(missing=Missing.UNKNOWN)),
            provisional_ones=Count("pk", filter=Q(provisional=True)),
        )
    )
    for *key, total, known, nothing, unclear, provisional in rows:
        yield (*key, total, known, known + nothing, not unclear and not nothing, provisional)


class Memberships:
    """How many municipalities a region had on a day, from rows (region, from, until)."""

    def __init__(self, rows: Iterable[tuple[str, date | None, date | None]]) -> None:
        self.changes: dict[str, list[tuple[date, int]]] = {}
        for region, valid_from, valid_until in rows:
            changes = self.changes.setdefault(region, [])
            changes.append((valid_from or date.min, 1))
            if valid_until:
                changes.append((valid_until, -1))
        self.found: dict[tuple[str, date], int] = {}

    def count(self, region: str, on: date) -> int:
        """Counted once per region and day; there are three types on each."""
        key = (region, on)
        if key not in self.found:
            self.found[key] = sum(step for day, step in self.changes.get(region, ()) if day <= on)
        return self.found[key]


def _municipal(data: IndicatorsData, until: date) -> tuple[MunicipalRow, ...]:
    """The stock per municipality on the last date with municipal figures up to ``until``."""
    source = data.chosen(CHARGE_POINTS)
    dates = [
        row.on
        for row in data.sums
        if (row.measure, row.source) == (CHARGE_POINTS, source) and row.on <= until
    ]
    return municipal_rows(source=source, on=max(dates)) if source and dates else ()


def municipal_rows(**conditions: object) -> tuple[MunicipalRow, ...]:
    """Stock of charge points of the municipalities that ``conditions`` choose (1 query).

    Oldest first. One of the conditions has to choose a source.
    """
    rows = (
        Observation.objects.filter(
            *_member_then(),
            area=AreaKind.MUNICIPALITY,
            measure__slug=CHARGE_POINTS,
            period_from=None,
            **conditions,
        )
        .order_by("on", "municipality__code")
        .values_list(
            "municipality__code",
            "municipality__name",
            f"{MEMBER}__region__unit__slug",
            "charger_type",
            "on",
            "value",
            "missing",
            "provisional",
            "source__slug",
        )
    )
    return tuple(MunicipalRow(*row) for row in rows)
