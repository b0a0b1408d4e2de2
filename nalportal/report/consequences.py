"""What figures that come in would change in each report that is being made, cell by cell.

The report tells it itself: made as it is, and made with the figures in the register, which are
taken out again. So a table that is added tomorrow is told too.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.entry.consequences import CellChange, ReportChange, as_if_stored
from indicators.entry.plan import Plan
from indicators.reports import collect_indicators
from nalportal.figures import Figure
from nalportal.progress.reports import Scope

from .build import Part, assemble, collect
from .compare.walk import in_words
from .editions import all_rounds, scope_now, scope_of_round
from .model import Report
from .tables.contents import tables_of_figures
from .tables.model import BESIDE, Kind, Shown, Table, Value

# Table, row and column, with what tells one from another of that name.
Place = tuple[object, ...]
# What stands there, under the names that a reader knows.
Told = tuple[str, str, str, str]
_NOTHING: Told = ("", "", "", "")


def tell_consequences(found: Plan) -> tuple[ReportChange, ...]:
    """Of every round that is not frozen, or of today where there is none."""
    scopes = _scopes()
    before = [collect(scope, Part.INDICATORS) for scope in scopes]
    with as_if_stored(found):
        after = [
            replace(data, indicators=collect_indicators(scope))
            for data, scope in zip(before, scopes, strict=True)
        ]
    return tuple(
        ReportChange(
            scope.title or _("Stand van vandaag"),
            tuple(changed_cells(assemble(old, scope), assemble(new, scope))),
        )
        for scope, old, new in zip(scopes, before, after, strict=True)
    )


def _scopes() -> list[Scope]:
    rounds = all_rounds()
    made = sorted((r for r in rounds if not r.is_frozen), key=lambda r: r.reference_on)
    return [scope_of_round(r, rounds) for r in made] or [scope_now(rounds, timezone.localdate())]


def changed_cells(before: Report, after: Report) -> Iterator[CellChange]:
    """Every cell and note that reads otherwise, in the order of the report."""
    old, new = dict(_cells(before)), dict(_cells(after))
    for place in dict.fromkeys([*new, *old]):
        was, now = old.get(place, _NOTHING), new.get(place, _NOTHING)
        if was[-1] != now[-1]:
            table, row, column, _value = now if place in new else was
            yield CellChange(table, row, column, was[-1], now[-1])


def _cells(report: Report) -> Iterator[tuple[Place, Told]]:
    for table in tables_of_figures(report):
        yield from _cells_of(table)
        for note in table.notes:
            yield (table.id, note.text), (table.name, _("Noot"), "", note.text)


def _cells_of(table: Table) -> Iterator[tuple[Place, Told]]:
    columns = list(_columns(table))
    met: Counter[Place] = Counter()
    for row in table.all_rows:
        name = ", ".join(
            _words(cell.value)
            for (_where, _heading, is_name), cell in zip(columns, row.cells, strict=True)
            if is_name
        )
        about = row.about
        which: Place = (name, about.area, about.measure, about.since, about.on)
        met[which] += 1
        for (where, heading, is_name), cell in zip(columns, row.cells, strict=True):
            if where and not is_name:
                place = (table.id, *which, met[which], *where)
                yield place, (table.name, name, heading, _words(cell.value))


def _columns(table: Table) -> Iterator[tuple[Place, str, bool]]:
    """What tells each column from others, nothing for one of data files; how it is called; and
    whether it names the row."""
    under = ""
    for column in table.columns:
        if column.shown not in BESIDE:
            under = column.heading
        names = dict.fromkeys(filter(None, (column.group, under, column.heading)))
        where = () if column.shown is Shown.DATA else tuple(names)
        yield where, ": ".join(names), column.kind is Kind.NAME


def _words(value: Value) -> str:
    return str(value) if isinstance(value, Figure) else in_words(value)
