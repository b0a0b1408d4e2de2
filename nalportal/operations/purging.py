"""What is kept of people goes when its term is over; the terms stand in nalportal/retention.py."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from nalportal import retention
from nalportal.accounts import drafts
from nalportal.accounts.models import Session, User
from nalportal.desk.models import Letter, LetterKind
from nalportal.pages.models import Job, Receipt
from nalportal.progress.models.states import OPEN_STATES
from nalportal.records.append_only import open_door
from nalportal.retention import Term

from .seals import purge as purge_sealed


def purge(now: datetime) -> dict[Term, int]:
    """Remove what is older than its term; how much that was, per term."""
    return {term: remove(now - term.kept) for term, remove in PURGES.items()}


def _sessions(_before: datetime) -> int:
    """With those of nobody go the forms that were kept in them."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def _cached(_before: datetime) -> int:
    """Files that were looked at, and counts of failed sign-ins: each row says when it ends."""
    table = connection.ops.quote_name(settings.CACHES["default"].get("LOCATION", ""))
    if "DatabaseCache" not in settings.CACHES["default"]["BACKEND"]:
        return 0
    moment = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608 - our own
        return int(cursor.rowcount)


def _letters(before: datetime) -> int:
    """Not those by which a letter that is still called for is known to have gone."""
    invited = Q(kind=LetterKind.INVITED, to__last_login=None)
    called_for = invited | Q(round__state__in=OPEN_STATES)
    return Letter.objects.filter(made_at__lt=before).exclude(called_for).delete()[0]


def _receipts(before: datetime) -> int:
    Job.objects.filter(ended_at__lt=before).delete()
    with open_door(Receipt):
        # Past the queryset of the model, which refuses.
        return models.QuerySet(Receipt).filter(handled_at__lt=before)._raw_delete("default")


def _old_names(before: datetime) -> int:
    """What was done to an account stays; how its owner was called then goes."""
    history: Any = User.history
    old = history.filter(history_date__lt=before).exclude(email="", first_name="", last_name="")
    with open_door(history.model):
        return int(old.update(email="", first_name="", last_name=""))


PURGES: dict[Term, Callable[[datetime], int]] = {
    # Each row says when it ends, by both terms; what is kept in it goes with it.
    retention.SESSIONS: _sessions,
    retention.DRAFTS: lambda _before: drafts.drop_old(),
    retention.UPLOADS: _cached,
    retention.RECEIPTS: _receipts,
    retention.LETTERS: _letters,
    retention.AUDIT_LOG: lambda before: purge_sealed("accounts.AuditEvent", before),
    retention.ADMIN_LOG: lambda before: LogEntry.objects.filter(action_time__lt=before).delete()[0],
    retention.OLD_NAMES: _old_names,
}
