"""Finding what to correct by what is printed: a number as it reads, a total by what it is made of,
a text that quotes a number. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from nalportal.figures import Figure, figures_in

from ..model import Report
from ..tables import figure_lines
from ..tables.model import AS_FIGURE
from .applying import rewritten
from .dependents import recomputed
from .fields import Correctable, figure_id, figure_label
from .known import correctables

# A dot between digits that parts the thousands: 1.511 is 1511.
THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Total:
    """A figure that follows from others: it is corrected by correcting those."""

    id: str
    label: str
    value: str


def as_asked(text: str) -> str:
    """Text as it is compared with what somebody looks for: no capitals, no dots in numbers."""
    return THOUSANDS.sub("", text.replace("\u00a0", " ").casefold())


def fitting(known: Mapping[str, Correctable], asked: str) -> list[Correctable]:
    """Those of which every word that is looked for stands in the name or the value."""
    return [entry for entry in known.values() if _fits(asked, entry.label, entry.value, entry.id)]


def fitting_totals(report: Report, asked: str) -> list[Total]:
    """The figures that follow from others and read as is asked."""
    totals = (
        Total(line.figure.id, figure_label(line), str(line.figure))
        for line in figure_lines(report)
        if line.corrected_as != AS_FIGURE
    )
    return [total for total in totals if _fits(asked, total.label, total.value)]


def _fits(asked: str, *texts: str) -> bool:
    text = as_asked(" ".join(texts))
    return bool(asked) and all(word in text for word in as_asked(asked).split())


# ------------------------------------------------------------------- what a total is made of


def parts_of(report: Report, total: str) -> list[Correctable]:
    """The figures that a total, share or ratio follows from: those with which it changes.

    Found by changing them, half by half, so that no list of what follows from what is needed.
    """
    given = {
        line.figure.id: line.figure
        for line in figure_lines(report)
        if line.corrected_as == AS_FIGURE and line.figure.value is not None
    }
    stood = _figure_in(recomputed(report), total)
    known = correctables(report)
    found = _moving(report, total, stood, given, list(given))
    return [known[figure_id(given[id_])] for id_ in found]


def _moving(
    report: Report,
    total: str,
    stood: Figure | None,
    given: Mapping[str, Figure],
    ids: Sequence[str],
) -> list[str]:
    # Each many times over and by another factor: a ratio in one decimal changes too.
    moved = {
        figure_id(given[id_]): _moved(given[id_], place) for place, id_ in enumerate(ids, start=1)
    }
    changed = rewritten(report, moved)
    if not ids or _figure_in(recomputed(changed), total) == stood:
        return []
    if len(ids) == 1:
        return list(ids)
    half = len(ids) // 2
    return [
        *_moving(report, total, stood, given, ids[:half]),
        *_moving(report, total, stood, given, ids[half:]),
    ]


def _moved(figure: Figure, place: int) -> Figure:
    return replace(figure, value=(figure.value or Decimal(0)) * (place + 1) + place)


def _figure_in(part: Any, id_: str) -> Figure | None:
    return next((figure for figure in figures_in(part) if figure.id == id_), None)


# -------------------------------------------------------------------------- what quotes a number


# Of a milestone its dates tell no number of a figure.
OF_MILESTONE = (".title", ".explanation", ".resolution", ".withdrawal_reason")


def _is_text(id_: str) -> bool:
    return id_.startswith(("noot:", "tekst:")) or (
        id_.startswith("mijlpaal:") and id_.endswith(OF_MILESTONE)
    )


# As a figure reads: a number, perhaps with "ten minste" before it or "%" behind it.
PRINTED = re.compile(r"\D*?(\d[\d.,]*)\s*%?")


def quoting(known: Mapping[str, Correctable], printed: str) -> list[Correctable]:
    """The notes, texts and milestones in which the number of a figure stands, as it is printed.

    A number of one digit says too little: it stands in most texts.
    """
    found = PRINTED.fullmatch(as_asked(printed))
    if not found or len(found[1]) < 2:
        return []
    number = re.compile(rf"(?<![\d.,]){re.escape(found[1])}(?![\d]|[.,]\d)")
    return [
        other
        for other in known.values()
        if _is_text(other.id) and number.search(as_asked(other.value))
    ]
