"""The annexes: what was told before, and the tables of what is told in full elsewhere."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from regions.maps import Drawing

from ..model import Report
from ..tables import Chapter
from . import blocks
from .blocks import Block
from .policy import maps
from .tables import table_blocks
from .units import category


def annex_blocks(
    chapter: Chapter, report: Report, outlines: Drawing | None, *, municipalities: bool
) -> list[Block]:
    """What was told before, and those of the annexes that have something to tell.

    Without ``municipalities`` their list is a sentence that says where it is: it takes nine pages.
    """
    found = [*_earlier(report)]
    for part in chapter.parts:
        is_list = part.id == "bijlage-gemeenten"
        found += _elsewhere(part) if is_list and not municipalities else _annex(part)
        # The maps are of the municipalities in that table.
        found += maps(report.territory, outlines) if is_list else []
    return found


def _elsewhere(part: Chapter) -> list[Block]:
    where = _(
        "Welke gemeente welk instrument heeft, staat per gemeente op de website en in het "
        "spreadsheet van dit rapport."
    )
    return [blocks.section(part.title), blocks.paragraph(where)]


def _annex(part: Chapter) -> Iterator[Block]:
    """Its tables; the heading stays on the page of the first."""
    found = [block for table in part.tables if table.on_paper for block in table_blocks(table)]
    lead = next((table.lead for table in part.tables if table.lead), "")
    if found:
        opening = [blocks.section(part.title), *([blocks.lead(lead)] if lead else [])]
        yield blocks.group([*opening, found[0]])
        yield from found[1:]


def _earlier(report: Report) -> list[Block]:
    units: list[Block] = []
    for unit in report.units():
        told = [
            category(block.category, block.earlier, level=3)
            for block in unit.categories
            if block.earlier
        ]
        if told:
            # The first category stays with the name of the unit.
            head = blocks.group([{"type": "name", "text": unit.name}, told[0]])
            units += [head, *told[1:]]
    if not units:
        return []
    return [
        blocks.section(_("Eerder gerealiseerd")),
        blocks.lead(_("Een eerder rapport meldde deze punten al als afgerond.")),
        *units,
    ]
