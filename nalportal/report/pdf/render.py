"""From a report to the bytes of its PDF."""

from datetime import date

from ..model import Report, Stamp
from .accessibility import mark_row_headers
from .document import Document, unit_document, whole_document
from .drawings import charts_of, icons
from .glyphs import fit_to_print
from .typst_process import compile_pdf


def render_pdf(report: Report, stamp: Stamp) -> bytes:
    """The whole report. The same report and stamp always give the same bytes.

    Raises :class:`PdfError`.
    """
    return _pdf(whole_document(report, stamp, charts_of(report)), report.reference_on)


def render_unit_pdf(report: Report, stamp: Stamp, slug: str) -> bytes:
    """One unit's own PDF. Raises ``LookupError`` for an unknown unit, and :class:`PdfError`."""
    unit = next((unit for unit in report.units() if unit.slug == slug), None)
    if unit is None:
        raise LookupError(slug)
    return _pdf(unit_document(report, stamp, unit), report.reference_on)


def _pdf(document: Document, on: date) -> bytes:
    return mark_row_headers(compile_pdf(ready(document), on))


def ready(document: Document) -> Document:
    """The document as Typst gets it: with the icons, and every string fit to print."""
    return fit_to_print({**document, "icons": icons()})
