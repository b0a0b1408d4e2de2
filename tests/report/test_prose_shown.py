"""Lists and line ends of a text, on every road out: page, paper, sheet, differences."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string

from nalportal.dutch import PartialDate
from nalportal.progress.reports import TextBlock
from nalportal.prose import paragraphs_of, spans_of
from nalportal.report.compare import compare
from nalportal.report.labels import milestone_state
from nalportal.report.paper import render_changes_pdf, render_unit_pdf
from nalportal.report.sheets.of_tables import sheets_of_tables
from nalportal.report.tables.model import Column, Table, row_of
from nalportal.report.tables.notes import paragraphs
from nalportal.report.web.tags.nal import prose, spans

from .compared import entry, with_items
from .pdf_sample import FROZEN, report, words_of
from .test_pdf_read_back import read_by_poppler
from .test_pdf_structure import elements

TEXT = (
    "Dit komt er:\n- een loket\n- [een kaart](https://voorbeeld.example)\n\n"
    "2. dan dit\n3. en dat\nslot"
)


def block(words: str = TEXT, *, summary: bool = False) -> TextBlock:
    return TextBlock("", "", tuple(map(spans_of, paragraphs_of(words))), is_summary=summary)


def test_a_page_has_lists_and_line_ends() -> None:
    page = render_to_string("fragments/text_block.html", {"text": block()})
    assert "<p>Dit komt er:</p><ul><li>een loket</li><li><a href" in page
    assert '<ol start="2"><li>dan dit</li><li>en dat</li></ol><p>slot</p>' in page
    assert prose("een\ntwee <b>") == "<p>een<br>twee &lt;b&gt;</p>"
    assert prose("gewoon") == "<p>gewoon</p>"


def test_where_no_list_can_stand_its_items_are_lines() -> None:
    first, second = block().paragraphs
    assert spans(first).startswith("Dit komt er:<br>– een loket<br>– <a href")
    assert spans(second) == "2. dan dit<br>3. en dat<br>slot"


def with_text(words: str) -> Any:
    sample = report()
    [region] = sample.territory.regions
    items = (entry("NO-901", explanation=words), entry("NO-902", explanation="gewoon"))
    category = replace(region.unit.categories[0], items=items)
    unit = replace(region.unit, intro=block(words), categories=(category,))
    territory = replace(sample.territory, regions=(replace(region, unit=unit),))
    return replace(sample, territory=territory)


def test_paper_has_lists_and_line_ends(tmp_path: Path) -> None:
    plain = render_unit_pdf(with_text("gewoon"), FROZEN, "noord")
    content = render_unit_pdf(with_text(TEXT), FROZEN, "noord")
    lines = [line.strip() for line in read_by_poppler(content, tmp_path).splitlines()]
    assert lines.count("Dit komt er:") == 2
    assert lines.count("• een loket") == 2
    assert lines.count("2. dan dit") == 2
    assert lines.count("slot") == 2

    def lists(pdf: bytes) -> int:
        with pikepdf.open(BytesIO(pdf)) as found:
            return len(list(elements(found.Root.StructTreeRoot, "/L")))

    assert lists(content) == lists(plain) + 4


def test_differences_keep_their_lines_on_paper(tmp_path: Path) -> None:
    old = with_items(planning=(entry("NO-1", explanation="een\n- twee"),))
    new = with_items(planning=(entry("NO-1", explanation="een\n- twee\n- drie"),))
    content = render_changes_pdf(new, FROZEN, compare(old, new))
    lines = [line.strip() for line in read_by_poppler(content, tmp_path).splitlines()]
    assert "- drie" in lines
    assert "een" in " ".join(lines)
    assert words_of(content)


def test_a_sheet_has_a_line_for_each_line() -> None:
    notes = tuple(paragraphs(block(summary=True)))
    table = Table("x", "x", "x", (Column("Naam"),), (row_of("a"),), notes=notes, sheet="Blad")
    [sheet] = sheets_of_tables([table])
    assert list(sheet.notes) == [
        "Dit komt er:",
        "- een loket",
        "- een kaart",
        "2. dan dit",
        "3. en dat",
        "slot (samengevat)",
    ]


@pytest.mark.parametrize("text", ["", "\n", "- ", "1. ", "•"])
def test_a_text_of_almost_nothing_is_shown(text: str) -> None:
    assert "<script" not in prose(text)
    assert render_unit_pdf(with_text(f"{text} x"), FROZEN, "noord").startswith(b"%PDF")


def test_what_is_realised_is_not_expected_any_more() -> None:
    planned = entry("NO-1", planned=PartialDate(date(2021, 10, 12), "day"))
    assert milestone_state(planned, "planning") == "Verwacht 12\xa0oktober\xa02021"
    assert milestone_state(planned, "gerealiseerd") == "Was gepland voor 12\xa0oktober\xa02021"
