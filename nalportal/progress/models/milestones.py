"""What was realised, what is planned, what needs attention."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Self

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.dutch import PartialDate, Planned, Precision, Term, period_with, planned_or_none
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import Kind, Searched, SearchText, search_text
from nalportal.records.versions import NOTHING_NEW, newest_version

from .units import ReportingUnit


class Category(models.TextChoices):
    REALISED = "gerealiseerd", _("Gerealiseerd")
    PLANNED = "planning", _("Planning")
    ATTENTION = "aandachtspunt", _("Aandachtspunt")


# What is longer belongs in a document behind an evidence link. The database has no such limit,
# so a longer text of an earlier import stays readable.
LONG_TEXT = MaxLengthValidator(5_000)


# What :func:`nalportal.dutch.planned_columns` gives, in this order.
PLANNED_COLUMNS = ("planned_on", "planned_precision", "planned_words", "planned_until")
REALISED_COLUMNS = ("realised_on", "realised_precision")
TREKKER_LENGTH = 80


class Theme(models.Model):
    """A subject that milestones of several units share, such as laadvisie or snelladen."""

    slug = models.SlugField(_("webadres"), unique=True)
    name = models.CharField(_("naam"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("thema van mijlpalen")
        verbose_name_plural = _("thema's van mijlpalen")

    def __str__(self) -> str:
        return self.name


class MilestoneQuerySet(TrackedQuerySet):
    def editable_by(self, user: Any) -> Self:
        """The milestones of the units whose register this user may keep."""
        return self.filter(unit__in=ReportingUnit.objects.editable_by(user))

    def visible_to(self, user: Any) -> Self:
        """The milestones of the units whose register this user may see."""
        return self.filter(unit__in=ReportingUnit.objects.visible_to(user))

    def overdue(self, today: date) -> Self:
        """Planned for a period that ended before ``today``, and still open."""
        return self.planned_before(today).filter(category=Category.PLANNED, withdrawn_on=None)

    def planned_before(self, day: date) -> Self:
        """Planned for a period that ended before ``day``."""
        quarter = 3 * ((day.month - 1) // 3) + 1
        return self.filter(
            Q(planned_until__lt=day)
            | Q(planned_until=None, planned_precision=Precision.DAY, planned_on__lt=day)
            | Q(planned_precision=Precision.MONTH, planned_on__lt=day.replace(day=1))
            | Q(planned_precision=Precision.QUARTER, planned_on__lt=date(day.year, quarter, 1))
            | Q(planned_precision=Precision.YEAR, planned_on__lt=date(day.year, 1, 1)),
        )

    def changed_since(self, moment: datetime) -> Self:
        """Made or changed after ``moment``; moved or confirmed unchanged is no change."""
        # Row by row: one entry is enough, so most of a long history is never looked at.
        changes = Milestone.history.filter(id=models.OuterRef("pk"), history_date__gt=moment)
        changes = changes.exclude(history_change_reason__in=NOTHING_NEW)
        return self.filter(models.Exists(changes))

    def in_report_order(self) -> Self:
        """By unit, what is realised first, and in the order the unit set."""
        # The words of the categories sort otherwise than the report does.
        places = [When(category=name, then=place) for place, name in enumerate(Category.values)]
        return self.order_by("unit__order", Case(*places), "position", "reference")


class Milestone(Searched):
    """One line of the register. It keeps its identity while its category changes."""

    search_kind = Kind.MILESTONE

    reference = models.CharField(
        _("kenmerk"),
        max_length=12,
        unique=True,
        blank=True,
        validators=[RegexValidator(r"^[A-Z0-9]{2,4}-\d{3,}$")],
        help_text=_("Vast kenmerk, zoals NO-014. Leeg laten: het portaal geeft een nieuw."),
    )
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="milestones", verbose_name=_("onderdeel")
    )
    category = models.CharField(_("categorie"), max_length=14, choices=Category)
    title = models.CharField(_("titel"), max_length=300)
    explanation = models.TextField(_("toelichting"), blank=True, validators=[LONG_TEXT])
    planned_on = models.DateField(
        _("gepland"), null=True, blank=True, help_text=_("De eerste dag van de periode.")
    )
    planned_precision = models.CharField(
        _("gepland: zo precies"), max_length=7, choices=Precision, blank=True
    )
    planned_words = models.CharField(
        _("gepland: in woorden"),
        max_length=60,
        blank=True,
        help_text=_("Zoals “medio 2026” of “doorlopend”."),
    )
    planned_until = models.DateField(
        _("gepland: laatste dag"),
        null=True,
        blank=True,
        help_text=_("Van een periode in woorden."),
    )
    realised_on = models.DateField(
        _("gerealiseerd op"), null=True, blank=True, help_text=_("De laatste dag van de periode.")
    )
    realised_precision = models.CharField(
        _("gerealiseerd: zo precies"), max_length=7, choices=Precision, default=Precision.DAY
    )
    resolved_on = models.DateField(_("opgelost op"), null=True, blank=True)
    resolution = models.TextField(_("hoe opgelost"), blank=True, validators=[LONG_TEXT])
    withdrawn_on = models.DateField(_("ingetrokken op"), null=True, blank=True)
    withdrawal_reason = models.TextField(
        _("waarom ingetrokken"), blank=True, validators=[LONG_TEXT]
    )
    internal_note = models.TextField(
        _("interne notitie"),
        blank=True,
        validators=[LONG_TEXT],
        help_text=_("Komt nooit in het rapport."),
    )
    trekker = models.CharField(
        _("trekker"),
        max_length=TREKKER_LENGTH,
        blank=True,
        help_text=_("Wie ervoor zorgt. Komt nooit in het rapport."),
    )
    position = models.PositiveSmallIntegerField(_("plaats"), default=0)
    themes = models.ManyToManyField(
        Theme, related_name="milestones", blank=True, verbose_name=_("thema's")
    )

    history = HistoricalRecords(m2m_fields=[themes])
    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order", "category", "position", "reference"]
        verbose_name = _("mijlpaal")
        verbose_name_plural = _("mijlpalen")
        indexes = [models.Index(fields=["unit", "category", "position"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="milestone_category_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(reference=""), name="milestone_has_title_and_reference"
            ),
            models.CheckConstraint(
                condition=Q(planned_on=None, planned_precision="")
                | Q(planned_on__isnull=False, planned_precision__in=Precision.values),
                name="milestone_planned_date_has_precision",
            ),
            models.CheckConstraint(
                condition=Q(planned_until=None, planned_words="")
                | Q(planned_until=None, planned_on=None, planned_words__in=Term.values)
                # Said in full: a comparison with nothing is not false, and would pass.
                | Q(
                    planned_on__isnull=False,
                    planned_until__isnull=False,
                    planned_until__gte=F("planned_on"),
                    planned_precision=Precision.DAY,
                )
                & ~Q(planned_words=""),
                name="milestone_planned_words_have_period_or_none",
            ),
            models.CheckConstraint(
                condition=Q(realised_on=None) | Q(category=Category.REALISED),
                name="milestone_realised_date_only_when_realised",
            ),
            models.CheckConstraint(
                condition=Q(realised_precision=Precision.DAY)
                | Q(realised_on__isnull=False, realised_precision__in=Precision.values),
                name="milestone_realised_period_has_date",
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None, resolution="")
                | Q(resolved_on__isnull=False, category=Category.ATTENTION),
                name="milestone_resolved_only_attention_point",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="milestone_withdrawn_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new milestone its permanent reference and the last place of its category."""
        if not self.reference:
            self.reference = self._next_reference()
        if not self.position:
            self.position = self._last_position() + 1
        super().save(*args, **kwargs)

    def search_text(self) -> SearchText:
        return search_text(
            self,
            title=self.title,
            names=(self.reference,),
            body=(
                self.explanation,
                self.resolution,
                self.withdrawal_reason,
                self.trekker,
                self.internal_note,
            ),
            key=self.reference,
            unit=self.unit_id,
        )

    @property
    def planned(self) -> Planned | None:
        """The planned date, as exactly as it is known."""
        return planned_or_none(*(getattr(self, name) for name in PLANNED_COLUMNS))

    @property
    def realised(self) -> PartialDate | None:
        """When it was realised, as exactly as that is known.

        Why the last day is stored: decision 42.
        """
        return period_with(self.realised_on, self.realised_precision)

    @property
    def status(self) -> str:
        """open, gerealiseerd, opgelost or ingetrokken."""
        if self.withdrawn_on:
            return "ingetrokken"
        if self.resolved_on:
            return "opgelost"
        return "gerealiseerd" if self.category == Category.REALISED else "open"

    def is_overdue(self, today: date) -> bool:
        """Whether the planned period is over while this is still only planned."""
        planned = self.planned
        in_planning = self.category == Category.PLANNED and not self.withdrawn_on
        return planned is not None and in_planning and planned.last_day < today

    def closed_after(self, on: date) -> bool:
        """Whether it was realised or resolved later than ``on``: on that day it was still open.

        A withdrawal counts at once: what should not be in the register, is in no report.
        """
        closed = self.realised_on or self.resolved_on
        return closed is not None and closed > on and not self.withdrawn_on

    @property
    def version(self) -> int:
        """The number of the latest entry in the history: it tells whether somebody changed this."""
        return newest_version(self.history)

    def set_links(self, links: Sequence[tuple[str, str]], sign: Callable[[Any], None]) -> None:
        """Make these (title, address) pairs its evidence; ``sign`` marks each row that changes.

        The row of an address that stays is kept, so that its history goes on.
        """
        stored = {link.url: link for link in self.links.all()}
        for url in stored.keys() - {url for _title, url in links}:
            sign(stored[url])
            stored[url].delete()
        for order, (title, url) in enumerate(links, 1):
            link = stored.get(url) or EvidenceLink(milestone=self, url=url)
            if link._state.adding or (link.title, link.order) != (title, order):
                link.title, link.order = title, order
                sign(link)
                link.save()

    def _next_reference(self) -> str:
        # The history counts too, so that a reference is never given out twice.
        prefix = f"{self.unit.code}-"
        used = Milestone.history.filter(reference__startswith=prefix)
        digits = Cast(Substr("reference", len(prefix) + 1), models.IntegerField())
        last = used.aggregate(last=models.Max(digits))["last"] or 0
        return f"{prefix}{last + 1:03d}"

    def _last_position(self) -> int:
        siblings = Milestone.objects.filter(unit=self.unit, category=self.category)
        last = siblings.aggregate(last=models.Max(F("position")))["last"]
        return last or 0


class EvidenceLink(models.Model):
    """Where a reader can see it for themselves."""

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="links", verbose_name=_("mijlpaal")
    )
    title = models.CharField(_("titel"), max_length=200)
    url = models.URLField(_("webadres"), max_length=500)
    order = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["milestone", "order", "pk"]
        verbose_name = _("bewijsstuk")
        verbose_name_plural = _("bewijsstukken")
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "url"], name="evidence_link_once_per_milestone"
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="evidence_link_is_a_web_address",
            ),
        ]

    def __str__(self) -> str:
        return self.title
