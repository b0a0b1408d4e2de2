"""What is told of a rule without the database is what the database says."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from hypothesis import given, settings
from hypothesis import strategies as st

from nalportal.dutch import Precision
from nalportal.exchange.conditions import surely_holds
from nalportal.progress.models import Category, Milestone
from tests import factories

DAYS = st.none() | st.just(date(2021, 5, 1))
TEXTS = st.sampled_from(["", "tekst"])
MILESTONES = st.builds(
    Milestone,
    reference=TEXTS,
    title=TEXTS,
    category=st.sampled_from([*Category.values, "", "onzin"]),
    planned_on=DAYS,
    planned_precision=st.sampled_from([*Precision.values, "", "week"]),
    realised_on=DAYS,
    realised_precision=st.sampled_from([*Precision.values, "", "week"]),
    resolved_on=DAYS,
    resolution=TEXTS,
    withdrawn_on=DAYS,
    withdrawal_reason=TEXTS,
)


def refused(constraint: CheckConstraint, record: Milestone) -> bool:
    try:
        constraint.validate(Milestone, record)
    except ValidationError:
        return True
    return False


@pytest.mark.django_db
@settings(max_examples=60)
@given(record=MILESTONES)
def test_it_says_what_the_database_says(record: Milestone) -> None:
    for constraint in Milestone._meta.constraints:
        assert isinstance(constraint, CheckConstraint)
        assert surely_holds(constraint, record) is not refused(constraint, record)


@pytest.mark.parametrize(
    "condition",
    [
        Q(title=F("resolution")),
        Q(title__startswith="a"),
        Q(planned_on__in=[date(2021, 5, 1)]),
        Q(title="a") ^ Q(title="b"),
        ~Q(title="b"),
    ],
)
def test_what_is_doubtful_or_broken_is_left_to_the_database(condition: Q) -> None:
    rule = CheckConstraint(condition=condition, name="fictief")
    assert not surely_holds(rule, Milestone(title="b"))


def test_a_rule_about_what_is_not_known_yet_can_wait() -> None:
    rule = CheckConstraint(condition=~Q(reference=""), name="fictief")
    assert not surely_holds(rule, Milestone())
    assert surely_holds(rule, Milestone(), {"reference"})


@pytest.mark.django_db
def test_what_has_to_be_the_only_one_is_asked() -> None:
    rule = UniqueConstraint(fields=["title"], name="fictief")
    assert not surely_holds(rule, factories.milestone())
