from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.utils import timezone

from indicators.models import PublishedTable
from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision, planned_columns
from nalportal.pages.models import Job
from nalportal.progress import verbs
from nalportal.progress.models import (
    MOVED,
    Category,
    Milestone,
    Place,
    ReportingUnit,
    Round,
    RoundState,
    Snapshot,
    SnapshotFile,
    Statement,
    SubmissionState,
    SubmissionVerb,
)
from nalportal.progress.models.milestones import PLANNED_COLUMNS
from nalportal.progress.models.remarks import RemarkKind, RemarkState
from nalportal.records.append_only import AppendOnlyModel
from nalportal.records.history import save_signed
from nalportal.records.search import Kind, SearchText
from nalportal.written_dates import parse_planned
from regions.models import BoundarySet
from tests import factories

from .constraints import (
    Violation,
    assert_refused,
    changed,
    constraint_names,
    names_of,
    twice,
)

pytestmark = pytest.mark.django_db

DAY = date(2020, 11, 1)


# -------------------------------------------------------------------------- constraints


def same_row_of_the_index() -> None:
    for _time in range(2):
        SearchText.objects.create(kind=Kind.UNIT, object_id=1, key="noord", title="Noord")


def same_key_for_a_unit() -> None:
    round_, unit = factories.round_(), factories.unit()
    twice(factories.report_text, round=round_, unit=unit, place=Place.UNIT, key="inleiding")


def same_key_for_an_indicator() -> None:
    round_ = factories.round_()
    place, indicator = Place.FIGURE, factories.COVERAGE
    twice(factories.report_text, round=round_, place=place, indicator=indicator, key="figuur-1")


def same_snapshot_file() -> None:
    row = factories.snapshot_file()
    SnapshotFile.objects.create(snapshot=row.snapshot, file=row.file, sha256=row.sha256)


def same_publication() -> None:
    round_ = factories.round_(state=RoundState.PUBLISHED)
    for _ in range(2):
        factories.publication(snapshot=factories.snapshot(round=round_))


def snapshot(**fields: object) -> Snapshot:
    """Past the factory, which keeps version and erratum together."""
    filled = {
        "round": factories.round_(),
        "version": 1,
        "schema": 1,
        "payload": b"",
        "pdf": b"",
        "frozen_at": factories.FROZEN_AT,
        "frozen_reason": "Fictieve herkomst",
    }
    row: Snapshot = Snapshot.objects.create(**{**filled, **fields})
    return row


ON_A_DAY: dict[str, Any] = {"planned_on": DAY, "planned_precision": Precision.DAY}


