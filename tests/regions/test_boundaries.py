"""Boundaries out of GeoJSON, and maps of them: made-up squares in the country's own metres.

The municipalities are fictitious; the forms are those in which CBS and Kadaster publish.
"""

import json
from collections.abc import Mapping
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from indicators.models import TOTAL, Layout
from indicators.reports.rows import CHARGE_POINTS
from nalportal.accounts.models import User
from nalportal.exchange.faults import FaultyFile
from nalportal.names import Names
from nalportal.report.real_map import real_svg
from regions.imports import boundaries
from regions.imports.boundaries import SOURCE, Boundaries, drawing_from, read_boundaries
from regions.maps import SHIPPED, Drawing, drawing_of, packed, simplified, unpacked
from regions.models import BoundarySet, Stage
from tests import factories

from .test_country import place, the_map

pytestmark = pytest.mark.django_db

# Two neighbours and one behind them, 10 km wide, in metres east and north.
LEFT, BOTTOM, SIZE = 150_000, 450_000, 10_000


def square(column: int, row: int = 0, size: int = SIZE) -> list[list[list[float]]]:
    x, y = LEFT + column * size, BOTTOM + row * size
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return [[list(map(float, point)) for point in ring]]


def feature(name: str, rings: Any, kind: str = "Polygon", **more: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"statcode": name} | more,
        "geometry": {"type": kind, "coordinates": rings},
    }


THREE = [
    feature("GM0001", square(0), statnaam="Een"),
    feature("GM0002", square(1), statnaam="Twee"),
    feature("GM0003", square(1, 1), statnaam="Drie"),
]


def degrees(features: list[dict[str, Any]], *, swapped: bool = False) -> list[dict[str, Any]]:
    transformer = Transformer.from_crs(28992, 4326, always_xy=True)

    def turned(rings: Any) -> Any:
        points = [[list(transformer.transform(*point)) for point in ring] for ring in rings]
        return [[point[::-1] for point in ring] for ring in points] if swapped else points

    return [
        row
        | {"geometry": row["geometry"] | {"coordinates": turned(row["geometry"]["coordinates"])}}
        for row in features
    ]


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def written(features: Any, name: str = "grenzen.geojson", **more: Any) -> Path:
        path = tmp_path / name
        text = json.dumps({"type": "FeatureCollection", "features": features} | more)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(autouse=True)
def municipalities() -> None:
    for code, name in (("GM0001", "Een"), ("GM0002", "Twee"), ("GM0003", "Drie")):
        factories.municipality(code=code, name=name)


def read(path: Path) -> Boundaries:
    return read_boundaries(path, Names([("Een", "GM0001"), ("Twee", "GM0002")]))


