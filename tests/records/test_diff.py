"""Word by word: nothing is lost, and what stayed is recognised."""

from hypothesis import given
from hypothesis import strategies as st

from nalportal.records.diff import ADDED, REMOVED, SAME, Piece, word_diff


def test_a_replaced_word() -> None:
    assert word_diff("verwacht juni 2021", "verwacht juli 2021") == (
        Piece(SAME, "verwacht"),
        Piece(REMOVED, " juni"),
        Piece(ADDED, " juli"),
        Piece(SAME, " 2021"),
    )


def test_from_nothing_and_to_nothing() -> None:
    assert word_diff("", "nieuw") == (Piece(ADDED, "nieuw"),)
    assert word_diff("oud", "") == (Piece(REMOVED, "oud"),)
    assert word_diff("", "") == ()


def test_two_very_long_texts_are_not_compared() -> None:
    before, after = "a " * 5_000, "b " * 5_000
    assert [piece.kind for piece in word_diff(before, after)] == [REMOVED, ADDED]


TEXTS = st.lists(st.sampled_from(["een", "twee", "drie", "\n", "  "])).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
