"""Boundaries of municipalities from CBS or Kadaster: `manage.py import_grenzen grenzen.geojson`.

Shows what the file has. Only `--apply --date 1-1-2023` stores it.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from nalportal.exchange.faults import FaultyFile, shown
from nalportal.pages.file_command import asked_day, refused, unreadable
from regions.boundary_file import boundaries_in
from regions.imports.boundaries import LICENCE, SOURCE


class Command(BaseCommand):
    help = "Leest de grenzen van gemeenten uit GeoJSON; bewaart ze alleen met --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND")
        parser.add_argument(
            "--date",
            type=asked_day,
            required=True,
            metavar="DATUM",
            help="de eerste dag van de indeling, zoals 1-1-2023; het bestand noemt haar niet",
        )
        parser.add_argument("--source", default=SOURCE, help=f"naamsvermelding; anders {SOURCE}")
        parser.add_argument("--licence", default=LICENCE, help=f"licentie; anders {LICENCE}")
        parser.add_argument("--apply", action="store_true", help="bewaar de grenzen")

    def handle(self, *args: Any, file: Path, date: date, apply: bool, **options: Any) -> None:
        try:
            found = boundaries_in(
                file, shown(file.name), date, options["source"], options["licence"]
            )
        except OSError as error:
            raise unreadable(file, error) from error
        except FaultyFile as faulty:
            raise CommandError(refused(faulty)) from None
        self.stdout.write("\n".join(found.told))
        if found.problems:
            raise CommandError("\n".join([*found.problems, _("Er is niets opgeslagen.")]))
        if found.is_there:
            self.stdout.write(_("Er verandert niets."))
        elif apply:
            found.store()
            self.stdout.write(_("Opgeslagen."))
        else:
            self.stdout.write(_("Er is niets opgeslagen. Geef --apply om dat te doen."))
