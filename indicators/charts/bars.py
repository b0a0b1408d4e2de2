"""A panel of bars: a value per date, and what was aimed at beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from nalportal.figures import Figure

from .ahead import ahead_marks, ahead_texts, top_text, under_text, upright_text
from .dated import Bar, Divider, coloured
from .style import (
    BAR_DASH,
    BREAK_DASH,
    INK_2,
    LINE_HEIGHT,
    PANEL_WIDTH,
    Frame,
    Name,
    Spec,
    double_rule,
    field,
    label_margin,
    layer,
    name_marks,
    panel,
    raised,
    source_names,
    text_width,
    ticks,
    value_axis,
    value_labels,
)

HEIGHT = 176
ROOM_FOR_LETTERS = 22
LINE = 14
ROOM_FOR_MARK = 9
MOST_ABOVE = 84
# Six dates fill a panel; fewer don't make fatter bars. In a slot under the narrowest no value fits,
# not even on its side.
WIDEST_SLOT = 50
NARROWEST_SLOT = 15
# The part of a slot that stays open between two bars.
GAP = 0.3
# Between two dates, and what a value leaves open in its slot for the rule of a break, or of a seam.
LABEL_GAP = 3
RULE_GAP = 2
SEAM_GAP = 5
# A date over two lines: the year under its day.
FOLDED = "split(datum.label, regexp('-(?=[0-9]{4}$)'))"
WAVE = "M-1,0C-0.66,-0.5,-0.33,-0.5,0,0C0.33,0.5,0.66,0.5,1,0"


# ---------------------------------------------------------------------------------- the panel


@dataclass(frozen=True)
class _ValuePlace:
    """How the values are shown: above their bars, level or on their side, or beside an axis."""

    frame: Frame
    slot: float
    level: bool
    words: bool  # whether what stands before a value has a line above it
    grid: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    top: float
    letters: float  # how far from the top letters stand
    names: tuple[Name, ...]
    folded: bool  # whether the year of a date stands under its day

    @property
    def dense(self) -> bool:
        return bool(self.grid)

    @property
    def height(self) -> int:
        return self.frame.height

    def pixel(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return self.height - share * (self.height - self.top)


def is_dense(count: int) -> bool:
    """Whether so many dates leave no room for a value at each bar."""
    return PANEL_WIDTH / count < NARROWEST_SLOT


def _layout(bars: Sequence[Bar], rules: Mapping[int, Divider], *, letters: bool) -> _ValuePlace:
    figures = [bar.figure for bar in bars if bar.figure]
    figures += [figure for bar in bars if bar.ahead for figure in bar.ahead.figures]
    known = [figure.value for figure in figures if figure.value is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    high = high if high > low else Decimal(1)
    grid = tuple(ticks(low, high)) if is_dense(len(bars)) else ()
    widest = [_widest(bar) for bar in bars]
    frame, slot, folded = _across(bars, widest, label_margin(grid) if grid else 2)
    names = _names(rules, slot, frame.inner_width)
    # A rule stands at the edge of a slot.
    most = slot - (SEAM_GAP if names else RULE_GAP) if rules else slot * 2
    words = _fit(widest, slot, most)
    level = words or _fit([text_width(bar.bare) for bar in bars], slot, most)
    above = max((4 + LINE_HEIGHT * name.under for name in names), default=0)
    top = 18 if grid else _room(bars, words=words, level=level)
    top += above + (ROOM_FOR_LETTERS if letters else 0)
    ends = (grid[0], grid[-1]) if grid else (low, high)
    # What stands above the bars does not make them lower.
    frame = replace(frame, height=HEIGHT + max(0, round(top) - MOST_ABOVE))
    return _ValuePlace(frame, slot, level, words, grid, *ends, top, above + 7.0, names, folded)


def _across(bars: Sequence[Bar], widest: Sequence[float], left: float) -> tuple[Frame, float, bool]:
    """The frame, how wide the place of a bar is, and whether dates take two lines."""
    # Words above a value may need more; there is room for them while there are few bars.
    wordy = [width + 4 for bar, width in zip(bars, widest, strict=True) if _lines(bar) > 1]
    wide = max([WIDEST_SLOT, *wordy])
    frame = Frame(HEIGHT, right=6, bottom=24, left=round(left))
    slot = min(frame.inner_width / len(bars), wide)
    labels = [text_width(bar.label) + LABEL_GAP for bar in bars]
    if _fit(labels, slot, 1.5 * slot):
        return frame, slot, False
    # The last label may be wider than its slot.
    right = max(6, 1 + round((label_width(bars[-1].label, folded=True) - slot) / 2))
    frame = replace(frame, right=right, bottom=frame.bottom + LINE)
    return frame, min(frame.inner_width / len(bars), wide), True


def _room(bars: Sequence[Bar], *, words: bool, level: bool) -> float:
    """How much room the texts above the highest bar take."""
    marks = ROOM_FOR_MARK if any(bar.is_bound for bar in bars) else 0
    if words:
        return marks + 4 + LINE * max(map(_lines, bars), default=1)
    upright = [upright_text(bar.ahead) for bar in bars]
    upright += [bar.bare for bar in bars if bar.known and not level]
    return marks + max(4 + LINE, 10 + max(map(text_width, upright), default=0))


def _fit(widths: Sequence[float], slot: float, most: float) -> bool:
    together = all((before + after) / 2 <= slot for before, after in pairwise(widths))
    return together and max(widths) <= most


def _lines(bar: Bar) -> int:
    texts = (bar.above, top_text(bar.ahead))
    return max(text.count("\n") + 1 for text in texts)


def _widest(bar: Bar) -> float:
    texts = [bar.above if bar.known else "", top_text(bar.ahead), under_text(bar.ahead)]
    return max(text_width(line) for text in texts for line in text.split("\n"))


def bars_spec(
    bars: Sequence[Bar], rules: Mapping[int, Divider], colour: str, *, letters: bool = False
) -> Spec:
    """A bar per date with its value above it.

    Values that would touch stand on their side; where even those don't fit there is an axis
    instead. ``letters``: keep room for them, so that panels beside each other have bars of one
    height.
    """
    bars = coloured(bars, rules, colour)
    layout = _layout(bars, rules, letters=letters or bool(rules))
    x, y = _dates(bars, layout), _values(layout)
    looks = sorted({bar.colour for bar in bars})
    layers = [mark for look in looks for mark in _bars(bars, look, x, y, dense=layout.dense)]
    layers += [_baseline(bars, rules, x, y), *_breaks(bars, rules, x, layout)]
    looking = [(bar.label, bar.ahead) for bar in bars if bar.ahead]
    layers += ahead_marks(looking, x, y)
    if layout.dense:
        return panel(layout.frame, [*layers, value_labels(layout.grid, y)])
    # Where both would be written over each other, the note under the chart has what was aimed at.
    crowded = {bar.label for bar in bars if _is_crowded(bar, layout)}
    told = [(label, one) for label, one in looking if label not in crowded]
    layers += ahead_texts(told, x, layout.pixel, level=layout.words)
    layers += [*_inexact(bars, x, y, layout), *_texts(bars, x, y, layout)]
    return panel(layout.frame, layers)


def _dates(bars: Sequence[Bar], layout: _ValuePlace) -> Spec:
    """The scale of dates, with the texts under it that don't touch."""
    labels = [bar.label for bar in bars]
    return field(
        "label",
        "nominal",
        sort=None,
        scale={
            "domain": labels,
            "range": [0, round(layout.slot * len(bars), 2)],
            "paddingInner": GAP,
            "paddingOuter": GAP / 2,
        },
        axis={
            "values": shown_labels(labels, layout.slot, folded=layout.folded),
            **({"labelExpr": FOLDED} if layout.folded else {}),
            "labelAngle": 0,
            "labelPadding": 6,
            "domain": False,
        },
    )


