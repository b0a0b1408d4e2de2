"""Twenty who ask for one document: it is made once, whoever else asks is told to wait."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nalportal.report.editions import Edition
from nalportal.report.paper import PdfError
from nalportal.report.web import one_at_a_time
from nalportal.report.web.one_at_a_time import AT_ONCE, NotReadyError, in_turn

# A process of its own: makes a document in a second, or says who was first.
WORKER = """
import sys, time
from pathlib import Path
import django
django.setup()
from nalportal.report.web.one_at_a_time import NotReadyError, in_turn
name, made = sys.argv[1], Path(sys.argv[2])
def make():
    with made.with_suffix(".log").open("a") as log:
        log.write("made\\n")
    time.sleep(1)
    made.write_bytes(b"document")
    return b"document"
def kept():
    return made.read_bytes() if made.exists() else None
made.with_name(f"ready-{sys.argv[3]}").touch()
while not made.with_suffix(".go").exists():
    time.sleep(.01)
try:
    print(in_turn(name, kept, make).decode())
except NotReadyError:
    print("wait")
"""


def processes(tmp_path: Path, names: list[str]) -> list[str]:
    """What each of so many processes got, that asked at the same time for these documents."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NAL_VAR_DIR": str(tmp_path),
    }
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, name, str(tmp_path / name), str(place)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for place, name in enumerate(names)
    ]
    while len(list(tmp_path.glob("ready-*"))) < len(names):
        time.sleep(0.05)
    for name in set(names):
        (tmp_path / name).with_suffix(".go").touch()
    return [process.communicate(timeout=60)[0].strip() for process in started]


def test_of_processes_that_ask_for_one_document_one_makes_it(tmp_path: Path) -> None:
    told = Counter(processes(tmp_path, ["een"] * 4))
    assert told == {"document": 1, "wait": 3}
    assert (tmp_path / "een.log").read_text() == "made\n"


def test_no_more_documents_are_made_at_once_than_there_are_places(tmp_path: Path) -> None:
    told = Counter(processes(tmp_path, ["een", "twee", "drie", "vier"]))
    assert told == {"document": AT_ONCE, "wait": 4 - AT_ONCE}


def test_the_turn_of_who_died_is_free(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "turns").mkdir()
    for number in range(AT_ONCE):
        (tmp_path / "turns" / f"place-{number}").touch()  # left behind
    assert in_turn("document", lambda: None, lambda: b"made") == b"made"


def test_what_failed_is_not_tried_by_everyone_who_asks(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    tried = []

    def fail() -> bytes:
        tried.append(1)
        raise PdfError("Typst was not ready after 40 seconds.")

    for _reader in range(3):
        with pytest.raises(NotReadyError) as told:
            in_turn("fails", lambda: None, fail)
        assert told.value.failed
    assert len(tried) == 1


def test_where_no_lock_can_be_written_documents_are_made_all_the_same(
    tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file"
    assert in_turn("document", lambda: None, lambda: b"made") == b"made"


def test_who_has_to_wait_reads_so_and_when_to_ask_again(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> bytes:
        raise NotReadyError

    monkeypatch.setattr("nalportal.report.web.views.downloads.in_turn", busy)
    answer = client.get(edition.urls.docx)
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(one_at_a_time.RETRY_AFTER_SECONDS)
    assert "ETag" not in answer
    assert "no-store" in answer["Cache-Control"]
    assert "Het document wordt gemaakt" in answer.content.decode()
