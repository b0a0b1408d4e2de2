"""A crosstab of a Swing site: old workbook and CSV, years as heads or above them. Fictitious."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.entry.areas import Areas
from indicators.entry.swing import swing_table
from indicators.models import Observation
from nalportal.exchange.faults import FaultyFile
from tests import factories

pytestmark = pytest.mark.django_db

# Made by LibreOffice from the lines of YEARS, as an Excel 97 workbook.
XLS = Path(__file__).parent / "files/swing.xls"
YEARS = """Laadpunten (fictief) - Gemeenten;Nederland;;;;NL
;2021;2022;2023;;
Assen;120;?;1.510;;
Emmen;95,5;130;161;;
Nergenshuizen;1;2;3;;
;;;;;
Eenheid;aantal;;;;
Bron;Fictieve bron;;;;
"""
SUBJECTS = """Totaal (fictief);Nederland;2022;NL
;laadpunten;snellaadpunten;
Assen;1.234;56;
Emmen;12;3;

Bron;Fictieve bron;;
"""


@pytest.fixture(autouse=True)
def _references() -> None:
    factories.source(slug="swing", publisher="Fictief", title="Klimaatmonitor (fictief)")
    factories.measure(slug="laadpunten", name="Laadpunten", kinds=(), decimals=1)
    for code, name in (("GM0106", "Assen"), ("GM0114", "Emmen")):
        factories.municipality(code=code, name=name)


def imported(file: Path, *more: str) -> str:
    out = StringIO()
    asked = ("--form", "swing", "--measure", "laadpunten", "--source", "swing")
    call_command("import_figures", str(file), *asked, *more, stdout=out)
    return out.getvalue()


def stored() -> list[tuple[str, date, Decimal | None]]:
    rows = Observation.objects.order_by("municipality__name", "on")
    return [(row.municipality.name, row.on, row.value) for row in rows if row.municipality]


FOUND = [
    ("Assen", date(2021, 12, 31), Decimal(120)),
    ("Assen", date(2022, 12, 31), None),
    ("Assen", date(2023, 12, 31), Decimal(1510)),
    ("Emmen", date(2021, 12, 31), Decimal("95.5")),
    ("Emmen", date(2022, 12, 31), Decimal(130)),
    ("Emmen", date(2023, 12, 31), Decimal(161)),
]


@pytest.mark.parametrize("form", ["xls", "csv"])
def test_an_old_workbook_and_its_csv_give_the_same_figures(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"swing.{form}"
    file.write_bytes(XLS.read_bytes() if form == "xls" else YEARS.encode())
    said = imported(file, "--last-day")
    assert "Nergenshuizen" in said
    assert "Er is niets opgeslagen" in said
    assert stored() == []
    imported(file, "--last-day", "--apply", "--sure")
    assert stored() == FOUND


def test_a_year_above_subjects_is_the_period_of_the_column_that_is_chosen(tmp_path: Path) -> None:
    file = tmp_path / "onderwerpen.csv"
    file.write_text(SUBJECTS)
    imported(file, "--last-day", "--column", "laadpunten", "--apply")
    assert [row[1:] for row in stored()] == [
        (date(2022, 12, 31), Decimal(1234)),
        (date(2022, 12, 31), Decimal(12)),
    ]


def test_which_day_of_a_year_is_asked_first(tmp_path: Path) -> None:
    file = tmp_path / "jaren.csv"
    file.write_text(YEARS)
    with pytest.raises(CommandError, match="first-day"):
        imported(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xls", b"geen werkmap"), ("a.xls", b""), ("a.csv", b"naam;waarde\nAssen;1\n")],
)
def test_what_is_no_crosstab_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FaultyFile):
        swing_table(name, content, Areas())
