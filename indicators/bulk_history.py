"""Lines in the history of many figures at once, past the models: one statement for all of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models

from nalportal.accounts.models import User

from .models import Observation


class Signature(NamedTuple):
    """Who, why and when, for the history."""

    by: User | None
    reason: str
    at: datetime

    def as_defaults(self) -> dict[str, Any]:
        return {
            "default_user": self.by,
            "default_change_reason": self.reason,
            "default_date": self.at,
        }


def copy_to_history(
    cursor: Any,
    event: str,
    signature: Signature,
    condition: str,
    params: Sequence[Any],
    instead: Mapping[str, Any] | None = None,
) -> None:
    """A line in the history for each figure that meets an SQL ``condition``, in one statement.

    ``event`` is ``+``, ``~`` or ``-``; ``instead`` has what a column is by then, if not as stored.
    """
    history = Observation.history.model
    columns = [field.attname for field in Observation._meta.concrete_fields]
    instead = instead or {}
    told = {
        "history_date": connection.ops.adapt_datetimefield_value(signature.at),
        "history_change_reason": signature.reason,
        "history_type": event,
        "history_user_id": signature.by.pk if signature.by else None,
        **instead,
    }
    kept = [name for name in columns if name not in instead]
    into = ", ".join(column_of(history, name) for name in (*kept, *told))
    stored = ", ".join(column_of(Observation, name) for name in kept)
    values = ", ".join(["%s"] * len(told))
    table, lines = table_of(Observation), table_of(history)
    # The parts are names of our own tables and columns, quoted by Django.
    cursor.execute(
        f"INSERT INTO {lines} ({into}) SELECT {stored}, {values} FROM {table} "  # noqa: S608
        f"WHERE {condition} ORDER BY {table}.{column_of(Observation, 'id')}",
        [*told.values(), *params],
    )


def table_of(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def column_of(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column)


def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)
