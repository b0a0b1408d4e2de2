"""Every sentence that code of schema 1 to 3 could write into a payload is read back as codes.

The sentences are written here as that code wrote them: its words, with each kind of figure, date
and name that could stand in them.
"""

import copy
import csv
import gzip
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from nalportal.report.sentences import coverage, from_3_to_4

PAYLOADS = Path(__file__).parent / "payloads"
REGISTER = Path(__file__).parents[2] / "regions/data"
Payload = dict[str, Any]  # parsed JSON


def stored(name: str) -> Payload:
    found: Payload = json.loads(gzip.decompress((PAYLOADS / f"{name}.json.gz").read_bytes()))
    return found


def lean() -> Payload:
    """The report of schema 3 without what is large and holds no sentence."""
    found = stored("schema-3")
    found["territory"] |= {"municipalities": [], "overview": {**found["territory"]["overview"]}}
    found["territory"]["overview"]["regions"] = []
    found["indicators"]["coverage"]["series"] = []
    return {**found, "workgroups": [], "definitions": found["definitions"][:1]}


SCHEMA_3 = lean()


@pytest.fixture
def old() -> Payload:
    """A report of schema 3, to be changed."""
    return copy.deepcopy(SCHEMA_3)


def figure(value: str | None, **more: Any) -> Payload:
    empty = {"id": "x", "missing": "", "at_least": False, "decimals": 0, "unit": ""}
    return {"value": value, "notes": [], "sources": [], "basis": "", **empty, **more}


# As a figure read, with what it was.
FIGURES = [
    ("74.838", figure("74838")),
    ("ten minste 74.838", figure("74838", at_least=True)),
    ("3,8", figure("3.8", decimals=1)),
    ("1.000.000", figure("1000000.000")),
    ("4,0", figure("3.95", decimals=1)),
    ("0", figure("0")),
    ("\u221212", figure("-12")),
]
REASONS = [
    ("pm", figure(None, missing="pm")),
    ("Onbekend", figure(None, missing="onbekend")),
    ("\u2013", figure(None, missing="nvt")),
]
SHARES = [
    ("93,5\u00a0%", figure("93.5", decimals=1, unit="%")),
    ("100\u00a0%", figure("100.0", decimals=0, unit="%")),
    ("0\u00a0%", figure("0.0", decimals=0, unit="%")),
]


def told(payload: Payload, key: str) -> Payload:
    """The codes beside a figure on top, without what is empty."""
    found = next(f for f in from_3_to_4(payload)["key_figures"] if f["key"] == key)
    return {name: value for name, value in found["context"].items() if value}


def say(payload: Payload, key: str, words: str) -> None:
    next(f for f in payload["key_figures"] if f["key"] == key)["context"] = words


# --------------------------------------------------------------------------- figures on top

STOCK = {"charge_points": "", "vehicles": ", BEV en PHEV samen", "ratio": ""}
KEYS = [*STOCK, "rate", "lidmaatschap", "laadvisie", "prognosekaart", "plaatsingsbeleid"]


@pytest.mark.parametrize("key", KEYS)
def test_that_no_figure_was_given(old: Payload, key: str) -> None:
    say(old, key, "nog geen cijfer opgegeven")
    assert told(old, key) == {}


@pytest.mark.parametrize(("key", "year"), list(product(STOCK, range(2016, 2021))))
def test_the_year_end_of_a_stock(old: Payload, key: str, year: int) -> None:
    say(old, key, f"eind {year}{STOCK[key]}")
    assert told(old, key) == {"on": f"{year}-12-31"}


@pytest.mark.parametrize(("key", "later"), list(product(STOCK, [*FIGURES, *REASONS])))
def test_what_is_known_of_a_stock_since(old: Payload, key: str, later: tuple[str, Payload]) -> None:
    words, found = later
    (column,) = (c for c in old["indicators"]["ratio"]["columns"] if c["on"] == "2021-03-31")
    column[key] = found
    say(old, key, f"eind 2020{STOCK[key]}; op 31\u00a0maart\u00a02021: {words}")
    assert told(old, key) == {
        "on": "2020-12-31",
        "later": {"on": "2021-03-31", "figure": found},
    }


MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS.split(), 1)))
def test_the_period_of_the_pace(old: Payload, number: int, month: str) -> None:
    row = old["indicators"]["rate"]["rows"][-1]
    row["period_from"], row["on"] = f"2020-{number:02d}-01", "2021-06-30"
    say(old, "rate", f"gemiddeld van 1\u00a0{month}\u00a02020 tot en met 30\u00a0juni\u00a02021")
    assert told(old, "rate") == {"since": row["period_from"], "on": "2021-06-30"}


def set_counts(payload: Payload, instrument: str, counts: list[Payload]) -> list[str]:
    """Give the regions these counts; the names of the regions in the order of table 3."""
    rows = payload["territory"]["table"]["rows"]
    for row, count in zip(rows, counts, strict=True):
        cell_of(row, instrument)["count"] = count
    return [row["name"] for row in rows]


def cell_of(row: Payload, instrument: str) -> Payload:
    cells: list[Payload] = row["cells"]
    return next(cell for cell in cells if cell["instrument"] == instrument)


LACKING = list(product([None, *REASONS], repeat=3))


@pytest.mark.parametrize("chosen", [c for c in LACKING if any(c)])
def test_which_regions_gave_no_number(old: Payload, chosen: Any) -> None:
    counts = [(found[1] if found else figure("5")) for found in (*chosen, None, None, None)]
    names = set_counts(old, "laadvisie", counts)
    missing = [(name, found) for name, found in zip(names, chosen, strict=False) if found]
    say(old, "laadvisie", ", ".join(f"{name}: {words}" for name, (words, _found) in missing))
    assert told(old, "laadvisie") == {
        "lacking": [
            {"name": name, "missing": found["missing"]} for name, (_words, found) in missing
        ]
    }


@pytest.mark.parametrize(("words", "share"), SHARES)
def test_the_share_of_the_municipalities(old: Payload, words: str, share: Payload) -> None:
    cell_of(old["territory"]["table"]["total"], "laadvisie")["share"] = share
    say(old, "laadvisie", f"{words} van de gemeenten")
    assert told(old, "laadvisie") == {"share": share}


def test_that_not_of_all_municipalities_is_known(old: Payload) -> None:
    share = figure(None, missing="onbekend", unit="%")
    cell_of(old["territory"]["table"]["total"], "laadvisie")["share"] = share
    say(old, "laadvisie", "niet van alle gemeenten bekend")
    assert told(old, "laadvisie") == {"share": share}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "words",
    [
        "eind 2020 ",
        "Eind 2020",
        "eind 1999",
        "eind 2020; op 31 maart 2021: 74.838",  # no spaces of ours
        "eind 2020; op 31\u00a0maart\u00a02021: 12",  # not in table 1
        "12,3\u00a0% van de gemeenten",  # not in table 3
        "Zuid: bijna",
        "gemiddeld van 1\u00a0juni\u00a01999 tot en met 30\u00a0juni\u00a02021",
        "<b>iets anders</b>",
    ],
)
def test_whatever_else_was_told_stays_text(old: Payload, key: str, words: str) -> None:
    say(old, key, words)
    assert told(old, key) == {"told": words}


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("charge_points", "(Semi-)publieke laadpunten"),
        ("vehicles", "Stekkervoertuigen"),
        ("ratio", "Stekkervoertuigen per laadpunt"),
        ("rate", "Laadpunten erbij per maand"),
    ],
)
def test_a_figure_on_top_is_called_by_its_code(old: Payload, key: str, label: str) -> None:
    (entry,) = (f for f in old["key_figures"] if f["key"] == key)
    entry["label"] = label
    assert label_of(old, key) == ""
    entry["label"] = "Anders"
    assert label_of(old, key) == "Anders"


def label_of(payload: Payload, key: str) -> str:
    return next(f["label"] for f in from_3_to_4(payload)["key_figures"] if f["key"] == key)  # type: ignore[no-any-return] # parsed JSON


def test_an_instrument_keeps_the_name_that_people_gave_it(old: Payload) -> None:
    assert label_of(old, "laadvisie") == "Integrale laadvisie"


# ------------------------------------------------------------------------------- territory


