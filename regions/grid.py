"""The grid of municipalities × instruments: what its cells show, and what is typed in them means.

A cell is typed as people say it: "v 15-10-2021", "concept uiterlijk mei 2021; verwacht 2022",
"Vastgesteld 1-5-2021; CVDR677545". Without a date it is "uiterlijk" the day of the page.

Why: decision 31.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from nalportal.dutch import PartialDate, Precision
from nalportal.exchange.cells import CellError
from nalportal.exchange.clipboard import Block
from nalportal.exchange.earlier import NOTHING
from nalportal.names import Names
from nalportal.written_dates import parse_partial_date, parse_reached

from .current_status import Standing
from .models import PolicyDocument, PolicyInstrument
from .municipality_names import other_names
from .reports import MunicipalityEntry
from .rules import stage_said, stages_in_words
from .status import UNKNOWN, Status, StepRow
from .step_files import DocumentCell
from .verbs import Fact

# What a cell is after it was sent.
NEW, SAVED, DOUBTFUL = "nieuw", "opgeslagen", "twijfel"
REFUSED, OVERTAKEN = "geweigerd", "gewijzigd"

_EXPECTED = re.compile(r"\s*verwacht\b\s*", re.IGNORECASE)

Key = tuple[str, str]  # CBS code, web address of the instrument


def versions_of(steps: Iterable[StepRow]) -> dict[Key, int]:
    """What a cell was made from: the number of the newest step that decides what it shows."""
    found: dict[Key, int] = {}
    for step in steps:
        key = step.municipality, step.instrument
        found[key] = max(step.id, found.get(key, 0))
    return found


# ------------------------------------------------------------------------------- what is typed


class Reader:
    """Reads what was typed in cells of a grid that shows the day ``on``."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def _documents(self) -> DocumentCell:
        return DocumentCell()

    def fact(self, instrument: PolicyInstrument, text: str) -> Fact:
        """What ``text`` says of ``instrument``; ``CellError`` with what to do where that is
        unclear."""
        head, _mark, more = text.partition(";")
        stage, rest = self._stage(instrument, head.strip())
        dated, late, expected = self._dates(rest)
        if (found := _EXPECTED.match(more)) is not None:
            when, _mark, more = more[found.end() :].partition(";")
            expected = self._date(when)
        document = self._document(more.strip()) if more.strip() else None
        return Fact(instrument, stage, dated, late, expected, document)

    def _stage(self, instrument: PolicyInstrument, head: str) -> tuple[str, str]:
        if re.match(r"(?:o|onbekend)\b", head, re.IGNORECASE):
            text = _(
                "Onbekend is geen status. Laat een status die niet klopt vervallen bij de gemeente."
            )
            raise CellError(text)
        stage, rest = stage_said(instrument, head)
        if not stage:
            text = _("U vulde “%(text)s” in. Kies %(words)s.")
            raise CellError(text % {"text": head[:40], "words": stages_in_words(instrument)})
        return stage, rest

    def _dates(self, rest: str) -> tuple[PartialDate, bool, PartialDate | None]:
        """When it was, whether perhaps earlier, and when its adoption is expected."""
        when, expects, later = rest.partition("verwacht")
        expected = self._date(later.strip()) if expects else None
        when = when.strip(" ,")
        if not when or when == "uiterlijk":
            return PartialDate(self.on, Precision.DAY), True, expected
        try:
            return *parse_reached(when), expected
        except ValueError as error:
            raise CellError(str(error)) from None

    @staticmethod
    def _date(text: str) -> PartialDate:
        try:
            return parse_partial_date(text)
        except ValueError as error:
            raise CellError(str(error)) from None

    def _document(self, text: str) -> PolicyDocument:
        try:
            found = self._documents.parse(text, NOTHING)
        except CellError as error:
            wrong = _("“%(text)s”: vul achter de puntkomma %(expected)s in.")
            raise CellError(wrong % {"text": text[:40], "expected": error}) from None
        assert isinstance(found, PolicyDocument)  # noqa: S101 - tells mypy what it reads
        return found


def document_choices() -> list[tuple[str, str]]:
    """Each document as it is typed behind the semicolon, and as a page names it (1 query)."""
    cell = DocumentCell()
    rows = [row for row in cell.found.values() if isinstance(row, PolicyDocument)]
    return [(cell.render(row), f"{row.title} {row.reference}".strip()) for row in rows]


# ----------------------------------------------------------------------------- what is shown


@dataclass(frozen=True)
class Answer:
    """What became of what was typed in a cell; ``said`` is why, and what to do."""

    name: str
    text: str
    state: str
    said: str = ""
    # Of a cell that somebody else changed: its version by now, what stands, and who and when.
    version: int = 0


@dataclass(frozen=True)
class Mine:
    """What whoever looks may record (``codes``; None: all of them), and how many remarks are open
    of which cell ("GM0014.laadvisie")."""

    codes: Collection[str] | None
    said: Mapping[str, int]


