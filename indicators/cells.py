"""How the cells of a figure read: its measure, source, area and value."""

from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from nalportal.dutch import (
    MOST_DECIMALS,
    bare_number,
    number_expected,
    parse_number,
    plain_number,
)
from nalportal.exchange.cells import Cell, CellError, CodeCell
from nalportal.exchange.earlier import Earlier
from nalportal.progress.models import Indicator
from regions.imports import MunicipalityCell, RegionCell

from .citations import Cited, cited_by_code
from .models import PROVINCES, Accuracy, AreaKind, Dimension, Edition, Measure, Missing, Source

COUNTRY = "NL"


class MeasureCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Measure, "slug", _("de code van een maat, zoals laadpunten"))


class DimensionCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Dimension, "slug", _("de code van een indeling, zoals soort-laadpunt"))


class IndicatorCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Indicator, "slug", _("de code van een indicator, zoals dekking"))


class NumberCell(Cell):
    """A number, or nothing."""

    default_expected = number_expected(MOST_DECIMALS)

    def parse(self, text: str, earlier: Earlier) -> Decimal:
        try:
            return parse_number(text, MOST_DECIMALS)
        except ValueError:
            raise CellError(self.expected) from None

    def empty(self) -> None:
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else plain_number(value)


class SourceCell(CodeCell):
    def __init__(self) -> None:
        super().__init__(Source, "slug", _("de code van een bron"))


class CitedCell(Cell):
    """The code of an edition, or of a source for its newest one: (source, edition)."""

    default_expected = _("de code van een bron of van een uitgave")

    @cached_property
    def found(self) -> dict[str, Cited]:
        """Fetched once, so one object serves for one file (1 query)."""
        return cited_by_code()

    def parse(self, text: str, earlier: Earlier) -> tuple[Source, int | None]:
        if text not in self.found:
            excused = earlier.excuses(Edition, text) or earlier.excuses(Source, text)
            raise CellError(self.expected, excused=excused)
        source, edition, _words = self.found[text]
        return source, edition

    def empty(self) -> tuple[Source, int | None]:
        raise CellError(self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        source, edition = value
        return str(edition.slug if edition else source.slug)

    def normal(self, text: str) -> str:
        """A figure is the same one in whichever edition of its source it stands."""
        return self.found[text].source.slug if text in self.found else text


class AreaCell(Cell):
    """``NL``, or the code of a region, province or municipality: (area, region, municipality)."""

    default_expected = _(
        "NL, of de code van een NAL-regio, een provincie (PV20) of een gemeente (GM0014)"
    )

    def __init__(self) -> None:
        super().__init__()
        self.regions = RegionCell()
        self.municipalities = MunicipalityCell()

    def parse(self, text: str, earlier: Earlier) -> tuple[str, Any, Any]:
        if text == COUNTRY:
            return AreaKind.COUNTRY, None, None
        if text in PROVINCES:
            return text, None, None
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
        if area in PROVINCES:
            return str(area)
        return self.municipalities.render(municipality)


# The words before a number that is not exact, in the order in which they are looked for.
_ACCURACIES = {
    "ten minste": Accuracy.AT_LEAST,
    "tenminste": Accuracy.AT_LEAST,
    "minstens": Accuracy.AT_LEAST,
    "ongeveer": Accuracy.ABOUT,
    "circa": Accuracy.ABOUT,
    "ca.": Accuracy.ABOUT,
    "ruim": Accuracy.OVER,
}


class FigureCell(Cell):
    """A number of at most ``decimals`` decimals, perhaps with ``ten minste``, ``ongeveer`` or
    ``ruim`` before it, or the word for why there is none: (value, missing, accuracy)."""

    def __init__(self, decimals: int = MOST_DECIMALS) -> None:
        number = lazy(number_expected, str)(decimals)
        super().__init__(format_lazy(_("{number}, of pm, onbekend of nvt"), number=number))
        self.decimals = decimals

    def parse(self, text: str, earlier: Earlier) -> tuple[Decimal | None, str, str]:
        text = bare_number(text)
        word = text.casefold().replace(".", "")  # "n.v.t." too
        if word in Missing.values:
            return None, word, ""
        accuracy, bare = _accuracy_of(text)
        try:
            return parse_number(bare, self.decimals), "", accuracy
        except ValueError:
            raise CellError(self.expected) from None

    def empty(self) -> tuple[None, str, str]:
        # Which of the reasons it is, only the one who made the file knows.
        raise CellError(self.expected)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        figure, missing, accuracy = value
        if figure is None:
            return str(missing)
        return f"{accuracy} {plain_number(figure)}".lstrip()


def _accuracy_of(text: str) -> tuple[str, str]:
    """How exact a value is, and the value without the words that say so."""
    if text[:1].isalpha():
        for words, accuracy in _ACCURACIES.items():
            if text.casefold().startswith(f"{words} "):
                return str(accuracy), text[len(words) :].lstrip()
    return "", text
