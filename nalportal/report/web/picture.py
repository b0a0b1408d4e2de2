"""The picture that other sites show beside a link to a report: its title and its key figures."""

from itertools import islice

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from indicators.charts.style import TEXT_SIZE, text_width
from nalportal.dutch import long_date
from nalportal.palette import colour

from ..editions import Edition
from ..labels import PUBLISHER
from ..paper import with_regular_weight
from ..tables.key_figures import key_figure_label
from ..word import pictures_of

# In the units of the drawing; as a file it is 1200 × 630 dots, which is what those sites ask for.
WIDTH, HEIGHT, MARGIN = 800, 420, 48
FIGURES, LINE = 3, 58
LABEL_AT = 230


def picture_png(edition: Edition) -> bytes:
    """A PNG file of 1200 × 630. Raises :class:`~nalportal.report.paper.PdfError`."""
    svg = with_regular_weight(picture_svg(edition))
    return pictures_of({"svg": svg})[svg]


def picture_svg(edition: Edition) -> str:
    """The picture of a report, with its title and key figures, as SVG of 800 × 420."""
    report = edition.report
    figures = format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}" font-weight="700" fill="{}">{}</text>'
        '<text x="{}" y="{}" font-size="{}" fill="{}">{}</text>',
        (
            (
                *(MARGIN, y, _size(told, LABEL_AT - MARGIN - 12, 34), colour("brand-700"), told),
                *(LABEL_AT, y, _size(label, WIDTH - LABEL_AT - MARGIN, 20), colour("ink"), label),
            )
            for y, told, label in (
                (232 + place * LINE, str(item.figure), key_figure_label(item))
                for place, item in enumerate(islice(report.key_figures, FIGURES))
            )
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        "font-family=\"'Source Sans 3'\">"
        '<rect width="{w}" height="{h}" fill="{paper}"/>'
        '<rect width="{w}" height="14" fill="{brand}"/>'
        '<text x="{m}" y="78" font-size="22" fill="{grey}">{site}</text>'
        '<text x="{m}" y="126" font-size="{size}" font-weight="700" fill="{ink}">{title}</text>'
        '<text x="{m}" y="162" font-size="22" fill="{grey}">{day}</text>'
        "{figures}"
        '<text x="{m}" y="394" font-size="16" fill="{grey}">{publisher}</text>'
        "</svg>",
        w=WIDTH,
        h=HEIGHT,
        m=MARGIN,
        paper=colour("paper"),
        brand=colour("brand-700"),
        ink=colour("ink"),
        grey=colour("ink-2"),
        site=_("Voortgang laadinfrastructuur"),
        title=edition.title,
        size=_size(edition.title, WIDTH - 2 * MARGIN, 40),
        day=_("Stand op %(day)s") % {"day": long_date(report.reference_on)},
        figures=figures,
        publisher=PUBLISHER,
    )


def _size(text: str, room: float, most: int) -> int:
    """How large a text may be to stand on one line whole."""
    return min(most, int(room * TEXT_SIZE / max(1, text_width(text))))
