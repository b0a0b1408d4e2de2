"""What is measured, each figure with its source, and where series break."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.dutch import Precision
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import REVIEWER, Kind, Searched, SearchText, search_text
from regions.models import PROVINCE_CODES, Municipality, Region

from .dimensions import TOTAL, Dimension, DimensionValue


class Source(models.Model):
    """A publisher with a method. Figures of different sources never share one series.

    What a figure stands in is an edition of it; editions follow each other in one series.
    """

    slug = models.SlugField(_("webadres"), unique=True)
    publisher = models.CharField(_("uitgever"), max_length=100)
    title = models.CharField(_("titel"), max_length=200)
    method = models.TextField(_("methode"), blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["publisher", "title"]
        verbose_name = _("bron")
        verbose_name_plural = _("bronnen")

    def __str__(self) -> str:
        return f"{self.publisher}, {self.title}"


class Edition(models.Model):
    """One publication of a source: what a figure cites."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="editions", verbose_name=_("bron")
    )
    slug = models.SlugField(_("webadres"), unique=True)
    title = models.CharField(_("titel"), max_length=200)
    label = models.CharField(
        _("aanduiding"), max_length=100, blank=True, help_text=_("Zoals “juli 2021” of “versie 2”.")
    )
    published_on = models.DateField(_("verschenen op"), null=True, blank=True)
    url = models.URLField(_("webadres van de uitgave"), max_length=500, blank=True)
    licence = models.CharField(_("licentie"), max_length=100, blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        # Without a date first: what follows another has one.
        ordering = ["source", F("published_on").asc(nulls_first=True), "pk"]
        verbose_name = _("uitgave")
        verbose_name_plural = _("uitgaven")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.title, self.label)))


class MeasureKind(models.TextChoices):
    """What one figure tells: this says how figures may be added up and compared."""

    STOCK = "stand", _("Stand: een aantal op een dag")
    FLOW = "tempo", _("Tempo: een aantal in of gemiddeld over een periode")
    SHARE = "aandeel", _("Aandeel: een percentage")


class Measure(Searched):
    """What is measured, such as the stock of charge points.

    Areas and kinds of a stock add up to what they are parts of; those of a share never do.
    """

    search_kind = Kind.MEASURE

    slug = models.SlugField(_("webadres"), unique=True)
    name = models.CharField(_("naam"), max_length=100, unique=True)
    unit_name = models.CharField(_("eenheid"), max_length=60)
    kind = models.CharField(
        _("wat een cijfer zegt"),
        max_length=7,
        choices=MeasureKind,
        default=MeasureKind.STOCK,
    )
    dimension = models.ForeignKey(
        Dimension,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("indeling in soorten"),
        help_text=_("Leeg: deze maat heeft geen soorten."),
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("bron van het rapport"),
        help_text=_(
            "Uit deze bron komen de cijfers van de indicator. Cijfers uit andere bronnen blijven "
            "ernaast te zien. Leeg: er is nog niet gekozen."
        ),
    )
    decimals = models.PositiveSmallIntegerField(_("decimalen"), default=0)
    order = models.PositiveSmallIntegerField(_("volgorde"))

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("maat")
        verbose_name_plural = _("maten")

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> SearchText:
        return search_text(
            self,
            title=self.name,
            body=(self.unit_name,),
            key=self.slug,
            unit=REVIEWER,
        )

    @cached_property
    def kind_codes(self) -> tuple[str, ...]:
        """The kinds that its figures can be of (1 query, once)."""
        values = DimensionValue.objects.filter(dimension=self.dimension_id, dimension__isnull=False)
        return tuple(values.order_by("order", "pk").values_list("slug", flat=True))


