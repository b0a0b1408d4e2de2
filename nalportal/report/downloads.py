"""Files of an edition: the stored bytes of a frozen one, a concept of the live one."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .editions import Edition
from .http import edition_for, revalidated


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@revalidated
def pdf(request: HttpRequest, slug: str | None = None, version: int | None = None) -> HttpResponse:
    """The whole report on paper."""
    edition = edition_for(request, slug, version)
    return _file(edition.pdf_bytes(), "application/pdf", f"{edition.file_stem}.pdf")


@require_safe
@revalidated
def payload(
    request: HttpRequest, slug: str | None = None, version: int | None = None
) -> HttpResponse:
    """The canonical JSON: exactly the bytes that the control number is of."""
    edition = edition_for(request, slug, version)
    return _file(edition.payload_bytes(), "application/json", f"{edition.file_stem}.json")


@require_safe
@revalidated
def unit_pdf(
    request: HttpRequest, unit: str, slug: str | None = None, version: int | None = None
) -> HttpResponse:
    """One unit's own part on paper."""
    edition = edition_for(request, slug, version)
    if unit not in {report.slug for report in edition.report.units()}:
        raise Http404
    content = _unit_pdf_bytes(edition, unit)
    return _file(content, "application/pdf", f"{edition.file_stem}-{unit}.pdf")


def _unit_pdf_bytes(edition: Edition, unit: str) -> bytes:
    """Rendered once per frozen version and release: anyone may ask for it, and it takes a while."""
    if edition.is_live:
        return edition.unit_pdf_bytes(unit)
    key = f"unit-pdf:{settings.RELEASE}:{edition.stamp.version}:{edition.stamp.sha256}:{unit}"
    content = cache.get(key)
    if content is None:
        content = edition.unit_pdf_bytes(unit)
        cache.set(key, content, timeout=None)
    return bytes(content)
