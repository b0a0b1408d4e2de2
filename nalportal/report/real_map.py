"""The municipalities within their boundaries as an SVG drawing: one for the page and for paper.

As on the tile map all colours are attributes of the drawing itself. What is not colour alone tells
a stage: each has a ground of its own, plain, striped, dotted or hatched.
"""

from collections.abc import Callable, Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nalportal.palette import colour
from regions.maps import Drawing
from regions.models import Stage
from regions.reports.country import ONLY_TOTAL, CountryMap, CountryTile
from regions.status import UNKNOWN

from .tile_map import INK, region_names, tile_text

Href = Callable[[str], str]

# How many pixels wide the map is on a page, and the room for a text.
WIDE, LINE = 568, 26
# What a region is given around it in pixels, and from which width of its box on a name fits.
MARGIN, NAMED = 6, 0.11
_FULL, _EMPTY = colour("brand-700"), colour("paper")
_FILLS = {
    Stage.ADOPTED: _FULL,
    Stage.YES: _FULL,
    Stage.DRAFT: colour("brand-300"),
    Stage.STARTED: "url(#k-gestart)",
    UNKNOWN: "url(#k-onbekend)",
    Stage.PM: "url(#k-pm)",
    ONLY_TOTAL: "url(#k-totaal)",
    "klasse-2": "url(#k-klasse-2)",
    "klasse-3": "url(#k-klasse-3)",
    "klasse-4": colour("brand-300"),
    "klasse-5": _FULL,
}
# The grounds that are not plain: how large one is, how far it is turned, its own colour, and what
# is drawn on it in which colour.
_PATTERNS = {
    "gestart": (6, 135, "paper", "brand-300-edge", "M0 1.5H6"),
    "onbekend": (6, 0, "sunk", "ctl", "M2 3h1.4"),
    "pm": (7, 0, "sunk-2", "ctl", "M1 3.5h4"),
    "totaal": (6, 45, "brand-100", "brand-300-edge", "M0 3H6M3 0V6"),
    "klasse-2": (7, 0, "paper", "brand-300", "M0 3.5H7"),
    "klasse-3": (6, 135, "brand-100", "brand-300-edge", "M0 3H6"),
}


def real_svg(
    country: CountryMap, drawing: Drawing, href: Href | None = None, region: str = ""
) -> SafeString:
    """The map as SVG, or that of one ``region``. With ``href`` (CBS code to address) every
    municipality is a link with its text; without, patterns are larger, for a small map."""
    tiles = [tile for tile in country.tiles if region in ("", tile.region)]
    left, top, width, height = drawing.box(tile.code for tile in tiles)
    pixel = drawing.width / WIDE
    margin = round(MARGIN * pixel)
    left, top, width, height = left - margin, top - margin, width + 2 * margin, height + 2 * margin
    # Where one region fills the map, a pixel is less of the country.
    pixel = max(width, height) / WIDE * 0.85 if region else pixel
    room = height + (LINE * pixel if href else 0)
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="country-map real-map" '
        'viewBox="{} {} {} {}" width="{}" height="{}" font-size="{}"{}>'
    )
    return format_html(
        opening + '{}<g stroke="{}" stroke-width="{}" stroke-linejoin="round">{}</g>{}{}{}</svg>',
        left,
        top,
        width,
        round(room),
        round(width / pixel),
        round(room / pixel),
        round(14 * pixel),
        _role(country, href),
        _patterns(country, pixel * (1 if href else 2.6)),
        colour("ctl"),
        round(0.6 * pixel, 1),
        _shapes(tiles, drawing, href, (left, round(top + height + 0.6 * LINE * pixel))),
        _lines(tiles, drawing, pixel, 2 if region else 0.9),
        _names(tiles, drawing, width, pixel) if region else "",
        "" if href else _regions(country, drawing),
    )


def fill_of(stage: str) -> str:
    """The ground of a stage; those that are not in force have none."""
    return _FILLS.get(stage, _EMPTY)


def swatch_svg(stage: str) -> SafeString:
    """A small example of the ground of a stage, for the legend of the map."""
    return format_html(
        '<svg class="map-swatch" width="26" height="16" aria-hidden="true">'
        '<rect x=".5" y=".5" width="25" height="15" fill="{}" stroke="{}"/></svg>',
        fill_of(stage).replace("#k-", "#l-"),
        colour("ctl"),
    )


def example_svg(stage: str) -> SafeString:
    """The ground of a stage as a drawing by itself, for the legend of the map on paper."""
    pattern = _pattern(stage, 1, "k") if fill_of(stage).startswith("url(") else ""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 16" width="26" height="16">'
        '<defs>{}</defs><rect x=".5" y=".5" width="25" height="15" fill="{}" stroke="{}"/></svg>',
        pattern,
        fill_of(stage),
        colour("ctl"),
    )


