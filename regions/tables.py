"""Municipalities × instruments as a table that sorts; for the register and for a report."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import django_tables2 as tables
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from nalportal.progress.tables import page_size

from .models import Stage
from .recalibration import Review, review_of
from .reports import InstrumentEntry, MunicipalityEntry, sort_key
from .status import UNKNOWN, Status, StepRow
from .steps_on_date import LatestStep

# How far a municipality is, from most to least; what is not known comes last.
STAGE_ORDER = (
    Stage.ADOPTED,
    Stage.YES,
    Stage.DRAFT,
    Stage.STARTED,
    Stage.REPEALED,
    Stage.NOT_ADOPTED,
    Stage.NONE,
    Stage.NO,
    Stage.PM,
    UNKNOWN,
)
PLACE_OF = {stage: place for place, stage in enumerate(STAGE_ORDER)}


class StatusCell(NamedTuple):
    """What a municipality has of one instrument, and whether that has to be recalibrated.

    ``lapsed`` is what a total of an earlier day said of it, while nothing else is known.
    """

    instrument: InstrumentEntry
    status: Status
    review: Review | None
    lapsed: StepRow | None = None


class Line(NamedTuple):
    """One municipality: ``review`` is the first of its recalibrations (with its instrument);
    ``later`` its last step of after the day shown."""

    entry: MunicipalityEntry
    region: str
    cells: tuple[StatusCell, ...]
    review: StatusCell | None
    latest: LatestStep | None = None
    later: LatestStep | None = None


def lines_of(
    entries: Iterable[MunicipalityEntry],
    instruments: Iterable[InstrumentEntry],
    regions: Mapping[str, str],
    on: date,
    *,
    steps: tuple[Mapping[str, LatestStep], Mapping[str, LatestStep]] = ({}, {}),
    lapsed: Mapping[tuple[str, str], StepRow] | None = None,
) -> list[Line]:
    """A line per municipality as of ``on``; ``regions`` has a name by slug. Pure.

    ``steps``: by CBS code the last step up to ``on``, and the last one of after it.
    """
    instruments = tuple(instruments)
    (last, after), before = steps, lapsed or {}
    found = []
    for entry in entries:
        statuses = entry.by_instrument
        cells = tuple(
            _cell(kind, statuses.get(kind.slug, Status()), on, before.get((entry.code, kind.slug)))
            for kind in instruments
        )
        review = min((cell for cell in cells if cell.review), key=_due_on, default=None)
        region, code = regions.get(entry.region, ""), entry.code
        found.append(Line(entry, region, cells, review, last.get(code), after.get(code)))
    return found


def _cell(kind: InstrumentEntry, status: Status, on: date, lapsed: StepRow | None) -> StatusCell:
    before = lapsed if status.stage == UNKNOWN else None
    return StatusCell(kind, status, review_of(status, on), before)


def _due_on(cell: StatusCell) -> date:
    return cell.review.due_on if cell.review else date.max


class MunicipalityTable(tables.Table):
    """Only what sorts and how; the rows are drawn by a fragment of their own."""

    name = tables.Column(verbose_name=_("Gemeente"))

    class Meta:
        order_by = "name"


def municipality_table(
    lines: Iterable[Line],
    instruments: Iterable[InstrumentEntry],
    query: Any,
    *,
    with_latest: bool = False,
    with_later: bool = False,
) -> MunicipalityTable:
    """The page of ``lines`` that an address asks for (sort, page, per_page).

    What the address has wrong is read as its default: nobody types these by hand.
    """
    more = [
        (f"stand_{kind.slug}", tables.Column(verbose_name=kind.short_name)) for kind in instruments
    ]
    more.append(("review", tables.Column(verbose_name=_("Herijken vóór"))))
    if with_latest:
        more.append(("latest", tables.Column(verbose_name=_("Laatste status"))))
    if with_later:
        more.append(("later", tables.Column(verbose_name=_("Daarna"), orderable=False)))
    table = MunicipalityTable(
        [_keys(line) for line in lines],
        order_by=query.getlist("sort") or ("name",),
        extra_columns=more,
    )
    ordered = [row.record["line"] for row in table.rows]
    table.paginator = Paginator(ordered, page_size(query))
    table.page = table.paginator.get_page(query.get("page"))
    return table


def _keys(line: Line) -> dict[str, object]:
    """What each column sorts by. Without a date comes last."""
    place = sort_key(line.entry.name, line.entry.code)
    return {
        "line": line,
        "name": place,
        "review": (_due_on(line.review) if line.review else date.max, place),
        "latest": (line.latest.dated.on if line.latest else date.max, place),
        **{
            f"stand_{cell.instrument.slug}": (PLACE_OF[cell.status.stage], place)
            for cell in line.cells
        },
    }
