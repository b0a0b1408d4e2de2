"""What is right and wrong on this installation: one list, for the page, the monitor and doctor."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.accounts.models import User
from nalportal.desk.models import Letter
from nalportal.dutch import number
from nalportal.pages.jobs import worker_is_gone
from nalportal.pages.models import Job
from nalportal.records.append_only import unguarded

from .backups import newest
from .models import Timer
from .timers import LATE_AFTER, NAMES

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 1_000_000_000
OLDEST_LETTER = timedelta(hours=26)
OLDEST_JOB = timedelta(minutes=15)


class State(StrEnum):
    """How urgent a finding is: fine, somebody should look, the site does not work."""

    GOOD = "goed"
    LOOK = "let op"
    WRONG = "fout"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; what is ``told`` is for the beheerder, never for the public.

    ``facts`` are numbers and moments for a monitor that has the token.
    """

    name: str
    state: State
    told: str
    facts: dict[str, object] = field(default_factory=dict)


class Seen(NamedTuple):
    """What a check found."""

    state: State
    told: str
    facts: dict[str, object] = {}


Check = Callable[[], Seen]


def database() -> Seen:
    """Whether it answers, and whether each migration of this release has run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        told = ngettext(
            "%(count)d stap van manage.py migrate is niet uitgevoerd.",
            "%(count)d stappen van manage.py migrate zijn niet uitgevoerd.",
            len(missing),
        )
        return Seen(State.WRONG, told % {"count": len(missing)}, {"migrations": len(missing)})
    return Seen(State.GOOD, _("De database antwoordt en past bij deze versie."))


def folder() -> Seen:
    """Whether NAL_VAR_DIR can be written and has room."""
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"x" * 4096)
    free = shutil.disk_usage(settings.VAR_DIR).free
    told = _("%(free)s GB vrij in NAL_VAR_DIR.") % {"free": number(Decimal(free) / 10**9, 1)}
    state = State.GOOD if free >= LEAST_FREE_BYTES else State.LOOK
    return Seen(state, told, {"free_bytes": free})


def kept_files() -> Seen:
    """Whether the cache keeps what it is given; without it the site is slower."""
    cache = caches["files"]
    cache.set("gezond", "ja", 60)
    if cache.get("gezond") != "ja":
        return Seen(State.LOOK, _("De cache bewaart niets; pagina's en bestanden zijn trager."))
    return Seen(State.GOOD, _("De cache bewaart wat zij krijgt."))


def mail() -> Seen:
    """Whether the mail server lets us in, also while the database is away."""
    if not settings.DEMO:  # there mail becomes files, and opening would make an empty one
        mail_server = get_connection()
        mail_server.open()
        mail_server.close()
    return Seen(State.GOOD, _("De mailserver antwoordt."))


def letters() -> Seen:
    """How long the oldest letter waits."""
    waiting = Letter.objects.filter(sent_at=None, dropped_at=None).order_by("made_at").first()
    facts: dict[str, object] = {"oldest_letter": waiting.made_at if waiting else None}
    if waiting and timezone.now() - waiting.made_at > OLDEST_LETTER:
        told = _("De oudste brief wacht sinds %(since)s.")
        return Seen(State.LOOK, told % {"since": _moment(waiting.made_at)}, facts)
    return Seen(State.GOOD, _("Geen brief wacht te lang."), facts)


def jobs() -> Seen:
    """How long the oldest work waits that somebody asked for, and whether a worker that was on this
    machine still is."""
    oldest = Job.objects.waiting().values_list("asked_at", flat=True).first()
    is_gone = worker_is_gone()
    facts: dict[str, object] = {"oldest_job": oldest, "worker_is_gone": is_gone}
    if oldest and timezone.now() - oldest > OLDEST_JOB:
        told = _("De oudste taak wacht sinds %(since)s.") % {"since": _moment(oldest)}
        return Seen(State.LOOK, told, facts)
    if is_gone:
        told = _(
            "manage.py worker draait hier niet meer; start die weer (nalportal-worker). Tot dan "
            "begint een pagina haar werk zelf. Moet dat zo blijven, verwijder dan worker.here uit "
            "NAL_VAR_DIR."
        )
        return Seen(State.LOOK, told, facts)
    return Seen(State.GOOD, _("Geen taak wacht te lang."), facts)


def timers() -> Seen:
    """Whether each command of a timer ended well, not too long ago; nor that long from now, by a
    clock that was set back since."""
    last = dict(Timer.objects.values_list("command", "succeeded_at"))
    facts: dict[str, object] = {command: last.get(command) for command in LATE_AFTER}
    now = timezone.now()
    late = [
        f"{NAMES[command]} ({command})"
        for command, allowed in LATE_AFTER.items()
        if (at := last.get(command)) is None or abs(now - at) > allowed
    ]
    if late:
        told = _("Te lang niet gelukt: %(commands)s.") % {"commands": ", ".join(late)}
        return Seen(State.LOOK, told, facts)
    return Seen(State.GOOD, _("Elke geplande opdracht is op tijd gelukt."), facts)


def backup() -> Seen:
    """How old the newest backup in its folder is, whoever made it; one of a clock that was ahead
    hides that no other came."""
    if (made_at := newest(settings.BACKUP_DIR)) is None:
        return Seen(State.LOOK, _("Er is geen back-up."), {"newest": None})
    late = abs(timezone.now() - made_at) > LATE_AFTER["backup"]
    told = _("De nieuwste back-up is van %(at)s.") % {"at": _moment(made_at)}
    return Seen(State.LOOK if late else State.GOOD, told, {"newest": made_at})


def locks() -> Seen:
    """Whether every log and history refuses changes."""
    if open_tables := unguarded(connection):
        told = _("Deze tabellen weigeren geen wijzigingen: %(tables)s. Voer migrate uit.")
        return Seen(State.LOOK, told % {"tables": ", ".join(open_tables)})
    return Seen(State.GOOD, _("Logboeken en geschiedenis weigeren wijzigingen."))


def administrators() -> Seen:
    """Whether somebody can help a beheerder who lost a phone."""
    count = User.objects.filter(is_staff=True, is_active=True).count()
    if count < 2:
        told = _(
            "Er is één beheerder. Nodig er nog een uit: wie alleen is, kan niet geholpen worden."
        )
        return Seen(State.LOOK, told, {"count": count})
    return Seen(State.GOOD, _("Er is meer dan één beheerder."), {"count": count})


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y %H:%M")


# Without the first the site does not work; the others are for somebody to look at.
NEEDED: dict[str, Check] = {"database": database}
ALL: dict[str, Check] = {
    **NEEDED,
    "map": folder,
    "cache": kept_files,
    "mail": mail,
    "brieven": letters,
    "taken": jobs,
    "opdrachten": timers,
    "back-up": backup,
    "sloten": locks,
    "beheerders": administrators,
}


def findings(checks: dict[str, Check] | None = None) -> Iterable[Finding]:
    """Each check in turn; one that fails itself is a finding too, and the others go on."""
    for name, check in (ALL if checks is None else checks).items():
        try:
            seen = check()
        except Exception as error:  # a check asks things that may be broken in any way
            log.warning("The check %s failed: %r", name, error)
            state = State.WRONG if name in NEEDED else State.LOOK
            told = _("Niet na te gaan: %(error)s.") % {"error": type(error).__name__}
            seen = Seen(state, told)
        yield Finding(name, *seen)
