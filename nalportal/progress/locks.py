"""A save in the register of a unit, and handing in or freezing, take turns.

So that a save is in what was handed in, or is refused, and never half.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied

from nalportal.accounts.models import User

from .closed import closings, submissions_in_round
from .models import ReportingUnit, Round, Submission, SubmissionState
from .models.states import OPEN_STATES, WITH_REVIEWER
from .submissions import start


def take_turn(
    units: Iterable[ReportingUnit | int], *, by: User, earliest: date | None = None
) -> None:
    """The first thing of each transaction that saves something in the register of these units.

    Waits for a hand-in or freezing that is going on, and keeps the next one waiting. Refuses
    (403) an editor whose unit was closed meanwhile; an editor's first save of a round starts it.
    ``earliest`` is the first day that the save speaks of, if it only says what happened when: after
    the peildatum it cannot change the round, and is not refused.
    """
    for row in wait_for_turn(units, by=by, earliest=earliest):
        if row.state == SubmissionState.NOT_STARTED and not by.is_reviewer:
            start(row, by=by)


def wait_for_turn(
    units: Iterable[ReportingUnit | int], *, by: User, earliest: date | None = None
) -> list[Submission]:
    """As :func:`take_turn`, where it is not clear yet whether anything will change: that is
    followed by :func:`take_turn` once it is."""
    units = list(units)
    rows = submissions_in_round(units).select_for_update(of=("self",), no_key=True)
    # The lock first: what is read before it may be about to change.
    locked = list(rows.order_by("pk"))
    closed = [row for row in locked if row.state in WITH_REVIEWER]
    counts = [row for row in closed if not earliest or earliest <= row.round.reference_on]
    if not by.is_reviewer and counts:
        raise PermissionDenied(" ".join(str(closing) for closing in closings(by, units)))
    return locked


def wait_for_rounds() -> None:
    """The first thing of a transaction that saves what counts for all units, or for the country.

    Waits for a hand-in or freezing that is going on, and keeps the next one waiting.
    """
    rounds = Round.objects.filter(state__in=OPEN_STATES).select_for_update(no_key=True)
    list(rounds.order_by("pk"))
