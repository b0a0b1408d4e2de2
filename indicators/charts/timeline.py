"""What charts over time share: how each region is drawn, the scale of dates, and the breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indicators.reports import BreakEntry
from nalportal.dutch import short_date
from nalportal.palette import colour

from . import descriptions
from .style import (
    BREAK_DASH,
    INK_2,
    PETROL,
    Name,
    Spec,
    double_rule,
    field,
    layer,
    plain,
    source_names,
)


@dataclass(frozen=True)
class Stroke:
    """How the line of a region is told from the others, also in grey and on a bad printer."""

    colour: str
    dash: tuple[int, ...]
    marker: str
    readable: bool = True  # enough contrast (4.5 : 1) to write the region's name in
    width: float = 2.25


STROKES: Mapping[str, Stroke] = {
    "g4": Stroke(colour("region-g4"), (1, 0), "circle"),
    "zuid": Stroke(colour("region-zuid"), (6, 2), "square"),
    "noordwest": Stroke(colour("region-noordwest"), (1, 0), "triangle-up"),
    "zuidwest": Stroke(colour("region-zuidwest"), (2, 2), "diamond"),
    "oost": Stroke(colour("region-oost"), (8, 3, 2, 3), "cross", readable=False),
    "noord": Stroke(colour("region-noord"), (1, 0), "triangle-down", readable=False),
}
# A region that comes later: grey, until it gets a colour of its own.
OTHER = Stroke(colour("ctl"), (4, 2), "triangle-right")
# The only line of its chart.
MUNICIPALITY = Stroke(PETROL, (1, 0), "circle")
# The rest, beside the one region that a chart is about.
QUIET = Stroke(colour("ctl"), (1, 0), "circle", width=1)

# So far from the sides of a panel stand the first and the last day.
SIDE = 6


def stroke_of(area: str) -> Stroke:
    """How an area is drawn: a region by its slug, or a municipality by its code."""
    return STROKES.get(area, MUNICIPALITY if area.startswith("GM") else OTHER)


def stroke_in_order(area: str, place: int) -> Stroke:
    """How a line of any chart is drawn: a region as everywhere, the country as the only line of its
    chart, anything else by its place among the others."""
    if area in STROKES:
        return STROKES[area]
    if area in ("land", "aandeel"):
        return MUNICIPALITY
    found = list(STROKES.values())
    return found[place % len(found)]


def line(stroke: Stroke) -> Spec:
    return {
        "type": "line",
        "color": stroke.colour,
        "strokeWidth": stroke.width,
        "strokeDash": list(stroke.dash),
    }


def marker(stroke: Stroke, *, size: int = 46, filled: bool = True) -> Spec:
    return {
        "type": "point",
        "shape": stroke.marker,
        "color": stroke.colour,
        "filled": filled,
        "opacity": 1,
        "size": size,
    }


def break_marks(breaks: Sequence[BreakEntry], x: Spec, height: int) -> list[Spec]:
    """A dotted rule at each break, a double one where another source takes over; with letters."""
    rows: list[Spec] = [
        {"on": entry.dated.on.toordinal(), "text": plain(entry.letter)} for entry in breaks
    ]
    seams = [row for row, entry in zip(rows, breaks, strict=True) if entry.seam]
    rule: Spec = {"type": "rule", "color": INK_2, "strokeDash": list(BREAK_DASH)}
    letter: Spec = {"type": "text", "fontStyle": "italic", "color": INK_2}
    own = [row for row in rows if row not in seams]
    top: Spec = {"value": 14}
    return [
        layer(rule, own, x=x, y=top, y2={"value": height}),
        *double_rule(seams, x, top, height),
        layer(letter, rows, x=x, y={"value": 5}, text=field("text", "nominal")),
    ]


def seam_names(breaks: Sequence[BreakEntry], dates: Sequence[date], width: int) -> tuple[Name, ...]:
    """The source of each part above it, where another source takes over."""
    seams = [(entry.dated.on, entry.seam) for entry in breaks if entry.seam]
    first = [(0.0, plain(parted[0].name)) for _on, parted in seams[:1]]
    later = [(across(on, dates, width), plain(parted[1].name)) for on, parted in seams]
    return source_names([*first, *later], width)


def across(on: date, dates: Sequence[date], width: int) -> float:
    """How far from the left a day stands."""
    days = max(1, (dates[-1] - dates[0]).days)
    return SIDE + (on - dates[0]).days / days * (width - 2 * SIDE)


def time_axis(dates: Sequence[date], width: int) -> Spec:
    """Days from left to right; :func:`date_marks` writes under them."""
    return field("on", scale=_scale(dates, width), axis={"values": [], "labels": False})


def _scale(dates: Sequence[date], width: int) -> Spec:
    """The scale of days, as day numbers: no time zone can shift them."""
    # One date alone stands in the middle of a month.
    around = timedelta(days=15 if len(dates) == 1 else 0)
    ends = [(dates[0] - around).toordinal(), (dates[-1] + around).toordinal()]
    return {"domain": ends, "range": [SIDE, width - SIDE], "nice": False, "zero": False}


def date_marks(dates: Sequence[date], x: Spec, width: int, height: int) -> list[Spec]:
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
    below = height + 4
    return [
        layer(tick, rows, x=x, y={"value": height}, y2={"value": below}),
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
    return [(on, f"{descriptions.short_month(on.month)}\n{on.year}") for on in ends]


def _end(month: int) -> date:
    """The last day of a month, counted from the year 0 (``year * 12 + month``)."""
    year, following = divmod(month, 12)
    return date(year, following + 1, 1) - timedelta(days=1)
