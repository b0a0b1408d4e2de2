"""The tags in a PDF: what assistive software and archives go by."""

import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from nalportal.report.paper import render_pdf
from nalportal.report.paper.accessibility import with_spoken_tags

from .pdf_sample import FROZEN, WITH_ALL, report


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_pdf(report(), FROZEN, imprint=WITH_ALL)


@pytest.fixture
def pdf(content: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(content)) as opened:
        yield opened


def elements(element: Any, kind: str) -> Iterator[Any]:
    """Structure elements of a kind; ``Any``: PDF objects have the keys they happen to have."""
    if element.get("/S") == kind:
        yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from elements(kid, kind)


def attribute(element: Any, name: str) -> Any:
    owners = [owner for owner in element.A if name in owner]
    return owners[0][name] if owners else None


def test_it_is_marked_in_dutch_and_shows_its_title(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("nl")
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]) == "Voortgang NAL – stand van zaken eind 2020"


def test_it_claims_both_standards(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_poppler_has_nothing_to_say_of_the_tags(content: bytes, tmp_path: Path) -> None:
    """Poppler 22.12 takes a border of one colour, told as its three numbers, for a fault; the
    standard allows it (ISO 32000-1, table 344)."""
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdfinfo", "-struct", path], capture_output=True, check=True)
    assert b"BorderStyle" in done.stdout
    assert done.stderr == b""


def test_every_table_has_headers_of_its_columns_and_rows(pdf: pikepdf.Pdf) -> None:
    tables = list(elements(pdf.Root.StructTreeRoot, "/Table"))
    assert len(tables) == 8
    for table in tables:
        [head] = elements(table, "/THead")
        assert {attribute(cell, "/Scope") for cell in elements(head, "/TH")} == {"/Column"}
        for body in elements(table, "/TBody"):
            for row in elements(body, "/TR"):
                assert [attribute(cell, "/Scope") for cell in elements(row, "/TH")] == ["/Row"]


def test_every_data_cell_names_its_column_and_its_row(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    known = {str(name) for name in list(root.IDTree.Names)[::2]}
    for cell in elements(root, "/TD"):
        headers = [str(header) for header in attribute(cell, "/Headers")]
        assert len(headers) == 2
        assert set(headers) <= known


def test_marks_of_footnotes_are_references_and_footnotes_are_notes(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    notes = list(elements(root, "/Note"))
    # Of table 3 and of the policy of Noord: two each.
    assert len({str(note.ID) for note in notes}) == len(notes) == 4
    names = list(root.IDTree.Names)
    known = {
        str(name): element.objgen for name, element in zip(names[::2], names[1::2], strict=True)
    }
    assert all(known[str(note.ID)] == note.objgen for note in notes)
    tables = list(elements(root, "/Table"))
    marks = [mark for table in tables for mark in elements(table, "/Reference")]
    links = [link for table in tables for link in elements(table, "/Link")]
    assert len(marks) == 5
    assert [link.P.S for link in links] == ["/Reference"] * 5
    assert not [*elements(root, "/BlockQuote"), *elements(root, "/Quote")]


def test_every_picture_has_a_text_that_says_what_it_shows(pdf: pikepdf.Pdf) -> None:
    pictures = list(elements(pdf.Root.StructTreeRoot, "/Figure"))
    assert len(pictures) == 9  # seven charts and two maps
    assert all(len(str(picture.Alt)) > 20 for picture in pictures)


def test_tables_and_charts_have_numbered_captions(pdf: pikepdf.Pdf) -> None:
    captions = list(elements(pdf.Root.StructTreeRoot, "/Caption"))
    # Tables 1, 2, 3, A, B1 and C1, that of the region, seven charts and two maps; D is a sentence.
    assert len(captions) == 16


def test_the_bookmarks_are_the_contents(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        chapters = {
            entry.title: [child.title for child in entry.children] for entry in outline.root
        }
    assert list(chapters)[:3] == ["Inhoud", "Aanleiding", "NAL-regio’s"]
    assert chapters["NAL-regio’s"] == ["NAL-regio’s gezamenlijk", "Noord"]


def test_evidence_and_sources_are_links(pdf: pikepdf.Pdf) -> None:
    addresses = {
        str(note.A.URI)
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get("/A", {})
    }
    assert addresses == {"https://example.org/plan", "https://example.org/bron"}


def test_marking_row_headers_twice_changes_no_tag(content: bytes) -> None:
    assert len(with_spoken_tags(content)) == len(content)


def test_a_pdf_without_tables_stays_valid() -> None:
    bare = report(key_figures=(), differences=())
    assert render_pdf(bare, FROZEN).startswith(b"%PDF-")
