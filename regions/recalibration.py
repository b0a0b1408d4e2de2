"""When what is in force has to be recalibrated. The one place for the rule; pure functions.

The day before which it should have been is stored with the step that adopted it, so a later rule
does not move it. Whether that day has passed depends on the date that is shown, never on a clock.
"""

from dataclasses import dataclass
from datetime import date

from nalportal.dutch import PartialDate, Precision, months_later

from .status import Status

OVERDUE = "verlopen"
SOON = "binnenkort"
SOON_MONTHS = 6


@dataclass(frozen=True)
class Review:
    """``due_on`` is the first day too late; ``state`` is verlopen, binnenkort or empty."""

    due_on: date
    state: str


def review_of(status: Status, on: date) -> Review | None:
    """The recalibration of what is in force on ``on``; None where there is none to do."""
    if not status.counts or status.review_due_on is None:
        return None
    return Review(status.review_due_on, _state(status.review_due_on, on))


def _state(due_on: date, on: date) -> str:
    if due_on <= on:
        return OVERDUE
    horizon = months_later(PartialDate(on, Precision.DAY), SOON_MONTHS).on
    return SOON if due_on <= horizon else ""
