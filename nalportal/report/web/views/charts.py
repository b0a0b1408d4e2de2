"""One chart: its page, its files, and as a part of pages of other sites."""

import logging
from datetime import date
from math import ceil

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from indicators.charts import Chart, DrawingError, Sketch, draw, sketch_named
from indicators.charts.numbers import Value
from indicators.reports import SourceEntry
from nalportal.dutch import short_date
from nalportal.figures import Figure

from ...addresses import Version
from ...build import Part
from ...editions import Edition, NoSuchEditionError, edition_of_round, published
from ...labels import source_line
from ...paper import with_regular_weight
from ...provenance import editions_of
from ...sheets import numbers_csv
from ...word import pictures_of
from ..asking import reads
from ..http import edition_for, revalidated, rounds_of
from ..one_at_a_time import told_to_wait
from .downloads import CSV, document_once, file_response

log = logging.getLogger(__name__)


@require_safe
@revalidated
@reads()
def chart(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One chart with its numbers, its files and how to show it elsewhere."""
    edition, sketch = sketch_of(request, chart, slug, version)
    first = sketch.numbers.rows[0] if sketch.numbers.rows else sketch.numbers.head
    context = {
        "nav": "indicators",
        "edition": edition,
        "chart": _drawn(edition, sketch),
        "head": list(zip(sketch.numbers.head, map(_is_number, first), strict=True)),
        "rows": [[(_words(v), _is_number(v)) for v in row] for row in sketch.numbers.rows],
        "key": chart,
        "sources": [(source, "") for source in _sources(edition, sketch)],
        "embed": _embed_code(edition, sketch),
    }
    return render(request, "report/chart.html", context)


def _words(value: Value) -> str:
    return short_date(value) if isinstance(value, date) else str(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, Figure)


def _sources(edition: Edition, sketch: Sketch) -> list[SourceEntry]:
    """Who published the figures that a chart shows."""
    known = editions_of(edition.report)
    figures = (v for row in sketch.numbers.rows for v in row if isinstance(v, Figure))
    keys = dict.fromkeys(key for figure in figures for key in figure.sources)
    return [known[key] for key in keys if key in known]


# A frame as wide as a column of text.
EMBED_WIDTH = 560
# Around the chart in it: the room at the sides, and at the most the lines above and below.
EMBED_SIDES, EMBED_LINE, EMBED_CHARACTERS = 24, 21, 70
# A longer note is folded away, so that the chart stays large.
LONGEST_NOTE = 160


def _embed_code(edition: Edition, sketch: Sketch) -> dict[str, object]:
    """Where the chart stands to be framed, of this version and of whatever is newest, and how large
    it is with all its words; empty where no other site may."""
    if edition.is_live or edition.is_unpublished or not settings.EMBED_HOSTS:
        return {}
    where = {"slug": edition.report.slug, "version": edition.stamp.version, "chart": sketch.key}
    width, height = sketch.size
    sources = sum(len(f"{source_line(one)}{one.licence}") for one in _sources(edition, sketch))
    note = len(sketch.note) if len(sketch.note) <= LONGEST_NOTE else 1
    # The title and both paragraphs, each with the room under it, and the words between the sources.
    words = (2 * len(sketch.title), note, sources + 260)
    lines = 3 + sum(ceil(size / EMBED_CHARACTERS) for size in words)
    return {
        "version": f"{settings.SITE_URL}{reverse('embed-version', kwargs=where)}",
        "newest": f"{settings.SITE_URL}{reverse('embed', args=[sketch.key])}",
        "width": EMBED_WIDTH,
        "height": ceil((EMBED_WIDTH - EMBED_SIDES) * height / width) + EMBED_LINE * lines,
    }


@require_safe
@revalidated
def svg(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One chart as a picture, the same as on the page."""
    edition, sketch = sketch_of(request, chart, slug, version)
    content = _drawn(edition, sketch).svg.encode()
    return file_response(content, "image/svg+xml", f"{edition.file_stem}-{chart}.svg")


@require_safe
@told_to_wait
@revalidated
def png(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One chart as a picture of dots."""
    edition, sketch = sketch_of(request, chart, slug, version)

    def make() -> bytes:
        drawing = with_regular_weight(_drawn(edition, sketch).svg)
        return pictures_of({"svg": drawing})[drawing]

    content = document_once(edition, f"{chart}.png", make)
    return file_response(content, "image/png", f"{edition.file_stem}-{chart}.png")


@require_safe
@revalidated
def csv(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The numbers that one chart shows, and no others."""
    edition, sketch = sketch_of(request, chart, slug, version)
    described_by = edition.urls.to("chart-csv-metadata", chart=chart)
    name = f"{edition.file_stem}-{chart}.csv"
    return file_response(numbers_csv(sketch.numbers), CSV, name, described_by)


def sketch_of(
    request: HttpRequest, chart: str, slug: str | None, version: Version
) -> tuple[Edition, Sketch]:
    """A chart of an edition; 404 where that has none of this name."""
    edition = edition_for(request, slug, version, Part.INDICATORS)
    return edition, _of_edition(edition, chart)


def _of_edition(edition: Edition, chart: str) -> Sketch:
    """404 for a chart that the edition does not have."""
    sketch = sketch_named(edition.report.indicators, chart, edition.report.outlook)
    if sketch is None:
        raise Http404
    return sketch


def _drawn(edition: Edition, sketch: Sketch) -> Chart:
    """404 where it cannot be drawn: its numbers are in a table elsewhere."""
    try:
        (drawn,) = draw((sketch,))
    except DrawingError as error:
        log.exception("The chart %s of %s could not be drawn", sketch.key, edition.report.slug)
        raise Http404 from error
    return drawn


# ------------------------------------------------------------------------ within other sites


@require_safe
@xframe_options_exempt
@reads()
def embed(
    request: HttpRequest, chart: str, slug: str = "", version: int | None = None
) -> HttpResponseBase:
    """One chart of what is published, for the sites of NAL_EMBED_HOSTS to frame: of the newest
    round, of the newest version of a round, or of one version for good."""
    response = _embedded(request, chart, slug, version)
    # The pages of those sites, and no others, may hold this one.
    response._csp_replace = {"frame-ancestors": settings.EMBED_HOSTS or ["'none'"]}  # type: ignore[attr-defined] # how django-csp is told
    return response


@revalidated
def _embedded(request: HttpRequest, chart: str, slug: str, version: int | None) -> HttpResponseBase:
    rounds = rounds_of(request)
    newest = slug or next((entry.slug for entry in published(rounds)), "")
    try:
        edition = edition_of_round(rounds, newest, version)
    except NoSuchEditionError as error:
        raise Http404 from error
    sketch = _of_edition(edition, chart)
    context = {
        "edition": edition,
        "chart": _drawn(edition, sketch),
        "sources": _sources(edition, sketch),
        "folded": len(sketch.note) > LONGEST_NOTE,
        "page": f"{settings.SITE_URL}{edition.urls.to('chart', chart=chart)}",
    }
    return render(request, "report/embed.html", context)
