"""Where another source takes over a series: figures on both sides stay, nothing is computed across.

All figures are fictitious.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import descriptions
from indicators.charts.descriptions import Moment
from indicators.reports import (
    CHARGE_POINTS,
    MONTHLY_RATE,
    VEHICLES,
    FigureRow,
    IndicatorsReport,
    RegionSeries,
)
from indicators.reports.rows import Spans
from nalportal.report.labels import break_words
from nalportal.report.provenance import cited, publishers_line

from .made_reports import month_end
from .rows import MEASURES, MONITOR, NDW, by_type, monthly, regional, row
from .rows import assembled as assembled_as_chosen

SEAM = date(2021, 1, 1)
NOVEMBER, DECEMBER = date(2020, 11, 30), date(2020, 12, 31)
JANUARY, FEBRUARY = date(2021, 1, 31), date(2021, 2, 28)


def assembled(
    *rows: FigureRow, of: Iterable[str] = (CHARGE_POINTS,), since: date = SEAM
) -> IndicatorsReport:
    """The monitor until the seam, the register from then on."""
    measures = tuple(
        replace(one, successions=((since, NDW),)) if one.slug in of else one for one in MEASURES
    )
    return assembled_as_chosen(*rows, measures=measures)


def series_of(report: IndicatorsReport) -> RegionSeries:
    (found,) = report.coverage.series
    return found


# ------------------------------------------------------------------------- whose day it is


def test_without_successions_a_series_is_of_one_source() -> None:
    assert [Spans(MONITOR).at(on) for on in (date.min, date.max)] == [MONITOR, MONITOR]


def test_each_source_has_the_days_from_its_own_on() -> None:
    spans = Spans(MONITOR, ((SEAM, NDW), (date(2022, 1, 1), 3)))
    days = (DECEMBER, SEAM, date(2021, 12, 31), date(2022, 1, 1))
    assert [spans.at(on) for on in days] == [MONITOR, NDW, NDW, 3]
    assert list(spans.seams()) == [(SEAM, MONITOR, NDW), (date(2022, 1, 1), NDW, 3)]


def test_where_a_source_succeeds_itself_there_is_no_seam() -> None:
    assert list(Spans(MONITOR, ((SEAM, MONITOR),)).seams()) == []


# ------------------------------------------------------------------- a series over a seam


def monthly_stock() -> list[FigureRow]:
    return [
        regional("noord", NOVEMBER, 100),
        regional("noord", DECEMBER, 110),
        regional("noord", JANUARY, 70, source=NDW),
        regional("noord", FEBRUARY, 85, source=NDW),
    ]


def test_the_values_on_both_sides_stay() -> None:
    points = series_of(assembled(*monthly_stock())).points
    assert [str(point.figure) for point in points] == ["100", "110", "70", "85"]
    assert [point.figure.sources for point in points] == [("monitor",)] * 2 + [("ndw",)] * 2


def test_there_is_no_difference_across_it() -> None:
    placed = series_of(assembled(*monthly_stock())).placed
    assert [str(point.figure) for point in placed] == ["10", "–", "15"]


def test_a_trend_stops_at_it() -> None:
    days = [month_end(number) for number in range(96, 120)]
    rows = [
        regional("noord", on, 100 + 10 * n, source=MONITOR if on < SEAM else NDW)
        for n, on in enumerate(days)
    ]
    trends = series_of(assembled(*rows)).trends
    assert [(trend.period_from, trend.on) for trend in trends] == [
        (days[1], DECEMBER),
        (FEBRUARY, days[-1]),
    ]


def test_it_is_told_like_a_break_with_what_was_before_and_what_is_after() -> None:
    (entry,) = assembled(*monthly_stock()).coverage.breaks
    assert (entry.letter, entry.dated.on) == ("a", SEAM)
    assert break_words(entry).replace("\u00a0", " ") == (
        "andere bron vanaf 1 januari 2021. Laadpunten: vanaf hier NDW, Register, daarvoor NAL, "
        "Monitor. Wat ervoor en erna staat, is niet te vergelijken."
    )


def test_a_sentence_compares_only_what_is_after_it() -> None:
    report = assembled(*monthly_stock())
    told = descriptions.coverage(report.coverage).replace("\u00a0", " ")
    assert "Noord steeg van 70 op 31 januari 2021 naar 85 op 28 februari 2021." in told
    assert "Andere bron vanaf 1 januari 2021." in told
    assert "Trendbreuk" not in told


def test_a_sentence_about_the_country_too() -> None:
    breaks = assembled(*monthly_stock()).coverage.breaks
    points = series_of(assembled(*monthly_stock())).points
    moments = [Moment(point.on, point.figure) for point in points]
    told = descriptions.development("aantal", moments, breaks)
    assert "110" not in told


def test_what_a_source_says_outside_of_its_days_stands_beside() -> None:
    late = regional("noord", FEBRUARY, 130)
    report = assembled(*monthly_stock(), late, regional("noord", NOVEMBER, 60, source=NDW))
    assert len(series_of(report).points) == 4
    found = [
        (o.source.slug, str(f.figure), f.on) for o in report.coverage.others for f in o.figures
    ]
    assert found == [("monitor", "130", FEBRUARY), ("ndw", "60", NOVEMBER)]


def test_a_source_that_takes_over_before_its_first_figure_makes_no_seam_yet() -> None:
    report = assembled(*monthly_stock()[:2], since=date(2021, 6, 1))
    assert report.coverage.breaks == ()


# --------------------------------------------------------------------------- the tables


def test_table_1_has_both_sides_and_says_which_is_from_whom() -> None:
    rows = [row(CHARGE_POINTS, 10, DECEMBER), row(CHARGE_POINTS, 8, JANUARY, source=NDW)]
    rows += [row(VEHICLES, value, on) for value, on in ((40, DECEMBER), (44, JANUARY))]
    ratio = assembled(*rows).ratio
    assert [(str(c.charge_points), str(c.ratio)) for c in ratio.columns] == [
        ("10", "4,0"),
        ("8", "5,5"),
    ]
    assert [entry.dated.on for entry in ratio.breaks] == [SEAM]
    assert [(entry.slug, names) for entry, names in cited(ratio)] == [
        ("monitor", "laadpunten 2020, stekkervoertuigen"),
        ("ndw", "laadpunten 31-1-2021"),
    ]


def test_a_ratio_of_two_publishers_says_so_and_one_of_one_does_not() -> None:
    rows = [row(CHARGE_POINTS, 10, DECEMBER), row(CHARGE_POINTS, 8, JANUARY, source=NDW)]
    rows += [row(VEHICLES, value, on) for value, on in ((40, DECEMBER), (44, JANUARY))]
    line = publishers_line(assembled(*rows).ratio)
    assert "(31-1-2021): de laadpunten zijn van NDW, de stekkervoertuigen van NAL." in line
    assert "2020" not in line
    assert publishers_line(assembled(*rows[::2]).ratio) == ""


def test_where_the_vehicles_change_their_source_table_1_says_so_too() -> None:
    rows = [row(CHARGE_POINTS, 10, on) for on in (DECEMBER, JANUARY)]
    rows += [row(VEHICLES, 40, DECEMBER), row(VEHICLES, 30, JANUARY, source=NDW)]
    (entry,) = assembled(*rows, of=(VEHICLES,)).ratio.breaks
    assert entry.text == "Stekkervoertuigen"


def test_a_pace_leaves_out_the_month_of_a_seam() -> None:
    eve = date(2020, 5, 31)
    rows = [
        *by_type(eve, 100, 200, 10),
        *by_type(DECEMBER, 800, 550, 17),
        *(replace(r, source=NDW, cites=("ndw",)) for r in by_type(JANUARY, 300, 200, 5)),
        *(replace(r, source=NDW, cites=("ndw",)) for r in by_type(FEBRUARY, 350, 300, 6)),
    ]
    rate = assembled(*rows).rate
    # Seven months of one source and one of the other: (700 + 50) / 8, (350 + 100) / 8, (7 + 1) / 8.
    (found,) = rate.rows
    assert [str(f) for f in (found.public, found.semi_public, found.fast)] == ["94", "56", "1"]
    assert found.public.sources == ("monitor", "ndw")
    assert [entry.seam[1].slug for entry in rate.breaks] == ["ndw"]


def test_reported_averages_are_each_of_one_source_so_nothing_parts_them() -> None:
    old = monthly("totaal", 500, date(2019, 1, 1), date(2020, 5, 31))
    new = monthly("totaal", 900, date(2020, 6, 1), FEBRUARY, source=NDW)
    rate = assembled(old, new, of=(MONTHLY_RATE,)).rate
    assert [str(found.total) for found in rate.rows] == ["500", "900"]
    assert rate.breaks == ()
    assert [names for _entry, names in cited(rate)] == [
        "1-1-2019 t/m 31-5-2020",
        "sinds start NAL (tot 28-2-2021)",
    ]


# ------------------------------------------------------------------------- against by hand

VALUES = st.lists(st.integers(0, 5_000), min_size=8, max_size=30)


@given(VALUES, st.integers(0, 35), st.booleans())
@settings(max_examples=150)
def test_what_is_placed_is_what_one_source_says_of_two_months(
    values: list[int], at: int, both: bool
) -> None:
    days = [month_end(number) for number in range(100, 100 + len(values))]
    since = month_end(100 + at).replace(day=1)
    rows = [
        regional("noord", on, value, source=MONITOR if on < since else NDW)
        for on, value in zip(days, values, strict=True)
    ]
    if both:
        rows += [
            regional("noord", on, value + 7, source=NDW if on < since else MONITOR)
            for on, value in zip(days, values, strict=True)
        ]
    found = series_of(assembled(*rows, since=since))
    assert [point.figure.value for point in found.points] == values
    expected = [
        None if day < since <= after else new - old
        for day, after, old, new in zip(days, days[1:], values, values[1:], strict=False)
    ]
    assert [point.figure.value for point in found.placed] == expected


@pytest.mark.parametrize("since", [date(2020, 12, 31), date(2021, 1, 31)])
def test_a_seam_on_the_day_of_a_figure_gives_that_day_to_the_new_source(since: date) -> None:
    rows = [regional("noord", on, 1, source=MONITOR) for on in (NOVEMBER, DECEMBER, JANUARY)]
    rows += [regional("noord", on, 2, source=NDW) for on in (NOVEMBER, DECEMBER, JANUARY)]
    points = series_of(assembled(*rows, since=since)).points
    assert [(p.on >= since, str(p.figure)) for p in points] == [
        (on >= since, "2" if on >= since else "1") for on in (NOVEMBER, DECEMBER, JANUARY)
    ]
