"""History on everything a person edits, and no way around it."""

from typing import Any, NoReturn

from django.db import models


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


def save_signed(record: Any, *, by: Any, reason: str = "") -> None:
    """Save ``record`` (of a tracked model) with who and why in its history."""
    sign(record, by=by, reason=reason)
    record.save()


def sign(record: Any, *, by: Any, reason: str = "") -> None:
    """Who and why, for what is saved, set or deleted through ``record`` next."""
    record._history_user = by
    record._change_reason = reason
