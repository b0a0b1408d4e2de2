from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from nalportal.operations.purging import purge
from nalportal.progress import evidence


class Command(BaseCommand):
    """In the place of Django's own, under the name that timers know: all that is over goes."""

    help = (
        "Ruimt op wat voorbij is: sessies, concepten, bestanden die bij niets horen, en wat "
        "langer bewaard is dan de privacypagina zegt."
    )

    def handle(self, **options: Any) -> None:
        for term, gone in purge(timezone.now()).items():
            if gone:
                self.stdout.write(f"{term.what}: {gone}")
        evidence.sweep()
