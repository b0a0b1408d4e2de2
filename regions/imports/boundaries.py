"""Boundaries of municipalities out of GeoJSON of CBS or Kadaster, in degrees or in metres (RD)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from nalportal.dutch import counted, number
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.json_stream import items
from nalportal.names import Names

from ..maps import Drawing

SOURCE, LICENCE = "CBS en Kadaster", "CC BY 4.0"
WGS84, RD = 4326, 28992
# The whole country in full detail is about 60 MB. Shapes take thrice the bytes of the file, and
# ten times where neighbours have to be put right: of so many points that is half a gigabyte.
MAX_BYTES = 100 * 1024 * 1024
MOST_TO_MEND = 1_500_000
# In tenths of a pixel at the width of the page's map, and what is too small to be seen on it.
WIDTH, TOLERANCE = 5680, 150
# What lies between two municipalities and is narrower (in metres) is a fault of the file.
SLIVER = 1
# On lines this long (in metres, on average) a point near a boundary may be in the wrong place.
FINE = 250
_CODE = re.compile(r"(?:GM)?([0-9]{4})")
# In files of CBS water within a municipality is a shape of its own.
_WATER = ("h2o", "water")
# Where the country lies, in degrees east and north, and in metres.
_DEGREES, _METRES = (3, 50, 8, 54), (0, 300_000, 300_000, 640_000)


@dataclass
class Boundaries:
    """What a file has: the shape of each municipality by its code, in metres.

    ``told`` says how the file was understood.
    """

    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def step(self) -> float:
        """How far the points of a boundary lie apart on average, in metres."""
        shapes = list(self.shapes.values())
        return float(shapely.length(shapes).sum() / shapely.get_num_coordinates(shapes).sum())

    @property
    def is_fine(self) -> bool:
        """Whether points can be placed with it."""
        return self.step <= FINE


def read_boundaries(path: Path, names: Names[str]) -> Boundaries:
    """The municipalities of a file; raises :class:`FaultyFile` with all that is wrong with it.

    ``names`` find the code of a municipality that the file has only by name.
    """
    found = Boundaries()
    faults: list[Fault] = []
    water = 0
    for place, feature in enumerate(items(path, "features", MAX_BYTES), 1):
        properties, geometry = _parts(feature)
        if any(str(properties.get(key, "")).upper() == "JA" for key in _keys(properties, _WATER)):
            water += 1
            continue
        code = _code_of(properties, names)
        expected = _wrong(code, geometry, found.shapes)
        if expected:
            faults.append(Fault(path.name, place, "", shown(code or str(properties)), expected))
    if not found.shapes and not faults:
        expected = _("GeoJSON met een lijst “features” van gemeenten")
        faults.append(Fault(path.name, None, "", "", expected))
    if not faults:
        faults += _in_metres(path, found)
    if faults:
        raise FaultyFile(faults)
    if water:
        found.told.append(_("%s water is weggelaten.") % counted(water, "vlak", "vlakken"))
    _mend(path, found)
    return found


def _parts(feature: Any) -> tuple[Mapping[str, Any], Any]:
    """The properties and geometry of a feature; of anything else none."""
    if not isinstance(feature, dict):
        return {}, None
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}, feature.get("geometry")


def _keys(properties: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    return (key for key in properties if key.casefold() in names)


def _code_of(properties: Mapping[str, Any], names: Names[str]) -> str:
    """The code of a municipality, under whatever name it stands; else by its name."""
    texts = {key.casefold(): str(value).strip() for key, value in properties.items()}
    for key, text in texts.items():
        match = _CODE.fullmatch(text)
        if match and (text.startswith("GM") or "code" in key):
            return f"GM{match[1]}"
    named = (text for key, text in texts.items() if "naam" in key or "name" in key)
    return next(filter(None, map(names.the_one, named)), "")


def _wrong(code: str, geometry: Any, shapes: dict[str, BaseGeometry]) -> str:
    """What is expected instead of this shape; empty when it is one more municipality."""
    if not code:
        return _("een gemeente, met haar CBS-code of naam")
    if code in shapes:
        return _("elke gemeente één keer")
    try:
        found = shape(geometry)
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        found = None
    if found is None or found.is_empty or found.geom_type not in {"Polygon", "MultiPolygon"}:
        return _("een vlak (Polygon of MultiPolygon)")
    if not found.is_valid:
        # "Self-intersection[5.5 52.5]": what is wrong in English, and where.
        where = shapely.is_valid_reason(found).partition("[")[2].rstrip("]")
        text = _("een grens die zichzelf niet kruist, met elk gat erbinnen; kijk bij %(where)s")
        return text % {"where": where}
    shapes[code] = shapely.force_2d(found)
    return ""


def _in_metres(path: Path, found: Boundaries) -> list[Fault]:
    """Turn degrees into metres; the fault of a file that is in neither."""
    codes, shapes = list(found.shapes), np.array(list(found.shapes.values()))
    left, bottom, right, top = shapely.total_bounds(shapes)
    if _within((left, bottom, right, top), _METRES):
        found.told.append(_("Coördinaten in meters (RD)."))
        return []
    if not _within((left, bottom, right, top), _DEGREES):
        expected = _("coördinaten in Nederland, in graden (WGS84) of in meters (RD)")
        if _within((bottom, left, top, right), _DEGREES):
            expected = _("eerst de lengte en dan de breedte; ze lijken verwisseld")
        bounds = f"{left:.4f} {bottom:.4f} {right:.4f} {top:.4f}"
        return [Fault(path.name, None, "", bounds, expected)]
    found.told.append(_("Coördinaten in graden (WGS84), omgerekend naar meters (RD)."))
    found.shapes = dict(zip(codes, to_metres(shapes), strict=True))
    return []


def _within(bounds: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    left, bottom, right, top = bounds
    return outer[0] <= left and outer[1] <= bottom and right <= outer[2] and top <= outer[3]


def to_metres(shapes: Any) -> Any:
    """Shapes or points in degrees, in the metres of the country's own system."""
    transformer = Transformer.from_crs(WGS84, RD, always_xy=True)
    return shapely.transform(
        shapes, lambda at: np.column_stack(transformer.transform(at[:, 0], at[:, 1]))
    )


