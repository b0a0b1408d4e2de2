from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from nalportal.dutch import PartialDate, Precision
from regions.models import RETRACTED, ActionKind, Municipality, PolicyStep, RegionMembership, Stage
from tests import factories
from tests.progress.constraints import (
    Violation,
    assert_refused,
    changed,
    constraint_names,
    names_of,
    twice,
)

pytestmark = pytest.mark.django_db

DAY = date(2020, 11, 1)


def same_arrow() -> None:
    arrow = {"old": factories.municipality(), "new": factories.municipality()}
    twice(factories.reorganisation, **arrow)


def arrow_to_itself() -> None:
    place = factories.municipality()
    factories.reorganisation(old=place, new=place)


def same_confirmation() -> None:
    place = factories.municipality()
    action = factories.policy_action(kind=ActionKind.CONFIRMATION)
    twice(factories.policy_confirmation, action=action, municipality=place)


def same_count() -> None:
    where = {"region": factories.region(), "instrument": factories.instrument()}
    twice(factories.reported_count, **where)


def same_first_day() -> None:
    place = factories.municipality()
    for until in (date(2021, 1, 1), date(2022, 1, 1)):
        factories.membership(municipality=place, valid_from=DAY, valid_until=until)


VIOLATIONS: list[Violation] = [
    ("agreement_date_has_precision", lambda: factories.agreement(precision="eeuw")),
    (
        "agreement_once_per_region_and_date",
        lambda: twice(factories.agreement, region=factories.region(), signed_on=DAY),
    ),
    ("municipality_has_a_name", lambda: changed(factories.municipality(), name="")),
    ("municipality_province_is_known", lambda: factories.municipality(province="Holland")),
    (
        "municipality_ends_after_it_began",
        lambda: factories.municipality(valid_from=DAY, valid_until=DAY),
    ),
    (
        "municipality_in_one_region_now",
        lambda: twice(factories.membership, municipality=factories.municipality()),
    ),
    ("membership_starts_once", same_first_day),
    (
        "membership_ends_after_it_began",
        lambda: factories.membership(valid_from=DAY, valid_until=DAY),
    ),
    ("reorganisation_once", same_arrow),
    ("reorganisation_between_two_municipalities", arrow_to_itself),
    (
        "document_reference_once",
        lambda: twice(factories.policy_document, reference="CVDR677545"),
    ),
    ("document_has_a_title", lambda: changed(factories.policy_document(), title="")),
    ("policy_step_stage_is_known", lambda: factories.policy_step(stage="bijna")),
    ("policy_step_stage_is_known", lambda: factories.policy_step(stage=RETRACTED)),
    (
        "policy_action_undoes_only_as_undoing",
        lambda: factories.policy_action(kind=ActionKind.UNDOING),
    ),
    (
        "policy_action_undoes_only_as_undoing",
        lambda: factories.policy_action(undoes=factories.policy_action()),
    ),
    ("confirmation_once_per_action", same_confirmation),
    ("policy_step_date_has_precision", lambda: factories.policy_step(precision="week")),
    (
        "policy_step_expected_only_in_preparation",
        lambda: factories.policy_step(expected_on=DAY, expected_precision=Precision.DAY),
    ),
    (
        "policy_step_expected_only_in_preparation",
        lambda: factories.policy_step(stage=Stage.DRAFT, expected_on=DAY),
    ),
    (
        "policy_step_review_only_when_adopted",
        lambda: factories.policy_step(stage=Stage.DRAFT, review_due_on=DAY),
    ),
    ("policy_step_has_who_or_source", lambda: factories.policy_step(source="")),
    ("reported_count_once", same_count),
    (
        "reported_count_number_or_pm",
        lambda: changed(factories.reported_count(count=7), is_pm=True),
    ),
    (
        "reported_count_number_or_pm",
        lambda: changed(factories.reported_count(count=None), is_pm=False),
    ),
]


@pytest.mark.parametrize(("name", "violate"), VIOLATIONS, ids=names_of(VIOLATIONS))
def test_the_database_refuses(name: str, violate: Callable[[], object]) -> None:
    assert_refused(name, violate)


def test_every_constraint_has_a_case() -> None:
    assert set(names_of(VIOLATIONS)) == constraint_names("regions")


def test_documents_without_a_reference_can_be_many() -> None:
    twice(factories.policy_document)


# -------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_a_row_holds_from_its_first_day_until_the_day_it_ends(day: date, holds: bool) -> None:
    factories.municipality(valid_from=date(2021, 1, 1), valid_until=date(2022, 1, 1))
    assert Municipality.objects.on(day).exists() is holds


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2200, 1, 1)])
def test_a_row_without_dates_always_holds(day: date) -> None:
    factories.membership()
    assert RegionMembership.objects.on(day).exists()


def test_no_day_of_a_move_falls_between_two_regions() -> None:
    weesp, day = factories.municipality(), date(2022, 3, 24)
    factories.membership(municipality=weesp, valid_until=day)
    factories.membership(municipality=weesp, valid_from=day)
    days = (date(2022, 3, 23), day)
    assert [RegionMembership.objects.on(d).count() for d in days] == [1, 1]


# ---------------------------------------------------------------------------- and the rest


@pytest.mark.parametrize("code", ["0363", "GM363", "gm0363", "GM03633"])
def test_a_code_of_another_form_is_no_cbs_code(code: str) -> None:
    place = factories.municipality()
    place.code = code
    with pytest.raises(ValidationError, match="code"):
        place.full_clean()


def test_a_municipality_with_facts_cannot_be_deleted() -> None:
    step = factories.policy_step()
    with pytest.raises(ProtectedError):
        step.municipality.delete()


def test_a_step_is_corrected_once() -> None:
    wrong = factories.policy_step()
    factories.policy_step(replaces=wrong)
    with pytest.raises(ValidationError, match="replaces"):
        type(wrong)(replaces=wrong).validate_unique()


def test_a_step_that_takes_another_back_says_so_and_neither_stands() -> None:
    wrong, right = factories.policy_step(), factories.policy_step()
    back = factories.policy_step(replaces=wrong, stage=RETRACTED)
    assert str(back).endswith("vervallen")
    assert list(PolicyStep.objects.standing()) == [right]


def test_a_step_knows_its_dates_with_their_precision() -> None:
    step = factories.policy_step(
        stage=Stage.STARTED,
        precision=Precision.MONTH,
        expected_on=date(2021, 7, 1),
        expected_precision=Precision.QUARTER,
    )
    assert (step.dated, step.expected) == (
        PartialDate(date(2020, 6, 1), Precision.MONTH),
        PartialDate(date(2021, 7, 1), Precision.QUARTER),
    )


def test_a_reported_total_reads_as_its_number_or_pm() -> None:
    known, later = factories.reported_count(count=7), factories.reported_count(count=None)
    assert (str(known).split()[-1], str(later).split()[-1]) == ("7", "pm")
