"""What a word processor pasted, what was meant, and how it falls into lines and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.dutch import parse_number
from nalportal.exchange.clipboard import read_block
from nalportal.exchange.tables import tidied
from nalportal.names import same_key
from nalportal.prose import (
    BULLETS,
    LINES,
    NUMBERS,
    SHAPELESS,
    SPACES,
    as_meant,
    bare_ends,
    in_one_line,
    paragraphs_of,
    parts_of,
    spans_of,
    table_rows,
)


@pytest.mark.parametrize(
    "pasted",
    [
        "•\tLaadvisie\n•\tSnelladen",
        "\uf0b7\tLaadvisie\r\n\uf0b7\tSnelladen",
        "\uf0a7Laadvisie\n\uf0a7Snelladen",
        "o\tLaadvisie\no\tSnelladen",
        "§\tLaadvisie\n§\tSnelladen",
        "- Laadvisie\n– Snelladen",
        "* Laadvisie\n* Snelladen",
        "  • Laadvisie\n\n\n  • Snelladen",
        "• Laadvisie\u2028• Snelladen",
        "• Laadvisie\u2029• Snelladen",
        "• Laad\u00advisie\x0b• Snel\u200bladen\t",
        "-\u00a0Laadvisie \n-\u00a0Snelladen ",
    ],
)
def test_every_bullet_is_an_item_of_a_list(pasted: str) -> None:
    assert as_meant(pasted) == "- Laadvisie\n- Snelladen"


@pytest.mark.parametrize(
    "pasted", ["1.\tEen\n2.\tTwee", "1) Een\n2) Twee", "(1) Een\n(2) Twee", "01. Een\n\n02. Twee"]
)
def test_every_number_is_an_item_of_a_numbered_list(pasted: str) -> None:
    assert as_meant(pasted) == "1. Een\n2. Twee"


@pytest.mark.parametrize(
    "text",
    [
        "-5 graden",
        "3.500 laadpunten",
        "2021. Daarna",
        "o ja",
        "A.\nB.",
        "een - twee",
        "Ünal\tx"[:4],
    ],
)
def test_what_only_looks_like_a_list_stays(text: str) -> None:
    assert as_meant(text) == text


def test_lines_and_paragraphs_stay_and_tabs_are_spaces() -> None:
    text = "Stap:\tvisie\r\n\tbeleid\u2029Nieuwe alinea\n\n\n\nen nog een"
    assert as_meant(text) == "Stap: visie\nbeleid\n\nNieuwe alinea\n\nen nog een"
    assert in_one_line("Laad\u00advisie\u2028en\tplan\x0b ") == "Laadvisie en plan"


@given(st.text(st.sampled_from("ab-•1.) \t\n\u2028\u2029\u00ad\uf0b7o§")))
def test_what_is_stored_is_not_changed_by_saving_it_again(text: str) -> None:
    assert as_meant(as_meant(text)) == as_meant(text)
    assert set(as_meant(text)) <= set("ab-•1.) \n\uf0b7o§")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\nc\td", 2),
        ("a\tb\tc", 1),
        ("kop\n\na\tb\nc\t\td\n", 2),
        ("a\tb", 0),
        ("•\ta\n•\tb", 0),
        ("1.\ta\n2.\tb", 0),
        ("\ta\n\tb\t", 0),
        ("", 0),
    ],
)
def test_a_table_is_noticed(text: str, rows: int) -> None:
    assert table_rows(text) == rows


def shape(text: str) -> list[tuple[str, int, list[str]]]:
    return [
        (part.kind, part.start, ["".join(span.text for span in line) for line in part.items])
        for part in parts_of(spans_of(text))
    ]


def test_a_paragraph_falls_into_lines_and_lists() -> None:
    text = "Wat:\n- een\n- twee\nen\nslot\n2. b\n3. c\n3. d\n• oud"
    assert shape(text) == [
        (LINES, 1, ["Wat:"]),
        (BULLETS, 1, ["een", "twee"]),
        (LINES, 1, ["en", "slot"]),
        (NUMBERS, 2, ["b", "c"]),
        (NUMBERS, 3, ["d"]),
        (BULLETS, 1, ["oud"]),
    ]


def test_links_stay_links_within_a_list() -> None:
    [part] = parts_of(spans_of("- [een](https://x.example)\n- zie [twee](https://y.example) nu"))
    assert [[span.href for span in line] for line in part.items] == [
        ["https://x.example"],
        ["", "https://y.example", ""],
    ]


def test_an_empty_line_ends_lines() -> None:
    assert [part.kind for part in parts_of("een\n\ntwee")] == [LINES, LINES]
    assert parts_of("") == []


def test_paragraphs_keep_their_own_lines() -> None:
    assert paragraphs_of("een  en\n twee\n \n\ndrie\u2029- vier") == [
        "een en\ntwee",
        "drie",
        "- vier",
    ]
    assert paragraphs_of(" \n ") == []


@given(st.text(st.sampled_from("ab-•1. \n")))
def test_no_word_is_lost_on_the_way_to_a_page(text: str) -> None:
    shown = "".join(span.text for part in parts_of(text) for line in part.items for span in line)
    words = "".join(letter for letter in text if letter in "ab")
    assert "".join(letter for letter in shown if letter in "ab") == words


@pytest.mark.parametrize("mark", [*SHAPELESS, *SPACES, "\u202d\u200e", "\u00a0\ufeff"], ids=ascii)
def test_a_mark_that_nobody_sees_is_the_same_nothing_on_every_road(mark: str) -> None:
    around = f"{mark}GM0014{mark}"
    assert tidied(around) == bare_ends(around) == "GM0014"
    assert same_key(around) == same_key("gm0014")
    assert parse_number(tidied(f"{mark}1.511{mark}"), 0) == 1511
    assert read_block(f"a\t{mark}\n{mark}12").rows[0].cells[:2] == ("a", "")
    assert read_block(mark).rows == ()


def test_a_pair_that_turns_the_direction_stays_whole_within_a_text() -> None:
    text = "Zie \u2067שלום\u2069"
    assert bare_ends(f"{text}\u200b ") == as_meant(text) == text
    assert bare_ends("\u202d12\u202c") == "12"
    assert bare_ends("\x00 a \x00") == "\x00 a \x00"
