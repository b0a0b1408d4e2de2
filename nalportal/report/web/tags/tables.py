"""Shows a table of the report on a page: the one place where it becomes HTML.

What a table says stands in ``report.tables``; here is only what belongs to a page: its links, which
tables scroll in a place of their own, and which become cards on a phone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import groupby

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from indicators.charts import Chart
from indicators.memoize import once_per_value
from indicators.reports import MunicipalStock
from nalportal import dutch
from nalportal.figures import Figure
from nalportal.progress.reports import TextBlock
from nalportal.rounding import rounded
from regions.reports import InstrumentEntry, PolicyOverview

from ... import labels, tables
from ...addresses import Address
from ...compare.tables import changed_tables, other_policy_title
from ...editions import Edition
from ...model import Report
from ...tables import annexes, coverage, key_figures, maps, measured, overview, policy, units
from ...tables.contents import tables_of_figures
from ...tables.model import (
    Bar,
    Cell,
    Column,
    Item,
    Link,
    Note,
    NoteKind,
    Row,
    Seen,
    Shown,
    Table,
    seen,
)
from ...tables.notes import without_letter
from . import nal

register = template.Library()
register.simple_tag(coverage.area_table)
register.simple_tag(coverage.area_trends)
register.simple_tag(changed_tables, name="changes_in")
register.simple_tag(annexes.differences, name="difference_table")
register.simple_tag(annexes.differences_title)
register.simple_tag(key_figures.key_figures_title)
register.simple_tag(tables.indicators, name="indicator_chapters")
register.simple_tag(other_policy_title, name="other_policy_heading")
register.simple_tag(units.parties, name="parties_table")
register.simple_tag(policy.policy_table)
register.simple_tag(labels.reasons_title)
register.simple_tag(coverage.by_source, name="region_figures")
register.simple_tag(maps.stage_table)
register.simple_tag(overview.stages_title)

# More rows than this scroll in a place of their own; so many under a chart are folded away.
TALL = 24
FOLDED = 13
# On a phone a row of these becomes a block with a line per cell.
CARDS = frozenset({"beleid", "verschillen", "veranderd"})
LOOKS: Mapping[str, str] = {"naast-elkaar": "side-by-side"}

# Where the pages are: those of an edition, or the list of municipalities of the register.
Where = Address | str | None


@dataclass(frozen=True)
class View:
    """A table as the fragment shows it."""

    table: Table
    cards: bool
    tall: bool
    folded: str  # what opens it; empty for a table that stands open
    look: str
    head: list[SafeString]
    rows: list[tuple[str, list[SafeString]]]
    notes: list[tuple[str, list[Note]]]


@register.simple_tag
def show_table(table: Table, where: Edition | str | None = None) -> SafeString:
    """A table with its notes, or why there is none; made once, for a large one takes a while."""
    address = where.urls if isinstance(where, Edition) else where
    return _html(table, address)


@once_per_value(keep=64)
def _html(table: Table, where: Where) -> SafeString:
    view = View(
        table=table,
        cards=table.kind in CARDS,
        tall=len(table.rows) > TALL,
        folded=_folded(table),
        look=LOOKS.get(table.kind, ""),
        head=[],
        rows=[],
        notes=[(kind.name, list(found)) for kind, found in groupby(table.notes, _kind)],
    )
    columns = seen(table, narrow=False)
    view.head.extend(_head(view, one) for one in columns)
    for row in table.all_rows:
        view.rows.append(
            (
                "total" if row is table.total else "",
                [_cell(view, row, one, where) for one in columns],
            )
        )
    html = render_to_string("fragments/table.html", {"view": view, "table": table})
    return mark_safe(html)  # noqa: S308 - made by us


def _folded(table: Table) -> str:
    dates = len(table.columns) - 1 if table.across else len(table.rows)
    if not table.charts or dates < FOLDED:
        return ""
    count = dutch.number(sum(1 for _figure in table.figures()))
    return _("Alle {n} cijfers als tabel").format(n=count)


def _kind(note: Note) -> NoteKind:
    """Notes of one kind stand together; plain lines are all alike."""
    plain = {NoteKind.READING, NoteKind.BASIS, NoteKind.BREAK, NoteKind.TEXT}
    return NoteKind.READING if note.kind in plain else note.kind


# ------------------------------------------------------------------------------- one cell


def _heading(column: Column) -> str:
    return column.group or column.heading


def _head(view: View, one: Seen) -> SafeString:
    column = one.column
    return format_html(
        '<th{} scope="col">{}{}</th>',
        _class("num" if column.aligned == "right" and not column.group else ""),
        _heading(column),
        _marks(column.marks, view.table.id),
    )


@cache
def _class(name: str) -> SafeString:
    return format_html(' class="{}"', name) if name else SafeString("")


def _cell(view: View, row: Row, one: Seen, where: Where) -> SafeString:
    cell, column = row.cells[one.place], one.column
    inner = _inner(view.table, row, one, where)
    if column.is_row_header:
        day = "day" if isinstance(cell.value, date) else ""
        return format_html('<th{} scope="row">{}</th>', _class(day), inner)
    if not view.cards:
        return format_html("<td{}>{}</td>", _class(_look(one, cell)), inner)
    return format_html(
        '<td{} data-label="{}"><div>{}</div></td>',
        _class(_look(one, cell)),
        _heading(column),
        inner,
    )


def _look(one: Seen, cell: Cell) -> str:
    if isinstance(cell.value, date):
        return "day"
    if isinstance(cell.value, tuple):
        return "due-cell"
    return "num" if one.column.aligned == "right" and not one.column.group else ""


def _inner(table: Table, row: Row, one: Seen, where: Where) -> SafeString:
    cell = row.cells[one.place]
    text = _shown(cell, where)
    for place, column in one.beside:
        beside = row.cells[place]
        if column.shown is Shown.OF and beside.value is not None:
            text = format_html("{} {} {}", text, _("van"), _shown(beside, where))
    if one.column.strong:
        text = format_html("<strong>{}</strong>", text)
    if cell.marks:
        text += _marks(cell.marks, table.id)
    if cell.bar:
        text += _bar(cell.bar)
    for place, column in one.beside:
        text += _beside(column, row.cells[place])
    return text


def _beside(column: Column, cell: Cell) -> SafeString:
    """What stands behind or under a value; a share that is not there says nothing."""
    value = cell.value
    if column.shown is Shown.OF or not value:
        return SafeString("")
    if isinstance(value, Figure) and value.value is None:
        return SafeString("")
    if column.shown is Shown.LINE:
        return format_html('<span class="sub">{}</span>', _line(column, value))
    return format_html(' <span class="share">({})</span>', value)


def _line(column: Column, value: object) -> str:
    if column.unit[0] and isinstance(value, Figure):
        return dutch.counted(int(value.value or 0), *column.unit)
    return str(value)


def _shown(cell: Cell, where: Where) -> SafeString:
    value = cell.value
    if isinstance(value, Figure):
        return nal.figure(value)
    if isinstance(value, tuple):
        return _items(value, where)
    if cell.icon:
        return _stage(cell.icon, str(value))
    return _linked(_reads(value), cell.link, where)


def _reads(value: str | date | int | None) -> str:
    if isinstance(value, date):
        return dutch.short_date(value)
    if isinstance(value, int):
        return dutch.number(value)
    return value or ""


def _items(items: Iterable[Item], where: Where) -> SafeString:
    found = [(_linked(item.name, item.link, where), item.told) for item in items]
    if not found:
        return nal.not_applicable()
    return format_html_join("", '<span class="due">{} <span class="sub">{}</span></span>', found)


def _linked(text: str, link: Link | None, where: Where) -> SafeString:
    href = _href(link, where) if link and where else ""
    return format_html('<a href="{}">{}</a>', href, text) if href else format_html("{}", text)


def _href(link: Link, where: Address | str) -> str:
    """The page about what a link names, in this edition; the register has a list of its own."""
    if isinstance(where, str):
        joint = "&" if "?" in where else "?"
        return f"{where}{joint}{urlencode({'q': link.key})}" if link.kind == "gemeente" else ""
    pages: Mapping[str, Callable[[], str]] = {
        "regio": lambda: where.unit("regio", link.key),
        "gemeente": lambda: f"{where.municipalities}?{urlencode({'q': link.key})}",
        "laadpunten": lambda: where.to("coverage-municipality", code=link.key),
    }
    return pages[link.kind]()


def _marks(numbers: Iterable[int], table: str) -> SafeString:
    """Each a link to its footnote under the table."""
    return format_html_join(
        "",
        '&nbsp;<sup class="footnote-mark"><a href="#{0}-noot-{1}">'
        '<span class="visually-hidden">{2} </span>{1}</a></sup>',
        ((table, number, _("noot")) for number in numbers),
    )


@lru_cache(maxsize=256)
def _stage(code: str, text: str) -> SafeString:
    context = {"code": code, "text": text}
    return mark_safe(render_to_string("fragments/stage.html", context))  # noqa: S308 - made by us


@lru_cache(maxsize=1024)
def _bar(bar: Bar) -> SafeString:
    """A part of a whole, always beside the number: unknown is dashed and pm is hatched."""
    unknown = 0 if bar.missing == "pm" else 100 if bar.missing else 100 - bar.known
    context = {
        "pm": bar.missing == "pm",
        "filled": _per_cent(bar.filled),
        "known": _per_cent(0 if bar.missing else bar.known),
        "unknown": _per_cent(unknown) if unknown else "",
    }
    return mark_safe(render_to_string("fragments/known_bar.html", context))  # noqa: S308 - made by us


def _per_cent(value: float) -> str:
    return str(rounded(Decimal(str(value)), 2))


# -------------------------------------------------------------------------- which tables


@register.simple_tag
def chapters(report: Report) -> tuple[tables.Chapter, ...]:
    """The chapters of a report that have anything on its page."""
    told = tables.contents(report)
    return tuple(c for c in told if not c.parts or any(part.on_page for part in c.parts))


@register.simple_tag
def chapter_title(report: Report, id_: str) -> str:
    """What a chapter or part of a report is called, by its anchor."""
    found = (part for c in tables.contents(report) for part in (c, *c.parts))
    return next((part.title for part in found if part.id == id_), "")


@register.simple_tag
def chapter_sections(report: Report, id_: str) -> tuple[TextBlock, ...]:
    """The free sections of a chapter, by its anchor."""
    return report.sections_of(id_)


@register.simple_tag
def reason_lines(report: Report) -> list[str]:
    """Why something stands in the report as it does."""
    return [labels.reason_line(reason) for reason in report.reasons]


@register.filter
def on_page(found: Iterable[Table]) -> list[Table]:
    """Those that the whole report shows on its page."""
    return [table for table in found if table.on_page]


@register.filter
def above(charts: Mapping[str, tuple[Chart, ...]] | None, table: Table) -> tuple[Chart, ...]:
    """The charts that belong above a table."""
    return (charts or {}).get(table.charts, ())


@register.filter
def figures_of_one(table: Table) -> tuple[tuple[str, Figure, str], ...]:
    """The figures of a table of one date, each under its heading and with that date."""
    return tuple(
        (column.heading, figure, dutch.long_date(on) if isinstance(on, date) else str(on))
        for row, column, _cell, figure in table.figures()
        if measured.one_moment(table) and (on := row.cells[0].value)
    )


@register.filter
def instead_of_chart(table: Table) -> str:
    """Why a table of one date has no chart."""
    return measured.one_moment(table)


@register.simple_tag
def region_policy(report: Report, slug: str) -> Table:
    """What the municipalities of one region adopted."""
    return policy.region_policies(report)[slug]


@register.simple_tag
@once_per_value(keep=2)
def source_notes(report: Report) -> list[tuple[str, Note]]:
    """Who published figures, each with the names of its tables; then what else tables rest on."""
    found = _noted(report, NoteKind.SOURCE)
    told = {name for names, _notes in found for name in names}
    based = [n for n in _noted(report, NoteKind.BASIS) if not told.intersection(n[0])]
    return [(dutch.joined(names), note) for names, note in (*found, *based)]


@register.simple_tag
@once_per_value(keep=2)
def break_notes(report: Report) -> list[tuple[str, str]]:
    """When counting changed, for every measure and source that the report uses."""
    by_text: dict[str, list[str]] = {}
    for names, note in _noted(report, NoteKind.BREAK):
        by_text.setdefault(without_letter(note), []).extend(names)
    return [(dutch.joined(list(dict.fromkeys(names))), told) for told, names in by_text.items()]


def _noted(report: Report, kind: NoteKind) -> list[tuple[list[str], Note]]:
    """Each note of a kind once, with the names of the tables that have it."""
    found: dict[Note, list[str]] = {}
    for table in tables_of_figures(report):
        for note in table.notes:
            if note.kind is kind and not table.repeats:
                found.setdefault(note, []).append(table.name)
    return [(list(dict.fromkeys(names)), note) for note, names in found.items()]


@register.simple_tag
def side_by_side(
    found: PolicyOverview, instruments: tuple[InstrumentEntry, ...], report: Report | None = None
) -> Table:
    """The regions beside each other; in a report numbered as it is on paper."""
    if report:  # a template without one gives an empty text
        return overview.overview_tables(report)[0]
    return overview.side_by_side(found, instruments)


@register.simple_tag
def reviews(
    found: PolicyOverview, instruments: tuple[InstrumentEntry, ...], report: Report | None = None
) -> Table:
    """What has to be recalibrated; in a report numbered as it is on paper."""
    if report:  # a template without one gives an empty text
        return overview.overview_tables(report)[1]
    return overview.reviews(found, instruments)


@register.simple_tag
def municipal_table(entries: tuple[MunicipalStock, ...], region: str, kind: str) -> Table:
    """The stock of each municipality of a region."""
    return coverage.municipal_table(entries, region, kind=kind)
