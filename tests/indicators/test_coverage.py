"""Figures 1 and 2: stock and what was placed per region, trends, totals and municipalities."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.reports import (
    CHARGE_POINTS,
    CoverageReport,
    FigureRow,
    MunicipalRow,
    RegionSeries,
)

from .made_reports import month_end
from .rows import NDW, REGIONS, YEAR_END, assembled, regional, row, series_break

JANUARY = date(2012, 1, 31)


def noord(*values: int | None, breaks: tuple[int, ...] = ()) -> RegionSeries:
    """The series of Noord with a value a month from January 2012 on; breaks by month."""
    rows = [regional("noord", month_end(n), value) for n, value in enumerate(values)]
    days = tuple(series_break(month_end(n).replace(day=1)) for n in breaks)
    (series,) = assembled(*rows, breaks=days).coverage.series
    return series


def told(series: RegionSeries) -> list[str]:
    return [str(point.figure) for point in series.placed]


def coverage(*rows: FigureRow, **more: object) -> CoverageReport:
    return assembled(*rows, **more).coverage  # type: ignore[arg-type]


def test_without_regional_figures_there_are_no_series() -> None:
    report = coverage(row(CHARGE_POINTS, 1))
    assert (report.series, report.total, report.sources) == ((), (), ())


def test_each_region_has_its_series_in_the_order_of_the_units() -> None:
    rows = [regional(slug, YEAR_END, 5) for slug in ("oost", "noord")]
    assert [s.name for s in coverage(*rows).series] == ["Noord", "Oost"]


def test_a_series_has_its_points_by_date_and_gaps_as_gaps() -> None:
    series = noord(100, None)
    assert [(p.on, str(p.figure)) for p in series.points] == [
        (JANUARY, "100"),
        (date(2012, 2, 29), "pm"),
    ]


def test_a_part_of_the_stock_of_a_region_is_at_least_its_stock() -> None:
    fast = regional("noord", YEAR_END, 5, charger_type="snel")
    found = coverage(fast, regional("oost", YEAR_END, 9))
    assert [str(one.points[0].figure) for one in found.series] == ["ten minste 5", "9"]


def test_where_all_regions_have_one_type_only_it_is_told_as_that_type() -> None:
    found = coverage(
        regional("noord", YEAR_END, 5, charger_type="snel"), row(CHARGE_POINTS, 65_613, YEAR_END)
    )
    assert (found.only_kind, str(found.series[0].points[0].figure)) == ("snel", "5")


def test_provisional_figures_stay_provisional() -> None:
    settled = regional("noord", month_end(0), 5)
    report = coverage(settled, regional("noord", month_end(1), 7, provisional=True))
    assert [p.provisional for p in report.series[0].points] == [False, True]
    assert [p.provisional for p in report.series[0].placed] == [True]
    assert [p.provisional for p in report.total] == [False, True]


def test_breaks_of_the_regional_series_are_those_within_their_dates() -> None:
    rows = [regional("noord", on, 5) for on in (date(2019, 12, 31), YEAR_END)]
    breaks = (series_break(date(2019, 9, 1)), series_break(date(2020, 9, 1)))
    found = coverage(*rows, breaks=breaks).breaks
    assert [entry.dated.on for entry in found] == [date(2020, 9, 1)]


# --------------------------------------------------------------------------- placed per month


def test_what_was_placed_is_the_difference_and_may_be_negative() -> None:
    assert told(noord(100, 130, 120)) == ["30", "−10"]


def test_no_difference_with_a_month_that_is_pm() -> None:
    assert told(noord(100, None, 120, 125)) == ["pm", "pm", "5"]


def test_no_difference_over_a_month_that_is_not_there() -> None:
    rows = [regional("noord", month_end(n), 10 * n) for n in (0, 1, 3)]
    assert told(coverage(*rows).series[0]) == ["10", "Onbekend"]


def test_no_difference_across_a_break() -> None:
    assert told(noord(100, 130, 90, 110, breaks=(2,))) == ["30", "–", "20"]


def test_no_difference_with_a_stock_that_is_at_least() -> None:
    part = regional("noord", month_end(1), 40, charger_type="snel")
    rows = [regional("noord", month_end(0), 30), part, regional("noord", month_end(2), 60)]
    assert told(coverage(*rows).series[0]) == ["Onbekend", "Onbekend"]


def test_figures_of_half_months_are_no_months() -> None:
    rows = [regional("noord", on, 10) for on in (date(2020, 1, 15), date(2020, 2, 29))]
    assert told(coverage(*rows).series[0]) == ["Onbekend"]


# --------------------------------------------------------------------------------------- trend


def test_a_trend_is_fitted_to_each_segment_with_six_months() -> None:
    # Placed: 1 to 6, then a break, then five months.
    first = [sum(range(n + 1)) for n in range(7)]
    series = noord(*first, *(500 + 10 * n for n in range(6)), breaks=(7,))
    (trend,) = series.trends
    assert (trend.period_from, trend.on, trend.months) == (month_end(1), month_end(6), 6)
    assert [str(f) for f in (trend.slope, trend.error, trend.first, trend.last)] == [
        "1,00", "0,00", "1,0", "6,0",
    ]  # fmt: skip


def test_a_negative_month_counts_in_the_trend() -> None:
    series = noord(100, 90, 90, 100, 120, 150, 190)
    assert series.trends[0].slope.value == Decimal("10.00")
    assert told(series)[0] == "−10"


# ------------------------------------------------------------------------------ adding regions up


def test_the_regions_add_up_when_all_six_are_known() -> None:
    report = coverage(*(regional(slug, YEAR_END, 5) for slug in REGIONS))
    assert [str(point.figure) for point in report.total] == ["30"]


@pytest.mark.parametrize("value", [None, 0])
def test_a_region_that_is_not_known_makes_it_at_least_and_one_of_zero_does_not(
    value: int | None,
) -> None:
    known = [regional(slug, YEAR_END, 5) for slug in list(REGIONS)[1:]]
    report = coverage(*known, regional("noordwest", YEAR_END, value))
    assert str(report.total[0].figure) == ("ten minste 25" if value is None else "25")


def test_a_region_without_any_series_is_lacking_too() -> None:
    report = coverage(regional("noord", YEAR_END, 5))
    assert str(report.total[0].figure) == "ten minste 5"


# ------------------------------------------------------------------- sources and municipalities


def test_the_other_source_stands_beside_per_region_and_mixes_with_nothing() -> None:
    rows = [regional("noord", YEAR_END, 5), regional("noord", YEAR_END, 9, source=NDW)]
    report = coverage(*rows, regional("noord", date(2021, 1, 31), 11, source=NDW))
    assert [p.on for p in report.series[0].points] == [YEAR_END]
    (other,) = report.others
    assert [(f.name, f.on, str(f.figure)) for f in other.figures] == [
        ("Noord", date(2021, 1, 31), "11")
    ]
    assert [source.slug for source in report.sources] == ["monitor"]


def test_the_sum_of_municipalities_stands_in_for_a_region_without_a_figure_of_its_own() -> None:
    own, summed = regional("noord", YEAR_END, 50), regional("noord", YEAR_END, 48)
    assert str(coverage(own, sums=(summed,)).series[0].points[0].figure) == "50"
    pm = regional("noord", YEAR_END, None)
    assert str(coverage(pm, sums=(summed,)).series[0].points[0].figure) == "48"


def test_a_municipality_has_the_sum_of_its_types() -> None:
    rows = tuple(
        MunicipalRow("GM0014", "Groningen", "noord", kind, YEAR_END, Decimal(value), "", False)
        for kind, value in (("publiek", 30), ("semipubliek", 20), ("snel", 1))
    )
    report = coverage(municipal=rows)
    (groningen,) = report.municipalities_of("noord")
    assert (groningen.name, groningen.on, str(groningen.figure)) == ("Groningen", YEAR_END, "51")
    assert report.municipalities_of("zuid") == ()


def test_every_figure_has_an_id_of_its_own() -> None:
    rows = [regional(slug, month_end(n), 5 + n * n) for slug in REGIONS for n in range(8)]
    report = coverage(*rows, *(regional("noord", YEAR_END, 9, source=NDW),))
    ids = [p.figure.id for s in report.series for p in s.points]
    ids += [p.figure.id for s in report.series for p in s.placed]
    ids += [f.id for s in report.series for t in s.trends for f in (t.slope, t.error, t.first)]
    ids += [p.figure.id for p in report.total] + [
        f.figure.id for o in report.others for f in o.figures
    ]
    assert len(ids) == len(set(ids))
    assert all(ids)
