"""Load the NAL progress report of end 2020 and publish it. Why: decision 6."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

import indicators.imports
import nalportal.progress.imports
import regions.imports
import workgroups.imports
from nalportal.dutch import counted
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.resources import Outcome, sign
from nalportal.exchange.runs import IncomingFile, import_files
from nalportal.progress.models import ReportingUnit, Round, Submission, SubmissionState
from nalportal.report.freeze import freeze, publish

ROUND = "eind-2020"
REASON = "overgenomen uit bron"

# In the order in which the files need each other; the label is also the name of a folder.
IMPORTERS = {
    "progress": nalportal.progress.imports.RESOURCES,
    "regions": regions.imports.RESOURCES,
    "workgroups": workgroups.imports.RESOURCES,
    "indicators": indicators.imports.RESOURCES,
}


class Command(BaseCommand):
    help = "Laadt het voortgangsrapport over eind 2020, tenzij de ronde er al is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data",
            type=Path,
            metavar="MAP",
            help="map met <app>/<naam>.csv in plaats van de meegeleverde bestanden",
        )

    def handle(self, *args: Any, data: Path | None, **options: Any) -> None:
        if Round.objects.filter(slug=ROUND).exists():
            self.stdout.write(
                _("De ronde %(round)s is er al; er is niets geladen.") % {"round": ROUND}
            )
            return
        try:
            outcomes = load(data)
        except FaultyFile as faulty:
            count = counted(len(faulty.faults), "fout", "fouten")
            raise CommandError(
                _("%(faults)s\nEr is niets geladen: %(count)s.")
                % {"faults": faulty, "count": count}
            ) from None
        rows = counted(sum(outcome.new for outcome in outcomes), "rij", "rijen")
        files = counted(len(outcomes), "bestand", "bestanden")
        self.stdout.write(
            _("%(rows)s geladen uit %(files)s; de ronde %(round)s is gepubliceerd.")
            % {"rows": rows, "files": files, "round": ROUND}
        )


# One transaction, so that a fault, or a stop halfway, leaves nothing that a second run would
# take for a round that is there. The PDF is compiled inside it: during setup nobody else waits.
@transaction.atomic
def load(data: Path | None) -> list[Outcome]:
    """Everything of the report, from ``data`` or the shipped files, frozen and published.

    Raises :class:`FaultyFile` with every fault; then nothing is stored.
    """
    outcomes = import_files(incoming(data), only_utf8=True)
    nal_round = Round.objects.get(slug=ROUND)
    _mark_submissions(nal_round)
    freeze(nal_round, by=None, reason=REASON)
    publish(nal_round, by=None, reason=REASON)
    return outcomes


def incoming(data: Path | None) -> list[IncomingFile]:
    """All files of the four apps in the order in which they need each other."""
    files = []
    for label, resources in IMPORTERS.items():
        folder = data / label if data else Path(apps.get_app_config(label).path) / "data"
        for name, resource in resources.items():
            path = folder / f"{name}.csv"
            # A file that is not there is refused like an empty one.
            content = path.read_bytes() if path.is_file() else b""
            files.append(IncomingFile(f"{label}/{name}.csv", content, resource))
    return files


def _mark_submissions(nal_round: Round) -> None:
    """Nobody handed this round in: each unit's part was taken over from the printed report."""
    known = {submission.unit_id: submission for submission in nal_round.submissions.all()}
    for unit in ReportingUnit.objects.all():
        submission = known.get(unit.pk) or Submission(round=nal_round, unit=unit)
        submission.state = SubmissionState.FROM_SOURCE
        sign(submission, by=None, reason=REASON)
        submission.save()
