"""How wide the columns of a table are: by their words, which are never broken if they fit.

Typst could measure this, but not without laying every table out twice. The widths of the letters
stand in the typeface, so they are added up here; so is how high a table or text is at least.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from fontpkg_source_sans_3 import ROOT as FONTS
from fontTools.ttLib import TTFont

from .glyphs import ZERO_WIDTH_SPACE, shown_characters, with_breaks

# Points; look.typ has the same page, and keeps together what is no higher than this.
TEXT_WIDTH, TEXT_HEIGHT = 155 / 25.4 * 72, 239 / 25.4 * 72
MOST_WHITE = TEXT_HEIGHT * 0.24
# Of columns, whose height is not exact.
ABOUT_MOST_WHITE = TEXT_HEIGHT * 0.25

REGULAR, BOLD = 400, 600
# The part of what is left that a column may take before the others share it.
LITTLE = 0.15
# Kerning and rounding.
SLACK = 1.0
# A head takes no more lines than this, where there is room.
HEAD_LINES = 3
# blocks.typ: the word before a bar, and the whole of it; an icon with the room behind it.
SHARE, BAR, ICON = 48.0, 48.0 + 7 + 70, 3.0
ICON_EM = 0.85

_WORD = re.compile(rf"[^ \n{ZERO_WIDTH_SPACE}]+")
# The height of a capital, from line to line in a cell and in a text, and above a row: at least.
CAPITAL, CELL_LINE, ABOVE = 0.65, 1.2, 4.5
# Kerning takes letters together.
SURELY = 0.95
# Of texts: a letter on average with what is left of a line, a line, and between blocks; at least.
LETTER, LINE, BETWEEN = 4.6, 12.6, 7.0
LEAST_LETTER, LEAST_LINE = 4.0, 12.0
# Between columns beside each other, as in blocks.typ.
GUTTER = 12.0
_TEXTS = ("title", "text", "names", "state", "what")

# A figure, and what stands behind its decimal comma.
_FIGURE = re.compile(r"(?:\D*\s)?[−-]?[\d.]+((?:,\d+)?(?:\s%)?)")

# A column or cell as blocks.py makes it: JSON with the keys that it happens to need.
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Type:
    """The size of the letters, and the room left and right in a cell."""

    size: float
    inset: float


LARGE, MANY, SMALL = Type(9.75, 5.5), Type(9.25, 3.5), Type(8.5, 4)
# Tried in this order from where a table begins; the last is for tables that fit nowhere.
SIZES = (LARGE, MANY, SMALL, Type(8, 2.5), Type(7, 1.5), Type(5.5, 0.5))


@dataclass(frozen=True)
class Columns:
    """The type and the widths in points.

    ``tight``: some words are wider than their column. ``rooms`` is what a word may take in each.
    ``pads`` has per column the points behind each of its cells that put the commas under each
    other; none if lines break in it. ``height`` is how high the whole is at least.
    """

    type: Type
    widths: tuple[float, ...]
    height: float
    tight: bool = False
    pads: tuple[tuple[float, ...], ...] = ()

    @property
    def rooms(self) -> tuple[float, ...]:
        return tuple(width - 2 * self.type.inset for width in self.widths)


@dataclass(frozen=True)
class _Need:
    """What a column needs: for its longest word, and to have each of its cells on one line.

    ``text`` is how much there is in it, as the width of all its cells; ``pads`` as in
    :class:`Columns`.
    """

    least: float
    most: float
    text: float = 0.0
    pads: tuple[float, ...] = ()


def columns_of(
    heads: Sequence[Json], rows: Sequence[Sequence[Json]], *, small: bool, room: float
) -> Columns:
    """The widths of the columns in ``room``, in the largest type that fits."""
    start = SMALL if small else MANY if len(heads) > 6 else LARGE
    for type_ in SIZES[SIZES.index(start) :]:
        needs = [_need(head, [row[x] for row in rows], type_) for x, head in enumerate(heads)]
        if sum(need.least for need in needs) <= room:
            widths = _shared(needs, [head["width"] for head in heads], room)
            fits = (width >= need.most for width, need in zip(widths, needs, strict=True))
            pads = (need.pads if fit else () for need, fit in zip(needs, fits, strict=True))
            height = _least_height(needs, widths, type_, len(rows) + 1)
            return Columns(type_, widths, height, pads=tuple(pads))
    # Not even so: each gets its part, and its words break.
    parts = [need.least**0.5 for need in needs]
    widths = tuple(room * part / sum(parts) for part in parts)
    return Columns(type_, widths, _least_height(needs, widths, type_, len(rows) + 1), tight=True)


def _least_height(needs: Sequence[_Need], widths: Sequence[float], type_: Type, rows: int) -> float:
    """Of so many rows, if every line were full."""
    texts = (need.text / width for need, width in zip(needs, widths, strict=True))
    lines = max(0.0, max(texts, default=0.0) * SURELY - rows)
    return rows * (type_.size * CAPITAL + 2 * ABOVE) + lines * type_.size * CELL_LINE


def _need(head: Json, cells: Iterable[Json], type_: Type) -> _Need:
    around = 2 * type_.inset + SLACK
    if "bar" in head:
        return _Need(BAR + around, BAR + around)
    title = _of_head(_words(_with_marks(head, "title"))) * type_.size
    words, lines = [title], [title]
    cells = list(cells)
    pads = _pads(cells, type_) if head["align"] == "right" else ()
    for cell, pad in zip(cells, pads or [0.0] * len(cells), strict=True):
        weight = BOLD if cell.get("weight", REGULAR) > REGULAR else REGULAR
        text = " ".join(filter(None, (_with_marks(cell, "text"), cell.get("small", ""))))
        before = ICON + ICON_EM * type_.size if "icon" in cell else 0
        longest = max((_word(word, weight) for word in _words(text)), default=0)
        words.append(before + longest * type_.size)
        lines.append(before + _word(text, weight) * type_.size + pad)
    return _Need(max(words) + around, max(lines) + around, sum(lines), pads)


def _of_head(words: Sequence[str]) -> float:
    """The least width in which these words stand on no more lines than a head should have."""
    widths, space = [_word(word, BOLD) for word in words], _word(" ", BOLD)
    least = max(widths, default=0.0)
    runs = (
        sum(widths[start:end]) + space * (end - start - 1)
        for start, end in combinations(range(len(words) + 1), 2)
    )
    fit = (run for run in sorted(runs) if run >= least and _lines(widths, space, run) <= HEAD_LINES)
    return next(fit, least)


def _lines(widths: Sequence[float], space: float, room: float) -> int:
    """How many lines words of these widths take."""
    lines, used = 0, room + 1
    for width in widths:
        used += space + width
        if used > room:
            lines, used = lines + 1, width
    return lines


def _pads(cells: Sequence[Json], type_: Type) -> tuple[float, ...]:
    """The room behind each figure in which others have decimals, marks or a share.

    Words stand right all the same; with figures of another form there is nothing to align.
    """
    tails = []
    for cell in cells:
        figure = _FIGURE.fullmatch(cell["text"])
        if figure is None and any(character.isdigit() for character in cell["text"]):
            return ()
        weight = BOLD if cell.get("weight", REGULAR) > REGULAR else REGULAR
        marks = "".join(mark["sign"] for mark in cell.get("marks", ()))
        small = f" {cell['small']}" if cell.get("small") else ""
        tail = _word(f"{figure[1]}{marks}{small}", weight) * type_.size if figure else 0.0
        tails.append((tail, figure is not None))
    longest = max((tail for tail, is_figure in tails if is_figure), default=0.0)
    return tuple(longest - tail if is_figure else 0.0 for tail, is_figure in tails)


def _shared(needs: Sequence[_Need], asked: Sequence[int], room: float) -> tuple[float, ...]:
    """The room over the columns: as was asked if that breaks no line, or else by what they need."""
    rest = room - sum(n.most for n, part in zip(needs, asked, strict=True) if not part)
    parts = asked if any(asked) else [need.most for need in needs]
    if any(asked):
        given = [
            rest * part / sum(asked) if part else need.most
            for need, part in zip(needs, asked, strict=True)
        ]
        if all(width >= need.most for width, need in zip(given, needs, strict=True)):
            return tuple(given)
    left = room - sum(need.most for need in needs)
    if left >= 0:
        return tuple(
            n.most + left * part / sum(parts) for n, part in zip(needs, parts, strict=True)
        )
    return _filled(needs, room - sum(need.least for need in needs))


def _filled(needs: Sequence[_Need], left: float) -> tuple[float, ...]:
    """The least of each, and what is left over those that want more: long texts more than short.

    Who wants little gets it first, or else a figure of three words would break for a story.
    """
    start, widths = left, [need.least for need in needs]
    open_ = {x: need.text for x, need in enumerate(needs) if need.most > need.least}
    for x in sorted(open_, key=lambda x: needs[x].most - needs[x].least):
        wanted = needs[x].most - needs[x].least
        if wanted > min(left, start * LITTLE):
            break
        widths[x], left = needs[x].most, left - wanted
        del open_[x]
    while left > SLACK / 10 and any(open_.values()):
        parts = sum(open_.values())
        for x, part in list(open_.items()):
            widths[x] = min(needs[x].most, widths[x] + left * part / parts)
            if widths[x] >= needs[x].most:
                del open_[x]
        left = sum(need.least for need in needs) + start - sum(widths)
    return tuple(widths)


# ------------------------------------------------------------------------------------- texts


def is_high(told: object) -> bool:
    """Whether texts are higher than what stays together, even if every line were full."""
    return letters_of(told) * LEAST_LETTER / TEXT_WIDTH * LEAST_LINE > MOST_WHITE


def height_of(told: object, room: float = TEXT_WIDTH) -> float:
    """About how high blocks are, in ``room``: a line or more for each of their texts."""
    if isinstance(told, str):
        return LINE * -(-len(told) * LETTER // room)
    if isinstance(told, dict):
        # The letters of a note are a fifth smaller.
        room *= 1.2 if told.get("type") == "note" else 1
        inside = sum(height_of(part, room) for part in _shown(told))
        return inside + (BETWEEN if "title" in told or "type" in told else 0)
    return sum(height_of(part, room) for part in told) if isinstance(told, list) else 0.0


def letters_of(told: object) -> int:
    """How many letters of blocks stand on paper."""
    if isinstance(told, str):
        return len(told)
    if isinstance(told, dict):
        return sum(map(letters_of, _shown(told)))
    return sum(map(letters_of, told)) if isinstance(told, list) else 0


def _shown(block: Json) -> Iterator[object]:
    """What of a block stands on paper as a text."""
    return (part for key, part in block.items() if key in _TEXTS or isinstance(part, list))


# ------------------------------------------------------------------------------------- words


def broken_to(text: str, room: float, type_: Type) -> str:
    """The text with places to break in each word that is wider than ``room``."""

    def broken(found: re.Match[str]) -> str:
        word, parts, used = found.group(), [""], 0.0
        for character in word:
            # As if all were bold: where this is called nothing fits anyway.
            width = _advance(character, BOLD) * type_.size
            if parts[-1] and used + width > room:
                parts.append("")
                used = 0.0
            parts[-1] += character
            used += width
        return ZERO_WIDTH_SPACE.join(parts)

    return _WORD.sub(broken, text)


def _with_marks(given: Json, key: str) -> str:
    text: str = given[key]
    return text + "".join(mark["sign"] for mark in given.get("marks", ()))


def _words(text: str) -> list[str]:
    return _WORD.findall(with_breaks(text))


@lru_cache(maxsize=8192)
def _word(text: str, weight: int) -> float:
    return sum(_advance(character, weight) for character in shown_characters(text))


@lru_cache(maxsize=4096)
def _advance(character: str, weight: int) -> float:
    """The width of a character in the size of the type."""
    glyphs, names, units = _typeface(weight)
    name = names.get(ord(character))
    return float(glyphs[name].width) / units if name else 0.0


@cache
def _typeface(weight: int) -> tuple[Any, Mapping[int, str], int]:
    """Glyphs, their names by character, units per size; ``Any``: fontTools has no types."""
    path = next(p for p in Path(FONTS, "files").glob("*.ttf") if "Italic" not in p.name)
    font = TTFont(path, lazy=True)
    glyphs = font.getGlyphSet(location={"wght": weight})
    return glyphs, font.getBestCmap(), int(font["head"].unitsPerEm)
