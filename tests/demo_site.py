"""The demo as `make run` serves it: real settings, the shipped data, static files, gunicorn."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = [
    ["migrate", "--verbosity", "0"],
    ["load_nal_2020"],
    ["demo_accounts"],
    ["collectstatic", "--no-input", "--verbosity", "0"],
]
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/privacy/", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("The demo site did not start.")


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, such as http://127.0.0.1:41234; it lives as long as the tests."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {
        **os.environ,
        "NAL_DEMO": "1",
        "NAL_VAR_DIR": str(folder),
        "NAL_STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    address = f"127.0.0.1:{free_port()}"
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--bind", address]
    server = subprocess.Popen([*gunicorn, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(f"http://{address}", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=30)
