"""The people of the demo: `manage.py demo_accounts`.

In this app because two of them keep the register of a unit, which accounts knows nothing about.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from nalportal.accounts.models import User
from nalportal.progress.models import ReportingUnit

PASSWORD = "laadpaal-2020-demo"  # noqa: S105 - printed for all to see; works on the demo only


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    email: str
    last_name: str
    role: str
    unit: str = ""
    is_reviewer: bool = False
    is_staff: bool = False


PEOPLE = [
    DemoPerson(
        email="noord@demo.example",
        last_name="Coördinator Noord",
        role="coördinator van NAL-regio Noord",
        unit="noord",
    ),
    DemoPerson(
        email="logistiek@demo.example",
        last_name="Secretaris Logistiek",
        role="secretaris van werkgroep Logistiek",
        unit="logistiek",
    ),
    DemoPerson(
        email="beoordelaar@demo.example",
        last_name="Beoordelaar",
        role="beoordelaar van het ministerie",
        is_reviewer=True,
    ),
    DemoPerson(
        email="beheerder@demo.example",
        last_name="Beheerder",
        role="beheerder van het portaal",
        is_staff=True,
    ),
]


class Command(BaseCommand):
    help = "Makes the accounts of the demo, and shows how to sign in. Only where NAL_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo-accounts bestaan alleen in de demo (NAL_DEMO=1).")
        with transaction.atomic():
            made = [person for person in PEOPLE if make_account(person)]
        if made:
            self.stdout.write(f"{len(made)} demo-accounts gemaakt.")
        self.stdout.write(f"Inloggen kan met wachtwoord {PASSWORD} als:")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<26}{person.role}")


def make_account(person: DemoPerson) -> bool:
    """Whether the account had to be made; one that is there stays as somebody left it."""
    if User.objects.filter(email__iexact=person.email).exists():
        return False
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        first_name="Demo",
        last_name=person.last_name,
        is_reviewer=person.is_reviewer,
        is_staff=person.is_staff,
        is_demo=True,
    )
    if person.unit:
        unit = ReportingUnit.objects.filter(slug=person.unit).first()
        if unit is None:
            raise CommandError(f"Onderdeel {person.unit!r} ontbreekt; draai eerst load_nal_2020.")
        unit.editors.add(user)
    return True
