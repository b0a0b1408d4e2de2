"""What the charts share: sizes, colours, and the pieces of Vega-Lite that all of them use.

Every position follows from the data alone: sizes are fixed (``autosize: none``) and the width of a
text is estimated, never measured. So a chart does not depend on the fonts of the machine that
draws it, and it keeps room for the page's own typeface, which is wider than that of the PDF.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count

from nalportal.dutch import number
from nalportal.palette import colour

# Vega-Lite is JSON: text, numbers, lists and objects of them. `object`, because a recursive alias
# would force a cast on every list that is built in steps.
Spec = dict[str, object]

INK = colour("ink")
INK_2 = colour("ink-2")
GRID = colour("line-2")
PETROL = colour("brand-700")
NAVY = colour("series-total")
TEAL = colour("series-second")
# What comes of one source, and what of the one that takes over from it.
SEAM_COLOURS = (PETROL, NAVY)

# At 308 wide, 12 px stays above 11 px on a phone of 320 px and above 8 pt in a column of the PDF.
PANEL_WIDTH = 308
TEXT_SIZE = 12
LINE_HEIGHT = 15
# The dots of a rule that marks a break, and the dashes around a bar that is no year-end figure.
BREAK_DASH = (2, 3)
BAR_DASH = (3, 2)
# So far apart stand the two lines of a seam.
SEAM = 4

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

_CONFIG: Spec = {
    # The quotes belong to the name: without them "3" is no part of a font's name in CSS.
    "font": "'Source Sans 3'",
    "view": {"stroke": None},
    "axis": {
        "domainColor": INK_2,
        "grid": False,
        "gridColor": GRID,
        "labelColor": INK_2,
        "labelFontSize": TEXT_SIZE,
        "labelOverlap": False,
        "tickColor": INK_2,
        "ticks": False,
        "title": None,
    },
    "text": {"color": INK, "fontSize": TEXT_SIZE, "lineHeight": LINE_HEIGHT},
}


@dataclass(frozen=True)
class Frame:
    """A panel and the room around its marks, in pixels; ``height`` is that of the marks."""

    height: int
    top: int = 4
    right: int = 2
    bottom: int = 4
    left: int = 2
    width: int = PANEL_WIDTH

    @property
    def inner_width(self) -> int:
        return self.width - self.left - self.right


def panel(frame: Frame, layers: Iterable[Spec]) -> Spec:
    """A whole spec."""
    sides = {"top": frame.top, "right": frame.right, "bottom": frame.bottom, "left": frame.left}
    return {
        "$schema": SCHEMA,
        "autosize": {"type": "none"},
        "background": "transparent",
        "config": _CONFIG,
        "height": frame.height,
        "layer": [layer for layer in layers if layer["data"] != {"values": []}],
        "padding": sides,
        "width": frame.inner_width,
    }


def layer(mark: Spec, values: Sequence[Spec], **encoding: Spec) -> Spec:
    """Marks of one kind with their own rows; a layer without rows is left out of the panel."""
    return {"mark": mark, "data": {"values": list(values)}, "encoding": encoding}


def field(name: str, kind: str = "quantitative", **more: object) -> Spec:
    return {"field": name, "type": kind, **more}


def double_rule(
    rows: Sequence[Spec], x: Spec, y: Spec, until: int, offset: float = 0
) -> list[Spec]:
    """Two lines close to each other: here another source takes over."""
    rule: Spec = {"type": "rule", "color": INK_2, "strokeWidth": 1.5}
    return [
        layer({**rule, "xOffset": offset + side}, rows, x=x, y=y, y2={"value": until})
        for side in (-SEAM / 2, SEAM / 2)
    ]


@dataclass(frozen=True)
class Name:
    """The name of a source above its part of a panel; ``line``: its first, from the top."""

    left: float
    line: int
    text: str
    colour: str

    @property
    def under(self) -> int:
        """The first line that is free again."""
        return self.line + len(self.text.split("\n"))


def source_names(parts: Sequence[tuple[float, str]], width: float) -> tuple[Name, ...]:
    """Names by where their part begins; under each other where one is wider than its part."""
    edges = [*(left for left, _name in parts), width]
    level = all(
        text_width(name) + 8 <= until - left
        for (left, name), until in zip(parts, edges[1:], strict=True)
    )
    placed: list[Name] = []
    for place, (left, name) in enumerate(parts):
        lines = wrapped(name, width)
        start = round(max(0.0, min(left + 4, width - max(map(text_width, lines)))), 2)
        line = 0 if level or not placed else placed[-1].under
        placed.append(Name(start, line, "\n".join(lines), SEAM_COLOURS[place % 2]))
    return tuple(placed)


def name_marks(names: Sequence[Name], top: float) -> list[Spec]:
    mark: Spec = {"type": "text", "align": "left", "fontWeight": 600, "lineBreak": "\n"}
    text = field("text", "nominal")
    return [
        layer(
            {**mark, "color": name.colour},
            [{"text": name.text}],
            x={"value": name.left},
            y={"value": top + LINE_HEIGHT * name.line},
            text=text,
        )
        for name in names
    ]


def raised(text: str) -> int:
    """How much higher a text has to stand so that its last line ends where one line would."""
    return LINE_HEIGHT * text.count("\n")


def plain(text: str) -> str:
    """Text without the characters that XML, and so SVG, cannot hold at all."""
    return _NOT_IN_XML.sub("", text)


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_width(text: str) -> float:
    """About how wide ``text`` is in pixels: in semi-bold, in a wide typeface of the page."""
    return TEXT_SIZE * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if ord(character) >= 0x1100:
        return 1.2  # Chinese, Japanese, Korean, emoji
    if character in " .,:;!|'()[]ijltfr\u00a0":
        return 0.32
    if character in "mwMW%@":
        return 0.92
    return 0.7 if character.isupper() else 0.6


def wrapped(text: str, width: float) -> list[str]:
    """``text`` over lines that fit: a name is never cut off, only a word too wide for a line parts.

    Behind a hyphen a line may end too.
    """
    lines = [""]
    for word in _PART.findall(text):
        if text_width(lines[-1] + word.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += word
        while text_width(lines[-1].rstrip()) > width and len(lines[-1]) > 1:
            size = next(n for n in count(2) if text_width(lines[-1][:n]) > width) - 1
            lines[-1:] = [lines[-1][:size], lines[-1][size:]]
    return [line.rstrip() for line in lines]


_PART = re.compile(r"[^\s-]*(?:-+|\s+|$)")


def ticks(low: Decimal, high: Decimal, at_most: int = 5) -> list[Decimal]:
    """Round values from ``low`` or below to ``high`` or above, about ``at_most`` steps."""
    raw = (high - low) / at_most
    magnitude = Decimal(1).scaleb(raw.adjusted())
    step = next(magnitude * m for m in _ROUND if magnitude * m >= raw)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * i for i in range(first, last + 1)]


_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def tick_texts(values: Sequence[Decimal]) -> list[str]:
    """The values in Dutch, all with as many decimals as one of them needs."""
    decimals = max(0, *(-int(value.normalize().as_tuple().exponent) for value in values))
    return [number(value, decimals) for value in values]


def value_axis(values: Sequence[Decimal]) -> Spec:
    """Grid lines at ``values``; :func:`value_labels` writes beside them."""
    return {
        "values": [float(value) for value in values],
        "grid": True,
        "domain": False,
        "labels": False,
    }


def value_labels(values: Sequence[Decimal], y: Spec) -> Spec:
    """The texts of the grid lines, left of the marks."""
    rows: list[Spec] = [
        {"y": float(value), "text": text}
        for value, text in zip(values, tick_texts(values), strict=True)
    ]
    mark: Spec = {"type": "text", "align": "right", "baseline": "middle", "color": INK_2}
    return layer(mark, rows, x={"value": -6}, y={**y, "field": "y"}, text=field("text", "nominal"))


def label_margin(values: Sequence[Decimal]) -> int:
    """How much room :func:`value_labels` takes."""
    return 10 + round(max(text_width(text) for text in tick_texts(values)))
