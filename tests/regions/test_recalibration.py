"""When what is in force has to be recalibrated, as of the date that is shown."""

from datetime import date

import pytest

from regions.models import Stage
from regions.recalibration import OVERDUE, SOON, review_of
from regions.status import Status

DUE = date(2023, 5, 12)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2022, 11, 11), ""),
        (date(2022, 11, 12), SOON),
        (date(2023, 5, 11), SOON),
        (date(2023, 5, 12), OVERDUE),  # "vóór 12 mei": on the day itself it is too late
        (date(2030, 1, 1), OVERDUE),
    ],
)
def test_what_is_in_force_is_due_soon_for_half_a_year_and_then_overdue(
    on: date, state: str
) -> None:
    review = review_of(Status(Stage.ADOPTED, review_due_on=DUE), on)
    assert review is not None
    assert (review.due_on, review.state) == (DUE, state)


@pytest.mark.parametrize(
    "status", [Status(), Status(Stage.ADOPTED), Status(Stage.REPEALED, review_due_on=DUE)]
)
def test_without_something_in_force_and_a_day_there_is_nothing_to_recalibrate(
    status: Status,
) -> None:
    assert review_of(status, date(2030, 1, 1)) is None


def test_half_a_year_before_the_end_of_a_month_is_the_end_of_a_month() -> None:
    review = review_of(Status(Stage.ADOPTED, review_due_on=date(2022, 2, 28)), date(2021, 8, 31))
    assert review is not None
    assert review.state == SOON
