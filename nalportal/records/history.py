"""History on everything a person edits, and no way around it."""

from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


class TrackedQuerySet(models.QuerySet[Any]):
    """Rows whose every change must be in the history.

    ``QuerySet.update()`` writes without calling ``save()``, so django-simple-history
    would not see it: change the objects and save them instead.
    """

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(
            f"{self.model.__name__}.objects.update() goes around the history; save each object."
        )

    update.alters_data = True  # type: ignore[attr-defined]


def save_signed(record: Any, *, by: Any, reason: str = "", at: datetime | None = None) -> None:
    """Save ``record`` (of a tracked model) with who, why and when in its history."""
    sign(record, by=by, reason=reason, at=at)
    record.save()
    # A later save through the same object is another action.
    del record._history_date


def sign(record: Any, *, by: Any, reason: str = "", at: datetime | None = None) -> None:
    """Who, why and when, for what is saved, set or deleted through ``record`` next.

    An action that writes several entries gives them all the same moment ``at``: that, and nothing
    else, tells that they belong together.
    """
    record._history_user = by
    record._change_reason = reason
    record._history_date = at or timezone.now()
