"""What is missing before a unit hands in: each check open and in order."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from nalportal.desk.completeness import (
    Check,
    Completeness,
    assemble_completeness,
    collect_completeness,
    collect_required,
)
from nalportal.dutch import Precision
from nalportal.progress.models import (
    CONFIRMED_UNCHANGED,
    Category,
    Milestone,
    ReportingUnit,
    Round,
    Submission,
)
from nalportal.records.history import save_signed
from nalportal.report.editions import scope_of_round
from regions.models import PolicyInstrument, Region, Stage
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2021, 1, 15)
LATE: dict[str, Any] = {"planned_on": date(2020, 11, 1), "planned_precision": Precision.MONTH}


@pytest.fixture
def round_() -> Round:
    return factories.round_()


@pytest.fixture
def region() -> Region:
    return factories.region()


def checked(
    unit: ReportingUnit, round_: Round, published: tuple[datetime, ...] = ()
) -> Completeness:
    data = collect_completeness(scope_of_round(round_, ()), unit.slug, published, TODAY)
    return assemble_completeness(data)[unit.slug]


def check(found: Completeness, key: str) -> Check:
    return next(check for check in found.checks if check.key == key)


def is_open(unit: ReportingUnit, round_: Round, key: str) -> bool:
    return check(checked(unit, round_), key).is_open


def test_an_empty_category_needs_an_item_or_an_explicit_none(region: Region, round_: Round) -> None:
    assert len(checked(region.unit, round_).open_required) == 3
    factories.milestone(unit=region.unit)
    submission = factories.submission(unit=region.unit, round=round_)
    factories.category_statement(submission=submission, category=Category.ATTENTION)
    [left] = checked(region.unit, round_).open_required
    assert left.key == "leeg-gerealiseerd"
    assert left.href == f"/onderdeel/{region.unit.slug}/geen/gerealiseerd/"


def test_planning_past_its_date_is_required_and_of_one_leads_to_it(
    region: Region, round_: Round
) -> None:
    late = factories.milestone(unit=region.unit, **LATE)
    found = check(checked(region.unit, round_), "over-datum")
    assert found.required
    assert found.text == "1 geplande mijlpaal is over de verwachte datum heen"
    assert (found.detail, found.href) == (late.title, f"/mijlpalen/{late.reference}/")
    factories.milestone(unit=region.unit, **LATE)
    assert "verlopen=on" in check(checked(region.unit, round_), "over-datum").href


def test_what_is_planned_after_today_is_never_late(region: Region) -> None:
    ahead = factories.round_(reference_on=date(2021, 6, 30))
    factories.milestone(
        unit=region.unit, planned_on=date(2021, 3, 1), planned_precision=Precision.MONTH
    )
    assert not is_open(region.unit, ahead, "over-datum")


def test_planning_without_a_date_is_recommended(region: Region, round_: Round) -> None:
    assert not is_open(region.unit, round_, "zonder-datum")
    factories.milestone(unit=region.unit)
    found = check(checked(region.unit, round_), "zonder-datum")
    assert found.is_open
    assert not found.required


def test_attention_points_that_nobody_touched_for_two_rounds(region: Region, round_: Round) -> None:
    row = factories.milestone(unit=region.unit, category=Category.ATTENTION)
    soon = timezone.now() + timedelta(minutes=1)
    published = (soon + timedelta(minutes=1), soon)
    assert not check(checked(region.unit, round_, published[:1]), "oude-aandachtspunten").is_open
    assert check(checked(region.unit, round_, published), "oude-aandachtspunten").is_open
    _looked_at(row, after=published[0])
    assert not check(checked(region.unit, round_, published), "oude-aandachtspunten").is_open


def _looked_at(row: Milestone, after: datetime) -> None:
    save_signed(row, by=factories.user(), reason=CONFIRMED_UNCHANGED)
    last = row.history.latest("history_id")
    factories.dated(row.history.filter(pk=last.pk), after + timedelta(minutes=1))


def test_one_line_per_instrument_with_what_is_unknown_or_expired(
    region: Region, round_: Round
) -> None:
    visie: PolicyInstrument = factories.instrument(name="Fictieve visie", slug="visie")
    places = [factories.municipality(region=region) for _ in range(3)]
    for place, due_on in zip(places, [date(2020, 6, 1), date(2022, 6, 1)], strict=False):
        factories.policy_step(
            municipality=place, instrument=visie, stage=Stage.ADOPTED, review_due_on=due_on
        )
    found = check(checked(region.unit, round_), "beleid-visie")
    assert found.text == "Fictieve visie: 2 gemeenten zonder status of verlopen"
    assert found.detail == "1 zonder status, 1 verlopen"
    assert not found.required
    assert found.href == f"/gemeenten/invullen/?ronde={round_.slug}&regio={region.unit.slug}"
    # A region that gave its total has said what it knows.
    factories.reported_count(region=region, instrument=visie)
    assert check(checked(region.unit, round_), "beleid-visie").detail == "1 verlopen"


def test_a_region_without_a_figure_for_the_peildatum(region: Region, round_: Round) -> None:
    assert is_open(region.unit, round_, "laadpunten")
    stock = factories.measure(slug="laadpunten")
    factories.observation(measure=stock, region=region, on=round_.reference_on, value=None)
    assert not is_open(region.unit, round_, "laadpunten")
    # The sum of its municipalities is a figure of the region too.
    other = factories.region()
    place = factories.municipality(region=other)
    assert is_open(other.unit, round_, "laadpunten")
    factories.observation(measure=stock, municipality=place, on=round_.reference_on, value=5)
    assert not is_open(other.unit, round_, "laadpunten")


def test_a_working_group_is_not_asked_about_municipalities(round_: Round, region: Region) -> None:
    factories.instrument()
    unit = factories.workgroup().unit
    keys = [found.key for found in checked(unit, round_).checks]
    assert not [key for key in keys if key.startswith("beleid") or key == "laadpunten"]


def test_counts_and_gaps(region: Region, round_: Round) -> None:
    factories.milestone(unit=region.unit)
    found = checked(region.unit, round_)
    assert (found.required_in_order, found.required_total) == (2, 4)
    assert found.recommended_in_order == found.recommended_total - len(found.open_recommended)
    gap = found.open_recommended[0].gap("Later (fictief)")
    assert (gap.text, gap.reason) == (
        "1 geplande mijlpaal zonder verwachte datum.",
        "Later (fictief)",
    )


def test_the_same_queries_for_one_unit_and_for_many(
    region: Region, round_: Round, django_assert_num_queries: object
) -> None:
    scope = scope_of_round(round_, ())
    for _ in range(2):
        with django_assert_num_queries(10):  # type: ignore[operator]
            collect_completeness(scope, region.unit.slug, (timezone.now(),) * 2, TODAY)
        with django_assert_num_queries(3):  # type: ignore[operator]
            collect_required(scope, TODAY)
        factories.milestone(unit=factories.region().unit)
        factories.milestone(unit=region.unit)
        assert Submission.objects.count() == 0
