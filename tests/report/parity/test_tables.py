"""Every table of a report says the same on page, paper, in the workbook and in the list of figures.

The loop is over the tables themselves: a kind of table that is added tomorrow is in it.
"""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from lxml import html
from openpyxl import Workbook, load_workbook

from indicators.models import Layout
from indicators.models.presentations import PRINTED
from indicators.reports.layouts import BY_PROVINCE, MONTHLY, TRENDS, WITH_PROVINCES
from nalportal.dutch import counted, number, short_date
from nalportal.figures import Figure, whole
from nalportal.report.compare.figures import compare_figures
from nalportal.report.correct import correctables
from nalportal.report.model import Report
from nalportal.report.paper import render_pdf
from nalportal.report.payload import dump
from nalportal.report.sheets import render_csv, render_xlsx
from nalportal.report.tables import Table, all_tables, contents, figure_lines, stock
from nalportal.report.tables.measured import OF_MEASURE
from nalportal.report.tables.model import (
    AS_FIGURE,
    BESIDE,
    Cell,
    Column,
    Item,
    Kind,
    Note,
    NoteKind,
    Row,
    Seen,
    Shown,
    groups,
    row_of,
    seen,
    turned,
)
from nalportal.report.web.tags.tables import show_table
from tests.report.aloud import said as read_aloud
from tests.report.pdf_sample import FROZEN, WITH_ALL

from .readers import figures_of_csv, figures_of_json, shown_cell, with_marks, words
from .reports import full, made
from .test_parity import SEEDS, few, page_of, printed
from .told import squeezed

# ------------------------------------------------------------------ what a table should say


def reads(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, tuple):
        return "".join(f"{item.name}{item.told}" for item in value) or "–"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int):
        return number(value)
    return "" if value is None else str(value)


def beside(row: Row, one: Seen) -> str:
    said = ""
    for place, column in one.beside:
        cell = row.cells[place]
        is_missing = isinstance(cell.value, Figure) and cell.value.value is None
        if column.shown is Shown.OF:
            said += f"van{reads(cell)}" if cell.value is not None else ""
        elif reads(cell) and not is_missing:
            said += in_small(cell, column)
    return said


def in_small(cell: Cell, column: Column) -> str:
    if column.unit[0] and isinstance(cell.value, Figure):
        return counted(int(cell.value.value or 0), *column.unit)
    return reads(cell) if column.shown is Shown.LINE else f"({reads(cell)})"


def marks(cell: Cell) -> str:
    return "".join(f"^{n}" for n in cell.marks)


def rows_of(table: Table, columns: tuple[Seen, ...]) -> list[tuple[str, ...]]:
    return [
        tuple(
            squeezed(reads(row.cells[one.place]) + beside(row, one)) + marks(row.cells[one.place])
            for one in columns
        )
        for row in table.all_rows
    ]


def notes_of(table: Table, *, narrow: bool = False) -> list[str]:
    return [squeezed(n.text) for n in table.notes if not (narrow and n.wide)]


# -------------------------------------------------------------------------------------- page


def table_on_page(table: Table) -> Any:
    return html.fromstring(f"<main>{show_table(table)}</main>")


def assert_on_page(table: Table) -> None:
    tree = table_on_page(table)
    columns = seen(table, narrow=False)
    if table.rows:
        [box] = tree.xpath(".//*[contains(@class, 'table-scroll')]")
        assert box.get("id") == table.id
        assert squeezed(words(tree.xpath(".//caption")[0])) == squeezed(table.title)
        assert [squeezed(words(th)) for th in tree.xpath(".//thead//th")] == [
            squeezed(one.column.group or one.column.heading) for one in columns
        ]
        assert [
            tuple(squeezed(with_marks(cell)) for cell in line.xpath("./th | ./td"))
            for line in tree.xpath(".//tbody/tr")
        ] == rows_of(table, columns)
        assert [len(line.xpath("./th[@scope='row']")) for line in tree.xpath(".//tbody/tr")] == [
            1 for _row in table.all_rows
        ]
    else:
        assert squeezed(table.empty.text if table.empty else "") in squeezed(tree.text_content())
    shown = [
        squeezed(words(line)).removesuffix("↑")
        for line in tree.xpath(".//ol/li | .//ul/li | .//p[not(ancestor::*[@class='empty'])]")
    ]
    assert shown == notes_of(table)


