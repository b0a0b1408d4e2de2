"""Files that people add as evidence: outside the web root, for as long as a round needs them."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.append_only import AppendOnlyModel
from nalportal.records.history import TrackedQuerySet

from .milestones import Milestone
from .rounds import Snapshot
from .units import ReportingUnit


def evidence_storage() -> Storage:
    """Where the files are; ``STORAGES`` in the settings says how."""
    return storages["evidence"]


def random_name(_file: Any, _name: str) -> str:
    """A name that tells nothing and that nobody can guess."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


class EvidenceFileQuerySet(TrackedQuerySet):
    def standing(self) -> Self:
        """Not taken away."""
        return self.filter(removed_at=None)

    def of_unit(self, unit: ReportingUnit | None) -> Self:
        """Those that take room of ``unit``; without one, of the ministry."""
        own = Q(milestone=None, unit=unit)
        return self.filter(own | Q(milestone__unit=unit) if unit else own)


class EvidenceFile(models.Model):
    """One file with a milestone, or with what another room keeps, which points at it.

    Its content is what was sent, byte for byte. Who takes it away leaves this row; the content goes
    as well, unless a frozen round has it. One without a milestone takes room of ``unit``, or of the
    ministry.
    """

    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        related_name="files",
        null=True,
        blank=True,
        verbose_name=_("mijlpaal"),
    )
    unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("ruimte van"),
    )
    name = models.CharField(_("naam"), max_length=200)
    media_type = models.CharField(_("soort"), max_length=100)
    size = models.PositiveIntegerField(_("grootte in bytes"))
    sha256 = models.CharField(_("controlegetal"), max_length=64)
    content = models.FileField(
        _("inhoud"), upload_to=random_name, storage=evidence_storage, max_length=100
    )
    added_at = models.DateTimeField(_("toegevoegd op"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )
    removed_at = models.DateTimeField(_("weggehaald op"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("weggehaald door"),
    )

    objects = EvidenceFileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("bestand als bewijs")
        verbose_name_plural = _("bestanden als bewijs")
        constraints = [
            models.CheckConstraint(
                condition=Q(milestone=None) | Q(unit=None), name="evidence_file_takes_room_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_file_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(content=""), name="evidence_file_has_name_and_content"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SnapshotFile(AppendOnlyModel):
    """A file that belonged to a round when it was frozen, and the hash that it then had.

    Not part of the payload, which is public; ``verify_snapshots`` compares it with what is kept.
    """

    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="files", verbose_name=_("bevroren versie")
    )
    file = models.ForeignKey(
        EvidenceFile, models.PROTECT, related_name="frozen_in", verbose_name=_("bestand")
    )
    sha256 = models.CharField(_("controlegetal"), max_length=64)

    class Meta:
        ordering = ["snapshot", "pk"]
        verbose_name = _("bestand van een bevroren versie")
        verbose_name_plural = _("bestanden van bevroren versies")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "file"], name="snapshot_file_once_per_snapshot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.file}"
