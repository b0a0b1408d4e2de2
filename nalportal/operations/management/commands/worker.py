import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from nalportal.pages.jobs import alone, at_work, run_next

IDLE_SECONDS = 2


class Command(BaseCommand):
    help = "Doet het lange werk dat op pagina's is gevraagd, tot het wordt gestopt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop als er niets meer wacht")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self.goes_on = True
        if once:
            self._all_that_waits()
            return
        signal.signal(signal.SIGTERM, self._stop)
        with at_work():
            while self.goes_on:
                self._all_that_waits()
                time.sleep(IDLE_SECONDS)

    def _all_that_waits(self) -> None:
        with alone() as nobody_else:
            while nobody_else and self.goes_on and self._next():
                pass

    def _next(self) -> bool:
        close_old_connections()
        try:
            return run_next()
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"{type(error).__name__}: {error}".strip())
            return False

    def _stop(self, *_: Any) -> None:
        """What it is at is finished first."""
        self.goes_on = False
