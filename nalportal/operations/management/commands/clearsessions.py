from typing import Any

from django.contrib.sessions.management.commands.clearsessions import Command as OfDjango

from nalportal.accounts import drafts
from nalportal.progress import evidence


class Command(OfDjango):
    """Django's own command, under the name that timers know; what else is over goes with it."""

    help = (
        "Ruimt op wat voorbij is: sessies, concepten waar niemand voor terugkwam en "
        "bestanden die bij niets horen."
    )

    def handle(self, **options: Any) -> None:
        super().handle(**options)
        drafts.drop_old()
        evidence.sweep()
