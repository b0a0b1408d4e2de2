"""Table 1 as three panels of bars: stock of charge points, of vehicles, and vehicles per point."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, product

from django.utils.translation import gettext as _

from indicators.reports import BreakEntry, RatioColumn, RatioReport
from nalportal.dutch import short_date
from nalportal.figures import Figure

from ..memoize import once_per_value
from . import descriptions, numbers
from .drawing import Sketch
from .style import (
    BAR_DASH,
    BREAK_DASH,
    INK_2,
    NAVY,
    PANEL_WIDTH,
    PETROL,
    TEAL,
    Frame,
    Spec,
    field,
    fit_side_by_side,
    label_margin,
    layer,
    panel,
    text_width,
    ticks,
    value_axis,
    value_labels,
)

HEIGHT = 176
ROOM_FOR_LETTERS = 22
# Six dates fill a panel; fewer don't make fatter bars. In a slot under the narrowest no value fits,
# not even on its side.
WIDEST_SLOT = 50
NARROWEST_SLOT = 15
# The part of a slot that stays open between two bars.
GAP = 0.3


@dataclass(frozen=True)
class Bar:
    """``tentative``: provisional, or of a date in the course of a year."""

    label: str
    figure: Figure
    tentative: bool

    @property
    def known(self) -> bool:
        return self.figure.value is not None

    @property
    def text(self) -> str:
        return str(self.figure)


@dataclass(frozen=True)
class _Panel:
    key: str
    title: str
    subject: str
    colour: str
    figure: Callable[[RatioColumn], Figure]
    broken: bool  # whether the breaks in the count of charge points touch this figure


def _panels() -> tuple[_Panel, ...]:
    return (
        _Panel(
            "laadpunten",
            _("(Semi-)publieke laadpunten"),
            _("aantal (semi-)publieke laadpunten"),
            PETROL,
            lambda column: column.charge_points,
            broken=True,
        ),
        _Panel(
            "stekkervoertuigen",
            _("Stekkervoertuigen (BEV en PHEV)"),
            _("aantal stekkervoertuigen (BEV en PHEV)"),
            NAVY,
            lambda column: column.vehicles,
            broken=False,
        ),
        _Panel(
            "verhouding",
            _("Stekkervoertuigen per laadpunt"),
            _("aantal stekkervoertuigen per (semi-)publiek laadpunt"),
            TEAL,
            lambda column: column.ratio,
            broken=True,
        ),
    )


@once_per_value(keep=32)
def ratio_sketches(ratio: RatioReport) -> tuple[Sketch, ...]:
    """The three panels, with one note for all; none when the report has no dates."""
    if not ratio.columns:
        return ()
    rules = break_rules(ratio.columns, ratio.breaks)
    note = descriptions.ratio_note(ratio, dashes=not is_dense(len(ratio.columns)))
    sketches = []
    for one in _panels():
        bars = [
            Bar(_label(column), one.figure(column), column.provisional or not column.year_end)
            for column in ratio.columns
        ]
        moments = [
            descriptions.Moment(column.on, one.figure(column), column.provisional)
            for column in ratio.columns
        ]
        spec = bars_spec(bars, rules if one.broken else {}, one.colour, letters=bool(rules))
        breaks = ratio.breaks if one.broken else ()
        description = descriptions.development(one.subject, moments, breaks)
        rows = numbers.of_dates(one.title, moments)
        sketches.append(Sketch(one.key, one.title, spec, description, note, rows))
    return tuple(sketches)


def _label(column: RatioColumn) -> str:
    return str(column.on.year) if column.year_end else short_date(column.on)


def break_rules(columns: Sequence[RatioColumn], breaks: Sequence[BreakEntry]) -> dict[int, str]:
    """The letters of the breaks before each column; two in one gap share a rule ("a, b")."""
    dates = [column.on for column in columns]
    placed = [(bisect_left(dates, entry.dated.on), entry.letter) for entry in breaks]
    return {
        index: ", ".join(letter for _index, letter in group)
        for index, group in groupby(placed, key=lambda pair: pair[0])
        if index < len(dates)
    }


@dataclass(frozen=True)
class _Layout:
    """How the values are shown: above their bars, level or on their side, or beside an axis."""

    frame: Frame
    slot: float
    level: bool
    grid: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    top: float

    @property
    def dense(self) -> bool:
        return bool(self.grid)


def is_dense(count: int) -> bool:
    """Whether so many dates leave no room for a value at each bar."""
    return PANEL_WIDTH / count < NARROWEST_SLOT


def _layout(bars: Sequence[Bar], *, letters: bool) -> _Layout:
    known = [bar.figure.value for bar in bars if bar.figure.value is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    high = high if high > low else Decimal(1)
    grid = tuple(ticks(low, high)) if is_dense(len(bars)) else ()
    # The label of the last date may be wider than its slot.
    right = 6 if len(bars) <= PANEL_WIDTH / WIDEST_SLOT else 20
    frame = Frame(HEIGHT, right=right, bottom=24, left=label_margin(grid) if grid else 2)
    slot = min(frame.inner_width / len(bars), WIDEST_SLOT)
    texts = [bar.text for bar in bars if bar.known]
    level = fit_side_by_side([bar.text if bar.known else "" for bar in bars], slot)
    room = 18.0 if level or grid else 10 + max(text_width(text) for text in texts)
    top = room + (ROOM_FOR_LETTERS if letters else 0)
    ends = (grid[0], grid[-1]) if grid else (low, high)
    return _Layout(frame, slot, level, grid, *ends, top)


def bars_spec(
    bars: Sequence[Bar], rules: Mapping[int, str], colour: str, *, letters: bool = False
) -> Spec:
    """A bar per date with its value above it.

    Values that would touch stand on their side; where even those don't fit there is an axis
    instead. ``rules``: letters by the index of the bar that the break precedes. ``letters``: keep
    room for them, so that panels beside each other have bars of one height.
    """
    layout = _layout(bars, letters=letters)
    x = _dates(bars, layout)
    y = _values(layout)
    layers = [*_bars(bars, colour, x, y, dense=layout.dense), *_breaks(bars, rules, x, layout)]
    if layout.dense:
        layers.append(value_labels(layout.grid, y))
    else:
        layers += _texts(bars, x, y, layout)
    return panel(layout.frame, layers)


def _dates(bars: Sequence[Bar], layout: _Layout) -> Spec:
    """The scale of dates, with the texts under it that don't touch."""
    return field(
        "label",
        "nominal",
        sort=None,
        scale={
            "domain": [bar.label for bar in bars],
            "range": [0, round(layout.slot * len(bars), 2)],
            "paddingInner": GAP,
            "paddingOuter": GAP / 2,
        },
        axis={
            "values": shown_labels([bar.label for bar in bars], layout.slot),
            "labelAngle": 0,
            "labelPadding": 6,
        },
    )


