"""Everything that has to be as it was, computed again: for the command and for the beheerder."""

from collections.abc import Callable

from django.db import connection
from django.utils.translation import gettext as _

from nalportal.progress.evidence import fault_of_content
from nalportal.progress.models import EvidenceFile
from nalportal.records.append_only import guarded_models, unguarded
from nalportal.report.freeze import verify

from . import seals
from .models import Seal

# How many were looked at, and what is wrong in words, the first first.
Found = tuple[int, list[str]]


def _snapshots(noted: str) -> Found:
    found = list(verify())
    faults = [
        f"{one.snapshot} ({one.sha256[:12]}…): {'; '.join(one.faults)}"
        for one in found
        if one.faults
    ]
    return len(found), faults


def _chain(noted: str) -> Found:
    return Seal.objects.count(), [str(fault) for fault in seals.faults(noted)]


def _files(noted: str) -> Found:
    standing = EvidenceFile.objects.standing().order_by("pk")
    faults = (fault_of_content(row, row.sha256) for row in standing.iterator())
    return standing.count(), [fault for fault in faults if fault]


def _locks(noted: str) -> Found:
    told = _("Tabel %(table)s weigert geen wijzigingen; voer migrate uit")
    return len(guarded_models()), [told % {"table": table} for table in unguarded(connection)]


PARTS: dict[str, Callable[[str], Found]] = {
    "snapshots": _snapshots,
    "keten": _chain,
    "bestanden": _files,
    "sloten": _locks,
}


def findings(part: str, noted: str = "") -> Found:
    """Look at one of :data:`PARTS`; ``noted`` is the control number of an earlier seal."""
    return PARTS[part](noted)
