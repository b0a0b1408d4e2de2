"""Freeze, publish and verify: the moments after which nothing can change a report.

The whole of freezing stands on this page. The long work (assembling, compiling the PDF) is done
outside any transaction; a short one then locks the round, assembles once more and stores the
bytes only if the register has not moved meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from nalportal.accounts.models import User
from nalportal.progress.models import Publication, Round, RoundState, Snapshot
from nalportal.progress.models.states import FROZEN_STATES
from nalportal.progress.rounds import NotNowError, change_state, lock_round, lock_submissions

from .build import build
from .editions import all_rounds, scope_of_round
from .model import SCHEMA, Report, Stamp
from .payload import UnreadablePayloadError, dump, load, sha256
from .pdf import render_pdf

ATTEMPTS = 3


def freeze(round_: Round, *, by: User | None, reason: str = "") -> Snapshot:
    """Store the report of ``round_`` for good: payload, PDF and the hashes of both.

    ``by`` may be None for a round taken over from a source; then ``reason`` says so. Raises
    :class:`NotNowError` if the round is frozen already or the register keeps moving, and
    ``PdfError`` if the PDF cannot be made: in both cases nothing is stored.
    """
    for _attempt in range(ATTEMPTS):
        report = _report(round_)
        payload = dump(report)
        frozen_at = timezone.now()
        pdf = render_pdf(report, _stamp(payload, frozen_at))
        snapshot = _store(round_, payload, pdf, frozen_at, by=by, reason=reason)
        if snapshot:
            return snapshot
    raise NotNowError("Het register veranderde steeds tijdens het bevriezen. Probeer het opnieuw.")


def _report(round_: Round) -> Report:
    return build(scope_of_round(round_, all_rounds()))


def _stamp(payload: bytes, frozen_at: datetime) -> Stamp:
    # A correction (version 2 and on) starts from the last payload and has its own road.
    return Stamp(sha256(payload), version=1, frozen_on=timezone.localdate(frozen_at))


@transaction.atomic
def _store(
    round_: Round,
    payload: bytes,
    pdf: bytes,
    frozen_at: datetime,
    *,
    by: User | None,
    reason: str,
) -> Snapshot | None:
    """Lock the round and store the snapshot; None if the register moved since ``payload``."""
    locked = lock_round(round_.pk)
    lock_submissions(locked)  # so that nobody's save of a unit's register is halfway
    if locked.state in FROZEN_STATES:
        raise NotNowError(f"De ronde “{locked}” is al bevroren.")
    if dump(_report(locked)) != payload:
        return None
    snapshot = Snapshot.objects.create(
        round=locked,
        version=1,
        schema=SCHEMA,
        payload=payload,
        sha256=sha256(payload),
        pdf=pdf,
        pdf_sha256=sha256(pdf),
        frozen_at=frozen_at,
        frozen_by=by,
        frozen_reason=reason,
    )
    change_state(locked, RoundState.FROZEN, by=by, reason=reason)
    round_.state = locked.state
    return snapshot


@transaction.atomic
def publish(round_: Round, *, by: User | None, reason: str = "") -> Publication:
    """Make the frozen report of a round public, at addresses that never change.

    Raises :class:`NotNowError` unless the round is frozen and not yet published.
    """
    locked = lock_round(round_.pk)
    if locked.state != RoundState.FROZEN:
        raise NotNowError(f"Bevries de ronde “{locked}” eerst. Daarna kunt u publiceren.")
    snapshot = locked.snapshots.order_by("-pk").defer("payload", "pdf")[0]
    publication = Publication.objects.create(
        round=locked,
        version=snapshot.version,
        snapshot=snapshot,
        published_at=timezone.now(),
        published_by=by,
    )
    change_state(locked, RoundState.PUBLISHED, by=by, reason=reason)
    round_.state = locked.state
    return publication


@dataclass(frozen=True)
class Verdict:
    """What verifying one snapshot found; ``faults`` is empty when all is well."""

    snapshot: str
    sha256: str
    faults: tuple[str, ...]


def verify() -> Iterator[Verdict]:
    """Recompute both hashes of every snapshot and read its payload back."""
    for snapshot in Snapshot.objects.select_related("round").order_by("pk").iterator(chunk_size=1):
        yield Verdict(str(snapshot), snapshot.sha256, tuple(_faults(snapshot)))


def _faults(snapshot: Snapshot) -> Iterator[str]:
    if sha256(bytes(snapshot.payload)) != snapshot.sha256:
        yield "de inhoud heeft een ander controlegetal dan is vastgelegd"
    if sha256(bytes(snapshot.pdf)) != snapshot.pdf_sha256:
        yield "de PDF heeft een ander controlegetal dan is vastgelegd"
    try:
        load(bytes(snapshot.payload))
    except (UnreadablePayloadError, KeyError, TypeError, ValueError) as error:
        yield f"de inhoud is niet te lezen ({type(error).__name__})"
