"""What can happen to the parties of a working group. Each verb is one transaction.

A party that stops keeps its row and its history. Every verb takes turns at the working group;
where it doesn't fit (any more), it raises :class:`NotPossible`.
"""

from datetime import date

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nalportal.accounts.models import User
from nalportal.progress.locks import take_turn
from nalportal.progress.models import MOVED
from nalportal.progress.verbs import distinct_places, place_of
from nalportal.records.history import save_signed
from nalportal.records.search import Kind, alphabetical
from nalportal.refusals import NotPossible

from .duplicates import with_exactly
from .models import Participation, Party, Workgroup

EXISTS = gettext_lazy("Er is al een partij met deze naam: %(party)s. Voeg die toe.")


def taking_part(group: Workgroup) -> models.QuerySet[Participation]:
    """The parties that take part now, in the order of the working group."""
    return _all_of(group).filter(withdrawn_on=None).order_by("position", "pk")


def stopped(group: Workgroup) -> models.QuerySet[Participation]:
    """The parties that took part once, the last to stop first."""
    return (
        _all_of(group)
        .filter(withdrawn_on__isnull=False)
        .order_by("-withdrawn_on", alphabetical(Kind.PARTY, "party"))
    )


@transaction.atomic
def add(group: Workgroup, party: Party, *, by: User, reason: str = "") -> Participation:
    """``party`` takes part from now on, last in the list; again, if it had stopped."""
    _take_turns(group, by=by)
    row = _all_of(group).filter(party=party).first()
    if row and row.withdrawn_on is None:
        raise NotPossible(_("%(party)s staat al in de lijst.") % {"party": party.name})
    row = row or Participation(workgroup=group, party=party)
    return _put_last(row, by=by, reason=reason)


@transaction.atomic
def add_new(
    group: Workgroup, name: str, abbreviation: str, *, by: User, reason: str = ""
) -> Participation:
    """A party that the register didn't have; for who looked whether it is there already."""
    take_turn([group.pk], by=by)
    # A name is compared with all others, so who adds one to any working group takes turns.
    list(Workgroup.objects.select_for_update(of=("self",)).order_by("pk"))
    known = with_exactly(name)
    if known:
        raise NotPossible(EXISTS % {"party": known.name})
    party = Party(name=name, abbreviation=abbreviation)
    save_signed(party, by=by, reason=reason)
    return add(group, party, by=by, reason=reason)


@transaction.atomic
def withdraw(row: Participation, *, on: date, by: User, reason: str = "") -> Participation:
    """The party takes part no more, since ``on``."""
    row = _locked(row, by=by)
    if row.withdrawn_on:
        raise NotPossible(_("%(party)s was al gestopt.") % {"party": row.party.name})
    row.withdrawn_on = on
    save_signed(row, by=by, reason=reason)
    return row


@transaction.atomic
def restore(row: Participation, *, by: User, reason: str = "") -> Participation:
    """The party takes part again, last in the list."""
    row = _locked(row, by=by)
    if row.withdrawn_on is None:
        raise NotPossible(_("%(party)s doet al mee.") % {"party": row.party.name})
    return _put_last(row, by=by, reason=reason)


@transaction.atomic
def move(row: Participation, *, by: User, up: bool = False, to: int = 0) -> Participation:
    """To the place ``to`` (the first is 1) among those that take part, or else one place up or
    down; at the end it stays."""
    row = _locked(row, by=by)
    rows = list(taking_part(row.workgroup))
    at = next((place for place, other in enumerate(rows) if other.pk == row.pk), None)
    if at is None:
        raise NotPossible(_("Een partij die gestopt is heeft geen plaats in de volgorde."))
    there = place_of(at, len(rows), up=up, to=to)
    if there != at:
        places = distinct_places([party.position for party in rows])
        rows.insert(there, rows.pop(at))
        moment = timezone.now()  # all that changes place does so in one action
        for party, place in zip(rows, places, strict=True):
            if party.position != place:
                party.position = place
                save_signed(party, by=by, reason=MOVED, at=moment)
    return row


# -------------------------------------------------------------------------------- underneath


def _all_of(group: Workgroup) -> models.QuerySet[Participation]:
    rows: models.QuerySet[Participation] = Participation.objects.filter(workgroup=group)
    return rows.select_related("party")


def _take_turns(group: Workgroup, *, by: User) -> None:
    take_turn([group.pk], by=by)
    Workgroup.objects.select_for_update(of=("self",)).get(pk=group.pk)


def _locked(row: Participation, *, by: User) -> Participation:
    _take_turns(row.workgroup, by=by)
    stored = Participation.objects.select_related("party", "workgroup__unit")
    found: Participation = stored.get(pk=row.pk)
    return found


def _put_last(row: Participation, *, by: User, reason: str) -> Participation:
    last = taking_part(row.workgroup).aggregate(last=models.Max("position"))["last"]
    row.position, row.withdrawn_on = (last or 0) + 1, None
    save_signed(row, by=by, reason=reason)
    return row
