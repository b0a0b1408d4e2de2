"""Into which kinds figures are split: as rows, so that a new split needs no code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.history import TrackedQuerySet

# How a figure is told of which no kinds are known; empty where the measure has none.
TOTAL = "totaal"
TOTALS = (TOTAL, "")


class Dimension(models.Model):
    """What the kinds are kinds of, such as the type of charger."""

    slug = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("naam"), max_length=60, unique=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("indeling in soorten")
        verbose_name_plural = _("indelingen in soorten")

    def __str__(self) -> str:
        return self.name


class DimensionValue(models.Model):
    """One kind; a figure names it by its code. All kinds together are the total."""

    dimension = models.ForeignKey(
        Dimension, models.PROTECT, related_name="values", verbose_name=_("indeling")
    )
    slug = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("naam"), max_length=60)
    full_name = models.CharField(
        _("naam in een zin"),
        max_length=100,
        blank=True,
        help_text=_("Zoals “Publieke laadpunten”. Leeg: de naam zelf."),
    )
    order = models.PositiveSmallIntegerField(_("volgorde"))

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["dimension", "order", "pk"]
        verbose_name = _("soort")
        verbose_name_plural = _("soorten")
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "slug"], name="dimension_value_once_per_dimension"
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=TOTALS), name="dimension_value_is_no_total"
            ),
        ]

    def __str__(self) -> str:
        return self.name
