from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nalportal.operations.timers import LATE_AFTER, run


class Command(BaseCommand):
    help = "Voert een geplande opdracht uit en onthoudt of dat lukte, voor doctor en /gezond/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("opdracht", choices=sorted(LATE_AFTER))

    def handle(self, *args: Any, **options: Any) -> None:
        run(options["opdracht"], stdout=self.stdout, stderr=self.stderr)
