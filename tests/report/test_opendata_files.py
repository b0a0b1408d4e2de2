"""Open files are read by what describes them; catalogue and interface keep to published rules."""

import csv
import json
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import jsonschema
import pandas
import pytest
import schemathesis
from csvw import Table
from django.conf import settings as site
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from pyshacl import validate
from pytest_django import Settings
from rdflib import DCAT, DCTERMS, RDF, Graph

from indicators.charts.numbers import Numbers
from nalportal.figures import Figure
from nalportal.report.editions import Edition
from nalportal.report.opendata.resources import TIDY, Resource
from nalportal.report.opendata.tidy import numbers_metadata
from nalportal.report.tables.figures import figure_lines
from tests.checkers import SPECTRAL

pytestmark = pytest.mark.django_db

# Published by others, so they lie beside the checkout and not in it.
CHART = "/rondes/eind-2020/v1/indicatoren/grafieken/laadpunten.csv"
RULES = Path(site.BASE_DIR).parent / "shared" / "rules"
EFFORT = hypothesis.settings(
    max_examples=10,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
with_rules = pytest.mark.skipif(not RULES.is_dir(), reason="no published rules beside the checkout")


def save(client: Client, folder: Path, *addresses: str) -> list[Path]:
    """The files of those addresses, under their own names in one folder."""
    made = []
    for address in addresses:
        made.append(folder / address.rsplit("/", 1)[-1])
        made[-1].write_bytes(client.get(address).content)
    return made


def day_of(value: Any) -> Any:
    """csvw gives a day as the moment at which it begins."""
    return value.date() if isinstance(value, datetime) else value


@pytest.mark.parametrize("resource", TIDY, ids=lambda resource: resource.name)
def test_a_file_over_all_rounds_is_read_by_its_description(
    client: Client, edition: Edition, tmp_path: Path, resource: Resource
) -> None:
    address = f"/open-data/{resource.name}.csv"
    file, about = save(client, tmp_path, address, f"{address}-metadata.json")
    told = json.loads(about.read_text())
    told["url"] = file.name  # beside it, as who downloads both has them
    about.write_text(json.dumps(told))
    rows = list(Table.from_file(about))
    assert len(rows) == len(resource.rows(edition.report))
    for first, ours in [*zip(rows, resource.rows(edition.report), strict=True)][:1]:
        assert (first["ronde"], first["versie"]) == ("eind-2020", 1)
        assert day_of(first["peildatum"]) == date(2020, 12, 31)
        for field in resource.fields:
            assert day_of(first[field.name] or None) == (ours[field.name] or None), field.name


# What a description calls a type, as each program does.
OF_DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "decimal": "DOUBLE"}
OF_PANDAS = {"string": "string", "integer": "Int64", "decimal": "Float64", "boolean": "boolean"}


def test_an_outsider_counts_with_them(client: Client, edition: Edition, tmp_path: Path) -> None:
    """A notebook that begins at the catalogue, and knows nothing but what is told there."""

    def fetched(address: str) -> bytes:
        return client.get(address.removeprefix(site.SITE_URL)).content

    catalogue = Graph().parse(data=fetched("/open-data/catalogus.ttl"), format="turtle")
    counts = {}
    for url in map(str, catalogue.objects(None, DCAT.downloadURL)):
        # Where a description stands follows from the address of the file (CSVW, 5.3).
        told = fetched(f"{url}-metadata.json") if "/open-data/" in url else b""
        if not told:
            continue
        about = json.loads(told)
        assert about["url"] == url
        file = tmp_path / url.rsplit("/", 1)[-1]
        file.write_bytes(fetched(url))
        columns = {c["name"]: c["datatype"] for c in about["tableSchema"]["columns"]}
        table = duckdb.read_csv(
            str(file), columns={n: OF_DUCKDB.get(t, t.upper()) for n, t in columns.items()}
        )
        frame = pandas.read_csv(
            file,
            dtype={n: OF_PANDAS[t] for n, t in columns.items() if t in OF_PANDAS},
            parse_dates=[n for n, t in columns.items() if t == "date"],
            true_values=["true"],
            false_values=["false"],
        )
        assert [*frame.columns] == table.columns == [*columns]
        assert not frame.duplicated(about["tableSchema"]["primaryKey"]).any()
        assert table.count("*").fetchall() == [(len(frame),)]
        if "telt" in columns:
            asked = table.filter("telt").aggregate("instrument, count(*) AS n").fetchall()
            assert dict(asked) == frame[frame["telt"]].groupby("instrument").size().to_dict()
            counts = dict(asked)
    known = edition.report.territory
    assert counts["prognosekaart"] == sum(
        entry.by_instrument["prognosekaart"].counts for entry in known.municipalities
    )


