"""The queries: figures of country and regions, sums of municipalities, measures and sources."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from nalportal.figures import PM, UNKNOWN
from nalportal.progress.reports import Scope
from regions.models import RegionMembership

from ..models import (
    LOWER_BOUNDS,
    OBSERVED,
    PROVINCES,
    Accuracy,
    AreaKind,
    MeasureKind,
    Missing,
    Observation,
    Source,
)
from .entries import SourceEntry
from .measures import collect_measures
from .memberships import MEMBER, Memberships, member_then
from .outline import collect_outline
from .rows import (
    CHARGE_POINTS,
    COUNTRY,
    FigureRow,
    IndicatorsData,
    MunicipalRow,
    OutlookRow,
)
from .shares import collect_shares


def collect_indicators(scope: Scope) -> IndicatorsData:
    """Query indicators, measures with breaks, sources, figures and sums of municipalities (6 to 9
    queries)."""
    outline = collect_outline()
    measures, breaks = collect_measures(scope.figures_until)
    sources, editions = _sources()
    cited = Keys(sources, editions)
    figures, outlook = _figures(scope.figures_until, cited)
    data = IndicatorsData(
        measures=measures,
        sources=sources,
        editions=editions,
        figures=figures,
        outlook=outlook,
        sums=_sums(scope.figures_until, cited),
        breaks=breaks,
        outline=outline,
        shares=collect_shares(scope.figures_until, outline, cited),
    )
    return replace(data, municipal=_municipal(data, scope.reference_on))


def unnamed(source: str) -> str:
    """What a figure cites of which nobody knows in which edition of its source it stands."""
    return f"bron.{source}"


def _sources() -> tuple[dict[int, SourceEntry], dict[int, SourceEntry]]:
    """The sources by key, and their editions by key (1 query)."""
    sources, editions = {}, {}
    rows = Source.objects.order_by("pk", "editions__published_on", "editions__pk").values_list(
        "pk",
        "publisher",
        "title",
        "method",
        "slug",
        "editions",
        "editions__slug",
        "editions__title",
        "editions__label",
        "editions__url",
        "editions__licence",
        "editions__published_on",
    )
    for pk, publisher, name, method, slug, edition, key, title, label, url, licence, on in rows:
        sources[pk] = SourceEntry(publisher, name, "", "", method, "", slug, unnamed(slug))
        if edition:
            editions[edition] = SourceEntry(
                publisher, title, label, url, method, licence, slug, key, on
            )
    return sources, editions


class Keys:
    """What figures cite: the edition they stand in, or only its source where that is not known."""

    def __init__(
        self, sources: Mapping[int, SourceEntry], editions: Mapping[int, SourceEntry]
    ) -> None:
        self._sources, self._editions = sources, editions

    def __call__(self, source: int, *editions: int | None) -> tuple[str, ...]:
        found = dict.fromkeys(self._editions[pk].key for pk in editions if pk is not None)
        return tuple(found) or (self._sources[source].key,)


def _figures(until: date, cited: Keys) -> tuple[tuple[FigureRow, ...], tuple[OutlookRow, ...]]:
    """What was observed of country, regions and provinces; and all targets and forecasts made by
    then."""
    observed = Q(kind=OBSERVED, on__lte=until) & ~Q(area=AreaKind.MUNICIPALITY)
    rows = (
        Observation.objects.filter(observed | ~Q(kind=OBSERVED) & Q(set_on__lte=until))
        .order_by("on", "period_from", "pk")
        .values_list(
            "measure__slug",
            "source",
            "edition",
            "area",
            "region__unit__slug",
            "charger_type",
            "on",
            "value",
            "missing",
            "provisional",
            "period_from",
            "period_label",
            "accuracy",
            "kind",
            "set_on",
            "region__unit__short_name",
            "municipality__name",
        )
    )
    figures, outlook = [], []
    for row in rows:
        if row[OF_FIGURES]:
            outlook.append(_looking_ahead(row, cited))
        else:
            figures.append(_observed(row[:OF_FIGURES], cited))
    return tuple(figures), tuple(outlook)


# How many of the columns an observation needs; the first after them tells that it is none.
OF_FIGURES = 13


def _observed(row: tuple[Any, ...], cited: Keys) -> FigureRow:
    measure, source, edition, area, region, charger_type, on, value, missing, *more = row
    provisional, period_from, period_label, accuracy = more
    return FigureRow(
        measure,
        source,
        region or (area if area in PROVINCES else COUNTRY),
        charger_type,
        on,
        value,
        missing,
        provisional,
        period_from=period_from,
        period_label=period_label,
        cites=cited(source, edition),
        accuracy=accuracy,
    )


def _looking_ahead(row: tuple[Any, ...], cited: Keys) -> OutlookRow:
    measure, source, edition, area, region, charger_type, on, value, missing, *_rest = row[:9]
    accuracy, kind, set_on, name, municipality = row[OF_FIGURES - 1 :]
    return OutlookRow(
        measure,
        source,
        region or (area if area in PROVINCES else COUNTRY),
        name or municipality or str(PROVINCES.get(area, "")),
        bool(municipality),
        charger_type,
        kind,
        on,
        set_on,
        value,
        missing,
        accuracy,
        cited(source, edition),
    )


def _sums(until: date, cited: Keys) -> tuple[FigureRow, ...]:
    """The stock of each region as the sum of its municipalities, added up by the database.

    A municipality counts for the region it belonged to on the date of the figure. Where a figure of
    one of them is lacking, the sum is "at least".
    """
    rows = tuple(_summed(until))
    if not rows:
        return ()
    # By number: a sum per name takes the database a sixth longer.
    memberships = RegionMembership.objects.values_list(
        "region", "region__unit__slug", "valid_from", "valid_until"
    )
    names = {region: slug for region, slug, *_dates in memberships}
    members = Memberships((slug, since, end) for _region, slug, since, end in memberships)
    return tuple(
        FigureRow(
            measure,
            source,
            names[region],
            charger_type,
            on,
            value if known else None,
            "" if known else PM if all_pm else UNKNOWN,
            provisional=provisional > 0,
            at_least=known > 0 and (bounds > 0 or settled < members.count(names[region], on)),
            cites=cited(source, first, last),
            summed=True,
            accuracy=Accuracy.ABOUT if rough else "",
        )
        for (
            on,
            region,
            charger_type,
            measure,
            source,
            value,
            known,
            settled,
            all_pm,
            provisional,
            first,
            last,
            bounds,
            rough,
        ) in rows
        if region in names
    )


# Day, region, type, measure, source; total, known, settled, all pm, provisional; editions; lower
# bounds and values that are about right.
Summed = tuple[
    date, int, str, str, int, Decimal, int, int, bool, int, int | None, int | None, int, int
]


def _summed(until: date) -> Iterable[Summed]:
    rows = (
        Observation.objects.observed()
        .filter(
            *member_then(),
            area=AreaKind.MUNICIPALITY,
            measure__kind=MeasureKind.STOCK,
            period_from=None,
            on__lte=until,
        )
        .order_by("on")
        # What differs most comes first: the database groups them a twelfth sooner.
        .values_list("on", f"{MEMBER}__region", "charger_type", "measure__slug", "source")
        .annotate(
            total=Sum("value"),
            known=Count("value"),
            # What does not apply is known: it adds nothing.
            nothing=Count("pk", filter=Q(missing=Missing.NOT_APPLICABLE)),
            unclear=Count("pk", filter=Q(missing=Missing.UNKNOWN)),
            provisional_ones=Count("pk", filter=Q(provisional=True)),
            # A sum over more than two editions names the first and the last of them.
            first=Min("edition"),
            last=Max("edition"),
            bounds=Count("pk", filter=Q(accuracy__in=LOWER_BOUNDS)),
            rough=Count("pk", filter=Q(accuracy=Accuracy.ABOUT)),
        )
    )
    for *key, total, known, nothing, unclear, provisional, first, last, bounds, rough in rows:
        all_pm = not unclear and not nothing
        settled = known + nothing
        yield (*key, total, known, settled, all_pm, provisional, first, last, bounds, rough)


def _municipal(data: IndicatorsData, until: date) -> tuple[MunicipalRow, ...]:
    """The stock per municipality on the last date with municipal figures up to ``until``.

    While figures of that date are lacking, each municipality keeps its own last one (1 query more).
    """
    spans = data.spans(CHARGE_POINTS)
    sums = [
        row
        for row in data.sums
        if row.measure == CHARGE_POINTS and row.on <= until and row.source == spans.at(row.on)
    ]
    if not sums:
        return ()
    newest = max(row.on for row in sums)
    source = spans.at(newest)
    of_newest = [row for row in sums if row.on == newest]
    lacking = {(row.area, row.charger_type) for row in sums} - {
        (row.area, row.charger_type)
        for row in of_newest
        if row.value is not None and not row.at_least
    }
    if not lacking:
        return municipal_rows(source=source, on=newest)
    last = _last_dates(source, newest)
    rows = municipal_rows(source=source, on__in=set(last.values()))
    return tuple(row for row in rows if last.get(row.code) == row.on)


def _last_dates(source: int | None, until: date) -> dict[str, date]:
    """By code the last day with a figure of each municipality that is there on ``until``."""
    there = Q(municipality__valid_until=None) | Q(municipality__valid_until__gt=until)
    rows = (
        Observation.objects.observed()
        .filter(
            there,
            area=AreaKind.MUNICIPALITY,
            measure__slug=CHARGE_POINTS,
            source=source,
            period_from=None,
            on__lte=until,
        )
        .order_by()
        .values_list("municipality__code")
        .annotate(Max("on"), known=Max("on", filter=Q(value__isnull=False)))
    )
    return {code: known or last for code, last, known in rows}


def municipal_rows(**conditions: object) -> tuple[MunicipalRow, ...]:
    """Stock of charge points of the municipalities that ``conditions`` choose (1 query).

    Oldest first. One of the conditions has to choose a source.
    """
    rows = (
        Observation.objects.observed()
        .filter(
            *member_then(),
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
            "edition__slug",
            "accuracy",
        )
    )
    found = (MunicipalRow(*row) for row in rows)
    return tuple(row if row.cited else replace(row, cited=unnamed(row.source)) for row in found)
