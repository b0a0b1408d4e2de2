"""What the people who run the portal need to know of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timer(models.Model):
    """A command that something outside the portal runs every so often, and when it last ran."""

    command = models.CharField(_("opdracht"), max_length=50, unique=True)
    started_at = models.DateTimeField(_("laatst begonnen op"))
    succeeded_at = models.DateTimeField(_("laatst gelukt op"), null=True, blank=True)
    failed_at = models.DateTimeField(_("laatst mislukt op"), null=True, blank=True)

    class Meta:
        verbose_name = _("geplande opdracht")
        verbose_name_plural = _("geplande opdrachten")
        ordering = ["command"]

    def __str__(self) -> str:
        return self.command
