"""Pasted blocks of areas by dates; all figures are fictitious."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from indicators.entry.blocks import wide_table
from indicators.models import Observation
from nalportal.accounts.models import User
from nalportal.exchange.clipboard import write_block
from tests import factories

from .test_entry_pages import confirmed

pytestmark = pytest.mark.django_db

ADDRESS = "/cijfers/importeren/blok/"


@pytest.fixture
def page(client: Client, reviewer: User) -> Client:
    factories.measure(slug="laadpunten")
    factories.source(slug="nal")
    factories.region(unit=factories.unit(slug="noord", short_name="Noord"))
    factories.municipality(code="GM0014", name="Groningen")
    alias = factories.municipality(code="GM0518", name="'s-Gravenhage")
    factories.municipality_alias(municipality=alias, name="Haag, Den")
    client.force_login(reviewer)
    return client


def paste(page: Client, text: str, **answers: str) -> Any:
    fields = {"maat": "laadpunten", "bron": "nal", "soort": "publiek", "blok": text}
    return page.post(reverse("figures-import-block"), fields | answers)


def faults(response: Any) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.column) for fault in response.context["faults"]]


def test_months_across_mean_their_last_day_and_areas_go_by_name_or_code(page: Client) -> None:
    text = (
        "Gemeente\tjan-21\tfebruari 2021\t31-3-2021\n"
        "groningen\t1.511\t1.512\tpm\nDen Haag\t7\t\t8\nHaag, Den\t\t9\n"
        "NOORD\t5\nNederland\t\t\t65.613\n"
    )
    response = paste(page, text.replace("Haag, Den\t\t9\n", ""))
    shown = page.get(response.headers["Location"])
    assert "jan-21 = 31-1-2021, februari 2021 = 28-2-2021" in shown.text
    assert confirmed(page, response).headers["Location"] == reverse("figures")
    stored = Observation.objects.values_list("municipality__code", "on", "value", "missing")
    assert {(code, on): (value and int(value), word) for code, on, value, word in stored} == {
        ("GM0014", date(2021, 1, 31)): (1511, ""),
        ("GM0014", date(2021, 2, 28)): (1512, ""),
        ("GM0014", date(2021, 3, 31)): (None, "pm"),
        ("GM0518", date(2021, 1, 31)): (7, ""),
        ("GM0518", date(2021, 3, 31)): (8, ""),
        (None, date(2021, 1, 31)): (5, ""),
        (None, date(2021, 3, 31)): (65613, ""),
    }
    assert set(Observation.objects.values_list("charger_type", flat=True)) == {"publiek"}


def test_two_names_of_one_area_are_a_duplicate(page: Client) -> None:
    response = paste(page, "\tjan-21\nDen Haag\t7\nHaag, Den\t9\n")
    assert faults(response) == [(3, "maat, bron, gebied, soort_laadpunt")]


def test_every_fault_has_its_row_and_heading_and_what_was_pasted_stays(page: Client) -> None:
    text = "Gemeente\tjan-21\t2020\nGroningen\tveel\t65,613\nNergens\t1\t2\n"
    response = paste(page, text)
    assert faults(response) == [(2, "jan-21"), (2, "2020"), (3, "gebied")]
    assert response.context["form"]["blok"].value() == text
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "text", ["Groningen", "Gemeente\tAantal\nGroningen\t5\n", "5\n6\n", "\t\n\t\n"]
)
def test_what_is_no_block_is_refused(page: Client, text: str) -> None:
    response = paste(page, text)
    assert "Fout:" in response.text
    assert not Observation.objects.exists()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_of_a_block(
    page: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = "Gemeente\tjan-21\n"
    for at in range(rows):
        text += f"{factories.municipality().code}\t{at}\n"
    page.get(ADDRESS)
    # Two of them ask for kinds: which there are, and which the measure has.
    with django_assert_num_queries(11):
        assert paste(page, text).status_code == 302


NAMES = {
    "GM0014": ("Groningen", "GM0014", "groningen", "Gr\u00f3ningen", "Groningen (gemeente)"),
    "GM0518": ("'s-Gravenhage", "\u2019s-Gravenhage", "Haag, Den", "s Gravenhage", "Den Haag"),
    "noord": ("Noord", "noord"),
    "NL": ("Nederland", "NL"),
}
MONTHS = ("jan-21", "februari 2021", "31-3-2021")


@settings(max_examples=25)
@given(data=st.data())
def test_every_figure_of_a_random_block_is_at_its_own_area_and_date(
    page: Client, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(NAMES)))
    values = st.lists(st.sampled_from(["", "1.511", "pm", "0"]), min_size=3, max_size=3)
    expected = {code: data.draw(values) for code in order}
    lines = [[data.draw(st.sampled_from(["Gebied", "Gemeente"])), *MONTHS]]
    for code in order:
        lines += [[""] * 4] * data.draw(st.integers(0, 1))
        lines.append([data.draw(st.sampled_from(NAMES[code])), *expected[code]])
    table = wide_table("blok", write_block(lines), {"maat": "laadpunten"})
    assert table.headers[2:] == MONTHS
    found = {line.cells[1]: list(line.cells[2:]) for line in table.rows}
    assert found == expected


def test_a_province_is_never_the_municipality_that_is_called_as_it_is(page: Client) -> None:
    text = "Gebied\t31-12-2020\nGroningen\t1.511\nGroningen (PV)\t4.000\nPV26\t9.000\n"
    confirmed(page, paste(page, text))
    stored = Observation.objects.values_list("area", "municipality__code", "value")
    assert sorted(stored) == [
        ("PV20", None, Decimal(4000)),
        ("PV26", None, Decimal(9000)),
        ("gemeente", "GM0014", Decimal(1511)),
    ]
    # A part of the country is neither, and in a list of provinces nobody knows which it is.
    provinces = paste(
        page, "Gebied\t31-12-2021\nFriesland\t7\nGroningen\t7\nprovincie Utrecht\t7\n"
    )
    assert faults(provinces) == [(3, "gebied")]
    assert faults(paste(page, "Gebied\t31-12-2020\nGroningen (LD)\t7\n")) == [(2, "gebied")]
