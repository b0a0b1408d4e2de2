"""Make any text fit to print: one place through which every string of a document goes.

Users' texts may hold what stops Typst: a character that the typeface lacks, or an unbroken word
longer than a page is wide. A report is never late for that, so the character becomes □ and the
word gets places to break.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from typing import TypeVar, cast

from fontpkg_source_sans_3 import ROOT as FONTS
from fontTools.ttLib import TTFont

MISSING = "□"
ZERO_WIDTH_SPACE = "\u200b"

# Longer than any Dutch word, shorter than a line; after that a break is possible every so often.
LONGEST_WORD = 40
BREAK_EVERY = 20

# Strings that are no prose: markup of our own drawing, and addresses, which must stay exact.
DRAWINGS = frozenset({"svg", "icons", "logo"})
EXACT = frozenset({"href", "sha256"})

_STRAIGHT = re.compile(r"(\S*(?:@|://|www\.)\S*)|'")
# Before a word, with one behind a word further on, and not that of 's, 't or 'n.
_OPENING = re.compile(r"(?<![^\s(])'(?![stn]\b)(?=\w[^']*(?<=\S)'(?!\w))")
_ENDLESS = re.compile(r"\S{1000}(?=\S)")
_LONG_WORD = re.compile(rf"[^\s{ZERO_WIDTH_SPACE}]{{{LONGEST_WORD + 1},}}")
# An address breaks only before what parts it: look.typ keeps the parts whole, because a reader
# takes a hyphen at the end of a line for one that is not in the word.
_ADDRESS = re.compile(r"\S+(?:@|://)\S+|www\.\S+")
_PART = re.compile(r"(?:https?://)?[@/?&#.]*[^@/?&#.]+(?:[@/?&#.]+$)?|[@/?&#.]+")
_CHUNK = re.compile(rf".{{1,{BREAK_EVERY}}}")
# Control characters, and marks without a shape such as those that turn the direction of reading.
_NOT_PRINTED = frozenset({"Cc", "Cf"})
# A place to break; look.typ makes it one without a character, so that no copy of a text has it.
# A soft hyphen goes: with it a reader finds no word, and copies no address.
_KEPT_WITHOUT_SHAPE = frozenset({ZERO_WIDTH_SPACE})
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))

Json = TypeVar("Json")


@cache
def printable() -> frozenset[str]:
    """Every character that both styles of the typeface have."""
    maps = [
        set(TTFont(path, lazy=True).getBestCmap())
        for path in sorted((FONTS / "files").glob("*.ttf"))
    ]
    return frozenset(map(chr, set.intersection(*maps)))


def fit_to_print(value: Json, key: str = "") -> Json:
    """A JSON value with its strings made fit for the fonts; ``key`` says what a string is."""
    if isinstance(value, str):
        return cast(Json, _fit(value, key))
    if isinstance(value, Mapping):
        inner = {
            name: fit_to_print(part, key if key in DRAWINGS else name)
            for name, part in value.items()
        }
        return cast(Json, inner)
    if isinstance(value, list | tuple):
        return cast(Json, [fit_to_print(part, key) for part in value])
    return value


def _fit(text: str, key: str) -> str:
    if key in EXACT:
        return text
    shown = shown_characters(text)
    return shown if key in DRAWINGS else with_breaks(one_apostrophe(shown))


def one_apostrophe(text: str) -> str:
    """The text with the apostrophes and quotation marks of print: people type them both ways.

    Those of an address stay.
    """
    opened = _OPENING.sub("‘", text)
    return _STRAIGHT.sub(lambda found: found[1] or "’", opened)


def shown_characters(text: str) -> str:
    """Only characters that can be printed: □ for what the typeface lacks."""
    # Composed first: the typeface has é, but not every letter with a loose accent.
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def lost_in(value: object) -> tuple[str, ...]:
    """The characters of a report, or of a part of it, that are printed as □, by their number."""
    found: set[str] = set()
    for text in _strings(value):
        found.update(unicodedata.normalize("NFC", text))
    return tuple(sorted(character for character in found if _shown(character) == MISSING))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    category = unicodedata.category(character)
    # PDF/A refuses characters for private use, even where the typeface has them.
    if character in printable() and category not in _NOT_PRINTED | {"Co"}:
        return character
    if character in _KEPT_WITHOUT_SHAPE or character == "\n":  # a string of Typst breaks there
        return character
    if character.isspace():
        return " "
    if category in _NOT_PRINTED or character in _VARIATION_SELECTORS:
        return ""
    return MISSING


def plain(text: str) -> str:
    """What of a text is on paper, as one reads or copies it: without places to break."""
    shown = one_apostrophe(shown_characters(text))
    return shown.replace(ZERO_WIDTH_SPACE, "").replace("\n", " ")


def with_breaks(text: str) -> str:
    """The text with places to break in every word that is longer than a line may be.

    One without end gets spaces: a word of twice the length takes the engine four times as long.
    """
    text = _ENDLESS.sub(r"\g<0> ", text)
    text = _ADDRESS.sub(lambda word: ZERO_WIDTH_SPACE.join(_PART.findall(word.group())), text)
    return _LONG_WORD.sub(lambda word: ZERO_WIDTH_SPACE.join(_CHUNK.findall(word.group())), text)
