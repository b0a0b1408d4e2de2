"""A crosstab of a Swing site: old workbook and CSV, years as heads or above them. Fictitious."""

import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from indicators.entry.areas import Areas
from indicators.entry.cbs import Day, Question, read_statline
from indicators.entry.files import FIGURE_LIMITS
from indicators.entry.published import published_table
from indicators.entry.swing import _code_above
from indicators.models import Measure, Observation, Source
from nalportal.dutch import number
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.tables import Line
from regions.models import Municipality
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


def test_of_a_file_that_is_too_large_no_more_is_read_than_that_it_is(
    tmp_path: Path,
) -> None:
    """Of 400 MB that took 1.5 GB of memory, and only then it was refused."""
    for name in ("groot.xls", "groot.csv"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(400 * 1024 * 1024)
        tracemalloc.start()
        with pytest.raises(CommandError, match="een bestand van ten hoogste"):
            imported(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2.5 * FIGURE_LIMITS.size


def test_which_day_of_a_year_is_asked_first(tmp_path: Path) -> None:
    file = tmp_path / "jaren.csv"
    file.write_text(YEARS)
    with pytest.raises(CommandError, match="first-day"):
        imported(file)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xls", b"geen werkmap", "een werkmap van Excel"),
        ("a.xls", b"", "een werkmap van Excel"),
        (
            "a.xls",
            b"\r\n<html><table></table>",
            "een webpagina die .xls heet",
        ),
        ("a.csv", b"Laadpunten;;\nAssen;1;\nBron;Fictief;\n", "een kruistabel"),
    ],
)
def test_what_is_no_crosstab_is_refused(name: str, content: bytes, expected: str) -> None:
    with pytest.raises(FaultyFile, match=expected):
        published_table(name, content, Areas())


DISTRICTS = """Totaal 2017 (fictief) - Wijken van Assen;Assen;2017;GM;0106
;gas;stroom;;
Assen: Wijk 00 Kom;66;1.200;;
Assen: Wijk 01 Rand;{gas};49;;

Eenheid;x 1.000 TJ;;;
Bron;Fictieve bron;;;
"""


def test_districts_are_no_municipality_until_somebody_adds_them_up(tmp_path: Path) -> None:
    file = tmp_path / "wijken.csv"
    file.write_text(DISTRICTS.format(gas="214"))
    said = imported(file, "--last-day", "--column", "gas", "--apply")
    assert "een deel van een gemeente: regel 3: Assen: Wijk 00 Kom, 2017, 66" in said
    assert stored() == []
    said = imported(file, "--last-day", "--column", "gas", "--add-parts", "--apply", "--sure")
    assert "Eenheid in het bestand: x 1.000 TJ" in said
    assert stored() == [("Assen", date(2017, 12, 31), Decimal(280_000))]
    # The next edition of the same table asks nothing, and a part that is not known is no nought.
    file.write_text(DISTRICTS.replace("2017", "2018").format(gas="?"))
    out = StringIO()
    call_command("import_figures", str(file), "--form", "swing", "--apply", "--sure", stdout=out)
    assert stored()[1] == ("Assen", date(2018, 12, 31), None)


def test_a_point_in_a_workbook_parts_no_thousands() -> None:
    book = Workbook()
    for row in (["Titel"], ["", "2021"], ["Assen", 1.234], ["Emmen", "?"], ["Bron", "Fictief"]):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    table = published_table("a.xlsx", content.getvalue(), Areas())
    assert [line.cells[-1] for line in table.rows] == ["1,234", "."]


def test_where_a_point_is_before_decimals_it_parts_no_thousands_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "punten.csv"
    file.write_text("Titel (fictief);\n;2021\nAssen;1.234\nEmmen;3.8\nBron;Fictief\n")
    with pytest.raises(CommandError, match=r"regel 4: “3\.8” kan hier niet"):
        imported(file, "--last-day", "--apply")
    file.write_text("Titel (fictief);\n;2021\nAssen;0.125\nBron;Fictief\n")
    with pytest.raises(CommandError, match=r"“0\.125”.*een komma voor decimalen"):
        imported(file, "--last-day", "--apply")
    assert stored() == []


