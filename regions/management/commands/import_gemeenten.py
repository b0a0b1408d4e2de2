"""The register of municipalities from CBS: `manage.py import_gemeenten gebieden.csv`.

Shows what would change. Only `--apply --op 1-1-2023` changes it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.dutch import counted, short_date
from nalportal.exchange.check import check_table
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.exchange.tables import read_table
from nalportal.pages.file_command import asked_day
from nalportal.written_dates import parse_day
from regions.division import Arrow, Changes, apply, compare
from regions.imports.cbs import read_division
from regions.imports.territory import ReorganisationResource
from regions.models import ReorganisationKind


class Command(BaseCommand):
    help = (
        "Werkt het register van gemeenten bij uit “Gebieden in Nederland” van het CBS. Laat zien "
        "wat er zou veranderen; verandert het alleen met --apply."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="het bestand van het CBS (.csv)")
        parser.add_argument(
            "--op",
            type=asked_day,
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
        file, on = Path(options["file"]), options["op"] or timezone.localdate()
        if options["apply"] and not options["op"]:
            raise CommandError(_("Noem met --op de eerste dag van deze indeling, zoals 1-1-2023."))
        try:
            division = read_division(file.name, _content(file))
            arrows = _arrows(options["herindelingen"], on)
        except FaultyFile as faulty:
            raise CommandError("\n".join(str(fault) for fault in faulty.faults)) from None
        changes = compare(division, on, arrows)
        self._show(changes, len(division))
        asked = [row.code for row, _name in changes.renamed if row.code not in options["hernoem"]]
        if asked:
            text = _("Geef --hernoem %s om een andere naam over te nemen; anders blijft de oude.")
            self.stdout.write(text % " --hernoem ".join(asked))
        changes.renamed = [pair for pair in changes.renamed if pair[0].code not in asked]
        if changes.problems:
            raise CommandError("\n".join([*changes.problems, _("Er is niets gewijzigd.")]))
        if not options["apply"]:
            self.stdout.write(_("Er is niets gewijzigd. Voer dit uit met --apply."))
            return
        apply(changes, reason=_("import van %(file)s") % {"file": file.name})
        self.stdout.write(_("Gewijzigd."))

    def _show(self, changes: Changes, size: int) -> None:
        lines = changes.lines()
        found = counted(size, "gemeente", "gemeenten")
        self.stdout.write(f"{found} in het bestand, indeling van {short_date(changes.on)}:")
        if not lines and not changes.problems:
            lines = [_("alles staat al zo in het register")]
        for line in lines:
            self.stdout.write(f"  {line}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None


def _arrows(name: str | None, on: date) -> list[Arrow]:
    """The reorganisations of that day, from a file in the form of the register's own."""
    if not name:
        return []
    file = Path(name)
    checked = check_table(read_table(file.name, _content(file)), ReorganisationResource().layout())
    faults = list(checked.faults)
    arrows = []
    for line, row in zip(checked.lines, checked.dataset.dict, strict=True):
        if row["soort"] not in ReorganisationKind.values:
            expected = ReorganisationResource().fields["soort"].widget.expected
            faults.append(Fault(file.name, line, "soort", row["soort"], str(expected)))
        elif _is_on(row, on):
            arrows.append(Arrow(row["van"], row["naar"], row["soort"]))
    if faults:
        raise FaultyFile(faults)
    return arrows


def _is_on(row: Mapping[str, str], on: date) -> bool:
    try:
        return parse_day(row["op"]) == on
    except ValueError:
        return False
