"""Storing a plan: many figures at once, each with its own line in the history."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from nalportal.accounts.models import User

from ..models import Measure, Observation
from .figures import Entry, observation_of
from .plan import Change, Plan, plan

# Enough to make the fixed costs small, few enough to keep the rows of one batch out of the way.
BATCH = 2_000
CONTENT_FIELDS = ["value", "missing", "provisional", "note", "period_label"]


class Overtaken(Exception):  # noqa: N818 - the name says what is the matter
    """The figures changed since the preview, so this is not what was confirmed."""


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
    _add(found.new, by, origin)
    revision = _("herziening: %(reason)s (%(origin)s)") % {"reason": reason, "origin": origin}
    _change(found.revised, by, revision)
    _change(found.annotated, by, f"{reason} ({origin})" if reason else origin)


def _add(changes: Iterable[Change], by: User | None, reason: str) -> None:
    history = Observation.history
    for batch in _batches(changes):
        rows = [observation_of(change.entry.key, change.after) for change in batch]
        Observation.objects.bulk_create(rows)
        history.bulk_history_create(rows, default_user=by, default_change_reason=reason)


def _change(changes: Iterable[Change], by: User | None, reason: str) -> None:
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
            default_user=by,
            default_change_reason=reason,
            manager=Observation._base_manager,
        )


def _batches(changes: Iterable[Change]) -> Iterator[list[Change]]:
    rest = iter(changes)
    while batch := list(islice(rest, BATCH)):
        yield batch