@few
@given(SEEDS)
def test_each_table_is_on_the_page_as_it_is_told(seed: int) -> None:
    report = made(seed)
    for table in all_tables(report):
        assert_on_page(table)
    page = html.fromstring(page_of(report))
    ids = [box.get("id") for box in page.xpath("//*[contains(@class, 'table-scroll')]")]
    wanted = [t.id for t in all_tables(report) if t.on_page and t.rows and t.kind != "kerncijfers"]
    assert ids == wanted


LISTS = {"mijlpalen": "Titel", "partijen": "Partij"}


def listed(table: Table) -> list[str]:
    """What a table says that page and paper show as a list: its heading, and then its names."""
    [place] = [n for n, c in enumerate(table.columns) if c.heading == LISTS[table.kind]]
    heading = table.sheet if table.kind == "mijlpalen" else table.caption
    return [heading, *(reads(row.cells[place]) for row in table.rows)]


@few
@given(SEEDS)
def test_each_list_has_its_heading_and_its_names_on_page_and_paper(seed: int) -> None:
    report = made(seed)
    lists = [table for table in all_tables(report) if table.kind in LISTS and table.rows]
    assert {table.kind for table in all_tables(report)} >= set(LISTS)
    page = squeezed(words(html.fromstring(page_of(report))))
    paper = read_aloud(render_pdf(report, FROZEN))
    for table in lists:
        said = listed(table)
        assert [name for name in said if squeezed(name) not in page] == []
        if table.kind == "partijen":
            _before, _heading, after = paper.partition(printed(said[0]))
            assert [name for name in said[1:] if printed(name) not in after] == []


# --------------------------------------------------------------------------------- workbook


def in_sheet(cell: Cell) -> str:
    return squeezed("" if cell.value is None else reads(cell))


def sheet_rows(table: Table) -> list[tuple[str, ...]]:
    """The rows of a table in its sheet, without the column that says which note is whose."""
    found = []
    told = [n for n, column in enumerate(table.columns) if column.shown is not Shown.REMARK]
    for row in table.all_rows:
        for group in groups(table) or ("",):
            cells = [in_sheet(row.cells[n]) for n in told if table.columns[n].group in ("", group)]
            if group:
                cells.insert(1, squeezed(group))
            elif table.part_heading:
                cells.insert(0, squeezed(table.part))
            found.append(tuple(cells))
    return found


def assert_in_workbook(book: Workbook, name: str, tables: list[Table]) -> None:
    lines = [[squeezed(shown_cell(cell)) for cell in line] for line in book[name].iter_rows()]
    first = tables[0]
    assert lines[0][0].startswith(squeezed(f"{first.title} · "))
    headings = [
        squeezed(column.heading)
        for column in first.columns
        if column.shown is not Shown.REMARK and column.group in ("", *groups(first)[:1])
    ]
    assert [heading for heading in headings if heading not in lines[1]] == []
    wanted = [line for table in tables for line in sheet_rows(table)]
    rows = [tuple(line[: len(wanted[0])]) for line in lines[2 : 2 + len(wanted)]] if wanted else []
    assert rows == wanted
    notes = [re.sub(r"^\d+\.", "", line[0]) for line in lines[2 + len(wanted) :] if line[0]]
    assert [n for table in tables for n in notes_of(table) if n not in notes] == []


@few
@given(SEEDS)
def test_each_table_is_in_the_workbook_as_it_is_told(seed: int) -> None:
    report = made(seed)
    book = load_workbook(io.BytesIO(render_xlsx(report, FROZEN)))
    sheets: dict[str, list[Table]] = {}
    for table in all_tables(report):
        if table.sheet:
            sheets.setdefault(table.sheet, []).append(table)
    empty = {n for n, found in sheets.items() if not any(table.rows for table in found)}
    sheets = {n: t for n, t in sheets.items() if n not in empty or t[0].kind == "mijlpalen"}
    extra = [name for name in ("Teksten", "Bronnen", "Alle cijfers") if name in book.sheetnames]
    assert book.sheetnames == ["Uitleg", *sheets, *extra]
    for name, tables in sheets.items():
        assert_in_workbook(book, name, tables)


# ------------------------------------------------------------------------------------- paper


def signs(numbers: tuple[int, ...]) -> str:
    return "".join(str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) for n in numbers)


