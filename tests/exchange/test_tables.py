"""Reading files of every make into rows of text, and refusing what is none."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from nalportal.exchange import sheets
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.tables import Limits, Line, read_table

from .files import as_tuple, csv_text, xlsx

SHEET = xlsx(["naam", "aantal"], ["a", 1], ["b", 2.5])
TEXT = "naam,noot\nFryslân,één\n"


def rows(content: bytes, name: str = "a.csv") -> list[tuple[str, ...]]:
    return [line.cells for line in read_table(name, content).rows]


def refusal(content: bytes, name: str = "a.csv", **limits: int) -> tuple[int | None, str, str, str]:
    with pytest.raises(FaultyFile) as caught:
        read_table(name, content, limits=Limits(**limits))
    [fault] = caught.value.faults
    return as_tuple(fault)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_common_make(encoding: str, delimiter: str) -> None:
    text = csv_text(
        ["naam", "noot"], ["Fryslân", f"één{delimiter}twee – drie"], delimiter=delimiter
    )
    table = read_table("a.csv", text.encode(encoding))
    assert table.headers == ("naam", "noot")
    assert table.rows == (Line(2, ("Fryslân", f"één{delimiter}twee – drie".strip())),)


def test_line_numbers_count_the_lines_inside_a_cell() -> None:
    content = b'naam,noot\na,"een\r\ntwee"\n\n,\nb,\n'
    assert read_table("a.csv", content).rows == (Line(2, ("a", "een\ntwee")), Line(6, ("b", "")))


def test_cells_lose_their_padding_and_get_one_form_of_each_letter() -> None:
    decomposed = "naam\n  Frysl\u0061\u0302n \u00a0\n".encode()
    assert rows(decomposed) == [("Fryslân",)]


def test_the_apostrophe_before_a_formula_comes_off() -> None:
    assert rows(b"naam\n'=1+1\n''-x\n's-Gravenhage\n") == [("=1+1",), ("'-x",), ("'s-Gravenhage",)]


def test_broken_utf8_is_not_taken_for_windows_1252() -> None:
    assert rows("naam\nFryslân ".encode() + b"\xeb\n") == [("Fryslân \udceb",)]


def test_windows_1252_can_be_refused() -> None:
    table = read_table("a.csv", TEXT.encode("windows-1252"), only_utf8=True)
    assert table.rows[0].cells == ("Frysl\udce2n", "\udce9\udce9n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_refused(encoding: str) -> None:
    content = (TEXT * 9).encode(encoding)
    assert refusal(content)[3] == "een bestand in UTF-8; dit lijkt UTF-16 (“Unicode-tekst”)"


def test_dates_with_the_month_in_front_are_refused_before_one_is_read_as_another_day() -> None:
    english = b"naam;datum\nAssen;09/12/2021\nEmmen;09/23/2021\nMeppel;3/31/2021\n"
    assert "de dag voorop in datums" in refusal(english)[3]
    # One that is no day is told on its own line; and one that is a day in Dutch alone is proof.
    for dutch in (english.replace(b"09/23", b"09/11"), english.replace(b"09/12", b"23/09")):
        assert len(read_table("fictief.csv", dutch).rows) == 3


def test_a_quote_that_is_never_closed_is_found_where_it_opens() -> None:
    line, _column, _value, expected = refusal(b'naam,noot\na,b\nc,"d\ne,f\n')
    assert line == 3
    assert expected.startswith("een aanhalingsteken dat weer sluit")


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content) == (None, "", "", "een eerste regel met de namen van de kolommen")


def test_another_kind_of_file_is_refused() -> None:
    assert refusal(b"x", "a.pdf")[3] == "een bestand dat eindigt op .csv of .xlsx"


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refusal(b"naam\na\n", size=5)[3].startswith("een bestand van ten hoogste")


def test_a_file_with_too_many_rows_is_refused() -> None:
    assert refusal(b"naam\na\nb\nc\n", rows=2)[3] == "ten hoogste 2 regels"


def test_a_workbook_has_a_limit_of_its_own() -> None:
    book = xlsx(["naam"], ["a"], ["b"], ["c"])
    assert refusal(book, "a.xlsx", sheet_rows=2)[3] == "ten hoogste 2 regels"


def test_a_road_may_take_more_columns() -> None:
    wide = ",".join(map(str, range(150))).encode()
    table = read_table("a.csv", wide, limits=Limits(columns=200))
    assert len(table.headers) == 150


# --------------------------------------------------------------------------------- workbooks


def test_values_of_a_sheet_read_as_we_would_write_them() -> None:
    midnight = datetime(2020, 12, 31)  # noqa: DTZ001 - a sheet knows no time zones
    values = [None, "tekst ", 3, 3.0, 0.1, True, False, midnight, date(2021, 1, 1)]
    content = xlsx([f"k{at}" for at in range(9)], values)
    shown = ("", "tekst", "3", "3", "0,1", "ja", "nee", "2020-12-31", "2021-01-01")
    assert rows(content, "a.xlsx") == [shown]


def test_rows_of_a_sheet_keep_their_numbers() -> None:
    content = xlsx(["naam", "noot"], [], ["a"], ["b", "c", "d"])
    assert read_table("a.xlsx", content).rows == (Line(3, ("a", "")), Line(4, ("b", "c", "d")))


def test_every_formula_is_refused_where_it_stands() -> None:
    with pytest.raises(FaultyFile) as caught:
        read_table("a.xlsx", xlsx(["naam", "som"], ["a", "=1+1"], ["=A2", "=SUM(B2:B2)"]))
    assert [as_tuple(fault) for fault in caught.value.faults] == [
        (2, "som", "=1+1", "een waarde, geen formule"),
        (3, "naam", "=A2", "een waarde, geen formule"),
        (3, "som", "=SUM(B2:B2)", "een waarde, geen formule"),
    ]


@pytest.mark.parametrize("content", [b"", b"geen zip", xlsx(["naam"])[:200]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refusal(content, "a.xlsx")[3] == "een leesbare werkmap (.xlsx)"


@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=9))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(
    damage: list[tuple[float, int]],
) -> None:
    content = bytearray(SHEET)
    for place, value in damage:
        content[int(place * len(content))] = value
    with suppress(FaultyFile):
        read_table("a.xlsx", bytes(content))


def test_an_archive_without_a_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hallo.txt", "hallo")
    assert refusal(buffer.getvalue(), "a.xlsx")[3] == "een leesbare werkmap (.xlsx)"


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1_000)
    expected = "een werkmap die uitgepakt ten hoogste 0 MB is"
    assert refusal(xlsx(["naam"], ["a"]), "a.xlsx")[3] == expected


def test_the_size_that_a_sheet_claims_is_not_believed() -> None:
    book = load_workbook(io.BytesIO(xlsx(["naam"], ["a"])))
    book.active["ZZ9"] = "ver weg"
    buffer = io.BytesIO()
    book.save(buffer)
    assert max(len(line) for line in rows(buffer.getvalue(), "a.xlsx")) <= sheets.MAX_COLUMNS + 1


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("d-m-yyyy", "2021-01-01"),
        ("mmm-yy", "2021-01"),
        ("[$-413]mmmm yyyy;@", "2021-01"),
        ("yyyy", "2021"),
        ("yyyy-mm-dd", "2021-01-01"),
    ],
)
def test_a_heading_is_the_month_or_year_that_the_sheet_shows(
    number_format: str, shown: str
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["naam", date(2021, 1, 1)])
    sheet.append(["a", date(2021, 1, 1)])
    for row in (1, 2):
        sheet.cell(row, 2).number_format = number_format
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table("a.xlsx", buffer.getvalue())
    assert table.headers == ("naam", shown)
    assert table.rows[0].cells == ("a", "2021-01-01")
