"""Two instances of the site on one database, each with its own folder, with and without Redis."""

import fcntl
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from nalportal.accounts.models import User
from nalportal.operations.management.commands.migrate import LOCK
from nalportal.pages.models import Job
from nalportal.progress.models import Milestone
from tests import factories
from tests.conftest import PASSWORD
from tests.databases import url_for_another_process
from tests.demo_site import ROOT, environment_of, wait_until_it_answers
from tests.drill.servers import Redis
from tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

SIGN_IN, START = "/account/inloggen/", "/start/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """Somebody whose browser asks now the one instance and now the other; cookies know no port."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._open = urllib.request.build_opener(jar).open

    def get(self, address: str) -> tuple[int, str, str]:
        """The status, where it ended and the page."""
        return self._asked(urllib.request.Request(address))  # noqa: S310 - our own address

    def post(self, address: str, page: str, **fields: str) -> tuple[int, str, str]:
        """Send the form of this page."""
        body = urlencode({**hidden_fields(page), **fields}).encode()
        return self._asked(urllib.request.Request(address, body))  # noqa: S310

    def send_file(self, address: str, page: str, content: bytes) -> tuple[int, str, str]:
        upload = ContentOf("lijst.csv", content)
        body = encode_multipart(BOUNDARY, {**hidden_fields(page), "file": upload})
        request = urllib.request.Request(address, body, {"Content-Type": MULTIPART_CONTENT})  # noqa: S310
        return self._asked(request)

    def sign_in(self, site: str, user: User, password: str = PASSWORD) -> tuple[int, str, str]:
        page = self.get(site + SIGN_IN)[2]
        return self.post(site + SIGN_IN, page, login=user.email, password=password)

    def _asked(self, request: urllib.request.Request) -> tuple[int, str, str]:
        # As behind a proxy, where both have one name: limits on guessing are per name of the site.
        request.add_header("Host", "localhost")
        try:
            with self._open(request, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.url or "", error.read().decode()


class ContentOf:
    """A file as the encoder of forms takes one."""

    content_type = "text/csv"

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self._content = name, content

    def read(self) -> bytes:
        return self._content


def hidden_fields(page: str) -> dict[str, str]:
    main = page[page.rindex("<main") :]
    return dict(FIELD.findall(main))


@pytest.fixture
def coordinator(transactional_db: None) -> User:
    # As the instances read it: the tests themselves have a quicker one.
    password = Argon2PasswordHasher().encode(PASSWORD, "fictief zout")
    user = User.objects.create(email="coordinator@noord.example", password=password)
    factories.unit(name="Noord (fictief)", slug="noord", editors=(user,))
    return user


@pytest.fixture
def reviewer(transactional_db: None) -> User:
    password = Argon2PasswordHasher().encode(PASSWORD, "fictief zout")
    return User.objects.create(email="b@ministerie.example", password=password, is_reviewer=True)


@pytest.fixture(params=["files", "redis"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a Redis for both, or nothing: then each has files of its own."""
    if request.param == "files":
        yield ""
        return
    server = Redis(tmp_path)
    yield f"redis://127.0.0.1:{server.port}"
    server.kill()


@pytest.fixture
def sites(coordinator: User, cache: str, tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of both: a new version beside the old one has a folder of its own too."""
    if connection.vendor == "sqlite":
        pytest.skip("two instances have a server for their database: SQLite has none")
    database = url_for_another_process(tmp_path)
    with connection.cursor() as cursor:
        # The sites count who guesses in a table that is no model, so no test empties it.
        cursor.execute("DELETE FROM nal_cache")
    with ExitStack() as stack:
        static, addresses = tmp_path / "static", []
        for name in ("blauw", "groen"):
            environment = environment_of(tmp_path / name)
            environment |= {"DATABASE_URL": database, "NAL_STATIC_ROOT": str(static)}
            environment |= {"NAL_CACHE_URL": cache} if cache else {}
            if not static.exists():
                collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
                subprocess.run(collect, cwd=ROOT, env=environment, check=True)
            address = f"127.0.0.1:{free_port()}"
            gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--threads", "2"]
            command = [*gunicorn, "--bind", address, "--log-level", "error"]
            server = subprocess.Popen(command, cwd=ROOT, env=environment)
            stack.callback(server.wait, timeout=30)
            stack.callback(server.terminate)
            wait_until_it_answers(f"http://{address}", server)
            addresses.append(f"http://{address}")
        yield addresses


def test_what_one_instance_does_holds_for_the_other(
    sites: list[str], coordinator: User, reviewer: User
) -> None:
    one, other = sites

    # A session goes on at the other, and its end does too.
    visitor = Visitor()
    assert visitor.sign_in(one, coordinator)[0] == 200
    assert SIGN_IN not in visitor.get(other + START)[1]

    # A file that the one took is shown and imported by the other, and by both together once.
    upload = "/mijlpalen/importeren/"
    content = (
        "onderdeel;categorie;titel;gepland\r\nnoord;planning;Laadpleinen (fictief);juli 2099\r\n"
    )
    _status, shown_at, preview = visitor.send_file(
        one + upload, visitor.get(one + upload)[2], content.encode()
    )
    assert "Laadpleinen (fictief)" in preview
    waiting = shown_at.removeprefix(one)
    for site in (other, one):
        assert visitor.post(site + waiting, preview)[1] == site + "/mijlpalen/"
    assert list(Milestone.objects.values_list("title", flat=True)) == ["Laadpleinen (fictief)"]

    page = visitor.get(other + "/account/uitloggen/")[2]
    visitor.post(other + "/account/uitloggen/", page)
    assert SIGN_IN in visitor.get(one + START)[1]

    # Long work that the one was asked is done once, by whichever comes first, and seen at both.
    ministry, large = Visitor(), "/cijfers/importeren/"
    ministry.sign_in(one, reviewer)
    faulty = b"maat;bron;gebied;datum;waarde\r\n" + b"weg;weg;NL;31-12-2020;1\r\n" * 12_000
    answer = ministry.send_file(one + large, ministry.get(one + large)[2], faulty)
    job = answer[1].removeprefix(one)
    deadline = time.monotonic() + 60
    while "Naar het resultaat" not in (told := ministry.get(other + job)[2]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert ministry.get(one + job)[2].count("er is nog iets nodig") == 1
    assert Job.objects.get().tries == 1
    [result] = re.findall(r'href="(/cijfers/importeren/\?gelezen=[^"]+)"', told)
    assert "Dit bestand kan zo niet worden geïmporteerd" in ministry.get(one + result)[2]

    # What the one published, the other shows, also where it kept its pages.
    reader = Visitor()
    before = reader.get(one + "/rondes/")[2]
    assert before == reader.get(one + "/rondes/")[2]
    published = factories.publication()
    title = published.snapshot.round.title
    assert title not in before
    time.sleep(1.1)  # how long a worker goes on with what it knew
    assert all(title in reader.get(site + "/rondes/")[2] for site in sites)

    # Guesses count wherever they are made.
    guesser = Visitor()
    pages = [guesser.sign_in(sites[at % 2], coordinator, "fout")[2] for at in range(6)]
    assert ["U hebt te vaak geprobeerd" in page for page in pages] == [False] * 5 + [True]


def test_who_migrates_while_another_does_waits(transactional_db: None, tmp_path: Path) -> None:
    database = url_for_another_process(tmp_path)
    environment = {**environment_of(tmp_path), "DATABASE_URL": database}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    with ExitStack() as first:
        if connection.vendor == "sqlite":
            file = first.enter_context((tmp_path / "kopie.sqlite3.migrate").open("w"))
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            line = first.enter_context(closing(connection.copy()))
            with line.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        second = subprocess.Popen(command, cwd=ROOT, env=environment)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=6)
    assert second.wait(timeout=60) == 0
