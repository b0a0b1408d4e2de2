"""What the pages need to show regions side by side: words and lengths of bars."""

from dataclasses import dataclass
from decimal import Decimal

from django import template

from nalportal import dutch
from regions.reports import InstrumentEntry, InstrumentOverview, TerritoryReport

from .. import words

register = template.Library()

register.filter("basis_line", words.basis_line)
register.filter("says_basis_per_cell", words.says_basis_per_cell)
register.filter("difference_lines", words.difference_lines)
register.filter("known_words", words.known_words)
register.filter("stage_line", words.stage_line)
register.filter("due_words", words.due_words)
register.filter("inherited_words", words.inherited_words)


@dataclass(frozen=True)
class KnownBar:
    """In per cent of all municipalities, as an attribute of an SVG: in force, known, unknown."""

    in_force: str
    known: str
    unknown: str


@register.simple_tag
def known_bar(part: InstrumentOverview) -> KnownBar:
    """The bar of an instrument over all municipalities: what is not known stays unfilled."""
    of = part.known + part.unknown
    return KnownBar(
        *(_per_cent(n, of) for n in (part.in_force, part.known, part.unknown)),
    )


def _per_cent(count: int, of: int) -> str:
    return str(dutch.rounded(Decimal(count) * 100 / of, 2)) if of else "0"


@register.simple_tag
def instrument_name(slug: str, instruments: tuple[InstrumentEntry, ...]) -> str:
    """The short name of an instrument."""
    return next(entry.short_name for entry in instruments if entry.slug == slug)


@register.simple_tag
def stages_of(region: str, territory: TerritoryReport) -> list[InstrumentOverview]:
    """How far the municipalities of a region are, where that is known of any."""
    return words.stages_of(region, territory)
