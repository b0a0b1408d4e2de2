"""Twenty editors at work for half a minute, beside the same at commit 8d4a584.

Both are the real servers on a demo of their own, as their page on deploying says to start them; one
after the other, a few times. Without that commit (a shallow clone) nothing is measured.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import psycopg
from lxml import html

from tests.bench.pages import environment_of, wait_until_it_listens
from tests.demo_site import COMMANDS, ROOT
from tests.drill.scans import EDITOR, PASSWORD, session
from tests.ports import free_port
from tests.run import server_programs, throw_away_postgresql

BASE = "8d4a584"
EDITORS = 20
SECONDS = float(os.environ.get("NAL_BENCH_SECONDS", "30"))
PAIRS = int(os.environ.get("NAL_BENCH_PAIRS", "3"))
LIMIT = 0.5 * 1.1  # the slack for noise
SIGN_INS, SIGN_IN, SIGN_IN_LIMIT = 15, "/account/inloggen/", 1.1 * 1.1
# Each as its page on deploying says to start it.
STARTED = ["--workers", "2", "--threads", "4", "--worker-connections", "4", "--keep-alive", "0"]
BASE_STARTED = ["--workers", "3"]
LOOKED_AT = [
    "/onderdeel/noord/",
    "/mijlpalen/",
    "/mijlpalen/?q=laad&onderdeel=noord",
    "/mijlpalen/NO-{n:03}/",
    "/gemeenten/?regio=noord",
    "/gemeenten/GM0014/",
    "/start/wijzigingen/",
    "/rondes/eind-2020/regios/noord/",
]
CHANGED = "/mijlpalen/NO-{n:03}/wijzigen/"
MILESTONES = 5  # of the unit of the editor, in the shipped data


def run() -> Iterator[tuple[str, float, float]]:
    """(name, ratio, limit) of the slow requests (p95) on each database."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        if not _unpacked(base):
            return
        yield from _measure("SQLite", Path(folder) / "sqlite", base, None)
        if programs := server_programs():
            with throw_away_postgresql(programs) as server:
                yield from _measure("PostgreSQL", Path(folder) / "postgresql", base, server)


def _unpacked(folder: Path) -> bool:
    folder.mkdir()
    archive = subprocess.run(["git", "archive", BASE], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        print(f"editors: {BASE} is not here, so there is nothing to compare with")
        return False
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return True


def _measure(
    name: str, folder: Path, base: Path, server: str | None
) -> Iterator[tuple[str, float, float]]:
    with ExitStack() as stack:
        ports = [
            stack.enter_context(_site(folder / kind, code, _database(kind, server), started))
            for kind, code, started in (("now", ROOT, STARTED), ("base", base, BASE_STARTED))
        ]
        pairs = [[_sign_in(port) for port in ports] for _time in range(SIGN_INS)]
        ratio = median(now / before for now, before in pairs)
        yield f"editors: a sign-in on {name} / {BASE}", ratio, SIGN_IN_LIMIT
        sessions = [session(f"http://127.0.0.1:{port}") for port in ports]
        ratios = []
        for _pair in range(PAIRS):
            now, before = map(_slow, ports, sessions)
            print(f"editors: {name}, p95 {now * 1000:.0f} ms, at {BASE} {before * 1000:.0f} ms")
            ratios.append(now / before)
    yield f"editors: {EDITORS} on {name}, p95 / {BASE}", median(ratios), LIMIT


def _database(name: str, server: str | None) -> str | None:
    if server is None:
        return None
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE bench_{name}")
    return server.replace("/postgres?", f"/bench_{name}?")


@contextmanager
def _site(folder: Path, code: Path, database: str | None, started: list[str]) -> Iterator[int]:
    """The demo of this code; gives its port."""
    folder.mkdir(parents=True)
    environment = environment_of(folder) | ({"DATABASE_URL": database} if database else {})
    call = partial(subprocess.run, cwd=code, env=environment, check=True, stdout=subprocess.DEVNULL)
    for command in COMMANDS:
        call([sys.executable, "manage.py", *command])
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", *started]
    gunicorn += ["--bind", f"127.0.0.1:{port}", "--timeout", "180", "--preload"]
    gunicorn += ["--no-control-socket", "--log-level", "error"]
    process = subprocess.Popen(gunicorn, cwd=code, env=environment)
    try:
        wait_until_it_listens(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def _sign_in(port: int) -> float:
    """The seconds that the password of an editor takes, without the page that follows."""
    connection = HTTPConnection("127.0.0.1", port, timeout=180)
    connection.request("GET", SIGN_IN)
    response = connection.getresponse()
    [form] = [one for one in html.fromstring(response.read()).forms if "password" in one.fields]
    cookie = str(response.getheader("Set-Cookie")).split(";")[0]
    form.fields.update(login=EDITOR, password=PASSWORD)
    sent: list[float] = []
    page = _ask(port, cookie, SIGN_IN, urlencode(form.form_values()), sent)
    assert not page  # a redirect, so the password was right
    return sent[0]


def _slow(port: int, cookies: str) -> float:
    """The seconds within which 95 in a hundred requests of the editors were answered."""
    taken: list[float] = []
    for n in range(len(LOOKED_AT) + 1):
        _step(port, cookies, 0, n, taken)  # what is drawn once is drawn
    taken.clear()
    until = time.monotonic() + SECONDS

    def edit(editor: int) -> None:
        for step in count(editor):
            if time.monotonic() > until:
                return
            _step(port, cookies, editor, step, taken)

    with ThreadPoolExecutor(EDITORS) as editors:
        list(editors.map(edit, range(EDITORS)))  # an error of one is an error of all
    return quantiles(taken, n=20)[-1]


def _step(port: int, cookies: str, editor: int, step: int, taken: list[float]) -> None:
    """One page that is looked at, or a milestone that is changed."""
    milestone = 1 + editor % MILESTONES
    at = step % (len(LOOKED_AT) + 1)
    if at < len(LOOKED_AT):
        _ask(port, cookies, LOOKED_AT[at].format(n=milestone), None, taken)
        return
    address = CHANGED.format(n=milestone)
    page = html.fromstring(_ask(port, cookies, address, None, taken))
    [form] = [form for form in page.forms if "explanation" in form.fields]
    form.fields["explanation"] = f"Fictief, {editor} en {step}."
    _ask(port, cookies, address, urlencode(form.form_values()), taken)


def _ask(port: int, cookies: str, address: str, sent: str | None, taken: list[float]) -> bytes:
    """The page, as a browser would get it; no answer is an error."""
    headers = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{port}{address}"}
    if sent is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begin = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=180)
    connection.request("GET" if sent is None else "POST", address, sent, headers)
    response = connection.getresponse()
    page = response.read()
    connection.close()
    taken.append(time.perf_counter() - begin)
    # 409: another editor was first, and both versions are shown.
    assert response.status in {200, 302, 409}, (response.status, address)
    return page
