"""Regions and municipalities, each with the dates between which they are what they are.

``valid_from`` is the first day, ``valid_until`` the first day no longer (so that the last day
of one and the first day of the next cannot overlap); empty means "as far as we know, always".
"""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.dutch import PartialDate, Precision
from nalportal.progress.models import ReportingUnit
from nalportal.progress.models.units import valid_on, valid_period
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import Kind, NamesSearched, Searched, SearchText, search_text


class Province(models.TextChoices):
    """In the order in which the report names the provinces of a region."""

    GRONINGEN = "Groningen", "Groningen"
    FRYSLAN = "Fryslân", "Fryslân"
    DRENTHE = "Drenthe", "Drenthe"
    OVERIJSSEL = "Overijssel", "Overijssel"
    GELDERLAND = "Gelderland", "Gelderland"
    FLEVOLAND = "Flevoland", "Flevoland"
    NOORD_HOLLAND = "Noord-Holland", "Noord-Holland"
    UTRECHT = "Utrecht", "Utrecht"
    ZEELAND = "Zeeland", "Zeeland"
    ZUID_HOLLAND = "Zuid-Holland", "Zuid-Holland"
    NOORD_BRABANT = "Noord-Brabant", "Noord-Brabant"
    LIMBURG = "Limburg", "Limburg"


# By the code that CBS gives them.
PROVINCE_CODES = {
    "PV20": Province.GRONINGEN,
    "PV21": Province.FRYSLAN,
    "PV22": Province.DRENTHE,
    "PV23": Province.OVERIJSSEL,
    "PV24": Province.FLEVOLAND,
    "PV25": Province.GELDERLAND,
    "PV26": Province.UTRECHT,
    "PV27": Province.NOORD_HOLLAND,
    "PV28": Province.ZUID_HOLLAND,
    "PV29": Province.ZEELAND,
    "PV30": Province.NOORD_BRABANT,
    "PV31": Province.LIMBURG,
}


class DatedQuerySet(TrackedQuerySet):
    """Rows that hold from ``valid_from`` until ``valid_until``."""

    def on(self, day: date) -> Self:
        """The rows that hold on ``day``."""
        return self.filter(valid_on(day))


class MunicipalityQuerySet(DatedQuerySet):
    def editable_by(self, user: Any) -> Self:
        """The municipalities whose policy this user may record now: a reviewer all.

        An editor those that belong to the own region today, and those that are no more and
        belonged to it when they ended. The unit's own rule says when its register is closed.
        """
        if user.is_active and user.is_reviewer:
            return self.all()
        own = RegionMembership.objects.recording(timezone.localdate())
        own = own.filter(region__unit__in=ReportingUnit.objects.editable_by(user))
        return self.filter(pk__in=own.values("municipality"))

    def with_newest_step(self) -> Self:
        """Each with the number of its latest step: the version of a page that shows it."""
        return self.annotate(newest_step=Max("steps"))


