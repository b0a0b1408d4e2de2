"""What is reported: units, milestones, texts, rounds, submissions and snapshots."""

from .milestones import Category, EvidenceLink, Milestone, Theme
from .rounds import (
    CategoryStatement,
    HandIn,
    Publication,
    Round,
    RoundLogEntry,
    RoundState,
    Snapshot,
    Statement,
    Submission,
    SubmissionState,
)
from .texts import Indicator, Place, PrintedDifference, ReportText
from .units import ReportingUnit, UnitKind

__all__ = [
    "Category",
    "CategoryStatement",
    "EvidenceLink",
    "HandIn",
    "Indicator",
    "Milestone",
    "Place",
    "PrintedDifference",
    "Publication",
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
