"""What a report tells, in a form in which every output can be compared: plain text, squeezed.

:func:`expected` says it from the report itself; each reader in :mod:`.readers` finds the same in
the bytes of one output.
"""

import re
from dataclasses import dataclass, field

from nalportal.report.labels import category_names, milestone_state, why_empty
from nalportal.report.model import Report
from nalportal.report.tables.key_figures import context_words, key_figure_label

# Paper has the apostrophes of print, whatever was typed.
STRAIGHT = str.maketrans("‘’", "''")


def squeezed(words: str) -> str:
    """Without spaces: what is left does not depend on lines and columns."""
    return re.sub(r"[\s\u200b\u00ad]+", "", words).translate(STRAIGHT)


@dataclass
class Told:
    """``items``: per unit and category the milestones in order, then those told earlier;
    ``empty`` says why there are none. ``tables``: rows of cells as they read, by table."""

    items: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    earlier: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)


def row(*cells: str) -> tuple[str, ...]:
    return tuple(squeezed(cell) for cell in cells)


def item(*parts: str) -> tuple[str, ...]:
    """A milestone: title, explanation, state, links. As one, for a page has a paragraph for each
    line of an explanation."""
    return ("".join(map(squeezed, parts)),)


def expected(report: Report) -> Told:
    """What every output should tell."""
    told = Told()
    for unit in report.units():
        for block in unit.categories:
            key = f"{unit.slug}/{block.category}"
            for entries, into in ((block.items, told.items), (block.earlier, told.earlier)):
                into[key] = [
                    item(
                        entry.title,
                        entry.explanation,
                        milestone_state(entry, block.category),
                        *(link.title for link in entry.links),
                    )
                    for entry in entries
                ]
            told.empty[key] = "" if block.items else squeezed(why_empty(block))
    _tables(report, told)
    assert list(category_names()) == [b.category for b in next(report.units()).categories]
    return told


def _tables(report: Report, told: Told) -> None:
    told.tables["kerncijfers"] = [
        row(
            key_figure_label(k),
            f"{k.figure} van {k.of}" if k.of and k.figure.value is not None else str(k.figure),
            context_words(k),
        )
        for k in report.key_figures
    ]