class Region(models.Model):
    """A NAL region: not a group of provinces; its municipalities are data, with dates."""

    unit = models.OneToOneField(
        ReportingUnit,
        models.PROTECT,
        primary_key=True,
        related_name="region",
        verbose_name=_("onderdeel"),
    )
    table_order = models.PositiveSmallIntegerField(
        _("volgorde in tabel 3"),
        default=0,
        help_text=_("Tabel 3 houdt de volgorde aan van eerdere rapporten."),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order"]
        verbose_name = _("NAL-regio")
        verbose_name_plural = _("NAL-regio's")

    def __str__(self) -> str:
        return self.unit.name


class RegionAgreement(models.Model):
    """A cooperation agreement of a region; it holds until the next one."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="agreements", verbose_name=_("NAL-regio")
    )
    signed_on = models.DateField(_("getekend op"))
    precision = models.CharField(_("zo precies"), max_length=7, choices=Precision)
    partners = models.CharField(_("getekend met"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["region", "signed_on"]
        verbose_name = _("samenwerkingsovereenkomst")
        verbose_name_plural = _("samenwerkingsovereenkomsten")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "signed_on"], name="agreement_once_per_region_and_date"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="agreement_date_has_precision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.signed}"

    @property
    def signed(self) -> PartialDate:
        """When it was signed, as precisely as is known."""
        return PartialDate(self.signed_on, Precision(self.precision))


def display_name(name: str) -> str:
    """The name as readers know it: the register has 's-Gravenhage, people say Den Haag."""
    return {"'s-Gravenhage": "Den Haag"}.get(name, name)


class Municipality(Searched):
    """A municipality, known by its CBS code; a merged one keeps its code, name and facts."""

    search_kind = Kind.MUNICIPALITY
    # By which code fields of forms are named, and what people call it (`accounts/labels.py`).
    in_forms = "code", "display_name"

    newest_step: int | None  # of ``with_newest_step`` only

    code = models.CharField(
        _("CBS-code"), max_length=6, unique=True, validators=[RegexValidator(r"^GM\d{4}$")]
    )
    name = models.CharField(_("naam"), max_length=60)
    province = models.CharField(_("provincie"), max_length=20, choices=Province)
    valid_from = models.DateField(_("bestaat sinds"), null=True, blank=True)
    valid_until = models.DateField(
        _("bestaat tot"), null=True, blank=True, help_text=_("De eerste dag waarop zij er niet is.")
    )
    tile_column = models.PositiveSmallIntegerField(_("kolom op de tegelkaart"))
    tile_row = models.PositiveSmallIntegerField(_("rij op de tegelkaart"))

    history = HistoricalRecords()
    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="municipality_has_a_name"),
            models.CheckConstraint(
                condition=Q(province__in=Province.values), name="municipality_province_is_known"
            ),
            valid_period("municipality_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def search_text(self) -> SearchText:
        return search_text(
            self,
            title=display_name(self.name),
            names=(self.name, self.code, *self.aliases.values_list("name", flat=True)),
            key=self.code,
        )

    def exists_on(self, day: date) -> bool:
        """Whether it is one of the municipalities of ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)

    @property
    def display_name(self) -> str:
        """Its name on a page."""
        return display_name(self.name)


class MunicipalityAlias(NamesSearched):
    """Another name that sources use for a municipality."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="aliases", verbose_name=_("gemeente")
    )
    name = models.CharField(_("andere naam"), max_length=60, unique=True)
    seen_in = models.CharField(_("gezien in"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("andere naam van een gemeente")
        verbose_name_plural = _("andere namen van gemeenten")

    def __str__(self) -> str:
        return self.name

    @property
    def search_owner(self) -> Searched:
        return self.municipality


class RegionMembershipQuerySet(DatedQuerySet):
    def known_from(self) -> date | None:
        """The first day of which the division is known, or ``None`` where it never changed.

        Rows without a first day hold as far back as anybody looked: that is the year before the
        first change (1 query).
        """
        first = self.aggregate(begun=Min("valid_from"), ended=Min("valid_until"))
        changes = [day for day in first.values() if day]
        return date(min(changes).year - 1, 1, 1) if changes else None

    def recording(self, day: date) -> Self:
        """Whose region records the policy of the municipality on ``day``.

        The membership of that day; of a municipality that is no more, that of its end.
        """
        now = Q(valid_from=None) | Q(valid_from__lte=day)
        now &= Q(valid_until=None) | Q(valid_until__gt=day)
        to_the_end = Q(valid_until=None) | Q(valid_until__gte=F("municipality__valid_until"))
        return self.filter(now | to_the_end & Q(municipality__valid_until__lte=day))


class RegionMembership(models.Model):
    """A municipality belongs to a region from one day until another."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="memberships", verbose_name=_("NAL-regio")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="memberships", verbose_name=_("gemeente")
    )
    valid_from = models.DateField(_("vanaf"), null=True, blank=True)
    valid_until = models.DateField(_("tot"), null=True, blank=True)
    note = models.TextField(
        _("noot"), blank=True, help_text=_("Komt als voetnoot bij het aantal gemeenten.")
    )

    history = HistoricalRecords()
    objects = RegionMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["municipality", "valid_from"]
        verbose_name = _("indeling van een gemeente")
        verbose_name_plural = _("indelingen van gemeenten")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(valid_until=None),
                name="municipality_in_one_region_now",
            ),
            models.UniqueConstraint(
                fields=["municipality", "valid_from"], name="membership_starts_once"
            ),
            valid_period("membership_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.region}"

    def clean(self) -> None:
        """No municipality is in a region while that is not there."""
        if not self.region_id:
            return
        unit = self.region.unit
        if unit.valid_from and (self.valid_from is None or self.valid_from < unit.valid_from):
            raise ValidationError({"valid_from": _("De regio bestaat dan nog niet.")})
        if unit.valid_until and (self.valid_until is None or self.valid_until > unit.valid_until):
            raise ValidationError({"valid_until": _("De regio bestaat dan niet meer.")})


class ReorganisationKind(models.TextChoices):
    MERGER = "fusie", _("fusie")
    SPLIT = "splitsing", _("splitsing")
    ADDITION = "toevoeging", _("toevoeging")


class Reorganisation(models.Model):
    """One arrow from an old municipality to a new one; n-to-m as several rows."""

    old = models.ForeignKey(
        Municipality, models.PROTECT, related_name="successions", verbose_name=_("van")
    )
    new = models.ForeignKey(
        Municipality, models.PROTECT, related_name="predecessions", verbose_name=_("naar")
    )
    on = models.DateField(_("op"))
    kind = models.CharField(_("soort"), max_length=10, choices=ReorganisationKind)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "old"]
        verbose_name = _("herindeling")
        verbose_name_plural = _("herindelingen")
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="reorganisation_once"),
            models.CheckConstraint(
                condition=~Q(old=F("new")), name="reorganisation_between_two_municipalities"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