def test_the_list_of_figures_is_read_by_its_description(
    client: Client, edition: Edition, tmp_path: Path
) -> None:
    address = "/rondes/eind-2020/v1/downloads/rapport.csv"
    file, about = save(client, tmp_path, address, f"{address}-metadata.json")
    told = json.loads(about.read_text())
    told["url"] = file.name
    about.write_text(json.dumps(told))
    rows = {row["kenmerk"]: row for row in Table.from_file(about)}
    assert len(rows) == len(figure_lines(edition.report))
    members = rows["beleid.totaal.lidmaatschap"]
    assert (members["waarde"], day_of(members["datum"])) == (Decimal(329), date(2020, 12, 31))


def test_a_trend_of_two_decimals_is_read_too(
    client: Client, edition: Edition, tmp_path: Path
) -> None:
    address = "/rondes/eind-2020/v1/downloads/rapport.csv"
    file, about = save(client, tmp_path, address, f"{address}-metadata.json")
    head, first, *_others = file.read_text(encoding="utf-8-sig").splitlines()
    at = next(csv.reader([head], delimiter=";")).index("waarde")
    cells = next(csv.reader([first], delimiter=";"))
    values = ["0,81", "-0,5", "1,234", "1511"]
    with file.open("w", encoding="utf-8", newline="") as written:
        into = csv.writer(written, delimiter=";")
        into.writerow(next(csv.reader([head], delimiter=";")))
        for number, value in enumerate(values):
            into.writerow([f"fictief.{number}", *cells[1:at], value, *cells[at + 1 :]])
    told = json.loads(about.read_text())
    about.write_text(json.dumps({**told, "url": file.name}))
    read = [row["waarde"] for row in Table.from_file(about)]
    assert read == [Decimal(value.replace(",", ".")) for value in values]


def test_the_numbers_of_a_chart_are_read_by_their_description(
    client: Client, edition: Edition, tmp_path: Path
) -> None:
    file, about = save(client, tmp_path, CHART, f"{CHART}-metadata.json")
    told = json.loads(about.read_text())
    described = f'<{told["url"]}-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert client.get(CHART)["Link"] == described
    told["url"] = file.name
    about.write_text(json.dumps(told))
    rows = [[*row.values()] for row in Table.from_file(about)]
    assert [date(2020, 12, 31), Decimal(65_613), "nee"] in [
        [day_of(row[0]), *row[1:]] for row in rows
    ]


def test_a_word_among_numbers_makes_text_of_a_column() -> None:
    known, unknown = Figure("a", Decimal(5)), Figure("b", None, missing="pm")
    rows = ((known, known, "x"), (known, unknown, "y"))
    told = numbers_metadata(Numbers(("Fictief", "Fictief met pm", "Woord"), rows), "x.csv")
    kinds = [column["datatype"] for column in told["tableSchema"]["columns"]]
    assert (kinds[0]["base"], kinds[1:]) == ("decimal", ["string", "string"])


def test_the_payload_is_what_its_schema_says(client: Client, edition: Edition) -> None:
    schema = client.get("/open-data/rapport.schema.json").json()
    checker = jsonschema.Draft202012Validator(schema)
    payload = json.loads(edition.payload_bytes())
    assert list(checker.iter_errors(payload)) == []
    payload["territory"]["municipalities"][0]["code"] = 14
    assert len(list(checker.iter_errors(payload))) == 1
    assert "13 was expected" in next(checker.iter_errors({**payload, "schema": 6})).message


