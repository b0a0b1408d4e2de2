"""Each form in which CBS gives a table: with names, laid out, as a sheet, in any encoding.

All names and figures are made up (fictief), the forms are those of the publisher.
"""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from indicators.entry.areas import Areas
from indicators.entry.cbs import Day, Question, Statline, read_statline
from indicators.entry.published import key_of, published_table
from indicators.models import PROVINCES, Measure, Observation, PublishedTable, Source
from nalportal.accounts.models import User
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.other_workbooks import read_open_document
from regions.models import Municipality
from tests import factories

pytestmark = pytest.mark.django_db

HALF_QUOTED = "\ufeff" + "\r\n".join(
    [
        '"Perioden";"Regio\'s";"Bevolking/Op 1 januari/Inwoners (aantal)";"Dichtheid (per km²)"',
        '"2020";"Beek (L.)";15865;754',
        '"2021";"Beek (L.)";15875;755',
        '"2020";"Aalstad";;',
        '"2021";"Aalstad";;',
        '"2020";"Bergen (L.)";13085;127',
        '"2020";"Bergen (NH.)";29839;302',
        '"2021";"Utrecht (PV)";1361093;983',
        "",
    ]
)
QUOTED = "\ufeff" + "\r\n".join(
    [
        '"Regio";"Perioden";"aantal";"per km²";"km²"',
        '"Beek";"2020";"15865";"754";"21,03"',
        '"Bergen (L.)";"2020";"13085";"127";"100,64"',
        '"Aalstad";"2020";"";"";""',
        "",
    ]
)
LAID_OUT = "\ufeff" + "\r\n".join(
    [
        '"Bevolking; kerncijfers, regio"',
        '"";"Onderwerp";"Inwoners";"Inwoners";"Huishoudens";"Huishoudens"',
        '"";"Perioden";"2020";"2021*";"2020";"2021*"',
        '"Regio\'s";"";"aantal";"aantal";"x 1 000";"x 1 000"',
        '"Nederland";"";"31500";"31600";"14,5";"14,6"',
        '"Beek (L.)";"";"15865";"15875";"x";"."',
        '"Utrecht (PV)";"";"99";"98";"1,0";"1,1"',
        '"Aalstad";"";"";"";"";""',
        '"1) Fictief."',
        '"Bron: CBS"',
        "",
    ]
)
# As older exports were: the subject in two lines, the unit beside the name of the first column.
OF_ONE_AREA = "\r\n".join(
    [
        '"Bevolking; kerncijfers"',
        '"Onderwerpen";"Naar leeftijd";"Naar leeftijd"',
        '"Onderwerpen";"Jonger dan 20 jaar";"20 tot 40 jaar"',
        '"Perioden";"aantal";"aantal"',
        '"2019";"37";"29"',
        '"2020";"36";"30"',
        '"© Centraal Bureau voor de Statistiek, Den Haag/Heerlen 10-10-2021"',
        "",
    ]
)
END = date(2020, 12, 31)


@pytest.fixture(autouse=True)
def measure() -> Measure:
    for code, name in (
        ("GM0888", "Beek"),
        ("GM0893", "Bergen (L.)"),
        ("GM0373", "Bergen (NH.)"),
        ("GM0344", "Utrecht"),
    ):
        factories.municipality(code=code, name=name)
    factories.municipality(code="GM9001", name="Aalstad", valid_until=date(2019, 1, 1))
    factories.source(slug="cbs")
    return factories.measure(slug="inwoners")


def read(content: str | bytes, name: str = "tabel.csv", **question: Any) -> Statline:
    asked = Question(Measure.objects.get(), Source.objects.get(), **{"day": Day.LAST} | question)
    areas = Areas()
    content = content.encode() if isinstance(content, str) else content
    return read_statline(published_table(name, content, areas), asked, areas)


