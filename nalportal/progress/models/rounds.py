"""Reporting rounds: their dates and states, what units hand in, and what was frozen."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.append_only import AppendOnlyModel
from nalportal.records.history import TrackedQuerySet

from .milestones import Category
from .states import RoundState, SubmissionState
from .units import ReportingUnit


def not_reserved(value: str) -> None:
    """ "nu" is the address of the register as it stands, so no round may have it."""
    if value == "nu":
        raise ValidationError(_("“nu” is het adres van de actuele stand. Kies een ander webadres."))


class RoundQuerySet(TrackedQuerySet):
    def published(self) -> Self:
        """Rounds that anyone may read, newest peildatum first."""
        return self.filter(state=RoundState.PUBLISHED).order_by("-reference_on")

    def with_publication(self) -> Self:
        """Each round with what is public of it: ``latest_version`` and so on, None if nothing is.

        One query, because every page shows which rounds there are.
        """
        latest = Publication.objects.filter(round=models.OuterRef("pk")).order_by("-version")
        return self.annotate(
            latest_version=models.Subquery(latest.values("version")[:1]),
            latest_sha256=models.Subquery(latest.values("snapshot__sha256")[:1]),
            latest_published_at=models.Subquery(latest.values("published_at")[:1]),
            latest_frozen_at=models.Subquery(latest.values("snapshot__frozen_at")[:1]),
        )


class Round(models.Model):
    """One reporting round; its dates are data, nothing about a round stands in code."""

    slug = models.SlugField(_("webadres"), unique=True, validators=[not_reserved])
    title = models.CharField(_("titel"), max_length=100, unique=True)
    reference_on = models.DateField(_("peildatum"))
    division_on = models.DateField(_("gemeentelijke indeling van"))
    figures_until = models.DateField(_("cijfers tot en met"))
    deadline_on = models.DateField(_("inleveren tot en met"), null=True, blank=True)
    state = models.CharField(
        _("stand"), max_length=12, choices=RoundState, default=RoundState.CONCEPT, editable=False
    )

    history = HistoricalRecords()
    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-reference_on"]
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="round_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(slug="nu"), name="round_slug_is_not_nu"),
        ]

    def __str__(self) -> str:
        return self.title


class RoundLogEntry(AppendOnlyModel):
    """Who changed the state of a round, when, from what to what, and why."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="log", verbose_name=_("ronde"))
    from_state = models.CharField(_("van"), max_length=12, choices=RoundState, blank=True)
    to_state = models.CharField(_("naar"), max_length=12, choices=RoundState)
    at = models.DateTimeField(_("moment"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("door")
    )
    reason = models.TextField(_("reden"), blank=True)

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("logregel van een ronde")
        verbose_name_plural = _("logregels van rondes")
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | ~Q(reason=""), name="round_log_has_who_or_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_to_state_display()}"


class Submission(models.Model):
    """What one unit hands in for one round."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="submissions", verbose_name=_("ronde")
    )
    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="submissions", verbose_name=_("onderdeel")
    )
    state = models.CharField(
        _("stand"),
        max_length=13,
        choices=SubmissionState,
        default=SubmissionState.NOT_STARTED,
        editable=False,
    )
    gap_reason = models.TextField(_("reden voor wat ontbreekt"), blank=True)
    extended_until = models.DateField(_("uitstel tot en met"), null=True, blank=True)
    extension_reason = models.TextField(_("reden van uitstel"), blank=True)
    decided_at = models.DateTimeField(_("beoordeeld op"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("beoordeeld door"),
    )
    remark = models.TextField(_("opmerking van het ministerie"), blank=True)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["round", "unit__order"]
        verbose_name = _("inlevering")
        verbose_name_plural = _("inleveringen")
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="submission_once_per_round"),
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values), name="submission_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="submission_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(extended_until=None, extension_reason="")
                | Q(extended_until__isnull=False) & ~Q(extension_reason=""),
                name="submission_extension_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.round}"


class Statement(models.TextChoices):
    """Why a category is empty; without a statement it is simply not supplied."""

    NONE = "geen", _("Geen")
    NOT_IN_SOURCE = "niet-vermeld", _("Niet vermeld in de bron")


class CategoryStatement(models.Model):
    """What a unit says about a category without items, kept per submission."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="statements", verbose_name=_("inlevering")
    )
    category = models.CharField(_("categorie"), max_length=14, choices=Category)
    statement = models.CharField(_("verklaring"), max_length=12, choices=Statement)

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "category"]
        verbose_name = _("verklaring bij een lege categorie")
        verbose_name_plural = _("verklaringen bij lege categorieën")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "category"], name="statement_once_per_category"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values, statement__in=Statement.values),
                name="statement_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.get_statement_display()}"


class HandIn(AppendOnlyModel):
    """The unit's own report at one hand-in: what the reviewer saw, word for word."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="hand_ins", verbose_name=_("inlevering")
    )
    payload = models.BinaryField(_("inhoud"))
    sha256 = models.CharField(_("controlegetal"), max_length=64)
    submitted_at = models.DateTimeField(_("ingeleverd op"), auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("ingeleverd door"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("namens"),
    )

    class Meta:
        ordering = ["submission", "pk"]
        verbose_name = _("ingeleverde versie")
        verbose_name_plural = _("ingeleverde versies")

    def __str__(self) -> str:
        return f"{self.submission} ({self.submitted_at:%d-%m-%Y %H:%M})"


class Snapshot(AppendOnlyModel):
    """A frozen report: the exact bytes of its canonical JSON and of its PDF, with their hashes.

    ``version`` is the number on the cover. A snapshot that was unfrozen before it was published
    keeps its row here; the number becomes public with a :class:`Publication`.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="snapshots", verbose_name=_("ronde")
    )
    version = models.PositiveSmallIntegerField(_("versie"))
    schema = models.PositiveSmallIntegerField(_("schema"))
    payload = models.BinaryField(_("inhoud (canonieke JSON)"))
    sha256 = models.CharField(_("controlegetal van de inhoud"), max_length=64)
    pdf = models.BinaryField(_("PDF"))
    pdf_sha256 = models.CharField(_("controlegetal van de PDF"), max_length=64)
    erratum = models.TextField(_("erratum"), blank=True)
    frozen_at = models.DateTimeField(_("bevroren op"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("bevroren door"),
    )
    frozen_reason = models.TextField(
        _("herkomst"), blank=True, help_text=_("Bijvoorbeeld: overgenomen uit bron.")
    )

    class Meta:
        ordering = ["round", "version", "pk"]
        verbose_name = _("bevroren versie")
        verbose_name_plural = _("bevroren versies")
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_by__isnull=False) | ~Q(frozen_reason=""),
                name="snapshot_has_who_or_why",
            ),
            models.CheckConstraint(
                condition=Q(version=1, erratum="") | Q(version__gt=1) & ~Q(erratum=""),
                name="snapshot_correction_has_erratum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, versie {self.version}"


class Publication(AppendOnlyModel):
    """From this moment a frozen version is public, at an address that never changes."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="publications", verbose_name=_("ronde")
    )
    version = models.PositiveSmallIntegerField(_("versie"))
    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, related_name="publication", verbose_name=_("bevroren versie")
    )
    published_at = models.DateTimeField(_("gepubliceerd op"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("gepubliceerd door"),
    )

    class Meta:
        ordering = ["-round__reference_on", "-version"]
        verbose_name = _("publicatie")
        verbose_name_plural = _("publicaties")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version"], name="publication_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, versie {self.version}"
