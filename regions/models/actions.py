"""What people did with policy: each action is one row, however many steps it made.

Kept apart from the steps so that a joint decision of twelve municipalities is one thing: to show,
and to undo.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nalportal.records.append_only import AppendOnlyModel

from .territory import Municipality


class ActionKind(models.TextChoices):
    RECORDING = "vastgelegd", _("Vastgelegd")
    CONFIRMATION = "bevestigd", _("Ongewijzigd bevestigd")
    CORRECTION = "gecorrigeerd", _("Gecorrigeerd")
    IMPORT = "geimporteerd", _("Geïmporteerd")
    UNDOING = "ongedaan", _("Ongedaan gemaakt")


class PolicyAction(AppendOnlyModel):
    """One time that somebody recorded, confirmed, corrected, imported or undid something.

    It is undone once, by an action that says which one it ``undoes``; that one can be undone too.
    """

    kind = models.CharField(_("soort"), max_length=12, choices=ActionKind, editable=False)
    at = models.DateTimeField(_("op"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("door"),
    )
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="undone_by",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("maakt ongedaan"),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("handeling")
        verbose_name_plural = _("handelingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="ongedaan", undoes__isnull=False)
                | ~Q(kind="ongedaan") & Q(kind__in=ActionKind.values, undoes=None),
                name="policy_action_undoes_only_as_undoing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class PolicyConfirmation(AppendOnlyModel):
    """Somebody looked, and what is recorded of this municipality was right on that day."""

    action = models.ForeignKey(
        PolicyAction,
        models.PROTECT,
        related_name="confirmations",
        editable=False,
        verbose_name=_("handeling"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="confirmations",
        editable=False,
        verbose_name=_("gemeente"),
    )

    class Meta:
        ordering = ["-action", "municipality"]
        verbose_name = _("bevestiging")
        verbose_name_plural = _("bevestigingen")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "municipality"], name="confirmation_once_per_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.action}"
