"""The files of the indicators: sources, measures, observations and series breaks."""

from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import (
    Cell,
    ChoiceCell,
    DateCell,
    PartialDateCell,
    SlugCell,
    Text,
    WholeNumberCell,
    YesNoCell,
)
from nalportal.exchange.check import Layout as Columns
from nalportal.exchange.columns import Column
from nalportal.exchange.resources import Outcome, RegisterResource
from nalportal.exchange.tables import Table

from .cells import (
    AreaCell,
    CitedCell,
    DimensionCell,
    FigureCell,
    IndicatorCell,
    MeasureCell,
    NumberCell,
    SourceCell,
)
from .entry.files import Reading, is_wide, read_long, read_wide
from .entry.plan import plan
from .entry.writing import write
from .figures import KIND, PERIOD_COLUMNS, PERIOD_RULE, SET_ON
from .kinds import KindCell
from .models import (
    Dimension,
    DimensionValue,
    Edition,
    Layout,
    Measure,
    MeasureKind,
    Observation,
    Presentation,
    SeriesBreak,
    Source,
    ValueKind,
)


class SourceResource(RegisterResource):
    """Where figures come from."""

    bron = Column("slug", cell=SlugCell())
    uitgever = Column("publisher")
    titel = Column("title")
    methode = Column("method", cell=Cell(long=True))

    class Meta:
        model = Source
        import_id_fields = ("bron",)


class EditionResource(RegisterResource):
    """The publications of a source, one of which each figure stands in."""

    uitgave = Column("slug", cell=SlugCell())
    bron = Column("source", cell=SourceCell())
    titel = Column("title")
    aanduiding = Column("label")
    verschenen = Column("published_on", cell=DateCell())
    webadres = Column("url", cell=Cell(_("een webadres, zoals https://www.cbs.nl")))
    licentie = Column("licence")

    related = ("source",)

    class Meta:
        model = Edition
        import_id_fields = ("uitgave",)


class DimensionResource(RegisterResource):
    """Into which kinds figures can be split."""

    indeling = Column("slug", cell=SlugCell())
    naam = Column("name")

    class Meta:
        model = Dimension
        import_id_fields = ("indeling",)


class KindResource(RegisterResource):
    """The kinds of each dimension."""

    indeling = Column("dimension", cell=DimensionCell())
    soort = Column("slug", cell=SlugCell())
    naam = Column("name")
    in_een_zin = Column("full_name")
    volgorde = Column("order", cell=WholeNumberCell())

    related = ("dimension",)
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "dimension_value_is_no_total": ("soort", _("een andere code dan totaal")),
    }

    class Meta:
        model = DimensionValue
        import_id_fields = ("indeling", "soort")


class MeasureResource(RegisterResource):
    """What is measured."""

    maat = Column("slug", cell=SlugCell())
    naam = Column("name")
    eenheid = Column("unit_name")
    wat = Column("kind", cell=ChoiceCell(MeasureKind))
    indeling = Column("dimension", cell=DimensionCell())
    bron = Column("source", cell=SourceCell())
    decimalen = Column("decimals", cell=WholeNumberCell(if_empty=0))
    volgorde = Column("order", cell=WholeNumberCell())

    related = ("source", "dimension")

    class Meta:
        model = Measure
        import_id_fields = ("maat",)


