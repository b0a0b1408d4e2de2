"""What is reported: units, milestones, texts, rounds, submissions and snapshots."""

from nalportal.pages.models import Receipt
from nalportal.records.search import SearchText
from nalportal.records.versions import CONFIRMED_UNCHANGED, MOVED, NOTHING_NEW

from .files import EvidenceFile, SnapshotFile
from .indicators import Indicator
from .milestones import Category, EvidenceLink, Milestone, Theme
from .remarks import Remark, RemarkEntry
from .rounds import (
    Publication,
    Round,
    RoundLogEntry,
    RoundReason,
    Snapshot,
    SnapshotImprint,
)
from .states import RoundState, RoundVerb, SubmissionState, SubmissionVerb
from .submissions import (
    CategoryStatement,
    HandIn,
    Statement,
    Submission,
    SubmissionLogEntry,
)
from .texts import (
    CHAPTER_PLACES,
    COPIED_FROM,
    SECTION_KEY,
    Place,
    PrintedDifference,
    ReportText,
)
from .units import ReportingUnit, UnitKind

__all__ = [
    "CHAPTER_PLACES",
    "CONFIRMED_UNCHANGED",
    "COPIED_FROM",
    "MOVED",
    "NOTHING_NEW",
    "SECTION_KEY",
    "Category",
    "CategoryStatement",
    "EvidenceFile",
    "EvidenceLink",
    "HandIn",
    "Indicator",
    "Milestone",
    "Place",
    "PrintedDifference",
    "Publication",
    "Receipt",
    "Remark",
    "RemarkEntry",
    "ReportText",
    "ReportingUnit",
    "Round",
    "RoundLogEntry",
    "RoundReason",
    "RoundState",
    "RoundVerb",
    "SearchText",
    "Snapshot",
    "SnapshotFile",
    "SnapshotImprint",
    "Statement",
    "Submission",
    "SubmissionLogEntry",
    "SubmissionState",
    "SubmissionVerb",
    "Theme",
    "UnitKind",
]
