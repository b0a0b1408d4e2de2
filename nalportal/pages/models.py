"""Which forms were handled, so that sending one twice does nothing the second time; long work."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nalportal.records.append_only import AppendOnlyModel


class Receipt(AppendOnlyModel):
    """One form that was handled, and the address that shows what came of it.

    ``token`` is of the form with what was in it: the same form with other text is another.
    """

    token = models.UUIDField(_("nummer van het formulier"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )
    address = models.CharField(_("adres van het resultaat"), max_length=500)
    handled_at = models.DateTimeField(_("verwerkt op"), auto_now_add=True)

    class Meta:
        # Its table was made by that app; this package is none.
        app_label = "progress"
        ordering = ["pk"]
        verbose_name = _("verwerkt formulier")
        verbose_name_plural = _("verwerkte formulieren")
        constraints = [
            models.UniqueConstraint(fields=["by", "token"], name="receipt_once_per_form"),
        ]

    def __str__(self) -> str:
        return str(self.token)


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        """What is to be done, the oldest first."""
        return self.filter(ended_at=None).order_by("pk")


class Job(models.Model):
    """Long work that ``by`` asked for; :mod:`.jobs` does it. ``what`` is emptied at the end."""

    token = models.UUIDField(_("nummer"), unique=True)
    kind = models.CharField(_("soort"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )
    what = models.BinaryField(_("wat er moet gebeuren"))
    size = models.PositiveIntegerField(_("aantal stappen"))
    asked_at = models.DateTimeField(_("gevraagd op"), auto_now_add=True)
    began_at = models.DateTimeField(_("begonnen op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("klaar op"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("keer begonnen"), default=0)
    failed = models.BooleanField(_("mislukt"), default=False)
    address = models.CharField(_("adres van het resultaat"), max_length=500, blank=True)
    told = models.TextField(_("wat ervan kwam"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        app_label = "progress"
        ordering = ["pk"]
        verbose_name = _("taak")
        verbose_name_plural = _("taken")

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.token])