def test_nothing_else_has_a_file(client: Client, edition: Edition) -> None:
    assert client.get("/open-data/gebruikers.csv").status_code == 404
    assert client.get("/open-data/onderdelen.csv-metadata.json").status_code == 404


def test_the_licence_is_in_all_that_describes(
    client: Client, edition: Edition, settings: Settings
) -> None:
    told = [
        "/rondes/eind-2020/regios/noord/",
        "/open-data/standen.csv-metadata.json",
        "/rondes/eind-2020/downloads/rapport.csv-metadata.json",
        "/open-data/catalogus.ttl",
        "/api/v1/openapi.json",
        "/rondes/nieuw.atom",
    ]
    before = {address: client.get(address).content.decode() for address in told}
    settings.LICENCE = "CC BY 4.0"
    for address, content in before.items():
        assert "CC BY" not in content
        assert "creativecommons.org" not in content
        now = client.get(address).content.decode()
        assert "CC BY 4.0" in now or "creativecommons.org/licenses/by/4.0/" in now, address


# ---------------------------------------------------------------------------- the catalogue


def test_the_catalogue_is_the_same_in_both_forms(client: Client, edition: Edition) -> None:
    turtle = Graph().parse(data=client.get("/open-data/catalogus.ttl").content, format="turtle")
    linked = Graph().parse(data=client.get("/open-data/catalogus.jsonld").content, format="json-ld")
    assert set(turtle) == set(linked)
    files = [str(one) for one in turtle.objects(None, DCAT.downloadURL)]
    assert len(files) == 4 + len(TIDY)
    for address in files:
        assert client.get(address.removeprefix(site.SITE_URL)).status_code == 200
    datasets = set(turtle.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == 2
    for dataset in datasets:
        found = turtle.objects(dataset, DCAT.distribution / DCAT.accessService)
        assert [*found] == [*turtle.subjects(DCAT.servesDataset, dataset)]
        assert turtle.value(dataset, DCTERMS.temporal)


@with_rules
@pytest.mark.parametrize("licence", ["", "CC BY 4.0", "Eigen voorwaarden"])
def test_the_catalogue_keeps_to_dcat_ap_nl(
    client: Client, edition: Edition, settings: Settings, licence: str
) -> None:
    settings.LICENCE = licence
    told = Graph().parse(data=client.get("/open-data/catalogus.ttl").content, format="turtle")
    for shapes in ("", "-klassebereik", "-klassebereik-codelijsten"):
        rules = Graph().parse(RULES / f"dcat-ap-nl-SHACL{shapes}.ttl")
        conforms, _graph, text = validate(told, shacl_graph=rules)
        assert conforms, text


# ---------------------------------------------------------------------------- the interface


@with_rules
@pytest.mark.checker
def test_the_interface_keeps_to_the_rules_of_the_government(client: Client, tmp_path: Path) -> None:
    (described,) = save(client, tmp_path, "/api/v1/openapi.json")
    ruleset = RULES / "api-design-rules-spectral.yaml"
    lint = [str(SPECTRAL), "lint", "--ruleset", str(ruleset), "--fail-severity", "error"]
    done = subprocess.run([*lint, str(described)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.once
def test_the_interface_answers_as_it_says(edition: Edition, settings: Settings) -> None:
    """Whatever its description allows: found by trying, the same questions each time."""
    settings.API_PER_MINUTE = 1_000_000
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    asked = 0
    for found in described.get_all_operations():
        questions = questions_of(found.ok())  # type: ignore[union-attr] # else it fails, as it should
        for question in questions:
            question.call_and_validate()
        asked += len(questions)
    assert asked > 100


def questions_of(operation: Any) -> list[schemathesis.Case]:
    made: list[schemathesis.Case] = []

    @given(case=operation.as_strategy())
    @EFFORT
    def collect(case: schemathesis.Case) -> None:
        made.append(case)

    collect()
    return made
