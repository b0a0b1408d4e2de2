"""Published decisions: made with all the steps they mean, changed with a version, and looked up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision, long_date
from nalportal.progress.conflicts import STORED, TYPED, Choice
from nalportal.progress.history import Change
from nalportal.progress.verbs import Conflict, NotPossible
from nalportal.records.history import save_signed, who_did

from .models import (
    AdoptedBy,
    Municipality,
    PolicyAction,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Stage,
)
from .rules import doubts_about_dates, doubts_about_reference
from .verbs import Fact, record

LABELS: Mapping[str, Any] = {
    "title": gettext_lazy("Titel"),
    "reference": gettext_lazy("Kenmerk"),
    "url": gettext_lazy("Webadres"),
    "adopted_by": gettext_lazy("Vastgesteld door"),
    "adopted_on": gettext_lazy("Vastgesteld op"),
    "in_force_on": gettext_lazy("In werking op"),
}


@dataclass(frozen=True)
class DocumentContent:
    """What a person writes of a document."""

    title: str
    reference: str = ""
    url: str = ""
    adopted_by: str = ""
    adopted_on: date | None = None
    in_force_on: date | None = None

    @classmethod
    def of(cls, row: Any) -> "DocumentContent":
        """As a document has it, or an entry of its history, which has the same columns."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    @property
    def doubts(self) -> dict[str, str]:
        """What may be a mistake, by the field it is about; asked about, not refused."""
        found = {
            "reference": doubts_about_reference(self.reference),
            "in_force_on": doubts_about_dates(self.adopted_on, self.in_force_on),
        }
        return {name: text for name, text in found.items() if text}


@dataclass(frozen=True)
class DocumentEvent:
    """One time that somebody saved it."""

    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]
    is_first: bool


@dataclass(frozen=True)
class DocumentClash:
    """Why it was not saved: what to choose, and who was first."""

    choices: tuple[Choice, ...]
    last_change: DocumentEvent


# ----------------------------------------------------------------------------------- writing


@transaction.atomic
def add_document(content: DocumentContent, *, by: User, reason: str = "") -> PolicyDocument:
    """A document that covers nothing yet; raises ``NotPossible`` for a reference that is taken."""
    return _save(PolicyDocument(**asdict(content)), by=by, reason=reason)


def _save(document: PolicyDocument, *, by: User, reason: str) -> PolicyDocument:
    try:
        with transaction.atomic():
            save_signed(document, by=by, reason=reason)
    except IntegrityError:
        # Two people were busy with the same decision, and the other was first.
        text = _("Er is intussen al een document met het kenmerk %(reference)s.")
        raise NotPossible(text % {"reference": document.reference}) from None
    return document


@transaction.atomic
def record_document(
    document: PolicyDocument | DocumentContent,
    municipalities: Sequence[Municipality],
    instruments: Sequence[PolicyInstrument],
    adopted_on: date,
    *,
    by: User,
) -> PolicyAction:
    """Each of these municipalities adopted each of these instruments by one document.

    A new document is made first. Raises ``NotPossible`` as :func:`.verbs.record` does.
    """
    if isinstance(document, DocumentContent):
        document = add_document(document, by=by)
    return record(municipalities, adoption(instruments, adopted_on, document), by=by)


def adoption(
    instruments: Iterable[PolicyInstrument], on: date, document: PolicyDocument | None = None
) -> list[Fact]:
    """That each of these was adopted on that day."""
    dated = PartialDate(on, Precision.DAY)
    return [Fact(row, Stage.ADOPTED, dated, document=document) for row in instruments]


@transaction.atomic
def edit_document(
    document: PolicyDocument, content: DocumentContent, *, version: int, by: User, reason: str = ""
) -> PolicyDocument:
    """Write ``content``; raises ``Conflict`` when ``version`` is not the latest any more.

    The steps that it covers stay as they are: what was recorded is corrected by itself.
    """
    row: PolicyDocument = PolicyDocument.objects.select_for_update().get(pk=document.pk)
    if version_of(row) != version:
        raise Conflict
    if DocumentContent.of(row) != content:
        for name, value in asdict(content).items():
            setattr(row, name, value)
        _save(row, by=by, reason=reason)
    return row


