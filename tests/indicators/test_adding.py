"""Totals that were given beside the types that they are made of; all figures are fictitious."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.entry.adding import misfits
from indicators.figures import Change, Content, Entry, Key, Place, Series
from indicators.models import PARTS

ON = date(2020, 12, 31)
COUNTRY = Series(1, 1, "land", None, None, "")


def key(charger_type: str, on: date = ON, area: Series = COUNTRY) -> Key:
    return Key(area._replace(charger_type=charger_type), on, None)


def change(charger_type: str, value: int | None, **where: object) -> Change:
    content = Content(None if value is None else Decimal(value), "" if value is not None else "pm")
    entry = Entry(key(charger_type, **where), content, Place(2, "waarde"))  # type: ignore[arg-type] # a date or an area
    return Change(None, entry, None, content)


def stored(**figures: int) -> dict[Key, tuple[int, Content]]:
    names = {"total": ""}
    return {
        key(names.get(name, name)): (at, Content(Decimal(value), "", False, "", ""))
        for at, (name, value) in enumerate(figures.items())
    }


def told(changes: list[Change], **figures: int) -> list[tuple[int, dict[str, int]]]:
    return [
        (int(found.total), {name: int(value) for name, value in found.parts})
        for found in misfits(changes, stored(**figures))
    ]


def test_a_type_below_the_given_total_is_no_question() -> None:
    assert told([change("snel", 1800)], total=65613) == []


@pytest.mark.parametrize("given_as", ["", "totaal"])
def test_a_total_below_one_of_its_types_is_asked(given_as: str) -> None:
    assert told([change(given_as, 1700)], snel=1800) == [(1700, {"snel": 1800})]


def test_types_that_are_together_more_than_the_total_are_asked_once() -> None:
    changes = [change("snel", 40), change("publiek", 70)]
    assert told(changes, total=100) == [(100, {"publiek": 70, "snel": 40})]


def test_all_types_have_to_add_up_to_the_total() -> None:
    changes = [change(name, 30) for name in PARTS]
    parts = dict.fromkeys(map(str, PARTS), 30)
    assert told(changes, total=100) == [(100, parts)]
    assert told(changes, total=90) == []
    assert told([change("", 90)], publiek=30, semipubliek=30, snel=30) == []


def test_what_did_not_change_and_what_is_elsewhere_is_not_asked() -> None:
    wrong = {"total": 100, "snel": 200}
    assert told([], **wrong) == []
    assert told([change("publiek", 1, on=date(2021, 1, 31))], **wrong) == []
    region = COUNTRY._replace(area="regio", region=5)
    assert told([change("snel", 200, area=region)], total=100) == []


def test_a_total_that_is_taken_back_is_not_compared() -> None:
    assert told([change("", None)], total=100, snel=200) == []


def test_points_that_were_taken_away_may_make_a_total_smaller_than_a_type() -> None:
    assert told([change("", -5)], publiek=10) == []


VALUES = st.dictionaries(st.sampled_from(["", *map(str, PARTS)]), st.integers(0, 50), max_size=4)


@given(VALUES)
def test_only_what_cannot_be_true_is_asked(values: dict[str, int]) -> None:
    parts = [values[name] for name in PARTS if name in values]
    possible = "" not in values or (
        sum(parts) == values[""] if len(parts) == 3 else sum(parts) <= values[""]
    )
    asked = list(misfits([change(name, value) for name, value in values.items()], {}))
    assert len(asked) == (0 if possible or not parts else 1)
