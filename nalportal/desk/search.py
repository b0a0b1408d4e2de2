"""What people find, by kind, the likeliest first: in the register, or in what was published.

Why: decision 37.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice
from operator import attrgetter

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit, Round, SearchText
from nalportal.progress.models.states import OPEN_STATES
from nalportal.records.search import (
    REVIEWER,
    Kind,
    Ordered,
    SearchQuerySet,
    asked_words,
    line_of,
)
from nalportal.report.addresses import Address
from regions.municipality_names import Heirs, heirs_of

PER_KIND = 4
PER_PAGE = 25
_BEFORE, _WORDS = 8, 40
_PIECE = re.compile(r"[\w'’‘.-]*\w['’]?")
_TODAY = Address(None)
_ORDER: list[str | Ordered] = ["rank", Ordered("place"), "-pk"]


@dataclass(frozen=True)
class Piece:
    """Some text, and whether it is what was looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Hit:
    """One result: ``heirs`` are the municipalities of today that one of before belongs to."""

    href: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    heirs: Heirs = ()
    round: str = ""


@dataclass(frozen=True)
class Group:
    """The first results of one kind, and how many there are in all."""

    kind: Kind
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Place:
    """Where somebody looks: in the register as ``user`` may see it; without one, in what was
    published of one ``round``, or of all."""

    user: User | None
    round: str = ""

    def rows(self) -> SearchQuerySet:
        if self.user is None:
            found = SearchText.objects.filter(object_id=None)
            return found.filter(round=self.round) if self.round else found
        going_on = Round.objects.filter(state__in=OPEN_STATES).values("slug")
        of_register = Q(round="") | Q(round__in=going_on)
        found = SearchText.objects.filter(of_register, object_id__isnull=False)
        if self.user.is_reviewer:
            return found
        own = ReportingUnit.objects.visible_to(self.user).values("pk")
        return found.filter(Q(unit=None) | Q(unit__in=own))


def groups_of(asked: str, place: Place) -> list[Group]:
    """The first results of each kind (1 query; one more where a municipality is found)."""
    places = Window(RowNumber(), partition_by=F("kind"), order_by=_ORDER)
    totals = Window(Count("pk"), partition_by=F("kind"))
    found = _found(asked, place).annotate(at=places, total=totals)
    rows = sorted(found.filter(at__lte=PER_KIND), key=attrgetter("at"))
    heirs = _heirs(rows)
    groups = []
    for kind in Kind:
        own = [row for row in rows if row.kind == kind]
        if own:
            hits = tuple(_hit(row, asked, heirs) for row in own)
            groups.append(Group(kind, own[0].total, hits))
    return groups


def page_of(
    asked: str, place: Place, kind: Kind, number: str | None
) -> tuple[Page[SearchText], Group]:
    """One page of all results of one kind (2 queries; one more for municipalities)."""
    ordered = _found(asked, place).filter(kind=kind).order_by(*_ORDER)
    page = Paginator(ordered, PER_PAGE).get_page(number)
    rows = list(page.object_list)
    heirs = _heirs(rows)
    hits = tuple(_hit(row, asked, heirs) for row in rows)
    return page, Group(kind, page.paginator.count, hits)


# Of a word that nothing has, so much of its begin or its end stays; who types one letter wrong
# leaves half of a word as it is.
LEAST_LEFT, LONGEST = 4, 30


# So many ways to leave words out are tried, and then one word alone.
MOST_WAYS = 16


def nearest(asked: str, place: Place) -> tuple[str, str]:
    """Other words that do find something, and which were left out for that: parts of those that
    nothing has, and as many of them as one thing has together.

    Empty where that is nothing either (1 query a word, and 2).
    """
    parts = {word: known for word in asked_words(asked) if (known := _known(word, place))}
    parts = {word: parts[word] for word in _telling(parts, place)}
    sizes = range(len(parts), 0, -1)
    ways = [*islice(chain.from_iterable(combinations(parts, n) for n in sizes), MOST_WAYS)]
    ways += combinations(list(parts)[:1], 1)
    if not ways:
        return "", ""
    texts = [" ".join(parts[word] for word in way) for way in ways]
    tried = [Exists(place.rows().finding(text)) for text in texts]
    found = place.rows().values_list(*tried)[:1]
    first = next((way for row in found for way, has in zip(ways, row, strict=True) if has), ())
    words = asked_words(asked)
    kept = [parts[word] for word in words if word in first]
    return " ".join(kept), " ".join(word for word in words if word not in first and kept)


def _telling(parts: Mapping[str, str], place: Place) -> list[str]:
    """The words by how much they tell: those as they were asked first, then those that fewer names
    have; what no name has is left out first."""
    named = {
        f"_{at}": Count("pk", Q(heading__contains=parts[word])) for at, word in enumerate(parts)
    }
    counts = dict(zip(parts, place.rows().aggregate(**named).values(), strict=True))
    return sorted(parts, key=lambda word: (not counts[word], word != parts[word], counts[word]))