def _mend(path: Path, found: Boundaries) -> None:
    """Neighbours share their lines, also where the file left a sliver between them; raises
    :class:`FaultyFile` where that would take too much memory."""
    shapes = np.array(list(found.shapes.values()))
    if shapely.coverage_is_valid(shapes, gap_width=SLIVER):
        return
    points = int(shapely.get_num_coordinates(shapes).sum())
    if points > MOST_TO_MEND:
        expected = _("grenzen die bij buren gelijklopen, of een bestand met minder punten")
        told = counted(points, "punt", "punten")
        raise FaultyFile([Fault(path.name, None, "", told, expected)])
    edges = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER)
    wrong = int((~shapely.is_empty(edges)).sum())
    cleaned = shapely.coverage_clean(shapes, gap_width=SLIVER)
    found.shapes = dict(zip(found.shapes, cleaned, strict=True))
    text = _("Bij %s liepen de grenzen niet gelijk; die zijn gelijkgetrokken.")
    found.told.append(text % counted(wrong, "gemeente", "gemeenten"))


def drawing_from(found: Boundaries) -> Drawing:
    """A map of these boundaries, simplified together: neighbours keep the same line."""
    shapes = shapely.coverage_simplify(np.array(list(found.shapes.values())), TOLERANCE)
    left, bottom, right, top = shapely.total_bounds(shapes)
    scale = WIDTH / (right - left)
    rings = {}
    for code, area in zip(found.shapes, shapes, strict=True):
        parts = [
            ring for part in shapely.get_parts(area) for ring in (part.exterior, *part.interiors)
        ]
        points = [np.asarray(ring.coords) for ring in parts]
        placed = (
            np.rint(np.column_stack(((at[:, 0] - left) * scale, (top - at[:, 1]) * scale)))
            for at in points
        )
        kept = (_without_repeats(at.astype(int).tolist()) for at in placed)
        # An islet of less than three points cannot be seen.
        rings[code] = tuple(ring for ring in kept if len(ring) > 3)
    height = round((top - bottom) * scale)
    return Drawing(WIDTH, height, SOURCE, LICENCE, rings)


def _without_repeats(points: list[list[int]]) -> tuple[tuple[int, int], ...]:
    kept = [(x, y) for x, y in points[:1]]
    kept += [(x, y) for before, (x, y) in pairwise(points) if before != [x, y]]
    return tuple(kept)


def detail_of(found: Boundaries) -> str:
    """What the boundaries are good for, in words."""
    step = {"step": number(round(found.step))}
    if found.is_fine:
        return _("Gemiddeld %(step)s m tussen twee punten: ook om laadpunten te plaatsen.") % step
    return _("Gemiddeld %(step)s m tussen twee punten: te grof om laadpunten te tellen.") % step
