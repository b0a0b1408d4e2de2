"""Forgets somebody in processes that are killed at each step, and tells what is left.

`python -m tests.drill.killed FOLDER` with DATABASE_URL of a database with a
beheerder, somebody called Weg and a milestone. Prints one line of JSON.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup
from django.db import connection, connections  # noqa: E402

from nalportal.accounts.models import User  # noqa: E402
from nalportal.desk import forgetting, people  # noqa: E402
from nalportal.records.append_only import unguarded  # noqa: E402

fork = multiprocessing.get_context("fork")
FOLDER = Path(sys.argv[1])
settings.VAR_DIR = FOLDER


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at(owner: Any, name: str, call: int = 1) -> Callable[[], None]:
    """Die at so manieth call of it."""

    def prepare() -> None:
        real, left = getattr(owner, name), iter(range(call - 1))
        setattr(owner, name, lambda *a, **k: die() if next(left, None) is None else real(*a, **k))

    return prepare


def in_child(act: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> int:
    def run() -> None:
        prepare()
        act()

    connections.close_all()
    child = fork.Process(target=run)
    child.start()
    child.join()
    return int(child.exitcode or 0)


FORGET = {
    "before the log": at(forgetting, "record"),
    "before the account ends": at(people, "end"),
    "in the texts": at(forgetting, "_rename", 2),
    "before the account is emptied": at(forgetting, "_empty_account"),
    "before what goes": at(forgetting, "_rows", 3),
    "before the commit": at(connection, "_commit"),
}


def person() -> list[Any]:
    """The name, whether they may sign in, and which logs can be changed."""
    row = User.objects.get(is_staff=False)
    found = [row.last_name, row.is_active, unguarded(connection)]
    connections.close_all()
    return found


def forget() -> None:
    forgetting.forget(User.objects.get(is_staff=False), by=User.objects.get(is_staff=True))


def main() -> None:
    found = {point: [in_child(forget, prepare), person()] for point, prepare in FORGET.items()}
    json.dump({"killed": found, "then": [in_child(forget), person()]}, sys.stdout)


if __name__ == "__main__":
    main()
