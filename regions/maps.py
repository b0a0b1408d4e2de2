"""The outlines of municipalities for a map: whole numbers that neighbours share, so that what lies
between two regions can be told from what lies between two municipalities (decision 35). Pure but
for one look-up.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely

from .models.boundaries import BoundarySet, division_key
from .reports.classes import MapFigures, classed
from .reports.country import CountryMap

# Simplified from CBS and Kadaster, CC BY 4.0; it names both itself.
SHIPPED = Path(__file__).parent / "data" / "grenzen_2021.json"

Point = tuple[int, int]
Ring = tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """The rings of each municipality by its code, from the top left corner."""

    width: int
    height: int
    source: str
    licence: str
    rings: Mapping[str, tuple[Ring, ...]] = field(repr=False)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The outline of each municipality, as SVG writes a path."""
        return {
            code: "".join(f"{_path(ring[:-1])}z" for ring in rings)
            for code, rings in self.rings.items()
        }

    @cached_property
    def _sides(self) -> dict[tuple[Point, Point], list[str]]:
        """Which municipalities lie along each line between two points."""
        found: dict[tuple[Point, Point], list[str]] = {}
        for code, rings in self.rings.items():
            for ring in rings:
                for line in pairwise(ring):
                    found.setdefault(_either_way(line), []).append(code)
        return found

    def box(self, codes: Iterable[str]) -> tuple[int, int, int, int]:
        """Left, top, width and height of these municipalities."""
        points = [point for code in codes for ring in self.rings[code] for point in ring]
        left, top = (min(point[at] for point in points) for at in (0, 1))
        right, bottom = (max(point[at] for point in points) for at in (0, 1))
        return left, top, right - left, bottom - top

    def lines(self, groups: Mapping[str, str]) -> tuple[str, str]:
        """The coast, with the country's own border, and the lines between two of ``groups`` (by
        code), each once; as paths. Who is in no group is not there."""
        coast: list[str] = []
        between: list[str] = []
        for code, group in groups.items():
            for ring in self.rings[code]:
                kinds = [self._kind(line, code, group, groups) for line in pairwise(ring)]
                coast += _runs(ring, [kind == "coast" for kind in kinds])
                between += _runs(ring, [kind == "between" for kind in kinds])
        return "".join(coast), "".join(between)

    def _kind(
        self, line: tuple[Point, Point], code: str, group: str, groups: Mapping[str, str]
    ) -> str:
        others = [
            other for other in self._sides[_either_way(line)] if other != code and other in groups
        ]
        if not others:
            return "coast"
        # Each line has two sides; the first of both draws it.
        return "between" if groups[others[0]] != group and code < others[0] else ""


def _either_way(line: tuple[Point, Point]) -> tuple[Point, Point]:
    first, last = line
    return line if first <= last else (last, first)


def _runs(ring: Ring, wanted: list[bool]) -> Iterator[str]:
    """The parts of a ring of which the lines are wanted, each as one path."""
    part: list[Point] = []
    for at, is_wanted in enumerate(wanted):
        if is_wanted:
            part = part or [ring[at]]
            part.append(ring[at + 1])
        elif part:
            yield _path(part)
            part = []
    if part:
        yield _path(part)


def _path(points: Iterable[Point]) -> str:
    """``M5 3l2-4 1 1``: where it begins, and each next point from the one before."""
    (x, y), *others = points
    said = [f"M{x} {y}l"]
    for at, (right, down) in enumerate(others):
        step = f"{right - x}" if at == 0 or right < x else f" {right - x}"
        said.append(step + (f"{down - y}" if down < y else f" {down - y}"))
        x, y = right, down
    return "".join(said)


@lru_cache(maxsize=4)
def simplified(drawing: Drawing, tolerance: int, unit: int) -> Drawing:
    """A map with fewer points, for a small one: no line moves further than ``tolerance``,
    and a ``unit`` of it is so many of the drawing.

    Neighbours keep the lines that they share, because each is simplified once, between the places
    where three come together.
    """
    nodes = _nodes(ring for rings in drawing.rings.values() for ring in rings)
    arcs = {
        code: [list(_arcs(ring, nodes)) for ring in rings] for code, rings in drawing.rings.items()
    }
    known = {min(arc, arc[::-1]) for rings in arcs.values() for ring in rings for arc in ring}
    lines = [shapely.LineString(arc) for arc in known]
    simple = shapely.simplify(lines, tolerance, preserve_topology=False)
    drawn = {
        arc: [(round(x / unit), round(y / unit)) for x, y in line.coords]
        for arc, line in zip(known, simple, strict=True)
    }
    rings = {
        code: tuple(ring for parts in found if len(ring := _joined(parts, drawn)) > 3)
        for code, found in arcs.items()
    }
    width, height = drawing.width // unit, drawing.height // unit
    return replace(drawing, width=width, height=height, rings=rings)


