import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands.migrate import Command as OfDjango
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from nalportal.records.append_only import guard

LOCK = 0x4E414C  # "NAL": any number that nothing else in the database takes


class Command(OfDjango):
    """Django's own command; at its end every table that must stay as it is refuses changes again.

    A migration that alters such a table on SQLite makes it anew, without its triggers, and steps
    with data come before them. Who comes second waits, and finds what the first one did: two
    instances that are renewed at the same moment would else both make the same tables, and one of
    them would stop halfway.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with _alone(connection):
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                guard(connection)


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        # On a line of its own: the lock is there as long as that line, whatever a migration does.
        with closing(connection.copy()) as line, line.cursor() as cursor:
            # Who waits for a long migration is no query that runs wild, nor is that migration.
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            with connection.cursor() as own:
                own.execute("SET statement_timeout = 0")
            yield
    elif ":memory:" in name or "mode=memory" in name:
        yield  # nobody else can reach it
    else:
        with Path(f"{name}.migrate").open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # goes with the process, also when that is killed
            yield