def figures(found: Statline) -> dict[tuple[str, int], object]:
    codes: dict[int | None, str] = dict(Municipality.objects.values_list("pk", "code"))
    assert found.faults == []
    return {
        (codes.get(entry.key.series.municipality, "NL"), entry.key.on.year): (
            entry.content.value if entry.content.missing == "" else entry.content.missing
        )
        for entry in found.entries
        if entry.key.series.area not in PROVINCES
    }


def reasons(found: Statline) -> list[tuple[str, str]]:
    return [(row.area, row.reason) for row in found.left]


POPULATION = {("GM0888", 2020): 15865, ("GM0893", 2020): 13085}


def test_labels_half_in_quotes_are_names() -> None:
    found = read(HALF_QUOTED, column="Bevolking/Op 1 januari/Inwoners (aantal)")
    assert figures(found) == POPULATION | {("GM0888", 2021): 15875, ("GM0373", 2020): 29839}
    # A province is an area of its own, and no municipality of the same name.
    [province] = [entry for entry in found.entries if entry.key.series.area == "PV26"]
    assert province.content.value == Decimal(1_361_093)
    assert province.key.series.municipality is None
    assert reasons(found) == [
        ("Aalstad", "deze gemeente bestond niet op 31-12-2020"),
        ("Aalstad", "deze gemeente bestond niet op 31-12-2021"),
    ]


def test_in_a_list_of_provinces_a_name_that_is_a_municipality_too_is_left_out() -> None:
    rows = ['"Drenthe";"2020";"1"', '"Beek";"2020";"2"', '"Utrecht";"2020";"3"', ""]
    found = read("\n".join(['"Regio";"Perioden";"aantal"', *rows]), column="aantal")
    assert [entry.key.series.area for entry in found.entries] == ["PV22", "gemeente"]
    assert reasons(found) == [("Utrecht", "de gemeente of de provincie: schrijf de code")]


def test_labels_all_in_quotes_in_another_order() -> None:
    assert figures(read(QUOTED, column="aantal")) == POPULATION


def test_a_name_that_can_be_two_municipalities_is_left_out() -> None:
    found = read(QUOTED.replace("Bergen (L.)", "Bergen"), column="aantal")
    assert ("Bergen", "deze naam kan meer gemeenten zijn") in reasons(found)


def test_hundreds_that_are_no_more_are_a_number_with_five_examples() -> None:
    rows = "".join(f'"Aalstad";"{year}";"";"";""\r\n' for year in range(2000, 2010))
    gone = "".join(f'"Weg {at}";"2020";"";"";""\r\n' for at in range(800))
    [unknown] = [text for text in read(QUOTED + rows + gone, column="aantal").told if "Weg" in text]
    assert unknown.startswith("onbekende gemeente: 800, zoals regel 15: Weg 0, 2020; ")
    assert unknown.count("regel") == 5


def test_a_table_that_is_laid_out_has_a_row_per_area_and_period() -> None:
    found = read(LAID_OUT, column="Inwoners/aantal")
    assert figures(found) == {
        ("NL", 2020): 31500,
        ("NL", 2021): 31600,
        ("GM0888", 2020): 15865,
        ("GM0888", 2021): 15875,
    }
    assert [entry.content.provisional for entry in found.entries] == [False, True] * 3
    assert {row.line for row in found.left} == {8}


def test_thousands_are_said_by_the_unit_unless_somebody_says_otherwise() -> None:
    found = read(LAID_OUT, column="Huishoudens/x 1 000")
    assert figures(found)["NL", 2020] == 14_500
    assert figures(found)["GM0888", 2020] == figures(found)["GM0888", 2021] == "onbekend"
    assert "De cijfers zijn vermenigvuldigd met 1.000." in found.told
    said = read(LAID_OUT, column="Huishoudens/x 1 000", factor=10)
    assert figures(said)["NL", 2020] == 145


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("x 1 000", 1_000),
        ("x 1.000", 1_000),
        ("x 1000", 1_000),
        ("(X1\N{NO-BREAK SPACE}000)", 1_000),
        ("\N{MULTIPLICATION SIGN} 1 000 000", 1_000_000),
        ("x duizend", 1_000),
        ("x 1 mln euro", 1_000_000),
        ("max 1000", 1),
        ("per 1 000 inwoners", 1),
        ("mln kWh", 1),
    ],
)
def test_every_way_to_say_that_figures_are_in_thousands(unit: str, factor: int) -> None:
    text = f'"Regio\'s";"Perioden";"Inwoners {unit}"\r\n"Beek (L.)";"2020";15'
    assert figures(read(text)) == {("GM0888", 2020): 15 * factor}


