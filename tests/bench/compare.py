"""Comparing two full rounds beside assembling one: 342 municipalities, 13 units × 60 items.

All of it is fictief. Between the two rounds a third of the items changed in some way, and a fifth
of the municipalities took a step.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import median

from indicators.reports import IndicatorsData
from nalportal.dutch import PartialDate, Precision
from nalportal.progress.models import Category, Milestone, Place, ReportText, UnitKind
from nalportal.progress.reports import Scope, UnitRow, UnitsData
from nalportal.report.build import ReportData, assemble
from nalportal.report.compare import Comparison, compare
from nalportal.report.model import Report
from regions.models import Province
from regions.reports import InstrumentEntry, MemberRow, RegionRow, TerritoryData
from regions.status import StepRow
from tests.indicators.rows import OUTLINE
from workgroups.reports import WorkgroupRow, WorkgroupsData

PAIRS = 9
REGIONS, UNITS, ITEMS, MUNICIPALITIES = 6, 13, 60, 342
INSTRUMENTS = ("lidmaatschap", "facilitering", "laadvisie", "prognosekaart", "plankaart", "beleid")
BEFORE = Scope("een", "Fictief 1", date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 1), 1)
AFTER = Scope("twee", "Fictief 2", date(2021, 6, 30), date(2021, 7, 1), date(2021, 7, 1), 1)


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit): time of a comparison, its words included, to that of an assembly."""
    old, new = data(changed=False), data(changed=True)
    before, after = assemble(old, BEFORE), assemble(new, AFTER)
    _check(compare(before, after))
    ratios = [
        _seconds(lambda: _words(before, after)) / _seconds(lambda: assemble(new, AFTER))
        for _pair in range(PAIRS)
    ]
    return [("compare: two full rounds, to assembling one", median(ratios), 2)]


def _words(before: Report, after: Report) -> None:
    """The comparison and every difference word by word, as a page shows it."""
    found = compare(before, after)
    for unit in found.units:
        for item in unit.items:
            for change in item.changes:
                assert change.pieces
    for text in found.texts:
        for paragraph in text.paragraphs:
            assert paragraph.pieces


def _check(found: Comparison) -> None:
    """That the bench measures what it says: full rounds that differ."""
    counts = [unit.counts for unit in found.units]
    differing = sum(c.new + c.changed + c.moved for c in counts)
    total = differing + sum(c.same for c in counts)
    if (total, differing > total // 4) != (UNITS * ITEMS, True) or not found.changed_policy:
        raise AssertionError(f"{differing} of {total} items differ")


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


# ------------------------------------------------------------------------------- two fictief rounds


def data(*, changed: bool) -> ReportData:
    units = tuple(
        UnitRow(n, f"deel-{n}", f"D{n}", f"Deel {n}", f"Deel {n}", _kind(n)) for n in range(UNITS)
    )
    return ReportData(
        units=UnitsData(
            units=units,
            milestones={
                unit.id: tuple(_milestone(unit, n, changed=changed) for n in range(ITEMS))
                for unit in units
            },
            about={},
            statements={},
            texts=tuple(_text(unit, changed=changed) for unit in units),
        ),
        territory=_territory(units[:REGIONS], changed=changed),
        workgroups=WorkgroupsData(
            tuple(WorkgroupRow(u.slug, "", "") for u in units[REGIONS:-1]), {}
        ),
        indicators=IndicatorsData(outline=OUTLINE),
        differences=(),
    )


def _kind(n: int) -> str:
    if n < REGIONS:
        return UnitKind.REGION
    return UnitKind.NATIONAL if n == UNITS - 1 else UnitKind.WORKGROUP


def _milestone(unit: UnitRow, n: int, *, changed: bool) -> Milestone:
    """Of every nine one is worded anew, one moved to another category, one planned later."""
    category = Category.values[n % 3]
    title = f"Fictieve mijlpaal {n} over laadinfrastructuur in de openbare ruimte"
    planned = (
        PartialDate(date(2021, 7, 1), Precision.MONTH) if category == Category.PLANNED else None
    )
    if changed and n % 9 == 0:
        title = f"Fictieve mijlpaal {n} over snelle laadinfrastructuur langs de weg"
    if changed and n % 9 == 1:
        category, planned = Category.REALISED, None
    if changed and n % 9 == 4 and planned:
        planned = replace(planned, on=date(2021, 12, 1))
    return Milestone(
        pk=unit.id * 1000 + n,
        reference=f"{unit.code}-{n:03d}",
        category=category,
        title=title,
        explanation="Een fictieve toelichting van een regel of twee. " * 3,
        planned_on=planned.on if planned else None,
        planned_precision=planned.precision if planned else "",
        position=n,
    )


def _text(unit: UnitRow, *, changed: bool) -> ReportText:
    body = "\n\n".join(f"Fictieve alinea {n} van deze inleiding." for n in range(4))
    added = "\n\nEen fictieve alinea die erbij kwam." if changed else ""
    return ReportText(pk=unit.id + 1, unit_id=unit.id, place=Place.UNIT, body=body + added)


def _territory(regions: tuple[UnitRow, ...], *, changed: bool) -> TerritoryData:
    members = tuple(
        MemberRow(
            f"{n:04d}",
            f"Gemeente {n}",
            Province.values[n % 12],
            n,
            n,
            regions[n % REGIONS].slug,
            "",
        )
        for n in range(MUNICIPALITIES)
    )
    steps = [
        StepRow(
            n * 10 + i,
            f"{n:04d}",
            slug,
            _stage(n + i),
            PartialDate(date(2020, 5, 1), "day"),
            no_later_than=False,
            expected=None,
            review_due_on=None,
        )
        for n in range(MUNICIPALITIES)
        for i, slug in enumerate(INSTRUMENTS)
        if n % 4
    ]
    if changed:
        steps += [
            step._replace(id=step.id + 100_000, stage="vastgesteld")
            for step in steps
            if int(step.municipality) % 5 == 0
        ]
    return TerritoryData(
        regions=tuple(RegionRow(u.id, u.slug, u.name, None, "", u.id) for u in regions),
        instruments=tuple(InstrumentEntry(s, s, s, s, "fasen", True) for s in INSTRUMENTS),
        members=members,
        mergers=(),
        steps=tuple(steps),
        counts=(),
    )


def _stage(n: int) -> str:
    return ("vastgesteld", "concept", "gestart", "geen")[n % 4]
