"""What is drawn elsewhere and only placed here: charts and icons, as SVG."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from django.conf import settings
from django.utils.translation import gettext as _

from indicators.charts import Chart, DrawingError
from nalportal.palette import colour

from ..drawn import of_indicator
from ..model import Report
from .blocks import Drawing
from .typst_process import PdfError

# The code of each icon with its drawing and the token of its colour.
ICONS = {
    "gerealiseerd": ("gerealiseerd", "done"),
    "planning": ("planning", "plan"),
    "aandachtspunt": ("aandachtspunt", "warn"),
    "vastgesteld": ("vastgesteld", "brand-700"),
    "ja": ("vastgesteld", "brand-700"),
    "concept": ("concept", "brand-700"),
    "gestart": ("gestart", "brand-700"),
    "geen": ("geen", "ink-2"),
    "nee": ("geen", "ink-2"),
    "niet-vastgesteld": ("geen", "ink-2"),
    "ingetrokken": ("geen", "ink-2"),
    "onbekend": ("onbekend", "ink-2"),
    "pm": ("pm", "ink-2"),
}

_REGULAR_TEXT = re.compile(r'<text(?![^>]*font-weight="(?!400|normal))')


@dataclass(frozen=True)
class Charts:
    """The charts of one report with their captions, by the name that a table gives them."""

    by_name: Mapping[str, tuple[Drawing, ...]] = field(default_factory=dict)

    def above(self, name: str) -> tuple[Drawing, ...]:
        """The charts that belong above a table."""
        return self.by_name.get(name, ())


def charts_of(report: Report) -> Charts:
    """The charts of a report; whoever draws them draws each only once.

    Raises :class:`PdfError`: a report without its charts is not that report.
    """
    try:
        found = [
            of_indicator(indicator, report.outlook) for indicator in report.indicators.indicators
        ]
    except DrawingError as error:
        raise PdfError(f"A chart could not be drawn: {error}") from error
    return numbered({name: charts for one in found for name, charts in one.items()})


def numbered(groups: Mapping[str, Iterable[Chart]]) -> Charts:
    """The charts by name, numbered in that order.

    They are called "Grafiek", because figures 1 and 2 are those of the printed report.
    """
    numbers = count(1)
    return Charts(
        {
            name: tuple(
                Drawing(
                    caption=f"{_('Grafiek')} {next(numbers)}. {chart.title}",
                    svg=with_regular_weight(chart.svg),
                    description=chart.description,
                    note=chart.shared_note,
                )
                for chart in group
            )
            for name, group in groups.items()
        }
    )


def with_regular_weight(svg: str) -> str:
    """The drawing with the weight of its regular text spelled out.

    Typst's reader of SVG takes weight 400 of a variable font for "no choice", and draws its
    lightest; other weights it draws as asked.
    """
    return _REGULAR_TEXT.sub("""<text font-variation-settings="'wght' 400\"""", svg)


@cache
def icons() -> dict[str, str]:
    """The icons of the pages, coloured: one drawing for screen and paper."""
    return {code: _icon(drawing, colour(token)) for code, (drawing, token) in ICONS.items()}


def _icon(drawing: str, fill: str) -> str:
    markup = (settings.BASE_DIR / "templates" / "icons" / f"{drawing}.svg").read_text().strip()
    # Within a page the namespace is understood, and the colour is that of the text around it.
    root = f'<svg xmlns="http://www.w3.org/2000/svg" fill="{fill}" color="{fill}" '
    return root + markup.removeprefix("<svg ")
