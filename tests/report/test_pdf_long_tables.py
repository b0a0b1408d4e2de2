"""Tables that go on over pages: a mark of a footnote in their head stops no report."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pymupdf
import pytest

from nalportal.accounts.models import User
from nalportal.figures import no_figure, whole
from nalportal.progress.models import RoundState, Snapshot
from nalportal.report import freeze as freezing
from nalportal.report.compare import compare
from nalportal.report.model import Report
from nalportal.report.paper import blocks, render_changes_pdf, render_pdf, render_unit_pdf
from nalportal.report.paper.accessibility import with_spoken_tags
from nalportal.report.paper.document import changes_document, unit_document
from nalportal.report.paper.render import ready
from nalportal.report.paper.typst_process import compile_pdf
from regions.reports import Footnote, InstrumentEntry, PolicyCell
from tests import factories

from .pdf_sample import FROZEN, percentage, report, squeezed, words_of
from .test_pdf_structure import elements

MANY = 60


def with_policy(rows: int) -> Report:
    """The sample with so many instruments, and marks in the head, the cells and the total."""
    sample = report()
    slugs = [f"instrument-{number}" for number in range(rows)]
    notes = tuple(Footnote(number, f"Noot {number} (fictief).") for number in range(1, 30))

    def instrument(slug: str) -> InstrumentEntry:
        return InstrumentEntry(slug, slug.capitalize(), slug, slug.capitalize(), "fasen", True)

    def cells(row: str) -> tuple[PolicyCell, ...]:
        counts = [whole(f"{row}.{slug}", 10, notes=(2, 3), at_least=True) for slug in slugs]
        share = replace(percentage(25), id=f"{row}.aandeel")
        return tuple(
            PolicyCell(slug, count, share, "opgave", 0, 0)
            for slug, count in zip(slugs, counts, strict=True)
        )

    territory = sample.territory
    [region] = territory.regions
    total = whole("noord.gemeenten", 40, notes=(1,))
    row = replace(region.policy, municipalities=total, cells=cells("noord"))
    table = replace(
        territory.table,
        instruments=tuple(map(instrument, slugs)),
        rows=(row,),
        total=replace(row, slug="totaal", name="Totaal", cells=cells("totaal")),
        footnotes=notes,
    )
    region = replace(region, policy=row)
    return replace(
        sample, territory=replace(territory, table=table, regions=(region,), overview=None)
    )


def long_table(marks_in: str) -> dict[str, object]:
    """A table of 60 rows with marks of footnotes where the name says."""
    marks = blocks.marks((1,), "lang")
    given = {
        place: marks if marks_in in (place, "overal") else [] for place in ("kop", "cel", "voet")
    }
    return blocks.table(
        [
            blocks.column("Onderwerp (fictief)", width=1, marks=given["kop"]),
            blocks.column("Aantal", right=True, marks=given["kop"]),
        ],
        [[blocks.cell(f"Rij {n}", marks=given["cel"]), blocks.cell(str(n))] for n in range(MANY)],
        total=[blocks.cell("Totaal", marks=given["voet"]), blocks.cell("1.770")],
        caption="Tabel 9. Een lange tabel",
        notes=[blocks.note("Een noot.", sign="¹", label=blocks.note_label("lang", 1))],
    )


def pages_of(content: bytes) -> list[str]:
    with pymupdf.open(stream=content) as pdf:
        return [squeezed(page.get_text()) for page in pdf]


def compiled(document: dict[str, Any], *more: dict[str, object]) -> bytes:
    given = {**document, "blocks": [*document["blocks"], *more]}
    return with_spoken_tags(compile_pdf(ready(given), date(2020, 12, 31)))


@pytest.mark.parametrize("marks_in", ["kop", "cel", "voet", "overal"])
def test_a_long_table_may_have_marks_anywhere(marks_in: str) -> None:
    unit = report().territory.regions[0].unit
    content = compiled(unit_document(report(), FROZEN, unit), long_table(marks_in))
    heads = [page for page in pages_of(content) if "Onderwerp" in page]
    assert len(heads) >= 2
    assert all(("Onderwerp(fictief)¹" in page) == (marks_in in ("kop", "overal")) for page in heads)
    assert "¹Eennoot." in words_of(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        heads_in_tags = [*elements(pdf.Root.StructTreeRoot, "/THead")]
        marked = [mark for head in heads_in_tags for mark in elements(head, "/Reference")]
        assert len(marked) == (2 if marks_in in ("kop", "overal") else 0)
        assert not [link for head in heads_in_tags for link in elements(head, "/Link")]
        # The last rows stay together, and are rows of the body like the others.
        assert not [*elements(pdf.Root.StructTreeRoot, "/TFoot")]
    assert all(word in pages_of(content)[-1] for word in (f"Rij{MANY - 2}", "Totaal"))


def test_a_row_with_a_long_text_begins_where_there_is_room() -> None:
    row = [blocks.cell("Langerij"), blocks.cell("1", small="woord " * 900)]
    table = blocks.table([blocks.column("Naam"), blocks.column("Verschil", width=1)], [row])
    lines = [blocks.paragraph("Voorafregel")] * 12
    unit = report().territory.regions[0].unit
    pages = pages_of(compiled(unit_document(report(), FROZEN, unit), *lines, table))
    (begun,) = [page for page in pages if "Langerij" in page]
    assert "Voorafregel" in begun


@pytest.mark.parametrize("rows", [8, 30])
def test_the_notes_of_a_table_are_on_the_page_of_its_last_rows(rows: int) -> None:
    table = blocks.table(
        [blocks.column("Naam", width=1), blocks.column("Aantal", right=True)],
        [[blocks.cell(f"Rij{n}"), blocks.cell("1")] for n in range(rows)],
        notes=[blocks.note(f"Noot{n}") for n in range(3)],
    )
    document = unit_document(report(), FROZEN, report().territory.regions[0].unit)
    moved = 0
    for lines in range(12, 36, 2):
        shown = [*[blocks.paragraph("Voorafregel")] * lines, table]
        pages = pages_of(compile_pdf(ready({**document, "blocks": shown}), date(2020, 12, 31)))
        (at,) = {n for n, page in enumerate(pages) for word in NOTES if word in page}
        assert all(f"Rij{n}" in pages[at] for n in (rows - 2, rows - 1))
        moved += at
    assert moved  # for some of them there was no room


NOTES = ("Noot0", "Noot1", "Noot2")


def test_what_a_note_tells_of_is_on_its_page() -> None:
    told = blocks.held(blocks.paragraph("Vanniemandbekend."), *map(blocks.note, NOTES))
    document = unit_document(report(), FROZEN, report().territory.regions[0].unit)
    for lines in range(26, 40):
        shown = [*[blocks.paragraph("Voorafregel")] * lines, *told]
        pages = pages_of(compile_pdf(ready({**document, "blocks": shown}), date(2020, 12, 31)))
        (page,) = [page for page in pages if "Noot2" in page]
        assert "Vanniemandbekend." in page


def test_so_it_is_between_the_changes() -> None:
    since = compare(report(), report(title="Een jaar later (fictief)"))
    document = changes_document(report(), FROZEN, since)
    assert len(pages_of(compiled(document, long_table("overal")))) >= 2


@pytest.mark.parametrize("rows", [4, 40, MANY])
def test_the_policy_of_a_region_may_be_long_in_each_document(rows: int) -> None:
    long = with_policy(rows)
    # What stands there is not known, so that the table of changes is as long.
    before = replace(long, territory=without_counts(long))
    for content in (
        render_pdf(long, FROZEN),
        render_unit_pdf(long, FROZEN, "noord"),
        render_changes_pdf(long, FROZEN, compare(before, long)),
    ):
        assert f"Instrument-{rows - 1}" in words_of(content)


def without_counts(given: Report) -> Any:
    territory = given.territory
    [region] = territory.regions
    cells = tuple(
        replace(cell, count=no_figure(cell.count.id, "pm")) for cell in region.policy.cells
    )
    row = replace(region.policy, cells=cells)
    table = replace(territory.table, rows=(row,))
    return replace(territory, table=table, regions=(replace(region, policy=row),))


def test_what_stands_in_head_and_foot_of_a_page_is_text_whatever_it_says() -> None:
    titled = replace(with_policy(MANY), title="Zie https://example.org/stand en post@example.org")
    with pikepdf.open(BytesIO(render_unit_pdf(titled, FROZEN, "noord"))) as pdf:
        linked = [note for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note]
        assert {str(note.A.get("/URI", "")) for note in linked} <= {"", "https://example.org/plan"}


@pytest.mark.django_db
def test_freezing_with_such_a_table_works(reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.region()
    round_ = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    monkeypatch.setattr(freezing, "build", lambda *_, **__: with_policy(MANY))
    snapshot: Snapshot = freezing.freeze(round_, by=reviewer)
    assert f"Instrument-{MANY - 1}" in words_of(bytes(snapshot.pdf))
