"""Until when a unit may hand in: pure, from rows."""

from datetime import UTC, date, datetime

from nalportal.desk.start_page import Deadline, DeskData, OpenRound, OwedRow, assemble_desk
from nalportal.progress.models import ReportingUnit, SubmissionState

NOORD = ReportingUnit(pk=1, slug="noord", name="Regio Noord", short_name="Noord")
ZUID = ReportingUnit(pk=2, slug="zuid", name="Regio Zuid", short_name="Zuid")
NOW = datetime(2021, 7, 5, 12, tzinfo=UTC)
REFERENCE_ON = date(2021, 6, 30)
DEADLINE_ON = date(2021, 7, 14)


def owed(
    unit: int | None = None,
    state: str | None = None,
    extended_until: date | None = None,
    deadline_on: date | None = DEADLINE_ON,
) -> OwedRow:
    return OwedRow("Medio 2021", REFERENCE_ON, deadline_on, unit, state, extended_until)


def rounds(*rows: OwedRow) -> tuple[OpenRound, ...]:
    data = DeskData(
        now=NOW,
        since=NOW,
        units=(NOORD, ZUID),
        milestones=(),
        owed=rows,
        reports=(),
        changed=(),
        ministry=frozenset(),
        events={},
        others=(),
        others_by_ministry=(),
    )
    return assemble_desk(data).rounds


def deadlines(*rows: OwedRow) -> tuple[Deadline, ...]:
    (found,) = rounds(*rows)
    return found.deadlines


def test_a_unit_that_has_not_begun_has_the_deadline_of_the_round() -> None:
    assert deadlines(owed()) == (Deadline(DEADLINE_ON, 9, ("Noord", "Zuid")),)


def test_what_was_handed_in_is_not_due_but_what_was_returned_is() -> None:
    rows = owed(1, SubmissionState.SUBMITTED), owed(2, SubmissionState.RETURNED)
    assert deadlines(*rows) == (Deadline(DEADLINE_ON, 9, ("Zuid",)),)


def test_a_unit_with_more_time_has_a_day_of_its_own() -> None:
    later = date(2021, 7, 21)
    found = deadlines(owed(1, SubmissionState.IN_PROGRESS, later))
    assert found == (Deadline(DEADLINE_ON, 9, ("Zuid",)), Deadline(later, 16, ("Noord",)))


def test_a_round_without_a_deadline() -> None:
    assert deadlines(owed(deadline_on=None)) == (Deadline(None, None, ("Noord", "Zuid")),)


def test_all_is_handed_in() -> None:
    assert deadlines(owed(1, SubmissionState.ACCEPTED), owed(2, SubmissionState.SKIPPED)) == ()


def test_no_round_is_open() -> None:
    assert rounds() == ()


def test_a_deadline_is_close_from_three_days_before() -> None:
    close = [Deadline(DEADLINE_ON, days, ()).is_close for days in (4, 3, 0, -1)]
    assert close == [False, True, True, True]
