"""The maps of the country on paper, of figures and one per instrument, with their numbers.

Why in this order: decision 48.
"""

from django.utils.translation import gettext as _

from nalportal.dutch import counted, number
from regions.maps import Drawing, simplified
from regions.reports.classes import classed
from regions.reports.country import ONLY_TOTAL, CountryMap, map_of
from regions.status import UNKNOWN

from .. import labels
from ..model import Report
from ..real_map import example_svg, real_svg
from ..tables.maps import map_figures
from ..tile_map import country_svg
from . import blocks
from .blocks import Block

# A little over half a point, and a third of one on paper: what is finer is not seen, and makes the
# file twice as large.
FINEST, UNIT = 16, 8


def policy_maps(report: Report, outlines: Drawing | None) -> list[Block]:
    """A map of each instrument of which something is known; without ``outlines`` of tiles."""
    known = [
        country
        for entry in report.territory.instruments
        if (country := map_of(report.territory, entry.slug)).totals
        or set(country.stages) - {UNKNOWN}
    ]
    if not known:
        return []
    # The map of figures, if there is one, stands before these.
    first = 2 if _of_figures(report) else 1
    drawn = [_map(at, one, outlines, _of_regions(one)) for at, one in enumerate(known, first)]
    return [blocks.note(_lead(outlines)), {"type": "maps", "maps": drawn}]


def figure_map(report: Report, outlines: Drawing | None) -> list[Block]:
    """The first map: the charge points of each municipality, if any are known."""
    country = _of_figures(report)
    if country is None:
        return []
    where = _("Het cijfer van elke gemeente staat op de website en in het spreadsheet.")
    more = f"{country.told} {where} {_lead(outlines)}"
    return [{"type": "maps", "maps": [_map(1, country, outlines, more)]}]


def _of_figures(report: Report) -> CountryMap | None:
    figures = map_figures(report.indicators.coverage)
    if figures is None or not report.territory.instruments:
        return None
    country = classed(map_of(report.territory), figures)
    return country if country.classes else None


def _lead(outlines: Drawing | None) -> str:
    told = [_("Dikke lijnen zijn de grenzen van de NAL-regio’s.")]
    if outlines:
        source = _("Grenzen: {0}, {1}, vereenvoudigd.")
        told.append(source.format(outlines.source, outlines.licence))
    else:
        told.insert(0, _("Elke gemeente is een even groot vakje."))
    return " ".join(told)


def _map(place: int, country: CountryMap, outlines: Drawing | None, more: str) -> Block:
    counts = country.drawn_counts if outlines else country.counts
    svg = (
        real_svg(country, simplified(outlines, FINEST, UNIT))
        if outlines
        else country_svg(country, names=True)
    )
    told = [(stage, _in_legend(country, stage, count)) for stage, count in counts]
    in_words = _("Kaart van Nederland, {name}: {total}. {counts}.").format(
        name=country.instrument.name,
        total=counted(country.total.total, "gemeente", "gemeenten"),
        counts="; ".join(text for _stage, text in told),
    )
    return {
        "caption": _("Kaart {0}. {1}").format(place, country.instrument.name),
        "svg": str(svg),
        "alt": in_words,
        "legend": [{**_sign(country, stage, outlines), "text": text} for stage, text in told],
        "more": more,
    }


def _sign(country: CountryMap, stage: str, outlines: Drawing | None) -> Block:
    if outlines:
        return {"svg": str(example_svg(stage))}
    # A tile has the number of its class, with which its text in the legend begins.
    return {} if stage in country.classes else {"icon": stage}


def _in_legend(country: CountryMap, stage: str, count: int) -> str:
    if country.classes:
        counts = counted(count, "gemeente", "gemeenten")
        return f"{labels.class_word(country, stage)} ({counts})"
    return f"{_drawn_word(stage)}: {number(count)}"


def _drawn_word(stage: str) -> str:
    return labels.only_a_total() if stage == ONLY_TOTAL else labels.stage_word(stage)


def _of_regions(country: CountryMap) -> str:
    """Of which regions only a total is known; empty if of none."""
    told = labels.totals_in_words(country)
    if not told:
        return ""
    return _("Alleen een totaal, niet bekend welke gemeenten: {0}.").format("; ".join(told))
