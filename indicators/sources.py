"""What a reviewer does with sources: make and change them and their editions, say which one gives
the series of the report from when, and merge two that are one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.progress.locks import wait_for_rounds
from nalportal.records.history import save_signed, sign
from nalportal.refusals import Refused

from .bulk_history import Signature, copy_to_history
from .models import Edition, Measure, Observation, SeriesBreak, Source, Succession

# Keys in one statement: fewer than the variables that SQLite takes.
BATCH = 500


class NotMerged(Refused):
    """Two sources that say different things of the same; the message says what."""


@dataclass(frozen=True)
class SourceContent:
    publisher: str
    title: str
    method: str


@dataclass(frozen=True)
class EditionContent:
    title: str
    label: str
    published_on: date | None
    url: str
    licence: str


@transaction.atomic
def add_source(slug: str, content: SourceContent, edition: EditionContent, *, by: User) -> Source:
    """A source with its first edition, which has the same code."""
    wait_for_rounds()
    source = Source(slug=slug, **vars(content))
    save_signed(source, by=by)
    save_signed(Edition(source=source, slug=slug, **vars(edition)), by=by)
    return source


@transaction.atomic
def add_edition(source: Source, slug: str, content: EditionContent, *, by: User) -> Edition:
    """An edition that goes on with the series of its source."""
    wait_for_rounds()
    edition = Edition(source=source, slug=slug, **vars(content))
    save_signed(edition, by=by)
    return edition


@transaction.atomic
def change(row: Source | Edition, content: SourceContent | EditionContent, *, by: User) -> None:
    """Give a source or edition other words; what was frozen keeps those it had."""
    wait_for_rounds()
    if all(getattr(row, name) == value for name, value in vars(content).items()):
        return
    for name, value in vars(content).items():
        setattr(row, name, value)
    save_signed(row, by=by)


# ------------------------------------------------------------------- the series of the report


@transaction.atomic
def begin_with(measure: Measure, source: Source, *, by: User) -> None:
    """The source of a series until another one takes over."""
    wait_for_rounds()
    measure.source = source
    save_signed(measure, by=by)


@transaction.atomic
def succeed(measure: Measure, source: Source, since: date, *, by: User) -> Succession:
    """From a day on the report takes another source; what it says of days before stays."""
    wait_for_rounds()
    row = measure.successions.filter(since=since).first() or Succession(
        measure=measure, since=since
    )
    row.source = source
    save_signed(row, by=by)
    found: Succession = row
    return found


@transaction.atomic
def take_back(succession: Succession, *, by: User) -> None:
    """As if nobody had said that another source takes over."""
    wait_for_rounds()
    _delete(succession, by=by, reason=_("opvolging teruggenomen"))


def _delete(row: Any, *, by: User, reason: str) -> None:  # Any: any tracked model
    sign(row, by=by, reason=reason)
    row.delete()


# -------------------------------------------------------------------------------- merging


@transaction.atomic
def merge(source: Source, into: Source, *, by: User, reason: str) -> int:
    """Everything of ``source`` is of ``into`` from now on; gives how many figures moved.

    Its editions become editions of ``into``, and its figures keep citing them. A figure that both
    have, with the same value, stays as ``into`` has it. Raises :class:`NotMerged`, and changes
    nothing, when they say different things of the same.
    """
    wait_for_rounds()
    list(Source.objects.select_for_update(no_key=True).filter(pk__in=[source.pk, into.pk]))
    why = _("samengevoegd met %(source)s: %(reason)s") % {"source": into, "reason": reason}
    moved = _move_figures(source, into, Signature(by, why, timezone.now()))
    _move(source.editions.all(), "source", into, by=by, reason=why)
    _move(source.measures.all(), "source", into, by=by, reason=why)
    _move(source.successions.all(), "source", into, by=by, reason=why)
    for told in _breaks_of_both(source, into):
        _delete(told, by=by, reason=why)
    _move(source.breaks.all(), "series_source", into, by=by, reason=why)
    _delete(source, by=by, reason=why)
    return moved


def _move_figures(source: Source, into: Source, signature: Signature) -> int:
    """Give the figures of ``source`` to ``into``, in a few statements however many there are.

    They go past the models, as an import does, each with its line in the history.
    """
    twice = _of_both(source, into)
    with connection.cursor() as cursor:
        for start in range(0, len(twice), BATCH):
            batch = twice[start : start + BATCH]
            condition = f"id IN ({', '.join(['%s'] * len(batch))})"
            copy_to_history(cursor, "-", signature, condition, batch)
            rows = Observation._base_manager.filter(pk__in=batch)
            rows._raw_delete(rows.db)
        told = {"source_id": into.pk}
        copy_to_history(cursor, "~", signature, "source_id = %s", [source.pk], told)
    # The plain manager: the tracked one refuses to write past the history, which this keeps.
    return Observation._base_manager.filter(source=source).update(source=into)


# Any: rows of four tracked models.
def _move(rows: Iterable[Any], name: str, into: Source, *, by: User, reason: str) -> None:
    for row in rows:
        setattr(row, name, into)
        save_signed(row, by=by, reason=reason)


SAME = (
    "area",
    "region_id",
    "municipality_id",
    "charger_type",
    "kind",
    "on",
    "period_from",
    "measure__name",
)
TOLD = ("value", "missing", "accuracy", "set_on")


def _of_both(source: Source, into: Source) -> list[int]:
    """The keys of the figures of ``source`` that ``into`` has too; refused if they differ."""
    theirs = {
        row[: len(SAME)]: row[len(SAME) :]
        for row in into.observations.values_list(*SAME, *TOLD).iterator(chunk_size=5_000)
    }
    found, differing = [], []
    rows = source.observations.values_list("pk", *SAME, *TOLD).order_by("on", "pk")
    for pk, *row in rows.iterator(chunk_size=5_000):
        told = theirs.get(tuple(row[: len(SAME)]))
        if told is None:
            continue
        found.append(pk)
        if told != tuple(row[len(SAME) :]):
            named = dict(zip(SAME, row, strict=False))
            differing.append(f"{named['measure__name']}, {short_date(named['on'])}")
    if differing:
        text = _("Beide bronnen geven een ander cijfer voor: %(what)s.")
        raise NotMerged(text % {"what": "; ".join(list(dict.fromkeys(differing))[:10])})
    return found


def _breaks_of_both(source: Source, into: Source) -> list[SeriesBreak]:
    theirs = {(row.measure_id, row.charger_type, row.on): row.text for row in into.breaks.all()}
    found = []
    for row in source.breaks.select_related("measure"):
        text = theirs.get((row.measure_id, row.charger_type, row.on))
        if text is not None and text != row.text:
            said = _("Beide bronnen hebben een andere trendbreuk: %(break)s.")
            raise NotMerged(said % {"break": row})
        if text is not None:
            found.append(row)
    return found
