"""The register of municipalities from CBS: `manage.py import_gemeenten gebieden.csv`.

Shows what would change. Only `--apply --date 1-1-2023` changes it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import counted, short_date
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.file_command import asked_day, content_of
from regions.boundary_file import days_without_map
from regions.division import Changes, apply
from regions.division_file import DivisionFile


class Command(BaseCommand):
    help = (
        "Werkt het register van gemeenten bij uit “Gebieden in Nederland” van het CBS. Laat zien "
        "wat er zou veranderen; verandert het alleen met --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="BESTAND", help="het bestand van het CBS (.csv)")
        parser.add_argument(
            "--date",
            "--op",
            type=asked_day,
            metavar="DATUM",
            help="de eerste dag van de indeling, zoals 1-1-2023; nodig bij --apply, want het "
            "bestand noemt haar niet. Zonder is het vandaag",
        )
        parser.add_argument(
            "--herindelingen", help="CSV met van, naar, op en soort, voor wat nog niet bekend is"
        )
        parser.add_argument(
            "--hernoem",
            action="append",
            default=[],
            metavar="CODE",
            help="neem de nieuwe naam van deze gemeente over; mag vaker",
        )
        parser.add_argument("--apply", action="store_true", help="voer de wijzigingen ook uit")

    def handle(self, *args: Any, **options: Any) -> None:
        file, on = Path(options["file"]), options["date"] or timezone.localdate()
        if options["apply"] and not options["date"]:
            text = _("Noem met --date de eerste dag van deze indeling, zoals 1-1-2023.")
            raise CommandError(text)
        try:
            asked = DivisionFile(file.name, content_of(file), on)
            if options["herindelingen"]:
                arrows = Path(options["herindelingen"])
                asked = replace(asked, arrows_name=arrows.name, arrows=content_of(arrows))
            changes, size = asked.changes()
        except FaultyFile as faulty:
            raise CommandError("\n".join(str(fault) for fault in faulty.faults)) from None
        self._show(changes, size)
        names = [row.code for row, _name in changes.renamed if row.code not in options["hernoem"]]
        if names:
            text = _("Geef --hernoem %s om een andere naam over te nemen; anders blijft de oude.")
            self.stdout.write(text % " --hernoem ".join(names))
        changes.renamed = [pair for pair in changes.renamed if pair[0].code not in names]
        if changes.problems:
            raise CommandError("\n".join([*changes.problems, _("Er is niets gewijzigd.")]))
        if not changes.lines():
            self.stdout.write(_("Er verandert niets."))
            return
        if not options["apply"]:
            self.stdout.write(_("Er is niets gewijzigd. Voer dit uit met --apply."))
            return
        apply(changes, reason=_("import van %(file)s") % {"file": file.name})
        self.stdout.write(_("Gewijzigd."))
        if days_without_map([on]):
            self.stdout.write(_("Er zijn nog geen grenzen van: lees ze in met import_grenzen."))

    def _show(self, changes: Changes, size: int) -> None:
        lines = changes.lines()
        found = counted(size, "gemeente", "gemeenten")
        self.stdout.write(f"{found} in het bestand, indeling van {short_date(changes.on)}:")
        if not lines and not changes.problems:
            lines = [_("alles staat al zo in het register")]
        for line in lines:
            self.stdout.write(f"  {line}")
