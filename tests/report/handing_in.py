"""Hands in from processes that are killed, and while somebody saves; tells what is left.

`python -m tests.report.handing_in` with DATABASE_URL of a database in which one editor's unit has
one milestone and a submission that is begun. Prints one line of JSON.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

# Sets up Django, and has the ways to run something in a child and to kill it.
from nalportal.records.versions import SeenVersion

from tests.report.killed import DONE, die, fork, in_child, start  # isort: skip

from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from nalportal.accounts.models import User
from nalportal.progress import submissions, verbs
from nalportal.progress.models import HandIn, Milestone, Submission, SubmissionLogEntry
from nalportal.report import hand_in

CLOSED = 4

# What is about to be done when the process dies.
POINTS: dict[str, tuple[Any, str]] = {
    "before the lock": (submissions, "lock_round"),
    "before it is stored": (HandIn.objects, "create"),
    "before the log": (SubmissionLogEntry.objects, "create"),
    "before the commit": (connection, "_commit"),
}


def submit() -> None:
    hand_in.submit(Submission.objects.get(), by=User.objects.get())


def save() -> None:
    row = Milestone.objects.get()
    content = verbs.Content("Net op tijd (fictief)")
    try:
        verbs.edit(row, content, seen=SeenVersion(row.version), by=User.objects.get())
    except PermissionDenied:
        os._exit(CLOSED)


def left() -> list[Any]:
    found = [
        Submission.objects.get().state,
        HandIn.objects.count(),
        SubmissionLogEntry.objects.count(),
    ]
    connections.close_all()
    return found


def killed() -> dict[str, list[Any]]:
    def kill_at(owner: Any, name: str) -> Callable[[], None]:
        return lambda: setattr(owner, name, die)

    return {point: [in_child(submit, kill_at(*where)), left()] for point, where in POINTS.items()}


def one_within_the_other(
    first: Callable[[], None], owner: Any, name: str, second: Callable[[], None]
) -> list[Any]:
    """``second`` starts while ``first`` is about to do ``name``, and has to wait for its end."""
    inside, begun = fork.Event(), fork.Event()

    def prepare() -> None:
        real = getattr(owner, name)

        def slowly(*args: Any, **kwargs: Any) -> Any:
            if not inside.is_set():
                inside.set()
                begun.wait(timeout=20)
            return real(*args, **kwargs)

        setattr(owner, name, slowly)

    one = start(first, prepare)
    inside.wait(timeout=20)
    two = start(second, begun.set)
    for child in (one, two):
        child.join()
    kept = "Net op tijd (fictief)" in bytes(HandIn.objects.latest("pk").payload).decode()
    ended = [int(child.exitcode or DONE) for child in (one, two)]
    return [*ended, kept, Milestone.objects.get().title == "Net op tijd (fictief)"]


def main() -> None:
    found: dict[str, Any] = {"killed": killed()}
    # The save comes while the hand-in is being stored: it is refused, and nothing of it is there.
    found["too late"] = one_within_the_other(submit, hand_in, "receive", save)
    submissions.withdraw_submission(Submission.objects.get(), by=User.objects.get())
    # The hand-in comes while the save goes on: all of the save is in it.
    found["in time"] = one_within_the_other(save, verbs, "_written", submit)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