class Succession(models.Model):
    """From a day on another source gives the series of the report; values before it stay.

    Before the first one it is the source of the measure.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="successions", verbose_name=_("maat")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="successions", verbose_name=_("bron")
    )
    since = models.DateField(
        _("vanaf"), help_text=_("De eerste dag waarvan het rapport de cijfers uit deze bron neemt.")
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "since"]
        verbose_name = _("opvolging van een bron")
        verbose_name_plural = _("opvolgingen van bronnen")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "since"], name="succession_once_per_measure_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.since:%d-%m-%Y}: {self.source}"


class AreaKind(models.TextChoices):
    COUNTRY = "land", _("Nederland")
    REGION = "regio", _("NAL-regio")
    PROVINCE = "provincie", _("provincie")
    MUNICIPALITY = "gemeente", _("gemeente")


# A figure of a province has the code of CBS in the place of the kind of area: provinces are a
# fixed list, so they need no table and no key. Two are called as municipalities are.
PROVINCES = {
    code: format_lazy(_("{name} (provincie)"), name=province.label)
    for code, province in PROVINCE_CODES.items()
}


def kind_of_area(area: str) -> str:
    return str(AreaKind.PROVINCE if area in PROVINCES else area)


def areas_of(kind: str) -> list[str]:
    """What figures of a kind of area say in their column ``area``."""
    return list(PROVINCES) if kind == AreaKind.PROVINCE else [kind]


class ChargerType(models.TextChoices):
    """The kinds that the printed report tells apart; which kinds a measure has, its dimension says.

    Empty where the measure has no type (vehicles), "totaal" only where no parts are known.
    """

    PUBLIC = "publiek", _("Publiek")
    SEMI_PUBLIC = "semipubliek", _("Semipubliek")
    FAST = "snel", _("Snel")
    TOTAL = "totaal", _("Totaal")


# What a total of the printed report is made of.
PARTS = (ChargerType.PUBLIC, ChargerType.SEMI_PUBLIC, ChargerType.FAST)


class Missing(models.TextChoices):
    """Why there is no figure. Not one of these is zero."""

    PM = "pm", _("pm")
    UNKNOWN = "onbekend", _("Onbekend")
    NOT_APPLICABLE = "nvt", _("niet van toepassing")


class ValueKind(models.TextChoices):
    """What was not counted but aimed at or expected. Empty is what was observed."""

    TARGET = "streefwaarde", _("Streefwaarde")
    LOW = "prognose-laag", _("Prognose, laag")
    MIDDLE = "prognose", _("Prognose")
    HIGH = "prognose-hoog", _("Prognose, hoog")


OBSERVED = ""


class Accuracy(models.TextChoices):
    """How a publisher gives a value that is not exact. Empty is exact."""

    AT_LEAST = "ten minste", _("ten minste")
    ABOUT = "ongeveer", _("ongeveer")
    OVER = "ruim", _("ruim")


# They say no more than that it is not less.
LOWER_BOUNDS = (Accuracy.AT_LEAST, Accuracy.OVER)


class ObservationQuerySet(TrackedQuerySet):
    def observed(self) -> "ObservationQuerySet":
        """What was counted or measured: never a target or a forecast."""
        return self.filter(kind=OBSERVED)

    def outlook(self) -> "ObservationQuerySet":
        """Targets and forecasts."""
        return self.exclude(kind=OBSERVED)

    def after(self, day: date) -> "ObservationQuerySet":
        """What a report with figures until that day leaves out; of a target counts when it was
        set, not the day that it is for."""
        late = Q(kind=OBSERVED, on__gt=day) | ~Q(kind=OBSERVED) & Q(set_on__gt=day)
        return self.filter(late)


class Observation(models.Model):
    """One figure of one measure, for one area, on one date or over one period, from one source.

    With a ``kind`` it is a target or a forecast, which never is part of a series or a total.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="observations", verbose_name=_("maat")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="observations", verbose_name=_("bron")
    )
    # No index: few editions are ever asked for by what they hold, and an import writes thousands.
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="observations",
        verbose_name=_("uitgave"),
        help_text=_("Waar het cijfer in staat. Leeg: dat is niet bekend."),
    )
    area = models.CharField(
        _("soort gebied"),
        max_length=8,
        choices=[
            *(pair for pair in AreaKind.choices if pair[0] != AreaKind.PROVINCE),
            *PROVINCES.items(),
        ],
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("NAL-regio")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("gemeente")
    )
    # The code of a kind of the measure's dimension. It is text, not a key: a hundred thousand
    # figures are read and compared by it, and who enters one chooses from those of the measure.
    charger_type = models.CharField(_("soort"), max_length=30, blank=True)
    kind = models.CharField(
        _("soort cijfer"),
        max_length=13,
        choices=ValueKind,
        blank=True,
        help_text=_("Leeg: een waarneming."),
    )
    on = models.DateField(
        _("datum"), help_text=_("De peildatum, of de laatste dag van de periode.")
    )
    period_from = models.DateField(_("eerste dag van de periode"), null=True, blank=True)
    period_label = models.CharField(
        _("naam van de periode"),
        max_length=60,
        blank=True,
        help_text=_("Zoals de bron haar noemt."),
    )
    value = models.DecimalField(_("waarde"), max_digits=14, decimal_places=3, null=True, blank=True)
    missing = models.CharField(_("waarom geen waarde"), max_length=8, choices=Missing, blank=True)
    accuracy = models.CharField(
        _("zo precies"),
        max_length=10,
        choices=Accuracy,
        blank=True,
        help_text=_("Leeg: precies dit getal."),
    )
    set_on = models.DateField(
        _("vastgesteld op"),
        null=True,
        blank=True,
        help_text=_("Alleen van een streefwaarde of prognose."),
    )
    provisional = models.BooleanField(_("voorlopig"), default=False)
    note = models.TextField(_("noot"), blank=True)

    history = HistoricalRecords()
    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "on", "charger_type"]
        verbose_name = _("waarneming")
        verbose_name_plural = _("waarnemingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing="")
                | Q(value=None, missing__in=Missing.values),
                name="observation_value_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(area__in=[AreaKind.COUNTRY, *PROVINCES], region=None, municipality=None)
                | Q(area=AreaKind.REGION, region__isnull=False, municipality=None)
                | Q(area=AreaKind.MUNICIPALITY, region=None, municipality__isnull=False),
                name="observation_has_one_area",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None, period_label="")
                | Q(period_from__isnull=False, period_from__lte=F("on")),
                name="observation_period_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(accuracy="") | Q(accuracy__in=Accuracy.values, value__isnull=False),
                name="observation_accuracy_is_of_a_value",
            ),
            models.CheckConstraint(
                condition=Q(kind=OBSERVED, set_on=None)
                | Q(kind__in=ValueKind.values, set_on__isnull=False, set_on__lt=F("on")),
                name="observation_outlook_was_set_before_its_date",
            ),
            # One unique index per kind of area: NULLs are distinct in a unique index.
            models.UniqueConstraint(
                fields=["measure", "source", "area", "charger_type", "kind", "on"],
                condition=Q(region=None, municipality=None, period_from=None),
                name="observation_once_for_country_or_province",
            ),
            models.UniqueConstraint(
                fields=["measure", "source", "area", "charger_type", "kind", "on", "period_from"],
                condition=Q(region=None, municipality=None, period_from__isnull=False),
                name="observation_once_for_country_or_province_period",
            ),
            models.UniqueConstraint(
                fields=["measure", "source", "region", "charger_type", "kind", "on"],
                condition=Q(area=AreaKind.REGION, period_from=None),
                name="observation_once_for_region",
            ),
            models.UniqueConstraint(
                fields=["measure", "source", "region", "charger_type", "kind", "on", "period_from"],
                condition=Q(area=AreaKind.REGION, period_from__isnull=False),
                name="observation_once_for_region_period",
            ),
            models.UniqueConstraint(
                fields=["measure", "source", "municipality", "charger_type", "kind", "on"],
                condition=Q(area=AreaKind.MUNICIPALITY, period_from=None),
                name="observation_once_for_municipality",
            ),
            models.UniqueConstraint(
                fields=[
                    "measure",
                    "source",
                    "municipality",
                    "charger_type",
                    "kind",
                    "on",
                    "period_from",
                ],
                condition=Q(area=AreaKind.MUNICIPALITY, period_from__isnull=False),
                name="observation_once_for_municipality_period",
            ),
        ]

    def __str__(self) -> str:
        value = self.get_missing_display() if self.value is None else self.value
        return f"{self.measure} {self.on:%d-%m-%Y}: {value}"