def test_a_table_about_one_area_asks_which() -> None:
    column = "Naar leeftijd/Jonger dan 20 jaar/aantal"
    [fault] = read(OF_ONE_AREA, column=column).faults
    assert "--area" in fault.expected
    found = read(OF_ONE_AREA, column=column, area=("land", None, None))
    assert figures(found) == {("NL", 2019): 37, ("NL", 2020): 36}


def test_areas_across() -> None:
    text = '"Titel"\n"Regio\'s";"Nederland";"Beek (L.)"\n"Perioden";"aantal";"aantal"\n'
    text += '"2019";"70";"-"\n"2020 1e halfjaar";"71";"6"\n"Bron: CBS"\n'
    assert figures(read(text)) == {
        ("NL", 2019): 70,
        ("NL", 2020): 71,
        ("GM0888", 2019): 0,
        ("GM0888", 2020): 6,
    }


def test_a_figure_that_a_sheet_would_count_as_a_day_is_a_figure() -> None:
    """65.613 is 21 August 2079 to a spreadsheet."""
    text = '"Titel"\n"Perioden";"Laadpunten";"Auto\'s"\n"";"aantal";"aantal"\n'
    text += '"2019";"65613";"900"\n"2020";"65614";"901"\n"Bron: CBS"\n'
    found = read(text, column="Laadpunten/aantal", area=("land", None, None))
    assert figures(found) == {("NL", 2019): 65613, ("NL", 2020): 65614}


@pytest.mark.parametrize(
    ("period", "day", "on"),
    [
        ("2020HJ01", Day.LAST, date(2020, 6, 30)),
        ("2020HJ01", Day.FIRST, date(2020, 1, 1)),
        ("2020 2e halfjaar*", Day.LAST, date(2020, 12, 31)),
        ("2020HJ02", Day.FIRST, date(2020, 7, 1)),
    ],
)
def test_half_years(period: str, day: Day, on: date) -> None:
    text = f'"RegioS";"Perioden";"Aantal_1"\n"GM0888";"{period}";"5"\n'
    [entry] = read(text, day=day).entries
    assert entry.key.on == on


@pytest.mark.parametrize("period", ["2020 1", "2020JJ01", "2020/2021", "2020HJ03"])
def test_what_is_no_period_is_told(period: str) -> None:
    text = f'"RegioS";"Perioden";"Aantal_1"\n"GM0888";"{period}";"5"\n"GM0893";"2020JJ00";"5"\n'
    [fault] = read(text).faults
    assert (fault.line, fault.value) == (2, period)


def test_a_share_in_a_sheet_is_what_the_sheet_shows() -> None:
    book = Workbook()
    for row in (["Regio's", "Perioden", "Aandeel (%)"], ["Beek (L.)", "2020", 0.12]):
        book.active.append(row)
    book.active["C2"].number_format = "0%"
    kept = BytesIO()
    book.save(kept)
    assert figures(read(kept.getvalue(), "aandeel.xlsx")) == {("GM0888", 2020): 12}


def test_version_4_says_why_there_is_no_value() -> None:
    text = '"Id";"Measure";"ValueAttribute";"Value";"RegioS";"Perioden"\n'
    rows = [("None", "5"), ("Confidential", ""), ("Impossible", ""), ("None", "")]
    text += "".join(
        f'"{at}";"M1";"{why}";"{value}";"GM0888";"20{17 + at}JJ00"\n'
        for at, (why, value) in enumerate(rows)
    )
    found = read(text, column="Value")
    assert list(figures(found).values()) == [5, "onbekend", "nvt"]
    assert [row.period for row in found.left] == ["2020JJ00"]


