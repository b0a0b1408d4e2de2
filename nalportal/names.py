"""Whether two names mean the same, however people write them: the one matcher of the house.

Municipalities, regions, parties and words that somebody looks for are all compared here. Nothing
is guessed: what differs in more than the way of writing differs.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from nalportal.prose import SHAPELESS

# Every apostrophe, quote and prime that a keyboard, Word or a PDF puts in 's-Gravenhage.
_APOSTROPHES = re.compile(f"['`´‘’‚‛′ʹʻʼʽˈ＇{SHAPELESS}]")
_DOTTED = re.compile(r"\b(\w)\.(?=\w\b)")
_PARTING = re.compile(r"[^\w\s]|_")
_BETWEEN_NUMBERS = re.compile(r"(?<!\d) | (?!\d)")
# What CBS puts behind areas that are no municipalities: "Utrecht (PV)" is not the town.
OTHER_AREAS = "PV|LD|CR|CP|RP|AM|AR|GG|JZ|KK|RM|RT|SB|TR|UW|VR|ZK|RES?"
# What it puts behind a name, and people before it: "Laren (NH.)", "Gemeente Utrecht".
_SUFFIX = re.compile(
    rf"\s*\((?:gemeente|(?!(?:{OTHER_AREAS})\))[a-z]{{1,3}}\.?)\)\s*$", re.IGNORECASE
)
_PREFIX = re.compile(r"^\s*gem(?:eente|\.)\s+", re.IGNORECASE)
# The "des" and "het" that a Dutch list leaves out of its order.
_ARTICLE = re.compile("^['‘’`][a-z][ -]")
# Letters that no accent can be taken off.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})

Thing = TypeVar("Thing", bound=Hashable)


def folded(text: str) -> str:
    """Without capitals, accents and apostrophes: "Súdwest" and "sudwest" look the same."""
    if text.isascii():
        return _APOSTROPHES.sub("", text).lower()
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    # A prime or an accent that stands alone falls apart only now.
    return _APOSTROPHES.sub("", bare).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The words of a name: a hyphen parts two of them, the dots of "B.V." do not."""
    return _PARTING.sub(" ", _DOTTED.sub(r"\1", folded(text))).split()


@lru_cache(maxsize=4_096)  # a file repeats its few hundred names on each of its lines
def same_key(name: str) -> str:
    """Equal for names that differ in capitals, accents, apostrophes, hyphens and spaces only.

    Numbers stay apart: 1-12-2020 is not 11-2-2020.
    """
    return _BETWEEN_NUMBERS.sub("", " ".join(words_of(name)))


def place_of(name: str) -> str:
    """Where a reader looks for a name: 's-Hertogenbosch under H, accents and capitals aside.

    Sorted by this and not by the database, whose order differs from one make to the next.
    """
    return folded(_ARTICLE.sub("", name))


def is_found(asked: str, names: Iterable[str]) -> bool:
    """Whether each word that is asked stands in one and the same of ``names``, perhaps within a
    word of it. Who asks nothing finds all; who asks for marks alone finds nothing."""
    words = words_of(asked)
    if not words:
        return not asked.strip()
    whole = same_key(asked)
    for name in names:
        line = " ".join(words_of(name))
        if whole == _BETWEEN_NUMBERS.sub("", line) or all(word in line for word in words):
            return True
    return False


class Names(Generic[Thing]):
    """Things by every name they have. A name that two of them share finds both."""

    def __init__(self, names: Iterable[tuple[str, Thing]] = ()) -> None:
        self._exact: dict[str, dict[Thing, None]] = defaultdict(dict)
        self._short: dict[str, dict[Thing, None]] = defaultdict(dict)
        for name, thing in names:
            self.add(name, thing)

    def add(self, name: str, thing: Thing) -> None:
        """Let ``name`` find ``thing``, also without what CBS puts behind it."""
        for keys, key in ((self._exact, same_key(name)), (self._short, _short_key(name))):
            if key:
                keys[key][thing] = None

    def find(self, name: str) -> list[Thing]:
        """What goes by this name: as it is written, or else by its short name."""
        return list(self._exact.get(same_key(name)) or self._short.get(_short_key(name)) or ())

    def the_one(self, name: str) -> Thing | None:
        """The only thing with this name; ``None`` where there is none, or more than one."""
        found = self.find(name)
        return found[0] if len(found) == 1 else None


def _short_key(name: str) -> str:
    return same_key(_PREFIX.sub("", _SUFFIX.sub("", name)))
