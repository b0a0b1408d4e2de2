"""No way around the verbs, the append-only tables and what is frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from indicators.models import Observation
from nalportal.accounts.models import User
from nalportal.progress.models import (
    CategoryStatement,
    EvidenceLink,
    PrintedDifference,
    ReportText,
    Round,
    RoundState,
    Submission,
    SubmissionState,
)
from regions.models import MunicipalityAlias, PolicyStep, Region, Stage
from tests import factories
from workgroups.models import PartyAlias, Workgroup

from .pages import APPEND_ONLY, TRACKED, each, form_values, make, queries, url


@each(TRACKED)
def test_only_leaves_without_another_way_to_go_are_deleted(
    beheer: Client, model: type[Model]
) -> None:
    leaves = {
        CategoryStatement,
        EvidenceLink,
        MunicipalityAlias,
        PartyAlias,
        PrintedDifference,
        ReportText,
    }
    row = make(model)
    expected = 200 if model in leaves else 403
    assert beheer.get(url(model, "delete", row.pk)).status_code == expected


def test_rows_under_a_parent_are_removed_only_where_their_own_page_may() -> None:
    registry = admin.site._registry
    loose = [
        inline.model
        for page in registry.values()
        for inline in page.inlines
        if inline.can_delete and not getattr(registry[inline.model], "removable", False)
    ]
    assert loose == []


@each(APPEND_ONLY)
def test_append_only_page_offers_nothing_to_save(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    page = beheer.get(url(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page
    assert beheer.post(url(model, "change", row.pk), {}).status_code == 403
    assert beheer.get(url(model, "delete", row.pk)).status_code == 403


@each(APPEND_ONLY)
def test_frozen_bytes_are_never_loaded(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    pages = [url(model, "changelist"), url(model, "change", row.pk)]
    asked = " ".join(sql for page in pages for sql in queries(beheer, page))
    assert '"payload"' not in asked
    assert '"pdf"' not in asked


def test_hand_ins_under_a_submission_leave_their_bytes_where_they_are(beheer: Client) -> None:
    row = factories.hand_in()
    asked = queries(beheer, url(Submission, "change", row.submission.pk))
    assert '"payload"' not in " ".join(asked)


def test_a_policy_step_notes_who_is_signed_in_and_when_it_is_due(
    beheer: Client, beheerder: User
) -> None:
    values = {
        "municipality": factories.municipality().pk,
        "instrument": factories.instrument(review_after_months=24).pk,
        "stage": Stage.ADOPTED,
        "on": "2021-03-01",
        "precision": "day",
        "recorded_by": factories.user().pk,
    }
    assert beheer.post(url(PolicyStep, "add"), values).status_code == 302
    step = PolicyStep.objects.get()
    assert (step.recorded_by, step.review_due_on) == (beheerder, date(2023, 3, 1))


@pytest.mark.parametrize(
    ("row", "frozen_state"),
    [
        (factories.round_, RoundState.FROZEN),
        (factories.submission, SubmissionState.ACCEPTED),
    ],
    ids=["round", "submission"],
)
def test_a_state_is_shown_and_not_typed(
    beheer: Client, row: Callable[[], Any], frozen_state: str
) -> None:
    obj = row()
    address = url(type(obj), "change", obj.pk)
    values = form_values(beheer, address) | {"state": frozen_state}
    assert beheer.post(address, values).status_code == 302
    before, obj.state = obj.state, None
    obj.refresh_from_db()
    assert obj.state == before


def test_a_frozen_round_is_only_read(beheer: Client) -> None:
    row = factories.round_(state=RoundState.FROZEN)
    assert beheer.post(url(Round, "change", row.pk), {"title": "Anders"}).status_code == 403


def test_a_text_is_frozen_with_its_round(beheer: Client) -> None:
    row = factories.report_text(round=factories.round_(state=RoundState.PUBLISHED))
    assert beheer.post(url(ReportText, "change", row.pk), {"body": "Anders"}).status_code == 403
    assert beheer.get(url(ReportText, "delete", row.pk)).status_code == 403


def test_no_text_is_added_to_a_frozen_round(beheer: Client) -> None:
    frozen = factories.round_(state=RoundState.FROZEN)
    values = {"round": frozen.pk, "place": "aanleiding", "order": 0, "body": "Te laat"}
    assert beheer.post(url(ReportText, "add"), values).status_code == 200
    assert not ReportText.objects.exists()


@each([Region, Workgroup])
def test_whose_row_it_is_stays_as_it_is(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    before = model._default_manager.count()
    address = url(model, "change", row.pk)
    values = form_values(beheer, address) | {"unit": factories.unit().pk}
    assert beheer.post(address, values).status_code == 302
    assert model._default_manager.count() == before


@pytest.mark.parametrize(
    ("typed", "decimals", "value"),
    [("65.613", 0, 65613), ("65,613", 0, None), ("99", 0, 99), ("1.511", 1, None), ("-1", 0, None)],
)
def test_a_figure_is_read_as_on_every_other_way_in(
    beheer: Client, typed: str, decimals: int, value: int | None
) -> None:
    row = factories.observation(measure=factories.measure(decimals=decimals), value=100)
    address = url(Observation, "change", row.pk)
    fields = form_values(beheer, address)
    assert fields["value"] == "100"  # and not 100.000, which would be read as a hundred thousand
    response = beheer.post(address, fields | {"value": typed})
    row.refresh_from_db()
    assert response.status_code == (302 if value else 200)
    assert row.value == (value or 100)