def on_paper(table: Table) -> list[str]:
    """What paper says of a table, in order."""
    if not table.rows:
        return [f"{table.empty.title}{table.empty.text}"] if table.empty else []
    said = [table.title]
    if table.kind == "herijken" and not any(row.cells[3].value for row in table.rows):
        return [f"{table.title}. Overal 0: er is niets te melden."]
    if table.kind == "beleid" and len(table.rows) <= 6:
        cells = [row.cells[one.place] for row in table.rows for one in seen(table, narrow=True)[1:]]
        unknown = all(str(cell.value) == "Onbekend" and not cell.marks for cell in cells)
        told = [f"{table.title}. Van geen enkele gemeente bekend."] if unknown else None
        notes = (paper_note(n) for n in table.notes if not n.wide)
        return [*(told or [*said, *crossed(table)]), *notes]
    if table.across and len(table.columns) > 8:
        table = turned(table)
    if groups(table):
        return []  # each group has a table of its own, see below
    columns = seen(table, narrow=True)
    said.append("".join(one.column.heading + signs(one.column.marks) for one in columns))
    said += ["".join(paper_cell(row, one) for one in columns) for row in table.all_rows]
    return [*said, *(paper_note(n) for n in table.notes if not n.wide)]


def crossed(table: Table) -> list[str]:
    """The lines of a table whose rows stand beside each other, each of its columns a line."""
    first, *others = seen(table, narrow=True)
    names = (reads(row.cells[first.place]) for row in table.rows)
    lines = [table.across + "".join(names)]
    for one in others:
        heading = one.column.heading + signs(one.column.marks)
        lines.append(heading + "".join(paper_cell(row, one) for row in table.rows))
    return lines


def paper_cell(row: Row, one: Seen) -> str:
    cell = row.cells[one.place]
    if isinstance(cell.value, tuple):
        return "; ".join(f"{item.name}: {item.told}" for item in cell.value) or "–"
    of = next((row.cells[n] for n, c in one.beside if c.shown is Shown.OF), Cell(None))
    said = reads(cell) + (f"van{reads(of)}" if of.value is not None else "") + signs(cell.marks)
    for place, column in one.beside:
        small = row.cells[place]
        known = not (isinstance(small.value, Figure) and small.value.value is None)
        if column.shown is not Shown.OF and known and reads(small):
            said += in_small(small, column)
    return said


def paper_note(note: Note) -> str:
    return (signs((note.number,)) if note.kind is NoteKind.FOOTNOTE else "") + note.text


@few
@given(SEEDS)
def test_each_table_is_on_paper_as_it_is_told_and_in_that_order(seed: int) -> None:
    report = made(seed)
    shown = read_aloud(render_pdf(report, FROZEN, imprint=WITH_ALL))
    at = 0
    for table in all_tables(report):
        if not table.on_paper:
            continue
        lines = on_paper(table)
        # The figures on top stand under their heading, which is their caption.
        for line in lines[table.kind == "kerncijfers" :]:
            found = shown.find(printed(line), at)
            assert found >= 0, (table.id, line, shown[at : at + 400])
            at = found + len(printed(line))


# ------------------------------------------------------------------------- list and JSON


@few
@given(SEEDS)
def test_the_list_and_the_json_have_the_figures_of_the_tables(seed: int) -> None:
    report = made(seed)
    told = {figure.id for t in all_tables(report) for *_place, figure in t.figures()}
    assert figures_of_csv(render_csv(report, FROZEN)).keys() == told
    assert figures_of_json(dump(report)).keys() == told


# ---------------------------------------------------------------- what a report always has


def test_the_loop_meets_every_kind_of_table() -> None:
    """Else a kind could differ between outputs without any test seeing it."""
    kinds = {table.kind for table in all_tables(full())}
    assert kinds == {
        "kerncijfers",
        "mijlpalen",
        "partijen",
        "beleid",
        "tabel-1",
        "tabel-1-regios",
        "andere-bronnen",
        "tabel-2",
        "tabel-2-vervangen",
        "tabel-3",
        "tabel-4",
        "tabel-5",
        "trends",
        "laadpunten-gemeenten",
        "regios-per-bron",
        "verschillen",
        "gemeenten",
        "naast-elkaar",
        "herijken",
        "herijken-lijst",
        "doelen",
        "prognoses",
        *(f"{OF_MEASURE}{layout}" for layout in set(Layout) - set(PRINTED)),
        *(f"{OF_MEASURE}{Layout.AREAS}-{part}" for part in (MONTHLY, TRENDS)),
        *(f"{OF_MEASURE}{layout}-{BY_PROVINCE}" for layout in WITH_PROVINCES),
    }


