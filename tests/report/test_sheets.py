"""The workbook and the list of figures: what is in them, and how they read."""

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from indicators.reports import RegionSeries, SeriesPoint
from nalportal.figures import Figure, no_figure, whole
from nalportal.progress.reports import CategoryBlock
from nalportal.report.model import Context, KeyFigure, Report
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
        "Over dit bestand",
        "Kerncijfers",
        "Gerealiseerd",
        "Planning",
        "Aandachtspunten",
        "Partijen",
        "Tabel 1",
        "Tabel 2",
        "Tabel 3",
        "Tabel 4",
        "Verschillen",
        "Gemeenten",
        "Regio’s naast elkaar",
        "Herijken",
        "Alle cijfers",
    ]


def test_the_first_sheet_says_which_round_and_version_and_its_control_number(
    book: Workbook,
) -> None:
    facts = {row[0]: row[1] for row in rows_of(book, "Over dit bestand")}
    assert facts["Rapport"] == "Voortgang NAL – stand van zaken eind 2020"
    assert (facts["Versie"], facts["Controlegetal (SHA-256)"]) == ("1", SHA)
    assert facts["Peildatum"] == "31\u00a0december\u00a02020"


def test_a_concept_says_that_it_is_one() -> None:
    sheet = load_workbook(io.BytesIO(render_xlsx(report(), CONCEPT)))["Over dit bestand"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert facts["Stand"].startswith("Concept van")
    assert "Versie" not in facts


def test_each_sheet_says_on_paper_which_report_it_is_of(book: Workbook) -> None:
    first = book["Over dit bestand"]["B1"].value
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
        (Figure("x", Decimal("92.5"), decimals=1, unit="%"), '#,##0.0"\u00a0%"'),
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
