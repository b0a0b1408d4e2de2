from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.dutch import PartialDate, Precision
from regions.models import Stage
from regions.status import (
    NOTHING_RECORDED,
    UNKNOWN,
    Status,
    StepRow,
    inherited,
    is_lapsed,
    lapsed_in,
    status_of_steps,
)


def step(stage: str, year: int = 2020, **fields: object) -> StepRow:
    filled: dict[str, object] = {
        "id": year,
        "municipality": "GM0001",
        "instrument": "laadvisie",
        "stage": stage,
        "dated": PartialDate(date(year, 1, 1), Precision.DAY),
        "no_later_than": False,
        "expected": None,
        "review_due_on": None,
    }
    return StepRow(**{**filled, **fields})  # type: ignore[arg-type]  # keywords of many types


EXPECTED = PartialDate(date(2021, 7, 1), Precision.QUARTER)


# --------------------------------------------------------- what came from a total of a region

TOTAL = "Tabel 3 (opgave van de regio)"
DAY = PartialDate(date(2020, 12, 31), Precision.DAY)
LATER = date(2021, 12, 31)


@pytest.mark.parametrize("stage", [Stage.NOT_ADOPTED, Stage.NO])
def test_a_total_of_nobody_says_nothing_of_a_later_day(stage: str) -> None:
    assert not is_lapsed(stage, TOTAL, DAY, date(2020, 12, 31))
    assert is_lapsed(stage, TOTAL, DAY, date(2021, 1, 1))


@pytest.mark.parametrize("stage", sorted(set(Stage.values) - {Stage.NOT_ADOPTED, Stage.NO}))
def test_a_total_of_everybody_holds_on(stage: str) -> None:
    assert not is_lapsed(stage, TOTAL, DAY, LATER)


def test_what_a_municipality_said_itself_holds_on() -> None:
    assert not is_lapsed(Stage.NOT_ADOPTED, "Brief van de gemeente", DAY, LATER)


def test_a_total_of_a_whole_year_lapses_after_that_year() -> None:
    year = PartialDate(date(2020, 1, 1), Precision.YEAR)
    assert not is_lapsed(Stage.NOT_ADOPTED, TOTAL, year, date(2020, 12, 31))
    assert is_lapsed(Stage.NOT_ADOPTED, TOTAL, year, date(2021, 1, 1))


def test_what_lapsed_leaves_what_was_known_before_it() -> None:
    lapsed = step(Stage.NOT_ADOPTED, 2020, lapsed=True)
    assert status_of_steps([lapsed]) == NOTHING_RECORDED
    assert status_of_steps([step(Stage.ADOPTED, 2019), lapsed]).stage == Stage.ADOPTED
    assert status_of_steps([lapsed, step(Stage.DRAFT, 2021)]).stage == Stage.DRAFT
    assert lapsed_in([lapsed]) == {("GM0001", "laadvisie"): lapsed}
    assert lapsed_in([step(Stage.NONE)]) == {}


# ------------------------------------------------------------------------- from own steps


def test_without_steps_nothing_is_known() -> None:
    status = status_of_steps([])
    assert (status.stage, status.known, status.counts) == (UNKNOWN, False, False)


@pytest.mark.parametrize("stage", [Stage.ADOPTED, Stage.YES])
def test_only_what_is_in_force_counts(stage: str) -> None:
    assert status_of_steps([step(stage)]).counts


@pytest.mark.parametrize("stage", sorted(set(Stage.values) - {Stage.ADOPTED, Stage.YES}))
def test_nothing_else_counts(stage: str) -> None:
    assert not status_of_steps([step(stage)]).counts


@pytest.mark.parametrize("stage", sorted(set(Stage.values) - {Stage.PM}))
def test_a_recorded_step_makes_it_known(stage: str) -> None:
    assert status_of_steps([step(stage)]).known


def test_pm_is_recorded_but_not_known() -> None:
    status = status_of_steps([step(Stage.PM)])
    assert (status.stage, status.known) == (Stage.PM, False)


def test_the_last_step_holds() -> None:
    steps = [step(Stage.NONE, 2019), step(Stage.ADOPTED, 2020)]
    assert status_of_steps(steps).stage == Stage.ADOPTED


def test_a_repealed_decision_no_longer_counts() -> None:
    steps = [step(Stage.ADOPTED, 2019), step(Stage.REPEALED, 2020)]
    assert not status_of_steps(steps).counts


