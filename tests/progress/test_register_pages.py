"""The list, its filters and exports, one milestone, the order."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress import exports, verbs
from nalportal.progress.models import Category, Milestone, ReportingUnit, SubmissionState
from tests import factories

LIST = "/mijlpalen/"


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [line.milestone.title for line in response.context["lines"]]


# ---------------------------------------------------------------------------------- the list


def test_a_coordinator_sees_the_own_unit(as_coordinator: Client, noord: ReportingUnit) -> None:
    factories.milestone(unit=noord, title="Van ons")
    factories.milestone(title="Van een ander")
    assert titles(as_coordinator) == ["Van ons"]


def test_a_reviewer_sees_all(as_reviewer: Client) -> None:
    factories.milestone(title="Een")
    factories.milestone(title="Twee")
    assert titles(as_reviewer) == ["Een", "Twee"]


def test_without_a_unit_the_page_says_whom_to_ask(client: Client, outsider: User) -> None:
    factories.milestone()
    client.force_login(outsider)
    assert "Vraag de beheerder" in client.get(LIST).content.decode()


def test_without_sign_in_there_is_only_the_sign_in_page(client: Client) -> None:
    assert client.get(LIST).headers["Location"].startswith("/account/inloggen/")


def test_an_empty_register_offers_to_add(as_coordinator: Client) -> None:
    assert "Nog geen mijlpalen" in as_coordinator.get(LIST).content.decode()


@pytest.fixture
def varied(noord: ReportingUnit) -> None:
    theme = factories.theme(slug="laadvisie")
    july: dict[str, Any] = {"planned_on": date(2021, 7, 1), "planned_precision": "month"}
    factories.milestone(unit=noord, title="Laadvisie", themes=(theme,), **july)
    late: dict[str, Any] = {"planned_on": date(2099, 1, 1), "planned_precision": "year"}
    factories.milestone(unit=noord, title="Snelladen", explanation="met gemeenten", **late)
    factories.milestone(unit=noord, title="Inkoop", category=Category.REALISED, trekker="J. Jansén")
    factories.milestone(unit=noord, title="Netcapaciteit", category=Category.ATTENTION)
    gone: dict[str, Any] = {"withdrawn_on": date(2021, 1, 1), "withdrawal_reason": "Vervallen"}
    factories.milestone(unit=noord, title="Helpdesk", category=Category.ATTENTION, **gone)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?categorie=planning", ["Laadvisie", "Snelladen"]),
        ("?stand=open", ["Laadvisie", "Snelladen", "Netcapaciteit"]),
        ("?stand=ingetrokken", ["Helpdesk"]),
        ("?thema=laadvisie", ["Laadvisie"]),
        ("?vanaf=2022", ["Snelladen"]),
        ("?tot=juli+2021", ["Laadvisie"]),
        ("?verlopen=on", ["Laadvisie"]),
        ("?q=gemeenten+snel", ["Snelladen"]),
        ("?q=NO-003", ["Inkoop"]),
        ("?q=no003", ["Inkoop"]),
        ("?q=ínkoop", ["Inkoop"]),
        ("?q=laad+visie", ["Laadvisie"]),
        ("?onderdeel=noord&categorie=gerealiseerd", ["Inkoop"]),
        ("?sort=-title&categorie=planning", ["Snelladen", "Laadvisie"]),
        ("?sort=-date&categorie=planning", ["Snelladen", "Laadvisie"]),
        ("?trekker=jansen", ["Inkoop"]),
        ("?q=jansen", ["Inkoop"]),
        ("?q=komt+niet+voor", []),
    ],
)
def test_a_filter(as_coordinator: Client, varied: None, query: str, expected: list[str]) -> None:
    assert titles(as_coordinator, query) == expected


def test_planning_without_a_date(
    as_coordinator: Client, varied: None, noord: ReportingUnit
) -> None:
    assert titles(as_coordinator, "?zonder_datum=on") == []
    gone: dict[str, Any] = {"withdrawn_on": date(2021, 1, 1), "withdrawal_reason": "Vervallen"}
    factories.milestone(unit=noord, title="Vervallen plan", **gone)
    factories.milestone(unit=noord, title="Ooit")
    assert titles(as_coordinator, "?zonder_datum=on") == ["Ooit"]


def test_changed_since_the_last_published_round(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    old, row = factories.milestone(unit=noord), factories.milestone(unit=noord, title="Nieuw")
    factories.dated(Milestone.history.all(), factories.FROZEN_AT - timedelta(days=9))
    factories.publication()
    verbs.raise_attention(row, by=coordinator)
    verbs.confirm_unchanged([old], by=coordinator)
    assert titles(as_coordinator, "?gewijzigd=on") == ["Nieuw"]


@pytest.mark.parametrize("query", ["?vanaf=ooit", "?onderdeel=oost", "?q=%00", "?thema=weg"])
def test_a_filter_that_makes_no_sense_is_said(
    as_coordinator: Client, varied: None, query: str
) -> None:
    page = as_coordinator.get(LIST + query).content.decode()
    assert "Fout:" in page.split("</title>")[0]
    assert "error-summary" in page


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?per_page=9999", "?sort=geheim,%00"])
def test_an_address_nobody_typed_shows_the_list(
    as_coordinator: Client, varied: None, query: str
) -> None:
    assert len(titles(as_coordinator, query)) == 5


def test_25_or_100_on_a_page(as_coordinator: Client, noord: ReportingUnit) -> None:
    for _ in range(26):
        factories.milestone(unit=noord)
    assert len(titles(as_coordinator)) == 25
    assert len(titles(as_coordinator, "?page=2")) == 1
    assert len(titles(as_coordinator, "?per_page=100")) == 26


EVERYTHING = (
    "?onderdeel=noord&categorie=planning&stand=open&thema=laadvisie&vanaf=2020&tot=2022"
    "&q=laadvisie&verlopen=on&gewijzigd=on&sort=date&per_page=100"
)


@pytest.mark.parametrize(("query", "queries"), [("", 10), (EVERYTHING, 11)])
@pytest.mark.parametrize("more", [0, 30])
def test_the_list_takes_as_many_queries_however_long_it_is(
    as_coordinator: Client,
    varied: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
    query: str,
    queries: int,
) -> None:
    factories.publication()
    like = Milestone.objects.get(title="Laadvisie")
    for _ in range(more):
        july: dict[str, Any] = {"planned_on": like.planned_on, "planned_precision": "month"}
        theme = like.themes.get()
        factories.milestone(unit=like.unit, title="Laadvisie", themes=(theme,), **july)
    with django_assert_num_queries(queries):
        as_coordinator.get(LIST + query)


def test_actions_only_where_the_register_is_open(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    row = factories.milestone(unit=noord)
    action = f"/mijlpalen/{row.reference}/gerealiseerd/"
    assert action in as_coordinator.get(LIST).content.decode()
    factories.submission(unit=noord, state=SubmissionState.SUBMITTED)
    assert action not in as_coordinator.get(LIST).content.decode()


def row_form(page: str, reference: str) -> tuple[str, dict[str, str]]:
    """Where the row of the list sends its form to, and what is in it."""
    [(action, fields)] = re.findall(
        rf'<form id="meld-{reference}" method="post" action="([^"]*)">(.*?)</form>', page, re.S
    )
    named = dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields))
    return unescape(action), named


def test_a_row_is_reported_as_realised_at_once(
    as_coordinator: Client, varied: None, noord: ReportingUnit
) -> None:
    here = f"{LIST}?categorie=planning&sort=title"
    page = as_coordinator.get(here).content.decode()
    action, sent = row_form(page, "NO-001")
    assert 'name="on" form="meld-NO-001"' in page
    asked = as_coordinator.post(action, sent | {"on": "ooit"})
    assert "is geen datum" in asked.content.decode()
    answer = as_coordinator.post(action, sent | {"on": "juli 2021"})
    assert answer.headers["Location"] == here
    row = Milestone.objects.get(reference="NO-001")
    assert (row.category, row.realised_on) == (Category.REALISED, date(2021, 7, 31))
    assert "/mijlpalen/ongedaan-maken/" in as_coordinator.get(here).content.decode()
    # From the same old page: somebody (here oneself) changed it since.
    other, sent = row_form(page, "NO-002")
    verbs.raise_attention(Milestone.objects.get(reference="NO-002"), by=factories.user())
    assert "Intussen gewijzigd" in as_coordinator.post(other, sent | {"on": "2021"}).text


def test_a_row_never_leads_out_of_the_portal(as_coordinator: Client, varied: None) -> None:
    action, sent = row_form(as_coordinator.get(LIST).content.decode(), "NO-001")
    action = f"{action.partition('?')[0]}?terug=https://elders.example/"
    answer = as_coordinator.post(action, sent | {"on": "2021"})
    assert answer.headers["Location"] == "/mijlpalen/NO-001/"


# --------------------------------------------------------------------------------- the export


def rows_of_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/mijlpalen/mijlpalen.csv{query}")
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_csv_for_a_dutch_excel_of_exactly_this_filter(
    as_coordinator: Client, varied: None
) -> None:
    assert [row["titel"] for row in rows_of_csv(as_coordinator, "?thema=laadvisie")] == [
        "Laadvisie"
    ]


@pytest.mark.parametrize("start", "=+-@")
def test_no_cell_is_a_formula(as_coordinator: Client, noord: ReportingUnit, start: str) -> None:
    factories.milestone(unit=noord, title=f"{start}1+1")
    assert rows_of_csv(as_coordinator)[0]["titel"] == f"'{start}1+1"
    sheet = sheet_of(as_coordinator)
    cell = sheet.cell(2, 5)
    assert (cell.value, cell.data_type) == (f"{start}1+1", "s")


def sheet_of(client: Client) -> Any:
    response = client.get("/mijlpalen/mijlpalen.xlsx")
    return load_workbook(io.BytesIO(response.content)).active


def test_a_sheet_with_real_dates_and_numbers(as_coordinator: Client, noord: ReportingUnit) -> None:
    day: dict[str, Any] = {"planned_on": date(2021, 7, 15), "planned_precision": "day"}
    factories.milestone(unit=noord, position=3, **day)
    sheet = sheet_of(as_coordinator)
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert sheet.freeze_panes == "A2"
    assert cells["gepland"].value.date() == date(2021, 7, 15)
    assert cells["plaats"].value == 3


def test_what_is_planned_in_words_keeps_them_in_the_list_and_in_every_file(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    words: dict[str, Any] = {"planned_words": "medio 2021", "planned_until": date(2021, 8, 31)}
    factories.milestone(unit=noord, planned_on=date(2021, 5, 1), planned_precision="day", **words)
    factories.milestone(unit=noord, planned_words="jaarlijks")
    sheet = sheet_of(as_coordinator)
    [column] = [at for at, head in enumerate(sheet[1]) if head.value == "gepland"]
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == ["medio 2021", "jaarlijks"]
    csv = as_coordinator.get("/mijlpalen/mijlpalen.csv").content.decode()
    page = as_coordinator.get(LIST).content.decode().replace("\xa0", " ")
    assert all(text in file for file in (csv, page) for text in ("medio 2021", "jaarlijks"))
    assert "Geen datum" not in page


@pytest.mark.parametrize(
    ("until", "found"),
    [("2021-05-31", 0), ("juni 2021", 1), ("2021-08-30", 1), ("2021-08-31", 2), ("2021", 3)],
)
def test_planned_until_counts_a_period_by_its_last_day_as_late_does(
    as_coordinator: Client, noord: ReportingUnit, until: str, found: int
) -> None:
    words: dict[str, Any] = {"planned_words": "medio 2021", "planned_until": date(2021, 8, 31)}
    factories.milestone(unit=noord, planned_on=date(2021, 5, 1), planned_precision="day", **words)
    factories.milestone(unit=noord, planned_on=date(2021, 1, 1), planned_precision="year")
    factories.milestone(unit=noord, planned_on=date(2021, 4, 1), planned_precision="quarter")
    factories.milestone(unit=noord, planned_words="doorlopend")
    page = as_coordinator.get(f"{LIST}?tot={until}")
    assert len(page.context["table"].rows) == found


def test_over_the_limit_is_an_error_and_no_file(
    as_coordinator: Client, varied: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS", 2)
    response = as_coordinator.get("/mijlpalen/mijlpalen.csv?stand=open", follow=True)
    assert response.redirect_chain == [("/mijlpalen/?stand=open", 302)]
    assert "In een bestand passen er 2." in response.content.decode()


def test_a_wrong_filter_exports_nothing(as_coordinator: Client, varied: None) -> None:
    response = as_coordinator.get("/mijlpalen/mijlpalen.csv?vanaf=ooit")
    assert response.headers["Location"] == "/mijlpalen/?vanaf=ooit"


@pytest.mark.parametrize("more", [0, 30])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_export_takes_as_many_queries_however_long_it_is(
    varied: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    extension: str,
    more: int,
) -> None:
    for _ in range(more):
        factories.evidence_link(milestone=factories.milestone(themes=(factories.theme(),)))
    with django_assert_num_queries(8):  # one for the versions, so that an old file is seen
        exports.milestones_file(Milestone.objects.all(), extension)


def test_an_export_has_themes_and_links_in_their_order(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    themes = (factories.theme(slug="b"), factories.theme(slug="a"))
    row = factories.milestone(unit=noord, themes=themes)
    for order, name in ((2, "Tweede"), (1, "Eerste")):
        factories.evidence_link(
            milestone=row, title=name, url=f"https://a.example/{order}", order=order
        )
    (line,) = rows_of_csv(as_coordinator)
    assert line["themas"] == "a|b"
    assert line["links"] == "Eerste <https://a.example/1>|Tweede <https://a.example/2>"


def test_an_export_has_only_what_one_may_see(as_neighbour: Client, varied: None) -> None:
    assert rows_of_csv(as_neighbour) == []


# ------------------------------------------------------------------------------ one milestone


def test_one_milestone_with_its_history(
    as_coordinator: Client, noord: ReportingUnit, coordinator: User
) -> None:
    row = factories.milestone(unit=noord, title="Laadvisie", internal_note="Onder ons")
    verbs.raise_attention(row, by=coordinator, reason="Vertraagd")
    page = as_coordinator.get(f"/mijlpalen/{row.reference}/").content.decode()
    for words in ("Laadvisie", "Onder ons", "Co Ordinator", "Reden: Vertraagd", "<del>", "<ins>"):
        assert words in page


def test_a_stranger_finds_nothing(as_neighbour: Client, noord: ReportingUnit) -> None:
    row = factories.milestone(unit=noord)
    assert as_neighbour.get(f"/mijlpalen/{row.reference}/").status_code == 404


@pytest.mark.parametrize("reference", ["NO-999", "no-001", "NO-1", "%00", "NO-001%00"])
def test_what_is_no_milestone_is_not_found(as_reviewer: Client, reference: str) -> None:
    assert as_reviewer.get(f"/mijlpalen/{reference}/").status_code == 404


def test_what_people_typed_is_text(as_coordinator: Client, noord: ReportingUnit) -> None:
    row = factories.milestone(unit=noord, title="<script>alert(1)</script>")
    for address in (LIST, f"/mijlpalen/{row.reference}/", f"/mijlpalen/{row.reference}/wijzigen/"):
        assert "<script>alert" not in as_coordinator.get(address).content.decode()


# ---------------------------------------------------------------------------------- the order


def test_the_order_page_has_a_button_for_every_step(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    rows = [factories.milestone(unit=noord) for _ in range(3)]
    page = as_coordinator.get("/mijlpalen/volgorde/noord/").content.decode()
    ups = [f"/mijlpalen/{row.reference}/omhoog/" in page for row in rows]
    downs = [f"/mijlpalen/{row.reference}/omlaag/" in page for row in rows]
    assert (ups, downs) == ([False, True, True], [True, True, False])


def test_the_order_of_an_empty_register_is_its_list(as_coordinator: Client) -> None:
    assert as_coordinator.get("/mijlpalen/volgorde/noord/").headers["Location"] == LIST


def test_the_order_of_a_strangers_unit_is_not_found(
    as_neighbour: Client, noord: ReportingUnit
) -> None:
    assert as_neighbour.get("/mijlpalen/volgorde/noord/").status_code == 404


def test_the_order_lies_still_while_the_ministry_reviews(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    factories.submission(unit=noord, state=SubmissionState.ACCEPTED)
    response = as_coordinator.get("/mijlpalen/volgorde/noord/")
    assert response.status_code == 403
    assert "ligt bij het ministerie" in response.content.decode()


@pytest.mark.parametrize("address", ["/mijlpalen/", "/teksten/", "/start/"])
def test_a_beheerder_without_a_unit_is_told_what_to_do(
    client: Client, beheerder: User, noord: ReportingUnit, address: str
) -> None:
    client.force_login(beheerder)
    page = client.get(address).content.decode()
    assert "U bent beheerder en hoort bij geen regio of werkgroep" in page
    assert 'href="/admin/"' in page


def test_filtering_keeps_the_order_and_the_size_of_the_page(
    as_coordinator: Client, varied: None
) -> None:
    page = as_coordinator.get(f"{LIST}?sort=-title&per_page=100&page=2").content.decode()
    assert '<input type="hidden" name="sort" value="-title">' in page
    assert '<input type="hidden" name="per_page" value="100">' in page
    assert page.count('name="page"') == 1  # for the way back from a selection


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Filters"),
        ("?q=laad", "Filters"),
        ("?categorie=planning&stand=", "Filters, 1 actief"),
        ("?categorie=planning&verlopen=on", "Filters, 2 actief"),
    ],
)
def test_the_fold_says_how_many_filters_are_used(
    as_coordinator: Client, varied: None, query: str, words: str
) -> None:
    page = as_coordinator.get(f"{LIST}{query}").content.decode()
    assert f'<summary class="btn btn-secondary">{words}</summary>' in page
    assert page.index('name="q"') < page.index("<summary") < page.index('name="categorie"')


def test_a_filter_that_cannot_be_read_is_in_sight(as_coordinator: Client, varied: None) -> None:
    assert 'class="filter-more" open' in as_coordinator.get(f"{LIST}?vanaf=ooit").content.decode()


def test_titles_are_in_the_order_of_readers_and_so_is_the_file(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    for title in ("zon", "Éen", "'s-Nachts laden", "appel", "Elan", "Öl"):
        factories.milestone(unit=noord, title=title)
    order = ["appel", "Éen", "Elan", "'s-Nachts laden", "Öl", "zon"]
    assert titles(as_coordinator, "?sort=title") == order
    assert titles(as_coordinator, "?sort=-title") == order[::-1]
    file = as_coordinator.get("/mijlpalen/mijlpalen.csv?sort=-title").content.decode()
    assert [title for title in order[::-1] if title in file] == sorted(order, key=file.index)
