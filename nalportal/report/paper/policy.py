"""The maps of the country on paper, one per instrument, with their numbers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from nalportal.dutch import number
from regions.maps import Drawing, simplified
from regions.reports import TerritoryReport
from regions.reports.country import ONLY_TOTAL, CountryMap, map_of
from regions.status import UNKNOWN

from .. import labels
from ..real_map import example_svg, real_svg
from ..tile_map import country_svg
from . import blocks
from .blocks import Block

# A little over half a point, and a third of one on paper: what is finer is not seen, and makes the
# file twice as large.
FINEST, UNIT = 16, 8


def maps(territory: TerritoryReport, outlines: Drawing | None) -> list[Block]:
    """A map of each instrument of which something is known; without ``outlines`` of tiles."""
    maps = [map_of(territory, entry.slug) for entry in territory.instruments]
    known = [country for country in maps if set(country.stages) - {UNKNOWN} or country.totals]
    if not known:
        return []
    drawn = [_map(place, one, outlines) for place, one in enumerate(known, start=1)]
    return [blocks.note(_lead(outlines)), {"type": "maps", "maps": drawn}]


def _lead(outlines: Drawing | None) -> str:
    told = [_("Dikke lijnen zijn de grenzen van de NAL-regio’s.")]
    if outlines:
        source = _("Grenzen: {0}, {1}, vereenvoudigd.")
        told.append(source.format(outlines.source, outlines.licence))
    else:
        told.insert(0, _("Elke gemeente is een even groot vakje."))
    return " ".join(told)


def _map(place: int, country: CountryMap, outlines: Drawing | None) -> Block:
    counts = country.drawn_counts if outlines else country.counts
    svg = (
        real_svg(country, simplified(outlines, FINEST, UNIT))
        if outlines
        else country_svg(country, names=True)
    )
    return {
        "caption": _("Kaart {0}. {1}").format(place, country.instrument.name),
        "svg": str(svg),
        "alt": _in_words(country, counts),
        "legend": [_legend(stage, count, outlines) for stage, count in counts],
        "more": _of_regions(country),
    }


def _legend(stage: str, count: int, outlines: Drawing | None) -> Block:
    drawn: Block = {"svg": str(example_svg(stage))} if outlines else {"icon": stage}
    return {**drawn, "text": f"{_drawn_word(stage)}: {number(count)}"}


def _drawn_word(stage: str) -> str:
    return _("Alleen een totaal bekend") if stage == ONLY_TOTAL else labels.stage_word(stage)


def _of_regions(country: CountryMap) -> str:
    """Of which regions only a total is known; empty if of none."""
    told = labels.totals_in_words(country)
    if not told:
        return ""
    return _("Alleen een totaal, niet bekend welke gemeenten: {0}.").format("; ".join(told))


def _in_words(country: CountryMap, counts: Iterable[tuple[str, int]]) -> str:
    """What the map shows, for people who cannot see it."""
    told = ", ".join(f"{number(count)} {_drawn_word(stage).lower()}" for stage, count in counts)
    text = _("Kaart van Nederland, {name}: van {total} gemeenten {counts}.")
    total = number(country.total.total)
    return text.format(name=country.instrument.name, total=total, counts=told)
