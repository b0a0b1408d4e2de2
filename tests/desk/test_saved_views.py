"""Views of a long list that somebody keeps: own ones only, and what is no longer asked is told."""

import pytest
from django.test import Client

from nalportal.accounts.models import SavedView, User
from nalportal.desk.saved_views import MOST_VIEWS
from nalportal.progress.models import ReportingUnit
from tests import factories

LIST, KEEP = "/mijlpalen/", "/weergaven/mijlpalen/"


def kept(client: Client, name: str = "Alles in planning", query: str = "categorie=planning") -> str:
    answer = client.post(KEEP, {"name": name, "query": query}, follow=True)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(autouse=True)
def rows(noord: ReportingUnit) -> None:
    factories.milestone(unit=noord, title="Plan")
    factories.milestone(unit=noord, title="Klaar", category="gerealiseerd")


def test_a_view_is_kept_and_shown_again(as_coordinator: Client, coordinator: User) -> None:
    page = kept(as_coordinator, query="categorie=planning&sort=-title&per_page=100&page=2&q=")
    view = SavedView.objects.get()
    assert (view.user, view.page) == (coordinator, "mijlpalen")
    assert f'href="/weergaven/{view.pk}/">Alles in planning</a>' in page
    answer = as_coordinator.get(f"/weergaven/{view.pk}/")
    there = answer.headers["Location"]
    assert there == f"{LIST}?categorie=planning&sort=-title&per_page=100&q="
    found = as_coordinator.get(there).context["lines"]
    assert [line.milestone.title for line in found] == ["Plan"]


def test_columns_and_the_height_of_rows_are_kept_with_it(as_coordinator: Client) -> None:
    page = " ".join(as_coordinator.get(f"{LIST}?categorie=planning").text.split())
    assert 'name="kolom" value="date" checked' in page
    assert '<input type="hidden" name="categorie" value="planning">' in page
    kept(as_coordinator, query="kolom=date&kolom=verbs&rijen=ruim")
    there = as_coordinator.get(f"/weergaven/{SavedView.objects.get().pk}/").headers["Location"]
    page = " ".join(as_coordinator.get(there).text.split())
    assert "tbl-roomy" in page
    assert 'data-label="Datum"' in page
    assert 'data-label="Categorie"' not in page
    assert 'name="kolom" value="category">' in page


def test_columns_that_a_list_does_not_have_hide_nothing(
    as_coordinator: Client, noord: ReportingUnit
) -> None:
    factories.municipality(region=factories.region(unit=noord))
    heads = [
        as_coordinator.get(f"/gemeenten/?regio=&{asked}")
        .text.split("<thead")[1]
        .split("</thead")[0]
        for asked in ("kolom=latest&kolom=geen", "kolom=geen")
    ]
    assert ["Herijken" in head for head in heads] == [False, True]
    assert all("Laatste status" in head for head in heads)


def test_the_same_name_is_the_same_view(as_coordinator: Client) -> None:
    kept(as_coordinator)
    kept(as_coordinator, query="stand=open")
    assert list(SavedView.objects.values_list("query", flat=True)) == ["stand=open"]


def test_what_a_list_no_longer_knows_is_left_out_with_a_word(
    as_coordinator: Client, coordinator: User
) -> None:
    view = SavedView.objects.create(
        user=coordinator, page="mijlpalen", name="Oud", query="stand=open&kleur=rood"
    )
    answer = as_coordinator.get(f"/weergaven/{view.pk}/", follow=True)
    assert answer.redirect_chain == [(f"{LIST}?stand=open", 302)]
    assert "dat is overgeslagen: kleur." in answer.text


def test_of_another_nobody_sees_opens_or_throws_away(
    as_coordinator: Client, as_reviewer: Client
) -> None:
    kept(as_coordinator)
    view = SavedView.objects.get()
    assert "Alles in planning" not in as_reviewer.get(LIST).text
    assert as_reviewer.get(f"/weergaven/{view.pk}/").status_code == 404
    assert as_reviewer.post(f"/weergaven/{view.pk}/weg/").status_code == 404
    as_coordinator.post(f"/weergaven/{view.pk}/weg/")
    assert not SavedView.objects.exists()


def test_there_is_a_limit(as_coordinator: Client) -> None:
    for number in range(MOST_VIEWS):
        kept(as_coordinator, f"Weergave {number}")
    assert "Gooi er eerst een weg." in kept(as_coordinator, "Nog een")
    assert SavedView.objects.count() == MOST_VIEWS


@pytest.mark.parametrize("name", ["", "x" * 61, "a\0b"])
def test_a_name_that_cannot_be_is_said(as_coordinator: Client, name: str) -> None:
    assert "note-let-op" in kept(as_coordinator, name)
    assert not SavedView.objects.exists()


def test_the_list_of_municipalities_has_its_own(as_coordinator: Client) -> None:
    answer = as_coordinator.post(
        "/weergaven/gemeenten/", {"name": "Open", "query": "onbekend=on&ronde=vandaag"}, follow=True
    )
    assert answer.redirect_chain == [("/gemeenten/?onbekend=on", 302)]
    assert "Open" not in as_coordinator.get(LIST).text.split("saved-views")[1].split("<form")[0]
    assert as_coordinator.post("/weergaven/anders/", {"name": "x"}).status_code == 404
