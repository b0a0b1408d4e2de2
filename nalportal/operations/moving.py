"""All rows of one database to another, SQLite or PostgreSQL, counted and hashed on both sides.

One road for moving house, for a backup and for getting one back. Rows are read and written as the
models know them, so a moment, a decimal or a document means the same on either side.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from nalportal.dutch import number
from nalportal.records.append_only import guarded_models, open_door

BATCH = 2_000
# Stands in a target for as long as a move into it has not ended: a crash left it, start anew.
UNFINISHED = "nal_move_unfinished"

# Of so many values of a column it is remembered how they read.
REMEMBERED = 10_000

Column: TypeAlias = "models.Field[Any, Any]"
Row = tuple[Any, ...]
Adapt = Callable[[Any], Any]


class MoveError(Exception):
    """The move cannot be done, or what arrived differs; the message is for the terminal."""


@dataclass(frozen=True)
class Tally:
    """What a table holds: how many rows, and the SHA-256 of all of them in order of their key."""

    rows: int
    sha256: str


def moved_models() -> list[type[models.Model]]:
    """Every model with a table of its own, the tables of many-to-many fields included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


@contextmanager
def another_database(alias: str, url: str) -> Iterator[BaseDatabaseWrapper]:
    """The database at ``url`` under a name of its own, for as long as the block lasts."""
    config: dict[str, Any] = {**settings.DATABASES["default"], "OPTIONS": {}}
    config |= dict(dj_database_url.parse(url))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    database = load_backend(config["ENGINE"]).DatabaseWrapper(config, alias)
    connections[alias] = database
    try:
        yield database
    finally:
        database.close()
        del connections[alias]


# -------------------------------------------------------------------------------- reading


def _columns(model: type[models.Model], names: Sequence[str] = ()) -> list[Column]:
    """The columns of a table: all, or these in this order."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    return [fields[name] for name in names or fields]


def _rows(
    model: type[models.Model],
    database: BaseDatabaseWrapper,
    columns: Sequence[Column],
    keys: tuple[int, int] | None = None,
) -> Iterator[Row]:
    """The values of each row in order of the key, as the database holds them."""
    quote, key = database.ops.quote_name, database.ops.quote_name(str(model._meta.pk.column))
    # With a plus the driver of SQLite leaves the value as it is stored: it would read each anew.
    plus = "+" if database.vendor == "sqlite" else ""
    asked = ", ".join(plus + quote(str(field.column)) for field in columns)
    which = f"WHERE {key} BETWEEN %s AND %s" if keys else ""
    with database.chunked_cursor() as cursor:
        table = quote(model._meta.db_table)
        cursor.execute(f"SELECT {asked} FROM {table} {which} ORDER BY {key}", keys)  # noqa: S608 - our own tables
        while found := cursor.fetchmany(BATCH):
            yield from found


def _known(field: Column, database: BaseDatabaseWrapper, then: Adapt | None) -> Adapt | None:
    """How what the database holds becomes what the model knows, and what ``then`` makes of that;
    None where it is that already."""
    column = field.get_col(field.model._meta.db_table)
    found = [*database.ops.get_db_converters(column), *column.get_db_converters(database)]

    def known(value: Any) -> Any:
        for convert in found:
            value = convert(value, column, database)
        return then(value) if then else value

    if isinstance(field, (models.JSONField, models.BinaryField)):
        return known
    # Many rows hold the same moment, day or figure, which costs more to make than to find.
    return lru_cache(REMEMBERED)(known) if found or then else None


def _plain(field: Column) -> Adapt | None:
    """How a value reads the same from every database; None where it does already."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, sort_keys=True)
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else bytes(value)
    return None


class _Hash:
    """Counts and hashes rows of a database as they pass, as the model knows them."""

    def __init__(self, columns: Sequence[Column], database: BaseDatabaseWrapper) -> None:
        steps = ((at, _known(field, database, _plain(field))) for at, field in enumerate(columns))
        self.steps = [(at, step) for at, step in steps if step]
        self.digest = hashlib.sha256()
        self.rows = 0

    def add(self, row: Row) -> None:
        values = list(row)
        for at, step in self.steps:
            values[at] = step(values[at])
        self.digest.update(repr(values).encode("utf-8", "surrogatepass"))
        self.rows += 1

    def tally(self) -> Tally:
        return Tally(self.rows, self.digest.hexdigest())


def tally_of(
    model: type[models.Model],
    alias: str,
    names: Sequence[str] = (),
    keys: tuple[int, int] | None = None,
) -> Tally:
    """Count and hash of one table, read anew; of these columns, in this order, and the rows from
    the first of ``keys`` up to and including the last."""
    columns, database = _columns(model, names), connections[alias]
    hashed = _Hash(columns, database)
    for row in _rows(model, database, columns, keys):
        hashed.add(row)
    return hashed.tally()


# -------------------------------------------------------------------------------- writing


def _adapted(field: Column, target: BaseDatabaseWrapper) -> Adapt | None:
    """How SQLite takes a value of ``field``; None for text and numbers, which go as is."""
    special = (
        models.DateField,
        models.TimeField,
        models.DecimalField,
        models.UUIDField,
        models.JSONField,
        models.BinaryField,
        models.BooleanField,
    )
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if not isinstance(field, special):
        return None
    return lambda value: field.get_db_prep_save(value, target)


