"""Remarks: a conversation between the ministry and a unit about one thing. Never in a report."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.records.append_only import AppendOnlyModel
from nalportal.records.history import TrackedQuerySet

from .milestones import Milestone
from .units import ReportingUnit


class RemarkKind(models.TextChoices):
    """What a remark is about; the values are in web addresses."""

    MILESTONE = "mijlpaal", _("Mijlpaal")
    TEXT = "tekst", _("Tekst")
    POLICY = "beleid", _("Beleid")
    FIGURE = "cijfer", _("Cijfer")
    UNIT = "onderdeel", _("Onderdeel")


class RemarkState(models.TextChoices):
    """Open until somebody else than who asked says something; the values are codes of tags."""

    OPEN = "opmerking-open", _("Open")
    ANSWERED = "beantwoord", _("Beantwoord")
    DONE = "afgehandeld", _("Afgehandeld")
    WITHDRAWN = "opmerking-ingetrokken", _("Ingetrokken")


# Somebody still has to do something.
GOING_ON = (RemarkState.OPEN, RemarkState.ANSWERED)


class Side(models.TextChoices):
    """In what quality somebody speaks, and whom a remark waits for."""

    MINISTRY = "ministerie", _("het ministerie")
    UNIT = "onderdeel", _("het onderdeel")


class RemarkVerb(models.TextChoices):
    """What can be done in a conversation; the values are web addresses."""

    ASK = "vragen", _("Opmerking maken")
    SAY = "antwoorden", _("Antwoorden")
    FINISH = "afhandelen", _("Afhandelen")
    REOPEN = "heropenen", _("Heropenen")
    WITHDRAW = "intrekken", _("Intrekken")


# Something is said with these, always.
SAYS_SOMETHING = (RemarkVerb.ASK, RemarkVerb.SAY)


class RemarkQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The remarks about the units whose register this user may see."""
        return self.filter(unit__in=ReportingUnit.objects.visible_to(user))

    def waiting_for_unit(self) -> Self:
        """What the ministry asked and the unit hasn't answered: it can't hand in yet."""
        return self.filter(state=RemarkState.OPEN, waits_for=Side.UNIT)


def counted(remarks: RemarkQuerySet, *, per: str, outer: str = "pk") -> Coalesce:
    """How many of these remarks each row of another list has: ``per`` is their column, ``outer``
    that of the list. To annotate with, so that a list needs no query of its own."""
    own = remarks.filter(**{per: OuterRef(outer)}).order_by().values(per)
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)


class Remark(models.Model):
    """One conversation. What was said in it are its entries, which nobody changes.

    ``key`` tells within its kind what it is about: the name of a field of the milestone, the place
    of a text, a municipality or region with an instrument, a figure; ``about`` says the same in
    words, which stay what they were. Of a milestone and a unit the key may be empty: all of it.
    """

    unit = models.ForeignKey(
        ReportingUnit, models.PROTECT, related_name="remarks", verbose_name=_("onderdeel")
    )
    kind = models.CharField(_("gaat over"), max_length=9, choices=RemarkKind)
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        related_name="remarks",
        null=True,
        blank=True,
        verbose_name=_("mijlpaal"),
    )
    key = models.CharField(_("precies"), max_length=150, blank=True)
    about = models.CharField(_("in woorden"), max_length=300)
    state = models.CharField(_("stand"), max_length=21, choices=RemarkState)
    waits_for = models.CharField(_("wacht op"), max_length=10, choices=Side, blank=True)
    begun_by = models.CharField(_("begonnen door"), max_length=10, choices=Side)

    history = HistoricalRecords()
    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "pk"]
        verbose_name = _("opmerking")
        verbose_name_plural = _("opmerkingen")
        indexes = [
            models.Index(fields=["milestone", "state"], name="remark_of_milestone"),
            models.Index(fields=["unit", "state"], name="remark_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RemarkKind.values, begun_by__in=Side.values),
                name="remark_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=RemarkKind.MILESTONE, milestone__isnull=False)
                | ~Q(kind=RemarkKind.MILESTONE) & Q(milestone=None),
                name="remark_names_its_milestone",
            ),
            models.CheckConstraint(
                condition=~Q(key="") | Q(kind__in=(RemarkKind.MILESTONE, RemarkKind.UNIT)),
                name="remark_says_what_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(state__in=GOING_ON, waits_for__in=Side.values)
                | Q(state__in=(RemarkState.DONE, RemarkState.WITHDRAWN), waits_for=""),
                name="remark_waits_while_it_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.about


class RemarkEntry(AppendOnlyModel):
    """What one person said or did in a conversation, in which quality, and when.

    ``adapted``: with an answer, that what the remark is about was changed.
    """

    remark = models.ForeignKey(
        Remark, models.PROTECT, related_name="entries", verbose_name=_("opmerking")
    )
    verb = models.CharField(_("handeling"), max_length=10, choices=RemarkVerb)
    side = models.CharField(_("namens"), max_length=10, choices=Side)
    text = models.TextField(_("tekst"), blank=True)
    adapted = models.BooleanField(_("aangepast"), default=False)
    at = models.DateTimeField(_("moment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door")
    )

    class Meta:
        ordering = ["remark", "pk"]
        verbose_name = _("bericht bij een opmerking")
        verbose_name_plural = _("berichten bij opmerkingen")
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=RemarkVerb.values, side__in=Side.values),
                name="remark_entry_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=SAYS_SOMETHING) | ~Q(text=""),
                name="remark_entry_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.text}"
