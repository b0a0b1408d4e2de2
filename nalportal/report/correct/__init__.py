"""Corrections: the next version of a published report, made from the last one, never from the
register, which has moved on.

Why: decision 19.
"""

from .applying import CorrectionError, Replacement, applied
from .differences import Alteration, differences, undone
from .fields import Correctable
from .finding import Total, fitting, fitting_totals, parts_of, quoting
from .known import correctables
from .register import Step, carry, steps
from .verb import correct, first_report, fresh_report, newest_report

__all__ = [
    "Alteration",
    "Correctable",
    "CorrectionError",
    "Replacement",
    "Step",
    "Total",
    "applied",
    "carry",
    "correct",
    "correctables",
    "differences",
    "first_report",
    "fitting",
    "fitting_totals",
    "fresh_report",
    "newest_report",
    "parts_of",
    "quoting",
    "steps",
    "undone",
]