class SeriesBreak(models.Model):
    """A date on which the definition of a measure changed; the line stops there.

    Without a ``series_source`` the definition of the measure itself changed, and with it the
    series of every source; with one, only that source counts in another way since. With a
    ``charger_type`` only the series of that type breaks: what moves from one type to another does
    not break all types together.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="breaks", verbose_name=_("maat")
    )
    series_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="breaks",
        verbose_name=_("bron van de reeks"),
        help_text=_("De bron waarvan de reeks breekt. Leeg: de reeksen van alle bronnen."),
    )
    charger_type = models.CharField(
        _("soort"),
        max_length=30,
        blank=True,
        help_text=_("De soort waarvan de reeks breekt. Leeg: ook die van alle soorten samen."),
    )
    on = models.DateField(_("datum"))
    precision = models.CharField(_("zo precies"), max_length=7, choices=Precision)
    text = models.TextField(_("wat er veranderde"))
    source = models.TextField(
        _("bron"), help_text=_("Waar staat dat de definitie hier veranderde?")
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        verbose_name = _("trendbreuk")
        verbose_name_plural = _("trendbreuken")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "charger_type", "on"],
                condition=Q(series_source=None),
                name="series_break_once_for_all_sources",
            ),
            models.UniqueConstraint(
                fields=["measure", "series_source", "charger_type", "on"],
                condition=Q(series_source__isnull=False),
                name="series_break_once_per_source",
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(source=""), name="series_break_has_text_and_source"
            ),
            models.CheckConstraint(
                condition=~Q(charger_type=TOTAL), name="series_break_charger_type_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.on:%m-%Y}"
