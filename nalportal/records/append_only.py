"""Rows that may be added and never changed or removed, held in Python and in the database.

Why: decisions 4 and 43.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# No model: always empty for whoever looks from outside the transaction that opened it.
DOOR = "nal_open_door"


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


def is_history(model: type[models.Model]) -> bool:
    """Whether simple_history keeps it: the versions of a row, or their choices of many."""
    return hasattr(model, "history_type") or hasattr(model, "m2m_history_id")


def guarded_models() -> list[type[models.Model]]:
    """All whose rows stay as they are: the append-only ones and every history."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AppendOnlyModel) or is_history(model)
    ]


def unguarded(database: BaseDatabaseWrapper) -> list[str]:
    """The tables that ought to have triggers and lack one (1 query)."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
    }[database.vendor]
    with database.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    tables = sorted(model._meta.db_table for model in guarded_models())
    return [
        table
        for table in tables
        if not there.issuperset(_name(table, event) for event in _events(database))
    ]


@contextmanager
def open_door(*found: type[models.Model], using: str = "default") -> Iterator[None]:
    """Within the block plain SQL may change and remove rows of these models; for this transaction.

    What the law makes us forget goes through here, and nothing else: what is too old, and who
    wants to be forgotten. Nobody else sees the door open, and after a crash it is shut. The caller
    tells the audit log.
    """
    names = [(model._meta.db_table,) for model in found]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.executemany(f"INSERT INTO {DOOR} VALUES (%s)", names)  # noqa: S608 - our own name
        yield
        cursor.executemany(f"DELETE FROM {DOOR} WHERE name = %s", names)  # noqa: S608


def install_triggers(schema_editor: BaseDatabaseSchemaEditor, *tables: str) -> None:
    """(Re)create the triggers that refuse UPDATE and DELETE (and TRUNCATE) on ``tables``.

    Idempotent. ``manage.py migrate`` ends with it for every table of :func:`guarded_models`: on
    SQLite an ALTER rebuilds the table and drops its triggers without a word.
    """
    drop_triggers(schema_editor, *tables)
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"CREATE TABLE IF NOT EXISTS {DOOR} (name varchar(63) NOT NULL)")
    if postgresql:
        schema_editor.execute(REFUSE, params=None)
    for table in tables:
        for event in _events(schema_editor.connection):
            make = _postgresql if postgresql else _sqlite
            # Without None, psycopg would take the % of RAISE for a parameter.
            schema_editor.execute(make(table, event), params=None)


def guard(database: BaseDatabaseWrapper) -> None:
    """Give every table that must stay as it is its triggers, in the state that the tables have."""
    there = set(database.introspection.table_names())
    tables = {model._meta.db_table for model in guarded_models()} & there
    # Not connection.schema_editor(): on SQLite that wants to stand outside a transaction.
    editor = database.SchemaEditorClass(database)
    editor.deferred_sql = []
    with transaction.atomic(using=database.alias):
        install_triggers(editor, *sorted(tables))


def drop_triggers(schema_editor: BaseDatabaseSchemaEditor, *tables: str) -> None:
    """Remove the triggers: the reverse of a migration."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in tables:
        for event in ("update", "delete", "truncate"):
            name = schema_editor.quote_name(_name(table, event))
            place = f" ON {schema_editor.quote_name(table)}" if on_table else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def _events(database: BaseDatabaseWrapper) -> tuple[str, ...]:
    return ("update", "delete", "truncate")[: 3 if database.vendor == "postgresql" else 2]


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event}"


def _sqlite(table: str, event: str) -> str:
    return (
        f'CREATE TRIGGER "{_name(table, event)}" BEFORE {event.upper()} ON "{table}" '  # noqa: S608 - names of our own
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only') "
        f"WHERE NOT EXISTS (SELECT 1 FROM {DOOR} WHERE name = '{table}'); END"
    )


REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "  # noqa: S608 - our own name
    f"$$ BEGIN IF EXISTS (SELECT 1 FROM {DOOR} WHERE name = TG_TABLE_NAME) THEN "
    "IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF; RETURN OLD; END IF; "
    "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'restrict_violation'; END $$"
)


def _postgresql(table: str, event: str) -> str:
    each = "STATEMENT" if event == "truncate" else "ROW"
    return (
        f'CREATE TRIGGER "{_name(table, event)}" BEFORE {event.upper()} ON "{table}" '
        f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
    )
