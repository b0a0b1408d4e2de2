"""The page that looks for something in all of the register."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress.models import Place, RoundState, SearchText
from nalportal.progress.reports import TextBlock
from nalportal.records.search import Kind
from nalportal.report.compare.texts import texts_of
from nalportal.report.editions import Edition
from nalportal.report.finding import publish_texts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return factories.user()


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    """Of Noord, beside which there is Zuid, each with a milestone about charging."""
    noord = factories.unit(name="Noord", editors=(editor,))
    zuid = factories.unit(name="Zuid")
    factories.milestone(unit=noord, title="Laden in Noord", explanation="Met <b>laadpalen</b>.")
    factories.milestone(unit=zuid, title="Laden in Zuid", internal_note="Laadgeheim")
    round_ = factories.round_()
    factories.report_text(
        round=round_, place=Place.UNIT, unit=noord, body="Wij laden [hier](https://x.example)."
    )
    factories.report_text(
        round=round_, place=Place.REGIONS, key="inleiding", body="Laden landelijk."
    )
    client.force_login(editor)
    return client


def main_of(client: Client, query: str) -> str:
    page = client.get(f"/zoeken/{query}").content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_shows_what_one_may_see_by_kind(
    as_editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        page = main_of(as_editor, "?q=laden")
    assert "Laden</mark> in Noord" in page
    assert page.index("Mijlpalen") < page.index("Teksten")
    assert "&lt;b&gt;laadpalen" in page
    assert 'href="/teksten/' in page
    assert "Zuid" not in page
    assert "landelijk" not in page
    assert "Niets gevonden" in main_of(as_editor, "?q=laadgeheim")


def test_the_reviewer_sees_all(as_editor: Client, reviewer: User) -> None:
    as_editor.force_login(reviewer)
    page = main_of(as_editor, "?q=laden")
    assert "in Zuid" in page
    assert 'href="/ronde/' in page


def test_texts_of_a_round_that_ended_are_not_of_the_register(as_editor: Client) -> None:
    ended = factories.round_(state=RoundState.PUBLISHED)
    unit = factories.unit(editors=(User.objects.get(units__name="Noord"),))
    factories.report_text(round=ended, place=Place.UNIT, unit=unit, body="Vroeger dus.")
    assert "Niets gevonden" in main_of(as_editor, "?q=vroeger")


def test_who_was_merged_leads_to_the_present(
    as_editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    old = factories.municipality(name="Weesp", valid_until=date(2022, 3, 24))
    between = factories.municipality(name="Tussendam", valid_until=date(2023, 1, 1))
    new = factories.municipality(name="Bergen (NH.)")
    factories.reorganisation(old=old, new=between, on=date(2022, 3, 24))
    factories.reorganisation(old=between, new=new, on=date(2023, 1, 1))
    with django_assert_num_queries(4):
        page = main_of(as_editor, "?q=weesp")
    assert f'href="/gemeenten/{old.code}/"' in page
    assert "hoort nu bij" in page
    assert f'href="/gemeenten/{new.code}/">Bergen (NH.)' in page
    assert new.code in main_of(as_editor, "?q=Bergen+(NH)")
    assert "Tussendam" not in page


def test_one_kind_page_by_page(
    as_editor: Client, editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = editor.units.get()
    for number in range(30):
        factories.milestone(unit=unit, title=f"Laadplein {number}")
    assert "Alle 30 mijlpalen" in main_of(as_editor, "?q=laadplein")
    with django_assert_num_queries(4):
        page = main_of(as_editor, "?q=laadplein&soort=mijlpaal&page=2")
    assert page.count('class="hit-title"') == 5
    assert "Pagina 2 van 2" in page


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=--", "?q=%00", "?q=" + "x" * 101, "?q=a&soort=weg&page=x"]
)
def test_whatever_is_asked_is_answered(as_editor: Client, query: str) -> None:
    assert as_editor.get(f"/zoeken/{query}").status_code == 200


def test_the_public_finds_what_was_published_and_nothing_else(
    edition: Edition, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    secret = factories.milestone(title="Laadvisie die niemand kent")
    with django_assert_num_queries(2):  # rounds, results
        page = main_of(client, "?q=laadvisie&ronde=eind-2020")
    assert "Begrippen" in page
    assert 'href="/rondes/eind-2020/' in page
    assert "niemand" not in page
    assert "/mijlpaal/" in page
    assert secret.reference not in page
    # Of before: Loppersum went up in Eemsdelta on the day of the division.
    assert "Eemsdelta" in main_of(client, "?q=loppersum")
    assert "Den Haag" in main_of(client, "?q=sgravenhage&soort=gemeente")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gemeentes", "gemeente"),
        ("laadvisie xyzq", "laadvisie"),
        ("kaadvisie", "laadvisie"),
        ("gronignen", "Groningen"),
        ("eemdselta", "Eemsdelta"),
        ("laatvisie xyzq", "laadvisie"),
    ],
)
def test_what_nobody_wrote_so_is_found_as_it_was_written(
    edition: Edition, client: Client, asked: str, found: str
) -> None:
    page = main_of(client, f"?q={asked}&ronde=eind-2020")
    assert f"Niets gevonden voor “{asked}”" in page
    assert found in page[page.index("Dit is wat er is voor") :]
    nothing = main_of(client, "?q=xyzq&ronde=eind-2020")
    assert 'href="?q=xyzq&amp;ronde=alle"' in nothing


@pytest.mark.parametrize(
    ("asked", "kind", "title"),
    [
        ("zwolle laadvisie", "gemeente", "Zwolle"),
        ("plankaart in Zwolle", "gemeente", "Zwolle"),
        ("zuid aandachtspunten", "onderdeel", "Zuid"),
        ("zuid zuidplas", "gemeente", "Zuidplas"),
        ("logistiek planning", "mijlpaal", "Aanpak logistiek"),
        ("eind 2020 plaatsingstempo", "indicator", "Plaatsingstempo"),
        ("voorne aan zee", "gemeente", "Brielle"),
        ("s-gravenhage", "gemeente", "Den Haag"),
    ],
)
def test_two_kinds_of_words_find_what_has_both(
    edition: Edition, client: Client, asked: str, kind: str, title: str
) -> None:
    page = main_of(client, f"?q={asked}&soort={kind}&ronde=eind-2020")
    bare = re.sub(r"</?mark>", "", page)
    assert re.search(rf">\s*{title}\s*<", bare)
    # Two letters are no part of a word that a thing only stands in.
    assert "Almere" not in main_of(client, "?q=NO-003&soort=gemeente&ronde=eind-2020")
    # What a thing stands in finds it beside a word of its own only.
    assert "Zwolle" not in main_of(client, "?q=laadvisie&soort=gemeente&ronde=eind-2020")


def test_what_nothing_has_together_says_which_word_was_left_out(
    edition: Edition, client: Client
) -> None:
    page = main_of(client, "?q=zwolle+xyzq&ronde=eind-2020")
    assert "Dit is wat er is voor “zwolle”, zonder “xyzq”." in page
    page = main_of(client, "?q=gemeente+zonder+eemsdelta+zwolle&ronde=eind-2020")
    assert re.search("voor “gemeente (zwolle|eemsdelta)”, zonder “zonder (zwolle|eemsdelta)”", page)


def test_a_correction_takes_the_place_of_what_was_found(edition: Edition, client: Client) -> None:
    texts = replace(edition.report, summary=None, title="Verbeterde titel", key_figures=())
    before = SearchText.objects.filter(object_id=None).count()
    publish_texts(apps, replace(texts, definitions=()))
    left = SearchText.objects.filter(object_id=None)
    assert 0 < left.count() < before
    assert not left.filter(kind=Kind.DEFINITION).exists()


def test_every_text_of_a_report_is_found(edition: Edition) -> None:
    """Also one of a place that is added tomorrow: the walk is that of the report itself."""
    found = [*SearchText.objects.filter(object_id=None).values_list("body", flat=True)]
    texts = [
        text.plain if isinstance(text, TextBlock) else text.text
        for _path, text in texts_of(edition.report)
    ]
    assert len(texts) > 50
    assert [text for text in texts if not any(text in body for body in found)] == []


def test_who_is_signed_in_chooses_what_was_published(
    edition: Edition, client: Client, reviewer: User
) -> None:
    client.force_login(reviewer)
    assert 'href="/mijlpalen/' in main_of(client, "?q=laadvisie")
    page = main_of(client, "?q=laadvisie&ronde=alle")
    assert 'href="/mijlpalen/' not in page
    assert edition.report.title in page
    call_command("search_index", "--check", verbosity=0)
