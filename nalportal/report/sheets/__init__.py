"""The report as figures to work with: a workbook (XLSX) and a list of all figures (CSV)."""

from .render import columns_of_csv, numbers_csv, render_csv, render_xlsx

__all__ = [
    "columns_of_csv",
    "numbers_csv",
    "render_csv",
    "render_xlsx",
]
