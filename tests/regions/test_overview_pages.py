"""All municipalities × instruments on a date: who sees what, filters, order, division, files."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from regions.models import AnswerKind, Province, Region, ReorganisationKind, Stage
from tests import factories

LIST = "/gemeenten/"


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [line.entry.name for line in response.context["table"].page]


@pytest.fixture
def vision(db: None) -> Any:
    return factories.instrument(slug="laadvisie", name="Laadvisie", review_after_months=24)


@pytest.fixture
def varied(noord: Region, vision: Any) -> None:
    """Four municipalities: adopted and nearly due, in preparation too, none, and nothing known."""
    other = factories.instrument(slug="lidmaatschap", name="Lid", answers=AnswerKind.YES_NO)
    east = factories.region(unit=factories.unit(slug="oost", short_name="Oost"))
    adopted = factories.municipality(name="Aduard", code="GM9001", region=noord)
    renewing = factories.municipality(name="Borger", code="GM9002", region=noord)
    nothing = factories.municipality(
        name="Súdhaven", code="GM9003", region=east, province=Province.GELDERLAND
    )
    factories.municipality(name="Zuidlaren", code="GM9004", region=east)
    factories.municipality_alias(municipality=nothing, name="Zuidhaven (Gld.)")
    document = factories.policy_document(reference="CVDR000001")
    factories.policy_step(
        municipality=adopted,
        instrument=vision,
        on=date(2021, 5, 12),
        review_due_on=date(2023, 5, 12),
        document=document,
    )
    factories.policy_step(
        municipality=renewing,
        instrument=vision,
        on=date(2021, 9, 1),
        review_due_on=date(2023, 9, 1),
    )
    factories.policy_step(
        municipality=renewing, instrument=vision, stage=Stage.DRAFT, on=date(2023, 2, 1)
    )
    factories.policy_step(
        municipality=nothing, instrument=vision, stage=Stage.NONE, on=date(2022, 1, 1)
    )
    factories.policy_step(
        municipality=nothing, instrument=other, stage=Stage.YES, on=date(2022, 6, 1)
    )


# ---------------------------------------------------------------------------- who, and how much


def test_without_sign_in_there_is_only_the_sign_in_page(client: Client, db: None) -> None:
    assert client.get(LIST).headers["Location"].startswith("/account/inloggen/")


def test_any_account_sees_all_municipalities(as_outsider: Client, varied: None) -> None:
    assert names(as_outsider) == ["Aduard", "Borger", "Súdhaven", "Zuidlaren"]


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 10), ("?op=1-3-2023&stand=vastgesteld&sort=-review", 10), ("?q=dorp", 12)],
)
def test_the_list_takes_at_most_twelve_queries_however_much_there_is(
    as_coordinator: Client,
    noord: Region,
    vision: Any,
    query: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    as_coordinator.get(LIST)
    for _ in range(2):
        for _ in range(3):
            place = factories.municipality(region=noord)
            factories.policy_step(municipality=place, instrument=vision)
            factories.reorganisation(new=place)
        with django_assert_num_queries(queries):
            as_coordinator.get(f"{LIST}{query}")


def test_an_open_remark_stands_in_its_cell_for_who_keeps_the_region(
    as_coordinator: Client, outsider: User, noord: Region, vision: Any
) -> None:
    place = factories.municipality(region=noord)
    factories.remark(unit=noord.unit, kind="beleid", key=f"{place.code}.{vision.slug}")
    link = f'href="/gemeenten/{place.code}/#opmerkingen"'
    assert link in as_coordinator.get(LIST).text
    stranger = Client()
    stranger.force_login(outsider)
    assert link not in stranger.get(LIST).text


def test_only_who_keeps_a_region_gets_boxes_and_only_for_that_region(
    as_coordinator: Client, varied: None
) -> None:
    page = as_coordinator.get(LIST).text
    boxes = [code for code in ("GM9001", "GM9002", "GM9003", "GM9004") if f'value="{code}"' in page]
    assert boxes == ["GM9001", "GM9002"]


# ------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?regio=oost", ["Súdhaven", "Zuidlaren"]),
        ("?provincie=Gelderland", ["Súdhaven"]),
        ("?stand=vastgesteld", ["Aduard", "Borger"]),
        ("?stand=concept", ["Borger"]),  # beside what is in force
        ("?instrument=lidmaatschap&stand=vastgesteld", []),
        ("?instrument=lidmaatschap&stand=ja", ["Súdhaven"]),
        ("?instrument=laadvisie&onbekend=on", ["Zuidlaren"]),
        ("?op=1-6-2023&herijking=verlopen", ["Aduard"]),
        ("?op=1-6-2023&herijking=binnenkort", ["Borger"]),
        ("?op=1-6-2020&stand=vastgesteld", []),
        ("?q=sudhaven", ["Súdhaven"]),
        ("?q=zuid", ["Súdhaven", "Zuidlaren"]),  # by its alias too
        ("?q=gm9001", ["Aduard"]),
        ("?sort=-name", ["Zuidlaren", "Súdhaven", "Borger", "Aduard"]),
        ("?sort=-stand_laadvisie", ["Zuidlaren", "Súdhaven", "Borger", "Aduard"]),
        ("?sort=review", ["Aduard", "Borger", "Súdhaven", "Zuidlaren"]),
        ("?sort=latest", ["Aduard", "Súdhaven", "Borger", "Zuidlaren"]),
    ],
)
def test_filters_and_order(
    as_outsider: Client, varied: None, query: str, expected: list[str]
) -> None:
    assert names(as_outsider, query) == expected


def test_a_date_that_is_none_is_an_error_with_all_rows(as_outsider: Client, varied: None) -> None:
    page = as_outsider.get(f"{LIST}?op=31-2-2021").text
    assert "“31-2-2021” is geen datum" in page
    assert "Fout:" in page.partition("</title>")[0]
    assert "Aduard" in page


def test_the_list_says_that_totals_of_regions_are_not_in_it(
    as_outsider: Client, varied: None
) -> None:
    said = "Deze lijst kent alleen wat per gemeente is vastgelegd."
    for asked in ("?stand=vastgesteld", "?stand=ja", "?herijking=verlopen&instrument=laadvisie"):
        assert said in as_outsider.get(LIST + asked).content.decode(), asked
    for asked in ("", "?stand=concept", "?stand=ja&instrument=laadvisie"):
        assert said not in as_outsider.get(LIST + asked).content.decode(), asked


def test_a_filter_that_cannot_be_read_is_left_out_and_the_others_count(
    as_outsider: Client, varied: None
) -> None:
    assert names(as_outsider, "?stand=mars&regio=oost") == ["Súdhaven", "Zuidlaren"]
    page = as_outsider.get(f"{LIST}?stand=mars&regio=oost&page=99").content.decode()
    assert "Wat hierboven niet klopt, telt niet mee: daarop is niet gefilterd." in page
    assert "De gevraagde pagina is er niet. Dit is pagina 1 van 1." in page


def test_the_rows_say_what_is_in_force_what_is_coming_and_what_is_due(
    as_outsider: Client, varied: None
) -> None:
    page = " ".join(as_outsider.get(f"{LIST}?op=1-6-2023").text.split())
    assert "sinds 12-5-2023" in page
    assert "vóór 1-9-2023" in page
    assert "In voorbereiding: concept" in page
    assert "Laadvisie: vastgesteld, CVDR000001" in page
    assert "Nog geen status vastgelegd" in page


def test_a_page_holds_25_or_100(as_outsider: Client, noord: Region) -> None:
    for _ in range(30):
        factories.municipality(region=noord)
    assert len(names(as_outsider)) == 25
    assert len(names(as_outsider, "?page=2")) == 5
    assert len(names(as_outsider, "?per_page=100")) == 30
    assert "<b>30\u00a0gemeenten</b>" in as_outsider.get(LIST).text


# --------------------------------------------------------------- division, mergers and moves


def merged(region: Region) -> None:
    """Oud and Ouder became Nieuw in 2022; both had adopted a vision, Ouder first."""
    vision = factories.instrument(slug="laadvisie")
    day = date(2022, 1, 1)
    new = factories.municipality(name="Nieuw", code="GM9100", region=region, valid_from=day)
    for name, adopted in (("Oud", date(2021, 6, 1)), ("Ouder", date(2021, 3, 1))):
        old = factories.municipality(name=name, region=region, valid_until=day)
        factories.policy_step(municipality=old, instrument=vision, on=adopted)
        factories.reorganisation(old=old, new=new, on=day)


def test_what_a_merged_municipality_has_is_inherited_and_says_so(
    as_outsider: Client, noord: Region
) -> None:
    merged(noord)
    assert names(as_outsider, "?op=31-12-2021") == ["Oud", "Ouder"]
    page = as_outsider.get(f"{LIST}?op=1-1-2022").text
    assert "geërfd van Oud en Ouder – te herijken" in page
    assert "1\u00a0januari\u00a02022: Oud en Ouder zijn nu samen Nieuw." in page


def test_an_older_date_can_be_shown_in_the_division_of_today(
    as_outsider: Client, noord: Region
) -> None:
    merged(noord)
    assert names(as_outsider, "?op=31-12-2021&indeling=vandaag") == ["Nieuw"]


def test_splits_additions_and_moves_have_their_own_words(
    as_outsider: Client, noord: Region
) -> None:
    day, other = date(2022, 3, 24), factories.region(name="Fictief West")
    city = factories.municipality(name="Stad", region=other)
    split = factories.municipality(name="Gesplitst", region=noord, valid_until=day)
    for new in (city, factories.municipality(name="Dorp", region=noord)):
        factories.reorganisation(old=split, new=new, on=day, kind=ReorganisationKind.SPLIT)
    small = factories.municipality(name="Klein", region=noord, valid_until=day)
    factories.reorganisation(old=small, new=city, on=day, kind=ReorganisationKind.ADDITION)
    moving = factories.municipality(name="Verhuisd")
    factories.membership(municipality=moving, region=noord, valid_until=day)
    factories.membership(municipality=moving, region=other, valid_from=day)
    changes = as_outsider.get(LIST).context["changes"]
    assert changes.before == 5
    assert changes.changes == (
        (
            day,
            (
                "Gesplitst is verdeeld over Dorp en Stad",
                "Klein hoort bij Stad (Fictief West)",
                "Verhuisd hoort bij Fictief West",
            ),
        ),
    )


# ---------------------------------------------------------------------------------------- files


def test_the_csv_holds_exactly_the_rows_of_the_list(as_outsider: Client, varied: None) -> None:
    response = as_outsider.get(f"{LIST}gemeenten.csv?op=1-6-2023&stand=vastgesteld&sort=-name")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Gemeente"] for row in rows] == ["Borger", "Aduard"]
    assert rows[0]["Laadvisie"] == "Vastgesteld"
    assert rows[0]["Laadvisie: in voorbereiding"] == "Concept"
    assert rows[0]["Laadvisie: herijken vóór"] == "1-9-2023"
    assert {row["Stand op"] for row in rows} == {"1-6-2023"}


def test_the_sheet_has_real_dates(as_outsider: Client, varied: None) -> None:
    response = as_outsider.get(f"{LIST}gemeenten.xlsx?q=aduard")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    head, row = ([cell.value for cell in line] for line in sheet)
    found = dict(zip(head, row, strict=True))
    assert found["Laadvisie: datum"].date() == date(2021, 5, 12)
    assert found["Lid"] == "Onbekend"


def test_a_file_with_a_wrong_date_is_the_list_with_the_error(
    as_outsider: Client, varied: None
) -> None:
    response = as_outsider.get(f"{LIST}gemeenten.csv?op=morgen")
    assert response.headers["Location"] == "/gemeenten/?op=morgen"


# ------------------------------------------------------------------------------------- the map


def test_the_map_takes_eight_queries_however_much_there_is(
    as_coordinator: Client,
    noord: Region,
    vision: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(2):
        for _ in range(3):
            place = factories.municipality(region=noord)
            factories.policy_step(municipality=place, instrument=vision)
        # One asks for the boundaries of these, one whether the grid is for who looks.
        with django_assert_num_queries(8):
            as_coordinator.get(f"{LIST}kaart/")


def test_each_tile_leads_to_its_municipality(as_outsider: Client, varied: None) -> None:
    page = as_outsider.get(f"{LIST}kaart/?instrument=laadvisie&op=1-6-2023").text
    assert '<a href="/gemeenten/GM9001/">' in page
    assert ">Aduard: vastgesteld</text>" in page
    assert ">Zuidlaren: onbekend</text>" in page


# ------------------------------------------------------------------------- regions side by side


def test_regions_side_by_side_take_seven_queries_however_much_there_is(
    as_coordinator: Client,
    noord: Region,
    vision: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(2):
        for _ in range(3):
            place = factories.municipality(region=noord)
            factories.policy_step(municipality=place, instrument=vision)
        with django_assert_num_queries(7):
            as_coordinator.get(f"{LIST}regios/")


def test_regions_stand_side_by_side_with_what_is_known_and_due(
    as_outsider: Client, varied: None
) -> None:
    page = " ".join(as_outsider.get(f"{LIST}regios/?op=1-6-2023").text.split())
    assert "2 van 2" in page
    assert "0 van de 1 bekende (1 onbekend)" in page
    assert "Laadvisie, verlopen sinds 12 mei 2023" in page
    assert "Laadvisie, vóór 1 september 2023" in page
