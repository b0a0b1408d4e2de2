"""The charts of the indicators: from report data to SVG, the same on the page and on paper.

``bars``, ``rates`` and ``lines`` turn a report into sketches (a Vega-Lite spec and its Dutch words;
pure functions), ``drawing`` has each sketch drawn once and keeps it, ``cleaning`` makes the SVG fit
for a page with a strict Content-Security-Policy and for Typst.
"""

from indicators.reports import CoverageReport, RateReport, RatioReport

from .bars import ratio_sketches
from .drawing import Chart, DrawingError, draw
from .lines import coverage_sketch
from .rates import rate_sketches

__all__ = ["Chart", "DrawingError", "coverage_chart", "rate_charts", "ratio_charts"]


def ratio_charts(ratio: RatioReport) -> tuple[Chart, ...]:
    """Table 1 as three panels: charge points, vehicles, vehicles per point. None without dates.

    Raises :class:`DrawingError` when the charts cannot be drawn (so do the other two).
    """
    return draw(ratio_sketches(ratio))


def rate_charts(rate: RateReport) -> tuple[Chart, ...]:
    """Table 2 as four panels on one scale: public, semi-public, fast, total. None without rows."""
    return draw(rate_sketches(rate))


def coverage_chart(coverage: CoverageReport) -> Chart | None:
    """Figure 1, a line per region; ``None`` while no region has a figure."""
    sketch = coverage_sketch(coverage)
    return draw((sketch,))[0] if sketch else None
