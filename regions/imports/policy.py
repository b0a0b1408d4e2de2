"""The files of instruments, policy steps and reported counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import (
    Cell,
    CellError,
    ChoiceCell,
    CodeCell,
    DateCell,
    NamedCell,
    PartialDateCell,
    SlugCell,
    Text,
    WholeNumberCell,
    YesNoCell,
)
from nalportal.exchange.columns import Column
from nalportal.exchange.earlier import Earlier
from nalportal.exchange.resources import RegisterResource
from nalportal.progress.models import Round

from ..models import (
    AnswerKind,
    Municipality,
    PolicyDocument,
    PolicyInstrument,
    PolicyStep,
    RegionMembership,
    ReportedCount,
    Stage,
)
from ..rules import (
    EXPECTED_ONLY_IN_PREPARATION,
    broken_count,
    broken_rules,
    divisions,
    members_of_regions,
    review_due_on,
)
from .territory import MunicipalityCell, RegionCell

PM = "pm"
# The fields that a rule may be about, as the columns that a file has for them.
COLUMNS_OF_RULES = {"stage": "instrument, stap", "on": "datum", "expected_on": "verwacht"}


class InstrumentCell(NamedCell):
    def __init__(self) -> None:
        super().__init__(
            PolicyInstrument,
            "slug",
            _("de code van een instrument, zoals laadvisie"),
            names=lambda row: (row.name, row.short_name, row.column_heading),
        )


class CountCell(Cell):
    """A reported number or ``pm``, kept as (count, is_pm)."""

    default_expected = _("een heel getal vanaf 0, of pm")
    _numbers = WholeNumberCell(default_expected)

    def parse(self, text: str, earlier: Earlier) -> tuple[int | None, bool]:
        if text.casefold() == PM:
            return None, True
        return self._numbers.parse(text, earlier), False

    def empty(self) -> tuple[None, bool]:
        # Not knowing is written as pm; nothing at all is a row that was not finished.
        raise CellError(self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        count, is_pm = value
        return PM if is_pm else super().render(count)


class InstrumentResource(RegisterResource):
    """What a municipality can have."""

    instrument = Column("slug", cell=SlugCell())
    naam = Column("name")
    korte_naam = Column("short_name")
    kolomkop = Column("column_heading")
    antwoorden = Column("answers", cell=ChoiceCell(AnswerKind))
    volgorde = Column("order", cell=WholeNumberCell())
    in_tabel = Column("in_table", cell=YesNoCell())
    herijken_na_maanden = Column("review_after_months", cell=WholeNumberCell())

    class Meta:
        model = PolicyInstrument
        import_id_fields = ("instrument",)


class StepResource(RegisterResource):
    """Dated facts about a municipality and an instrument.

    They are never changed: a row that differs in any column from those known is a new step.
    """

    gemeente = Column("municipality", cell=MunicipalityCell())
    instrument = Column("instrument", cell=InstrumentCell())
    stap = Column("stage", cell=ChoiceCell(Stage))
    datum = Column("on", "precision", cell=PartialDateCell())
    uiterlijk = Column("no_later_than", cell=YesNoCell(optional=True))
    verwacht = Column("expected_on", "expected_precision", cell=PartialDateCell())
    document = Column(
        "document",
        cell=CodeCell(PolicyDocument, "reference", _("het kenmerk van een beleidsdocument")),
    )
    noot = Column("note", cell=Cell(long=True))
    bron = Column("source")

    related = ("municipality", "instrument", "document")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "policy_step_expected_only_in_preparation": ("verwacht", EXPECTED_ONLY_IN_PREPARATION),
        "policy_step_has_who_or_source": ("bron", _("waar dit vandaan komt")),
    }

    class Meta:
        model = PolicyStep
        import_id_fields = (
            "gemeente",
            "instrument",
            "stap",
            "datum",
            "uiterlijk",
            "verwacht",
            "document",
            "noot",
            "bron",
        )

    def get_queryset(self) -> QuerySet[Any]:
        """What was corrected or taken back is no fact, so the same row again is a new step."""
        return PolicyStep.objects.standing().select_related(*self.related)

    @cached_property
    def divisions(self) -> dict[date, date]:
        return divisions()

    def complete(self, instance: PolicyStep) -> None:
        instance.recorded_by = self.by
        instrument = getattr(instance, "instrument", None)
        if instance.on and instrument:
            instance.review_due_on = review_due_on(instrument, instance.stage, instance.on)

    def check_record(self, instance: PolicyStep) -> Iterator[tuple[str, Text]]:
        for name, expected in broken_rules(instance, self.divisions, timezone.localdate()):
            yield COLUMNS_OF_RULES[name], expected


class ReportedCountResource(RegisterResource):
    """Totals that regions reported without saying which municipalities."""

    regio = Column("region", cell=RegionCell())
    instrument = Column("instrument", cell=InstrumentCell())
    peildatum = Column("reference_on", cell=DateCell())
    aantal = Column("count", "is_pm", cell=CountCell())
    noot = Column("note", cell=Cell(long=True))

    related = ("region__unit", "instrument")

    class Meta:
        model = ReportedCount
        import_id_fields = ("regio", "instrument", "peildatum")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._members: dict[date, Counter[int]] = {}

    def check_record(self, instance: ReportedCount) -> Iterator[tuple[str, Text]]:
        if self.earlier.is_incomplete(RegionMembership, Municipality, Round):
            return
        day = instance.reference_on
        if day not in self._members:
            self._members[day] = members_of_regions(day)
        for expected in broken_count(instance.count, self._members[day][instance.region_id]):
            yield "aantal", expected
