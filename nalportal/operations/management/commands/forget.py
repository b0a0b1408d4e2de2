from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nalportal.accounts.models import User
from nalportal.desk.forgetting import forget, preview
from nalportal.refusals import Refused


class Command(BaseCommand):
    """Forget a person, as the page "Persoon vergeten" does."""

    help = "Vergeet een persoon: toont wat er weggaat; met --apply gebeurt het."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="het adres van wie vergeten wordt")
        parser.add_argument("--by", required=True, help="het adres van de beheerder die het doet")
        parser.add_argument(
            "--apply", action="store_true", help="doe het, in plaats van het te tonen"
        )

    def handle(self, *, email: str, by: str, apply: bool, **options: Any) -> None:
        try:
            person, beheerder = (User.objects.get_by_natural_key(one) for one in (email, by))
        except User.DoesNotExist as error:
            raise CommandError("Een van deze adressen heeft geen account.") from error
        if not beheerder.is_staff:
            raise CommandError("Alleen een beheerder vergeet iemand.")
        for found in preview(person):
            self.stdout.write(f"{found.what}: {found.rows}")
        if apply:
            try:
                forget(person, by=beheerder)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write("Vergeten.")