VIOLATIONS: list[Violation] = [
    ("unit_kind_is_known", lambda: changed(factories.unit(), kind="provincie")),
    (
        "unit_ends_after_it_began",
        lambda: changed(factories.unit(), valid_from=DAY, valid_until=DAY),
    ),
    ("unit_has_names", lambda: changed(factories.unit(), name="")),
    ("unit_has_names", lambda: changed(factories.unit(), short_name="")),
    ("unit_has_names", lambda: changed(factories.unit(), slug="")),
    ("milestone_category_is_known", lambda: factories.milestone(category="klaar")),
    ("milestone_has_title_and_reference", lambda: changed(factories.milestone(), title="")),
    ("milestone_planned_date_has_precision", lambda: factories.milestone(planned_on=DAY)),
    (
        "milestone_planned_date_has_precision",
        lambda: factories.milestone(planned_precision=Precision.DAY),
    ),
    (
        "milestone_planned_date_has_precision",
        lambda: factories.milestone(planned_on=DAY, planned_precision="week"),
    ),
    *(
        ("milestone_planned_words_have_period_or_none", partial(factories.milestone, **fields))
        for fields in (
            {"planned_words": "medio 2021"},
            {"planned_words": "medio 2021", **ON_A_DAY},
            {"planned_until": DAY},
            {"planned_until": DAY, **ON_A_DAY},
            {"planned_until": DAY, "planned_words": "medio 2021"},
            {"planned_until": date(2020, 1, 1), "planned_words": "medio 2021", **ON_A_DAY},
        )
    ),
    ("milestone_realised_date_only_when_realised", lambda: factories.milestone(realised_on=DAY)),
    (
        "milestone_realised_period_has_date",
        lambda: factories.milestone(realised_precision=Precision.YEAR),
    ),
    ("milestone_resolved_only_attention_point", lambda: factories.milestone(resolved_on=DAY)),
    (
        "milestone_resolved_only_attention_point",
        lambda: factories.milestone(category=Category.ATTENTION, resolution="Zonder datum."),
    ),
    ("milestone_withdrawn_has_reason", lambda: factories.milestone(withdrawn_on=DAY)),
    ("milestone_withdrawn_has_reason", lambda: factories.milestone(withdrawal_reason="Zomaar.")),
    (
        "evidence_link_once_per_milestone",
        lambda: twice(
            factories.evidence_link, milestone=factories.milestone(), url="https://a.example"
        ),
    ),
    (
        "evidence_link_is_a_web_address",
        lambda: factories.evidence_link(url="javascript:alert(1)"),
    ),
    ("round_state_is_known", lambda: changed(factories.round_(), state="klaar")),
    ("round_slug_is_not_nu", lambda: factories.round_(slug="nu")),
    ("round_log_has_who_or_why", lambda: factories.round_log_entry(reason="")),
    (
        "submission_once_per_round",
        lambda: twice(factories.submission, round=factories.round_(), unit=factories.unit()),
    ),
    ("submission_state_is_known", lambda: factories.submission(state="klaar")),
    (
        "submission_decided_at_and_by",
        lambda: factories.submission(decided_at=factories.FROZEN_AT),
    ),
    ("submission_decided_at_and_by", lambda: factories.submission(decided_by=factories.user())),
    ("submission_extension_has_reason", lambda: factories.submission(extended_until=DAY)),
    (
        "submission_extension_has_reason",
        lambda: factories.submission(extension_reason="Ziekte."),
    ),
    ("submission_log_is_known", lambda: factories.submission_log_entry(to_state="klaar")),
    (
        "submission_log_has_its_reason",
        lambda: factories.submission_log_entry(verb=SubmissionVerb.RETURN),
    ),
    (
        "submission_log_has_day_of_extension",
        lambda: factories.submission_log_entry(
            verb=SubmissionVerb.GRANT_EXTENSION, reason="Fictief."
        ),
    ),
    ("submission_log_has_day_of_extension", lambda: factories.submission_log_entry(until=DAY)),
    (
        "submission_log_on_behalf_only_submits",
        lambda: factories.submission_log_entry(on_behalf_of=factories.user()),
    ),
    ("remark_kind_is_known", lambda: factories.remark(kind="anders")),
    ("remark_names_its_milestone", lambda: factories.remark(kind=RemarkKind.MILESTONE)),
    ("remark_says_what_it_is_about", lambda: factories.remark(kind=RemarkKind.TEXT)),
    ("remark_waits_while_it_goes_on", lambda: factories.remark(waits_for="")),
    ("remark_waits_while_it_goes_on", lambda: factories.remark(state=RemarkState.DONE)),
    ("remark_entry_is_known", lambda: factories.remark_entry(verb="anders")),
    ("remark_entry_says_something", lambda: factories.remark_entry(text="")),
    (
        "statement_once_per_category",
        lambda: twice(factories.category_statement, submission=factories.submission()),
    ),
    ("statement_is_known", lambda: factories.category_statement(statement="misschien")),
    ("statement_is_known", lambda: factories.category_statement(category="klaar")),
    ("snapshot_has_who_or_why", lambda: snapshot(frozen_reason="")),
    ("snapshot_correction_has_erratum", lambda: snapshot(version=2)),
    ("snapshot_correction_has_erratum", lambda: snapshot(version=1, erratum="Te vroeg.")),
    ("publication_once_per_version", same_publication),
    ("search_text_once", same_row_of_the_index),
    ("printed_reason_has_text", lambda: factories.round_reason(in_report=True, text="")),
    ("evidence_file_has_name_and_content", lambda: factories.evidence_file(name="")),
    (
        "evidence_file_takes_room_once",
        lambda: changed(factories.evidence_file(), unit=factories.unit()),
    ),
    (
        "evidence_file_removed_by_somebody",
        lambda: changed(factories.evidence_file(), removed_at=timezone.now()),
    ),
    ("snapshot_file_once_per_snapshot", same_snapshot_file),
    (
        "receipt_once_per_form",
        lambda: twice(factories.receipt, by=factories.user(), token=UUID(int=1)),
    ),
    ("text_once_per_place_of_unit", same_key_for_a_unit),
    ("text_once_per_place", same_key_for_an_indicator),
    ("text_belongs_to_its_place", lambda: factories.report_text(place=Place.UNIT)),
    ("text_belongs_to_its_place", lambda: factories.report_text(place=Place.FIGURE)),
    ("text_belongs_to_its_place", lambda: factories.report_text(unit=factories.unit())),
    ("text_belongs_to_its_place", lambda: factories.report_text(indicator=factories.RATE)),
    (
        "definition_has_key_and_title",
        lambda: changed(factories.report_text(place=Place.DEFINITION), key=""),
    ),
    (
        "definition_has_key_and_title",
        lambda: changed(factories.report_text(place=Place.DEFINITION), title=""),
    ),
    (
        "printed_difference_order",
        lambda: twice(factories.printed_difference, round=factories.round_(), order=1),
    ),
    (
        "printed_difference_against_figure_or_words",
        lambda: factories.printed_difference(shown=""),
    ),
    (
        "printed_difference_against_figure_or_words",
        lambda: changed(factories.printed_difference(), figure="beleid.noord.laadvisie"),
    ),
]


