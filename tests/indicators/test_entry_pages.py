"""The pages where figures get in: grid, pasted cells, preview, revision, two people at once."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from indicators.entry.grid import MAX_NEW_ROWS, MAX_ROWS
from indicators.models import Measure, MeasureKind, Observation, Source
from nalportal.accounts.models import User
from nalportal.exchange.clipboard import write_block
from nalportal.records.history import save_signed
from regions.models import Municipality, Region
from tests import factories

pytestmark = pytest.mark.django_db

ON = date(2020, 12, 31)
QUESTIONS = {"maat": "laadpunten", "bron": "nal", "soort": "publiek"}
OF_REGIONS = QUESTIONS | {"gebieden": "regio", "datum": "31-12-2020"}


@pytest.fixture(autouse=True)
def measure() -> Measure:
    return factories.measure(slug="laadpunten", name="Fictieve laadpunten")


@pytest.fixture(autouse=True)
def source() -> Source:
    return factories.source(slug="nal")


@pytest.fixture(autouse=True)
def noord() -> Region:
    factories.region(unit=factories.unit(slug="zuid", short_name="Zuid"))
    return factories.region(unit=factories.unit(slug="noord", short_name="Noord"))


@pytest.fixture
def page(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def stored(measure: Measure, source: Source, noord: Region) -> Observation:
    return factories.observation(
        measure=measure, source=source, region=noord, on=ON, value=1000, note="Een\nnoot"
    )


def grid(name: str = "figures-enter", **questions: str) -> str:
    return reverse(name, query=OF_REGIONS | questions)


def sent(client: Client, address: str, **fields: str) -> Any:
    """Open the grid, type these fields, and send all of it."""
    found = client.get(address).context
    values = {"gezien": found["seen"]}
    for row in found["grid"].rows:
        values |= {f"{row.name}-waarde": row.value, f"{row.name}-noot": row.note}
        values |= {f"{row.name}-voorlopig": "on"} if row.provisional else {}
    return client.post(address, values | fields)


def confirmed(client: Client, response: Any, **answers: str) -> Any:
    """Follow to the preview, and send its form with these answers."""
    address = response.headers["Location"]
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("token", "fingerprint")}
    return client.post(address, hidden | answers)


def errors_of(response: Any) -> list[tuple[str, str]]:
    return [(cell, text) for _field, cell, text in response.context["faults"]]


# ----------------------------------------------------------------------------------- the grid


def test_the_grid_of_a_date_shows_every_region_with_its_figure(
    page: Client, stored: Observation
) -> None:
    rows = page.get(grid()).context["grid"].rows
    assert [(row.label, row.value, row.note) for row in rows] == [
        ("Zuid", "", ""),
        ("Noord", "1000", "Een noot"),
    ]


def test_the_municipalities_of_a_region_are_those_of_the_date(page: Client, noord: Region) -> None:
    factories.municipality(code="GM0001", region=noord, name="Blijft")
    factories.municipality(
        code="GM0002", region=noord, name="Ging op", valid_until=date(2020, 1, 1)
    )
    factories.municipality(code="GM0003", name="Elders")
    of_noord = page.get(grid(gebieden="noord")).context["grid"].rows
    everywhere = page.get(grid(gebieden="gemeente")).context["grid"].rows
    assert [row.name for row in of_noord] == ["GM0001"]
    assert [row.name for row in everywhere] == ["GM0001", "GM0003"]


def test_a_municipality_that_ended_keeps_its_figure_on_screen(
    page: Client, measure: Measure, source: Source
) -> None:
    ended = factories.municipality(code="GM0002", valid_until=date(2020, 1, 1))
    factories.observation(measure=measure, source=source, municipality=ended, on=ON)
    assert [row.name for row in page.get(grid(gebieden="gemeente")).context["grid"].rows] == [
        "GM0002"
    ]


def test_the_grid_of_an_area_has_the_dates_of_others_and_room_for_new_ones(
    page: Client, stored: Observation
) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "zuid"})
    rows = page.get(address).context["grid"].rows
    assert [(row.label, row.value) for row in rows] == [
        ("31-12-2020", ""),
        ("Nieuwe datum 1", ""),
        ("Nieuwe datum 2", ""),
        ("Nieuwe datum 3", ""),
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_grid(
    page: Client,
    measure: Measure,
    source: Source,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        factories.observation(
            measure=measure, source=source, municipality=factories.municipality(), on=ON
        )
    page.get(grid())
    # One of them asks which kinds there are, one how many remarks are open.
    with django_assert_num_queries(9):
        page.get(grid(gebieden="gemeente"))
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "NL"})
    with django_assert_num_queries(9):
        page.get(address)


def test_a_question_that_is_not_answered_well_says_so(page: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = page.get(grid(datum=f"{tomorrow:%d-%m-%Y}", maat="auto's"))
    assert set(response.context["choice"].errors) == {"datum", "maat"}
    assert "Fout:" in response.text


def test_a_grid_of_all_municipalities_fits_in_one_form() -> None:
    limit: int = site.DATA_UPLOAD_MAX_NUMBER_FIELDS
    fields_of_a_row, of_a_new_row, others = 3, 6, 10
    assert limit >= MAX_ROWS * fields_of_a_row + MAX_NEW_ROWS * of_a_new_row + others


# ------------------------------------------------------------------------------------- typing


def test_a_typed_figure_is_shown_first_and_stored_when_confirmed(
    page: Client, reviewer: User, noord: Region
) -> None:
    response = sent(
        page, grid(), **{"noord-waarde": "1511", "noord-voorlopig": "on", "noord-noot": "Geteld"}
    )
    assert not Observation.objects.exists()
    after = confirmed(page, response)
    assert after.headers["Location"] == grid()
    row = Observation.objects.get()
    assert (row.area, row.region, row.value) == ("regio", noord, Decimal(1511))
    assert (row.provisional, row.note, row.on) == (True, "Geteld", ON)
    latest = row.history.get()
    assert (latest.history_user, latest.history_change_reason) == (
        reviewer,
        "invoer in het rooster",
    )


@pytest.mark.parametrize(("typed", "missing"), [("pm", "pm"), ("n.v.t.", "nvt")])
def test_why_there_is_no_figure_can_be_typed(page: Client, typed: str, missing: str) -> None:
    confirmed(page, sent(page, grid(), **{"noord-waarde": typed}))
    assert (Observation.objects.get().value, Observation.objects.get().missing) == (None, missing)


def test_every_fault_names_its_cell_and_what_was_typed_stays(
    page: Client, stored: Observation
) -> None:
    response = sent(page, grid(), **{"zuid-waarde": "65,613", "noord-waarde": ""})
    [(first, text), (second, other)] = errors_of(response)
    assert (first, second) == ("Zuid", "Noord")
    assert "“65,613”" in text
    assert "een heel getal" in text
    assert other == "Een cijfer weghalen kan niet. Vul een getal in, of pm, onbekend of nvt."
    assert 'value="65,613"' in response.text
    assert "Fout:" in response.text


def test_a_stock_is_never_negative(page: Client) -> None:
    [(cell, text)] = errors_of(sent(page, grid(), **{"noord-waarde": "-3"}))
    assert (cell, "vanaf 0" in text) == ("Noord", True)


def test_a_note_without_a_figure_asks_for_one(page: Client) -> None:
    response = sent(page, grid(), **{"noord-noot": "Volgt"})
    assert errors_of(response) == [("Noord", "Vul hier een getal in, of pm, onbekend of nvt.")]


def test_nothing_typed_is_nothing_to_store(page: Client, stored: Observation) -> None:
    assert "U hebt nog niets gewijzigd" in sent(page, grid()).text


def test_a_new_date_of_a_series(page: Client, stored: Observation) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    fields = {"nieuw-1-datum": "31-1-2021", "nieuw-1-waarde": "1020"}
    confirmed(page, sent(page, address, **fields))
    assert Observation.objects.get(on=date(2021, 1, 31)).value == 1020
    assert stored.note == "Een\nnoot"


def test_a_new_date_is_a_day_that_is_not_there_yet(page: Client, stored: Observation) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    fields = {
        "nieuw-1-waarde": "1",
        "nieuw-2-waarde": "2",
        "nieuw-2-datum": "31-12-2020",
        "nieuw-3-waarde": "3",
        "nieuw-3-datum": "eind 2020",
    }
    assert [cell for cell, _text in errors_of(sent(page, address, **fields))] == [
        "Nieuwe datum 1",
        "Nieuwe datum 2",
        "Nieuwe datum 3",
    ]


def test_an_average_over_a_period(page: Client) -> None:
    factories.measure(slug="tempo", kind=MeasureKind.FLOW, decimals=1)
    address = grid(maat="tempo", gebieden="land", vanaf="1-1-2020", periode="heel 2020")
    confirmed(page, sent(page, address, **{"NL-waarde": "-12,5"}))
    row = Observation.objects.get()
    assert (row.value, row.period_from, row.period_label) == (
        Decimal("-12.5"),
        date(2020, 1, 1),
        "heel 2020",
    )


def test_a_form_that_lost_what_was_seen_stores_nothing(page: Client, stored: Observation) -> None:
    response = page.post(grid(), {"gezien": "{", "noord-waarde": "1"})
    assert "onvolledig aangekomen" in response.text


@pytest.mark.parametrize("text", ["nul\x00teken", "x" * 10_000, "👩🏽\u200d🚒 <b>=1 '\";--"])
def test_text_that_nobody_expects_is_a_fault_at_its_cell(page: Client, text: str) -> None:
    fields = {f"noord-{name}": text for name in ("waarde", "noot")}
    assert {cell for cell, _text in errors_of(sent(page, grid(), **fields))} == {"Noord"}
    assert sent(page, grid(), gezien=text, **fields).status_code == 200
    assert sent(page, grid(), plakken=text, vullen="ja").status_code == 200
    assert page.get(grid(periode=text, bron=text)).status_code == 200


def test_a_municipality_that_was_not_there_on_a_date_gets_no_figure_on_it(
    page: Client, measure: Measure, source: Source
) -> None:
    ended = factories.municipality(code="GM0002", valid_until=date(2020, 12, 31))
    factories.observation(measure=measure, source=source, municipality=ended, on=ON, value=1)
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "GM0002"})
    fields = {"2020-12-31-waarde": "2", "nieuw-1-datum": "31-3-2021", "nieuw-1-waarde": "3"}
    faults = errors_of(sent(page, address, **fields))
    assert [cell for cell, _text in faults] == ["31-12-2020", "Nieuwe datum 1"]
    assert "een gemeente die op 31-3-2021 bestond" in faults[1][1]
    assert errors_of(sent(page, grid(gebieden="gemeente"), **{"GM0002-waarde": "2"}))
    assert sent(page, address, **{"2020-12-31-waarde": "nvt"}).status_code == 302


# ------------------------------------------------------------------------------------ revising


def test_another_figure_than_the_one_there_needs_a_yes_and_a_reason(
    page: Client, stored: Observation
) -> None:
    response = sent(page, grid(), **{"noord-waarde": "990"})
    refused = confirmed(page, response)
    assert sorted(refused.context["form"].errors) == ["herziening", "reason"]
    stored.refresh_from_db()
    assert stored.value == 1000
    confirmed(page, response, herziening="on", reason="Dubbel geteld")
    stored.refresh_from_db()
    assert (stored.value, stored.note) == (Decimal(990), "Een\nnoot")
    assert [(entry.value, entry.history_change_reason) for entry in stored.history.all()] == [
        (990, "invoer in het rooster, herziening: Dubbel geteld"),
        (1000, None),
    ]


def test_only_another_status_needs_no_reason(page: Client, stored: Observation) -> None:
    confirmed(page, sent(page, grid(), **{"noord-voorlopig": "on"}))
    stored.refresh_from_db()
    assert (stored.value, stored.provisional) == (Decimal(1000), True)


def test_a_value_of_ten_times_its_neighbours_is_stored_when_it_is_said_to_be_right(
    page: Client, stored: Observation
) -> None:
    address = grid(datum="31-1-2021")
    response = sent(page, address, **{"noord-waarde": "10200"})
    assert "Noord, Publiek, 31-1-2021: 10.200. Ernaast staat 1.000 (31-12-2020)." in (
        page.get(response.headers["Location"]).context["look"].words.doubts
    )
    assert list(confirmed(page, response).context["form"].errors) == ["klopt"]
    confirmed(page, response, klopt="on")
    assert Observation.objects.get(on=date(2021, 1, 31)).value == 10200


def test_a_confirmation_sent_twice_is_done_once(page: Client) -> None:
    address = sent(page, grid(), **{"noord-waarde": "1511"}).headers["Location"]
    form = page.get(address).context["form"]
    answers = {name: form[name].value() for name in ("token", "fingerprint")}
    page.post(address, answers)
    again = page.post(address, answers)
    assert Observation.history.count() == 1
    assert "Dit was al opgeslagen" in page.get(again.headers["Location"]).text


def test_a_preview_is_for_who_made_it_and_for_an_hour(page: Client) -> None:
    address = sent(page, grid(), **{"noord-waarde": "1511"}).headers["Location"]
    other = Client()
    other.force_login(factories.user(is_reviewer=True))
    assert other.get(address).headers["Location"] == reverse("figures")


# ---------------------------------------------------------------------------- two people at once


def typed_before(client: Client, row: Observation, **fields: str) -> Any:
    """What somebody sends whose page was opened before somebody else stored 1100."""
    seen = client.get(grid()).context["seen"]
    row.value = Decimal(1100)
    save_signed(row, by=None, reason="tussendoor")
    return client.post(grid(), {"gezien": seen, "noord-noot": "Een noot"} | fields)


@pytest.mark.parametrize(("choice", "value"), [("getypt", 1200), ("opgeslagen", 1100)])
def test_who_typed_over_somebody_else_chooses(
    page: Client, stored: Observation, choice: str, value: int
) -> None:
    response = typed_before(page, stored, **{"noord-waarde": "1200"})
    shown = page.get(response.headers["Location"])
    assert shown.status_code == 409
    [asked] = shown.context["conflict"].choices
    assert (asked.label, asked.stored, asked.typed) == (
        "Noord, Publiek, 31-12-2020",
        "1.100; opmerking: Een\nnoot",
        "1.200; opmerking: Een\nnoot",
    )
    chosen = confirmed(page, response, **{"kies-0": choice})
    confirmed(page, chosen, herziening="on", reason="Nieuwe telling")
    stored.refresh_from_db()
    assert stored.value == value


def test_a_figure_that_was_not_touched_stays_as_somebody_else_left_it(
    page: Client, stored: Observation
) -> None:
    fields = {"noord-waarde": "1000", "zuid-waarde": "5"}
    confirmed(page, typed_before(page, stored, **fields))
    stored.refresh_from_db()
    assert (stored.value, Observation.objects.count()) == (Decimal(1100), 2)


def test_a_preview_that_is_out_of_date_is_shown_again(page: Client, stored: Observation) -> None:
    response = sent(page, grid(), **{"noord-waarde": "990"})
    address = response.headers["Location"]
    form = page.get(address).context["form"]
    answers = {"token": form["token"].value(), "fingerprint": "oud", "herziening": "on"}
    after = page.post(address, answers | {"reason": "x"})
    assert "intussen gewijzigd" in after.text
    stored.refresh_from_db()
    assert stored.value == 1000


# ------------------------------------------------------------------------------ pasted cells


def pasted(client: Client, text: str, address: str = "", **fields: str) -> Any:
    return sent(client, address or grid(), plakken=text, vullen="ja", **fields)


def shown_values(response: Any) -> dict[str, str]:
    return {row.name: row.value for row in response.context["grid"].known_rows}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5\n1511\n", {"zuid": "5", "noord": "1511"}),
        ("5\r\n1511", {"zuid": "5", "noord": "1511"}),
        ("Aantal\n5\n1511\n", {"zuid": "5", "noord": "1511"}),
        ("\n1511\n", {"zuid": "", "noord": "1511"}),
        ("5\n\n", {"zuid": "5", "noord": ""}),
        ("5\n1511\n\n\n", {"zuid": "5", "noord": "1511"}),
        ("5\tja\n1511\t\n", {"zuid": "5", "noord": "1511"}),
        ("Regio\tAantal\nnoord\t1.511\nZuid\tpm\n", {"zuid": "pm", "noord": "1.511"}),
        ("1511\tNoord\npm\tZuid\n", {"zuid": "pm", "noord": "1511"}),
        ('"No\nord"\t"1""5"\nZuid\t4\n', {"zuid": "4", "noord": '1"5'}),
        ("Noord;7;ja;Geteld\n", {"zuid": "", "noord": "7"}),
    ],
)
def test_cells_from_a_spreadsheet_fill_the_grid_and_store_nothing(
    page: Client, text: str, values: dict[str, str]
) -> None:
    response = pasted(page, text)
    assert shown_values(response) == values
    assert not Observation.objects.exists()
    assert "Er is nog niets opgeslagen" in response.text


def test_an_empty_cell_moves_no_figure_to_another_municipality(page: Client, noord: Region) -> None:
    for code in ("GM0001", "GM0002", "GM0003", "GM0004"):
        factories.municipality(code=code, region=noord)
    found = pasted(page, "4553\n\n5009\n3263", grid(gebieden="noord"))
    assert list(shown_values(found).values()) == ["4553", "", "5009", "3263"]
    assert found.context["left"] == []


@pytest.mark.parametrize("text", ["5\n", "5\n\n6\n", "1\n2\n3\n", "kop\n1\n2\n3"])
def test_lines_that_do_not_fit_the_rows_fill_nothing_and_are_said(page: Client, text: str) -> None:
    response = pasted(page, text)
    [said] = response.context["left"]
    assert f"Uw tekst heeft {len(text.rstrip().splitlines())} regels" in said
    assert "het rooster 2 rijen" in said
    assert set(shown_values(response).values()) == {""}
    assert response.context["paste"]["plakken"].value() == text


def test_an_empty_cell_leaves_the_figure_that_is_there(page: Client, stored: Observation) -> None:
    response = pasted(page, "5\n\n")
    assert shown_values(response) == {"zuid": "5", "noord": "1000"}
    assert errors_of(response) == []


@pytest.mark.parametrize(
    "name",
    ["Den Haag", "’s-Gravenhage", "s Gravenhage", "'S-GRAVENHAGE (gemeente)", "gm0518", "Haagje"],
)
def test_a_municipality_is_found_by_every_name_it_has(
    page: Client, noord: Region, name: str
) -> None:
    place = factories.municipality(code="GM0518", region=noord, name="'s-Gravenhage")
    factories.municipality(code="GM0001", region=noord, name="Súdwest-Fryslân")
    factories.municipality_alias(municipality=place, name="Haagje")
    text = f"Sudwest Fryslan\t1\n{name}\t2\n"
    found = shown_values(pasted(page, text, grid(gebieden="noord")))
    assert found == {"GM0518": "2", "GM0001": "1"}


def test_a_name_of_two_rows_fills_neither(page: Client, noord: Region) -> None:
    factories.municipality(code="GM0373", region=noord, name="Bergen (NH.)")
    factories.municipality(code="GM0893", region=noord, name="Bergen (L.)")
    response = pasted(page, "Bergen\t1\nBergen (L)\t2\n", grid(gebieden="noord"))
    assert shown_values(response) == {"GM0373": "", "GM0893": "2"}
    assert response.context["left"] == [
        "Regel 1: “Bergen 1” kan meer rijen zijn. Plak de code erbij."
    ]


def test_a_column_that_is_not_used_is_said_and_can_be_chosen(page: Client) -> None:
    text = "noord\t1\t\tGeteld\t20\nzuid\t2\t\t\t30\n"
    response = pasted(page, text)
    assert response.context["left"] == ["Kolom 5 is niet gebruikt: “20”, “30”."]
    answers = {"kolom-1": "rij", "kolom-2": "", "kolom-4": "noot", "kolom-5": "waarde"}
    seen = response.context["filled_from"]
    again = pasted(page, text, gevuld=seen, **answers)
    assert shown_values(again) == {"noord": "20", "zuid": "30"}
    assert again.context["left"] == ["Kolom 2 is niet gebruikt: “1”, “2”."]
    assert shown_values(pasted(page, text, gevuld="", **answers))["noord"] == "1"


def test_without_a_column_of_values_nothing_is_filled(page: Client) -> None:
    response = pasted(page, "noord\nzuid\n")
    assert "kies welke kolom de waarden heeft" in response.context["left"][0]


@pytest.mark.parametrize(
    ("word", "ticked", "left"), [("ja", True, 0), ("nee", False, 0), ("misschien", True, 1)]
)
def test_yes_and_no_of_provisional_and_no_other_word(
    page: Client, stored: Observation, word: str, ticked: bool, left: int
) -> None:
    stored.provisional = True
    stored.save()
    response = pasted(page, f"noord\t1\t{word}\nzuid\t1\tja\n")
    rows = {row.name: row.provisional for row in response.context["grid"].known_rows}
    assert (rows["noord"], len(response.context["left"])) == (ticked, left)


def test_text_that_was_pasted_and_not_filled_in_is_filled_by_the_main_button(page: Client) -> None:
    text = "noord\t7\nzuid\t8\nOosten\t9\n"
    response = sent(page, grid(), plakken=text)
    assert shown_values(response) == {"zuid": "8", "noord": "7"}
    assert "Er is nog niets opgeslagen" in response.text
    values = {"plakken": text, "gevuld": response.context["filled_from"]}
    onwards = sent(page, grid(), **values, **{"noord-waarde": "70"})
    confirmed(page, onwards)
    assert Observation.objects.get().value == 70


@pytest.mark.parametrize(("text", "value"), [("65.613", 65613), ("-0,0", 0), ("25203.0", 25203)])
def test_a_pasted_or_typed_number_is_read_as_pages_print_it(
    page: Client, text: str, value: int
) -> None:
    grid_of_noord = shown_values(pasted(page, f"noord\t{text}\n"))
    confirmed(page, sent(page, grid(), **{"noord-waarde": grid_of_noord["noord"]}))
    assert Observation.objects.get().value == value


@pytest.mark.parametrize(
    ("text", "decimals"), [("65,613", 0), ("12345.678", 0), ("1,5", 0), ("1.511", 1), ("3,84", 1)]
)
def test_a_pasted_number_with_other_decimals_than_the_measure_has_is_a_fault_at_its_cell(
    page: Client, measure: Measure, text: str, decimals: int
) -> None:
    measure.decimals = decimals
    measure.save()
    assert [cell for cell, _text in errors_of(pasted(page, f"noord\t{text}\n"))] == ["Noord"]


def test_a_stored_figure_that_breaks_a_rule_of_today_is_in_nobodys_way(
    page: Client, stored: Observation
) -> None:
    stored.value = Decimal("65.613")
    save_signed(stored, by=None, reason="vroeger")
    confirmed(page, sent(page, grid(), **{"noord-waarde": "65,613", "zuid-waarde": "5"}))
    assert Observation.objects.count() == 2


@pytest.mark.parametrize("on", ["2020-12-31", "31-12-2020", "31 december 2020", "31/12/2020"])
def test_pasted_dates_fill_a_series(page: Client, stored: Observation, on: str) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "zuid"})
    assert shown_values(pasted(page, f"{on}\t12\n", address)) == {"2020-12-31": "12"}


def months(count: int) -> list[str]:
    return [f"{1 + at % 12}-{2015 + at // 12}" for at in range(count)]


def test_sixty_months_of_one_series_are_one_paste(page: Client) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    text = "".join(f"{month}\t{1000 + at}\n" for at, month in enumerate(months(60)))
    response = pasted(page, text, address)
    assert "1-2015 = 31-1-2015, 12-2019 = 31-12-2019" in response.text
    rows = response.context["grid"].new_rows
    assert [(row.moment["datum"], row.value) for row in (rows[0], rows[-1])] == [
        ("31-1-2015", "1000"),
        ("31-12-2019", "1059"),
    ]
    fields = {f"{row.name}-{n}": v for row in rows for n, v in [("waarde", row.value)]}
    fields |= {f"{row.name}-datum": row.moment["datum"] for row in rows}
    confirmed(page, sent(page, address, **fields))
    assert Observation.objects.count() == 60
    assert Observation.objects.get(on=date(2016, 2, 29)).value == 1013


def test_a_new_date_that_is_pasted_takes_no_row_that_is_typed_in(page: Client) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    typed = {"nieuw-1-datum": "31-1-2021", "nieuw-1-waarde": "5", "nieuw-2-waarde": "6"}
    response = pasted(page, "feb-21\t7\n31-1-2021\t8\nfeb-21\t9\n", address, **typed)
    rows = response.context["grid"].new_rows
    assert [(row.moment["datum"], row.value) for row in rows] == [
        ("31-1-2021", "8"),
        ("", "6"),
        ("28-2-2021", "7"),
    ]
    assert "Regel 3: “feb-21 9” staat er twee keer in." in response.context["left"]


def test_more_new_dates_than_a_page_has_room_for_are_named(page: Client) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    text = "".join(f"{month}\t1\n" for month in months(MAX_NEW_ROWS + 1))
    response = pasted(page, text, address)
    assert len(response.context["grid"].new_rows) == MAX_NEW_ROWS
    assert f"Regel {MAX_NEW_ROWS + 1}: voor " in response.context["left"][0]


def test_years_with_values_are_dates_and_a_year_alone_is_a_value(page: Client) -> None:
    address = reverse("figures-enter-series", query=QUESTIONS | {"gebied": "noord"})
    rows = pasted(page, "2019\t100\n2020\t120\n", address).context["grid"].new_rows
    assert [row.moment["datum"] for row in rows] == ["31-12-2019", "31-12-2020", ""]
    assert shown_values(pasted(page, "2019\n2020\n")) == {"zuid": "2019", "noord": "2020"}


def test_pasted_lines_without_a_place_are_named(page: Client) -> None:
    response = pasted(page, "noord\t1\nnoord\t2\nOosten\t3\n")
    assert response.context["left"] == [
        "Regel 2: “noord 2” staat er twee keer in.",
        "Regel 3: “Oosten 3” hoort bij geen rij van dit rooster.",
    ]


def test_a_pasted_fault_is_shown_at_its_cell(page: Client) -> None:
    assert [cell for cell, _text in errors_of(pasted(page, "noord\tveel\n"))] == ["Noord"]


PLACES = ("'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "Bergen (L.)", "Assen")
WRITTEN = {
    "'s-Gravenhage": ["Den Haag", "’s Gravenhage", "GM0001", "s-gravenhage (gemeente)"],
    "Súdwest-Fryslân": ["Sudwest Fryslan", "SÚDWEST–FRYSLÂN", "gm0002"],
    "Bergen (NH.)": ["Bergen (NH)", "GM0003"],
    "Bergen (L.)": ["bergen l", "GM0004"],
    "Assen": ["Assen", "gemeente Assen", "\u00a0ASSEN ", "\u202dAssen\u202c"],
}
NOTES = ["", "kort", "twee\nregels", 'zei "ja"', "a\tb", '"open', "=1+1"]


@settings(max_examples=25)
@given(data=st.data())
def test_every_figure_of_a_random_block_is_in_its_own_row(
    page: Client, noord: Region, data: st.DataObject
) -> None:
    for number, name in enumerate(PLACES, 1):
        code = f"GM000{number}"
        if not Municipality.objects.filter(code=code).exists():
            factories.municipality(code=code, region=noord, name=name)
    values = data.draw(st.lists(st.sampled_from(["", "1511", "pm", "0"]), min_size=5, max_size=5))
    notes = data.draw(st.lists(st.sampled_from(NOTES), min_size=5, max_size=5))
    expected = {f"GM000{at}": value for at, value in enumerate(values, 1)}
    rows = [row.name for row in page.get(grid(gebieden="noord")).context["grid"].known_rows]
    if data.draw(st.booleans()):  # one column, in the order of the grid
        heading = data.draw(st.sampled_from([[], [["Aantal"]]]))
        lines, notes = [*heading, *([expected[row]] for row in rows)], [""] * 5
    else:
        order = data.draw(st.permutations(range(4)))
        lines = [[("Gemeente", "Aantal", "Voorlopig", "Opmerking")[at] for at in order]]
        for at in data.draw(st.permutations(range(5))):
            lines = [*lines, *[[""] * 4] * data.draw(st.integers(0, 1))]
            cells = data.draw(st.sampled_from(WRITTEN[PLACES[at]])), values[at], "ja", notes[at]
            lines.append([cells[place] for place in order])
    response = pasted(page, write_block(lines), grid(gebieden="noord"))
    assert shown_values(response) == expected
    shown_notes = {row.name: row.note for row in response.context["grid"].known_rows}
    assert shown_notes == {f"GM000{at}": " ".join(note.split()) for at, note in enumerate(notes, 1)}
    assert [text for text in response.context["left"] if "kop" not in text] == []


# ---------------------------------------------------------------------- the list and one figure


def test_the_list_tells_what_is_missing(
    page: Client, measure: Measure, source: Source, noord: Region
) -> None:
    for month in (1, 2, 3, 5):
        factories.observation(
            measure=measure, source=source, region=noord, on=date(2020, month, 28)
        )
    [entry] = page.get(reverse("figures")).context["series"]
    assert (entry.figures, entry.first, entry.last) == (4, date(2020, 1, 28), date(2020, 5, 28))
    assert (entry.missing_dates, entry.missing_figures, entry.chosen) == (1, 4, False)


@pytest.mark.parametrize("rows", [1, 10])
def test_queries_of_the_list(
    page: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        factories.observation(municipality=factories.municipality())
    page.get(reverse("figures"))
    with django_assert_num_queries(7):
        page.get(reverse("figures"))


def test_one_figure_tells_its_story(
    page: Client, stored: Observation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    confirmed(
        page, sent(page, grid(), **{"noord-waarde": "990"}), herziening="on", reason="Dubbel geteld"
    )
    address = reverse("figure", args=[stored.pk])
    with django_assert_num_queries(5):
        response = page.get(address)
    newest, oldest = response.context["events"]
    assert [(change.before, change.after) for change in newest.changes] == [("1.000", "990")]
    assert (newest.who, oldest.is_first) == ("Bo Oordelaar", True)
    assert "herziening: Dubbel geteld" in response.text


def test_what_was_seen_travels_with_the_form(page: Client, stored: Observation) -> None:
    seen = json.loads(page.get(grid()).context["seen"])
    assert seen == {"noord": ["1000", False, "Een\nnoot", ""]}
