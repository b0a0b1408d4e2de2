"""Reading a file of boundaries takes longer than a request may: as a job (decision 51)."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nalportal.accounts.models import User
from nalportal.exchange.faults import Fault, FaultyFile
from nalportal.pages.jobs import Done
from nalportal.pages.uploads import let_wait, what_waits
from regions.boundary_file import BoundaryFile, boundaries_in

WAITING = "boundaries"


@dataclass(frozen=True)
class SentBoundaries:
    """A file that somebody chose, and what it does not say itself."""

    name: str
    content: bytes = field(repr=False)
    on: date
    source: str
    licence: str


def read_sent(sent: SentBoundaries, by: User) -> Done:
    """Read the file and let what it gives wait for a yes, or what is wrong with it."""
    found: BoundaryFile | list[Fault]
    with NamedTemporaryFile() as file:
        file.write(sent.content)
        file.flush()
        try:
            path = Path(file.name)
            found = boundaries_in(path, sent.name, sent.on, sent.source, sent.licence)
            told = _("De grenzen zijn gelezen. Er is nog niets opgeslagen.")
        except FaultyFile as faulty:
            found = [replace(fault, file=sent.name) for fault in faulty.faults]
            told = _("Dit bestand kan zo niet worden geïmporteerd.")
    return Done(reverse("boundaries-preview", args=[let_wait(WAITING, found, by=by)]), told)


def waiting_for(number: UUID, by: User) -> BoundaryFile | list[Fault] | None:
    """What :func:`read_sent` left under this number: boundaries, faults, or nothing any more."""
    found: BoundaryFile | list[Fault] | None = what_waits(WAITING, number, by=by)
    return found
