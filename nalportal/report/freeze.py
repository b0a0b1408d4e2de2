"""Freeze, unfreeze, publish and verify: the moments after which nothing can change a report.

The whole of freezing stands on this page. The long work (assembling, compiling the PDF) is done
outside any transaction, so call :func:`freeze` outside one too; a short one then locks the round,
assembles once more and stores the bytes only if the register has not moved meanwhile.

Why: decision 4.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import joined
from nalportal.progress.evidence import faults_of_files, freeze_files
from nalportal.progress.models import (
    EvidenceFile,
    Publication,
    Round,
    RoundReason,
    RoundState,
    RoundVerb,
    Snapshot,
    SnapshotImprint,
    SubmissionState,
)
from nalportal.progress.permissions import check_role_in_round
from nalportal.progress.rounds import (
    NotNowError,
    change_state,
    lock_round,
    lock_submissions,
    refuse_unless_ready,
)
from regions.documents import documents_until

from .build import build
from .editions import all_rounds, choices_of, last_before, scope_of_round, since_last
from .finding import publish_texts
from .model import SCHEMA, Report, Stamp
from .paper import Choices, Imprint, PdfError, imprint_now, render_pdf
from .paper.imprint import AS_USUAL, as_json
from .payload import UnreadablePayloadError, dump, load, sha256
from .readiness import findings

log = logging.getLogger(__name__)

ATTEMPTS = 3


@dataclass(frozen=True)
class Frozen:
    """What is stored for good: the bytes, what other documents print besides them, which version of
    the round they are, and the references of its milestones, whose files are kept with it."""

    payload: bytes
    pdf: bytes
    imprint: Imprint
    version: int
    frozen_at: datetime
    erratum: str = ""
    references: tuple[str, ...] = ()

    def store(self, round_: Round, *, by: User | None, reason: str) -> Snapshot:
        """Add it to a locked round."""
        snapshot: Snapshot = Snapshot.objects.create(
            round=round_,
            version=self.version,
            schema=SCHEMA,
            payload=self.payload,
            sha256=sha256(self.payload),
            pdf=self.pdf,
            pdf_sha256=sha256(self.pdf),
            erratum=self.erratum,
            frozen_at=self.frozen_at,
            frozen_by=by,
            frozen_reason=reason,
        )
        SnapshotImprint.objects.create(snapshot=snapshot, content=as_json(self.imprint))
        freeze_files(snapshot, self._files(round_))
        return snapshot

    def _files(self, round_: Round) -> QuerySet[EvidenceFile]:
        """What is evidence in this report: of its milestones, and of its policy."""
        documents = documents_until(round_.reference_on)
        files: QuerySet[EvidenceFile] = EvidenceFile.objects.filter(
            Q(milestone__reference__in=self.references) | Q(documents__in=documents)
        )
        return files


def frozen(
    report: Report, choices: Choices = AS_USUAL, *, version: int = 1, erratum: str = ""
) -> Frozen:
    """The bytes of a report as they will be stored: the long work, outside any transaction.

    ``choices`` are those for its documents.

    Raises :class:`NotNowError` if the PDF cannot be made.
    """
    payload, frozen_at = dump(report), timezone.now()
    stamp = Stamp(
        sha256(payload), version, frozen_on=timezone.localdate(frozen_at), erratum=erratum
    )
    imprint = imprint_now(report, choices)
    since = since_last(report, all_rounds()) if imprint.choices.adds_changes else None
    try:
        pdf = render_pdf(report, stamp, since=since, imprint=imprint)
    except PdfError as error:
        log.exception("The PDF of %s, version %s, could not be made", report.slug, version)
        text = _(
            "De PDF kon niet worden gemaakt. Daarom is er niets vastgelegd. Probeer het opnieuw. "
            "Lukt het weer niet, waarschuw dan de beheerder."
        )
        raise NotNowError(text) from error
    return Frozen(payload, pdf, imprint, version, frozen_at, erratum, tuple(report.references()))


def freeze(round_: Round, *, by: User | None, reason: str = "") -> Snapshot:
    """Store the report of ``round_`` for good: payload, PDF and the hashes of both.

    ``by`` is a reviewer, or None for a round taken over from a source; then ``reason`` says so.
    Raises :class:`NotNowError` unless the round is in controle and every unit is accepted or
    skipped, while something in the report may not be printed, while the register keeps moving, or
    if the PDF cannot be made: then nothing is stored.
    """
    _refuse_unless_freezable(Round.objects.get(pk=round_.pk), by=by)
    for _attempt in range(ATTEMPTS):
        report = _report(round_)
        if by is not None:
            _refuse_what_blocks(round_, report)
        made = frozen(report, choices_of(Round.objects.get(pk=round_.pk)))
        snapshot = _store(round_, made, by=by, reason=reason)
        if snapshot:
            return snapshot
    raise NotNowError(
        _("Het register veranderde steeds tijdens het bevriezen. Probeer het opnieuw.")
    )


def _refuse_unless_freezable(round_: Round, *, by: User | None) -> None:
    if by is not None:
        check_role_in_round(by, RoundVerb.FREEZE)
        refuse_unless_ready(RoundVerb.FREEZE, round_)
        return
    # Nobody handed it in: every unit's part was taken over from the source, at once.
    others = round_.submissions.exclude(state=SubmissionState.FROM_SOURCE)
    if round_.state != RoundState.CONCEPT or others.exists():
        raise NotNowError(
            _("De ronde “%(round)s” is niet uit een bron overgenomen, of al bevroren.")
            % {"round": round_}
        )


def _refuse_what_blocks(round_: Round, report: Report) -> None:
    """Raise :class:`NotNowError` naming what may not be printed as it is."""
    reasons = {row.point for row in RoundReason.objects.standing(round_.pk)}
    before = last_before(all_rounds(), round_.reference_on)
    found = [one.name for one in findings(before, report) if one.blocks(reasons)]
    names = list(dict.fromkeys(found))
    if names:
        text = _("Eerst op te lossen, op de lijst vóór het bevriezen: %(names)s.")
        raise NotNowError(text % {"names": joined(names)})


def _report(round_: Round) -> Report:
    return build(scope_of_round(round_, all_rounds()))


@transaction.atomic
def _store(round_: Round, made: Frozen, *, by: User | None, reason: str) -> Snapshot | None:
    """Lock the round and store the snapshot; None if the register moved since it was made."""
    locked = lock_round(round_.pk)
    lock_submissions(locked)  # so that nobody's save of a unit's register is halfway
    _refuse_unless_freezable(locked, by=by)
    if dump(_report(locked)) != made.payload or choices_of(locked) != made.imprint.choices:
        return None
    snapshot = made.store(locked, by=by, reason=reason)
    change_state(locked, RoundState.FROZEN, by=by, reason=reason)
    round_.state = locked.state
    return snapshot


@transaction.atomic
def unfreeze(round_: Round, *, by: User, reason: str) -> Round:
    """Back to the review, while nothing is public yet. What was frozen stays in the log.

    Raises :class:`NotNowError` unless the round is frozen and not published.
    """
    check_role_in_round(by, RoundVerb.UNFREEZE)
    locked = lock_round(round_.pk)
    refuse_unless_ready(RoundVerb.UNFREEZE, locked)
    if not reason.strip():
        raise NotNowError(_("Vul in waarom u de bevriezing ongedaan maakt."))
    change_state(locked, RoundState.IN_REVIEW, by=by, reason=reason)
    round_.state = locked.state
    return locked


@transaction.atomic
def publish(round_: Round, *, by: User | None, reason: str = "") -> Publication:
    """Make the frozen report of a round public, at addresses that never change.

    Raises :class:`NotNowError` unless the round is frozen and not yet published, and with four eyes
    for whoever froze it.
    """
    if by is not None:
        check_role_in_round(by, RoundVerb.PUBLISH)
    locked = lock_round(round_.pk)
    refuse_unless_ready(RoundVerb.PUBLISH, locked, by)
    snapshot = locked.snapshots.order_by("-pk").defer("payload", "pdf")[0]
    publication = make_public(snapshot, locked, by=by)
    change_state(locked, RoundState.PUBLISHED, by=by, reason=reason)
    round_.state = locked.state
    return publication


def make_public(snapshot: Snapshot, round_: Round, *, by: User | None) -> Publication:
    """Give a stored version of a locked round its public address, and let it be found."""
    publication: Publication = Publication.objects.create(
        round=round_,
        version=snapshot.version,
        snapshot=snapshot,
        published_at=timezone.now(),
        published_by=by,
    )
    publish_texts(apps, load(bytes(snapshot.payload)))
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
    yield from faults_of_files(snapshot)
    try:
        load(bytes(snapshot.payload))
    except (UnreadablePayloadError, KeyError, TypeError, ValueError) as error:
        yield f"de inhoud is niet te lezen ({type(error).__name__})"
