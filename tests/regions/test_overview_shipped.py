"""The pages of all municipalities with the shipped registers: how many there were, and when.

Apart from the other tests of these pages, which make regions that the shipped data has too.
"""

from datetime import date

import pytest
from django.test import Client

from .test_overview_pages import LIST, names


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("31-12-2020", 355),
        ("1-1-2021", 352),
        ("1-1-2022", 345),
        ("24-3-2022", 344),
        ("1-1-2023", 342),
    ],
)
def test_municipalities_on_a_day(loaded: None, as_outsider: Client, day: str, count: int) -> None:
    assert as_outsider.get(f"{LIST}?op={day}").context["table"].paginator.count == count


@pytest.mark.parametrize(
    ("region", "count"),
    [("oost", 77), ("zuidwest", 63), ("zuid", 92), ("noord", 40), ("noordwest", 76), ("g4", 4)],
)
def test_municipalities_of_a_region_on_1_january_2021(
    loaded: None, as_outsider: Client, region: str, count: int
) -> None:
    page = as_outsider.get(f"{LIST}?op=1-1-2021&regio={region}")
    assert page.context["table"].paginator.count == count


def test_haaren_weesp_and_land_van_cuijk(loaded: None, as_outsider: Client) -> None:
    told = dict(as_outsider.get(f"{LIST}?op=1-4-2023").context["changes"].changes)
    assert "Haaren is verdeeld over Boxtel, Oisterwijk, Tilburg en Vught" in told[date(2021, 1, 1)]
    assert told[date(2022, 3, 24)] == ("Weesp hoort bij Amsterdam (G4)",)
    five = "Boxmeer, Cuijk, Grave, Mill en Sint Hubert en Sint Anthonis"
    assert f"{five} zijn nu samen Land van Cuijk" in told[date(2022, 1, 1)]
    assert names(as_outsider, "?op=23-3-2022&q=weesp&regio=noordwest") == ["Weesp"]
    assert names(as_outsider, "?op=24-3-2022&q=weesp") == []


@pytest.mark.parametrize(
    ("query", "totals"),
    [
        ("?op=1-1-2021", [4, 40, 76, 77, 92, 63, 352]),
        ("?op=31-12-2020&indeling=vandaag", [4, 40, 73, 77, 87, 61, 342]),
    ],
)
def test_the_numbers_of_the_map_add_up_per_region(
    loaded: None, as_outsider: Client, query: str, totals: list[int]
) -> None:
    country = as_outsider.get(f"{LIST}kaart/{query}").context["map"].country
    assert [row.total for row in (*country.table, country.total)] == totals
    assert sum(count for _, count in country.counts) == len(country.tiles) == totals[-1]


def test_a_number_that_a_region_gave_stands_beside_the_map_too(
    loaded: None, as_outsider: Client
) -> None:
    page = as_outsider.get("/rondes/eind-2020/gemeenten/kaart/?instrument=laadvisie")
    assert "Van Zuidwest is alleen een totaal bekend: 6 van 63." in page.text
    assert "GM0034, Noordwest, Flevoland" in as_outsider.get("/rondes/eind-2020/gemeenten/").text
    # Of a region that said "pm" there is no number to tell.
    assert "Van Zuid is alleen een totaal bekend" not in page.text
