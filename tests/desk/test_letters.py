"""Which letters a round calls for: pure, from what the logs and the dates say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.desk.letters import Due, Occasions, Owed, collect_occasions, letters_due
from nalportal.desk.models import LetterKind
from nalportal.progress import rounds, submissions
from nalportal.progress.models import ReportingUnit, RoundState, Submission, SubmissionState
from tests import factories

DEADLINE = date(2021, 7, 14)
OWED = Owed(submission_id=5, round_id=1, unit_id=2, deadline=DEADLINE, opened_on=date(2021, 5, 1))
NOTHING = Occasions(
    today=DEADLINE,
    editors={2: frozenset({7, 8})},
    since={},
    reviewers=frozenset({9}),
    beheerders=frozenset({6}),
    invited=frozenset(),
    unkept=(),
    opened=(),
    decided=(),
    published=(),
    units={1: frozenset({2})},
    owed=(),
)


def due(days_before: int, *owed: Owed) -> list[Due]:
    today = DEADLINE - timedelta(days=days_before)
    return letters_due(replace(NOTHING, today=today, owed=owed or (OWED,)))


def steps(days_before: int, *owed: Owed) -> list[tuple[LetterKind, str]]:
    return [(letter.kind, letter.key.rsplit(":", 1)[-1]) for letter in due(days_before, *owed)]


# -------------------------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("days_before", "step"),
    [(14, "14"), (13, "14"), (8, "14"), (7, "7"), (2, "7"), (1, "1"), (0, "1")],
)
def test_before_a_deadline_the_last_step_that_was_reached(days_before: int, step: str) -> None:
    assert steps(days_before) == [(LetterKind.DEADLINE, step)]


def test_long_before_it_there_is_nothing() -> None:
    assert steps(15) == []


def test_a_step_has_the_same_key_on_every_day_of_it() -> None:
    assert {letter.key for days in (13, 9, 8) for letter in due(days)} == {
        "termijn:5:2021-07-14:14"
    }


def test_after_it_the_editors_hear_and_a_day_later_the_ministry() -> None:
    assert steps(-1) == [(LetterKind.OVERDUE, "2021-07-14")]
    editors, ministry = due(-2)
    assert (editors.kind, editors.to) == (LetterKind.OVERDUE, frozenset({7, 8}))
    assert (ministry.kind, ministry.to) == (LetterKind.OVERDUE_OF_OTHERS, frozenset({9}))


def test_an_extension_brings_letters_of_its_own() -> None:
    longer = replace(OWED, deadline=DEADLINE + timedelta(days=7))
    assert due(0, longer)[0].key == "termijn:5:2021-07-21:7"


def test_the_ministry_hears_once_of_all_with_one_deadline() -> None:
    found = due(-3, OWED, replace(OWED, submission_id=6))
    assert [letter.kind for letter in found].count(LetterKind.OVERDUE_OF_OTHERS) == 1


def test_what_the_opening_told_is_not_told_again() -> None:
    late_opened = replace(OWED, opened_on=DEADLINE - timedelta(days=10))
    assert steps(9, late_opened) == []
    assert steps(7, replace(OWED, opened_on=DEADLINE - timedelta(days=7))) == []
    assert steps(7, late_opened) == [(LetterKind.DEADLINE, "7")]


def test_what_was_returned_was_in_on_time() -> None:
    assert steps(-3, replace(OWED, can_be_late=False)) == []


def test_a_unit_without_editors_gets_no_letter() -> None:
    assert due(7, replace(OWED, unit_id=3)) == []


# ------------------------------------------------------------------------- what is collected

NOW = datetime(2021, 7, 5, 12, tzinfo=UTC)


def keys(now: datetime | None = None) -> list[str]:
    found = letters_due(collect_occasions(now or timezone.now()))
    return sorted(letter.key.split(":")[0] for letter in found)


@pytest.fixture
def submission(noord: ReportingUnit) -> Submission:
    round_ = factories.round_(deadline_on=timezone.localdate() + timedelta(days=30))
    return factories.submission(unit=noord, round=round_, state=SubmissionState.SUBMITTED)


def test_a_decision_is_told_to_the_editors(
    submission: Submission, reviewer: User, coordinator: User
) -> None:
    submissions.return_to_editors(submission, by=reviewer, reason="Vul aan")
    (letter,) = letters_due(collect_occasions(timezone.now()))
    assert (letter.kind, letter.to) == (LetterKind.RETURNED, frozenset({coordinator.pk}))


def test_what_happened_long_ago_is_no_news(submission: Submission, reviewer: User) -> None:
    submissions.accept(submission, by=reviewer)
    assert keys() == ["geaccepteerd"]
    assert keys(timezone.now() + timedelta(days=15)) == []


def test_a_round_that_opened(noord: ReportingUnit, reviewer: User) -> None:
    concept = factories.round_(state=RoundState.CONCEPT)
    rounds.open_round(concept, by=reviewer)
    assert keys() == ["geopend"]


def test_a_publication_but_not_one_that_was_taken_over(
    submission: Submission, reviewer: User
) -> None:
    taken_over = factories.publication()
    day_after = taken_over.published_at + timedelta(days=1)
    assert "gepubliceerd" not in keys(day_after)
    factories.publication(published_by=reviewer)
    assert "gepubliceerd" in keys(day_after)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SubmissionState.NOT_STARTED, ["termijn"]),
        (SubmissionState.IN_PROGRESS, ["termijn"]),
        (SubmissionState.SUBMITTED, []),
        (SubmissionState.ACCEPTED, []),
        (SubmissionState.SKIPPED, []),
    ],
)
def test_only_who_still_has_to_hand_in_is_reminded(
    submission: Submission, state: str, expected: list[str]
) -> None:
    Submission(**{**fields_of(submission), "state": state}).save()
    assert keys(timezone.now() + timedelta(days=25)) == expected


def fields_of(row: Submission) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_who_may_not_sign_in_any_more_gets_no_mail(
    submission: Submission, reviewer: User, coordinator: User
) -> None:
    coordinator.is_active = False
    coordinator.save()
    submissions.accept(submission, by=reviewer)
    assert keys() == []


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_queries_however_many_units(
    reviewer: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = factories.round_(deadline_on=timezone.localdate())
    for number in range(count):
        unit = factories.unit(slug=f"onderdeel-{number}", editors=(factories.user(),))
        factories.submission(unit=unit, round=round_)
    with django_assert_num_queries(12):
        letters_due(collect_occasions(timezone.now()))
