"""A file as a command: the preview of the pages, and with ``--apply`` what it shows.

Ends with 0 when it was shown or done, with 1 when the file is refused or an answer is lacking.
"""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.dutch import counted, number
from nalportal.exchange.faults import FaultyFile, shown
from nalportal.exchange.tables import MAX_FILE_BYTES
from nalportal.refusals import Overtaken
from nalportal.written_dates import parse_day

from .file_preview import Preview, Row
from .uploads import Upload


def asked_day(text: str) -> date:
    """The type of an option that is a day."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


class FileCommand(BaseCommand):
    """Somebody has to have sent a file: what that person may change, the file may change."""

    what: ClassVar[str]
    # What the pages do too: tell what a file would do, and do what was told.
    look: ClassVar[Callable[..., Preview]]
    store: ClassVar[Callable[..., object]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND")
        parser.add_argument(
            "--by",
            required=True,
            metavar="E-MAIL",
            help="het account dat het bestand inleest: diens rechten gelden, en de geschiedenis "
            "noemt die naam",
        )
        parser.add_argument("--apply", action="store_true", help=f"sla {self.what} op")
        parser.add_argument(
            "--remove", action="store_true", help="wat (leegmaken) leegmaakt, is zo bedoeld"
        )

    def told(self, **options: Any) -> dict[str, str]:
        """What the options say of the file as a whole."""
        return {}

    def handle(self, *args: Any, file: Path, by: str, apply: bool, remove: bool, **o: Any) -> None:
        user = User.objects.filter(email__iexact=by, is_active=True).first()
        if user is None:
            raise CommandError(_("“%(email)s” is geen account dat in gebruik is.") % {"email": by})
        upload = Upload(shown(file.name), content_of(file), about=self.told(**o))
        found = self.look(upload, by=user)
        if found.faults:
            raise CommandError(refused(FaultyFile(list(found.faults))))
        self.stdout.write("\n".join(_lines(found)))
        if not found.new and not found.changed:
            self.stdout.write(_("Er verandert niets."))
        elif not apply:
            self.stdout.write(_("Er is niets opgeslagen. Geef --apply om dat te doen."))
        elif found.removes and not remove:
            text = _("Het bestand verwijdert %(lost)s. Geef --remove als dat zo bedoeld is.")
            raise CommandError(text % {"lost": counted(found.removes, "gegeven", "gegevens")})
        else:
            self._store(upload, found, user, may_remove=remove)

    def _store(self, upload: Upload, found: Preview, user: User, *, may_remove: bool) -> None:
        try:
            self.store(upload, found.fingerprint, by=user, may_remove=may_remove)
        except Overtaken as error:
            text = _("Het register is intussen gewijzigd. Bekijk het voorbeeld opnieuw.")
            raise CommandError(text) from error
        self.stdout.write(_("Opgeslagen."))


def content_of(file: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """What is in a file, as far as it is looked at: of more than the limit only that it is more."""
    try:
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: OSError) -> CommandError:
    """That a file cannot be opened, and why."""
    match error:
        case FileNotFoundError():
            why = _("het is er niet")
        case IsADirectoryError():
            why = _("het is een map")
        case PermissionError():
            why = _("u hebt er geen toegang toe")
        case _other:
            why = error.strerror or str(error)
    text = _("Het bestand “%(file)s” is niet te lezen: %(why)s.")
    return CommandError(text % {"file": file, "why": why})


def refused(faulty: FaultyFile) -> str:
    """Every fault of a file, each on its line, and that nothing came of it."""
    count = counted(len(faulty.faults), "fout", "fouten")
    return _("%(faults)s\nEr is niets opgeslagen: %(count)s.") % {"faults": faulty, "count": count}


def _lines(found: Preview) -> Iterator[str]:
    """The preview, as the page tells it."""
    counts = {
        "new": number(len(found.new)),
        "changed": number(len(found.changed)),
        "unchanged": number(len(found.unchanged)),
        "overtaken": number(len(found.overtaken)),
    }
    text = _(
        "%(new)s nieuw, %(changed)s gewijzigd, %(unchanged)s ongewijzigd, %(overtaken)s niet "
        "overgenomen."
    )
    yield text % counts
    yield from found.notes
    kinds = (
        (_("Nieuw"), found.new),
        (_("Gewijzigd"), found.changed),
        (_("Niet overgenomen"), found.overtaken),
        (_("Verschilt van de bekendmaking"), found.differing),
        (_("Voorstel, vast te leggen op het scherm"), found.proposed),
    )
    for title, rows in kinds:
        yield from (f"{title}: {_row(row)}" for row in rows)


def _row(row: Row) -> str:
    changes = [
        f"{change.label}: {change.before or _('leeg')} → {change.after or _('leeg')}"
        for change in row.changes
    ]
    name = " ".join(filter(None, (row.reference, row.title)))
    return "; ".join(filter(None, (name, *changes, row.note)))
