"""The report as a Word document: what is in it, and that offices and readers find it."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pymupdf
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given

from nalportal.report.compare import compare
from nalportal.report.editions import Edition
from nalportal.report.paper import PdfError, imprint_now
from nalportal.report.tables import all_tables
from nalportal.report.word import pictures, render_changes_docx, render_docx, render_unit_docx

from .compared import entry, with_items
from .parity.reports import made
from .parity.test_parity import SEEDS, few, in_order
from .parity.told import expected, squeezed
from .pdf_sample import CONCEPT, FROZEN, WITH_ALL, milestone, report, unit
from .test_pdf_long_tables import with_policy

# Made from what is frozen, which both databases give back to the byte.
pytestmark = pytest.mark.once

OTHER = with_items(planning=(entry("NO-001", "Een plan dat er nog niet was"),))


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All of its text in reading order, squeezed."""
    texts = opened(content).element.body.iter(qn("w:t"))
    return squeezed("".join(text.text or "" for text in texts))


def style_of(paragraph: Paragraph) -> str:
    return str(paragraph.style and paragraph.style.name)


def headings(content: bytes) -> Iterator[tuple[int, str]]:
    for paragraph in opened(content).paragraphs:
        if found := re.fullmatch(r"Heading (\d)", style_of(paragraph)):
            yield int(found[1]), paragraph.text


# ------------------------------------------------------------------------------ what it tells


@few
@given(SEEDS)
def test_it_tells_what_the_report_tells_in_that_order(seed: int) -> None:
    found = made(seed)
    shown, at = text_of(render_docx(found, FROZEN)), 0
    for words in in_order(found, expected(found)):
        place = shown.find(squeezed(words), at)
        assert place >= 0, (words, shown[at : at + 300])
        at = place + len(squeezed(words))


def test_every_table_that_is_on_paper_is_a_table_with_its_caption() -> None:
    sample = report()
    document = opened(render_docx(sample, FROZEN, imprint=WITH_ALL))
    captions = [p.text.strip() for p in document.paragraphs if style_of(p) == "Caption"]
    wanted = [
        t.title for t in all_tables(sample) if t.kind in ("tabel-1", "tabel-3", "verschillen")
    ]
    assert [title for title in wanted if title not in captions] == []
    assert len(document.tables) == 8


def test_it_says_what_the_pdf_says(edition: Edition) -> None:
    shown = text_of(render_docx(edition.report, edition.stamp))
    for one in edition.report.units():
        for block in one.categories:
            for item in (*block.items, *block.earlier):
                assert squeezed(item.title) in shown
    for found in edition.report.key_figures:
        assert squeezed(str(found.figure)) in shown


# ------------------------------------------------------------------------------ how it is made


def test_the_same_report_gives_the_same_bytes_and_no_moment() -> None:
    first = render_docx(report(), FROZEN)
    assert render_docx(report(), FROZEN) == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert str(opened(first).core_properties.created).startswith("2021-06-01")


def test_headings_are_headings_without_a_level_left_out(edition: Edition) -> None:
    levels = [level for level, _text in headings(render_docx(edition.report, edition.stamp))]
    assert min(levels) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_head_of_a_table_is_repeated_on_the_next_page(edition: Edition) -> None:
    document = opened(render_docx(edition.report, edition.stamp, imprint=WITH_ALL))
    assert len(document.tables) > 20
    for table in document.tables:
        heads = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert table._tbl.xpath("w:tblPr/w:tblCaption/@w:val") is not None


@pytest.mark.parametrize(("rows", "loose"), [(7, 0), (13, 8)])
def test_a_table_is_kept_on_a_page_only_if_that_leaves_little_white(rows: int, loose: int) -> None:
    document = opened(render_unit_docx(with_policy(rows), FROZEN, "noord"))
    [table] = [one for one in document.tables if len(one.rows) == rows + 1]
    kept = [bool(row._tr.xpath(".//w:keepNext")) for row in table.rows]
    # Its head with two rows, and three rows at its end.
    assert kept == [True] * 3 + [False] * loose + [True] * (rows - 3 - loose) + [False]


def test_a_row_with_a_story_goes_on_over_the_page() -> None:
    [short] = report().differences
    long = replace(short, explanation="een verhaal " * 90)
    document = opened(render_docx(report(differences=(short, long)), FROZEN))
    [story] = [
        row._tr
        for one in document.tables
        for row in one.rows
        if "een verhaal" in row.cells[-1].text
    ]
    assert not story.xpath(".//w:cantSplit | .//w:keepNext")
    others = [row for row in story.getparent().iterchildren(story.tag) if row is not story]
    assert all(row.xpath("w:trPr/w:cantSplit") for row in others)


def test_what_leads_in_stays_with_what_it_leads_to() -> None:
    document = opened(render_unit_docx(report(), FROZEN, "noord"))
    [lead] = [p for p in document.paragraphs if p.text.startswith("Groningen, Drenthe.")]
    assert lead.paragraph_format.keep_with_next


