"""What can happen to a file of a milestone. Each verb is one transaction.

A file that a frozen round has stays where it is; ``verify_snapshots`` finds it there.
"""

import hashlib
import logging
from collections.abc import Iterable
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.exchange.file_types import FileType
from nalportal.refusals import NotPossible

from .locks import take_turn
from .models import EvidenceFile, Milestone, ReportingUnit, Snapshot, SnapshotFile
from .models.files import evidence_storage, random_name

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
NAME_LENGTH = 200


@transaction.atomic
def add_file(
    milestone: Milestone, upload: UploadedFile, found: FileType, *, by: User
) -> EvidenceFile:
    """Keep ``upload``, of the kind ``found``, with the milestone; the same content once.

    Raises :class:`NotPossible` when the unit has no room left or it cannot be stored; then
    nothing is kept.
    """
    take_turn([milestone.unit_id], by=by)
    # Room is counted per unit, so two people adding at once have to take turns.
    unit = ReportingUnit.objects.select_for_update().get(pk=milestone.unit_id)
    sha256 = _sha256(upload)
    same: EvidenceFile | None = (
        EvidenceFile.objects.standing().filter(milestone=milestone, sha256=sha256).first()
    )
    if same:
        return same
    _refuse_unless_room(unit, upload)
    file: EvidenceFile = EvidenceFile.objects.create(
        milestone=milestone,
        name=_shown_name(upload.name or "", found),
        media_type=found.media_type,
        size=upload.size or 0,
        sha256=sha256,
        content=_stored(upload),
        added_by=by,
    )
    return file


@transaction.atomic
def remove_file(file: EvidenceFile, *, by: User) -> None:
    """Take it away from its milestone; the content goes too, unless a frozen round has it."""
    take_turn([file.milestone.unit_id], by=by)
    row = EvidenceFile.objects.select_for_update().get(pk=file.pk)
    if row.removed_at:
        return
    row.removed_at, row.removed_by = timezone.now(), by
    row.save(update_fields=["removed_at", "removed_by"])
    if not row.frozen_in.exists():
        transaction.on_commit(partial(evidence_storage().delete, str(row.content.name)))


def freeze_files(snapshot: Snapshot, references: Iterable[str]) -> None:
    """List what belongs to ``snapshot``: the files that its milestones have at this moment.

    A correction keeps the list of the version before it (3 queries).
    """
    before = Snapshot.objects.filter(round=snapshot.round_id, version__lt=snapshot.version)
    earlier = before.defer("payload", "pdf").order_by("-version", "-pk").first()
    files = EvidenceFile.objects.order_by("pk")
    if earlier:
        files = files.filter(frozen_in__snapshot=earlier)
    else:
        files = files.standing().filter(milestone__reference__in=references)
    SnapshotFile.objects.bulk_create(
        SnapshotFile(snapshot=snapshot, file=file, sha256=file.sha256) for file in files
    )


def faults_of_files(snapshot: Snapshot) -> list[str]:
    """Which files of a frozen version are not (any more) what they were, in Dutch."""
    faults = []
    for row in snapshot.files.select_related("file"):
        try:
            with row.file.content.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            faults.append(f"bestand {row.file_id} is er niet meer")
            continue
        if found != row.sha256:
            faults.append(f"bestand {row.file_id} heeft een ander controlegetal")
    return faults


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for part in upload.chunks():
        digest.update(part)
    return digest.hexdigest()


def _refuse_unless_room(unit: ReportingUnit, upload: UploadedFile) -> None:
    limit = settings.EVIDENCE_UNIT_MB
    standing = EvidenceFile.objects.standing()
    used = standing.filter(milestone__unit=unit).aggregate(used=Sum("size"))["used"] or 0
    if used + (upload.size or 0) <= limit * MEGABYTE:
        return
    text = _(
        "Er is geen ruimte meer: de bestanden van %(unit)s zijn samen %(used)s MB en er past "
        "%(limit)s MB. Haal eerst bestanden weg die niet meer nodig zijn."
    )
    told = {"unit": unit.name, "used": number(used // MEGABYTE), "limit": number(limit)}
    raise NotPossible(text % told)


def _stored(upload: UploadedFile) -> str:
    """The name under which the content is kept; half a file is never left behind."""
    storage, name = evidence_storage(), random_name(None, "")
    upload.seek(0)
    try:
        return storage.save(name, upload)
    except OSError as error:
        log.exception("A file of %s bytes could not be stored", upload.size)
        storage.delete(name)
        text = _("Het bestand kon niet worden bewaard. Probeer het later nog eens.")
        raise NotPossible(text) from error


def _shown_name(name: str, found: FileType) -> str:
    """The name that its sender gave it, with the extension of what it is."""
    stem = PurePath(name.replace("\\", "/")).stem
    printable = "".join(character for character in stem if character.isprintable()).strip(" .")
    ending = f".{found.extension}"
    return f"{printable[: NAME_LENGTH - len(ending)] or _('bestand')}{ending}"
