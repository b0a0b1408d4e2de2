"""The layouts of a table of any measure: its columns and rows. Pure.

A new one is a function here; its words stand in ``nalportal/report/tables/measured.py``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from nalportal.figures import (
    COMPUTED,
    NOT_APPLICABLE,
    UNKNOWN,
    Figure,
    all_sources,
    no_figure,
    ratio,
    rounded_figure,
    share,
    whole,
)

from ..models import PROVINCES, TOTALS, Layout, MeasureKind
from .entries import (
    COUNT_COLUMN,
    ERROR_COLUMN,
    GIVEN_COLUMN,
    INCREASE_COLUMN,
    KNOWN_COLUMN,
    RATIO_COLUMN,
    SHARE_COLUMN,
    SLOPE_COLUMN,
    TOTAL_COLUMN,
    SeriesPoint,
    TableColumn,
    TableRow,
)
from .outline import PresentationRow
from .rows import COUNTRY, BreakRow, IndicatorsData, ShareRow
from .series import breaks_of, month, placed, segment, trends
from .told import Cells, Moment, Told, told_of

# A pace of a few a month is told with a decimal.
PACE_DECIMALS = 1


@dataclass(frozen=True)
class Asked:
    """What a layout works with: its presentation, and of its measure what is told and known."""

    data: IndicatorsData
    row: PresentationRow
    regions: Mapping[str, str]
    told: Told

    @property
    def breaks(self) -> list[BreakRow]:
        return breaks_of(self.data, self.told.measure.slug, self.told.only_kind)

    def id(self, *parts: object) -> str:
        return ".".join([self.row.slug, *(str(part) for part in parts)])


@dataclass(frozen=True)
class Draft:
    """The columns and rows of a table, before what stands under it; ``part`` of several tells
    which one it is."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    part: str = ""
    unit: str = ""


def _name(moment: Moment) -> str:
    on, since = moment
    return f"{since}.{on}" if since else str(on)


def _area(area: str) -> str:
    return area or "land"


def _row(told: Told, moment: Moment, figures: Iterable[Figure]) -> TableRow:
    on, since = moment
    is_provisional = told.provisional(moment)
    return TableRow(_name(moment), told.label(moment), since, on, is_provisional, tuple(figures))


def _of_areas(told: Told, role: str = GIVEN_COLUMN) -> tuple[TableColumn, ...]:
    measure = told.with_kind(told.measure.name)
    return tuple(
        TableColumn(_area(area), role, told.with_kind(name), name, measure)
        for area, name in told.names.items()
        if area in told.areas
    )


def _level(asked: Asked) -> Iterator[Draft]:
    """A column per area."""
    told = asked.told
    rows = (
        _row(
            told,
            moment,
            (told.figure(asked.id(_area(a), _name(moment)), moment, a) for a in told.areas),
        )
        for moment in told.moments
    )
    yield Draft(_of_areas(told), tuple(rows))


def _kinds(asked: Asked) -> Iterator[Draft]:
    """A column per kind of the whole country, and all kinds together where they add up."""
    told, country = asked.told, _("Nederland")
    moments = [moment for moment in told.moments if told.rows(moment, COUNTRY)]
    adds_up = told.measure.kind != MeasureKind.SHARE and not told.only_kind
    columns = [
        TableColumn(
            kind.slug,
            GIVEN_COLUMN,
            kind.name,
            country,
            told.with_kind(told.measure.name, kind.slug),
        )
        for kind in told.measure.kinds
        if kind.slug in told.kinds
    ]
    if adds_up:
        columns.append(TableColumn("totaal", TOTAL_COLUMN, "", country, told.measure.name))

    def figures(moment: Moment) -> Iterator[Figure]:
        for kind in told.kinds:
            yield told.of_kind(asked.id(kind, _name(moment)), moment, COUNTRY, kind)
        if adds_up:
            yield told.figure(asked.id("totaal", _name(moment)), moment, COUNTRY)

    rows = tuple(_row(told, moment, figures(moment)) for moment in moments)
    yield Draft(tuple(columns), rows)


