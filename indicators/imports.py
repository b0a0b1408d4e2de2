"""The files of the indicators: sources, measures, observations and series breaks."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from nalportal.exchange.cells import (
    Cell,
    CellError,
    ChoiceCell,
    CodeCell,
    DateCell,
    PartialDateCell,
    SlugCell,
    Text,
    WholeNumberCell,
    YesNoCell,
    parse_decimal,
    render_decimal,
)
from nalportal.exchange.columns import Column
from nalportal.exchange.earlier import Earlier
from nalportal.exchange.resources import RegisterResource
from nalportal.progress.models import Indicator
from regions.imports import MunicipalityCell, RegionCell

from .models import (
    AreaKind,
    ChargerType,
    Measure,
    Missing,
    Observation,
    SeriesBreak,
    Source,
)

COUNTRY = "NL"


class MeasureCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Measure, "slug", _("de code van een maat, zoals laadpunten"))


class SourceCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Source, "slug", _("de code van een bron"))


class AreaCell(Cell):
    """``NL``, the code of a region or that of a municipality: (kind, region, municipality)."""

    default_expected = _("NL, de code van een NAL-regio of die van een gemeente, zoals GM0014")

    def __init__(self) -> None:
        super().__init__()
        self.regions = RegionCell()
        self.municipalities = MunicipalityCell()

    def parse(self, text: str, earlier: Earlier) -> tuple[str, Any, Any]:
        if text == COUNTRY:
            return AreaKind.COUNTRY, None, None
        try:
            if text.startswith("GM"):
                return AreaKind.MUNICIPALITY, None, self.municipalities.parse(text, earlier)
            return AreaKind.REGION, self.regions.parse(text, earlier), None
        except CellError as error:
            raise CellError(self.expected, excused=error.excused) from None

    def empty(self) -> tuple[str, None, None]:
        raise CellError(self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        area, region, municipality = value
        if area == AreaKind.COUNTRY:
            return COUNTRY
        if area == AreaKind.REGION:
            return self.regions.render(region)
        return self.municipalities.render(municipality)


class FigureCell(Cell):
    """A number, or the word for why there is none: (value, missing)."""

    default_expected = _("een getal zonder punten, zoals 1511 of 3,8, of pm, onbekend of nvt")

    def parse(self, text: str, earlier: Earlier) -> tuple[Decimal | None, str]:
        if text.casefold() in Missing.values:
            return None, text.casefold()
        value = parse_decimal(text)
        if value is None:
            raise CellError(self.expected)
        return value, ""

    def empty(self) -> tuple[None, str]:
        # Which of the reasons it is, only the one who made the file knows.
        raise CellError(self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        figure, missing = value
        return str(missing) if figure is None else render_decimal(figure)


class SourceResource(RegisterResource):
    """Where figures come from."""

    bron = Column("slug", cell=SlugCell())
    uitgever = Column("publisher")
    titel = Column("title")
    uitgave = Column("edition")
    methode = Column("method", cell=Cell(long=True))
    webadres = Column("url", cell=Cell(_("een webadres, zoals https://www.cbs.nl")))
    licentie = Column("licence")

    class Meta:
        model = Source
        import_id_fields = ("bron",)


class MeasureResource(RegisterResource):
    """What is measured."""

    maat = Column("slug", cell=SlugCell())
    naam = Column("name")
    eenheid = Column("unit_name")
    indicator = Column("indicator", cell=ChoiceCell(Indicator))
    bron = Column("source", cell=SourceCell())
    decimalen = Column("decimals", cell=WholeNumberCell(if_empty=0))
    volgorde = Column("order", cell=WholeNumberCell())

    related = ("source",)

    class Meta:
        model = Measure
        import_id_fields = ("maat",)


class ObservationResource(RegisterResource):
    """Figures, each for one area, on a date or over a period, from one source."""

    maat = Column("measure", cell=MeasureCell())
    bron = Column("source", cell=SourceCell())
    gebied = Column("area", "region", "municipality", cell=AreaCell())
    soort_laadpunt = Column("charger_type", cell=ChoiceCell(ChargerType))
    datum = Column("on", cell=DateCell())
    vanaf = Column("period_from", cell=DateCell())
    periode = Column("period_label")
    waarde = Column("value", "missing", cell=FigureCell())
    voorlopig = Column("provisional", cell=YesNoCell(optional=True))
    noot = Column("note", cell=Cell(long=True))

    related = ("measure", "source", "region__unit", "municipality")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "observation_period_starts_before_it_ends": (
            "datum, vanaf, periode",
            _("een periode die begint op of vóór de datum; zonder “vanaf” ook geen naam"),
        ),
    }

    class Meta:
        model = Observation
        import_id_fields = ("maat", "bron", "gebied", "soort_laadpunt", "datum", "vanaf")

    def check_record(self, instance: Observation) -> Iterator[tuple[str, Text]]:
        # Only a pace can be negative: more points taken away in a month than placed.
        pace = instance.measure.indicator == Indicator.RATE
        if instance.value is not None and instance.value < 0 and not pace:
            yield "waarde", _("een getal vanaf 0, want deze maat kan niet negatief zijn")


class SeriesBreakResource(RegisterResource):
    """Dates on which the definition of a measure changed."""

    maat = Column("measure", cell=MeasureCell())
    bron_van_de_reeks = Column("series_source", cell=SourceCell())
    datum = Column("on", "precision", cell=PartialDateCell())
    tekst = Column("text", cell=Cell(long=True))
    bron = Column("source", cell=Cell(long=True))

    related = ("measure", "series_source")
    rules: ClassVar[dict[str, tuple[str, Text]]] = {
        "series_break_once_for_all_sources": (
            "maat, datum",
            _("één trendbreuk voor alle bronnen per maat en datum"),
        ),
        "series_break_once_per_source": (
            "maat, bron_van_de_reeks, datum",
            _("één trendbreuk per maat, bron en datum"),
        ),
    }

    class Meta:
        model = SeriesBreak
        import_id_fields = ("maat", "bron_van_de_reeks", "datum")


# The name of a file to its importer, in the order in which the files need each other.
RESOURCES: dict[str, type[RegisterResource]] = {
    "sources": SourceResource,
    "measures": MeasureResource,
    "observations": ObservationResource,
    "series_breaks": SeriesBreakResource,
}
