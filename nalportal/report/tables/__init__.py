"""The tables between a report and its outputs: told once, shown by page, paper and data files."""

from .contents import Chapter, all_tables, contents, indicators
from .figures import FigureLine, figure_lines
from .model import Table

__all__ = [
    "Chapter",
    "FigureLine",
    "Table",
    "all_tables",
    "contents",
    "figure_lines",
    "indicators",
]
