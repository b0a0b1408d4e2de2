"""From a report to the bytes of its PDF."""

from datetime import date

from django.utils import timezone

from nalportal.progress.reports import UnitReport

from ..compare import Comparison
from ..model import Report, Stamp
from .accessibility import PiecesError, with_spoken_tags
from .comparison import spoken_pieces
from .document import Document, changes_document, unit_document, whole_document
from .drawings import charts_of, icons
from .glyphs import fit_to_print
from .imprint import BARE, Imprint
from .typst_process import PdfError, compile_pdf


def render_pdf(
    report: Report,
    stamp: Stamp,
    since: Comparison | None = None,
    imprint: Imprint = BARE,
) -> bytes:
    """The whole report, with ``since`` as an annex if it is given.

    The same report, stamp, comparison and imprint always give the same bytes. Raises
    :class:`PdfError`.
    """
    document = whole_document(report, stamp, charts_of(report), since, imprint)
    return _pdf(document, made_on(report, stamp))


def render_unit_pdf(
    report: Report, stamp: Stamp, slug: str, since: Comparison | None = None
) -> bytes:
    """One unit's own PDF. Raises ``LookupError`` for an unknown unit, and :class:`PdfError`."""
    unit = unit_of(report, slug)
    return _pdf(unit_document(report, stamp, unit, since), made_on(report, stamp))


def unit_of(report: Report, slug: str) -> UnitReport:
    """The unit with this slug. Raises ``LookupError``."""
    for unit in report.units():
        if unit.slug == slug:
            return unit
    raise LookupError(slug)


def render_changes_pdf(report: Report, stamp: Stamp, since: Comparison, slug: str = "") -> bytes:
    """Only what changed in ``report``, or in the part of the unit ``slug``.

    Raises ``LookupError`` for an unknown unit, and :class:`PdfError`.
    """
    unit = since.unit(slug) if slug else None
    return _pdf(changes_document(report, stamp, since, unit), made_on(report, stamp))


def made_on(report: Report, stamp: Stamp) -> date:
    """The day that the file says it was made: known and fixed, so that it is always the same."""
    stood_on = timezone.localdate(stamp.as_of) if stamp.as_of else report.reference_on
    return stamp.frozen_on or stood_on


def _pdf(document: Document, on: date) -> bytes:
    fit = ready(document)
    try:
        return with_spoken_tags(compile_pdf(fit, on), list(spoken_pieces(fit)))
    except PiecesError as error:
        raise PdfError(f"What changed would not be told: {error}") from error


def ready(document: Document) -> Document:
    """The document as Typst gets it: with the icons, and every string fit to print."""
    return fit_to_print({**document, "icons": icons()})
