"""Freezing, publishing and verifying: after it nothing changes a byte."""

import subprocess
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection

from nalportal.accounts.models import User
from nalportal.progress.models import (
    Milestone,
    Publication,
    Round,
    RoundLogEntry,
    RoundState,
    Snapshot,
    SubmissionState,
)
from nalportal.progress.models.states import SETTLED
from nalportal.progress.rounds import NotNowError
from nalportal.progress.submissions import reopen
from nalportal.records.append_only import drop_triggers
from nalportal.report import freeze as freezing
from nalportal.report.editions import all_rounds, edition_now, edition_of_round
from nalportal.report.freeze import freeze, publish, unfreeze, verify
from nalportal.report.paper import PdfError, render_pdf
from nalportal.report.payload import dump, load, sha256
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    region = factories.region()
    factories.milestone(unit=region.unit, title="Fictieve mijlpaal")
    row = factories.round_(slug="fictief", state=RoundState.IN_REVIEW)
    factories.national_texts(row)
    return row


@pytest.fixture(autouse=True)
def quick_pdf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has tests of its own; here it only has to be bytes that depend on the report."""
    if "real_pdf" not in request.keywords:
        monkeypatch.setattr(freezing, "render_pdf", lambda report, stamp, **_: dump(report)[::-1])


def test_freezing_stores_payload_pdf_and_both_hashes(round_: Round, reviewer: User) -> None:
    snapshot = freeze(round_, by=reviewer)
    assert load(bytes(snapshot.payload)).title == round_.title
    assert snapshot.sha256 == sha256(bytes(snapshot.payload))
    assert snapshot.pdf_sha256 == sha256(bytes(snapshot.pdf))
    assert (snapshot.version, snapshot.frozen_by) == (1, reviewer)


def test_freezing_is_logged_with_who_and_why(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer, reason="Alles is binnen (fictief)")
    entry = RoundLogEntry.objects.get()
    assert (entry.from_state, entry.to_state) == (RoundState.IN_REVIEW, RoundState.FROZEN)
    assert (entry.by, entry.reason) == (reviewer, "Alles is binnen (fictief)")


def test_a_frozen_round_cannot_be_frozen_again(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer)
    with pytest.raises(NotNowError, match="al bevroren"):
        freeze(round_, by=reviewer)


@pytest.mark.parametrize("state", [RoundState.CONCEPT, RoundState.OPEN, RoundState.PUBLISHED])
def test_only_a_round_in_review_is_frozen(state: RoundState, reviewer: User) -> None:
    round_ = factories.round_(state=state)
    with pytest.raises(NotNowError):
        freeze(round_, by=reviewer)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("state", SubmissionState)
def test_every_unit_has_to_be_accepted_or_skipped(
    round_: Round, reviewer: User, state: SubmissionState
) -> None:
    factories.submission(round=round_, unit=Milestone.objects.get().unit, state=state)
    if state in SETTLED:
        assert freeze(round_, by=reviewer).version == 1
        return
    with pytest.raises(NotNowError, match="Nog niet geaccepteerd of overgeslagen: Fictie"):
        freeze(round_, by=reviewer)


def test_a_unit_that_is_reopened_meanwhile_stops_the_freezing(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = factories.submission(
        round=round_, unit=Milestone.objects.get().unit, state=SubmissionState.ACCEPTED
    )

    def render(report: object, stamp: object, **_more: object) -> bytes:
        reopen(row, by=reviewer, reason="Toch niet (fictief)")
        return b"pdf"

    monkeypatch.setattr(freezing, "render_pdf", render)
    with pytest.raises(NotNowError, match="Nog niet geaccepteerd"):
        freeze(round_, by=reviewer)
    assert not Snapshot.objects.exists()


def test_what_came_from_a_source_is_frozen_by_nobody(round_: Round) -> None:
    taken_over = factories.round_(state=RoundState.CONCEPT)
    freeze(taken_over, by=None, reason="overgenomen uit bron")
    entry = RoundLogEntry.objects.get()
    assert (entry.by, entry.reason) == (None, "overgenomen uit bron")
    with pytest.raises(NotNowError, match="niet uit een bron"):
        freeze(round_, by=None, reason="overgenomen uit bron")


@pytest.mark.parametrize("verb", [freeze, unfreeze, publish])
def test_only_a_reviewer_freezes_unfreezes_and_publishes(
    verb: Callable[..., object], round_: Round, outsider: User, beheerder: User
) -> None:
    for other in (outsider, beheerder):
        with pytest.raises(PermissionDenied):
            verb(round_, by=other, reason="fictief")


# ---------------------------------------------------------------------------------- unfreezing


def test_unfreezing_leads_back_to_the_review_and_keeps_what_was_frozen(
    round_: Round, reviewer: User
) -> None:
    first = freeze(round_, by=reviewer)
    unfreeze(round_, by=reviewer, reason="Een tabel klopt niet (fictief)")
    round_.refresh_from_db()
    assert round_.state == RoundState.IN_REVIEW
    assert RoundLogEntry.objects.latest("pk").reason == "Een tabel klopt niet (fictief)"
    assert Snapshot.objects.get() == first
    assert not Publication.objects.exists()


def test_what_is_published_is_the_last_that_was_frozen_as_version_1(
    round_: Round, reviewer: User
) -> None:
    freeze(round_, by=reviewer)
    unfreeze(round_, by=reviewer, reason="fictief")
    factories.milestone(unit=Milestone.objects.get().unit, title="Nagekomen (fictief)")
    second = freeze(round_, by=reviewer)
    publication = publish(round_, by=reviewer)
    assert (publication.snapshot, publication.version) == (second, 1)
    assert "Nagekomen (fictief)" in str(edition_of_round(all_rounds(), "fictief").report)


def test_unfreezing_needs_a_reason(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer)
    with pytest.raises(NotNowError, match="waarom"):
        unfreeze(round_, by=reviewer, reason=" ")


def test_what_is_public_is_never_unfrozen(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    with pytest.raises(NotNowError, match="al gepubliceerd"):
        unfreeze(round_, by=reviewer, reason="fictief")


# ---------------------------------------------------------------------------------- publishing


def test_what_is_not_frozen_cannot_be_published(round_: Round, reviewer: User) -> None:
    with pytest.raises(NotNowError, match="eerst"):
        publish(round_, by=reviewer)


def test_publishing_twice_is_refused(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    with pytest.raises(NotNowError):
        publish(round_, by=reviewer)
    assert Publication.objects.count() == 1


def test_a_failing_pdf_leaves_nothing_behind(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "render_pdf", mock.Mock(side_effect=PdfError("kapot")))
    with pytest.raises(NotNowError, match="De PDF kon niet worden gemaakt"):
        freeze(round_, by=reviewer)
    round_.refresh_from_db()
    assert round_.state == RoundState.IN_REVIEW
    assert not Snapshot.objects.exists()


def test_a_pdf_engine_that_hangs_is_stopped_and_leaves_nothing_behind(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "render_pdf", render_pdf)
    stopped = subprocess.TimeoutExpired("typst", 120)
    monkeypatch.setattr("subprocess.run", mock.Mock(side_effect=stopped))
    with pytest.raises(NotNowError, match="De PDF kon niet worden gemaakt"):
        freeze(round_, by=reviewer)
    assert not Snapshot.objects.exists()


def test_a_save_during_freezing_is_in_the_snapshot(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves while the PDF is made: the report is built again, never half."""
    renders: list[object] = []

    def render(report: object, stamp: object, **_more: object) -> bytes:
        if not renders:
            factories.milestone(unit=Milestone.objects.get().unit, title="Net op tijd (fictief)")
        renders.append(report)
        return b"pdf"

    monkeypatch.setattr(freezing, "render_pdf", render)
    snapshot = freeze(round_, by=reviewer)
    assert len(renders) == 2
    assert "Net op tijd (fictief)" in bytes(snapshot.payload).decode()


