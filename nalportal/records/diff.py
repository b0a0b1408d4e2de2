"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "gelijk", "verwijderd", "toegevoegd"

# Longer texts are shown as a whole removed and a whole added: comparing them takes seconds.
MAX_WORDS = 3_000


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came; ``kind`` is one of the three names above."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that make ``before`` out of the same and removed ones, ``after`` of the others.

    Words are compared with the space behind them, so that nothing is lost: joined, the pieces
    give both texts back exactly.
    """
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MAX_WORDS:
        return _replaced(before, after)
    pieces: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        removed, added = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        pieces += [Piece(SAME, removed)] if tag == "equal" else _replaced(removed, added)
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


def _replaced(before: str, after: str) -> tuple[Piece, ...]:
    both = Piece(REMOVED, before), Piece(ADDED, after)
    return tuple(piece for piece in both if piece.text)
