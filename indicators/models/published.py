"""How a table of a publisher is read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedTable(models.Model):
    """What was answered about a table when its figures were stored; its next edition is read so.

    ``key`` is that of :func:`indicators.entry.published.key_of`. No register: who reads the table
    another way simply overwrites it.
    """

    key = models.CharField(_("sleutel van de tabel"), max_length=32, unique=True)
    name = models.CharField(_("laatste bestand"), max_length=200)
    answers = models.JSONField(_("antwoorden"), default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tabel van een uitgever")
        verbose_name_plural = _("tabellen van uitgevers")

    def __str__(self) -> str:
        return self.name
