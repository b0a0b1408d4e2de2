"""The interface: what it tells, in which form, and what it refuses."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve
from pytest_django import DjangoAssertNumQueries, Settings

from nalportal.accounts.models import User
from nalportal.progress.models import RoundState
from nalportal.report.editions import Edition, all_rounds
from nalportal.report.opendata.interface import _told
from nalportal.report.opendata.operations import _round_row
from nalportal.report.opendata.questions import NoSuchPageError, Question, answer
from nalportal.report.opendata.resources import BY_NAME, RESOURCES, Resource
from nalportal.report.opendata.schemas import list_model
from nalportal.report.tables.figures import figure_lines
from nalportal.report.web.asking import takes
from tests import factories

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    """No test pays for what another asked."""
    caches["limits"].clear()


def asked(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    response = client.get(ROOT + path, headers=headers)
    assert response.status_code == status, response.content
    return response.json()


def told(client: Client, path: str, status: int) -> str:
    """Why there is no answer, in the form that is due."""
    response = client.get(ROOT + path)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    return str(problem["detail"])


def pages(client: Client, path: str) -> Iterator[dict[str, Any]]:
    found = asked(client, path)
    yield from found["rijen"]
    while found["volgende"]:
        found = asked(client, f"{path}&cursor={found['volgende']}")
        yield from found["rijen"]


# ------------------------------------------------------------------------------ what it tells


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_row_of_a_report_comes_over_in_its_form(
    client: Client, edition: Edition, resource: Resource
) -> None:
    rows = list(pages(client, f"rondes/eind-2020/{resource.name}?limiet=1000"))
    assert rows == json.loads(json.dumps(resource.rows(edition.report), default=str))
    assert len({tuple(row[name] for name in resource.key) for row in rows}) == len(rows)
    first = asked(client, f"rondes/eind-2020/{resource.name}")
    list_model(resource).model_validate(first, strict=False)
    assert {*map(frozenset, rows)} <= {frozenset(field.name for field in resource.fields)}


def test_it_tells_what_the_report_tells(edition: Edition) -> None:
    report = edition.report
    figures = BY_NAME["cijfers"].rows(report)
    assert [row["kenmerk"] for row in figures] == [line.figure.id for line in figure_lines(report)]
    assert [row["weergave"] for row in figures] == [
        str(line.figure) for line in figure_lines(report)
    ]
    assert [row["referentie"] for row in BY_NAME["mijlpalen"].rows(report)] == list(
        report.references()
    )
    in_table = len(report.territory.municipalities) * len(report.territory.instruments)
    assert len(BY_NAME["standen"].rows(report)) == in_table
    members = [row for row in figures if row["kenmerk"] == "beleid.totaal.lidmaatschap"]
    assert members[0]["waarde"] == 329


def test_rounds_and_their_versions(client: Client, edition: Edition) -> None:
    (round_,) = asked(client, "rondes")
    assert round_ == asked(client, "rondes/nieuwste") == asked(client, "rondes/eind-2020")
    assert (round_["peildatum"], round_["versie"]) == ("2020-12-31", 1)
    (version,) = asked(client, "rondes/eind-2020/versies")
    assert version["sha256"] == edition.stamp.sha256
    assert client.get(version["pagina"].removeprefix("http://localhost:8000")).status_code == 200


def test_a_day_is_that_of_the_netherlands(client: Client, edition: Edition) -> None:
    """Published on the last evening of the year for UTC, and after midnight here."""
    moment = datetime(2020, 12, 31, 23, 30, tzinfo=UTC)
    entry = replace(all_rounds()[0], published_at=moment)
    assert _round_row(entry)["gepubliceerdOp"] == date(2021, 1, 1)


def test_what_all_rounds_say(client: Client, edition: Edition) -> None:
    (told_once,) = asked(client, "mijlpalen/NO-001")
    assert told_once["mijlpaal"]["titel"] == "Regionaal plan van aanpak"
    statuses = asked(client, "gemeenten/GM0014")
    assert {one["stand"]["instrument"] for one in statuses} == {
        kind.slug for kind in edition.report.territory.instruments
    }
    assert asked(client, "standen?op=2021-06-01&limiet=1")["ronde"] == "eind-2020"
    assert asked(client, "vergelijking?van=eind-2020&naar=eind-2020.v1") == []


# ----------------------------------------------------------------------------- what is asked


def test_rows_are_filtered_sorted_and_narrowed(client: Client, edition: Edition) -> None:
    found = asked(
        client,
        "rondes/eind-2020/standen?regio=noord&instrument=prognosekaart&telt=true"
        "&sorteer=-gemeente&velden=gemeente,telt",
    )
    codes = [row["gemeente"] for row in found["rijen"]]
    assert found["aantal"] == len(codes) == 40
    assert codes == sorted(codes, reverse=True)
    assert found["rijen"][0].keys() == {"gemeente", "telt"}


@pytest.mark.parametrize("sort", ["waarde", "-waarde"])
def test_what_has_no_value_comes_last(client: Client, edition: Edition, sort: str) -> None:
    rows = pages(client, f"rondes/eind-2020/cijfers?limiet=1000&sorteer={sort}")
    values = [row["waarde"] for row in rows]
    known = [value for value in values if value is not None]
    assert values[len(known) :] == [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_a_cursor_belongs_to_one_question_and_one_version(edition: Edition) -> None:
    resource = BY_NAME["gemeenten"]
    rows = resource.rows(edition.report)
    first = answer(resource, rows, Question({}, limit=10), "a")
    again = Question({}, limit=10, cursor=first.following)
    assert answer(resource, rows, again, "a").rows == list(rows[10:20])
    others = (
        (Question({"regio": "noord"}, cursor=first.following), "a"),
        (Question({}, sort=("naam",), cursor=first.following), "a"),
        (again, "b"),
        (Question({}, cursor="geen-cursor"), "a"),
        (Question({}, cursor="é"), "a"),
    )
    for question, version in others:
        with pytest.raises(NoSuchPageError):
            answer(resource, rows, question, version)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("rondes/eind-2020/cijfers?bestaat=niet", 400, "“bestaat” kunt u hier niet vragen."),
        ("rondes?foo=1", 400, "“foo” kunt u hier niet vragen. Wel: niets."),
        ("rondes/eind-2020?versie=1", 400, "“versie” kunt u hier niet vragen."),
        ("rondes/eind-2020/versies?foo=1", 400, "“foo” kunt u hier niet vragen."),
        ("gemeenten/GM0014?versie=1", 400, "“versie” kunt u hier niet vragen."),
        ("mijlpalen/NO-001?velden=titel", 400, "“velden” kunt u hier niet vragen."),
        ("vergelijking?van=eind-2020&naar=eind-2020&soort=x", 400, "“soort” kunt u hier niet"),
        ("rondes/eind-2020/standen?regio=zuid&regio=noord", 400, "“regio” meer dan één keer"),
        ("rondes/eind-2020/cijfers?limiet=0", 400, "limiet: ten minste 1"),
        ("rondes/eind-2020/cijfers?sorteer=onzin", 400, "sorteer: dit past niet op ^"),
        ("rondes/eind-2020/cijfers?cursor=onzin", 404, "Begin opnieuw zonder cursor."),
        ("rondes/eind-2020/cijfers?versie=9", 404, "is er niet in deze versie"),
        ("rondes/eind-1999", 404, "“eind-1999” is er niet"),
        ("standen?op=2019-12-31", 404, "de eerste heeft peildatum 2020-12-31"),
        ("standen?op=morgen", 400, "op: een dag als 2020-12-31"),
        ("rondes/eind-2020/cijfers?versie=a", 400, "versie: een heel getal"),
        ("rondes/eind-2020/standen?telt=misschien", 400, "telt: true of false"),
        (f"rondes/eind-2020/cijfers?cursor={'a' * 201}", 400, "cursor: ten hoogste 200 tekens"),
        ("mijlpalen/NO-999", 404, "Geen gepubliceerde ronde noemt mijlpaal NO-999."),
        ("gemeenten/GM9999", 404, "Geen gepubliceerde ronde heeft gemeente GM9999."),
        ("vergelijking?van=eind-2020", 400, "naar: dit moet erbij"),
        ("bestaat-niet", 404, "/api/v1/openapi.json"),
        ("rondes/eind-2020/standen?stand=onzin", 400, "Kies uit: gestart, concept, vastgesteld"),
        ("standen?op=2021-06-01&regio=onzin", 400, "Kies uit: g4, noord, noordwest, oost, zuid"),
        ("rondes/eind-2020/standen?regio={x}", 400, "regio: “{x}” kan hier niet."),
        ("rondes/eind-2020/standen?instrument=Laadvisie", 400, "instrument: “Laadvisie” kan"),
        ("rondes/eind-2020/standen?gemeente=Groningen", 400, "gemeente: dit past niet op ^GM"),
        (
            "rondes/eind-2020/mijlpalen?status=dicht",
            400,
            "open, gerealiseerd, opgelost, ingetrokken",
        ),
        ("rondes/eind-2020/mijlpalen?categorie=x", 400, "gerealiseerd, planning, aandachtspunt"),
        ("rondes/eind-2020/mijlpalen?onderdeel=x", 400, "Kies uit: g4, gezamenlijk, logistiek"),
        ("rondes/eind-2020/mijlpalen?referentie=x", 400, "referentie: dit past niet op ^"),
        ("rondes/eind-2020/onderdelen?soort=x", 400, "landelijk, regio, werkgroep, thema"),
        ("rondes/eind-2020/gemeenten?provincie=Friesland", 400, "Flevoland, Fryslân, Gelderland"),
        ("rondes/eind-2020/cijfers?geenWaarde=x", 400, "pm, onbekend, nvt"),
        ("rondes/eind-2020/cijfers?maat=x", 400, "maat: “x” kan hier niet."),
        ("rondes/eind-2020/cijfers?gebied=x", 400, "Nederland"),
        ("rondes/eind-2020/bronnen?uitgever=x", 400, "Ministerie"),
        ("rondes/eind-2020/documenten?instrument=x", 400, "faciliteren, laadvisie"),
        ("rondes/eind-2020/documenten?vastgesteldDoor=x", 400, "raad, college, regio, ps, gs"),
        ("vergelijking?van=eind-1999&naar=eind-2020", 404, "Wel: eind-2020.v1."),
        ("rondes/eind-2020/standen?telt={0}", 400, "telt: true of false"),
        ("rondes/eind-2020/cijfers?versie={x}", 400, "versie: een heel getal"),
        ("rondes/eind-2020/cijfers?limiet={", 400, "limiet: een heel getal"),
        ("rondes/eind-2020/cijfers?sorteer={naam}", 400, "sorteer: dit past niet op ^"),
        ("rondes/eind-2020/cijfers?velden={}", 400, "velden: dit past niet op ^"),
        ("rondes/eind-2020/cijfers?cursor={a}", 404, "Begin opnieuw zonder cursor."),
        ("standen?op={dag}", 400, "op: een dag als 2020-12-31"),
        ("standen?op=2020-13-01", 400, "op: een dag als 2020-12-31"),
        ("vergelijking?van={van}&naar=}", 400, "van: dit past niet op ^"),
        ("rondes/eind-2020/standen?{x}=1", 400, "“{x}” kunt u hier niet vragen."),
        ("rondes/{x}", 404, "“{x}” is er niet"),
        ("mijlpalen/{x}", 404, "mijlpaal {x}"),
        ("gemeenten/{x}", 404, "gemeente {x}"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: Client, edition: Edition, path: str, status: int, says: str
) -> None:
    assert says in told(client, path, status)


@pytest.mark.parametrize(
    "asked_for",
    [
        "standen?gemeente=GM9999",
        "mijlpalen?referentie=NO-999",
        "mijlpalen?status=ingetrokken",
        "documenten?kenmerk=CVDR1",
        "documenten?document=9",
        "documenten?instrument=laadvisie",
        "cijfers?kenmerk=geen",
        "onderdelen?soort=thema&overgeslagen=true",
    ],
)
def test_what_can_be_and_nobody_has_is_a_list_without_rows(
    client: Client, edition: Edition, asked_for: str
) -> None:
    assert asked(client, f"rondes/eind-2020/{asked_for}")["rijen"] == []


def test_the_description_names_the_values_that_can_be(client: Client, edition: Edition) -> None:
    paths = asked(client, "openapi.json")["paths"]

    def values(path: str, name: str) -> Any:
        found = paths[path]["get"]["parameters"]
        return next(one["schema"].get("enum") for one in found if one["name"] == name)

    regions = ["g4", "noord", "noordwest", "oost", "zuid", "zuidwest"]
    assert values("/standen", "regio") == regions
    assert values("/rondes/{ronde}/gemeenten", "regio") == regions
    assert "ingetrokken" in values("/rondes/{ronde}/mijlpalen", "status")
    assert values("/rondes/{ronde}/standen", "gemeente") is None


def test_words_of_others_have_no_places_to_fill_in() -> None:
    fault = {"type": "strange", "loc": ("query", "naam"), "msg": "{x} is geen naam", "ctx": {}}
    assert _told(fault) == "naam: {x} is geen naam"


# ---------------------------------------------------------------------------------- the form


def test_programs_of_any_site_may_read_and_only_read(client: Client, edition: Edition) -> None:
    response = client.get(ROOT + "rondes")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["API-Version"] == "1.0.0"
    assert not response.cookies
    again = client.get(ROOT + "rondes", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.options(ROOT + "rondes")["Access-Control-Allow-Methods"].startswith("GET")
    assert client.head(ROOT + "rondes").status_code == 200
    for refused in (client.post(ROOT + "rondes"), client.delete(ROOT + "rondes")):
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert refused["Content-Type"] == "application/problem+json"
    assert client.get(ROOT + "rondes", headers={"Accept": "text/csv"}).status_code == 406
    for accept, status in (
        ("application/json; charset=utf-8", 200),
        ("application/json;version=1", 200),
        ("application/json;q=0", 406),
        ("*/*;q=0", 406),
        ("application/json;q=0, */*", 406),
        ("*/*, application/json;q=0.0", 406),
        ("application/problem+json", 406),
        ("text/html, */*;q=0.1", 200),
    ):
        # Whether the answer is kept already makes no difference.
        answers = [client.get(ROOT + "rondes", headers={"Accept": accept}) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {status}
        client.get(ROOT + "rondes")
        assert client.get(ROOT + "rondes", headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    ("accept", "kind", "is_taken"),
    [
        ("", "application/json", True),
        ("  ", "application/json", True),
        ("*/*", "text/html", True),
        ("*/*;q=0", "text/html", False),
        ("*/*; q=0.001", "text/html", True),
        ("text/*", "text/html", True),
        ("text/*", "application/json", False),
        ("Application/JSON", "application/json", True),
        ("application/json;q=0, */*", "application/json", False),
        ("*/*, application/json;q=0", "application/json", False),
        ("*/*;q=0, application/json", "application/json", True),
        ("application/*;q=0, application/json;q=0.2", "application/json", True),
        ("application/json;q=0, application/json;charset=utf-8", "application/json", True),
        ("application/json;q=nul", "application/json", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html", True),
        ("onzin", "text/html", False),
        (",", "text/html", False),
    ],
)
def test_the_most_precise_wish_decides(accept: str, kind: str, *, is_taken: bool) -> None:
    assert takes(RequestFactory().get("/", headers={"Accept": accept}), kind) is is_taken


@pytest.mark.parametrize(
    ("right", "wrong", "status"),
    [
        ("mijlpalen/NO-001", "mijlpalen/NO-001?foo=1", 400),
        ("rondes/eind-2020/standen", "rondes/eind-2020/standen?limiet=0", 400),
        ("rondes/eind-2020/standen", "rondes/eind-2020/standen?versie=9", 404),
        ("rondes/eind-2020/standen", "rondes/eind-2020/standen?limiet=5", 200),
        ("rondes/eind-2020/standen?regio=noord", "rondes/eind-2020/standen?regio=zuid", 200),
        ("rondes/eind-2020", "rondes/eind-1999", 404),
    ],
)
def test_an_answer_is_the_same_only_as_itself(
    client: Client, edition: Edition, right: str, wrong: str, status: int
) -> None:
    """Of what is wrong there is nothing to have the same of."""
    tag = client.get(ROOT + right)["ETag"]
    first = client.get(ROOT + wrong)
    tags = [tag, "*"] if status > 200 else [tag]
    assert first.has_header("ETag") is (status == 200)
    for sent in tags:
        again = client.get(ROOT + wrong, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (status, first.content)
    assert client.get(ROOT + right, headers={"If-None-Match": tag}).status_code == 304


def test_who_asks_too_often_waits_a_minute(
    client: Client, edition: Edition, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_PER_MINUTE = 2
    monkeypatch.setattr("nalportal.report.web.limits.time", lambda: 0.0)
    left = [client.get(ROOT + "rondes")["RateLimit-Remaining"] for _again in range(2)]
    assert left == ["1", "0"]
    refused = client.get(ROOT + "rondes")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused["RateLimit-Reset"] == "60"
    assert client.get(ROOT + "rondes", REMOTE_ADDR="192.0.2.7").status_code == 200
    monkeypatch.setattr("nalportal.report.web.limits.time", lambda: 60.0)
    assert client.get(ROOT + "rondes").status_code == 200


def test_what_is_not_published_is_not_told(
    client: Client, edition: Edition, reviewer: User
) -> None:
    round_ = factories.round_(slug="eind-2021", state=RoundState.FROZEN)
    factories.snapshot(round=round_)
    client.force_login(reviewer)
    assert "niet gepubliceerd" in told(client, "rondes/eind-2021", 404)
    assert "niet gepubliceerd" in told(client, "rondes/eind-2021/mijlpalen?versie=1", 404)
    assert [one["ronde"] for one in asked(client, "rondes")] == ["eind-2020"]


def test_a_list_asks_the_database_little(
    client: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked(client, "rondes/eind-2020/cijfers")
    with django_assert_num_queries(3):  # one of them asks whether it may be kept
        asked(client, "rondes/eind-2020/cijfers?limiet=1000")


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/api/v1", "/api/v1/openapi.json"),
        ("/api/v1/", "/api/v1/openapi.json"),
        ("/open-data/catalogus", "/open-data/"),
    ],
)
def test_addresses_that_the_catalogue_names_lead_somewhere(
    client: Client, address: str, leads_to: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, leads_to)


@pytest.mark.parametrize("version", ["v0", "v01", "v002"])
def test_a_version_has_one_address(client: Client, version: str) -> None:
    for address in (f"/rondes/eind-2020/{version}/", f"/embed/eind-2020/{version}/indicatoren/"):
        with pytest.raises(Resolver404):
            resolve(address)
    assert resolve("/rondes/eind-2020/v1/").kwargs["version"] == 1
