"""The letters of a round: to whom, about what, and whether they went."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nalportal.progress.models import ReportingUnit, Round


class LetterKind(models.TextChoices):
    OPENED = "geopend", _("Ronde geopend")
    DEADLINE = "termijn", _("Termijn nadert")
    OVERDUE = "te-laat", _("Te laat")
    OVERDUE_OF_OTHERS = "te-laat-ministerie", _("Onderdelen te laat")
    ASKED = "herinnering", _("Herinnering van het ministerie")
    RETURNED = "teruggestuurd", _("Teruggestuurd")
    ACCEPTED = "geaccepteerd", _("Geaccepteerd")
    PUBLISHED = "gepubliceerd", _("Gepubliceerd")
    HANDED_IN = "ingeleverd", _("Ontvangstbewijs van een inlevering")
    TO_REVIEW = "te-beoordelen", _("Inlevering te beoordelen")
    NOBODY = "zonder-bijhouder", _("Niemand houdt een onderdeel bij")
    REMARK = "opmerking", _("Opmerking van het ministerie")
    QUESTION = "vraag", _("Vraag aan het ministerie")
    INVITED = "uitnodiging", _("Uitnodiging voor een account")
    PASSWORD = "wachtwoord", _("Nieuw wachtwoord")
    SECURITY = "beveiliging", _("Wijziging van de beveiliging")


# Who doesn't want reminders gets none of these. A reviewer's own list of who is late is no
# reminder of something that they have to do themselves, and the others say what happened.
REMINDERS = (LetterKind.DEADLINE, LetterKind.OVERDUE, LetterKind.ASKED)

# About an account, of which what was sent is kept without the link that opens it; and about
# remarks, which go on whatever becomes of a round.
OF_NO_ROUND = (
    LetterKind.INVITED,
    LetterKind.PASSWORD,
    LetterKind.SECURITY,
    LetterKind.REMARK,
    LetterKind.QUESTION,
)


class Letter(models.Model):
    """One mail to one person. ``key`` says what it is about, so that it is made only once.

    ``subject`` and ``text`` are what was sent, kept when it went. ``held_until`` belongs to the
    run that is sending it; ``dropped_at`` tells that it was overtaken before it could go.
    """

    key = models.CharField(_("waarover"), max_length=100)
    kind = models.CharField(_("soort"), max_length=20, choices=LetterKind)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="letters",
        editable=False,
        verbose_name=_("aan"),
    )
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        related_name="letters",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("ronde"),
    )
    unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        related_name="letters",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("onderdeel"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("gevraagd door"),
    )
    made_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    sent_at = models.DateTimeField(_("verstuurd op"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("vervallen op"), null=True, blank=True)
    held_until = models.DateTimeField(_("in behandeling tot"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    last_error = models.CharField(_("laatste fout"), max_length=300, blank=True)
    subject = models.CharField(_("onderwerp"), max_length=200, blank=True)
    text = models.TextField(_("tekst"), blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        verbose_name = _("brief")
        verbose_name_plural = _("brieven")
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(sent_at=None, dropped_at=None),
                name="letter_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "to"], name="letter_once_per_person"),
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values), name="letter_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=False) | Q(kind__in=OF_NO_ROUND),
                name="letter_has_its_round",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="letter_sent_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | ~Q(subject="") & ~Q(text=""),
                name="letter_sent_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"


class Handover(models.Model):
    """From ``on``, ``colleague`` keeps the units of ``person``; ``done_at`` tells that it is so."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("van")
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("aan")
    )
    on = models.DateField(_("vanaf"))
    made_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )
    done_at = models.DateTimeField(_("gedaan op"), null=True, blank=True)

    class Meta:
        ordering = ["-on", "pk"]
        verbose_name = _("overdracht")
        verbose_name_plural = _("overdrachten")
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=models.F("colleague")), name="handover_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.colleague}"
