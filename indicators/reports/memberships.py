"""To which region a municipality belonged on the date of a figure."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

MEMBER = "municipality__memberships"


def member_then() -> tuple[Q, Q]:
    """The membership on the date of a figure. In one filter: both are about the same membership."""
    return (
        Q(**{f"{MEMBER}__valid_from": None}) | Q(**{f"{MEMBER}__valid_from__lte": F("on")}),
        Q(**{f"{MEMBER}__valid_until": None}) | Q(**{f"{MEMBER}__valid_until__gt": F("on")}),
    )


class Memberships:
    """How many municipalities a region had on a day, from rows (region, from, until)."""

    def __init__(self, rows: Iterable[tuple[str, date | None, date | None]]) -> None:
        self.changes: dict[str, list[tuple[date, int]]] = {}
        for region, valid_from, valid_until in rows:
            changes = self.changes.setdefault(region, [])
            changes.append((valid_from or date.min, 1))
            if valid_until:
                changes.append((valid_until, -1))
        self.found: dict[tuple[str, date], int] = {}

    def count(self, region: str, on: date) -> int:
        """Counted once per region and day; there are three types on each."""
        key = (region, on)
        if key not in self.found:
            self.found[key] = sum(step for day, step in self.changes.get(region, ()) if day <= on)
        return self.found[key]
