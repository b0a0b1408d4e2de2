from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from nalportal.operations.backups import make_backup
from nalportal.operations.moving import in_words, told_in_the_terminal


class Command(BaseCommand):
    help = "Maakt een back-up van alles, leest haar terug en rekent haar na. Exitcode 1: mislukt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", nargs="?", type=Path, default=settings.BACKUP_DIR)
        parser.add_argument("--bewaren", type=int, default=30, help="zoveel back-ups blijven")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        with told_in_the_terminal():
            file, moved = make_backup(options["map"], now, keep=max(1, options["bewaren"]))
        self.stdout.write(f"{file}: {in_words(moved)}.")
