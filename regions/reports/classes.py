"""Figures of municipalities in classes, for a map: one rule that a reader can check. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from ..status import UNKNOWN
from .country import CountryMap, counted_map

CLASSES = tuple(f"klasse-{at}" for at in range(1, 6))


@dataclass(frozen=True)
class MapFigures:
    """A figure per municipality by its code, in words and to compare; who has none has no place.

    ``slug`` is how an address asks for it; ``told`` says of which day and from which source.
    """

    slug: str
    name: str
    values: Mapping[str, tuple[Decimal, str]]
    in_words: Callable[[Decimal], str]
    told: str


def upper_bounds(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The highest value of each class: a fifth of the municipalities each, and those with the same
    value together, so that there may be fewer than five."""
    ordered, size = sorted(values), len(CLASSES)
    ends = (ordered[-(-len(ordered) * at // size) - 1] for at in range(1, size + 1))
    return tuple(dict.fromkeys(ends)) if ordered else ()


def classed(country: CountryMap, figures: MapFigures) -> CountryMap:
    """The map with each municipality in the class of its figure, or unknown."""
    codes = {tile.code for tile in country.tiles}
    known = {code: value for code, (value, _words) in figures.values.items() if code in codes}
    bounds = upper_bounds(list(known.values()))
    stages = CLASSES[: len(bounds)]
    tiles = tuple(
        replace(
            tile,
            stage=stages[bisect_left(bounds, known[tile.code])] if tile.code in known else UNKNOWN,
            figure=figures.values[tile.code][1] if tile.code in known else "",
            of_region="",
            inherited_from=(),
        )
        for tile in country.tiles
    )
    lows = [min(known.values())] if known else []
    lows += [min(v for v in known.values() if v > before) for before, _to in pairwise(bounds)]
    words = {
        stage: (figures.in_words(low), figures.in_words(high))
        for stage, low, high in zip(stages, lows, bounds, strict=True)
    }
    names = {row.slug: row.name for row in country.table}
    entry = replace(country.instrument, slug=figures.slug, name=figures.name)
    shown = replace(
        country, instrument=entry, totals=(), classes=words, told=f"{figures.told} {_rule()}"
    )
    return counted_map(shown, tiles, (*stages, UNKNOWN), names)


def _rule() -> str:
    return _(
        "Elke klasse heeft een vijfde van de gemeenten van het land waarvan het cijfer bekend is; "
        "gemeenten met hetzelfde cijfer staan in dezelfde klasse."
    )
