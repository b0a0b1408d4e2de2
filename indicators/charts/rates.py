"""Table 2 as four panels of horizontal bars on one scale: public, semi-public, fast and total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.reports import RateReport, RateRow
from nalportal.figures import Figure

from ..labels import period_name
from ..memoize import once_per_value
from . import descriptions, numbers
from .drawing import Sketch
from .style import (
    INK_2,
    LINE_HEIGHT,
    NAVY,
    PETROL,
    Frame,
    Spec,
    field,
    layer,
    panel,
    plain,
    text_width,
    wrapped,
)

BAR_HEIGHT = 14
SPACE_BETWEEN = 17
LABEL_INDENT = 5
# Four panels stand side by side on a wide screen.
PANEL_WIDTH = 264


@dataclass(frozen=True)
class RateBar:
    label: str
    figure: Figure


@dataclass(frozen=True)
class _RatePanel:
    key: str
    title: str
    colour: str
    figure: Callable[[RateRow], Figure]


def _panels() -> tuple[_RatePanel, ...]:
    return (
        _RatePanel("publiek", _("Publiek"), PETROL, lambda row: row.public),
        _RatePanel("semipubliek", _("Semipubliek"), PETROL, lambda row: row.semi_public),
        _RatePanel("snel", _("Snel"), PETROL, lambda row: row.fast),
        _RatePanel("totaal", _("Totaal"), NAVY, lambda row: row.total),
    )


@once_per_value(keep=32)
def rate_sketches(rate: RateReport) -> tuple[Sketch, ...]:
    """The four panels, with one scale and one note for all; none when the report has no rows."""
    series = [
        (one, [RateBar(plain(period_name(row)), one.figure(row)) for row in rate.rows])
        for one in _panels()
    ]
    scale = common_scale([bar.figure for _panel, bars in series for bar in bars])
    note = descriptions.rate_note(rate)
    return tuple(
        Sketch(
            one.key,
            one.title,
            rates_spec(bars, scale, one.colour),
            descriptions.rate(one.title, [(bar.label, bar.figure) for bar in bars]),
            note,
            numbers.of_periods(one.title, [(row, one.figure(row)) for row in rate.rows]),
        )
        for one, bars in series
        if bars
    )


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high``, with room for the widest value behind the longest bar."""

    low: Decimal
    high: Decimal
    room: float


def common_scale(figures: Sequence[Figure]) -> Scale:
    """One scale for all panels, so that their bars can be compared; it always holds zero."""
    known = [figure.value for figure in figures if figure.value is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    room = max((text_width(str(figure)) for figure in figures), default=0.0)
    return Scale(low, high if high > low else Decimal(1), room + 10)


def rates_spec(bars: Sequence[RateBar], scale: Scale, colour: str) -> Spec:
    """A bar per period, with its label above it and its value behind it."""
    rows, height = _rows(bars)
    frame = Frame(height, left=4, width=PANEL_WIDTH)
    ends = [float(scale.low), float(scale.high)]
    width = round(frame.inner_width - scale.room, 1)
    x = field("value", scale={"domain": ends, "range": [0, width], "nice": False}, axis=None)
    # Vertically in pixels, from the top.
    y = field("top", scale={"domain": [0, height], "range": [0, height]}, axis=None)
    known = [row for row in rows if row["known"]]
    words = [row for row in rows if not row["known"]]
    bar: Spec = {"type": "rect", "color": colour}
    return panel(
        frame,
        [
            layer(_LABEL, rows, x={"value": 0}, y={**y, "field": "label_top"}, text=_text("label")),
            layer(bar, known, x={**x, "field": "zero"}, x2={"field": "value"}, y=y, y2=_BOTTOM),
            layer(_VALUE, known, x={**x, "field": "end"}, y=_middle(y), text=_text("text")),
            layer(_WORD, words, x={**x, "field": "zero"}, y=_middle(y), text=_text("text")),
            _zero_line(rows, scale, x, y, height),
        ],
    )


def _zero_line(rows: Sequence[Spec], scale: Scale, x: Spec, y: Spec, height: int) -> Spec:
    """One line along all bars; beside each bar only, where a long one would cross the labels."""
    line: Spec = {"type": "rule", "color": INK_2, "strokeWidth": 1.5}
    zero: Spec = {**x, "field": "zero"}
    if scale.low < 0:
        return layer(line, rows, x=zero, y=y, y2=_BOTTOM)
    return layer(line, rows[:1], x=zero, y={"value": 0}, y2={"value": height})


def _rows(bars: Sequence[RateBar]) -> tuple[list[Spec], int]:
    """The rows of the spec, and how high they stand together."""
    rows: list[Spec] = []
    top = 2
    for bar in bars:
        lines = wrapped(bar.label, PANEL_WIDTH - 8 - LABEL_INDENT)
        bar_top = top + LINE_HEIGHT * len(lines) + 2
        value = float(bar.figure.value or 0)
        rows.append(
            {
                "label": "\n".join(lines),
                "label_top": top,
                "top": bar_top,
                "middle": bar_top + BAR_HEIGHT / 2,
                "bottom": bar_top + BAR_HEIGHT,
                "zero": 0,
                "value": value,
                "end": max(0.0, value),
                "text": str(bar.figure),
                "known": bar.figure.value is not None,
            }
        )
        top = bar_top + BAR_HEIGHT + SPACE_BETWEEN
    return rows, top - SPACE_BETWEEN + 6


_BESIDE: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 6}
_VALUE: Spec = {**_BESIDE, "fontWeight": 600}
_WORD: Spec = {**_BESIDE, "color": INK_2}
_LABEL: Spec = {
    "type": "text",
    "align": "left",
    "baseline": "top",
    "dx": LABEL_INDENT,
    "color": INK_2,
    "lineBreak": "\n",
}
_BOTTOM: Spec = {"field": "bottom"}


def _middle(y: Spec) -> Spec:
    return {**y, "field": "middle"}


def _text(name: str) -> Spec:
    return field(name, "nominal")
