"""Tables of CBS as its OData service gives them; all figures are fictitious."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.entry.areas import Areas
from indicators.entry.cbs import Day, Question, read_statline
from indicators.entry.odata import odata_table
from indicators.entry.published import published_table
from indicators.models import Measure, Observation, Source
from nalportal.exchange.faults import FaultyFile
from tests import factories

TYPED = {
    "odata.metadata": "https://opendata.example/$metadata",
    "value": [
        {"ID": 0, "RegioS": "NL01  ", "Perioden": "2020JJ00", "Voertuigen_1": 1500},
        {"ID": 1, "RegioS": "GM0001", "Perioden": "2020JJ00", "Voertuigen_1": None},
        {"ID": 2, "RegioS": "LD01  ", "Perioden": "2020JJ00", "Voertuigen_1": 700},
    ],
}
VERSION_4 = {
    "value": [
        {"Id": "0", "Measure": "D1", "RegioS": "GM0001", "Perioden": "2020JJ00", "Value": 12.0},
        {"Id": "1", "Measure": "D2", "RegioS": "GM0001", "Perioden": "2020JJ00", "Value": 0.5},
    ]
}
ASKED = ("--form", "odata", "--measure", "voertuigen", "--source", "cbs", "--last-day")


@pytest.fixture(autouse=True)
def _references(db: None) -> None:
    factories.municipality(code="GM0001")
    factories.measure(slug="voertuigen")
    factories.source(slug="cbs")


def run(folder: Path, answer: Any, *more: str) -> str:
    file = folder / "tabel.json"
    file.write_text(answer if isinstance(answer, str) else json.dumps(answer))
    out = StringIO()
    call_command("import_figures", str(file), *ASKED, *more, stdout=out)
    return out.getvalue()


def test_a_table_of_version_3_is_shown_and_then_stored(tmp_path: Path) -> None:
    said = run(tmp_path, TYPED)
    assert "2 cijfers geplaatst".replace(" ", "\N{NO-BREAK SPACE}", 1) in said
    assert "geen gemeente of provincie en niet Nederland" in said
    assert not Observation.objects.exists()
    run(tmp_path, TYPED, "--apply")
    rows = Observation.objects.order_by("area").values_list("area", "value", "missing", "on")
    assert list(rows) == [
        ("gemeente", None, "onbekend", date(2020, 12, 31)),
        ("land", Decimal(1500), "", date(2020, 12, 31)),
    ]


def test_of_version_4_one_measure_is_chosen(tmp_path: Path) -> None:
    run(tmp_path, VERSION_4, "--column", "Value", "--where", "Measure=D1", "--apply")
    assert Observation.objects.get().value == 12


NO_UNIT = "Het bestand noemt geen eenheid."


@pytest.mark.parametrize(
    ("answer", "asked"), [(TYPED, ()), (VERSION_4, ("--column", "Value", "--where", "Measure=D1"))]
)
def test_that_the_unit_stands_elsewhere_is_said_until_somebody_gives_it(
    tmp_path: Path, answer: Any, asked: tuple[str, ...]
) -> None:
    assert NO_UNIT in run(tmp_path, answer, *asked)
    assert NO_UNIT not in run(tmp_path, answer, *asked, "--factor", "1")


@pytest.mark.parametrize(
    "answer",
    [
        "geen json",
        "[]",
        "{}",
        {"value": []},
        {"value": [1]},
        {"value": [{}]},
        {"value": [{"a": {"b": 1}}]},
        {"value": {"a": 1}},
        "[" * 100_000,
        {**TYPED, "odata.nextLink": "https://opendata.example/?$skip=3"},
        {"value": [TYPED["value"][0], {"ID": 1}]},
    ],
)
def test_what_is_no_whole_answer_is_refused(answer: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Er is niets opgeslagen"):
        run(tmp_path, answer, "--apply")
    assert not Observation.objects.exists()


def test_a_row_with_other_names_is_told_by_its_number() -> None:
    rows = [{"a": 1}, {"a": 2}, {"b": 3}]
    with pytest.raises(FaultyFile) as refusal:
        odata_table("t.json", json.dumps({"value": rows}).encode())
    assert [fault.line for fault in refusal.value.faults] == [3]


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (
            '{"value": [{"Id": 0, "Value": 1}, {"Id": 1, "Value": 2, "Value": 3}]}',
            "json, regel 2, kolom Value",
        ),
        (
            '{"value": [{"Id": 0, "Value": 1}], "value": [{"Id": 0, "Value": 2}]}',
            "json, kolom value",
        ),
    ],
)
def test_a_name_that_stands_twice_is_refused(answer: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"{where}.*elke naam één keer"):
        run(tmp_path, answer, "--apply")
    assert not Observation.objects.exists()


def test_the_page_of_statline_takes_it_too(client: Client) -> None:
    client.force_login(factories.user(is_reviewer=True))
    file = SimpleUploadedFile("tabel.json", json.dumps(TYPED).encode())
    data = {"maat": "voertuigen", "bron": "cbs", "soort": "", "dag": "laatste", "file": file}
    shown = client.post(reverse("figures-import-statline"), data, follow=True).content.decode()
    assert "1.500" in shown


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(2001, 2020), st.none() | st.integers(0, 10**9), min_size=1))
def test_any_answer_comes_back(counts: dict[int, int | None]) -> None:
    rows = [
        {"RegioS": "GM0001", "Perioden": f"{year}JJ00", "Voertuigen_1": value}
        for year, value in counts.items()
    ]
    table = odata_table("t.json", json.dumps({"value": rows}).encode())
    asked = Question(Measure.objects.get(), Source.objects.get(), day=Day.LAST)
    found = read_statline(table, asked).entries
    assert {entry.key.on.year: entry.content.value for entry in found} == counts


OBSERVATIONS = st.dictionaries(
    st.tuples(st.sampled_from(["D1", "D2"]), st.integers(2001, 2020)),
    st.integers(0, 10**9) | st.sampled_from(["Confidential", "Impossible"]),
    min_size=1,
    max_size=12,
)
MISSING = {"Confidential": "onbekend", "Impossible": "nvt"}


def rows_of(found: dict[tuple[str, int], int | str]) -> list[dict[str, Any]]:
    return [
        {
            "Id": at,
            "Measure": measure,
            "ValueAttribute": "None" if isinstance(value, int) else value,
            "Value": float(value) if isinstance(value, int) else None,
            "RegioS": "GM0001",
            "Perioden": f"{year}JJ00",
        }
        for at, ((measure, year), value) in enumerate(found.items())
    ]


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(OBSERVATIONS, st.sampled_from(["csv", "json"]))
def test_any_observations_of_version_4_come_back(
    found: dict[tuple[str, int], int | str], form: str
) -> None:
    rows = rows_of({**found, ("D1", 2000): 5})
    if form == "json":
        text = json.dumps({"value": rows})
    else:
        lines = [list(rows[0]), *(list(row.values()) for row in rows)]
        text = "\n".join(
            ";".join("" if cell is None else f'"{cell}"' for cell in line) for line in lines
        )
    table = published_table(f"Observations.{form}", text.encode(), Areas())
    asked = Question(
        Measure.objects.get(),
        Source.objects.get(),
        column="Value",
        where={"Measure": "D1"},
        day=Day.LAST,
    )
    read = read_statline(table, asked)
    assert read.faults == []
    said = {
        entry.key.on.year: entry.content.value
        if not entry.content.missing
        else entry.content.missing
        for entry in read.entries
    }
    expected = {year: value for (measure, year), value in found.items() if measure == "D1"}
    assert said == {2000: 5} | {
        year: MISSING[value] if isinstance(value, str) else value
        for year, value in expected.items()
    }


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(OBSERVATIONS, st.data())
def test_an_answer_that_is_cut_off_gives_nothing(
    found: dict[tuple[str, int], int | str], data: st.DataObject
) -> None:
    text = json.dumps({"value": rows_of(found)}).encode()
    with pytest.raises(FaultyFile, match="het antwoord van een OData-dienst"):
        odata_table("t.json", text[: data.draw(st.integers(0, len(text) - 1))])
