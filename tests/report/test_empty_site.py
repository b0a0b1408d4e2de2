"""A site that is being set up: a region and nothing else yet."""

import pytest
from django.test import Client

from nalportal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, outsider: User) -> Client:
    client.force_login(outsider)
    factories.region(unit=factories.unit(name="Regio Noord", slug="noord"))
    return client


def test_a_region_without_instruments_and_municipalities_has_its_page(reader: Client) -> None:
    page = reader.get("/nu/regios/noord/").content.decode()
    assert "Regio Noord" in page
    assert 'id="tegelkaart"' not in page


def test_without_a_municipality_no_sentence_begins_with_a_dot(reader: Client) -> None:
    page = reader.get("/nu/").content.decode()
    assert "0\u00a0gemeenten." in page
    assert ">. 0" not in page


@pytest.mark.parametrize("address", ["/nu/gemeenten/kaart/", "/gemeenten/kaart/"])
def test_there_is_no_map_of_no_instrument(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/rondes/nieuw.atom", "/sitemap.xml", "/robots.txt", "/contact/"]
)
def test_what_readers_follow_is_there_before_anything_is(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["/mijlpaal/NO-001/", "/indicator/plaatsingstempo/", "/embed/laadpunten/"]
)
def test_nothing_is_told_of_what_no_report_has(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
