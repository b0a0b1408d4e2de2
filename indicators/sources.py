"""What a reviewer does with sources: make and change them and their editions, say which one gives
the series of the report from when, and merge two that are one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from nalportal.accounts.models import User
from nalportal.dutch import short_date
from nalportal.progress.locks import wait_for_rounds
from nalportal.records.history import save_signed, sign
from nalportal.refusals import Refused

from .models import Edition, Measure, Observation, SeriesBreak, Source, Succession

BATCH = 2_000


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
    at = timezone.now()
    twice = _of_both(source, into)
    for row in twice:
        _delete(row, by=by, reason=why)
    moved = list(source.observations.all())
    for row in moved:
        row.source = into
    bulk_update_with_history(
        moved,
        Observation,
        ["source"],
        batch_size=BATCH,
        # The plain manager: the tracked one refuses to write past the history, which this keeps.
        manager=Observation._base_manager,
        default_user=by,
        default_change_reason=why,
        default_date=at,
    )
    _move(source.editions.all(), "source", into, by=by, reason=why)
    _move(source.measures.all(), "source", into, by=by, reason=why)
    _move(source.successions.all(), "source", into, by=by, reason=why)
    for told in _breaks_of_both(source, into):
        _delete(told, by=by, reason=why)
    _move(source.breaks.all(), "series_source", into, by=by, reason=why)
    _delete(source, by=by, reason=why)
    return len(moved)


# Any: rows of four tracked models.
def _move(rows: Iterable[Any], name: str, into: Source, *, by: User, reason: str) -> None:
    for row in rows:
        setattr(row, name, into)
        save_signed(row, by=by, reason=reason)


SAME = ("measure", "area", "region", "municipality", "charger_type", "on", "period_from")


def _of_both(source: Source, into: Source) -> list[Observation]:
    """The figures of ``source`` that ``into`` has too; refused if they differ."""
    columns = [f"{name}_id" if name in SAME[:1] + SAME[2:4] else name for name in SAME]
    theirs = {
        key: (value, missing)
        for *key_, value, missing in into.observations.values_list(*columns, "value", "missing")
        for key in [tuple(key_)]
    }
    found, differing = [], []
    for row in source.observations.select_related("measure"):
        told = theirs.get(tuple(getattr(row, name) for name in columns))
        if told is None:
            continue
        found.append(row)
        if told != (row.value, row.missing):
            differing.append(f"{row.measure}, {short_date(row.on)}")
    if differing:
        text = _("Beide bronnen geven een ander cijfer voor: %(what)s.")
        raise NotMerged(text % {"what": "; ".join(dict.fromkeys(differing[:10]))})
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
