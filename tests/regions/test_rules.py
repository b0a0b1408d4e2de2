"""What a step may be, and what is asked about twice."""

from datetime import date

import pytest

from regions.models import PolicyInstrument, PolicyStep
from regions.references import doubts_about_reference
from regions.rules import broken_rules, doubts_about_dates, review_due_on
from tests import factories


@pytest.mark.parametrize(
    ("adopted_on", "months", "due_on"),
    [
        (date(2020, 12, 31), 24, date(2022, 12, 31)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 12, 31), None, None),
        (date(2199, 1, 1), 24, None),
    ],
)
def test_recalibration_keeps_the_day_where_the_month_has_it(
    adopted_on: date, months: int | None, due_on: date | None
) -> None:
    instrument = PolicyInstrument(review_after_months=months)
    assert review_due_on(instrument, "vastgesteld", adopted_on) == due_on
    assert review_due_on(instrument, "concept", adopted_on) is None


@pytest.mark.django_db
def test_each_broken_rule_names_its_field() -> None:
    step = PolicyStep(
        municipality=factories.municipality(valid_until=date(2021, 1, 1)),
        instrument=factories.instrument(),
        stage="ja",
        on=date(2099, 1, 1),
        expected_on=date(2099, 2, 1),
    )
    assert [field for field, _expected in broken_rules(step, {}, date(2021, 6, 1))] == [
        "stage",
        "expected_on",
        "on",
        "on",
    ]


@pytest.mark.parametrize("reference", ["", "CVDR677545", "gmb-2022-41676", "stcrt-2021-12345"])
def test_a_reference_of_the_usual_form_is_not_questioned(reference: str) -> None:
    assert not doubts_about_reference(reference)


@pytest.mark.parametrize(
    "reference", ["CVDR", "cvdr677545", "CVDR 677545", "gmb-22-41676", "GMB 2022, 41676", "Z/21/9"]
)
def test_a_reference_of_another_form_is(reference: str) -> None:
    assert reference in doubts_about_reference(reference)


def test_a_decision_after_it_took_effect_is_questioned() -> None:
    before, after = date(2021, 1, 1), date(2021, 2, 1)
    assert not doubts_about_dates(before, after)
    assert not doubts_about_dates(after, None)
    assert "1-2-2021" in doubts_about_dates(after, before)
