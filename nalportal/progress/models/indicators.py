"""The indicators of the report: what readers find under one heading, with texts of their own.

What an indicator measures and how that is shown, the app ``indicators`` knows.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import EVERYBODY, REVIEWER, Kind, Searched, SearchText, search_text


class Indicator(Searched):
    """One indicator; what was frozen keeps the title and the place that it had then."""

    search_kind = Kind.INDICATOR

    slug = models.SlugField(
        _("webadres"),
        max_length=30,
        unique=True,
        help_text=_("Kleine letters, cijfers en streepjes. Kan later niet meer anders."),
    )
    title = models.CharField(_("titel"), max_length=100, unique=True)
    order = models.PositiveSmallIntegerField(
        _("nummer"), help_text=_("De plaats onder de indicatoren van het rapport.")
    )
    in_report = models.BooleanField(
        _("in het rapport"),
        default=True,
        help_text=_("Uit: de indicator staat niet in een nieuw rapport. Zijn cijfers blijven."),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicatoren")

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> SearchText:
        unit = EVERYBODY if self.in_report else REVIEWER
        return search_text(self, title=self.title, key=self.slug, unit=unit)