def legend_patterns(stages: Iterable[str]) -> SafeString:
    """The patterns of the legend: the map's own are as large as its units."""
    found = format_html_join("", "{}", ((_pattern(name, 1, "l"),) for name in _patterned(stages)))
    return format_html('<svg class="map-patterns" aria-hidden="true"><defs>{}</defs></svg>', found)


def _role(country: CountryMap, href: Href | None) -> SafeString:
    if href is None:
        return SafeString("")
    name = _("Kaart: %(name)s") % {"name": country.instrument.name}
    return format_html(' role="group" aria-label="{}"', name)


def _patterned(stages: Iterable[str]) -> Iterable[str]:
    found = {str(stage) for stage in stages}
    return (name for name in _PATTERNS if name in found)


def _patterns(country: CountryMap, scale: float) -> SafeString:
    names = _patterned(tile.drawn for tile in country.tiles)
    found = format_html_join("", "{}", ((_pattern(name, scale, "k"),) for name in names))
    return format_html("<defs>{}</defs>", found)


def _pattern(name: str, scale: float, prefix: str) -> SafeString:
    size, angle, ground, ink, path = _PATTERNS[name]
    return format_html(
        '<pattern id="{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate({}) scale({})"><rect width="{}" height="{}" fill="{}"/>'
        '<path d="{}" stroke="{}" stroke-width="1.4"/></pattern>',
        prefix,
        name,
        size,
        size,
        angle,
        round(scale, 2),
        size,
        size,
        colour(ground),
        path,
        colour(ink),
    )


def _shapes(
    tiles: Iterable[CountryTile], drawing: Drawing, href: Href | None, place: tuple[int, int]
) -> SafeString:
    if href is None:
        alike: dict[str, list[str]] = {}
        for tile in tiles:
            alike.setdefault(fill_of(tile.drawn), []).append(drawing.paths[tile.code])
        shapes = ((fill, "".join(paths)) for fill, paths in alike.items())
        return format_html_join("", '<path fill="{}" d="{}"/>', shapes)
    x, y = place
    links = (
        (href(tile.code), fill_of(tile.drawn), drawing.paths[tile.code], x, y, tile_text(tile))
        for tile in tiles
    )
    text = '<a href="{}"><path fill="{}" d="{}"/><text x="{}" y="{}">{}</text></a>'
    return format_html_join("", text, links)


def _lines(tiles: Iterable[CountryTile], drawing: Drawing, pixel: float, edge: float) -> SafeString:
    coast, between = drawing.lines({tile.code: tile.region for tile in tiles})
    return format_html(
        '<g fill="none" stroke="{}" stroke-linejoin="round" pointer-events="none">'
        '<path stroke-width="{}" d="{}"/><path stroke-width="{}" d="{}"/></g>',
        INK,
        round(edge * pixel, 1),
        coast,
        round(1.6 * pixel, 1),
        between,
    )


def _regions(country: CountryMap, drawing: Drawing) -> SafeString:
    """The name of each region amid its municipalities, where no table stands beside the map."""
    places = []
    for region in country.table:
        codes = [tile.code for tile in country.tiles if tile.region == region.slug]
        if codes:
            boxes = [drawing.box([code]) for code in codes]
            x = sum(left + width / 2 for left, _top, width, _height in boxes) / len(codes)
            y = sum(top + height / 2 for _left, top, _width, height in boxes) / len(codes)
            places.append((round(x), round(y), region.name))
    return region_names(places, round(26 * drawing.width / WIDE))


def _names(tiles: Iterable[CountryTile], drawing: Drawing, width: int, pixel: float) -> SafeString:
    """The names that fit within their municipality, with a halo; the others are in its link."""
    size = round(12 * pixel)
    placed: list[tuple[int, int, int, str]] = []
    # The widest first: where two names are in each other's way, the smaller place goes without.
    boxes = [(drawing.box([tile.code]), tile.name) for tile in tiles]
    for (left, top, wide, high), name in sorted(boxes, key=lambda box: -box[0][2]):
        half, x, y = round(len(name) * 0.3 * size), left + wide // 2, top + high // 2
        fits = wide > max(1.9 * half, NAMED * width) and high > 1.5 * size
        if fits and not any(
            abs(x - other) < half + its and abs(y - at) < size for other, at, its, _n in placed
        ):
            placed.append((x, y, half, name))
    return format_html(
        '<g class="map-names" aria-hidden="true" font-size="{}" text-anchor="middle" fill="{}" '
        'stroke="{}" stroke-width="{}">{}</g>',
        size,
        INK,
        _EMPTY,
        round(3 * pixel),
        format_html_join(
            "", '<text x="{}" y="{}">{}</text>', ((x, y, n) for x, y, _h, n in placed)
        ),
    )