@pytest.mark.parametrize(("name", "violate"), VIOLATIONS, ids=names_of(VIOLATIONS))
def test_the_database_refuses(name: str, violate: Callable[[], object]) -> None:
    assert_refused(name, violate)


def test_every_constraint_has_a_case() -> None:
    assert set(names_of(VIOLATIONS)) == constraint_names("progress")


# ------------------------------------------------------------------------------ history

# Accounts have Django's own manager; nothing of the register is in them.
TRACKED = [
    model
    for model in apps.get_models()
    if hasattr(model._meta, "simple_history_manager_attribute") and model is not User
]
# What a file of boundaries gave is no register: importing it again replaces it. Nor is the index of
# search, which is made of the register.
NO_REGISTER = (BoundarySet, Job, PublishedTable, SearchText)
REGISTER = [
    model
    for label in ("progress", "regions", "workgroups", "indicators")
    for model in apps.get_app_config(label).get_models()
    if not model.__name__.startswith("Historical") and model not in NO_REGISTER
]


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_no_update_goes_around_the_history(model: type[models.Model]) -> None:
    with pytest.raises(TypeError, match=f"{model.__name__}.*goes around the history"):
        model._default_manager.filter(pk=1).update(pk=1)


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_no_bulk_update_goes_around_the_history(model: type[models.Model]) -> None:
    column = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
    with pytest.raises(TypeError, match="goes around the history"):
        model._default_manager.bulk_update([model(pk=1)], [column])


def test_an_update_through_a_relation_is_refused_too() -> None:
    with pytest.raises(TypeError, match="goes around the history"):
        factories.milestone().unit.milestones.update(title="Langs een omweg")


@pytest.mark.parametrize("model", REGISTER, ids=lambda model: model.__name__)
def test_every_table_of_the_register_is_tracked_or_append_only(model: type[models.Model]) -> None:
    assert [model in TRACKED, issubclass(model, AppendOnlyModel)].count(True) == 1


def test_every_change_of_a_milestone_is_in_its_history() -> None:
    row = factories.milestone(title="Eerst")
    changed(row, title="Later")
    assert [record.title for record in row.history.all()] == ["Later", "Eerst"]


def test_a_milestone_with_a_link_cannot_be_deleted() -> None:
    link = factories.evidence_link()
    with pytest.raises(ProtectedError):
        link.milestone.delete()


# --------------------------------------------------------------------------- milestones


def test_a_new_milestone_gets_the_next_reference_of_its_unit() -> None:
    unit = factories.unit(code="NO")
    rows = [factories.milestone(unit=unit) for _ in range(2)]
    assert [row.reference for row in rows] == ["NO-001", "NO-002"]


