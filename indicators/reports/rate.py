"""Table 2: how many charge points came a month, averaged over a period. Pure.

Computed from monthly stock where that is there; else the average as it was reported.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nalportal.figures import COMPUTED, GIVEN, UNKNOWN, Figure, no_figure

from ..models import PARTS, TOTAL
from .entries import (
    BreakEntry,
    IndicatorTexts,
    OtherFigure,
    OtherSource,
    RateReport,
    RateRow,
)
from .other_sources import told_beside
from .pace import Paces, Period, paces
from .rows import CHARGE_POINTS, COUNTRY, MONTHLY_RATE, BreakRow, FigureRow, IndicatorsData, Spans
from .series import ByType, breaks_of, breaks_within, observed, only_kind, stocks_of, whole
from .sources import sources_cited
from .superseded import KNOWN, tells_as_much, weight

REPORTED = GIVEN
NAL_START = date(2020, 6, 1)
# The periods of the report. The last one runs on: see `_standing`.
BEFORE_NAL = ((date(2015, 1, 1), date(2019, 12, 31)), (date(2019, 1, 1), date(2020, 5, 31)))

Reported = Mapping[Period, ByType]


def assemble_rate(
    data: IndicatorsData, texts: IndicatorTexts, regions: Mapping[str, str]
) -> RateReport:
    """A row per period, computed or else reported; ``regions``: names by slug."""
    spans = data.spans(MONTHLY_RATE)
    stocks = stocks_of(data, CHARGE_POINTS, regions)
    given = _reported(data, lambda row: row.source == spans.at(row.on))
    rows = _standing(_rows(given, paces(data, stocks), data.measure(MONTHLY_RATE).decimals))
    replaced = tuple(_replaced(given, rows, data.measure(MONTHLY_RATE).decimals))
    told = [figure for row in (*rows, *replaced) for figure in _figures(row)]
    return RateReport(
        texts=texts,
        rows=tuple(rows),
        breaks=_breaks(rows, _of_stock(data), _of_averages(data)),
        sources=sources_cited(data, told),
        others=_others(data),
        replaced=replaced,
        only_kind=data.measure(CHARGE_POINTS).kind_name(_only_kind(rows)),
    )


def _only_kind(rows: Iterable[RateRow]) -> str:
    """The one column of table 2 in which anything stands."""
    names = (*PARTS, TOTAL)
    found = {
        name
        for row in rows
        for name, figure in zip(names, _figures(row), strict=True)
        if figure.value is not None
    }
    return found.pop() if len(found) == 1 and TOTAL not in found else ""


def _reported(data: IndicatorsData, taken: Callable[[FigureRow], bool]) -> Reported:
    periods: dict[Period, dict[str, FigureRow]] = defaultdict(dict)
    for row in data.figures:
        national = (row.measure, row.area) == (MONTHLY_RATE, COUNTRY)
        if national and row.period_from and taken(row):
            periods[(row.period_from, row.on)][row.charger_type] = row
    return periods


# ------------------------------------------------------------------------- which rows there are


def _rows(given: Reported, stock: Paces, decimals: int) -> list[RateRow]:
    """Every period that was reported or can be computed, by its end."""
    found = {*BEFORE_NAL, *given, *stock.periods_since(NAL_START)}
    rows = (
        _row_of(period, given.get(period, {}), stock, decimals)
        for period in sorted(found, key=lambda period: (period[1], period[0]))
    )
    return [row for row in rows if row]


def _row_of(period: Period, given: ByType, stock: Paces, decimals: int) -> RateRow | None:
    """Computed if all types are; else as it was reported; else as far as it can be computed."""
    id_ = _id(period)
    computed = stock.of_types(id_, period) or (None if given else stock.of_some(id_, period))
    if computed:
        row = _row(period, given, COMPUTED, computed)
        return replace(row, provisional=stock.provisional(period))
    if not given:
        return None
    row = _row_as_reported(period, given, decimals)
    # One type that was reported does not take away what is known of all together.
    together = None if weight(row.total) == KNOWN else stock.total(id_, period)
    return replace(row, total=together) if together else row


def _standing(rows: Sequence[RateRow]) -> list[RateRow]:
    """Without the rows that a later one covers: only the period since the NAL runs on."""
    return [row for row in rows if not any(_covers(other, row) for other in rows)]


def _covers(newer: RateRow, row: RateRow) -> bool:
    """Whether a row says all that ``row`` says, over a longer period since the NAL began."""
    longer = newer.period_from == row.period_from == NAL_START and newer.on > row.on
    return longer and tells_as_much(_figures(newer), _figures(row))


def _figures(row: RateRow) -> tuple[Figure, ...]:
    return (row.public, row.semi_public, row.fast, row.total)


def _replaced(given: Reported, rows: Sequence[RateRow], decimals: int) -> Iterable[RateRow]:
    """What was reported of periods for which the table has another row now."""
    shown = {(row.period_from, row.on) for row in rows if row.basis == REPORTED}
    for period, found in sorted(given.items()):
        if period not in shown:
            yield _row_as_reported(period, found, decimals, f"vervangen.{_id(period)}")


# ------------------------------------------------------------------------ as it was reported


def _row_as_reported(period: Period, found: ByType, decimals: int, id_: str = "") -> RateRow:
    id_ = id_ or _id(period)
    parts = [observed(f"{id_}.{part}", found.get(part), decimals) for part in PARTS]
    # Of one type only nobody asked what all together are at least.
    together = no_figure(f"{id_}.totaal", UNKNOWN)
    everything = together if only_kind([found]) else whole(together.id, found, decimals)
    return _row(period, found, REPORTED, [*parts, everything])


def _row(period: Period, found: ByType, basis: str, figures: Sequence[Figure]) -> RateRow:
    """``figures`` in the order of :data:`PARTS`, and of all together."""
    public, semi_public, fast, everything = figures
    return RateRow(
        _given_name(found),
        *period,
        basis,
        public,
        semi_public,
        fast,
        everything,
        provisional=_is_provisional(found),
    )


def _id(period: Period) -> str:
    return f"tempo.{period[0]}.{period[1]}"


def _given_name(found: ByType) -> str:
    """What the source calls the period, if anything."""
    return next((row.period_label for row in found.values() if row.period_label), "")


def _is_provisional(found: ByType) -> bool:
    return any(row.provisional for row in found.values())


# ------------------------------------------------------------------ what stands under the table


def _of_averages(data: IndicatorsData) -> list[BreakRow]:
    """An average that was reported is of one source, so a seam is never within it."""
    return [row for row in breaks_of(data, MONTHLY_RATE) if not row.seam]


def _of_stock(data: IndicatorsData) -> list[BreakRow]:
    """The breaks of all types together, and of each type alone."""
    found = [breaks_of(data, CHARGE_POINTS, part) for part in PARTS]
    return list(dict.fromkeys(row for rows in found for row in rows))


def _breaks(
    rows: Sequence[RateRow], of_stock: Iterable[BreakRow], of_averages: Iterable[BreakRow]
) -> tuple[BreakEntry, ...]:
    """The breaks within the periods: an average over both definitions mixes them, or skips one."""
    found: dict[tuple[date, str, str], BreakRow] = {}
    for basis, breaks in ((REPORTED, of_averages), (COMPUTED, of_stock)):
        inside = [row for row in rows if row.basis == basis]
        for b in breaks:
            if any(row.period_from < b.dated.on <= row.on for row in inside):
                found.setdefault((b.dated.on, b.text, b.charger_type), b)
    days = [day for row in rows for day in (row.period_from, row.on)]
    return breaks_within([found[key] for key in sorted(found)], days)


def _others(data: IndicatorsData) -> tuple[OtherSource, ...]:
    """The averages of sources on the days for which the report takes another one."""
    spans = data.spans(MONTHLY_RATE)
    found: dict[str, list[OtherFigure]] = {}
    kinds: dict[str, str] = {}
    for source in data.sources_of(MONTHLY_RATE):
        given = _reported(data, _taken_elsewhere(source, spans))
        only = only_kind(given.values())
        for period, rows in sorted(given.items()):
            figure = _beside(data, source, period, rows, only)
            key = (*figure.figure.sources, data.sources[source].key)[0]
            found.setdefault(key, []).append(figure)
            kinds[key] = only
    return told_beside(data, MONTHLY_RATE, found, kinds)


def _taken_elsewhere(source: int, spans: Spans) -> Callable[[FigureRow], bool]:
    return lambda row: row.source == source != spans.at(row.on)


def _beside(
    data: IndicatorsData, source: int, period: Period, found: ByType, only: str
) -> OtherFigure:
    id_ = f"andere.{data.sources[source].slug}.{_id(period)}"
    return OtherFigure(
        name="",
        period=_given_name(found),
        period_from=period[0],
        on=period[1],
        figure=whole(id_, found, data.measure(MONTHLY_RATE).decimals, only=only),
        provisional=_is_provisional(found),
    )
