"""The summary that is proposed: what the figures say of themselves, and how paper lays it out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from nalportal.dutch import NO_BREAK_SPACE
from nalportal.figures import no_figure, whole
from nalportal.progress.reports import SkippedEntry, TextBlock
from nalportal.prose import paragraphs_of, spans_of
from nalportal.report.paper import blocks
from nalportal.report.tables.summary import summary_draft
from regions.reports import PolicyRow
from tests.report.pdf_sample import report

from .test_policy import reported


def lists_of(draft: str) -> dict[str, list[str]]:
    parts = [part.split("\n- ") for part in draft.split("\n\n") if "\n- " in part]
    return {title.rstrip(":"): lines for title, *lines in parts}


def with_count(count: Any, lacking: bool = False) -> str:
    given = reported(count)
    [row] = [region.policy for region in given.territory.regions]
    rows = (
        row,
        replace(row, name="Zuid", cells=(replace(row.cells[0], count=no_figure("q", "pm")),)),
    )
    total = PolicyRow("totaal", "", whole("y", 40), row.cells)
    table = replace(given.territory.table, rows=rows if lacking else (row,), total=total)
    return summary_draft(replace(given, territory=replace(given.territory, table=table)))


def test_a_sentence_stands_there_only_if_all_its_figures_are_known_of_one_day() -> None:
    sample = report()
    known = {"charge_points": "65613", "vehicles": "272895", "ratio": "4.2", "rate": "1511"}
    one = sample.key_figures[0]
    on = replace(one.context, on=sample.reference_on, since=date(2020, 6, 1))
    figures = tuple(
        replace(
            one, key=key, label="", figure=replace(whole(key, 1), value=Decimal(value)), context=on
        )
        for key, value in known.items()
    )
    told = summary_draft(replace(sample, key_figures=figures)).replace(NO_BREAK_SPACE, " ")
    assert told.startswith(
        "Op 31 december 2020 waren er 65.613 (semi-)publieke laadpunten en 272.895 "
    )
    pace = "Van 1 juni 2020 tot en met 31 december 2020 kwamen er gemiddeld 1.511 laadpunten"
    assert pace in told
    undated = replace(figures[3], context=replace(on, since=None))
    assert "gemiddeld" not in summary_draft(replace(sample, key_figures=(*figures[:3], undated)))
    unknown = (replace(figures[0], figure=no_figure("x", "pm")), *figures[1:3])
    without = summary_draft(replace(sample, key_figures=()))
    assert summary_draft(replace(sample, key_figures=unknown)) == without


def test_what_most_municipalities_have_is_reached() -> None:
    most, few = lists_of(with_count(whole("x", 21))), lists_of(with_count(whole("x", 20)))
    assert most["Wat is bereikt"][0] == "Integrale laadvisie: 21 van de 40 gemeenten."
    assert few["Wat vraagt aandacht"][0] == "Integrale laadvisie: 20 van de 40 gemeenten."


def test_who_gave_no_number_is_named() -> None:
    told = with_count(whole("x", 30, at_least=True), lacking=True)
    assert "Integrale laadvisie: ten minste 30 van de 40 gemeenten; Zuid pm." in told
    assert lists_of(with_count(no_figure("x", "pm")))["Wat vraagt aandacht"][0].endswith(": pm.")


def test_a_unit_that_was_skipped_is_named_and_its_items_do_not_count() -> None:
    sample = report()
    [region] = sample.territory.regions
    absent = replace(region, unit=replace(region.unit, skipped=SkippedEntry("")))
    bare = replace(
        sample,
        workgroups=(),
        national=None,
        territory=replace(sample.territory, regions=(absent,)),
    )
    told = summary_draft(bare)
    assert f"Niet ingeleverd: {region.unit.name}." in told
    assert "Gerealiseerd" not in told


def laid_out(text: str) -> list[Any]:
    paragraphs = tuple(map(spans_of, paragraphs_of(text)))
    return blocks.summary(TextBlock("samenvatting", "", paragraphs, is_summary=False))


def test_two_named_lists_stand_beside_each_other_under_a_larger_line() -> None:
    first, beside, last = laid_out("Kort.\n\nBereikt:\n- Een\n- Twee\n\nAandacht:\n- Drie\n\nSlot.")
    assert [part["size"] for part in first["parts"]] == [blocks.LEADING]
    names = [column[0]["text"] for column in beside["columns"]]
    assert (beside["type"], names) == ("beside", ["Bereikt", "Aandacht"])
    assert [len(column[1]["parts"][0]["items"]) for column in beside["columns"]] == [2, 1]
    assert "size" not in last["parts"][0]


def test_another_summary_stays_as_it_was_written() -> None:
    for text in ("Kort.\n\nLang.", "Bereikt:\n- Een", "A:\n- 1\n\nTussenin.\n\nB:\n- 2"):
        [only] = laid_out(text)
        assert only["type"] == "prose"
    assert blocks.summary(None) == []
