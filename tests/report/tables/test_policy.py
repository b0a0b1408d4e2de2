"""Table 3 and a region's own row of it: what its cells say beside the number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nalportal.figures import Figure, no_figure, whole
from nalportal.report.model import Report
from nalportal.report.tables.maps import stage_table
from nalportal.report.tables.model import NoteKind
from nalportal.report.tables.policy import policy_table, region_policies
from regions.reports import PolicyCell, PolicyRow
from regions.reports.country import RegionTotal, map_of
from tests.report.pdf_sample import report


def reported(count: Figure, *, known: int = 0, counted: int = 0) -> Report:
    """The sample, in which Noord with its 40 municipalities reported this."""
    share = no_figure("z", "onbekend")
    cell = PolicyCell("laadvisie", count, share, "opgave", known, counted)
    row = PolicyRow("noord", "Noord", whole("y", 40, notes=(2,)), (cell,))
    sample = report()
    region = replace(sample.territory.regions[0], policy=row)
    return replace(sample, territory=replace(sample.territory, regions=(region,)))


@pytest.mark.parametrize(
    ("shown", "code", "words"),
    [
        (reported(whole("x", 6)), "onbekend", "Nee, alleen het totaal"),
        (reported(no_figure("x", "pm")), "onbekend", "Nee"),
        (reported(whole("x", 6), known=12), "onbekend", "Van 12 van de 40"),
        (reported(whole("x", 0), known=40), "geen", "Ja, geen enkele"),
        (reported(whole("x", 40), known=40, counted=40), "vastgesteld", "Ja, alle gemeenten"),
        (reported(whole("x", 6), known=40, counted=6), "vastgesteld", "Ja"),
    ],
)
def test_it_is_told_whether_the_municipalities_are_known(
    shown: Report, code: str, words: str
) -> None:
    cell = region_policies(shown)["noord"].rows[0].cells[-1]
    assert (cell.icon, cell.value) == (code, words)


def test_a_region_has_the_footnotes_that_its_own_row_refers_to() -> None:
    own = region_policies(reported(whole("x", 6)))["noord"]
    numbers = [note.number for note in own.notes if note.kind is NoteKind.FOOTNOTE]
    assert numbers == [2]
    assert own.columns[1].marks == (2,)


def test_words_instead_of_figures_are_explained_if_they_are_seen() -> None:
    told = [note.text for note in policy_table(report()).notes if note.kind is NoteKind.READING]
    assert told == [
        "pm = pro memorie: het aantal bestaat, maar is nog niet bekend.",
        "Ten minste = het totaal telt alleen de bekende aantallen.",
    ]


def test_what_only_a_page_has_room_for_is_explained_there_only() -> None:
    own = region_policies(report())["noord"]
    assert [note.wide for note in own.notes if note.kind is NoteKind.READING] == [False, True]


@pytest.mark.parametrize("slug", ["noord", "totaal"])
def test_only_a_total_that_a_region_gave_can_be_corrected(slug: str) -> None:
    table = policy_table(report())
    row = table.rows[0] if slug == "noord" else table.total
    assert row is not None
    assert row.cells[2].computed is (slug == "totaal")


def test_nobody_counted_what_is_unknown() -> None:
    """Not "Onbekend geteld"; what a region gave as pm it did give."""
    cells = {
        missing: [
            cell.value for cell in policy_table(_in_table(no_figure("x", missing))).rows[0].cells
        ]
        for missing in ("onbekend", "pm")
    }
    assert cells["onbekend"][4] == ""
    assert cells["pm"][4] == "geteld"


def _in_table(count: Figure) -> Report:
    """The sample, with one cell that was counted beside one that was given."""
    share = no_figure("z", "onbekend")
    cell = PolicyCell("laadvisie", count, share, "geteld", 0, 0)
    sample = report()
    [row] = sample.territory.table.rows
    given = replace(row, slug="oost", cells=(replace(row.cells[0], basis="opgave"),))
    table = replace(sample.territory.table, rows=(replace(row, cells=(cell,)), given))
    return replace(sample, territory=replace(sample.territory, table=table))


def test_a_corrected_total_beside_the_map_is_a_whole_number() -> None:
    """A correction keeps the decimals of its arithmetic: 25.0 is 25."""
    told = RegionTotal("noord", "Noord", Figure("x", Decimal("25.0")), 40)
    notes = stage_table(replace(map_of(report().territory), totals=(told,))).notes
    assert notes[0].text.startswith("Van Noord is alleen een totaal bekend: 25 van 40.")
