"""Of each figure: who gave it, in which edition, how it was counted, and how it came about."""

import csv
import gzip
import io
from datetime import date
from pathlib import Path

import pytest

from indicators.reports import CHARGE_POINTS, VEHICLES, MeasureRow, SourceEntry
from nalportal.figures import Figure, no_figure
from nalportal.report.editions import Edition
from nalportal.report.model import Report, Stamp
from nalportal.report.payload import load
from nalportal.report.provenance import cited, cited_for, editions_of, provenance
from nalportal.report.sheets import render_csv

from ..indicators.rows import MONITOR as MONITOR_NUMBER
from ..indicators.rows import NDW as NDW_NUMBER
from ..indicators.rows import SOURCES, assembled, row
from .test_sheets import opened, rows_of

PAYLOADS = Path(__file__).parent / "payloads"
STAMP = Stamp("0" * 64, version=1, frozen_on=date(2021, 7, 1))
PRINTED = (
    "Ministerie van Infrastructuur en Waterstaat, "
    "NAL-voortgangsrapportage, stand van zaken eind 2020"
)
METHOD = (
    "Cijfers overgenomen uit tabel 1 en tabel 2 van het gedrukte rapport. "
    "Hoe de laadpunten en voertuigen zijn geteld, staat er niet bij."
)


def stored(schema: int) -> Report:
    return load(gzip.decompress((PAYLOADS / f"schema-{schema}.json.gz").read_bytes()))


def averages(report: Report) -> list[dict[str, str]]:
    """The lines of table 2 in the list of figures."""
    lines = csv.DictReader(
        io.StringIO(render_csv(report, STAMP).decode("utf-8-sig")), delimiter=";"
    )
    return [line for line in lines if line["kenmerk"].startswith("tempo.")]


@pytest.mark.django_db
def test_the_averages_of_end_2020_are_of_the_report_that_printed_them(edition: Edition) -> None:
    lines = averages(edition.report)
    assert {(line["bron"], line["uitgave"], line["methode"]) for line in lines} == {
        (PRINTED, "", METHOD)
    }
    assert [line["grondslag"] for line in lines] == ["opgave", "opgave", "opgave", "berekend"] * 3


def test_a_report_frozen_by_schema_1_says_the_same_but_for_the_method_it_never_had() -> None:
    lines = averages(stored(1))
    assert {(line["bron"], line["methode"]) for line in lines} == {(PRINTED, "")}
    assert [line["grondslag"] for line in lines] == ["opgave", "opgave", "opgave", "berekend"] * 3


def test_a_report_frozen_by_schema_2_tells_computed_from_reported() -> None:
    lines = averages(stored(2))
    assert {(line["bron"], line["methode"]) for line in lines} == {(PRINTED, METHOD)}
    given = ["opgave", "opgave", "opgave", "berekend"] * 2
    assert [line["grondslag"] for line in lines] == [*given, *["berekend"] * 4]


@pytest.mark.parametrize("schema", [1, 2])
def test_every_figure_of_an_indicator_has_a_source_after_an_upgrade(schema: int) -> None:
    report = stored(schema)
    editions = editions_of(report)
    rate, ratio = report.indicators.rate, report.indicators.ratio
    figures = [f for row in rate.rows for f in (row.public, row.semi_public, row.fast, row.total)]
    figures += [f for c in ratio.columns for f in (c.charge_points, c.vehicles, c.ratio)]
    figures += [p.figure for one in report.indicators.coverage.series for p in one.points]
    known = [figure for figure in figures if figure.value is not None]
    assert known
    assert all(provenance(figure, editions).source for figure in known)


@pytest.mark.parametrize("schema", [1, 2])
def test_a_figure_on_top_is_the_same_figure_as_in_its_table(schema: int) -> None:
    report = stored(schema)
    table = {f.id: f for row in report.indicators.rate.rows for f in (row.total,)}
    pace = next(figure for figure in report.key_figures if figure.key == "rate").figure
    assert pace == table[pace.id]


@pytest.mark.django_db
def test_the_workbook_says_it_too(edition: Edition) -> None:
    rows = rows_of(opened(edition.report), "Alle cijfers")
    (line,) = [row for row in rows if row[0] == "tempo.2020-06-01.2021-04-30.publiek"]
    heads = rows[1]
    told = dict(zip(heads, line, strict=False))
    wanted = ("Bron", "Uitgave", "Methode", "Grondslag")
    assert tuple(told[head] for head in wanted) == (PRINTED, None, METHOD, "opgave")


# ------------------------------------------------------------------------------- in words

MONITOR, NDW = SOURCES.values()
TWO_SOURCES = (
    MeasureRow(CHARGE_POINTS, "Laadpunten", 0, MONITOR_NUMBER),
    MeasureRow(VEHICLES, "Stekkervoertuigen", 0, NDW_NUMBER),
)
EDITIONS = {entry.key: entry for entry in SOURCES.values()}


def figure(*sources: str, basis: str = "opgave") -> Figure:
    return Figure("f", None, "pm", sources=sources, basis=basis)


def test_of_two_sources_both_are_told() -> None:
    found = provenance(figure("monitor", "ndw", basis="berekend"), EDITIONS)
    assert (found.source, found.edition, found.method, found.basis) == (
        "NAL, Monitor; NDW, Register",
        "2021",
        "Geteld.",
        "berekend",
    )


def test_what_nobody_recorded_is_empty() -> None:
    found = provenance(no_figure("f", "onbekend"), EDITIONS)
    assert (found.source, found.edition, found.method, found.basis) == ("", "", "", "")


def named(*rows: tuple[str, str, Figure]) -> list[tuple[SourceEntry, str]]:
    return cited_for(EDITIONS.values(), [(group, name, (one,)) for group, name, one in rows])


def test_a_table_from_one_source_does_not_say_for_what() -> None:
    rows = [
        ("Punten", "2019", figure("monitor")),
        ("Punten", "2020", figure("monitor")),
        ("Auto's", "2020", figure()),
    ]
    assert named(*rows)[0] == (MONITOR, "")


def test_a_row_that_changes_its_source_says_from_when() -> None:
    rows = [
        ("Punten", "2019", figure("monitor")),
        ("Punten", "2020", figure("monitor")),
        ("Punten", "2021", figure("ndw")),
        ("Auto's", "2021", figure("ndw")),
    ]
    assert named(*rows) == [(MONITOR, "Punten 2019 en 2020"), (NDW, "Punten 2021, Auto's")]


def test_sources_of_whole_rows_are_told_by_row() -> None:
    rows = [("Punten", "2020", figure("monitor")), ("Auto's", "2020", figure("ndw"))]
    assert named(*rows) == [(MONITOR, "Punten"), (NDW, "Auto's")]


def test_table_1_tells_apart_what_points_and_what_vehicles_are_from() -> None:
    ratio = assembled(
        row(CHARGE_POINTS, 10), row(VEHICLES, 39, source=NDW_NUMBER), measures=TWO_SOURCES
    ).ratio
    assert [(entry.slug, names) for entry, names in cited(ratio)] == [
        ("monitor", "laadpunten"),
        ("ndw", "stekkervoertuigen"),
    ]
