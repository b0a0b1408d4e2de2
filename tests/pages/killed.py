"""Runs a job in processes that are killed at each step, and tells what is left.

`python -m tests.pages.killed` with DATABASE_URL of a database with one account. Its work makes a
theme, so that what was done can be counted. Prints one line of JSON.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup
from django.db import connection, connections  # noqa: E402

from nalportal.accounts.models import User  # noqa: E402
from nalportal.pages import jobs  # noqa: E402
from nalportal.pages.models import Job  # noqa: E402
from nalportal.progress.models import Theme  # noqa: E402

fork = multiprocessing.get_context("fork")
settings.JOBS = {"thema": "tests.pages.killed.make_theme"}


def make_theme(what: str, by: User) -> jobs.Done:
    Theme.objects.create(name=what, slug=what, order=Theme.objects.count())
    return jobs.Done("/themas/", what)


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_commit(number: int) -> Callable[[], None]:
    """The first commit is that of the claim, the second that of the work and its mark."""

    def prepare() -> None:
        commit, count = connection._commit, iter(range(1, 9))  # type: ignore[attr-defined]

        def counted() -> None:
            die() if next(count) == number else commit()

        connection._commit = counted  # type: ignore[attr-defined]

    return prepare


def at(name: str) -> Callable[[], None]:
    return lambda: setattr(jobs, name, die)


POINTS: dict[str, Callable[[], None]] = {
    "before the claim is there": die_at_commit(1),
    "after the claim": at("_do"),
    "before the work": at("import_string"),
    "before the mark": at("_end"),
    "before the commit": die_at_commit(2),
}


def in_children(*prepares: Callable[[], None]) -> list[int]:
    """Each does the next job at the same moment as the others; how they ended."""

    def run(prepare: Callable[[], None]) -> None:
        prepare()
        jobs.run_next()

    connections.close_all()
    children = [fork.Process(target=run, args=(prepare,)) for prepare in prepares]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return sorted(int(child.exitcode or 0) for child in children)


def left() -> list[int]:
    """How many wait, and how many themes there are."""
    found = [Job.objects.waiting().count(), Theme.objects.count()]
    connections.close_all()
    return found


def main() -> None:
    by = User.objects.get()
    found: dict[str, Any] = {}
    for number, (point, prepare) in enumerate(POINTS.items()):
        jobs.ask("thema", f"thema-{number}", by=by, size=1)
        found[point] = [in_children(prepare), left(), in_children(lambda: None), left()]
    jobs.ask("thema", "samen", by=by, size=1)
    found["at once"] = [in_children(*[lambda: None] * 3), left()]
    connections.close_all()
    jobs.ask("thema", "dodelijk", by=by, size=1)
    for _ in range(jobs.MOST_TRIES):
        in_children(at("import_string"))
    in_children(at("import_string"))  # not reached any more
    found["deadly"] = [Job.objects.latest("pk").failed, left()]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
