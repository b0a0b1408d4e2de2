"""The one matcher of names: what may differ between two ways of writing, and what may not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.names import Names, folded, is_found, same_key, words_of


@pytest.mark.parametrize(
    "written",
    [
        "'s-Gravenhage",
        "’s-Gravenhage",
        "‘s Gravenhage",
        "`s-gravenhage",
        "´s-Gravenhage",
        "′s–Gravenhage",
        "ʼS-GRAVENHAGE",
        "s-Gravenhage",
        "sGravenhage",
        "'s-Graven\u00adhage",
        " 's\u00a0Gravenhage ",
    ],
)
def test_every_apostrophe_hyphen_and_space_is_the_same(written: str) -> None:
    assert same_key(written) == "sgravenhage"


def test_accents_loose_or_not_and_other_letters_are_the_same() -> None:
    loose = unicodedata.normalize("NFD", "Súdwest-Fryslân")
    assert same_key(loose) == same_key("SUDWEST FRYSLAN") == "sudwestfryslan"
    assert folded("Ærø, Łódź, Đ") == "aero, lodz, d"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Allego B.V.", ["allego", "bv"]),
        ("NAL-regio's", ["nal", "regios"]),
        ("I&W", ["i", "w"]),
        ("—", []),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("asked", "name", "found"),
    [
        ("hertogenbosch", "'s-Hertogenbosch", True),
        ("s hertogen", "'s-Hertogenbosch", True),
        ("coordinatie", "Coördinatie laden", True),
        ("laden coord", "Coördinatie laden", True),
        ("vves", "VvE's", True),
        ("NO014", "NO-014", True),
        ("bergen", "Berg en Dal", False),
        ("GM0014", "GM0014", True),
        ("", "Assen", True),
        ("  ", "Assen", True),
        ("?!", "Assen", False),
    ],
)
def test_what_somebody_looks_for(asked: str, name: str, found: bool) -> None:
    assert is_found(asked, [name]) is found


def test_numbers_stay_apart() -> None:
    assert same_key("1-12-2020") != same_key("11-2-2020")


def test_all_words_stand_in_one_name() -> None:
    assert not is_found("den bosch", ["Den Haag", "'s-Hertogenbosch"])
    assert is_found("den bosch", ["'s-Hertogenbosch", "Den Bosch"])


NAMES = Names(
    [
        ("Bergen (NH.)", 1),
        ("Bergen (Noord-Holland)", 1),
        ("Bergen (L.)", 2),
        ("Hengelo", 3),
        ("Utrecht (gemeente)", 4),
        ("Utrecht", 5),
    ]
)


@pytest.mark.parametrize(
    ("name", "things"),
    [
        ("Bergen (NH)", [1]),
        ("bergen noord holland", [1]),
        ("Bergen (L)", [2]),
        ("Bergen", [1, 2]),
        ("Hengelo (O.)", [3]),
        ("gemeente Hengelo", [3]),
        ("Gem. Hengelo", [3]),
        ("Utrecht (gemeente)", [4]),
        ("Utrecht", [5]),
        ("Hengel", []),
        ("", []),
        ("?", []),
    ],
)
def test_what_cbs_puts_behind_a_name_may_be_left_out_where_it_stays_clear(
    name: str, things: list[int]
) -> None:
    assert NAMES.find(name) == things
    assert NAMES.the_one(name) == (things[0] if len(things) == 1 else None)


@given(st.text())
def test_any_text_has_a_key_that_stays_itself(text: str) -> None:
    assert same_key(same_key(text)) == same_key(text)
    assert is_found(text, [text]) or not words_of(text)
