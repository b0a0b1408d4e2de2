"""What the tests of the beheer walk over, and how they fetch a page and send one back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import (
    Dimension,
    DimensionValue,
    Edition,
    Measure,
    Observation,
    Presentation,
    SeriesBreak,
    Source,
    Succession,
)
from nalportal.accounts.models import User
from nalportal.desk.models import Handover, Letter
from nalportal.operations.models import Timer
from nalportal.progress.models import (
    CategoryStatement,
    EvidenceFile,
    EvidenceLink,
    HandIn,
    Indicator,
    Milestone,
    Place,
    PrintedDifference,
    Publication,
    Receipt,
    Remark,
    RemarkEntry,
    ReportingUnit,
    ReportText,
    Round,
    RoundLogEntry,
    RoundReason,
    Snapshot,
    SnapshotFile,
    SnapshotImprint,
    Submission,
    SubmissionLogEntry,
    Theme,
)
from nalportal.records.admin import ReadOnlyAdmin, TrackedAdmin, VersionedAdmin
from nalportal.records.append_only import append_only_models
from regions.models import (
    ActionKind,
    Municipality,
    MunicipalityAlias,
    PolicyAction,
    PolicyConfirmation,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Region,
    RegionAgreement,
    RegionMembership,
    Reorganisation,
    ReportedCount,
)
from tests import factories
from tests.conftest import of_page
from workgroups.models import Participation, Party, PartyAlias, Workgroup


def _decided_submission() -> Submission:
    return factories.submission(
        decided_at=datetime(2021, 5, 20, tzinfo=UTC), decided_by=factories.user()
    )


def _full_step() -> PolicyStep:
    return factories.policy_step(
        replaces=factories.policy_step(),
        document=factories.policy_document(),
        recorded_by=factories.user(),
        action=factories.policy_action(),
    )


def _undoing() -> PolicyAction:
    return factories.policy_action(kind=ActionKind.UNDOING, undoes=factories.policy_action())


# How to make a row of each model, with all it points at, so that a list that fetches something
# per row shows it; and how many queries the list takes, however long it is.
LISTS: dict[type[Model], tuple[Callable[[], Any], int]] = {
    ReportingUnit: (factories.unit, 4),
    Theme: (factories.theme, 4),
    Milestone: (lambda: factories.milestone(themes=(factories.theme(),)), 8),
    EvidenceFile: (factories.evidence_file, 4),
    EvidenceLink: (factories.evidence_link, 4),
    Round: (factories.round_, 6),
    RoundReason: (factories.round_reason, 7),
    RoundLogEntry: (lambda: factories.round_log_entry(by=factories.user()), 7),
    # Which indicators there are to filter on is asked for.
    ReportText: (lambda: factories.report_text(place=Place.UNIT, unit=factories.unit()), 7),
    Indicator: (factories.indicator, 4),
    PrintedDifference: (factories.printed_difference, 5),
    Submission: (_decided_submission, 6),
    CategoryStatement: (factories.category_statement, 5),
    SubmissionLogEntry: (factories.submission_log_entry, 8),
    Remark: (lambda: factories.remark(milestone=factories.milestone()), 5),
    RemarkEntry: (factories.remark_entry, 7),
    HandIn: (lambda: factories.hand_in(on_behalf_of=factories.user()), 8),
    Snapshot: (lambda: factories.snapshot(frozen_by=factories.user()), 7),
    SnapshotFile: (factories.snapshot_file, 4),
    SnapshotImprint: (factories.snapshot_imprint, 4),
    Publication: (lambda: factories.publication(published_by=factories.user()), 7),
    Receipt: (factories.receipt, 4),
    Region: (factories.region, 4),
    RegionAgreement: (factories.agreement, 5),
    Municipality: (factories.municipality, 4),
    MunicipalityAlias: (factories.municipality_alias, 4),
    RegionMembership: (factories.membership, 5),
    Reorganisation: (factories.reorganisation, 6),
    PolicyInstrument: (factories.instrument, 4),
    PolicyDocument: (lambda: factories.policy_document(adopted_on=date(2021, 5, 1)), 6),
    PolicyAction: (_undoing, 6),
    PolicyConfirmation: (factories.policy_confirmation, 4),
    PolicyStep: (_full_step, 7),
    ReportedCount: (factories.reported_count, 6),
    Party: (lambda: factories.party(unit=factories.unit()), 4),
    PartyAlias: (factories.party_alias, 4),
    Workgroup: (
        lambda: factories.workgroup(lead=factories.party(), related_to=factories.workgroup()),
        4,
    ),
    Participation: (factories.participation, 5),
    Source: (factories.source, 5),
    Edition: (factories.edition, 5),
    Succession: (
        lambda: factories.succession(measure=factories.measure(), since=date(2023, 10, 1)),
        5,
    ),
    Dimension: (factories.dimension, 4),
    DimensionValue: (factories.kind, 5),
    Measure: (lambda: factories.measure(source=factories.source()), 5),
    Presentation: (factories.presentation, 5),
    # Which kinds there are to filter on is asked for.
    Observation: (lambda: factories.observation(region=factories.region()), 9),
    SeriesBreak: (lambda: factories.series_break(series_source=factories.source()), 9),
    Handover: (factories.handover, 4),
    Letter: (lambda: factories.letter(unit=factories.unit(), asked_by=factories.user()), 7),
    Timer: (factories.timer, 4),
    User: (factories.user, 4),
}


def _kept_by(kind: type) -> list[type[Model]]:
    return [model for model in LISTS if isinstance(admin.site._registry[model], kind)]


# Changed here, with a version and a reason; changed on the pages of the portal; never changed.
TRACKED = _kept_by(TrackedAdmin)
READ_ONLY = _kept_by(ReadOnlyAdmin)
APPEND_ONLY = [model for model in append_only_models() if model in LISTS]
EDITABLE = _kept_by(VersionedAdmin)


def each(models: Any) -> pytest.MarkDecorator:
    """Runs a test once per model, under its name."""
    return pytest.mark.parametrize("model", models, ids=lambda model: model.__name__)


def make(model: type[Model]) -> Any:
    return LISTS[model][0]()


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries(client: Client, address: str) -> list[str]:
    """The SQL that one visit takes, without the session."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return of_page(captured)


def form_values(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back from a change page, with the rows under it."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    # Zero is sent; an empty value and a box without its tick are not.
    return {name: value for name, value in values.items() if value or type(value) is int}
