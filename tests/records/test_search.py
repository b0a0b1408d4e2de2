"""What the index of search finds, in which order, and that it follows the register."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from nalportal.progress.models import SearchText
from nalportal.records.search import Kind, differences, install_trigrams, line_of, remove_trigrams
from tests import factories

pytestmark = pytest.mark.django_db


def found(asked: str, kind: str = Kind.MILESTONE) -> list[str]:
    rows = SearchText.objects.filter(kind=kind).finding(asked).ranked(asked)
    return [row.title for row in sorted(rows, key=lambda row: (row.rank, row.pk))]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Aanpak VvE's", "VvEs"),
        ("Aanpak VvE’s", "vve's"),
        ("Coördinatie in de regio", "coordinatie"),
        ("Coordinatie in de regio", "coördinatie"),
        ("Laad-infrastructuur", "laadinfra"),
        ("Laadinfrastructuur", "laad-infra"),
        ("Conceptlaadvisie", "VISIE"),
        ("Elaad B.V. doet mee", "bv"),
        ("100% elektrisch_rijden", "100% elektrisch"),
        ("Straße en Œuvre", "strasse oeuvre"),
    ],
)
def test_is_found_as_people_write_it(title: str, asked: str) -> None:
    factories.milestone(title=title)
    factories.milestone(title="Iets anders")
    assert found(asked) == [title]


def test_a_reference_is_found_without_its_hyphen() -> None:
    row = factories.milestone(title="Snelladen", unit=factories.unit(code="NO"))
    assert (row.reference, found("NO001"), found("no 001")) == (
        "NO-001",
        ["Snelladen"],
        ["Snelladen"],
    )


@pytest.mark.parametrize("asked", ["--", "%", "_", "laad%visie"])
def test_marks_find_nothing_and_are_no_wildcards(asked: str) -> None:
    factories.milestone(title="Laadpaalvisie laat", explanation="laad dit")
    assert found(asked) == (["Laadpaalvisie laat"] if "visie" in asked else [])


def test_the_likeliest_comes_first() -> None:
    for title, explanation in [
        ("Over snelladen", ""),
        ("Snelladen langs wegen", ""),
        ("Snelladen", ""),
        ("Anders", "Ook snelladen."),
    ]:
        factories.milestone(title=title, explanation=explanation)
    assert found("snelladen") == ["Snelladen", "Snelladen langs wegen", "Over snelladen", "Anders"]


def test_follows_what_is_saved_and_removed() -> None:
    party = factories.party(name="Rijkswaterstaat", abbreviation="RWS")
    alias = factories.party_alias(party=party, name="De wegbeheerder")
    assert found("wegbeheerder", Kind.PARTY) == ["Rijkswaterstaat"]
    alias.delete()
    assert (found("wegbeheerder", Kind.PARTY), found("rws", Kind.PARTY)) == ([], [party.name])
    document = factories.policy_document(title="Laadvisie fictief")
    document.delete()
    assert found("laadvisie", Kind.DOCUMENT) == []


def test_what_is_not_saved_is_not_found() -> None:
    with transaction.atomic():
        factories.milestone(title="Teruggedraaid")
        transaction.set_rollback(True)
    assert found("teruggedraaid") == []


def test_the_command_tells_what_differs_and_mends_it() -> None:
    row = factories.milestone(title="Snelladen")
    call_command("search_index", "--check", verbosity=0)
    SearchText.objects.filter(kind=Kind.MILESTONE).update(title="Anders")
    with pytest.raises(CommandError, match=f"mijlpaal {row.reference}"):
        call_command("search_index", "--check")
    call_command("search_index")
    assert differences(apps, "default") == []
    assert found("snelladen") == ["Snelladen"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite always has its index")
def test_finds_the_same_without_the_index_of_three_letters() -> None:
    factories.milestone(title="Snelladen")
    remove_trigrams(connection)
    assert found("nella") == ["Snelladen"]
    install_trigrams(connection)


def test_what_a_hyphen_parts_is_one_word_too() -> None:
    assert line_of("Plan NO-013: e-bike") == "plan no 013 no013 e bike ebike"