def test_a_register_that_keeps_moving_is_not_frozen(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(report: object, stamp: object, **_more: object) -> bytes:
        factories.milestone(unit=Milestone.objects.all()[0].unit)
        return b"pdf"

    monkeypatch.setattr(freezing, "render_pdf", render)
    with pytest.raises(NotNowError, match="veranderde"):
        freeze(round_, by=reviewer)
    assert not Snapshot.objects.exists()


def test_nothing_later_changes_a_published_report(round_: Round, reviewer: User) -> None:
    snapshot = freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    milestone = Milestone.objects.get()
    milestone.title = "Heel iets anders (fictief)"
    milestone.save()
    milestone.unit.name = "Andere naam (fictief)"
    milestone.unit.save()
    edition = edition_of_round(all_rounds(), "fictief")
    assert edition.payload_bytes() == snapshot.payload
    assert edition.pdf_bytes() == snapshot.pdf
    assert "Heel iets anders" not in str(edition.report)


def test_what_was_told_as_done_stands_under_earlier_in_the_next_report(
    round_: Round, reviewer: User
) -> None:
    done = factories.milestone(
        unit=Milestone.objects.get().unit, category="gerealiseerd", title="Klaar (fictief)"
    )
    freeze(round_, by=reviewer)
    publish(round_, by=reviewer)
    [unit] = edition_now(all_rounds()).report.units()
    block = next(b for b in unit.categories if b.category == "gerealiseerd")
    assert [entry.reference for entry in block.earlier] == [done.reference]
    assert block.items == ()


def test_the_payload_has_no_internal_note_and_no_user(round_: Round, reviewer: User) -> None:
    milestone = Milestone.objects.get()
    milestone.internal_note = "Geheim (fictief)"
    milestone.save()
    milestone.unit.editors.add(reviewer)
    payload = bytes(freeze(round_, by=reviewer).payload).decode()
    assert "Geheim" not in payload
    assert reviewer.last_name not in payload


def test_verifying_finds_nothing_when_all_is_well(round_: Round, reviewer: User) -> None:
    freeze(round_, by=reviewer)
    call_command("verify_snapshots")
    assert [verdict.faults for verdict in verify()] == [()]


@pytest.mark.parametrize("column", ["payload", "pdf", "sha256", "pdf_sha256"])
def test_verifying_finds_any_byte_that_was_changed(
    round_: Round, reviewer: User, column: str
) -> None:
    freeze(round_, by=reviewer)
    # Whoever owns the database can take the triggers away: the hashes still show it.
    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    drop_triggers(editor, "progress_snapshot")
    with connection.cursor() as cursor:
        changed = b"{}" if column in ("payload", "pdf") else "0" * 64
        cursor.execute(f"UPDATE progress_snapshot SET {column} = %s", [changed])  # noqa: S608
    with pytest.raises(CommandError, match="kloppen niet"):
        call_command("verify_snapshots")


def test_the_real_road_ends_in_a_real_pdf(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    snapshot = freeze(round_, by=reviewer)
    assert bytes(snapshot.pdf).startswith(b"%PDF-")
    assert snapshot.frozen_at.date() >= date(2026, 1, 1)


def test_with_four_eyes_another_publishes_than_froze(
    round_: Round, reviewer: User, settings: Any
) -> None:
    settings.FOUR_EYES = True
    freeze(round_, by=reviewer)
    with pytest.raises(NotNowError, match="Een andere beoordelaar moet haar publiceren"):
        publish(round_, by=reviewer)
    assert publish(round_, by=factories.user(is_reviewer=True)).version == 1
