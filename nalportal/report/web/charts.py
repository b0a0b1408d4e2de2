"""The charts that a page shows. A page can do without them: their numbers stand in its tables."""

import logging
from collections.abc import Callable, Mapping

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from indicators.charts import Chart, DrawingError

from ..drawn import of_indicator
from ..model import Report

log = logging.getLogger(__name__)

Charts = Mapping[str, tuple[Chart, ...]]
FAILED_SECONDS = 60


def charts_of(report: Report, only: str = "") -> Charts | None:
    """The charts of a report by name, or of ``only`` one indicator; None if they failed.

    Without data a chart is not there.

    (A PDF cannot do without: nothing is frozen without its charts.)
    """

    def draw() -> Charts:
        charts: dict[str, tuple[Chart, ...]] = {}
        for indicator in report.indicators.indicators:
            if only in ("", indicator.texts.slug):
                charts |= of_indicator(indicator, report.outlook)
        return charts

    return drawn(report, draw)


def drawn(report: Report, draw: Callable[[], Charts]) -> Charts | None:
    """What ``draw`` gives; None, and a line in the log, when the charts cannot be drawn.

    Then no page of that report tries again for a minute: a machine that is too busy to draw in time
    would have every reader wait for it, and be busier still.
    """
    failed = f"charts-failed:{report.slug}"
    if caches["files"].get(failed):
        return None
    try:
        return draw()
    except DrawingError:
        log.exception("The charts of %s could not be drawn", report.slug)
        caches["files"].set(failed, True, FAILED_SECONDS)
        return None


def with_charts(
    request: HttpRequest, template: str, context: Mapping[str, object], charts: Charts | None
) -> HttpResponse:
    """A page with charts; without them it is not the page to keep for the next reader."""
    response = render(request, template, {**context, "charts": charts or {}})
    if charts is None:
        patch_cache_control(response, no_store=True)
    return response
