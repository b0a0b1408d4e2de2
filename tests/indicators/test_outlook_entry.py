"""Targets, forecasts and values that are not exact, on every way in; all figures are fictitious."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.entry.files import Reading, is_wide, read_wide
from indicators.entry.plan import plan
from indicators.entry.writing import store
from indicators.imports import ObservationResource
from indicators.models import Accuracy, Observation, ValueKind
from indicators.reports import collect_indicators
from nalportal.exchange.tables import read_table
from nalportal.progress.reports import Scope
from tests import factories

LONG = (
    "maat;bron;gebied;soort_laadpunt;datum;vanaf;periode;waarde;voorlopig;noot;"
    "soort_cijfer;vastgesteld_op\n"
)
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture(autouse=True)
def _references(db: None) -> None:
    factories.source(slug="nal")
    factories.measure(slug="laadpunten")


def read(text: str) -> Reading:
    table = read_table("cijfers.csv", text.encode())
    return read_wide(table) if is_wide(table) else ObservationResource().read(table)


def stored(text: str) -> list[Observation]:
    found = read(text)
    assert not found.faults
    store(found.entries, plan(found.entries).fingerprint, by=None, origin="test")
    return list(Observation.objects.order_by("on", "kind"))


def faults(text: str) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.column) for fault in read(text).faults]


def test_a_long_file_has_targets_beside_observations() -> None:
    rows = stored(
        LONG + "laadpunten;nal;NL;;31-12-2020;;;ruim 85.000;;;;\n"
        "laadpunten;nal;NL;;31-12-2030;;;1.700.000;;;streefwaarde;1-6-2020\n"
        "laadpunten;nal;NL;;31-12-2030;;;ongeveer 1.500.000;;;prognose-laag;1-6-2020\n"
    )
    assert [(r.kind, r.accuracy, r.value, r.set_on) for r in rows] == [
        ("", Accuracy.OVER, Decimal(85000), None),
        (ValueKind.LOW, Accuracy.ABOUT, Decimal(1_500_000), date(2020, 6, 1)),
        (ValueKind.TARGET, "", Decimal(1_700_000), date(2020, 6, 1)),
    ]


def test_a_wide_file_says_per_row_what_its_figures_are() -> None:
    rows = stored(
        "maat;bron;gebied;soort_laadpunt;soort_cijfer;vastgesteld_op;2020;2030\n"
        "laadpunten;nal;NL;;;;65.613;\n"
        "laadpunten;nal;NL;;streefwaarde;1-6-2020;;1.700.000\n"
    )
    assert [(r.kind, r.on.year, r.value) for r in rows] == [
        ("", 2020, Decimal(65613)),
        (ValueKind.TARGET, 2030, Decimal(1_700_000)),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{TOMORROW:%d-%m-%Y};;;1;;;;", "datum"),
        ("31-12-2020;;;1;;;;1-1-2020", "vastgesteld_op"),
        ("31-12-2030;;;1;;;streefwaarde;", "vastgesteld_op"),
        (f"31-12-2199;;;1;;;streefwaarde;{TOMORROW:%d-%m-%Y}", "vastgesteld_op"),
        ("31-12-2020;;;1;;;streefwaarde;31-12-2020", "datum, vastgesteld_op"),
        ("31-12-2020;;;1;;;prognose;1-1-2021", "datum, vastgesteld_op"),
        ("31-12-2030;;;1;;;wens;1-1-2021", "soort_cijfer"),
        ("31-12-2020;;;ruim veel;;;;", "waarde"),
    ],
)
def test_a_target_in_the_past_and_a_figure_in_the_future_are_refused(row: str, column: str) -> None:
    assert faults(f"{LONG}laadpunten;nal;NL;;{row}\n") == [(2, column)]


def test_the_future_of_a_wide_file_is_only_for_what_looks_ahead() -> None:
    head = "maat;bron;gebied;soort_laadpunt;soort_cijfer;vastgesteld_op;2199\n"
    assert faults(f"{head}laadpunten;nal;NL;;;;1\n") == [(2, "2199")]
    assert faults(f"{head}laadpunten;nal;NL;;streefwaarde;1-6-2020;1\n") == []


def test_the_same_target_twice_is_said_by_its_columns() -> None:
    row = "laadpunten;nal;NL;;31-12-2030;;;1;;;streefwaarde;1-6-2020\n"
    key = "maat, bron, gebied, soort_laadpunt, soort_cijfer, datum"
    assert [(line, column.startswith(key)) for line, column in faults(LONG + row * 2)] == [
        (3, True)
    ]


def test_a_target_is_never_part_of_what_was_observed() -> None:
    before = factories.observation(value=1000)
    factories.observation(
        on=date(2030, 12, 31), kind=ValueKind.TARGET, set_on=date(2020, 1, 1), value=7
    )
    factories.observation(
        on=before.on, kind=ValueKind.MIDDLE, set_on=date(2020, 1, 1), value=8, charger_type=""
    )
    far = date(2199, 12, 31)
    found = collect_indicators(Scope("nu", "Nu", far, far, far, None))
    assert [row.value for row in found.figures] == [1000]


def test_a_target_is_typed_in_the_grid_with_the_day_it_was_set(client: Client) -> None:
    client.force_login(factories.user(is_reviewer=True))
    asked = {
        "maat": "laadpunten",
        "bron": "nal",
        "soort": "",
        "gebieden": "land",
        "datum": "31-12-2030",
        "cijfer": "streefwaarde",
    }
    page = client.get(reverse("figures-enter"), asked)
    assert "Vul in wanneer zij is vastgesteld." in page.content.decode()
    address = reverse("figures-enter", query={**asked, "vastgesteld": "1-6-2020"})
    assert "Streefwaarde" in client.get(address).content.decode()
    answer = client.post(address, {"NL-waarde": "ruim 1.700.000", "gezien": "{}"}, follow=True)
    shown = answer.content.decode()
    assert "ruim 1.700.000" in shown
    assert "vastgesteld op 1-6-2020" in shown
    form = answer.context["form"]
    data = {field.name: field.value() or "" for field in form}
    client.post(answer.redirect_chain[-1][0], data)
    row = Observation.objects.get()
    assert (row.kind, row.accuracy, row.set_on) == ("streefwaarde", "ruim", date(2020, 6, 1))


def test_targets_of_one_area_are_typed_by_their_date(client: Client) -> None:
    client.force_login(factories.user(is_reviewer=True))
    asked = {
        "maat": "laadpunten",
        "bron": "nal",
        "soort": "",
        "gebied": "NL",
        "cijfer": "prognose-hoog",
        "vastgesteld": "1-6-2020",
    }
    address = reverse("figures-enter-series", query=asked)
    data = {"nieuw-1-datum": "31-12-2030", "nieuw-1-waarde": "2.000.000", "gezien": "{}"}
    shown = client.post(address, data, follow=True).content.decode()
    assert "Prognose, hoog" in shown
    assert "31-12-2030" in shown


def test_a_pasted_block_can_be_of_targets(client: Client) -> None:
    client.force_login(factories.user(is_reviewer=True))
    data = {
        "maat": "laadpunten",
        "bron": "nal",
        "soort": "",
        "cijfer": "streefwaarde",
        "vastgesteld": "1-6-2020",
        "blok": "Gebied\t2025\t2030\nNederland\t400.000\t1.700.000\n",
    }
    shown = client.post(reverse("figures-import-block"), data, follow=True).content.decode()
    assert "1.700.000" in shown
    assert "Streefwaarde" in shown
