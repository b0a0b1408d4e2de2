"""The narrative of a round, and where the printed source says otherwise."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.prose import spans_of
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import REVIEWER, Kind, Searched, SearchText, search_text
from nalportal.records.versions import MOVED

from .rounds import Round
from .units import ReportingUnit


class Place(models.TextChoices):
    """Where in the report a text stands."""

    FOREWORD = "voorwoord", _("Voorwoord")
    SUMMARY = "samenvatting", _("Samenvatting")
    BACKGROUND = "aanleiding", _("Aanleiding")
    REGIONS = "regios", _("Inleiding NAL-regio's")
    WORKGROUPS = "werkgroepen", _("Inleiding werkgroepen")
    INDICATORS = "indicatoren", _("Inleiding indicatoren")
    UNIT_SUMMARY = "onderdeel-kort", _("Onderdeel in één regel")
    UNIT = "onderdeel", _("Inleiding van een onderdeel")
    INDICATOR = "indicator", _("Inleiding van een indicator")
    FIGURE = "figuur", _("Bij een figuur")
    TABLE_NOTE = "tabelnoot", _("Noot bij een tabel")
    FOOTNOTE = "voetnoot", _("Voetnoot")
    CLOSING = "wat-opvalt", _("Wat opvalt")
    DEFINITION = "begrip", _("Begrip")


# How the reason begins of a text that came along from the round before: nobody wrote it anew.
COPIED_FROM = "Overgenomen uit "

# The chapters that free sections can be added to; their keys begin alike.
CHAPTER_PLACES = (Place.BACKGROUND, Place.REGIONS, Place.WORKGROUPS, Place.INDICATORS)
SECTION_KEY = "sectie-"

UNIT_PLACES = (Place.UNIT_SUMMARY, Place.UNIT)
INDICATOR_PLACES = (
    Place.INDICATOR,
    Place.FIGURE,
    Place.TABLE_NOTE,
    Place.FOOTNOTE,
    Place.CLOSING,
)


class ReportTextQuerySet(TrackedQuerySet):
    def with_last_reason(self) -> Self:
        """Each text with why it was saved last, which tells whether it only came along.

        Another place says nothing of the text.
        """
        said = self.model.history.exclude(history_change_reason=MOVED)
        last = said.filter(id=models.OuterRef("pk")).order_by("-history_id")
        return self.annotate(last_reason=models.Subquery(last.values("history_change_reason")[:1]))

    def with_last_version(self) -> Self:
        """Each text with the number of the latest entry in its history."""
        last = self.model.history.filter(id=models.OuterRef("pk")).order_by("-history_id")
        return self.annotate(last_version=models.Subquery(last.values("history_id")[:1]))


class ReportText(Searched):
    """One text of one round: paragraphs, parted by an empty line, with [links](https://…)."""

    search_kind = Kind.TEXT

    round = models.ForeignKey(Round, models.PROTECT, related_name="texts", verbose_name=_("ronde"))
    place = models.CharField(_("plaats"), max_length=14, choices=Place)
    unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        related_name="texts",
        null=True,
        blank=True,
        verbose_name=_("onderdeel"),
    )
    # The address of an indicator. It is text, as what a round said of one stays when it goes.
    indicator = models.CharField(_("indicator"), max_length=30, blank=True)
    key = models.SlugField(
        _("sleutel"),
        blank=True,
        help_text=_("Waarover de tekst gaat, zoals laadvisie (begrip) of figuur-1."),
    )
    order = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    title = models.CharField(_("kop"), max_length=200, blank=True)
    body = models.TextField(
        _("tekst"),
        help_text=_("Een lege regel begint een nieuwe alinea. Link: [tekst](https://…)."),
    )
    is_summary = models.BooleanField(
        _("samenvatting"),
        default=True,
        help_text=_("Eigen woorden van het portaal, niet de letterlijke tekst van de bron."),
    )

    history = HistoricalRecords()
    objects = ReportTextQuerySet.as_manager()

    # Only of a row that was asked for with them.
    last_reason: str | None = None
    last_version: int | None = None

    class Meta:
        ordering = ["round", "place", "order", "pk"]
        verbose_name = _("tekst")
        verbose_name_plural = _("teksten")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "place", "unit", "key"],
                condition=Q(unit__isnull=False),
                name="text_once_per_place_of_unit",
            ),
            models.UniqueConstraint(
                fields=["round", "place", "indicator", "key"],
                condition=Q(unit=None),
                name="text_once_per_place",
            ),
            models.CheckConstraint(
                condition=Q(place__in=UNIT_PLACES, unit__isnull=False, indicator="")
                | Q(place__in=INDICATOR_PLACES, unit=None) & ~Q(indicator="")
                | ~Q(place__in=(*UNIT_PLACES, *INDICATOR_PLACES)) & Q(unit=None, indicator=""),
                name="text_belongs_to_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(place=Place.DEFINITION) | ~Q(key="") & ~Q(title=""),
                name="definition_has_key_and_title",
            ),
        ]

    def __str__(self) -> str:
        about = (self.get_place_display(), self.key.replace("-", " "))
        return self.title or ", ".join(filter(None, about))

    def search_text(self) -> SearchText:
        place = str(Place(self.place).label)
        of_unit = f"{place}, {self.unit.name}" if self.unit else place
        row = search_text(
            self,
            title=self.title or of_unit,
            names=(of_unit, self.key),
            body=("".join(span.text for span in spans_of(self.body)),),
            key=self.unit.slug if self.unit else self.pk,
            unit=self.unit_id or REVIEWER,
        )
        row.round = self.round.slug
        return row

    @property
    def of_round(self) -> str:
        """The title of the round that it came along from, if nobody touched it since.

        Only of a row with its last reason.
        """
        reason = self.last_reason or ""
        return reason.removeprefix(COPIED_FROM) if reason.startswith(COPIED_FROM) else ""


class PrintedDifference(models.Model):
    """Where the printed report says otherwise than the portal, and why.

    ``figure`` names the figure of the report (its stable id) that stands against the printed
    value, so that the computed value is looked up and never stored; ``shown`` is only for words.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="printed_differences", verbose_name=_("ronde")
    )
    order = models.PositiveSmallIntegerField(_("volgorde"))
    subject = models.CharField(_("onderwerp"), max_length=200)
    printed = models.CharField(_("gedrukt"), max_length=300)
    figure = models.CharField(_("cijfer"), max_length=100, blank=True)
    shown = models.CharField(_("in het portaal"), max_length=300, blank=True)
    explanation = models.TextField(_("uitleg"))

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["round", "order"]
        verbose_name = _("verschil met het gedrukte rapport")
        verbose_name_plural = _("verschillen met het gedrukte rapport")
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="printed_difference_order"),
            models.CheckConstraint(
                condition=Q(figure="") & ~Q(shown="") | ~Q(figure="") & Q(shown=""),
                name="printed_difference_against_figure_or_words",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
