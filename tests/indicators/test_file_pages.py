"""Figures out of a file and into one: upload, preview, export, and back without a difference."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from indicators.exports import figures_file
from indicators.imports import read_figures
from indicators.models import Observation, Source
from indicators.views import files
from nalportal.accounts.models import User
from nalportal.exchange.tables import Limits, read_table
from nalportal.pages.jobs import run_next
from nalportal.pages.models import Job
from nalportal.progress.exports import TooManyRows
from tests import factories

from .test_entry_pages import confirmed

pytestmark = pytest.mark.django_db

LONG = "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot\n"
ROW = "laadpunten;nal;noord;publiek;{};;;{};;\n"


@pytest.fixture(autouse=True)
def stored() -> Observation:
    return factories.observation(
        measure=factories.measure(slug="laadpunten", decimals=1),
        source=factories.source(slug="nal"),
        region=factories.region(unit=factories.unit(slug="noord", short_name="Noord")),
        on=date(2020, 12, 31),
        value=Decimal("1000.5"),
        note="=1+1\nTweede regel",
        provisional=True,
    )


@pytest.fixture
def page(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


def upload(client: Client, text: str | bytes, name: str = "cijfers.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(reverse("figures-import"), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_shown_first_and_stored_when_confirmed(page: Client, reviewer: User) -> None:
    response = upload(
        page, LONG + ROW.format("2021-01-31", "1010") + ROW.format("2020-12-31", "990")
    )
    shown = page.get(response.headers["Location"])
    assert [(part.title, part.count) for part in shown.context["look"].words.sections] == [
        ("Nieuw", 1),
        ("Herziening", 1),
    ]
    words = shown.context["look"].words
    assert (words.dates, words.sources) == (
        "31-12-2020 tot en met 31-1-2021 (2 datums)",
        str(Source.objects.get()),
    )
    assert words.dates in shown.text
    assert Observation.objects.count() == 1
    after = confirmed(page, response, herziening="on", reason="Nieuwe telling")
    assert after.headers["Location"] == reverse("figures")
    values = dict(Observation.objects.values_list("on", "value"))
    assert values == {date(2020, 12, 31): 990, date(2021, 1, 31): 1010}
    added = Observation.history.filter(on=date(2021, 1, 31)).get()
    assert (added.history_user, added.history_change_reason) == (
        reviewer,
        "import van cijfers.csv",
    )


def test_types_that_are_more_than_their_total_are_stored_when_that_is_said_to_be_right(
    page: Client,
) -> None:
    total = LONG + "laadpunten;nal;NL;;31-12-2020;;;65613;;\n"
    assert confirmed(page, upload(page, total)).status_code == 302
    part = LONG + "laadpunten;nal;NL;snel;31-12-2020;;;1800;;\n"
    assert confirmed(page, upload(page, part)).status_code == 302
    response = upload(page, LONG + "laadpunten;nal;NL;publiek;31-12-2020;;;65000;;\n")
    assert (
        "Nederland, 31-12-2020: totaal 65.613,0, maar samen 66.800,0 "
        "(Publiek 65.000,0 en Snel 1.800,0)." in page.get(response.headers["Location"]).text
    )
    assert list(confirmed(page, response).context["form"].errors) == ["klopt"]
    confirmed(page, response, klopt="on")
    assert Observation.objects.filter(area="land").count() == 3


def test_a_wide_file_leaves_notes_and_status_as_they_are(page: Client, stored: Observation) -> None:
    wide = "maat;bron;gebied;soort_laadpunt;31-12-2020\nlaadpunten;nal;noord;publiek;990\n"
    confirmed(page, upload(page, wide), herziening="on", reason="Nieuwe telling")
    stored.refresh_from_db()
    assert (stored.value, stored.note) == (Decimal(990), "=1+1\nTweede regel")
    assert stored.provisional


def test_a_preview_says_that_a_month_is_its_last_day(page: Client) -> None:
    wide = "maat;bron;gebied;soort_laadpunt;januari 2021\nlaadpunten;nal;noord;publiek;990\n"
    shown = page.get(upload(page, wide).headers["Location"])
    assert "is de laatste dag ervan: januari 2021 = 31-1-2021." in shown.text


def test_with_one_fault_nothing_is_stored_and_each_is_shown(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FAULTS_SHOWN", 2)
    wrong = "".join(ROW.format(f"2021-0{month}-31", "veel") for month in (1, 3, 5))
    response = upload(page, LONG + wrong + ROW.format("2021-07-31", "1"))
    assert [(fault.line, fault.column) for fault in response.context["faults"]] == [
        (2, "waarde"),
        (3, "waarde"),
    ]
    assert "En nog 1\N{NO-BREAK SPACE}fout" in response.text
    assert "Fout:" in response.text
    assert Observation.objects.count() == 1


def test_one_fault_in_the_last_of_123_120_rows_stores_nothing(page: Client) -> None:
    first = date(1908, 1, 1)
    rows = [
        f"laadpunten;nal;NL;{kind};{first + timedelta(days=day)};;;{day};;\n"
        for kind in ("publiek", "semipubliek", "snel")
        for day in range(41_040)
    ]
    upload(page, LONG + "".join(rows[:-1]) + rows[-1].replace(";41039;", ";65,613;"))
    assert run_next()  # so many are read by a job
    response = page.get(Job.objects.get().address)
    assert [(fault.line, fault.column) for fault in response.context["faults"]] == [
        (123_121, "waarde")
    ]
    assert Observation.objects.count() == 1


CELLS = st.sampled_from(
    ["", "laadpunten", "nal", "NL", "noord", "GM0014", "31-12-2020", "feb-20", "1.511", "65,613"]
) | st.text(max_size=12)


@settings(max_examples=40)
@given(
    head=st.sampled_from([LONG, "maat;bron;gebied;soort_laadpunt;31-12-2020;2021\n", ""]),
    rows=st.lists(st.lists(CELLS, max_size=11), max_size=4),
)
def test_whatever_is_sent_is_refused_or_shown(
    page: Client, head: str, rows: list[list[str]]
) -> None:
    text = head + "\n".join(";".join(row) for row in rows)
    content = text.encode(errors="surrogatepass")
    assert upload(page, content).status_code in (200, 302)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"x", "cijfers.pdf"), (b"", "cijfers.csv"), (b"x", "cijfers.xlsx"), (b"a;b\n1;2", "c.csv")],
)
def test_what_is_no_file_with_figures_is_refused(page: Client, content: bytes, name: str) -> None:
    assert "Fout:" in upload(page, content, name).text


def test_a_file_that_changes_nothing_says_so(page: Client) -> None:
    content = page.get(reverse("figures-csv")).content
    shown = page.get(upload(page, content).headers["Location"])
    assert (shown.context["look"].counts.unchanged, "Er verandert niets" in shown.text) == (1, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_upload_and_its_preview(
    page: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.printed_indicators()
    text = LONG + "".join(ROW.format(f"2021-01-{day:02d}", "1000") for day in range(1, rows + 1))
    page.get(reverse("figures-import"))
    with django_assert_num_queries(2):
        page.get(reverse("figures-import"))
    # One of them asks which kinds the measure has.
    with django_assert_num_queries(5):
        address = upload(page, text).headers["Location"]
    # Nine of them to tell what the report would not show: what it is made of, areas and the round.
    # Eighteen for what changes in the report: it is made without them and with them.
    with django_assert_num_queries(33):
        page.get(address)


# ------------------------------------------------------------------------------------- export


def everything() -> None:
    measure = factories.measure(kind="tempo", decimals=3)
    factories.observation(measure=measure, value=Decimal("-3.125"), charger_type="")
    factories.observation(municipality=factories.municipality(), value=None)
    factories.observation(period_from=date(2020, 1, 1), period_label="heel 2020", value=1500)
    factories.observation(province="PV31", value=7)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_a_difference(page: Client, extension: str) -> None:
    everything()
    response = page.get(reverse(f"figures-{extension}"))
    shown = page.get(upload(page, response.content, f"cijfers.{extension}").headers["Location"])
    plan = shown.context["look"].counts
    assert (plan.changes, plan.unchanged) == (0, 5)


def test_a_sheet_has_real_numbers_and_dates() -> None:
    table = read_table("a.xlsx", figures_file(Observation.objects.all(), "xlsx"))
    [entry] = read_figures(table).entries
    assert (entry.content.value, entry.key.on) == (Decimal("1000.5"), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 6),
        ({"maat": "laadpunten", "bron": "nal", "gebieden": "regio", "soort": "publiek"}, 1),
        ({"soort": ""}, 1),
        ({"gebieden": "land"}, 2),
        ({"gebieden": "provincie"}, 1),
    ],
)
def test_the_file_of_one_series(page: Client, asked: dict[str, str], count: int) -> None:
    everything()
    content = page.get(reverse("figures-csv", query=asked)).content
    lines = len(read_table("a.csv", content).rows)
    assert lines == count if asked else lines == 5


@pytest.mark.parametrize("asked", [{"gebieden": "wijk"}, {"soort": "traag"}, {"maat": "x\x00"}])
def test_an_unknown_series_has_no_file(page: Client, asked: dict[str, str]) -> None:
    assert page.get(reverse("figures-csv", query=asked)).status_code == 404


def test_more_figures_than_a_file_takes_are_refused_as_a_whole(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicators.exports.FIGURE_LIMITS", Limits(rows=0))
    with pytest.raises(TooManyRows):
        figures_file(Observation.objects.all(), "csv")
    response = page.get(reverse("figures-csv"))
    assert (response.status_code, "In een bestand passen er 0." in response.text) == (400, True)
