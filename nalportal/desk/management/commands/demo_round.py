"""A second, made-up round of the demo, and a third one half-way: `manage.py demo_round`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nalportal.accounts.models import User
from nalportal.desk.demo.story import SECOND, Cast, play
from nalportal.progress.models import ReportingUnit, Round
from nalportal.report.management.commands.demo_accounts import DemoPerson, make_account

OTHERS = DemoPerson(
    email="overige@demo.example",
    last_name="Coördinator overige onderdelen",
    role="coördinator van alle andere onderdelen",
)


class Command(BaseCommand):
    help = "Speelt de ronde “Eind 2021 (fictief)” en de helft van een derde. Alleen met NAL_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Een fictieve ronde bestaat alleen in de demo (NAL_DEMO=1).")
        if Round.objects.filter(slug=SECOND).exists():
            self.stdout.write(f"De ronde {SECOND} is er al; er is niets gespeeld.")
            return
        play(cast())
        self.stdout.write(f"De ronde {SECOND} is gespeeld, en een derde is halverwege.")
        self.stdout.write(f"  {OTHERS.email:<26}{OTHERS.role}")


def cast() -> Cast:
    """The accounts of the demo, and one more that keeps all units that have nobody yet."""
    names = ("beoordelaar", "noord", "logistiek")
    found = {user.email: user for user in User.objects.filter(is_demo=True)}
    try:
        reviewer, noord, logistiek = (found[f"{name}@demo.example"] for name in names)
    except KeyError as missing:
        raise CommandError(f"Account {missing} ontbreekt; draai eerst demo_accounts.") from None
    make_account(OTHERS)
    others = User.objects.get(email=OTHERS.email)
    for unit in ReportingUnit.objects.filter(editors=None):
        unit.editors.add(others)
    return Cast(reviewer, noord, logistiek, others)
