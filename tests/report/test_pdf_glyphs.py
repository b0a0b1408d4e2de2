import json

import pytest
from django.conf import settings

from nalportal.report.paper.glyphs import (
    LONGEST_WORD,
    MISSING,
    ZERO_WIDTH_SPACE,
    fit_to_print,
    lost_in,
    plain,
    printable,
    shown_characters,
    with_breaks,
)


def test_the_typeface_has_the_replacement_and_all_that_we_write_ourselves() -> None:
    ours = f"{MISSING}{ZERO_WIDTH_SPACE}\u00a0–−…’“”⁰¹²³⁴⁵⁶⁷⁸⁹éëïöü%(),.:;/"
    assert set(ours) <= printable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("laadpaal 😀", f"laadpaal {MISSING}"),
        ("שלום", MISSING * 4),
        ("cafe\u0301", "café"),
        ("een\ttab\nen\u2028regels", "een tab\nen regels"),
        ("nul\x00 en \x1besc", "nul en esc"),
        ("\u202eomgekeerd\ufeff", "omgekeerd"),
        ("eigen \ue000 teken", f"eigen {MISSING} teken"),
        ("half \ud800 teken", f"half {MISSING} teken"),
        ('#read("/etc/passwd") <b> {{ x }}', '#read("/etc/passwd") <b> {{ x }}'),
    ],
)
def test_what_cannot_be_printed_is_replaced_and_the_rest_stays(text: str, shown: str) -> None:
    assert shown_characters(text) == shown


def test_a_very_long_word_may_break_and_keeps_all_its_letters() -> None:
    word = "laadpaal" * 125
    broken = with_breaks(f"een {word} hier")
    assert broken.replace(ZERO_WIDTH_SPACE, "") == f"een {word} hier"
    assert max(map(len, broken.replace(ZERO_WIDTH_SPACE, " ").split())) <= LONGEST_WORD


def test_a_word_without_end_gets_spaces_because_the_engine_is_slow_in_it() -> None:
    shown = with_breaks("x" * 20_000)
    assert max(map(len, shown.replace(ZERO_WIDTH_SPACE, "").split())) == 1_000
    assert shown.count("x") == 20_000


def test_an_ordinary_long_word_stays_whole() -> None:
    assert with_breaks("laadinfrastructuurvoorzieningen") == "laadinfrastructuurvoorzieningen"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("https://www.example.org/a-b/c.", ["https://www", ".example", ".org", "/a-b", "/c."]),
        ("een-naam@voor-beeld.example", ["een-naam", "@voor-beeld", ".example"]),
        ("www.example.org/?a=b&c=d", ["www", ".example", ".org", "/?a=b", "&c=d"]),
        ("@://", ["@://"]),
    ],
)
def test_an_address_breaks_before_what_parts_it(address: str, parts: list[str]) -> None:
    assert with_breaks(address).split(ZERO_WIDTH_SPACE) == parts


def test_a_soft_hyphen_is_nowhere_on_paper() -> None:
    assert plain("laad\u00adinfra\u200bstructuur") == "laadinfrastructuur"


def test_every_string_of_a_document_is_made_fit_and_nothing_else_changes() -> None:
    document = {"a": [{"text": "😀"}, 3, None, 1.5], "b": True}
    assert fit_to_print(document) == {"a": [{"text": MISSING}, 3, None, 1.5], "b": True}


def test_addresses_and_control_numbers_stay_exact() -> None:
    exact = {"href": "https://example.org/" + "a" * 99, "sha256": "0" * 64}
    assert fit_to_print(exact) == exact


def test_drawings_lose_only_characters_that_cannot_be_drawn() -> None:
    path = "M0,0" + "L10,10" * 20
    drawings = {"svg": f"<path d='{path}'/>😀", "icons": {"pm": path}}
    assert fit_to_print(drawings) == {
        "svg": f"<path d='{path}'/>{MISSING}",
        "icons": {"pm": path},
    }


def test_who_types_is_told_of_the_same_characters_as_are_lost() -> None:
    ranges: list[list[int]] = []
    for code in range(0xA0, 0x30000):
        if 0xD800 <= code <= 0xDFFF or lost_in(chr(code)):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    stored = settings.BASE_DIR / "static" / "js" / "printable.json"
    assert json.loads(stored.read_text()) == ranges


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("regio's", "regio’s"),
        ("in 's-Hertogenbosch en 't Gooi", "in ’s-Hertogenbosch en ’t Gooi"),
        ("dat 'laadpaal volgt auto' heet", "dat ‘laadpaal volgt auto’ heet"),
        ("zie https://example.org/l'eau, auto's", "zie https://example.org/l'eau, auto’s"),
    ],
)
def test_there_is_one_kind_of_apostrophe(typed: str, seen: str) -> None:
    assert plain(typed) == seen
