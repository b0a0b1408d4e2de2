"""Rows that must stay as they are: refused in Python, and by the database itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from nalportal.records.append_only import (
    AppendOnlyError,
    AppendOnlyModel,
    append_only_models,
    install_triggers,
)
from tests import factories

MAKERS: dict[str, Callable[[], AppendOnlyModel]] = {
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
}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(MAKERS))
def row(request: pytest.FixtureRequest) -> AppendOnlyModel:
    return MAKERS[request.param]()


def triggers() -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def test_every_append_only_model_is_tested_here() -> None:
    assert {model.__name__ for model in append_only_models()} == set(MAKERS)


def test_after_migrate_every_table_has_its_triggers() -> None:
    events = ["update", "delete"] + (["truncate"] if connection.vendor == "postgresql" else [])
    tables = [model._meta.db_table for model in append_only_models()]
    assert {f"{table}_no_{event}" for table in tables for event in events} <= triggers()


def test_installing_twice_is_the_same_as_once() -> None:
    before = triggers()
    # Not through connection.schema_editor(): on SQLite that wants to stand outside a transaction.
    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    install_triggers(editor, "progress_snapshot")
    assert triggers() == before


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
