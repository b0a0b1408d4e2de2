"""What can happen to a file that is evidence. Each verb is one transaction.

A file that a frozen round has stays where it is; ``verify_snapshots`` finds it there.
"""

import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import number
from nalportal.exchange.file_types import FileType
from nalportal.records.history import save_signed
from nalportal.refusals import NotPossible

from .locks import take_turn
from .models import EvidenceFile, Milestone, ReportingUnit, Snapshot, SnapshotFile
from .models.files import evidence_storage, random_name

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
NAME_LENGTH = 200
SWEPT_AFTER_DAYS = 7


@dataclass(frozen=True)
class Holder:
    """What files stand with: ``row`` has its ``files`` and a history, such as a milestone.

    Who changes them takes turns for ``units`` (their ids); a new file takes room of ``unit``, or
    of the ministry.
    """

    row: Any
    units: Collection[int]
    unit: ReportingUnit | None


def holder_of(milestone: Milestone) -> Holder:
    return Holder(milestone, (milestone.unit_id,), milestone.unit)


@transaction.atomic
def add_file(holder: Holder, upload: UploadedFile, found: FileType, *, by: User) -> EvidenceFile:
    """Keep ``upload``, of the kind ``found``, with what it is evidence of; the same content once.

    Raises :class:`NotPossible` when the unit has no room left or it cannot be stored; then
    nothing is kept.
    """
    take_turn(holder.units, by=by)
    # Room is counted per unit, so two people adding at once have to take turns.
    unit = holder.unit and ReportingUnit.objects.select_for_update().get(pk=holder.unit.pk)
    sha256 = _sha256(upload)
    same: EvidenceFile | None = holder.row.files.standing().filter(sha256=sha256).first()
    if same:
        return same
    _refuse_unless_room(unit, upload)
    milestone = holder.row if isinstance(holder.row, Milestone) else None
    file = EvidenceFile(
        milestone=milestone,
        unit=None if milestone else unit,
        name=_shown_name(upload.name or "", found),
        media_type=found.media_type,
        size=upload.size or 0,
        sha256=sha256,
        content=_stored(upload),
        added_by=by,
    )
    _tell(holder.row, file, _("Bestand toegevoegd: %(name)s"), by=by)
    if not milestone:
        holder.row.files.add(file)
    return file


@transaction.atomic
def remove_file(holder: Holder, file: EvidenceFile, *, by: User) -> None:
    """Take it away from what it stands with; the content goes too, unless a frozen round has it."""
    take_turn(holder.units, by=by)
    row = EvidenceFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if row.removed_at:
        return
    row.removed_at, row.removed_by = timezone.now(), by
    _tell(holder.row, row, _("Bestand weggehaald: %(name)s"), by=by)
    if not row.frozen_in.exists():
        transaction.on_commit(partial(evidence_storage().delete, str(row.content.name)))


def _tell(about: Model, file: EvidenceFile, reason: str, *, by: User) -> None:
    """Save it with an entry of its own, and one in the history of what it stands with."""
    said = reason % {"name": file.name}
    save_signed(file, by=by, reason=said)
    # As it stands: what whoever sends this has of it may be older.
    rows = type(about)._default_manager.select_for_update(of=("self",))
    save_signed(rows.get(pk=about.pk), by=by, reason=said)


def delete_unless_kept(names: Iterable[str]) -> None:
    """Delete what was stored for a row that did not come to be: its transaction failed after it."""
    for name in set(names) - set(
        EvidenceFile.objects.filter(content__in=names).values_list("content", flat=True)
    ):
        evidence_storage().delete(name)


def sweep() -> int:
    """Delete what is stored and belongs to no file (any more); how many that were.

    A request that broke off between storing and saving leaves such a thing behind, and so does one
    between taking away and deleting. Only what is a week old goes: what is being saved now has no
    row yet, and an older database that was put back by mistake is noticed by then.
    """
    storage, count = evidence_storage(), 0
    before = timezone.now() - timedelta(days=SWEPT_AFTER_DAYS)
    rows = EvidenceFile.objects.filter(Q(removed_at=None) | Q(frozen_in__isnull=False))
    kept = set(rows.values_list("content", flat=True))
    for name in _stored_names(storage):
        if name not in kept and storage.get_modified_time(name) < before:
            storage.delete(name)
            count += 1
    return count


def _stored_names(storage: Storage) -> Iterator[str]:
    """What is stored under a name as :func:`random_name` makes them; the rest is not ours."""
    try:
        folders, _files = storage.listdir("")
    except FileNotFoundError:
        return  # nobody added anything yet
    for folder in folders:
        if re.fullmatch(r"[0-9a-f]{2}", folder):
            for name in storage.listdir(folder)[1]:
                if re.fullmatch(rf"{folder}[0-9a-f]{{30}}", name):
                    yield f"{folder}/{name}"


def freeze_files(snapshot: Snapshot, files: QuerySet[EvidenceFile]) -> None:
    """List what belongs to ``snapshot``: of these ``files`` those that stand at this moment.

    A correction keeps the list of the version before it (3 queries).
    """
    before = Snapshot.objects.filter(round=snapshot.round_id, version__lt=snapshot.version)
    earlier = before.defer("payload", "pdf").order_by("-version", "-pk").first()
    if earlier:
        files = EvidenceFile.objects.filter(frozen_in__snapshot=earlier)
    else:
        files = files.filter(removed_at=None).distinct()
    SnapshotFile.objects.bulk_create(
        SnapshotFile(snapshot=snapshot, file=file, sha256=file.sha256)
        for file in files.order_by("pk")
    )


def faults_of_files(snapshot: Snapshot) -> list[str]:
    """Which files of a frozen version are not (any more) what they were, in Dutch."""
    rows = snapshot.files.select_related("file")
    faults = (fault_of_content(row.file, row.sha256) for row in rows)
    return [fault for fault in faults if fault]


def fault_of_content(file: EvidenceFile, sha256: str) -> str:
    """What is the matter with the content that is kept of a file, in Dutch; "" when it is fine."""
    try:
        with file.content.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return f"bestand {file.pk} is er niet meer"
    return "" if found == sha256 else f"bestand {file.pk} heeft een ander controlegetal"


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for part in upload.chunks():
        digest.update(part)
    return digest.hexdigest()


def files_by(owner: str, of: QuerySet[Any]) -> dict[int, list[str]]:
    """Of these owners (``of``; ``owner`` is the way from a file to one) per id its files, each by
    name and hash, as exports tell them (1 query)."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = EvidenceFile.objects.standing().filter(**{f"{owner}__in": of.order_by().values("pk")})
    for pk, name, sha256 in rows.order_by("pk").values_list(owner, "name", "sha256"):
        found[pk].append(f"{name} (sha256 {sha256})")
    return found


def _refuse_unless_room(unit: ReportingUnit | None, upload: UploadedFile) -> None:
    limit = settings.EVIDENCE_UNIT_MB
    files = EvidenceFile.objects.standing().of_unit(unit)
    used = files.aggregate(used=Sum("size"))["used"] or 0
    if used + (upload.size or 0) <= limit * MEGABYTE:
        return
    text = _(
        "Er is geen ruimte meer: de bestanden van %(unit)s zijn samen %(used)s MB en er past "
        "%(limit)s MB. Haal eerst bestanden weg die niet meer nodig zijn."
    )
    whose = unit.name if unit else _("het ministerie")
    told = {"unit": whose, "used": number(used // MEGABYTE), "limit": number(limit)}
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
