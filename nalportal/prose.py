"""Texts that people write: what a word processor put on the clipboard, and what was meant by it.

A stored text is plain: an empty line parts paragraphs, a line end is a line end, ``- `` begins an
item of a list and ``1. `` one of a numbered list, and a link is written ``[tekst](https://…)``.
Every renderer asks :func:`parts_of` how a paragraph falls into lines and lists.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BULLETS, NUMBERS, LINES = "bullets", "numbers", ""

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_PARAGRAPH_END = "\u2029"
# What nobody sees, for every road that text takes. An editor's own layout comes out of all text:
# places to break a word, and marks that keep one whole. Joiners and marks of a direction are part
# of how a script is written: within a text they stay, in a number or a name they mean nothing.
_LAYOUT = "\u00ad\u200b\u2060\ufeff"
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SHAPELESS = f"{_LAYOUT}\u061c\u200c\u200d\u200e\u200f\u2061\u2062\u2063\u2064{_TURNS}"
SPACES = " \t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_WITHOUT_SHAPE = re.compile(f"[{_LAYOUT}]")
_TURN = re.compile(f"[{_TURNS}]")
# Word's bullets are letters of Symbol and Wingdings, which arrive as private-use characters or, of
# an older Word, as the Latin letter in their place with a tab behind it.
_BULLET = re.compile(
    r"[ \t\u00a0]*(?:[-–—*•‣◦▪▫●○■□◆◇➢➤►▶✓✔∙⁃·\ue000-\uf8ff][ \t\u00a0]+"
    r"|[•●▪■\ue000-\uf8ff]|[o§üØ]\t[ ]*)(?=\S)"
)
_NUMBER = re.compile(r"[ \t\u00a0]*\(?(\d{1,2})[.)][ \t\u00a0]+(?=\S)")
_SIGN = re.compile(r"(?:[-•] |(\d{1,2})\. )(?=\S|$)")
_LOOSE_ITEMS = re.compile(r"(?m)^((?:- |\d{1,2}\. ).*)\n\n+(?=- |\d{1,2}\. )")
_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s()]+)\)")


@dataclass(frozen=True)
class Span:
    """A run of text, with the address where it leads if it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Part:
    """Lines under each other, or the items of a list; a numbered one begins at ``start``."""

    kind: str
    items: tuple[tuple[Span, ...], ...]
    start: int = 1


# -------------------------------------------------------------------------- what was meant


def as_meant(text: str) -> str:
    """A typed or pasted text as it is stored; of what is stored already it changes nothing."""
    lines = one_line_end(text).split("\n")
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(map(_line_as_meant, lines)))
    return _LOOSE_ITEMS.sub(r"\1\n", joined).strip(" \n")


def bare_ends(text: str) -> str:
    """Without the spaces, line ends and unseen marks around it.

    What turns the direction of reading goes only where none of it is left within: half a pair would
    turn all that stands behind the text. Control characters stay, for a check to find.
    """
    if text.isascii():
        return text.strip(" \t\n")
    bare = text.strip(f"{SPACES}\n{SHAPELESS}")
    if _TURN.search(bare):
        return text.strip(f"{SPACES}\n{SHAPELESS.removesuffix(_TURNS)}")
    return bare


def in_one_line(text: str) -> str:
    """A title as it is stored: one line, without an editor's layout."""
    return " ".join(one_line_end(text).split())


def one_line_end(text: str) -> str:
    """The text with one kind of line end, two at the end of a paragraph, and no shapeless marks."""
    parted = _LINE_END.sub("\n", text).replace(_PARAGRAPH_END, "\n\n")
    return _WITHOUT_SHAPE.sub("", parted)


def _line_as_meant(line: str) -> str:
    sign = ""
    if found := _BULLET.match(line):
        sign = "- "
    elif found := _NUMBER.match(line):
        sign = f"{int(found[1])}. "
    rest = line[found.end() :] if found else line
    return sign + re.sub(r" *\t[ \t]*", " ", rest.strip("\t")).rstrip()


def table_rows(text: str) -> int:
    """How many rows of a table this holds: a text has no columns, so they would run together.

    A tab behind the mark of a list, or one at an end of a line, makes no column.
    """
    widths = []
    for line in one_line_end(text).split("\n"):
        found = _BULLET.match(line) or _NUMBER.match(line)
        rest = line[found.end() :] if found else line
        widths.append(len(re.split(r"\t+", rest.strip(" \t"))))
    rows = [width for width in widths if width > 1]
    return len(rows) if len(rows) > 1 or max(widths) > 2 else 0


# ---------------------------------------------------------------------------- how it falls apart


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a stored text, each with its own line ends."""
    found = re.split(r"\n\s*\n", one_line_end(text).strip())
    lines = [[" ".join(line.split()) for line in part.split("\n")] for part in found]
    return [paragraph for part in lines if (paragraph := "\n".join(filter(None, part)))]


def spans_of(paragraph: str) -> tuple[Span, ...]:
    """A paragraph as runs of text and links."""
    spans, end = [], 0
    for match in _LINK.finditer(paragraph):
        if match.start() > end:
            spans.append(Span(paragraph[end : match.start()]))
        spans.append(Span(match[1], match[2]))
        end = match.end()
    if end < len(paragraph):
        spans.append(Span(paragraph[end:]))
    return tuple(spans)


def parts_of(text: str | Iterable[Span]) -> list[Part]:
    """The lines and lists of a paragraph, or of a text without links."""
    found: list[Part] = []
    for line in _lines([Span(text)] if isinstance(text, str) else text):
        part = _part_of(line)
        last = found[-1] if found else None
        if last and part.items and _goes_on(last, part):
            found[-1] = Part(last.kind, last.items + part.items, last.start)
        else:
            found.append(part)
    return [part for part in found if part.items]


def _part_of(line: tuple[Span, ...]) -> Part:
    """What one line is by itself; an empty one has no items, and ends what stands above it."""
    sign = _SIGN.match(line[0].text) if line and not line[0].href else None
    if sign is None:
        return Part(LINES, (line,) if line else ())
    rest = line[0].text[sign.end() :]
    item = ((Span(rest),) if rest else ()) + line[1:]
    return Part(NUMBERS if sign[1] else BULLETS, (item,), int(sign[1] or 1))


def _goes_on(last: Part, part: Part) -> bool:
    if last.kind != part.kind or not last.items:
        return False
    return part.kind != NUMBERS or part.start == last.start + len(last.items)


def _lines(spans: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    line: list[Span] = []
    for span in spans:
        first, *others = span.text.split("\n")
        line += [Span(first, span.href)] if first else []
        for text in others:
            yield tuple(line)
            line = [Span(text, span.href)] if text else []
    yield tuple(line)
