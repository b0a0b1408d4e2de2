"""The workbook and the list of figures: what is in them, and how they read."""

import csv
import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from indicators.reports import RegionSeries, SeriesPoint
from nalportal.figures import Figure, no_figure, whole
from nalportal.progress.reports import CategoryBlock, TextBlock, ThemeEntry
from nalportal.prose import Span
from nalportal.report.compare.texts import texts_of
from nalportal.report.editions import Edition
from nalportal.report.model import Context, KeyFigure, Report, Stamp
from nalportal.report.sheets import columns_of_csv, render_csv, render_xlsx
from nalportal.report.sheets.workbook import number_format
from nalportal.report.tables import figure_lines

from .pdf_sample import CONCEPT, FROZEN, SHA, milestone, report, unit


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(report())


def opened(shown: Report) -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(shown, FROZEN)))


def rows_of(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def figures_in(value: object) -> Iterator[Figure]:
    """Every figure of a report, found without knowing how a report is made."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from figures_in(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures_in(getattr(value, field.name))


# ------------------------------------------------------------------------------ the workbook


def test_there_is_a_sheet_per_table_and_per_category(book: Workbook) -> None:
    assert book.sheetnames == [
        "Uitleg",
        "Kerncijfers",
        "Gerealiseerd",
        "Planning",
        "Aandachtspunten",
        "Partijen",
        "Tabel 1",
        "Tabel 2",
        "Tabel 3",
        "Laadpunten per gemeente",
        "Verschillen",
        "Gemeenten",
        "Regio’s naast elkaar",
        "Teksten",
        "Bronnen",
        "Alle cijfers",
    ]


def test_a_table_without_rows_has_no_sheet_and_the_first_one_says_so(book: Workbook) -> None:
    said = [row[1] for row in rows_of(book, "Uitleg") if row[0] == "Zonder gegevens"]
    assert said == ["Tabel 4", "Herijken", "Documenten"]
    assert ("Geen blad Thema’s", TOO_OLD) in [row[:2] for row in rows_of(book, "Uitleg")]


TOO_OLD = "Dit rapport is gemaakt toen rapporten dat nog niet vertelden."


def test_each_theme_of_a_milestone_has_a_row() -> None:
    themes = (ThemeEntry("snelladen", "Snelladen"), ThemeEntry("vve", "VvE’s"))
    items = (
        milestone("Plein", reference="NO-901", themes=themes),
        milestone("Kade", reference="NO-902", themes=()),
        milestone("Zoals het stond", reference="NO-903"),
    )
    noord = unit("noord", "Noord", "regio", CategoryBlock("planning", items, (), ""))
    book = opened(replace(report(), national=noord))
    rows = [row for row in rows_of(book, "Thema’s") if str(row[1]).startswith("NO-90")]
    assert rows == [
        ("Noord", "NO-901", "Plein", "Planning", "Snelladen"),
        ("Noord", "NO-901", "Plein", "Planning", "VvE’s"),
        ("Noord", "NO-903", "Zoals het stond", "Planning", "Onbekend"),
    ]
    assert TOO_OLD not in [row[1] for row in rows_of(book, "Uitleg")]


def test_sheets_are_printed_on_their_side_as_wide_as_a_page_with_their_heads(
    book: Workbook,
) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (0, 9)
    assert {book[name].print_title_rows for name in book.sheetnames[1:]} == {"$1:$2"}


def test_a_row_is_as_high_as_its_texts_and_notes_do_not_widen_the_print() -> None:
    text = TextBlock("aanleiding", "", ((Span("woord " * 60),),), is_summary=False)
    book = opened(replace(report(), background=text))
    sheet = book["Teksten"]
    row = next(n for n, line in enumerate(rows_of(book, "Teksten"), 1) if "woord" in str(line[2]))
    assert sheet.row_dimensions[row].height == 15 * 4  # 359 letters of 90 on a line
    notes = [note for page in book.worksheets for note in page.merged_cells.ranges]
    assert notes
    assert all(note.min_col == 1 and note.max_col > 1 for note in notes)


def test_what_is_too_wide_for_a_page_goes_on_beside_it_with_its_first_columns(
    edition: Edition,
) -> None:
    made = render_xlsx(edition.report, edition.stamp, "")
    sheet = load_workbook(io.BytesIO(made))["Gemeenten"]
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (3, "$A:$C")


def test_a_share_is_a_number_that_a_sheet_calculates_with(book: Workbook) -> None:
    shares = [row for row in rows_of(book, "Alle cijfers") if "Aandeel" in str(row[4])]
    shown = {
        cell.number_format: cell.value
        for row in opened(report())["Alle cijfers"].iter_rows(min_row=3)
        for cell in row
        if "%" in cell.number_format
    }
    assert shares
    assert all(0 <= value <= 1 for value in shown.values())


def test_the_list_says_round_code_and_whether_a_number_is_at_least(book: Workbook) -> None:
    heads, *rows = rows_of(book, "Alle cijfers")[1:]
    lines = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert lines["t"]["Ten minste"] == "ja"
    assert lines["noord.laadvisie"]["Code"] == "NO"
    assert {line["Ronde"] for line in lines.values()} == {"Stand van zaken eind 2020"}


def test_a_date_is_a_date_and_says_beside_it_that_it_is_the_latest(edition: Edition) -> None:
    found = load_workbook(io.BytesIO(render_xlsx(edition.report, edition.stamp)))["Gemeenten"]
    heads, *rows = list(found.iter_rows(min_row=2, values_only=True))
    place = heads.index("Aangesloten, sinds")
    told = {row[place : place + 2] for row in rows if row[place]}
    assert (datetime(2020, 12, 31), "ja") in told  # noqa: DTZ001 - a day


def test_texts_and_sources_have_sheets(edition: Edition) -> None:
    found = load_workbook(io.BytesIO(render_xlsx(edition.report, edition.stamp)))
    texts = list(found["Teksten"].iter_rows(min_row=3, values_only=True))
    assert {row[3] for row in texts} == {"samenvatting", "letterlijk", "in één regel"}
    assert len(texts) > 40
    written = [text for _path, text in texts_of(edition.report) if isinstance(text, TextBlock)]
    assert len(texts) == sum(bool(text.paragraphs) for text in written)
    assert {"Aanleiding", "Logistiek", "Begrip"} <= {row[0] for row in texts}
    sources = list(found["Bronnen"].iter_rows(min_row=3, values_only=True))
    assert sources[0][0] == "Ministerie van Infrastructuur en Waterstaat"


def test_calamine_reads_the_same(book: Workbook) -> None:
    read = CalamineWorkbook.from_filelike(io.BytesIO(render_xlsx(report(), FROZEN)))
    assert read.sheet_names == book.sheetnames
    assert read.get_sheet_by_name("Tabel 1").to_python()[2][1] == 65613.0


@pytest.mark.skipif(not shutil.which("soffice"), reason="there is no LibreOffice here")
def test_libreoffice_opens_it_and_loses_nothing(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(render_xlsx(edition.report, edition.stamp))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, f"{tmp_path}/again", str(path)], check=True, capture_output=True)
    before, after = (load_workbook(found) for found in (path, tmp_path / "again" / "rapport.xlsx"))
    assert after.sheetnames == before.sheetnames
    for sheet in before.worksheets:
        rows = [[cell for cell in row if cell is not None] for row in sheet.values]
        kept = [[cell for cell in row if cell is not None] for row in after[sheet.title].values]
        assert [row for row in kept if row] == [row for row in rows if row]


def test_the_first_sheet_says_which_round_and_version_and_its_control_number(
    book: Workbook,
) -> None:
    facts = {row[0]: row[1] for row in rows_of(book, "Uitleg")}
    assert facts["Rapport"] == "Voortgang NAL – stand van zaken eind 2020"
    assert (facts["Versie"], facts["Controlegetal (SHA-256)"]) == ("1", SHA)
    assert facts["Peildatum"] == "31\u00a0december\u00a02020"


def test_a_concept_says_that_it_is_one() -> None:
    sheet = load_workbook(io.BytesIO(render_xlsx(report(), CONCEPT)))["Uitleg"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert facts["Stand"].startswith("Concept van")
    assert "Versie" not in facts


@pytest.mark.parametrize(
    ("stamp", "said"), [(CONCEPT, "concept"), (replace(FROZEN, version=2), "versie 2")]
)
def test_each_sheet_of_what_is_no_first_version_says_which_it_is(stamp: Stamp, said: str) -> None:
    book = load_workbook(io.BytesIO(render_xlsx(report(), stamp)))
    heads = [str(sheet["A1"].value) for sheet in book.worksheets[1:]]
    assert [head for head in heads if not head.endswith(f"eind 2020, {said}")] == []


def test_each_sheet_says_on_paper_which_report_it_is_of(book: Workbook) -> None:
    first = book["Uitleg"]["B1"].value
    assert "eind 2020" in first
    assert {sheet.oddHeader.left.text for sheet in book.worksheets} == {first}


def test_headings_stay_in_sight_and_rows_can_be_filtered(book: Workbook) -> None:
    assert {book[name].freeze_panes for name in book.sheetnames[1:]} == {"B3"}
    assert book["Tabel 3"].auto_filter.ref == "A2:E4"


def test_numbers_and_dates_are_real(book: Workbook) -> None:
    assert rows_of(book, "Tabel 1")[2][:2] == ("(Semi-)publieke laadpunten", 65613)
    assert rows_of(book, "Gerealiseerd")[2][6] == datetime(2020, 11, 3)  # noqa: DTZ001 - a day
    assert rows_of(book, "Planning")[2][5] == datetime(2021, 7, 1)  # noqa: DTZ001 - a day


def test_words_stand_where_there_is_no_number(book: Workbook) -> None:
    assert rows_of(book, "Tabel 3")[2] == ("Noord", 40, "pm", "pm", NOTES_OF_NORTH)


NOTES_OF_NORTH = "Gemeenten: noot 1; Integrale laadvisie: noot 2"


def test_notes_stand_under_the_table(book: Workbook) -> None:
    under = [row[0] for row in rows_of(book, "Tabel 3")[5:]]
    assert under[:2] == ["1. Indeling telt mee.", "2. Visie is opgesteld."]
    assert NOTE_UNDER_TABLE in under


NOTE_UNDER_TABLE = "Alleen vastgestelde visies."


def test_a_category_without_items_says_why(book: Workbook) -> None:
    assert ("Noord: Niet vermeld in de bron.",) in [
        row[:1] for row in rows_of(book, "Aandachtspunten")
    ]


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (whole("x", 1511), "#,##0"),
        (whole("x", 10, at_least=True), '"ten minste "#,##0'),
        (Figure("x", Decimal("92.5"), decimals=1, unit="%"), '#,##0.0"\u00a0"%'),
    ],
)
def test_a_number_reads_as_on_screen(figure: Figure, shown: str) -> None:
    assert number_format(figure) == shown


@pytest.mark.parametrize("words", ["=1+1", "+31 20", "-x", "@som", "\t=1", "a\u0000b"])
def test_what_looks_like_a_formula_is_text(words: str) -> None:
    block = CategoryBlock("planning", (milestone(words),), (), "")
    shown = opened(report(national=unit("gezamenlijk", "Samen", "landelijk", block)))
    cell = shown["Planning"]["C3"]
    assert (cell.data_type, cell.value) == ("s", words.replace("\u0000", "\ufffd"))
    assert cell.quotePrefix == words.startswith(("=", "+", "-", "@", "\t"))


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    block = CategoryBlock("planning", (milestone("x", explanation="w" * 40_000),), (), "")
    shown = opened(report(national=unit("gezamenlijk", "Samen", "landelijk", block)))
    assert str(shown["Planning"]["D3"].value).endswith("(ingekort, zie het JSON-bestand)")


def test_the_same_report_gives_the_same_bytes_at_another_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = render_xlsx(report(), FROZEN)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert render_xlsx(report(), FROZEN) == first


# --------------------------------------------------------------------------- all the figures


@pytest.fixture
def with_everything() -> Report:
    """Also with what the sample leaves out: a series per region, and a figure of which nothing
    is known elsewhere."""
    point = SeriesPoint(date(2020, 3, 31), whole("voorraad.noord.2020-03-31", 812))
    sample = report()
    coverage = replace(
        sample.indicators.coverage, series=(RegionSeries("noord", "Noord", (point,), (), ()),)
    )
    loose = KeyFigure(
        "x", "Los cijfer (fictief)", no_figure("los", "pm"), None, Context(told="fictief"), ""
    )
    return replace(
        sample,
        indicators=sample.indicators.with_(coverage),
        key_figures=(*sample.key_figures, loose),
    )


def test_every_figure_of_the_report_has_its_line(with_everything: Report) -> None:
    shown = lines_of(render_csv(with_everything, FROZEN))
    expected = {(figure.id, str(figure)) for figure in figures_in(with_everything)}
    assert {(line["kenmerk"], line["weergave"]) for line in shown} == expected
    assert len(shown) == len(set(figures_in(with_everything)))


def test_a_line_says_what_where_when_and_from_whom(with_everything: Report) -> None:
    lines = {line["kenmerk"]: line for line in lines_of(render_csv(with_everything, FROZEN))}
    assert lines["noord.laadvisie"] == {
        "ronde": "Stand van zaken eind 2020",
        "versie": "1",
        "kenmerk": "noord.laadvisie",
        "gebied": "Noord",
        "maat": "Gemeenten met dit instrument",
        "instrument": "Integrale laadvisie",
        "vanaf": "",
        "datum": "2020-12-31",
        "waarde": "",
        "eenheid": "",
        "geen_waarde": "pm",
        "weergave": "pm",
        "bron": "Opgave van de NAL-regio",
        "uitgave": "",
        "methode": "",
        "grondslag": "opgave",
        "noot": "Visie is opgesteld.",
    }
    period = lines["publiek"]
    assert (period["vanaf"], period["datum"]) == ("2015-01-01", "2019-12-31")
    assert lines["verhouding"]["waarde"] == "4,2"
    assert lines["t"]["weergave"] == "ten minste 10"
    assert lines["voorraad.noord.2020-03-31"]["gebied"] == "Noord"


def test_a_figure_on_top_is_told_where_it_belongs(with_everything: Report) -> None:
    measures_of = {line.figure.id: line.measure for line in figure_lines(with_everything)}
    assert measures_of["los"] == "Los cijfer (fictief)"
    assert measures_of["punten"] == "(Semi-)publieke laadpunten"


def test_the_sheet_of_all_figures_is_the_same_list(with_everything: Report) -> None:
    shown = [row[0] for row in rows_of(opened(with_everything), "Alle cijfers")[2:]]
    assert shown == [line.figure.id for line in figure_lines(with_everything)]


def test_the_csv_is_what_a_dutch_spreadsheet_opens() -> None:
    content = render_csv(report(), FROZEN)
    assert content.startswith(b"\xef\xbb\xbf" + ";".join(columns_of_csv()).encode())


def test_a_negative_number_stays_a_number() -> None:
    loose = KeyFigure("x", "-x", Figure("f", Decimal(-12)), None, Context(), "")
    lines = lines_of(render_csv(report(key_figures=(loose,)), FROZEN))
    line = next(line for line in lines if line["kenmerk"] == "f")
    assert (line["waarde"], line["maat"]) == ("-12", "'-x")
