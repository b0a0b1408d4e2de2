from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nalportal.operations.verifying import PARTS, findings


class Command(BaseCommand):
    help = (
        "Rekent na wat vastligt: bevroren rapporten, de keten van zegels, bestanden en het slot op "
        "de tabellen. Wat niet klopt wordt genoemd, de eerste breuk eerst: exitcode 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("wat", nargs="*", choices=[*PARTS, []], help="leeg: alles")
        parser.add_argument("--zegel", default="", help="een eerder genoteerd controlegetal")

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = []
        for part in options["wat"] or PARTS:
            checked, faults = findings(part, options["zegel"])
            for fault in faults:
                self.stdout.write(f"{part}: {fault}")
            told = f"{len(faults)} van {checked} kloppen niet" if faults else f"{checked} kloppen"
            self.stdout.write(f"{part}: {told}.")
            faulty += [f"{part}: {faults[0]}"] if faults else []
        if faulty:
            raise CommandError(f"Deze kloppen niet. {'; '.join(faulty)}.")