def _copy(
    model: type[models.Model], source: BaseDatabaseWrapper, target: BaseDatabaseWrapper
) -> Tally:
    columns = _columns(model)
    hashed = _Hash(columns, source)
    # PostgreSQL reads what either holds, SQLite only what SQLite holds.
    goes_as_is = target.vendor in ("postgresql", source.vendor)
    wanted = enumerate([] if goes_as_is else columns)
    adapting = ((at, _known(field, source, _adapted(field, target))) for at, field in wanted)
    steps = [(at, step) for at, step in adapting if step]

    def passing() -> Iterator[Row]:
        for row in _rows(model, source, columns):
            hashed.add(row)
            if steps:
                values = list(row)
                for at, step in steps:
                    values[at] = step(values[at])
                row = tuple(values)  # noqa: PLW2901 - as the target takes it
            yield row

    _write(model, target, passing())
    return hashed.tally()


def _write(model: type[models.Model], target: BaseDatabaseWrapper, rows: Iterator[Row]) -> None:
    table, names = _names(model, target)
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(names))
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - our own tables
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)


def _names(model: type[models.Model], target: BaseDatabaseWrapper) -> tuple[str, Sequence[str]]:
    quote = target.ops.quote_name
    return quote(model._meta.db_table), [quote(str(field.column)) for field in _columns(model)]


# ------------------------------------------------------------------------------- the target


def _unmigrated(database: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(database)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _begin(target: BaseDatabaseWrapper) -> None:
    """An empty target with the tables of this release; what a crashed move left is removed."""
    tables = set(target.introspection.table_names())
    if tables and UNFINISHED not in tables:
        raise MoveError(_("Het doel is niet leeg; kies een database zonder tabellen."))
    # Only PostgreSQL knows the word; SQLite doesn't look while constraints are off.
    cascade = "CASCADE" if target.vendor == "postgresql" else ""
    with target.constraint_checks_disabled(), target.cursor() as cursor:
        # The mark comes first and stays while the others go: a crash in between can start over.
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {UNFINISHED} (since integer)")
        for table in sorted(tables - {UNFINISHED}):
            cursor.execute(f"DROP TABLE IF EXISTS {target.ops.quote_name(table)} {cascade}")
    _migrate(target)


def _migrate(target: BaseDatabaseWrapper) -> None:
    call_command("migrate", database=target.alias, verbosity=0)


def _empty(found: Sequence[type[models.Model]], target: BaseDatabaseWrapper) -> None:
    """Without what migrating put in: the rows of the source bring that along, with its keys."""
    with open_door(*guarded_models(), using=target.alias), target.cursor() as cursor:
        for model in found:
            if model._base_manager.using(target.alias).exists():
                cursor.execute(f"DELETE FROM {_names(model, target)[0]}")  # noqa: S608 - our own tables


def _last_keys(database: BaseDatabaseWrapper, model: type[models.Model]) -> int | None:
    """The last key that was given out, which may be higher than the highest that is there."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            sql = "SELECT seq FROM sqlite_sequence WHERE name = %s"
            cursor.execute(sql, [model._meta.db_table])
        else:
            sql = "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)"
            cursor.execute(sql, [_names(model, database)[0], model._meta.pk.column])
        row = cursor.fetchone()
    return row[0] if row else None


def _continue_keys(
    found: Sequence[type[models.Model]], source: BaseDatabaseWrapper, target: BaseDatabaseWrapper
) -> None:
    """No key is given out twice, not even one of a row that was removed since."""
    for model in found:
        if not isinstance(model._meta.pk, models.AutoField):
            continue
        last = _last_keys(source, model)
        if not last:  # 0: SQLite noted that it gave none out yet, which PostgreSQL cannot take over
            continue
        table = model._meta.db_table
        with target.cursor() as cursor:
            if target.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, last])
            else:
                sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                cursor.execute(sql, [_names(model, target)[0], model._meta.pk.column, last])


# --------------------------------------------------------------------------------- the move


def move(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> dict[str, Tally]:
    """Copy everything to an empty ``target`` and compare; gives the tally of each table.

    The source is only read, in one snapshot; on SQLite nobody else can save meanwhile. Raises
    :class:`MoveError` when the source waits for a migration, the target is not empty, or a table
    arrived otherwise. After a crash the same call starts over.
    """
    if _unmigrated(source):
        raise MoveError(_("De bron past niet bij deze versie; voer daar eerst migrate uit."))
    _begin(target)
    found = moved_models()
    outermost = not source.in_atomic_block
    with transaction.atomic(using=source.alias):
        if source.vendor == "postgresql" and outermost:
            source.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with transaction.atomic(using=target.alias):
            _empty(found, target)
            sent = {model._meta.db_table: _copy(model, source, target) for model in found}
            _continue_keys(found, source, target)
    arrived = {model._meta.db_table: tally_of(model, target.alias) for model in found}
    other = sorted(table for table, tally in sent.items() if arrived[table] != tally)
    if other:
        raise MoveError(_("Niet gelijk aangekomen: %(tables)s.") % {"tables": ", ".join(other)})
    with target.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
    return sent


@contextmanager
def told_in_the_terminal() -> Iterator[None]:
    """What stops a move, a backup or a restore is one sentence there, with what is left."""
    try:
        yield
    except MoveError as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        told = _("Gestopt: %(reason)s. De database van nu is niet veranderd; begin opnieuw.")
        raise CommandError(told % {"reason": reason.rstrip(".")}) from error


def in_words(moved: dict[str, Tally]) -> str:
    """``43 tabellen, 12.345 rijen, controlegetal 0123456789abcdef``"""
    overall = hashlib.sha256(repr(sorted(moved.items())).encode()).hexdigest()
    rows = sum(tally.rows for tally in moved.values())
    return _("%(tables)s tabellen, %(rows)s rijen, controlegetal %(sha)s") % {
        "tables": number(len(moved)),
        "rows": number(rows),
        "sha": overall[:16],
    }