def _known(word: str, place: Place) -> str:
    """The longest begin or end of a word that something has; empty where that is short."""
    size = min(len(word), LONGEST)
    lengths = range(size, max(size // 2, min(LEAST_LEFT, size)) - 1, -1)
    parts = [*dict.fromkeys(part for n in lengths for part in (word[:n], word[-n:]))]
    asked = [Exists(place.rows().finding(part)) for part in parts]
    found = place.rows().values_list(*asked)[:1]
    return next((part for row in found for part, has in zip(parts, row, strict=True) if has), "")


def _found(asked: str, place: Place) -> SearchQuerySet:
    # What it is found by is not shown, and is longer than the rest.
    return place.rows().finding(asked).ranked(asked).defer("heading", "text", "place")


def _heirs(rows: Sequence[SearchText]) -> dict[str, Heirs]:
    own = (row for row in rows if row.object_id and row.kind == Kind.MUNICIPALITY)
    codes = [row.key for row in own]
    return heirs_of(codes) if codes else {}


def _hit(row: SearchText, asked: str, heirs: dict[str, Heirs]) -> Hit:
    words = asked_words(asked)
    return Hit(
        href=(_HREFS if row.object_id else _PUBLISHED)[Kind(row.kind)](row),
        title=tuple(_pieces(row.title, words)),
        text=tuple(_pieces(_around(row.body, words), words)),
        heirs=heirs.get(row.key, ()) if row.kind == Kind.MUNICIPALITY else (),
        round="" if row.object_id else row.round,
    )


def _text(row: SearchText) -> str:
    """The page of a text: those of a unit stand together, those of the whole have one each."""
    if row.unit == REVIEWER:
        return reverse("round-text", args=[row.round, row.key])
    return reverse("texts", args=[row.key])


def _indicator(row: SearchText) -> str:
    """What is not in the report has no page there."""
    if row.unit == REVIEWER:
        return reverse("figures-indicator", args=[row.key])
    return _TODAY.indicator(row.key)


_HREFS: dict[Kind, Callable[[SearchText], str]] = {
    Kind.INDICATOR: _indicator,
    Kind.MEASURE: lambda row: reverse("figures-measure", args=[row.key]),
    Kind.MUNICIPALITY: lambda row: reverse("policy-municipality", args=[row.key]),
    Kind.UNIT: lambda row: reverse("unit", args=[row.key]),
    Kind.MILESTONE: lambda row: reverse("milestone", args=[row.key]),
    Kind.TEXT: _text,
    Kind.DOCUMENT: lambda row: reverse("policy-document", args=[row.key]),
    Kind.PARTY: lambda row: _TODAY.unit("werkgroep", row.key) if row.key else "",
}


def _published_text(row: SearchText) -> str:
    """The page of a unit; without one that of the whole report."""
    kind, _bar, slug = row.key.partition("/")
    return Address(row.round).unit(kind, slug) if slug else Address(row.round).report


_PUBLISHED: dict[Kind, Callable[[SearchText], str]] = {
    Kind.DEFINITION: lambda row: f"{Address(row.round).report}#begrip-{row.key}",
    Kind.INDICATOR: lambda row: Address(row.round).indicator(row.key),
    Kind.MUNICIPALITY: lambda row: Address(row.round).municipality(row.key),
    Kind.UNIT: _published_text,
    Kind.MILESTONE: lambda row: reverse("milestone-life", args=[row.key]),
    Kind.TEXT: _published_text,
    Kind.PARTY: lambda row: Address(row.round).unit("werkgroep", row.key),
    Kind.DOCUMENT: lambda row: Address(row.round).municipality(row.key),
}


def _around(text: str, words: Sequence[str]) -> str:
    """Some words of a text, from just before the first that was looked for."""
    parts = text.split()
    first = next((at for at, part in enumerate(parts) if _has(part, words)), 0)
    begin = max(first - _BEFORE, 0)
    chosen = " ".join(parts[begin : begin + _WORDS])
    before, after = "… " if begin else "", " …" if begin + _WORDS < len(parts) else ""
    return f"{before}{chosen}{after}"


def _pieces(text: str, words: Sequence[str]) -> Iterator[Piece]:
    at = 0
    for match in _PIECE.finditer(text):
        if _has(match[0], words):
            if match.start() > at:
                yield Piece(text[at : match.start()])
            yield Piece(match[0], is_found=True)
            at = match.end()
    if text[at:]:
        yield Piece(text[at:])


def _has(part: str, words: Sequence[str]) -> bool:
    line = line_of(part)
    return any(word in line for word in words)
