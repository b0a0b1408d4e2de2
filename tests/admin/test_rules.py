"""No way around the verbs, the append-only tables and what is frozen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from nalportal.progress.models import (
    Place,
    PrintedDifference,
    ReportText,
    RoundState,
    Submission,
    SubmissionState,
)
from regions.models import MunicipalityAlias, Region
from tests import factories
from workgroups.models import PartyAlias, Workgroup

from .pages import APPEND_ONLY, READ_ONLY, TRACKED, each, form_values, make, queries, url


@each(TRACKED)
def test_only_leaves_without_another_way_to_go_are_deleted(
    beheer: Client, model: type[Model]
) -> None:
    leaves = {MunicipalityAlias, PartyAlias, PrintedDifference, ReportText}
    row = factories.report_text() if model is ReportText else make(model)
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


@each(READ_ONLY)
def test_what_has_pages_of_its_own_is_only_read_here(beheer: Client, model: type[Model]) -> None:
    row = make(model)
    page = beheer.get(url(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page
    assert beheer.post(url(model, "change", row.pk), {}).status_code == 403
    assert beheer.get(url(model, "add")).status_code == 403
    assert beheer.get(url(model, "delete", row.pk)).status_code == 403


def test_a_text_of_a_unit_is_only_read_here(beheer: Client) -> None:
    row = factories.report_text(place=Place.UNIT, unit=factories.unit())
    assert beheer.post(url(ReportText, "change", row.pk), {"body": "Anders"}).status_code == 403
    assert beheer.get(url(ReportText, "delete", row.pk)).status_code == 403
    choices = beheer.get(url(ReportText, "add")).context["adminform"].form.fields["place"].choices
    assert Place.UNIT not in dict(choices)


@pytest.mark.parametrize("make_row", [factories.region, factories.workgroup])
def test_what_a_unit_handed_in_is_closed_here_too(
    beheer: Client, make_row: Callable[[], Any]
) -> None:
    row = make_row()
    round_ = factories.round_(state=RoundState.OPEN)
    submission = factories.submission(round=round_, unit=row.unit, state=SubmissionState.SUBMITTED)
    address = url(type(row), "change", row.pk)
    assert 'name="_save"' not in beheer.get(address).content.decode()
    assert beheer.post(address, {}).status_code == 403
    submission.state = SubmissionState.RETURNED
    submission.save()
    assert 'name="_save"' in beheer.get(address).content.decode()


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
