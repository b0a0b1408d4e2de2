"""Series of one measure from one source, put together from rows. Pure.

Figures of two sources never meet: on each day a :class:`Stocks` is of one source, and where another
one takes over the series breaks.

Why: decision 24.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from nalportal.dutch import PartialDate, Precision
from nalportal.figures import (
    COMPUTED,
    GIVEN,
    NOT_APPLICABLE,
    UNKNOWN,
    Figure,
    all_sources,
    no_figure,
    rough_of,
    roughness,
    rounded_figure,
    total,
)

from ..memoize import once_per_value
from ..models import LOWER_BOUNDS, PARTS, TOTALS, Accuracy, MeasureKind
from .entries import BreakEntry, PlacedPoint, Publication, SeriesPoint, Trend
from .rows import COUNTRY, BreakRow, FigureRow, IndicatorsData
from .trend import fitted

# How many more are placed per month, each month: one such point is a lot, so two decimals.
SLOPE_DECIMALS = 2
# Between the same days of two months that follow each other.
A_MONTH = range(28, 32)

ByType = Mapping[str, FigureRow]
# As the register has them, or as a report tells them: both say when.
Breaks = Sequence[BreakRow] | Sequence[BreakEntry]


def observed(id_: str, row: FigureRow | None, decimals: int = 0) -> Figure:
    """A row as a figure; none at all is unknown, never zero.

    One without a value has the decimals of its measure too: with those it can be corrected.
    """
    nothing = Figure(id_, None, missing=UNKNOWN, decimals=decimals)
    if row is None:
        return nothing
    basis = COMPUTED if row.summed else GIVEN
    if row.value is None:
        return replace(nothing, missing=row.missing, sources=row.cites, basis=basis)
    # The database adds zeros, which are no digits of the source.
    value = row.value.normalize() + 0
    return Figure(
        id_,
        value,
        at_least=_is_bound(row),
        decimals=decimals,
        sources=row.cites,
        basis=basis,
        rough=rough_of(row.accuracy),
    )


def only_kind(cells: Iterable[ByType]) -> str:
    """The kind that all figures of a series are of; empty where there are totals, or several kinds.

    Such a series is told as what it is, not as a total of which the rest is lacking.
    """
    found = {kind for rows in cells for kind in rows}
    return found.pop() if len(found) == 1 and found.isdisjoint(TOTALS) else ""


def whole(
    id_: str,
    rows: ByType,
    decimals: int = 0,
    parts: Sequence[str] = PARTS,
    only: str = "",
) -> Figure:
    """All ``parts`` together, as the source gives it; else computed: "at least" while one is not
    known. Of a series of ``only`` one kind: that kind.

    A total that was given stays one, whatever is known of its parts: whether they add up to it is
    asked when they are entered. One that is only "at least" gives way to parts that say more.
    """
    if only:
        return observed(id_, rows.get(only), decimals)
    together = total(id_, [observed(id_, rows.get(part), decimals) for part in parts])
    together = replace(together, decimals=decimals)
    given = [observed(id_, rows[name], decimals) for name in TOTALS if name in rows]
    if not given:
        return together
    known = [figure for figure in (*given, together) if figure.value is not None]
    exact = [figure for figure in known if not figure.at_least]
    if exact or not known:
        return (exact or given)[0]
    return max(known, key=lambda figure: figure.value or 0)


def signed(figure: Figure, sign: str) -> Figure:
    """A figure with its sign, such as that of a percentage."""
    return replace(figure, unit=sign) if sign else figure


@dataclass(frozen=True)
class Stocks:
    """One measure: rows by area, date and kind; ``parts`` are the kinds that add up to a total.

    ``only``: the one kind that is told of it; see :meth:`of`.
    """

    decimals: int
    areas: Mapping[str, Mapping[date, ByType]]
    parts: Sequence[str] = PARTS
    sign: str = ""
    only: str = ""

    def of(self, areas: Iterable[str]) -> "Stocks":
        """The series of these areas; where they are of one kind only, of that kind."""
        cells = (rows for area in areas for rows in self.areas.get(area, {}).values())
        return replace(self, only=only_kind(cells))

    def dates(self, area: str) -> list[date]:
        return sorted(self.areas.get(area, ()))

    def rows(self, area: str, on: date) -> ByType:
        return self.areas.get(area, {}).get(on, {})

    def figure(self, id_: str, area: str, on: date) -> Figure:
        """All types together on one date, or the only one."""
        rows = self.rows(area, on)
        return signed(whole(id_, rows, self.decimals, self.parts, self.only), self.sign)

    def part(self, id_: str, area: str, on: date, charger_type: str) -> Figure:
        """One type on one date."""
        return observed(id_, self.rows(area, on).get(charger_type), self.decimals)

    def provisional(self, area: str, on: date) -> bool:
        return any(row.provisional for row in self.rows(area, on).values())


def stocks_of(data: IndicatorsData, measure: str, regions: Iterable[str]) -> Stocks:
    """The series of the report: on each day what the source of that day says of a measure.

    An area has the figure that the source gives for it; else that of its parts: a region that of
    its municipalities, the country that of ``regions``, if all of them are known.
    """
    return _told_stocks(data, measure, tuple(regions))


# Several tables are made of the same series.
@once_per_value(keep=8)
def _told_stocks(data: IndicatorsData, measure: str, regions: tuple[str, ...]) -> Stocks:
    spans = data.spans(measure)
    return _stocks(data, measure, regions, lambda row: row.source == spans.at(row.on))


def stocks_beside(
    data: IndicatorsData, measure: str, source: int, regions: Iterable[str]
) -> Stocks:
    """What a source says of a measure on the days on which the report takes another one."""
    spans = data.spans(measure)
    return _stocks(data, measure, regions, lambda row: row.source == source != spans.at(row.on))


def _stocks(
    data: IndicatorsData,
    measure: str,
    regions: Iterable[str],
    taken: Callable[[FigureRow], bool],
) -> Stocks:
    areas: dict[str, dict[date, dict[str, FigureRow]]] = defaultdict(lambda: defaultdict(dict))
    for row in (*data.sums, *data.figures):
        if row.measure != measure or row.period_from or not taken(row):
            continue
        types = areas[row.area][row.on]
        if row.value is not None or row.charger_type not in types:
            types[row.charger_type] = row
    known = data.measure(measure)
    if known.kind != MeasureKind.SHARE:
        _add_country(areas, tuple(regions))
    return Stocks(known.decimals, areas, known.parts, known.sign)


def _add_country(
    areas: dict[str, dict[date, dict[str, FigureRow]]], regions: Sequence[str]
) -> None:
    """The country as the sum of all regions, where the source gives no figure for it."""
    if not regions or any(region not in areas for region in regions):
        return
    for on in areas[regions[0]]:
        found = [areas[region].get(on, {}) for region in regions]
        for charger_type in found[0]:
            rows = [types.get(charger_type) for types in found]
            known = [row for row in rows if row and row.value is not None and not _is_bound(row)]
            given = areas[COUNTRY].get(on, {}).get(charger_type)
            if len(known) == len(regions) and (given is None or given.value is None):
                areas[COUNTRY].setdefault(on, {})[charger_type] = _sum(known)


def _is_bound(row: FigureRow) -> bool:
    return row.at_least or row.accuracy in LOWER_BOUNDS


def _sum(rows: Sequence[FigureRow]) -> FigureRow:
    first = rows[0]
    return FigureRow(
        first.measure,
        first.source,
        COUNTRY,
        first.charger_type,
        first.on,
        sum(row.value for row in rows if row.value is not None),  # type: ignore[arg-type] # never empty
        provisional=any(row.provisional for row in rows),
        cites=tuple(dict.fromkeys(key for row in rows for key in row.cites)),
        summed=True,
        accuracy=Accuracy.ABOUT if any(row.accuracy for row in rows) else "",
    )


# ------------------------------------------------------------------------- where series break


def breaks_of(data: IndicatorsData, measure: str, charger_type: str = "") -> list[BreakRow]:
    """The breaks in the series of a measure in order of date, and its seams among them.

    Those of all types together, and with a ``charger_type`` also those of that type alone: what
    moves from one type to another does not break their total.
    """
    spans = data.spans(measure)
    found = [
        b
        for b in data.breaks
        if b.measure == measure
        and b.source in (None, spans.at(b.dated.on))
        and b.charger_type in ("", charger_type)
    ]
    return sorted([*found, *seams_of(data, measure)], key=lambda row: row.dated.on)


def seams_of(data: IndicatorsData, measure: str) -> Iterator[BreakRow]:
    """Where another source takes over the series of a measure."""
    name = data.measure(measure).name
    for since, before, after in data.spans(measure).seams():
        parted = tuple(
            Publication(entry.slug, f"{entry.publisher}, {entry.title}")
            for entry in (data.sources[before], data.sources[after])
        )
        yield BreakRow(measure, None, PartialDate(since, Precision.DAY), name, "", seam=parted)


def breaks_within(breaks: Iterable[BreakRow], dates: Iterable[date]) -> tuple[BreakEntry, ...]:
    """The breaks after the first and not after the last of ``dates``, lettered.

    One that several types have is told once.
    """
    dates = list(dates)
    if not dates:
        return ()
    inside = [b for b in breaks if min(dates) < b.dated.on <= max(dates)]
    alike: dict[tuple[date, str, bool], list[BreakRow]] = {}
    for row in inside:
        alike.setdefault((row.dated.on, row.text, bool(row.seam)), []).append(row)
    return tuple(
        BreakEntry(
            chr(ord("a") + index),
            rows[0].dated,
            rows[0].text,
            rows[0].told_by,
            _types(rows),
            rows[0].seam,
        )
        for index, rows in enumerate(alike.values())
    )


def _types(rows: Iterable[BreakRow]) -> tuple[str, ...]:
    """Which types break alone; empty where all types together do."""
    types = {row.charger_type for row in rows}
    known = [part.value for part in PARTS if part in types]
    return () if "" in types else (*known, *sorted(types.difference(known)))


def segment(on: date, breaks: Breaks) -> int:
    """In which of the segments that ``breaks`` (in order) make a figure of this date falls."""
    return bisect_right([row.dated.on for row in breaks], on)


# ------------------------------------------------------------------- what was placed, and trend


def month(on: date) -> int:
    """A number that counts months."""
    return on.year * 12 + on.month - 1


def placed(region: str, points: Sequence[SeriesPoint], breaks: Breaks) -> tuple[PlacedPoint, ...]:
    """How many more points there were each month than the month before; may be negative.

    No figure across a break (nvt), nor where one of the two stocks is lacking (its reason, or
    onbekend). Of several dates within a month the last one counts.
    """
    monthly = {month(point.on): point for point in points}
    found = []
    for number, point in list(monthly.items())[1:]:
        before = monthly.get(number - 1)
        id_ = f"geplaatst.{region}.{point.on}"
        provisional = point.provisional or (before is not None and before.provisional)
        found.append(PlacedPoint(point.on, _increase(id_, before, point, breaks), provisional))
    return tuple(found)


def _increase(id_: str, before: SeriesPoint | None, now: SeriesPoint, breaks: Breaks) -> Figure:
    if before is None or (now.on - before.on).days not in A_MONTH:
        return no_figure(id_, UNKNOWN)
    if segment(before.on, breaks) != segment(now.on, breaks):
        return no_figure(id_, NOT_APPLICABLE)
    old, new = before.figure, now.figure
    if old.value is None or new.value is None:
        return no_figure(id_, new.missing or old.missing)
    if old.at_least or new.at_least:
        return no_figure(id_, UNKNOWN)
    return Figure(
        id_,
        new.value - old.value,
        decimals=max(old.decimals, new.decimals),
        sources=all_sources((old, new)),
        basis=COMPUTED,
        rough=roughness((old, new)),
    )


def trends(region: str, months: Sequence[PlacedPoint], breaks: Breaks) -> tuple[Trend, ...]:
    """A line per segment between breaks, fitted to its months; none with fewer than six."""
    known = [point for point in months if point.figure.value is not None]
    found = []
    for _segment, group in groupby(known, key=lambda point: segment(point.on, breaks)):
        members = list(group)
        line = fitted(
            [(month(p.on), p.figure.value) for p in members if p.figure.value is not None]
        )
        if line is None:
            continue
        id_ = f"trend.{region}.{members[0].on}"
        told = [point.figure for point in members]
        origin = all_sources(told), roughness(told)
        found.append(
            Trend(
                period_from=members[0].on,
                on=members[-1].on,
                months=len(members),
                slope=rounded_figure(f"{id_}.helling", line.slope, SLOPE_DECIMALS, *origin),
                error=rounded_figure(f"{id_}.standaardfout", line.error, SLOPE_DECIMALS, *origin),
                first=rounded_figure(f"{id_}.begin", line.first, 1, *origin),
                last=rounded_figure(f"{id_}.einde", line.last, 1, *origin),
            )
        )
    return tuple(found)
