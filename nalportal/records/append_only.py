"""Rows that may be added and never changed or removed, held in Python and in the database.

Why: decision 4.
"""

from typing import Any, NoReturn

from django.apps import apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove a row that must stay as it is."""


def _refuse(model: type[models.Model]) -> NoReturn:
    raise AppendOnlyError(f"{model.__name__} is append-only: rows are added, never changed.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses every bulk way of changing or removing rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse(self.model)

    def delete(self) -> NoReturn:
        _refuse(self.model)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(self.model)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Adding many at once is fine; changing those that are there (an upsert) is not."""
        if kwargs.get("update_conflicts"):
            _refuse(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    def _raw_delete(self, using: str | None) -> NoReturn:
        _refuse(self.model)

    update.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class AppendOnlyModel(models.Model):
    """Base of the append-only tables; :func:`install_triggers` guards the same rule in SQL."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse(type(self))
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(type(self))


def append_only_models() -> list[type[AppendOnlyModel]]:
    """All append-only models of the installed apps."""
    return [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def install_triggers(schema_editor: BaseDatabaseSchemaEditor, *tables: str) -> None:
    """(Re)create the triggers that refuse UPDATE and DELETE (and TRUNCATE) on ``tables``.

    Idempotent. Every later migration that alters one of these tables calls it again: on
    SQLite an ALTER rebuilds the table and drops its triggers without a word.
    """
    drop_triggers(schema_editor, *tables)
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in tables:
        for statement in _postgresql(table) if postgresql else _sqlite(table):
            # Without None, psycopg would take the % of RAISE for a parameter.
            schema_editor.execute(statement, params=None)


def drop_triggers(schema_editor: BaseDatabaseSchemaEditor, *tables: str) -> None:
    """Remove the triggers: the reverse of a migration, and the flush after a test."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in tables:
        for event in ("update", "delete", "truncate"):
            name = schema_editor.quote_name(f"{table}_no_{event}")
            place = f" ON {schema_editor.quote_name(table)}" if on_table else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def _sqlite(table: str) -> list[str]:
    return [
        f'CREATE TRIGGER "{table}_no_{event}" BEFORE {event.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("update", "delete")
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    per_row = [
        f'CREATE TRIGGER "{table}_no_{event}" BEFORE {event.upper()} ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for event in ("update", "delete")
    ]
    per_statement = (
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    return [function, *per_row, per_statement]
