"""Blocks as spreadsheets put them on the clipboard: every cell back in its own place."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.exchange.clipboard import (
    Role,
    chosen_roles,
    guessed_roles,
    read_block,
    sign_of,
    without_loose_signs,
    write_block,
)
from nalportal.exchange.tables import tidied
from nalportal.prose import one_line_end


def cells(text: str, other: str = "") -> list[tuple[str, ...]]:
    return [row.cells for row in read_block(text, other=other).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\r\nc\td\r\n", [("a", "b"), ("c", "d")]),
        ("a\rb", [("a",), ("b",)]),
        ("1\n\n3\n", [("1",), ("",), ("3",)]),
        ("\n2", [("",), ("2",)]),
        ("\ta\n", [("", "a")]),
        ("a\t\tc", [("a", "", "c")]),
        ("1\n\n\n", [("1",), ("",), ("",)]),
        ('"een\ntwee"\tb', [("een\ntwee", "b")]),
        ('"een\ttwee"\tb', [("een\ttwee", "b")]),
        ('"zei ""ja"""\tb', [('zei "ja"', "b")]),
        ('"Slim laden" in Assen\tb\nc\td', [('"Slim laden" in Assen', "b"), ("c", "d")]),
        ('"Slim laden"\tb', [('"Slim laden"', "b")]),
        ('"open\nb\tc', [('"open',), ("b", "c")]),
        ('5" pijp\tb', [('5" pijp', "b")]),
        ('""\tb', [("", "b")]),
        ("a\u2028b\x0bc\td", [("a\nb\nc", "d")]),
        (" \n \t", []),
        ("", []),
    ],
)
def test_a_block_as_it_was_copied(text: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(text) == expected


def test_another_mark_parts_cells_only_where_there_is_no_tab() -> None:
    assert cells("a;b\nc", other=";") == [("a", "b"), ("c",)]
    assert cells("a;b\tc", other=";") == [("a;b", "c")]
    assert cells("a;b") == [("a;b",)]


def test_a_row_knows_its_number_in_the_sheet_and_not_in_the_text() -> None:
    block = read_block('"a\nb"\n\nc\n')
    assert [(row.number, row.cells) for row in block.filled] == [(1, ("a\nb",)), (3, ("c",))]


CELLS = st.text(st.characters(exclude_categories=["Cs"]))


def as_read(cell: str) -> str:
    return tidied(one_line_end(cell))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_comes_back_cell_by_cell(rows: Sequence[Sequence[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, csv.excel_tab).writerows(rows)
    if any(as_read(cell) for row in rows for cell in row):
        assert cells(buffer.getvalue()) == [tuple(map(as_read, row)) for row in rows]


@pytest.mark.parametrize("text", ['"' * 20_001, '"a\n' * 20_000, '"""x\n' * 10_000, "\t" * 50_000])
def test_a_text_made_to_keep_the_reader_busy_is_read_at_once(text: str) -> None:
    assert len(read_block(text + "x").rows) >= 1


@pytest.mark.parametrize(
    "title",
    [
        "- Laadvisie",
        "• Laadvisie",
        "•Laadvisie",
        "\uf0b7 Laadvisie",
        "\uf0a7Laadvisie",
        "1. Laadvisie",
        "12) Laadvisie",
        "(3) Laadvisie",
        "– 2. Laadvisie",
        "  * Laadvisie ",
    ],
)
def test_a_mark_of_a_list_is_no_part_of_a_title(title: str) -> None:
    assert title.removeprefix(sign_of(title)).strip() == "Laadvisie"


@pytest.mark.parametrize(
    "title",
    ["3.5 km kabel", "2021 gereed", "-5 graden", "A. Jansen", "1.", "-", "o ja", "2021. Dan"],
)
def test_what_only_looks_like_a_mark_stays(title: str) -> None:
    assert sign_of(title) == ""


def test_a_list_of_a_word_processor_has_no_column_of_marks() -> None:
    block = without_loose_signs(read_block("•\tVisie\tjuli\n\tleeg\n2.\tBeleid\n3\tdrie\n\uf0b7"))
    assert [row.cells for row in block.rows] == [
        ("• Visie", "juli"),
        ("", "leeg"),
        ("2. Beleid",),
        ("3", "drie"),
        ("\uf0b7",),
    ]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_block_that_is_written_is_read_back(rows: Sequence[Sequence[str]]) -> None:
    if any(as_read(cell) for row in rows for cell in row):
        assert cells(write_block(rows)) == [tuple(map(as_read, row)) for row in rows]


NAME = Role("naam", "Naam", ("Gemeente",), str.isalpha)
FIGURE = Role("cijfer", "Cijfer", ("Aantal",), str.isdigit)
NOTE = Role("noot", "Noot", ())
ROLES = (NAME, FIGURE, NOTE)


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("a\t1\nb\t2", False, {0: "naam", 1: "cijfer"}),
        ("1\ta\n2\tb", False, {1: "naam", 0: "cijfer"}),
        ("AANTAL\tgemeente\n1\t2", True, {0: "cijfer", 1: "naam"}),
        ("a\t\n\t1", False, {0: "naam", 1: "cijfer"}),
        ("a\tb\t!", False, {0: "naam", 1: "cijfer", 2: "noot"}),
    ],
)
def test_which_column_is_what(text: str, heading: bool, expected: dict[int, str]) -> None:
    order = ("naam", "cijfer", "noot")
    assert guessed_roles(read_block(text), ROLES, heading=heading, in_order=order) == expected


def test_what_people_choose_counts_once_per_column() -> None:
    answers = {"kolom-1": "noot", "kolom-2": "noot", "kolom-3": "onzin", "kolom-4": "naam"}
    assert chosen_roles(answers, 3, ["naam", "noot"]) == {0: "noot"}
    assert chosen_roles({}, 3, ["naam"]) is None
