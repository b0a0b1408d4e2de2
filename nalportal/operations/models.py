"""What the people who run the portal need to know of it."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.records.append_only import AppendOnlyModel

HOUR = timedelta(hours=1)


class Timer(models.Model):
    """A command that something outside the portal runs every so often, and when it last ran."""

    command = models.CharField(_("opdracht"), max_length=50, unique=True)
    started_at = models.DateTimeField(_("laatst begonnen op"))
    succeeded_at = models.DateTimeField(_("laatst gelukt op"), null=True, blank=True)
    failed_at = models.DateTimeField(_("laatst mislukt op"), null=True, blank=True)
    told = models.TextField(_("wat zij zei"), blank=True)

    class Meta:
        verbose_name = _("geplande opdracht")
        verbose_name_plural = _("geplande opdrachten")
        ordering = ["command"]

    def __str__(self) -> str:
        return self.command

    @property
    def is_running(self) -> bool:
        """Begun, not ended, and not so long ago that it must have been broken off; nor so long from
        now, by a clock that was set back since."""
        ended = max(filter(None, [self.succeeded_at, self.failed_at]), default=None)
        age = abs(timezone.now() - self.started_at)
        return not (ended and ended >= self.started_at) and age < HOUR


class SealReason(models.TextChoices):
    """Why rows were sealed; of the seals over the same rows the newest counts."""

    NEW = "new", _("nieuwe regels")
    COLUMNS = "columns", _("de tabel kreeg andere kolommen")
    AGAIN = "again", _("opnieuw verzegeld door een beheerder")
    PURGED = "purged", _("regels opgeruimd")


class Seal(AppendOnlyModel):
    """What a run of rows of one log or history was: a link of one chain over all of them.

    ``chain`` is the SHA-256 over this seal and the ``chain`` of the one before.
    """

    table = models.CharField(_("tabel"), max_length=63)
    first = models.BigIntegerField(_("van sleutel"))
    last = models.BigIntegerField(_("tot en met sleutel"))
    columns = models.TextField(_("kolommen"))
    rows = models.PositiveIntegerField(_("regels"))
    sha256 = models.CharField(_("controlegetal van de regels"), max_length=64)
    reason = models.CharField(_("waarom"), max_length=8, choices=SealReason)
    sealed_at = models.DateTimeField(_("verzegeld op"), default=timezone.now)
    chain = models.CharField(_("controlegetal van de keten"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("zegel")
        verbose_name_plural = _("zegels")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.table} {self.first}–{self.last}"
