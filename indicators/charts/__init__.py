"""The charts of the indicators: from report data to SVG, the same on the page and on paper.

``bars``, ``rates``, ``lines`` and ``placed`` turn a report into sketches (a Vega-Lite spec, its
Dutch words and its numbers; pure functions), ``drawing`` has each sketch drawn once and keeps it,
``cleaning`` makes the SVG fit for a page with a strict Content-Security-Policy and for Typst.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from indicators.reports import (
    CoverageReport,
    IndicatorsReport,
    MeasureTable,
    OutlookTable,
    RateReport,
    RatioReport,
)
from nalportal.dutch import within_sentence

from .drawing import Chart, DrawingError, Sketch, draw
from .lines import coverage_sketch, region_sketch
from .measured import DRAWN, measured_sketch
from .monthly import placed_sketches
from .numbers import Numbers
from .rates import rate_sketches
from .ratios import ratio_sketches

__all__ = [
    "DRAWN",
    "Chart",
    "DrawingError",
    "Numbers",
    "Sketch",
    "coverage_chart",
    "draw",
    "measured_charts",
    "placed_charts",
    "rate_charts",
    "ratio_charts",
    "region_charts",
    "sketch_named",
    "sketches_of",
]


Outlook = tuple[OutlookTable, ...]


def ratio_charts(ratio: RatioReport, outlook: Outlook = ()) -> tuple[Chart, ...]:
    """Table 1 as three panels: charge points, vehicles, vehicles per point. None without dates.

    ``outlook``: the targets and forecasts of the report, which stand beside what was observed.

    Raises :class:`DrawingError` when the charts cannot be drawn (so do the others).
    """
    return draw(ratio_sketches(ratio, outlook))


def rate_charts(rate: RateReport) -> tuple[Chart, ...]:
    """Table 2 as four panels on one scale: public, semi-public, fast, total. None without rows."""
    return draw(rate_sketches(rate))


def coverage_chart(coverage: CoverageReport) -> Chart | None:
    """Figure 1, a line per region; ``None`` while no region has a figure."""
    sketch = coverage_sketch(coverage)
    return draw((sketch,))[0] if sketch else None


def placed_charts(coverage: CoverageReport) -> tuple[Chart, ...]:
    """Figure 2, a panel per region on one scale; none without two months after each other."""
    return draw(placed_sketches(coverage))


def measured_charts(table: MeasureTable, outlook: Outlook = ()) -> tuple[Chart, ...]:
    """The chart of a table of any measure; none where it has nothing to draw."""
    sketch = measured_sketch(table, outlook)
    return draw((sketch,)) if sketch else ()


def region_charts(
    coverage: CoverageReport, region: str, outlook: Outlook = ()
) -> tuple[Chart, ...]:
    """Figures 1 and 2 for one region, as far as it has figures for them."""
    return draw(_of_region(coverage, region, outlook))


def _of_region(coverage: CoverageReport, region: str, outlook: Outlook) -> list[Sketch]:
    stock = region_sketch(coverage, region, outlook)
    months = [
        replace(one, title=_("Laadpunten erbij per maand, {name}").format(name=one.title))
        for one in placed_sketches(coverage)
        if one.key == f"geplaatst-{region}"
    ]
    return [*([stock] if stock else []), *months]


def sketches_of(indicators: IndicatorsReport, outlook: Outlook = ()) -> Iterator[Sketch]:
    """All charts of a report, none of them drawn yet."""
    yield from ratio_sketches(indicators.ratio, outlook)
    for one in rate_sketches(indicators.rate):
        # Beside the others its type is enough of a title; alone nobody would know what it is of.
        title = _("Laadpunten erbij per maand, {type}").format(type=within_sentence(one.title))
        yield replace(one, title=title)
    coverage = indicators.coverage
    yield from filter(None, [coverage_sketch(coverage)])
    for series in coverage.series:
        yield from _of_region(coverage, series.region, outlook)
    yield from filter(None, (measured_sketch(table, outlook) for table in indicators.tables))


def sketch_named(indicators: IndicatorsReport, key: str, outlook: Outlook = ()) -> Sketch | None:
    """The chart of a report with this key; ``None`` if the report has no such."""
    return next((one for one in sketches_of(indicators, outlook) if one.key == key), None)
