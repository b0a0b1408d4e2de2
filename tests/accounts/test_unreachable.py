"""While the database does not answer: 503, what was typed handed back, kept pages go on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from unittest import mock

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from nalportal.accounts.models import User
from nalportal.progress.models import Milestone
from nalportal.report.editions import Edition
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/mijlpalen/nieuw/"
TYPED = {
    "title": 'Laadpleinen "Noord" </textarea>',
    "explanation": "\neen\ntwee",
    "themes": ["1", "2"],
}


@contextmanager
def database_away() -> Iterator[None]:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("no answer")):
        yield


@pytest.fixture
def visitor() -> Client:
    """Sees the page of an error, as a browser does, and has its tokens checked."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def handed_back(page: str) -> list[tuple[str, str]]:
    """What the form of the page holds, as a browser would send it."""
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return [(name, unescape(value)) for name, value in fields]


def test_a_page_that_needs_the_database_says_so_and_when_to_come_back(visitor: Client) -> None:
    with database_away():
        response = visitor.get("/rondes/?ronde=1")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "no-store" in response["Cache-Control"]
    assert 'href="/rondes/?ronde=1"' in response.text
    assert "csrftoken" not in response.cookies


def test_another_fault_is_still_an_error_of_ours(visitor: Client) -> None:
    with mock.patch("nalportal.report.web.http.all_rounds", side_effect=KeyError):
        assert visitor.get("/rondes/").status_code == 500


@pytest.fixture
def token(visitor: Client, reviewer: User) -> str:
    visitor.get("/account/inloggen/")
    visitor.login(username=reviewer.email, password=PASSWORD)
    return visitor.cookies["csrftoken"].value


def sent_while_away(visitor: Client, token: str, page: str = PAGE, **more: Any) -> str:
    with database_away():
        response = visitor.post(page, {**TYPED, **more, "csrfmiddlewaretoken": token})
    assert response.status_code == 503
    return response.text


def test_a_form_comes_back_whole_to_be_sent_again(visitor: Client, token: str) -> None:
    page = sent_while_away(visitor, token)
    assert f'action="{PAGE}"' in page
    sent = [
        (name, text)
        for name, value in TYPED.items()
        for text in ([value] if isinstance(value, str) else value)
    ]
    assert sorted(handed_back(page)) == sorted(sent)
    assert "Een bestand" not in page


def test_passwords_and_files_do_not_come_back(visitor: Client, token: str) -> None:
    file = SimpleUploadedFile("geheim.csv", b"inhoud")
    page = sent_while_away(visitor, token, wachtwoord="geheim", bestand=file)
    assert "geheim" not in page
    assert "Een bestand gaat niet mee" in page


def test_the_pages_of_the_account_hand_nothing_back(visitor: Client, token: str) -> None:
    page = sent_while_away(visitor, token, "/account/inloggen/", login="x@y.example")
    assert not handed_back(page)
    assert "niet opgeslagen" in page


def test_a_forged_form_is_not_offered_to_be_sent(visitor: Client, token: str) -> None:
    with database_away():
        response = visitor.post(PAGE, TYPED)
    assert response.status_code == 503
    assert not handed_back(response.text)


def test_what_came_back_is_saved_once_the_database_is_there(
    visitor: Client, reviewer: User, edition: Edition
) -> None:
    visitor.login(username=reviewer.email, password=PASSWORD)
    form = visitor.get(f"{PAGE}?onderdeel=noord").text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    fields |= {
        "unit": "noord",
        "category": "planning",
        "title": "Van tijdens de storing (fictief)",
    }
    with database_away():
        page = visitor.post(f"{PAGE}?onderdeel=noord", fields).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    again = dict(handed_back(page)) | {"csrfmiddlewaretoken": token[1]}
    assert visitor.post(f"{PAGE}?onderdeel=noord", again).status_code == 302
    assert Milestone.objects.filter(title="Van tijdens de storing (fictief)").count() == 1


def test_kept_public_pages_go_on(edition: Edition, visitor: Client, settings: Any) -> None:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = {**settings.CACHES, "pages": memory}
    before = visitor.get("/rondes/eind-2020/")
    with database_away():
        assert visitor.get("/rondes/eind-2020/").content == before.content
        assert visitor.get("/rondes/eind-2020/regios/oost/").status_code == 503
    caches["pages"].clear()
