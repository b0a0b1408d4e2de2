"""What changed since an earlier report, on paper."""

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from nalportal.figures import whole
from nalportal.report.compare import compare
from nalportal.report.model import Report
from nalportal.report.paper import render_changes_pdf, render_pdf, render_unit_pdf
from nalportal.report.paper.comparison import change_blocks

from .compared import (
    DECEMBER,
    JULY,
    entry,
    municipality,
    with_count,
    with_items,
)
from .pdf_sample import FROZEN, SHA, report, squeezed, words_of
from .test_comparing import NEW, OLD, publish


def blocks_of(before: Report, after: Report) -> str:
    """Everything that the document says, as one string."""
    return str(change_blocks(compare(before, after)))


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_changes_pdf(NEW, FROZEN, compare(OLD, NEW))


def test_the_changes_are_a_document_of_their_own(paper: bytes) -> None:
    shown = words_of(paper)
    assert squeezed("Wijzigingen sinds fictieve ronde een") in shown
    assert SHA in shown
    for words in (
        "Gerealiseerd sindsdien",
        "Loket open",
        "gewijzigd, verschoven van juli 2021 naar december 2021",
        "Te weinig netcapaciteit",
        "vervallen",
    ):
        assert squeezed(words) in shown


def test_what_went_and_what_came_can_be_told_apart_without_colour(paper: bytes) -> None:
    with pikepdf.open(BytesIO(paper)) as pdf:
        found = re.findall(r"/TextDecorationType\W+(/\w+)", " ".join(map(repr, pdf.objects)))
    assert {"/LineThrough", "/Underline"} <= set(found)


def test_only_what_differs_is_on_paper(paper: bytes) -> None:
    assert squeezed("Blijft zo") not in words_of(paper)


def test_the_file_is_for_everyone_and_for_good(paper: bytes) -> None:
    with pikepdf.open(BytesIO(paper)) as pdf:
        metadata = bytes(pdf.Root.Metadata.read_bytes())
    assert b"pdfuaid:part" in metadata
    assert b"pdfaid:part" in metadata
    assert paper == render_changes_pdf(NEW, FROZEN, compare(OLD, NEW))


def test_the_whole_report_can_have_them_as_an_annex() -> None:
    plain, with_annex = (words_of(render_pdf(NEW, FROZEN, s)) for s in (None, compare(OLD, NEW)))
    title = squeezed("Wijzigingen sinds fictieve ronde een")
    assert title not in plain
    assert title in with_annex
    assert with_annex.index(squeezed("Bijlagen")) < with_annex.rindex(title)


def test_so_can_the_part_of_one_unit() -> None:
    since = compare(OLD, NEW)
    assert squeezed("Loket open") in words_of(render_unit_pdf(NEW, FROZEN, "noord", since))
    alone = words_of(render_changes_pdf(NEW, FROZEN, since, "noord"))
    assert squeezed("Noord: wijzigingen sinds fictieve ronde een") in alone
    with pytest.raises(LookupError):
        render_changes_pdf(NEW, FROZEN, since, "bestaat-niet")


def test_figures_policy_and_texts_are_told_in_words() -> None:
    before = with_count(whole("x", 10))
    after = with_count(whole("x", 12, at_least=True), background=None)
    shown = blocks_of(before, after)
    assert "ten minste 12" in shown
    assert "verschil niet bekend: niet alles is geteld" in shown
    assert "'kind': 'verwijderd', 'text': 'Waarom dit rapport er is.'" in shown


def test_the_division_is_told() -> None:
    before, after = with_items(), with_items()
    [assen] = after.territory.municipalities
    moved = replace(assen, region="g4")
    territory = replace(after.territory, municipalities=(moved, municipality("0099")))
    shown = blocks_of(before, replace(after, territory=territory))
    assert "Assen: van Noord naar g4" in shown
    assert "Nieuw: Fictief 0099" in shown


def test_two_equal_reports_say_so() -> None:
    assert "Geen verschillen." in blocks_of(report(), report())


def test_strange_text_stays_on_the_page() -> None:
    odd = "🚗" + "x" * 20_000
    before = with_items(planning=(entry("NO-001", "Oud", planned=JULY),))
    after = with_items(planning=(entry("NO-001", odd, planned=DECEMBER),))
    assert "□" in words_of(render_changes_pdf(after, FROZEN, compare(before, after)))


# -------------------------------------------------------------------------------- the address

FILE = "/rondes/vergelijken/wijzigingen.pdf"


@pytest.mark.django_db
def test_the_file_is_public_for_what_is_published(client: Client) -> None:
    publish(OLD)
    publish(NEW)
    response = client.get(f"{FILE}?van=een&naar=twee")
    assert response.headers["Content-Type"] == "application/pdf"
    name = "nal-twee-v1-wijzigingen-sinds-een.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content == client.get(f"{FILE}?van=een&naar=twee").content
    one = client.get(f"{FILE}?van=een&naar=twee&deel=noord&rapport=1")
    assert "nal-twee-v1-noord-" in one.headers["Content-Disposition"]
    assert client.get(f"{FILE}?van=een&naar=twee&deel=weg").status_code == 404
    assert client.get(f"{FILE}?van=een&naar=nu").status_code == 302
    faulty = client.get(f"{FILE}?van=een&naar=een")
    assert faulty.headers["Location"] == "/rondes/vergelijken/?van=een&naar=een"
