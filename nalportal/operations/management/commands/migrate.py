from typing import Any

from django.core.management.commands.migrate import Command as OfDjango
from django.db import connections

from nalportal.records.append_only import guard


class Command(OfDjango):
    """Django's own command; at its end every table that must stay as it is refuses changes again.

    A migration that alters such a table on SQLite makes it anew, without its triggers, and steps
    with data come before them.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            guard(connections[options["database"]])
