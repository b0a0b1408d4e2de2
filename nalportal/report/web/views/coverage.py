"""The charge points of one region, and of one municipality."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from indicators.charts import region_charts
from indicators.reports import collect_municipality

from ...addresses import Version
from ...build import Part
from ...provenance import cited, cited_by
from ...tables.stock import points
from ..asking import reads
from ..charts import drawn, with_charts
from ..http import edition_for, revalidated


@require_safe
@revalidated
@reads()
def region(
    request: HttpRequest, region: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """Figures 1 and 2 for one region, and the stock of each of its municipalities."""
    edition = edition_for(request, slug, version, Part.INDICATORS)
    coverage = edition.report.indicators.coverage
    series = next((one for one in coverage.series if one.region == region), None)
    if series is None:
        raise Http404
    outlook = edition.report.outlook
    charts = drawn(edition.report, lambda: {"own": region_charts(coverage, region, outlook)})
    return with_charts(
        request,
        "report/coverage_region.html",
        {
            "nav": "indicators",
            "edition": edition,
            "coverage": coverage,
            "series": series,
            "municipalities": coverage.municipalities_of(region),
        },
        charts,
    )


@require_safe
@revalidated
@reads()
def municipality(
    request: HttpRequest, code: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The stock of one municipality: as it was frozen, or from the register its whole series."""
    edition = edition_for(request, slug, version, Part.INDICATORS)
    coverage = edition.report.indicators.coverage
    found = next((one for one in coverage.municipalities if one.code == code), None)
    if found is None:
        raise Http404
    regions = {series.region: series.name for series in coverage.series}
    # What is frozen of a municipality is its stock; the register may have changed since.
    own = (
        collect_municipality(coverage, found, edition.report.figures_until)
        if edition.is_live
        else None
    )
    charts = drawn(edition.report, lambda: {"own": region_charts(own, code)} if own else {})
    return with_charts(
        request,
        "report/coverage_municipality.html",
        {
            "nav": "indicators",
            "edition": edition,
            "municipality": found,
            "kind": points(coverage.only_kind),
            "region": regions.get(found.region, found.region),
            "own": own,
            "sources": cited(own) if own else cited_by(found.figure, coverage.sources),
        },
        charts,
    )
