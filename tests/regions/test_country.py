"""The map of the country: cells, borders and numbers, from made municipalities. Pure."""

import re
from collections.abc import Iterable

import pymupdf
import typst
from fontpkg_source_sans_3 import ROOT as FONTS

from nalportal.report.tile_map import country_svg, tile_text
from regions.models import Stage
from regions.reports import InstrumentEntry, MunicipalityEntry, StatusEntry
from regions.reports.country import Border, CountryMap, country_map, map_of, region_borders
from regions.status import Status
from tests.report.pdf_sample import territory

VISION = InstrumentEntry(
    "laadvisie", "Integrale laadvisie", "Laadvisie", "Laadvisie", "fasen", True
)
MEMBER = InstrumentEntry(
    "lidmaatschap", "Aangesloten", "Aangesloten", "Aangesloten", "ja-nee", True
)
REGIONS = {"noord": "Noord", "oost": "Oost"}


def place(
    code: str, column: int, row: int, region: str = "noord", **status: str
) -> MunicipalityEntry:
    vision = Status(**{"stage": Stage.ADOPTED, **status})  # type: ignore[arg-type]
    statuses = (StatusEntry("lidmaatschap", Status()), StatusEntry("laadvisie", vision))
    return MunicipalityEntry(code, f"Plaats {code}", "Drenthe", region, column, row, statuses)


def the_map(places: Iterable[MunicipalityEntry], instrument: str = "") -> CountryMap:
    return country_map(places, (MEMBER, VISION), REGIONS, instrument)


def test_cells_begin_at_the_first_one_that_is_used() -> None:
    found = the_map([place("A", 4, 7), place("B", 6, 9)])
    assert [(tile.column, tile.row) for tile in found.tiles] == [(0, 0), (2, 2)]
    assert (found.columns, found.rows) == (3, 3)


def test_the_first_instrument_in_stages_is_shown_unless_another_is_asked() -> None:
    assert the_map([place("A", 0, 0)]).instrument == VISION
    assert the_map([place("A", 0, 0)], "onzin").instrument == VISION
    assert the_map([place("A", 0, 0)], "lidmaatschap").stages == ("onbekend",)


def test_the_legend_and_the_table_count_every_municipality_once() -> None:
    places = [
        place("A", 0, 0),
        place("B", 1, 0, stage=Stage.DRAFT),
        place("C", 2, 0, "oost"),
        place("D", 3, 0, "oost", stage="onbekend"),
    ]
    found = the_map(places)
    assert found.counts == (("vastgesteld", 2), ("concept", 1), ("onbekend", 1))
    assert [(row.name, row.counts, row.total) for row in (*found.table, found.total)] == [
        ("Noord", (1, 1, 0), 2),
        ("Oost", (1, 0, 1), 2),
        ("", (2, 1, 1), 4),
    ]


def test_a_border_runs_between_neighbours_of_two_regions_and_nowhere_else() -> None:
    cells = {(0, 0): "noord", (1, 0): "oost", (0, 1): "noord", (1, 1): "oost", (3, 1): "noord"}
    assert region_borders(cells) == (Border(1, 0, 1, 2),)


def test_a_border_that_turns_is_two_lines_and_one_with_a_gap_too() -> None:
    assert region_borders({(0, 0): "noord", (1, 0): "oost", (0, 1): "oost"}) == (
        Border(1, 0, 1, 1),
        Border(0, 1, 1, 1),
    )
    gap = {(0, 0): "noord", (1, 0): "oost", (0, 2): "noord", (1, 2): "oost"}
    assert region_borders(gap) == (Border(1, 0, 1, 1), Border(1, 2, 1, 3))


def test_no_municipality_no_map() -> None:
    found = the_map([])
    assert (found.tiles, found.borders, found.total.total) == ((), (), 0)


# --------------------------------------------------------------------------------- the drawing


def test_each_tile_is_a_link_with_its_text_and_nothing_has_a_style() -> None:
    svg = country_svg(
        the_map([place("A", 0, 0), place("B", 1, 0, "oost")]), lambda code: f"/{code}/"
    )
    assert re.findall(r'<a href="(/\w/)">.*?<text[^>]*>([^<]*)</text></a>', svg) == [
        ("/A/", "Plaats A: vastgesteld"),
        ("/B/", "Plaats B: vastgesteld"),
    ]
    assert 'stroke-width="2"' in svg
    assert "style=" not in svg


def test_on_paper_the_same_drawing_has_no_links_and_no_loose_text() -> None:
    svg = country_svg(the_map([place("A", 0, 0)]))
    assert svg.count("<use ") == 1
    assert "<a " not in svg
    assert "<text" not in svg


def test_the_names_of_regions_are_drawn_on_paper_too() -> None:
    """The name of the typeface holds a figure: without quotes Typst draws no text, silently."""
    row = [place(str(column), column, 0) for column in range(9)]
    svg = country_svg(the_map(row), names=True)
    source = b'#image(bytes(sys.inputs.svg), format: "svg")'
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    given = {"svg": str(svg)}
    paper = typst.compile(  # type: ignore[type-var]  # stubs know no bytes
        source, root=".", font_paths=fonts, sys_inputs=given
    )
    with pymupdf.open(stream=paper) as document:
        assert document[0].get_text().strip() == "Noord"


def test_stages_differ_in_ground_edge_and_icon() -> None:
    stages = ("vastgesteld", "concept", "gestart", "geen", "onbekend", "pm")
    places = [place(str(n), n, 0, stage=stage) for n, stage in enumerate(stages)]
    svg = country_svg(the_map(places))
    rects = re.findall(
        r'<rect x="[^"]*" y="1.5" [^>]*fill="([^"]*)" stroke="([^"]*)" '
        r'stroke-dasharray="([^"]*)"/><use href="([^"]*)"',
        svg,
    )
    assert len(set(rects)) == len(stages)
    assert len({fill for fill, *_ in rects}) == len(stages)


def test_what_was_inherited_says_from_whom() -> None:
    entry = place("A", 0, 0)
    status = Status(Stage.ADOPTED, inherited_from=("Grave", "Cuijk"))
    inherited = MunicipalityEntry(
        "A", "Maas", "", "noord", 0, 0, (StatusEntry("laadvisie", status),)
    )
    assert tile_text(the_map([entry]).tiles[0]) == "Plaats A: vastgesteld"
    only = country_map([inherited], [VISION], REGIONS)
    assert tile_text(only.tiles[0]) == "Maas: vastgesteld, geërfd van Grave en Cuijk"


def test_a_report_has_a_map_of_its_own_municipalities() -> None:
    found = map_of(territory())
    assert [(tile.name, tile.stage) for tile in found.tiles] == [("Assen", "vastgesteld")]
    assert [row.name for row in found.table] == ["Noord"]


def test_a_region_alone_begins_in_the_corner_and_counts_only_itself() -> None:
    places = [
        place("A", 0, 0),
        place("B", 5, 7, "oost", stage=Stage.DRAFT),
        place("C", 6, 7, "oost"),
    ]
    whole = the_map(places)
    east = whole.within("oost")
    assert [(tile.code, tile.column, tile.row) for tile in east.tiles] == [("B", 0, 0), ("C", 1, 0)]
    assert (east.columns, east.rows, east.borders) == (2, 1, ())
    assert east.counts == (("vastgesteld", 1), ("concept", 1))
    assert whole.within("noord").counts == (("vastgesteld", 1),)
    assert whole.within("nergens") is whole
