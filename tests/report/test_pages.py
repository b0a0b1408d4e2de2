"""The public pages: what they show, to whom, with how many queries."""

import html
import re
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.charts import DrawingError
from indicators.models import Measure, Source
from indicators.reports.cache import collected_at
from nalportal.accounts.models import User
from nalportal.progress.models import Milestone, ReportingUnit, RoundState
from nalportal.report.editions import Edition, frozen_report
from nalportal.report.freeze import freeze
from nalportal.report.web.http import SHOWN
from nalportal.report.web.views import downloads as downloading
from regions.models import Region
from tests import factories
from tests.accounts.codes import give_second_factor
from tests.conftest import of_page
from workgroups.models import Workgroup

pytestmark = pytest.mark.django_db

ROUND = {"slug": "eind-2020"}
PAGES = {
    "report": {},
    "regions": {},
    "side-by-side": {},
    "region": {"region": "noordwest"},
    "workgroups": {},
    "workgroup": {"group": "logistiek"},
    "indicators": {},
    "indicator": {"indicator": "ev-per-laadpunt"},
    "municipalities": {},
    "country": {},
    "differences": {},
    "downloads": {},
}
INDICATORS = ["ev-per-laadpunt", "plaatsingstempo", "aangesloten-gemeenten", "dekking"]
LOOSE = [
    "home",
    "rounds",
    "definitions",
    "sources",
    "open-data",
    "accessibility",
    "privacy",
]

# Queries of a signed-in page: the user, the rounds, and what the page shows, the figures anew. (The
# session comes from the cache; who has not read the last published report yet takes one more.)
LIVE_QUERIES = {
    "report": 17,
    "regions": 9,
    "side-by-side": 8,
    # Six of them for the figures of its charge points; one while nothing was entered since.
    "region": 15,
    "workgroups": 6,
    "workgroup": 6,
    "indicators": 14,
    "indicator": 10,
    "municipalities": 8,
    "country": 15,  # and boundaries of this division, and the figures of its municipalities
    "differences": 9,
    "downloads": 17,
}


def published_addresses() -> list[str]:
    pages = [reverse(name, kwargs=ROUND | more) for name, more in PAGES.items()]
    versions = [reverse(n, kwargs=ROUND | {"version": 1} | m) for n, m in PAGES.items()]
    more = [reverse("indicator", kwargs=ROUND | {"indicator": i}) for i in INDICATORS]
    return [*pages, *versions, *more, *(reverse(name) for name in LOOSE)]