def command(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("import_grenzen", str(path), "--date", "1-1-2021", *more, stdout=out)
    return out.getvalue()


# ----------------------------------------------------------------------------------- reading


def test_metres_and_degrees_are_the_same_place(file: Any) -> None:
    metres, turned = read(file(THREE)), read(file(degrees(THREE)))
    for code, shape in metres.shapes.items():
        assert (
            shape.symmetric_difference(turned.shapes[code]).area < 100
        )  # square metres of 100 km²
    assert "Coördinaten in meters (RD)." in metres.told
    assert turned.told == ["Coördinaten in graden (WGS84), omgerekend naar meters (RD)."]


@pytest.mark.parametrize(
    "properties",
    [
        {"statcode": "GM0001"},
        {"gemeentecode": "0001", "naam": "Iets anders"},
        {"code": "GM0001", "aantal": "1234"},
        {"Gemeentenaam": "EEN"},
    ],
)
def test_a_municipality_goes_by_its_code_or_else_its_name(
    file: Any, properties: dict[str, str]
) -> None:
    row = {"type": "Feature", "properties": properties, "geometry": THREE[0]["geometry"]}
    assert list(read(file([row])).shapes) == ["GM0001"]


def test_water_of_a_municipality_is_left_out(file: Any) -> None:
    water = feature("GM0001", square(0, 1), H2O="JA")
    found = read(file([*THREE, water]))
    assert found.shapes["GM0001"].area == SIZE**2
    assert "1\N{NO-BREAK SPACE}vlak water is weggelaten." in found.told


def test_holes_and_parts_stay(file: Any) -> None:
    hole = [[x + 3_000, y + 3_000] for x, y in square(0, size=1_000)[0]]
    rings = [square(0)[0], hole]
    parts = [square(1), square(3)]
    found = read(file([feature("GM0001", rings), feature("GM0002", parts, "MultiPolygon")]))
    assert len(found.shapes["GM0001"].interiors) == 1
    assert len(found.shapes["GM0002"].geoms) == 2
    assert len(drawing_from(found).rings["GM0001"]) == 2


def slivered() -> list[Any]:
    apart = square(1)
    apart[0][0][0] = apart[0][4][0] = LEFT + SIZE + 0.4
    return [THREE[0], feature("GM0002", apart)]


def test_a_sliver_between_neighbours_is_closed_and_told(file: Any) -> None:
    found = read(file(slivered()))
    assert shapely.coverage_is_valid(list(found.shapes.values()))
    assert any("gelijkgetrokken" in text for text in found.told)


def test_of_very_many_points_no_lines_are_put_right(
    file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes ten times the memory of the file; one that is right needs nothing of it."""
    monkeypatch.setattr(boundaries, "MOST_TO_MEND", 9)
    assert read(file(THREE)).shapes
    with pytest.raises(FaultyFile) as refused:
        read(file(slivered()))
    assert "grenzen die bij buren gelijklopen" in str(refused.value.faults[0])


CROSSING = [[[LEFT, BOTTOM], [LEFT + 9, BOTTOM + 9], [LEFT + 9, BOTTOM], [LEFT, BOTTOM + 9]]]
CROSSING[0].append(CROSSING[0][0])


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature("GM0001", CROSSING)], f"kijk bij {LEFT + 4.5} {BOTTOM + 4.5}"),
        ([feature("GM0001", [*square(0), *square(1)])], "met elk gat erbinnen; kijk bij "),
        ([feature("BU0001", square(0))], "een gemeente, met haar CBS-code of naam"),
        ([feature("GM0001", square(0)), feature("GM0001", square(1))], "elke gemeente één keer"),
        ([feature("GM0001", [1, 2], "Point")], "een vlak (Polygon of MultiPolygon)"),
        ([feature("GM0001", "x")], "een vlak (Polygon of MultiPolygon)"),
        ([{"properties": {"statcode": "GM0001"}}], "een vlak (Polygon of MultiPolygon)"),
        ([3], "een gemeente, met haar CBS-code of naam"),
        ([], "GeoJSON met een lijst “features” van gemeenten"),
        (degrees(THREE, swapped=True), "eerst de lengte en dan de breedte; ze lijken verwisseld"),
        ([feature("GM0001", [[[1, 1], [2, 1], [2, 2], [1, 1]]])], "coördinaten in Nederland"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    file: Any, features: list[Any], said: str
) -> None:
    with pytest.raises(CommandError, match="Er is niets opgeslagen") as refused:
        command(file(features), "--apply")
    assert said in str(refused.value)
    assert not BoundarySet.objects.exists()


@pytest.mark.parametrize(
    "content", ['{"features": [{"type": "Fea', "<html>", '{"features": ' + "[" * 50_000, "\xff\xfe"]
)
def test_a_file_that_is_cut_off_or_something_else(tmp_path: Path, content: str) -> None:
    path = tmp_path / "grenzen.geojson"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(CommandError, match="JSON"):
        command(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="niet te lezen"):
        command(tmp_path / "weg.geojson")


def test_another_division_is_refused_by_name(file: Any) -> None:
    factories.municipality(code="GM0009", name="Weg", valid_until=date(2020, 1, 1))
    with pytest.raises(CommandError) as refused:
        command(file([*THREE[:2], feature("GM0009", square(1, 1))]), "--apply")
    assert "Op 1-1-2021 was er ook, en niet in het bestand: Drie (GM0003)." in str(refused.value)
    assert "Op 1-1-2021 was er niet, en wel in het bestand: GM0009." in str(refused.value)


# ----------------------------------------------------------------------------------- storing


def test_only_apply_stores_and_a_second_file_takes_its_place(file: Any) -> None:
    assert "Er is niets opgeslagen." in command(file(THREE))
    assert not BoundarySet.objects.exists()
    command(file(THREE), "--apply")
    first = BoundarySet.objects.get()
    assert "Er verandert niets." in command(file(THREE), "--apply")
    assert BoundarySet.objects.get() == first
    before = drawing_of(first.codes)
    assert before is not None
    assert before.source == SOURCE
    command(file(degrees(THREE)), "--apply", "--source", "Kadaster")
    second = BoundarySet.objects.get()
    assert (second.source, second.codes) == ("Kadaster", first.codes)
    drawing = drawing_of(["GM0003", "GM0001", "GM0002"])
    assert drawing is not None
    assert (drawing.source, drawing.licence) == ("Kadaster", "CC BY 4.0")
    assert drawing_of(["GM0001"]) is None


def dense(rings: list[list[list[float]]]) -> Any:
    return shapely.segmentize(shapely.Polygon(rings[0]), 100).__geo_interface__["coordinates"]


def test_only_fine_boundaries_are_kept_to_place_points_with(file: Any) -> None:
    assert "te grof om laadpunten te tellen" in command(file(THREE), "--apply")
    assert bytes(BoundarySet.objects.get().shapes) == b""
    fine = [
        row | {"geometry": {"type": "Polygon", "coordinates": dense(square(*at))}}
        for row, at in zip(THREE, ((0, 0), (1, 0), (1, 1)), strict=True)
    ]
    assert "ook om laadpunten te plaatsen" in command(file(fine), "--apply")
    kept = shapely.get_parts(shapely.from_wkb(bytes(BoundarySet.objects.get().shapes)))
    assert [round(shape.area) for shape in kept] == [SIZE**2] * 3


# ----------------------------------------------------------------------------------- drawing


@pytest.fixture
def drawing(file: Any) -> Drawing:
    return drawing_from(read(file(THREE)))


def test_a_drawing_comes_back_as_it_was(drawing: Drawing) -> None:
    kept = json.loads(json.dumps(packed(drawing)))
    assert dict(unpacked(kept).rings) == drawing.rings


def lengths(path: str) -> int:
    return round(sum(float(shapely.LineString(points).length) for points in points_of(path)))


def points_of(path: str) -> list[list[tuple[int, int]]]:
    """The lines of a path as absolute points, read by the rules of SVG."""
    found = []
    for part in filter(None, path.replace("z", "").split("M")):
        begin, _mark, steps = part.partition("l")
        x, y = map(int, begin.split())
        numbers = list(map(int, steps.replace("-", " -").split()))
        points = [(x, y)]
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
        found.append(points)
    return found


def test_lines_between_regions_are_drawn_once_and_the_coast_too(drawing: Drawing) -> None:
    side = drawing.width // 2
    coast, between = drawing.lines({"GM0001": "noord", "GM0002": "noord", "GM0003": "oost"})
    assert lengths(between) == side
    assert lengths(coast) == 8 * side
    _coast, none = drawing.lines(dict.fromkeys(drawing.rings, "noord"))
    assert none == ""
    # Who is not there has no line: its neighbour has a coast.
    coast, none = drawing.lines({"GM0001": "noord"})
    assert (lengths(coast), none) == (4 * side, "")


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=3, unique=True))
def test_a_path_is_the_ring_it_was_made_of(points: list[tuple[int, int]]) -> None:
    ring = (*points, points[0])
    drawing = Drawing(100, 100, "", "", {"GM0001": (ring,)})
    [[*found]] = points_of(drawing.paths["GM0001"])
    assert found == points
    assert unpacked(packed(drawing)).rings["GM0001"] == (ring,)


def test_a_small_map_has_fewer_points_and_neighbours_keep_the_lines_they_share() -> None:
    full = unpacked(json.loads(SHIPPED.read_text(encoding="utf-8")))
    small = simplified(full, 16, 8)
    assert small.rings.keys() == full.rings.keys()
    assert sum(map(len, small.paths.values())) < 0.5 * sum(map(len, full.paths.values()))
    # A line that neighbours no longer share would be a coast on both sides.
    everybody = dict.fromkeys(full.rings, "land")
    coasts = [lengths(one.lines(everybody)[0]) for one in (full, small)]
    assert coasts[1] * 8 <= coasts[0]
    assert simplified(full, 16, 8) is small


def svg_of(drawing: Drawing, stages: Mapping[str, str], **more: Any) -> str:
    places = [
        place(code, at, 0, "noord" if code == "GM0001" else "oost", stage=stages[code])
        for at, code in enumerate(drawing.rings)
    ]
    return str(real_svg(the_map(places, "laadvisie"), drawing, **more))


STAGES = {"GM0001": Stage.ADOPTED, "GM0002": "onbekend", "GM0003": Stage.STARTED}


def test_each_municipality_is_a_link_with_a_text_and_a_ground_that_is_no_colour_alone(
    drawing: Drawing,
) -> None:
    svg = svg_of(drawing, STAGES, href=lambda code: f"/{code}/")
    for code, word in (("GM0001", "vastgesteld"), ("GM0002", "onbekend")):
        [link] = [part for part in svg.split("<a ") if f'href="/{code}/"' in part]
        assert f"Plaats {code}: {word}" in link
    assert svg.count('id="k-onbekend"') == svg.count('id="k-gestart"') == 1
    assert 'id="k-pm"' not in svg
    assert svg.count("url(#k-onbekend)") == 1


def test_on_paper_there_are_no_links(drawing: Drawing) -> None:
    svg = svg_of(drawing, STAGES)
    assert "<a " not in svg
    # The names of regions, because no table stands beside it.
    assert svg.count("<text") == 2


def test_one_region_fills_the_map_and_names_what_fits(drawing: Drawing) -> None:
    svg = svg_of(drawing, STAGES, href=str, region="noord")
    assert svg.count("<a ") == 1
    assert ">Plaats GM0001</text></g>" in svg
    whole = svg_of(drawing, STAGES, href=str)
    assert "map-names" not in whole
    assert svg.split("viewBox=")[1][:30] != whole.split("viewBox=")[1][:30]


# ------------------------------------------------------------------------------ what is shipped


def test_the_shipped_drawing_has_neighbours_that_share_lines() -> None:
    from regions.maps import _shipped  # noqa: PLC0415 - what no import replaces

    _key, shipped = _shipped()
    assert len(shipped.rings) == 352
    assert (shipped.source, shipped.licence) == ("CBS en Kadaster", "CC BY 4.0")
    sides: dict[frozenset[tuple[int, int]], int] = {}
    for rings in shipped.rings.values():
        for ring in rings:
            for line in pairwise(ring):
                sides[frozenset(line)] = sides.get(frozenset(line), 0) + 1
    assert set(sides.values()) <= {1, 2}
    # Most of what is drawn lies between two municipalities.
    assert sum(count == 2 for count in sides.values()) > len(sides) * 0.6


@pytest.mark.parametrize("query", ["", "?weergave=tegels", "?gebied=nergens"])
def test_without_boundaries_of_its_division_a_page_shows_tiles(
    client: Client, reviewer: Any, query: str
) -> None:
    factories.instrument(slug="laadvisie", name="Integrale laadvisie")
    factories.municipality(code="GM0004", region=factories.region())
    client.force_login(reviewer)
    page = client.get(f"/gemeenten/kaart/{query}")
    assert "Voor deze indeling is er geen grenskaart. U ziet tegels." in page.text
    assert "real-map" not in page.text


def test_figures_per_municipality_are_a_map_with_classes(client: Client, reviewer: User) -> None:
    noord = factories.region()
    factories.instrument(slug="laadvisie", name="Integrale laadvisie")
    factories.presentation(of=factories.indicator(slug="dekking"), layout=Layout.COVERAGE)
    points = factories.measure(slug=CHARGE_POINTS)
    source = factories.source()
    for code, value in {"GM9701": 12, "GM9702": 1500, "GM9703": None}.items():
        place = factories.municipality(region=noord, code=code, name=f"Fictief {code}")
        factories.observation(
            measure=points, source=source, municipality=place, charger_type=TOTAL, value=value
        )
    client.force_login(reviewer)
    address = "/nu/gemeenten/kaart/?instrument=cijfer-laadpunten"
    assert "2: 1.500" in client.get(address).text
    assert "Fictief GM9702: 1.500" in client.get(f"{address}&weergave=tegels").text
    assert "1: 12" in client.get(f"{address}&gebied={noord.unit.slug}").text
