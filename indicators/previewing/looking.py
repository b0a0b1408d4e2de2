"""What a preview shows of a plan. Of many figures it takes longer than a request may: a job looks,
and what it saw waits beside the entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nalportal.accounts.models import User
from nalportal.pages.jobs import tell_progress
from nalportal.pages.uploads import let_wait, what_waits

from ..entry.consequences import ReportChange, consequences
from ..entry.plan import Plan, plan
from ..entry.previews import Counts, Waiting, Words, counts_of, in_words
from ..unseen import Unseen, report_being_made, unseen

# More entries than this are looked at, and stored, by a job.
IN_REQUEST = 5_000
# To compare with what is stored, to put in words, to weigh against the report: for the progress.
STEPS = 3
LOOKED = "figures-look"


@dataclass(frozen=True)
class Look:
    """A plan in numbers and words, with what of it a report will not or no longer show."""

    counts: Counts
    words: Words
    unseen: tuple[Unseen, ...]
    consequences: Sequence[ReportChange]


def look_at(waiting: Waiting, found: Plan) -> Look:
    made = report_being_made()
    tell_progress(1)
    words = in_words(waiting.entries, found, made)
    tell_progress(2)
    # What can be seen or not: a note or status is no figure.
    shown = (*found.new, *found.revised)
    return Look(counts_of(found), words, unseen(shown, made), consequences(found))


def keep_look(number: UUID, waiting: Waiting, *, by: User) -> None:
    """Look at the entries that wait under this number, and keep that as long as they wait."""
    let_wait(LOOKED, look_at(waiting, plan(waiting.entries)), by=by, number=number)


def looked(number: UUID, *, by: User) -> Look | None:
    """What a job saw of the entries under this number; None when it is not there (any more)."""
    found: Look | None = what_waits(LOOKED, number, by=by)
    return found