def test_of_an_unprocessed_file_the_numbered_column_has_the_figures() -> None:
    text = '"ID";"Kenmerken";"Marges";"RegioS";"Gezond_6"\n"1";"80200  ";"MW0";"GM0888";"   67.0"\n'
    assert figures(read(text, on=END)) == {("GM0888", 2020): 67}


@pytest.mark.parametrize(
    "content",
    [
        QUOTED.encode("utf-16"),
        QUOTED.lstrip("\ufeff").encode("windows-1252"),
        QUOTED.lstrip("\ufeff").encode(),
        ("sep=;\r\n" + QUOTED.lstrip("\ufeff")).encode("utf-8-sig"),
        QUOTED.replace(";", "\t").encode(),
        QUOTED.replace('"', "").encode(),
        # The heading once more, as of two exports in one file; a mark behind each row but that.
        (QUOTED + QUOTED.splitlines()[0].lstrip("\ufeff")).encode(),
        QUOTED.replace('"\r\n"', '";;\r\n"').replace("²;;", "²").encode(),
    ],
)
def test_every_way_of_writing(content: bytes) -> None:
    assert figures(read(content, column="aantal")) == POPULATION


@pytest.mark.parametrize("name", ["tabel.txt", "tabel.tsv"])
def test_unicode_text_of_a_spreadsheet(name: str) -> None:
    content = QUOTED.replace('"', "").replace(";", "\t").encode("utf-16")
    assert figures(read(content, name, column="aantal")) == POPULATION


def workbook(lines: list[list[object]], cover: tuple[list[object], ...] = ()) -> bytes:
    """A cover, and the table on the second sheet."""
    book = Workbook()
    for line in cover or (["Toelichting"],):
        book.active.append(line)
    sheet = book.create_sheet("Tabel")
    for line in lines:
        sheet.append(line)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_sheet_behind_a_cover() -> None:
    content = workbook(
        [
            ["Bevolking; kerncijfers"],
            ["", "Onderwerp", "Inwoners", "Inwoners"],
            ["", "Perioden", 2019, 2020],
            ["Regio's", "", "aantal", "aantal"],
            ["Beek (L.)", "", 15800, 15865],
            ["Bergen (L.)", "", None, 13085],
            ["Bron: CBS"],
        ]
    )
    assert figures(read(content, "tabel.xlsx")) == POPULATION | {("GM0888", 2019): 15800}


def test_a_cover_with_a_table_of_its_own() -> None:
    lines: list[list[object]] = [["Regio's", "Perioden", "Aantal"]]
    lines += [[NAMES[code], year, value] for (code, year), value in POPULATION.items()]
    lines.append(["Aalstad", 2020, None])
    content = workbook(lines, (["Blad", "Inhoud"], ["Tabel", "Inwoners (fictief)"]))
    assert figures(read(content, "tabel.xlsx")) == POPULATION


def test_of_two_sheets_with_the_same_heads_nobody_can_tell_which_is_meant() -> None:
    heads: list[object] = ["Regio's", "Perioden", "Aantal"]
    cover = (heads, ["Beek (L.)", 2020, 1])
    content = workbook([heads, ["Beek (L.)", 2021, 2], ["Bergen (L.)", 2021, 3]], cover)
    with pytest.raises(
        FaultyFile, match=r"“Tabel, Sheet” kan hier niet\. Wel kan: één blad met deze kolommen"
    ):
        published_table("tabel.xlsx", content, Areas())
    with pytest.raises(
        FaultyFile, match=r"“Tabel, Omslag” kan hier niet\. Wel kan: één blad met deze kolommen"
    ):
        published_table("tabel.ods", open_document(cover=True), Areas())


