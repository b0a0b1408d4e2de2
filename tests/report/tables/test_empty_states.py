"""What stands in the place of figures says what is so; all figures are fictitious."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.reports import CHARGE_POINTS, VEHICLES, IndicatorsReport
from nalportal.dutch import short_date
from nalportal.report.tables import Table, all_tables, coverage
from nalportal.report.tables.coverage import by_source
from tests.indicators.rows import NDW, YEAR_END, assembled, regional, row
from tests.report.pdf_sample import report


def table(kind: str, found: IndicatorsReport) -> Table:
    sample = report()
    old = sample.indicators
    ratio = replace(found.ratio, texts=old.ratio.texts)
    indicators = old.with_(ratio).with_(replace(found.coverage, texts=old.coverage.texts))
    tables = all_tables(replace(sample, indicators=indicators))
    return next(one for one in tables if one.kind == kind)


def test_figures_of_other_sources_are_not_denied_above_their_own_table() -> None:
    elsewhere = [regional(name, YEAR_END, 10, source=NDW) for name in ("noord", "oost")]
    found = assembled(row(CHARGE_POINTS, 100), *elsewhere)
    empty = table("tabel-4", found).empty
    assert empty is not None
    assert empty.title == "Geen cijfers per regio van de bron van het rapport."
    assert read(table("regios-per-bron", found)) == [
        ["Noord", "NDW, Register", "Laadpunten", "31-12-2020", "10"],
        ["Oost", "NDW, Register", "Laadpunten", "31-12-2020", "10"],
    ]


def read(told: Table) -> list[list[str]]:
    return [
        [short_date(c.value) if isinstance(c.value, date) else str(c.value) for c in one.cells]
        for one in told.rows
    ]


def test_figures_of_several_sources_stand_in_one_regional_table_and_are_not_added() -> None:
    ours = [regional("noord", YEAR_END, 40), regional("oost", YEAR_END, 60)]
    theirs = regional("noord", YEAR_END, 55, source=NDW)
    found = assembled(*ours, theirs)
    told = [(row[0], row[1].split(",")[0], row[4]) for row in read(by_source(found.coverage))]
    assert told == [("Noord", "NAL", "40"), ("Noord", "NDW", "55"), ("Oost", "NAL", "60")]
    assert [row[0] for row in read(by_source(found.coverage, "Oost"))] == ["Oost"]
    assert by_source(found.coverage, "Zuid").rows == ()
    warned = "Elke bron telt anders: cijfers van verschillende bronnen zijn niet op te tellen."
    assert warned in str(by_source(found.coverage).notes)
    # One source for each region: nobody would add up what is counted differently.
    assert warned not in str(by_source(found.coverage, "Oost").notes)


def test_without_any_figure_there_was_no_series() -> None:
    empty = table("tabel-4", assembled(row(CHARGE_POINTS, 100))).empty
    assert empty is not None
    assert empty.text.startswith("Er is geen reeks met cijfers aangeleverd.")


def test_a_date_without_its_other_half_is_not_said_to_be_not_given() -> None:
    march = date(2021, 3, 31)
    found = assembled(row(CHARGE_POINTS, 1), row(VEHICLES, 2), row(CHARGE_POINTS, 3, march))
    notes = [note.text for note in table("tabel-1", found).notes]
    assert (
        "Onbekend = van die datum of periode is er geen cijfer, of het is niet te berekenen."
        in notes
    )
    assert "Onbekend = niet opgegeven." not in notes


def test_why_there_is_no_trend_names_the_number_of_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage, "FEWEST_MONTHS", 8)
    [one] = assembled(regional("noord", YEAR_END, 40)).coverage.series
    empty = coverage.area_trends(one).empty
    assert empty is not None
    assert empty.text == "Tussen twee trendbreuken zijn minder dan 8 maanden bekend."
