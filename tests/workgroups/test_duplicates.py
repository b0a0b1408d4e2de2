"""Whether a party is there already, under this name or another."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from workgroups.duplicates import core, look_alikes, search, with_exactly
from workgroups.models import Party

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IenW", "ienw"),
        ("Min. IenW", "ienw"),
        ("Ministerie van IenW", "ienw"),
        ("Stichting ElaadNL", "elaadnl"),
        ("Allego B.V.", "allego"),
        ("Coöperatie Énergie", "energie"),
        ("NAL-regio's", "nal regios"),
        ("De Stichting", "de stichting"),
        ("—", ""),
        ("", ""),
    ],
)
def test_what_people_write_differently_is_left_out(name: str, expected: str) -> None:
    assert core(name) == expected


@pytest.fixture
def ienw() -> Party:
    party = factories.party(name="IenW", abbreviation="I&W")
    factories.party_alias(party=party, name="Infrastructuur en Waterstaat")
    factories.party(name="Gemeente Utrecht")
    return party


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("ienw", ""),
        ("Ministerie van IenW", ""),
        ("waterstaat infra", "Infrastructuur en Waterstaat"),
    ],
)
def test_a_search_finds_any_of_the_names(ienw: Party, words: str, also: str) -> None:
    (found,) = search(words)
    assert (found.party, found.also) == (ienw, also)


@pytest.mark.parametrize("words", ["", "  ", "?!", "komt niet voor"])
def test_a_search_for_nothing_finds_nothing(ienw: Party, words: str) -> None:
    assert search(words) == []


@pytest.mark.parametrize(
    "name",
    [
        "Ministerie IenW",
        "IenW Nederland",
        "Ministerie van Infrastructuur en Waterstaat",
        "Infrastuctuur & Waterstaat",
        "I & W",
    ],
)
def test_another_way_of_writing_is_noticed(ienw: Party, name: str) -> None:
    assert [found.party for found in look_alikes(name)] == [ienw]


@pytest.mark.parametrize("name", ["RWS", "Gemeente Zwolle", "Provincie Drenthe", "?"])
def test_a_really_new_name_looks_like_nobody(ienw: Party, name: str) -> None:
    assert look_alikes(name) == []


@pytest.mark.parametrize("name", ["IENW", "ienw", "i & w", "infrastructuur-en-Waterstáát"])
def test_the_same_name_in_other_capitals_is_the_same_name(ienw: Party, name: str) -> None:
    assert with_exactly(name) == ienw


def test_names_take_two_queries_however_many_parties(
    ienw: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        factories.party_alias(party=factories.party())
    with django_assert_num_queries(2):
        look_alikes("Nieuw")