def _plain(asked: Asked) -> Iterator[Draft]:
    """A column per area and kind."""
    told = asked.told
    pairs = [
        (area, kind)
        for area in told.areas
        for kind in (*TOTALS, *told.kinds)
        if any(kind in told.rows(moment, area) for moment in told.moments)
    ]
    columns = tuple(
        TableColumn(
            ".".join(filter(None, (_area(area), kind))),
            GIVEN_COLUMN,
            told.with_kind(told.names[area], kind),
            told.names[area],
            told.with_kind(told.measure.name, kind),
        )
        for area, kind in pairs
    )

    def figures(moment: Moment) -> Iterator[Figure]:
        for column, (area, kind) in zip(columns, pairs, strict=True):
            yield told.of_kind(asked.id(column.slug, _name(moment)), moment, area, kind)

    yield Draft(columns, tuple(_row(told, moment, figures(moment)) for moment in told.moments))


def _ratio(asked: Asked) -> Iterator[Draft]:
    """Both halves of the country and their ratio; of a region only the ratio."""
    part, of = asked.told, told_of(asked.data, asked.row.per, asked.regions)
    moments = [moment for moment in part.moments if moment in of.cells]
    regions = [area for area in part.areas if area and area in of.areas]
    country = _("Nederland")
    halves = (("deel", part), ("per", of))
    named = [(slug, told.with_kind(told.measure.name)) for slug, told in halves]
    columns = [
        *(TableColumn(slug, GIVEN_COLUMN, name, country, name) for slug, name in named),
        *(
            TableColumn(_area(a), RATIO_COLUMN, part.names[a], part.names[a], asked.row.title)
            for a in (COUNTRY, *regions)
        ),
    ]

    def figures(moment: Moment) -> Iterator[Figure]:
        id_ = asked.id(_name(moment))
        both = [told.figure(f"{id_}.{slug}", moment, COUNTRY) for slug, told in halves]
        yield from both
        yield ratio(f"{id_}.land", *both)
        for area in regions:
            yield ratio(f"{id_}.{area}", part.figure("", moment, area), of.figure("", moment, area))

    yield Draft(tuple(columns), tuple(_row(part, moment, figures(moment)) for moment in moments))


def _increase(asked: Asked) -> Iterator[Draft]:
    """Averages as they were given, of each period; of a stock from year to year."""
    told = asked.told
    if told.measure.kind != MeasureKind.STOCK:
        yield from _level(asked)
        return
    last = {on.year: on for on, _since in told.days}
    ends = sorted(last.values())
    columns = _of_areas(told, INCREASE_COLUMN)
    rows = (
        TableRow(
            f"{before}.{on}",
            "",
            before,
            on,
            told.provisional((before, None)) or told.provisional((on, None)),
            tuple(_pace(asked, area, before, on) for area in told.areas),
        )
        for before, on in pairwise(ends)
    )
    yield Draft(columns, tuple(rows))


def _pace(asked: Asked, area: str, before: date, on: date) -> Figure:
    """What came a month between two days; none across a break, nor of what is only "at least"."""
    id_ = asked.id(_area(area), before, on)
    old, new = (asked.told.figure("", (day, None), area) for day in (before, on))
    if segment(before, asked.breaks) != segment(on, asked.breaks):
        return no_figure(id_, NOT_APPLICABLE)
    if old.value is None or new.value is None or old.at_least or new.at_least:
        return no_figure(id_, old.missing or new.missing or UNKNOWN)
    pace = (new.value - old.value) / (month(on) - month(before))
    decimals = max(asked.told.measure.decimals, PACE_DECIMALS)
    return rounded_figure(id_, pace, decimals, all_sources((old, new)))


def _share(asked: Asked) -> Iterator[Draft]:
    """How many municipalities reach the threshold, of those of which that is known."""
    spans = asked.data.spans(asked.told.measure.slug)
    found: dict[date, dict[str, ShareRow]] = defaultdict(dict)
    for row in asked.data.shares:
        if row.presentation == asked.row.slug and row.source == spans.at(row.on):
            found[row.on][row.area] = row
    areas = [area for area in asked.regions if any(area in told for told in found.values())]
    measure = asked.told.measure.name
    columns = [
        TableColumn(role, role, "", _("Nederland"), measure)
        for role in (COUNT_COLUMN, KNOWN_COLUMN, SHARE_COLUMN)
    ]
    columns += [
        TableColumn(area, SHARE_COLUMN, asked.regions[area], asked.regions[area], measure)
        for area in areas
    ]

    def figures(on: date) -> Iterator[Figure]:
        everywhere = tuple(found[on].values())
        reached, known, of = (
            sum(getattr(row, name) for row in everywhere) for name in ("reached", "known", "of")
        )
        count = whole(asked.id(on, "aantal"), reached, at_least=known < of)
        for figure in (count, whole(asked.id(on, "bekend"), known)):
            yield replace(figure, basis=COMPUTED, sources=_cited(everywhere))
        yield _part(asked.id(on, "land"), everywhere)
        for area in areas:
            yield _part(asked.id(on, area), tuple(filter(None, [found[on].get(area)])))

    rows = (TableRow(str(on), "", None, on, False, tuple(figures(on))) for on in sorted(found))
    yield Draft(tuple(columns), tuple(rows))


