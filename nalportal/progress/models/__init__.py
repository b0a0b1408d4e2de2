"""What is reported: units, milestones, texts, rounds, submissions and snapshots."""

from nalportal.pages.models import Receipt
from nalportal.records.versions import CONFIRMED_UNCHANGED, MOVED, NOTHING_NEW

from .milestones import Category, EvidenceLink, Milestone, Theme
from .rounds import Publication, Round, RoundLogEntry, Snapshot
from .states import RoundState, RoundVerb, SubmissionState, SubmissionVerb
from .submissions import (
    CategoryStatement,
    HandIn,
    ReviewRemark,
    Statement,
    Submission,
    SubmissionLogEntry,
)
from .texts import COPIED_FROM, Indicator, Place, PrintedDifference, ReportText
from .units import ReportingUnit, UnitKind

__all__ = [
    "CONFIRMED_UNCHANGED",
    "COPIED_FROM",
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
    "ReviewRemark",
    "Round",
    "RoundLogEntry",
    "RoundState",
    "RoundVerb",
    "Snapshot",
    "Statement",
    "Submission",
    "SubmissionLogEntry",
    "SubmissionState",
    "SubmissionVerb",
    "Theme",
    "UnitKind",
]
