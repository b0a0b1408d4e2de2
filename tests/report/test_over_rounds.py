"""Pages about one municipality, milestone or indicator, and what all rounds say of it."""

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from indicators.charts.style import TEXT_SIZE, text_width
from nalportal import retention
from nalportal.accounts.models import User
from nalportal.dutch import PartialDate
from nalportal.progress.models import Round, RoundState
from nalportal.progress.reports import MilestoneEntry
from nalportal.report.correct import Replacement, correct
from nalportal.report.editions import Edition, RoundEntry, all_rounds, told
from nalportal.report.model import Report
from nalportal.report.over_rounds import (
    MunicipalPolicy,
    PolicyLine,
    milestone_life,
    municipality_over_rounds,
    past_of,
)
from nalportal.report.payload import dump
from nalportal.report.web.picture import picture_svg
from nalportal.report.web.views.following import _NewRounds
from nalportal.report.web.views.over_rounds import _outcome
from regions.reports import InstrumentEntry, MunicipalityEntry
from regions.reports.entries import ReorganisationEntry
from regions.status import Status
from tests import factories

pytestmark = pytest.mark.django_db

GRONINGEN = "GM0014"


def words(client: Client, address: str) -> str:
    """The text of a page, its white space as one blank each."""
    content = client.get(address).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


def in_two_rounds(edition: Edition) -> list[tuple[RoundEntry, Report]]:
    """The published report, and one of a year later in which nothing moved."""
    (first,) = told(all_rounds())
    entry, report = first
    later = replace(entry, slug="eind-2021", title="Eind 2021 (fictief)")
    return [first, (later, replace(report, slug="eind-2021", title=later.title))]


def changed(report: Report, reference: str, **fields: Any) -> Report:
    """The same report with one milestone told otherwise."""

    def anew(entry: MilestoneEntry) -> MilestoneEntry:
        return replace(entry, **fields) if entry.reference == reference else entry

    regions = tuple(
        replace(
            region,
            unit=replace(
                region.unit,
                categories=tuple(
                    replace(block, items=tuple(map(anew, block.items)))
                    for block in region.unit.categories
                ),
            ),
        )
        for region in report.territory.regions
    )
    return replace(report, territory=replace(report.territory, regions=regions))


# ------------------------------------------------------------------------------ municipalities


def test_a_municipality_says_what_it_has_and_where_that_is_known_from(
    client: Client, edition: Edition
) -> None:
    page = words(client, f"/rondes/eind-2020/gemeenten/{GRONINGEN}/")
    assert "Gemeente in Groningen. NAL-regio Noord . CBS-code GM0014." in page
    assert "heeft 1 van de 6 instrumenten: Prognosekaart (aangescherpt). Van 3 is het" in page
    assert "Wat Noord plant" in page
    # What is only known as a total of the region is not called "nee".
    assert "Onbekend Opgave van de regio: 37 van 40 gemeenten, niet bekend welke." in page
    assert "Opgave van de regio: 40 van 40 gemeenten." in page
    assert "Vorige: Emmen Volgende: Harlingen" in page


def test_a_municipality_that_no_report_has_is_not_there(client: Client, edition: Edition) -> None:
    assert client.get("/rondes/eind-2020/gemeenten/GM9999/").status_code == 404


def test_one_that_ended_keeps_its_page_and_says_in_which_one_it_went_on(
    client: Client, edition: Edition
) -> None:
    found = edition.report.territory.reorganisations
    ended = next(move for move in found if move.old == "GM0024")
    page = words(client, f"/rondes/eind-2020/gemeenten/{ended.old}/")
    assert f"{ended.old_name} bestaat sinds 1 januari 2021 niet meer." in page
    assert "Het gebied hoort nu bij Eemsdelta. Naar Eemsdelta" in page
    assert f"kwam het gebied van {ended.old_name} (GM0024) erbij" in words(
        client, f"/rondes/eind-2020/gemeenten/{ended.new}/"
    )


def test_a_change_of_name_alone_is_no_predecessor(edition: Edition) -> None:
    move = ReorganisationEntry("GM0014", "Oud", "GM0014", "Groningen", date(2021, 1, 1))
    territory = replace(edition.report.territory, reorganisations=(move,))
    past = past_of(replace(edition.report, territory=territory), "GM0014")
    assert (past.predecessors, past.successors) == ((), ())