# ----------------------------------------------------------------------------------- history


def version_of(document: PolicyDocument) -> int:
    """The number of the latest entry in its history (1 query)."""
    latest = document.history.order_by("-history_id").values_list("history_id", flat=True)
    return latest.first() or 0


def content_at(document: PolicyDocument, version: int) -> DocumentContent | None:
    """The document as it was in a version; None if it never had that version (1 query)."""
    row = document.history.filter(history_id=version).first()
    return DocumentContent.of(row) if row else None


def history_of(document: PolicyDocument) -> list[DocumentEvent]:
    """All events, newest first (1 query)."""
    events: list[DocumentEvent] = []
    before: DocumentContent | None = None
    for row in document.history.select_related("history_user").order_by("history_id"):
        now = DocumentContent.of(row)
        changes = changes_between(before, now) if before else ()
        reason = row.history_change_reason or ""
        events.append(DocumentEvent(row.history_date, who_did(row), reason, changes, not before))
        before = now
    return events[::-1]


def changes_between(before: DocumentContent, after: DocumentContent) -> tuple[Change, ...]:
    """The fields that differ, in the order of the page."""
    old, new = in_words(before), in_words(after)
    return tuple(
        Change(name, str(label), old[name], new[name])
        for name, label in LABELS.items()
        if old[name] != new[name]
    )


def in_words(content: DocumentContent) -> dict[str, str]:
    """Each field as it reads on screen; empty for no value."""
    values: dict[str, Any] = asdict(content)
    values["adopted_by"] = str(AdoptedBy(content.adopted_by).label) if content.adopted_by else ""
    return {
        name: long_date(value) if isinstance(value, date) else str(value or "")
        for name, value in values.items()
    }


# ------------------------------------------------------------------------ two people at once


def choices_between(
    base: DocumentContent | None, stored: DocumentContent, typed: DocumentContent
) -> tuple[Choice, ...]:
    """The fields that differ; ``base`` is what the person saw before typing, if known."""
    now, mine = in_words(stored), in_words(typed)
    before = in_words(base) if base else {}
    return tuple(
        Choice(
            field=name,
            label=str(label),
            stored=now[name],
            typed=mine[name],
            first=STORED if before.get(name) == mine[name] else TYPED,
        )
        for name, label in LABELS.items()
        if now[name] != mine[name]
    )


def chosen_content(
    typed: DocumentContent, stored: DocumentContent, answers: Mapping[str, str]
) -> DocumentContent:
    """``typed``, with the stored value of each field that was chosen so."""
    kept = [name for name in LABELS if answers.get(f"kies-{name}") == STORED]
    return replace(typed, **{name: getattr(stored, name) for name in kept})


# ---------------------------------------------------------------------------------- coverage


@dataclass(frozen=True)
class Coverage:
    """What rests on a document now: the municipalities per instrument, in the usual orders."""

    instruments: tuple[tuple[str, tuple[Municipality, ...]], ...]

    @property
    def municipalities(self) -> frozenset[Municipality]:
        return frozenset(row for _name, rows in self.instruments for row in rows)


def coverage_of(documents: Iterable[PolicyDocument]) -> dict[int, Coverage]:
    """Per document (by its id) what it covers (1 query)."""
    ids = [document.pk for document in documents]
    steps = PolicyStep.objects.standing().filter(document__in=ids)
    related = steps.select_related("municipality", "instrument")
    found: dict[int, dict[str, list[Municipality]]] = {pk: {} for pk in ids}
    for step in related.order_by("instrument__order", "municipality__name", "pk"):
        assert step.document_id  # noqa: S101 - tells mypy what was asked for
        rows = found[step.document_id].setdefault(step.instrument.name, [])
        if step.municipality not in rows:
            rows.append(step.municipality)
    return {
        pk: Coverage(tuple((name, tuple(rows)) for name, rows in per_instrument.items()))
        for pk, per_instrument in found.items()
    }
