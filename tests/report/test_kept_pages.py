"""Public pages are drawn once for all strangers, and never for anybody with a name."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import caches
from django.shortcuts import render
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from nalportal.accounts.models import User
from nalportal.progress.models import Round
from nalportal.report.editions import Edition
from nalportal.report.web.http import MESSAGES_COOKIE
from nalportal.report.web.views import pages
from tests import factories
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

ROUND = "/rondes/eind-2020/"
PAGE = "/rondes/eind-2020/regios/noord/"


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Iterator[None]:
    """With a real cache for pages."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = {**settings.CACHES, "pages": memory}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def draw() -> Iterator[mock.Mock]:
    with mock.patch.object(pages, "render", wraps=render) as drawn:
        yield drawn


def test_a_page_is_drawn_once_for_all_strangers(
    edition: Edition, draw: mock.Mock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Client().get(PAGE)
    with django_assert_num_queries(1):
        again = Client().get(PAGE)
    assert draw.call_count == 1
    assert first.content == again.content
    # How often one address still may ask is no business of the next.
    of_one = {name for name in first.headers if name.startswith("RateLimit")}
    assert first.headers.items() - again.headers.items() == {(n, first[n]) for n in of_one}
    etag = again.headers["ETag"]
    for sent in (etag, f'"an older one", W/{etag}', "*"):
        with django_assert_num_queries(1):
            assert Client().get(PAGE, headers={"if-none-match": sent}).status_code == 304
    # On the day of a publication all who come back have an older one: nothing is drawn for them.
    with django_assert_num_queries(1):
        newer = Client().get(PAGE, headers={"if-none-match": '"an older one"'})
    assert (newer.status_code, newer.content, draw.call_count) == (200, first.content, 1)


def test_an_embed_is_asked_again_with_what_it_does_not_read(
    edition: Edition, client: Client
) -> None:
    address = "/embed/laadpunten/?utm_source=brief"
    etag = client.get(address).headers["ETag"]
    for sent in (etag, "*"):
        caches["pages"].clear()
        again = client.get(address, headers={"if-none-match": sent})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_who_is_signed_in_neither_gets_nor_leaves_a_kept_page(
    edition: Edition, draw: mock.Mock, outsider: User
) -> None:
    signed_in = Client()
    signed_in.force_login(outsider)
    assert outsider.display_name in signed_in.get(PAGE).text
    assert outsider.display_name not in Client().get(PAGE).text
    assert outsider.display_name in signed_in.get(PAGE).text
    assert draw.call_count == 3


def test_a_message_for_one_reader_is_not_kept_for_the_next(
    edition: Edition, outsider: User, client: Client
) -> None:
    """After signing out one is a stranger, with a message still waiting."""
    client.force_login(outsider)
    client.post("/account/uitloggen/")
    assert 'role="status"' in client.get(PAGE).text
    assert 'role="status"' not in Client().get(PAGE).text


def test_a_message_that_waits_is_shown_and_shown_once(
    edition: Edition, outsider: User, client: Client
) -> None:
    """A browser that has the page asks whether it changed, and later has the one with the text."""
    etag = client.get(PAGE).headers["ETag"]
    client.force_login(outsider)
    client.post("/account/uitloggen/")
    with_text = client.get(PAGE, headers={"if-none-match": etag})
    assert 'role="status"' in with_text.text
    assert not with_text.has_header("ETag")
    assert with_text["Cache-Control"] == "private, no-cache"
    del client.cookies[MESSAGES_COOKIE]  # as a browser does that was told so
    assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 304


def test_what_a_page_does_not_read_makes_no_other_page(
    edition: Edition, draw: mock.Mock, client: Client
) -> None:
    plain = client.get(PAGE)
    for number in range(3):
        asked = client.get(PAGE, {"utm_source": f"<b>brief-{number}", "groeperen": ""})
        assert asked.content == plain.content
    assert draw.call_count == 1
    tagged = client.get(PAGE, {"utm_source": "brief", "indeling": ""})
    assert tagged.headers["ETag"] == plain.headers["ETag"]
    # Nor does it get into the links of a page that others will see.
    listed = client.get("/rondes/eind-2020/gemeenten/", {"spoor": "van-mij", "q": "a"})
    assert "van-mij" not in listed.text
    assert "q=a" in listed.text


def test_who_asks_ever_other_things_waits_and_others_do_not(
    edition: Edition, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many addresses with other questions there are, this much of them is made."""
    caches["limits"].clear()
    monkeypatch.setattr("nalportal.report.web.limits.time", lambda: 15.0)
    settings.PAGES_PER_MINUTE = 2
    lists = [client.get(f"{ROUND}gemeenten/?q={word}") for word in ("aa", "bb", "cc")]
    assert [answer.status_code for answer in lists] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in lists] == ["1", "0", "0"]
    assert lists[2]["Retry-After"] == "45"
    assert client.get("/zoeken/?q=laadpunt").status_code == 429
    # What is kept is given all the same, and who comes from elsewhere or works here goes on.
    assert client.get(f"{ROUND}gemeenten/?q=aa").status_code == 200
    assert client.get(ROUND, REMOTE_ADDR="192.0.2.7").status_code == 200
    client.force_login(factories.user())
    assert client.get(ROUND).status_code == 200


def test_the_same_question_is_answered_once_however_it_is_written(
    edition: Edition, draw: mock.Mock, client: Client
) -> None:
    first = client.get(f"{PAGE}?groeperen=stand&instrument=laadvisie")
    again = client.get(f"{PAGE}?x=1&instrument=laadvisie&&groeperen=stand")
    other = client.get(f"{PAGE}?groeperen=provincie&instrument=laadvisie")
    assert first.content == again.content
    assert first.content != other.content
    assert draw.call_count == 2


def test_a_filter_or_a_page_is_another_page_also_for_who_asks_again(
    edition: Edition, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    etag = client.get(f"{ROUND}gemeenten/").headers["ETag"]
    for asked in ("?page=2", "?q=a", "?sort=-naam"):
        again = client.get(f"{ROUND}gemeenten/{asked}", headers={"if-none-match": etag})
        assert (again.status_code, again.headers["ETag"] != etag) == (200, True)
    for asked in ("", "?utm_source=brief", "?x=1&q="):
        with django_assert_num_queries(1):
            again = client.get(f"{ROUND}gemeenten/{asked}", headers={"if-none-match": etag})
        assert again.status_code == 304


def test_a_page_is_html_whatever_is_asked_kept_or_not(edition: Edition, client: Client) -> None:
    asked = [client.get(ROUND, headers={"accept": one}) for one in ("*/*;q=0", "image/png", "*/*")]
    kept = [client.get(ROUND, headers={"accept": one}) for one in ("*/*;q=0", "image/png", "*/*")]
    assert {(one.status_code, one.content) for one in asked + kept} == {(200, asked[0].content)}


def test_a_long_question_and_today_s_division_are_answered_anew(
    edition: Edition, draw: mock.Mock, client: Client
) -> None:
    for _time in range(2):
        client.get("/rondes/eind-2020/gemeenten/", {"q": "a" * 400})
        client.get(PAGE, {"indeling": "vandaag"})
    assert draw.call_count == 4
    assert not caches["pages"]._cache  # type: ignore[attr-defined]


def test_who_comes_in_another_way_gets_no_kept_page(
    edition: Edition, draw: mock.Mock, client: Client, settings: Any
) -> None:
    client.get(PAGE)
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get(PAGE, headers={"Host": "elders.example"}).status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    client.get(PAGE)  # the middleware that leads to https was made before
    assert draw.call_count == 2
    client.get(PAGE, secure=True)
    assert draw.call_count == 2


def test_a_publication_or_another_release_is_seen_at_once(
    edition: Edition, draw: mock.Mock, client: Client, settings: Any
) -> None:
    client.get(PAGE)
    round_ = Round.objects.get(slug="eind-2020")
    round_.title = "Anders genoemd (fictief)"
    round_.save()
    assert "Anders genoemd (fictief)" in client.get(PAGE).text
    settings.RELEASE = "een andere"
    client.get(PAGE)
    assert draw.call_count == 3


def test_a_page_that_could_not_be_drawn_in_full_is_not_kept(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pages, "charts_of", lambda report: None)
        assert 'class="vega"' not in client.get("/rondes/eind-2020/").text
    assert 'class="vega"' in client.get("/rondes/eind-2020/").text


def test_what_is_not_there_and_files_are_not_kept(edition: Edition, client: Client) -> None:
    client.get("/rondes/eind-2020/regios/bestaat-niet/")
    client.get("/rondes/eind-2020/downloads/rapport.json")
    assert not caches["pages"]._cache  # type: ignore[attr-defined]


def test_a_password_typed_at_the_door_is_on_no_kept_page(edition: Edition, client: Client) -> None:
    client.post("/account/inloggen/", {"login": "x@y.example", "password": PASSWORD})
    assert not caches["pages"]._cache  # type: ignore[attr-defined]