@pytest.mark.parametrize("preparing", [Stage.STARTED, Stage.DRAFT])
def test_a_successor_in_the_making_stands_beside_what_is_in_force(preparing: str) -> None:
    steps = [step(Stage.ADOPTED, 2018), step(preparing, 2020, expected=EXPECTED)]
    status = status_of_steps(steps)
    assert (status.stage, status.preparing, status.expected) == (
        Stage.ADOPTED,
        preparing,
        EXPECTED,
    )


def test_what_is_in_force_keeps_its_own_date_while_a_successor_is_made() -> None:
    adopted = step(Stage.ADOPTED, 2018, no_later_than=True, review_due_on=date(2020, 1, 1))
    status = status_of_steps([adopted, step(Stage.STARTED, 2020)])
    assert (status.dated, status.no_later_than, status.review_due_on) == (
        adopted.dated,
        True,
        date(2020, 1, 1),
    )


def test_once_adopted_the_successor_is_no_longer_in_the_making() -> None:
    steps = [step(Stage.ADOPTED, 2018), step(Stage.DRAFT, 2019), step(Stage.ADOPTED, 2020)]
    assert status_of_steps(steps) == status_of_steps(steps[-1:])


def test_the_first_in_preparation_is_the_status_itself() -> None:
    status = status_of_steps([step(Stage.DRAFT, expected=EXPECTED)])
    assert (status.stage, status.preparing, status.expected) == (Stage.DRAFT, "", EXPECTED)


def test_after_repeal_a_new_start_is_the_status_itself() -> None:
    steps = [step(Stage.ADOPTED, 2018), step(Stage.REPEALED, 2019), step(Stage.STARTED, 2020)]
    status = status_of_steps(steps)
    assert (status.stage, status.preparing) == (Stage.STARTED, "")


def naive(stages: list[str]) -> tuple[str, str]:
    """Stage and what is in preparation, by looking back from the end."""
    preparatory = {Stage.STARTED, Stage.DRAFT}
    decided = [i for i, stage in enumerate(stages) if stage not in preparatory]
    last = stages[decided[-1]] if decided else UNKNOWN
    after = stages[decided[-1] + 1 :] if decided else stages
    if not after:
        return last, ""
    return (last, after[-1]) if last in {Stage.ADOPTED, Stage.YES} else (after[-1], "")


@given(st.lists(st.sampled_from(Stage.values), max_size=8))
def test_the_status_after_any_steps_is_that_of_a_look_back(stages: list[str]) -> None:
    status = status_of_steps([step(stage, 2010 + i) for i, stage in enumerate(stages)])
    assert (status.stage, status.preparing) == naive(stages)


@given(st.lists(st.sampled_from(Stage.values), min_size=1, max_size=8))
def test_the_date_is_that_of_the_last_step_with_the_status(stages: list[str]) -> None:
    steps = [step(stage, 2010 + i) for i, stage in enumerate(stages)]
    status = status_of_steps(steps)
    assert status.dated == [s.dated for s in steps if s.stage == status.stage][-1]


# ----------------------------------------------------------------------- from predecessors

ADOPTED = Status(stage=Stage.ADOPTED, dated=PartialDate(date(2019, 1, 1), Precision.DAY))


def test_what_all_predecessors_had_in_force_is_in_force() -> None:
    status = inherited({"Delfzijl": ADOPTED, "Appingedam": ADOPTED})
    assert status.counts
    assert status.inherited_from == ("Appingedam", "Delfzijl")


@pytest.mark.parametrize(
    "other",
    [NOTHING_RECORDED, *(Status(stage=s) for s in Stage.values if s != Stage.ADOPTED)],
    ids=lambda status: str(status.stage),
)
def test_with_one_predecessor_without_it_nothing_is_known(other: Status) -> None:
    assert inherited({"a": ADOPTED, "b": other}) == NOTHING_RECORDED


@pytest.mark.parametrize("stage", [Stage.NONE, Stage.NOT_ADOPTED, Stage.NO])
def test_a_no_that_all_share_is_known(stage: str) -> None:
    status = inherited({"a": Status(stage=stage), "b": Status(stage=stage)})
    assert (status.stage, status.known) == (stage, True)


def test_nothing_known_of_all_stays_unknown() -> None:
    assert inherited({"a": NOTHING_RECORDED, "b": NOTHING_RECORDED}) == NOTHING_RECORDED


def test_of_several_adoptions_the_first_to_be_recalibrated_holds() -> None:
    early = Status(stage=Stage.ADOPTED, review_due_on=date(2021, 1, 1))
    late = Status(stage=Stage.ADOPTED, review_due_on=date(2022, 1, 1))
    found = inherited({"a": late, "b": early, "c": Status(stage=Stage.ADOPTED)})
    assert found.review_due_on == date(2021, 1, 1)
