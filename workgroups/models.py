"""Working groups and themes, and the parties that take part in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.progress.models import ReportingUnit
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import Kind, NamesSearched, Searched, SearchText, search_text


class Party(Searched):
    """An organisation or group of organisations that takes part."""

    search_kind = Kind.PARTY

    name = models.CharField(_("naam"), max_length=100, unique=True)
    abbreviation = models.CharField(_("afkorting"), max_length=20, blank=True)
    unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        related_name="parties",
        null=True,
        blank=True,
        verbose_name=_("onderdeel"),
        help_text=_("Als deze partij zelf een onderdeel is, zoals NAL-regio G4."),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("partij")
        verbose_name_plural = _("partijen")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="party_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> SearchText:
        """It is found where it takes part; the key leads to the first of those groups."""
        groups = self.participations.filter(withdrawn_on=None).order_by("workgroup__unit__order")
        found = list(groups.values_list("workgroup__unit__slug", "workgroup__unit__name"))
        return search_text(
            self,
            title=self.name,
            names=(self.abbreviation, *self.aliases.values_list("name", flat=True)),
            body=[", ".join(name for _slug, name in found)],
            key=found[0][0] if found else "",
        )


class PartyAlias(NamesSearched):
    """Another name under which a party is found, such as "Min IenW" for IenW."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="aliases", verbose_name=_("partij")
    )
    name = models.CharField(_("andere naam"), max_length=100, unique=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("andere naam van een partij")
        verbose_name_plural = _("andere namen van partijen")

    def __str__(self) -> str:
        return self.name

    @property
    def search_owner(self) -> Searched:
        return self.party


class Workgroup(models.Model):
    """A thematic working group, or a theme that is reported like one."""

    unit = models.OneToOneField(
        ReportingUnit,
        models.PROTECT,
        primary_key=True,
        related_name="workgroup",
        verbose_name=_("onderdeel"),
    )
    lead = models.ForeignKey(
        Party,
        models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        verbose_name=_("onder leiding van"),
    )
    related_to = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="related_themes",
        null=True,
        blank=True,
        verbose_name=_("hangt samen met"),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order"]
        verbose_name = _("werkgroep")
        verbose_name_plural = _("werkgroepen en thema's")

    def __str__(self) -> str:
        return self.unit.name


class Participation(NamesSearched):
    """A party takes part in a working group, at its place in the list."""

    workgroup = models.ForeignKey(
        Workgroup, models.PROTECT, related_name="participations", verbose_name=_("werkgroep")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="participations", verbose_name=_("partij")
    )
    position = models.PositiveSmallIntegerField(_("plaats"))
    withdrawn_on = models.DateField(_("gestopt op"), null=True, blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["workgroup", "position"]
        verbose_name = _("betrokken partij")
        verbose_name_plural = _("betrokken partijen")
        constraints = [
            models.UniqueConstraint(fields=["workgroup", "party"], name="party_once_per_workgroup"),
        ]

    def __str__(self) -> str:
        return f"{self.party} in {self.workgroup}"

    @property
    def search_owner(self) -> Searched:
        return self.party