def test_a_municipality_through_the_rounds(edition: Edition) -> None:
    first, (entry, report) = in_two_rounds(edition)
    asked = report.territory.instruments[1:]
    later = (entry, replace(report, territory=replace(report.territory, instruments=asked)))
    found = municipality_over_rounds([first, later], GRONINGEN)
    assert [one.slug for one in found.rounds] == ["eind-2020", "eind-2021"]
    names = [name for name, _statuses in found.lines]
    assert names == [kind.name for kind in report.territory.instruments]
    # Not asked is something else than unknown.
    (_then, now), *_rest = (statuses for _name, statuses in found.lines)
    assert now is None
    assert all(None not in statuses for _name, statuses in found.lines[1:])


def test_the_page_asks_the_database_little(
    client: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/rondes/eind-2020/")  # so that this process has read the report
    with django_assert_num_queries(3):  # one of them asks whether it may be kept
        client.get(f"/rondes/eind-2020/gemeenten/{GRONINGEN}/?a=1")


# ---------------------------------------------------------------------------------- milestones


def test_a_milestone_through_the_rounds(edition: Edition) -> None:
    first, (entry, report) = in_two_rounds(edition)
    moved = (entry, changed(report, "NO-001", title="Anders genoemd"))
    found = milestone_life([first, moved], "NO-001")
    assert {one.was for one in found} == {None}
    assert [(one.round.slug, one.entry.title) for one in found] == [
        ("eind-2020", "Regionaal plan van aanpak"),
        ("eind-2021", "Anders genoemd"),
    ]
    assert {one.category for one in found} == {"gerealiseerd"}


def test_what_was_planned_for_another_moment_says_so(edition: Edition) -> None:
    _first, (entry, report) = in_two_rounds(edition)
    moments = [None, PartialDate(date(2021, 7, 1)), PartialDate(date(2021, 12, 1))]
    life = [(entry, changed(report, "NO-001", planned=moment)) for moment in (*moments, None)]
    was = [one.was for one in milestone_life(life, "NO-001")]
    assert was == [None, None, moments[1], None]


def test_a_milestone_has_a_public_page(client: Client, edition: Edition) -> None:
    page = words(client, "/mijlpaal/NO-001/")
    assert "Mijlpaal NO-001 van" in page
    assert "Stand van zaken eind 2020 Gerealiseerd" in page
    assert client.get("/mijlpaal/NO-999/").status_code == 404


def _another_round_tells_it_too(edition: Edition) -> None:
    """A year later, under another title."""
    day = date(2021, 12, 31)
    row = factories.round_(slug="eind-2021", state=RoundState.PUBLISHED, reference_on=day)
    report = changed(edition.report, "NO-001", title="Anders genoemd (fictief)")
    payload = dump(replace(report, slug="eind-2021", title=row.title, reference_on=day))
    factories.publication(snapshot=factories.snapshot(round=row, payload=payload))


@pytest.mark.usefixtures("quick_pdf")
def test_a_milestone_that_a_correction_took_away_keeps_its_page(
    client: Client, edition: Edition, reviewer: User
) -> None:
    row = Round.objects.get(slug="eind-2020")
    correct(row, [Replacement("weg:mijlpaal:NO-001", "staat", "weg")], "Fictief.", by=reviewer)
    page = client.get("/mijlpaal/NO-001/")
    assert page.status_code == 200
    assert 'href="/rondes/eind-2020/v1/regios/noord/#NO-001"' in page.text
    assert "Een correctie haalde deze mijlpaal weg" in page.text
    [told_once] = client.get("/api/v1/mijlpalen/NO-001").json()
    assert (told_once["ronde"], told_once["versie"]) == ("eind-2020", 1)
    assert told_once["teruggenomen"] is True
    _another_round_tells_it_too(edition)
    both = client.get("/api/v1/mijlpalen/NO-001").json()
    assert [(one["ronde"], one["versie"], one["teruggenomen"]) for one in both] == [
        ("eind-2020", 1, True),
        ("eind-2021", 1, False),
    ]
    whole = words(client, "/mijlpaal/NO-001/")
    assert "Stand van zaken eind 2020, versie 1 Een correctie haalde deze mijlpaal weg" in whole
    assert "Toen nog: “Regionaal plan van aanpak”" in whole
    assert "<h1>Anders genoemd (fictief)</h1>" in client.get("/mijlpaal/NO-001/").text
    sites = client.get("/sitemap.xml").text
    assert ("/mijlpaal/NO-001/" in sites, "/mijlpaal/NO-002/" in sites) == (True, True)
    assert 'href="/mijlpaal/NO-001/"' in client.get("/rondes/eind-2020/v1/regios/noord/").text
    assert client.get("/mijlpaal/NO-002/").status_code == 200
    assert client.get("/mijlpaal/NO-999/").status_code == 404


def test_there_is_no_version_0(client: Client, edition: Edition) -> None:
    assert client.get("/rondes/eind-2020/v0/").status_code == 404
    assert client.get("/rondes/eind-2020/v1/").status_code == 200


def test_an_item_on_a_public_page_leads_to_its_life(client: Client, edition: Edition) -> None:
    page = client.get("/rondes/eind-2020/regios/noord/").content.decode()
    assert 'href="/mijlpaal/NO-001/"' in page


# ---------------------------------------------------------------------------------- indicators


def test_an_indicator_over_all_rounds(client: Client, edition: Edition) -> None:
    page = words(client, "/indicator/plaatsingstempo/")
    assert "Wat elke ronde over deze indicator zei." in page
    assert "gemiddeld 1.511" in page
    assert client.get("/indicator/bestaat-niet/").status_code == 404


# ------------------------------------------------------------------------------------- citing


@pytest.mark.parametrize(
    ("address", "permanent", "known"),
    [
        ("/", "/rondes/eind-2020/v1/", "/"),
        ("/rondes/eind-2020/", "/rondes/eind-2020/v1/", "/rondes/eind-2020/"),
        (
            "/rondes/eind-2020/v1/gemeenten/?regio=noord",
            "/rondes/eind-2020/v1/gemeenten/",
            "/rondes/eind-2020/gemeenten/",
        ),
        ("/begrippen/", "/rondes/eind-2020/v1/", "/begrippen/"),
    ],
)
def test_a_page_says_where_it_stands_for_good(
    client: Client, edition: Edition, address: str, permanent: str, known: str
) -> None:
    page = client.get(address).content.decode()
    site = "http://localhost:8000"
    assert f'<a href="{site}{permanent}">' in page
    assert f'rel="canonical" href="{site}{known}"' in page.replace("\n", " ")
    assert f'property="og:url" content="{site}{known}"' in page
    assert f'content="{site}/rondes/eind-2020/v1/beeld.png"' in page
    assert edition.stamp.sha256 in page
    assert client.get(permanent).status_code == 200


@pytest.mark.parametrize(
    ("address", "cited"),
    [("/mijlpaal/NO-001/", True), ("/indicator/plaatsingstempo/", True), ("/contact/", False)],
)
def test_a_page_of_no_report_is_known_by_its_own_address(
    client: Client, edition: Edition, address: str, cited: bool
) -> None:
    page = client.get(address).content.decode()
    assert f'rel="canonical" href="http://localhost:8000{address}"' in page
    assert 'content="http://localhost:8000/rondes/eind-2020/beeld.png"' in page
    assert (f"http://localhost:8000{address}, geraadpleegd op" in words(client, address)) is cited


def test_what_is_not_public_has_no_address_to_know_it_by(
    client: Client, edition: Edition, reviewer: User
) -> None:
    assert 'rel="canonical"' not in client.get("/account/inloggen/").content.decode()
    client.force_login(reviewer)
    for address in ("/nu/", "/mijlpalen/", "/cijfers/"):
        assert 'rel="canonical"' not in client.get(address).content.decode()


def test_the_picture_is_as_large_as_other_sites_ask(client: Client, edition: Edition) -> None:
    answer = client.get("/rondes/eind-2020/beeld.png")
    assert answer["Content-Type"] == "image/png"
    size = answer.content[16:24]
    assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (1200, 630)


def test_no_text_of_the_picture_runs_out_of_it(edition: Edition) -> None:
    long = "Voortgangsrapportage van de Nationale Agenda Laadinfrastructuur, medio 2024 (fictief)"
    svg = picture_svg(replace(edition, report=replace(edition.report, title=long)))
    texts = re.findall(r'<text x="(\d+)" y="\d+" font-size="(\d+)"[^>]*>([^<]+)<', svg)
    assert long in [text for _x, _size, text in texts]
    widest = max(int(x) + text_width(text) * int(size) / TEXT_SIZE for x, size, text in texts)
    assert widest <= 800


# ------------------------------------------------------------------------ for readers' programs


def test_the_feed_tells_each_published_version(client: Client, edition: Edition) -> None:
    answer = client.get("/rondes/nieuw.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert "<title>Stand van zaken eind 2020</title>" in feed
    assert "/rondes/eind-2020/v1/" in feed
    assert "<rights" not in feed, "a licence that nobody chose"


def test_the_feed_tells_an_erratum_as_it_was_typed(db: None) -> None:
    told = factories.publication()
    told.snapshot.erratum = "Er stond < 12."
    assert _NewRounds().item_description(told) == "Er stond &lt; 12."


def test_the_site_map_has_pages_that_are_there(client: Client, edition: Edition) -> None:
    found = re.findall(
        r"<loc>http://testserver([^<]*)</loc>", client.get("/sitemap.xml").content.decode()
    )
    assert len(found) > 360
    assert {"/rondes/eind-2020/werkgroepen/logistiek/", "/mijlpaal/NO-001/"} <= {*found}
    assert len(found) == len({*found})
    many = re.compile("/gemeenten/GM|/mijlpaal/[^N]")  # as NO-001
    for address in [page for page in found if not many.search(page)]:
        assert client.get(address).status_code == 200, address


def test_how_long_what_is_kept_of_people_stays(client: Client) -> None:
    page = words(client, "/privacy/")
    for term in retention.TERMS:
        assert f"{term.what} {term.why} {term.how_long}" in page


def test_robots_and_whom_to_warn(client: Client) -> None:
    assert "Sitemap: http://localhost:8000/sitemap.xml" in words(client, "/robots.txt")
    told_there = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:" in told_there
    assert re.search(r"^Expires: 20\d\d-(01|04|07|10)-01T00:00:00Z$", told_there, re.M)


# ---------------------------------------------------------------------- filters of the list


def test_a_filter_answers_from_what_is_known(client: Client, edition: Edition) -> None:
    """Noordwest gave 65 of its municipalities a policy, and not which: that is no "0"."""
    asked = "instrument=plaatsingsbeleid&stand=vastgesteld"
    total = "volgens opgave: Noordwest 65 van 76, niet bekend welke."
    partly = "Hoeveel daarvan bij deze filters passen, is niet bekend."
    page = _list(client, f"regio=noordwest&{asked}")
    assert total in page
    assert partly not in page
    assert "Bij naam bekend: 0 gemeenten" in page
    assert "Geen gemeenten gevonden" not in page
    # The same in another division, in which the round's totals are no longer those of the list.
    today = _list(client, f"regio=noordwest&{asked}&indeling=vandaag")
    assert f"{total} Een opgave gaat over de indeling van de ronde." in today
    for narrower in ("provincie=Noord-Holland", "q=haarlem", "herijking=verlopen"):
        page = _list(client, f"{asked}&{narrower}")
        assert "Noordwest 65 van 76, niet bekend welke" in page, narrower
        assert partly in page, narrower
        assert "Geen gemeenten gevonden" not in page, narrower


def test_without_an_instrument_each_has_a_line_for_its_totals(
    client: Client, edition: Edition
) -> None:
    page = _list(client, "regio=noordwest&stand=vastgesteld")
    assert page.count("volgens opgave: Noordwest") == 2, "a card of prognoses as well"
    assert "Noordwest 65 van 76, niet bekend welke" in _list(client, "stand=vastgesteld")


@pytest.mark.parametrize(
    "asked",
    [
        # No municipality of Noordwest lies there.
        "regio=noordwest&instrument=plaatsingsbeleid&stand=vastgesteld&provincie=Limburg",
        # A total says how many have it in force, and nothing of who is on the way.
        "instrument=plaatsingsbeleid&stand=concept",
        # This one is adopted or not; "ja" is no answer to it.
        "instrument=plaatsingsbeleid&stand=ja",
        "regio=noordwest",
    ],
)
def test_what_no_total_can_answer_has_none(client: Client, edition: Edition, asked: str) -> None:
    assert "volgens opgave" not in _list(client, asked)


def test_a_choice_that_does_not_exist_is_left_out_and_the_page_says_so(
    client: Client, edition: Edition
) -> None:
    page = _list(client, "regio=noord&stand=mars")
    assert "Wat hierboven niet klopt, telt niet mee: daarop is niet gefilterd." in page
    assert "40 gemeenten , 1 tot en met 25" in page, "the filters that can be read still count"
    assert "telt niet mee: daarop" not in _list(client, "regio=noord")


def test_a_page_that_is_not_there_is_told(client: Client, edition: Edition) -> None:
    said = "De gevraagde pagina is er niet. Dit is pagina 2 van 2."
    assert said in _list(client, "regio=noord&page=9999")
    assert "De gevraagde pagina" not in _list(client, "regio=noord&page=2")


def _list(client: Client, asked: str) -> str:
    return words(client, f"/rondes/eind-2020/gemeenten/?{asked}")


def test_how_far_the_municipalities_are_says_what_the_region_told(
    client: Client, edition: Edition
) -> None:
    page = words(client, "/rondes/eind-2020/regios/naast-elkaar/")
    assert "76 onbekend (waarvan volgens opgave 65 het hebben, niet bekend welke)" in page
    assert "Plankaart: 76 onbekend Plaatsingsbeleid" in page, "nobody told of this one"


def test_where_nothing_is_known_of_a_municipality_there_is_no_0() -> None:
    entry = MunicipalityEntry("GM0358", "Aalsmeer", "", "noordwest", 0, 0, ())
    kinds = [InstrumentEntry(str(n), str(n), str(n), str(n), "fasen", True) for n in range(6)]

    def said(*stages: str) -> str:
        found = [Status(stage) if stage else Status() for stage in stages]
        lines = tuple(
            PolicyLine(kind, status, None, None, ())
            for kind, status in zip(kinds, found, strict=True)
        )
        counts, unknown = sum(s.counts for s in found), sum(not s.known for s in found)
        return _outcome(entry, MunicipalPolicy(lines, counts, unknown))

    none = "Van Aalsmeer is van geen van de 6 instrumenten bekend of de gemeente ze heeft."
    assert said(*[""] * 6) == none
    assert said("geen", *[""] * 5) == (
        "Aalsmeer heeft 1 van de 6 instrumenten niet. Van de andere is het niet bekend."
    )
    assert said(*["vastgesteld"] * 2, "geen", "", "", "") == (
        "Aalsmeer heeft 2 van de 6 instrumenten: 0; 1. Van 3 is het niet bekend."
    )
    assert said(*["geen"] * 6) == "Aalsmeer heeft 0 van de 6 instrumenten."


# -------------------------------------------------------------------------- one chart elsewhere


def test_a_chart_has_a_page_with_its_numbers_and_files(client: Client, edition: Edition) -> None:
    page = client.get("/rondes/eind-2020/indicatoren/grafieken/laadpunten/").content.decode()
    assert "<svg" in page
    assert "65.613" in page
    assert "<iframe" not in page.replace("&lt;", "<"), "no site may frame it"
    picture = client.get("/rondes/eind-2020/indicatoren/grafieken/laadpunten.png")
    assert picture.content.startswith(b"\x89PNG")


def test_only_the_sites_that_were_named_frame_a_chart(
    client: Client, edition: Edition, settings: Settings
) -> None:
    closed = client.get("/embed/laadpunten/")
    assert "frame-ancestors 'none'" in closed["Content-Security-Policy"]
    settings.EMBED_HOSTS = ["https://voorbeeld.example"]
    settings.LICENCE = "CC BY 4.0"
    for address in ("/embed/laadpunten/", "/embed/eind-2020/laadpunten/") * 2:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors https://voorbeeld.example;" in f"{policy};"
        assert "X-Frame-Options" not in answer
        assert not answer.cookies
        shown = words(client, address)
        for sentence in (
            "Ministerie van Infrastructuur en Waterstaat, Stand van zaken eind 2020, versie 1.",
            "Stand op 31 december 2020.",
            "Bron van de cijfers: Ministerie van Infrastructuur en Waterstaat, NAL-voortgangs",
            "Licentie: CC BY 4.0",
            "a = trendbreuk september 2019",
        ):
            assert sentence in shown
        # Each link leads out of the frame.
        page = answer.content.decode()
        assert page.count("<a ") == page.count('target="_blank"') == 2
    own = client.get("/rondes/eind-2020/v1/indicatoren/grafieken/laadpunten/").content.decode()
    assert 'src="http://localhost:8000/embed/eind-2020/v1/laadpunten/"' in own
    assert 'src="http://localhost:8000/embed/laadpunten/"' in own
    assert "frame-ancestors 'none'" in client.get("/")["Content-Security-Policy"]


def test_what_is_not_published_is_not_shown_elsewhere(
    client: Client, edition: Edition, reviewer: User
) -> None:
    round_ = factories.round_(slug="eind-2021", state=RoundState.FROZEN)
    factories.snapshot(round=round_)
    client.force_login(reviewer)
    assert client.get("/embed/eind-2021/laadpunten/").status_code == 404
    assert client.get("/embed/eind-2021/v1/laadpunten/").status_code == 404
    assert client.get("/embed/eind-2020/v2/laadpunten/").status_code == 404
