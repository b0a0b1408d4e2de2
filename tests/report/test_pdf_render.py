from collections.abc import Callable
from io import BytesIO

import pikepdf
import pymupdf
import pytest

from indicators.charts import DrawingError
from nalportal.report.model import Stamp
from nalportal.report.paper import PdfError, render, render_pdf, render_unit_pdf
from nalportal.report.paper.drawings import charts_of

from .pdf_sample import CONCEPT, FROZEN, SHA, report, squeezed, text, with_every_text, words_of


@pytest.fixture(scope="module")
def pages() -> list[str]:
    with pymupdf.open(stream=render_pdf(report(), FROZEN)) as pdf:
        return [page.get_text() for page in pdf]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(report(), FROZEN) == render_pdf(report(), FROZEN)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [(FROZEN, "20210601"), (CONCEPT, "20210705"), (Stamp(SHA), "20201231")],
    ids=["frozen", "concept", "neither"],
)
def test_the_date_in_the_file_is_the_day_of_making(stamp: Stamp, day: str) -> None:
    with pikepdf.open(BytesIO(render_unit_pdf(report(), stamp, "noord"))) as pdf:
        said = {str(pdf.docinfo[name])[2:10] for name in ("/CreationDate", "/ModDate")}
        with pdf.open_metadata() as metadata:
            said |= {
                metadata[f"xmp:{n}"][:10].replace("-", "") for n in ("CreateDate", "ModifyDate")
            }
    assert said == {day}


def test_the_cover_has_the_whole_control_number_and_neither_head_nor_foot(
    pages: list[str],
) -> None:
    assert SHA in pages[0]
    assert "Versie 1, controlegetal" not in pages[0]


def test_every_other_page_has_head_foot_and_number(pages: list[str]) -> None:
    for number, page in enumerate(pages[1:], start=2):
        assert "Voortgang NAL – stand van zaken eind 2020" in page
        assert "Peildatum 31\u00a0december\u00a02020" in page
        assert "Versie 1, controlegetal 0e77ad84 … 49114d" in page
        assert f"{number} / {len(pages)}" in page


def test_the_contents_name_chapters_and_units_with_their_pages(pages: list[str]) -> None:
    contents = squeezed(pages[1])
    assert "Noord" in contents
    assert "indicatoren" in contents
    numbers = {str(number) for number, page in enumerate(pages, 1) if "Bijlagen" in page}
    assert numbers & set(pages[1].split())


def test_a_concept_is_marked_on_every_page_but_the_cover_has_it_too() -> None:
    with pymupdf.open(stream=render_pdf(report(), CONCEPT)) as pdf:
        texts = [squeezed(page.get_text()) for page in pdf]
    assert all("Concept" in page for page in texts)
    assert texts[1].count(squeezed("Concept, stand 5 juli 2021 om 14:12")) == 2


def test_one_unit_has_its_own_pdf() -> None:
    shown = words_of(render_unit_pdf(report(), FROZEN, "noord"))
    assert squeezed("Regionaal plan van aanpak") in shown
    assert squeezed("Een strategie.") in shown
    assert SHA in shown
    assert squeezed("Inleiding van Logistiek") not in shown


def test_a_unit_that_is_not_there_is_no_pdf() -> None:
    with pytest.raises(LookupError):
        render_unit_pdf(report(), FROZEN, "limburg")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("😀 en שלום", "□ en □□□□"),
        ('#read("/etc/passwd")', '#read("/etc/passwd")'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ x }} $y$ *z* _w_ @v \\u", "{{ x }} $y$ *z* _w_ @v \\u"),
        ("\x00nul\x1b\u202e", "nul"),
        ("laadpaal" * 625, "laadpaal" * 25),
        ("0123456789" * 2000, "0123456789" * 20),
    ],
    ids=["glyphs", "typst", "html", "markup", "control", "5000", "20000"],
)
def test_whatever_people_type_is_shown_as_it_is(
    typed: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The charts have tests of their own; here they would only take time.
    drawn = charts_of(report())
    monkeypatch.setattr(render, "charts_of", lambda _report: drawn)
    words = words_of(render_pdf(with_every_text(report(), typed), FROZEN))
    assert words.count(squeezed(shown)) > 60


def test_all_of_a_word_without_end_is_there() -> None:
    background = text("laadpaal" * 2500)
    shown = words_of(render_pdf(report(background=background), FROZEN))
    # Head and foot come in between on every page.
    assert shown.count("laadpaal") > 2490


def test_charts_that_cannot_be_drawn_make_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> Callable[[], None]:
        raise DrawingError("no drawing")

    monkeypatch.setattr("nalportal.report.drawn.ratio_charts", fail)
    with pytest.raises(PdfError, match="no drawing"):
        render_pdf(report(), FROZEN)
