"""History on everything a person edits, and no way around it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _


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


# ------------------------------------------------------------------------ telling a history


class Entry(Protocol):
    """When, by whom and why: what tells which entries one action made."""

    @property
    def at(self) -> datetime: ...

    @property
    def user_id(self) -> int | None: ...

    @property
    def reason(self) -> str: ...


AnyEntry = TypeVar("AnyEntry", bound=Entry)


def in_actions(entries: Iterable[AnyEntry]) -> list[list[AnyEntry]]:
    """The entries, oldest first, parted into those that one action of one person made."""
    groups: list[list[AnyEntry]] = []
    for entry in entries:
        last = groups[-1][-1] if groups else None
        if last and _action(last) == _action(entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _action(entry: Entry) -> tuple[datetime, int | None, str]:
    return entry.at, entry.user_id, entry.reason


def who_did(row: Any) -> str:
    """The name of who made this row of a history, as it reads on screen."""
    return row.history_user.display_name if row.history_user else _("Het portaal")
