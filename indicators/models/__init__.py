"""Figures about areas: what is measured, each figure with its source, and how all that is shown."""

from .dimensions import TOTAL, TOTALS, Dimension, DimensionValue
from .figures import (
    LOWER_BOUNDS,
    OBSERVED,
    PARTS,
    PROVINCES,
    Accuracy,
    AreaKind,
    ChargerType,
    Edition,
    Measure,
    MeasureKind,
    Missing,
    Observation,
    SeriesBreak,
    Source,
    Succession,
    ValueKind,
    areas_of,
    kind_of_area,
)
from .presentations import PRINTED, Layout, Presentation
from .published import PublishedTable

__all__ = [
    "LOWER_BOUNDS",
    "OBSERVED",
    "PARTS",
    "PRINTED",
    "PROVINCES",
    "TOTAL",
    "TOTALS",
    "Accuracy",
    "AreaKind",
    "ChargerType",
    "Dimension",
    "DimensionValue",
    "Edition",
    "Layout",
    "Measure",
    "MeasureKind",
    "Missing",
    "Observation",
    "Presentation",
    "PublishedTable",
    "SeriesBreak",
    "Source",
    "Succession",
    "ValueKind",
    "areas_of",
    "kind_of_area",
]
