"""The demo as `make run` serves it: real settings, the shipped data, static files, gunicorn."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import shared_folder
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
COMMANDS = [
    ["migrate", "--verbosity", "0"],
    ["load_nal_2020"],
    ["demo_accounts"],
    ["collectstatic", "--no-input", "--verbosity", "0"],
]
START_SECONDS = 60


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


def environment_of(folder: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return {
        **inherited,
        "NAL_DEMO": "1",
        "NAL_VAR_DIR": str(folder),
        "NAL_EMBED_HOSTS": "http://localhost:*",
        "NAL_STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
    }


def _filled(folder: Path, migrated: Path) -> Path:
    """The folder of a demo, made by the first of the test processes that asks for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        folder.mkdir()
        shutil.copy(migrated, folder / "demo.sqlite3")
        for command in COMMANDS:
            _run(folder, *command)
    return folder


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[str]:
    """Its address, such as http://127.0.0.1:41234; it lives as long as the tests."""
    with _served(_copy(tmp_path_factory, migrated_file)) as address:
        yield address


@pytest.fixture(scope="module")
def demo_rounds(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[str]:
    """The same with the made-up rounds, as `make demo` serves it; gone after the module."""
    folder = _copy(tmp_path_factory, migrated_file)
    _run(folder, "demo_round")
    with _served(folder) as address:
        yield address


def _copy(folders: pytest.TempPathFactory, migrated: Path) -> Path:
    folder = folders.mktemp("demo") / "copy"
    shutil.copytree(_filled(shared_folder(folders) / "demo", migrated), folder)
    return folder


def _run(folder: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment_of(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    environment = {**environment_of(folder), "NAL_SITE_URL": f"http://{address}"}
    gunicorn = [sys.executable, "-m", "gunicorn", "nalportal.wsgi", "--bind", address]
    server = subprocess.Popen([*gunicorn, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(f"http://{address}", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=30)
