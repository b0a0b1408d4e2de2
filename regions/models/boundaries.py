"""The boundaries of the municipalities in one division."""

import hashlib
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


def division_key(codes: Iterable[str]) -> str:
    """One key per set of municipalities: a map fits every date on which these were there."""
    return hashlib.sha256(" ".join(sorted(codes)).encode()).hexdigest()[:32]


class BoundarySet(models.Model):
    """What a file of boundaries gave; importing that division again replaces it.

    ``drawing`` is for maps (see :mod:`regions.maps`). ``shapes`` has the same boundaries
    unsimplified, as well-known binary in metres, to place points with; it is empty where the file
    itself was simplified.
    """

    on = models.DateField(_("eerste dag van de indeling"), unique=True)
    key = models.CharField(_("sleutel van de gemeenten"), max_length=32, db_index=True)
    origin = models.CharField(_("bestand"), max_length=200)
    source = models.CharField(_("bron"), max_length=200)
    licence = models.CharField(_("licentie"), max_length=50)
    drawing = models.JSONField(_("tekening"))
    codes = models.JSONField(_("gemeenten"))
    shapes = models.BinaryField(_("grenzen"), blank=True)

    class Meta:
        ordering = ["-on"]
        verbose_name = _("grenzen van een indeling")
        verbose_name_plural = _("grenzen van indelingen")

    def __str__(self) -> str:
        return f"{self.on:%d-%m-%Y}"
