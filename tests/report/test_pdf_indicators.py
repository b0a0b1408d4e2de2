"""The blocks of the indicators: how table 1 grows, and figures 1 and 2 with fictitious series."""

from datetime import date
from typing import Any

import pytest

from indicators.reports import CoverageReport, FigureRow
from nalportal.report.paper.tables import table_blocks
from nalportal.report.tables import stock
from nalportal.report.tables.coverage import placed_table, stock_table, trend_table
from tests.indicators.made_reports import month_end, ratio_report, table_1
from tests.indicators.rows import NDW, REGIONS, assembled, monthly, regional, row


def tables(blocks: list[Any]) -> dict[str, Any]:
    return {block["caption"]: block for block in blocks if block["type"] == "table"}


def texts(table: Any) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in table["rows"]]


def notes(block: Any) -> str:
    return " ".join(span["text"] for note in block["notes"] for span in note["spans"])


def test_table_1_has_its_dates_beside_each_other_as_printed() -> None:
    (table,) = tables(table_blocks(stock.ratio_table(table_1()))).values()
    assert [column["title"] for column in table["columns"]][:3] == ["Cijfer", "2016", "2017"]
    assert texts(table)[2][-1] == "3,8"


def test_more_dates_than_fit_stand_under_each_other() -> None:
    many = ratio_report([(date(year, 12, 31), 100_000, 400_000) for year in range(2010, 2021)])
    (table,) = tables(table_blocks(stock.ratio_table(many))).values()
    assert len(table["columns"]) == 4
    assert texts(table)[0] == ["2010", "100.000", "400.000", "4,0"]


def coverage_blocks(found: CoverageReport) -> list[Any]:
    shown = (stock_table(found), placed_table(found), trend_table(found))
    return [block for table in shown for block in table_blocks(table)]


def coverage(months: int, *more: FigureRow) -> CoverageReport:
    rows = [regional(slug, month_end(n), 10 + n * n) for slug in REGIONS for n in range(months)]
    return assembled(*rows, *more).coverage


def test_figures_1_and_2_have_their_numbers_and_trends() -> None:
    found = tables(coverage_blocks(coverage(8)))
    stock, placed, trend = found.values()
    assert [column["title"] for column in stock["columns"]][-2:] == ["Alle regio's", "Voorlopig"]
    assert texts(stock)[-1] == ["31-8-2012", *["59"] * 6, "354", "nee"]
    assert texts(placed)[-1] == ["31-8-2012", *["13"] * 6, "nee"]
    assert texts(trend)[0][-3:] == ["7", "2,00", "0,00"]
    assert "NAL, Monitor, 2021 . Geteld." in notes(stock)


@pytest.mark.parametrize(("months", "captions"), [(0, 0), (1, 1), (3, 2)])
def test_of_too_few_months_there_is_no_table(months: int, captions: int) -> None:
    assert len(tables(coverage_blocks(coverage(months)))) == captions


def test_another_source_has_a_table_of_its_own() -> None:
    theirs = regional("noord", month_end(3), 99, source=NDW)
    found = tables(table_blocks(stock.other_sources(coverage(2, theirs).others, "dekking")))
    assert texts(found["Andere bronnen"]) == [
        ["NDW, Register", "Laadpunten", "Noord", "30-4-2012", "99"]
    ]


def test_table_2_says_of_each_row_what_it_rests_on() -> None:
    counted = [
        row("laadpunten", value, on)
        for on, value in ((date(2020, 5, 31), 100), (date(2021, 5, 31), 220))
    ]
    rate = assembled(*counted, monthly("publiek", 308, date(2015, 1, 1), date(2019, 12, 31))).rate
    (table,) = tables(table_blocks(stock.rate_table(rate))).values()
    assert [row[-1] for row in texts(table)] == ["opgave", "berekend"]
    assert "Berekend = de groei van de stand" in notes(table)


def test_a_ratio_per_region_carries_the_reservation_of_the_source() -> None:
    day = date(2020, 12, 31)
    rows = [regional("noord", day, 10), row("stekkervoertuigen", 39, day, area="noord")]
    found = tables(table_blocks(stock.region_ratios(assembled(*rows).ratio)))
    table = found["Stekkervoertuigen per laadpunt, per NAL-regio"]
    assert texts(table) == [["Noord", "31-12-2020", "10", "39", "3,9"]]
    assert "leaseauto's" in notes(table)
