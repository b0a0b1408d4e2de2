"""Every published page and file as a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nalportal.report.opendata.static_site import BrokenLinksError, export_site


class Command(BaseCommand):
    help = (
        "Zet alle gepubliceerde pagina's en bestanden in een lege map, als site zonder server: de "
        "pagina's verwijzen naar elkaar. Zoeken, filteren en inloggen leiden naar de echte site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="een lege map, of een die er nog niet is")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"De map {folder} is niet leeg. Kies een lege map.")
        try:
            told = export_site(folder)
        except BrokenLinksError as error:
            raise CommandError(f"Sommige links leiden nergens heen: {error}") from error
        self.stdout.write(f"{told.pages} pagina's en {told.files} bestanden staan in {folder}.")
