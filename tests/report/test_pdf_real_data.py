"""The PDF of the shipped data: complete, faithful and accessible."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import outloud
import pytest

from nalportal.figures import Figure
from nalportal.progress.reports import MilestoneEntry, TextBlock
from nalportal.report.editions import Edition
from nalportal.report.model import Difference
from nalportal.report.paper import render_pdf
from regions.reports import Footnote
from workgroups.reports import PartyEntry

from .aloud import said
from .pdf_sample import WITH_ALL, squeezed, words_of

# Made from what is frozen, which both databases give back to the byte.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found_in(tree: Any, *kinds: type) -> list[Any]:
    """Every value of these kinds in a report; ``Any``: a report holds all sorts of values."""
    if isinstance(tree, tuple):
        return [found for part in tree for found in found_in(part, *kinds)]
    if not is_dataclass(tree):
        return []
    inside = [found_in(getattr(tree, field.name), *kinds) for field in fields(tree)]
    own = [tree] if isinstance(tree, kinds) else []
    return own + [found for part in inside for found in part]


def test_rendering_again_gives_the_frozen_bytes(edition: Edition) -> None:
    assert (
        render_pdf(edition.report, edition.stamp, imprint=edition.imprint()) == edition.pdf_bytes()
    )


def test_every_text_of_the_report_is_in_it(edition: Edition) -> None:
    # All that it can hold: the list of municipalities is a choice.
    shown = said(render_pdf(edition.report, edition.stamp, imprint=WITH_ALL))
    texts = found_in(edition.report, TextBlock)
    expected = [
        *(entry.title for entry in found_in(edition.report, MilestoneEntry)),
        *("".join(span.text for span in p) for text in texts for p in text.paragraphs),
        *(text.title for text in texts if text.title),
        *(party.name for party in found_in(edition.report, PartyEntry)),
        *(note.text for note in found_in(edition.report, Footnote)),
        *(unit.name for unit in edition.report.units()),
        *(entry.name for entry in edition.report.territory.municipalities),
    ]
    assert [text for text in expected if squeezed(text) not in shown] == []


def test_every_figure_and_difference_of_the_report_is_in_it(edition: Edition) -> None:
    shown = words_of(edition.pdf_bytes())
    # As printed, table 3 gives the total of the first instrument only as a share too.
    unprinted = {cell.share for cell in edition.report.territory.table.total.cells[1:]}
    figures = [figure for figure in found_in(edition.report, Figure) if figure not in unprinted]
    expected = [str(figure) for figure in figures]
    for row in found_in(edition.report, Difference):
        expected += [row.subject, row.printed, row.shown, row.explanation]
    assert [text for text in expected if squeezed(text) not in shown] == []


@pytest.mark.parametrize(
    "line",
    [
        "Kaart 3. Integrale laadvisie",
        "Vastgesteld: 4 Niet vastgesteld: 193 Alleen een totaal bekend: 63 pm: 92",
        "Alleen een totaal, niet bekend welke gemeenten: Zuidwest, 6 van 63.",
        "10 van de 260 bekende (92 onbekend), opgave",
        "Tabel D. Te herijken per NAL-regio. Overal 0: er is niets te melden.",
        "Tabel C5. Gemeenten met het instrument, per NAL-regio: Plankaart. Van geen enkele",
        "Integrale laadvisie: 76 niet vastgesteld.",
        "Alle aantallen zijn een opgave van de regio (opgave).",
    ],
)
def test_the_numbers_of_the_map_and_of_what_is_known_stand_in_it(
    edition: Edition, line: str
) -> None:
    assert squeezed(line) in words_of(edition.pdf_bytes())


# What is no fault, and why: decision 8.
FALSE_ALARMS = {"HDG-010", "PAG-001"}


def warnings_of(content: bytes, path: Path) -> list[str]:
    path.write_bytes(content)
    return [str(f) for f in outloud.check(str(path)).findings if f.rule not in FALSE_ALARMS]


def test_the_whole_report_has_no_faults_of_accessibility(edition: Edition, tmp_path: Path) -> None:
    assert warnings_of(edition.pdf_bytes(), tmp_path / "report.pdf") == []


def test_every_units_own_pdf_has_no_faults_of_accessibility(
    edition: Edition, tmp_path: Path
) -> None:
    for unit in edition.report.units():
        content = edition.unit_pdf_bytes(unit.slug)
        assert warnings_of(content, tmp_path / f"{unit.slug}.pdf") == [], unit.slug