def test_units_count_apart() -> None:
    for code in ("NO", "N"):
        row = factories.milestone(unit=factories.unit(code=code))
    assert row.reference == "N-001"


def test_a_given_reference_is_kept() -> None:
    assert factories.milestone(reference="NO-014").reference == "NO-014"


def test_a_reference_is_never_given_out_twice() -> None:
    unit = factories.unit(code="NO")
    factories.milestone(unit=unit).delete()
    assert factories.milestone(unit=unit).reference == "NO-002"


def test_after_999_references_get_longer() -> None:
    unit = factories.unit(code="NO")
    factories.milestone(unit=unit, reference="NO-999")
    assert factories.milestone(unit=unit).reference == "NO-1000"


def test_a_reference_survives_a_change_of_category() -> None:
    row = factories.milestone()
    reference = row.reference
    changed(row, category=Category.REALISED)
    assert Milestone.objects.get(pk=row.pk).reference == reference


def test_a_new_milestone_comes_last_in_its_category() -> None:
    unit = factories.unit()
    factories.milestone(unit=unit, position=4)
    factories.milestone(unit=unit, position=9, category=Category.REALISED)
    assert factories.milestone(unit=unit).position == 5


def test_a_planned_date_comes_with_its_precision() -> None:
    row = factories.milestone(planned_on=date(2021, 7, 1), planned_precision=Precision.MONTH)
    assert row.planned == PartialDate(date(2021, 7, 1), Precision.MONTH)


@pytest.mark.parametrize("reference", ["no-014", "NO14", "NO-14", "NOORD-014"])
def test_a_reference_of_another_form_is_no_reference(reference: str) -> None:
    row = factories.milestone()
    row.reference = reference
    with pytest.raises(ValidationError, match="reference"):
        row.full_clean()


# ------------------------------------------------------------------------- late and changed


@pytest.mark.parametrize(
    ("on", "precision", "late"),
    [
        (date(2021, 8, 16), Precision.DAY, True),
        (date(2021, 8, 17), Precision.DAY, False),
        (date(2021, 7, 1), Precision.MONTH, True),
        (date(2021, 8, 1), Precision.MONTH, False),
        (date(2021, 4, 1), Precision.QUARTER, True),
        (date(2021, 7, 1), Precision.QUARTER, False),
        (date(2020, 1, 1), Precision.YEAR, True),
        (date(2021, 1, 1), Precision.YEAR, False),
    ],
)
def test_late_is_after_the_end_of_the_planned_period(on: date, precision: str, late: bool) -> None:
    today = date(2021, 8, 17)
    row = factories.milestone(planned_on=on, planned_precision=precision)
    assert row.is_overdue(today) == late
    assert Milestone.objects.overdue(today).exists() == late


@pytest.mark.parametrize(
    ("typed", "late"),
    [
        ("H1 2021", True),
        ("voorjaar 2021", True),
        ("medio 2021", False),
        ("H2 2021", False),
        ("Q2 2021 / Q3 2021", False),
        ("doorlopend", False),
        ("n.t.b.", False),
    ],
)
def test_what_is_planned_in_words_is_late_after_its_period(typed: str, late: bool) -> None:
    today = date(2021, 8, 17)
    columns: dict[str, Any] = dict(
        zip(PLANNED_COLUMNS, planned_columns(parse_planned(typed)), strict=True)
    )
    row = Milestone.objects.get(pk=factories.milestone(**columns).pk)
    assert str(row.planned).replace("\N{NO-BREAK SPACE}", " ") == typed
    assert row.is_overdue(today) == late
    assert Milestone.objects.overdue(today).exists() == late


def test_what_is_withdrawn_or_realised_is_never_late() -> None:
    factories.milestone(
        planned_on=DAY,
        planned_precision=Precision.DAY,
        withdrawn_on=DAY,
        withdrawal_reason="Vervallen.",
    )
    factories.milestone(category=Category.REALISED, planned_on=DAY, planned_precision=Precision.DAY)
    assert not Milestone.objects.overdue(date(2021, 8, 17)).exists()
    assert not any(row.is_overdue(date(2021, 8, 17)) for row in Milestone.objects.all())


