"""Moves, backs up and restores in processes that are killed at each step, and tells what is left.

`python -m tests.drill.killed_move FOLDER TARGET CONTENT` with DATABASE_URL of a database that knows
one evidence file, the address of an empty database and what the file says. Prints a line of JSON.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.files.base import ContentFile  # noqa: E402 - after setup
from django.core.files.storage import FileSystemStorage  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.utils import timezone  # noqa: E402

from nalportal.operations import backups, moving  # noqa: E402
from nalportal.progress.models import EvidenceFile  # noqa: E402
from nalportal.progress.models.files import evidence_storage  # noqa: E402
from tests.drill.killed import at, die, in_child  # noqa: E402

FOLDER, TARGET = Path(sys.argv[1]), sys.argv[2]
BACKUPS = FOLDER / "backups"
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=timezone.get_default_timezone())


def at_statement(start: str, call: int) -> Callable[[], None]:
    """Die at so manieth statement that begins like this."""

    def prepare() -> None:
        real, left = CursorWrapper.execute, iter(range(call - 1))

        def execute(self: Any, sql: Any, params: Any = None) -> Any:
            if str(sql).startswith(start) and next(left, None) is None:
                die()
            return real(self, sql, params)

        CursorWrapper.execute = execute  # type: ignore[method-assign]

    return prepare


def in_half_a_file() -> None:
    """Die while a file is written: half of it stands under its own name."""

    def half(self: Any, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:3])
        die()
        return name

    setattr(FileSystemStorage, "_save", half)  # noqa: B010 - mypy does not know it


MIGRATE = moving._migrate
MIGRATED = FOLDER / "migrated.sqlite3"


def migrate_once() -> None:
    with moving.another_database("first", f"sqlite:///{MIGRATED}") as first:
        MIGRATE(first)
        first.cursor().execute("PRAGMA journal_mode = DELETE")


def migrate_soon(target: Any) -> None:
    """As migrating does, without its half a minute: twelve times that is too long to wait for."""
    if target.vendor != "sqlite":
        MIGRATE(target)
        return
    with closing(sqlite3.connect(MIGRATED)) as migrated:
        migrated.backup(target.connection)
    target.connection.execute(f"CREATE TABLE {moving.UNFINISHED} (since integer)")


moving._migrate = migrate_soon


def in_the_tables() -> None:
    """Die while migrating makes them, as only the real one does."""
    moving._migrate = MIGRATE
    at_statement("CREATE TABLE", 20)()


def move() -> None:
    with moving.another_database("target", TARGET) as target:
        moving.move(connection, target)


def back_up() -> None:
    backups.LONGEST_SECONDS = -1  # nobody else makes one
    backups.make_backup(BACKUPS, NOW, keep=3)


def restore() -> None:
    backups.LONGEST_SECONDS = -1
    backups.restore(next(BACKUPS.glob("nal-*")), TARGET, None)


MOVE = {
    "before the tables": at(moving, "_migrate"),
    "in the tables": in_the_tables,
    "while clearing them": at_statement("DROP TABLE", 3),
    "in the rows": at(moving, "_copy", 12),
    "before the keys": at(moving, "_continue_keys"),
    "before it is compared": at(moving, "tally_of"),
}
BACKUP = {
    "before it is verified": at(backups, "_on"),
    "before the files": at(backups, "_pack_files"),
    "before it is locked": at(backups, "_locked"),
    "before it gets its name": at(Path, "rename"),
}
RESTORE = {
    "in half a file": in_half_a_file,
    "before it is brought up to date": at(backups, "_on"),
    "in the rows": at(backups, "move"),
}


def arrived() -> bool:
    """Whether each table of the target holds what the source holds."""
    with moving.another_database("target", TARGET):
        same = [
            moving.tally_of(model, "target") == moving.tally_of(model, "default")
            for model in moving.moved_models()
        ]
    connections.close_all()
    return all(same)


def clear() -> None:
    """An empty target again, as an operator gives one."""
    with moving.another_database("target", TARGET) as target, target.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {moving.UNFINISHED} (since integer)")
    in_child(move, at(moving, "_migrate"))


def kept() -> list[str]:
    return sorted(file.name for file in BACKUPS.iterdir())


def evidence() -> str:
    """The name of the one file; what the row says of it stands in the test."""
    name = str(EvidenceFile.objects.get().content.name)
    connections.close_all()
    return name


def content() -> str:
    with evidence_storage().open(evidence()) as opened:
        return str(opened.read().decode())


def main() -> None:
    found: dict[str, Any] = {}
    in_child(migrate_once)
    evidence_storage().save(evidence(), ContentFile(sys.argv[3].encode()))
    found["move"] = [in_child(move, prepare) for prepare in MOVE.values()]
    found["moved"] = [in_child(move), arrived()]
    found["backup"] = []
    for prepare in BACKUP.values():
        killed = in_child(back_up, prepare)
        found["backup"].append([killed, [name for name in kept() if name.startswith("nal-")]])
    found["backed up"] = [in_child(back_up), kept()]
    clear()
    evidence_storage().delete(evidence())
    found["restore"] = [in_child(restore, prepare) for prepare in RESTORE.values()]
    found["restored"] = [in_child(restore), arrived(), content()]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
