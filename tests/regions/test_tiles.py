"""Tiles of municipalities: only what is known per municipality has a name and a colour."""

import pytest

from nalportal.report.editions import Edition
from nalportal.report.web.tags import pages
from regions.reports.tiles import TileMap, tile_map

pytestmark = pytest.mark.django_db


def tiles(edition: Edition, region: str, **asked: str) -> TileMap:
    return tile_map(edition.report.territory, region, **asked)


def test_the_first_instrument_in_stages_per_province_is_shown(edition: Edition) -> None:
    shown = tiles(edition, "noordwest")
    assert shown.instrument.slug == "laadvisie"
    assert [(g.key, len(g.tiles)) for g in shown.groups] == [
        ("Flevoland", 6),
        ("Noord-Holland", 46),
        ("Utrecht", 24),
    ]
    assert [tile.name for tile in shown.groups[0].tiles][:2] == ["Almere", "Dronten"]


@pytest.mark.parametrize("region", ["g4", "noord", "noordwest", "oost", "zuid", "zuidwest"])
@pytest.mark.parametrize("instrument", ["lidmaatschap", "laadvisie", "plankaart"])
def test_counts_and_tiles_add_up_to_the_region(
    edition: Edition, region: str, instrument: str
) -> None:
    shown = tiles(edition, region, instrument=instrument)
    assert sum(count for _, count in shown.counts) == shown.municipalities.value
    assert sum(len(group.tiles) for group in shown.groups) == shown.municipalities.value


def test_tiles_can_be_grouped_by_stage(edition: Edition) -> None:
    shown = tiles(edition, "noordwest", group="stand")
    assert [(g.key, len(g.tiles)) for g in shown.groups] == [("niet-vastgesteld", 76)]


def test_an_address_that_asks_for_nonsense_shows_the_usual_tiles(edition: Edition) -> None:
    usual = tiles(edition, "noordwest")
    assert tiles(edition, "noordwest", instrument="onzin", group="onzin") == usual


def test_a_total_gives_squares_without_a_name(edition: Edition) -> None:
    shown = tiles(edition, "noordwest", instrument="plaatsingsbeleid")
    assert shown.only_total
    assert [len(part) for part in shown.squares] == [65, 11]


def test_pm_gives_no_squares_at_all(edition: Edition) -> None:
    shown = tiles(edition, "zuid")
    assert shown.only_total
    assert [len(part) for part in shown.squares] == [0, 0]


def test_an_instrument_outside_table_3_has_tiles_and_no_total(edition: Edition) -> None:
    shown = tiles(edition, "g4", instrument="plankaart")
    assert shown.cell is None
    assert not shown.only_total
    assert (shown.in_force, shown.unknown) == (0, 4)
    assert [len(part) for part in shown.squares] == [0, 0]


@pytest.mark.parametrize(
    ("region", "instrument", "outcome", "reservation"),
    [
        (
            "noordwest",
            "laadvisie",
            "Integrale laadvisie: vastgesteld in 0 van de 76 gemeenten.",
            "Hoever elke gemeente wel was (concept, in ontwikkeling), is niet opgegeven.",
        ),
        (
            "g4",
            "lidmaatschap",
            "Aangesloten bij NAL-regio (actief lid): 4 van de 4 gemeenten.",
            "",
        ),
        (
            "g4",
            "plankaart",
            "Plankaart: vastgesteld in 0 van de 4 gemeenten.",
            "Van 4\u00a0gemeenten is de stand niet bekend.",
        ),
    ],
)
def test_a_sentence_says_what_the_tiles_show(
    edition: Edition, region: str, instrument: str, outcome: str, reservation: str
) -> None:
    shown = tiles(edition, region, instrument=instrument)
    assert pages.outcome(shown) == outcome
    assert pages.reservation(shown) == reservation
