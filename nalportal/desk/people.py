"""People as a beheerder keeps them: invited, given units, handed over to a colleague, ended.

Accounts and units both keep their own history; each verb here is one transaction that signs both.
"""

from collections.abc import Iterable
from datetime import date

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nalportal.accounts.audit import AuditKind, record
from nalportal.accounts.models import SECOND_STEPS, User
from nalportal.names import place_of
from nalportal.progress.models import ReportingUnit
from nalportal.records.history import save_signed, sign
from nalportal.refusals import NotPossible

from .mailing import send_security_letter, send_soon
from .models import Handover, Letter


def by_name(found: Iterable[User]) -> list[User]:
    """Who may sign in first, then by surname: 's-Gravesande under G, on every database."""
    return sorted(
        found,
        key=lambda user: (
            not user.is_active,
            place_of(user.last_name),
            place_of(user.first_name),
            user.email,
        ),
    )


def people() -> QuerySet[User]:
    """All accounts with their units; ``has_second_step`` tells of an app or passkey (2 queries)."""
    steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
    return User.objects.annotate(has_second_step=Exists(steps)).prefetch_related("units")


@transaction.atomic
def invite(person: User, units: Iterable[ReportingUnit], *, by: User) -> User:
    """Make the account; the letter with which they choose a password goes at once if it can."""
    person.set_unusable_password()
    save_signed(person, by=by, reason=_("Uitgenodigd"))
    give_units(person, units, by=by)
    transaction.on_commit(send_soon)
    return person


@transaction.atomic
def change(person: User, units: Iterable[ReportingUnit], *, by: User, changed: bool) -> None:
    """Save the account where it was ``changed``, and which units it keeps."""
    if changed:
        save_signed(person, by=by)
    give_units(person, units, by=by)


def give_units(person: User, units: Iterable[ReportingUnit], *, by: User) -> None:
    """Make these, and no others, the units that ``person`` keeps; each unit's history says so."""
    wanted, kept = set(units), set(person.units.all())
    for unit in sorted(wanted ^ kept, key=lambda one: one.order):
        sign(unit, by=by)
        if unit in wanted:
            unit.editors.add(person)
        else:
            unit.editors.remove(person)
        record(AuditKind.ACCOUNT, by=by, about=person, what=f"{unit.slug}={int(unit in wanted)}")


@transaction.atomic
def take_away_second_step(person: User, *, by: User) -> None:
    """For who lost their phone: at their next sign-in they set up a new one."""
    Authenticator.objects.filter(user=person).delete()
    record(AuditKind.SECOND_STEP, by=by, about=person, what="removed")
    save_signed(person, by=by, reason=_("Tweede stap bij inloggen verwijderd"))
    send_security_letter(person, "second_step_removed")


@transaction.atomic
def end(person: User, *, by: User) -> None:
    """Nobody comes in by this account any more; what it did stays, under its name."""
    if person == by:
        raise NotPossible(_("U kunt uw eigen account niet beëindigen. Vraag een andere beheerder."))
    person.is_active = False
    save_signed(person, by=by, reason=_("Account beëindigd"))
    give_units(person, (), by=by)


@transaction.atomic
def reopen(person: User, *, by: User) -> None:
    """The account works again; units are given anew."""
    person.is_active = True
    save_signed(person, by=by, reason=_("Account weer geopend"))


@transaction.atomic
def hand_over(person: User, colleague: User, on: date, *, by: User) -> Handover:
    """From ``on``, ``colleague`` keeps the units of ``person``; today at once."""
    if person == colleague:
        raise NotPossible(_("Kies een andere collega."))
    handover: Handover = Handover.objects.create(
        person=person, colleague=colleague, on=on, made_by=by
    )
    carry_out_handovers(timezone.localdate())
    return handover


@transaction.atomic
def carry_out_handovers(today: date) -> int:
    """Do what was planned for ``today`` or before; gives how many. For the timer, and at once."""
    due = Handover.objects.filter(done_at=None, on__lte=today).select_for_update()
    handovers = list(due.order_by("on", "pk"))
    for handover in handovers:
        _carry_out(handover)
    return len(handovers)


def _carry_out(handover: Handover) -> None:
    person, colleague = handover.person, handover.colleague
    if colleague.is_active:
        units = list(person.units.all())
        give_units(colleague, {*colleague.units.all(), *units}, by=handover.made_by)
        give_units(person, (), by=handover.made_by)
        # Letters that did not go yet; one that the colleague gets anyway stays as it is, and is
        # dropped when it would go: who it was for keeps that unit no more.
        waiting = Letter.objects.filter(to=person, unit__in=units, sent_at=None, dropped_at=None)
        theirs = Letter.objects.filter(to=colleague, key=OuterRef("key"))
        waiting.exclude(Exists(theirs)).update(to=colleague)
    handover.done_at = timezone.now()
    handover.save(update_fields=["done_at"])
