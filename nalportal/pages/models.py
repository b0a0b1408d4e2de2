"""Which forms were handled, so that sending one twice does nothing the second time."""

from django.conf import settings
from django.db import models
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
