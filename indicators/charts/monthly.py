"""Figure 2: what was placed each month, a panel per region, with the trend of each segment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.reports import BreakEntry, CoverageReport, RegionSeries

from ..memoize import once_per_value
from . import descriptions, numbers
from .drawing import Sketch
from .style import (
    INK_2,
    Frame,
    Spec,
    field,
    label_margin,
    layer,
    panel,
    ticks,
    value_axis,
    value_labels,
)
from .timeline import break_marks, date_marks, line, marker, stroke_of, time_axis

HEIGHT = 150
TOP = 18
# A month is a small mark, so that ten years of them stay apart.
MARK = 14


@once_per_value(keep=32)
def placed_sketches(coverage: CoverageReport) -> tuple[Sketch, ...]:
    """A panel per region that has a month, on one scale; none while no region has one."""
    scale = _scale(coverage)
    return tuple(_sketch(series, scale) for series in scale.series) if scale else ()


@dataclass(frozen=True)
class _Scale:
    """What the panels share: days from left to right, values from bottom to top, breaks."""

    series: tuple[RegionSeries, ...]
    dates: tuple[date, ...]
    grid: tuple[Decimal, ...]
    breaks: tuple[BreakEntry, ...]
    note: str
    only_kind: str


def _scale(coverage: CoverageReport) -> _Scale | None:
    """The scale of the panels; ``None`` without a single month."""
    known = [
        (p.on, p.figure.value)
        for series in coverage.series
        for p in series.placed
        if p.figure.value is not None
    ]
    if not known:
        return None
    dates = sorted({on for on, _value in known})
    breaks = tuple(e for e in coverage.breaks if dates[0] < e.dated.on <= dates[-1])
    # The ends of trends may lie outside the months themselves.
    lines = [f.value for s in coverage.series for t in s.trends for f in (t.first, t.last)]
    values = [value for _on, value in known] + [value for value in lines if value is not None]
    return _Scale(
        series=tuple(filter(_has_months, coverage.series)),
        dates=tuple(dates),
        grid=tuple(ticks(min([*values, Decimal(0)]), max([*values, Decimal(1)]), 4)),
        breaks=breaks,
        note=descriptions.placed_note(replace(coverage, breaks=breaks)),
        only_kind=coverage.only_kind,
    )


def _has_months(series: RegionSeries) -> bool:
    return any(point.figure.value is not None for point in series.placed)


def _sketch(series: RegionSeries, scale: _Scale) -> Sketch:
    return Sketch(
        f"geplaatst-{series.region}",
        series.name,
        placed_spec(series, scale.dates, scale.grid, scale.breaks),
        descriptions.placed(series, scale.only_kind, scale.breaks),
        scale.note,
        numbers.placed_in(series),
    )


def placed_spec(
    series: RegionSeries,
    dates: Sequence[date],
    grid: Sequence[Decimal],
    breaks: Sequence[BreakEntry],
) -> Spec:
    """A mark per month, and a line per segment that ends at the breaks around it."""
    frame = Frame(HEIGHT, right=16, bottom=40, left=label_margin(grid))
    width = frame.inner_width
    x = time_axis(dates, width)
    ends = [float(grid[0]), float(grid[-1])]
    scale: Spec = {"domain": ends, "range": [HEIGHT, TOP], "nice": False}
    y = field("value", scale=scale, axis=value_axis(grid))
    stroke = stroke_of(series.region)
    zero: list[Spec] = [{"value": 0}] if grid[0] < 0 else []
    return panel(
        frame,
        [
            *break_marks(breaks, x, HEIGHT),
            layer({"type": "rule", "color": INK_2}, zero, y=y),
            *(
                layer(
                    marker(stroke, size=MARK, filled=not provisional),
                    _months(series, provisional=provisional),
                    x=x,
                    y=y,
                )
                for provisional in (False, True)
            ),
            layer(line(stroke), _lines(series), x=x, y=y, detail=field("run", "nominal")),
            value_labels(grid, y),
            *date_marks(dates, x, width, HEIGHT),
        ],
    )


def _months(series: RegionSeries, *, provisional: bool) -> list[Spec]:
    return [
        {"on": p.on.toordinal(), "value": float(p.figure.value)}
        for p in series.placed
        if p.figure.value is not None and p.provisional is provisional
    ]


def _lines(series: RegionSeries) -> list[Spec]:
    return [
        {"on": on.toordinal(), "value": float(figure.value or 0), "run": run}
        for run, trend in enumerate(series.trends)
        for on, figure in ((trend.period_from, trend.first), (trend.on, trend.last))
    ]
