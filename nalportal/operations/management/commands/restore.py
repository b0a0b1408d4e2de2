from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nalportal.operations.backups import restore
from nalportal.operations.moving import in_words, told_in_the_terminal


class Command(BaseCommand):
    help = "Zet een back-up in een lege database. De back-up en de database van nu blijven staan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("url", help="de lege database: postgresql://… of sqlite:////…")
        parser.add_argument("--sleutel", type=Path, help="bestand met de geheime sleutel (age)")

    def handle(self, *args: Any, **options: Any) -> None:
        with told_in_the_terminal():
            moved = restore(options["bestand"], options["url"], options["sleutel"])
        self.stdout.write(f"{in_words(moved)}. Zet DATABASE_URL en start het portaal.")