def test_confirmed_or_moved_is_not_changed() -> None:
    row, other, changed_row = (factories.milestone() for _ in range(3))
    moment = timezone.now()
    verbs.confirm_unchanged([row], by=factories.user())
    save_signed(other, by=None, reason=MOVED)
    changed(changed_row, title="Anders")
    assert Milestone.objects.changed_since(moment).get() == changed_row


# ------------------------------------------------------------------------ who may edit


def test_an_editor_keeps_the_milestones_of_the_own_unit() -> None:
    editor = factories.user()
    mine = factories.milestone(unit=factories.unit(editors=(editor,)))
    factories.milestone()
    assert list(Milestone.objects.editable_by(editor)) == [mine]


def test_a_reviewer_keeps_those_of_all_units(reviewer: User) -> None:
    rows = {factories.milestone(), factories.milestone()}
    assert set(Milestone.objects.editable_by(reviewer)) == rows


def test_an_outsider_keeps_none(outsider: User) -> None:
    factories.milestone()
    assert not Milestone.objects.editable_by(outsider).exists()


@pytest.mark.parametrize("state", [SubmissionState.SUBMITTED, SubmissionState.ACCEPTED])
def test_what_was_handed_in_lies_still_for_its_editor(state: str, reviewer: User) -> None:
    editor = factories.user()
    unit = factories.unit(editors=(editor,))
    factories.submission(unit=unit, state=state)
    assert not ReportingUnit.objects.editable_by(editor).exists()
    assert ReportingUnit.objects.visible_to(editor).get() == unit
    assert unit in ReportingUnit.objects.editable_by(reviewer)


def test_what_came_back_or_was_frozen_is_open_again() -> None:
    editor = factories.user()
    unit = factories.unit(editors=(editor,))
    factories.submission(unit=unit, state=SubmissionState.RETURNED)
    frozen = factories.round_(state=RoundState.FROZEN)
    factories.submission(unit=unit, round=frozen, state=SubmissionState.ACCEPTED)
    assert ReportingUnit.objects.editable_by(editor).get() == unit


def test_who_left_keeps_none() -> None:
    editor = factories.user(is_reviewer=True)
    factories.unit(editors=(editor,))
    changed(editor, is_active=False)
    assert not ReportingUnit.objects.editable_by(editor).exists()


# ------------------------------------------------------------------------------- rounds


def test_nu_is_no_address_of_a_round() -> None:
    round_ = factories.round_()
    round_.slug = "nu"
    with pytest.raises(ValidationError, match="“nu” is het adres van de actuele stand"):
        round_.full_clean()


def test_a_new_round_is_a_concept() -> None:
    assert Round().state == RoundState.CONCEPT


def test_published_rounds_stand_newest_first() -> None:
    older = factories.round_(state=RoundState.PUBLISHED, reference_on=date(2020, 12, 31))
    newer = factories.round_(state=RoundState.PUBLISHED, reference_on=date(2021, 6, 30))
    factories.round_(state=RoundState.FROZEN)
    assert list(Round.objects.published()) == [newer, older]


def test_of_a_round_the_newest_publication_counts() -> None:
    round_ = factories.round_()
    for version in (1, 2):
        newest = factories.snapshot(round=round_, version=version, payload=f"{version}".encode())
        factories.publication(snapshot=newest)
    factories.snapshot(round=round_, version=3)
    found = Round.objects.with_publication().get()
    assert (found.latest_version, found.latest_sha256) == (2, newest.sha256)


def test_of_an_unpublished_round_nothing_is_public() -> None:
    factories.snapshot()
    assert Round.objects.with_publication().get().latest_version is None


def test_an_empty_category_has_words_for_why() -> None:
    row = factories.category_statement(statement=Statement.NOT_IN_SOURCE)
    assert str(row) == "Aandachtspunt: Niet vermeld in de bron"


@pytest.mark.django_db
def test_in_report_order_what_is_realised_comes_first() -> None:
    unit = factories.unit()
    for category in ("aandachtspunt", "planning", "gerealiseerd"):
        factories.milestone(unit=unit, category=category)
    found = Milestone.objects.in_report_order().values_list("category", flat=True)
    assert list(found) == ["gerealiseerd", "planning", "aandachtspunt"]
