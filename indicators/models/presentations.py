"""How the figures of an indicator are shown: as rows, so that a new indicator needs no code.

Why: decision 30.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.progress.models import Indicator
from nalportal.records.history import TrackedQuerySet

from .figures import Measure


class Layout(models.TextChoices):
    """What a table tells. The printed report had four of its own; the others fit any measure."""

    TABLE_1 = "tabel-1", _("Tabel 1 van het gedrukte rapport")
    TABLE_2 = "tabel-2", _("Tabel 2 van het gedrukte rapport")
    TABLE_3 = "tabel-3", _("Tabel 3 van het gedrukte rapport")
    COVERAGE = "dekking", _("Figuur 1 en 2 van het gedrukte rapport")
    LEVEL = "verloop", _("Verloop in de tijd, per gebied")
    KINDS = "soorten", _("Per soort, heel Nederland")
    RATIO = "verhouding", _("Verhouding van twee maten")
    INCREASE = "toename", _("Gemiddelde toename per maand")
    SHARE = "aandeel", _("Aandeel van de gemeenten")
    AREAS = "gebieden", _("Toename per gebied, met trend")
    PLAIN = "tabel", _("Alleen een tabel")


# These look as the printed report did, of its own measures, so there is at most one of each.
PRINTED = (Layout.TABLE_1, Layout.TABLE_2, Layout.TABLE_3, Layout.COVERAGE)


class Presentation(models.Model):
    """One table of an indicator, with its chart.

    ``measure`` is divided by ``per`` in a ratio. A municipality counts in a share from
    ``threshold`` on. The tables of the printed report have their own measures.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="presentations", verbose_name=_("indicator")
    )
    order = models.PositiveSmallIntegerField(_("volgorde"))
    layout = models.CharField(_("wat de tabel toont"), max_length=10, choices=Layout)
    number = models.CharField(
        _("nummer van de tabel"), max_length=5, blank=True, help_text=_("Zoals “7”. Mag leeg.")
    )
    title = models.CharField(
        _("opschrift"), max_length=150, blank=True, help_text=_("Leeg: de naam van de maat.")
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="presentations",
        verbose_name=_("maat"),
    )
    per = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="divided_by_in",
        verbose_name=_("gedeeld door"),
        help_text=_("Alleen voor een verhouding."),
    )
    threshold = models.DecimalField(
        _("telt mee vanaf"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Alleen voor een aandeel: vanaf welke waarde een gemeente meetelt."),
    )
    is_key_figure = models.BooleanField(
        _("bij de kerncijfers"),
        default=False,
        help_text=_("Het laatste landelijke cijfer staat dan boven aan het rapport."),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "order", "pk"]
        verbose_name = _("weergave van een indicator")
        verbose_name_plural = _("weergaven van indicatoren")
        constraints = [
            models.UniqueConstraint(
                fields=["layout"],
                condition=Q(layout__in=PRINTED),
                name="presentation_of_the_printed_report_is_there_once",
            ),
            models.CheckConstraint(
                condition=Q(layout__in=PRINTED, measure=None, per=None)
                | Q(layout=Layout.RATIO, measure__isnull=False, per__isnull=False)
                | ~Q(layout__in=(Layout.RATIO, *PRINTED)) & Q(measure__isnull=False, per=None),
                name="presentation_has_the_measures_of_its_layout",
            ),
            models.CheckConstraint(
                condition=Q(layout=Layout.SHARE, threshold__isnull=False)
                | ~Q(layout=Layout.SHARE) & Q(threshold=None),
                name="presentation_of_a_share_has_a_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.title or self.get_layout_display()}"
