"""The maps of the country on paper, one per instrument, with their numbers."""

from dataclasses import replace

from django.utils.translation import gettext as _

from nalportal.dutch import number
from regions.reports import TerritoryReport
from regions.reports.country import CountryMap, map_of
from regions.status import UNKNOWN

from .. import labels
from ..tables.maps import stage_table
from ..tile_map import country_svg
from . import blocks
from .blocks import Block
from .columns import MAP_TABLE_WIDTH
from .tables import table_blocks

# ------------------------------------------------------------------------------------ the maps


def maps(territory: TerritoryReport) -> list[Block]:
    """A map of each instrument of which something is known per municipality."""
    maps = [map_of(territory, entry.slug) for entry in territory.instruments]
    known = [country for country in maps if set(country.stages) - {UNKNOWN}]
    if not known:
        return []
    lead = _(
        "Elke gemeente is een even groot vakje. Dikke lijnen zijn de grenzen van de NAL-regio’s. "
        "Naast elke kaart staan de aantallen."
    )
    first, *others = (_map(place, country) for place, country in enumerate(known, start=1))
    opening = [blocks.section(_("Gemeenten op de kaart")), blocks.lead(lead)]
    return [blocks.group([*opening, first]), *others]


def _map(place: int, country: CountryMap) -> Block:
    name = country.instrument.name
    return {
        "type": "map",
        "caption": _("Kaart {0}. {1}").format(place, name),
        "svg": str(country_svg(country)),
        "alt": _in_words(country),
        "legend": [
            {"icon": stage, "text": f"{labels.stage_word(stage)}: {number(count)}"}
            for stage, count in country.counts
        ],
        "table": table_blocks(replace(stage_table(country), caption=""), MAP_TABLE_WIDTH)[0],
    }


def _in_words(country: CountryMap) -> str:
    """What the map shows, for people who cannot see it."""
    counts = ", ".join(
        f"{number(count)} {labels.stage_word(stage).lower()}" for stage, count in country.counts
    )
    text = _("Tegelkaart van Nederland, {name}: van {total} gemeenten {counts}.")
    total = number(country.total.total)
    return text.format(name=country.instrument.name, total=total, counts=counts)
