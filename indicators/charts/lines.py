"""Figure 1: the stock of charge points over time, a line per region."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from indicators.reports import (
    CHARGE_POINTS,
    BreakEntry,
    CoverageReport,
    OutlookTable,
    SeriesPoint,
)
from nalportal.figures import ABOUT

from ..memoize import once_per_value
from . import descriptions, numbers
from .ahead import (
    Ahead,
    ahead_note,
    ahead_of,
    ahead_on_days,
    ahead_words,
    top_text,
    with_ahead,
)
from .drawing import Sketch
from .style import (
    INK,
    INK_2,
    LINE_HEIGHT,
    SEAM_COLOURS,
    Frame,
    Spec,
    field,
    label_margin,
    layer,
    name_marks,
    panel,
    plain,
    text_width,
    ticks,
    value_axis,
    value_labels,
    wrapped,
)
from .timeline import (
    QUIET,
    Stroke,
    across,
    break_marks,
    date_marks,
    marker,
    seam_names,
    stroke_of,
    time_axis,
)
from .timeline import line as drawn

HEIGHT = 250
TOP = 18
LABEL_STEP = 14
# A name takes another line rather than more room than this, unless all together grow too high.
WIDEST_NAMES = (96, 120, 150)
MOST_MARKERS = 12
# A little wider than the other panels: the names stand beside the lines.
PANEL_WIDTH = 330


@dataclass(frozen=True)
class Point:
    on: date
    value: Decimal
    run: int  # points of one run are joined; a break or a missing value starts a new one
    text: str
    provisional: bool
    about: bool


@dataclass(frozen=True)
class Line:
    """``bounds`` are what is only "at least" known: in no line, for that would show a dip."""

    region: str
    name: str
    stroke: Stroke
    points: tuple[Point, ...]
    bounds: tuple[Point, ...] = ()

    @property
    def drawn(self) -> tuple[Point, ...]:
        """All its points; of very many bounds none is drawn."""
        bounds = self.bounds if len(self.bounds) <= MOST_MARKERS else ()
        return tuple(sorted((*self.points, *bounds), key=lambda point: point.on))

    @property
    def last(self) -> Point:
        return self.drawn[-1]


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
        " ".join(filter(None, [descriptions.coverage_note(told), *signs(lines)])),
        numbers.stock(coverage),
    )


@once_per_value(keep=32)
def region_sketch(
    coverage: CoverageReport, region: str, outlook: tuple[OutlookTable, ...] = ()
) -> Sketch | None:
    """All regions, one of them in its colour with what it aims at, the others thin and grey; None
    without a figure."""
    lines = [
        line if line.region == region else replace(line, stroke=QUIET) for line in _lines(coverage)
    ]
    # The line that it is about is drawn over the others.
    lines.sort(key=lambda line: line.stroke is not QUIET)
    if not lines or lines[-1].region != region:
        return None
    own = tuple(series for series in coverage.series if series.region == region)
    told = replace(coverage, breaks=_drawn_breaks(coverage, lines), series=own)
    # What is aimed at is of all kinds of charge points, so it stands beside no series of one.
    aimed = () if coverage.only_kind else outlook
    ahead = ahead_of(aimed, lambda table: table.measure == CHARGE_POINTS, own[0].name)
    named = [("", one) for one in ahead]
    note = descriptions.coverage_note(told, others=len(lines) > 1)
    return Sketch(
        f"dekking-{region}",
        f"{descriptions.points(coverage.only_kind)}, {own[0].name}",
        lines_spec(lines, told.breaks, ahead),
        " ".join([descriptions.coverage(told), *ahead_words(ahead)]),
        " ".join(filter(None, [note, *signs(lines[-1:]), *ahead_note(named)])),
        with_ahead(numbers.stock(coverage), named),
    )


def _lines(coverage: CoverageReport) -> list[Line]:
    lines = [
        line_of(one.region, one.name, stroke_of(one.region), one.points, coverage.breaks)
        for one in coverage.series
    ]
    return [line for line in lines if line.drawn]


def _drawn_breaks(coverage: CoverageReport, lines: Sequence[Line]) -> tuple[BreakEntry, ...]:
    """A break that no figure follows is not drawn, so it is not told either."""
    dates = [point.on for line in lines for point in line.drawn]
    return tuple(e for e in coverage.breaks if min(dates) < e.dated.on <= max(dates))


def line_of(
    key: str,
    name: str,
    stroke: Stroke,
    moments: Iterable[descriptions.Moment | SeriesPoint],
    breaks: Sequence[BreakEntry],
) -> Line:
    """The points of a line, by date. A break parts them, and so does a figure that is lacking."""
    points: list[Point] = []
    bounds: list[Point] = []
    gaps = 0
    for moment in sorted(moments, key=lambda moment: moment.on):
        figure = moment.figure
        # What is "at least" known would be a dip that nobody counted.
        gaps += figure.value is None or figure.at_least
        if figure.value is not None:
            run = gaps + sum(entry.dated.on <= moment.on for entry in breaks)
            told = (str(figure), moment.provisional, figure.rough == ABOUT)
            of = bounds if figure.at_least else points
            of.append(Point(moment.on, figure.value, run, *told))
    return Line(key, plain(name), stroke, tuple(points), tuple(bounds))


def lines_spec(
    lines: Sequence[Line], breaks: Sequence[BreakEntry], ahead: Sequence[Ahead] = ()
) -> Spec:
    """Lines that stop at breaks, markers, and each region's name at the end of its line.

    A line that is alone has its figures there, and where it begins and ends at a break.
    """
    drawn_points = [point for line in lines for point in line.drawn]
    values = [point.value for point in drawn_points]
    values += [f.value for one in ahead for f in one.figures if f.value is not None]
    grid = ticks(min([*values, Decimal(0)]), max([*values, Decimal(1)]))
    named = [line for line in lines if line.stroke is not QUIET]
    alone = len(lines) == 1
    names = {line.region: line.last.text for line in named} if alone else _folded(named)
    # Beside the widest name: the marker before it and the space around it.
    texts = "\n".join([*names.values(), *map(top_text, ahead)]).split("\n")
    room = 26 + round(max(map(text_width, texts)))
    frame = Frame(HEIGHT, right=room, bottom=40, left=label_margin(grid), width=PANEL_WIDTH)
    dates = sorted({point.on for point in drawn_points} | {one.on for one in ahead})
    sources = seam_names(breaks, dates, frame.inner_width)
    above = LINE_HEIGHT * max((name.under for name in sources), default=0)
    frame = replace(frame, top=frame.top + above)
    x = time_axis(dates, frame.inner_width)
    ends = [float(grid[0]), float(grid[-1])]
    scale: Spec = {"domain": ends, "range": [HEIGHT, TOP], "nice": False}
    y = field("value", scale=scale, axis=value_axis(grid))
    return panel(
        frame,
        [
            *break_marks(breaks, x, HEIGHT),
            *name_marks(sources, 3 - above),
            *(
                mark
                for line in (_by_source(lines[0], breaks) if alone else lines)
                for mark in _marks(line, x, y)
            ),
            *(
                _figures(lines[0], breaks, x, y, grid)
                if alone
                else _names(named, names, grid, frame.inner_width, dates[-1])
            ),
            *ahead_on_days(
                ahead,
                x,
                y,
                lambda value: _pixel(value, grid),
                lambda on: across(on, dates, frame.inner_width),
                () if alone else _places(named, names, grid),
            ),
            value_labels(grid, y),
            *date_marks(dates, x, frame.inner_width, HEIGHT),
        ],
    )


# --------------------------------------------------------------------------------- the lines


def _marks(line: Line, x: Spec, y: Spec) -> list[Spec]:
    """The line and its markers; a run of one point is a marker without a line. Open: provisional.

    An arrow is what is at least so much; what is about so much has a sign above it.
    """
    stroke = line.stroke
    joined = layer(
        drawn(stroke), [_row(p) for p in line.points], x=x, y=y, detail=field("run", "nominal")
    )
    if stroke is QUIET:
        return [joined]
    marked = [p for p, keep in zip(line.points, marked_points(line.points), strict=True) if keep]
    arrow = {**marker(stroke, size=60), "shape": "triangle-up"}
    sign: Spec = {"type": "text", "dy": -9, "color": INK_2}
    about = [_row(p, text="≈") for p in line.points if p.about]
    return [
        joined,
        *(
            layer(
                marker(stroke, filled=not provisional),
                [_row(p) for p in marked if p.provisional is provisional],
                x=x,
                y=y,
            )
            for provisional in (False, True)
        ),
        layer(arrow, [_row(p) for p in line.drawn if p in line.bounds], x=x, y=y),
        layer(
            sign,
            about if len(about) <= MOST_MARKERS else [],
            x=x,
            y=y,
            text=_TEXT,
        ),
    ]


def _by_source(line: Line, breaks: Sequence[BreakEntry]) -> list[Line]:
    """A line parted by its sources, each part in the colour of its source."""
    seams = [entry.dated.on for entry in breaks if entry.seam]
    if not seams:
        return [line]

    def of(points: Sequence[Point], at: int) -> tuple[Point, ...]:
        return tuple(point for point in points if bisect_right(seams, point.on) == at)

    return [
        replace(
            line,
            stroke=replace(line.stroke, colour=SEAM_COLOURS[at % 2]),
            points=of(line.points, at),
            bounds=of(line.bounds, at),
        )
        for at in range(len(seams) + 1)
    ]


def _row(point: Point, **more: object) -> Spec:
    return {"on": point.on.toordinal(), "value": float(point.value), "run": point.run, **more}


def _figures(
    line: Line, breaks: Sequence[BreakEntry], x: Spec, y: Spec, grid: Sequence[Decimal]
) -> list[Spec]:
    """The figures of a line that is alone: the first, the last, and of each part between breaks
    the highest before and the first after."""

    def aside(points: Sequence[Point]) -> int:
        """How far from its first point a text stands clear of the line: under it where it rises
        and there is room above the dates."""
        rises = points[-1].value > points[0].value
        return 14 if rises and _pixel(points[0].value, grid) < HEIGHT - LINE_HEIGHT else -10

    edges = [entry.dated.on for entry in breaks]
    parts = [
        list(group)
        for _part, group in groupby(line.points, lambda point: bisect_right(edges, point.on))
    ]
    highest = [max(part, key=lambda point: point.value) for part in parts[:-1]]
    told: list[tuple[Point, Spec]] = [
        *((part[0], {"align": "left", "dx": 6, "dy": aside(part)}) for part in parts[1:]),
        *((point, {"align": "right", "dy": -10}) for point in highest),
        (line.last, {"align": "left", "dx": 8, "baseline": "middle"}),
    ]
    if line.drawn[0] not in (line.last, *highest[:1]):
        told.append((line.drawn[0], {"align": "left", "dy": aside(line.drawn)}))
    mark: Spec = {"type": "text", "fontWeight": 600}
    return [
        layer({**mark, **place}, [_row(point, text=point.text)], x=x, y=y, text=_TEXT)
        for point, place in told
    ]


def signs(lines: Sequence[Line]) -> list[str]:
    """What the markers of these lines mean that are not a plain figure."""
    shown = [point for line in lines for point in line.drawn]
    bounds = [point for line in lines for point in line.bounds]
    return [
        *([_("Pijl omhoog: ten minste.")] if any(p in bounds for p in shown) else []),
        *([_("≈: ongeveer.")] if any(p.about for p in shown) else []),
        *([_("Open punt: voorlopig.")] if any(p.provisional for p in shown) else []),
    ]


_TEXT = field("text", "nominal")


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


def _folded(lines: Sequence[Line]) -> dict[str, str]:
    """The names over as many lines as they need."""
    for width in WIDEST_NAMES:
        names = {line.region: "\n".join(wrapped(line.name, width)) for line in lines}
        if LABEL_STEP * sum(name.count("\n") + 1 for name in names.values()) <= HEIGHT:
            break
    return names


def _names(
    lines: Sequence[Line],
    names: Mapping[str, str],
    grid: Sequence[Decimal],
    width: int,
    last: date,
) -> list[Spec]:
    """Each name at the height where its line ends, moved where names would touch.

    A name that is moved, or whose line ends earlier, gets the marker of its line before it.
    """
    layers = []
    for line, (place, room) in zip(lines, _places(lines, names, grid), strict=True):
        at = _pixel(line.last.value, grid)
        row: list[Spec] = [{"y": place, "text": names[line.region]}]
        height: Spec = {"value": place}
        marked = abs(place - at) > 3 or line.last.on != last
        mark: Spec = {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "fontWeight": 600,
            "lineBreak": "\n",
            "lineHeight": LABEL_STEP,
            "color": line.stroke.colour if line.stroke.readable else INK,
        }
        x = width + (20 if marked else 8)
        # What is given is where the first line stands.
        first: Spec = {"value": place - (room - LABEL_STEP) / 2}
        layers.append(layer(mark, row, x={"value": x}, y=first, text=field("text", "nominal")))
        if marked:
            layers.append(layer(marker(line.stroke), row, x={"value": x - 8}, y=height))
    return layers


def _places(
    lines: Sequence[Line], names: Mapping[str, str], grid: Sequence[Decimal]
) -> list[tuple[float, float]]:
    """Of each name its middle and its height."""
    wanted = [_pixel(line.last.value, grid) for line in lines]
    heights = [LABEL_STEP * len(names[line.region].split("\n")) for line in lines]
    return list(zip(spread(wanted, heights, HEIGHT), map(float, heights), strict=True))


def _pixel(value: Decimal, grid: Sequence[Decimal]) -> float:
    """Where the scale puts ``value``."""
    share = (value - grid[0]) / (grid[-1] - grid[0])
    return HEIGHT - float(share) * (HEIGHT - TOP)


def spread(wanted: Sequence[float], heights: Sequence[float], lowest: float) -> list[float]:
    """Middles of texts of these heights that do not touch, none below ``lowest`` as one line would
    stand there, in the order of ``wanted``."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    for above, index in pairwise(order):
        placed[index] = max(placed[index], placed[above] + (heights[above] + heights[index]) / 2)
    limit = lowest + LABEL_STEP / 2
    for index in reversed(order):
        placed[index] = min(placed[index], limit - heights[index] / 2)
        limit = placed[index] - heights[index] / 2
    return [round(place, 1) for place in placed]
