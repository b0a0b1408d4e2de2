"""What changed last in units, of whatever kind: milestones, texts, parties, municipal policy.

Each kind has a history of its own; here they become one list of :class:`RecentChange`. The
``collect_…`` functions run a fixed number of queries and fetch no more than the page shows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from nalportal.dutch import counted
from nalportal.progress.history import MilestoneEvent
from nalportal.progress.models import (
    COPIED_FROM,
    MOVED,
    Milestone,
    ReportingUnit,
    ReportText,
)
from nalportal.progress.models.texts import UNIT_PLACES
from nalportal.progress.texts import FIELDS, LABELS
from nalportal.records.versions import who_did
from regions.models import ActionKind, PolicyStep
from workgroups.models import Participation

SHOWN = 5  # rows of each list; the rest is behind its link

MILESTONE, TEXTS, PARTIES, POLICY = "mijlpaal", "teksten", "partijen", "beleid"

# What no account did came out of a file of the portal itself: no news to anybody.
BY_SOMEBODY = Q(history_user__isnull=False)


@dataclass(frozen=True)
class RecentChange:
    """One action of a person; ``kind`` is one of the four above.

    ``key`` is what its page is found by (a reference, a web address of a unit, the number of an
    action with policy), ``done`` the word for what was done and ``what`` the things it was done to.
    """

    kind: str
    key: str
    title: str
    unit: str
    at: datetime
    who: str
    done: str
    what: tuple[str, ...]
    reason: str


def newest(*lists: Iterable[RecentChange]) -> tuple[RecentChange, ...]:
    """The newest of all lists, newest first, as many as a page shows. Pure."""
    together = [change for changes in lists for change in changes]
    return tuple(sorted(together, key=lambda change: change.at, reverse=True)[:SHOWN])


def of_milestone(milestone: Milestone, event: MilestoneEvent, unit: str) -> RecentChange:
    """One event of the history of a milestone. Pure."""
    return RecentChange(
        kind=MILESTONE,
        key=milestone.reference,
        title=milestone.title,
        unit=unit,
        at=event.at,
        who=event.who,
        done=_("Nieuw") if event.is_first else _("Gewijzigd"),
        what=tuple(change.label for change in event.changes),
        reason=event.reason,
    )


def by_ministry(*, user: str, unit: str) -> Q:
    """The rows of a history that a reviewer made who doesn't keep that unit.

    ``user`` and ``unit`` are the names of the columns.
    """
    editors = ReportingUnit.editors.through.objects.filter(
        reportingunit=OuterRef(unit), user=OuterRef(user)
    )
    return Q(~Exists(editors), **{f"{user}__is_reviewer": True})


# ------------------------------------------------------------- what is not about milestones


def collect_others(
    units: Mapping[int, ReportingUnit], since: datetime, *, ministry: bool = False
) -> tuple[RecentChange, ...]:
    """The last actions on texts, parties and policy of these units, newest first (3 queries).

    ``units`` by their id; with ``ministry`` only what the ministry did.
    """
    return newest(
        _texts(units, since, ministry=ministry),
        _parties(units, since, ministry=ministry),
        _policy(units, since, ministry=ministry),
    )


def _texts(
    units: Mapping[int, ReportingUnit], since: datetime, *, ministry: bool
) -> Iterable[RecentChange]:
    rows = ReportText.history.filter(
        by_ministry(user="history_user", unit="unit") if ministry else Q(),
        BY_SOMEBODY,
        unit__in=units,
        place__in=UNIT_PLACES,
        history_date__gt=since,
    ).exclude(history_change_reason__startswith=COPIED_FROM)
    # Both texts of a unit may have been saved in one action.
    newest_first = rows.select_related("history_user").order_by("-history_date", "unit_id")
    found = newest_first[: SHOWN * len(UNIT_PLACES)]
    for (at, unit), action in groupby(found, key=lambda row: (row.history_date, row.unit_id)):
        entries = list(action)
        places = [FIELDS[entry.place] for entry in entries]
        yield RecentChange(
            kind=TEXTS,
            key=units[unit].slug,
            title=_("Teksten"),
            unit=units[unit].short_name,
            at=at,
            who=who_did(entries[0]),
            done=_("Gewijzigd"),
            what=tuple(str(label) for field, label in LABELS.items() if field in places),
            reason=entries[0].history_change_reason or "",
        )


def _parties(
    units: Mapping[int, ReportingUnit], since: datetime, *, ministry: bool
) -> Iterable[RecentChange]:
    rows = Participation.history.filter(
        by_ministry(user="history_user", unit="workgroup") if ministry else Q(),
        BY_SOMEBODY,
        workgroup__in=units,
        history_date__gt=since,
    ).exclude(history_change_reason=MOVED)
    newest_first = rows.select_related("history_user", "party").order_by("-history_date")
    for row in newest_first[:SHOWN]:
        unit = units[row.workgroup_id]
        yield RecentChange(
            kind=PARTIES,
            key=unit.slug,
            title=_("Betrokken partijen"),
            unit=unit.short_name,
            at=row.history_date,
            who=who_did(row),
            done=_party_word(row),
            what=(row.party.name,),
            reason=row.history_change_reason or "",
        )


def _party_word(row: Any) -> str:
    if row.history_type == "+":
        return _("Toegevoegd")
    return _("Gestopt") if row.withdrawn_on else _("Doet weer mee")


def steps_of(units: Collection[int], since: datetime) -> Any:
    """The steps of policy recorded after ``since``, with the ``unit`` they belong to now.

    A municipality that is no more belongs to the region that it ended in.
    """
    membership = "municipality__memberships"
    is_last = Q(**{f"{membership}__valid_until": None}) | Q(
        **{f"{membership}__valid_until__gte": F("municipality__valid_until")}
    )
    rows = PolicyStep.objects.filter(
        is_last, **{f"{membership}__region__in": units}, recorded_at__gt=since
    )
    named = rows.filter(recorded_by__isnull=False)
    return named.annotate(unit=F(f"{membership}__region"))


def _policy(
    units: Mapping[int, ReportingUnit], since: datetime, *, ministry: bool
) -> Iterable[RecentChange]:
    """One change per action and unit: a decision of twelve municipalities is told once."""
    rows = steps_of(units, since).annotate(
        did_at=Coalesce("action__at", "recorded_at"), did=Coalesce("action_id", -F("pk"))
    )
    if ministry:
        rows = rows.filter(by_ministry(user="recorded_by", unit="unit"))
    per_instrument = (
        rows.values("did", "did_at", "action__kind", "unit", "instrument__name", *_NAME)
        .annotate(municipalities=Count("municipality", distinct=True))
        .order_by("-did_at", "did", "unit", "instrument__order")
    )
    # Of one action a row per instrument and region: five actions have far fewer than this.
    found = per_instrument[: SHOWN * 50]
    for (did, unit), action in groupby(found, key=lambda row: (row["did"], row["unit"])):
        lines = list(action)
        *names, address = (lines[0][part] for part in _NAME)
        yield RecentChange(
            kind=POLICY,
            key=str(did),
            title=_("Beleid van gemeenten"),
            unit=units[unit].short_name,
            at=lines[0]["did_at"],
            who=" ".join(filter(None, names)) or address,
            done=str(ActionKind(lines[0]["action__kind"] or ActionKind.RECORDING).label),
            what=tuple(
                f"{line['instrument__name']} ({_municipalities(line['municipalities'])})"
                for line in lines
            ),
            reason="",
        )


_NAME = ("recorded_by__first_name", "recorded_by__last_name", "recorded_by__email")


def _municipalities(count: int) -> str:
    return counted(count, "gemeente", "gemeenten")
