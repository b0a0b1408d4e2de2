"""Commands that a timer runs, and how long after the last good run somebody should look."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from .models import Timer

# By command: longer ago than this is late. The intervals stand in deploy/.
LATE_AFTER = {
    "send_reminders": timedelta(hours=26),  # by day every quarter of an hour, not at night
    "clearsessions": timedelta(hours=50),
    "backup": timedelta(hours=26),
}


def run(command: str, *arguments: str, **options: Any) -> None:
    """Run ``command`` and note when it began and how it ended; its own error goes on."""
    began = timezone.now()
    Timer.objects.update_or_create(command=command, defaults={"started_at": began})
    timer = Timer.objects.filter(command=command)
    try:
        call_command(command, *arguments, **options)
    except BaseException:
        timer.update(failed_at=timezone.now())
        raise
    timer.update(succeeded_at=timezone.now())
