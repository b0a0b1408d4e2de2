"""What stays, what is written and what is asked when two people saved the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nalportal.records.history import save_signed
from nalportal.records.versions import (
    CONFIRMED_UNCHANGED,
    MOVED,
    STORED,
    TYPED,
    Conflict,
    Moved,
    Values,
    answer_name,
    changes_between,
    choices_between,
    refuse_if_moved,
    stay_stored,
)
from tests import factories

LABELS = {"title": "Titel", "note": "Notitie"}


def values(title: str, note: str) -> Values:
    return {"title": title, "note": note}


def test_what_was_left_alone_stays_and_what_was_typed_goes_in() -> None:
    base, stored, typed = values("a", "b"), values("a", "van een ander"), values("van mij", "b")
    assert stay_stored(base, stored, typed, {}) == {"note"}


def test_a_field_that_both_changed_is_asked() -> None:
    base, stored, typed = values("a", "b"), values("van een ander", "c"), values("van mij", "b")
    with pytest.raises(Conflict):
        stay_stored(base, stored, typed, {})
    choices = choices_between(base, stored, typed, LABELS)
    assert [(choice.name, choice.first) for choice in choices] == [
        ("kies-title", TYPED),
        ("kies-note", STORED),
    ]
    assert (choices[0].label, choices[0].stored, choices[0].typed) == (
        "Titel",
        "van een ander",
        "van mij",
    )


def test_of_an_unknown_page_everything_counts_as_typed() -> None:
    with pytest.raises(Conflict):
        stay_stored(None, values("a", "b"), values("a", "c"), {})
    assert stay_stored(None, values("a", "b"), values("a", "b"), {}) == frozenset()


def test_the_answer_decides() -> None:
    shown, typed = values("van een ander", "b"), values("van mij", "b")
    answers = {answer_name("title"): STORED}
    assert stay_stored(shown, shown, typed, answers) == {"title", "note"}
    answers = {answer_name("title"): TYPED}
    assert stay_stored(shown, shown, typed, answers) == {"note"}


def test_changes_come_in_the_order_of_the_labels() -> None:
    found = changes_between(values("a", "b"), values("c", ""), LABELS)
    assert [(c.label, c.before, c.after) for c in found] == [
        ("Titel", "a", "c"),
        ("Notitie", "b", ""),
    ]


@pytest.mark.django_db
def test_an_older_version_is_refused_unless_nothing_was_said_since() -> None:
    row = factories.milestone()
    seen = row.version
    save_signed(row, by=None, reason=MOVED)
    save_signed(row, by=None, reason=CONFIRMED_UNCHANGED)
    refuse_if_moved(seen, row.history)
    save_signed(row, by=factories.user(first_name="Buur", last_name="Vrouw"))
    with pytest.raises(Moved, match="Intussen gewijzigd door Buur Vrouw"):
        refuse_if_moved(seen, row.history)


WORDS = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("title", "note", "x")})


@given(WORDS, WORDS, WORDS)
def test_nothing_that_anybody_wrote_is_lost_without_a_question(
    base: dict[str, str], stored: dict[str, str], typed: dict[str, str]
) -> None:
    both = {n for n in base if base[n] != stored[n] != typed[n] != base[n]}
    if both:
        with pytest.raises(Conflict):
            stay_stored(base, stored, typed, {})
        return
    stay = stay_stored(base, stored, typed, {})
    saved = {n: stored[n] if n in stay else typed[n] for n in base}
    assert all(saved[n] == stored[n] for n in base if stored[n] != base[n])
    assert all(saved[n] == typed[n] for n in base if typed[n] != base[n])
