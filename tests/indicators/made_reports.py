"""Reports of the indicators with the figures a test names; what it doesn't name is fictitious."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators.reports import (
    BreakEntry,
    CoverageReport,
    IndicatorTexts,
    RateReport,
    RateRow,
    RatioColumn,
    RatioReport,
    RegionSeries,
    SeriesPoint,
)
from nalportal.dutch import PartialDate, Precision
from nalportal.figures import Figure, no_figure, ratio, total

NO_TEXTS = IndicatorTexts("fictief", "Fictief", None, (), (), (), ())
REGIONS = {
    "g4": "G4",
    "noord": "Noord",
    "noordwest": "Noordwest",
    "oost": "Oost",
    "zuid": "Zuid",
    "zuidwest": "Zuidwest",
}

# A number, or the reason why there is none.
Value = int | str


def figure(value: Value) -> Figure:
    return no_figure("f", value) if isinstance(value, str) else Figure("f", Decimal(value))


def break_in(year: int, month: int, letter: str = "a", text: str = "Anders geteld.") -> BreakEntry:
    return BreakEntry(letter, PartialDate(date(year, month, 1), Precision.MONTH), text, "Fictief")


SEPTEMBER_2019 = break_in(2019, 9, "a", "Laadpunten in plaats van aansluitingen.")
SEPTEMBER_2020 = break_in(2020, 9, "b", "Thuislaadpunten tellen niet meer mee.")


def ratio_report(
    rows: Sequence[tuple[date, Value, Value]],
    breaks: tuple[BreakEntry, ...] = (),
    provisional: Sequence[date] = (),
) -> RatioReport:
    """Each row: a date, charge points, vehicles."""
    columns = []
    for on, points, vehicles in rows:
        stock, cars = figure(points), figure(vehicles)
        columns.append(
            RatioColumn(
                on,
                (on.month, on.day) == (12, 31),
                on in provisional,
                stock,
                cars,
                ratio("r", cars, stock),
            )
        )
    return RatioReport(NO_TEXTS, tuple(columns), (), "", breaks, (), ())


def table_1() -> RatioReport:
    """Table 1 of the printed report, with the breaks that fall within it."""
    return ratio_report(
        [
            (date(2016, 12, 31), 26_700, 108_958),
            (date(2017, 12, 31), 33_630, 117_845),
            (date(2018, 12, 31), 36_977, 138_218),
            (date(2019, 12, 31), 50_772, 196_858),
            (date(2020, 12, 31), 65_613, 272_895),
            (date(2021, 3, 31), 74_838, 287_790),
        ],
        (SEPTEMBER_2019, SEPTEMBER_2020),
    )


def rate_report(
    rows: Sequence[tuple[str, Value, Value, Value]], breaks: tuple[BreakEntry, ...] = ()
) -> RateReport:
    """Each row: the name of a period, public, semi-public, fast."""
    made = []
    for label, *values in rows:
        public, semi_public, fast = parts = [figure(value) for value in values]
        on = date(2020, 12, 31)
        made.append(RateRow(label, on, on, "opgave", public, semi_public, fast, total("t", parts)))
    return RateReport(NO_TEXTS, tuple(made), breaks, (), ())


def table_2() -> RateReport:
    return rate_report(
        [
            ("2015 t/m 2019", 308, 192, 18),
            ("2019 tot start NAL (juni 2020)", 483, 366, 32),
            ("sinds start NAL (tot 30-4-2021)", 992, 460, 59),
        ]
    )


def month_end(number: int) -> date:
    """The end of the ``number``-th month from January 2012 on."""
    year, month = 2012 + number // 12, number % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def series(region: str, name: str, values: Sequence[Value], start: int = 0) -> RegionSeries:
    points = [
        SeriesPoint(month_end(start + index), figure(value)) for index, value in enumerate(values)
    ]
    return RegionSeries(region, name, tuple(points), (), ())


def coverage_report(
    points: int, breaks: tuple[BreakEntry, ...] = (), start: int = 0
) -> CoverageReport:
    """Six regions with ``points`` months each, from the month with number ``start`` on."""
    made = [
        series(slug, name, [1000 * (rank + 1) + 90 * i for i in range(points)], start)
        for rank, (slug, name) in enumerate(REGIONS.items())
    ]
    return coverage_of(*made, breaks=breaks)


def coverage_of(*made: RegionSeries, breaks: tuple[BreakEntry, ...] = ()) -> CoverageReport:
    return CoverageReport(NO_TEXTS, made, (), (), breaks, (), ())
