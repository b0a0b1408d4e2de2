"""Charge points per municipality from the national feed: `manage.py import_ndw locations.json.gz`.

Shows every rule with how many points it took. Only `--apply` stores the figures.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.entry.ndw import Feed, Wanted, count_points, read_feed, read_ndw
from indicators.entry.replaced import lost_points, replaced_by
from indicators.models import Measure, Source
from nalportal.dutch import short_date
from nalportal.exchange.faults import FaultyFile
from nalportal.pages.file_command import asked_day, refused, unreadable
from nalportal.refusals import Refused
from regions.models import Municipality
from regions.placing import boundaries_on, codes_of_points

from ..figure_command import FigureCommand

SOURCE, MEASURE = "ndw", "laadpunten"
PUBLISHER, TITLE = "NDW", "Landelijke laadpunten (OCPI)"


class Command(FigureCommand):
    help = "Telt de laadpunten van het landelijke bestand van NDW per gemeente en soort."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND", help="OCPI, JSON of gzip")
        parser.add_argument(
            "--date",
            type=asked_day,
            required=True,
            metavar="DATUM",
            help="de dag van het bestand, zoals 7-10-2026; het bestand noemt haar niet",
        )
        parser.add_argument("--source", default=SOURCE, help=f"code van de bron; anders {SOURCE}")
        parser.add_argument(
            "--measure", default=MEASURE, help=f"code van de maat; anders {MEASURE}"
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, file: Path, date: date, **options: Any) -> None:
        measure = Measure.objects.filter(slug=options["measure"]).first()
        if measure is None:
            raise CommandError(_("“%s” is geen maat.") % options["measure"])
        try:
            boundaries = boundaries_on(date)
            feed = read_feed(file, date)
        except Refused as error:
            raise CommandError(str(error)) from None
        except FaultyFile as faulty:
            raise CommandError(refused(faulty)) from None
        except OSError as error:
            raise unreadable(file, error) from error
        points = list(feed.points.values())
        codes = codes_of_points(
            boundaries, [one.longitude for one in points], [one.latitude for one in points]
        )
        places = dict(zip(feed.points, codes, strict=True))
        # A source that is not there yet is made, and is gone again unless the figures stay.
        with transaction.atomic():
            source, _made = Source.objects.get_or_create(
                slug=options["source"], defaults={"publisher": PUBLISHER, "title": TITLE}
            )
            self._store(feed, places, (measure, source, date), file.name, options)
            transaction.set_rollback(not options["apply"])

    def _store(
        self,
        feed: Feed,
        places: dict[str, str],
        about: tuple[Measure, Source, date],
        name: str,
        options: dict[str, Any],
    ) -> None:
        measure, source, on = about
        here = {row.code: row.pk for row in Municipality.objects.all() if row.exists_on(on)}
        counts = count_points(feed, places)
        found = read_ndw(feed, counts, Wanted(measure.pk, source.pk, here, on))
        try:
            earlier = replaced_by(measure, source, on)
        except Refused as error:
            raise CommandError(str(error)) from None
        found.told += earlier.told()
        origin = _("import_ndw van %(file)s") % {"file": name}
        total = sum(kinds.total() for kinds in counts.values())
        if self.finish(found, origin, options, lost_points(measure, source, on, total)):
            earlier.remove(_("vervangen door de cijfers van %s") % short_date(on))
