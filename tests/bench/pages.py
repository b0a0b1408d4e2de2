"""Published pages: freezing a full report, and how fast anonymous readers get a kept page."""

import http.client
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.test.utils import setup_databases, teardown_databases

from nalportal.report import freeze as freezing
from nalportal.report.build import assemble
from nalportal.report.paper import render_pdf
from nalportal.report.payload import dump
from tests.bench.compare import AFTER, data
from tests.demo_site import COMMANDS, ROOT, START_SECONDS
from tests.ports import free_port
from tests.report.pdf_sample import FROZEN

PAIRS, REQUESTS, ROUNDS = 5, 60, 9
PAGE = "/rondes/eind-2020/"
# An ordinary one: as large as most.
EXPORTED = f"{PAGE}regios/zuid/"
# What is asked, and how many times the empty view it may take.
READ = [
    ("a kept page", PAGE, 2),
    ("the same page with a question it does not read", f"{PAGE}?utm_source=bench", 1 / 0.15),
    ("a filter that somebody asked before", f"{PAGE}gemeenten/?regio=noord", 1 / 0.15),
    ("a list of the interface", "/api/v1/rondes/eind-2020/mijlpalen", 1 / 0.3),
]


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit); times of a request to those of an empty view without middleware."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        frozen = _freezing()
    finally:
        teardown_databases(databases, verbosity=0)
    return [
        ("pages: freezing a full report, to assembling it and one PDF", frozen, 2),
        *(
            (f"pages: {name}, to a bare empty view", ratio, limit)
            for name, ratio, limit in _reading()
        ),
    ]


def _freezing() -> float:
    """Everything of freezing but the database: assembled twice, compiled and stored once."""
    rows = data(changed=False)
    report = assemble(rows, AFTER)

    def freeze() -> None:
        made = freezing.frozen(assemble(rows, AFTER))
        # Within the transaction it is assembled once more, to see that nothing moved.
        assert dump(assemble(rows, AFTER)) == made.payload

    def bare() -> None:
        assemble(rows, AFTER)
        render_pdf(report, FROZEN)

    freeze()
    return median(_seconds(freeze) / _seconds(bare) for _pair in range(PAIRS))


def _reading() -> Iterator[tuple[str, float, float]]:
    """Medians of pairs: as many requests from warm caches as of the empty view beside it."""
    with (
        TemporaryDirectory() as folder,
        site(Path(folder)) as port,
        bare_site(Path(folder)) as bare,
    ):
        for told, address, limit in READ:
            _ask(port, address, 5)
            _ask(bare, "/leeg/", 5)
            ratios = [
                _seconds(partial(_ask, port, address, REQUESTS))
                / _seconds(lambda: _ask(bare, "/leeg/", REQUESTS))
                for _round in range(ROUNDS)
            ]
            yield told, median(ratios), limit
        with _static_site(Path(folder), _page(port, EXPORTED)) as static:
            yield "a page of the exported site from nginx", _static_ratio(static, bare), 1 / 5


def _static_ratio(static: int, bare: int) -> float:
    """As a browser asks: of a server that keeps the connection, over one connection. With bare
    sockets, because reading headers takes Python longer than nginx takes for a page."""

    def one_by_one() -> None:
        for _time in range(REQUESTS):
            _ask_bare(bare, "/leeg/", 1)

    _ask_bare(static, "/", REQUESTS)
    return median(
        _seconds(lambda: _ask_bare(static, "/", REQUESTS)) / _seconds(one_by_one)
        for _round in range(ROUNDS)
    )


NGINX = """
daemon off; pid {0}/nginx.pid; error_log {0}/nginx.log; events {{}}
http {{
  access_log off; default_type text/html; client_body_temp_path {0}/t1; proxy_temp_path {0}/t2;
  fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;
  server {{ listen 127.0.0.1:{1}; root {0}/site; }}
}}
"""


@contextmanager
def _static_site(folder: Path, page: bytes) -> Iterator[int]:
    """A folder with one page, and a web server that knows nothing else; gives its port."""
    port = free_port()
    (folder / "site").mkdir()
    (folder / "site/index.html").write_bytes(page)
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder, port))
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
    server = subprocess.Popen([nginx or "nginx", "-p", folder, "-c", folder / "nginx.conf"])
    try:
        wait_until_it_listens(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def environment_of(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "NAL_DEMO": "1",
        "NAL_VAR_DIR": str(folder),
        "NAL_STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "NAL_API_PER_MINUTE": "1000000",
        "NAL_PAGES_PER_MINUTE": "1000000",
        "DJANGO_SETTINGS_MODULE": "nalportal.settings",
    }


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The demo with gunicorn, one worker, on 127.0.0.1; gives its port."""
    environment = environment_of(folder)
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with _served(environment) as port:
        yield port


@contextmanager
def bare_site(folder: Path) -> Iterator[int]:
    """The same server with the empty view and no middleware."""
    bare = {**environment_of(folder), "DJANGO_SETTINGS_MODULE": "tests.bench_settings"}
    with _served(bare) as port:
        yield port


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--log-level", "error"]
    gunicorn += ["--timeout", "180"]  # charts are drawn first, by others on the machine too
    server = subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment)
    try:
        wait_until_it_listens(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def wait_until_it_listens(port: int) -> None:
    """Until the server listens; how long its first answer takes is for the warming up."""
    deadline = time.monotonic() + 5 * START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("The site did not start.")


def _ask(port: int, address: str, times: int) -> None:
    for _time in range(times):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
        connection.request("GET", address)
        response = connection.getresponse()
        assert response.status == 200
        response.read()
        connection.close()


def _page(port: int, address: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    connection.request("GET", address)
    return connection.getresponse().read()


def _ask_bare(port: int, address: str, times: int) -> None:
    """Over one connection."""
    question = f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _time in range(times):
            connection.sendall(question)
            head, _end, body = connection.recv(1 << 20).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            _name, told, length = head.lower().partition(b"content-length:")
            left = int(length.split()[0]) - len(body) if told else math.inf
            while left and (more := connection.recv(1 << 20)):  # without a length: to the end
                left -= len(more)


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
