from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nalportal.operations.health import State, findings


class Command(BaseCommand):
    help = "Wat er goed en fout is aan deze installatie. Iets om naar te kijken: exitcode 1."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(findings())
        for finding in found:
            self.stdout.write(f"{finding.state:<7} {finding.name:<12} {finding.told}")
        wanting = [finding.name for finding in found if finding.state is not State.GOOD]
        if wanting:
            raise CommandError(f"Kijk naar: {', '.join(wanting)}.")
