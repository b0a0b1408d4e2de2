"""Runs freezing and correcting in processes that are killed, and tells what is left.

`python -m tests.report.killed` with DATABASE_URL of a database in which the round "fictief" is in
controle. Prints one line of JSON: what a fresh process finds after each kill, and after two people
did the same at once. Each act runs in a child of this process, so that Django is loaded once.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - after setup

from nalportal.accounts.models import User  # noqa: E402
from nalportal.progress import rounds  # noqa: E402
from nalportal.progress.models import (  # noqa: E402
    Milestone,
    Publication,
    Round,
    RoundLogEntry,
    Snapshot,
)
from nalportal.progress.rounds import NotNowError  # noqa: E402
from nalportal.report import freeze as freezing  # noqa: E402
from nalportal.report.correct import Replacement, correct, verb  # noqa: E402

DONE, REFUSED = 0, 3
fork = multiprocessing.get_context("fork")

# What is about to be done when the process dies; the last is after all is done.
POINTS: dict[str, tuple[Any, str]] = {
    "before the PDF": (freezing, "render_pdf"),
    "before the lock": (rounds, "lock_round"),
    "before the snapshot": (freezing.Frozen, "store"),
    "before the log": (RoundLogEntry.objects, "create"),
    "before the commit": (connection, "_commit"),
}


def freeze() -> None:
    freezing.freeze(_round(), by=_reviewer())


def correct_title() -> None:
    title = Milestone.objects.get().title
    reference = Milestone.objects.get().reference
    wanted = Replacement(f"mijlpaal:{reference}.title", title, "Beter (fictief)")
    correct(_round(), [wanted], "De titel klopte niet (fictief).", by=_reviewer())


def _round() -> Round:
    row: Round = Round.objects.get(slug="fictief")
    return row


def _reviewer() -> User:
    row: User = User.objects.get(is_reviewer=True)
    return row


def stand_in(render: Callable[..., bytes]) -> None:
    """Another maker of PDFs, in this process."""
    vars(freezing)["render_pdf"] = render


def left() -> list[Any]:
    """State of the round, and how many snapshots, publications and lines of its log there are."""
    counts = [model.objects.count() for model in (Snapshot, Publication, RoundLogEntry)]
    found = [_round().state, *counts]
    connections.close_all()
    return found


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_child(act: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> int:
    """Run it in a child; how that ended: an exit code, or minus the signal that killed it."""
    child = start(act, prepare)
    child.join()
    return int(child.exitcode or 0)


def start(act: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> Any:
    def run() -> None:
        prepare()
        try:
            act()
        except NotNowError:
            os._exit(REFUSED)

    connections.close_all()
    child = fork.Process(target=run)
    child.start()
    return child


def killed_at_each_point(act: Callable[[], None]) -> dict[str, list[Any]]:
    """How the child ended and what is left, per point at which it was killed."""

    def kill_at(owner: Any, name: str) -> Callable[[], None]:
        def prepare() -> None:
            # The modules that import a verb's parts by name have names of their own for them.
            for place in (owner, freezing, verb):
                if hasattr(place, name):
                    setattr(place, name, die)

        return prepare

    return {point: [in_child(act, kill_at(*where)), left()] for point, where in POINTS.items()}


def at_once(act: Callable[[], None]) -> list[Any]:
    """Two do the same, both with their PDF ready before one of them stores anything."""
    barrier = fork.Barrier(2)

    def prepare() -> None:
        def render(report: object, stamp: object, **_more: object) -> bytes:
            barrier.wait(timeout=20)
            return b"%PDF-fictief"

        stand_in(render)

    children = [start(act, prepare) for _person in range(2)]
    for child in children:
        child.join()
    return [sorted(int(child.exitcode or 0) for child in children), left()]


def save_while_freezing() -> list[Any]:
    """Somebody saves while the PDF is made, and does not wait for it."""
    saved = fork.Event()

    def prepare() -> None:
        def render(report: object, stamp: object, **_more: object) -> bytes:
            # Until the save is done nothing else happens here: if it waited for us, nobody would
            # ever be ready.
            return b"%PDF-in" if saved.wait(timeout=20) else b"%PDF-out"

        stand_in(render)

    child = start(freeze, prepare)
    begun = time.monotonic()
    row = Milestone.objects.get()
    row.title = "Net op tijd (fictief)"
    row.save()
    took = time.monotonic() - begun
    connections.close_all()
    saved.set()
    child.join()
    snapshot = Snapshot.objects.latest("pk")
    kept = "Net op tijd (fictief)" in bytes(snapshot.payload).decode()
    return [int(child.exitcode or 0), bytes(snapshot.pdf).decode(), kept, took < 10]


def main() -> None:
    stand_in(lambda *_, **__: b"%PDF-fictief")
    found: dict[str, Any] = {"freeze": killed_at_each_point(freeze), "together": at_once(freeze)}
    freezing.unfreeze(_round(), by=_reviewer(), reason="fictief")
    found["saved"] = save_while_freezing()
    freezing.publish(_round(), by=_reviewer())
    found["before correcting"] = left()
    found["correct"] = killed_at_each_point(correct_title)
    found["corrected together"] = at_once(correct_title)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
