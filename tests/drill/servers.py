"""PostgreSQL and Redis stopped, slow and restarted while people are at work: real servers of its
own, which nobody else uses."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from threading import Event
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pytest
from lxml import html

from tests.demo_site import COMMANDS, ROOT, environment_of, wait_until_it_answers
from tests.drill.scans import session
from tests.ports import free_port, wait_for
from tests.run import server_programs, server_user, throw_away_postgresql

pytestmark = pytest.mark.once

# The last is of what the editor changes; the others are kept, and need no database.
READ = ("/", "/rondes/eind-2020/gemeenten/kaart/", "/mijlpalen/")
NEW = "/mijlpalen/nieuw/"
MOST_SECONDS = 120


class Redis:
    """One that is stopped and started while it is used."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        options = ["--port", str(self.port), "--save", "", "--dir", str(folder)]
        self._command = ["redis-server", *options]
        self.start()

    def start(self) -> None:
        self._server = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def hang(self) -> None:
        self._server.send_signal(SIGSTOP)

    def go_on(self) -> None:
        self._server.send_signal(SIGCONT)

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()


class PeopleAtWork:
    """Two who go on reading, what is public without signing in, and an editor who sends each form
    until it is taken."""

    def __init__(self, site: str) -> None:
        self._site, self._cookies = site, session(site)
        self.seen: list[tuple[str, int]] = []
        self.taken: list[str] = []
        self._over = Event()

    def __enter__(self) -> Self:
        threads = ThreadPoolExecutor(3)
        self._work = [threads.submit(work) for work in (self._read, self._read, self._write)]
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for work in self._work:
            work.result()

    def see(self, enough: Callable[[set[tuple[str, int]]], bool]) -> set[tuple[str, int]]:
        """Wait until what the readers see from now on is enough; gives that."""
        begin, deadline = len(self.seen), time.monotonic() + MOST_SECONDS
        while not enough(found := set(self.seen[begin:])):
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
        return found

    def _ask(
        self, path: str, sent: dict[str, str] | None = None, *, cookies: str
    ) -> tuple[int, bytes]:
        headers = {"Cookie": cookies, "Referer": self._site + path}
        body = urlencode(sent).encode() if sent else None
        request = urllib.request.Request(self._site + path, body, headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, b""

    def _read(self) -> None:
        while not self._over.is_set():
            for path in READ:
                cookies = self._cookies if path == READ[-1] else ""
                self.seen.append((path, self._ask(path, cookies=cookies)[0]))

    def _write(self) -> None:
        while not self._over.is_set():
            status, page = self._ask(NEW, cookies=self._cookies)
            if status != 200:
                time.sleep(0.2)
                continue
            [form] = [one for one in html.fromstring(page).forms if "title" in one.fields]
            title = f"Fictief {len(self.taken)}"
            typed = {"title": title, "category": "planning", "planned": "juli 2099"}
            filled = dict(form.form_values()) | typed
            while self._ask(NEW, filled, cookies=self._cookies)[0] != 200:
                time.sleep(0.2)
            self.taken.append(title)


def all_read(found: set[tuple[str, int]]) -> bool:
    return found >= {(path, 200) for path in READ}


def one_is_away(found: set[tuple[str, int]]) -> bool:
    return (READ[-1], 503) in found


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--threads", "4"]
    command = [*gunicorn, "--bind", address, "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(f"http://{address}", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=60)


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """The throw-away PostgreSQL is away for as long as this lasts, in the midst of its work."""
    programs = server_programs()
    assert programs
    [folder] = parse_qs(urlsplit(url).query)["host"]
    options = f"-k {folder} -c listen_addresses=''"
    control = [str(programs / "pg_ctl"), "-D", f"{folder}/data", "-l", f"{folder}/log", "-w"]
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, user=server_user())
    yield
    subprocess.run([*control, "-o", options, "start"], check=True, user=server_user())


@pytest.fixture
def postgresql() -> Iterator[str]:
    programs = server_programs()
    if programs is None:
        pytest.skip("The server programs of PostgreSQL are not here; .ci/run installs them.")
    with throw_away_postgresql(programs) as url:
        yield url


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    try:
        yield server
    finally:
        server.kill()


def test_readers_go_on_and_each_form_is_kept_once(
    postgresql: str, redis: Redis, tmp_path: Path
) -> None:
    """A page comes, or says with 503 that it is away for a moment; kept pages come always. All goes
    on by itself, and of what the editor sent nothing is lost and nothing is there twice."""
    environment = environment_of(tmp_path) | {
        "DATABASE_URL": postgresql,
        "NAL_CACHE_URL": f"redis://127.0.0.1:{redis.port}",
        "NAL_PAGES_PER_MINUTE": "1000000",
    }
    for command in COMMANDS:
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with served(environment) as site, PeopleAtWork(site) as people:
        people.see(all_read)
        for happens in (redis.hang, redis.go_on, redis.kill, redis.start):
            happens()
            people.see(all_read)
        assert {status for _path, status in people.seen} == {200}
        with psycopg.connect(postgresql) as holds:
            holds.execute("LOCK TABLE progress_milestone IN ACCESS EXCLUSIVE MODE")
            people.see(one_is_away)
        people.see(all_read)
        with stopped(postgresql):
            people.see(one_is_away)
        people.see(all_read)
    assert set(people.seen) == {*((path, 200) for path in READ), (READ[-1], 503)}
    with psycopg.connect(postgresql) as holds:
        found = holds.execute(
            "SELECT title FROM progress_milestone WHERE title LIKE 'Fictief %' ORDER BY id"
        ).fetchall()
    assert people.taken
    assert [title for (title,) in found] == people.taken
