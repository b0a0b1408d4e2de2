"""The map of the country: cells, borders and numbers, from made municipalities. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pymupdf
import typst
from django.template.loader import render_to_string
from fontpkg_source_sans_3 import ROOT as FONTS
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.reports import CoverageReport, IndicatorTexts, MunicipalStock
from nalportal.dutch import number
from nalportal.figures import Figure
from nalportal.report.labels import class_word
from nalportal.report.tables.maps import map_figures, stage_table
from nalportal.report.tile_map import country_svg, tile_text
from regions.models import Stage
from regions.reports import InstrumentEntry, MunicipalityEntry, StatusEntry
from regions.reports.classes import MapFigures, classed, upper_bounds
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


# --------------------------------------------------------------------------- figures in classes


VALUES = st.lists(st.integers(0, 30).map(Decimal), min_size=1, max_size=40)


@settings(max_examples=40)
@given(VALUES)
def test_a_class_is_a_fifth_and_the_same_figure_is_in_the_same_class(values: list[Decimal]) -> None:
    bounds = upper_bounds(values)
    assert list(bounds) == sorted(set(bounds) & set(values))
    assert bounds[-1] == max(values)
    sizes = Counter(bisect_left(bounds, value) for value in values)
    assert len(sizes) == len(bounds) <= 5
    if len(set(values)) == len(values) >= 5:
        assert max(sizes.values()) - min(sizes.values()) <= 1


def shown_figures() -> CountryMap:
    """Five known figures of six, of which two are the same."""
    known = dict(zip("ABCDE", map(Decimal, (3, 3, 12, 40, 1500)), strict=True))
    values = {code: (value, number(value)) for code, value in known.items()}
    figures = MapFigures("cijfer", "Punten (fictief)", values, number, "Cijfers van gisteren.")
    regions = dict(zip("ABCDEF", ["noord"] * 3 + ["oost"] * 3, strict=True))
    places = [place(code, at, 0, region) for at, (code, region) in enumerate(regions.items())]
    return classed(the_map(places), figures)


def test_classes_are_counted_per_region_and_the_unknown_are_unknown() -> None:
    found = shown_figures()
    assert [(class_word(found, stage), count) for stage, count in found.counts] == [
        ("1: 3", 2),
        ("2: 12", 1),
        ("3: 40", 1),
        ("4: 1.500", 1),
        ("Onbekend", 1),
    ]
    assert [(row.name, row.counts) for row in found.table] == [
        ("Noord", (2, 1, 0, 0, 0)),
        ("Oost", (0, 0, 1, 1, 1)),
    ]
    assert [tile_text(tile) for tile in found.tiles][4:] == [
        "Plaats E: 1.500",
        "Plaats F: onbekend",
    ]
    assert str(stage_table(found).columns[2].heading) == "2: 12"


def test_tiles_have_the_number_of_their_class() -> None:
    svg = country_svg(shown_figures(), str)
    assert re.findall(r'text-anchor="middle">(\d)</text>', svg) == ["1", "2", "3", "4"]
    assert 'href="#stand-klasse-4"' in svg
    of_one = shown_figures().within("oost").counts
    assert of_one == (("klasse-3", 1), ("klasse-4", 1), ("onbekend", 1))


NO_TEXTS = IndicatorTexts("", "", None, (), (), (), ())


def test_the_stock_of_municipalities_is_a_map_with_a_legend_that_adds_up() -> None:
    assert map_figures(CoverageReport(NO_TEXTS, (), (), (), (), (), ())) is None
    elsewhere = MapFigures("cijfer", "Punten (fictief)", {"Z": (Decimal(3), "3")}, number, "")
    assert classed(the_map([place("A", 0, 0)]), elsewhere).stages == ("onbekend",)
    days = (date(2021, 12, 31), date(2020, 12, 31), date(2021, 12, 31))
    stock = tuple(
        MunicipalStock(code, code, "noord", on, False, Figure("f", value, at_least=code == "B"))
        for code, on, value in zip("ABC", days, (Decimal(5), Decimal(1200), None), strict=True)
    )
    figures = map_figures(CoverageReport(NO_TEXTS, (), (), stock, (), (), ()))
    assert figures is not None
    found = classed(the_map(place(code, at, 0) for at, code in enumerate("ABC")), figures)
    shown = render_to_string("regions/map_legend.html", {"country": found})
    text = " ".join(re.sub("<[^>]+>", " ", shown).split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "3 gemeenten 1: 5 (1 gemeente) 2: 1.200 (1 gemeente) Onbekend (1 gemeente)" in text
    assert "Cijfers van 31-12-2020 tot en met 31-12-2021." in text
    # A tile has the number of its class; the ground of a map in the legend would be another.
    of_tiles = render_to_string("regions/map_legend.html", {"country": found, "tiles": True})
    assert (shown.count("map-swatch"), of_tiles.count("map-swatch")) == (3, 0)
    assert of_tiles.count("tile-onbekend") == of_tiles.count("<svg") == 1
    assert [tile_text(tile) for tile in found.tiles][1:] == [
        "Plaats B: ten minste 1.200",
        "Plaats C: onbekend",
    ]
