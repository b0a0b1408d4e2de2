"""What units hand in for a round, what they say of it, and every step of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.append_only import AppendOnlyModel
from nalportal.records.history import TrackedQuerySet

from .milestones import Category
from .rounds import Round
from .states import NEEDS_REASON, SubmissionState, SubmissionVerb
from .units import ReportingUnit


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
    gaps = models.JSONField(
        _("wat ontbrak"), default=list, help_text=_("Per punt: sleutel, tekst, verplicht, reden.")
    )

    class Meta:
        ordering = ["submission", "pk"]
        verbose_name = _("ingeleverde versie")
        verbose_name_plural = _("ingeleverde versies")

    def __str__(self) -> str:
        return f"{self.submission} ({self.submitted_at:%d-%m-%Y %H:%M})"


class SubmissionLogEntry(AppendOnlyModel):
    """Who did what with a submission, for whom, when, from what to what, and why."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="log", verbose_name=_("inlevering")
    )
    verb = models.CharField(_("handeling"), max_length=20, choices=SubmissionVerb)
    from_state = models.CharField(_("van"), max_length=13, choices=SubmissionState)
    to_state = models.CharField(_("naar"), max_length=13, choices=SubmissionState)
    at = models.DateTimeField(_("moment"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("namens"),
    )
    until = models.DateField(_("uitstel tot en met"), null=True, blank=True)
    reason = models.TextField(_("reden"), blank=True)

    class Meta:
        ordering = ["submission", "pk"]
        verbose_name = _("logregel van een inlevering")
        verbose_name_plural = _("logregels van inleveringen")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    verb__in=SubmissionVerb.values,
                    from_state__in=SubmissionState.values,
                    to_state__in=SubmissionState.values,
                ),
                name="submission_log_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=NEEDS_REASON) | ~Q(reason=""),
                name="submission_log_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(verb=SubmissionVerb.GRANT_EXTENSION, until__isnull=False)
                | ~Q(verb=SubmissionVerb.GRANT_EXTENSION) & Q(until=None),
                name="submission_log_has_day_of_extension",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | Q(verb=SubmissionVerb.SUBMIT),
                name="submission_log_on_behalf_only_submits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_verb_display()}"
