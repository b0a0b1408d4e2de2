"""Recording, confirming, correcting and undoing: nothing is changed, everything stays to see."""

from datetime import date

import pytest
from django.db import connection

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision
from nalportal.refusals import NotPossible
from regions import verbs
from regions.documents import DocumentContent, adoption, record_document
from regions.models import (
    ActionKind,
    Municipality,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Stage,
)
from regions.verbs import Fact
from tests import factories

pytestmark = pytest.mark.django_db

DAY = PartialDate(date(2021, 5, 1), Precision.DAY)


@pytest.fixture
def by() -> User:
    return factories.user()


@pytest.fixture
def visie() -> PolicyInstrument:
    return factories.instrument(slug="laadvisie", review_after_months=24)


@pytest.fixture
def places() -> list[Municipality]:
    return [factories.municipality() for _ in range(3)]


def standing() -> list[tuple[str, str]]:
    rows = PolicyStep.objects.standing().order_by("municipality__code", "on", "pk")
    return [(row.municipality.code, row.stage) for row in rows]


# --------------------------------------------------------------------------------- recording


def test_one_action_makes_a_step_for_each(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    action = verbs.record(places, [Fact(visie, Stage.ADOPTED, DAY, note="Samen")], by=by)
    assert (action.kind, action.by, action.steps.count()) == (ActionKind.RECORDING, by, 3)
    step = action.steps.all()[0]
    assert (step.recorded_by, step.review_due_on, step.note) == (by, date(2023, 5, 1), "Samen")


def test_the_due_date_does_not_move_with_a_later_rule(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    verbs.record(places, [Fact(visie, Stage.ADOPTED, DAY)], by=by)
    visie.review_after_months = 12
    visie.save()
    assert {row.review_due_on for row in PolicyStep.objects.all()} == {date(2023, 5, 1)}


def test_what_stands_already_is_not_recorded_again(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    fact = Fact(visie, Stage.DRAFT, DAY)
    verbs.record(places[:1], [fact], by=by)
    assert verbs.record(places, [fact], by=by).steps.count() == 2
    with pytest.raises(NotPossible, match="al zo vastgelegd"):
        verbs.record(places, [fact], by=by)


def test_a_rule_that_one_breaks_keeps_all_from_being_recorded(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    ended = factories.municipality(name="Haaren", valid_until=date(2021, 1, 1))
    with pytest.raises(NotPossible, match=r"vóór 1-1-2021.*Haaren"):
        verbs.record([*places, ended], [Fact(visie, Stage.ADOPTED, DAY)], by=by)
    assert not PolicyStep.objects.exists()


def test_more_than_400_at_once_is_too_many(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    with pytest.raises(NotPossible, match="400"):
        verbs.record(places[:1] * 401, [Fact(visie, Stage.ADOPTED, DAY)], by=by)


def test_one_document_covers_several_of_both(places: list[Municipality], by: User) -> None:
    kinds = [factories.instrument() for _ in range(2)]
    content = DocumentContent("Fictieve regionale visie", reference="CVDR677545")
    action = record_document(content, places, adoption(kinds, DAY.on), by=by)
    document = PolicyDocument.objects.get()
    assert document.history.get().history_user == by
    assert {(row.document, row.stage) for row in action.steps.all()} == {(document, "vastgesteld")}
    assert action.steps.count() == 6


def test_a_reference_that_somebody_else_just_used_is_refused_with_all_that_goes_with_it(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    factories.policy_document(reference="CVDR677545")
    content = DocumentContent("Fictief besluit", reference="CVDR677545")
    with pytest.raises(NotPossible, match="intussen al een document met het kenmerk CVDR677545"):
        record_document(content, places, adoption([visie], DAY.on), by=by)
    assert not PolicyStep.objects.exists()


def test_recording_342_takes_a_fixed_number_of_queries(
    visie: PolicyInstrument, by: User, django_assert_num_queries: object
) -> None:
    places = Municipality.objects.bulk_create(
        Municipality(
            code=f"GM{n:04d}", name=f"Fictief {n}", province="Drenthe", tile_column=1, tile_row=1
        )
        for n in range(342)
    )
    # In and out of the transaction, whose turn it is, the divisions, what stands, and the action.
    # Then the steps, in as many batches as the database needs.
    with django_assert_num_queries(6 + batches(342)):  # type: ignore[operator]
        verbs.record(places, [Fact(visie, Stage.ADOPTED, DAY)], by=by)


def batches(rows: int) -> int:
    fields = [field for field in PolicyStep._meta.concrete_fields if not field.primary_key]
    return -(-rows // connection.ops.bulk_batch_size(fields, [None] * rows))


# ------------------------------------------------------------------------ correcting, undoing


def test_a_correction_replaces_and_both_stay(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    [wrong] = verbs.record(places[:1], [Fact(visie, Stage.ADOPTED, DAY)], by=by).steps.all()
    verbs.correct(wrong, Fact(visie, Stage.DRAFT, DAY), by=by)
    assert standing() == [(places[0].code, "concept")]
    assert PolicyStep.objects.count() == 2
    with pytest.raises(NotPossible, match="intussen"):
        verbs.retract(wrong, by=by, reason="Vergissing")


def test_what_was_no_fact_is_taken_back(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    [wrong] = verbs.record(places[:1], [Fact(visie, Stage.ADOPTED, DAY)], by=by).steps.all()
    action = verbs.retract(wrong, by=by, reason="Vergissing")
    assert standing() == []
    verbs.undo(action, by=by)
    assert standing() == [(places[0].code, "vastgesteld")]
    assert PolicyStep.objects.standing().get().review_due_on == date(2023, 5, 1)


def test_undoing_takes_back_all_of_an_action_at_once_and_can_be_undone(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    before = standing()
    done = verbs.record(places, [Fact(visie, Stage.ADOPTED, DAY)], by=by)
    after = standing()
    undone = verbs.undo(done, by=by)
    assert (undone.kind, undone.undoes, standing()) == (ActionKind.UNDOING, done, before)
    with pytest.raises(NotPossible, match="al ongedaan"):
        verbs.undo(done, by=by)
    verbs.undo(undone, by=by)
    assert standing() == after


def test_undoing_leaves_what_was_corrected_since(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    done = verbs.record(places, [Fact(visie, Stage.ADOPTED, DAY)], by=by)
    first = done.steps.order_by("municipality__code")[0]
    verbs.correct(first, Fact(visie, Stage.DRAFT, DAY), by=by)
    verbs.undo(done, by=by)
    assert standing() == [(places[0].code, "concept")]


def test_only_what_is_known_is_confirmed_and_that_can_be_undone(
    places: list[Municipality], visie: PolicyInstrument, by: User
) -> None:
    with pytest.raises(NotPossible, match="nog niets"):
        verbs.confirm_unchanged(places, by=by)
    verbs.record(places[:2], [Fact(visie, Stage.ADOPTED, DAY)], by=by)
    action = verbs.confirm_unchanged(places, by=by)
    assert [row.municipality for row in action.confirmations.all()] == places[:2]
    undone = verbs.undo(action, by=by)
    with pytest.raises(NotPossible, match="niets meer"):
        verbs.undo(undone, by=by)
