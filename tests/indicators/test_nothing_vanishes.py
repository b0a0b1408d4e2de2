"""Adding one observation takes no other figure out of the report; all figures are fictitious."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.models import PARTS, ValueKind
from indicators.reports import (
    CHARGE_POINTS,
    VEHICLES,
    BreakRow,
    FigureRow,
    IndicatorsData,
    IndicatorsReport,
    MeasureRow,
    assemble_outlook,
)
from indicators.reports.rate import NAL_START
from indicators.reports.rows import OutlookRow
from indicators.reports.superseded import tells_as_much
from nalportal.figures import UNKNOWN, Figure, no_figure

from .rows import (
    EDITIONS,
    LATER,
    MEASURES,
    MONITOR,
    NDW,
    REGIONS,
    SOURCES,
    assembled,
    monthly,
    row,
    series_break,
)

DAYS = (
    date(2020, 5, 31),
    date(2020, 9, 30),
    date(2020, 10, 31),
    date(2020, 12, 31),
    date(2021, 3, 31),
    date(2021, 4, 30),
    date(2021, 12, 31),
)
STARTS = (NAL_START, date(2019, 1, 1), date(2021, 1, 1))
VALUES = st.one_of(st.none(), st.integers(0, 90_000))
OF = st.sampled_from((MONITOR, MONITOR, MONITOR, NDW))
# Of the monitor; the register has one.
EDITIONS_OF = st.sampled_from((("monitor",), (LATER.key,)))


def cited(source: int, edition: tuple[str, ...]) -> dict[str, Any]:
    return {"source": source, "cites": edition if source == MONITOR else ("ndw",)}


# By type and all types together, also beside each other.
STOCK = st.builds(
    lambda value, on, kind, area, source, edition: row(
        CHARGE_POINTS, value, on, charger_type=kind, area=area, **cited(source, edition)
    ),
    VALUES,
    st.sampled_from(DAYS),
    st.sampled_from((*PARTS, "")),
    st.sampled_from(("", "", "noord", "noord", *REGIONS)),
    OF,
    EDITIONS_OF,
)
CARS = st.builds(
    lambda value, on, area, source: row(VEHICLES, value, on, area=area, source=source),
    VALUES,
    st.sampled_from(DAYS),
    st.sampled_from(("", "noord")),
    OF,
)
AVERAGE = st.builds(
    lambda value, kind, start, end, source, edition: monthly(
        kind, value, start, end, **cited(source, edition)
    ),
    VALUES,
    st.sampled_from((*PARTS, "totaal")),
    st.sampled_from(STARTS),
    st.sampled_from([day for day in DAYS if day > date(2021, 1, 1)]),
    OF,
    EDITIONS_OF,
)
AHEAD = st.builds(
    lambda value, kind, on, set_on, area: OutlookRow(
        CHARGE_POINTS,
        MONITOR,
        area,
        REGIONS.get(area, ""),
        False,
        "",
        kind,
        on,
        set_on,
        Decimal(value),
        cites=("monitor",),
    ),
    st.integers(0, 90_000),
    st.sampled_from(ValueKind.values),
    st.sampled_from((date(2020, 12, 31), date(2025, 12, 31))),
    st.sampled_from((date(2020, 1, 1), date(2020, 6, 1))),
    st.sampled_from(("", "noord")),
)


def key(found: FigureRow | OutlookRow) -> tuple[object, ...]:
    if isinstance(found, OutlookRow):
        return found.kind, found.on, found.set_on, found.area
    return (
        found.measure,
        found.source,
        found.area,
        found.charger_type,
        found.on,
        found.period_from,
    )


REGISTER = st.lists(
    st.one_of(STOCK, STOCK, CARS, AVERAGE, AHEAD), min_size=2, max_size=24, unique_by=key
)
BREAKS = st.sampled_from(
    ((), (series_break(date(2020, 9, 1)),), (series_break(date(2020, 10, 1)),))
)

Told = tuple[tuple[object, ...], date, tuple[Figure, ...]]


def told(report: IndicatorsReport) -> Iterable[Told]:
    """Every row with what identifies it but for its end, its end, and its figures."""
    for r in report.rate.rows:
        yield ("rate", r.period_from), r.on, (r.public, r.semi_public, r.fast, r.total)
    for c in report.ratio.columns:
        points, pair = as_part(c.charge_points, report.ratio.only_kind, c.ratio)
        yield ("ratio", c.on.year), c.on, (points, c.vehicles, pair)
    for region in report.ratio.regions:
        only = report.ratio.regions_only_kind
        points, pair = as_part(region.charge_points, only, region.ratio)
        yield ("regio", region.region), date.min, (points, region.vehicles, pair)
    for series in report.coverage.series:
        for point in series.points:
            figure, _none = as_part(point.figure, report.coverage.only_kind)
            yield ("series", series.region, point.on), point.on, (figure,)
    for other in (*report.ratio.others, *report.rate.others, *report.coverage.others):
        only = "" if other.label in NAMES else other.label
        for entry in other.figures:
            label = other.label if other.label == VEHICLES.capitalize() else "laadpunten"
            name = ("other", label, other.source.slug, entry.name, entry.period_from)
            figure, _none = as_part(entry.figure, only)
            yield name, date.min, (figure,)


def looked_ahead(data: IndicatorsData) -> Iterable[Told]:
    """What was aimed at and expected, each by itself: what was observed only stands beside it."""
    for table in assemble_outlook(data, REGIONS):
        for entry in table.entries:
            for figure in filter(None, (entry.target, *entry.forecast)):
                yield ("vooruit", figure.id), date.min, (figure,)


def as_part(figure: Figure, only: str, of: Figure | None = None) -> tuple[Figure, Figure]:
    """What a figure of one kind only, and what was made of it, say of all kinds together."""
    of = of or figure
    return (replace(figure, at_least=True), no_figure(of.id, UNKNOWN)) if only else (figure, of)


NAMES = {one.name for one in MEASURES}


def gone(before: Sequence[Told], after: Sequence[Told]) -> list[Told]:
    """Rows that have no row in their place that ends as late and tells as much."""
    return [
        (name, on, figures)
        for name, on, figures in before
        if not any(
            name == other and on <= until and tells_as_much(new, figures)
            for other, until, new in after
        )
    ]


# Of the stock alone, or of all measures.
SEAM = ((date(2021, 1, 1), NDW),)
TAKEN_OVER = tuple(replace(one, successions=SEAM) for one in MEASURES)
SERIES = st.sampled_from((MEASURES, (TAKEN_OVER[0], *MEASURES[1:]), TAKEN_OVER))


# Half of a pair on each of two dates: neither takes the place of the other.
HALVES = [
    row(CHARGE_POINTS, 0, date(2020, 10, 31), charger_type=PARTS[0], area="noord"),
    row(VEHICLES, None, date(2020, 10, 31), area="noord"),
    row(CHARGE_POINTS, None, date(2020, 12, 31), charger_type=PARTS[0], area="noord"),
    row(VEHICLES, 7, date(2020, 12, 31), area="noord"),
]


@given(REGISTER, BREAKS, SERIES)
@example(HALVES, (), MEASURES)
@settings(max_examples=100)
def test_adding_one_observation_or_target_never_removes_another_row(
    register: list[FigureRow | OutlookRow],
    breaks: tuple[BreakRow, ...],
    measures: tuple[MeasureRow, ...],
) -> None:
    def all_told(rows: Sequence[FigureRow | OutlookRow]) -> list[Told]:
        figures = tuple(one for one in rows if isinstance(one, FigureRow))
        ahead = tuple(one for one in rows if isinstance(one, OutlookRow))
        known: dict[str, Any] = {"breaks": breaks, "measures": measures, "editions": EDITIONS}
        data = IndicatorsData(sources=SOURCES, figures=figures, outlook=ahead, **known)
        return [*told(assembled(*figures, **known)), *looked_ahead(data)]

    before, after = all_told(register[:-1]), all_told(register)
    assert gone(before, after) == []
    # Each target that went in is told: this does not hold because nothing is.
    targets = [one for one in register if isinstance(one, OutlookRow)]
    assert sum(name[0] == "vooruit" for name, *_more in after) == len(targets)


def test_a_row_that_leaves_or_tells_less_is_seen() -> None:
    """The property above can fail."""
    rows = [row(CHARGE_POINTS, 9, DAYS[3]), row(VEHICLES, 36, DAYS[3])]
    before, lacking = list(told(assembled(*rows))), list(told(assembled(rows[0])))
    assert len(before) == 1
    assert gone(before, []) == gone(before, lacking) == before
