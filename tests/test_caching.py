"""A cache that fails makes a page slower and nothing else; real files, a real Redis."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache

from nalportal import caching
from nalportal.caching import Tolerant, TolerantFiles, TolerantRedis
from tests.ports import free_port, wait_for

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test broke is forgotten by the next, and nothing rests."""
    monkeypatch.setattr(caching, "REST_SECONDS", 0.0)
    for kind in (TolerantFiles, TolerantRedis):
        monkeypatch.setattr(kind, "rest_until", 0.0)
        monkeypatch.setattr(kind, "failed", False)


def asked_for_everything(cache: BaseCache) -> list[object]:
    """What each way of asking answers after an attempt to keep something."""
    cache.set("chart", "svg")
    cache.set_many({"chart": "svg"})
    return [cache.get("chart", "nothing"), cache.get_many(["chart"])]


NOTHING = ["nothing", {}]
SOMETHING = ["svg", {"chart": "svg"}]


@pytest.fixture
def unwritable(tmp_path: Path) -> Path:
    """Nobody can make this folder, not even root: a file stands in its way."""
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file" / "cache"


def test_files_that_can_be_written_are_kept(tmp_path: Path) -> None:
    assert asked_for_everything(TolerantFiles(str(tmp_path / "cache"), {})) == SOMETHING


def test_a_folder_that_cannot_be_made_reads_as_nothing_kept(unwritable: Path) -> None:
    assert asked_for_everything(TolerantFiles(str(unwritable), {})) == NOTHING


def test_half_a_file_reads_as_nothing_kept_and_is_replaced(tmp_path: Path) -> None:
    cache = TolerantFiles(str(tmp_path), {})
    cache.set("chart", "svg")
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-4])
    assert cache.get("chart") is None
    assert asked_for_everything(cache) == SOMETHING


def test_the_log_tells_once_that_it_fails_and_once_that_it_works_again(
    unwritable: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = TolerantFiles(str(unwritable), {})
    asked_for_everything(cache)
    unwritable.parent.unlink()
    asked_for_everything(cache)
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("TolerantFiles fails (")
    assert second == "TolerantFiles works again."


def test_a_cache_that_failed_is_left_alone_for_a_while(
    tmp_path: Path, unwritable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "REST_SECONDS", 60.0)
    TolerantFiles(str(unwritable), {}).set("chart", "svg")
    other = TolerantFiles(str(tmp_path / "cache"), {})
    assert asked_for_everything(other) == NOTHING
    monkeypatch.setattr(TolerantFiles, "rest_until", time.monotonic())
    assert asked_for_everything(other) == SOMETHING


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    """A Redis of our own that a test may stop."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis' server program is not here; .ci/run installs it.")
    port = free_port()
    command = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.kill()
        server.wait()


def redis_at(port: int) -> Tolerant:
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    return TolerantRedis(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})


def test_redis_keeps(redis_port: int) -> None:
    assert asked_for_everything(redis_at(redis_port)) == SOMETHING


def test_redis_that_is_away_reads_as_nothing_kept() -> None:
    assert asked_for_everything(redis_at(free_port())) == NOTHING


def test_redis_that_goes_while_it_is_used_reads_as_nothing_kept(redis_port: int) -> None:
    cache = redis_at(redis_port)
    cache.set("chart", "svg")
    with socket.socket() as client:
        client.connect(("127.0.0.1", redis_port))
        client.sendall(b"SHUTDOWN NOSAVE\r\n")
        client.recv(1)
    assert asked_for_everything(cache) == NOTHING
