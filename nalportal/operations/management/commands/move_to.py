from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from nalportal.operations.moving import (
    another_database,
    in_words,
    move,
    told_in_the_terminal,
)


class Command(BaseCommand):
    help = (
        "Zet alles over naar een andere, lege database en vergelijkt daarna. De database van nu "
        "blijft zoals zij is. Stop eerst het portaal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="postgresql://gebruiker:wachtwoord@host/naam")

    def handle(self, *args: Any, **options: Any) -> None:
        with told_in_the_terminal(), another_database("target", options["url"]) as target:
            moved = move(connection, target)
        self.stdout.write(f"{in_words(moved)}. Zet nu DATABASE_URL en start het portaal.")
