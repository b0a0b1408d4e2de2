"""Commands that a timer runs, and how long after the last good run somebody should look."""

import io
import subprocess
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.audit import AuditKind, record
from nalportal.accounts.models import User
from nalportal.refusals import NotPossible

from .models import Timer

# By command: longer ago than this is late. The intervals stand in deploy/.
LATE_AFTER = {
    "send_reminders": timedelta(hours=26),  # by day every quarter of an hour, not at night
    "clearsessions": timedelta(hours=3),  # every hour
    "backup": timedelta(hours=26),
    "seal": timedelta(hours=26),
    "verify": timedelta(hours=26),
}
NAMES = {
    "send_reminders": gettext_lazy("Brieven maken en versturen"),
    "clearsessions": gettext_lazy("Opruimen wat voorbij is"),
    "backup": gettext_lazy("Back-up maken en narekenen"),
    "seal": gettext_lazy("Logboeken verzegelen"),
    "verify": gettext_lazy("Alles narekenen wat vastligt"),
}
KEPT = 2_000  # characters of what a command said; a fault that it found stands at the end


def run(command: str, *arguments: str, stdout: Any = None, **options: Any) -> None:
    """Run ``command`` and note when it began, how it ended and what it said; its own error goes
    on."""
    began = timezone.now()
    Timer.objects.update_or_create(command=command, defaults={"started_at": began})
    timer = Timer.objects.filter(command=command)
    said = io.StringIO()
    try:
        call_command(command, *arguments, stdout=said, **options)
    except BaseException as error:
        told = f"{said.getvalue()}{error or type(error).__name__}"
        timer.update(failed_at=timezone.now(), told=told[-KEPT:])
        raise
    finally:
        if stdout:
            stdout.write(said.getvalue(), ending="")
    timer.update(succeeded_at=timezone.now(), told=said.getvalue()[-KEPT:])


def start(command: str, *, by: User) -> None:
    """Begin ``command`` now, in a process of its own; the page shows how it ended.

    Raises :class:`~nalportal.refusals.NotPossible` while it runs.
    """
    timer = Timer.objects.filter(command=command).first()
    if timer and timer.is_running:
        raise NotPossible(_("Deze opdracht loopt nog. Kijk over een minuut weer."))
    record(AuditKind.ADMIN, by=by, what=f"timer:{command}")
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "timer", command]
    subprocess.Popen(  # noqa: S603 - one of our own commands
        manage, stdin=subprocess.DEVNULL, start_new_session=True
    )
