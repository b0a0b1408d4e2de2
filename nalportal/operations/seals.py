"""One chain of seals over all logs, histories and frozen reports.

What was sealed cannot be changed, removed or slipped in unseen, not by who writes SQL either. Why:
decision 44.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.audit import AuditKind, record
from nalportal.records.append_only import guarded_models, open_door

from .models import Seal, SealReason
from .moving import Tally, tally_of

ROWS = 1_000  # at most in one link: so near comes the finding that something changed
FIRST = "0" * 64

# Notes of which form was sent, which go when they are old; and the seals themselves.
UNSEALED = {"progress_receipt", "operations_seal"}
# The names of a person, which may have to be forgotten. Everything else of their history stays.
ERASABLE = {
    "accounts_historicaluser": {"email", "first_name", "last_name"},
    "progress_historicalmilestone": {"trekker"},
}


@dataclass(frozen=True)
class Fault:
    """A link that does not hold: its seal, which rows, and what is the matter."""

    seal: Seal
    told: str

    def __str__(self) -> str:
        return f"{self.told} ({self.seal})"


def sealed_models() -> dict[str, type[models.Model]]:
    """By table what is under seal: frozen reports, logs and histories."""
    found = {model._meta.db_table: model for model in guarded_models()}
    return {table: found[table] for table in sorted(found) if table not in UNSEALED}


def standing() -> dict[tuple[str, int], Seal]:
    """The newest seal over each run of rows, by table and first key (1 query)."""
    return {(seal.table, seal.first): seal for seal in Seal.objects.order_by("pk")}


# ---------------------------------------------------------------------------------- sealing


def seal(again: Iterable[str] = ()) -> int:
    """Seal what is new since the last time, and gives how many seals that took.

    Runs of rows whose table has other columns since are sealed anew, and those of the tables in
    ``again``. A table in which somebody is writing for more than a second waits for the next time.
    """
    made = _renewed(frozenset(again))
    last: dict[str, int] = {}
    for (table, _first), one in standing().items():
        last[table] = max(last.get(table, 0), one.last)
    for table, model in sealed_models().items():
        begin, end = last.get(table, 0), _settled(model)
        while begin < end:
            keys = model._base_manager.filter(pk__gt=begin, pk__lte=end).order_by("pk")
            at = keys.values_list("pk", flat=True)[ROWS - 1 : ROWS].first() or end
            _add(model, begin + 1, at, SealReason.NEW)
            begin, made = at, made + 1
    return made


def _settled(model: type[models.Model]) -> int:
    """The last key under which everything is stored or given up; nobody is halfway below it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            return int(model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0)
    except OperationalError:
        return 0


def _renewed(again: frozenset[str]) -> int:
    tables, made = sealed_models(), 0
    for one in standing().values():
        if one.table not in tables or one.reason == SealReason.PURGED:
            continue
        if one.table in again:
            _add(tables[one.table], one.first, one.last, SealReason.AGAIN)
            made += 1
        elif not set(one.columns.split()) <= set(_columns(tables[one.table])):
            _add(tables[one.table], one.first, one.last, SealReason.COLUMNS)
            made += 1
    return made


def _columns(model: type[models.Model]) -> list[str]:
    erasable = ERASABLE.get(model._meta.db_table, set())
    names = [field.attname for field in model._meta.local_concrete_fields]
    return [name for name in names if name not in erasable]


@transaction.atomic
def _add(model: type[models.Model], first: int, last: int, reason: SealReason) -> None:
    names = _columns(model)
    tally = tally_of(model, "default", names, (first, last))
    newest = Seal.objects.select_for_update().order_by("pk").last()
    link = Seal(
        table=model._meta.db_table,
        first=first,
        last=last,
        columns=" ".join(names),
        rows=tally.rows,
        sha256=tally.sha256,
        reason=reason,
        sealed_at=timezone.now(),
    )
    link.chain = _chain(link, newest)
    link.save()


def _chain(link: Seal, before: Seal | None) -> str:
    told = [
        before.chain if before else FIRST,
        link.table,
        link.first,
        link.last,
        link.columns,
        link.rows,
        link.sha256,
        str(link.reason),
        int(link.sealed_at.timestamp() * 1_000_000),
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


# -------------------------------------------------------------------------------- verifying


def faults(noted: str = "") -> Iterator[Fault]:
    """Each link that does not hold, the first broken one first.

    ``noted`` is the control number that somebody wrote down of an earlier seal: the chain has to
    hold it still, so that it cannot be made anew as a whole.
    """
    chain = list(Seal.objects.order_by("pk"))
    for before, link in pairwise([None, *chain]):
        if link and link.chain != _chain(link, before):
            yield Fault(link, _("Zegel sluit niet aan op het vorige"))
    if noted and not any(link.chain.startswith(noted) for link in chain):
        yield Fault(chain[-1] if chain else Seal(), _("Het genoteerde zegel is niet in de keten"))
    tables = sealed_models()
    for link in sorted(standing().values(), key=lambda one: one.pk):
        model = tables.get(link.table)
        if told := _fault_of_rows(link, model):
            yield Fault(link, told)


def _fault_of_rows(link: Seal, model: type[models.Model] | None) -> str:
    names = link.columns.split()
    if model is None or not set(names) <= {one.attname for one in model._meta.concrete_fields}:
        return _("De tabel heeft andere kolommen sinds zij verzegeld werd: voer seal uit")
    found = tally_of(model, "default", names, (link.first, link.last))
    if found == Tally(link.rows, link.sha256):
        return ""
    if found.rows != link.rows:
        told = _("Er zijn %(found)s regels waar er %(sealed)s verzegeld werden")
        return told % {"found": found.rows, "sealed": link.rows}
    return _("Een regel is gewijzigd")


# ---------------------------------------------------------------------------------- purging


@transaction.atomic
def purge(label: str, before: datetime) -> int:
    """Remove the rows of a log (``accounts.AuditEvent``) in all that was sealed before then.

    Whole runs only; each leaves its seal, and a seal over nothing in its place. Gives how many
    rows went.
    """
    model, gone = apps.get_model(label), 0
    table = model._meta.db_table
    for link in standing().values():
        if link.table != table or link.sealed_at >= before or link.reason == SealReason.PURGED:
            continue
        with open_door(model), connection.cursor() as cursor:
            key = connection.ops.quote_name(str(model._meta.pk.column))
            name = connection.ops.quote_name(table)
            rows = f"DELETE FROM {name} WHERE {key} BETWEEN %s AND %s"  # noqa: S608 - our own table
            cursor.execute(rows, [link.first, link.last])
        gone += link.rows
        _add(model, link.first, link.last, SealReason.PURGED)
    if gone:
        record(AuditKind.FORGOTTEN, what=f"{table}:{gone}")
    return gone
