"""The numbers of a chart as a table: what stands under it, and in its file. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from indicators.reports import CoverageReport, RateRow, RegionSeries
from nalportal.figures import NOT_APPLICABLE, UNKNOWN, Figure, no_figure

from ..labels import period_name
from ..memoize import once_per_value
from .descriptions import Moment

Value = str | date | Figure


@dataclass(frozen=True)
class Numbers:
    """A heading per column, and rows as wide."""

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def of_dates(title: str, moments: Iterable[Moment]) -> Numbers:
    """A figure per date."""
    return Numbers(
        (_("Datum"), title, _("Voorlopig")),
        tuple((m.on, m.figure, yes_or_no(m.provisional)) for m in moments),
    )


def of_periods(title: str, rows: Iterable[tuple[RateRow, Figure]]) -> Numbers:
    """A figure per period, and whether it was computed or reported."""
    return Numbers(
        (_("Periode"), _("Vanaf"), _("Tot en met"), title, _("Grondslag")),
        tuple(
            (period_name(row), row.period_from, row.on, figure, row.basis) for row, figure in rows
        ),
    )


@once_per_value(keep=32)
def stock(coverage: CoverageReport) -> Numbers:
    """Figure 1: a row per date, a column per region, and all together."""
    found = [{point.on: point for point in series.points} for series in coverage.series]
    together = {point.on: point for point in coverage.total}
    dates = sorted({on for points in found for on in points})
    # One municipality alone has no total.
    heading = (_("Alle regio's"),) if together else ()
    return Numbers(
        (_("Datum"), *_names(coverage), *heading, _("Voorlopig")),
        tuple(
            (
                on,
                *(points[on].figure if on in points else _UNKNOWN for points in found),
                *(together[on].figure for _one in heading),
                yes_or_no(any(on in points and points[on].provisional for points in found)),
            )
            for on in dates
        ),
    )


@once_per_value(keep=32)
def placed(coverage: CoverageReport) -> Numbers:
    """Figure 2: a row per month, a column per region."""
    found = [{point.on: point for point in series.placed} for series in coverage.series]
    dates = sorted({on for points in found for on in points})
    return Numbers(
        (_("Maand tot en met"), *_names(coverage), _("Voorlopig")),
        tuple(
            (
                on,
                *(points[on].figure if on in points else _UNKNOWN for points in found),
                yes_or_no(any(on in points and points[on].provisional for points in found)),
            )
            for on in dates
        ),
    )


@once_per_value(keep=32)
def area(series: RegionSeries) -> Numbers:
    """One region or municipality: its stock on each date, and what came since the month before."""
    months = {point.on: point.figure for point in series.placed}
    return Numbers(
        (_("Datum"), _("Laadpunten"), _("Erbij in de maand"), _("Voorlopig")),
        tuple(
            (p.on, p.figure, months.get(p.on, _NOTHING_BEFORE), yes_or_no(p.provisional))
            for p in series.points
        ),
    )


def placed_in(series: RegionSeries) -> Numbers:
    """One panel of figure 2."""
    return Numbers(
        (_("Maand tot en met"), series.name, _("Voorlopig")),
        tuple((p.on, p.figure, yes_or_no(p.provisional)) for p in series.placed),
    )


_UNKNOWN = no_figure("", UNKNOWN)
_NOTHING_BEFORE = no_figure("", NOT_APPLICABLE)


def _names(coverage: CoverageReport) -> Sequence[str]:
    return [series.name for series in coverage.series]


def yes_or_no(answer: bool) -> str:
    return _("ja") if answer else _("nee")
