"""Regions, working groups and the theme as blocks: what they did, plan and need."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from nalportal.dutch import DASH, counted, long_date
from nalportal.progress.models import UnitKind
from nalportal.progress.reports import CategoryBlock, MilestoneEntry, TextBlock, UnitReport
from regions.reports import RegionReport
from workgroups.reports import WorkgroupReport

from .. import labels
from ..model import Report
from ..tables import Table
from ..tables.policy import region_policies
from ..tables.units import parties
from . import blocks
from .blocks import Block
from .columns import is_high
from .tables import table_blocks

# A column of a third of a page holds about so many letters on a line, and half a page of lines.
LETTERS_BESIDE, MOST_LINES_BESIDE = 26, 26


def unit_blocks(report: Report, unit: UnitReport, *, level: int) -> list[Block]:
    """All that one unit reports, under its heading; headings within it are of ``level``."""
    region = next((r for r in report.territory.regions if r.unit.slug == unit.slug), None)
    group = next((g for g in report.workgroups if g.unit.slug == unit.slug), None)
    return [
        *([blocks.lead(labels.skipped_lead(unit))] if unit.skipped else []),
        *([_area(region, report.division_on)] if region else []),
        *_one_line(unit),
        *blocks.prose(unit.intro, level=level),
        *(_agreement(region) if region else _partners(group) if group else []),
        *categories_of(unit, level),
        *(policy_lines(region_policies(report)[unit.slug], level) if region else []),
    ]


def _one_line(unit: UnitReport) -> list[Block]:
    if not unit.line:
        return []
    line = blocks.lead(f"{unit.line.rstrip('.')}.")
    old = unit.old_line and blocks.note(labels.old_text_line(unit.old_line))
    return blocks.held(line, old) if old else [line]


def _area(region: RegionReport, division_on: date) -> Block:
    members = counted(region.municipality_count, "gemeente", "gemeenten")
    area = _("{coverage}. {members} op {day}.")
    return blocks.lead(
        area.format(
            coverage=labels.coverage_words(region.coverage),
            members=members,
            day=long_date(division_on),
        )
    )


def _agreement(region: RegionReport) -> list[Block]:
    if region.agreement is None:
        return []
    signed = _("Samenwerkingsovereenkomst van {when}").format(when=region.agreement)
    partners = region.agreement_partners
    return [blocks.note(_("{0} met {1}.").format(signed, partners) if partners else f"{signed}.")]


def _partners(group: WorkgroupReport) -> list[Block]:
    """Who leads a working group or theme, what it belongs to, and which parties take part."""
    lines = [f"{label} {name}." for label, name in labels.group_facts(group)]
    table = parties(group)
    names = ", ".join(str(row.cells[0].value) for row in table.rows)
    listed: Block = {"type": "parties", "title": table.caption, "names": names}
    return [
        *([blocks.note(" ".join(lines))] if lines else []),
        *([listed] if names else []),
    ]


# -------------------------------------------------------------------------------- milestones


def categories_of(unit: UnitReport, level: int) -> list[Block]:
    """The categories of a unit: beside each other if they are short, or else under each other."""
    heights = [sum(_lines(entry) for entry in block.items) for block in unit.categories]
    if max(heights, default=0) > MOST_LINES_BESIDE:
        return category_blocks(unit, level)
    columns = [_category_blocks(block, level, beside=True) for block in unit.categories]
    # What is longest gets more room, which makes the whole less high.
    widths = [1.5 if height > 1.5 * sum(heights) / len(heights) else 1 for height in heights]
    return [blocks.beside(columns, widths)]


def _lines(entry: MilestoneEntry) -> int:
    """About how many lines an item takes in a column of a third of a page."""
    state = labels.milestone_state(entry, "")
    links = (link.title or link.url for link in entry.links)
    lines = (entry.title, *entry.explanation.splitlines(), state, *links)
    return sum(-(-len(line) // LETTERS_BESIDE) for line in lines)


def category_blocks(unit: UnitReport, level: int) -> list[Block]:
    """The three categories of a unit; of an empty one, why it is empty."""
    return [found for block in unit.categories for found in _category_blocks(block, level)]


def _category_blocks(block: CategoryBlock, level: int, *, beside: bool = False) -> list[Block]:
    told = [] if block.items or block.earlier else [labels.why_empty(block)]
    if block.earlier:
        points = counted(len(block.earlier), "punt is", "punten zijn")
        told.append(_("{0} al als afgerond gemeld in een eerder rapport.").format(points))
    return [category(block.category, block.items, level, told=told, beside=beside)]


def category(
    key: str,
    entries: Iterable[MilestoneEntry],
    level: int,
    *,
    told: Sequence[str] = (),
    beside: bool = False,
) -> Block:
    """The items of one category under its coloured line, and what is told instead or besides."""
    items = [item(entry, key) for entry in entries]
    return {
        "type": "category",
        "key": key,
        "level": level,
        "title": labels.category_names()[key],
        "count": str(len(items)) if items else DASH,
        "items": items,
        "told": [*told],
        "beside": beside,
        "high": is_high(items),
    }


def item(entry: MilestoneEntry, category: str) -> Block:
    """One milestone: its title, and under it in small what is known more."""
    return {
        "title": entry.title,
        "explanation": blocks.rich(entry.explanation),
        "state": labels.milestone_state(entry, category),
        "links": [blocks.linked(link.title or link.url, link.url) for link in entry.links],
    }


# -------------------------------------------------------------------- a region's own policy


def policy_lines(table: Table, level: int) -> list[Block]:
    """The row of one region in table 3, each share as figure."""
    return [blocks.section(table.heading, level=level), *table_blocks(table)]


# ------------------------------------------------------------------------------- in general


def needed_definitions(report: Report, unit: UnitReport) -> tuple[TextBlock, ...]:
    """The definitions of the instruments a region reports on, and of terms the unit uses."""
    instruments = {entry.slug for entry in report.territory.table.instruments}
    labels = _words(unit).lower()
    return tuple(
        text
        for text in report.definitions
        if (unit.kind == UnitKind.REGION and text.key in instruments) or is_used(text, labels)
    )


def is_used(definition: TextBlock, words: str) -> bool:
    """Whether a text of small letters has the term, or the word by which the register knows it."""
    terms = (definition.title.partition(" (")[0], definition.key)
    return any(re.search(rf"\b{re.escape(term.lower())}", words) for term in terms if term)


def _words(unit: UnitReport) -> str:
    intro = unit.intro.plain if unit.intro else ""
    entries = [entry for block in unit.categories for entry in block.items]
    return " ".join([unit.line, intro, *(f"{e.title} {e.explanation}" for e in entries)])