def register() -> list[tuple[str, str]]:
    with (REGISTER / "municipalities.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["naam"].replace("'s-Gravenhage", "Den Haag"), row["provincie"]) for row in rows]


MUNICIPALITIES = register()
PROVINCES = dict.fromkeys(province for _name, province in MUNICIPALITIES)


def beside(name: str, province: str) -> str:
    return f"de gemeente {name}" if name == province else name


def test_a_province_without_one_municipality() -> None:
    for name, province in MUNICIPALITIES:
        members = [(n, p) for n, p in MUNICIPALITIES if p == province and n != name]
        assert coverage(f"{province} zonder {beside(name, province)}", members) == {
            "provinces": [{"name": province, "without": [name]}],
            "municipalities": [],
            "told": "",
        }


@pytest.mark.parametrize("province", list(PROVINCES))
@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_province_without_some(province: str, count: int) -> None:
    names = sorted(name for name, p in MUNICIPALITIES if p == province)
    for start in range(len(names) - count):
        missing = names[start : start + count]
        words = [beside(name, province) for name in missing]
        said = f"{province} zonder {', '.join(words[:-1])} en {words[-1]}"
        members = [(n, province) for n in names if n not in missing]
        assert coverage(said, members)["provinces"] == [{"name": province, "without": missing}]


def test_a_municipality_that_stands_alone() -> None:
    for name, province in MUNICIPALITIES:
        found = coverage(name, [(name, province)])
        assert found == {"provinces": [], "municipalities": [name], "told": ""}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_provinces_one_after_another_and_loose_municipalities(count: int) -> None:
    for start in range(len(PROVINCES) - count):
        chosen = list(PROVINCES)[start : start + count]
        known = sorted(chosen, key=ORDER.index)
        loose_in = next(p for p in PROVINCES if p not in chosen)
        loose = sorted(name for name, p in MUNICIPALITIES if p == loose_in)[:2]
        members = [(n, p) for n, p in MUNICIPALITIES if p in chosen]
        members += [(name, loose_in) for name in loose]
        assert coverage(", ".join([*known, *loose]), members) == {
            "provinces": [{"name": name, "without": []} for name in known],
            "municipalities": loose,
            "told": "",
        }


ORDER = (
    "Groningen", "Fryslân", "Drenthe", "Overijssel", "Gelderland", "Flevoland", "Noord-Holland",
    "Utrecht", "Zeeland", "Zuid-Holland", "Noord-Brabant", "Limburg",
)  # fmt: skip


def test_a_region_without_municipalities_has_no_area() -> None:
    assert coverage("", []) == {"provinces": [], "municipalities": [], "told": ""}


@pytest.mark.parametrize(
    "words", ["Heel Groningen", "Groningen zonder ", "Groningen, Drenthe", "Utrecht zonder Utrecht"]
)
def test_an_area_in_other_words_stays_text(words: str) -> None:
    members = [("Assen", "Drenthe"), ("Eemsdelta", "Groningen"), ("Zeist", "Utrecht")]
    assert coverage(words, members)["told"] == words


def test_the_bottom_row_is_called_by_its_code(old: Payload) -> None:
    new = from_3_to_4(old)["territory"]
    assert (new["table"]["total"]["name"], new["overview"]["total"]["name"]) == ("", "")
    assert {row["name"] for row in new["table"]["rows"]} == {
        row["name"] for row in old["territory"]["table"]["rows"]
    }


def test_a_report_without_overview_still_has_none(old: Payload) -> None:
    old["territory"]["overview"] = None
    assert from_3_to_4(old)["territory"]["overview"] is None


# ------------------------------------------------------------------------------ indicators

PERIODS = [
    ("2020-06-01", "2021-06-30", "sinds start NAL (tot 30-6-2021)"),
    ("2020-06-01", "2020-12-31", "sinds start NAL (tot 31-12-2020)"),
    ("2015-01-01", "2019-12-31", "2015 t/m 2019"),
    ("2019-01-01", "2020-05-31", "1-1-2019 t/m 31-5-2020"),
    ("2020-11-15", "2021-03-31", "15-11-2020 t/m 31-3-2021"),
]


WRITTEN = ["", "2019 tot start NAL (juni 2020)", "heel 2020 (fictief)"]
NAMES = list(product(PERIODS, WRITTEN, [False, True]))
Period = tuple[str, str, str]


@pytest.mark.parametrize(("period", "written", "provisional"), NAMES)
@pytest.mark.parametrize("place", ["rows", "replaced"])
def test_the_name_of_a_period(
    old: Payload, period: Period, written: str, provisional: bool, place: str
) -> None:
    since, on, name = period
    label = f"{written or name}{' (voorlopig)' if provisional else ''}"
    rate = old["indicators"]["rate"]
    rate[place] = [{**rate["rows"][0], "period_from": since, "on": on, "label": label}]
    (row,) = from_3_to_4(old)["indicators"]["rate"][place]
    assert (row["label"], row["provisional"]) == (written, provisional)


def test_a_period_that_schema_1_named_by_its_days_only(old: Payload) -> None:
    row = old["indicators"]["rate"]["rows"][0]
    row["label"], row["period_from"], row["on"] = "", "2015-01-01", "2019-12-31"
    new = from_3_to_4(old)["indicators"]["rate"]["rows"][0]
    assert new["label"] == "1\u00a0januari\u00a02015 tot en met 31\u00a0december\u00a02019"


@pytest.mark.parametrize(("period", "written", "provisional"), NAMES)
def test_the_period_of_another_source(
    old: Payload, period: Period, written: str, provisional: bool
) -> None:
    since, on, name = period
    label = f"{written or name}{' (voorlopig)' if provisional else ''}"
    other = old["indicators"]["rate"]["others"][0]["figures"][0]
    other.update(period=label, period_from=since, on=on)
    new = from_3_to_4(old)["indicators"]["rate"]["others"][0]["figures"][0]
    assert (new["name"], new["period"], new["provisional"]) == ("", written, provisional)


def test_the_country_is_a_code_and_a_region_keeps_its_name(old: Payload) -> None:
    new = from_3_to_4(old)["indicators"]
    names = {f["name"] for o in new["coverage"]["others"] for f in o["figures"]}
    assert names == {"G4", "Noord", "Noordwest", "Oost", "Zuid", "Zuidwest"}
    assert {f["name"] for o in new["ratio"]["others"] for f in o["figures"]} == {""}


def test_the_titles_of_the_indicators(old: Payload) -> None:
    old["indicators"]["rate"]["texts"]["title"] = "Tempo"
    new = from_3_to_4(old)["indicators"]
    titles = [new[name]["texts"]["title"] for name in ("ratio", "rate", "coverage")]
    assert [*titles, new["policy_texts"]["title"]] == ["", "Tempo", "", ""]


def test_the_caveat_of_the_regions(old: Payload) -> None:
    assert "leaseauto" in old["indicators"]["ratio"]["caveat"]
    assert from_3_to_4(old)["indicators"]["ratio"]["caveat"] == ""
    old["indicators"]["ratio"]["caveat"] = "Getypt."
    assert from_3_to_4(old)["indicators"]["ratio"]["caveat"] == "Getypt."


# --------------------------------------------------------- differences, and the report itself


def first_difference(payload: Payload, shown: str) -> Payload:
    payload["differences"][0]["shown"] = shown
    found: Payload = from_3_to_4(payload)["differences"][0]
    return found


@pytest.mark.parametrize(("words", "found"), [*FIGURES, *SHARES, REASONS[0], REASONS[2]])
@pytest.mark.parametrize("part", ["count", "share"])
def test_a_figure_that_the_portal_shows(
    old: Payload, words: str, found: Payload, part: str
) -> None:
    cell_of(old["territory"]["table"]["rows"][2], "laadvisie")[part] = found
    new = first_difference(old, words)
    assert new["shown"] == ""
    assert (new["figure"]["value"], new["figure"]["missing"]) == (found["value"], found["missing"])
    assert new["figure"]["id"] == ""


def test_that_the_portal_shows_no_figure(old: Payload) -> None:
    new = first_difference(old, "Onbekend")
    assert (new["shown"], new["figure"]) == ("", None)


@pytest.mark.parametrize("words", ["Geen grafiek", "987.654.321", "12 %", "ten minste"])
def test_what_people_wrote_that_the_portal_shows_stays(old: Payload, words: str) -> None:
    new = first_difference(old, words)
    assert (new["shown"], new["figure"]) == (words, None)


def test_the_title_of_a_round_stays_and_that_of_the_register_is_a_code(old: Payload) -> None:
    assert from_3_to_4(old)["title"] == old["title"]
    old.update(slug="nu", title="Stand van vandaag")
    assert from_3_to_4(old)["title"] == ""


def test_the_texts_are_in_the_language_in_which_people_wrote_them(old: Payload) -> None:
    new = from_3_to_4(old)
    assert new["language"] == "nl"
    for name in ("background", "definitions", "workgroups"):
        assert new[name] == old[name]
