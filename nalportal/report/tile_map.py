"""The tile map of the country as an SVG drawing: one for the page and for paper.

All colours are attributes of the drawing itself, because paper has no stylesheet and the site's
policy allows no style in the page. What a tile says stands in it as text, shown by the stylesheet
on hover and focus and read aloud always.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nalportal.dutch import joined
from nalportal.palette import colour
from regions.reports.country import Border, CountryMap, CountryTile

from .icons import drawing, drawing_of
from .labels import stage_word

CELL = 24
ICON = 12
INK = colour("ink")
_INSIDE = re.compile(r"^<svg[^>]*>(.*)</svg>$", re.S)

Href = Callable[[str], str]


@dataclass(frozen=True)
class Look:
    """How a tile of one stage is drawn: ground, edge (with its dashes) and icon."""

    fill: str
    edge: str
    icon: str
    dashes: str = "none"


_FULL = Look(colour("brand-700"), colour("brand-700"), colour("paper"))
_EMPTY = Look(colour("paper"), colour("ctl"), colour("ink-2"))
LOOKS = {
    "vastgesteld": _FULL,
    "ja": _FULL,
    "concept": Look(colour("brand-300"), colour("brand-300-edge"), INK),
    "gestart": Look("url(#arcering)", colour("brand-300-edge"), INK),
    "onbekend": Look(colour("sunk"), colour("ctl"), colour("ink-2"), "2.5 2"),
    "pm": Look(colour("sunk-2"), colour("ctl"), colour("ink-2"), "1 2"),
    "klasse-1": Look(colour("paper"), colour("ctl"), INK),
    "klasse-2": Look(colour("paper"), colour("brand-300-edge"), INK),
    "klasse-3": Look(colour("brand-100"), colour("brand-300-edge"), INK),
    "klasse-4": Look(colour("brand-300"), colour("brand-300-edge"), INK),
    "klasse-5": _FULL,
}


def country_svg(
    country: CountryMap, href: Href | None = None, *, names: bool = False
) -> SafeString:
    """The map as SVG. With ``href`` (CBS code to address) every tile is a link with its text.

    ``names`` writes the name of each region over it, where no table stands beside the map.
    """
    width, height = country.columns * CELL, country.rows * CELL
    # Under the map a line is left for the text of the tile that is pointed at.
    room = height + (CELL if href else 0)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="country-map" viewBox="0 0 {} {}" '
        'width="{}" height="{}"{}>{}{}{}{}</svg>',
        width,
        room,
        width,
        room,
        _role(country, href),
        _definitions(country),
        format_html_join("", "{}", ((_tile(tile, height, href),) for tile in country.tiles)),
        format_html_join("", "{}", ((_line(border),) for border in country.borders)),
        _names(country) if names else "",
    )


def _names(country: CountryMap) -> SafeString:
    """The name of each region in the middle of its tiles."""
    places = []
    for region in country.table:
        tiles = [tile for tile in country.tiles if tile.region == region.slug]
        if tiles:
            column = sum(tile.column for tile in tiles) / len(tiles)
            row = sum(tile.row for tile in tiles) / len(tiles)
            places.append((round(CELL * (column + 0.5)), round(CELL * (row + 0.75)), region.name))
    return region_names(places, 26)


def region_names(places: Iterable[tuple[int, int, str]], size: int) -> SafeString:
    """Names at their places, readable over whatever is there."""
    return format_html(
        # A name with a figure in it needs quotes: else no text is drawn at all.
        '<g font-family="\'Source Sans 3\'" font-size="{}" font-weight="700" text-anchor="middle" '
        'fill="{}" stroke="{}" stroke-width="{}" stroke-linejoin="round" paint-order="stroke">'
        "{}</g>",
        size,
        INK,
        colour("paper"),
        round(size * 0.23),
        format_html_join("", '<text x="{}" y="{}">{}</text>', places),
    )


def _role(country: CountryMap, href: Href | None) -> SafeString:
    """A group of links on a page; on paper the place where it stands says what it is."""
    if href is None:
        return SafeString("")
    return format_html(' role="group" aria-label="{}"', tile_map_name(country))


def tile_map_name(country: CountryMap) -> str:
    """What the map is called."""
    return _("Tegelkaart: %(name)s") % {"name": country.instrument.name}


def _definitions(country: CountryMap) -> SafeString:
    """The icons of the stages that occur, once each, and the hatch of what is in the making."""
    icons = (
        (f"stand-{stage}", _digit(stage) if stage in country.classes else _inside(stage))
        for stage in country.stages
    )
    hatch = format_html(
        '<pattern id="arcering" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="5" height="5" fill="{}"/>'
        '<rect width="2" height="5" fill="{}"/></pattern>',
        colour("paper"),
        colour("brand-300"),
    )
    symbols = format_html_join("", '<symbol id="{}" viewBox="0 0 16 16">{}</symbol>', icons)
    return format_html("<defs>{}{}</defs>", hatch, symbols)


def _digit(stage: str) -> SafeString:
    """The number of a class, where a stage has its icon."""
    text = '<text x="8" y="14" font-size="17" font-weight="700" text-anchor="middle">{}</text>'
    return format_html(text, stage.rpartition("-")[2])


def _inside(stage: str) -> SafeString:
    found = _INSIDE.match(drawing(drawing_of(stage)))
    assert found is not None  # noqa: S101 - each icon is one svg element
    return mark_safe(found[1])  # noqa: S308 - our own file


def _tile(tile: CountryTile, height: int, href: Href | None) -> SafeString:
    look = LOOKS.get(tile.stage, _EMPTY)
    x, y = tile.column * CELL, tile.row * CELL
    inset = (CELL - ICON) // 2
    shape = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}" stroke="{}" '
        'stroke-dasharray="{}"/><use href="#stand-{}" x="{}" y="{}" width="{}" height="{}" '
        'fill="{}" color="{}"/>',
        x + 1.5,
        y + 1.5,
        CELL - 3,
        CELL - 3,
        look.fill,
        look.edge,
        look.dashes,
        tile.stage,
        x + inset,
        y + inset,
        ICON,
        ICON,
        look.icon,
        look.icon,
    )
    if href is None:
        return shape
    return format_html(
        '<a href="{}">{}<text x="0" y="{}">{}</text></a>',
        href(tile.code),
        shape,
        height + 17,
        tile_text(tile),
    )


def tile_text(tile: CountryTile) -> str:
    """``Assen: vastgesteld``; what was inherited says from whom."""
    said = f"{tile.name}: {tile.figure or stage_word(tile.stage).lower()}"
    if not tile.inherited_from:
        return said
    names = joined(tile.inherited_from)
    return _("%(said)s, geërfd van %(names)s") % {"said": said, "names": names}


def _line(border: Border) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2" '
        'stroke-linecap="square"/>',
        border.x1 * CELL,
        border.y1 * CELL,
        border.x2 * CELL,
        border.y2 * CELL,
        INK,
    )
