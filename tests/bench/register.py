"""The list of milestones and its export, with 13 units of 200 milestones and 10 changes each."""

import io
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from nalportal.progress.exports import milestones_file
from nalportal.progress.models import (
    Category,
    EvidenceFile,
    Milestone,
    Remark,
    RemarkEntry,
    ReportingUnit,
    Theme,
)
from nalportal.progress.models.remarks import RemarkKind, RemarkState, RemarkVerb, Side
from tests import factories
from tests.conftest import of_page

UNITS, PER_UNIT, CHANGES = 13, 200, 10
ROUNDS = 9
REMARKS, FILES, PAIRS = 10_000, 2_000, 15
SLACK = 1.1  # what noise may add to the median of so many pairs
LIST = "/mijlpalen/"
FILTERS = (
    "",
    "?q=register&sort=-date",
    "?verlopen=on&gewijzigd=on",
    "?stand=open&vanaf=2020&tot=2022&thema=bench&categorie=planning",
)


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit), in a database of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measures()
    finally:
        teardown_databases(databases, verbosity=0)


def _measures() -> list[tuple[str, float, float]]:
    client = Client(headers={"host": "localhost"})
    client.force_login(factories.user(is_reviewer=True))
    factories.publication()
    theme = factories.theme(slug="bench")
    units = [factories.unit() for _ in range(UNITS)]
    _fill(units[0], theme)
    small = [_time(lambda query=query: client.get(LIST + query)) for query in FILTERS]  # type: ignore[misc]
    for unit in units[1:]:
        _fill(unit, theme)
    large = [_time(lambda query=query: client.get(LIST + query)) for query in FILTERS]  # type: ignore[misc]
    growth = max(after / before for before, after in zip(small, large, strict=True))
    queries = max(_queries(client, LIST + query) for query in FILTERS)
    total = UNITS * PER_UNIT
    _remark_on(units[0])
    rows = [f"{LIST}?onderdeel={units[1].slug}&per_page=100{some}" for some in ("", "&q=geen")]
    many, none = (_time(lambda page=page: client.get(page)) for page in rows)  # type: ignore[misc]
    _add_files_to(units[0])
    firsts = [unit.milestones.earliest("pk") for unit in units[:2]]
    forms = [f"{LIST}{row.reference}/wijzigen/" for row in firsts]
    return [
        ("lists: a page of 100 milestones, to one without", many / none, 3),
        (
            f"register: a list with {REMARKS} remarks and {FILES} files, to one without",
            _beside(client, [f"{LIST}?onderdeel={unit.slug}" for unit in units[:2]]),
            1.1 * SLACK,
        ),
        (
            f"register: the form of one with {REMARKS // PER_UNIT} remarks, to one without",
            _beside(client, forms),
            1.1 * SLACK,
        ),
        ("register: queries of that form", _queries(client, forms[0]), 11),
        (f"register: queries of the list of {total}, most of any filter", queries, 12),
        (f"register: time of the list, from {PER_UNIT} to {total}", growth, 1.3),
        (f"register: export of {total} as XLSX, to bare openpyxl", _export_time(), 3),
        ("register: memory of that export, as a part of 100 MB", _export_memory(), 1),
    ]


def _remark_on(unit: ReportingUnit) -> None:
    """Conversations about the milestones of one unit, none about those of the others."""
    items = list(unit.milestones.all())
    rows = Remark.objects.bulk_create(
        Remark(
            unit=unit,
            milestone=items[number % len(items)],
            kind=RemarkKind.MILESTONE,
            about="Datum",
            state=RemarkState.OPEN if number % 2 else RemarkState.ANSWERED,
            waits_for=Side.UNIT if number % 2 else Side.MINISTRY,
            begun_by=Side.MINISTRY,
        )
        for number in range(REMARKS)
    )
    by = factories.user(is_reviewer=True)
    asked = {"verb": RemarkVerb.ASK, "side": Side.MINISTRY, "by": by, "at": timezone.now()}
    RemarkEntry.objects.bulk_create(RemarkEntry(remark=r, text="Fictief.", **asked) for r in rows)


def _add_files_to(unit: ReportingUnit) -> None:
    """Files with the milestones of one unit; nobody opens them here."""
    items, by = list(unit.milestones.all()), factories.user()
    EvidenceFile.objects.bulk_create(
        EvidenceFile(
            milestone=items[number % len(items)],
            name=f"Fictief besluit {number}.pdf",
            media_type="application/pdf",
            size=1,
            sha256=f"{number:064x}",
            content=f"00/{number:030x}",
            added_by=by,
        )
        for number in range(FILES)
    )


def _beside(client: Client, pages: list[str]) -> float:
    """The first page, with remarks and files, to the second, without; pairs in turns."""
    pairs = []
    for _pair in range(PAIRS):
        much, without = (_once(lambda page=page: client.get(page)) for page in pages)  # type: ignore[misc]
        pairs.append(much / without)
    return median(pairs)


def _fill(unit: ReportingUnit, theme: Theme) -> None:
    """As the register would be after some years; past ``save()``, which would take minutes."""
    july = {"planned_on": date(2021, 7, 1), "planned_precision": "month"}
    rows = Milestone.objects.bulk_create(
        Milestone(
            unit=unit,
            reference=f"{unit.code}-{number:03d}",
            category=Category.PLANNED,
            title=f"Mijlpaal {number} van het register",
            explanation="Een toelichting van een regel of twee. " * 4,
            position=number,
            **july,
        )
        for number in range(1, PER_UNIT + 1)
    )
    Milestone.themes.through.objects.bulk_create(
        Milestone.themes.through(milestone=row, theme=theme) for row in rows
    )
    columns = [field.attname for field in Milestone._meta.concrete_fields]
    Milestone.history.model.objects.bulk_create(
        Milestone.history.model(
            history_date=timezone.now(),
            history_type="~",
            **{name: getattr(row, name) for name in columns},
        )
        for row in rows
        for _ in range(CHANGES)
    )


def _time(act: Callable[[], Any]) -> float:
    """Seconds of this process, so that others on the machine don't count; the median."""
    act()
    return median(_once(act) for _ in range(ROUNDS))


def _once(act: Callable[[], Any]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin


def _queries(client: Client, address: str) -> float:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return float(len(of_page(captured)))


def _export() -> bytes:
    return milestones_file(Milestone.objects.in_report_order(), "xlsx")


def _export_time() -> float:
    sheet = load_workbook(io.BytesIO(_export())).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet]

    def bare() -> None:
        book = Workbook(write_only=True)
        plain = book.create_sheet()
        for row in rows:
            plain.append(row)
        book.save(io.BytesIO())

    # Pairs one after the other, so that both meet the same machine.
    return median(_once(_export) / _once(bare) for _ in range(ROUNDS))


def _export_memory() -> float:
    tracemalloc.start()
    _export()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 100e6
