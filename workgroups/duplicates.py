"""Whether an organisation is in the register already, perhaps under another name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from nalportal.names import is_found, words_of
from nalportal.records.search import Kind, alphabetical

from .models import Party

# Words that one person writes and another leaves out.
_FILLERS = frozenset(
    {"de", "het", "een", "en", "van", "voor", "min", "ministerie", "stichting", "vereniging"}
    | {"cooperatie", "bv", "nv", "vof", "cv"}
)
# From here on two names may be a slip of the pen apart: "ElaadNL" and "Elaad NL", not "RDW", "RWS".
_LIKE = 0.8


@dataclass(frozen=True)
class Found:
    """A party that answers to a name; ``also`` is the name by which, where that is another."""

    party: Party
    also: str


def core(name: str) -> str:
    """The words of a name without those that are often left out.

    "Min. IenW" and "Ministerie van IenW" both give "ienw"; a name of such words alone stays.
    """
    words = words_of(name)
    return " ".join([word for word in words if word not in _FILLERS] or words)


def known_parties() -> list[Party]:
    """All of them, in the order of their names (2 queries)."""
    rows = Party.objects.prefetch_related("aliases").order_by(alphabetical(Kind.PARTY))
    return list(rows)


def every_name(parties: Iterable[Party]) -> list[str]:
    """What each can be called: its name, its abbreviation and its other names."""
    return [name for party in parties for name in _names(party)]


def search(words: str, among: Iterable[Party] | None = None) -> list[Found]:
    """The parties with each of these words in one of their names (2 queries, or ``among``)."""
    asked = core(words)
    return _matching(lambda name: is_found(asked, [name]), among) if asked else []


def with_exactly(name: str) -> Party | None:
    """The party that has these very words for a name, however they are written (2 queries)."""
    asked = words_of(name) or name
    found = _matching(lambda other: (words_of(other) or other) == asked)
    return found[0].party if found else None


def look_alikes(name: str) -> list[Found]:
    """The parties that this may be another name of (2 queries).

    The core of their name is the same, differs by a few letters, or has all words of the other.
    """
    asked = core(name)
    return _matching(lambda other: _alike(asked, core(other))) if asked else []


def _alike(one: str, other: str) -> bool:
    ours, theirs = set(one.split()), set(other.split())
    if ours <= theirs or theirs <= ours:
        return True
    # Spaces and hyphens are where people differ most.
    return SequenceMatcher(None, one.replace(" ", ""), other.replace(" ", "")).ratio() >= _LIKE


def _matching(fits: Callable[[str], bool], among: Iterable[Party] | None = None) -> list[Found]:
    """Each party with the first of its names that fits, in the order of their names."""
    found = []
    for party in known_parties() if among is None else among:
        name = next((name for name in _names(party) if fits(name)), None)
        if name is not None:
            found.append(Found(party, "" if name == party.name else name))
    return found


def _names(party: Party) -> Iterator[str]:
    yield party.name
    if party.abbreviation:
        yield party.abbreviation
    yield from (alias.name for alias in party.aliases.all())
