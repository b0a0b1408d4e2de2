"""What each municipality has adopted: dated steps, documents, and totals without names."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from nalportal.dutch import PartialDate, Precision, partial_date_or_none
from nalportal.progress.models import EvidenceFile
from nalportal.records.append_only import AppendOnlyModel, AppendOnlyQuerySet
from nalportal.records.history import TrackedQuerySet
from nalportal.records.search import Kind, Searched, SearchText, search_text

from .actions import PolicyAction
from .territory import Municipality, Region


class AnswerKind(models.TextChoices):
    STAGES = "fasen", _("in fasen tot vastgesteld")
    YES_NO = "ja-nee", _("ja of nee")


class Stage(models.TextChoices):
    STARTED = "gestart", _("In ontwikkeling")
    DRAFT = "concept", _("Concept")
    ADOPTED = "vastgesteld", _("Vastgesteld")
    REPEALED = "ingetrokken", _("Ingetrokken")
    NONE = "geen", _("Geen")
    NOT_ADOPTED = "niet-vastgesteld", _("Niet vastgesteld")
    PM = "pm", _("pm")
    YES = "ja", _("Ja")
    NO = "nee", _("Nee")


YES_NO_STAGES = (Stage.YES, Stage.NO)
COUNTING_STAGES = (Stage.ADOPTED, Stage.YES)
PREPARATORY_STAGES = (Stage.STARTED, Stage.DRAFT)


class PolicyInstrument(models.Model):
    """What a municipality can have, such as a laadvisie."""

    in_forms = "slug", "short_name"

    slug = models.SlugField(_("webadres"), unique=True)
    name = models.CharField(_("naam"), max_length=100, unique=True)
    short_name = models.CharField(_("korte naam"), max_length=40)
    column_heading = models.CharField(_("kolomkop in tabel 3"), max_length=60)
    answers = models.CharField(_("antwoorden"), max_length=6, choices=AnswerKind)
    order = models.PositiveSmallIntegerField(_("volgorde"))
    in_table = models.BooleanField(_("in tabel 3"), default=True)
    review_after_months = models.PositiveSmallIntegerField(
        _("herijken na (maanden)"), null=True, blank=True
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("beleidsinstrument")
        verbose_name_plural = _("beleidsinstrumenten")

    def __str__(self) -> str:
        return self.name


class AdoptedBy(models.TextChoices):
    COUNCIL = "raad", _("gemeenteraad")
    EXECUTIVE = "college", _("college van B en W")
    REGION = "regio", _("bestuur van de regio")
    PROVINCIAL_COUNCIL = "ps", _("Provinciale Staten")
    PROVINCIAL_EXECUTIVE = "gs", _("Gedeputeerde Staten")


class PolicyDocument(Searched):
    """A published decision; it may cover several instruments and several municipalities."""

    search_kind = Kind.DOCUMENT

    title = models.CharField(_("titel"), max_length=300)
    reference = models.CharField(
        _("kenmerk"), max_length=60, blank=True, help_text=_("Zoals CVDR677545 of gmb-2022-41676.")
    )
    url = models.URLField(_("webadres"), max_length=500, blank=True)
    adopted_by = models.CharField(
        _("vastgesteld door"), max_length=10, choices=AdoptedBy, blank=True
    )
    adopted_on = models.DateField(_("vastgesteld op"), null=True, blank=True)
    in_force_on = models.DateField(_("in werking op"), null=True, blank=True)
    files = models.ManyToManyField(
        EvidenceFile,
        related_name="documents",
        blank=True,
        editable=False,
        verbose_name=_("bestanden"),
    )

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "title"]
        verbose_name = _("beleidsdocument")
        verbose_name_plural = _("beleidsdocumenten")
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="document_reference_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def search_text(self) -> SearchText:
        return search_text(self, title=self.title, names=(self.reference,), key=self.pk)


# The stage of a step that only takes back the one it replaces: no fact, so no Stage.
RETRACTED = ""


class PolicyStepQuerySet(AppendOnlyQuerySet):
    def standing(self) -> Self:
        """The facts that hold by now: not corrected and not taken back, whenever that was."""
        return self.filter(replaced_by=None).exclude(stage=RETRACTED)


class PolicyStep(AppendOnlyModel):
    """A dated fact about one municipality and one instrument.

    Append-only: a mistake is corrected by a step that ``replaces`` it; both stay visible. What
    was no fact at all is replaced by a step without a stage, which takes it back.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="steps", verbose_name=_("gemeente")
    )
    instrument = models.ForeignKey(
        PolicyInstrument, models.PROTECT, related_name="steps", verbose_name=_("instrument")
    )
    action = models.ForeignKey(
        PolicyAction,
        models.PROTECT,
        related_name="steps",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("handeling"),
    )
    stage = models.CharField(_("stap"), max_length=16, choices=Stage)
    on = models.DateField(_("datum"))
    precision = models.CharField(
        _("zo precies"), max_length=7, choices=Precision, default=Precision.DAY
    )
    no_later_than = models.BooleanField(_("uiterlijk"), default=False)
    expected_on = models.DateField(_("verwachte vaststelling"), null=True, blank=True)
    expected_precision = models.CharField(
        _("verwacht: zo precies"), max_length=7, choices=Precision, blank=True
    )
    review_due_on = models.DateField(
        _("herijken vóór"),
        null=True,
        blank=True,
        help_text=_("Vastgelegd bij de vaststelling, zodat een latere regel haar niet verschuift."),
    )
    document = models.ForeignKey(
        PolicyDocument,
        models.PROTECT,
        related_name="steps",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    source = models.CharField(_("bron"), max_length=200, blank=True)
    note = models.TextField(_("noot"), blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("vervangt"),
    )
    recorded_at = models.DateTimeField(_("vastgelegd op"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("vastgelegd door"),
    )

    # The plugin takes the manager of the abstract base for a class variable, and this one not.
    objects = PolicyStepQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["municipality", "instrument", "on", "pk"]
        verbose_name = _("beleidsstap")
        verbose_name_plural = _("beleidsstappen")
        indexes = [models.Index(fields=["municipality", "instrument", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values) | Q(stage=RETRACTED, replaces__isnull=False),
                name="policy_step_stage_is_known",
            ),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="policy_step_date_has_precision"
            ),
            models.CheckConstraint(
                condition=Q(expected_on=None, expected_precision="")
                | Q(
                    expected_on__isnull=False,
                    expected_precision__in=Precision.values,
                    stage__in=PREPARATORY_STAGES,
                ),
                name="policy_step_expected_only_in_preparation",
            ),
            models.CheckConstraint(
                condition=Q(review_due_on=None) | Q(stage=Stage.ADOPTED),
                name="policy_step_review_only_when_adopted",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | ~Q(source=""),
                name="policy_step_has_who_or_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.instrument} {self.stage_in_words}"

    @property
    def stage_in_words(self) -> str:
        """The stage in the words of the screen; a step that takes another back has a word too."""
        return str(_("vervallen") if self.stage == RETRACTED else Stage(self.stage).label)

    @property
    def dated(self) -> PartialDate:
        """The date with its precision."""
        return PartialDate(self.on, self.precision)

    @property
    def expected(self) -> PartialDate | None:
        """The expected date of adoption, for a step in preparation."""
        return partial_date_or_none(self.expected_on, self.expected_precision)


class ReportedCount(models.Model):
    """A total that a region gave for a peildatum without saying which municipalities; or pm."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="reported_counts", verbose_name=_("NAL-regio")
    )
    instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        related_name="reported_counts",
        verbose_name=_("instrument"),
    )
    reference_on = models.DateField(_("peildatum"))
    count = models.PositiveSmallIntegerField(_("aantal"), null=True, blank=True)
    is_pm = models.BooleanField(_("pm"), default=False)
    note = models.TextField(_("noot"), blank=True, help_text=_("Komt als voetnoot bij het cijfer."))

    history = HistoricalRecords()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        ordering = ["reference_on", "region", "instrument"]
        verbose_name = _("opgave van een regio")
        verbose_name_plural = _("opgaven van regio's")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "instrument", "reference_on"], name="reported_count_once"
            ),
            models.CheckConstraint(
                condition=Q(count__isnull=False, is_pm=False) | Q(count=None, is_pm=True),
                name="reported_count_number_or_pm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.instrument} {'pm' if self.is_pm else self.count}"
