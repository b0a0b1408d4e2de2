from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nalportal.operations.backups import restore
from nalportal.operations.moving import MoveError, in_words


class Command(BaseCommand):
    help = "Zet een back-up in een lege database. De back-up en de database van nu blijven staan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("url", help="de lege database: postgresql://… of sqlite:////…")
        parser.add_argument("--sleutel", type=Path, help="bestand met de geheime sleutel (age)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            moved = restore(options["bestand"], options["url"], options["sleutel"])
        except MoveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{in_words(moved)}. Zet DATABASE_URL en start het portaal.")
