"""The files of the register: units, themes, rounds, milestones and texts, in and out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import (
    Cell,
    ChoiceCell,
    CodeCell,
    CodesCell,
    DateCell,
    DoneCell,
    LinksCell,
    PlannedCell,
    SlugCell,
    Text,
    WholeNumberCell,
    YesNoCell,
)
from nalportal.exchange.columns import Column, RelatedColumn, Sign
from nalportal.exchange.earlier import Earlier
from nalportal.exchange.resources import RegisterResource

from .models import (
    Category,
    CategoryStatement,
    Indicator,
    Milestone,
    Place,
    PrintedDifference,
    ReportingUnit,
    ReportText,
    Round,
    Statement,
    Submission,
    Theme,
    UnitKind,
)
from .models.milestones import PLANNED_COLUMNS, REALISED_COLUMNS


class UnitCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(
            ReportingUnit, "slug", _("de code van een regio of werkgroep, zoals noord")
        )


class RoundCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Round, "slug", _("de code van een ronde, zoals eind-2020"))


class IndicatorAddressCell(CodeCell):
    """The address of an indicator, which a text keeps as text."""

    def __init__(self) -> None:
        super().__init__(Indicator, "slug", _("de code van een indicator, zoals dekking"))

    def parse(self, text: str, earlier: Earlier) -> str:  # type: ignore[override]  # not a row
        return self.code_of(super().parse(text, earlier))

    def empty(self) -> str:  # type: ignore[override]  # as above
        return ""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


class UnitResource(RegisterResource):
    """Who reports."""

    code = Column("code", cell=Cell(_("twee tot vier hoofdletters of cijfers, zoals NO")))
    onderdeel = Column("slug", cell=SlugCell())
    naam = Column("name")
    korte_naam = Column("short_name")
    soort = Column("kind", cell=ChoiceCell(UnitKind))
    volgorde = Column("order", cell=WholeNumberCell())
    vanaf = Column("valid_from", cell=DateCell())
    tot = Column("valid_until", cell=DateCell())

    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "unit_ends_after_it_began": ("vanaf, tot", _("een laatste dag na de eerste")),
    }

    class Meta:
        model = ReportingUnit
        import_id_fields = ("onderdeel",)


class ThemeResource(RegisterResource):
    """Subjects that milestones share."""

    thema = Column("slug", cell=SlugCell())
    naam = Column("name")
    volgorde = Column("order", cell=WholeNumberCell(if_empty=0))

    class Meta:
        model = Theme
        import_id_fields = ("thema",)


class RoundResource(RegisterResource):
    """Rounds and their dates; their state is never in a file."""

    ronde = Column("slug", cell=SlugCell())
    titel = Column("title")
    peildatum = Column("reference_on", cell=DateCell())
    indeling_op = Column("division_on", cell=DateCell())
    cijfers_tot_en_met = Column("figures_until", cell=DateCell())
    inleveren_tot_en_met = Column("deadline_on", cell=DateCell())

    class Meta:
        model = Round
        import_id_fields = ("ronde",)


class StatementResource(RegisterResource):
    """Why a category of a unit is empty. The submission is made where there is none yet."""

    ronde = Column("submission__round", cell=RoundCell())
    onderdeel = Column("submission__unit", cell=UnitCell())
    categorie = Column("category", cell=ChoiceCell(Category))
    verklaring = Column("statement", cell=ChoiceCell(Statement))

    related = ("submission__round", "submission__unit")

    class Meta:
        model = CategoryStatement
        import_id_fields = ("ronde", "onderdeel", "categorie")

    @cached_property
    def _submissions(self) -> dict[tuple[int, int], Submission]:
        """By the keys of their round and unit."""
        return {(row.round_id, row.unit_id): row for row in Submission.objects.all()}

    def init_instance(self, row: Any = None) -> CategoryStatement:
        return CategoryStatement(submission=Submission())

    def complete(self, instance: CategoryStatement) -> None:
        made = instance.submission
        instance.submission = self._submissions.get((made.round_id, made.unit_id), made)

    def before_save_instance(self, instance: CategoryStatement, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        submission = instance.submission
        if submission._state.adding:
            self.sign(submission)
            submission.save()
            self._submissions[submission.round_id, submission.unit_id] = submission


def _write_themes(milestone: Milestone, themes: Sequence[Theme], sign: Sign) -> None:
    # The history of the milestone records this too, signed when the milestone was saved.
    milestone.themes.set(themes)


def _stored_links(milestone: Milestone) -> list[tuple[str, str]]:
    return [(link.title, link.url) for link in milestone.links.all()]


class MilestoneResource(RegisterResource):
    """The lines of the register. A row without kenmerk is a new milestone."""

    kenmerk = Column(
        "reference", cell=Cell(_("een kenmerk zoals NO-014, of niets voor een nieuwe mijlpaal"))
    )
    onderdeel = Column("unit", cell=UnitCell())
    categorie = Column("category", cell=ChoiceCell(Category))
    plaats = Column("position", cell=WholeNumberCell(if_empty=0))
    titel = Column("title")
    toelichting = Column("explanation", cell=Cell(long=True))
    gepland = Column(*PLANNED_COLUMNS, cell=PlannedCell())
    gerealiseerd_op = Column(*REALISED_COLUMNS, cell=DoneCell())
    opgelost_op = Column("resolved_on", cell=DateCell())
    hoe_opgelost = Column("resolution", cell=Cell(long=True))
    ingetrokken_op = Column("withdrawn_on", cell=DateCell())
    waarom_ingetrokken = Column("withdrawal_reason", cell=Cell(long=True))
    themas = RelatedColumn(
        "themes",
        cell=CodesCell(Theme, "slug", _("codes van thema's, zoals laadvisie|snelladen")),
        stored=lambda milestone: milestone.themes.all(),
        write=_write_themes,
    )
    links = RelatedColumn(
        "links", cell=LinksCell(), stored=_stored_links, write=Milestone.set_links
    )
    trekker = Column("trekker")
    interne_notitie = Column("internal_note", cell=Cell(long=True))

    related = ("unit",)
    prefetched = ("themes", "links")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "milestone_realised_date_only_when_realised": (
            "gerealiseerd_op",
            _("niets, want de categorie is geen gerealiseerd"),
        ),
        "milestone_resolved_only_attention_point": (
            "opgelost_op, hoe_opgelost",
            _("een datum en hoe het is opgelost, en alleen bij een aandachtspunt"),
        ),
        "milestone_withdrawn_has_reason": (
            "ingetrokken_op, waarom_ingetrokken",
            _("een datum en een reden, of geen van beide"),
        ),
    }

    class Meta:
        model = Milestone
        import_id_fields = ("kenmerk",)

    def key_of(self, row: Mapping[str, str]) -> tuple[str, ...] | None:
        return super().key_of(row) if row["kenmerk"] else None

    def not_yet_known(self, instance: Milestone) -> Iterable[str]:
        return () if instance.reference else ("reference",)

    def check_record(self, instance: Milestone) -> Iterator[tuple[str, Text]]:
        prefix = f"{instance.unit.code}-"
        if instance.reference and not instance.reference.startswith(prefix):
            yield "kenmerk", _("een kenmerk dat begint met %(prefix)s") % {"prefix": prefix}


class IndicatorResource(RegisterResource):
    """The indicators of the report."""

    indicator = Column("slug", cell=SlugCell())
    titel = Column("title")
    nummer = Column("order", cell=WholeNumberCell())
    in_rapport = Column("in_report", cell=YesNoCell())

    class Meta:
        model = Indicator
        import_id_fields = ("indicator",)


class TextResource(RegisterResource):
    """The narrative of a round."""

    ronde = Column("round", cell=RoundCell())
    plaats = Column("place", cell=ChoiceCell(Place))
    onderdeel = Column("unit", cell=UnitCell())
    indicator = Column("indicator", cell=IndicatorAddressCell())
    sleutel = Column("key", cell=SlugCell())
    volgorde = Column("order", cell=WholeNumberCell(if_empty=0))
    kop = Column("title")
    tekst = Column("body", cell=Cell(long=True))
    samenvatting = Column("is_summary", cell=YesNoCell())

    related = ("round", "unit")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "text_once_per_place_of_unit": (
            "plaats, onderdeel, sleutel",
            _("één tekst per plaats, onderdeel en sleutel"),
        ),
        "text_once_per_place": (
            "plaats, indicator, sleutel",
            _("één tekst per plaats, indicator en sleutel"),
        ),
        "text_belongs_to_its_place": (
            "plaats, onderdeel, indicator",
            _("een onderdeel of een indicator als de plaats daarom vraagt, en anders geen"),
        ),
        "definition_has_key_and_title": (
            "sleutel, kop",
            _("een sleutel en een kop, want dit is een begrip"),
        ),
    }

    class Meta:
        model = ReportText
        import_id_fields = ("ronde", "plaats", "onderdeel", "indicator", "sleutel")


class DifferenceResource(RegisterResource):
    """Where the printed report says otherwise."""

    ronde = Column("round", cell=RoundCell())
    volgorde = Column("order", cell=WholeNumberCell())
    onderwerp = Column("subject")
    gedrukt = Column("printed")
    cijfer = Column("figure")
    in_portaal = Column("shown")
    uitleg = Column("explanation", cell=Cell(long=True))

    related = ("round",)
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "printed_difference_against_figure_or_words": (
            "cijfer, in_portaal",
            _("een cijfer of een tekst, precies een van beide"),
        ),
    }

    class Meta:
        model = PrintedDifference
        import_id_fields = ("ronde", "volgorde")


# The name of a file to its importer, in the order in which the files need each other.
RESOURCES: dict[str, type[RegisterResource]] = {
    "units": UnitResource,
    "themes": ThemeResource,
    "rounds": RoundResource,
    "statements": StatementResource,
    "milestones": MilestoneResource,
    "indicators": IndicatorResource,
    "texts": TextResource,
    "differences": DifferenceResource,
}