OPEN_DOCUMENT = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">
<office:body><table:table table:name="Omslag"><table:table-row><table:table-cell>
<text:p>Omslag</text:p></table:table-cell></table:table-row>%(cover)s</table:table>
<table:table table:name="Tabel">
<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
<table:table-row>%(heads)s<table:table-cell table:number-columns-repeated="16000"/>
</table:table-row>
<table:table-row><table:table-cell><text:p>Beek (L.)</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="2020"><text:p>2020</text:p>
</table:table-cell><table:table-cell office:value-type="percentage" office:value="0.125">
<text:p>12,50%%</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="%(times)s"><table:table-cell>
<text:p>Bergen<text:s/>(L.)</text:p></table:table-cell><table:table-cell
table:number-columns-repeated="%(times)s" office:value-type="float" office:value="2021"/>
</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell
table:number-columns-repeated="16384"/></table:table-row></table:table></office:body>
</office:document-content>"""


HEADS_OF_DOCUMENT = "".join(
    f"<table:table-cell><text:p>{head}</text:p></table:table-cell>"
    for head in ("Regio's", "Perioden", "Aandeel (%)")
)


def open_document(times: int = 1, *, cover: bool = False) -> bytes:
    """As LibreOffice saves a table: what stands there often it says once, with a number."""
    about = {"heads": HEADS_OF_DOCUMENT, "times": times}
    about["cover"] = f"<table:table-row>{HEADS_OF_DOCUMENT}</table:table-row>" if cover else ""
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("content.xml", OPEN_DOCUMENT % about)
    return kept.getvalue()


def test_an_open_document_is_read_with_the_shares_that_it_shows() -> None:
    found = published_table("tabel.ods", open_document(times=2), Areas())
    assert [(line.number, line.cells) for line in found.rows] == [
        (5, ("Beek (L.)", "2020", "12,5")),
        (6, ("Bergen (L.)", "2021", "2021")),
        (7, ("Bergen (L.)", "2021", "2021")),
    ]


def test_a_cover_with_more_lines_than_the_table_is_not_read_for_it() -> None:
    cover = "<table:table-row><table:table-cell><text:p>Uitleg</text:p></table:table-cell>"
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        about = {"heads": HEADS_OF_DOCUMENT, "times": 2, "cover": f"{cover}</table:table-row>" * 9}
        archive.writestr("content.xml", OPEN_DOCUMENT % about)
    found = published_table("tabel.ods", kept.getvalue(), Areas())
    assert [line.cells[0] for line in found.rows] == ["Beek (L.)", "Bergen (L.)", "Bergen (L.)"]


def test_what_an_open_document_repeats_is_bounded() -> None:
    with pytest.raises(FaultyFile, match="ten hoogste 50000 regels"):
        published_table("tabel.ods", open_document(times=1_000_000), Areas())


def test_what_many_rows_of_an_open_document_repeat_is_bounded_together() -> None:
    row = """<table:table-row table:number-rows-repeated="40"><table:table-cell>
        <text:p>Noord</text:p></table:table-cell></table:table-row>"""
    before, heads, after = OPEN_DOCUMENT.partition("<table:table-row>")
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        content = (before + row * 40 + heads + after) % {"heads": "", "times": 1, "cover": ""}
        archive.writestr("content.xml", content)
    assert len(read_open_document("tabel.ods", kept.getvalue(), 100, 20)) == 101


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04geen werkmap"])
def test_what_is_no_open_document_is_refused(content: bytes) -> None:
    with pytest.raises(FaultyFile, match="een leesbare werkmap"):
        published_table("tabel.ods", content, Areas())


# ------------------------------------------------------------------------- any table comes back


NAMES = {"GM0888": "Beek (L.)", "GM0893": "Bergen (L.)", "GM0373": "Bergen (NH.)"}
TABLES = st.dictionaries(
    st.tuples(st.sampled_from(sorted(NAMES)), st.integers(2001, 2020)),
    st.integers(0, 10**7),
    min_size=1,
    max_size=20,
)


def labels(table: dict[tuple[str, int], int], quote: str) -> str:
    rows = (f'"{NAMES[code]}";"{y}";{quote}{n}{quote}' for (code, y), n in table.items())
    return "\r\n".join(['"Regio\'s";"Perioden";"Inwoners (aantal)"', *rows])


def laid_out(table: dict[tuple[str, int], int]) -> str:
    years = sorted({year for _code, year in table})
    cells = {
        code: [str(table.get((code, year), "")) for year in years] for code in dict(table.keys())
    }
    heads = [
        ["Titel, met een komma; en meer"],
        ["", *["Inwoners"] * len(years)],
        ["Perioden", *map(str, years)],
        ["Regio's", *["aantal"] * len(years)],
        *([NAMES[code], *row] for code, row in cells.items()),
        ["Bron: CBS"],
    ]
    return "\r\n".join(";".join(f'"{text}"' for text in row) for row in heads)


def unprocessed(table: dict[tuple[str, int], int]) -> str:
    rows = (
        f'{at};"{code:10}";"{year}JJ00";"{figure:>8}"'
        for at, ((code, year), figure) in enumerate(table.items())
    )
    return "\r\n".join(['"ID";"RegioS";"Perioden";"TotaleBevolking_1"', *rows])


FORMS: dict[str, Callable[[dict[tuple[str, int], int]], str]] = {
    "vol": lambda table: labels(table, '"'),
    "half": lambda table: labels(table, ""),
    "indeling": laid_out,
    "onbewerkt": unprocessed,
}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(TABLES, st.sampled_from(sorted(FORMS)), st.sampled_from(["utf-16", "utf-8", "xlsx"]))
def test_any_table_comes_back(table: dict[tuple[str, int], int], form: str, encoding: str) -> None:
    text = FORMS[form](table)
    if encoding == "xlsx":
        cells = csv.reader(text.splitlines(), delimiter=";")
        found = read(workbook([[_typed(cell) for cell in row] for row in cells]), "tabel.xlsx")
    else:
        found = read(text.encode(encoding))
    assert figures(found) == table


def _typed(cell: str) -> object:
    return int(cell) if cell.strip().isdigit() and len(cell) != 4 else cell


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(TABLES, st.sampled_from(["vol", "onbewerkt"]), st.data())
def test_any_damage_is_told_with_its_line(
    table: dict[tuple[str, int], int], form: str, data: st.DataObject
) -> None:
    # One row that is right, for the columns to be known by.
    lines = FORMS[form]({("GM0888", 1999): 7, **table}).split("\r\n")
    at = data.draw(st.integers(2, len(lines) - 1))
    cells = lines[at].split(";")
    damage = data.draw(st.sampled_from(["figure", "period", "short", "twice"]))
    if damage == "figure":
        cells[-1] = data.draw(st.sampled_from(['"1.2.3"', '"12a"', '"1 000 000"', '"1,5,"']))
    elif damage == "period":
        cells[-2] = '"2020JJ99"'
    elif damage == "short":
        cells.pop()
    lines[at] = ";".join(cells)
    lines += [lines[at]] * (damage == "twice")
    found = read("\r\n".join(lines))
    assert {fault.line for fault in found.faults} == {len(lines) if damage == "twice" else at + 1}


# --------------------------------------------------------------------- by command and on screen


def command(path: Path, *more: str) -> str:
    out = StringIO()
    options = ("--form", "statline", "--measure", "inwoners", "--source", "cbs", "--last-day")
    call_command("import_figures", str(path), *options, *more, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "column"), [(QUOTED, "aantal"), (LAID_OUT, "Inwoners/aantal")], ids=["labels", "breed"]
)
def test_by_command_a_second_time_changes_nothing(tmp_path: Path, text: str, column: str) -> None:
    path = tmp_path / "tabel.csv"
    path.write_text(text, encoding="utf-8")
    assert "Opgeslagen." in command(path, "--column", column, "--apply", "--sure")
    stored = list(Observation.objects.values_list("on", "value"))
    assert " 0 nieuw, 0 herzien" in command(path, "--column", column, "--apply")
    assert list(Observation.objects.values_list("on", "value")) == stored
    assert (END, Decimal(15865)) in stored


def test_by_command_an_area_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "tabel.csv"
    path.write_text(OF_ONE_AREA, encoding="utf-8")
    with pytest.raises(CommandError, match="Geef bij --area NL, of de code van een NAL-regio"):
        command(path, "--area", "Nergens")
    column = ("--column", "Naar leeftijd/20 tot 40 jaar/aantal")
    assert "2\N{NO-BREAK SPACE}cijfers geplaatst" in command(path, "--area", "GM0888", *column)


def sent(client: Client, text: str, **fields: str) -> Any:
    answers = {"maat": "inwoners", "bron": "cbs", "dag": "laatste"} | fields
    file = SimpleUploadedFile("tabel.csv", text.encode())
    return client.post(reverse("figures-import-statline"), answers | {"file": file})


def test_on_screen_the_same_file_and_the_same_questions(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    shown = client.get(sent(client, QUOTED, kolom="aantal").headers["Location"])
    assert shown.context["look"].counts.new == len(POPULATION)
    column = "Naar leeftijd/Jonger dan 20 jaar/aantal"
    shown = client.get(sent(client, OF_ONE_AREA, kolom=column, gebied="NL").headers["Location"])
    assert shown.context["look"].words.dates == "31-12-2019 tot en met 31-12-2020 (2 datums)"
    assert "gebied" in sent(client, OF_ONE_AREA, kolom=column, gebied="X").context["form"].errors


def test_a_table_without_periods_is_of_one_day_and_asks_no_more(
    client: Client, reviewer: User
) -> None:
    client.force_login(reviewer)
    text = "RegioS;Waarde_1\nNL01;67\n"
    shown = client.get(sent(client, text, dag="", datum="31-12-2020").headers["Location"])
    assert shown.context["look"].words.dates == "31-12-2020"
    assert "dag" in sent(client, text, dag="").context["form"].errors


def test_what_was_guessed_is_corrected_in_the_preview_and_known_the_next_time(
    client: Client, reviewer: User
) -> None:
    client.force_login(reviewer)
    asked = sent(client, QUOTED)
    assert [fault.expected[:9] for fault in asked.context["faults"]] == ["de keuze "]
    answers = {name: asked.context["form"].data[name] for name in ("eerder", "maat", "bron", "dag")}
    page = reverse("figures-import-statline")
    # The columns are a choice by now, and the file waits.
    shown = client.post(page, answers | {"kolom": "aantal"}, follow=True)
    assert "zelf gevonden: Regio" in shown.text
    assert "Gebied: Regio. Periode: Perioden. Cijfers: aantal." in shown.text
    # Another day, and no areas: that is read anew.
    asked = client.post(page, answers | {"kolom": "aantal", "gebied_in": "-", "gebied": "NL"})
    assert "één regel per gebied" in asked.context["faults"][0].expected
    shown = client.post(page, answers | {"kolom": "aantal", "dag": "eerste"}, follow=True)
    assert shown.context["look"].words.dates == "1-1-2020"
    confirm = {name: shown.context["form"][name].value() for name in ("token", "fingerprint")}
    client.post(shown.request["PATH_INFO"], confirm | {"klopt": "on"})
    assert Observation.objects.count() == len(POPULATION)
    # Next year: only the file, under the name that a browser gives a second one.
    file = SimpleUploadedFile("tabel (1).csv", QUOTED.replace("2020", "2021").encode())
    shown = client.post(page, {"file": file}, follow=True)
    assert shown.context["look"].words.dates == "1-1-2021"


def test_a_file_of_another_table_asks_its_own_questions(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    known = key_of(published_table("tabel.csv", QUOTED.encode(), Areas()))
    PublishedTable.objects.create(key=known, name="tabel.csv", answers={"maat": "inwoners"})
    file = SimpleUploadedFile("tabel.csv", HALF_QUOTED.encode())
    asked = client.post(reverse("figures-import-statline"), {"file": file})
    assert {"maat", "bron", "dag"} <= asked.context["form"].errors.keys()
