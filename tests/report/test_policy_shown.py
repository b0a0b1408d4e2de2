"""Where numbers of table 3 come from, and where two sources disagree: on page and paper alike."""

from dataclasses import replace
from typing import Any

from nalportal.figures import whole
from nalportal.report.model import Report
from nalportal.report.paper.document import unit_document, whole_document
from nalportal.report.paper.drawings import Charts
from nalportal.report.tables.policy import policy_table
from nalportal.report.web.tags.tables import show_table
from tests.report.pdf_sample import FROZEN, report

SAID = "Noord, Integrale laadvisie: de regio gaf 3 op, per gemeente zijn er 40 vastgelegd."


def contradicted() -> Report:
    """The sample, in which Noord gave 3 while all 40 municipalities adopted it."""
    sample = report()
    table = sample.territory.table
    row = table.rows[0]
    cell = replace(row.cells[0], count=whole("x", 3), known=40, counted=40, differs=True)
    told = replace(row, cells=(cell,))
    same = replace(cell, basis="geteld", differs=False)
    counted = replace(row, slug="oost", name="Oost", cells=(same,))
    region = replace(sample.territory.regions[0], policy=told)
    changed = replace(table, rows=(told, counted))
    return replace(sample, territory=replace(sample.territory, table=changed, regions=(region,)))


def text_in(tree: Any) -> str:
    if isinstance(tree, dict):
        return " ".join(map(text_in, tree.values()))
    if isinstance(tree, list):
        return " ".join(map(text_in, tree))
    return str(tree)


def page_of(shown: Report) -> str:
    """Table 3 on a page."""
    return str(show_table(policy_table(shown)))


def test_the_page_tells_both_sides_of_a_contradiction_and_where_numbers_come_from() -> None:
    page = page_of(contradicted())
    assert SAID in page
    assert "Bij elk aantal staat welke van de twee het is." in page
    assert '<span class="sub">geteld</span>' in page


def test_without_a_contradiction_there_is_no_warning() -> None:
    page = page_of(report())
    assert "verschillen" not in page
    assert "Alle aantallen zijn een opgave van de regio" in page


def test_the_whole_pdf_and_that_of_the_region_tell_it_too() -> None:
    sample = contradicted()
    assert SAID in text_in(whole_document(sample, FROZEN, Charts()))
    assert SAID in text_in(unit_document(sample, FROZEN, sample.territory.regions[0].unit))


def test_a_report_of_before_has_no_overview_and_says_so() -> None:
    sample = report()
    old = replace(sample, territory=replace(sample.territory, overview=None))
    assert "Te herijken per NAL-regio" not in text_in(whole_document(old, FROZEN, Charts()))
    assert "Te herijken per NAL-regio" in text_in(whole_document(sample, FROZEN, Charts()))
