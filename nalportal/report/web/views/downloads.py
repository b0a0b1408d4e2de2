"""Files of an edition: the stored bytes of a frozen one, a concept of the live one."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.charts import DrawingError, Sketch, draw, sketch_named

from ...addresses import Version
from ...build import Part
from ...editions import Edition
from ...sheets import numbers_csv, render_csv, render_xlsx
from ..http import edition_for, revalidated
from ..picture import picture_png

log = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_response(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@revalidated
def pdf(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The whole report on paper."""
    edition = edition_for(request, slug, version)
    return file_response(edition.pdf_bytes(), PDF, f"{edition.file_stem}.pdf")


@require_safe
@revalidated
def payload(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The canonical JSON: exactly the bytes that the control number is of."""
    edition = edition_for(request, slug, version)
    return file_response(edition.payload_bytes(), "application/json", f"{edition.file_stem}.json")


@require_safe
@revalidated
def xlsx(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The report as a workbook."""
    edition = edition_for(request, slug, version)
    return file_response(xlsx_bytes(edition), XLSX, f"{edition.file_stem}.xlsx")


@require_safe
@revalidated
def csv(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """All figures of the report, one per line."""
    edition = edition_for(request, slug, version)
    return file_response(csv_bytes(edition), CSV, f"{edition.file_stem}.csv")


@require_safe
@revalidated
def unit_pdf(
    request: HttpRequest, unit: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One unit's own part on paper."""
    edition = _with_unit(edition_for(request, slug, version), unit)
    content = once_per_version(edition, f"{unit}.pdf", lambda: edition.unit_pdf_bytes(unit))
    return file_response(content, PDF, f"{edition.file_stem}-{unit}.pdf")


@require_safe
@revalidated
def docx(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """The whole report as a Word document."""
    edition = edition_for(request, slug, version)
    return file_response(docx_bytes(edition), DOCX, f"{edition.file_stem}.docx")


@require_safe
@revalidated
def unit_docx(
    request: HttpRequest, unit: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One unit's own part as a Word document."""
    edition = _with_unit(edition_for(request, slug, version), unit)
    content = once_per_version(edition, f"{unit}.docx", lambda: edition.unit_docx_bytes(unit))
    return file_response(content, DOCX, f"{edition.file_stem}-{unit}.docx")


def _with_unit(edition: Edition, unit: str) -> Edition:
    """404 for a unit that the edition does not have."""
    if unit not in {report.slug for report in edition.report.units()}:
        raise Http404
    return edition


@require_safe
@revalidated
def chart_svg(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """One chart as a picture, the same as on the page."""
    edition, sketch = _chart(request, chart, slug, version)
    try:
        (drawn,) = draw((sketch,))
    except DrawingError as error:
        log.exception("The chart %s of %s could not be drawn", chart, edition.report.slug)
        raise Http404 from error
    return file_response(drawn.svg.encode(), "image/svg+xml", f"{edition.file_stem}-{chart}.svg")


@require_safe
@revalidated
def chart_csv(
    request: HttpRequest, chart: str, slug: str | None = None, version: Version = None
) -> HttpResponse:
    """The numbers that one chart shows, and no others."""
    edition, sketch = _chart(request, chart, slug, version)
    return file_response(numbers_csv(sketch.numbers), CSV, f"{edition.file_stem}-{chart}.csv")


def _chart(
    request: HttpRequest, chart: str, slug: str | None, version: Version
) -> tuple[Edition, Sketch]:
    """404 for a chart that the edition does not have."""
    edition = edition_for(request, slug, version, Part.INDICATORS)
    sketch = sketch_named(edition.report.indicators, chart, edition.report.outlook)
    if sketch is None:
        raise Http404
    return edition, sketch


@require_safe
@revalidated
def picture(request: HttpRequest, slug: str | None = None, version: Version = None) -> HttpResponse:
    """What other sites show beside a link to the report."""
    edition = edition_for(request, slug, version)
    content = once_per_version(edition, "beeld.png", lambda: picture_png(edition))
    return HttpResponse(content, content_type="image/png")


def xlsx_bytes(edition: Edition) -> bytes:
    """The workbook of an edition."""
    return once_per_version(
        edition, "rapport.xlsx", lambda: render_xlsx(edition.report, edition.stamp)
    )


def docx_bytes(edition: Edition) -> bytes:
    """The Word document of an edition."""
    return once_per_version(edition, "rapport.docx", edition.docx_bytes)


def csv_bytes(edition: Edition) -> bytes:
    """The list of figures of an edition."""
    return once_per_version(
        edition, "rapport.csv", lambda: render_csv(edition.report, edition.stamp)
    )


def file_sizes(edition: Edition) -> dict[str, str]:
    """How large each file of a frozen edition is, in words; of a live one nobody knows yet.

    One query for the stored files; the others are rendered once and then kept.
    """
    if edition.is_live:
        return {}
    lengths = {
        **edition.stored_lengths(),
        "xlsx": len(xlsx_bytes(edition)),
        "csv": len(csv_bytes(edition)),
    }
    return {
        name: _("%(size)s kB") % {"size": -(-length // 1024)} for name, length in lengths.items()
    }


def once_per_version(edition: Edition, name: str, make: Callable[[], bytes]) -> bytes:
    """Rendered once per frozen version, release and language, for it takes a while and anyone may
    ask for it."""
    if edition.is_live:
        return make()
    stamp, drawn = edition.stamp, f"{settings.RELEASE}:{get_language()}"
    key = f"file:{drawn}:{stamp.version}:{stamp.sha256}:{name}"
    content = caches["files"].get(key)
    if content is None:
        content = make()
        caches["files"].set(key, content, timeout=None)
    return bytes(content)
