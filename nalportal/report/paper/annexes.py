"""The annexes: what was told before, and the tables of what is told in full elsewhere."""

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..model import Report
from ..tables import Chapter
from . import blocks
from .blocks import Block
from .imprint import Imprint
from .policy import policy_maps
from .tables import table_blocks
from .units import category


def annex_blocks(chapter: Chapter, report: Report, imprint: Imprint) -> list[Block]:
    """What was told before, and those of the annexes that have something to tell.

    Instead of one that is not printed stands where it is.
    """
    found = [*_earlier(report)]
    chosen = imprint.choices
    drawn = policy_maps(report, imprint.outlines)
    if drawn and chosen.omits_maps:
        drawn = [blocks.paragraph(str(_MAPS))]
    for part in chapter.parts:
        if part.id == "bijlage-gemeenten" and not chosen.adds_municipalities:
            found += _elsewhere(part, _PER_MUNICIPALITY)
        elif part.id == "bijlage-verschillen" and chosen.omits_differences:
            found += _elsewhere(part, _DIFFERENCES)
        elif part.id == "naast-elkaar":
            found += _annex(part, drawn)
        else:
            found += _annex(part)
    return found


_PER_MUNICIPALITY = gettext_lazy(
    "Welke gemeente welk instrument heeft, staat per gemeente op de website en in het "
    "spreadsheet van dit rapport."
)
_MAPS = gettext_lazy("De kaarten staan op de website van dit rapport.")
_DIFFERENCES = gettext_lazy(
    "Waar dit rapport iets anders zegt dan het gedrukte rapport, staat op de website en in het "
    "spreadsheet van dit rapport."
)


def _elsewhere(part: Chapter, where: Promise) -> list[Block]:
    return [blocks.section(part.title), blocks.paragraph(str(where))]


def _annex(part: Chapter, drawn: Sequence[Block] = ()) -> Iterator[Block]:
    """Its tables, and the maps of what they count; the heading stays on the page of the first."""
    found = [block for table in part.tables if table.on_paper for block in table_blocks(table)]
    lead = next((table.lead for table in part.tables if table.lead), "")
    if found or drawn:
        yield blocks.section(_("{0}, met kaarten").format(part.title) if drawn else part.title)
        yield from [blocks.lead(lead)] if lead else []
        yield from drawn
        yield from found


def _earlier(report: Report) -> list[Block]:
    units: list[Block] = []
    for unit in report.units():
        told = [
            category(block.category, block.earlier, level=3)
            for block in unit.categories
            if block.earlier
        ]
        if told:
            units += [{"type": "name", "text": unit.name}, *told]
    if not units:
        return []
    return [
        blocks.section(_("Eerder gerealiseerd")),
        blocks.lead(_("Een eerder rapport meldde deze punten al als afgerond.")),
        *units,
    ]