def shown_labels(labels: Sequence[str], slot: float, *, folded: bool) -> list[str]:
    """The labels that can be written side by side; the first and the last always.

    Of very many, the year ends are the others: they are far apart. ``folded``: years under days.
    """
    years = [index for index, label in enumerate(labels) if label.isdecimal()]
    few = is_dense(len(labels)) and len(years) > 1
    widths = [label_width(label, folded=folded) + LABEL_GAP for label in labels]
    shown = [len(labels) - 1]

    def fits(one: int, other: int) -> bool:
        return (widths[one] + widths[other]) / 2 <= slot * abs(other - one)

    for index in reversed(years if few else range(1, len(labels))):
        if fits(index, shown[-1]) and fits(index, 0):
            shown.append(index)
    return [labels[index] for index in sorted({0, *shown})]


def label_width(label: str, *, folded: bool) -> float:
    day, _dash, year = label.rpartition("-")
    return max(text_width(day), text_width(year)) if folded else text_width(label)


def _values(layout: _ValuePlace) -> Spec:
    return field(
        "value",
        scale={
            "domain": [float(layout.low), float(layout.high)],
            "range": [layout.height, layout.top],
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
    known = [bar for bar in bars if bar.known and bar.colour == colour]
    return [
        layer(mark, [_row(b) for b in known if (b.tentative and not dense) is tentative], x=x, y=y)
        for mark, tentative in ((full, False), (dashed, True))
    ]


def _row(bar: Bar, text: str = "", ahead: Iterable[Figure] = ()) -> Spec:
    """``ahead`` are figures that its text has to stand above too."""
    value = float(bar.figure.value or 0) if bar.figure else 0.0
    above = max(0.0, value, *(float(figure.value or 0) for figure in ahead))
    return {"label": bar.label, "value": value, "above": above, "text": text}


def _baseline(bars: Sequence[Bar], rules: Mapping[int, Divider], x: Spec, y: Spec) -> Spec:
    """Zero, which two sources do not share."""
    starts = [0, *(index for index, rule in rules.items() if rule.names and index)]
    rows: list[Spec] = [
        {"label": bars[first].label, "last": bars[after - 1].label, "above": 0}
        for first, after in pairwise([*starts, len(bars)])
    ]
    until: Spec = {"field": "last", "bandPosition": 1}
    rule: Spec = {"type": "rule", "color": INK_2}
    return layer(rule, rows, x={**x, "bandPosition": 0}, x2=until, y={**y, "field": "above"})


def _inexact(bars: Sequence[Bar], x: Spec, y: Spec, layout: _ValuePlace) -> list[Spec]:
    """An arrow on top of what is at least so much, a wave in the top of what is about so much."""
    width = layout.slot * (1 - GAP)
    height: Spec = {**y, "field": "above"}
    shapes: list[Spec] = []
    for bar in bars:
        arrow: Spec = {"type": "point", "shape": "triangle-up", "filled": True, "size": 60}
        if bar.is_bound:
            mark = {**arrow, "color": bar.colour, "opacity": 1, "yOffset": -5}
            shapes.append(layer(mark, [_row(bar)], x=x, y=height))
        if bar.is_about:
            wave: Spec = {"type": "point", "shape": WAVE, "filled": False, "size": width**2}
            look = bar.colour if bar.tentative else "white"
            mark = {**wave, "color": look, "strokeWidth": 2, "opacity": 1, "yOffset": 5}
            shapes.append(layer(mark, [_row(bar)], x=x, y=height))
    return shapes


def _texts(bars: Sequence[Bar], x: Spec, y: Spec, layout: _ValuePlace) -> list[Spec]:
    """The value above each bar, or the word where there is none; on its side where too wide."""
    rows: dict[tuple[bool, bool, int], list[Spec]] = {}
    for bar in bars:
        level = _is_level(bar, layout)
        text = bar.above if layout.words else bar.bare
        higher = (ROOM_FOR_MARK if bar.is_bound else 0) + raised(text)
        ahead = bar.ahead.figures if bar.ahead and _is_crowded(bar, layout) else ()
        rows.setdefault((bar.known, level, higher), []).append(_row(bar, text, ahead))
    height = {**y, "field": "above"}
    texts = []
    for (known, level, higher), told in rows.items():
        weight: Spec = {"fontWeight": 600} if known else {"color": INK_2}
        mark: Spec = {"type": "text", **weight, **_place(higher, level=level)}
        shown = [row for row in told if row["text"]]
        texts.append(layer(mark, shown, x=x, y=height, text=field("text", "nominal")))
    return texts


def _is_crowded(bar: Bar, layout: _ValuePlace) -> bool:
    """Whether the value of a bar has no room under what was aimed at for its day."""
    if not (bar.known and bar.ahead and bar.figure):
        return False
    under = under_text(bar.ahead) if layout.words else ""
    needed = ROOM_FOR_MARK + LINE * (_lines(bar) + under.count("\n") + bool(under))
    if not layout.level:
        needed = 10 + round(text_width(bar.bare))
    lowest = min(f.value for f in bar.ahead.figures if f.value is not None)
    return layout.pixel(bar.figure.value or Decimal(0)) - layout.pixel(lowest) < needed


def _is_level(bar: Bar, layout: _ValuePlace) -> bool:
    return layout.level if bar.known else text_width(bar.text) <= layout.slot * (1 - GAP)


def _place(higher: int, *, level: bool) -> Spec:
    if level:
        return {"baseline": "bottom", "dy": -3 - higher, "lineBreak": "\n"}
    return {"angle": 270, "align": "left", "baseline": "middle", "dx": 5 + higher}


def _breaks(
    bars: Sequence[Bar], rules: Mapping[int, Divider], x: Spec, layout: _ValuePlace
) -> list[Spec]:
    """A dotted rule at each break; a double one at each seam, with the sources beside it."""
    rows: dict[int, Spec] = {
        index: {"label": bars[index].label, "text": rule.letters} for index, rule in rules.items()
    }
    # Halfway the gap before the bar.
    offset = round(-layout.slot * GAP / 2, 2)
    start = {**x, "bandPosition": 0}
    dotted: Spec = {"type": "rule", "color": INK_2, "strokeDash": list(BREAK_DASH)}
    letter: Spec = {"type": "text", "fontStyle": "italic", "color": INK_2, "xOffset": offset}
    below: Spec = {"value": layout.letters + 9}
    own = [row for index, row in rows.items() if not rules[index].names]
    seams = [row for index, row in rows.items() if rules[index].names]
    text = field("text", "nominal")
    return [
        layer({**dotted, "xOffset": offset}, own, x=start, y=below, y2={"value": layout.height}),
        *double_rule(seams, start, below, layout.height, offset),
        layer(letter, list(rows.values()), x=start, y={"value": layout.letters}, text=text),
        *name_marks(layout.names, 6),
    ]


def _names(rules: Mapping[int, Divider], slot: float, width: float) -> tuple[Name, ...]:
    """The source of each part above it."""
    seams = [(index * slot, rule.names) for index, rule in rules.items() if rule.names]
    first = [(0.0, names[0]) for _at, names in seams[:1]]
    return source_names([*first, *((at, names[1]) for at, names in seams)], width)
