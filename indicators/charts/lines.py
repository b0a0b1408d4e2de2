"""Figure 1: the stock of charge points over time, a line per region."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, CoverageReport, RegionSeries, SeriesPoint

from ..memoize import once_per_value
from . import descriptions, numbers
from .drawing import Sketch
from .style import (
    INK,
    Frame,
    Spec,
    field,
    label_margin,
    layer,
    panel,
    plain,
    shortened,
    text_width,
    ticks,
    value_axis,
    value_labels,
)
from .timeline import QUIET, Stroke, break_marks, date_marks, marker, stroke_of, time_axis
from .timeline import line as drawn

HEIGHT = 250
TOP = 18
LABEL_STEP = 14
WIDEST_NAME = 96
MOST_MARKERS = 12
# A little wider than the other panels: the names stand beside the lines.
PANEL_WIDTH = 330


@dataclass(frozen=True)
class Point:
    on: date
    value: Decimal
    run: int  # points of one run are joined; a break or a missing value starts a new one


@dataclass(frozen=True)
class Line:
    region: str
    name: str
    stroke: Stroke
    points: tuple[Point, ...]

    @property
    def last(self) -> Point:
        return self.points[-1]


@once_per_value(keep=32)
def coverage_sketch(coverage: CoverageReport) -> Sketch | None:
    """The chart of all regions together; ``None`` while no region has a figure."""
    lines = _lines(coverage)
    if not lines:
        return None
    told = replace(coverage, breaks=_drawn_breaks(coverage, lines))
    return Sketch(
        "dekking",
        _("{points} per NAL-regio").format(points=descriptions.points(coverage.only_kind)),
        lines_spec(lines, told.breaks),
        descriptions.coverage(told),
        descriptions.coverage_note(told),
        numbers.stock(coverage),
    )


@once_per_value(keep=32)
def region_sketch(coverage: CoverageReport, region: str) -> Sketch | None:
    """All regions, one of them in its colour, the others thin and grey; None without a figure."""
    lines = [
        line if line.region == region else replace(line, stroke=QUIET) for line in _lines(coverage)
    ]
    # The line that it is about is drawn over the others.
    lines.sort(key=lambda line: line.stroke is not QUIET)
    if not lines or lines[-1].region != region:
        return None
    own = tuple(series for series in coverage.series if series.region == region)
    told = replace(coverage, breaks=_drawn_breaks(coverage, lines), series=own)
    return Sketch(
        f"dekking-{region}",
        f"{descriptions.points(coverage.only_kind)}, {own[0].name}",
        lines_spec(lines, told.breaks),
        descriptions.coverage(told),
        descriptions.coverage_note(told, others=len(lines) > 1),
        numbers.stock(coverage),
    )


def _lines(coverage: CoverageReport) -> list[Line]:
    lines = [_line(series, coverage.breaks) for series in coverage.series]
    return [line for line in lines if line.points]


def _drawn_breaks(coverage: CoverageReport, lines: Sequence[Line]) -> tuple[BreakEntry, ...]:
    """A break that no figure follows is not drawn, so it is not told either."""
    dates = [point.on for line in lines for point in line.points]
    return tuple(e for e in coverage.breaks if min(dates) < e.dated.on <= max(dates))


def _line(series: RegionSeries, breaks: Sequence[BreakEntry]) -> Line:
    drawn_points = points_of(series.points, breaks)
    return Line(series.region, plain(series.name), stroke_of(series.region), drawn_points)


def points_of(
    moments: Iterable[descriptions.Moment | SeriesPoint], breaks: Sequence[BreakEntry]
) -> tuple[Point, ...]:
    """The points of a line, by date. A break parts them, and so does a figure that is lacking."""
    points: list[Point] = []
    gaps = 0
    for moment in sorted(moments, key=lambda moment: moment.on):
        # What is "at least" known would be a dip that nobody counted.
        if moment.figure.value is None or moment.figure.at_least:
            gaps += 1
        else:
            run = gaps + sum(entry.dated.on <= moment.on for entry in breaks)
            points.append(Point(moment.on, moment.figure.value, run))
    return tuple(points)


def lines_spec(lines: Sequence[Line], breaks: Sequence[BreakEntry]) -> Spec:
    """Lines that stop at breaks, markers, and each region's name at the end of its line."""
    values = [point.value for line in lines for point in line.points]
    grid = ticks(min([*values, Decimal(0)]), max([*values, Decimal(1)]))
    named = [line for line in lines if line.stroke is not QUIET]
    names = {line.region: shortened(line.name, WIDEST_NAME) for line in named}
    # Beside the widest name: the marker before it and the space around it.
    room = 26 + round(max(text_width(name) for name in names.values()))
    frame = Frame(HEIGHT, right=room, bottom=40, left=label_margin(grid), width=PANEL_WIDTH)
    dates = sorted({point.on for line in lines for point in line.points})
    x = time_axis(dates, frame.inner_width)
    ends = [float(grid[0]), float(grid[-1])]
    scale: Spec = {"domain": ends, "range": [HEIGHT, TOP], "nice": False}
    y = field("value", scale=scale, axis=value_axis(grid))
    return panel(
        frame,
        [
            *break_marks(breaks, x, HEIGHT),
            *(mark for line in lines for mark in _marks(line, x, y)),
            *_names(named, names, grid, frame.inner_width),
            value_labels(grid, y),
            *date_marks(dates, x, frame.inner_width, HEIGHT),
        ],
    )