def _nodes(rings: Iterable[Ring]) -> set[Point]:
    """The points where more than two lines come together."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    return {point for point, others in beside.items() if len(others) > 2}


def _arcs(ring: Ring, nodes: set[Point]) -> Iterator[Ring]:
    """A ring in parts from node to node; one without nodes from its lowest point around."""
    start = next((at for at, point in enumerate(ring) if point in nodes), ring.index(min(ring)))
    around = (*ring[start:-1], *ring[: start + 1])
    begin = 0
    for at, point in enumerate(around[1:], start=1):
        if point in nodes or at == len(around) - 1:
            yield around[begin : at + 1]
            begin = at


def _joined(arcs: Iterable[Ring], drawn: Mapping[Ring, list[Point]]) -> Ring:
    points: list[Point] = []
    for arc in arcs:
        found = drawn[arc] if arc in drawn else drawn[arc[::-1]][::-1]
        points += found[1:] if points else found
    return tuple(points)


# ------------------------------------------------------------------------------ as it is kept


def packed(drawing: Drawing) -> dict[str, Any]:
    """For JSON: the first point of each ring, and the steps from point to point."""
    return {
        "bron": drawing.source,
        "licentie": drawing.licence,
        "breedte": drawing.width,
        "hoogte": drawing.height,
        "gemeenten": {
            code: [list(_steps(ring)) for ring in rings] for code, rings in drawing.rings.items()
        },
    }


def unpacked(kept: Mapping[str, Any]) -> Drawing:
    """What :func:`packed` made."""
    rings = {
        code: tuple(_ring(numbers) for numbers in rings)
        for code, rings in kept["gemeenten"].items()
    }
    return Drawing(kept["breedte"], kept["hoogte"], kept["bron"], kept["licentie"], rings)


def _steps(ring: Ring) -> Iterator[int]:
    x = y = 0
    for right, down in ring:
        yield from (right - x, down - y)
        x, y = right, down


def _ring(numbers: list[int]) -> Ring:
    x = y = 0
    points = []
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        points.append((x, y))
    return tuple(points)


@cache
def _shipped() -> tuple[str, Drawing]:
    drawing = unpacked(json.loads(SHIPPED.read_text(encoding="utf-8")))
    return division_key(drawing.rings), drawing


# Two divisions are looked at side by side; a drawing takes half a megabyte. The key of the division
# counts too: a database that was put back may give the same number to another one.
@lru_cache(maxsize=4)
def _imported(pk: int, key: str) -> Drawing:
    return unpacked(BoundarySet.objects.only("drawing").get(pk=pk, key=key).drawing)


def drawing_of(codes: Iterable[str]) -> Drawing | None:
    """The map of exactly these municipalities, imported or shipped; ``None`` without one (1
    query)."""
    key = division_key(codes)
    shipped_key, shipped = _shipped()
    if found := BoundarySet.objects.filter(key=key).values_list("pk", flat=True).first():
        return _imported(found, key)
    return shipped if key == shipped_key else None


# ------------------------------------------------------------------------------ what is asked


@dataclass(frozen=True)
class AskedMap:
    """A map as an address asks for it: of the whole country or one ``region``, within boundaries
    or in tiles. Without a ``drawing`` of this division there are only tiles."""

    whole: CountryMap
    region: str
    drawing: Drawing | None
    asks_tiles: bool
    figures: MapFigures | None = None

    @property
    def country(self) -> CountryMap:
        return self.whole.within(self.region) if self.region else self.whole

    @property
    def region_name(self) -> str:
        return next((row.name for row in self.whole.table if row.slug == self.region), "")

    @property
    def shows_tiles(self) -> bool:
        return self.asks_tiles or self.drawing is None


def asked_map(
    query: Mapping[str, str], country: CountryMap, figures: MapFigures | None = None
) -> AskedMap:
    """What ``query`` asks of ``country``, or of ``figures``; a region that is not there is the
    whole (1 query)."""
    region = query.get("gebied", "")
    if not any(tile.region == region for tile in country.tiles):
        region = ""
    if figures and query.get("instrument") == figures.slug:
        country = classed(country, figures)
    drawing = drawing_of(tile.code for tile in country.tiles)
    return AskedMap(country, region, drawing, query.get("weergave") == "tegels", figures)
