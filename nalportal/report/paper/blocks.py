"""The blocks of which a document is made, as plain JSON for the Typst templates.

Each function makes one kind of block; ``templates/blocks.typ`` has a function of the same name
that draws it. Nothing is text for Typst to evaluate, and nothing is left for it to compute.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from nalportal.progress.reports import TextBlock
from nalportal.prose import Span, parts_of

from ..labels import old_terms_lines, old_text_line
from ..tables.notes import summary_mark
from .columns import (
    ABOUT_MOST_WHITE,
    BOLD,
    GUTTER,
    MOST_WHITE,
    SLACK,
    TEXT_WIDTH,
    Columns,
    broken_to,
    columns_of,
    height_of,
    is_high,
)

# JSON: text, numbers, lists and dicts of them. `object`, because a recursive alias would force a
# cast on every list that is built in steps.
Block = dict[str, object]
Cell = dict[str, object]

# A PDF link to something else than the web is a risk, and Typst refuses very long addresses.
_LINKABLE = re.compile(r"https?://\S{1,2000}")

# The first line of a summary, in points.
LEADING = 12

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def part(title: str) -> Block:
    """A chapter: stands in the contents."""
    return {"type": "part", "title": title}


def section(title: str, *, level: int = 2) -> Block:
    """A heading: level 2 stands in the contents, level 3 does not."""
    return {"type": "section", "title": title, "level": level}


def lead(text: str) -> Block:
    """A grey line directly under a heading."""
    return {"type": "lead", "text": text}


def note(text: str, *, label: str = "", sign: str = "") -> Block:
    """A small grey line; with ``sign`` it is a footnote."""
    return {"type": "note", "spans": [{"text": f"{sign} {text}" if sign else text}], "label": label}


def prose(text: TextBlock | None, *, level: int = 0) -> list[Block]:
    """A text with its links and, if ``level`` is given, its title as a heading of that level.

    Our own words are marked, so that nobody quotes the ministry with them.
    """
    if text is None:
        return []
    blocks: list[Block] = [section(text.title, level=level)] if level and text.title else []
    old = old_text_line(text)
    said: list[Block] = [{"type": "prose", "parts": _parts(text)}]
    return [*blocks, *(held(*said, note(old)) if old else said)]


def held(*together: Block) -> list[Block]:
    """The blocks, each of them on the page where the next one is."""
    return [*({**block, "held": True} for block in together[:-1]), together[-1]]


def _parts(text: TextBlock) -> list[Block]:
    """The lines and lists of a text; behind our own words stands that they are."""
    parts: list[Any] = [part for paragraph in text.paragraphs for part in rich(paragraph)]
    if text.is_summary and parts:
        parts[-1]["items"][-1].append({"text": f" {summary_mark()}", "small": True})
    return parts


def summary(text: TextBlock | None) -> list[Block]:
    """The summary: its first line is larger, and two lists each under a line of their own ("Wat is
    bereikt", "Wat vraagt aandacht") stand beside each other.
    """
    told: list[Any] = prose(text)
    parts: list[Any] = told[0]["parts"] if told else []
    starts = [
        place
        for place, (name, listed) in enumerate(pairwise(parts))
        if not name["kind"] and len(name["items"]) == 1 and listed["kind"]
    ]
    if parts and not parts[0]["kind"] and 0 not in starts:
        parts[0]["size"] = LEADING
    if len(starts) != 2 or starts[1] != starts[0] + 2:
        return told
    first, second = starts
    columns = [_named(*parts[place : place + 2]) for place in starts]
    shared = beside(columns, [1, 1])
    rest = [{"type": "prose", "parts": part} for part in (parts[:first], parts[second + 2 :])]
    return [rest[0], shared, rest[1], *told[1:]]


def beside(columns: Sequence[Sequence[Block]], widths: Sequence[float]) -> Block:
    """Columns that are read one after the other, each with its part of the room."""
    room = TEXT_WIDTH - GUTTER * (len(columns) - 1)
    rooms = [room * width / sum(widths) for width in widths]
    height = max(map(height_of, columns, rooms))
    return {
        "type": "beside",
        "columns": columns,
        "widths": widths,
        "height": height,
        "high": height > ABOUT_MOST_WHITE,
    }


def _named(line: Any, listed: Block) -> list[Block]:
    title = "".join(span["text"] for span in line["items"][0]).rstrip(":")
    return [{"type": "name", "text": title}, {"type": "prose", "parts": [listed]}]


def summary_meaning() -> str:
    """What the mark behind our own words means; it stands once, at the front."""
    return _(
        "Een tekst die eindigt op “(samengevat)” is een samenvatting, niet de letterlijke tekst."
    )


def paragraph(text: str) -> Block:
    """A paragraph of our own."""
    return {"type": "prose", "parts": rich([Span(text)])}


def _spans(spans: Iterable[Span]) -> list[Block]:
    return [linked(span.text, span.href) for span in spans]


def rich(text: str | Iterable[Span]) -> list[Block]:
    """The lines and lists of a text; empty without one."""
    return [
        {"kind": part.kind, "start": part.start, "items": [_spans(line) for line in part.items]}
        for part in parts_of(text)
        if text
    ]


def linked(text: str, address: str) -> Block:
    """A run of text, with a link if the address is one of the web."""
    if _LINKABLE.fullmatch(address) and address.isprintable():
        return {"text": text, "href": iri_to_uri(address)}
    return {"text": text}


def group(opening: Sequence[Block], columns: Block) -> Block:
    """What opens a part, which stays with the columns beside each other that come after it.

    It moves along with them to the next page, so that its height counts too.
    """
    height = height_of(opening) + cast("float", columns["height"])
    return {
        "type": "group",
        "opening": [*opening],
        "high": is_high(opening),
        "columns": {**columns, "high": height > ABOUT_MOST_WHITE},
    }


def empty(title: str, text: str) -> Block:
    """The honest empty state: what is missing, and why."""
    return {"type": "empty", "title": title, "text": text}


def terms(texts: Sequence[TextBlock]) -> list[Block]:
    """Definitions, as one list; under it which of them came along from an earlier round."""
    entries = [{"term": text.title, "parts": _parts(text)} for text in texts]
    return [{"type": "terms", "terms": entries}, *map(note, old_terms_lines(texts))]


@dataclass(frozen=True)
class Drawing:
    """A chart as it is placed: ``description`` is for people who cannot see it."""

    caption: str
    svg: str
    description: str
    note: str


def charts(drawings: Sequence[Drawing]) -> list[Block]:
    """Charts in two columns, each with its caption; their notes once, below."""
    placed: list[Block] = [
        {"caption": drawing.caption, "svg": drawing.svg, "alt": drawing.description}
        for drawing in drawings
    ]
    notes = dict.fromkeys(drawing.note for drawing in drawings if drawing.note)
    blocks: list[Block] = [{"type": "charts", "charts": placed}] if placed else []
    return blocks + [note(text) for text in notes]


# ------------------------------------------------------------------------------------ tables


def column(title: str, *, right: bool = False, width: int = 0, **more: object) -> Cell:
    """A column: figures stand right.

    ``width`` is its part of the room that columns without one (as wide as their text) leave, as
    far as no word is broken for that.
    """
    return {"title": title, "align": "right" if right else "left", "width": width, **more}


def cell(text: str, **more: object) -> Cell:
    """A cell; ``more`` can be marks, small (grey behind the text), bar or icon."""
    return {"text": text, **more}


def marks(numbers: Iterable[int], table: str) -> list[Block]:
    """Footnote marks that lead to the notes under the table."""
    return [{"sign": sign(number), "label": note_label(table, number)} for number in numbers]


def sign(number: int) -> str:
    """``¹``: a character of its own, so that 77 with note 1 is never copied or read as 771."""
    return str(number).translate(_SUPERSCRIPT)


def note_label(table: str, number: int) -> str:
    """The name within the document of a footnote."""
    return f"{table}-noot-{number}"


def table(
    columns: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    total: Sequence[Cell] = (),
    notes: Iterable[Block] = (),
    small: bool = False,
) -> Block:
    """A table with its caption above and its notes below, kept on one page if they fit.

    The first cell of each row is its header: ``accessibility`` tells assistive software so.
    """
    total = [{**entry, "weight": BOLD} for entry in total]
    all_rows = [*rows, total] if total else [*rows]
    layout = columns_of(columns, all_rows, small=small, room=TEXT_WIDTH)
    heads, *bodies = ([*row] for row in (columns, *all_rows))
    if layout.tight:
        heads, *bodies = ([*_made_to_fit(row, layout)] for row in (heads, *bodies))
    for x, pads in enumerate(layout.pads):
        for row, pad in zip(bodies, pads, strict=False):
            if pad > SLACK / 10:
                row[x] = {**row[x], "pad": round(pad, 2)}
    return {
        "type": "table",
        "caption": caption,
        "size": layout.type.size,
        "inset": layout.type.inset,
        "widths": list(layout.widths),
        "high": layout.height > MOST_WHITE,
        "columns": heads,
        "rows": bodies[: len(rows)],
        "total": bodies[len(rows) :],
        "notes": list(notes),
    }


def _made_to_fit(row: Sequence[Cell], layout: Columns) -> Iterator[Cell]:
    """The cells of a row, with places to break in words that are wider than their column."""
    for given, room in zip(row, layout.rooms, strict=True):
        texts = {key: text for key in ("title", "text") if isinstance(text := given.get(key), str)}
        yield {
            **given,
            **{key: broken_to(text, room, layout.type) for key, text in texts.items()},
        }