# --------------------------------------------------------------------------------- the lines


def _marks(line: Line, x: Spec, y: Spec) -> list[Spec]:
    """The line and its markers; a run of one point is a marker without a line."""
    stroke = line.stroke
    rows: list[Spec] = [
        {"on": p.on.toordinal(), "value": float(p.value), "run": p.run} for p in line.points
    ]
    marked = marked_points(line.points)
    joined = layer(drawn(stroke), rows, x=x, y=y, detail=field("run", "nominal"))
    if stroke is QUIET:
        return [joined]
    return [
        joined,
        layer(marker(stroke), [r for r, keep in zip(rows, marked, strict=True) if keep], x=x, y=y),
    ]


def marked_points(points: Sequence[Point]) -> list[bool]:
    """Which points get a marker: those of each month, quarter or year, as many as stay apart.

    The last point always has one, and so has a point that stands alone between two breaks.
    """
    every = next(
        (
            months
            for months in (1, 3, 12)
            if sum(p.on.month % months == 0 for p in points) <= MOST_MARKERS
        ),
        12,
    )
    runs = [point.run for point in points]
    return [
        point.on.month % every == 0 or point is points[-1] or runs.count(point.run) == 1
        for point in points
    ]


# --------------------------------------------------------------------------------- the names


def _names(
    lines: Sequence[Line], names: Mapping[str, str], grid: Sequence[Decimal], width: int
) -> list[Spec]:
    """Each name at the height where its line ends, moved where names would touch.

    A name that is moved, or whose line ends earlier, gets the marker of its line before it.
    """
    last = max(line.last.on for line in lines)
    wanted = [_pixel(line.last.value, grid) for line in lines]
    layers = []
    for line, at, place in zip(lines, wanted, spread(wanted, LABEL_STEP, HEIGHT), strict=True):
        row: list[Spec] = [{"y": place, "text": names[line.region]}]
        height: Spec = {"value": place}
        marked = abs(place - at) > 3 or line.last.on != last
        mark: Spec = {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "fontWeight": 600,
            "color": line.stroke.colour if line.stroke.readable else INK,
        }
        x = width + (20 if marked else 8)
        layers.append(layer(mark, row, x={"value": x}, y=height, text=field("text", "nominal")))
        if marked:
            layers.append(layer(marker(line.stroke), row, x={"value": x - 8}, y=height))
    return layers


def _pixel(value: Decimal, grid: Sequence[Decimal]) -> float:
    """Where the scale puts ``value``."""
    share = (value - grid[0]) / (grid[-1] - grid[0])
    return HEIGHT - float(share) * (HEIGHT - TOP)


def spread(wanted: Sequence[float], step: float, lowest: float) -> list[float]:
    """Positions at least ``step`` apart and not below ``lowest``, in the order of ``wanted``."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    for above, index in pairwise(order):
        placed[index] = max(placed[index], placed[above] + step)
    limit = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - step
    return [round(place, 1) for place in placed]