def _cited(rows: Sequence[ShareRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for row in rows for key in row.cites))


def _part(id_: str, rows: Sequence[ShareRow]) -> Figure:
    """Which part of the municipalities that are known reaches the threshold."""
    reached, known = sum(row.reached for row in rows), sum(row.known for row in rows)
    return replace(share(id_, whole("", reached), known), sources=_cited(rows))


def _areas(asked: Asked) -> Iterator[Draft]:
    """The level per area, what came in each month, and the trend of that."""
    told, breaks = asked.told, asked.breaks
    yield from _level(replace(asked, told=replace(told, cells=_days_only(told))))
    series = {
        area: [
            SeriesPoint(on, told.figure("", (on, None), area), told.provisional((on, None)))
            for on, _since in told.days
            if told.rows((on, None), area)
        ]
        for area in told.areas
    }
    months = {
        area: placed(asked.id(_area(area)), points, breaks) for area, points in series.items()
    }
    # A day without one a month before it is unpaired, not unknown.
    days = sorted(
        {
            point.on
            for points in months.values()
            for point in points
            if point.figure.missing != UNKNOWN
        }
    )
    if not days:
        return
    by_day = {area: {point.on: point for point in points} for area, points in months.items()}

    def figures(on: date) -> Iterator[Figure]:
        for area in told.areas:
            point = by_day[area].get(on)
            yield point.figure if point else no_figure(asked.id("erbij", _area(area), on), UNKNOWN)

    rows = (
        TableRow(str(on), "", None, on, told.provisional((on, None)), tuple(figures(on)))
        for on in days
    )
    yield Draft(_of_areas(told, INCREASE_COLUMN), tuple(rows), part=MONTHLY)
    trend_rows = tuple(
        TableRow(
            f"{_area(area)}.{line.period_from}",
            told.names[area],
            line.period_from,
            line.on,
            False,
            (line.slope, line.error),
        )
        for area in told.areas
        for line in trends(asked.id(_area(area)), months[area], breaks)
    )
    columns = tuple(
        TableColumn(role, role, "", "", told.with_kind(told.measure.name))
        for role in (SLOPE_COLUMN, ERROR_COLUMN)
    )
    yield Draft(columns, trend_rows, part=TRENDS)


def per_province(asked: Asked) -> Iterator[Draft]:
    """The level of each province, where it is given, beside that of country and regions.

    Provinces are areas of their own: neither add up to the other, so none is computed.
    """
    if asked.row.layout not in WITH_PROVINCES:
        return
    names = {code: str(name) for code, name in PROVINCES.items()}
    told = told_of(asked.data, asked.told.measure.slug, asked.regions, names)
    if told.cells:
        for draft in _level(replace(asked, told=told)):
            yield replace(draft, part=BY_PROVINCE)


def _days_only(told: Told) -> Cells:
    return {moment: areas for moment, areas in told.cells.items() if moment[1] is None}


# The parts of a presentation that has several tables, after its code.
MONTHLY, TRENDS, BY_PROVINCE = "erbij", "trend", "provincies"
WITH_PROVINCES = (Layout.LEVEL, Layout.INCREASE, Layout.AREAS, Layout.PLAIN)

LAYOUTS: Mapping[str, Callable[[Asked], Iterator[Draft]]] = {
    Layout.LEVEL: _level,
    Layout.KINDS: _kinds,
    Layout.RATIO: _ratio,
    Layout.INCREASE: _increase,
    Layout.SHARE: _share,
    Layout.AREAS: _areas,
    Layout.PLAIN: _plain,
}
