from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nalportal.report.freeze import verify


class Command(BaseCommand):
    help = "Rekent van elke bevroren versie beide controlegetallen na. Verschil: exitcode 1."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, faulty = 0, 0
        for verdict in verify():
            checked += 1
            faulty += bool(verdict.faults)
            outcome = "; ".join(verdict.faults) or "klopt"
            self.stdout.write(f"{verdict.snapshot} ({verdict.sha256[:12]}…): {outcome}")
        if faulty:
            raise CommandError(f"{faulty} van {checked} bevroren versies kloppen niet.")
        self.stdout.write(f"{checked} bevroren versies nagerekend, alle kloppen.")
