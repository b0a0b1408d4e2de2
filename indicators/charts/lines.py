"""Figure 1: the stock of charge points over time, a line per region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, CoverageReport, RegionSeries
from nalportal.dutch import short_date

from . import wording
from .drawing import Sketch
from .style import (
    BREAK_DASH,
    INK,
    INK_2,
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

HEIGHT = 250
TOP = 18
LABEL_STEP = 14
WIDEST_NAME = 96
MOST_MARKERS = 12
# A little wider than the other panels: the names stand beside the lines.
PANEL_WIDTH = 330


@dataclass(frozen=True)
class Stroke:
    """How the line of a region is told from the others, also in grey and on a bad printer."""

    colour: str
    dash: tuple[int, ...]
    marker: str
    readable: bool = True  # enough contrast (4.5 : 1) to write the region's name in


STROKES: Mapping[str, Stroke] = {
    "g4": Stroke("#14213d", (1, 0), "circle"),
    "zuid": Stroke("#7a1145", (6, 2), "square"),
    "noordwest": Stroke("#0b5f6b", (1, 0), "triangle-up"),
    "zuidwest": Stroke("#a8481a", (2, 2), "diamond"),
    "oost": Stroke("#4480c0", (8, 3, 2, 3), "cross", readable=False),
    "noord": Stroke("#b58a00", (1, 0), "triangle-down", readable=False),
}
# A region that comes later: grey, until it gets a colour of its own.
OTHER = Stroke("#6b787e", (4, 2), "triangle-right")


@dataclass(frozen=True)
class _Point:
    on: date
    value: Decimal
    run: int  # points of one run are joined; a break or a missing value starts a new one


@dataclass(frozen=True)
class _Line:
    region: str
    name: str
    stroke: Stroke
    points: tuple[_Point, ...]

    @property
    def last(self) -> _Point:
        return self.points[-1]


def coverage_sketch(coverage: CoverageReport) -> Sketch | None:
    """The chart of all regions together; ``None`` while no region has a figure."""
    known = [p.on for s in coverage.series for p in s.points if p.figure.value is not None]
    if not known:
        return None
    # A break that no figure follows is not drawn, so it is not told either.
    breaks = tuple(e for e in coverage.breaks if min(known) < e.dated.on <= max(known))
    told = replace(coverage, breaks=breaks)
    lines = [line for series in told.series if (line := _line(series, breaks)).points]
    return Sketch(
        "dekking",
        _("(Semi-)publieke laadpunten per NAL-regio"),
        lines_spec(lines, breaks),
        wording.coverage(told),
        wording.coverage_note(told),
    )


def _line(series: RegionSeries, breaks: Sequence[BreakEntry]) -> _Line:
    points: list[_Point] = []
    gaps = 0
    for point in sorted(series.points, key=lambda point: point.on):
        if point.figure.value is None:
            gaps += 1
        else:
            run = gaps + sum(entry.dated.on <= point.on for entry in breaks)
            points.append(_Point(point.on, point.figure.value, run))
    stroke = STROKES.get(series.region, OTHER)
    return _Line(series.region, plain(series.name), stroke, tuple(points))


def lines_spec(lines: Sequence[_Line], breaks: Sequence[BreakEntry]) -> Spec:
    """Lines that stop at breaks, markers, and each region's name at the end of its line."""
    values = [point.value for line in lines for point in line.points]
    grid = ticks(min([*values, Decimal(0)]), max([*values, Decimal(1)]))
    names = {line.region: shortened(line.name, WIDEST_NAME) for line in lines}
    # Beside the widest name: the marker before it and the space around it.
    room = 26 + round(max(text_width(name) for name in names.values()))
    frame = Frame(HEIGHT, right=room, bottom=40, left=label_margin(grid), width=PANEL_WIDTH)
    dates = sorted({point.on for line in lines for point in line.points})
    x = field("on", scale=_time(dates, frame.inner_width), axis={"values": [], "labels": False})
    ends = [float(grid[0]), float(grid[-1])]
    scale: Spec = {"domain": ends, "range": [HEIGHT, TOP], "nice": False}
    y = field("value", scale=scale, axis=value_axis(grid))
    return panel(
        frame,
        [
            *_breaks(breaks, x),
            *(mark for line in lines for mark in _marks(line, x, y)),
            *_names(lines, names, grid, frame.inner_width),
            value_labels(grid, y),
            *_dates(dates, x, frame.inner_width),
        ],
    )


