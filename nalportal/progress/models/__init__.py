"""What is reported: units, milestones, texts, rounds, submissions and snapshots."""

from .milestones import (
    CONFIRMED_UNCHANGED,
    MOVED,
    NOTHING_NEW,
    Category,
    EvidenceLink,
    Milestone,
    Theme,
)
from .receipts import Receipt
from .rounds import (
    CategoryStatement,
    HandIn,
    Publication,
    Round,
    RoundLogEntry,
    Snapshot,
    Statement,
    Submission,
)
from .states import RoundState, SubmissionState
from .texts import Indicator, Place, PrintedDifference, ReportText
from .units import ReportingUnit, UnitKind

__all__ = [
    "CONFIRMED_UNCHANGED",
    "MOVED",
    "NOTHING_NEW",
    "Category",
    "CategoryStatement",
    "EvidenceLink",
    "HandIn",
    "Indicator",
    "Milestone",
    "Place",
    "PrintedDifference",
    "Publication",
    "Receipt",
    "ReportText",
    "ReportingUnit",
    "Round",
    "RoundLogEntry",
    "RoundState",
    "Snapshot",
    "Statement",
    "Submission",
    "SubmissionState",
    "Theme",
    "UnitKind",
]
