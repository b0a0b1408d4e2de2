"""What can be told of the text alone: each fault once, with its line and column."""

from collections.abc import Mapping

import pytest

from nalportal.exchange.check import Checked, Layout, check_table
from nalportal.exchange.faults import Fault, FaultyFile, shown
from nalportal.exchange.tables import read_table

from .files import as_tuple


def key_of(row: Mapping[str, str]) -> tuple[str, ...] | None:
    return (row["code"].upper(),) if row["code"] else None


LAYOUT = Layout(("code", "naam", "noot"), frozenset({"noot"}), ("code",), key_of)


def check(content: str | bytes) -> Checked:
    data = content if isinstance(content, bytes) else content.encode()
    return check_table(read_table("a.csv", data, only_utf8=True), LAYOUT)


def faults(content: str | bytes) -> list[tuple[int | None, str, str, str]]:
    try:
        found: list[Fault] | tuple[Fault, ...] = check(content).faults
    except FaultyFile as faulty:
        found = faulty.faults
    return [as_tuple(fault) for fault in found]


def test_a_good_file_becomes_a_data_set_in_the_order_of_the_layout() -> None:
    checked = check("noot,code,naam\nx,A,Aa\n\ny,B,Bb\n")
    assert checked.dataset.dict[1] == {"code": "B", "naam": "Bb", "noot": "y"}
    assert (checked.lines, checked.faults, checked.flawed) == ([2, 4], [], {})


def test_columns_that_are_missing_unknown_or_double() -> None:
    assert faults("code,naam,naam,prijs\na,b,c,d\n") == [
        (1, "naam", "naam", "elke kolom één keer"),
        (1, "prijs", "prijs", "een van de kolommen code, naam en noot"),
        (1, "noot", "", "een kolom met deze naam"),
    ]


def test_rows_of_another_width() -> None:
    rule = "3 cellen, zoals in de eerste regel; het zijn er"
    assert faults("code,naam,noot\na,b\nc,d,e,f,g\n") == [
        (2, "", "b", f"{rule} 2"),
        (3, "", "f", f"{rule} 5"),
    ]


def test_a_key_that_occurs_twice_in_whatever_writing() -> None:
    checked = check("code,naam,noot\nab,x,\nAB,y,\nab,z,\n,,een\n,,twee\n")
    rule = "een rij die één keer voorkomt; deze staat al op regel 2"
    assert [as_tuple(fault) for fault in checked.faults] == [
        (3, "code", "AB", rule),
        (4, "code", "ab", rule),
    ]
    assert checked.flawed == {2: {"code"}, 3: {"code"}}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ufffe"])
def test_nul_and_other_control_characters(character: str) -> None:
    found = faults(f"code,naam,noot\na,b{character}c,d{character}\n")
    assert found == [
        (2, "naam", "b□c", "tekst zonder stuurtekens"),
        (2, "noot", "d□", "tekst zonder stuurtekens"),
    ]


def test_line_breaks_and_tabs_only_in_long_texts() -> None:
    assert faults('code,naam,noot\na,b,"c\n\td"\n') == []
    expected = "tekst op één regel, zonder tab"
    assert faults('code,naam,noot\na,"b\nc",d\n') == [(2, "naam", "b c", expected)]


def test_a_cell_of_a_million_characters() -> None:
    [(line, column, value, expected)] = faults(f"code,naam,noot\na,{'x' * 1_000_000},c\n")
    assert (line, column, expected) == (2, "naam", "ten hoogste 100.000 tekens")
    assert value == f"{'x' * 40}… (1.000.000 tekens)"


def test_bytes_in_another_encoding_are_found_in_their_cell() -> None:
    content = "code,naam,noot\na,Fryslân,\nb,goed,één\n".encode("windows-1252")
    expected = "tekst in UTF-8; hier staat een teken in een andere codering"
    assert faults(content) == [(2, "naam", "Frysl□n", expected), (3, "noot", "□□n", expected)]


def test_emoji_and_other_scripts_are_just_text() -> None:
    assert faults("code,naam,noot\na,👩‍👩‍👧 שלום,#read(/etc/passwd)\n") == []


def test_a_fault_on_one_line_of_dutch() -> None:
    fault = Fault("mijlpalen.csv", 12, "categorie", "klaar", "planning of aandachtspunt")
    assert str(fault) == (
        "mijlpalen.csv, regel 12, kolom categorie: “klaar” kan hier niet. "
        "Wel kan: planning of aandachtspunt."
    )
    assert str(Fault("a.csv", None, "", "", "een kop")) == "a.csv: nodig is een kop."
    assert str(Fault("a.csv", 2, "naam", "", "een naam")) == (
        "a.csv, regel 2, kolom naam: hier staat niets. Nodig is: een naam."
    )


def test_what_is_shown_of_a_cell_fits_on_a_line_and_moves_no_cursor() -> None:
    assert shown("a\n\t b\x1b[2J") == "a b□[2J"
    assert len(shown("y" * 5_000)) < 70
