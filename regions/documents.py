"""Published decisions: made with all the steps they mean, changed with a version, and looked up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.dutch import PartialDate, Precision, long_date
from nalportal.progress.evidence import files_by
from nalportal.records.history import save_signed
from nalportal.records.search import Kind, SearchText, alphabetical
from nalportal.records.versions import (
    Change,
    Clash,
    Event,
    SeenVersion,
    changes_between,
    choices_between,
    entry_of,
    events_of,
    newest_version,
    stay_stored,
)
from nalportal.refusals import NotPossible

from .models import (
    AdoptedBy,
    Municipality,
    PolicyAction,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    Stage,
)
from .references import doubts_about_reference
from .rules import doubts_about_dates
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
        """What a document holds, or an entry of its history, which has the same columns."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    @property
    def doubts(self) -> dict[str, str]:
        """What may be a mistake, by the field it is about; asked about, not refused."""
        found = {
            "reference": doubts_about_reference(self.reference),
            "in_force_on": doubts_about_dates(self.adopted_on, self.in_force_on),
        }
        return {name: text for name, text in found.items() if text}


DocumentEvent = Event[DocumentContent]


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
    facts: Iterable[Fact],
    *,
    by: User,
    seen: int | None = None,
) -> PolicyAction:
    """Each of these municipalities adopted what these facts say, by one document.

    A new document is made first. ``seen`` and what it raises as for :func:`.verbs.record`.
    """
    if isinstance(document, DocumentContent):
        document = add_document(document, by=by)
    by_document = [replace(fact, document=document) for fact in facts]
    return record(municipalities, by_document, by=by, seen=seen)


def adoption(
    instruments: Iterable[PolicyInstrument], on: date, no_later_than: bool = False
) -> list[Fact]:
    """That each of these was adopted on that day, or by then."""
    dated = PartialDate(on, Precision.DAY)
    return [Fact(row, Stage.ADOPTED, dated, no_later_than) for row in instruments]


@transaction.atomic
def edit_document(
    document: PolicyDocument,
    content: DocumentContent,
    *,
    seen: SeenVersion,
    by: User,
    reason: str = "",
) -> PolicyDocument:
    """Write ``content``; a field that was left alone since ``seen`` stays as it is stored.

    Raises ``Conflict`` when somebody else changed the same field meanwhile and its answers don't
    say which stays. The steps that it covers stay: what was recorded is corrected by itself.
    """
    row: PolicyDocument = PolicyDocument.objects.select_for_update().get(pk=document.pk)
    base, stored, typed = content_at(row, seen.number), DocumentContent.of(row), asdict(content)
    stay = stay_stored(asdict(base) if base else None, asdict(stored), typed, seen.answers)
    chosen = {name: value for name, value in typed.items() if name not in stay}
    if replace(stored, **chosen) != stored:
        for name, value in chosen.items():
            setattr(row, name, value)
        _save(row, by=by, reason=reason)
    return row


# ----------------------------------------------------------------------------------- history


def version_of(document: PolicyDocument) -> int:
    """The number of the latest entry in its history (1 query)."""
    return newest_version(document.history)


def content_at(document: PolicyDocument, version: int) -> DocumentContent | None:
    """The document as it was in a version; None if it never had that version (1 query)."""
    row = document.history.filter(history_id=version).first()
    return DocumentContent.of(row) if row else None


def history_of(document: PolicyDocument) -> list[DocumentEvent]:
    """All events, newest first (1 query)."""
    rows = document.history.select_related("history_user").order_by("history_id")
    entries = (entry_of(row, DocumentContent.of(row), row.history_id) for row in rows)
    return events_of(entries, _changes)


def _changes(before: DocumentContent, after: DocumentContent) -> tuple[Change, ...]:
    return changes_between(asdict(before), asdict(after), LABELS, in_words)


def in_words(name: str, value: Any) -> str:
    """A field as it reads on screen; empty for no value."""
    if name == "adopted_by" and value:
        return str(AdoptedBy(value).label)
    return long_date(value) if isinstance(value, date) else str(value or "")


def clash_of(document: PolicyDocument, typed: DocumentContent, version: int) -> Clash:
    """What to choose when ``typed`` on a page of ``version`` meets what was stored since."""
    base, stored = content_at(document, version), asdict(DocumentContent.of(document))
    before = asdict(base) if base else None
    choices = choices_between(before, stored, asdict(typed), LABELS, in_words)
    return Clash(choices, history_of(document)[0])


# ---------------------------------------------------------------------------------- coverage


def documents_until(day: date) -> QuerySet[PolicyDocument]:
    """Those that what was recorded of up to ``day`` rests on."""
    steps = PolicyStep.objects.standing().filter(on__lte=day)
    return PolicyDocument.objects.filter(pk__in=steps.values("document"))


def files_by_municipality(day: date) -> dict[str, list[str]]:
    """Per CBS code the files of the documents that its policy up to ``day`` rests on, each by name
    and hash (2 queries)."""
    per_document = files_by("documents", documents_until(day))
    steps = PolicyStep.objects.standing().filter(on__lte=day, document__in=per_document)
    found: dict[str, list[str]] = {}
    rows = steps.order_by("document").values_list("municipality__code", "document").distinct()
    for code, document in rows:
        found.setdefault(code, []).extend(per_document[document])
    return found


@dataclass(frozen=True)
class DocumentUse:
    """What rests on a document now: the municipalities per instrument, in the usual orders."""

    instruments: tuple[tuple[str, tuple[Municipality, ...]], ...]

    @property
    def municipalities(self) -> frozenset[Municipality]:
        return frozenset(row for _name, rows in self.instruments for row in rows)


def documents_with(asked: str) -> QuerySet[PolicyDocument]:
    """The documents that have each of these words, or all; the newest first."""
    found = PolicyDocument.objects.order_by(
        F("adopted_on").desc(nulls_last=True), alphabetical(Kind.DOCUMENT), "pk"
    )
    if not asked:
        return found
    texts = SearchText.objects.filter(kind=Kind.DOCUMENT).finding(asked)
    return found.filter(pk__in=texts.values("object_id"))


def coverage_of(documents: Iterable[PolicyDocument]) -> dict[int, DocumentUse]:
    """Per document (by its id) what it covers (1 query)."""
    ids = [document.pk for document in documents]
    steps = PolicyStep.objects.standing().filter(document__in=ids)
    related = steps.select_related("municipality", "instrument")
    found: dict[int, dict[str, list[Municipality]]] = {pk: {} for pk in ids}
    for step in related.order_by(
        "instrument__order", alphabetical(Kind.MUNICIPALITY, "municipality"), "pk"
    ):
        assert step.document_id  # noqa: S101 - tells mypy what was asked for
        rows = found[step.document_id].setdefault(step.instrument.name, [])
        if step.municipality not in rows:
            rows.append(step.municipality)
    return {
        pk: DocumentUse(tuple((name, tuple(rows)) for name, rows in per_instrument.items()))
        for pk, per_instrument in found.items()
    }