class GridCell(NamedTuple):
    """``name`` is that of the field in which something is typed; empty where nothing may be."""

    name: str
    status: Status
    answer: Answer | None = None
    open_remarks: int = 0


class GridRow(NamedTuple):
    code: str
    name: str
    cells: tuple[GridCell, ...]


@dataclass
class Filling:
    """What a pasted text puts in which fields, and in words what has no place in the grid."""

    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def field_name(code: str, instrument: str, version: int) -> str:
    """The name of the field of a cell: it tells what the cell was made from."""
    return f"cel-{code}-{instrument}-{version}"


def rows_of(
    standing: Standing,
    codes: Iterable[str],
    mine: Mine,
    answers: Mapping[Key, Answer],
) -> list[GridRow]:
    """The rows of these municipalities, with a field in each cell that may be recorded. Pure."""
    shown = set(codes)
    versions = versions_of(standing.data.steps)
    rows = []
    for entry in standing.municipalities:
        if entry.code not in shown:
            continue
        is_open = mine.codes is None or entry.code in mine.codes
        cells = []
        for found in entry.statuses:
            key = entry.code, found.instrument
            name = field_name(*key, versions.get(key, 0)) if is_open else ""
            said = mine.said.get(".".join(key), 0) if mine.said else 0
            cells.append(GridCell(name, found.status, answers.get(key), said))
        rows.append(GridRow(entry.code, entry.name, tuple(cells)))
    return rows


def unknown_in(rows: Iterable[GridRow]) -> int:
    """In how many cells nothing is known."""
    return sum(cell.status.stage == UNKNOWN for row in rows for cell in row.cells)


# ------------------------------------------------------------- one municipality at a time


@dataclass(frozen=True)
class Walk:
    """The place of a municipality in its region, for who fills in one after the other."""

    region: str
    place: int
    total: int
    done: int
    before: MunicipalityEntry | None
    after: MunicipalityEntry | None


def walk_of(standing: Standing, region: str, code: str) -> Walk | None:
    """Where ``code`` stands in ``region``; None when it is not one of its municipalities. Pure."""
    entries = [entry for entry in standing.municipalities if entry.region == region]
    place = next((at for at, entry in enumerate(entries) if entry.code == code), None)
    if place is None:
        return None
    done = sum(all(s.status.stage != UNKNOWN for s in entry.statuses) for entry in entries)
    before = entries[place - 1] if place else None
    after = entries[place + 1] if place + 1 < len(entries) else None
    name = standing.region_names.get(region, region)
    return Walk(name, place + 1, len(entries), done, before, after)


def same_as(entry: MunicipalityEntry) -> dict[str, dict[str, object]]:
    """What the rows of the form start with, when another has the same: what is its own."""
    return {
        found.instrument: {
            "stage": found.status.stage,
            "dated": found.status.dated,
            "no_later_than": found.status.no_later_than,
        }
        for found in entry.statuses
        if found.status.dated and not found.status.inherited_from
    }


# --------------------------------------------------------------- a block without the script


def filled_by(block: Block, rows: Sequence[GridRow], kinds: Mapping[str, str]) -> Filling:
    """What a block does to the cells of a grid (1 query): its first column names the
    municipality, the others are the columns of the grid, in its order or by their headings."""
    names = {row.code: row.name for row in rows}
    known = ((name, code) for code, own in names.items() for name in (code, own))
    found = Names([*known, *other_names(names)])
    by_code = {row.code: row for row in rows}
    slugs = list(kinds)
    filling = Filling()
    for line in block.filled:
        place, *texts = line.cells
        code = found.the_one(place)
        if code is None and line is block.filled[0] and (heads := _headings(texts, kinds)):
            slugs = heads
        elif code is None:
            text = _("Regel %(number)s: “%(name)s” is geen gemeente van dit rooster.")
            filling.left.append(text % {"number": line.number, "name": place[:40]})
        else:
            cells = dict(zip(kinds, by_code[code].cells, strict=True))
            for at, text in enumerate(texts):
                _fill(filling, line.number, text, cells.get(slugs[at] if at < len(slugs) else ""))
    return filling


def _headings(texts: Sequence[str], kinds: Mapping[str, str]) -> list[str]:
    """The instruments that a first row names; empty when it names none."""
    named = Names([*((name, slug) for slug, name in kinds.items()), *((s, s) for s in kinds)])
    slugs = [named.the_one(text) or "" for text in texts]
    return slugs if any(slugs) else []


def _fill(filling: Filling, number: int, text: str, cell: GridCell | None) -> None:
    if text and cell and cell.name:
        earlier = filling.fields.setdefault(cell.name, text)
        if earlier != text:
            said = _(
                "Regel %(number)s: “%(text)s” is niet gebruikt. Eerder stond er “%(earlier)s”."
            )
            told = {"number": number, "text": text[:40], "earlier": earlier[:40]}
            filling.left.append(said % told)
    elif text:
        said = _("Regel %(number)s: “%(text)s” past in geen cel van dit rooster.")
        filling.left.append(said % {"number": number, "text": text[:40]})
