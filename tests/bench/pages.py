"""Published pages: freezing a full report, and how fast anonymous readers get a kept page."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

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


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """A view that does nothing, behind the same server and the same middleware."""
    return HttpResponse("")


# The site with that view beside it, when this module is its ROOT_URLCONF.
urlpatterns = [path("leeg/", empty), path("", include("nalportal.urls"))]


def run() -> list[tuple[str, float, float]]:
    """(name, ratio, limit); the time of a page is at most twice that of an empty view."""
    return [
        ("pages: freezing a full report, to assembling it and one PDF", _freezing(), 2),
        ("pages: a kept page, to an empty view under the same server", _reading(), 2),
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


def _reading() -> float:
    """Median of pairs: as many requests for a page from the warm cache as for the empty view."""
    with TemporaryDirectory() as folder, site(Path(folder)) as port:
        _ask(port, PAGE, 5)
        _ask(port, "/leeg/", 5)
        ratios = [
            _seconds(lambda: _ask(port, PAGE, REQUESTS))
            / _seconds(lambda: _ask(port, "/leeg/", REQUESTS))
            for _round in range(ROUNDS)
        ]
    return median(ratios)


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The demo with gunicorn, one worker, on 127.0.0.1; gives its port."""
    environment = {
        **os.environ,
        "NAL_DEMO": "1",
        "NAL_VAR_DIR": str(folder),
        "NAL_STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.bench_settings",
    }
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--log-level", "error"]
    gunicorn += ["--timeout", "180"]  # charts are drawn first, by others on the machine too
    server = subprocess.Popen([*gunicorn, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    """Until the server listens; how long its first answer takes is for the warming up."""
    deadline = time.monotonic() + START_SECONDS
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


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
