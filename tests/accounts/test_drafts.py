"""What is typed is kept while it is typed: for who typed it, until it is saved or old."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from nalportal.accounts import drafts
from nalportal.accounts.models import Draft, User
from nalportal.progress.models import ReportingUnit
from nalportal.retention import DRAFTS
from tests import factories
from tests.accounts.test_kept_forms import session_ends

pytestmark = pytest.mark.django_db

PAGE, KEEP, KEPT = "/mijlpalen/nieuw/", "/account/bewaard/concept/", "/account/bewaard/"
TOKEN = str(uuid4())
TYPED = {"token": TOKEN, "title": "Laadpleinen in Noord", "explanation": "een\ntwee"}


def an_editor() -> User:
    user = factories.user()
    factories.unit(editors=(user,))
    return user


@pytest.fixture
def writing(client: Client) -> Client:
    """Somebody who edits one unit, on the page of a new milestone."""
    client.force_login(an_editor())
    return client


def keep(client: Client, page: str = PAGE, **changed: str) -> int:
    """What the script of the page sends while somebody types."""
    sent = {**TYPED, "_actie": PAGE, **changed}
    answer = client.post(KEEP, sent, headers={"referer": f"http://testserver{page}"})
    return int(answer.status_code)


def shown(client: Client, address: str = PAGE) -> str:
    return str(client.get(address).content.decode())


def go_on(client: Client) -> str:
    client.post(f"{KEEP}{TOKEN}/")
    return shown(client)


def test_what_is_typed_is_offered_on_that_page_and_not_filled_in_unasked(writing: Client) -> None:
    assert keep(writing) == 204
    page = shown(writing)
    assert "U typte hier eerder iets dat niet is opgeslagen." in page
    assert "“Laadpleinen in Noord”" in page
    assert 'value="Laadpleinen in Noord"' not in page
    assert TOKEN not in page.replace(f"{KEEP}{TOKEN}/", "")


def test_who_goes_on_finds_all_of_it_in_the_form_with_its_number(writing: Client) -> None:
    keep(writing)
    page = go_on(writing)
    assert "Laadpleinen in Noord</textarea>" in page
    assert "een\ntwee</textarea>" in page
    assert f'value="{TOKEN}"' in page
    assert "Nog niet opgeslagen." in page


def test_what_is_typed_later_takes_the_place_of_what_was_kept(writing: Client) -> None:
    keep(writing)
    keep(writing, title="Laadpleinen in Zuid")
    assert [row.values["title"] for row in Draft.objects.all()] == [["Laadpleinen in Zuid"]]


def test_what_is_taken_away_again_is_not_kept(writing: Client) -> None:
    empty = {"title": "", "explanation": ""}
    assert keep(writing, **empty) == 204
    assert not Draft.objects.exists()
    keep(writing)
    assert keep(writing, **empty) == 204
    assert not Draft.objects.exists()
    keep(writing, **empty, _bestanden="1")
    assert Draft.objects.exists()


def test_two_forms_are_two_drafts(writing: Client) -> None:
    keep(writing)
    keep(writing, token=str(uuid4()), title="Iets heel anders")
    assert shown(writing).count("U typte hier eerder") == 2


def test_it_is_there_after_the_session_ended_and_for_nobody_else(
    writing: Client, client: Client
) -> None:
    keep(writing)
    writer = Draft.objects.get().user
    session_ends()
    client.force_login(an_editor())
    assert "U typte hier eerder" not in shown(client)
    assert client.get(KEPT).status_code == 404
    assert client.post(f"{KEEP}{TOKEN}/").status_code == 404
    client.force_login(writer)
    assert "U typte hier eerder" in shown(client)


def test_signed_out_nothing_is_kept(client: Client) -> None:
    assert keep(client) == 302
    assert not Draft.objects.exists()


def test_saved_it_is_gone(writing: Client) -> None:
    keep(writing)
    unit = ReportingUnit.objects.get()
    links = {"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"}
    sent = {**TYPED, "unit": unit.slug, "category": "planning", **links}
    assert writing.post(PAGE, sent).status_code == 302
    assert not Draft.objects.exists()
    assert "U typte hier eerder" not in shown(writing)


def test_refused_it_stays(writing: Client) -> None:
    keep(writing)
    assert writing.post(PAGE, {**TYPED, "title": ""}).status_code == 200
    assert Draft.objects.exists()


def test_thrown_away_it_is_gone(writing: Client) -> None:
    keep(writing)
    answer = writing.post(f"{KEEP}{TOKEN}/", {"weggooien": "1"})
    assert answer.headers["Location"] == PAGE
    assert not Draft.objects.exists()
    assert writing.post(f"{KEEP}{TOKEN}/").status_code == 404


def test_thrown_away_from_the_page_with_the_text_it_is_gone_too(writing: Client) -> None:
    keep(writing)
    go_on(writing)
    writing.post(KEPT)
    assert not Draft.objects.exists()
    assert "een\ntwee" not in shown(writing)


def test_who_types_on_after_going_on_gets_the_newest_text_back(writing: Client) -> None:
    keep(writing)
    go_on(writing)
    keep(writing, explanation="drie")
    assert "U typte hier eerder" in shown(writing)
    assert "drie</textarea>" in go_on(writing)


def test_of_a_form_that_is_gone_the_text_can_still_be_read(writing: Client) -> None:
    keep(writing, page="/mijlpalen/NO-001/wijzigen/")
    page = shown(writing, KEPT)
    assert "een\ntwee</textarea>" in page
    assert ">token<" not in page
    assert KEPT in shown(writing, "/account/")


def test_passwords_are_never_kept(writing: Client) -> None:
    keep(writing, password="geheim", csrfmiddlewaretoken="x" * 64, _save="1")
    assert set(Draft.objects.get().values) == set(TYPED)


@pytest.mark.parametrize(
    "text", ["nul\0teken", "e\u0301\u0301\u0301", "\u202eشحن\u202c", "x" * 10_000]
)
def test_whatever_is_typed_comes_back(writing: Client, text: str) -> None:
    assert keep(writing, explanation=text) == 204
    assert f"{text.replace(chr(0), '')}</textarea>" in go_on(writing)


def test_more_than_any_form_takes_is_not_kept(writing: Client) -> None:
    assert keep(writing, explanation="x" * 200_001) == 413
    assert not Draft.objects.exists()


def test_a_form_without_a_number_is_not_kept(writing: Client) -> None:
    assert keep(writing, token="") == 404


def test_the_oldest_makes_room(writing: Client) -> None:
    for number in range(drafts.MOST_DRAFTS + 1):
        keep(writing, token=str(UUID(int=number)))
    kept = set(Draft.objects.values_list("token", flat=True))
    assert kept == {UUID(int=number) for number in range(1, drafts.MOST_DRAFTS + 1)}


def test_what_nobody_came_back_for_goes_with_the_sessions_that_ended() -> None:
    fresh = factories.draft()
    long_ago = timezone.now() - DRAFTS.kept - timedelta(minutes=1)
    old = factories.draft(kept_at=long_ago)
    assert drafts.drafts_of(old.user) == []
    call_command("clearsessions")
    assert list(Draft.objects.all()) == [fresh]
    assert list(User.objects.filter(has_drafts=True)) == [fresh.user]


def test_it_is_nowhere_in_the_history_of_the_account(writing: Client) -> None:
    user = User.objects.get()
    before = user.history.count()
    keep(writing)
    assert user.history.count() == before
    assert "Laadpleinen" not in f"{Draft.objects.get()!r}"


def test_who_has_no_drafts_is_asked_nothing_more(
    writing: Client, django_assert_num_queries: object
) -> None:
    factories.draft()
    user = User.objects.get(has_drafts=False)
    with django_assert_num_queries(0):  # type: ignore[operator]
        drafts.drop(user, uuid4())
        assert drafts.drafts_of(user) == []
