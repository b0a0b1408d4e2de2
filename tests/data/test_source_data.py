"""The data files say what the printed report says: counts, sums, references, dates."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRESS = ROOT / "nalportal" / "progress" / "data"
REGIONS = ROOT / "regions" / "data"
WORKGROUPS = ROOT / "workgroups" / "data"
INDICATORS = ROOT / "indicators" / "data"
FILES = sorted(
    path for folder in (PROGRESS, REGIONS, WORKGROUPS, INDICATORS) for path in folder.glob("*.csv")
)
CATEGORIES = ("gerealiseerd", "planning", "aandachtspunt")
ITEMS = {
    "gezamenlijk": (2, 3, 4),
    "g4": (2, 2, 0),
    "noord": (1, 2, 2),
    "noordwest": (7, 3, 2),
    "oost": (2, 2, 2),
    "zuid": (5, 2, 2),
    "zuidwest": (3, 3, 2),
    "logistiek": (3, 5, 0),
    "smart-charging": (2, 2, 1),
    "open-protocollen": (1, 2, 2),
    "veiligheid": (5, 3, 0),
    "versnellen-proces": (3, 1, 1),
    "prijstransparantie": (2, 4, 1),
}

Row = dict[str, str]


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def column(folder: Path, name: str, key: str) -> list[str]:
    return [row[key] for row in rows(folder, name)]


# ---------------------------------------------------------------------------- the files themselves
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_file_is_plain_utf8_with_line_feeds_and_full_rows(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    lines = list(csv.reader(text.splitlines(keepends=True), strict=True))
    assert text.endswith("\n")
    assert not text.startswith("\ufeff")
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines) > 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_file_has_no_control_characters_and_no_loose_spaces(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    for cell in cells:
        assert cell == cell.strip()
        assert not [c for c in cell if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Co"}]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_file_has_no_row_twice(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = [tuple(line) for line in csv.reader(file)]
    assert len(lines) == len(set(lines))


# --------------------------------------------------------------------------- units and milestones
def test_thirteen_units_in_report_order() -> None:
    assert column(PROGRESS, "units", "onderdeel") == list(ITEMS)
    kinds = Counter(column(PROGRESS, "units", "soort"))
    assert kinds == {"landelijk": 1, "regio": 6, "werkgroep": 5, "thema": 1}


@pytest.mark.parametrize("unit", ITEMS)
def test_items_per_category(unit: str) -> None:
    found = Counter(
        row["categorie"] for row in rows(PROGRESS, "milestones") if row["onderdeel"] == unit
    )
    assert tuple(found[category] for category in CATEGORIES) == ITEMS[unit]


def test_every_category_has_items_or_a_statement_and_never_both() -> None:
    items = {(row["onderdeel"], row["categorie"]) for row in rows(PROGRESS, "milestones")}
    statements = {(row["onderdeel"], row["categorie"]) for row in rows(PROGRESS, "statements")}
    assert items | statements == {(unit, category) for unit in ITEMS for category in CATEGORIES}
    assert not items & statements
    assert set(column(PROGRESS, "statements", "verklaring")) == {"niet-vermeld"}


@pytest.mark.parametrize("unit", ITEMS)
def test_references_and_places_count_on_per_unit(unit: str) -> None:
    code = next(row["code"] for row in rows(PROGRESS, "units") if row["onderdeel"] == unit)
    items = [row for row in rows(PROGRESS, "milestones") if row["onderdeel"] == unit]
    assert [row["kenmerk"] for row in items] == [
        f"{code}-{number:03d}" for number in range(1, len(items) + 1)
    ]
    for category in CATEGORIES:
        places = [row["plaats"] for row in items if row["categorie"] == category]
        assert places == [str(place) for place in range(1, len(places) + 1)]


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        ("NR-009", "Voldoende netcapaciteit voor verdere opschaling en uitrol (toekomstbestendig)"),
        ("G4-002", "Openbare laaddienstverlening"),
        ("NO-002", "Aanbesteding concessie Friesland"),
        ("NW-012", "Aanpak prijstransparantie"),
        ("OO-006", "Inbedding in RES"),
        ("ZU-009", "Inbedding in RES en investeringsdiscussies netcapaciteit"),
        ("ZW-006", "Aanpak logistiek"),
        ("LO-004", "Opstellen van een Kennis- en Actie-agenda"),
        ("SC-002", "Rapport lessons learned smart charging"),
        ("OP-005", "Open markt voor EV IT tooling"),
        ("VE-005", "Opbouw database incidenten met alternatief aangedreven voertuigen"),
        ("VP-004", "Inzicht belemmeringen uitrolproces"),
        ("PT-007", "Borging in contracten en processen"),
    ],
)
def test_reference_belongs_to_this_item_for_good(reference: str, title: str) -> None:
    titles = {row["kenmerk"]: row["titel"] for row in rows(PROGRESS, "milestones")}
    assert titles[reference] == title


def test_title_fits_and_starts_with_a_capital() -> None:
    for title in column(PROGRESS, "milestones", "titel"):
        assert len(title) <= 300
        assert title.lstrip("(")[0].isupper()
        assert not title.endswith((".", ",", ";"))


def test_only_the_agenda_has_a_date() -> None:
    planned = {row["kenmerk"]: row["gepland"] for row in rows(PROGRESS, "milestones")}
    assert {key: value for key, value in planned.items() if value} == {"LO-004": "2021-07"}
    for key in ("gerealiseerd_op", "opgelost_op", "ingetrokken_op", "interne_notitie"):
        assert not any(column(PROGRESS, "milestones", key))


def test_themes_exist_and_are_all_used() -> None:
    used = {
        slug
        for cell in column(PROGRESS, "milestones", "themas")
        for slug in cell.split("|")
        if slug
    }
    assert used == set(column(PROGRESS, "themes", "thema"))


# ------------------------------------------------------------------------------------------- texts
def test_texts_never_use_words_that_the_portal_avoids() -> None:
    avoided = re.compile(r"\bca\.|±|\bo\.m\.|\bo\.a\.|\bn\.v\.t\.|!|\bhelaas\b|\bsuccesvol", re.I)
    own = [row[key] for row in rows(PROGRESS, "texts") for key in ("kop", "tekst")]
    own += [row[key] for row in rows(PROGRESS, "differences") for key in ("in_portaal", "uitleg")]
    own += column(REGIONS, "reported_counts", "noot") + column(REGIONS, "memberships", "noot")
    own += column(INDICATORS, "series_breaks", "tekst")
    assert [text for text in own if avoided.search(text)] == []


def test_text_stands_in_one_place_only() -> None:
    places = [
        (row["plaats"], row["onderdeel"], row["indicator"], row["sleutel"])
        for row in rows(PROGRESS, "texts")
    ]
    assert len(places) == len(set(places))


def test_every_unit_without_municipalities_has_an_introduction() -> None:
    introduced = {
        row["onderdeel"] for row in rows(PROGRESS, "texts") if row["plaats"] == "onderdeel"
    }
    workgroups = set(column(WORKGROUPS, "workgroups", "werkgroep"))
    assert introduced == {"gezamenlijk", *workgroups}
    short = {
        row["onderdeel"] for row in rows(PROGRESS, "texts") if row["plaats"] == "onderdeel-kort"
    }
    assert short == workgroups


def test_every_indicator_has_an_introduction() -> None:
    introduced = {
        row["indicator"] for row in rows(PROGRESS, "texts") if row["plaats"] == "indicator"
    }
    assert introduced == {
        "ev-per-laadpunt",
        "plaatsingstempo",
        "aangesloten-gemeenten",
        "dekking",
    }


def test_every_instrument_has_a_definition() -> None:
    defined = {
        row["sleutel"]
        for row in rows(PROGRESS, "texts")
        if row["plaats"] == "begrip" and row["kop"]
    }
    assert set(column(REGIONS, "instruments", "instrument")) <= defined


def test_two_figures_of_g4_stand_in_the_text_and_not_in_the_series() -> None:
    (figure,) = [row for row in rows(PROGRESS, "texts") if row["sleutel"] == "figuur-2"]
    assert "ongeveer 100 laadpunten per maand in juli 2019" in figure["tekst"]
    assert "700 per maand in februari 2020" in figure["tekst"]
    assert set(column(INDICATORS, "observations", "gebied")) == {"NL"}


def test_differences_stand_against_a_figure_or_words() -> None:
    known = {
        f"beleid.{area}.{instrument}{share}"
        for area in (*column(REGIONS, "regions", "regio"), "totaal")
        for instrument in column(REGIONS, "instruments", "instrument")
        for share in ("", ".aandeel")
    }
    for row in rows(PROGRESS, "differences"):
        assert bool(row["cijfer"]) != bool(row["in_portaal"])
        assert not row["cijfer"] or row["cijfer"] in known
        assert row["gedrukt"]
        assert row["uitleg"]


# ---------------------------------------------------------------------------------- municipalities
def _holds(row: Row, since: str, until: str, day: str) -> bool:
    return (not row[since] or row[since] <= day) and (not row[until] or row[until] > day)


def _members(day: str) -> dict[str, list[str]]:
    members = defaultdict(list)
    for row in rows(REGIONS, "memberships"):
        if _holds(row, "vanaf", "tot", day):
            members[row["regio"]].append(row["gemeente"])
    return members


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2020-12-31", 355),
        ("2021-01-01", 352),
        ("2021-12-31", 352),
        ("2022-01-01", 345),
        ("2022-03-23", 345),
        ("2022-03-24", 344),
        ("2023-01-01", 342),
    ],
)
def test_municipalities_and_members_on_a_day(day: str, count: int) -> None:
    existing = {
        row["code"]
        for row in rows(REGIONS, "municipalities")
        if _holds(row, "bestaat_sinds", "bestaat_tot", day)
    }
    members = [code for codes in _members(day).values() for code in codes]
    assert len(existing) == count
    assert sorted(members) == sorted(existing)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2021-01-01", (4, 40, 76, 77, 92, 63)),
        ("2023-01-01", (4, 40, 73, 77, 87, 61)),
    ],
)
def test_members_per_region(day: str, counts: tuple[int, ...]) -> None:
    members = _members(day)
    regions = ("g4", "noord", "noordwest", "oost", "zuid", "zuidwest")
    assert tuple(len(members[region]) for region in regions) == counts


def test_reorganisations_replayed_give_todays_municipalities() -> None:
    codes = set(column(REGIONS, "municipalities", "code"))
    moves = rows(REGIONS, "reorganisations")
    assert {code for row in moves for code in (row["van"], row["naar"])} <= codes
    existing = {code for region in _members("2020-12-31").values() for code in region}
    for row in sorted(moves, key=lambda row: row["op"]):
        existing.discard(row["van"])
        existing.add(row["naar"])
    assert len(existing) == 342
    assert existing == {code for region in _members("2023-01-01").values() for code in region}


def test_ended_municipality_ends_on_its_reorganisation() -> None:
    ends = {row["van"]: row["op"] for row in rows(REGIONS, "reorganisations")}
    municipalities = rows(REGIONS, "municipalities")
    assert len(municipalities) == 360
    assert {r["code"]: r["bestaat_tot"] for r in municipalities if r["bestaat_tot"]} == ends
    assert {r["gemeente"]: r["tot"] for r in rows(REGIONS, "memberships") if r["tot"]} == ends


@pytest.mark.parametrize("day", ["2020-12-31", "2021-01-01", "2022-01-01", "2023-01-01"])
def test_no_two_municipalities_of_one_day_share_a_tile(day: str) -> None:
    tiles = Counter(
        (row["kolom"], row["rij"])
        for row in rows(REGIONS, "municipalities")
        if _holds(row, "bestaat_sinds", "bestaat_tot", day)
    )
    assert max(tiles.values()) == 1


def test_only_veenendaal_carries_a_note() -> None:
    noted = {row["gemeente"]: row["regio"] for row in rows(REGIONS, "memberships") if row["noot"]}
    assert noted == {"GM0345": "oost"}


def test_alias_is_no_municipality_of_another_code() -> None:
    names = {row["naam"]: row["code"] for row in rows(REGIONS, "municipalities")}
    codes = set(names.values())
    for row in rows(REGIONS, "aliases"):
        assert row["gemeente"] in codes
        assert names.get(row["naam"], row["gemeente"]) == row["gemeente"]
        assert row["gezien_in"]


# ----------------------------------------------------------------------------------------- table 3
def _reported(instrument: str) -> dict[str, str]:
    return {
        row["regio"]: row["aantal"]
        for row in rows(REGIONS, "reported_counts")
        if row["instrument"] == instrument
    }


@pytest.mark.parametrize(
    ("instrument", "total"),
    [
        ("lidmaatschap", 329),
        ("faciliteren", 330),
        ("laadvisie", 10),
        ("prognosekaart", 332),
        ("plaatsingsbeleid", 206),
    ],
)
def test_column_of_table_3_adds_up(instrument: str, total: int) -> None:
    counts = _reported(instrument)
    assert len(counts) == 6
    assert sum(int(count) for count in counts.values() if count != "pm") == total
    assert [r for r, count in counts.items() if count == "pm"] == (
        ["zuid"] if instrument == "laadvisie" else []
    )


def test_no_region_reports_more_than_its_municipalities() -> None:
    members = _members("2021-01-01")
    for row in rows(REGIONS, "reported_counts"):
        assert row["peildatum"] == "2020-12-31"
        assert row["aantal"] == "pm" or int(row["aantal"]) <= len(members[row["regio"]])


def test_note_3_stands_at_noordwest() -> None:
    noted = [(r["regio"], r["instrument"]) for r in rows(REGIONS, "reported_counts") if r["noot"]]
    assert noted == [("noordwest", "laadvisie")]


def test_steps_say_what_a_total_of_nobody_or_everybody_says_and_no_more() -> None:
    members = _members("2021-01-01")
    expected = set()
    for row in rows(REGIONS, "reported_counts"):
        yes_no = row["instrument"] in {"lidmaatschap", "faciliteren"}
        if row["aantal"] == str(len(members[row["regio"]])):
            stage = "ja" if yes_no else "vastgesteld"
        elif row["aantal"] == "0":
            stage = "nee" if yes_no else "niet-vastgesteld"
        else:
            continue
        expected |= {(code, row["instrument"], stage) for code in members[row["regio"]]}
    steps = rows(REGIONS, "steps")
    assert {(row["gemeente"], row["instrument"], row["stap"]) for row in steps} == expected
    assert len(steps) == len(expected) == 713
    assert {(row["datum"], row["uiterlijk"]) for row in steps} == {("2020-12-31", "ja")}
    assert all(row["bron"] for row in steps)


# ----------------------------------------------------------------------------------------- parties
def test_parties_of_logistiek_in_printed_order() -> None:
    parties = [
        row["partij"]
        for row in rows(WORKGROUPS, "participations")
        if row["werkgroep"] == "logistiek"
    ]
    assert parties == [
        "NKL",
        "IenW",
        "ElaadNL",
        "TLN",
        "evofenedex",
        "NAL-regio's",
        "gemeenten",
        "Connekt",
        "RWS",
        "NVDE",
        "Natuur & Milieu",
        "DOET",
        "Bouwend Nederland",
        "ENI",
    ]


def test_parties_per_workgroup() -> None:
    counts = Counter(column(WORKGROUPS, "participations", "werkgroep"))
    assert counts == {
        "logistiek": 14,
        "smart-charging": 13,
        "open-protocollen": 6,
        "veiligheid": 9,
        "versnellen-proces": 6,
        "prijstransparantie": 7,
    }


def test_participations_name_known_parties_each_once() -> None:
    participations = rows(WORKGROUPS, "participations")
    names = column(WORKGROUPS, "parties", "naam")
    assert {row["partij"] for row in participations} == set(names)
    assert len(names) == len(set(names))
    pairs = [(row["werkgroep"], row["partij"]) for row in participations]
    assert len(pairs) == len(set(pairs))


# ------------------------------------------------------------------------------------- indicators
def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def test_vehicles_per_charge_point_come_out_as_printed() -> None:
    series: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows(INDICATORS, "observations"):
        if not row["periode"]:
            series[row["maat"]][row["datum"]] = Decimal(row["waarde"])
    points, vehicles = series["laadpunten"], series["stekkervoertuigen"]
    assert list(points) == list(vehicles)
    assert list(points) == [f"{year}-12-31" for year in range(2016, 2021)] + ["2021-03-31"]
    ratios = [str(_rounded(vehicles[day] / points[day])) for day in points]
    assert ratios == ["4.1", "3.5", "3.7", "3.9", "4.2", "3.8"]


def test_row_totals_of_table_2_come_out_as_printed() -> None:
    totals: Counter[str] = Counter()
    for row in rows(INDICATORS, "observations"):
        if row["maat"] == "plaatsing-per-maand":
            totals[row["periode"]] += int(row["waarde"])
            assert row["vanaf"] < row["datum"]
    assert totals == {
        "2015 t/m 2019": 518,
        "2019 tot start NAL (juni 2020)": 881,
        "sinds start NAL (tot 30-4-2021)": 1511,
    }


def test_series_breaks_name_their_measure_and_source() -> None:
    measures = set(column(INDICATORS, "measures", "maat"))
    breaks = rows(INDICATORS, "series_breaks")
    assert {row["maat"] for row in breaks} == {"laadpunten", "plaatsing-per-maand"} <= measures
    assert {row["datum"] for row in breaks} == {"2019-09", "2020-09", "2023-10"}
    assert all("gedrukte rapport" in row["bron"] for row in breaks)
    # They are changes of the measure's own definition, whoever counts.
    assert {row["bron_van_de_reeks"] for row in breaks} == {""}
