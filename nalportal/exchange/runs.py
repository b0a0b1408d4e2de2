"""Several files as one import: everything is loaded, or nothing and a list of what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from .earlier import Earlier
from .faults import Fault, FaultyFile
from .resources import Outcome, RegisterResource
from .tables import Table, read_table


@dataclass(frozen=True)
class IncomingFile:
    """A file with the name that its reader knows, and the kind of rows it should have."""

    name: str
    content: bytes
    resource: type[RegisterResource]


def import_files(
    files: Iterable[IncomingFile], *, by: Any = None, dry_run: bool = False, only_utf8: bool = False
) -> list[Outcome]:
    """Import ``files`` in the order given, a file after those that its rows name.

    All of it in one transaction. With ``dry_run`` everything is tried and rolled back. The
    history says who (``by``, a user or ``None``) and "import van <bestand>".

    Raises :class:`FaultyFile` with every fault of every file, each once; then nothing is stored.
    """
    incoming = [(file, _read(file, only_utf8=only_utf8)) for file in files]
    earlier = Earlier()
    outcomes = []
    with transaction.atomic():
        for file, table in incoming:
            if isinstance(table, FaultyFile):
                earlier.could_not_read(file.resource._meta.model)
                outcomes.append(Outcome(file.name, faults=list(table.faults)))
                continue
            reason = _("import van %(file)s") % {"file": file.name}
            resource = file.resource(by=by, reason=reason, earlier=earlier)
            outcomes.append(resource.import_table(table))
        faults = _all_faults(outcomes)
        if faults:
            raise FaultyFile(faults)
        if dry_run:
            transaction.set_rollback(True)
    return outcomes


def _read(file: IncomingFile, *, only_utf8: bool) -> Table | FaultyFile:
    try:
        return read_table(file.name, file.content, only_utf8=only_utf8)
    except FaultyFile as faulty:
        return faulty


def _all_faults(outcomes: list[Outcome]) -> list[Fault]:
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    # An excuse needs a fault to point at; without one it would make rows disappear.
    faults = faults or [fault for outcome in outcomes for fault in outcome.excused]
    order = {outcome.file: place for place, outcome in enumerate(outcomes)}
    return sorted(dict.fromkeys(faults), key=lambda fault: (order[fault.file], fault.line or 0))
