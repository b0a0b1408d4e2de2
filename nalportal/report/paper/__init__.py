"""The report on paper: PDF/UA-1 and PDF/A-2a in one file, laid out by Typst."""

from .drawings import with_regular_weight
from .imprint import Choices, Imprint, imprint_now
from .render import render_changes_pdf, render_pdf, render_unit_pdf
from .typst_process import PdfError

__all__ = [
    "Choices",
    "Imprint",
    "PdfError",
    "imprint_now",
    "render_changes_pdf",
    "render_pdf",
    "render_unit_pdf",
    "with_regular_weight",
]