def queries_of(client: Client, address: str, **headers: Any) -> tuple[int, int]:
    """The status and the number of queries of one request."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers or None)
    return response.status_code, len(of_page(captured))


@pytest.mark.parametrize("address", published_addresses())
def test_what_is_published_is_public(edition: Edition, client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert '<html lang="nl"' in response.text


@pytest.mark.parametrize("address", published_addresses())
def test_a_frozen_page_takes_at_most_five_queries(
    edition: Edition, client: Client, address: str
) -> None:
    frozen_report.cache_clear()
    most = 5
    if address.endswith("/downloads/"):
        # A workbook that is made tells what was frozen with its version, such as the licence.
        caches["files"].clear()
        most = 6
    status, queries = queries_of(client, address)
    assert (status, queries <= most) == (200, True), queries


@pytest.mark.parametrize("address", published_addresses())
def test_a_page_that_did_not_change_answers_304_without_being_drawn(
    edition: Edition, client: Client, address: str
) -> None:
    """Two queries where the page is not kept: what was published last, and which rounds there are.
    Where it is, the first of them does, and that is asked once a second."""
    etag = client.get(address).headers["ETag"]
    assert queries_of(client, address, if_none_match=etag) == (304, 2)


def test_the_etag_moves_with_the_release(edition: Edition, client: Client, settings: Any) -> None:
    etag = client.get("/").headers["ETag"]
    settings.RELEASE = "een andere"
    assert client.get("/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("name", SHOWN)
def test_the_etag_moves_with_what_is_shown_of_the_settings(
    edition: Edition, client: Client, settings: Any, name: str
) -> None:
    etag = client.get("/contact/").headers["ETag"]
    shown = "https://x.example" if name == "SITE_URL" else "fictief@x.example"
    setattr(settings, name, ["https://x.example"] if name == "EMBED_HOSTS" else shown)
    assert client.get("/contact/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/rondes/geen-ronde/",
        "/rondes/eind-2020/v99/",
        "/embed/geen-ronde/laadpunten/",
        "/indicator/geen/",
        "/mijlpaal/ZZ-999/",
        "/api/v1/rondes/geen-ronde/mijlpalen",
    ],
)
def test_what_is_not_there_has_not_stayed_the_same(
    edition: Edition, client: Client, address: str
) -> None:
    for etag in (client.get("/").headers["ETag"], "*"):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 404


@pytest.mark.parametrize("name", ["pdf", "json"])
def test_downloads_are_the_stored_bytes(edition: Edition, client: Client, name: str) -> None:
    response = client.get(reverse(name, kwargs=ROUND))
    stored = edition.pdf_bytes() if name == "pdf" else edition.payload_bytes()
    assert response.content == stored
    assert f'filename="nal-eind-2020-v1.{name}"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "begins", "kind"),
    [("xlsx", b"PK", "spreadsheetml"), ("csv", b"\xef\xbb\xbf", "text/csv")],
)
def test_a_workbook_and_a_list_of_figures_are_made_once_per_version(
    edition: Edition, client: Client, name: str, begins: bytes, kind: str
) -> None:
    caches["files"].clear()
    address = reverse(name, kwargs=ROUND)
    with mock.patch.object(
        downloading, f"render_{name}", wraps=getattr(downloading, f"render_{name}")
    ) as made:
        first, again = client.get(address), client.get(address)
    assert made.call_count == 1
    assert first.content == again.content
    assert first.content.startswith(begins)
    assert kind in first.headers["Content-Type"]
    assert f'filename="nal-eind-2020-v1.{name}"' in first.headers["Content-Disposition"]
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_the_page_of_downloads_says_how_large_each_file_is(
    edition: Edition, client: Client
) -> None:
    page = client.get(reverse("downloads", kwargs=ROUND)).text
    assert f"{-(-len(edition.payload_bytes()) // 1024)} kB," in page
    assert page.count(" kB,") == 4


def test_a_unit_has_a_pdf_of_its_own(edition: Edition, client: Client) -> None:
    address = reverse("unit-pdf", kwargs=ROUND | {"unit": "noord"})
    response = client.get(address)
    assert response.content.startswith(b"%PDF-")
    assert 'filename="nal-eind-2020-v1-noord.pdf"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    [
        "/rondes/bestaat-niet/",
        "/rondes/eind-2020/v2/",
        "/rondes/eind-2020/regios/logistiek/",
        "/rondes/eind-2020/werkgroepen/noord/",
        "/rondes/eind-2020/indicatoren/onzin/",
        "/rondes/eind-2020/downloads/onzin.pdf",
    ],
)
def test_what_does_not_exist_is_404(edition: Edition, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("quick_pdf")
def test_a_frozen_round_that_is_not_published_is_not_public(
    edition: Edition, client: Client, reviewer: User
) -> None:
    round_ = factories.round_(slug="later", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    assert client.get("/rondes/later/").status_code == 404
    assert "later" not in client.get("/rondes/").text.split("<main")[1]


@pytest.mark.usefixtures("quick_pdf")
def test_a_reviewer_sees_what_is_frozen_at_the_address_it_will_have(
    edition: Edition, client: Client, reviewer: User, outsider: User
) -> None:
    round_ = factories.round_(slug="later", state=RoundState.IN_REVIEW)
    factories.national_texts(round_)
    freeze(round_, by=reviewer)
    client.force_login(reviewer)
    page = client.get("/rondes/later/")
    assert "nog niet gepubliceerd" in page.text
    assert "private" in page.headers["Cache-Control"]
    pdf = client.get("/rondes/later/downloads/rapport.pdf")
    assert 'filename="nal-later-v1-niet-gepubliceerd.pdf"' in pdf.headers["Content-Disposition"]
    assert client.get("/rondes/later/v1/").status_code == 404
    client.force_login(outsider)
    assert client.get("/rondes/later/").status_code == 404


@pytest.mark.parametrize(("name", "more"), PAGES.items())
def test_now_is_only_for_who_is_signed_in(
    edition: Edition, client: Client, name: str, more: dict[str, str]
) -> None:
    response = client.get(reverse(name, kwargs=more))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/inloggen/")


@pytest.mark.parametrize(("name", "more"), PAGES.items())
def test_now_shows_the_register_with_a_literal_number_of_queries(
    edition: Edition, client: Client, outsider: User, name: str, more: dict[str, str]
) -> None:
    client.force_login(outsider)
    address = reverse(name, kwargs=more)
    status, queries = queries_of(client, address)
    assert (status, queries) == (200, LIVE_QUERIES[name])


def test_the_second_factor_takes_no_query_more(
    edition: Edition, client: Client, outsider: User, settings: Any
) -> None:
    settings.DEMO = False
    give_second_factor(outsider)
    client.force_login(outsider)
    assert queries_of(client, reverse("regions")) == (200, LIVE_QUERIES["regions"])


def test_twenty_times_the_data_takes_the_same_queries(
    edition: Edition, client: Client, outsider: User
) -> None:
    multiply_register(20)
    client.force_login(outsider)
    found = {}
    for name, more in PAGES.items():
        collected_at.cache_clear()
        found[name] = queries_of(client, reverse(name, kwargs=more))[1]
    assert found == LIVE_QUERIES


def multiply_register(times: int) -> None:
    """``times`` as many milestones with links, parties and figures per region; all fictitious."""
    logistics = Workgroup.objects.get(unit__slug="logistiek")
    stock = Measure.objects.get(slug="laadpunten")
    source = Source.objects.get()
    originals = list(
        Milestone.objects.filter(reference__in=["NW-001", "NW-008", "NW-011", "LO-001"])
    )
    for copy in range(times):
        for original in originals:
            row = factories.milestone(unit=original.unit, category=original.category)
            factories.evidence_link(milestone=row)
        factories.participation(workgroup=logistics)
        for region in Region.objects.all():
            day = date(2018, 1, 1) + timedelta(days=31 * copy)
            factories.observation(
                measure=stock, source=source, region=region, charger_type="", on=day
            )


@pytest.mark.parametrize(
    ("chosen", "leads_to"), [("eind-2020", "/rondes/eind-2020/"), ("nu", "/nu/")]
)
def test_the_choice_of_a_round_leads_to_it(
    edition: Edition, client: Client, chosen: str, leads_to: str
) -> None:
    assert client.get("/rondes/", {"ronde": chosen}).headers["Location"] == leads_to


def test_a_round_that_cannot_be_chosen_gives_the_list(edition: Edition, client: Client) -> None:
    assert client.get("/rondes/", {"ronde": "//elders.example"}).status_code == 200


def test_a_page_shows_its_tables_when_the_charts_cannot_be_drawn(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts = mock.Mock(side_effect=DrawingError("kapot"))
    monkeypatch.setattr("nalportal.report.drawn.ratio_charts", charts)
    caches["files"].delete("charts-failed:eind-2020")
    # The second reader does not wait for charts that failed a moment ago.
    for _reader in range(2):
        page = client.get(reverse("indicator", kwargs=ROUND | {"indicator": "ev-per-laadpunt"}))
        assert "65.613" in page.text
        assert 'class="vega"' not in page.text
        assert "no-store" in page.headers["Cache-Control"]
    assert charts.call_count == 1
    caches["files"].delete("charts-failed:eind-2020")


@pytest.mark.parametrize(
    "text",
    [
        "Fictief 🔌 laadplein",
        "Fictief \u05e9\u05dc\u05d5\u05dd",
        'Fictief #read("/etc/passwd")',
        "Fictief <script>alert(1)</script>",
        "Fictief {{ x }} {% load y %}",
        "F" + "i" * 290 + "ctief",
    ],
)
def test_any_text_is_shown_as_it_was_typed(
    edition: Edition, client: Client, outsider: User, text: str
) -> None:
    unit = ReportingUnit.objects.get(slug="noord")
    factories.milestone(unit=unit, title=text, explanation=text * 20)
    client.force_login(outsider)
    for page in ("/nu/", "/nu/regios/noord/"):
        shown = client.get(page).text
        assert text in html.unescape(shown)
        assert "<script>alert" not in shown


def names_in_order(page: str) -> list[str]:
    page = html.unescape(page)
    return re.findall(r'<th scope="row">\s*(?:<[^>]*>\s*)*([^<]+?)\s*<', page)


def test_municipalities_stand_where_a_reader_looks_for_them(
    edition: Edition, client: Client
) -> None:
    page = client.get(reverse("municipalities", kwargs=ROUND), {"q": "hert"}).text
    assert names_in_order(page) == ["'s-Hertogenbosch"]
    first = client.get(reverse("municipalities", kwargs=ROUND)).text
    assert names_in_order(first)[0] == "Aa en Hunze"


def test_municipalities_are_sorted_by_how_far_they_are(edition: Edition, client: Client) -> None:
    address = reverse("municipalities", kwargs=ROUND)
    page = client.get(address, {"sort": "stand_laadvisie"}).text
    assert names_in_order(page)[:4] == ["Amsterdam", "Den Haag", "Rotterdam", "Utrecht"]


def test_signed_in_pages_are_private(edition: Edition, client: Client, outsider: User) -> None:
    client.force_login(outsider)
    response = client.get("/")
    assert "private" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_only_reading_is_possible(edition: Edition, client: Client) -> None:
    assert client.post("/").status_code == 405


def test_no_name_of_a_user_on_a_public_page(
    edition: Edition, client: Client, reviewer: User
) -> None:
    pages = [client.get(address).text for address in published_addresses()]
    assert not any(reviewer.last_name in page or reviewer.email in page for page in pages)


def test_before_anything_is_published_the_site_says_so(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "gepubliceerd" in response.text


# ------------------------------------------------------------------------ in today's division

TODAYS = ["regions", "region", "side-by-side", "municipalities", "country"]


@pytest.mark.parametrize("name", TODAYS)
def test_tables_of_a_round_can_be_shown_in_the_division_of_today(
    edition: Edition, client: Client, name: str
) -> None:
    address = reverse(name, kwargs=ROUND | PAGES[name])
    frozen_report.cache_clear()
    status, queries = queries_of(client, f"{address}?indeling=vandaag")
    assert (status, queries <= 7) == (200, True), queries
    report = client.get(f"{address}?indeling=vandaag").context["edition"].report
    assert [region.municipality_count for region in report.territory.regions] == [
        4,
        40,
        73,
        77,
        87,
        61,
    ]
    assert {cell.basis for row in report.territory.table.rows for cell in row.cells} == {"geteld"}


def test_what_moves_with_the_register_is_not_kept_by_a_browser(
    edition: Edition, client: Client
) -> None:
    address = reverse("municipalities", kwargs=ROUND)
    assert "ETag" not in client.get(f"{address}?indeling=vandaag").headers
    assert "ETag" in client.get(address).headers


def test_a_merged_municipality_shows_what_it_inherits_from_those_of_the_round(
    edition: Edition, client: Client
) -> None:
    address = reverse("municipalities", kwargs=ROUND)
    page = client.get(f"{address}?indeling=vandaag&q=GM1992").text
    assert "Voorne aan Zee" in page
    inherited = "geërfd van Brielle, Hellevoetsluis en Westvoorne – te herijken"
    assert inherited in " ".join(page.split())
    assert "Voorne aan Zee" not in client.get(f"{address}?q=GM1992").text
