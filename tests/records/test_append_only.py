"""Rows that must stay as they are: refused in Python, and by the database itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from nalportal.accounts.audit import AuditEvent
from nalportal.progress.models import Snapshot
from nalportal.records.append_only import (
    DOOR,
    AppendOnlyError,
    AppendOnlyModel,
    append_only_models,
    drop_triggers,
    guard,
    guarded_models,
    open_door,
    unguarded,
)
from tests import factories

MAKERS: dict[str, Callable[[], AppendOnlyModel]] = {
    "AuditEvent": factories.audit_event,
    "RoundLogEntry": factories.round_log_entry,
    "RoundReason": factories.round_reason,
    "SubmissionLogEntry": factories.submission_log_entry,
    "HandIn": factories.hand_in,
    "Snapshot": factories.snapshot,
    "SnapshotFile": factories.snapshot_file,
    "SnapshotImprint": factories.snapshot_imprint,
    "Publication": factories.publication,
    "Receipt": factories.receipt,
    "RemarkEntry": factories.remark_entry,
    "PolicyAction": factories.policy_action,
    "PolicyConfirmation": factories.policy_confirmation,
    "PolicyStep": factories.policy_step,
    "Seal": factories.seal,
}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(MAKERS))
def row(request: pytest.FixtureRequest) -> AppendOnlyModel:
    return MAKERS[request.param]()


def test_every_append_only_model_is_tested_here() -> None:
    assert {model.__name__ for model in append_only_models()} == set(MAKERS)


def test_after_migrate_every_log_and_every_history_has_its_triggers() -> None:
    tables = {model._meta.db_table for model in guarded_models()}
    assert {"accounts_historicaluser", "progress_historicalmilestone_themes"} < tables
    assert {model._meta.db_table for model in append_only_models()} < tables
    assert unguarded(connection) == []


def test_a_table_without_its_triggers_is_named_and_the_end_of_migrate_mends_it() -> None:
    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    drop_triggers(editor, "progress_snapshot", "progress_historicalmilestone")
    assert unguarded(connection) == ["progress_historicalmilestone", "progress_snapshot"]
    guard(connection)
    assert unguarded(connection) == []


def test_plain_sql_rewrites_no_history() -> None:
    factories.milestone(title="Fictief")
    for statement in ("UPDATE {} SET title = 'anders'", "DELETE FROM {}"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format("progress_historicalmilestone"))


def test_through_the_door_rows_go_and_after_it_none() -> None:
    row = factories.audit_event()
    with open_door(AuditEvent), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET what = 'x' WHERE id = %s", [row.pk])
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = %s", [row.pk])
        assert cursor.rowcount == 1
    factories.audit_event()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_auditevent")


def test_a_door_to_one_table_opens_no_other() -> None:
    factories.audit_event()
    with (
        pytest.raises(DatabaseError, match="accounts_auditevent is append-only"),
        open_door(Snapshot),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_auditevent")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {DOOR}")  # noqa: S608 - our own name
        assert cursor.fetchone() == (0,), "what failed leaves it shut"


def test_a_row_cannot_be_saved_again(row: AppendOnlyModel) -> None:
    with pytest.raises(AppendOnlyError):
        row.save()


def test_a_row_cannot_be_deleted(row: AppendOnlyModel) -> None:
    with pytest.raises(AppendOnlyError):
        row.delete()


# Any: the type checker's plugin stumbles over an update of an abstract model.
BULK_WAYS: dict[str, Callable[[Any, Any], object]] = {
    "update": lambda rows, row: rows.update(pk=row.pk),
    "delete": lambda rows, row: rows.delete(),
    "bulk update": lambda rows, row: rows.bulk_update([row], ["pk"]),
    "upsert": lambda rows, row: rows.bulk_create(
        [row], update_conflicts=True, unique_fields=["pk"], update_fields=["pk"]
    ),
}


@pytest.mark.parametrize("way", sorted(BULK_WAYS))
def test_no_bulk_way_around(row: AppendOnlyModel, way: str) -> None:
    with pytest.raises(AppendOnlyError):
        BULK_WAYS[way](type(row)._default_manager.all(), row)


def any_column(model: type[models.Model]) -> str:
    return next(str(f.column) for f in model._meta.concrete_fields if not f.primary_key)


@pytest.mark.parametrize("event", ["UPDATE", "DELETE"])
def test_the_database_refuses_plain_sql(row: AppendOnlyModel, event: str) -> None:
    table, column = row._meta.db_table, any_column(type(row))
    statement = (
        f'UPDATE "{table}" SET "{column}" = "{column}"'  # noqa: S608 - names of our own tables
        if event == "UPDATE"
        else f'DELETE FROM "{table}"'  # noqa: S608
    )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
