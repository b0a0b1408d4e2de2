from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from nalportal.accounts.audit import AuditKind, record
from nalportal.operations.models import Seal
from nalportal.operations.seals import seal, sealed_models


class Command(BaseCommand):
    help = "Voor een timer: verzegelt wat er in logboeken en geschiedenis bij kwam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--opnieuw",
            action="append",
            default=[],
            choices=list(sealed_models()),
            help="tabel waarvan regels met reden gewijzigd zijn; komt in het logboek",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for table in options["opnieuw"]:
            record(AuditKind.FORGOTTEN, what=f"{table}:sealed-again")
        made, newest = seal(options["opnieuw"]), Seal.objects.last()
        # The default order is oldest first.
        told = newest.chain if newest else "geen"
        self.stdout.write(f"{made} zegels gemaakt. Noteer elders het laatste: {told}")
