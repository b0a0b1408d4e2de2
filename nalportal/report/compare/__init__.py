"""Two reports side by side: what is new, changed, moved, gone; pure, from any two reports.

Why: decision 17.
"""

from .items import ChangeKind, Counts, ItemChange, UnitComparison
from .model import Comparison, Move
from .policy import Outcome
from .units import compare_unit, count_items
from .whole import compare

__all__ = [
    "ChangeKind",
    "Comparison",
    "Counts",
    "ItemChange",
    "Move",
    "Outcome",
    "UnitComparison",
    "compare",
    "compare_unit",
    "count_items",
]
