"""The letters of the open round, for a timer: `manage.py send_reminders`.

Running it twice sends nothing twice; running it oftener than once a day sends the news sooner.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...mailing import make_letters, send_letters
from ...people import carry_out_handovers


class Command(BaseCommand):
    help = "Makes the letters that a round calls for, and sends what waits. For a timer."

    def handle(self, *args: Any, **options: Any) -> None:
        carry_out_handovers(timezone.localdate())
        make_letters(timezone.now())
        done = send_letters()
        self.stdout.write(f"{done}.")
        if done.failed:
            # So that the timer's own log shows it; the letters wait for the next run.
            raise CommandError("Niet alle brieven konden weg; de volgende keer opnieuw.")