def shown_labels(labels: Sequence[str], slot: float) -> list[str]:
    """The labels that can be written side by side, the last one always.

    Of very many, the year ends come first: they are short and far apart.
    """
    years = [index for index, label in enumerate(labels) if label.isdecimal()]
    candidates = years if is_dense(len(labels)) and len(years) > 1 else range(len(labels))
    shown: list[int] = []
    for index in reversed(candidates):
        if not shown or fit_side_by_side(
            [labels[index], labels[shown[-1]]], slot * (shown[-1] - index), gap=3
        ):
            shown.append(index)
    return [labels[index] for index in reversed(shown)]


def _values(layout: _Layout) -> Spec:
    return field(
        "value",
        scale={
            "domain": [float(layout.low), float(layout.high)],
            "range": [HEIGHT, layout.top],
            "nice": False,
        },
        axis=value_axis(layout.grid) if layout.dense else None,
    )


def _bars(bars: Sequence[Bar], colour: str, x: Spec, y: Spec, *, dense: bool) -> list[Spec]:
    """Full bars and tentative ones; among very many dates only full ones, too thin for an edge."""
    full: Spec = {"type": "bar", "color": colour}
    dashed: Spec = {
        "type": "bar",
        "color": "white",
        "stroke": colour,
        "strokeWidth": 1.5,
        "strokeDash": list(BAR_DASH),
    }
    return [
        layer(
            mark,
            [_row(bar) for bar in bars if bar.known and (bar.tentative and not dense) is tentative],
            x=x,
            y=y,
        )
        for mark, tentative in ((full, False), (dashed, True))
    ]


def _row(bar: Bar) -> Spec:
    value = float(bar.figure.value or 0)
    return {"label": bar.label, "value": value, "above": max(0.0, value), "text": bar.text}


def _texts(bars: Sequence[Bar], x: Spec, y: Spec, layout: _Layout) -> list[Spec]:
    """The value above each bar, or the word where there is none; on its side where too wide."""
    texts = []
    for known, level in product((True, False), repeat=2):
        chosen = [
            _row(bar) for bar in bars if bar.known is known and _is_level(bar, layout) is level
        ]
        weight: Spec = {"fontWeight": 600} if known else {"color": INK_2}
        mark: Spec = {"type": "text", **weight, **_place(level=level)}
        height = {**y, "field": "above"}
        texts.append(layer(mark, chosen, x=x, y=height, text=field("text", "nominal")))
    return texts


def _is_level(bar: Bar, layout: _Layout) -> bool:
    return layout.level if bar.known else text_width(bar.text) <= layout.slot * (1 - GAP)


def _place(*, level: bool) -> Spec:
    if level:
        return {"baseline": "bottom", "dy": -3}
    return {"angle": 270, "align": "left", "baseline": "middle", "dx": 5}


def _breaks(bars: Sequence[Bar], rules: Mapping[int, str], x: Spec, layout: _Layout) -> list[Spec]:
    rows: list[Spec] = [{"label": bars[i].label, "text": text} for i, text in rules.items()]
    # Halfway the gap before the bar.
    offset = round(-layout.slot * GAP / 2, 2)
    start = {**x, "bandPosition": 0}
    rule: Spec = {
        "type": "rule",
        "color": INK_2,
        "strokeDash": list(BREAK_DASH),
        "xOffset": offset,
    }
    letter: Spec = {"type": "text", "fontStyle": "italic", "color": INK_2, "xOffset": offset}
    return [
        layer(rule, rows, x=start, y={"value": 16}, y2={"value": HEIGHT}),
        layer(letter, rows, x=start, y={"value": 7}, text=field("text", "nominal")),
    ]
