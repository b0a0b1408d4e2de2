"""What mergers, splits and moves did to a division since the first day that is kept here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nalportal.dutch import joined
from nalportal.records.search import Kind, alphabetical

from .models import RegionMembership, ReorganisationKind
from .reports import MergerRow, display_name


@dataclass(frozen=True)
class MembershipRow:
    """From ``begins`` to ``ends`` (the first day no longer) a municipality is of a region."""

    code: str
    name: str
    region: str
    region_name: str
    begins: date | None
    ends: date | None

    def holds(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day < self.ends
        )


@dataclass(frozen=True)
class DivisionChanges:
    """``before`` municipalities on ``since``; after it, per day, what changed, in sentences."""

    since: date
    before: int
    changes: tuple[tuple[date, tuple[str, ...]], ...]


def collect_memberships() -> tuple[MembershipRow, ...]:
    """Every municipality with its region through time (1 query)."""
    # Without a begin comes first, on every database.
    begin = F("valid_from").asc(nulls_first=True)
    rows = RegionMembership.objects.order_by(
        alphabetical(Kind.MUNICIPALITY, "municipality"), begin
    ).values_list(
        "municipality__code",
        "municipality__name",
        "region__unit__slug",
        "region__unit__short_name",
        "valid_from",
        "valid_until",
    )
    return tuple(MembershipRow(*row) for row in rows)


def division_changes(
    mergers: Iterable[MergerRow],
    memberships: Iterable[MembershipRow],
    until: date,
    region: str = "",
) -> DivisionChanges | None:
    """What happened up to the division of ``until``, to one region or to all. Pure.

    Counts from the day before the first reorganisation that is known; None if nothing happened.
    """
    rows = tuple(memberships)
    everything = sorted(mergers, key=lambda merger: merger.on)
    inside = {row.code for row in rows if region in ("", row.region)}
    told = [m for m in everything if m.old in inside or m.new in inside]
    moved = [pair for pair in _moves(rows, until) if pair[1].code in inside]
    if not told and not moved:
        return None
    days: dict[date, list[str]] = defaultdict(list)
    for day in dict.fromkeys(merger.on for merger in told):
        days[day] += _reorganised([m for m in told if m.on == day], rows)
    for begins, row in moved:
        text = _("%(name)s hoort bij %(region)s")
        days[begins].append(text % {"name": display_name(row.name), "region": row.region_name})
    since = min(days) - timedelta(days=1)
    if everything:
        since = min(since, everything[0].on - timedelta(days=1))
    before = sum(row.holds(since) and region in ("", row.region) for row in rows)
    return DivisionChanges(since, before, tuple((day, tuple(days[day])) for day in sorted(days)))


def _moves(rows: Iterable[MembershipRow], until: date) -> list[tuple[date, MembershipRow]]:
    """The municipalities that went on in another region, with the day."""
    latest: dict[str, MembershipRow] = {}
    found = []
    for row in rows:
        before = latest.get(row.code)
        if before and before.region != row.region and row.begins and row.begins <= until:
            found.append((row.begins, row))
        latest[row.code] = row
    return found


def _reorganised(mergers: list[MergerRow], rows: Iterable[MembershipRow]) -> list[str]:
    """What happened on one day: one sentence per new municipality, or per one that was split."""
    splits: dict[str, list[str]] = defaultdict(list)
    joins: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    regions = {row.code: row for row in rows}
    for merger in mergers:
        old, new = display_name(merger.old_name), display_name(merger.new_name)
        if merger.kind == ReorganisationKind.SPLIT:
            splits[old].append(new)
        else:
            joins[(merger.kind, new, _other_region(merger, regions))].append(old)
    return [
        *(
            _("%(old)s is verdeeld over %(new)s") % {"old": old, "new": joined(sorted(new))}
            for old, new in splits.items()
        ),
        *(_joined(kind, new, where, old) for (kind, new, where), old in joins.items()),
    ]


def _joined(kind: str, new: str, where: str, old: list[str]) -> str:
    names = {"old": joined(sorted(old)), "new": f"{new} ({where})" if where else new}
    if kind == ReorganisationKind.MERGER:
        text = ngettext("%(old)s is nu %(new)s", "%(old)s zijn nu samen %(new)s", len(old))
    else:
        text = ngettext("%(old)s hoort bij %(new)s", "%(old)s horen bij %(new)s", len(old))
    return text % names


def _other_region(merger: MergerRow, regions: dict[str, MembershipRow]) -> str:
    """The region where it went, if that is another one."""
    old, new = regions.get(merger.old), regions.get(merger.new)
    return new.region_name if old and new and old.region != new.region else ""
