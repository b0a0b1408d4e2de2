"""What is right and wrong on this installation: one list, for the page, the monitor and doctor."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import caches
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.desk.models import Letter

from .models import Timer
from .timers import LATE_AFTER

log = logging.getLogger(__name__)

LEAST_FREE_BYTES = 1_000_000_000
OLDEST_LETTER = timedelta(hours=26)


class State(StrEnum):
    """How urgent a finding is: fine, somebody should look, the site does not work."""

    GOOD = "goed"
    LOOK = "let op"
    WRONG = "fout"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``told`` is for the beheerder, never for the public."""

    name: str
    state: State
    told: str


Check = Callable[[], tuple[State, str]]


def database() -> tuple[State, str]:
    """Whether it answers, and whether each migration of this release has run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return State.WRONG, ngettext(
            "%(count)d stap van manage.py migrate is niet uitgevoerd.",
            "%(count)d stappen van manage.py migrate zijn niet uitgevoerd.",
            len(missing),
        ) % {"count": len(missing)}
    return State.GOOD, _("De database antwoordt en past bij deze versie.")


def folder() -> tuple[State, str]:
    """Whether NAL_VAR_DIR can be written and has room."""
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"x" * 4096)
    free = shutil.disk_usage(settings.VAR_DIR).free
    told = _("%(free).1f GB vrij in NAL_VAR_DIR.") % {"free": free / 1e9}
    return (State.GOOD if free >= LEAST_FREE_BYTES else State.LOOK), told


def kept_files() -> tuple[State, str]:
    """Whether the cache keeps what it is given; without it the site is slower."""
    cache = caches["files"]
    cache.set("gezond", "ja", 60)
    if cache.get("gezond") != "ja":
        return State.LOOK, _("De cache bewaart niets; pagina's en bestanden zijn trager.")
    return State.GOOD, _("De cache bewaart wat zij krijgt.")


def mail() -> tuple[State, str]:
    """Whether the mail server lets us in, and how long the oldest letter waits."""
    waiting = Letter.objects.filter(sent_at=None, dropped_at=None).order_by("made_at").first()
    if waiting and timezone.now() - waiting.made_at > OLDEST_LETTER:
        return State.LOOK, _("De oudste brief wacht sinds %(since)s.") % {
            "since": timezone.localtime(waiting.made_at).strftime("%d-%m-%Y %H:%M")
        }
    if not settings.DEMO:  # there mail becomes files, and opening would make an empty one
        mail_server = get_connection()
        mail_server.open()
        mail_server.close()
    return State.GOOD, _("De mailserver antwoordt en geen brief wacht te lang.")


def timers() -> tuple[State, str]:
    """Whether each command of a timer ended well, not too long ago."""
    last = dict(Timer.objects.values_list("command", "succeeded_at"))
    now = timezone.now()
    late = [
        command
        for command, allowed in LATE_AFTER.items()
        if (at := last.get(command)) is None or now - at > allowed
    ]
    if late:
        return State.LOOK, _("Te lang niet gelukt: %(commands)s.") % {"commands": ", ".join(late)}
    return State.GOOD, _("Elke geplande opdracht is op tijd gelukt.")


# Without the first the site does not work; the others are for somebody to look at.
NEEDED: dict[str, Check] = {"database": database}
ALL: dict[str, Check] = {
    **NEEDED,
    "map": folder,
    "cache": kept_files,
    "mail": mail,
    "opdrachten": timers,
}


def findings(checks: dict[str, Check] | None = None) -> Iterable[Finding]:
    """Each check in turn; one that fails itself is a finding too, and the others go on."""
    for name, check in (ALL if checks is None else checks).items():
        try:
            state, told = check()
        except Exception as error:  # a check asks things that may be broken in any way
            log.warning("The check %s failed: %r", name, error)
            state = State.WRONG if name in NEEDED else State.LOOK
            told = _("Niet na te gaan: %(error)s.") % {"error": type(error).__name__}
        yield Finding(name, state, told)