class ObservationResource(RegisterResource):
    """Figures, each for one area, on a date or over a period, from one source.

    The long format. There can be a hundred thousand of them, so they are not saved one by one:
    all are read, compared with what is stored, and written at once.
    """

    maat = Column("measure", cell=MeasureCell())
    bron = Column("source", "edition", cell=CitedCell())
    gebied = Column("area", "region", "municipality", cell=AreaCell())
    soort_laadpunt = Column("charger_type", cell=KindCell())
    datum = Column("on", cell=DateCell())
    vanaf = Column("period_from", cell=DateCell())
    periode = Column("period_label")
    waarde = Column("value", "missing", "accuracy", cell=FigureCell())
    voorlopig = Column("provisional", cell=YesNoCell(optional=True))
    noot = Column("note", cell=Cell(long=True))
    soort_cijfer = Column("kind", cell=ChoiceCell(ValueKind))
    vastgesteld_op = Column("set_on", cell=DateCell())

    related = ("measure", "source", "edition", "region__unit", "municipality")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "observation_period_starts_before_it_ends": (PERIOD_COLUMNS, PERIOD_RULE),
    }

    class Meta:
        model = Observation
        import_id_fields = (
            "maat",
            "bron",
            "gebied",
            "soort_laadpunt",
            "soort_cijfer",
            "datum",
            "vanaf",
        )

    def layout(self) -> Columns:
        """A file of observations alone needs no columns of targets and forecasts."""
        return replace(super().layout(), optional=frozenset({KIND, SET_ON}))

    def read(self, table: Table) -> Reading:
        """The figures of ``table``, and everything that is wrong with it; nothing is stored."""
        cells = {column.column_name: column.widget for column in self.columns()}
        return read_long(table, self.layout(), cells, self.earlier)

    def import_table(self, table: Table) -> Outcome:
        reading = self.read(table)
        outcome = Outcome(table.file, faults=reading.faults, excused=reading.excused)
        if reading.faults or reading.excused:
            return outcome
        found = plan(reading.entries)
        write(found, by=self.by, origin=self.reason)
        outcome.new, outcome.unchanged = len(found.new), found.unchanged
        outcome.changed = len(found.changes) - outcome.new
        return outcome


def read_figures(table: Table) -> Reading:
    """The figures of a file in either format; its headings tell which one it is."""
    return read_wide(table) if is_wide(table) else ObservationResource().read(table)


class SeriesBreakResource(RegisterResource):
    """Dates on which the definition of a measure changed."""

    maat = Column("measure", cell=MeasureCell())
    bron_van_de_reeks = Column("series_source", cell=SourceCell())
    soort_laadpunt = Column("charger_type", cell=KindCell())
    datum = Column("on", "precision", cell=PartialDateCell())
    tekst = Column("text", cell=Cell(long=True))
    bron = Column("source", cell=Cell(long=True))

    related = ("measure", "series_source")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "series_break_once_for_all_sources": (
            "maat, soort_laadpunt, datum",
            _("één trendbreuk voor alle bronnen per maat, soort laadpunt en datum"),
        ),
        "series_break_once_per_source": (
            "maat, bron_van_de_reeks, soort_laadpunt, datum",
            _("één trendbreuk per maat, bron, soort laadpunt en datum"),
        ),
        "series_break_charger_type_is_a_part": (
            "soort_laadpunt",
            _("een soort, of leeg voor alle soorten samen"),
        ),
    }

    class Meta:
        model = SeriesBreak
        import_id_fields = ("maat", "bron_van_de_reeks", "soort_laadpunt", "datum")


class PresentationResource(RegisterResource):
    """The tables of each indicator."""

    indicator = Column("indicator", cell=IndicatorCell())
    volgorde = Column("order", cell=WholeNumberCell())
    weergave = Column("layout", cell=ChoiceCell(Layout))
    nummer = Column("number")
    opschrift = Column("title")
    maat = Column("measure", cell=MeasureCell())
    gedeeld_door = Column("per", cell=MeasureCell())
    vanaf = Column("threshold", cell=NumberCell())
    kerncijfer = Column("is_key_figure", cell=YesNoCell(optional=True))

    related = ("indicator", "measure", "per")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "presentation_of_the_printed_report_is_there_once": (
            "weergave",
            _("elke weergave van het gedrukte rapport één keer"),
        ),
        "presentation_has_the_measures_of_its_layout": (
            "weergave, maat, gedeeld_door",
            _("de maten die bij de weergave horen"),
        ),
        "presentation_of_a_share_has_a_threshold": (
            "weergave, vanaf",
            _("een waarde bij een aandeel, en anders geen"),
        ),
    }

    class Meta:
        model = Presentation
        import_id_fields = ("indicator", "volgorde")


# The name of a file to its importer, in the order in which the files need each other.
RESOURCES: dict[str, type[RegisterResource]] = {
    "sources": SourceResource,
    "editions": EditionResource,
    "dimensions": DimensionResource,
    "kinds": KindResource,
    "measures": MeasureResource,
    "observations": ObservationResource,
    "series_breaks": SeriesBreakResource,
    "presentations": PresentationResource,
}
