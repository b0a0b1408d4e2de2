"""Dekking from country to municipality, its files, and how many queries: with fictitious series."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Observation, Source
from indicators.reports.cache import collected_at
from nalportal.accounts.models import User
from nalportal.progress.models import RoundState
from nalportal.report.freeze import freeze, publish
from nalportal.report.web.charts import Charts
from tests import factories
from tests.indicators.made_series import fill
from tests.loaded_report import put_report_in

pytestmark = pytest.mark.django_db

MONTHS = 8
# The last month of the series; January 2017 is the first.
PEILDATUM = date(2017, 8, 31)


@pytest.fixture(scope="module")
def frozen(django_db_setup: None, django_db_blocker: Any, loaded_rows: Path) -> Iterator[None]:
    """Eight fictitious months of each municipality, and a round that was published with them."""
    with django_db_blocker.unblock(), transaction.atomic():
        put_report_in(loaded_rows)
        fill(MONTHS)
        round_ = factories.round_(
            slug="fictief",
            reference_on=PEILDATUM,
            division_on=PEILDATUM,
            figures_until=PEILDATUM,
            state=RoundState.CONCEPT,
        )
        freeze(round_, by=None, reason="fictief")
        publish(round_, by=None, reason="fictief")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(frozen: None, client: Client, outsider: User) -> Client:
    client.force_login(outsider)
    return client


ROOT = "/rondes/fictief/indicatoren/"


def test_a_frozen_round_shows_both_figures_with_their_numbers(frozen: None, client: Client) -> None:
    page = client.get(f"{ROOT}dekking/").text
    assert page.count('class="vega"') == 7
    assert 'id="tabel-4"' in page
    assert 'id="tabel-5"' in page
    assert "Fictieve uitgever, Fictieve reeks per gemeente, verzonnen" in page
    assert "Gegenereerd om de grafieken te laten zien" in page
    assert "Licentie: CC0 (fictief)." in page
    assert "Daarom staat hier geen grafiek" not in page
    assert "style=" not in page.split("<main")[1]


def test_from_the_country_to_a_region_to_a_municipality(frozen: None, client: Client) -> None:
    country = client.get(f"{ROOT}dekking/").text
    assert f'href="{ROOT}dekking/noord/"' in country
    region = client.get(f"{ROOT}dekking/noord/").text
    assert region.count('class="vega"') == 2
    assert f'href="{ROOT}dekking/gemeente/GM0014/"' in region
    assert region.index(">Groningen<") < region.index(">Leeuwarden<")
    municipality = client.get(f"{ROOT}dekking/gemeente/GM0014/").text
    assert "Van een gemeente ligt alleen deze stand vast" in municipality
    assert 'class="vega"' not in municipality


def test_a_frozen_municipality_does_not_follow_the_register(frozen: None, client: Client) -> None:
    address = f"{ROOT}dekking/gemeente/GM0014/"
    before = client.get(address).content
    Observation.objects.filter(municipality__code="GM0014").delete()
    assert client.get(address).content == before


def test_now_a_municipality_has_its_series(reader: Client) -> None:
    page = reader.get("/nu/indicatoren/dekking/gemeente/GM0014/").text
    assert page.count('class="vega"') == 2
    assert "Trend per maand" in page


@pytest.mark.parametrize("path", ["dekking/logistiek/", "dekking/gemeente/GM9999/"])
def test_an_area_without_figures_is_404(frozen: None, client: Client, path: str) -> None:
    assert client.get(f"{ROOT}{path}").status_code == 404


# -------------------------------------------------------------------------- files of a chart


def test_each_chart_of_the_page_has_its_numbers_and_its_picture(
    frozen: None, client: Client
) -> None:
    picture = client.get(f"{ROOT}grafieken/geplaatst-noord.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert picture.text in client.get(f"{ROOT}dekking/").text
    numbers = client.get(f"{ROOT}grafieken/geplaatst-noord.csv")
    assert 'filename="nal-fictief-v1-geplaatst-noord.csv"' in numbers.headers["Content-Disposition"]
    lines = numbers.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Maand tot en met;Noord;Voorlopig"
    assert len(lines) == MONTHS
    assert lines[-1].endswith(";ja")


def test_a_chart_that_is_not_there_is_404(frozen: None, client: Client) -> None:
    assert client.get(f"{ROOT}grafieken/dekking-nergens.svg").status_code == 404
    assert client.get("/rondes/eind-2020/indicatoren/grafieken/dekking.csv").status_code == 404


def test_without_a_drawing_the_picture_is_404_and_the_tables_stand(
    frozen: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: object) -> Charts | None:
        return None

    monkeypatch.setattr("nalportal.report.web.views.coverage.drawn", failing)
    page = client.get(f"{ROOT}dekking/noord/")
    assert "Cijfers bij de grafieken: Noord" in page.text
    assert "no-store" in page.headers["Cache-Control"]


# ------------------------------------------------------------------------------------ queries


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    # One of the first is for the indicators themselves: since they are rows, they are asked for.
    # One is for the session of who reads: nothing of those is in a cache.
    ("path", "first", "later"),
    [("dekking/", 13, 6), ("dekking/noord/", 13, 6), ("dekking/gemeente/GM0014/", 14, 7)],
)
def test_now_takes_a_literal_number_of_queries_and_few_when_nothing_changed(
    reader: Client, path: str, first: int, later: int
) -> None:
    reader.get("/nu/")  # the last published report is read once per process
    collected_at.cache_clear()
    found = [queries_of(reader, f"/nu/indicatoren/{path}") for _ in range(2)]
    assert found == [first, later]


def test_what_was_entered_just_now_is_on_the_page(reader: Client) -> None:
    assert "Fictieve uitgever" in reader.get("/nu/indicatoren/dekking/").text
    source = Source.objects.get(slug="fictief")
    source.publisher = "Een andere uitgever"
    source.save()
    assert "Een andere uitgever" in reader.get("/nu/indicatoren/dekking/").text
