"""Storing a plan: many figures at once, each with its own line in the history."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, cast

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from nalportal.accounts.models import User
from nalportal.pages.jobs import tell_progress
from nalportal.refusals import Overtaken
from regions.models import Municipality, RegionMembership

from ..bulk_history import Signature, column_of, copy_to_history, table_of
from ..figures import STORED_COLUMNS, Change, Entry, observation_of
from ..models import Measure, Observation
from .plan import Plan, plan

# Enough to make the fixed costs small, few enough to keep the rows of one batch out of the way.
BATCH = 2_000
CONTENT_FIELDS = [
    "value",
    "missing",
    "accuracy",
    "set_on",
    "provisional",
    "note",
    "period_label",
    "edition",
]


@transaction.atomic
def store(
    entries: Sequence[Entry], fingerprint: str, *, by: User | None, origin: str, reason: str = ""
) -> Plan:
    """Store ``entries``, all or none, if that still does what the plan with ``fingerprint`` says.

    ``origin`` tells in the history how a figure came in; a figure that differs from the one there
    is a revision and has ``reason`` too. Raises :class:`Overtaken` when the plan is another by
    now, and ``ValueError`` for a revision without a reason.
    """
    # One at a time per measure; on SQLite the whole database waits anyway.
    measures = {entry.key.series.measure for entry in entries}
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk"))
    found = plan(entries)
    if found.fingerprint != fingerprint or found.clashes:
        raise Overtaken
    if found.revised and not reason:
        raise ValueError("a revision needs a reason")
    write(found, by=by, origin=origin, reason=reason)
    return found


def write(found: Plan, *, by: User | None, origin: str, reason: str = "") -> None:
    """Store what a plan says; the caller holds the transaction in which it was made."""
    why = _("%(origin)s, herziening: %(reason)s") % {"origin": origin, "reason": reason}
    # One moment for all: that is how the history tells one action from another.
    at = timezone.now()
    _add(found.new, Signature(by, origin, at))
    _change(found.revised, Signature(by, why if reason else origin, at))
    _change(found.annotated, Signature(by, origin, at))
    if len(found.new) > BATCH:
        refresh_statistics()


def refresh_statistics() -> None:
    """Let the database count the figures and areas anew, after many rows came in at once.

    PostgreSQL does so by itself only within a minute; until then it may take 100,000 figures for a
    handful, and join them with their regions row by row, for minutes. SQLite has no need of it.
    """
    if connection.vendor != "postgresql":
        return
    tables = (Observation, Municipality, RegionMembership)
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


def _add(changes: Sequence[Change], signature: Signature) -> None:
    """Store new figures, each with its line in the history.

    In two statements that go past the models: making an object of every figure and of every line
    of its history takes most of the time of an import. The rules of the database still hold.
    """
    if not changes:
        return
    newest = Observation.objects.aggregate(last=Max("pk"))["last"] or 0
    names = ", ".join(column_of(Observation, name) for name in STORED_COLUMNS)
    marks = ", ".join(["%s"] * len(STORED_COLUMNS))
    with connection.cursor() as cursor:
        # The parts are names of our own tables and columns, quoted by Django.
        insert = f"INSERT INTO {table_of(Observation)} ({names}) VALUES ({marks})"  # noqa: S608
        for n, batch in enumerate(_batches(changes)):
            tell_progress(n * BATCH)
            cursor.executemany(insert, list(_stored_rows(batch)))
        _tell_history(cursor, newest, signature)


def _stored_rows(changes: Iterable[Change]) -> Iterator[tuple[Any, ...]]:
    """The columns of each figure, as the database wants them."""
    ops = connection.ops
    # A file says the same day and the same number many times.
    day = cache(ops.adapt_datefield_value)
    number = cache(lambda value: ops.adapt_decimalfield_value(value, *_size_of_value()))
    for change in changes:
        (series, on, since), after = change.entry.key, change.after
        yield (
            *series,
            day(on),
            day(since),
            number(after.value),
            *after[1:-1],
            day(after.set_on),
        )


def _size_of_value() -> tuple[int, int]:
    field = cast("models.DecimalField[Any, Any]", Observation._meta.get_field("value"))
    return field.max_digits, field.decimal_places


def _tell_history(cursor: Any, newest: int, signature: Signature) -> None:
    """A line in the history for each figure that was added after the one with key ``newest``."""
    key, its_key = column_of(Observation, "id"), column_of(Observation.history.model, "id")
    table, lines = table_of(Observation), table_of(Observation.history.model)
    # Somebody else may store a figure at the same time, with its own line.
    condition = (
        f"{table}.{key} > %s AND NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {lines} WHERE {lines}.{its_key} = {table}.{key})"
    )
    copy_to_history(cursor, "+", signature, condition, [newest])


def _change(changes: Iterable[Change], signature: Signature) -> None:
    for batch in _batches(changes):
        rows = []
        for change in batch:
            row = observation_of(change.entry.key, change.after)
            row.pk = change.pk
            rows.append(row)
        # The plain manager: the tracked one refuses to write past the history, which this keeps.
        bulk_update_with_history(
            rows,
            Observation,
            CONTENT_FIELDS,
            manager=Observation._base_manager,
            **signature.as_defaults(),
        )


def _batches(changes: Iterable[Change]) -> Iterator[list[Change]]:
    rest = iter(changes)
    while batch := list(islice(rest, BATCH)):
        yield batch