@pytest.mark.parametrize(
    ("years", "kinds"),
    [
        ("2021;2021;2022;2022", "publiek;snel;publiek;snel"),
        ("2021;;2022;", "publiek;snel;publiek;snel"),
        ("2021;2022;2021;2022", ""),
        ("2021;;;", "publiek;snel;tank;thuis"),
    ],
)
def test_years_above_kinds_and_kinds_above_years(years: str, kinds: str, tmp_path: Path) -> None:
    heads = f";{years}\n;{kinds}\n" if kinds else f";publiek;;snel;\n;{years}\n"
    file = tmp_path / "soorten.csv"
    file.write_text(f"Punten (fictief);;;;\n{heads}Assen;1.200;2;3;?\nEmmen;5;6;7;8\nBron;F\n")
    imported(file, "--last-day", "--column", "snel", "--apply", "--sure")
    places = [at for at in range(4) if _head(heads, at) == "snel"]
    rows = ([1200, 2, 3, None], [5, 6, 7, 8])
    assert [value for *_key, value in stored()] == [row[at] for row in rows for at in places]


def _head(heads: str, at: int) -> str:
    """The kind that a column is of."""
    found = [line.split(";")[1:] for line in heads.splitlines()]
    kinds = next(line for line in found if "snel" in line)
    return next(filter(None, reversed(kinds[: at + 1])))


@pytest.mark.parametrize(
    ("legend", "value"),
    [("", None), ("Speciale waarden;- = n.v.t.\n", None), ("Speciale waarden;- = nihil\n", 0)],
)
def test_a_dash_is_a_nought_only_where_the_table_says_so(
    legend: str, value: int | None, tmp_path: Path
) -> None:
    file = tmp_path / "streep.csv"
    file.write_text(f"Titel (fictief);\n;2021\nAssen;-\nEmmen;3\n\n{legend}Bron;Fictief\n")
    imported(file, "--last-day", "--apply")
    assert [row[2] for row in stored()] == [value, 3]


def test_districts_of_a_workbook_are_added_up_with_their_decimals() -> None:
    book = Workbook()
    for line in DISTRICTS.format(gas="214").replace("49", "49,5").splitlines():
        book.active.append([_typed(text) for text in line.split(";")])
    content = BytesIO()
    book.save(content)
    table = published_table("a.xlsx", content.getvalue(), Areas(), adds_parts=True)
    assert [line.cells[:3] for line in table.rows] == [("GM0106", "280", "1249.5")]


def _typed(text: str) -> str | float | None:
    bare = text.replace(".", "").replace(",", ".")
    return float(bare) if bare.replace(".", "").isdecimal() else text or None


def test_a_cell_with_an_error_is_no_empty_cell() -> None:
    book = Workbook()
    rows = (
        ["Titel"],
        ["", "2021", "2022"],
        ["Assen", 1, "#N/A"],
        ["Emmen", None, 2],
        ["Bron", "F"],
    )
    for row in rows:
        book.active.append(row)
    assert book.active["C3"].data_type == "e"
    content = BytesIO()
    book.save(content)
    with pytest.raises(FaultyFile) as refused:
        published_table("a.xlsx", content.getvalue(), Areas())
    assert [(fault.line, fault.value) for fault in refused.value.faults] == [(3, "#N/A")]


@pytest.mark.parametrize("heads", ["2021;2021", "2021;31-12-2021"])
def test_two_columns_of_one_day_are_never_one_figure(heads: str, tmp_path: Path) -> None:
    file = tmp_path / "twee.csv"
    file.write_text(f"Titel (fictief);Nederland;\n;{heads}\nAssen;120;130\nBron;Fictief;\n")
    with pytest.raises(CommandError, match=r"regel [23]"):
        imported(file, "--last-day", "--apply", "--sure")
    assert stored() == []


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["Assen", "Emmen"]), st.integers(2001, 2020)),
    st.none() | st.decimals(0, 10**7, places=1, allow_nan=False),
    min_size=1,
    max_size=9,
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(COUNTS)
def test_any_crosstab_comes_back(counts: dict[tuple[str, int], Decimal | None]) -> None:
    areas, years = {area for area, _year in counts}, {year for _area, year in counts}

    def cell(area: str, year: int) -> str:
        value = counts.get((area, year))
        return "?" if value is None else number(value, 1)

    rows = [f"{area};{';'.join(cell(area, year) for year in years)}" for area in areas]
    text = "\n".join(["Titel (fictief)", f";{';'.join(map(str, years))}", *rows, "Bron;Fictief"])
    table = published_table("a.csv", text.encode(), Areas())
    asked = Question(Measure.objects.get(), Source.objects.get(), day=Day.LAST)
    found = read_statline(table, asked).entries
    names = dict(Municipality.objects.values_list("pk", "name"))
    values = {
        (names[entry.key.series.municipality or 0], entry.key.on.year): entry.content.value
        for entry in found
    }
    assert {key: value for key, value in values.items() if key in counts} == counts


def test_a_code_without_its_number_is_no_municipality() -> None:
    assert _code_above([Line(1, ("GM", "", "GM", "164"))]) == "GM0164"
    assert _code_above([Line(1, ("GM", ""))]) == ""
