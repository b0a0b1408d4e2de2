"""Boundaries of municipalities from CBS or Kadaster: `manage.py import_grenzen grenzen.geojson`.

Shows what the file has. Only `--apply --date 1-1-2023` stores it.
"""

from datetime import date
from pathlib import Path
from typing import Any

import shapely
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from nalportal.dutch import counted, joined, short_date
from nalportal.exchange.faults import FaultyFile, shown
from nalportal.names import Names
from nalportal.pages.file_command import asked_day, refused, unreadable
from regions.imports.boundaries import LICENCE, SOURCE, Boundaries, detail_of, drawing_from
from regions.imports.boundaries import read_boundaries as read
from regions.maps import packed
from regions.models import Municipality
from regions.models.boundaries import BoundarySet, division_key
from regions.municipality_names import names_with_codes


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
        municipalities = list(Municipality.objects.all())
        try:
            found = read(file, Names(names_with_codes(municipalities)))
        except OSError as error:
            raise unreadable(file, error) from error
        except FaultyFile as faulty:
            raise CommandError(refused(faulty)) from None
        here = {row.code: row.name for row in municipalities if row.exists_on(date)}
        count = counted(len(found.shapes), "gemeente", "gemeenten")
        self.stdout.write(_("%(count)s in het bestand.") % {"count": count})
        self.stdout.write("\n".join([*found.told, detail_of(found)]))
        if wrong := _other_division(found, here, date):
            raise CommandError("\n".join([*wrong, _("Er is niets opgeslagen.")]))
        if not apply:
            self.stdout.write(_("Er is niets opgeslagen. Geef --apply om dat te doen."))
            return
        is_new = _store(found, date, shown(file.name), options["source"], options["licence"])
        self.stdout.write(_("Opgeslagen.") if is_new else _("Er verandert niets."))


def _other_division(found: Boundaries, here: dict[str, str], on: date) -> list[str]:
    """What the file has too little or too much for the division of that day."""
    lacking = [f"{here[code]} ({code})" for code in sorted(here.keys() - found.shapes.keys())]
    more = sorted(found.shapes.keys() - here.keys())
    kinds = (
        (_("Op %(on)s was er ook, en niet in het bestand: %(which)s."), lacking),
        (_("Op %(on)s was er niet, en wel in het bestand: %(which)s."), more),
    )
    return [text % {"on": short_date(on), "which": joined(which)} for text, which in kinds if which]


def _store(found: Boundaries, on: date, origin: str, source: str, licence: str) -> bool:
    """Whether it was not there yet."""
    codes = list(found.shapes)
    shapes = shapely.to_wkb(shapely.geometrycollections(list(found.shapes.values())))
    drawing = packed(drawing_from(found)) | {"bron": source, "licentie": licence}
    values = {
        "key": division_key(codes),
        "origin": origin,
        "source": source,
        "licence": licence,
        "drawing": drawing,
        "codes": codes,
        "shapes": shapes if found.is_fine else b"",
    }
    if (there := BoundarySet.objects.filter(on=on).values(*values).first()) is not None:
        there["shapes"] = bytes(there["shapes"])
        if there == values:
            return False
    # A row of its own each time: processes keep what they drew by its number.
    with transaction.atomic():
        BoundarySet.objects.filter(on=on).delete()
        BoundarySet.objects.create(on=on, **values)
    return True