# --------------------------------------------------------------------------------- the lines


def _marks(line: _Line, x: Spec, y: Spec) -> list[Spec]:
    """The line and its markers; a run of one point is a marker without a line."""
    stroke = line.stroke
    rows: list[Spec] = [
        {"on": p.on.toordinal(), "value": float(p.value), "run": p.run} for p in line.points
    ]
    drawn: Spec = {
        "type": "line",
        "color": stroke.colour,
        "strokeWidth": 2.25,
        "strokeDash": list(stroke.dash),
    }
    marked = marked_points(line.points)
    return [
        layer(drawn, rows, x=x, y=y, detail=field("run", "nominal")),
        layer(_marker(stroke), [r for r, keep in zip(rows, marked, strict=True) if keep], x=x, y=y),
    ]


def _marker(stroke: Stroke) -> Spec:
    return {
        "type": "point",
        "shape": stroke.marker,
        "color": stroke.colour,
        "filled": True,
        "opacity": 1,
        "size": 46,
    }


def marked_points(points: Sequence[_Point]) -> list[bool]:
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
    lines: Sequence[_Line], names: Mapping[str, str], grid: Sequence[Decimal], width: int
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
            layers.append(layer(_marker(line.stroke), row, x={"value": x - 8}, y=height))
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


# ------------------------------------------------------------------- the breaks and the dates


def _breaks(breaks: Sequence[BreakEntry], x: Spec) -> list[Spec]:
    rows: list[Spec] = [
        {"on": entry.dated.on.toordinal(), "text": plain(entry.letter)} for entry in breaks
    ]
    rule: Spec = {"type": "rule", "color": INK_2, "strokeDash": list(BREAK_DASH)}
    letter: Spec = {"type": "text", "fontStyle": "italic", "color": INK_2}
    return [
        layer(rule, rows, x=x, y={"value": 14}, y2={"value": HEIGHT}),
        layer(letter, rows, x=x, y={"value": 5}, text=field("text", "nominal")),
    ]


def _time(dates: Sequence[date], width: int) -> Spec:
    """The scale of days, as day numbers: no time zone can shift them."""
    # One date alone stands in the middle of a month.
    around = timedelta(days=15 if len(dates) == 1 else 0)
    ends = [(dates[0] - around).toordinal(), (dates[-1] + around).toordinal()]
    return {"domain": ends, "range": [6, width - 6], "nice": False, "zero": False}


def _dates(dates: Sequence[date], x: Spec, width: int) -> list[Spec]:
    rows: list[Spec] = [
        {"on": on.toordinal(), "text": text} for on, text in date_ticks(dates, width)
    ]
    tick: Spec = {"type": "rule", "color": INK_2}
    label: Spec = {
        "type": "text",
        "baseline": "top",
        "color": INK_2,
        "lineBreak": "\n",
    }
    below = HEIGHT + 4
    return [
        layer(tick, rows, x=x, y={"value": HEIGHT}, y2={"value": below}),
        layer(label, rows, x=x, y={"value": below + 3}, text=field("text", "nominal")),
    ]


def date_ticks(dates: Sequence[date], width: float) -> list[tuple[date, str]]:
    """Ends of months to write under the lines, month over year; few dates are written in full."""
    if len(dates) <= 2:
        return [(on, short_date(on)) for on in dates]
    at_most = int(width // 42)
    first, last = (on.year * 12 + on.month for on in (dates[0], dates[-1]))
    for months in (1, 3, 6, 12, 24, 36, 60, 120):
        ends = [
            end for m in range(first, last + 1) if m % months == 0 and (end := _end(m)) <= dates[-1]
        ]
        if len(ends) <= at_most:
            break
    return [(on, f"{wording.SHORT_MONTHS[on.month - 1]}\n{on.year}") for on in ends]


def _end(month: int) -> date:
    """The last day of a month, counted from the year 0 (``year * 12 + month``)."""
    year, following = divmod(month, 12)
    return date(year, following + 1, 1) - timedelta(days=1)
