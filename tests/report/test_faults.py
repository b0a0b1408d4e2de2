"""Processes that are killed while they freeze or correct, and people who do it at once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from nalportal.accounts.models import User
from nalportal.progress.models import RoundState
from tests import factories
from tests.databases import url_for_another_process

KILLED = -9


def found_by(module: str, folder: Path) -> dict[str, Any]:
    """What this module finds, as a process on the database of this test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url_for_another_process(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def test_a_step_is_done_as_a_whole_or_not_at_all(
    transactional_db: None, reviewer: User, tmp_path: Path
) -> None:
    factories.milestone(unit=factories.region().unit, title="Fictieve mijlpaal")
    factories.national_texts(factories.round_(slug="fictief", state=RoundState.IN_REVIEW))
    found = found_by("tests.report.killed", tmp_path)
    for point, (ended, left) in found["freeze"].items():
        assert (ended, left) == (KILLED, ["in-controle", 0, 0, 0]), point
    # Two reviewers at once: one snapshot, and the other is told.
    assert found["together"] == [[0, 3], ["bevroren", 1, 0, 1]]
    # A save during the long work waits for nobody, and is in.
    assert found["saved"] == [0, "%PDF-in", True, True]
    before = found["before correcting"]
    assert before == ["gepubliceerd", 2, 1, 4]
    for point, (ended, left) in found["correct"].items():
        assert (ended, left) == (KILLED, before), point
    assert found["corrected together"] == [[0, 3], ["gepubliceerd", 3, 2, 5]]


def test_handing_in_and_saving_take_turns(transactional_db: None, tmp_path: Path) -> None:
    unit = factories.region(unit=factories.unit(editors=(factories.user(),))).unit
    factories.milestone(unit=unit)
    factories.submission(unit=unit)
    found = found_by("tests.report.handing_in", tmp_path)
    for point, (ended, left) in found["killed"].items():
        assert (ended, left) == (KILLED, ["bezig", 0, 0]), point
    # How each process ended; whether the save is in the hand-in; whether it is in the register.
    assert found["too late"] == [0, 4, False, False]
    assert found["in time"] == [0, 0, True, True]
