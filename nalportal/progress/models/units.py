"""Who reports: the units, each from a day and until a day."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import Kind, Searched, SearchText, search_text

from .states import HANDED_IN, OPEN_STATES, WITH_REVIEWER


class UnitKind(models.TextChoices):
    NATIONAL = "landelijk", _("landelijk")
    REGION = "regio", _("NAL-regio")
    WORKGROUP = "werkgroep", _("werkgroep")
    THEME = "thema", _("thema")


def valid_on(day: Any, to: str = "") -> Q:
    """Holds on ``day``; ``to`` leads to the rows that it is asked of, as in ``memberships__``."""
    begun = Q(**{f"{to}valid_from": None}) | Q(**{f"{to}valid_from__lte": day})
    return begun & (Q(**{f"{to}valid_until": None}) | Q(**{f"{to}valid_until__gt": day}))


def valid_period(name: str) -> models.CheckConstraint:
    """What ends, ends after it began."""
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
        name=name,
    )


class ReportingUnitQuerySet(TrackedQuerySet):
    def reporting(self, reference_on: date, division_on: date) -> Self:
        """Who is in a report with these dates: the regions of its division, and the others that
        there were on its peildatum. Why: decision 33."""
        regions = Q(kind=UnitKind.REGION)
        return self.filter(regions & valid_on(division_on) | ~regions & valid_on(reference_on))

    def visible_to(self, user: Any) -> Self:
        """The units whose register this user may see: a reviewer all, others their own."""
        if not user.is_active:
            return self.none()
        if user.is_reviewer:
            return self.all()
        return self.filter(editors=user)

    def readable_by(self, user: Any) -> Self:
        """The units of which this user may read what a report would tell, before it is published.

        All of them; or, where ``NAL_UNITS_READ_EACH_OTHER`` is 0, one's own and those that handed
        in for a round that is going on. Why: decision 50.
        """
        if settings.UNITS_READ_EACH_OTHER or user.is_reviewer or user.is_staff:
            return self.all()
        units = self.model._default_manager
        handed_in = units.filter(
            submissions__state__in=HANDED_IN, submissions__round__state__in=OPEN_STATES
        )
        own = units.visible_to(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=handed_in.values("pk")))

    def editable_by(self, user: Any) -> Self:
        """The units whose register this user may change now.

        What a unit handed in lies still until its round is frozen, except for the reviewer.
        """
        units = self.visible_to(user)
        if user.is_reviewer:
            return units
        handed_in = self.model._default_manager.filter(
            submissions__state__in=WITH_REVIEWER, submissions__round__state__in=OPEN_STATES
        )
        return units.exclude(pk__in=handed_in)


class ReportingUnit(Searched):
    """A region, a working group, a theme, or all regions together."""

    search_kind = Kind.UNIT
    in_forms = "slug", "short_name"

    code = models.CharField(
        _("code"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{2,4}$")],
        help_text=_("Begin van de kenmerken van de mijlpalen, zoals NO in NO-014."),
    )
    name = models.CharField(_("naam"), max_length=100, unique=True)
    short_name = models.CharField(_("korte naam"), max_length=40, unique=True)
    slug = models.SlugField(_("webadres"), unique=True)
    kind = models.CharField(_("soort"), max_length=10, choices=UnitKind)
    order = models.PositiveSmallIntegerField(_("volgorde"))
    valid_from = models.DateField(
        _("doet mee vanaf"), null=True, blank=True, help_text=_("Leeg: van het begin af.")
    )
    valid_until = models.DateField(
        _("doet mee tot"),
        null=True,
        blank=True,
        help_text=_("De eerste dag waarop het onderdeel niet meer meedoet."),
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="units", blank=True, verbose_name=_("redacteuren")
    )

    history = HistoricalRecords(m2m_fields=[editors])
    objects = ReportingUnitQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("onderdeel")
        verbose_name_plural = _("onderdelen")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values), name="unit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(short_name="") & ~Q(slug=""), name="unit_has_names"
            ),
            valid_period("unit_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> SearchText:
        return search_text(
            self,
            title=self.name,
            names=(self.short_name, self.code),
            key=self.slug,
            unit=self.pk,
        )
