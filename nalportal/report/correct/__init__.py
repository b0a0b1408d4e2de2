"""Corrections: the next version of a published report, made from the last one, never from the
register, which has moved on.

Why: decision 19.
"""

from .applying import CorrectionError, Replacement, applied
from .differences import Difference, differences
from .fields import Correctable, correctables
from .register import Step, carry, steps
from .verb import correct, newest_report

__all__ = [
    "Correctable",
    "CorrectionError",
    "Difference",
    "Replacement",
    "Step",
    "applied",
    "carry",
    "correct",
    "correctables",
    "differences",
    "newest_report",
    "steps",
]
