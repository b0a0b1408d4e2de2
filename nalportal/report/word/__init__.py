"""The report as a Word document: the blocks of paper, in styles that an office can change.

Why: decision 36.
"""

from .pictures import pictures_of
from .render import render_changes_docx, render_docx, render_unit_docx

__all__ = ["pictures_of", "render_changes_docx", "render_docx", "render_unit_docx"]
