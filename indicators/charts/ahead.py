"""Targets and forecasts beside what was observed: which of them a chart draws, and their words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from indicators.models import ValueKind
from indicators.reports import Outlook, OutlookTable
from nalportal.dutch import long_date, short_date
from nalportal.figures import Figure
from nalportal.palette import colour

from .numbers import Numbers, Value
from .style import (
    BREAK_DASH,
    INK,
    INK_2,
    LINE_HEIGHT,
    Spec,
    field,
    layer,
    plain,
    raised,
    text_width,
)

BRAND_50 = colour("brand-50")
# So far beside the sign of a day stand its words.
WORDS_ASIDE = 10


@dataclass(frozen=True)
class Ahead:
    """What was aimed at and expected for a day; of each what was set last."""

    on: date
    target: Figure | None = None
    low: Figure | None = None
    middle: Figure | None = None
    high: Figure | None = None

    @property
    def expected(self) -> tuple[Figure, ...]:
        return tuple(f for f in (self.low, self.middle, self.high) if f and f.value is not None)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (*((self.target,) if self.target else ()), *self.expected)

    @property
    def expected_text(self) -> str:
        """``165.000 tot 195.000``, or the one figure that was expected; empty without."""
        if self.low and self.high:
            return _("{low} tot {high}").format(low=self.low, high=self.high)
        return str(self.expected[0]) if self.expected else ""


def ahead_of(
    tables: Iterable[OutlookTable],
    belongs: Callable[[OutlookTable], bool],
    area: str = "",
    kind: str = "",
) -> tuple[Ahead, ...]:
    """What is drawn of one series, by date; the country is the area without a name."""
    found: dict[date, Ahead] = {}
    entries = (entry for table in tables if belongs(table) for entry in table.entries)
    for entry in sorted(entries, key=lambda entry: entry.set_on):
        if (entry.area, entry.charger_type) == (area, kind):
            one = _with(found.get(entry.on, Ahead(entry.on)), entry)
            if one.figures:
                found[entry.on] = one
    return tuple(found[on] for on in sorted(found))


def _with(known: Ahead, entry: Outlook) -> Ahead:
    if entry.target is not None:
        return replace(known, target=entry.target if entry.target.value is not None else None)
    sides = dict(zip(entry.kinds, entry.forecast, strict=True))
    low, middle, high = map(sides.get, (ValueKind.LOW, ValueKind.MIDDLE, ValueKind.HIGH))
    return replace(known, low=low, middle=middle, high=high)


def ahead_words(found: Sequence[Ahead], name: str = "") -> list[str]:
    """Each of them in a sentence, for who listens."""
    of = f"{name}, " if name else ""
    sentences = []
    for one in found:
        day = long_date(one.on)
        if one.target:
            text = _("{of}doel {day}: {figure}.")
            sentences.append(text.format(of=of, day=day, figure=one.target))
        if one.expected:
            text = _("{of}verwachting {day}: {figure}.")
            sentences.append(text.format(of=of, day=day, figure=one.expected_text))
    return [sentence[:1].upper() + sentence[1:] for sentence in sentences]


def ahead_note(found: Iterable[tuple[str, Ahead]]) -> list[str]:
    """What the signs mean, with their numbers, each with the name of its area or kind where there
    are more: beside very many bars there is no room for those."""
    ahead = tuple(found)
    boxes = [_dated(name, one.expected_text, one) for name, one in ahead if one.expected]
    targets = [_dated(name, str(one.target), one) for name, one in ahead if one.target]
    box = _("Met stippels: verwachting, laag tot hoog: {figures}.")
    rule = _("Dikke streep: doel {figures}.")
    return [
        text.format(figures="; ".join(told))
        for text, told in ((box, boxes), (rule, targets))
        if told
    ]


def _dated(name: str, text: str, one: Ahead) -> str:
    return f"{plain(name)} {text} ({short_date(one.on)})".lstrip()


def with_ahead(numbers: Numbers, found: Sequence[tuple[str, Ahead]], dated: int = 0) -> Numbers:
    """The numbers of a chart and after them what was aimed at and expected, by the name of its
    area; ``dated``: the column in which a date stands."""
    if not found:
        return numbers
    named = any(name for name, _one in found)
    head = (
        *numbers.head,
        *([_("Gebied")] if named else []),
        _("Doel"),
        _("Verwachting, laag"),
        _("Verwachting"),
        _("Verwachting, hoog"),
    )
    blank: list[Value] = [""] * len(numbers.head)
    rows: list[tuple[Value, ...]] = [
        (*row, *([""] * (len(head) - len(row)))) for row in numbers.rows
    ]
    for name, one in found:
        start = [*blank[:dated], one.on, *blank[dated + 1 :]]
        told = (figure or "" for figure in (one.target, one.low, one.middle, one.high))
        rows.append((*start, *([name] if named else []), *told))
    return Numbers(head, tuple(rows))


# ---------------------------------------------------------------------------------- the signs


def top_text(one: Ahead | None) -> str:
    """What stands over a target, or over a forecast without one."""
    if one is None:
        return ""
    return "\n".join((_("doel"), str(one.target))) if one.target else _box_text(one)


def upright_text(one: Ahead | None) -> str:
    """What stands on its side over a target: a forecast is too long for that."""
    return top_text(one).replace("\n", " ") if one and one.target else ""


def under_text(one: Ahead | None) -> str:
    """What stands under a forecast that has a target beside it."""
    return _box_text(one) if one and one.target and one.expected else ""


def _box_text(one: Ahead) -> str:
    if one.low and one.high:
        return _("verwacht\n{low}\ntot {high}").format(low=one.low, high=one.high)
    return _("verwacht\n{figure}").format(figure=one.expected_text) if one.expected else ""


def ahead_marks(found: Sequence[tuple[str, Ahead]], x: Spec, y: Spec) -> list[Spec]:
    """A dotted box from low to high and a thick rule with ends at the target, by their labels."""
    wide = {"x": {**x, "bandPosition": 0}, "x2": {"field": "label", "bandPosition": 1}}
    boxes = [_box(label, one) for label, one in found if one.expected]
    targets: list[Spec] = [
        {"label": label, "value": float(one.target.value)}
        for label, one in found
        if one.target and one.target.value is not None
    ]
    thick: Spec = {"type": "rule", "color": INK, "strokeWidth": 3}
    end: Spec = {"type": "tick", "color": INK, "orient": "vertical", "size": 10, "thickness": 2}
    dots: Spec = {"strokeDash": list(BREAK_DASH)}
    dotted: Spec = {"type": "bar", "fill": BRAND_50, "stroke": INK_2, **dots}
    flat = [box for box in boxes if box["value"] == box["low"]]
    return [
        layer(dotted, [b for b in boxes if b not in flat], x=x, y=y, y2={"field": "low"}),
        layer({"type": "rule", "color": INK_2, **dots}, flat, y=y, **wide),
        layer(thick, targets, y=y, **wide),
        *(layer(end, targets, x={**x, "bandPosition": side}, y=y) for side in (0, 1)),
    ]


def _box(label: str, one: Ahead) -> Spec:
    values = [float(f.value) for f in one.expected if f.value is not None]
    return {"label": label, "value": max(values), "low": min(values)}


def ahead_texts(
    found: Sequence[tuple[str, Ahead]], x: Spec, pixel: Callable[[Decimal], float], *, level: bool
) -> list[Spec]:
    """Over a target its number; those of a forecast under its box, or over it without a target.

    ``level``: they fit beside each other; else only targets have theirs, on its side.
    """
    bold: Spec = {"type": "text", "fontWeight": 600}
    on_its_side: Spec = {**bold, "angle": 270, "align": "left", "baseline": "middle"}
    over: Spec = {**bold, "baseline": "bottom", "lineBreak": "\n"} if level else on_its_side
    below: Spec = {"type": "text", "baseline": "top", "lineBreak": "\n", "color": INK_2}
    told: list[tuple[Spec, str, float, str]] = []
    for label, one in found:
        text = top_text(one) if level else upright_text(one)
        highest = max(f.value for f in one.figures if f.value is not None)
        told.append((over, label, pixel(highest) - 6 - raised(text), text))
        if level and one.expected:
            lowest = min(f.value for f in one.expected if f.value is not None)
            told.append((below, label, pixel(lowest) + 5, under_text(one)))
    of = field("text", "nominal")
    return [
        layer(mark, [{"label": label, "text": text}], x=x, y={"value": y}, text=of)
        for mark, label, y, text in told
        if text
    ]


def ahead_on_days(
    found: Sequence[Ahead],
    x: Spec,
    y: Spec,
    pixel: Callable[[Decimal], float],
    across: Callable[[date], float],
    beside: Sequence[tuple[float, float]] = (),
) -> list[Spec]:
    """Targets and forecasts on a scale of days, words to the right as far as they don't touch.

    ``beside``: the middle and the height of what stands to the right of the last day.
    """
    level: Spec = {"type": "tick", "orient": "horizontal"}
    side: Spec = {**level, "color": INK_2, "size": 12}
    thick: Spec = {**level, "color": INK, "size": 16, "thickness": 3}
    span: Spec = {"type": "rule", "color": INK_2, "strokeDash": list(BREAK_DASH)}
    words: Spec = {"type": "text", "align": "left", "dx": WORDS_ASIDE, "lineBreak": "\n"}
    words["fontWeight"] = 600
    layers = []
    found = sorted(found, key=lambda one: one.on)
    rooms = [across(later.on) - across(one.on) for one, later in pairwise(found)]
    for one, room in zip(found, [*rooms, float("inf")], strict=False):
        day: Spec = {"on": one.on.toordinal()}
        expected = [_valued(day, figure) for figure in one.expected]
        boxes = [{**day, **_box("", one)}] if expected else []
        aimed = [_valued(day, one.target)] if one.target else []
        told = top_text(one)
        wide = max(map(text_width, told.split("\n"))) + 2 * WORDS_ASIDE
        top = pixel(max(f.value or Decimal(0) for f in one.figures))
        middle, tall = top + raised(told) / 2, raised(told) + LINE_HEIGHT
        fits = wide <= room and (
            one is not found[-1]
            or all(abs(at - middle) >= (high + tall) / 2 for at, high in beside)
        )
        text: list[Spec] = [{**day, "text": told}] if fits else []
        height: Spec = {"value": top}
        layers += [
            layer(span, boxes, x=x, y=y, y2={"field": "low"}),
            layer(side, expected, x=x, y=y),
            layer(thick, aimed, x=x, y=y),
            layer(words, text, x=x, y=height, text=field("text", "nominal")),
        ]
    return layers


def _valued(day: Spec, figure: Figure) -> Spec:
    return {**day, "value": float(figure.value or 0)}