def test_each_picture_says_in_words_what_it_shows(edition: Edition) -> None:
    document = opened(render_docx(edition.report, edition.stamp))
    alts = document.element.body.xpath(".//wp:docPr/@descr")
    assert len(alts) == len(document.inline_shapes) > 10
    assert min(map(len, alts)) > 20
    assert len(set(document.element.body.xpath(".//wp:docPr/@id"))) == len(alts)
    # Charts and maps stand two on a row: each row is a part of two columns on the same paper.
    columns = document.element.body.xpath(".//w:sectPr/w:cols/@w:num")
    assert columns == ["1", "2"] * (len(columns) // 2)
    # One that is left over has the width of the page, with its legend under it.
    assert len(columns) // 2 == document.element.body.xpath("count(.//w:br[@w:type='column'])") > 4
    assert len({section.page_width for section in document.sections}) == 1


def test_a_sign_of_a_legend_stays_with_its_text(edition: Edition) -> None:
    imprint = imprint_now(edition.report)
    assert imprint.outlines
    document = opened(render_docx(edition.report, edition.stamp, imprint=imprint))
    behind = document.element.body.xpath(
        ".//w:r[w:drawing][following-sibling::w:r]/following-sibling::w:r[1]/w:t[1]"
    )
    signed = [text.text for text in behind]
    assert "\N{NO-BREAK SPACE}Vastgesteld: 4   " in signed
    assert all(text.startswith("\N{NO-BREAK SPACE}") for text in signed)


def test_it_says_in_which_language_it_is() -> None:
    styles = opened(render_docx(report(), FROZEN)).styles.element
    assert styles.xpath("w:docDefaults//w:lang/@w:val") == ["nl-NL"]


def test_the_contents_are_a_field_with_the_chapters_and_units_in_it() -> None:
    document = opened(render_docx(report(), FROZEN))
    [code] = [e.text for e in document.element.body.iter(qn("w:instrText"))]
    assert code.strip() == 'TOC \\o "1-2" \\h \\z \\u'
    listed = [p.text for p in document.paragraphs if style_of(p).startswith("NAL Inhoud")]
    assert listed[:3] == ["Aanleiding", "Kerncijfers", "NAL-regio’s"]
    wanted = set(document.element.body.xpath(".//w:hyperlink/@w:anchor"))
    assert wanted <= set(document.element.body.xpath(".//w:bookmarkStart/@w:name"))


def test_a_concept_says_so_on_each_page() -> None:
    section = opened(render_docx(report(), CONCEPT)).sections[0]
    assert "Concept, stand 5\u00a0juli\u00a02021" in section.header.paragraphs[0].text
    assert "Concept, stand 5\u00a0juli\u00a02021" in section.footer.paragraphs[0].text


def test_a_unit_and_the_changes_have_a_document_of_their_own() -> None:
    since = compare(report(), OTHER)
    content = render_unit_docx(OTHER, FROZEN, "noord", since)
    assert next(headings(content))[0] == 2
    assert squeezed("Samengevat Noord") in text_of(content)
    changed = text_of(render_changes_docx(OTHER, FROZEN, since))
    assert "[toegevoegd:" in changed
    assert squeezed("Noord") in text_of(render_changes_docx(OTHER, FROZEN, since, "noord"))
    with pytest.raises(LookupError):
        render_unit_docx(OTHER, FROZEN, "nergens")


def test_what_a_file_cannot_hold_is_left_out_and_markup_is_text() -> None:
    strange = milestone(
        'Laad\x00paal <w:br/> & "zo" \ufffe\n- een\n- twee', explanation="1. a\n2. b"
    )
    sample = report()
    blocks = sample.national.categories if sample.national else ()
    assert blocks
    national = replace(
        unit("gezamenlijk", "Samen", "landelijk"),
        categories=tuple(replace(block, items=(strange,)) for block in blocks),
    )
    shown = text_of(render_docx(replace(sample, national=national), FROZEN))
    assert squeezed('Laadpaal <w:br/> & "zo"') in shown


def test_pictures_that_cannot_be_made_make_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TIMEOUT_SECONDS", 0.001)
    with pytest.raises(PdfError):
        render_docx(made(7), FROZEN)


# ------------------------------------------------------------------------------ other programs


@pytest.mark.skipif(not shutil.which("soffice"), reason="there is no LibreOffice here")
def test_libreoffice_opens_it_and_keeps_its_structure(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "rapport.docx").write_bytes(render_docx(edition.report, edition.stamp))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    export = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
    command = ["soffice", profile, "--headless", "--convert-to", export, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "rapport.docx")], check=True, capture_output=True)
    content = (tmp_path / "rapport.pdf").read_bytes()
    with pymupdf.open(stream=content) as printed:
        pages = [printed[place].get_text() for place in range(len(printed))]
    assert 20 < len(pages) < 60
    shown = squeezed("".join(pages))
    for title in ("NAL-regio's gezamenlijk", "Tabel 3. Overzicht visie en beleid", "Bijlagen"):
        assert squeezed(title) in shown
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang).startswith("nl")
        assert pdf.Root.MarkInfo.Marked
