"""Reporting rounds: their dates and states, and what was frozen of them."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.append_only import AppendOnlyModel, AppendOnlyQuerySet
from nalportal.records.history import TrackedQuerySet

from .states import RoundState

TODAY = "vandaag"  # in the place of a round where an address chooses one


def not_reserved(value: str) -> None:
    """ "nu" is the address of the register as it stands, so no round may have it; nor that of the
    page where rounds are compared."""
    if value == "nu":
        raise ValidationError(_("“nu” is het adres van de actuele stand. Kies een ander webadres."))
    if value in ("vergelijken", TODAY):
        raise ValidationError(
            _("“%(slug)s” is het adres van een andere pagina. Kies een ander webadres.")
            % {"slug": value}
        )


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
    # What its documents have more or less than usual.
    adds_municipalities = models.BooleanField(
        _("Lijst van alle gemeenten toevoegen"), default=False
    )
    adds_changes = models.BooleanField(
        _("Wijzigingen sinds het vorige rapport toevoegen"), default=False
    )
    omits_maps = models.BooleanField(_("Kaarten weglaten"), default=False)
    omits_differences = models.BooleanField(
        _("Verschillen met het gedrukte rapport weglaten"), default=False
    )
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

    @property
    def is_concept(self) -> bool:
        """Whether it was never opened."""
        return self.state == RoundState.CONCEPT


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


class RoundReasonQuerySet(AppendOnlyQuerySet):
    def standing(self, round_id: int) -> list["RoundReason"]:
        """The last reason for each point of a round; one that was taken back is none (1 query)."""
        rows = self.filter(round_id=round_id).select_related("by").order_by("pk")
        newest = {row.point: row for row in rows}
        return [row for row in newest.values() if row.text]


class RoundReason(AppendOnlyModel):
    """Why a point of the freeze checklist may stay as it is; the last one counts.

    Only what is ``in_report`` is printed. An empty text takes the reason back.
    """

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="reasons", verbose_name=_("ronde")
    )
    point = models.CharField(_("punt"), max_length=120)
    code = models.SlugField(_("soort punt"))
    about = models.CharField(_("onderwerp"), max_length=200, blank=True)
    text = models.TextField(_("reden"), blank=True)
    in_report = models.BooleanField(_("in het rapport"), default=False)
    at = models.DateTimeField(_("moment"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )

    # The plugin takes the manager of the abstract base for a class variable, and this one not.
    objects = RoundReasonQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("reden bij het bevriezen")
        verbose_name_plural = _("redenen bij het bevriezen")
        constraints = [
            models.CheckConstraint(
                condition=Q(in_report=False) | ~Q(text=""), name="printed_reason_has_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.point}"


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


class SnapshotImprint(AppendOnlyModel):
    """What documents of a frozen version print besides its payload: of the settings, the boundaries
    and the choices of its round, as they were then. As JSON that ``report`` reads.
    """

    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, related_name="imprint", verbose_name=_("bevroren versie")
    )
    content = models.JSONField(_("wat erbij gedrukt is"))

    class Meta:
        ordering = ["snapshot"]
        verbose_name = _("druk van een bevroren versie")
        verbose_name_plural = _("druk van bevroren versies")

    def __str__(self) -> str:
        return str(self.snapshot)


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
