"""From a report to the bytes of its PDF."""

from datetime import date

from ..compare import Comparison
from ..model import Report, Stamp
from .accessibility import mark_row_headers
from .document import Document, changes_document, unit_document, whole_document
from .drawings import charts_of, icons
from .glyphs import fit_to_print
from .typst_process import compile_pdf


def render_pdf(report: Report, stamp: Stamp, since: Comparison | None = None) -> bytes:
    """The whole report, with ``since`` as an annex if it is given.

    The same report, stamp and comparison always give the same bytes. Raises :class:`PdfError`.
    """
    return _pdf(whole_document(report, stamp, charts_of(report), since), report.reference_on)


def render_unit_pdf(
    report: Report, stamp: Stamp, slug: str, since: Comparison | None = None
) -> bytes:
    """One unit's own PDF. Raises ``LookupError`` for an unknown unit, and :class:`PdfError`."""
    unit = next((unit for unit in report.units() if unit.slug == slug), None)
    if unit is None:
        raise LookupError(slug)
    return _pdf(unit_document(report, stamp, unit, since), report.reference_on)


def render_changes_pdf(report: Report, stamp: Stamp, since: Comparison, slug: str = "") -> bytes:
    """Only what changed in ``report``, or in the part of the unit ``slug``.

    Raises ``LookupError`` for an unknown unit, and :class:`PdfError`.
    """
    unit = since.unit(slug) if slug else None
    return _pdf(changes_document(report, stamp, since, unit), report.reference_on)


def _pdf(document: Document, on: date) -> bytes:
    return mark_row_headers(compile_pdf(ready(document), on))


def ready(document: Document) -> Document:
    """The document as Typst gets it: with the icons, and every string fit to print."""
    return fit_to_print({**document, "icons": icons()})