def test_a_full_report_says_the_same_everywhere() -> None:
    report = full()
    for table in all_tables(report):
        assert_on_page(table)
    book = load_workbook(io.BytesIO(render_xlsx(report, FROZEN)))
    for name in dict.fromkeys(table.sheet for table in all_tables(report) if table.sheet):
        assert_in_workbook(book, name, [t for t in all_tables(report) if t.sheet == name])
    shown = read_aloud(render_pdf(report, FROZEN, imprint=WITH_ALL))
    for table in all_tables(report):
        if table.on_paper and table.kind != "kerncijfers":
            for line in on_paper(table):
                assert printed(line) in shown, (table.id, line)
    told = {figure.id for table in all_tables(report) for *_place, figure in table.figures()}
    assert figures_of_csv(render_csv(report, FROZEN)).keys() == told
    assert figures_of_json(dump(report)).keys() == told


def test_no_two_tables_or_chapters_share_an_anchor() -> None:
    report = full()
    ids = Counter(table.id for table in all_tables(report))
    ids.update(part.id for chapter in contents(report) for part in (chapter, *chapter.parts))
    assert [id_ for id_, times in ids.items() if times > 1] == []


def test_a_figure_has_one_id_in_a_report() -> None:
    ids = Counter(line.figure.id for line in figure_lines(full()))
    assert [id_ for id_, times in ids.items() if times > 1] == []


# ------------------------------------------------------ a column that is added to one table

HEADING = "Kolom van de toets (fictief)"


@pytest.fixture
def with_a_column(monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report of which table 2 has a column more, told in ``tables`` and nowhere else."""
    told = stock.rate_table

    def more(rate: Any) -> Table:
        table = told(rate)
        return replace(
            table,
            columns=(*table.columns, Column(HEADING, corrected_as=AS_FIGURE)),
            rows=tuple(
                replace(row, cells=(*row.cells, Cell(whole(f"toets.{n}", 4_321 + n))))
                for n, row in enumerate(table.rows)
            ),
        )

    report = full()
    monkeypatch.setattr(stock, "rate_table", more)
    return report


def test_a_column_that_is_added_to_a_table_is_in_every_output(with_a_column: Report) -> None:
    report = with_a_column
    page = squeezed(html.fromstring(page_of(report)).text_content())
    paper = read_aloud(render_pdf(report, FROZEN, imprint=WITH_ALL))
    for output in (page, paper):
        assert squeezed(HEADING) in output
        assert "4.321" in output
    sheet = load_workbook(io.BytesIO(render_xlsx(report, FROZEN)))["Tabel 2"]
    assert [row[6].value for row in sheet.iter_rows(min_row=2, max_row=3)] == [HEADING, 4_321]
    assert figures_of_csv(render_csv(report, FROZEN))["toets.0"] == ("4321", "", "4.321")
    assert HEADING in correctables(report)["cijfer:toets.0"].label
    assert compare_figures(report, report)["toets.0"].measure == HEADING


def test_a_table_without_a_row_says_why() -> None:
    empty = replace(stock.ratio_table(made(3).indicators.ratio), rows=())
    assert "Voor tabel 1 is niets opgegeven." in show_table(empty)


def test_what_stands_beside_a_value_belongs_to_the_column_before_it() -> None:
    columns = (
        Column("Naam", Kind.NAME),
        Column("Aantal"),
        Column("Aandeel", shown=Shown.DATA),
        Column("Herkomst", Kind.TEXT, Shown.LINE),
        Column("Breed", shown=Shown.WIDE),
        Column("Van", shown=Shown.OF),
    )
    table = Table("x", "x", "x", columns, (row_of("a", 1, 2, "b", 3, 4),))
    assert {Shown.LINE, Shown.OF} <= BESIDE
    wide, narrow = (seen(table, narrow=narrow) for narrow in (False, True))
    places = [[(o.place, [n for n, _c in o.beside]) for o in found] for found in (wide, narrow)]
    assert places == [[(0, []), (1, [3]), (4, [5])], [(0, []), (1, [3])]]


def test_several_in_one_cell_each_lead_to_their_own_page() -> None:
    items = (Item("Assen", "vóór 1-1-2021"),)
    table = Table("x", "x", "x", (Column("Naam", Kind.NAME),), (row_of(items),))
    assert "Assen" in show_table(table)
